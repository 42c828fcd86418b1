/*
 * migrate/runner_step.c - run the plan, a transaction for each revision
 *
 * A dry run keeps all of them in one transaction, so that each sees what the
 * ones before it did, and rolls that back; and so does a run that is to be one.
 */
#include "migrate/run.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "orm/dialect.h"

#define ONE_STEP "limbeck_step"
#define SHOWN    5

static void on_statement(void *data, const char *sql, unsigned index)
{
	const struct run *run = data;

	run_tell(run, (struct migrate_event){ .kind = MIGRATE_RUNNING,
	                                      .revision = run->plan.items[run->index],
	                                      .direction = run->direction,
	                                      .index = run->index,
	                                      .total = run->plan.len,
	                                      .statements = index,
	                                      .sql = sql });
}

static void on_warning(void *data, const char *text)
{
	run_tell(data, (struct migrate_event){ .kind = MIGRATE_WARNING, .text = text });
}

struct migrate_context run_context(struct run *run, struct arena *a,
                                   const struct migrate_revision *r)
{
	return (struct migrate_context){ .arena = a,
		                         .conn = run->runner->conn,
		                         .naming = run->runner->naming,
		                         .allow_data_loss = run->runner->allow_data_loss,
		                         .online = run->runner->online,
		                         .single = run->runner->single && !run->runner->dry_run,
		                         .cancelled = run->runner->cancelled,
		                         .file = r->path };
}

bool run_script(struct run *run, struct migrate_context *ctx, const struct migrate_revision *r,
                struct error *err)
{
	if (!r->format->run(ctx, r, run->direction, err))
		return fail_object(err, "revision \"%s\"", r->id);
	/* Its settings, such as another role, end with it. */
	if (orm_in_transaction(ctx->conn))
		return orm_reset(ctx->conn, err);
	(void)fail(err, ERR_STATE, "the script of revision \"%s\" ended the transaction", r->id);
	(void)fail_hint(err, "What it did so far may have stayed in the database.");
	return r->path ? fail_at(err, r->path, 0) : false;
}

bool run_ensure_early(struct run *run, struct error *err)
{
	struct orm_conn *c = run->runner->conn;

	if (run->has_table || run->runner->dry_run || orm_conn_dialect(c)->transactional_ddl)
		return true;
	run->has_table = migrate_version_ensure(c, err);
	return run->has_table;
}

static bool is_one(const struct run *run)
{
	return run->runner->dry_run || run->runner->single;
}

static bool begin_step(struct run *run, struct error *err)
{
	struct orm_conn *c = run->runner->conn;

	if (!orm_reset(c, err) || !run_ensure_early(run, err) ||
	    !(is_one(run) ? orm_savepoint(c, ONE_STEP, err) : orm_begin(c, err)))
		return false;
	return run->has_table || migrate_version_ensure(c, err);
}

static void undo_step(struct run *run)
{
	if (is_one(run))
		orm_rollback_to(run->runner->conn, ONE_STEP);
	else
		orm_rollback(run->runner->conn);
}

static bool end_step(struct run *run, struct error *err)
{
	struct orm_conn *c = run->runner->conn;

	return is_one(run) ? orm_release(c, ONE_STEP, err) : orm_commit(c, err);
}

static void tell_problems(const struct run *run, const struct orm_problems *found)
{
	struct arena a = { 0 };
	struct names fresh = { 0 };

	orm_new_problems(&a, &run->problems, found, &fresh);
	for (size_t i = 0; i < fresh.len; i++)
		run_tell(run,
		         (struct migrate_event){ .kind = MIGRATE_WARNING, .text = fresh.items[i] });
	arena_release(&a);
}

static bool fail_new_problems(const struct run *run, const struct migrate_revision *r,
                              const struct orm_problems *found, struct error *err)
{
	struct buf list = { 0 };
	struct arena a = { 0 };
	struct names fresh = { 0 };
	size_t count;

	orm_new_problems(&a, &run->problems, found, &fresh);
	count = fresh.len;
	for (size_t i = 0; i < count && i < SHOWN; i++)
		buf_addf(&list, "%s%s", i ? "; " : "", fresh.items[i]);
	if (count) {
		(void)fail(err, ERR_INTEGRITY, "revision \"%s\" would break the database: %s%s",
		           r->id, buf_str(&list), count > SHOWN ? "; ..." : "");
		(void)fail_hint(err, "It was rolled back; let the script put this right as well.");
		if (r->path)
			(void)fail_at(err, r->path, 0);
	}
	buf_release(&list);
	arena_release(&a);
	return !count;
}

