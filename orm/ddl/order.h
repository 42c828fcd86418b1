/*
 * orm/ddl/order.h - put changes in an order that a database accepts
 */
#ifndef LIMBECK_ORM_DDL_ORDER_H
#define LIMBECK_ORM_DDL_ORDER_H

#include "orm/ddl/change.h"

/* A change in its place. */
struct orm_ordered {
	struct orm_change change;
	size_t index; /* of the change as it was given */
	bool split;   /* taken out of that one, because it can't be made at once */
};

struct orm_order {
	VEC(struct orm_ordered);
	struct names circles; /* labels of what needs itself by way of others */
};

/*
 * For dialects that know what depends on what (or check foreign keys when they
 * are made): what is needed is made first, what needs it is dropped first.
 * Foreign keys that go in a circle leave their CREATE and DROP TABLE and stand
 * alone; so does a sequence's owner.
 */
void orm_order_changes(struct arena *a, const struct orm_dialect *d,
                       const struct orm_changes *changes, struct orm_order *out);

/*
 * How many of the first parents that `to` has stay when `from` becomes it: they
 * are numbered in the order in which they came.
 */
size_t orm_kept_parents(const struct orm_table *from, const struct orm_table *to);

/* Changes that make the whole schema in an empty database, in order. */
void orm_creation(struct arena *a, const struct orm_metadata *m, struct orm_order *out);

#endif
