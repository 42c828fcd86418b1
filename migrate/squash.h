/*
 * migrate/squash.h - one revision that replaces several
 *
 * While the scripts of both are there, a graph shows the one that replaces; what
 * follows any of the others follows it.  A database in the middle of what was
 * replaced goes on along the old scripts; one that has all of them has the new one.
 */
#ifndef LIMBECK_MIGRATE_SQUASH_H
#define LIMBECK_MIGRATE_SQUASH_H

#include "base/buf.h"
#include "migrate/graph.h"
#include "migrate/version.h"

/*
 * The revisions as a graph shows them, copies where they differ; `old`: ids of those
 * that don't replace anything here, or NULL.  ERR_STATE: two replace the same one.
 */
bool migrate_squash_view(struct arena *a, const struct migrate_revisions *all,
                         const struct map *old, struct migrate_revisions *out,
                         struct error *err) MUST_CHECK;

/*
 * Makes `g` the graph for a database of that history, and tells in `whole` which
 * revisions it has by having all that they replace; `keep`: these too go by the old
 * scripts, where they are there.  ERR_STATE when a script is needed that is gone.
 */
bool migrate_squash_fit(struct arena *a, struct migrate_graph *g,
                        const struct migrate_history *history, bool keep,
                        struct migrate_revisions *whole, struct error *err) MUST_CHECK;

/* The row of `r` in place of those that it replaces; which is `history` then. */
const struct migrate_applied *migrate_squash_row(struct arena *a, const struct migrate_revision *r,
                                                 struct migrate_history *history);

/*
 * A script in Lua that does what `list` does, in that order; `r` is its header.
 * ERR_INPUT for a script that can't be part of another.
 */
bool migrate_squash_text(struct buf *out, const struct migrate_revision *r, const char *comment,
                         const struct migrate_revisions *list, struct error *err) MUST_CHECK;

#endif
