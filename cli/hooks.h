/*
 * cli/hooks.h - where limbeck.lua has a say in what is compared and run
 */
#ifndef LIMBECK_CLI_HOOKS_H
#define LIMBECK_CLI_HOOKS_H

#include "cli/plan.h"
#include "lua/hooks.h"

/* before_revision and after_revision; `h` may be NULL. */
void hooks_attach(struct luax_hooks *h, struct migrate_runner *out);

/* What the filters leave out of p->from and p->to stays as it is: p->to is another then. */
bool hooks_keep(struct cli *cli, struct plan *p, struct error *err) MUST_CHECK;

/*
 * process_operations; when it gives another list p->to becomes what that list comes
 * to, tried on a scratch copy.
 */
bool hooks_process(struct cli *cli, struct plan *p, struct error *err) MUST_CHECK;

#endif
