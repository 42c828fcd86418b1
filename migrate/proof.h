/*
 * migrate/proof.h - run operations on a scratch copy before anyone else does
 */
#ifndef LIMBECK_MIGRATE_PROOF_H
#define LIMBECK_MIGRATE_PROOF_H

#include "migrate/compare.h"
#include "migrate/rows.h"
#include "migrate/watch.h"

/*
 * Makes `from` in the empty database `scratch` (migrate/scratch.h), applies `up`
 * and compares with `to`; applies `down` (may be NULL) and compares with `from`.
 * ERR_REFUSED with the remaining difference when something is left.
 */
bool migrate_prove(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                   const struct orm_metadata *to, const struct migrate_ops *up,
                   const struct migrate_ops *down, struct error *err) MUST_CHECK;

/* What `ops` make of `from`, tried in the empty database `scratch` and read back. */
bool migrate_outcome(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *from,
                     const struct migrate_ops *ops, struct orm_metadata **out,
                     struct error *err) MUST_CHECK;

/*
 * The same; `watch` (may be NULL) sees what the statements of `up` cost.  `rows` (may be
 * NULL): so many rows are put into each table before, and have to be kept there and back.
 */
bool migrate_prove_watched(struct arena *a, struct orm_conn *scratch,
                           const struct orm_metadata *from, const struct orm_metadata *to,
                           const struct migrate_ops *up, const struct migrate_ops *down,
                           struct migrate_watch *watch, struct migrate_rows *rows,
                           struct error *err) MUST_CHECK;

#endif
