/*
 * cli/cmd_help.c - limbeck help
 */
#include "cli/command.h"

struct help_args {
	const char *command;
};

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct help_args *args = data;

	if (!args->command) {
		command_help_all(&cli->out, cli_common_options);
		return true;
	}
	const struct command *c = command_find(args->command);
	if (!c)
		return command_unknown(args->command, err);
	command_help(&cli->out, c, cli_common_options);
	return true;
}

static const struct argument arguments[] = {
	{ "COMMAND", TEXT(help_args, command), "the command to explain", true },
	{ 0 },
};

const struct command help_command = {
	.name = "help",
	.group = GROUP_OTHER,
	.summary = "explain limbeck or one of its commands",
	.args_size = sizeof(struct help_args),
	.arguments = arguments,
	.run = run,
};
