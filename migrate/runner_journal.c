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

const char *run_state(enum migrate_direction direction)
{
	return direction == MIGRATE_UP ? "running" : "undoing";
}

void run_find_journal(struct run *run, const struct migrate_revision *r)
{
	run->journalled = false;
	run->committed = 0;
	run->cut_off = NULL;
	for (size_t i = 0; i < run->history.len; i++) {
		const struct migrate_applied *row = &run->history.items[i];

		if (strcmp(row->revision, r->id) != 0 ||
		    strcmp(row->state, run_state(run->direction)) != 0)
			continue;
		run->journalled = true;
		run->committed = (unsigned)row->step;
		run->cut_off = text_empty(row->statement) ? NULL : row->statement;
	}
}

/* The row, in the transaction that ends before `sql` starts. */
static bool write_row(struct run *run, struct migrate_context *ctx, const char *sql,
                      struct error *err)
{
	struct migrate_applied row = run_row(run->runner, run->plan.items[run->index]);

	row.state = run_state(run->direction);
	row.step = (int)ctx->statements;
	row.statement = sql;
	if (run->journalled || run->direction == MIGRATE_DOWN)
		return migrate_version_step(ctx->conn, &row, err);
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

static bool is_same(const struct run *run, const char *sql, struct error *err)
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

bool run_outside(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                 struct error *err)
{
	struct run *run = ctx->data;
	struct migrate_applied row = run_row(run->runner, run->plan.items[run->index]);
	bool resumed = run->cut_off && ctx->statements == run->committed;

	if ((resumed && !is_same(run, sql, err)) || !write_row(run, ctx, sql, err) ||
	    !orm_commit(ctx->conn, err))
		return false;
	run->has_table = true;
	run->journalled = true;
	run->committed = ctx->statements;
	if (!migrate_context_outside(ctx, how, sql, resumed, err)) {
		if (!ctx->statements)
			take_back(run, ctx);
		return false;
	}
	run->cut_off = NULL;
	row.state = run_state(run->direction);
	row.step = (int)ctx->statements + 1;
	if (!migrate_version_step(ctx->conn, &row, err))
		return false;
	run->committed = ctx->statements + 1;
	return orm_begin(ctx->conn, err);
}

bool run_fail_half_way(const struct run *run, struct error *err)
{
	struct arena a = { 0 };

	if (run->journalled)
		(void)fail_hint(err,
		                "%s%sIts first %u statement%s stay%s done: limbeck %s goes on "
		                "from there.",
		                err->hint[0] ? arena_strdup(&a, err->hint) : "",
		                err->hint[0] ? " " : "", run->committed,
		                run->committed == 1 ? "" : "s", run->committed == 1 ? "s" : "",
		                run->direction == MIGRATE_UP ? "upgrade" : "downgrade");
	arena_release(&a);
	return false;
}
