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

/* What is half done can't be copied; what lies before it has run where it is. */
static bool is_whole(const struct found *f)
{
	for (size_t i = 0; i < f->history.len; i++)
		if (!text_same(f->history.items[i].state, "applied"))
			return false;
	return true;
}

struct trial {
	struct migrate_trial run;
	bool copied;
};

static bool run_on_copy(struct cli *cli, const struct found *f, enum migrate_direction direction,
                        const char *target, struct trial *out, struct error *err)
{
	struct source_scratch scratch;
	struct migrate_runner runner;

	*out = (struct trial){ 0 };
	if (!plan_runner(cli, NULL, &f->graph, &runner, err) ||
	    !source_scratch_open(&f->terms, &scratch, err))
		return false;
	out->copied = migrate_scratch_make(scratch.conn, f->schema, err);
	bool ok = out->copied && migrate_try(cli->arena, &runner, scratch.conn, direction, target,
	                                     &f->history, &out->run, err);
	return source_scratch_close(&scratch, ok, err);
}

static void warn(const char *what, const struct error *why)
{
	struct buf text = { 0 }, clean = { 0 };

	if (why->file[0])
		buf_addf(&text, why->line ? "%s:%d: " : "%s: ", why->file, why->line);
	buf_adds(&text, why->message);
	terminal_escape(&clean, buf_str(&text));
	fprintf(stderr, "warning: %s: %s\n", what, buf_str(&clean));
	buf_release(&text);
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

/* The target has its turn all the same; where no way leads it says so itself. */
static bool pass(const struct trial *t, struct error *err)
{
	if (!t->copied)
		warn("not tried on a scratch copy", err);
	else if (t->run.begun)
		warn("not tried to the end on a scratch copy, which has no rows", err);
	error_clear(err);
	return true;
}

bool rehearse(struct cli *cli, enum migrate_direction direction, const char *target,
              struct error *err)
{
	struct found f;
	struct trial t;

	if (!text_empty(cli->target->plan))
		return learn(cli->target->plan, err);
	if (!find(cli, &f, err))
		return false;
	cli->fleet_made = WENT_WELL;
	if (!is_whole(&f))
		return true;
	if (run_on_copy(cli, &f, direction, target, &t, err)) {
		cli_say(cli, "tried on a scratch %s", f.terms.dialect->title);
		return true;
	}
	if (err->code == ERR_INTERRUPTED)
		return false;
	return t.run.begun && !t.run.lacks_rows ? fail_all(cli, err) : pass(&t, err);
}
