/*
 * cli/cmd_apply.c - limbeck apply: make a database what a source says, without scripts
 */
#include <stdio.h>

#include "cli/backfill.h"
#include "cli/command.h"
#include "cli/fleet.h"
#include "cli/interrupt.h"
#include "cli/left_out.h"
#include "cli/plan_shared.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "cli/terminal.h"
#include "migrate/apply.h"
#include "migrate/faithful.h"
#include "migrate/render.h"

struct apply_args {
	struct fleet_args fleet;
	const char *to, *wait, *with_rows;
	struct names backfill;
	bool yes, allow_edited, allow_data_loss, dry_run, no_verify, drop_unmanaged, online;
};

static const struct option options[] = {
	{ 'y', "yes", FLAG(apply_args, yes), NULL, "don't ask" },
	{ 0, "allow-data-loss", FLAG(apply_args, allow_data_loss), NULL,
	  "drop tables and columns, alter values" },
	{ 0, "allow-edited", FLAG(apply_args, allow_edited), NULL,
	  "go on although the plan was edited by hand" },
	{ 0, "backfill", LIST(apply_args, backfill), "COLUMN=SQL",
	  "value of table.column in rows that have none" },
	{ 0, "dry-run", FLAG(apply_args, dry_run), NULL, "run all, then roll back" },
	{ 0, "online", FLAG(apply_args, online), NULL,
	  "refuse changes during which others can't write" },
	{ 0, "no-verify", FLAG(apply_args, no_verify), NULL, "don't run it on a scratch copy" },
	{ 0, "drop-unmanaged", FLAG(apply_args, drop_unmanaged), NULL,
	  "drop what TO lacks and no script made" },
	{ 0, "with-rows", TEXT(apply_args, with_rows), "N",
	  "prove it with N rows in each table, and that they are kept" },
	{ 0, "wait", TEXT(apply_args, wait), "SECONDS",
	  "for another run to finish: 300 unless given, or forever" },
	FLEET_OPTIONS(apply_args),
	{ 0 },
};

static const struct argument arguments[] = {
	{ "TO", TEXT(apply_args, to), "what there should be, or a plan; else the project's models",
	  true },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck apply models.lua -u sqlite:///app.db",
	"show what is to do, ask, and do it",
	"limbeck apply plan.json -u sqlite:///app.db",
	"do what diff -f json has written, if the database is still as it was",
	NULL,
};

/* What the engine's callbacks work with. */
struct job {
	struct cli *cli;
	const struct apply_args *args;
	struct migrate_apply *engine;
	struct plan plan;
	int64_t rows;                          /* of each table in the proof */
	const struct migrate_plan_file *saved; /* the plan to carry out, or NULL */
	bool shared;                           /* another target has made and proved it */
};

static bool compare(struct job *j, struct error *err)
{
	struct migrate_history history = { 0 };

	if (j->saved)
		return plan_saved_compare(j->cli, j->engine->conn, j->saved, j->args->allow_edited,
		                          &j->plan, err);
	if (!migrate_version_read(j->cli->arena, j->engine->conn, &history, err) ||
	    !plan_compare(j->cli, j->engine->conn, j->args->to, &history, j->args->drop_unmanaged,
	                  &j->plan, err))
		return false;
	return j->args->yes || j->args->dry_run ||
	       plan_ask_renames(j->cli, j->engine->conn, &history, j->args->drop_unmanaged,
	                        &j->plan, err);
}

/* On standard error: the result of apply is the database. */
static void show(const struct job *j)
{
	struct buf text = { 0 };

	if (!j->cli->options.quiet) {
		render_text(&text, j->plan.dialect, &j->plan.result, j->cli->colour_err);
		fputs(buf_str(&text), stderr);
	}
	buf_release(&text);
}

static bool gate(struct job *j, struct error *err)
{
	const char *loses = plan_loses(&j->plan.result);

	/* A dry run rolls back, so it may try. */
	if (j->args->dry_run || (!loses && j->args->yes))
		return true;
	if (j->args->allow_data_loss && j->args->yes)
		return true;
	if (loses && !j->args->allow_data_loss) {
		if (!terminal_confirm("This loses data. Apply it?", "--allow-data-loss", err)) {
			fail(err, ERR_REFUSED, "not applied, since it would lose %s", loses);
			return fail_hint(err, "Allow it with --allow-data-loss.");
		}
		j->engine->allow_data_loss = true;
		return true;
	}
	return terminal_confirm("Apply this?", "--yes", err);
}

