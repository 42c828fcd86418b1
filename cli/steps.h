/*
 * cli/steps.h - what upgrade and downgrade have in common
 */
#ifndef LIMBECK_CLI_STEPS_H
#define LIMBECK_CLI_STEPS_H

#include "cli/fleet.h"
#include "cli/option.h"
#include "migrate/script.h"

struct steps_args {
	const char *target, *wait, *output;
	struct fleet_args fleet;
	bool sql, allow_data_loss, allow_edited, dry_run, online, single;
};

extern const struct option steps_options[];

/* Runs the scripts that lead to args->target, or prints their SQL. */
bool steps_run(struct cli *cli, enum migrate_direction direction, const struct steps_args *args,
               struct error *err) MUST_CHECK;

#endif
