/* orm/postgresql/not_null_names.c - names of NOT NULL that follow their table's and column's */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/postgresql.h"
#include "orm/schema/needs.h"

/* A table before it or a column of it is renamed. */
struct renaming {
	struct pg_batch *batch;
	const struct orm_metadata *now;
	const struct orm_table *table;
};

static bool is_taken(struct arena *a, const struct orm_table *t, const char *name)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (text_same(t->constraints.items[i]->object.name, name))
			return true;
	for (size_t i = 0; i < t->columns.len; i++)
		if (t->columns.items[i]->nullable == ORM_NO &&
		    !strcmp(pg_not_null_name(a, t->object.name, t->columns.items[i]), name))
			return true;
	return false;
}

/* Does the parent demand it, or is there no saying? */
static bool comes_from(struct ddl *d, const char *parent, const char *column)
{
	const char *schema, *name;
	struct orm_metadata *m = pg_look_up(d, parent, &schema, &name);
	const struct orm_table *t = m ? orm_metadata_table(m, schema, name) : NULL;
	const struct orm_column *c = t ? orm_table_column(t, &orm_postgresql, column) : NULL;

	return !t || (c && c->nullable == ORM_NO && !pg_is(&c->object, "not_null_no_inherit"));
}

static bool is_inherited(const struct renaming *r, const char *column)
{
	const struct orm_table *t = r->table;

	if (t->partition_of && comes_from(r->batch->ddl, t->partition_of, column))
		return true;
	for (size_t i = 0; i < t->inherits.len; i++)
		if (comes_from(r->batch->ddl, t->inherits.items[i], column))
			return true;
	return false;
}

/* The server renames it in all heirs or nowhere, and an attached one may call it otherwise. */
static bool heirs_agree(const struct renaming *r, const struct orm_table *t, const char *column,
                        const char *name)
{
	struct arena *a = r->batch->ddl->arena;
	const char *key = orm_object_key(a, &orm_postgresql, &t->object);

	for (size_t i = 0; i < r->now->tables.len; i++) {
		const struct orm_table *heir = r->now->tables.items[i];
		const struct orm_column *c = orm_table_column(heir, &orm_postgresql, column);
		struct names parents = { 0 };
		bool is_heir = false;

		orm_parents(a, &orm_postgresql, heir, &parents);
		for (size_t j = 0; j < parents.len; j++)
			is_heir = is_heir || !strcmp(parents.items[j], key);
		if (is_heir &&
		    (!c || strcmp(pg_not_null_name(a, heir->object.name, c), name) != 0 ||
		     !heirs_agree(r, heir, column, name)))
			return false;
	}
	return true;
}

/* Its name becomes what the server would make of the new names. */
static void follow(const struct renaming *r, const struct orm_column *c, const char *new_name)
{
	struct arena *a = r->batch->ddl->arena;
	const char *was = pg_not_null_name(a, r->table->object.name, c);
	const char *is = pg_usual_name(a, r->batch->name, new_name, "not_null");

	if (c->nullable != ORM_NO || c->not_null_name || !strcmp(was, is) ||
	    is_taken(a, r->table, is) || is_inherited(r, c->object.name))
		return;
	if (!pg_is(&c->object, "not_null_no_inherit") &&
	    !heirs_agree(r, r->table, c->object.name, was))
		return;
	ddl_addf(r->batch->ddl, 0, NULL, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
	         r->batch->table, pg_name(a, was), pg_name(a, is));
}

void pg_rename_not_nulls(struct pg_batch *b, const struct orm_change *c)
{
	bool of_table = c->kind == ORM_TABLE;
	const char *schema = of_table ? c->from->schema : b->schema;
	const char *name = of_table ? c->from->name : b->name;
	struct renaming r = { .batch = b };

	if (!pg_surely_can(b->ddl->version, PG_NOT_NULL_CONSTRAINT))
		return;
	r.now = pg_look_up(b->ddl, pg_full_name(b->ddl->arena, schema, name), &schema, &name);
	r.table = r.now ? orm_metadata_table(r.now, schema, name) : NULL;
	for (size_t i = 0; r.table && i < r.table->columns.len; i++) {
		const struct orm_column *column = r.table->columns.items[i];

		if (of_table)
			follow(&r, column, column->object.name);
		else if (!strcmp(column->object.name, c->from->name))
			follow(&r, column, c->to->name);
	}
}

void pg_rename_domain_not_null(struct ddl *d, const struct orm_change *c)
{
	const char *schema, *name, *was;
	const struct orm_definition *domain;
	struct orm_definition to = { .object.name = c->to->name };
	struct orm_metadata *m;

	if (!pg_surely_can(d->version, PG_DOMAIN_NOT_NULL))
		return;
	m = pg_look_up(d, pg_full_name(d->arena, c->from->schema, c->from->name), &schema, &name);
	domain = m ? orm_metadata_definition(m, ORM_DOMAIN, schema, name) : NULL;
	if (!domain || domain->nullable != ORM_NO ||
	    !text_empty(pg_option(&domain->object, "not_null_name")))
		return;
	was = pg_domain_not_null_name(d->arena, domain);
	name = pg_domain_not_null_name(d->arena, &to);
	for (size_t i = 0; i < domain->checks.len; i++)
		if (text_same(domain->checks.items[i]->object.name, name))
			return;
	if (strcmp(was, name) != 0)
		ddl_addf(d, 0, NULL, "ALTER DOMAIN %s RENAME CONSTRAINT %s TO %s",
		         pg_full_name(d->arena, c->to->schema, c->to->name), pg_name(d->arena, was),
		         pg_name(d->arena, name));
}
