/*
 * cli/cmd_edit.c - limbeck edit: open a script in an editor
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/plan.h"

struct edit_args {
	const char *revision;
};

static const struct argument arguments[] = {
	{ "REVISION", TEXT(edit_args, revision), "whose script; head if left out", true },
	{ 0 },
};

static bool find(struct cli *cli, const char *text, struct migrate_revision **out,
                 struct error *err)
{
	struct migrate_graph graph;
	struct migrate_set applied = { 0 };
	struct migrate_revisions found = { 0 };
	bool database = strstr(text, "current") || text[0] == '+' || text[0] == '-';

	if (!plan_graph(cli, NULL, &graph, err) ||
	    (database && !plan_applied(cli, &graph, &applied, err)) ||
	    !migrate_graph_resolve(cli->arena, &graph, database ? &applied : NULL, text, &found,
	                           err))
		return false;
	return describe_one(cli->arena, text, &found, out, err);
}

/* The shell takes the editor's words apart, as for others who start it: "code --wait". */
static bool start_editor(struct cli *cli, const char *editor, const char *path, int *status,
                         struct error *err)
{
	const char *command = arena_printf(cli->arena, "%s \"$1\"", editor);
	pid_t pid = fork();

	if (pid < 0)
		return fail(err, ERR_IO, "can't start the editor: %s", strerror(errno));
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, "limbeck", path, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return fail(err, ERR_IO, "can't wait for the editor: %s", strerror(errno));
	return true;
}

/* sensible-editor asks the user's settings itself. */
static const char *editor(void)
{
	const char *visual = getenv("VISUAL"), *plain = getenv("EDITOR");

	if (!text_empty(visual))
		return visual;
	return text_empty(plain) ? "sensible-editor" : plain;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct edit_args *args = data;
	struct migrate_revision *r = NULL;
	int status = 0;

	if (!find(cli, or_default(args->revision, "head"), &r, err) ||
	    !start_editor(cli, editor(), r->path, &status, err))
		return false;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	fail(err, ERR_IO, "the editor \"%s\" failed on \"%s\"", editor(), r->path);
	return fail_hint(err, "Name another one in VISUAL or EDITOR.");
}

const struct command edit_command = {
	.name = "edit",
	.group = GROUP_PROJECT,
	.summary = "open a revision's script in an editor",
	.description = "The editor is the one that VISUAL or EDITOR names.",
	.args_size = sizeof(struct edit_args),
	.arguments = arguments,
	.run = run,
};
