/*
 * migrate/apply.c - change a database to what is wanted, without scripts
 */
#include "migrate/apply.h"

#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/text.h"
#include "migrate/lock.h"
#include "orm/dialect.h"

static bool is_cancelled(const struct migrate_apply *ap)
{
	return ap->cancelled && *ap->cancelled;
}

static void tell(struct migrate_apply *ap, struct migrate_event e)
{
	if (ap->event)
		ap->event(ap->event_data, &e);
}

static void on_waiting(void *data, const struct orm_lock_holder *holder)
{
	tell(data, (struct migrate_event){ .kind = MIGRATE_WAITING, .holder = holder });
}

static void on_statement(void *data, const char *sql, unsigned index)
{
	(void)index;
	tell(data, (struct migrate_event){ .kind = MIGRATE_RUNNING, .sql = sql });
}

static void on_warning(void *data, const char *text)
{
	tell(data, (struct migrate_event){ .kind = MIGRATE_WARNING, .text = text });
}

static bool run_ops(struct arena *a, struct migrate_apply *ap, const struct migrate_ops *ops,
                    struct migrate_context *ctx, struct error *err)
{
	*ctx = (struct migrate_context){ .arena = a,
		                         .conn = ap->conn,
		                         .naming = ap->naming,
		                         .allow_data_loss = ap->allow_data_loss,
		                         .online = ap->online,
		                         .trial = ap->dry_run,
		                         .on_warning = on_warning,
		                         .on_statement = on_statement,
		                         .data = ap };
	for (size_t i = 0; i < ops->len; i++) {
		if (is_cancelled(ap))
			return fail(err, ERR_INTERRUPTED,
			            ctx->committed ? "interrupted"
			                           : "interrupted, nothing was changed");
		if (!migrate_context_run(ctx, &ops->items[i], err))
			return false;
	}
	return true;
}

/*
 * What was broken before is nobody's fault now.  Asking the untouched database
 * costs a pass over it, so that is only done when something is broken after.
 */
static bool check_problems(struct arena *a, struct migrate_apply *ap, const struct migrate_ops *ops,
                           struct migrate_context *ctx, struct error *err)
{
	struct orm_problems after = { 0 }, before = { 0 };
	struct names fresh = { 0 };

	/* What is committed in part can't be undone for a look at the state before it. */
	if ((!ctx->altered && !ctx->rebuilt) || ctx->committed)
		return true;
	if (!orm_find_problems(ap->conn, a, ctx->rebuilt, &after, err))
		return false;
	if (!after.len)
		return true;
	orm_rollback(ap->conn);
	if (!orm_begin(ap->conn, err) ||
	    !orm_find_problems(ap->conn, a, ctx->rebuilt, &before, err))
		return false;
	orm_new_problems(a, &before, &after, &fresh);
	if (fresh.len) {
		fail(err, ERR_INTEGRITY, "the changes would break the database: %s",
		     fresh.items[0]);
		return fail_hint(err, "Nothing was changed; %zu problem%s found after the changes.",
		                 fresh.len, fresh.len == 1 ? " was" : "s were");
	}
	return run_ops(a, ap, ops, ctx, err);
}

static void name_holder(const struct migrate_apply *ap, struct error *err)
{
	struct arena a = { 0 };
	const char *who = err->code == ERR_LOCKED && err->statement[0]
	                      ? orm_lock_holders(ap->conn, &a, err->statement)
	                      : NULL;

	if (who)
		(void)fail_hint(err, "%s", who);
	arena_release(&a);
}

/* Where changes of schema can't be rolled back, or one of these couldn't. */
static bool say_what_stays(const struct migrate_context *ctx, struct error *err)
{
	struct arena a = { 0 };
	const char *hint =
	    text_starts(err->hint, "Nothing was changed") ? "" : arena_strdup(&a, err->hint);

	if (ctx->committed)
		(void)fail_hint(
		    err, "%s%sWhat was done before it stays; the next run goes on from there.",
		    hint, *hint ? " " : "");
	arena_release(&a);
	return false;
}

static bool in_transaction(struct arena *a, struct migrate_apply *ap, const struct migrate_ops *ops,
                           struct error *err)
{
	struct migrate_context ctx;

	if (!orm_begin(ap->conn, err))
		return false;
	if (!run_ops(a, ap, ops, &ctx, err) || !check_problems(a, ap, ops, &ctx, err) ||
	    !ap->verify(ap->data, err)) {
		orm_rollback(ap->conn);
		name_holder(ap, err);
		return say_what_stays(&ctx, err);
	}
	ap->statements = ctx.statements;
	if (ap->dry_run) {
		orm_rollback(ap->conn);
		return true;
	}
	if (!orm_commit(ap->conn, err)) {
		orm_rollback(ap->conn);
		return false;
	}
	ap->changed = true;
	return true;
}

static bool run(struct arena *a, struct migrate_apply *ap, struct error *err)
{
	struct migrate_ops ops = { 0 };
	struct error late = { 0 };

	if (!ap->plan(ap->data, &ops, err))
		return false;
	/* What can't be rolled back isn't tried: the plan is all there is to see. */
	if (!ops.len || (ap->dry_run && !orm_conn_dialect(ap->conn)->transactional_ddl))
		return true;
	int64_t start = clock_ms();
	if (!orm_migrating(ap->conn, true, err))
		return false;
	bool ok = in_transaction(a, ap, &ops, err);
	ap->duration_ms = clock_ms() - start;
	bool restored = orm_migrating(ap->conn, false, ok ? err : &late);
	return ok && restored;
}

bool migrate_apply(struct arena *a, struct migrate_apply *ap, struct error *err)
{
	struct migrate_wait wait = { .wait_ms = ap->wait_ms,
		                     .cancelled = ap->cancelled,
		                     .waiting = on_waiting,
		                     .data = ap };

	if (!migrate_lock(ap->conn, &wait, err))
		return false;
	bool ok = run(a, ap, err);
	orm_unlock(ap->conn);
	return ok;
}
