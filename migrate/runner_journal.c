/*
 * migrate/runner_journal.c - revisions that don't fit into one transaction
 *
 * A statement that can't be in a transaction ends the one it comes in.  The
 * version table then has a row for the revision: how many statements are done,
 * and which is about to start.  Where a run was cut off, the next one sends
 * only what comes after; whether the statement in between was done, the
 * database itself tells (struct orm_outside).
 */
#include "migrate/run.h"

#include "base/clock.h"
#include "base/text.h"
#include "orm/dialect.h"

const char *run_state(enum migrate_direction direction)
{
	return direction == MIGRATE_UP ? "running" : "undoing";
}

/* Nothing of the last change is done: it may be compiled anew. */
static void forget_last(struct migrate_compiled *c)
{
	c->counts.len--;
	c->statements = (struct names){ 0 };
}

void run_find_journal(struct run *run, const struct migrate_revision *r)
{
	run->journalled = false;
	run->committed = 0;
	run->cut_off = NULL;
	run->compiled = (struct migrate_compiled){ 0 };
	for (size_t i = 0; i < run->history.len; i++) {
		const struct migrate_applied *row = &run->history.items[i];

		if (strcmp(row->revision, r->id) != 0 ||
		    strcmp(row->state, run_state(run->direction)) != 0)
			continue;
		run->journalled = true;
		run->committed = (unsigned)row->step;
		run->cut_off = text_empty(row->statement) ? NULL : row->statement;
		run->fingerprint = row->fingerprint;
		run_read_compiled(run->arena, row->compiled, &run->compiled);
		if (run->runner->allow_edited && run->compiled.counts.len &&
		    run->compiled.start == run->committed)
			forget_last(&run->compiled);
	}
}

/* The row, in the transaction that ends before `sql` starts. */
static bool write_row(struct run *run, struct migrate_context *ctx, const char *sql,
                      const char *fingerprint, struct error *err)
{
	struct migrate_applied row = run_row(run->runner, run->plan.items[run->index]);

	row.state = run_state(run->direction);
	row.step = (int)ctx->statements;
	row.statement = sql;
	row.fingerprint = fingerprint;
	row.compiled = run_write_compiled(ctx->arena, &ctx->compiled);
	if (run->journalled || run->direction == MIGRATE_DOWN)
		return migrate_version_step(ctx->conn, &row, err);
	row.position = ++run->position;
	row.applied_at = clock_utc(ctx->arena);
	row.by =
	    arena_printf(ctx->arena, "%s@%s", system_user(ctx->arena), system_host(ctx->arena));
	return migrate_version_insert(ctx->conn, &row, err);
}

/* Nothing was done yet: then nothing is to be gone on with. */
static void take_back(struct run *run, struct migrate_context *ctx)
{
	struct migrate_applied row = { .revision = run->plan.items[run->index]->id,
		                       .state = "applied" };
	struct error ignored = { 0 };
	bool ok = run->direction == MIGRATE_UP
	              ? migrate_version_delete(ctx->conn, row.revision, &ignored)
	              : migrate_version_step(ctx->conn, &row, &ignored);

	if (ok)
		run->journalled = false;
}

bool run_is_same(const struct run *run, const char *sql, struct error *err)
{
	if (run->runner->allow_edited || !strcmp(run->cut_off, sql))
		return true;
	(void)fail(err, ERR_STATE, "the run before was cut off at another statement than this: %s",
	           run->cut_off);
	return fail_hint(err,
	                 "The script has changed since, or does not do the same twice. "
	                 "--allow-edited goes on after the %u statements that were done.",
	                 run->committed);
}

/* From here on it is known that the statement has been started. */
bool run_announce(struct run *run, struct migrate_context *ctx, const char *sql,
                  const char *fingerprint, struct error *err)
{
	if (!write_row(run, ctx, sql, fingerprint, err) || !orm_commit(ctx->conn, err))
		return false;
	run->has_table = true;
	run->journalled = true;
	run->committed = ctx->statements;
	run->compiled = ctx->compiled;
	return true;
}

/* What refuses leaves nothing half done: a script may be put right and go on here. */
void run_call_off(struct run *run, struct migrate_context *ctx, bool compares)
{
	struct error ignored = { 0 };

	if (!ctx->statements) {
		take_back(run, ctx);
		return;
	}
	if (!compares)
		return;
	if (run->compiled.counts.len && run->compiled.start == ctx->statements)
		forget_last(&run->compiled);
	ctx->compiled = run->compiled;
	if (write_row(run, ctx, NULL, NULL, &ignored))
		run->cut_off = NULL;
}

/* It is done for good; the next transaction begins. */
bool run_confirm(struct run *run, struct migrate_context *ctx, struct error *err)
{
	struct migrate_applied row = run_row(run->runner, run->plan.items[run->index]);

	run->cut_off = NULL;
	row.state = run_state(run->direction);
	row.step = (int)ctx->statements + 1;
	row.compiled = run_write_compiled(ctx->arena, &ctx->compiled);
	if (!migrate_version_step(ctx->conn, &row, err) ||
	    (orm_in_transaction(ctx->conn) && !orm_commit(ctx->conn, err)))
		return false;
	run->committed = ctx->statements + 1;
	run->compiled = ctx->compiled;
	return orm_begin(ctx->conn, err);
}

/* Nobody can tell what of it has stayed. */
static void warn_again(const struct run *run, struct migrate_context *ctx)
{
	if (ctx->on_warning)
		ctx->on_warning(ctx->data,
		                arena_printf(ctx->arena,
		                             "the run before this one ended in \"%s\": what that "
		                             "committed by itself stays, and it is run again",
		                             run->cut_off));
}

bool run_outside(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                 struct error *err)
{
	struct run *run = ctx->data;
	bool resumed = run->cut_off && ctx->statements == run->committed;
	const char *now = NULL;

	if ((resumed && !run_is_same(run, sql, err)) ||
	    (how->compares && !orm_fingerprint(ctx->conn, ctx->arena, sql, &now, err)))
		return false;
	if (resumed && how->compares && strcmp(now, run->fingerprint) != 0) {
		if (!how->again)
			return run_confirm(run, ctx, err);
		sql = how->again;
	} else {
		if (resumed && how->inside)
			warn_again(run, ctx);
		if (!run_announce(run, ctx, sql, now, err))
			return false;
	}
	if (migrate_context_outside(ctx, how, sql, resumed, err))
		return run_confirm(run, ctx, err);
	run_call_off(run, ctx, how->compares);
	return false;
}

bool run_fail_half_way(const struct run *run, struct error *err)
{
	struct arena a = { 0 };

	if (run->journalled)
		(void)fail_hint(err, "%s%sIts first %s: limbeck %s goes on from there.",
		                err->hint[0] ? arena_strdup(&a, err->hint) : "",
		                err->hint[0] ? " " : "",
		                run->committed == 1
		                    ? "statement stays done"
		                    : arena_printf(&a, "%u statements stay done", run->committed),
		                run->direction == MIGRATE_UP ? "upgrade" : "downgrade");
	arena_release(&a);
	return false;
}
