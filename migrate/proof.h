/*
 * migrate/proof.h - run operations on a scratch copy before anyone else does
 */
#ifndef LIMBECK_MIGRATE_PROOF_H
#define LIMBECK_MIGRATE_PROOF_H

#include "migrate/compare.h"
#include "orm/engine/conn.h"

/*
 * Makes `from` in an empty database of the kind (on `server`, see migrate/scratch.h), applies `up`
 * and compares with `to`; applies `down` (may be NULL) and compares with `from`.  ERR_REFUSED with
 * the remaining difference when something is left.
 */
bool migrate_prove(struct arena *a, const struct orm_dialect *d, const struct orm_url *server,
                   const struct orm_metadata *from, const struct orm_metadata *to,
                   const struct migrate_ops *up, const struct migrate_ops *down,
                   struct error *err) MUST_CHECK;

#endif
