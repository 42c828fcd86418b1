/*
 * migrate/order_depends.h - the order where the database tells what needs what
 */
#ifndef LIMBECK_MIGRATE_ORDER_DEPENDS_H
#define LIMBECK_MIGRATE_ORDER_DEPENDS_H

#include "migrate/op.h"

/*
 * Operations of one change each; neighbours that change one table are put
 * together where that is best.
 */
void order_by_depends(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops);

#endif
