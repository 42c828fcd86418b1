/* tests/migrate/test_mysql_mutations.c - every attribute of MySQL and MariaDB, changed alone */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mysql_pairs.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"

static void skip_some(void)
{
	if (getenv("SANITIZED"))
		cr_skip_test("takes too long under sanitizers");
}

TestSuite(mysql_mutations, .init = skip_some, .timeout = 600);

Test(mysql_mutations, tables_on_mysql)
{
	mysql_pairs_run(mysql_table_mutations, MYSQL);
}

Test(mysql_mutations, tables_on_mariadb)
{
	mysql_pairs_run(mysql_table_mutations, MARIADB);
}

Test(mysql_mutations, columns_on_mysql)
{
	mysql_pairs_run(mysql_column_mutations, MYSQL);
}

Test(mysql_mutations, columns_on_mariadb)
{
	mysql_pairs_run(mysql_column_mutations, MARIADB);
}

Test(mysql_mutations, keys_on_mysql)
{
	mysql_pairs_run(mysql_key_mutations, MYSQL);
}

Test(mysql_mutations, keys_on_mariadb)
{
	mysql_pairs_run(mysql_key_mutations, MARIADB);
}

Test(mysql_mutations, programs_on_mysql)
{
	mysql_pairs_run(mysql_program_mutations, MYSQL);
}

Test(mysql_mutations, programs_on_mariadb)
{
	mysql_pairs_run(mysql_program_mutations, MARIADB);
}

static const struct mysql_pair *const groups[] = { mysql_table_mutations, mysql_column_mutations,
	                                           mysql_key_mutations, mysql_program_mutations };

/* What they have; a unique key is an index to them. */
static const struct {
	enum orm_kind kind;
	enum mysql_server server;
	bool has_comment;
} kinds[] = {
	{ ORM_TABLE, BOTH, true },        { ORM_COLUMN, BOTH, true },
	{ ORM_PRIMARY_KEY, BOTH, true },  { ORM_INDEX, BOTH, true },
	{ ORM_FOREIGN_KEY, BOTH, false }, { ORM_CHECK, BOTH, false },
	{ ORM_VIEW, BOTH, false },        { ORM_TRIGGER, BOTH, false },
	{ ORM_FUNCTION, BOTH, false },    { ORM_PROCEDURE, BOTH, false },
	{ ORM_EVENT, BOTH, false },       { ORM_SEQUENCE, MARIADB, true },
	{ ORM_PACKAGE, MARIADB, false },  { ORM_PACKAGE_BODY, MARIADB, false },
};

/* What no row can change, and why. */
static const struct {
	enum mysql_server server;
	const char *name, *why; /* "*.option": of any kind */
} exceptions[] = {
	{ BOTH, "table.module", "SQLite's" },
	{ BOTH, "table.partition_of", "PostgreSQL's" },
	{ BOTH, "table.bound", "PostgreSQL's" },
	{ BOTH, "*.inherits", "PostgreSQL's" },
	{ BOTH, "*.inherited", "PostgreSQL's" },
	{ BOTH, "*.deferrable", "PostgreSQL's" },
	{ BOTH, "*.initially", "PostgreSQL's" },
	{ BOTH, "*.include", "PostgreSQL's" },
	{ BOTH, "*.nulls_not_distinct", "PostgreSQL's" },
	{ BOTH, "*.period", "PostgreSQL's" },
	{ BOTH, "*.not_valid", "PostgreSQL's" },
	{ BOTH, "column.identity", "PostgreSQL's" },
	{ BOTH, "column.not_null_name", "PostgreSQL's" },
	{ BOTH, "column.hidden", "SQLite's" },
	{ BOTH, "foreign_key.match", "read and forgotten by the servers" },
	{ BOTH, "foreign_key.ondelete_columns", "PostgreSQL's" },
	{ BOTH, "foreign_key.not_enforced", "PostgreSQL's" },
	{ MARIADB, "check.not_enforced", "MySQL's" },
	{ BOTH, "check.no_inherit", "PostgreSQL's" },
	{ BOTH, "index.where", "PostgreSQL's" },
	{ BOTH, "*.invalid", "PostgreSQL's" },
	{ BOTH, "sequence.owned_by", "PostgreSQL's" },
	{ MARIADB, "view.columns", "MariaDB puts them into the definition" },
	{ BOTH, "view.sql_mode", "a view is kept as it was understood" },
	{ BOTH, "*.charset", "a model's word: the collation says it" },
	{ BOTH, "table.default_charset", "a model's word for charset" },
	{ BOTH, "table.character_set", "a model's word for charset" },
	{ BOTH, "table.default_character_set", "a model's word for charset" },
	{ BOTH, "table.default_collate", "a model's word for collate" },
	{ BOTH, "table.partitions", "a model's word, part of partition_by" },
	{ BOTH, "table.subpartition_by", "a model's word, part of partition_by" },
	{ BOTH, "table.subpartitions", "a model's word, part of partition_by" },
	{ BOTH, "table.data_directory", "needs a folder of the server" },
	{ BOTH, "table.index_directory", "needs a folder of the server" },
	{ BOTH, "table.connection", "needs the engine FEDERATED" },
	{ BOTH, "*.length", "a model's word for the elements' lengths" },
	{ BOTH, "primary_key.invisible", "the servers refuse it" },
	{ BOTH, "primary_key.prefix", "it has none" },
	{ BOTH, "primary_key.with_parser", "it is never a full text index" },
	{ MARIADB, "index.with_parser", "it has no parser of its own" },
	{ MYSQL, "*.attributes", "MySQL refuses options that it doesn't know" },
	{ MARIADB, "*.attributes", "no engine of a bare server has any of its own" },
	{ MYSQL, "*.engine_attribute", "no engine of a bare server takes one" },
	{ MYSQL, "table.encryption", "needs a keyring" },
	{ MARIADB, "column.no_default", "MariaDB has NULL as the default then" },
	{ MARIADB, "column.with_system_versioning", "MariaDB makes it the table's" },
	{ MARIADB, "table.encryption_key_id", "needs a file of keys" },
	{ MARIADB, "index.clustering", "needs the engine TokuDB" },
	{ MARIADB, "index.distance", "needs MariaDB 11.7" },
	{ MARIADB, "index.m", "needs MariaDB 11.7" },
	{ MARIADB, "sequence.data_type", "needs MariaDB 11.5" },
};

