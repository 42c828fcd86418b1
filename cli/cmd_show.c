/*
 * cli/cmd_show.c - limbeck show: all about a revision
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/plan.h"
#include "cli/project.h"

#include <string.h>

struct show_args {
	struct names revisions;
};

static const struct argument arguments[] = {
	{ "REVISION", LIST(show_args, revisions),
	  "an id, the start of one, a label, head, heads, current, ...", false },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck show head",
	"the newest revision",
	NULL,
};

/* Identifiers that only a database can resolve start with a sign or say so. */
static bool needs_database(const char *text)
{
	return text[0] == '+' || text[0] == '-' || strstr(text, "current");
}

static bool resolve(struct cli *cli, struct migrate_graph *graph, const char *text,
                    struct migrate_revisions *out, struct error *err)
{
	struct migrate_set applied = { 0 };

	if (!needs_database(text))
		return migrate_graph_resolve(cli->arena, graph, NULL, text, out, err);
	return plan_applied(cli, graph, &applied, err) &&
	       migrate_graph_resolve(cli->arena, graph, &applied, text, out, err);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct show_args *args = data;
	struct migrate_graph graph;
	struct migrate_revisions found = { 0 };
	struct describe d = { .graph = &graph };

	if (!plan_folder(cli, err) || !plan_graph(cli, NULL, &graph, err))
		return false;
	for (size_t i = 0; i < args->revisions.len; i++) {
		struct migrate_revisions some = { 0 };

		if (!resolve(cli, &graph, args->revisions.items[i], &some, err))
			return false;
		for (size_t k = 0; k < some.len; k++)
			vec_push(cli->arena, &found, some.items[k]);
	}
	describe_list_full(cli, &found, &d);
	return true;
}

const struct command show_command = {
	.name = "show",
	.group = GROUP_PROJECT,
	.summary = "show revisions in full",
	.args_size = sizeof(struct show_args),
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
