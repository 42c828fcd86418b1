/*
 * cli/cmd_heads.c - limbeck heads: where the history of scripts ends
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/plan.h"

static bool run(struct cli *cli, const void *data, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_revisions heads = { 0 };
	struct describe d = { .graph = &graph, .labels = true };

	(void)data;
	if (!plan_graph(cli, NULL, &graph, err))
		return false;
	migrate_graph_heads(cli->arena, &graph, &heads);
	describe_list(cli, &heads, &d);
	return true;
}

const struct command heads_command = {
	.name = "heads",
	.group = GROUP_PROJECT,
	.summary = "list the newest revisions of the scripts",
	.description = "With -v each is shown in full.",
	.run = run,
};
