/*
 * cli/rehearse.h - scripts run on a copy of a database before they run in it
 *
 * Of a fleet's targets one is rehearsed for all that are in the same state: the same
 * schema, made by the same revisions.
 */
#ifndef LIMBECK_CLI_REHEARSE_H
#define LIMBECK_CLI_REHEARSE_H

#include "cli/cli.h"
#include "migrate/script.h"

/* The project's database's state, as text that is the same for the same state. */
bool rehearse_state(struct cli *cli, const char **out, struct error *err) MUST_CHECK;

/*
 * Runs the scripts that lead to `target` on a scratch copy of the database's schema,
 * without its rows, and tells the other targets what came of it; or learns that from the
 * one that did.  A copy that can't be had is a warning, and so is a failure that may be
 * for lack of rows.
 */
bool rehearse(struct cli *cli, enum migrate_direction direction, const char *target,
              struct error *err) MUST_CHECK;

#endif
