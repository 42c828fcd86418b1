/* orm/sqlite/statement.c - statements kept prepared, for those that run often */
#include <stdlib.h>

#include "orm/sqlite/handle.h"

/* Of equal hash one place: the younger one stays. */
static struct sqlite_kept *place_of(struct sqlite_handle *h, const char *sql)
{
	uint64_t hash = 0xcbf29ce484222325ULL;
	for (const char *p = sql; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3ULL;
	return &h->kept[(hash ^ hash >> 32) % SQLITE_KEPT];
}

bool sqlite_statement_get(struct orm_conn *c, const char *sql, sqlite3_stmt **out,
                          struct error *err)
{
	struct sqlite_handle *h = sqlite_handle(c);
	struct sqlite_kept *k = place_of(h, sql);
	bool kept = k->stmt && strcmp(k->sql, sql) == 0;
	*(kept ? &c->prepared_counts.hits : &c->prepared_counts.misses) += 1;
	if (!kept)
		return sqlite_prepare(c, sql, out, err);
	h->interrupted = false;
	*out = k->stmt;
	k->stmt = NULL; /* in use */
	return true;
}

void sqlite_statement_put(struct orm_conn *c, const char *sql, sqlite3_stmt *stmt)
{
	struct sqlite_handle *h = sqlite_handle(c);
	struct sqlite_kept *k = stmt ? place_of(h, sql) : NULL;
	/* One that takes no values is, for the most part, run once. */
	if (!k || sqlite3_bind_parameter_count(stmt) == 0 || strlen(sql) >= sizeof k->sql) {
		sqlite3_finalize(stmt);
		return;
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	sqlite3_finalize(k->stmt);
	k->stmt = stmt;
	memcpy(k->sql, sql, strlen(sql) + 1);
}

void sqlite_statement_forget(struct sqlite_handle *h)
{
	for (size_t i = 0; i < SQLITE_KEPT; i++) {
		sqlite3_finalize(h->kept[i].stmt);
		h->kept[i].stmt = NULL;
	}
}
