/* orm/postgresql/alter_definition.c - changes in place of all that isn't a table */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/alter.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/postgresql.h"

static const char *kind_and_name(struct arena *a, const struct orm_definition *o)
{
	return arena_printf(a, "%s %s", pg_kind_words(o->object.kind), pg_reference(a, o));
}

static void alter_view_options(struct ddl *d, const struct orm_change *c)
{
	const char *view = kind_and_name(d->arena, (const struct orm_definition *)c->to);
	const char *value, *set, *reset;

	if (pg_gives_option(c, "with", &value)) {
		pg_parameters(d->arena, pg_option_now(d, c, "with"), value, &set, &reset);
		if (reset)
			ddl_addf(d, 0, NULL, "ALTER %s RESET (%s)", view, reset);
		if (set)
			ddl_addf(d, 0, NULL, "ALTER %s SET (%s)", view, set);
	}
	if (pg_gives_option(c, "tablespace", &value))
		ddl_addf(d, 0, NULL, "ALTER %s SET TABLESPACE %s", view,
		         value ? pg_name(d->arena, value) : "pg_default");
	if (pg_gives_option(c, "using", &value))
		ddl_addf(d, 0, NULL, "ALTER %s SET ACCESS METHOD %s", view,
		         value ? pg_name(d->arena, value) : "heap");
	if (pg_gives_option(c, "cluster_on", &value))
		ddl_addf(d, 0, NULL,
		         value ? "ALTER %s CLUSTER ON %s" : "ALTER %s SET WITHOUT CLUSTER%s", view,
		         value ? pg_name(d->arena, value) : "");
}

static void alter_view(struct ddl *d, const struct orm_change *c)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	struct orm_definition alone;

	if (pg_gives(c, "definition") || pg_gives(c, "columns")) {
		/* comments and the like stay; options are set below */
		alone = *orm_definition_copy(d->arena, to);
		alone.object.comment = NULL;
		alone.indexes.len = 0;
		orm_option_set(d->arena, &alone.object.options, NULL, "defaults", NULL);
		orm_option_set(d->arena, &alone.object.options, NULL, "column_comments", NULL);
		pg_create_definition(d, &alone, true, false);
	} else {
		alter_view_options(d, c);
	}
	pg_alter_lines(d, c);
}

static void alter_extension(struct ddl *d, const struct orm_change *c)
{
	const char *name = pg_name(d->arena, c->to->name), *value;

	if (pg_gives_option(c, "version", &value) && value)
		ddl_addf(d, 0, NULL, "ALTER EXTENSION %s UPDATE TO %s", name,
		         pg_string(d->arena, value));
	if (pg_gives_option(c, "schema", &value))
		ddl_addf(d, 0, NULL, "ALTER EXTENSION %s SET SCHEMA %s", name,
		         pg_name(d->arena, value ? value : "public"));
}

/* A routine, rule, ...: written again over what is there. */
static void replace(struct ddl *d, const struct orm_change *c)
{
	struct orm_definition alone = *(const struct orm_definition *)c->to;

	alone.object.comment = NULL;
	alone.object.options = (struct orm_options){ 0 };
	pg_create_definition(d, &alone, true, false);
}

static bool alter_type(struct ddl *d, const struct orm_change *c, struct error *err)
{
	if (c->kind == ORM_ENUM)
		return !pg_gives(c, "values") || pg_alter_enum(d, c, err);
	if (c->kind == ORM_DOMAIN)
		return pg_alter_domain(d, c, err);
	if (pg_gives(c, "definition") && !pg_alter_composite(d, c, err))
		return false;
	pg_alter_lines(d, c);
	return true;
}

static bool alter_kind(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;
	const char *value;

	switch (c->kind) {
	case ORM_VIEW:
	case ORM_MATERIALIZED_VIEW:
		alter_view(d, c);
		break;
	case ORM_ENUM:
	case ORM_DOMAIN:
	case ORM_COMPOSITE:
		return alter_type(d, c, err);
	case ORM_SEQUENCE:
		pg_alter_sequence(d, c);
		break;
	case ORM_EXTENSION:
		alter_extension(d, c);
		break;
	case ORM_WRAPPER:
		pg_alter_wrapper(d, c);
		break;
	case ORM_SERVER:
		pg_alter_server(d, c);
		break;
	case ORM_STATISTICS:
		if (pg_gives_option(c, "statistics", &value))
			ddl_addf(d, 0, NULL, "ALTER %s SET STATISTICS %s",
			         kind_and_name(d->arena, to), value ? value : "-1");
		break;
	default:
		if (pg_gives(c, "definition") || pg_gives(c, "arguments"))
			replace(d, c);
		break;
	}
	if (pg_gives_option(c, "enabled", &value))
		pg_enable(d, to, value);
	return true;
}

/* What can't be changed in place goes and comes again. */
static void remake(struct ddl *d, const struct orm_change *c)
{
	pg_drop_definition(d, (const struct orm_definition *)(c->from ? c->from : c->to), false);
	pg_create_definition(d, (const struct orm_definition *)c->to, false, false);
}

static bool rename_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const char *what = kind_and_name(d->arena, from);
	struct orm_definition moved = *from;

	if (!pg_can_alter(c))
		return fail(err, ERR_UNSUPPORTED, "PostgreSQL can't rename a %s",
		            orm_kinds[c->kind].label);
	if (!text_same(from->object.name, c->to->name))
		ddl_addf(d, 0, NULL, "ALTER %s RENAME TO %s", what, pg_name(d->arena, c->to->name));
	moved.object.name = c->to->name;
	if (!from->on && !text_same(from->object.schema, c->to->schema))
		ddl_addf(d, 0, NULL, "ALTER %s SET SCHEMA %s", kind_and_name(d->arena, &moved),
		         pg_name(d->arena, c->to->schema ? c->to->schema : "public"));
	if (c->kind == ORM_DOMAIN)
		pg_rename_domain_not_null(d, c);
	return true;
}

bool pg_alter_definition(struct ddl *d, const struct orm_change *c, struct error *err)
{
	const struct orm_definition *to = (const struct orm_definition *)c->to;

	if (c->verb == ORM_RENAME)
		return rename_definition(d, c, err);
	if (c->kind == ORM_PRIVILEGE) {
		pg_privileges(d, (const struct orm_definition *)c->from, to);
		return true;
	}
	if (!pg_can_alter(c)) {
		remake(d, c);
		return true;
	}
	if (!alter_kind(d, c, err))
		return false;
	if (c->mask & ORM_ATTR_COMMENT &&
	    (!text_empty(to->object.comment) || (c->from && c->from->comment))) {
		const char *what = c->kind == ORM_TEXT_SEARCH ? pg_text_search(d->arena, to)
		                                              : kind_and_name(d->arena, to);

		pg_comment(d, what, to->object.comment);
	}
	return true;
}