/*
 * What was broken already is no reason to refuse.  Looking at the untouched
 * database takes as long as looking after the change, so it is done only when
 * there is something to compare with.
 */
static bool look_before(struct run *run, bool deep, struct error *err)
{
	undo_step(run);
	run->problems = (struct orm_problems){ 0 };
	if (!is_one(run) && !orm_begin(run->runner->conn, err))
		return false;
	if (!orm_find_problems(run->runner->conn, run->arena, deep, &run->problems, err))
		return false;
	run->problems_known = true;
	run->problems_deep = deep;
	undo_step(run);
	return begin_step(run, err);
}

static bool run_hooked(struct run *run, struct migrate_context *ctx,
                       const struct migrate_revision *r, struct error *err)
{
	const struct migrate_runner *runner = run->runner;

	if (runner->before && !runner->before(runner->hooks, ctx, r, run->direction, err))
		return fail_object(err, "revision \"%s\"", r->id);
	return run_script(run, ctx, r, err);
}

static bool tell_after(struct run *run, struct migrate_context *ctx,
                       const struct migrate_revision *r, struct error *err)
{
	const struct migrate_runner *runner = run->runner;

	return !runner->after || runner->after(runner->hooks, ctx, r, run->direction, err) ||
	       fail_object(err, "revision \"%s\"", r->id);
}

static bool run_checked(struct run *run, struct migrate_context *ctx, struct error *err)
{
	struct migrate_revision *r = run->plan.items[run->index];
	struct migrate_context fresh = *ctx;
	struct orm_problems found = { 0 };
	bool deep;

	if (!run_hooked(run, ctx, r, err))
		return false;
	if (!ctx->altered && !ctx->rebuilt)
		return true;
	deep = ctx->rebuilt;
	if (!orm_find_problems(ctx->conn, run->arena, deep, &found, err))
		return false;
	/* What stays in any case can't be undone for a look at the state before it. */
	if (run->journalled) {
		tell_problems(run, &found);
		return true;
	}
	if (found.len && (!run->problems_known || (deep && !run->problems_deep))) {
		*ctx = fresh;
		if (!look_before(run, deep, err))
			return false;
		if (run->problems.len && !run_hooked(run, ctx, r, err))
			return false;
	}
	if (!fail_new_problems(run, r, &found, err))
		return false;
	run->problems = found;
	run->problems_known = true;
	run->problems_deep = deep;
	return true;
}

struct migrate_applied run_row(const struct migrate_runner *runner,
                               const struct migrate_revision *r)
{
	return (struct migrate_applied){ .revision = r->id,
		                         .parents = r->down,
		                         .message = r->message,
		                         .checksum = r->checksum,
		                         .format = r->format ? r->format->extension : "",
		                         .script = r->text,
		                         .limbeck = runner->limbeck_version,
		                         .state = "applied" };
}

struct names run_objects(struct migrate_context *ctx)
{
	struct names out = { 0 };
	struct map *dropped = map_new(ctx->arena);

	for (size_t i = 0; i < ctx->dropped.len; i++)
		map_put(dropped, ctx->dropped.items[i], NULL);
	for (size_t i = 0; i < ctx->created.len; i++)
		if (!map_has(dropped, ctx->created.items[i]))
			vec_push(ctx->arena, &out, ctx->created.items[i]);
	return out;
}

static bool record(struct run *run, struct migrate_context *ctx, const struct migrate_revision *r,
                   int64_t duration_ms, struct error *err)
{
	struct migrate_applied row;

	if (run->direction == MIGRATE_DOWN)
		return migrate_version_delete(ctx->conn, r->id, err);
	if (run->journalled && !migrate_version_delete(ctx->conn, r->id, err))
		return false;
	row = run_row(run->runner, r);
	row.position = ++run->position;
	row.objects = run_objects(ctx);
	row.applied_at = clock_utc(ctx->arena);
	row.duration_ms = duration_ms;
	row.by =
	    arena_printf(ctx->arena, "%s@%s", system_user(ctx->arena), system_host(ctx->arena));
	return migrate_version_insert(ctx->conn, &row, err);
}

/* All of the revision that isn't done; `ctx` then tells what it did. */
static bool attempt(struct run *run, struct arena *a, struct migrate_context *ctx, int64_t start,
                    struct error *err)
{
	struct migrate_revision *r = run->plan.items[run->index];

