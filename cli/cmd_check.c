/*
 * cli/cmd_check.c - limbeck check: do the models say more than the scripts?
 */
#include "cli/command.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "migrate/render.h"

struct check_args {
	bool drop_unmanaged;
};

static const struct option options[] = {
	{ 0, "drop-unmanaged", FLAG(check_args, drop_unmanaged), NULL,
	  "count objects that neither the models nor a script made" },
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
	struct plan plan;
	struct orm_conn *conn;

	if (!project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = compare(cli, conn, data, &plan, err);
	orm_close(conn);
	if (!ok)
		return false;
	if (plan.result.ops.len)
		cli->status = STATUS_DIFFERENT;
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
