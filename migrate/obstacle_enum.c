/* migrate/obstacle_enum.c - rows that have a value which an enum type loses */
#include "migrate/obstacle_query.h"

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

static bool has(const struct names *list, const char *value)
{
	for (size_t i = 0; i < list->len; i++)
		if (text_same(list->items[i], value))
			return true;
	return false;
}

/* Does it go on under another name? */
static bool is_renamed(const struct orm_definition *to, const char *value)
{
	const struct names *pairs = &to->renamed_values; /* now, before */

	for (size_t i = 0; i + 1 < pairs->len; i += 2)
		if (text_same(pairs->items[i + 1], value))
			return true;
	return false;
}

/* `'a', 'b'`: what goes; NULL = nothing. */
static const char *lost(const struct question *q)
{
	const struct orm_definition *from = (const struct orm_definition *)q->change->from;
	const struct orm_definition *to = (const struct orm_definition *)q->change->to;
	struct buf b = { 0 };

	for (size_t i = 0; i < from->columns.len; i++)
		if (!has(&to->columns, from->columns.items[i]) &&
		    !is_renamed(to, from->columns.items[i])) {
			buf_adds(&b, b.len ? ", " : "");
			ddl_string(&b, q->dialect, from->columns.items[i]);
		}
	return b.len ? buf_take(&b, q->arena) : NULL;
}

bool question_leaves(const struct question *q, const struct orm_table *t,
                     const struct orm_column *x)
{
	for (size_t i = 0; i < q->ops->len; i++)
		for (size_t k = 0; k < q->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &q->ops->items[i].changes.items[k];
			bool typed =
			    c->verb == ORM_DROP ||
			    (c->verb == ORM_ALTER && (c->mask & orm_attr_bit(ORM_COLUMN, "type")));

			if (!c->from || !text_same(c->kind == ORM_TABLE ? c->from->name : c->table,
			                           t->object.name))
				continue;
			if ((c->kind == ORM_TABLE && c->verb == ORM_DROP) ||
			    (c->kind == ORM_COLUMN && typed &&
			     text_same(c->from->name, x->object.name)))
				return true;
		}
	return false;
}

bool question_is_of(const struct orm_column *c, const struct orm_object *type)
{
	const char *name = c->type && c->type->name ? c->type->name : "", *dot = strrchr(name, '.');

	return text_same(dot ? dot + 1 : name, type->name);
}

bool question_ask_enum(struct question *q, const struct orm_table *t, const struct orm_column *c)
{
	const char *values = lost(q);
	struct buf name = { 0 };

	if (!values || !question_is_of(c, q->change->from) || question_leaves(q, t, c))
		return false;
	ddl_name(&name, q->dialect, c->object.name);
	q->table = t;
	q->shown = (struct names){ 0 };
	vec_push(q->arena, &q->shown, buf_take(&name, q->arena));
	q->where = arena_printf(q->arena, "CAST(%s AS varchar) IN (%s)", q->shown.items[0], values);
	q->what = arena_printf(q->arena, "%s can't be without %s",
	                       orm_object_label(q->arena, q->change->to), values);
	q->why = "with that value";
	q->hint = "Change these rows first.";
	return true;
}

static const struct orm_definition *enum_of(const struct orm_metadata *m,
                                            const struct orm_column *c)
{
	for (size_t i = 0; i < m->definitions.len; i++)
		if (m->definitions.items[i]->object.kind == ORM_ENUM &&
		    question_is_of(c, &m->definitions.items[i]->object))
			return m->definitions.items[i];
	return NULL;
}

const char *question_not_in_enum(const struct question *q, const char *column,
                                 const struct orm_column *from, const struct orm_column *to)
{
	const struct orm_definition *type = enum_of(q->to, to);
	struct buf b = { 0 };

	if (!type || !type->columns.len || enum_of(q->from, from))
		return NULL;
	for (size_t i = 0; i < type->columns.len; i++) {
		buf_adds(&b, i ? ", " : "");
		ddl_string(&b, q->dialect, type->columns.items[i]);
	}
	buf_adds(&b, ")");
	return arena_printf(q->arena, "CAST(%s AS varchar) NOT IN (%s", column,
	                    buf_take(&b, q->arena));
}