/* "*.name" is "kind.name" of every kind, "kind.begin*" whatever begins so. */
static bool matches(const char *pattern, const char *name)
{
	if (*pattern == '*') {
		pattern++;
		name += strcspn(name, ".");
	}
	if (text_ends(name, "*"))
		return !strncmp(pattern, name, strlen(name) - 1);
	return !strcmp(pattern, name);
}

static bool is_for(enum mysql_server of, enum mysql_server server)
{
	return of == BOTH || of == server;
}

static bool is_changed(const char *name, enum mysql_server server)
{
	struct arena a = { 0 };
	bool found = false;

	for (size_t i = 0; i < COUNT(groups) && !found; i++)
		for (const struct mysql_pair *p = groups[i]; p->name && !found; p++)
			for (const char *at = p->name; *at && !found; at += *at == ' ') {
				size_t len = strcspn(at, " ");

				found = is_for(p->server, server) &&
				        matches(arena_strndup(&a, at, len), name);
				at += len;
			}
	arena_release(&a);
	return found;
}

static bool is_excepted(const char *name, enum mysql_server server)
{
	for (size_t i = 0; i < COUNT(exceptions); i++)
		if (is_for(exceptions[i].server, server) && matches(exceptions[i].name, name))
			return true;
	return false;
}

static void expect_row(const char *kind, const char *attribute, enum mysql_server server)
{
	struct arena a = { 0 };
	const char *name = arena_printf(&a, "%s.%s", kind, attribute);
	const char *title = server == MYSQL ? "MySQL" : "MariaDB";
	bool changed = is_changed(name, server), excepted = is_excepted(name, server);

	cr_expect(changed || excepted, "no row for %s on %s", name, title);
	cr_expect(!changed || !excepted, "a row and an exception for %s on %s", name, title);
	arena_release(&a);
}

/* Of every attribute and option that counts in comparisons. */
static void expect_rows(const struct orm_dialect *d, enum mysql_server server)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct orm_kind_info *k = &orm_kinds[kinds[i].kind];

		if (!is_for(kinds[i].server, server))
			continue;
		expect_row(k->name, "name", server);
		if (kinds[i].has_comment)
			expect_row(k->name, "comment", server);
		for (size_t j = 0; j < k->attr_count; j++)
			if (!k->attrs[j].spelling)
				expect_row(k->name, k->attrs[j].name, server);
		for (const struct orm_option_info *o = d->options; o->name; o++)
			if (o->kind == kinds[i].kind && o->value != ORM_ATTR_STATE &&
			    !orm_attr_find(o->kind, o->name) && strcmp(o->name, "comment") != 0)
				expect_row(k->name, o->name, server);
	}
}

Test(mysql_mutations, no_attribute_of_mysql_is_left_out)
{
	expect_rows(&orm_mysql, MYSQL);
}

Test(mysql_mutations, no_attribute_of_mariadb_is_left_out)
{
	expect_rows(&orm_mariadb, MARIADB);
}
