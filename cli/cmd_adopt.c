/*
 * cli/cmd_adopt.c - limbeck adopt: what a database has of its own, as a revision
 */
#include <stdio.h>

#include "cli/command.h"
#include "cli/draft.h"
#include "cli/interrupt.h"
#include "cli/made.h"
#include "cli/progress.h"
#include "cli/project.h"
#include "migrate/render.h"

static const char *const formats[] = { "lua", "sql", NULL };

static const struct option options[] = {
	{ 'm', "message", TEXT(revision_args, message), "TEXT", "one-line summary" },
	{ 0, "format", TEXT(revision_args, format), "FORMAT", "language of the script", formats },
	{ 0, "version-path", TEXT(revision_args, version_path), "DIR",
	  "in which of several folders of scripts it is to be" },
	{ 0, "rev-id", TEXT(revision_args, rev_id), "ID", "its id, instead of a random one" },
	{ 0, "branch-label", LIST(revision_args, labels), "LABEL",
	  "label of the branch it begins" },
	{ 0, "no-verify", FLAG(revision_args, no_verify), NULL, "don't run it on a scratch copy" },
	{ 0 },
};

static const char *const examples[] = {
	"limbeck adopt -m \"as found\"",
	"the first revision of a database that has none",
	NULL,
};

/* What the scripts that are applied make of an empty database. */
static bool replay(struct cli *cli, const struct migrate_graph *g,
                   const struct migrate_revisions *current, const struct source_terms *terms,
                   struct orm_metadata **out, struct error *err)
{
	struct migrate_runner runner;
	struct source_scratch scratch;

	if (!plan_runner(cli, NULL, g, &runner, err) || !source_scratch_open(terms, &scratch, err))
		return false;
	bool ok = migrate_replay_to(cli->arena, &runner, scratch.conn, current, err) &&
	          reflect_database(cli->arena, scratch.conn, &terms->scope, out, err);
	return source_scratch_close(&scratch, ok, err);
}

static bool check_status(const struct migrate_status *s, struct error *err)
{
	const struct names *bad = s->unknown.len       ? &s->unknown
	                          : s->interrupted.len ? &s->interrupted
	                                               : &s->edited;

	if (!bad->len)
		return true;
	fail(err, ERR_STATE, "revision \"%s\" %s", bad->items[0],
	     s->unknown.len       ? "is applied and has no script"
	     : s->interrupted.len ? "is half applied"
	                          : "was edited since it was applied");
	return fail_hint(err, "What differs from the scripts can be told only when they are those "
	                      "that ran; see limbeck status.");
}

static bool compare(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *g,
                    struct migrate_status *status, struct draft *d, struct error *err)
{
	struct plan *p = &d->plan;

	p->dialect = orm_conn_dialect(conn);
	if (!migrate_read_status(cli->arena, conn, g, status, err) || !check_status(status, err) ||
	    !source_beside(cli, conn, &p->terms, err) ||
	    !replay(cli, g, &status->current, &p->terms, &p->from, err) ||
	    !reflect_database(cli->arena, conn, &p->terms.scope, &p->to, err))
		return false;
	source_without_own_definers(&p->terms, cli->arena, p->from, p->to);
	return migrate_compare(cli->arena, p->dialect, p->from, p->to, NULL, &p->result, err);
}

static bool mark_applied(struct cli *cli, struct orm_conn *conn,
                         const struct migrate_revisions *current, const struct migrate_revision *r,
                         struct error *err)
{
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct migrate_report report = { 0 };
	struct progress progress;
	struct names targets = { 0 };

	for (size_t i = 0; i < current->len; i++)
		vec_push(cli->arena, &targets, current->items[i]->id);
	vec_push(cli->arena, &targets, r->id);
	if (!plan_graph(cli, NULL, &graph, err) || !plan_runner(cli, conn, &graph, &runner, err))
		return false;
	progress_attach(&progress, cli, &runner);
	made_attach(cli, &runner);
	bool ok = migrate_stamp(cli->arena, &runner, &targets, false, &report, err);
	progress_end(&progress);
	return ok;
}

static bool adopt(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *g,
                  struct draft *d, struct error *err)
{
	struct migrate_status status = { 0 };
	struct migrate_revision r = { 0 };

	if (!compare(cli, conn, g, &status, d, err))
		return false;
	if (!d->plan.result.ops.len) {
		cli_say(cli, "nothing to adopt: the database is what its scripts make");
		draft_report(cli, &r, d);
		return true;
	}
	if (!draft_revision(cli, g, d->args, &status.current, "as found", &r, err) ||
	    !draft_prove(cli, d, err) || !draft_write(cli, &r, d, err))
		return false;
	if (!mark_applied(cli, conn, &status.current, &r, err)) {
		remove(r.path);
		return false;
	}
	cli_say(cli, "marked as applied: %s", r.id);
	if (status.pending.len)
		cli_say(cli,
		        "it begins a branch, since scripts are not applied yet: see limbeck merge");
	draft_report(cli, &r, d);
	return true;
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct cli_project *p;
	struct migrate_graph graph;
	struct revision_args args = *(const struct revision_args *)data;
	struct draft draft = { .args = &args };
	struct orm_conn *conn;

	args.autogenerate = args.splice = true;
	if (!project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !project_open(cli, DATABASE_WRITE, &conn, err))
		return false;
	draft.format = or_default(args.format, p->config.script_format);
	bool ok = adopt(cli, conn, &graph, &draft, err);
	interrupt_forget();
	orm_close(conn);
	return ok;
}

const struct command adopt_command = {
	.name = "adopt",
	.group = GROUP_RUN,
	.summary = "write what a database has of its own as a revision, applied there",
	.args_size = sizeof(struct revision_args),
	.options = options,
	.examples = examples,
	.run = run,
};
