/*
 * orm/ddl/order_private.h - what the parts of the ordering of changes share
 */
#ifndef LIMBECK_ORM_DDL_ORDER_PRIVATE_H
#define LIMBECK_ORM_DDL_ORDER_PRIVATE_H

#include "orm/ddl/order.h"

/* What comes before what, unless one needs the other. */
int order_rank(const struct orm_change *c);

/*
 * Takes the foreign key out of change `i`, a CREATE or DROP of its table, and
 * appends a change for it alone; false when it isn't in there.
 */
bool order_split_key(struct arena *a, struct orm_order *list, size_t i,
                     const struct orm_constraint *fk);

/*
 * Change `i`, a CREATE or DROP of a function, is made of one that does nothing,
 * and another change appended that turns that into the real one or back; false
 * when it is no such change, or was done already.
 */
bool order_split_function(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                          size_t i);

/*
 * Appends change number `index`; of a sequence with an owner two: it is made
 * before the column that counts by it, and only then belongs to it.
 */
void order_split_owner(struct arena *a, struct orm_order *list, const struct orm_change *c,
                       size_t index);

#endif
