/* migrate/order_depends.c - the order where the database tells what needs what */
#include "migrate/order_depends.h"

#include "base/text.h"
#include "orm/ddl/order.h"
#include "orm/dialect.h"

static bool in_table(const struct orm_dialect *d, const struct migrate_op *op)
{
	const struct orm_change *c = op->changes.items;

	if (op->kind != MIGRATE_CHANGE || !op->changes.len)
		return false;
	if (d->indexes_inside && (c->kind == ORM_INDEX || ORM_IS_CONSTRAINT(c->kind)))
		return true;
	if (d->indexes_inside && c->kind == ORM_TABLE)
		return c->verb == ORM_ALTER;
	return c->verb != ORM_RENAME && (c->kind == ORM_COLUMN || ORM_IS_CONSTRAINT(c->kind));
}

/*
 * Both change the same table, and neither changes what the other does; what a whole
 * table's change can take is another matter.
 */
static bool go_together(const struct orm_dialect *dialect, const struct migrate_op *x,
                        const struct migrate_op *y)
{
	const struct orm_change *c = x->changes.items, *d = y->changes.items;
	const char *name = d->to ? d->to->name : d->from->name;

	if (!in_table(dialect, x) || !in_table(dialect, y) || !text_same(c->schema, d->schema) ||
	    !text_same(c->table, d->table))
		return false;
	if (dialect->indexes_inside)
		return true;
	for (size_t i = 0; i < x->changes.len; i++) {
		const struct orm_object *o =
		    x->changes.items[i].to ? x->changes.items[i].to : x->changes.items[i].from;

		if (o->kind == d->kind && text_same(o->name, name))
			return false;
	}
	return true;
}

static const char *both(struct arena *a, const char *x, const char *y)
{
	return x && y ? arena_printf(a, "%s, %s", x, y) : x ? x : y;
}

static void join(struct arena *a, struct migrate_op *x, const struct migrate_op *y)
{
	for (size_t i = 0; i < y->changes.len; i++)
		vec_push(a, &x->changes, y->changes.items[i]);
	x->loses = both(a, x->loses, y->loses);
	x->loses_back = both(a, x->loses_back, y->loses_back);
	if (!x->note)
		x->note = y->note;
}

static void put(struct arena *a, const struct orm_dialect *d, struct migrate_ops *out,
                const struct migrate_op *op)
{
	struct migrate_op *last = out->len ? &out->items[out->len - 1] : NULL;

	if (last && d->batches && go_together(d, last, op))
		join(a, last, op);
	else
		vec_push(a, out, *op);
}

static struct migrate_op with_change(struct arena *a, const struct migrate_op *op,
                                     const struct orm_ordered *o)
{
	struct migrate_op copy = *op;

	copy.changes = (struct orm_changes){ 0 };
	vec_push(a, &copy.changes, o->change);
	if (o->split)
		copy.loses = copy.loses_back = NULL;
	return copy;
}

static const char *circle_note(struct arena *a, const struct orm_order *order)
{
	if (!order->circles.len)
		return NULL;
	return arena_printf(a,
	                    "%s is part of a circle of objects that need each other; the database "
	                    "may refuse this order",
	                    order->circles.items[0]);
}

void order_by_depends(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops)
{
	struct migrate_ops out = { 0 };
	struct orm_changes changes = { 0 };
	struct orm_order order;
	size_t *from = arena_alloc(a, (ops->len + 1) * sizeof *from);

	for (size_t i = 0; i < ops->len; i++)
		if (ops->items[i].kind == MIGRATE_CHANGE && ops->items[i].changes.len == 1) {
			from[changes.len] = i;
			vec_push(a, &changes, ops->items[i].changes.items[0]);
		}
	orm_order_changes(a, d, &changes, &order);
	for (size_t i = 0; i < order.len; i++) {
		struct migrate_op op =
		    with_change(a, &ops->items[from[order.items[i].index]], &order.items[i]);

		if (!op.note)
			op.note = i ? NULL : circle_note(a, &order);
		put(a, d, &out, &op);
	}
	for (size_t i = 0; i < ops->len; i++)
		if (ops->items[i].kind != MIGRATE_CHANGE || ops->items[i].changes.len != 1)
			vec_push(a, &out, ops->items[i]);
	*ops = out;
}
