/* migrate/obstacle_query.c - which rows a change can't be made with */
#include "migrate/obstacle_query.h"

#include "base/buf.h"
#include "base/text.h"
#include "migrate/backfill.h"
#include "orm/dialect.h"

static const char change_rows[] = "Change these rows first.";

const char *question_old_table(const struct migrate_ops *ops, const struct orm_dialect *d,
                               const char *schema, const char *table)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			const struct orm_change *c = &ops->items[i].changes.items[k];

			if (c->verb == ORM_RENAME && c->kind == ORM_TABLE &&
			    text_same(c->to->schema, schema) && d->same_name(c->to->name, table))
				return c->from->name;
		}
	return table;
}

const struct orm_column *question_old_column(const struct question *q, const struct orm_table *t,
                                             const char *table, const char *name)
{
	for (size_t i = 0; name && i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];

			if (c->verb == ORM_RENAME && c->kind == ORM_COLUMN &&
			    text_same(c->table, table) && q->dialect->same_name(c->to->name, name))
				name = c->from->name;
		}
	return name ? orm_table_column(t, q->dialect, name) : NULL;
}

static const char *quoted(const struct question *q, const struct orm_column *c)
{
	struct buf b = { 0 };

	ddl_name(&b, q->dialect, c->object.name);
	return buf_take(&b, q->arena);
}

static const char *table_name(const struct question *q, const struct orm_table *t)
{
	struct buf b = { 0 };

	ddl_full_name(&b, q->dialect, t->object.schema, t->object.name);
	return buf_take(&b, q->arena);
}

static const char *label(const struct question *q)
{
	return orm_object_label(q->arena, q->change->to);
}

/* A column of a change that has no table to be named with. */
static const char *column_label(const struct question *q)
{
	return arena_printf(q->arena, "column \"%s.%s\"", q->change->table, q->change->to->name);
}

static bool ask_value(struct question *q)
{
	const struct orm_column *was =
	    question_old_column(q, q->table, q->change->table, q->change->to->name);

	q->needs_value = true;
	q->what = arena_printf(q->arena, "%s can't be NOT NULL", column_label(q));
	q->where = was ? arena_printf(q->arena, "%s IS NULL", quoted(q, was)) : "1 = 1";
	q->why = was ? "with no value there" : "with no value for it";
	return q->change->verb == ORM_CREATE || was;
}

/* With what the table gives it. */
static const struct orm_column *whole(const struct question *q, const struct orm_table *t,
                                      const struct orm_column *c)
{
	return q->dialect->whole_column ? q->dialect->whole_column(q->arena, t, c) : c;
}

static bool ask_type(struct question *q)
{
	const struct orm_column *was =
	    question_old_column(q, q->table, q->change->table, q->change->to->name);
	const struct orm_column *to = (const struct orm_column *)q->change->to;
	bool type = q->change->mask & orm_attr_bit(ORM_COLUMN, "type");

	if (!was || was->computed || to->computed)
		return false;
	was = whole(q, q->table, was);
	if (q->dialect->misfit)
		q->where = q->dialect->misfit(q->arena, quoted(q, was), was, to);
	if (!q->where && type)
		q->where = question_not_in_enum(q, quoted(q, was), was, to);
	if (q->dialect->converted && type)
		q->expr = q->dialect->converted(q->arena, quoted(q, was), was, to);
	q->type = to->type->name;
	if (!q->where && !q->expr)
		return false;
	vec_push(q->arena, &q->shown, quoted(q, was));
	q->what =
	    type ? arena_printf(q->arena, "%s can't become %s", column_label(q), to->type->name)
		 : arena_printf(q->arena, "%s can't get the collation %s", column_label(q),
	                        to->collation ? to->collation : "of its table");
	q->why = "with a value that doesn't fit";
	q->hint = change_rows;
	return true;
}

/* Names that aren't there yet would be texts to SQLite, and errors to others. */
bool question_knows(const struct question *q, const char *expr)
{
	for (size_t i = 0; i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];

			if (c->to && (c->verb == ORM_CREATE || c->verb == ORM_RENAME) &&
			    !ORM_IS_CONSTRAINT(c->kind) && c->to->name &&
			    orm_mentions(q->dialect, expr, c->to->name))
				return false;
		}
	return true;
}

