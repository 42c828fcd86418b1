/*
 * cli/rehearse.c - scripts run on a copy of a database before they run in it
 */
#include "cli/rehearse.h"

#include <stdio.h>

#include "base/sha256.h"
#include "base/text.h"
#include "cli/plan.h"
#include "cli/project.h"
#include "cli/terminal.h"
#include "migrate/fingerprint.h"
#include "migrate/scratch.h"

/* What one target's rehearsal tells the others. */
#define WENT_WELL "rehearsed"
#define FAILED    "failed on "

/* A database as the scripts find it. */
struct found {
	struct source_terms terms;
	struct orm_metadata *schema;
	struct migrate_history history;
	struct migrate_graph graph;
};

/* All of it, whatever --include says: scripts may concern any of it. */
static bool find(struct cli *cli, struct found *out, struct error *err)
{
	static const struct reflect_options all = { .no_privileges = true };
	struct orm_conn *conn;

	*out = (struct found){ .graph = { 0 } };
	if (!plan_graph(cli, NULL, &out->graph, err) ||
	    !project_open(cli, DATABASE_READ, &conn, err))
		return false;
	bool ok = migrate_read_history(cli->arena, conn, &out->graph, &out->history, err) &&
	          source_beside(cli, conn, &out->terms, err) &&
	          reflect_database(cli->arena, conn, &all, &out->schema, err);
	orm_close(conn);
	return ok;
}

bool rehearse_state(struct cli *cli, const char **out, struct error *err)
{
	struct migrate_fingerprint print = { 0 };
	struct buf text = { 0 };
	struct found f;
	char *hex = arena_alloc(cli->arena, 65);

	if (!find(cli, &f, err))
		return false;
	migrate_fingerprint(cli->arena, f.schema, &print);
	buf_addf(&text, "%s %d\n", f.terms.dialect->name, f.terms.version);
	for (size_t i = 0; i < print.len; i++)
		buf_addf(&text, "%s %s\n", print.items[i].object, print.items[i].hash);
	for (size_t i = 0; i < f.history.len; i++)
		buf_addf(&text, "applied %s %s\n", f.history.items[i].revision,
		         f.history.items[i].state);
	sha256_hex(buf_str(&text), text.len, hex);
	buf_release(&text);
	hex[16] = '\0';
	*out = hex;
	return true;
}

static bool find_list(struct cli *cli, const struct found *f, const char *target,
                      struct migrate_revisions *out, struct error *err)
{
	struct migrate_set applied = { .ids = map_new(cli->arena) };

	for (size_t i = 0; i < f->history.len; i++)
		map_put(applied.ids, f->history.items[i].revision, out);
	return migrate_graph_upgrade(cli->arena, &f->graph, &applied, target, out, err);
}

/* What is half done can't be copied; what lies before it has run where it is. */
static bool is_whole(const struct found *f)
{
	for (size_t i = 0; i < f->history.len; i++)
		if (!text_same(f->history.items[i].state, "applied"))
			return false;
	return true;
}

static bool run_on_copy(struct cli *cli, const struct found *f, const char *target, bool *copied,
                        struct error *err)
{
	struct migrate_revisions list = { 0 };
	struct source_scratch scratch;
	struct migrate_runner runner;

	*copied = false;
	if (!plan_runner(cli, NULL, &f->graph, &runner, err) ||
	    !source_scratch_open(&f->terms, &scratch, err))
		return false;
	bool ok = migrate_scratch_make(scratch.conn, f->schema, err);
	*copied = ok;
	ok = ok && find_list(cli, f, target, &list, err) &&
	     migrate_replay_list(cli->arena, &runner, scratch.conn, &list, err);
	return source_scratch_close(&scratch, ok, err);
}

static void warn(const char *why)
{
	struct buf clean = { 0 };

	terminal_escape(&clean, why);
	fprintf(stderr, "warning: not tried on a scratch copy: %s\n", buf_str(&clean));
	buf_release(&clean);
}

static bool fail_all(struct cli *cli, struct error *err)
{
	cli->fleet_made = arena_printf(cli->arena, FAILED "%s", cli->target->name);
	char *why = arena_strdup(cli->arena, err->message);
	(void)snprintf(err->message, sizeof err->message, "on a scratch copy: %s", why);
	return text_empty(err->hint)
	           ? fail_hint(err, "Nothing was changed; --no-verify goes without a trial.")
	           : false;
}

/* Another one has found out already. */
static bool learn(const char *told, struct error *err)
{
	if (!text_starts(told, FAILED))
		return true;
	(void)fail(err, ERR_REFUSED, "the scripts fail on a scratch copy of a schema like this");
	return fail_hint(err, "It is that of the target \"%s\", which says why.",
	                 told + strlen(FAILED));
}

bool rehearse(struct cli *cli, const char *target, struct error *err)
{
	struct found f;
	bool copied;

	if (!text_empty(cli->target->plan))
		return learn(cli->target->plan, err);
	if (!find(cli, &f, err))
		return false;
	cli->fleet_made = WENT_WELL;
	if (!is_whole(&f))
		return true;
	if (run_on_copy(cli, &f, target, &copied, err)) {
		cli_say(cli, "tried on a scratch %s", f.terms.dialect->title);
		return true;
	}
	if (err->code == ERR_INTERRUPTED)
		return false;
	if (copied)
		return fail_all(cli, err);
	warn(err->message);
	error_clear(err);
	return true;
}
