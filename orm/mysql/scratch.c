/* orm/mysql/scratch.c - temporary databases */
#include "orm/mysql/scratch.h"

#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/clock.h"
#include "base/text.h"
#include "orm/engine/scratch.h"

#define PREFIX "limbeck_scratch_"

/* The user's name as GRANT wants it, then what the new database has to be like. */
static const char facts_query[] =
    "SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@', "
    "QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1))), "
    "@@character_set_database, @@collation_database";

enum { USER, CHARSET, COLLATION, FACTS };

static const char leftovers_query[] =
    "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP "
    "'^" PREFIX "[0-9a-f]{16}$' AND IS_FREE_LOCK(SCHEMA_NAME) ORDER BY SCHEMA_NAME";

static bool drop(struct orm_conn *c, const char *name, struct error *err)
{
	struct arena a = { 0 };
	bool ok = orm_exec(c, arena_printf(&a, "DROP DATABASE IF EXISTS `%s`", name), err);

	arena_release(&a);
	return ok;
}

/* The lock comes first, so that nobody takes the new database for a leftover. */
static bool lock(struct orm_conn *c, const char *name, struct error *err)
{
	struct arena a = { 0 };
	struct orm_value got;
	/* It is idle for as long as the scratch is used. */
	bool ok = orm_exec(c, "SET SESSION wait_timeout = 86400", err) &&
	          orm_query_value(&a, c, arena_printf(&a, "SELECT GET_LOCK('%s', 0)", name), NULL,
	                          0, &got, err);

	if (ok && (got.kind != ORM_INT || got.integer != 1))
		ok = fail(err, ERR_STATE, "the lock of a new scratch database isn't free");
	arena_release(&a);
	return ok;
}

static void unlock(struct orm_conn *c, const char *name)
{
	struct arena a = { 0 };
	struct error ignored = { 0 };

	(void)!orm_exec(c, arena_printf(&a, "DO RELEASE_LOCK('%s')", name), &ignored);
	arena_release(&a);
}

static bool fail_right(const char *user, struct error *err)
{
	if (!err->denied)
		return false;
	error_clear(err);
	(void)fail(err, ERR_UNSUPPORTED,
	           "user %s may not create databases, and a scratch database is needed", user);
	return fail_hint(err,
	                 "Grant it by GRANT ALL ON `limbeck\\_scratch\\_%%`.* TO %s, or name a "
	                 "server where it may with --scratch URL.",
	                 user);
}

/* No right would help. */
static bool fail_read_only(const char *why, struct error *err)
{
	error_clear(err);
	(void)fail(err, ERR_UNSUPPORTED, "%s, and a scratch database is needed", why);
	return fail_hint(err, "Name a server of the same version that may be written to with "
	                      "--scratch URL.");
}

static bool create(struct orm_conn *c, const char *name, const char *const facts[FACTS],
                   struct error *err)
{
	struct arena a = { 0 };
	bool ok = orm_exec(c,
	                   arena_printf(&a, "CREATE DATABASE `%s` CHARACTER SET %s COLLATE %s",
	                                name, facts[CHARSET], facts[COLLATION]),
	                   err);
	const char *read_only = ok ? NULL : my_read_only(c);

	arena_release(&a);
	if (ok)
		return true;
	unlock(c, name);
	return read_only ? fail_read_only(read_only, err) : fail_right(facts[USER], err);
}

bool my_make_scratch(struct orm_conn *c, struct arena *a, struct orm_url *out, struct error *err)
{
	const char *facts[FACTS] = { 0 };
	char *name = arena_printf(a, PREFIX "%s", random_hex(a, 16));

	if (!orm_scratch_sweep(c, leftovers_query, drop, err) ||
	    !orm_scratch_ask(c, a, facts_query, facts, FACTS, err) || !lock(c, name, err) ||
	    !create(c, name, facts, err))
		return false;
	*out = *orm_conn_url(c);
	out->database = name;
	return true;
}

bool my_drop_scratch(struct orm_conn *c, const struct orm_url *url, struct error *err)
{
	bool ok = drop(c, url->database, err);

	unlock(c, url->database);
	return ok;
}

#endif
