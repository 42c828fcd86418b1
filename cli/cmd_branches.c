/*
 * cli/cmd_branches.c - limbeck branches: where the history divides
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/plan.h"
#include "cli/terminal.h"

static void print(struct cli *cli, const struct migrate_revisions *points, const struct describe *d)
{
	for (size_t i = 0; i < points->len; i++) {
		const struct migrate_revision *r = points->items[i];

		describe_line(&cli->out, r, d);
		for (size_t k = 0; k < r->children.len; k++) {
			buf_adds(&cli->out, "    -> ");
			describe_line(&cli->out, r->children.items[k], d);
		}
	}
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_revisions points = { 0 };
	struct describe d = { .graph = &graph, .labels = true, .points = true };

	(void)data;
	if (!plan_folder(cli, err) || !plan_graph(cli, NULL, &graph, err))
		return false;
	for (size_t i = 0; i < graph.all.len; i++)
		if (graph.all.items[i]->children.len > 1)
			vec_push(cli->arena, &points, graph.all.items[i]);
	if (cli->options.json || cli->options.verbose)
		describe_list(cli, &points, &d);
	else
		print(cli, &points, &d);
	return true;
}

const struct command branches_command = {
	.name = "branches",
	.group = GROUP_PROJECT,
	.summary = "list the revisions that several others follow",
	.description = "With -v each is shown in full.",
	.run = run,
};
