/* migrate/obstacle_check.c - a check on rows that have not got all of its columns yet */
#include "migrate/obstacle_query.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

/* Does the change give the table a column of which the value in old rows is known? */
static bool is_plain_column(const struct question *q, const struct orm_change *c)
{
	const struct orm_column *to = (const struct orm_column *)c->to;

	return c->kind == ORM_COLUMN && c->verb == ORM_CREATE && !c->backfill && !to->computed &&
	       !to->identity && to->server_default.kind != ORM_DEFAULT_SQL &&
	       to->server_default.kind != ORM_DEFAULT_FUNC &&
	       text_same(c->schema, q->change->schema) &&
	       q->dialect->same_name(c->table, q->change->table);
}

/* Nothing is evaluated for it but a literal. */
static void add_column(const struct question *q, const struct orm_column *c, struct buf *out)
{
	buf_adds(out, out->len ? ", CAST(" : "CAST(");
	if (c->server_default.kind == ORM_DEFAULT_NONE)
		buf_adds(out, "NULL");
	else
		ddl_default(out, q->dialect, &c->server_default);
	buf_addf(out, " AS %s) AS ", c->type->name);
	ddl_name(out, q->dialect, c->object.name);
}

/* What comes under a new name could be taken for a text by SQLite. */
static bool add_columns(const struct question *q, const char *expr, struct buf *out)
{
	for (size_t i = 0; i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];

			if (!c->to || (c->verb != ORM_CREATE && c->verb != ORM_RENAME) ||
			    ORM_IS_CONSTRAINT(c->kind) || !c->to->name ||
			    !orm_mentions(q->dialect, expr, c->to->name))
				continue;
			if (!is_plain_column(q, c))
				return false;
			add_column(q, (const struct orm_column *)c->to, out);
		}
	return true;
}

const char *question_check(const struct question *q, const char *expr)
{
	struct buf columns = { 0 };
	const char *out = NULL;

	/* the names of the inner query come before those of the table */
	if (add_columns(q, expr, &columns))
		out = columns.len ? arena_printf(q->arena, "(SELECT %s FROM (SELECT %s) limbeck_n)",
		                                 expr, buf_str(&columns))
		                  : expr;
	buf_release(&columns);
	return out;
}

bool question_ask_own_check(struct question *q)
{
	const struct orm_change *c = q->change;
	const struct orm_column *to = (const struct orm_column *)c->to;
	const struct orm_column *from = (const struct orm_column *)c->from;
	const char *expr;

	if (c->kind != ORM_COLUMN || c->verb != ORM_ALTER || !q->dialect->own_check)
		return false;
	expr = q->dialect->own_check(to);
	if (!expr || text_same(expr, q->dialect->own_check(from)))
		return false;
	expr = question_check(q, expr);
	if (!expr)
		return false;
	question_show(q, expr);
	q->where = arena_printf(q->arena, "NOT (%s)", expr);
	q->what =
	    arena_printf(q->arena, "column \"%s.%s\" can't be checked", c->table, to->object.name);
	q->why = arena_printf(q->arena, "against (%s)", expr);
	q->hint = "Change these rows first.";
	return true;
}
