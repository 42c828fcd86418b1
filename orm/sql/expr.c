/* orm/sql/expr.c - making nodes of expressions */
#include "orm/sql/expr.h"

#include <stdio.h>

struct orm_expr orm_expr_value(struct orm_value v)
{
	return (struct orm_expr){ .kind = v.kind == ORM_NULL ? ORM_EXPR_NULL : ORM_EXPR_VALUE,
		                  .value = v };
}

struct orm_expr orm_expr_int(long long i)
{
	return orm_expr_value(orm_int(i));
}

/* No database's parameters hold more: such a number is a double at best. */
struct orm_expr orm_expr_uint(unsigned long long i)
{
	return orm_expr_value(i > INT64_MAX ? orm_double((double)i) : orm_int((int64_t)i));
}

struct orm_expr orm_expr_double(double d)
{
	return orm_expr_value(orm_double(d));
}

struct orm_expr orm_expr_bool(bool b)
{
	return orm_expr_value(orm_int(b));
}

struct orm_expr orm_expr_text(const char *text)
{
	return orm_expr_value(orm_text(text));
}

struct orm_expr orm_expr_null(const void *null)
{
	/* Any other pointer says nothing to a database: compiling refuses it. */
	return (struct orm_expr){ .kind = null ? ORM_EXPR_NONE : ORM_EXPR_NULL };
}

struct orm_expr orm_expr_column(const struct orm_column *c)
{
	return (struct orm_expr){ .kind = c ? ORM_EXPR_COLUMN : ORM_EXPR_NONE, .column = c };
}

struct orm_expr orm_expr_field(struct orm_field f)
{
	return (struct orm_expr){ .kind = ORM_EXPR_COLUMN,
		                  .of = f.source,
		                  .name = orm_field_column(&f) };
}

struct orm_expr orm_expr_select(const struct orm_select *s)
{
	return (struct orm_expr){ .kind = ORM_EXPR_SELECT, .select = s };
}

struct orm_expr orm_expr_self(const struct orm_expr *e)
{
	return e ? *e : (struct orm_expr){ .kind = ORM_EXPR_NONE };
}

const struct orm_expr *orm_node(struct arena *a, struct orm_expr e)
{
	return arena_copy(a, &e, sizeof e);
}

static struct orm_exprs list_copy(struct arena *a, struct orm_exprs list)
{
	if (list.len == 0)
		return list;
	const struct orm_expr **items = arena_alloc(a, list.len * sizeof *items);
	for (size_t i = 0; i < list.len; i++)
		items[i] = orm_expr_copy(a, list.items[i]);
	return (struct orm_exprs){ items, list.len };
}

static struct orm_value value_copy(struct arena *a, struct orm_value v)
{
	if (v.data)
		v.data = arena_strndup(a, v.data, v.len);
	return v;
}

static const struct orm_value *values_copy(struct arena *a, const struct orm_expr *e)
{
	struct orm_value *copy;
	if (!e->values)
		return NULL;
	copy = arena_alloc(a, (e->count + 1) * sizeof *copy);
	for (size_t i = 0; i < e->count; i++)
		copy[i] = value_copy(a, e->values[i]);
	return copy;
}

const struct orm_expr *orm_expr_copy(struct arena *a, const struct orm_expr *e)
{
	if (!e)
		return NULL;
	struct orm_expr copy = *e;
	copy.left = orm_expr_copy(a, e->left);
	copy.right = orm_expr_copy(a, e->right);
	copy.third = orm_expr_copy(a, e->third);
	copy.list = list_copy(a, e->list);
	copy.value = value_copy(a, e->value);
	copy.values = values_copy(a, e);
	copy.name = arena_strdup(a, e->name);
	if (e->window) {
		struct orm_window w = *e->window;
		w.partition_by = list_copy(a, w.partition_by);
		w.order_by = list_copy(a, w.order_by);
		copy.window = arena_copy(a, &w, sizeof w);
	}
	return orm_node(a, copy);
}

const struct orm_expr *orm_op(struct arena *a, enum orm_op op, const struct orm_expr *left,
                              const struct orm_expr *right)
{
	return orm_node(
	    a, (struct orm_expr){ .kind = ORM_EXPR_OP, .op = op, .left = left, .right = right });
}

const struct orm_expr *orm_eq(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_EQ, x, y);
}

const struct orm_expr *orm_ne(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_NE, x, y);
}

const struct orm_expr *orm_lt(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_LT, x, y);
}

const struct orm_expr *orm_le(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_LE, x, y);
}

const struct orm_expr *orm_gt(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_GT, x, y);
}

const struct orm_expr *orm_ge(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_GE, x, y);
}

const struct orm_expr *orm_like(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return orm_op(a, ORM_OP_LIKE, x, y);
}

const struct orm_expr *orm_not(struct arena *a, const struct orm_expr *x)
{
	return orm_node(a, (struct orm_expr){ .kind = ORM_EXPR_NOT, .left = x });
}

static const struct orm_expr *both(struct arena *a, enum orm_expr_kind kind,
                                   const struct orm_expr *x, const struct orm_expr *y)
{
	if (!x || !y)
		return x ? x : y;
	const struct orm_expr *const two[] = { x, y };
	return orm_node(
	    a, (struct orm_expr){ .kind = kind, .list = { arena_copy(a, two, sizeof two), 2 } });
}

const struct orm_expr *orm_and(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return both(a, ORM_EXPR_AND, x, y);
}

const struct orm_expr *orm_or(struct arena *a, const struct orm_expr *x, const struct orm_expr *y)
{
	return both(a, ORM_EXPR_OR, x, y);
}

const struct orm_expr *orm_in(struct arena *a, const struct orm_expr *x,
                              const struct orm_value *values, size_t count)
{
	return orm_node(a, (struct orm_expr){
			       .kind = ORM_EXPR_IN, .left = x, .values = values, .count = count });
}
