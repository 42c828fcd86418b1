/*
 * migrate/context_outside.c - statements that can't be in a transaction
 */
#include "migrate/context_private.h"

#include "orm/dialect.h"
#include "reflect/write/write.h"

/* What the statement's objects are like. */
struct state {
	bool done;
	const char *clear; /* a statement, or NULL */
};

static bool ask(struct migrate_context *ctx, const char *query, struct state *out,
                struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	*out = (struct state){ 0 };
	if (!query)
		return true;
	if (!orm_query(ctx->conn, query, NULL, 0, &r, err))
		return false;
	if ((step = orm_next(r, err)) == ORM_ROW) {
		const char *clear = orm_get_text(r, 1);

		out->done = orm_get_int(r, 0) != 0;
		out->clear = clear ? arena_strdup(ctx->arena, clear) : NULL;
	}
	orm_result_close(r);
	return step != ORM_FAILED;
}

static void warn(const struct migrate_context *ctx, const char *text)
{
	if (ctx->on_warning)
		ctx->on_warning(ctx->data, text);
}

static bool clear(struct migrate_context *ctx, const struct state *s, struct error *err)
{
	if (!s->clear)
		return true;
	warn(ctx,
	     arena_printf(ctx->arena, "a run before this one was cut off, first: %s", s->clear));
	return orm_exec(ctx->conn, s->clear, err) || fail_statement(err, s->clear, -1);
}

/*
 * A failed build is not worth keeping; where it can't go the next run clears it.
 * That may take as long as the build, so not for who wants to stop.
 */
static void clear_failed(struct migrate_context *ctx, const char *query)
{
	struct error ignored = { 0 };
	struct state s;

	if (context_go_on(ctx, &ignored) && ask(ctx, query, &s, &ignored) && s.clear && !s.done)
		(void)!orm_exec(ctx->conn, s.clear, &ignored);
}

static bool run_alone(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                      bool resumed, struct error *err)
{
	struct state s;

	if (!ask(ctx, how->state, &s, err) || !clear(ctx, &s, err))
		return false;
	if (s.done && (resumed || s.clear))
		return true;
	if (orm_exec(ctx->conn, sql, err))
		return true;
	(void)fail_statement(err, sql, -1);
	clear_failed(ctx, how->state);
	return false;
}

/* Whatever of it has not stayed is undone. */
static bool run_inside(struct migrate_context *ctx, const char *sql, struct error *err)
{
	if (!orm_begin(ctx->conn, err))
		return false;
	if (orm_exec(ctx->conn, sql, err))
		return true;
	(void)fail_statement(err, sql, -1);
	orm_rollback(ctx->conn);
	return false;
}

/* It waits in nobody's way, so that it may wait long: settings are the user's own. */
bool migrate_context_outside(struct migrate_context *ctx, const struct orm_outside *how,
                             const char *sql, bool resumed, struct error *err)
{
	struct error late = { 0 };
	bool ok;

	if (how->inside)
		return run_inside(ctx, sql, err);
	/* Unless that goes for all changes of schema, or any statement may be meant. */
	if (how->plain || !orm_conn_dialect(ctx->conn)->transactional_ddl)
		return orm_exec(ctx->conn, sql, err) || fail_statement(err, sql, -1);
	if (!orm_migrating(ctx->conn, false, err))
		return false;
	ok = run_alone(ctx, how, sql, resumed, err);
	return orm_migrating(ctx->conn, true, ok ? err : &late) && ok;
}

void context_again(struct migrate_context *ctx, const char *sql)
{
	struct error why = { 0 };

	/* What it locks may have been dropped since. */
	if (!orm_exec(ctx->conn, sql, &why))
		warn(ctx, arena_printf(ctx->arena, "goes on without %s: %s", sql, why.message));
}

/* On a scratch database, or where no script has to be gone on with. */
static bool between(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                    struct error *err)
{
	bool inside = orm_in_transaction(ctx->conn);

	ctx->committed = ctx->committed || inside;
	return (!inside || orm_commit(ctx->conn, err)) &&
	       migrate_context_outside(ctx, how, sql, false, err) &&
	       (!orm_in_transaction(ctx->conn) || orm_commit(ctx->conn, err)) &&
	       (!inside || orm_begin(ctx->conn, err));
}

static void write_between(struct migrate_context *ctx, const char *sql)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	buf_adds(ctx->sql, d->script_end ? d->script_end : "");
	write_sql_statement(ctx->sql, d, sql);
	buf_adds(ctx->sql, d->script_begin ? d->script_begin : "");
	buf_adds(ctx->sql, d->script_begin && ctx->guard ? ctx->guard : "");
}

bool context_outside(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                     struct error *err)
{
	if (how->refused) {
		(void)fail(err, ERR_INPUT, "%s", how->refused);
		(void)fail_hint(err, "%s", how->hint);
		return fail_statement(err, sql, -1);
	}
	if (ctx->single) {
		(void)fail(err, ERR_UNSUPPORTED,
		           "this can't be in the transaction of the whole run");
		(void)fail_hint(err, "Leave out --single-transaction, or go up to the revision "
		                     "before this one first.");
		return fail_statement(err, sql, -1);
	}
	if (ctx->trial) {
		warn(ctx,
		     arena_printf(ctx->arena, "left out, since it can't be rolled back: %s", sql));
		return true;
	}
	if (ctx->outside)
		return ctx->outside(ctx, how, sql, err);
	if (!between(ctx, how, sql, err))
		return false;
	if (ctx->sql)
		write_between(ctx, sql);
	return true;
}
