/* migrate/obstacle_domain.c - rows that have a value which a domain doesn't take any more */
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "migrate/obstacle_query.h"

/* `expr` with the column where it says VALUE. */
static const char *with_value(const struct question *q, const char *expr, const char *column)
{
	struct buf b = { 0 };

	for (const char *at = expr, *end = expr + strlen(expr); at < end;) {
		struct orm_token t = q->dialect->next_token(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_WORD && t.len == strlen("VALUE") &&
		    !strncasecmp(t.start, "VALUE", t.len))
			buf_adds(&b, column);
		else
			buf_add(&b, t.start, t.len);
		at = t.start + t.len;
	}
	return buf_take(&b, q->arena);
}

static bool has_check(const struct orm_definition *d, const char *expr)
{
	for (size_t i = 0; i < d->checks.len; i++)
		if (text_same(d->checks.items[i]->expr, expr))
			return true;
	return false;
}

/* What the domain says that it hasn't said before; NULL: nothing. */
static const char *refuses(const struct question *q, const char *column)
{
	const struct orm_definition *from = (const struct orm_definition *)q->change->from;
	const struct orm_definition *to = (const struct orm_definition *)q->change->to;
	struct buf b = { 0 };

	if (to->nullable == ORM_NO && from->nullable != ORM_NO)
		buf_addf(&b, "%s IS NULL", column);
	for (size_t i = 0; i < to->checks.len; i++) {
		const struct orm_constraint *k = to->checks.items[i];

		if (k->expr && !k->not_valid && !has_check(from, k->expr))
			buf_addf(&b, "%sNOT (%s)", b.len ? " OR " : "",
			         with_value(q, k->expr, column));
	}
	return b.len ? buf_take(&b, q->arena) : NULL;
}

bool question_ask_domain(struct question *q, const struct orm_table *t, const struct orm_column *c)
{
	struct buf name = { 0 };

	if (!question_is_of(c, q->change->to) || question_leaves(q, t, c))
		return false;
	ddl_name(&name, q->dialect, c->object.name);
	q->table = t;
	q->shown = (struct names){ 0 };
	vec_push(q->arena, &q->shown, buf_take(&name, q->arena));
	q->where = refuses(q, q->shown.items[0]);
	q->what = arena_printf(q->arena, "%s can't be changed",
	                       orm_object_label(q->arena, q->change->to));
	q->why = "with a value that it doesn't take";
	q->hint = "Change these rows first.";
	return q->where != NULL;
}
