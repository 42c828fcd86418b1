/* orm/sqlite/setting.c - isolation and timeouts of SQLite */
#include "base/clock.h"
#include "base/text.h"
#include "orm/sqlite/handle.h"

/* Instructions of its machine between two looks at the clock. */
enum { INSTRUCTIONS = 10000 };

bool sqlite_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err)
{
	if (level == ORM_READ_COMMITTED || level == ORM_REPEATABLE_READ) {
		fail(err, ERR_UNSUPPORTED, "SQLite has no isolation level %s",
		     orm_isolation_text(level));
		return fail_hint(err, "It has SERIALIZABLE and READ UNCOMMITTED.");
	}
	return c->driver->exec(c,
	                       level == ORM_READ_UNCOMMITTED ? "PRAGMA read_uncommitted = 1"
	                                                     : "PRAGMA read_uncommitted = 0",
	                       NULL, 0, err);
}

static int look_at_clock(void *data)
{
	struct sqlite_handle *h = data;
	h->timed_out = clock_ms() >= h->deadline;
	return h->timed_out;
}

bool sqlite_set_timeout(struct orm_conn *c, int ms, struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	(void)err;
	h->timeout_ms = ms;
	sqlite3_progress_handler(h->db, ms ? INSTRUCTIONS : 0, ms ? look_at_clock : NULL, h);
	return true;
}

void sqlite_start_clock(struct sqlite_handle *h)
{
	h->timed_out = false;
	if (h->timeout_ms)
		h->deadline = clock_ms() + h->timeout_ms;
}

static bool has_word(const char *sql, const char *word)
{
	size_t len = strlen(word);
	for (; *sql; sql++)
		if (sqlite3_strnicmp(sql, word, (int)len) == 0)
			return true;
	return false;
}

/*
 * What only reads needs none, and what can't be in one mustn't have one.  WITH may end
 * in anything.
 */
bool sqlite_needs_begin(const char *sql)
{
	static const char *const without[] = { "SELECT", "VALUES", "EXPLAIN", "PRAGMA",
		                               "ATTACH", "DETACH", "VACUUM" };
	static const char *const writing[] = { "INSERT", "UPDATE", "DELETE", "REPLACE" };
	while (*sql == ' ' || *sql == '\n' || *sql == '\t' || *sql == '\r')
		sql++;
	for (size_t i = 0; i < COUNT(without); i++)
		if (sqlite3_strnicmp(sql, without[i], (int)strlen(without[i])) == 0)
			return false;
	if (sqlite3_strnicmp(sql, "WITH", 4) != 0)
		return true;
	for (size_t i = 0; i < COUNT(writing); i++)
		if (has_word(sql, writing[i]))
			return true;
	return false;
}
