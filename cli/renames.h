/*
 * cli/renames.h - asking what was renamed
 */
#ifndef LIMBECK_CLI_RENAMES_H
#define LIMBECK_CLI_RENAMES_H

#include "cli/plan.h"

/*
 * Asks on a terminal about each object or value that looks renamed; a yes is kept in
 * p->to.  True: there was one, so that the plan is to be made again.
 */
bool renames_ask(struct cli *cli, struct plan *p);

#endif
