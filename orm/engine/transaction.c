/* orm/engine/transaction.c - transactions and savepoints of a connection */
#include <stdio.h>

#include "base/buf.h"
#include "orm/dialect.h"
#include "orm/driver.h"
#include "orm/engine/pooled.h"

bool orm_may_begin(struct orm_conn *c, struct error *err)
{
	if (c->pooled && !orm_pooled_usable(c, err))
		return false;
	if (!orm_in_transaction(c))
		return true;
	if (!c->pooled || !c->pooled->implicit)
		return fail(err, ERR_USAGE, "a transaction is open already");
	fail(err, ERR_USAGE, "a transaction is open already: the first statement has begun it");
	return fail_hint(err, "Commit it or roll it back first, or use a savepoint.");
}

static bool begin_by(struct orm_conn *c, const char *sql, struct error *err)
{
	if (!orm_may_begin(c, err) || !orm_exec(c, sql, err))
		return false;
	c->nested = 0;
	if (c->pooled)
		orm_pooled_moment(c, ORM_AT_BEGIN, NULL);
	return true;
}

bool orm_begin(struct orm_conn *c, struct error *err)
{
	/* Who can't write needs no write lock, and might not get it. */
	return begin_by(c, c->options.read_only ? c->driver->begin_read_only : c->driver->begin,
	                err);
}

bool orm_commit(struct orm_conn *c, struct error *err)
{
	if (*c->twophase)
		return (c->prepared || orm_prepare(c, err)) &&
		       orm_commit_prepared(c, c->twophase, err);
	if (c->pooled && !orm_pooled_usable(c, err))
		return false;
	/* Where only reading was done, or a statement has committed by itself. */
	bool nothing = c->pooled && !c->driver->in_transaction(c), was_open = orm_in_transaction(c);
	if (!nothing && !orm_exec(c, "COMMIT", err))
		return false;
	c->nested = 0;
	if (c->pooled && was_open)
		orm_pooled_moment(c, ORM_AT_COMMIT, NULL);
	return true;
}

/* Also while a result is open: its next row then fails. */
static void must_undo(struct orm_conn *c, const char *sql)
{
	struct error err;
	if (c->broken || (c->pooled && !orm_pooled_is_alive(c)))
		return;
	orm_echo(c, sql);
	if (c->pooled)
		orm_pooled_say(c, sql);
	if (c->driver->exec(c, sql, NULL, 0, &err))
		return;
	c->broken = true;
	if (c->pooled)
		orm_pooled_check(c, &err);
}

/* One that is named is undone by its name. */
static void undo_twophase(struct orm_conn *c)
{
	struct arena a = { 0 };
	const struct orm_twophase *t = c->driver->twophase;
	const char *prepared[] = { t->rollback, NULL };
	const char *const *sql = c->prepared ? prepared : t->undo;
	for (size_t i = 0; i < 2 && sql[i]; i++)
		must_undo(c, orm_twophase_sql(&a, c, sql[i], c->twophase));
	*c->twophase = '\0';
	c->prepared = false;
	arena_release(&a);
}

void orm_rollback(struct orm_conn *c)
{
	bool was_open = orm_in_transaction(c);
	if (*c->twophase)
		undo_twophase(c);
	else if ((!c->pooled || orm_pooled_is_alive(c)) && c->driver->in_transaction(c))
		must_undo(c, "ROLLBACK");
	c->nested = 0;
	if (c->pooled && was_open)
		orm_pooled_moment(c, ORM_AT_ROLLBACK, NULL);
}

bool orm_in_transaction(const struct orm_conn *c)
{
	if (c->prepared)
		return false;
	if (c->pooled && (c->pooled->begun || !orm_pooled_is_alive(c)))
		return c->pooled->begun;
	return *c->twophase || c->driver->in_transaction(c);
}

/* "VERB name", the name in quotes. */
static char *savepoint_sql(struct arena *a, const struct orm_conn *c, const char *verb,
                           const char *name)
{
	struct buf b = { 0 };
	char quote = c->dialect->quote;
	buf_addf(&b, "%s %c", verb, quote);
	for (; *name; name++) {
		if (*name == quote)
			buf_addc(&b, quote);
		buf_addc(&b, *name);
	}
	buf_addc(&b, quote);
	return buf_take(&b, a);
}

