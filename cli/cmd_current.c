/*
 * cli/cmd_current.c - limbeck current: the revisions that the database is at
 */
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/fleet.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "cli/terminal.h"
#include "orm/url.h"

struct current_args {
	struct fleet_args fleet;
	bool check_heads;
};

static const struct option options[] = {
	{ 'C', "check-heads", FLAG(current_args, check_heads), NULL,
	  "exit with 1 unless all scripts are applied" },
	FLEET_READ_OPTIONS(current_args),
	{ 0 },
};

static void print_json(struct cli *cli, const struct migrate_status *s, const struct describe *d)
{
	struct json j = cli_json(cli);

	json_open_object(&j);
	json_key(&j, "current");
	json_open_array(&j);
	for (size_t i = 0; i < s->current.len; i++)
		describe_json(&j, s->current.items[i], d);
	json_close(&j);
	cli_json_names(&j, "unknown", &s->unknown);
	json_key(&j, "at_heads");
	json_put_bool(&j, !s->pending.len && !s->unknown.len);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

static void print(struct cli *cli, const struct migrate_status *s, const struct describe *d)
{
	for (size_t i = 0; i < s->current.len; i++) {
		if (cli->options.verbose)
			describe_block(&cli->out, s->current.items[i], d);
		else
			describe_line(&cli->out, s->current.items[i], d);
	}
	for (size_t i = 0; i < s->unknown.len; i++) {
		terminal_escape(&cli->out, s->unknown.items[i]);
		buf_adds(&cli->out, " (no script)\n");
	}
}

static void brief(struct cli *cli, const struct migrate_status *s)
{
	const char *at = describe_ids(cli->arena, &s->current);

	if (s->unknown.len)
		at = arena_printf(cli->arena, "%s, %zu without a script", at, s->unknown.len);
	cli_brief(cli, false, "%s%s", at, s->pending.len ? "" : " (head)");
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct current_args *args = data;
	struct fleet fleet = { .args = &args->fleet, .run = run, .data = data, .reads = true };
	const struct cli_project *p;
	struct migrate_graph graph;
	struct migrate_status status = { 0 };
	struct describe d = { .graph = &graph, .points = true };

	if (fleet_asked(cli, &args->fleet))
		return fleet_run(cli, &fleet, err);
	if (!project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !plan_status(cli, &graph, &status, err))
		return false;
	brief(cli, &status);
	if (args->check_heads && (status.pending.len || status.unknown.len))
		cli->status = STATUS_DIFFERENT;
	if (cli->options.json) {
		print_json(cli, &status, &d);
		return true;
	}
	if (cli->options.verbose)
		buf_addf(&cli->out, "Current revision(s) for %s:\n",
		         orm_url_redact(cli->arena, p->url));
	print(cli, &status, &d);
	return true;
}

const struct command current_command = {
	.name = "current",
	.group = GROUP_RUN,
	.summary = "show the revisions that the database is at",
	.args_size = sizeof(struct current_args),
	.options = options,
	.run = run,
};