/* What it is to hold is known: the server has shown it, or it can't be asked. */
static bool is_certain(const struct job *j, const struct migrate_statement *s)
{
	return s->observed || (!j->args->no_verify && s->work == DDL_COPY);
}

/* By steps a lock may be a strong one, but then for a moment only. */
static bool blocks(const struct job *j, const struct migrate_statement *s,
                   const struct ddl_touched *t)
{
	if (j->plan.dialect->goes_by_steps)
		return t->cost.wait > DDL_WAIT_CHANGES && t->cost.work >= DDL_SCAN;
	return j->plan.dialect->takes_locks && t->cost.wait > DDL_WAIT_CHANGES && is_certain(j, s);
}

/* What the scratch copy showed is refused at once, not between other statements. */
static bool is_online(const struct job *j, struct error *err)
{
	const struct migrate_statements *list = &j->plan.statements;

	for (size_t i = 0; i < list->len; i++)
		for (size_t k = 0; k < list->items[i].touched.len; k++) {
			const struct ddl_touched *t = &list->items[i].touched.items[k];

			if (!blocks(j, &list->items[i], t))
				continue;
			fail(err, ERR_REFUSED,
			     "writes to \"%s\" would have to wait for statement %zu", t->table,
			     i + 1);
			return fail_hint(err,
			                 "Nothing was changed; leave out --online, or change "
			                 "\"%s\" in steps that the server can do online.",
			                 t->table);
		}
	return true;
}

static bool make_plan(void *data, struct migrate_ops *out, struct error *err)
{
	struct job *j = data;
	struct backfill fill = { .texts = &j->args->backfill,
		                 .asks = !j->args->yes,
		                 .fixed = j->saved && !j->shared };

	if (!compare(j, err))
		return false;
	left_out_say(j->cli, &j->plan.left_out);
	if (!backfill_plan(j->cli, j->engine->conn, &fill, &j->plan, err))
		return false;
	/* The plan itself says so, too. */
	if (!j->plan.result.ops.len) {
		plan_say_unmanaged(j->cli, &j->plan.result);
		return j->saved || plan_shared_give(j->cli, &j->plan, err);
	}
	show(j);
	j->plan.rows.wanted = j->rows;
	j->plan.online = j->args->online && !j->args->dry_run && j->plan.dialect->goes_by_steps;
	if (!migrate_check_faithful(j->plan.from, &j->plan.result.ops, err) ||
	    !plan_weigh(j->cli, j->engine->conn, &j->plan, err) ||
	    (j->saved && !plan_saved_check(j->cli, j->saved, &j->plan, j->args->online, err)) ||
	    (!j->args->no_verify && !j->shared && !plan_prove(j->cli, &j->plan, NULL, err)) ||
	    (!j->args->no_verify && !j->saved && !plan_shared_give(j->cli, &j->plan, err)))
		return false;
	plan_show_statements(j->cli, &j->plan);
	*out = j->plan.result.ops;
	return (!j->args->online || is_online(j, err)) && gate(j, err);
}

/* Nobody else could say more, so it stays. */
static void say_spelling(const struct cli *cli, const struct plan *left)
{
	for (size_t i = 0; i < left->result.ops.len; i++)
		cli_say(
		    cli,
		    "left, unless it is spelling, which no scratch database was there to tell: %s",
		    migrate_op_text(cli->arena, left->dialect, &left->result.ops.items[i]));
}

static bool verify(void *data, struct error *err)
{
	struct job *j = data;
	struct migrate_history history = { 0 };
	struct plan left;

	if (!migrate_version_read(j->cli->arena, j->engine->conn, &history, err) ||
	    !plan_compare_again(j->cli, j->engine->conn, &history,
	                        j->args->drop_unmanaged || j->saved, &j->plan, &left, err))
		return false;
	if (!left.result.ops.len)
		return true;
	if (plan_left_is_spelling(j->cli, &j->plan, &left)) {
		say_spelling(j->cli, &left);
		return true;
	}
	fail(err, ERR_REFUSED, "a difference would be left: %s",
	     migrate_op_text(j->cli->arena, left.dialect, &left.result.ops.items[0]));
	return fail_hint(err, "Nothing was changed.");
}

