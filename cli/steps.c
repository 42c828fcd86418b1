/*
 * cli/steps.c - what upgrade and downgrade have in common
 */
#include "cli/steps.h"

#include <string.h>

#include "cli/describe.h"
#include "cli/interrupt.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "cli/rehearse.h"
#include "cli/source.h"

/* START:END, or END alone. */
static bool split_range(struct cli *cli, enum migrate_direction direction, const char *target,
                        const char **start, const char **end, struct error *err)
{
	const char *colon = strchr(target, ':');

	*start = NULL;
	*end = target;
	if (!colon && direction == MIGRATE_UP)
		return true;
	if (!colon) {
		fail(err, ERR_USAGE, "downgrade --sql needs START:END");
		return fail_hint(err, "Without a database there is no telling where to start.");
	}
	if (colon > target)
		*start = arena_strndup(cli->arena, target, (size_t)(colon - target));
	*end = colon[1] ? colon + 1 : direction == MIGRATE_UP ? "heads" : "base";
	return true;
}

static bool run_offline(struct cli *cli, enum migrate_direction direction,
                        const struct steps_args *args, const char *target, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct source_terms terms;
	struct source_scratch scratch;
	const char *start, *end;

	if (!project_offline(cli, err) || !split_range(cli, direction, target, &start, &end, err) ||
	    !source_unbound(cli, &terms, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !plan_runner(cli, NULL, &graph, &runner, err) ||
	    !source_scratch_open(&terms, &scratch, err))
		return false;
	runner.allow_data_loss = args->allow_data_loss;
	runner.online = args->online;
	runner.single = args->single;
	bool ok = migrate_offline(cli->arena, &runner, scratch.conn, direction, start, end,
	                          &cli->out, err);
	ok = source_scratch_close(&scratch, ok, err);
	/* a part of it would be taken for the whole */
	if (!ok)
		buf_cut(&cli->out, 0);
	cli->out_path = args->output;
	return ok;
}

static void report_json(struct cli *cli, const struct migrate_report *report, bool dry_run)
{
	struct json j = cli_json(cli);

	json_open_object(&j);
	describe_json_ids(&j, "done", &report->done);
	describe_json_ids(&j, "current", &report->current);
	json_key(&j, "dry_run");
	json_put_bool(&j, dry_run);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

/* "1975ea83b712 (2 revisions)" */
static void brief(struct cli *cli, const struct migrate_report *report)
{
	const char *at = describe_ids(cli->arena, &report->current);
	size_t n = report->done.len;

	if (n)
		cli_brief(cli, true, "%s (%zu revision%s)", at, n, n == 1 ? "" : "s");
	else
		cli_brief(cli, false, "%s", at);
}

static void tell(struct cli *cli, const struct migrate_report *report, bool ok, bool dry_run)
{
	brief(cli, report);
	if (cli->options.json)
		report_json(cli, report, dry_run);
	if (ok && !report->done.len)
		cli_say(cli, "nothing to do");
	else if (ok && dry_run)
		cli_say(cli, "dry run: all of it was rolled back");
}

/* Most of a fleet's targets may be done already: it has to be cheap to see that. */
static bool glance(struct cli *cli, enum migrate_direction direction, const struct steps_args *args,
                   const char *target, bool *there, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct migrate_report report;
	struct orm_conn *conn;

	*there = false;
	if (!cli->target || cli->target->looked)
		return true;
	if (!plan_graph(cli, NULL, &graph, err) || !plan_runner(cli, NULL, &graph, &runner, err))
		return false;
	if (!project_open(cli, DATABASE_GLANCE, &conn, err)) {
		/* Who can't be reached isn't to be waited for twice. */
		if (err->code == ERR_CONNECT)
			return false;
		error_clear(err);
		return true;
	}
	runner.conn = conn;
	runner.allow_edited = args->allow_edited;
	*there = migrate_nothing_to_do(cli->arena, &runner, direction, target, &report);
	orm_close(conn);
	if (*there)
		tell(cli, &report, true, args->dry_run);
	return true;
}

static bool run_on(struct cli *cli, struct orm_conn *conn, enum migrate_direction direction,
                   const struct steps_args *args, const char *target, int wait_ms,
                   struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct migrate_report report = { 0 };
	struct progress progress;

	if (!plan_graph(cli, NULL, &graph, err) || !plan_runner(cli, conn, &graph, &runner, err))
		return false;
	runner.wait_ms = wait_ms;
	runner.allow_data_loss = args->allow_data_loss;
	runner.online = args->online;
	runner.allow_edited = args->allow_edited;
	runner.dry_run = args->dry_run;
	runner.single = args->single;
	progress_attach(&progress, cli, &runner);
	bool ok = direction == MIGRATE_UP
	              ? migrate_upgrade(cli->arena, &runner, target, &report, err)
	              : migrate_downgrade(cli->arena, &runner, target, &report, err);
	progress_end(&progress);
	tell(cli, &report, ok, args->dry_run);
	return ok;
}

static bool run_up(struct cli *cli, const void *args, struct error *err)
{
	return steps_run(cli, MIGRATE_UP, args, err);
}

static bool run_down(struct cli *cli, const void *args, struct error *err)
{
	return steps_run(cli, MIGRATE_DOWN, args, err);
}

static bool look(struct cli *cli, enum migrate_direction direction, const struct steps_args *args,
                 const char **state, struct error *err)
{
	bool there;

	return glance(cli, direction, args, or_default(args->target, "heads"), &there, err) &&
	       (there || rehearse_state(cli, state, err));
}

static bool look_up(struct cli *cli, const void *args, const char **state, struct error *err)
{
	return look(cli, MIGRATE_UP, args, state, err);
}

static bool look_down(struct cli *cli, const void *args, const char **state, struct error *err)
{
	return look(cli, MIGRATE_DOWN, args, state, err);
}

/* A dry run is a trial itself. */
static bool run_fleet(struct cli *cli, enum migrate_direction direction,
                      const struct steps_args *args, struct error *err)
{
	bool up = direction == MIGRATE_UP, tries = !args->no_verify && !args->dry_run;
	struct fleet fleet = { .args = &args->fleet,
		               .run = up ? run_up : run_down,
		               .data = args,
		               .look = !tries ? NULL
		                       : up   ? look_up
		                              : look_down,
		               .one_by_one = true };

	return fleet_run(cli, &fleet, err);
}

bool steps_run(struct cli *cli, enum migrate_direction direction, const struct steps_args *args,
               struct error *err)
{
	const char *target = or_default(args->target, "heads");
	struct orm_conn *conn;
	int wait_ms;
	bool there = false;

	cli_tag(cli, args->tag);
	if (args->sql && fleet_asked(cli, &args->fleet))
		return fail(err, ERR_USAGE,
		            "options \"--sql\" and \"--targets\" exclude each other");
	if (args->sql)
		return plan_folder(cli, err) && run_offline(cli, direction, args, target, err);
	if (args->output)
		return fail(err, ERR_USAGE, "option \"--output\" needs --sql");
	if (strchr(target, ':')) {
		fail(err, ERR_USAGE, "a range, \"%s\", needs --sql", target);
		return fail_hint(err, "The database itself tells where to start: name the end.");
	}
	if (fleet_asked(cli, &args->fleet))
		return plan_wait(args->wait, &wait_ms, err) && plan_folder(cli, err) &&
		       run_fleet(cli, direction, args, err);
	if (!plan_wait_both(cli, args->wait, &wait_ms, err) || !plan_folder(cli, err) ||
	    !glance(cli, direction, args, target, &there, err) || there)
		return there;
	if (cli->target && cli->target->looked && !rehearse(cli, direction, target, err))
		return false;
	/* A dry run of an absent database must not leave an empty file. */
	enum database_use use = direction == MIGRATE_UP ? DATABASE_CREATE : DATABASE_WRITE;
	if (args->dry_run && direction == MIGRATE_UP && project_is_absent(cli))
		use = DATABASE_READ;
	if (!project_open(cli, use, &conn, err))
		return false;
	bool ok = run_on(cli, conn, direction, args, target, wait_ms, err);
	interrupt_forget();
	orm_close(conn);
	return ok;
}
