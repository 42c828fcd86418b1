/*
 * cli/plan_shared.h - one plan for all databases that are in the same state
 *
 * The first of them makes and proves it; the others carry it out as apply does with
 * a plan in a file: if they are, with the lock held, still in that state.
 */
#ifndef LIMBECK_CLI_PLAN_SHARED_H
#define LIMBECK_CLI_PLAN_SHARED_H

#include "cli/plan_saved.h"

/* The project's database's state, as text that is the same for the same state. */
bool plan_shared_state(struct cli *cli, const char **out, struct error *err) MUST_CHECK;

/* The plan that another target has made; NULL when there is none. */
bool plan_shared_read(struct cli *cli, struct migrate_plan_file **out,
                      struct error *err) MUST_CHECK;

/* Gives the plan, which is proved or has nothing in it, to the other targets. */
bool plan_shared_give(struct cli *cli, struct plan *p, struct error *err) MUST_CHECK;

#endif
