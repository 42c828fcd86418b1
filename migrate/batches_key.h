/*
 * migrate/batches_key.h - which key a table is updated by, range by range
 */
#ifndef LIMBECK_MIGRATE_BATCHES_KEY_H
#define LIMBECK_MIGRATE_BATCHES_KEY_H

#include "migrate/batches.h"

/*
 * Fills in b->key, or looks whether it will do: ERR_INPUT says why not.  `t` is the
 * table as the database has it.
 */
bool migrate_batches_key(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                         struct migrate_batches *b, struct error *err) MUST_CHECK;

#endif
