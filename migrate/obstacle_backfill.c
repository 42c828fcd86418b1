/* migrate/obstacle_backfill.c - rows that a backfill gives no value */
#include "base/buf.h"
#include "migrate/backfill.h"
#include "migrate/obstacle_query.h"

/* Is there an expression that rows are given what it says? */
static bool is_filled(const struct orm_change *c)
{
	return c->kind == ORM_COLUMN && c->backfill && c->to &&
	       (c->verb == ORM_CREATE || c->verb == ORM_ALTER);
}

/* An expression may do anything: it is only let read. */
bool question_ask_backfill(struct question *q)
{
	const struct orm_change *c = q->change;
	const struct orm_column *to = (const struct orm_column *)c->to, *was;
	struct buf name = { 0 };

	if (!is_filled(c) || !question_knows(q, c->backfill))
		return false;
	was = question_old_column(q, q->table, c->table, to->object.name);
	q->guarded = q->both = true;
	question_show(q, c->backfill);
	q->expr = arena_printf(q->arena, "(%s)", c->backfill);
	if (to->nullable == ORM_NO)
		q->where = arena_printf(q->arena, "%s IS NULL", q->expr);
	if (was) {
		ddl_name(&name, q->dialect, was->object.name);
		q->expr = arena_printf(q->arena, "(CASE WHEN %s IS NULL THEN %s END)",
		                       buf_str(&name), q->expr);
		if (q->where)
			q->where =
			    arena_printf(q->arena, "%s IS NULL AND %s", buf_str(&name), q->where);
		buf_release(&name);
	}
	q->type = to->type->name;
	q->needs_value = to->nullable == ORM_NO;
	q->what =
	    arena_printf(q->arena, "column \"%s.%s\" can't be filled", c->table, to->object.name);
	q->why = arena_printf(q->arena, "for which (%s) is no value of it", c->backfill);
	q->hint = arena_printf(q->arena,
	                       "Choose another value: backfill = \"...\" in a script, --backfill "
	                       "\"%s=...\" elsewhere.",
	                       migrate_backfill_name(q->arena, c));
	return true;
}
