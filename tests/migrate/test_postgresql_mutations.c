/* tests/migrate/test_postgresql_mutations.c - every attribute, changed alone */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "mutations.h"
#include "orm/dialect.h"

static void skip_some(void)
{
	if (getenv("SANITIZED"))
		cr_skip_test("takes too long under sanitizers");
}

TestSuite(postgresql_mutations, .init = skip_some, .timeout = 600);

Test(postgresql_mutations, columns)
{
	mutations_run(&mutations_columns);
}

Test(postgresql_mutations, constraints)
{
	mutations_run(&mutations_constraints);
}

Test(postgresql_mutations, indexes)
{
	mutations_run(&mutations_indexes);
}

Test(postgresql_mutations, tables)
{
	mutations_run(&mutations_tables);
}

Test(postgresql_mutations, types)
{
	mutations_run(&mutations_types);
}

Test(postgresql_mutations, views)
{
	mutations_run(&mutations_views);
}

Test(postgresql_mutations, functions)
{
	mutations_run(&mutations_functions);
}

Test(postgresql_mutations, triggers)
{
	mutations_run(&mutations_triggers);
}

Test(postgresql_mutations, privileges)
{
	mutations_run(&mutations_privileges);
}

Test(postgresql_mutations, database)
{
	mutations_run(&mutations_database);
}

static const struct mutations *const groups[] = {
	&mutations_columns,    &mutations_constraints, &mutations_indexes,   &mutations_tables,
	&mutations_types,      &mutations_views,       &mutations_functions, &mutations_triggers,
	&mutations_privileges, &mutations_database,
};

/* Attributes that no row can change, and why. */
static const struct {
	const char *name, *why;
} exceptions[] = {
	{ "table.module", "SQLite's" },
	{ "event.definition", "MySQL's" },
	{ "package.definition", "MariaDB's" },
	{ "package_body.definition", "MariaDB's" },
	{ "column.hidden", "SQLite's" },
	{ "column.autoincrement", "a model's word" },
	{ "primary_key.nulls_not_distinct", "a key has no nulls" },
	{ "index.invalid",
	  "a build that failed, or parts of it as the command-line tests have them" },
	{ "primary_key.invalid", "the same" },
	{ "unique.invalid", "the same" },
	{ "index.ops", "a model's word for the elements' operator classes" },
	{ "index.concurrently", "a model's word for how it is built" },
	{ "view.columns", "the server puts them into the definition" },
	{ "materialized_view.columns", "the server puts them into the definition" },
	{ "operator.arguments", "its signature says it all" },
	{ "schema.definition", "its name is all there is" },
	{ "extension.definition", "options say it all" },
	{ "extension.version", "not compared" },
	{ "column.not_null_local", "what a parent says of the column is the child's as well" },
	{ "materialized_view.with_data", "whether there are rows isn't part of the schema" },
	{ "table.tablespace", "needs a folder of the server" },
	{ "index.tablespace", "needs a folder of the server" },
	{ "primary_key.tablespace", "needs a folder of the server" },
	{ "unique.tablespace", "needs a folder of the server" },
	{ "exclude.tablespace", "needs a folder of the server" },
	{ "materialized_view.tablespace", "needs a folder of the server" },
	{ "exclude.inherited", "the server takes none over, it makes a second one" },
	{ "materialized_view.using", "the same text as a table's" },
};

static bool names(const char *list, const char *name)
{
	for (; *list; list += strcspn(list, " "), list += *list == ' ')
		if (strcspn(list, " ") == strlen(name) && !strncmp(list, name, strlen(name)))
			return true;
	return false;
}

static bool is_covered(const char *name)
{
	for (size_t i = 0; i < COUNT(exceptions); i++)
		if (!strcmp(exceptions[i].name, name))
			return true;
	for (size_t i = 0; i < COUNT(groups); i++)
		for (size_t j = 0; j < groups[i]->count; j++)
			if (names(groups[i]->rows[j].of, name))
				return true;
	return false;
}

Test(postgresql_mutations, no_attribute_is_left_out)
{
	struct arena a = { 0 };

	for (int kind = 0; kind < ORM_KIND_COUNT; kind++) {
		const struct orm_kind_info *k = &orm_kinds[kind];

		for (size_t i = 0; i < k->attr_count; i++) {
			const char *name = arena_printf(&a, "%s.%s", k->name, k->attrs[i].name);

			cr_expect(k->attrs[i].spelling || is_covered(name), "no row for %s", name);
		}
		if (is_covered(arena_printf(&a, "%s.name", k->name)))
			cr_expect(is_covered(arena_printf(&a, "%s.comment", k->name)),
			          "no row for a comment on a %s", k->label);
	}
	for (const struct orm_option_info *o = orm_postgresql.options; o->name; o++) {
		const char *name = arena_printf(&a, "%s.%s", orm_kinds[o->kind].name, o->name);

		cr_expect(is_covered(name), "no row for option %s", name);
	}
	arena_release(&a);
}