static void report(struct job *j)
{
	const struct migrate_apply *e = j->engine;
	struct cli *cli = j->cli;

	if (e->statements)
		cli_brief(cli, e->changed || j->args->dry_run, "%u statement%s", e->statements,
		          e->statements == 1 ? "" : "s");
	if (!j->plan.result.ops.len)
		cli_say(cli, "nothing to do");
	else if (j->args->dry_run)
		cli_say(cli, orm_conn_dialect(e->conn)->transactional_ddl
		                 ? "dry run: all of it was rolled back"
		                 : "dry run: nothing was run");
	else
		cli_say(cli, "applied: %u statement%s, %lld ms", e->statements,
		        e->statements == 1 ? "" : "s", (long long)e->duration_ms);
	if (!cli->options.json)
		return;
	struct json json = cli_json(cli);
	json_open_object(&json);
	json_key(&json, "changed");
	json_put_bool(&json, e->changed);
	json_key(&json, "dry_run");
	json_put_bool(&json, j->args->dry_run);
	json_key(&json, "statements");
	json_put_int(&json, e->statements);
	json_key(&json, "plan");
	struct render_plan p = plan_rendered(j->cli, &j->plan);
	render_plan_json(&json, &p);
	json_close(&json);
	buf_addc(&cli->out, '\n');
}

static bool run_on(struct cli *cli, struct orm_conn *conn, const struct apply_args *args,
                   const struct migrate_plan_file *saved, bool shared, int wait_ms,
                   struct error *err)
{
	struct progress progress = { .cli = cli };
	struct job job = { .cli = cli, .args = args, .saved = saved, .shared = shared };
	const struct cli_project *p;

	if (!plan_rows(args->with_rows, &job.rows, err))
		return false;
	if (job.rows && args->no_verify)
		return fail(err, ERR_USAGE, "option \"--with-rows\" needs the proof");
	if (!project_get(cli, &p, err))
		return false;
	struct migrate_apply engine = { .conn = conn,
		                        .naming = &p->config.naming,
		                        .wait_ms = wait_ms,
		                        .allow_data_loss = args->allow_data_loss || args->dry_run,
		                        .dry_run = args->dry_run,
		                        .online = args->online,
		                        .cancelled = interrupt_watch(conn),
		                        .event = progress_event,
		                        .event_data = &progress,
		                        .plan = make_plan,
		                        .verify = verify,
		                        .data = &job };
	job.engine = &engine;
	if (!migrate_apply(cli->arena, &engine, err))
		return false;
	report(&job);
	return true;
}

static bool look(struct cli *cli, const void *data, const char **state, struct error *err)
{
	(void)data;
	return plan_shared_state(cli, state, err);
}

/* What can't be asked about is allowed beforehand. */
static bool run_fleet(struct cli *cli, const struct apply_args *args, const struct fleet *fleet,
                      struct error *err)
{
	if (args->yes || args->dry_run)
		return fleet_run(cli, fleet, err);
	fail(err, ERR_REFUSED, "this needs a yes, and can't be asked for each target");
	return fail_hint(err, "--yes says yes beforehand, --dry-run shows what would be done.");
}

/* What a plan changes is there. */
static enum database_use use_of(struct cli *cli, const struct apply_args *args,
                                const struct migrate_plan_file *saved)
{
	if (args->dry_run && project_is_absent(cli))
		return DATABASE_READ;
	return saved && saved->start.len ? DATABASE_WRITE : DATABASE_CREATE;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct apply_args *args = data;
	struct migrate_plan_file *saved, *shared;
	struct orm_conn *conn;
	int wait_ms;

	if (!plan_wait_both(cli, args->wait, &wait_ms, err) ||
	    !plan_saved_read(cli, args->to, &saved, err))
		return false;
	struct fleet fleet = { .args = &args->fleet,
		               .run = run,
		               .data = data,
		               .look = saved || args->no_verify ? NULL : look };
	if (fleet_asked(cli, &args->fleet))
		return run_fleet(cli, args, &fleet, err);
	if (!plan_shared_read(cli, &shared, err) ||
	    !project_open(cli, use_of(cli, args, saved), &conn, err))
		return false;
	bool ok = run_on(cli, conn, args, shared ? shared : saved, shared != NULL, wait_ms, err);
	interrupt_forget();
	orm_close(conn);
	return ok;
}

const struct command apply_command = {
	.name = "apply",
	.group = GROUP_RUN,
	.summary = "change the database to what models or SQL say, without scripts",
	.args_size = sizeof(struct apply_args),
	.options = options,
	.arguments = arguments,
	.examples = examples,
	.run = run,
};
