/*
 * cli/cmd_status.c - limbeck status: where the database stands
 */
#include <string.h>

#include "cli/command.h"
#include "cli/describe.h"
#include "cli/fleet.h"
#include "cli/left_out.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "migrate/render.h"
#include "orm/schema/resolve.h"
#include "orm/url.h"
#include "reflect/write/write.h"

struct status_args {
	struct fleet_args fleet;
	bool exit_code;
};

static const struct option options[] = {
	{ 0, "exit-code", FLAG(status_args, exit_code), NULL,
	  "exit with 1 unless all is applied and nothing drifted" },
	FLEET_READ_OPTIONS(status_args),
	{ 0 },
};

/* A comparison that may be impossible, which then is what there is to say. */
struct answer {
	bool asked, known;
	struct compare_result result;
	const struct orm_dialect *dialect;
	struct error why;
};

struct report {
	const char *url;
	bool absent;
	struct migrate_status status;
	struct orm_metadata *now; /* the database, once it was read */
	struct answer drift;      /* it against what its scripts produce */
	struct answer models;     /* it against the models */
	struct orm_left_outs left_out;
};

static bool read_now(struct cli *cli, struct orm_conn *conn, const struct reflect_options *scope,
                     struct report *r, struct error *err)
{
	struct orm_metadata *now;

	if (!reflect_database(cli->arena, conn, scope, &now, err))
		return false;
	r->now = now;
	return true;
}

/* Only where a single revision stands for all that is applied. */
static void find_drift(struct cli *cli, struct orm_conn *conn, struct report *r)
{
	struct answer *a = &r->drift;
	struct source_terms terms;
	struct orm_metadata *should;
	struct plan_owned owned;
	struct compare_options rules = { .may_drop = plan_may_drop, .data = &owned };

	if (r->status.current.len != 1 || r->status.unknown.len)
		return;
	a->asked = true;
	a->dialect = orm_conn_dialect(conn);
	plan_owned_init(cli->arena, &r->status.history, false, &owned);
	a->known =
	    source_beside(cli, conn, &terms, &a->why) &&
	    source_history(cli, NULL, r->status.current.items[0]->id, &terms, &should, &a->why) &&
	    read_now(cli, conn, &terms.scope, r, &a->why) &&
	    migrate_compare(cli->arena, a->dialect, r->now, should, &rules, &a->result, &a->why);
}

/* A copy: what it is compared with next changes it, and the drift is still to be told. */
static bool copy_now(struct cli *cli, struct orm_conn *conn, const struct report *r,
                     struct orm_metadata **out, struct error *err)
{
	*out = NULL;
	return !r->now || orm_resolve(cli->arena, r->now, orm_conn_dialect(conn), out, err);
}

static void find_new(struct cli *cli, struct orm_conn *conn, struct report *r)
{
	struct answer *a = &r->models;
	const struct cli_project *p;
	struct orm_metadata *now;
	struct plan plan;

	if (!project_get(cli, &p, &a->why) || !p->models || r->status.pending.len ||
	    r->status.unknown.len)
		return;
	a->asked = true;
	a->known = copy_now(cli, conn, r, &now, &a->why) &&
	           plan_compare_read(cli, conn, &r->status.history, now, &plan, &a->why);
	if (a->known) {
		a->result = plan.result;
		a->dialect = plan.dialect;
		left_out_add(cli, &r->left_out, plan.from);
	}
}

/* It is told whatever else isn't: a database without revisions, or that can't be compared. */
static void find_left_out(struct cli *cli, struct orm_conn *conn, struct report *r)
{
	struct error unread = { 0 };
	struct source_terms terms;

	if (!r->now && !r->absent && source_beside(cli, conn, &terms, &unread))
		(void)!read_now(cli, conn, &terms.scope, r, &unread);
	if (r->now)
		left_out_add(cli, &r->left_out, r->now);
}

static bool gather(struct cli *cli, struct report *out, struct error *err)
{
	const struct cli_project *p;
	struct migrate_graph graph;
	struct orm_conn *conn;

	if (!project_get(cli, &p, err) || !plan_graph(cli, NULL, &graph, err) ||
	    !project_open(cli, DATABASE_READ, &conn, err))
		return false;
	out->url = orm_url_redact(cli->arena, p->url);
	out->absent = project_is_absent(cli);
	bool ok = migrate_read_status(cli->arena, conn, &graph, &out->status, err);
	if (ok) {
		find_drift(cli, conn, out);
		find_new(cli, conn, out);
		find_left_out(cli, conn, out);
	}
	orm_close(conn);
	return ok;
}

static void add_names(struct buf *out, const char *title, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++) {
		buf_addf(out, "%-10s ", i ? "" : title);
		terminal_escape(out, names->items[i]);
		buf_addc(out, '\n');
	}
}

static void add_revisions(struct buf *out, const char *title, const struct migrate_revisions *list)
{
	struct describe d = { .message = true };

	for (size_t i = 0; i < list->len; i++) {
		buf_addf(out, "%-10s ", i ? "" : title);
		describe_line(out, list->items[i], &d);
	}
}

