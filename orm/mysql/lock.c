/*
 * orm/mysql/lock.c - one limbeck at a time, by a user lock
 *
 * GET_LOCK belongs to the session, so the server frees it when the process
 * dies; a proxy that shares sessions keeps one to itself that has such a lock.
 * The client libraries are never let reconnect, so that a lost lock is noticed:
 * the next statement fails.  User locks are the server's, not the database's,
 * and one member's of a cluster.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/sha256.h"
#include "base/text.h"
#include "orm/mysql/mysql.h"

/*
 * At most 64 characters: the database's name alone may be as long.  Some servers know
 * it in any case of its letters; where two differ in that, one waits for the other.
 */
static char *lock_name(struct arena *a, const struct orm_conn *c, const char *name)
{
	const char *database = c->url.database ? c->url.database : "";
	char hex[65];
	char *key = arena_printf(a, "%s/%s", my_fold(a, database), name);
	sha256_hex(key, strlen(key), hex);
	return arena_printf(a, "limbeck_%.40s", hex);
}

/*
 * Sessions of other users are hidden from who lacks the right PROCESS.  What
 * the process list has as time is how long the session has been doing what it
 * does; the attributes, where the server keeps them, say since when it is there.
 */
#define HOLDER(COLUMNS, JOINS)                                                               \
	"SELECT p.ID, p.USER, p.HOST, " COLUMNS " FROM (SELECT IS_USED_LOCK('%s') AS id) l " \
	"JOIN information_schema.PROCESSLIST p ON p.ID = l.id " JOINS

#define ATTRIBUTE(NAME, AS)                                                \
	"LEFT JOIN performance_schema.session_connect_attrs " AS " ON " AS \
	".PROCESSLIST_ID = p.ID AND " AS ".ATTR_NAME = '" NAME "' "

#define SINCE                                                                 \
	"DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL GREATEST(p.TIME, 0) SECOND, " \
	"'%%Y-%%m-%%dT%%H:%%i:%%SZ')"

static const char with_attributes[] =
    HOLDER("COALESCE(s.ATTR_VALUE, " SINCE "), h.ATTR_VALUE, i.ATTR_VALUE",
           ATTRIBUTE("limbeck_since", "s") ATTRIBUTE("limbeck_host", "h") ATTRIBUTE("_pid", "i"));

static const char without_attributes[] = HOLDER(SINCE ", NULL, NULL", "");

/* "localhost:41234" without the port. */
static void set_host(struct orm_lock_holder *holder, const char *host, const char *address)
{
	if (host)
		snprintf(holder->host, sizeof holder->host, "%s", host);
	else if (address)
		snprintf(holder->host, sizeof holder->host, "%.*s",
		         (int)strcspn(address, strchr(address, '.') ? ":" : ""), address);
}

/* It may be given back just now: then nobody is named. */
static void find_holder(struct orm_conn *c, const char *lock, struct orm_lock_holder *holder)
{
	struct arena a = { 0 };
	struct error ignored;
	const char *const *row = NULL;
	if (!my_ask(c, &a, arena_printf(&a, with_attributes, lock), &row, &ignored))
		(void)my_ask(c, &a, arena_printf(&a, without_attributes, lock), &row, &ignored);
	if (row) {
		snprintf(holder->user, sizeof holder->user, "%s", row[1] ? row[1] : "");
		snprintf(holder->since, sizeof holder->since, "%s", row[3] ? row[3] : "");
		set_host(holder, row[4], row[2]);
		holder->pid = strtol(row[5] ? row[5] : row[0], NULL, 10);
	}
	arena_release(&a);
}

bool my_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                 struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	const char *const *row;
	const char *lock = lock_name(&a, c, name);
	const char *sql =
	    h->locked ? arena_printf(&a, "SELECT IS_USED_LOCK('%s') = CONNECTION_ID()", lock)
		      : arena_printf(&a, "SELECT GET_LOCK('%s', 0)", lock);
	bool ok = my_ask(c, &a, sql, &row, err);
	*got = ok && row && text_same(row[0], "1");
	if (*got && !h->locked)
		h->locked = arena_strdup(&c->arena, lock);
	if (ok && !*got)
		find_holder(c, lock, holder);
	arena_release(&a);
	return ok;
}

void my_unlock(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	struct error ignored;
	/* When it can't be given back the session is about to end, and does it. */
	if (h->locked)
		(void)my_run(c, arena_printf(&a, "DO RELEASE_LOCK('%s')", h->locked), &ignored);
	h->locked = NULL;
	arena_release(&a);
}

#endif
