/*
 * migrate/runner_batches.c - rows updated range by range, each a transaction of its own
 *
 * The same transaction writes to the revision's row which rows are left, so that each
 * is updated once, even if the run is cut off.
 */
#include "migrate/run.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "migrate/batches.h"
#include "orm/dialect.h"

#define LEFT "; left: "

enum { PAUSE_MS = 100 };

struct work {
	struct run *run;
	struct migrate_context *ctx;
	const struct migrate_batches *b;
	const char *title; /* what the journal calls it */
	const char *left;  /* the rows that are left, a condition; NULL = all */
	int64_t rows;
	bool kept; /* something of it stays */
};

/* "UPDATE ..." and on a line of its own "-- by id". */
static const char *title_of(struct migrate_context *ctx, const struct migrate_batches *b,
                            const char *sql)
{
	struct buf out = { 0 };

	buf_addf(&out, "%s\n-- by ", sql);
	ddl_names(&out, orm_conn_dialect(ctx->conn), &b->key);
	return buf_take(&out, ctx->arena);
}

/* Whether the run before was at this very work; then what it had left. */
static bool resume(struct work *w, struct error *err)
{
	struct run *run = w->run;
	const char *rest;

	if (!run->cut_off || w->ctx->statements != run->committed)
		return true;
	rest = text_starts(run->cut_off, w->title) ? run->cut_off + strlen(w->title) : "";
	if (!text_starts(rest, LEFT))
		return run_is_same(run, w->title, err);
	w->left = rest + strlen(LEFT);
	w->kept = true;
	return true;
}

/* The last row of the next range; `last`: nothing comes after it.  ORM_DONE: none is left. */
static enum orm_step find_end(struct work *w, struct orm_result **out, bool *last,
                              struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(w->ctx->conn);
	struct arena *a = w->ctx->arena;
	const char *sql[] = { migrate_batches_full(a, d, w->b, w->left),
		              migrate_batches_rest(a, d, w->b, w->left) };
	enum orm_step step = ORM_FAILED;

	for (size_t i = 0; i < COUNT(sql); i++) {
		*last = i;
		if (!orm_query(w->ctx->conn, sql[i], NULL, 0, out, err)) {
			(void)fail_statement(err, sql[i], -1);
			return ORM_FAILED;
		}
		step = orm_next(*out, err);
		if (step == ORM_ROW)
			return step;
		orm_result_close(*out);
		if (step == ORM_FAILED)
			return step;
	}
	return step;
}

/* Where rows were changed, what is left is noted along with that. */
static bool note(struct work *w, const char *left, struct error *err)
{
	struct migrate_applied row = run_row(w->run->runner, w->run->plan.items[w->run->index]);
	char *text = arena_printf(w->ctx->arena, "%s%s%s", w->title, LEFT, left);

	row.state = run_state(w->run->direction);
	row.step = (int)w->ctx->statements;
	row.statement = text;
	row.compiled = run_write_compiled(w->ctx->arena, &w->ctx->compiled);
	if (!migrate_version_step(w->ctx->conn, &row, err))
		return false;
	w->run->cut_off = text;
	return true;
}

static bool update(struct work *w, const char *range, const char *left, struct error *err)
{
	struct orm_conn *c = w->ctx->conn;
	char *sql = migrate_batches_update(w->ctx->arena, orm_conn_dialect(c), w->b, range);
	const char *before = w->run->cut_off;
	int64_t rows = 0;
	bool ok = orm_begin(c, err) && (orm_exec(c, sql, err) || fail_statement(err, sql, -1));

	if (ok) {
		rows = orm_changes(c);
		ok = (!rows || note(w, left, err)) && orm_commit(c, err);
	}
	if (!ok) {
		w->run->cut_off = before;
		orm_rollback(c);
		return false;
	}
	w->rows += rows;
	w->kept = w->kept || rows;
	w->left = left;
	w->run->moved = true;
	return true;
}

static bool pause_for(const struct work *w, struct error *err)
{
	const volatile int *cancelled = w->run->runner->cancelled;

	for (int ms = w->b->pause_ms; ms > 0; ms -= PAUSE_MS) {
		clock_sleep_ms(ms < PAUSE_MS ? ms : PAUSE_MS);
		if (cancelled && *cancelled)
			break;
	}
	return !cancelled || !*cancelled || fail(err, ERR_INTERRUPTED, "interrupted");
}

static bool run_all(struct work *w, struct error *err)
{
	struct arena *a = w->ctx->arena;
	const struct orm_dialect *d = orm_conn_dialect(w->ctx->conn);
	struct orm_result *r;
	enum orm_step step;
	bool last = false;

	while (!last && (step = find_end(w, &r, &last, err)) != ORM_DONE) {
		const char *range, *left;

		if (step == ORM_FAILED)
			return false;
		range = migrate_batches_bound(a, d, w->b, r, false);
		left = migrate_batches_bound(a, d, w->b, r, true);
		orm_result_close(r);
		if (w->left)
			range = arena_printf(a, "%s AND %s", w->left, range);
		if (!update(w, range, left, err))
			return false;
		run_tell(w->run,
		         (struct migrate_event){ .kind = MIGRATE_PROGRESS,
		                                 .revision = w->run->plan.items[w->run->index],
		                                 .rows = w->rows,
		                                 .text = w->b->table });
		if (!last && !pause_for(w, err))
			return false;
	}
	return true;
}

bool run_batches(struct migrate_context *ctx, const struct migrate_batches *b, const char *sql,
                 struct error *err)
{
	struct work w = { .run = ctx->data, .ctx = ctx, .b = b, .title = title_of(ctx, b, sql) };
	const char *begun;

	if (!resume(&w, err))
		return false;
	begun = w.left ? w.run->cut_off : w.title;
	if (!run_announce(w.run, ctx, begun, NULL, err))
		return false;
	w.run->cut_off = begun;
	if (run_all(&w, err))
		return run_confirm(w.run, ctx, err);
	if (!w.kept)
		run_call_off(w.run, ctx, false);
	return false;
}