static void add_answer(struct buf *out, const char *title, const struct answer *a, const char *none,
                       bool colour)
{
	if (!a->asked)
		return;
	buf_addf(out, "%-10s ", title);
	if (!a->known) {
		buf_adds(out, "unknown: ");
		terminal_escape(out, a->why.message);
		buf_addc(out, '\n');
	} else if (!a->result.ops.len) {
		buf_addf(out, "%s\n", none);
	} else {
		buf_addf(out, "%zu difference%s\n", a->result.ops.len,
		         a->result.ops.len == 1 ? "" : "s");
		render_text(out, a->dialect, &a->result, colour);
	}
}

static void print_revisions(struct buf *out, const struct report *r)
{
	const struct migrate_status *s = &r->status;

	buf_addf(out, "%-10s %s%s\n", "database", r->url, r->absent ? " (does not exist yet)" : "");
	if (s->current.len)
		add_revisions(out, "current", &s->current);
	else
		buf_addf(out, "%-10s base\n", "current");
	if (s->pending.len)
		add_revisions(out, "pending", &s->pending);
	else
		buf_addf(out, "%-10s nothing\n", "pending");
	add_names(out, "no script", &s->unknown);
	add_names(out, "edited", &s->edited);
	add_names(out, "broken off", &s->interrupted);
}

static void print(struct cli *cli, const struct report *r)
{
	struct buf *out = &cli->out, text = { 0 };

	print_revisions(&text, r);
	terminal_escape(out, buf_str(&text));
	buf_release(&text);
	cli->coloured = cli->colour_out;
	add_answer(out, "drift", &r->drift, "none: the database is what its scripts produce",
	           cli->colour_out);
	add_answer(out, "models", &r->models, "agree with the database", cli->colour_out);
}

static void json_answer(struct json *j, const char *key, const struct answer *a)
{
	json_key(j, key);
	if (!a->asked) {
		json_put_null(j);
	} else if (a->known) {
		render_json(j, a->dialect, &a->result);
	} else {
		json_open_object(j);
		json_key(j, "unknown");
		json_put_string(j, a->why.message);
		json_close(j);
	}
}

static void print_json(struct cli *cli, const struct report *r)
{
	struct json j = cli_json(cli);

	json_open_object(&j);
	json_key(&j, "database");
	json_put_string(&j, r->url);
	json_key(&j, "exists");
	json_put_bool(&j, !r->absent);
	describe_json_ids(&j, "current", &r->status.current);
	describe_json_ids(&j, "pending", &r->status.pending);
	cli_json_names(&j, "unknown", &r->status.unknown);
	cli_json_names(&j, "edited", &r->status.edited);
	cli_json_names(&j, "interrupted", &r->status.interrupted);
	json_answer(&j, "drift", &r->drift);
	json_answer(&j, "models", &r->models);
	write_left_out_list(&j, &r->left_out);
	json_close(&j);
	buf_addc(&cli->out, '\n');
}

static bool is_fine(const struct report *r)
{
	const struct migrate_status *s = &r->status;

	return !s->pending.len && !s->unknown.len && !s->edited.len && !s->interrupted.len &&
	       !r->drift.result.ops.len && !r->models.result.ops.len;
}

static void add_count(struct buf *out, size_t n, const char *what)
{
	if (n)
		buf_addf(out, ", %zu %s", n, what);
}

static void brief(struct cli *cli, const struct report *r)
{
	const struct migrate_status *s = &r->status;
	struct buf text = { 0 };

	buf_adds(&text, describe_ids(cli->arena, &s->current));
	add_count(&text, s->pending.len, "pending");
	add_count(&text, s->unknown.len, "without a script");
	add_count(&text, s->edited.len, "edited");
	add_count(&text, s->interrupted.len, "broken off");
	add_count(&text, r->drift.result.ops.len, "by drift");
	add_count(&text, r->models.result.ops.len, "unlike the models");
	cli_brief(cli, false, "%s", buf_str(&text));
	buf_release(&text);
}

static bool run(struct cli *cli, const void *data, struct error *err)
{
	const struct status_args *args = data;
	struct fleet fleet = { .args = &args->fleet, .run = run, .data = data, .reads = true };
	struct report report = { 0 };

	if (fleet_asked(cli, &args->fleet))
		return fleet_run(cli, &fleet, err);
	if (!gather(cli, &report, err))
		return false;
	brief(cli, &report);
	left_out_say(cli, &report.left_out);
	if (cli->options.json)
		print_json(cli, &report);
	else
		print(cli, &report);
	if (args->exit_code && !is_fine(&report))
		cli->status = STATUS_DIFFERENT;
	return true;
}

const struct command status_command = {
	.name = "status",
	.group = GROUP_RUN,
	.summary = "show where the database stands: revision, pending scripts, drift",
	.args_size = sizeof(struct status_args),
	.options = options,
	.run = run,
};