/* All of them plain columns that are there. */
static bool has_columns(const struct question *q, const struct orm_elements *e)
{
	for (size_t i = 0; i < e->len; i++)
		if (!question_old_column(q, q->table, q->change->table, e->items[i].column) ||
		    e->items[i].collation || e->items[i].length)
			return false;
	return e->len > 0;
}

/* What the plan makes of the column; NULL: nothing. */
static const struct orm_column *altered(const struct question *q, const char *name)
{
	for (size_t i = 0; i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];

			if (c->kind == ORM_COLUMN && c->verb == ORM_ALTER && c->to &&
			    text_same(c->schema, q->change->schema) &&
			    q->dialect->same_name(c->table, q->change->table) &&
			    q->dialect->same_name(c->to->name, name))
				return (const struct orm_column *)c->to;
		}
	return NULL;
}

/* What the column is compared as after the plan; NULL: as before. */
static const char *collated(const struct question *q, const char *name)
{
	const struct orm_column *was = question_old_column(q, q->table, q->change->table, name);
	const struct orm_column *to = name ? altered(q, name) : NULL;

	if (!was || !to || !to->type || !q->dialect->collated)
		return NULL;
	return q->dialect->collated(q->arena, quoted(q, was), whole(q, q->table, was), to);
}

/* What of a row is indexed, as SQL; NULL: that isn't there yet. */
static const char *element(const struct question *q, const struct orm_element *e, bool becomes)
{
	const struct orm_column *c = question_old_column(q, q->table, q->change->table, e->column);
	const char *sql = c ? quoted(q, c) : NULL;
	const char *other = becomes && c && !e->collation ? collated(q, e->column) : NULL;
	struct buf b = { 0 };

	if (other)
		sql = other;
	if (!e->column && e->expr && question_knows(q, e->expr))
		sql = arena_printf(q->arena, "(%s)", e->expr);
	if (sql && e->length)
		sql = arena_printf(q->arena, "LEFT(%s, %d)", sql, e->length);
	if (!sql || !e->collation)
		return sql;
	buf_addf(&b, "%s COLLATE ", sql);
	ddl_name(&b, q->dialect, e->collation);
	return buf_take(&b, q->arena);
}

static bool ask_unique(struct question *q, const struct orm_elements *e, bool nulls,
                       const char *where)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < e->len; i++) {
		const char *sql = element(q, &e->items[i], true);

		if (!sql)
			return false;
		vec_push(q->arena, &q->shown, sql);
		vec_push(q->arena, &q->labels, element(q, &e->items[i], false));
	}
	buf_addf(&b, where ? "(%s)" : "1 = 1", where);
	for (size_t i = 0; !nulls && i < e->len; i++)
		buf_addf(&b, " AND %s IS NOT NULL", q->shown.items[i]);
	q->grouped = true;
	q->where = buf_take(&b, q->arena);
	q->what = arena_printf(q->arena, "%s can't be made", label(q));
	q->why = "in more than one row";
	q->hint = change_rows;
	return e->len > 0;
}

static bool is_new(const struct question *q, const struct orm_object *key)
{
	for (size_t i = 0; i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];

			if (c->verb == ORM_CREATE && c->kind == key->kind &&
			    (c->to == key || (text_same(c->table, q->change->table) &&
			                      text_same(c->to->name, key->name))))
				return true;
		}
	return false;
}

bool question_ask_kept(struct question *q, const struct orm_object *key)
{
	const struct orm_constraint *k = (const struct orm_constraint *)key;
	const struct orm_index *x = (const struct orm_index *)key;
	bool index = key->kind == ORM_INDEX;
	const struct orm_elements *e = index ? &x->elements : &k->elements;
	const char *first = NULL;

	if (index ? !x->unique
	          : (key->kind != ORM_UNIQUE && key->kind != ORM_PRIMARY_KEY) || k->period)
		return false;
	/* of several that change, one asks for all */
	for (size_t i = 0; i < e->len && !first; i++)
		if (e->items[i].column && !e->items[i].collation && collated(q, e->items[i].column))
			first = e->items[i].column;
	if (!first || !q->dialect->same_name(first, q->change->to->name) || is_new(q, key) ||
	    (index && x->where && !question_knows(q, x->where)) ||
	    !ask_unique(q, e, index ? x->nulls_not_distinct : k->nulls_not_distinct,
	                index ? x->where : NULL))
		return false;
	q->what = arena_printf(q->arena, "%s can't be kept", orm_object_label(q->arena, key));
	return true;
}

