/* orm/postgresql/online.c - changes in steps during which others go on writing */
#include "orm/postgresql/online.h"

#include <string.h>

#include "base/text.h"
#include "orm/postgresql/capability.h"
#include "orm/postgresql/not_null.h"
#include "orm/postgresql/parts.h"
#include "orm/postgresql/postgresql.h"

#define VALIDATED "rows are read while others go on writing"

/* The table as it is now, or NULL. */
static const struct orm_table *table_of(struct ddl *d, const char *schema, const char *table)
{
	const char *name;
	struct orm_metadata *m =
	    pg_look_up(d, pg_full_name(d->arena, schema, table), &schema, &name);

	return m ? orm_metadata_table(m, schema, name) : NULL;
}

/* One whose rows are elsewhere knows little of this. */
static bool is_foreign(const struct pg_batch *b)
{
	return text_starts(b->alter, "ALTER FOREIGN");
}

static void validate(struct pg_batch *b, const char *name)
{
	pg_flush(b);
	ddl_addf(b->ddl, DDL_OUTSIDE, VALIDATED, "%s VALIDATE CONSTRAINT %s", b->alter, name);
}

/* Nobody writes between the last statement and this one what it would have to read. */
static void mark_instant(struct pg_batch *b)
{
	struct ddl_statements *out = &b->ddl->out;

	out->items[out->len - 1].cost =
	    (struct ddl_cost){ DDL_INSTANT, DDL_WAIT_ALL, "ACCESS EXCLUSIVE" };
}

static bool add_not_valid(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	const struct orm_table *now = table_of(b->ddl, b->schema, b->name);
	struct buf text = { 0 };

	if (k->object.kind == ORM_FOREIGN_KEY && now && now->partition_by &&
	    !pg_surely_can(b->ddl->version, PG_PARTITIONED_NOT_VALID))
		return false;
	if (replaced)
		pg_action(b, "DROP CONSTRAINT %s", replaced);
	pg_constraint_text(&text, k);
	pg_action(b, "ADD %s NOT VALID", buf_str(&text));
	buf_release(&text);
	validate(b, pg_name(b->ddl->arena, k->object.name));
	return true;
}

static void add_index(struct pg_batch *b, const struct orm_constraint *k, const char *name)
{
	struct orm_index x = {
		.object = { .kind = ORM_INDEX, .name = name, .options = k->object.options },
		.elements = k->elements,
		.unique = true,
		.include = k->include,
		.nulls_not_distinct = k->nulls_not_distinct
	};
	struct buf text = { 0 };

	pg_index_text(&text, &x, b->schema, b->name, false, true);
	ddl_add(b->ddl, DDL_OUTSIDE, "CONCURRENTLY can't run in a transaction", buf_str(&text));
	buf_release(&text);
}

static bool is_not_null(const struct pg_batch *b, const struct orm_column *c)
{
	if (c->nullable == ORM_NO)
		return true;
	for (size_t i = 0; i < b->not_null.len; i++)
		if (!strcmp(b->not_null.items[i], c->object.name))
			return true;
	return false;
}

/* The columns of a primary key hold no NULL: else all rows would be read again for that. */
static void forbid_nulls(struct pg_batch *b, const struct orm_table *now,
                         const struct orm_constraint *k)
{
	for (size_t i = 0; i < k->elements.len; i++) {
		const struct orm_column *c =
		    orm_table_column(now, &orm_postgresql, k->elements.items[i].column);

		if (c && !is_not_null(b, c))
			(void)pg_set_not_null_online(b, c);
	}
}

static bool add_key(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	const struct orm_table *now = table_of(b->ddl, b->schema, b->name);
	struct arena *a = b->ddl->arena;
	const char *name = k->object.name;
	const char *index = replaced ? pg_usual_name(a, name, NULL, "limbeck") : name;
	struct buf end = { 0 };

	if (!now || now->partition_by || now->partition_of || k->period)
		return false;
	pg_flush(b);
	if (k->object.kind == ORM_PRIMARY_KEY)
		forbid_nulls(b, now, k);
	pg_flush(b);
	add_index(b, k, index);
	if (replaced)
		pg_action(b, "DROP CONSTRAINT %s", replaced);
	pg_deferrable_text(&end, k);
	pg_action(b, "ADD CONSTRAINT %s %s USING INDEX %s%s", pg_name(a, name),
	          k->object.kind == ORM_UNIQUE ? "UNIQUE" : "PRIMARY KEY", pg_name(a, index),
	          buf_str(&end));
	buf_release(&end);
	return true;
}

/* What has no name gets one from the server, which can't be told here for sure. */
bool pg_add_online(struct pg_batch *b, const struct orm_constraint *k, const char *replaced)
{
	if (!b->ddl->online || !k->object.name || k->not_enforced || k->not_valid || is_foreign(b))
		return false;
	switch (k->object.kind) {
	case ORM_UNIQUE:
	case ORM_PRIMARY_KEY:
		return add_key(b, k, replaced);
	case ORM_CHECK:
	case ORM_FOREIGN_KEY:
		return add_not_valid(b, k, replaced);
	default:
		return false;
	}
}

/* Until it is a constraint itself: a check that says the same is proof enough for it. */
static void check_first(struct pg_batch *b, const char *column, const char *check)
{
	pg_flush(b);
	pg_action(b, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", check, column);
	validate(b, check);
	pg_action(b, "ALTER COLUMN %s SET NOT NULL", column);
	pg_flush(b);
	mark_instant(b);
	pg_action(b, "DROP CONSTRAINT %s", check);
	pg_flush(b);
}

bool pg_set_not_null_online(struct pg_batch *b, const struct orm_column *c)
{
	struct arena *a = b->ddl->arena;
	const char *column = pg_name(a, c->object.name), *name;
	const char *no_inherit = pg_is(&c->object, "not_null_no_inherit") ? " NO INHERIT" : "";

	if (!b->ddl->online || is_foreign(b) || pg_is(&c->object, "not_null_not_valid"))
		return false;
	vec_push(a, &b->not_null, c->object.name);
	if (!pg_can(b->ddl->version, PG_NOT_NULL_CONSTRAINT)) {
		name = pg_usual_name(a, b->name, c->object.name, "limbeck_not_null");
		check_first(b, column, pg_name(a, name));
		return true;
	}
	name = pg_name(a, pg_not_null_name(a, b->name, c));
	pg_action(b, "ADD CONSTRAINT %s NOT NULL %s%s NOT VALID", name, column, no_inherit);
	validate(b, name);
	return true;
}

bool pg_index_online(struct ddl *d, const struct orm_index *x, const char *schema,
                     const char *table)
{
	const struct orm_table *now;

	if (!d->online || !x->object.name || x->invalid)
		return false;
	now = table_of(d, schema, table);
	return !now || !now->partition_by;
}
