/*
 * migrate/order.h - put operations in an order that can be executed
 */
#ifndef LIMBECK_MIGRATE_ORDER_H
#define LIMBECK_MIGRATE_ORDER_H

#include "migrate/op.h"

/*
 * A stable topological sort: what is needed comes before what needs it, what
 * depends goes before what it depends on.  Cycles (two tables that refer to
 * each other) are broken where the database allows it, deterministically.
 */
void migrate_order(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops);

#endif
