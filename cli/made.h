/*
 * cli/made.h - what revisions make that were never run here
 */
#ifndef LIMBECK_CLI_MADE_H
#define LIMBECK_CLI_MADE_H

#include "cli/cli.h"
#include "migrate/runner.h"

/*
 * migrate_stamp records what the revisions make, tried on a scratch database.  Where
 * that can't be, a line on standard error says why, and nothing is recorded of it.
 */
void made_attach(struct cli *cli, struct migrate_runner *out);

#endif
