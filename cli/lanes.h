/*
 * cli/lanes.h - a history drawn with lines, newest first, as git draws it
 */
#ifndef LIMBECK_CLI_LANES_H
#define LIMBECK_CLI_LANES_H

#include "cli/describe.h"

/* Draws the list (newest first) into the results; blocks with -v. */
void lanes_draw(struct cli *cli, const struct migrate_revisions *list, const struct describe *d);

#endif
