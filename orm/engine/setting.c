/* orm/engine/setting.c - how a connection's transactions and statements are run */
#include "orm/engine/pooled.h"

static bool may_set(struct orm_conn *c, const char *what, struct error *err)
{
	if (c->pooled && !orm_pooled_usable(c, err))
		return false;
	if (c->open_results > 0)
		return fail(err, ERR_USAGE, "the result of the last query is still open");
	return !orm_in_transaction(c) ||
	       fail(err, ERR_USAGE, "%s can't change while a transaction is open", what);
}

bool orm_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err)
{
	if (!may_set(c, "the isolation level", err) || !c->driver->set_isolation(c, level, err))
		return false;
	if (c->pooled)
		c->pooled->isolation = level;
	return true;
}

bool orm_set_timeout(struct orm_conn *c, int ms, struct error *err)
{
	if (!may_set(c, "the timeout of statements", err))
		return false;
	if (ms < 0)
		return fail(err, ERR_USAGE, "a timeout can't be %d ms", ms);
	if (!c->driver->set_timeout(c, ms, err))
		return false;
	if (c->pooled)
		c->pooled->timeout_ms = ms;
	return true;
}

bool orm_set_autocommit(struct orm_conn *c, bool on, struct error *err)
{
	if (!may_set(c, "autocommit", err))
		return false;
	if (!c->pooled)
		return on || fail(err, ERR_USAGE,
		                  "statements of a plain connection commit by themselves");
	c->pooled->autocommit = on;
	return true;
}

const char *orm_isolation_text(enum orm_isolation level)
{
	static const char *const texts[] = {
		[ORM_READ_UNCOMMITTED] = "READ UNCOMMITTED",
		[ORM_READ_COMMITTED] = "READ COMMITTED",
		[ORM_REPEATABLE_READ] = "REPEATABLE READ",
		[ORM_SERIALIZABLE] = "SERIALIZABLE",
	};
	return texts[level];
}
