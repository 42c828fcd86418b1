/*
 * cli/cmd_check.c - limbeck check: do the models say more than the scripts?
 */
#include "cli/command.h"
#include "cli/fleet.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "migrate/render.h"

struct check_args {
	struct fleet_args fleet;
	bool drop_unmanaged;
};

static const struct option options[] = {
	{ 0, "drop-unmanaged", FLAG(check_args, drop_unmanaged), NULL,
	  "count objects that neither the models nor a script made" },
	FLEET_READ_OPTIONS(check_args),
	{ 0 },
};

static bool compare(struct cli *cli, struct orm_conn *conn, const struct check_args *args,
                    struct plan *plan, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_status status = { 0 };

	return plan_graph(cli, NULL, &graph, err) &&
	       migrate_read_status(cli->arena, conn, &graph, &status, err) &&
	       plan_need_heads(&status, err) &&
	       plan_compare(cli, conn, NULL, &status.history, args->drop_unmanaged, plan, err);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct check_args *args = data;
	struct fleet fleet = { .args = &args->fleet, .run = run, .data = data, .reads = true };
	struct plan plan;
	struct orm_conn *conn;

	if (fleet_asked(cli, &args->fleet))
		return fleet_run(cli, &fleet, err);
	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = compare(cli, conn, args, &plan, err);
	orm_close(conn);
	if (!ok)
		return false;
	size_t n = plan.result.ops.len;
	if (n)
		cli->status = STATUS_DIFFERENT;
	if (n)
		cli_brief(cli, false, "%zu difference%s", n, n == 1 ? "" : "s");
	else
		cli_brief(cli, false, "agrees with the models");
	if (cli->options.json) {
		struct json j = cli_json(cli);

		render_json(&j, plan.dialect, &plan.result);
		buf_addc(&cli->out, '\n');
	} else if (plan.result.ops.len) {
		cli->coloured = cli->colour_out;
		render_text(&cli->out, plan.dialect, &plan.result, cli->colour_out);
	} else {
		plan_say_unmanaged(cli, &plan.result);
		cli_say(cli, "database and models agree");
	}
	return true;
}

const struct command check_command = {
	.name = "check",
	.group = GROUP_PROJECT,
	.summary = "tell whether the models need a new migration",
	.description =
	    "Compares the database, with all scripts applied, with the models.  Exits with 1 when\n"
	    "\"revision --autogenerate\" would find something.",
	.args_size = sizeof(struct check_args),
	.options = options,
	.run = run,
};
