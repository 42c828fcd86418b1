/*
 * cli/cmd_upgrade.c - limbeck upgrade: apply scripts
 */
#include "cli/command.h"
#include "cli/steps.h"

static const struct option options[] = {
	STEPS_OPTIONS,
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", TEXT(steps_args, target),
	  "where to go; heads if left out; START:END with --sql", true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck upgrade",
	"apply all scripts that are not applied yet",
	"limbeck upgrade +1",
	"apply the next one",
	"limbeck upgrade --sql > all.sql",
	"print the SQL instead of running it",
	NULL,
};

static bool run(struct cli *cli, const void *data, struct error *err)
{
	return steps_run(cli, MIGRATE_UP, data, err);
}

const struct command upgrade_command = {
	.name = "upgrade",
	.group = GROUP_RUN,
	.summary = "apply the scripts up to a revision",
	.args_size = sizeof(struct steps_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
