/*
 * cli/cmd_stamp.c - limbeck stamp: say which revisions are applied, running none
 */
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/describe.h"
#include "cli/fleet.h"
#include "cli/interrupt.h"
#include "cli/made.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "migrate/foreign.h"

struct stamp_args {
	struct fleet_args fleet;
	struct names revisions;
	const char *wait, *output, *from, *tag;
	bool purge, sql;
};

static const struct option options[] = {
	{ 0, "from", TEXT(stamp_args, from), "TOOL", "what that tool has applied, by its own table",
	  migrate_foreign_tools },
	{ 0, "purge", FLAG(stamp_args, purge), NULL, "forget all that is recorded first" },
	{ 0, "tag", TEXT(stamp_args, tag), "TEXT", "seen as x.tag in Lua files" },
	{ 0, "sql", FLAG(stamp_args, sql), NULL, "print the SQL, touch no database" },
	{ 'o', "output", TEXT(stamp_args, output), "FILE", "write the SQL there" },
	{ 0, "wait", TEXT(stamp_args, wait), "SECONDS",
	  "for another run to finish: 300 unless given, or forever" },
	FLEET_OPTIONS(stamp_args),
	{ 0 },
};

static const struct argument arguments[] = {
	{ "REVISION", LIST(stamp_args, revisions),
	  "what is applied, with all before it; heads; base for nothing; START:END with --sql",
	  true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck stamp heads",
	"the database was made by other means and is up to date",
	"limbeck stamp --from flyway",
	"Flyway ran its scripts, which limbeck import made ours",
	NULL,
};

/* Each REVISION is START:END, or END: by SQL, all for a database at one place. */
static bool split(struct cli *cli, const struct names *revisions, const char **start,
                  struct names *ends, struct error *err)
{
	for (size_t i = 0; i < revisions->len; i++) {
		const char *text = revisions->items[i], *colon = strchr(text, ':');
		const char *here =
		    colon ? arena_strndup(cli->arena, text, (size_t)(colon - text)) : NULL;

		if (i && !text_same(here, *start)) {
			fail(err, ERR_USAGE, "\"%s\" starts elsewhere than \"%s\"", text,
			     revisions->items[0]);
			return fail_hint(err, "A file is for a database at one place.");
		}
		*start = here;
		vec_push(cli->arena, ends, !colon ? text : colon[1] ? colon + 1 : "heads");
	}
	return true;
}

static bool print_sql(struct cli *cli, const struct stamp_args *args, struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	const struct orm_dialect *d;
	struct names ends = { 0 };
	const char *start = NULL;

	if (!split(cli, &args->revisions, &start, &ends, err) || !project_dialect(cli, &d, err) ||
	    !plan_graph(cli, NULL, &graph, err) || !plan_runner(cli, NULL, &graph, &runner, err))
		return false;
	made_attach(cli, &runner);
	cli->out_path = args->output;
	return migrate_stamp_offline(cli->arena, &runner, d, start, &ends, &cli->out, err);
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
		return fail(err, ERR_USAGE, "REVISION is missing") ||
		       fail_hint(err, "\"limbeck stamp --help\" tells how it is used.");
	if (args->sql && (args->purge || args->from))
		return fail(err, ERR_USAGE, "options \"--sql\" and \"%s\" exclude each other",
		            args->purge ? "--purge" : "--from");
	if (args->sql && (args->fleet.targets || args->fleet.query))
		return fail(err, ERR_USAGE,
		            "options \"--sql\" and \"--targets\" exclude each other");
	if (args->output && !args->sql)
		return fail(err, ERR_USAGE, "option \"--output\" needs --sql");
	for (size_t i = 0; i < args->revisions.len; i++) {
		if (args->sql || !strchr(args->revisions.items[i], ':'))
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

	cli_tag(cli, args->tag);
	if (!check_usage(args, err) || !plan_folder(cli, err))
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
