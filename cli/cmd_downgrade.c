/*
 * cli/cmd_downgrade.c - limbeck downgrade: undo scripts
 */
#include "cli/command.h"
#include "cli/steps.h"

static const struct option options[] = {
	STEPS_OPTIONS,
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", TEXT(steps_args, target),
	  "where to go back to; base undoes all; START:END with --sql", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck downgrade -1", "undo the last one", "limbeck downgrade base", "undo all", NULL,
};

static bool run(struct cli *cli, const void *data, struct error *err)
{
	return steps_run(cli, MIGRATE_DOWN, data, err);
}

const struct command downgrade_command = {
	.name = "downgrade",
	.group = GROUP_RUN,
	.summary = "undo the scripts that follow a revision",
	.args_size = sizeof(struct steps_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
