/*
 * cli/command.h - what a command is, and the list of them
 *
 * A command is a file cli/cmd_NAME.c: argument struct, option table, function,
 * and the object that ties them together.  To add one: write the file, list it
 * in cli/command.c, describe it in man/limbeck-NAME.1.
 */
#ifndef LIMBECK_CLI_COMMAND_H
#define LIMBECK_CLI_COMMAND_H

#include "cli/cli.h"
#include "cli/option.h"

enum command_group {
	GROUP_SCHEMA,  /* look at schemas */
	GROUP_PROJECT, /* a project and its scripts */
	GROUP_RUN,     /* change a database */
	GROUP_OTHER,
	GROUP_COUNT
};

struct command {
	const char *name;
	enum command_group group;
	const char *summary;     /* one line, lower case, no full stop */
	const char *description; /* further lines for --help, or NULL */
	size_t args_size;
	const struct option *options;     /* ended by a NULL name; or NULL */
	const struct argument *arguments; /* the same */
	const char *const *examples;      /* "limbeck ...", what it does, ..., NULL */

	/* `args` is zeroed and filled from the tables.  Results go to cli->out. */
	bool (*run)(struct cli *cli, const void *args, struct error *err);
};

/* All commands in the order of help, NULL-ended. */
extern const struct command *const commands[];

/* The options of every command. */
extern const struct option cli_common_options[];

/* The command, or NULL. */
const struct command *command_find(const char *name);

/* Fails with ERR_USAGE and the nearest name as hint. */
bool command_unknown(const char *name, struct error *err);

/* `limbeck --help`, and that of one command. */
void command_help_all(struct buf *out, const struct option *common);
void command_help(struct buf *out, const struct command *c, const struct option *common);

extern const struct command adopt_command;
extern const struct command apply_command;
extern const struct command branches_command;
extern const struct command check_command;
extern const struct command current_command;
extern const struct command diff_command;
extern const struct command downgrade_command;
extern const struct command edit_command;
extern const struct command ensure_version_command;
extern const struct command heads_command;
extern const struct command help_command;
extern const struct command history_command;
extern const struct command import_command;
extern const struct command init_command;
extern const struct command list_templates_command;
extern const struct command merge_command;
extern const struct command rebase_command;
extern const struct command reflect_command;
extern const struct command revision_command;
extern const struct command show_command;
extern const struct command squash_command;
extern const struct command stamp_command;
extern const struct command status_command;
extern const struct command upgrade_command;
extern const struct command verify_command;
extern const struct command version_command;

#endif
