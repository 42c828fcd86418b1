/*
 * orm/sqlite/handle.h - what the parts of SQLite's driver share
 */
#ifndef LIMBECK_ORM_SQLITE_HANDLE_H
#define LIMBECK_ORM_SQLITE_HANDLE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "orm/driver.h"

enum { SQLITE_KEPT = 32 };

/* A prepared statement that nobody uses at the moment. */
struct sqlite_kept {
	sqlite3_stmt *stmt;
	char sql[1024];
};

struct sqlite_handle {
	sqlite3 *db;
	struct sqlite_kept kept[SQLITE_KEPT];
	const char *name;        /* the database as messages name it */
	atomic_bool interrupted; /* since the last statement began */

	int64_t waiting_since; /* busy handler: when the wait began */

	bool migrating; /* and what to put back after it: */
	bool foreign_keys, legacy_alter_table;

	int timeout_ms; /* of a statement, 0 = none; */
	int64_t deadline;
	bool timed_out;

	int lock_fd; /* -1 = not held */
	const char *lock_path;
};

static inline struct sqlite_handle *sqlite_handle(const struct orm_conn *c)
{
	return c->handle;
}

/* Is "x" that nothing is called a text, as SQLite once began with? */
void sqlite_quote_texts(struct sqlite_handle *h, bool on);

/* Fills `err` from a result code and the connection's last error; false. */
bool sqlite_fail(const struct orm_conn *c, int rc, const char *sql, struct error *err);

/*
 * Prepares the one statement in `sql`; *out is NULL when there is none but
 * white space and comments.
 */
bool sqlite_prepare(struct orm_conn *c, const char *sql, sqlite3_stmt **out,
                    struct error *err) MUST_CHECK;

/*
 * The same, or one that has been run before; afterwards it is put back, bound to
 * nothing.  `sql` is the whole text both times.
 */
bool sqlite_statement_get(struct orm_conn *c, const char *sql, sqlite3_stmt **out,
                          struct error *err) MUST_CHECK;
void sqlite_statement_put(struct orm_conn *c, const char *sql, sqlite3_stmt *stmt);
void sqlite_statement_forget(struct sqlite_handle *h);

/* Slots of the driver that have files of their own. */
bool sqlite_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err);
void sqlite_close(struct orm_conn *c);
bool sqlite_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err);
bool sqlite_set_timeout(struct orm_conn *c, int ms, struct error *err);
bool sqlite_needs_begin(const char *sql);
/* A statement starts, or goes on. */
void sqlite_start_clock(struct sqlite_handle *h);
/* Is it in memory? */
bool sqlite_is_memory(const struct orm_url *url);
bool sqlite_try_lock(struct orm_conn *c, const char *name, bool *got,
                     struct orm_lock_holder *holder, struct error *err);
void sqlite_unlock(struct orm_conn *c);
bool sqlite_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                     struct error *err);

#endif
