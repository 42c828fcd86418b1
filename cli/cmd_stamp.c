/*
 * cli/cmd_stamp.c - limbeck stamp: say which revisions are applied, running none
 */
#include <string.h>

#include "base/clock.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/fleet.h"
#include "cli/interrupt.h"
#include "cli/made.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "migrate/foreign.h"
#include "migrate/version.h"

struct stamp_args {
	struct fleet_args fleet;
	struct names revisions;
	const char *wait, *output, *from;
	bool purge, sql;
};

static const struct option options[] = {
	{ 0, "from", TEXT(stamp_args, from), "TOOL", "what that tool has applied, by its own table",
	  migrate_foreign_tools },
	{ 0, "purge", FLAG(stamp_args, purge), NULL, "forget all that is recorded first" },
	{ 0, "sql", FLAG(stamp_args, sql), NULL, "print the SQL, touch no database" },
	{ 'o', "output", TEXT(stamp_args, output), "FILE", "write the SQL there" },
	{ 0, "wait", TEXT(stamp_args, wait), "SECONDS",
	  "for another run to finish: 300 unless given, or forever" },
	FLEET_OPTIONS(stamp_args),
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", LIST(stamp_args, revisions),
	  "what is applied, with all before it; heads; base for nothing", true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck stamp heads",
	"the database was made by other means and is up to date",
	"limbeck stamp --from flyway",
	"Flyway ran its scripts, which limbeck import made ours",
	NULL,
};

/* The set that the targets stand for, in order of execution. */
static bool closure(struct cli *cli, const struct migrate_graph *g, const struct names *targets,
                    struct migrate_revisions *out, struct error *err)
{
	struct migrate_set wanted = { .ids = map_new(cli->arena) };

	for (size_t i = 0; i < targets->len; i++) {
		struct migrate_revisions found = { 0 };

		if (!migrate_graph_resolve(cli->arena, g, NULL, targets->items[i], &found, err))
			return false;
		for (size_t k = 0; k < found.len; k++)
			migrate_graph_ancestors(cli->arena, found.items[k], &wanted);
	}
	for (size_t i = 0; i < g->all.len; i++)
		if (migrate_set_has(&wanted, g->all.items[i]->id))
			vec_push(cli->arena, out, g->all.items[i]);
	return true;
}

static struct migrate_applied row_of(struct cli *cli, const struct migrate_revision *r)
{
	return (struct migrate_applied){
		.revision = r->id,
		.parents = r->down,
		.message = or_default(r->message, ""),
		.checksum = r->checksum,
		.format = r->format ? r->format->extension : "",
		.script = or_default(r->text, ""),
		.applied_at = clock_utc(cli->arena),
		.by = arena_printf(cli->arena, "%s@%s", system_user(cli->arena),
		                   system_host(cli->arena)),
		.limbeck = LIMBECK_VERSION,
		.state = "applied",
	};
}

static bool print_sql(struct cli *cli, const struct stamp_args *args, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_revisions list = { 0 };
	const struct orm_dialect *d;
	char *ddl;

	if (!project_dialect(cli, &d, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !closure(cli, &graph, &args->revisions, &list, err) ||
	    !migrate_version_ddl(cli->arena, d, &ddl, err))
		return false;
	buf_addf(&cli->out, "%s;\nDELETE FROM %s;\n", ddl, MIGRATE_VERSION_TABLE);
	for (size_t i = 0; i < list.len; i++) {
		struct migrate_applied row = row_of(cli, list.items[i]);

		buf_addf(&cli->out, "%s;\n", migrate_version_insert_sql(cli->arena, d, &row));
	}
	cli->out_path = args->output;
	return true;
}

static bool find_targets(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *g,
                         const struct stamp_args *args, struct names *out, struct error *err)
{
	struct names theirs = { 0 };

	*out = args->revisions;
	if (!args->from)
		return true;
	if (!migrate_foreign_read(cli->arena, conn, args->from, g, &theirs, err))
		return false;
	/* All that the tool has applied: no other branch stays. */
	vec_push(cli->arena, out, "base");
	for (size_t i = 0; i < theirs.len; i++)
		vec_push(cli->arena, out, theirs.items[i]);
	return true;
}

static bool check_usage(const struct stamp_args *args, struct error *err)
{
	if (args->from && args->revisions.len)
		return fail(err, ERR_USAGE, "option \"--from\" and REVISION exclude each other");
	if (!args->from && !args->revisions.len)
		return fail(err, ERR_USAGE, "REVISION is missing");
	if (args->sql && (args->purge || args->from))
		return fail(err, ERR_USAGE, "options \"--sql\" and \"%s\" exclude each other",
		            args->purge ? "--purge" : "--from");
	if (args->sql && (args->fleet.targets || args->fleet.query))
		return fail(err, ERR_USAGE,
		            "options \"--sql\" and \"--targets\" exclude each other");
	if (args->output && !args->sql)
		return fail(err, ERR_USAGE, "option \"--output\" needs --sql");
	for (size_t i = 0; i < args->revisions.len; i++) {
		if (!strchr(args->revisions.items[i], ':'))
			continue;
		fail(err, ERR_USAGE, "a range, \"%s\", can't be stamped", args->revisions.items[i]);
		return fail_hint(err, "Name its end: wherever the database is, it is there then.");
	}
	return true;
}

static bool stamp_on(struct cli *cli, struct orm_conn *conn, const struct stamp_args *args,
                     int wait_ms, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct migrate_report report = { 0 };
	struct progress progress;
	struct names targets = { 0 };

	if (!plan_graph(cli, NULL, &graph, err) || !plan_runner(cli, conn, &graph, &runner, err))
		return false;
	runner.wait_ms = wait_ms;
	progress_attach(&progress, cli, &runner);
	made_attach(cli, &runner);
	bool ok = find_targets(cli, conn, &graph, args, &targets, err) &&
	          migrate_stamp(cli->arena, &runner, &targets, args->purge, &report, err);
	progress_end(&progress);
	if (!ok)
		return false;
	cli_brief(cli, true, "%s", describe_ids(cli->arena, &report.current));
	if (!cli->options.json) {
		for (size_t i = 0; i < report.current.len; i++)
			cli_say(cli, "stamped %s", report.current.items[i]->id);
		if (!report.current.len)
			cli_say(cli, "stamped base: no revision is recorded");
		return true;
	}
	struct json j = cli_json(cli);
	json_open_object(&j);
	describe_json_ids(&j, "current", &report.current);
	json_close(&j);
	buf_addc(&cli->out, '\n');
	return true;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct stamp_args *args = data;
	struct fleet fleet = { .args = &args->fleet, .run = run, .data = data };
	struct orm_conn *conn;
	int wait_ms;

	if (!check_usage(args, err))
		return false;
	if (args->sql)
		return project_offline(cli, err) && print_sql(cli, args, err);
	if (!plan_wait_both(cli, args->wait, &wait_ms, err))
		return false;
	if (fleet_asked(cli, &args->fleet))
		return fleet_run(cli, &fleet, err);
	if (!project_open(cli, DATABASE_CREATE, &conn, err))
		return false;
	bool ok = stamp_on(cli, conn, args, wait_ms, err);
	interrupt_forget();
	orm_close(conn);
	return ok;
}

const struct command stamp_command = {
	.name = "stamp",
	.group = GROUP_RUN,
	.summary = "record revisions as applied without running them",
	.args_size = sizeof(struct stamp_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
