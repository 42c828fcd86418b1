/*
 * migrate/merge.h - do branches go together, whichever runs first?
 */
#ifndef LIMBECK_MIGRATE_MERGE_H
#define LIMBECK_MIGRATE_MERGE_H

#include "migrate/runner.h"

/*
 * Runs the scripts that lead to `heads` on two empty databases: on one in this
 * order, on the other in the opposite one.  ERR_REFUSED when a script doesn't run
 * after those of another branch, or when the schemas differ: the message says
 * which objects.
 */
bool migrate_merge_prove(struct arena *a, struct migrate_runner *r,
                         const struct migrate_revisions *heads, struct orm_conn *first,
                         struct orm_conn *second, struct error *err) MUST_CHECK;

#endif