static bool run_savepoint(struct orm_conn *c, const char *verb, const char *name,
                          enum orm_moment at, struct error *err)
{
	struct arena a = { 0 };
	bool ok = orm_exec(c, savepoint_sql(&a, c, verb, name), err);
	if (ok && c->pooled)
		orm_pooled_moment(c, at, name);
	arena_release(&a);
	return ok;
}

bool orm_savepoint(struct orm_conn *c, const char *name, struct error *err)
{
	return run_savepoint(c, "SAVEPOINT", name, ORM_AT_SAVEPOINT, err);
}

bool orm_release(struct orm_conn *c, const char *name, struct error *err)
{
	return run_savepoint(c, "RELEASE SAVEPOINT", name, ORM_AT_RELEASE, err);
}

void orm_rollback_to(struct orm_conn *c, const char *name)
{
	struct arena a = { 0 };
	if (orm_in_transaction(c))
		must_undo(c, savepoint_sql(&a, c, "ROLLBACK TO SAVEPOINT", name));
	if (c->pooled)
		orm_pooled_moment(c, ORM_AT_ROLLBACK_TO, name);
	arena_release(&a);
}

static const char *nested_name(char out[static 40], unsigned level)
{
	snprintf(out, 40, "limbeck_%u", level);
	return out;
}

static bool has_nested(const struct orm_conn *c, struct error *err)
{
	return c->nested > 0 || fail(err, ERR_USAGE, "no nested transaction is open");
}

bool orm_begin_nested(struct orm_conn *c, struct error *err)
{
	char name[40];
	/* What begins by itself does so with the savepoint. */
	if (!orm_in_transaction(c) && (!c->pooled || c->pooled->autocommit) && !orm_begin(c, err))
		return false;
	if (!orm_savepoint(c, nested_name(name, c->nested + 1), err))
		return false;
	c->nested++;
	return true;
}

bool orm_commit_nested(struct orm_conn *c, struct error *err)
{
	char name[40];
	if (!has_nested(c, err) || !orm_release(c, nested_name(name, c->nested), err))
		return false;
	c->nested--;
	return true;
}

bool orm_rollback_nested(struct orm_conn *c, struct error *err)
{
	char name[40];
	if (!has_nested(c, err))
		return false;
	orm_rollback_to(c, nested_name(name, c->nested));
	if (!orm_release(c, name, err))
		return false;
	c->nested--;
	return true;
}

bool orm_in_nested(const struct orm_conn *c)
{
	return c->nested > 0;
}

static bool work_nested(struct orm_conn *c, orm_work *work, void *data, struct error *err)
{
	struct error ignored;
	if (!orm_begin_nested(c, err))
		return false;
	if (work(data, c, err) && orm_commit_nested(c, err))
		return true;
	(void)!orm_rollback_nested(c, &ignored);
	return false;
}

bool orm_transact(struct orm_conn *c, orm_work *work, void *data, struct error *err)
{
	if (orm_in_transaction(c))
		return work_nested(c, work, data, err);
	if (!orm_begin(c, err))
		return false;
	if (work(data, c, err) && orm_commit(c, err))
		return true;
	orm_rollback(c);
	return false;
}

bool orm_read_on(struct orm_conn *c, struct error *err)
{
	const char *sql = c->driver->reads_on;
	if (!sql)
		return fail(err, ERR_UNSUPPORTED, "%s can't be told to read on only",
		            c->dialect->title);
	return !*sql || orm_exec(c, sql, err);
}

struct trying {
	orm_work *work;
	void *data;
	bool reads, done;
};

static bool work_in_vain(void *data, struct orm_conn *c, struct error *err)
{
	struct trying *x = data;
	x->done = (!x->reads || orm_read_on(c, err)) && x->work(x->data, c, err);
	return false;
}

static bool try_by(struct orm_conn *c, const char *begin, struct trying *x, struct error *err)
{
	if (!begin || orm_in_transaction(c)) {
		(void)!orm_transact(c, work_in_vain, x, err);
		return x->done;
	}
	if (!begin_by(c, begin, err))
		return false;
	x->done = x->work(x->data, c, err);
	orm_rollback(c);
	return x->done;
}

bool orm_try(struct orm_conn *c, orm_work *work, void *data, struct error *err)
{
	struct trying x = { work, data, false, false };
	return try_by(c, c->options.read_only ? c->driver->begin_trial : NULL, &x, err);
}

bool orm_try_reading(struct orm_conn *c, orm_work *work, void *data, struct error *err)
{
	struct trying x = { work, data, true, false };
	return try_by(c, c->driver->begin_read_only, &x, err);
}
