/*
 * cli/cmd_history.c - limbeck history: the revisions, newest first
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/lanes.h"
#include "cli/plan.h"

#include <string.h>

struct history_args {
	const char *range;
	bool indicate_current, graph;
};

static const struct option options[] = {
	{ 'r', "rev-range", TEXT(history_args, range), "START:END", "only these, both included" },
	{ 'i', "indicate-current", FLAG(history_args, indicate_current), NULL,
	  "mark where the database is" },
	{ 0, "graph", FLAG(history_args, graph), NULL, "draw lines from each to what it follows" },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck history -i",
	"all revisions, and where the database stands",
	"limbeck history -r 1975ea:",
	"what followed a revision",
	NULL,
};

static bool needs_database(const struct history_args *args)
{
	const char *range = args->range;

	return args->indicate_current ||
	       (range && (strstr(range, "current") || range[0] == '+' || range[0] == '-' ||
	                  strstr(range, ":+") || strstr(range, ":-")));
}

/* What follows the start and leads to the end, both included. */
static bool select_range(struct cli *cli, const struct migrate_graph *g,
                         const struct migrate_set *applied, const char *range,
                         struct migrate_revisions *out, struct error *err)
{
	struct migrate_revisions start = { 0 }, end = { 0 };
	struct migrate_set lead = { .ids = map_new(cli->arena) };
	struct map *follow = map_new(cli->arena);

	if (!migrate_graph_range(cli->arena, g, applied, range, &start, &end, err))
		return false;
	for (size_t i = 0; i < end.len; i++)
		migrate_graph_ancestors(cli->arena, end.items[i], &lead);
	for (size_t i = 0; i < start.len; i++)
		map_put(follow, start.items[i]->id, start.items[i]);
	for (size_t i = 0; i < g->all.len; i++) {
		struct migrate_revision *r = g->all.items[i];
		bool follows = !start.len || map_has(follow, r->id);

		for (size_t k = 0; k < r->parents.len && !follows; k++)
			follows = map_has(follow, r->parents.items[k]->id);
		for (size_t k = 0; k < r->needs.len && !follows; k++)
			follows = map_has(follow, r->needs.items[k]->id);
		if (!follows)
			continue;
		map_put(follow, r->id, r);
		if (migrate_set_has(&lead, r->id))
			vec_push(cli->arena, out, r);
	}
	return true;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct history_args *args = data;
	struct migrate_graph graph;
	struct migrate_set applied = { 0 };
	struct migrate_revisions current = { 0 }, chosen = { 0 }, newest_first = { 0 };
	bool database = needs_database(args);
	struct describe d = {
		.graph = &graph, .parents = true, .labels = true, .message = true, .points = true
	};

	if (!plan_folder(cli, err) || !plan_graph(cli, NULL, &graph, err) ||
	    (database && !plan_applied(cli, &graph, &applied, err)))
		return false;
	if (!args->range || !args->range[0] || !strcmp(args->range, ":"))
		chosen = graph.all;
	else if (!select_range(cli, &graph, database ? &applied : NULL, args->range, &chosen, err))
		return false;
	if (args->indicate_current) {
		migrate_graph_current(cli->arena, &graph, &applied, &current);
		d.current = &current;
	}
	for (size_t i = chosen.len; i-- > 0;)
		vec_push(cli->arena, &newest_first, chosen.items[i]);
	d.parents = !args->graph;
	if (args->graph && !cli->options.json)
		lanes_draw(cli, &newest_first, &d);
	else
		describe_list(cli, &newest_first, &d);
	return true;
}

const struct command history_command = {
	.name = "history",
	.group = GROUP_PROJECT,
	.summary = "list the revisions of the scripts, newest first",
	.args_size = sizeof(struct history_args),
	.options = options,
	.examples = examples,
	.run = run,
};
