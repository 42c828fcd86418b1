/*
 * migrate/backfill.h - the values of rows that have none, for a plan
 */
#ifndef LIMBECK_MIGRATE_BACKFILL_H
#define LIMBECK_MIGRATE_BACKFILL_H

#include "migrate/op.h"

/*
 * Sets orm_change.backfill from texts of the form `table.column=SQL` (or
 * `schema.table.column=SQL`).  ERR_USAGE for one of another form, or one that names no
 * column of `to`, which is the schema aimed at; one that needs no change is no error.
 */
bool migrate_backfill(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops,
                      const struct orm_metadata *to, const struct names *texts,
                      struct error *err) MUST_CHECK;

/*
 * Must rows get a value when the change is made: a new column, or one that is made
 * NOT NULL, without a default, a backfill, or values of its own?  `to` has its domains.
 */
bool migrate_needs_backfill(const struct orm_dialect *d, const struct orm_change *c,
                            const struct orm_metadata *to);

/* "orders.note", as --backfill names the column of a change. */
const char *migrate_backfill_name(struct arena *a, const struct orm_change *c);

#endif