static bool ask_check(struct question *q, const struct orm_constraint *k)
{
	const char *expr = k->expr ? question_check(q, k->expr) : NULL;

	if (k->not_valid || k->not_enforced || !expr)
		return false;
	q->where = arena_printf(q->arena, "NOT (%s)", expr);
	q->what = arena_printf(q->arena, "%s can't be made", label(q));
	q->why = arena_printf(q->arena, "against (%s)", k->expr);
	q->hint = expr == k->expr
	              ? change_rows
	              : "Give the rows a value in the new column that it allows, by --backfill.";
	return true;
}

/* Rows that others exclude: of two that may not be together, one is in the way. */
static bool ask_exclusion(struct question *q, const struct orm_constraint *k)
{
	struct orm_trial *trial = ARENA_NEW(q->arena, struct orm_trial);

	if (!q->dialect->exclusion_trial || !k->expr || !question_knows(q, k->expr))
		return false;
	question_show(q, k->expr);
	q->dialect->exclusion_trial(q->arena, k, q->table, &q->shown, trial);
	q->trial = trial;
	q->where = trial->fails;
	q->what = arena_printf(q->arena, "%s can't be made", label(q));
	q->why = "that others exclude";
	q->hint = change_rows;
	return q->shown.len > 0;
}

static const char *referred_column(const struct orm_table *t, const struct orm_constraint *k,
                                   size_t i)
{
	const struct orm_constraint *key = orm_table_primary_key(t);

	if (i < k->referred_columns.len)
		return k->referred_columns.items[i];
	return key && i < key->elements.len ? key->elements.items[i].column : NULL;
}

/* Rows that lead to none of the referred table; all do when that is new. */
static bool add_missing(struct question *q, const struct orm_constraint *k, struct buf *b)
{
	const char *name =
	    question_old_table(q->ops, q->dialect, k->referred_schema, k->referred_table);
	const struct orm_table *t = orm_metadata_table(q->from, k->referred_schema, name);

	if (!t)
		return true;
	buf_addf(b, " AND NOT EXISTS (SELECT 1 FROM %s limbeck_r WHERE ", table_name(q, t));
	for (size_t i = 0; i < k->elements.len; i++) {
		const char *column = referred_column(t, k, i);
		const struct orm_column *c =
		    column ? question_old_column(q, t, k->referred_table, column) : NULL;

		if (!c)
			return false;
		buf_addf(b, "%slimbeck_r.%s = %s.%s", i ? " AND " : "", quoted(q, c),
		         table_name(q, q->table), q->shown.items[i]);
	}
	buf_addc(b, ')');
	return true;
}

static bool ask_reference(struct question *q, const struct orm_constraint *k)
{
	struct buf b = { 0 };

	if (k->not_valid || k->not_enforced || !k->referred_table || !has_columns(q, &k->elements))
		return false;
	for (size_t i = 0; i < k->elements.len; i++) {
		const char *name = quoted(q, question_old_column(q, q->table, q->change->table,
		                                                 k->elements.items[i].column));

		vec_push(q->arena, &q->shown, name);
		buf_addf(&b, "%s%s IS NOT NULL", i ? " AND " : "", name);
	}
	bool known = add_missing(q, k, &b);
	q->where = buf_take(&b, q->arena);
	q->what = arena_printf(q->arena, "%s can't be made", label(q));
	q->why = arena_printf(q->arena, "without their row in \"%s\"", k->referred_table);
	q->hint = "Change these rows first, or add those that they lead to.";
	return known;
}

/* Each expression is computed of all rows, and its value kept. */
static bool ask_indexed(struct question *q, const struct orm_elements *e)
{
	for (size_t i = 0; i < e->len; i++) {
		const char *expr = e->items[i].column ? NULL : e->items[i].expr;

		if (!expr || !question_knows(q, expr))
			continue;
		if (q->dialect->unindexed)
			q->where = q->dialect->unindexed(q->arena, expr);
		q->expr = arena_printf(q->arena, "CAST((%s) AS char(1))", expr);
		q->type = "char(1)";
		q->what = arena_printf(q->arena, "%s can't be made", label(q));
		q->why = arena_printf(q->arena, "for which it can't hold (%s)", expr);
		q->hint = change_rows;
		question_show(q, expr);
		if (q->where || q->dialect->converted)
			return true;
	}
	return false;
}

