/*
 * migrate/reparent.h - let a script follow others than it says
 */
#ifndef LIMBECK_MIGRATE_REPARENT_H
#define LIMBECK_MIGRATE_REPARENT_H

#include "migrate/graph.h"

/*
 * The script's text with `down` in its header instead of its parents, all else
 * as it was.  ERR_INPUT names file and line when the header says it in a way that
 * only a person should change.
 */
bool migrate_reparent(struct arena *a, const struct migrate_revision *r, const struct names *down,
                      char **out, struct error *err) MUST_CHECK;

#endif