	*ctx = run_context(run, a, r);
	ctx->on_statement = on_statement;
	ctx->on_warning = on_warning;
	ctx->outside = run_outside;
	ctx->batches = is_one(run) ? NULL : run_batches;
	ctx->data = run;
	ctx->trial = run->runner->dry_run;
	ctx->done = run->committed;
	ctx->before = &run->compiled;
	if (begin_step(run, err) && run_checked(run, ctx, err) &&
	    record(run, ctx, r, clock_ms() - start, err) && tell_after(run, ctx, r, err) &&
	    end_step(run, err))
		return true;
	undo_step(run);
	return false;
}

static bool run_step(struct run *run, struct arena *a, struct error *err)
{
	struct migrate_revision *r = run->plan.items[run->index];
	struct migrate_context ctx;
	struct run_wait wait = { 0 };
	struct migrate_event e = { .kind = MIGRATE_STARTING,
		                   .revision = r,
		                   .direction = run->direction,
		                   .index = run->index,
		                   .total = run->plan.len };
	int64_t start = clock_ms();

	run_find_journal(run, r);
	run_tell(run, e);
	run->moved = false;
	while (!attempt(run, a, &ctx, start, err)) {
		if (run->moved)
			wait = (struct run_wait){ 0 };
		run->moved = false;
		/* A transaction of all waits with none of it done: see run_one. */
		if (is_one(run) || !run_retry(run, &wait, err))
			return run_fail_half_way(run, err);
		error_clear(err);
	}
	run->has_table = true;
	if (run->direction == MIGRATE_UP)
		map_put(run->applied.ids, r->id, NULL);
	else
		map_remove(run->applied.ids, r->id);
	e.kind = MIGRATE_FINISHED;
	e.duration_ms = clock_ms() - start;
	e.statements = ctx.statements;
	run_tell(run, e);
	return true;
}

static bool go_on(const struct run *run, struct error *err)
{
	const volatile int *cancelled = run->runner->cancelled;

	return !cancelled || !*cancelled || fail(err, ERR_INTERRUPTED, "interrupted");
}

static bool run_all(struct run *run, struct migrate_revisions *done, struct error *err)
{
	for (run->index = 0; run->index < run->plan.len; run->index++) {
		struct arena a = { 0 };
		bool ok = go_on(run, err) && run_step(run, &a, err);

		arena_release(&a);
		if (!ok)
			return false;
		vec_push(run->arena, done, run->plan.items[run->index]);
	}
	return true;
}

static bool can_be_one(const struct run *run, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(run->runner->conn);

	if (d->transactional_ddl)
		return true;
	if (!run->runner->dry_run) {
		(void)fail(err, ERR_UNSUPPORTED,
		           "%s can't roll back changes of schema, so that a run can't be one "
		           "transaction",
		           d->title);
		return fail_hint(err, "Leave out --single-transaction: a run that ends half way "
		                      "is gone on with.");
	}
	(void)fail(err, ERR_UNSUPPORTED,
	           "%s can't roll back changes of schema, so they can't be tried", d->title);
	return fail_hint(err, "--sql shows the statements.");
}

/* As if nothing had been run, which is so. */
static void forget(struct run *run, struct migrate_revisions *done)
{
	done->len = 0;
	run->applied = run_applied(run->arena, &run->history);
	run->has_table = run->history.exists;
	run->problems_known = false;
}

/* While it waits for others it must not be in their way: all of it begins anew. */
static bool run_one(struct run *run, struct migrate_revisions *done, struct error *err)
{
	struct orm_conn *c = run->runner->conn;
	struct run_wait wait = { 0 };

	for (;;) {
		if (orm_begin(c, err) && run_all(run, done, err) &&
		    (run->runner->dry_run || orm_commit(c, err))) {
			orm_rollback(c);
			return true;
		}
		orm_rollback(c);
		if (run->runner->dry_run)
			return false;
		forget(run, done);
		if (!run_retry(run, &wait, err))
			return err->hint[0] ? false
			                    : fail_hint(err, "Nothing of the run has stayed.");
		error_clear(err);
	}
}

static bool run_prepared(struct run *run, struct migrate_revisions *done, struct error *err)
{
	if (!is_one(run))
		return run_all(run, done, err);
	return can_be_one(run, err) && run_one(run, done, err);
}

bool run_plan(struct run *run, struct migrate_revisions *done, struct error *err)
{
	struct orm_conn *c = run->runner->conn;
	struct error late = { 0 };
	bool ok;

	if (!run->plan.len)
		return true;
	if (!orm_migrating(c, true, err))
		return false;
	ok = run_prepared(run, done, err);
	/* The first error is the one that matters. */
	ok = orm_migrating(c, false, ok ? err : &late) && ok;
	return ok && (run->runner->dry_run || run_verify(run, err));
}