/* A table that is there comes by partitions, or by others. */
static bool ask_places(struct question *q)
{
	const struct orm_table *t = (const struct orm_table *)q->change->to;

	if (q->dialect->unplaced)
		q->where = q->dialect->unplaced(q->arena, q->change);
	if (!q->where || !question_knows(q, q->where))
		return false;
	q->what = arena_printf(q->arena, "%s can't be partitioned", label(q));
	q->why = "for which it has no partition";
	q->hint = "Change these rows first, or add a partition for them.";
	question_show(q, t->partition_by);
	return true;
}

static bool ask_created(struct question *q)
{
	const struct orm_constraint *k = (const struct orm_constraint *)q->change->to;
	const struct orm_index *x = (const struct orm_index *)q->change->to;

	switch (q->change->kind) {
	case ORM_INDEX:
		return x->unique ? (!x->where || question_knows(q, x->where)) &&
		                       ask_unique(q, &x->elements, x->nulls_not_distinct, x->where)
		                 : !x->where && ask_indexed(q, &x->elements);
	case ORM_UNIQUE:
	case ORM_PRIMARY_KEY:
		return !k->period && ask_unique(q, &k->elements, k->nulls_not_distinct, NULL);
	case ORM_CHECK:
		return ask_check(q, k);
	case ORM_EXCLUDE:
		return ask_exclusion(q, k);
	case ORM_FOREIGN_KEY:
		return !k->period && ask_reference(q, k);
	default:
		return false;
	}
}

/* Its parent by the full name; it may be new. */
static const struct orm_table *parent_of(const struct question *q, const struct orm_table *t)
{
	for (size_t i = 0; t->partition_of && i < q->to->tables.len; i++)
		if (text_same(table_name(q, q->to->tables.items[i]), t->partition_of))
			return q->to->tables.items[i];
	return NULL;
}

/* A table that is there joins another as its partition. */
static bool ask_bound(struct question *q)
{
	const struct orm_table *t = (const struct orm_table *)q->change->to;
	const struct orm_table *parent = parent_of(q, t);
	struct orm_trial *trial = ARENA_NEW(q->arena, struct orm_trial);

	if (!parent || !parent->partition_by || !q->dialect->bound_trial)
		return false;
	q->dialect->bound_trial(q->arena, q->to, parent, t, q->table, trial);
	q->trial = trial;
	q->where = trial->fails;
	q->what = arena_printf(q->arena, "%s can't become a partition of \"%s\"", label(q),
	                       parent->object.name);
	q->why = arena_printf(q->arena, "outside of %s", t->bound ? t->bound : "DEFAULT");
	q->hint = change_rows;
	question_show(q, parent->partition_by);
	return true;
}

static bool asks_bound(const struct orm_change *c)
{
	return c->kind == ORM_TABLE && c->verb == ORM_ALTER &&
	       (c->mask &
	        (orm_attr_bit(ORM_TABLE, "partition_of") | orm_attr_bit(ORM_TABLE, "bound")));
}

static bool changes_values(const struct orm_change *c)
{
	return ((const struct orm_column *)c->to)->type &&
	       (c->mask &
	        (orm_attr_bit(ORM_COLUMN, "type") | orm_attr_bit(ORM_COLUMN, "collation")));
}

bool question_ask(struct question *q)
{
	const struct orm_change *c = q->change;

	if (asks_bound(c))
		return ask_bound(q);
	if (c->kind == ORM_TABLE && c->verb == ORM_ALTER &&
	    (c->mask & orm_attr_bit(ORM_TABLE, "partition_by")))
		return ask_places(q);
	if (question_ask_generated(q) || question_ask_backfill(q))
		return true;
	if (migrate_needs_backfill(q->dialect, c, q->to))
		return ask_value(q);
	if (c->kind == ORM_COLUMN)
		return c->verb == ORM_ALTER && changes_values(c) && ask_type(q);
	return c->verb == ORM_CREATE && ask_created(q);
}
