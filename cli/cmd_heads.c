/*
 * cli/cmd_heads.c - limbeck heads: where the history of scripts ends
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/plan.h"

struct heads_args {
	bool resolve_dependencies;
};

static const struct option options[] = {
	{ 0, "resolve-dependencies", FLAG(heads_args, resolve_dependencies), NULL,
	  "leave out what another revision depends on" },
	{ 0 },
};

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct heads_args *args = data;
	struct migrate_graph graph;
	struct migrate_revisions heads = { 0 }, shown = { 0 };
	struct describe d = { .graph = &graph, .labels = true };

	if (!plan_folder(cli, err) || !plan_graph(cli, NULL, &graph, err))
		return false;
	migrate_graph_heads(cli->arena, &graph, &heads);
	for (size_t i = 0; i < heads.len; i++)
		if (!args->resolve_dependencies || !describe_is_needed(&graph, heads.items[i]))
			vec_push(cli->arena, &shown, heads.items[i]);
	describe_list(cli, &shown, &d);
	return true;
}

const struct command heads_command = {
	.name = "heads",
	.group = GROUP_PROJECT,
	.summary = "list the newest revisions of the scripts",
	.description = "With -v each is shown in full.",
	.args_size = sizeof(struct heads_args),
	.options = options,
	.run = run,
};
