/*
 * migrate/faithful.h - tables that could not be made again as they are
 */
#ifndef LIMBECK_MIGRATE_FAITHFUL_H
#define LIMBECK_MIGRATE_FAITHFUL_H

#include "migrate/op.h"

/*
 * Do the operations leave the tables of `now` alone that say why they can't be changed
 * (opaque)?  They may be dropped, and renamed.  ERR_UNSUPPORTED names the first that they
 * don't.
 */
bool migrate_check_faithful(const struct orm_metadata *now, const struct migrate_ops *ops,
                            struct error *err) MUST_CHECK;

#endif
