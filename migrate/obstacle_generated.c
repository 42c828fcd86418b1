/* migrate/obstacle_generated.c - rows for which a generated column can't be computed */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "migrate/obstacle_query.h"

/* Is what is stored computed anew? */
static bool is_computed(const struct orm_change *c)
{
	const struct orm_column *to = (const struct orm_column *)c->to;
	uint64_t anew = orm_attr_bit(ORM_COLUMN, "computed") |
	                orm_attr_bit(ORM_COLUMN, "persisted") | orm_attr_bit(ORM_COLUMN, "type");

	if (c->kind != ORM_COLUMN || !to || !to->computed || to->persisted != ORM_YES)
		return false;
	return c->verb == ORM_CREATE || (c->verb == ORM_ALTER && (c->mask & anew));
}

void question_show(struct question *q, const char *expr)
{
	for (size_t i = 0; i < q->table->columns.len; i++) {
		const struct orm_column *c = q->table->columns.items[i];
		struct buf name = { 0 };

		if (!orm_mentions(q->dialect, expr, c->object.name))
			continue;
		ddl_name(&name, q->dialect, c->object.name);
		vec_push(q->arena, &q->shown, buf_take(&name, q->arena));
	}
}

/* The value of another column alone, for which it need not be tried. */
static const char *misfit(const struct question *q, const struct orm_column *to)
{
	struct orm_token t = q->dialect->next_token(to->computed, strlen(to->computed));
	const struct orm_column *of =
	    t.len == strlen(to->computed)
		? orm_table_column(q->table, q->dialect, orm_unquote(q->arena, q->dialect, &t))
		: NULL;

	return of && q->dialect->misfit ? q->dialect->misfit(q->arena, to->computed, of, to) : NULL;
}

bool question_ask_generated(struct question *q)
{
	const struct orm_column *to = (const struct orm_column *)q->change->to;

	if (!is_computed(q->change) || !question_knows(q, to->computed))
		return false;
	question_show(q, to->computed);
	q->expr = arena_printf(q->arena, "(%s)", to->computed);
	q->type = to->type->name;
	q->where = q->dialect->unstored ? q->dialect->unstored(q->arena, q->table, to->computed, to)
	                                : misfit(q, to);
	if (to->nullable == ORM_NO) {
		q->where =
		    arena_printf(q->arena, q->where ? "(%s) IS NULL OR (%s)" : "(%s) IS NULL",
		                 to->computed, q->where);
		q->both = true;
	}
	q->computes = true;
	q->what = arena_printf(q->arena, "column \"%s.%s\" can't be computed", q->change->table,
	                       to->object.name);
	q->why = arena_printf(q->arena, "for which (%s) is no value of it", to->computed);
	q->hint = "Change these rows first.";
	return true;
}
