/*
 * orm/postgresql/handle.h - what the parts of PostgreSQL's driver share
 */
#ifndef LIMBECK_ORM_POSTGRESQL_HANDLE_H
#define LIMBECK_ORM_POSTGRESQL_HANDLE_H

#include "orm/postgresql/libpq.h"

#ifdef LIMBECK_LIBPQ

#include <stdatomic.h>

#include "orm/driver.h"

struct pg_guest;
struct pg_lease;
struct pg_statements;

/* Does the server give every transaction another session? */
enum pg_pooled { PG_POOLED_UNKNOWN, PG_DIRECT, PG_POOLED };

/* What is set while migrating and put back after it. */
enum { PG_SETTINGS = 3 };

struct pg_handle {
	const struct libpq *pq;
	PGconn *db;
	PGcancel *cancel;        /* made at once, for a signal handler can't */
	atomic_bool interrupted; /* since the last statement that ended well */

	enum pg_pooled pooled;
	struct pg_statements *statements;

	bool changed; /* a statement has set something for the session */
	bool migrating;
	const char *before[PG_SETTINGS];

	const char *locked; /* the name whose advisory lock is ours */
	struct pg_lease *lease;

	struct pg_guest *guest; /* of a scratch inside of the database: see guest.h */
};

static inline struct pg_handle *pg_handle(const struct orm_conn *c)
{
	return c->handle;
}

/* Slot of the driver (observe.c). */
bool pg_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                struct ddl_touches *out, struct error *err);

/* Fills `err` from a result, or from the connection when it is NULL; false. */
bool pg_fail(const struct orm_conn *c, const PGresult *result, const char *sql, struct error *err);

/* `text` on one line, without what is secret in the connection's URL. */
char *pg_tidy(struct arena *a, const struct orm_conn *c, const char *text);

/*
 * Connects once more as the URL says.  ERR_USAGE when a parameter isn't known
 * to libpq, ERR_CONNECT.
 */
PGconn *pg_connect(const struct orm_conn *c, const struct libpq *pq, struct error *err);

/* Doesn't it answer yet, or only to say that it will? */
bool pg_is_starting(const struct orm_conn *c, const struct error *failed);

/* `sql` with its parameters as $1, $2, ...; ERR_USAGE when they aren't `count`. */
const char *pg_number_params(struct arena *a, const struct orm_dialect *d, const char *sql,
                             size_t count, struct error *err);

/*
 * Can libpq send these?  It would cut a text at a zero byte, which no text of the server's
 * has, and counts bytes in an int.
 */
bool pg_may_send(const struct orm_value *values, size_t count, const char *sql, struct error *err);

/*
 * Runs one statement and returns its result, which the caller clears; NULL on
 * failure.  `numbered`: its parameters are written $1.
 */
PGresult *pg_run(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                 struct error *err);
PGresult *pg_run_numbered(struct orm_conn *c, const char *sql, const struct orm_value *params,
                          size_t count, struct error *err);

/* Passes `result` on when it is a success, else clears it and returns NULL. */
PGresult *pg_check(struct orm_conn *c, PGresult *result, const char *sql, struct error *err);

/* Are sessions shared?  Asks the server once, outside of a transaction. */
bool pg_is_pooled(struct orm_conn *c, bool *out, struct error *err);
/* Looks names up in the connection's schema first; where sessions are shared each transaction does
 * it. */
bool pg_use_path(struct orm_conn *c, struct error *err);
/* Is it first, outside of a transaction, where it can't be set?  Asks the server. */
bool pg_path_holds(struct orm_conn *c, struct error *err);

/* Sends a statement in a pipeline; `name`: it is prepared.  False when it can't be sent. */
bool pg_send(struct orm_conn *c, const char *name, const char *sql, const struct orm_value *params,
             size_t count);

/*
 * The name under which this statement, often run, is prepared; NULL while it
 * is not worth it, or not safe.  `runs`: how often it is about to be run.
 */
const char *pg_prepared(struct orm_conn *c, const char *sql, size_t count, unsigned runs);

/*
 * After a change of schema what is prepared may not fit any more; `there`: the
 * server still has it.
 */
void pg_forget_prepared(struct orm_conn *c, bool there);

/* A lease instead of a lock, for sessions that are shared: see lease.c. */
bool pg_try_lease(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                  struct error *err);
void pg_end_lease(struct orm_conn *c);
/* Is the lease ours, if there has to be one?  Asked before each statement. */
bool pg_lease_holds(const struct orm_conn *c, struct error *err);
/* The same, and nobody can take it until the transaction ends. */
bool pg_lease_pin(struct orm_conn *c, struct error *err);
/* Who has a lease on `name`?  `*held` is false when nobody has. */
bool pg_lease_holder(struct orm_conn *c, const char *name, bool *held,
                     struct orm_lock_holder *holder, struct error *err);
/* The advisory lock's key. */
int64_t pg_lock_key(const char *name);

extern const struct orm_twophase pg_twophase;
bool pg_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err);
bool pg_set_timeout(struct orm_conn *c, int ms, struct error *err);

/* Slots of the driver that have files of their own. */
bool pg_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err);
void pg_close(struct orm_conn *c);
/* Settings that every session of ours has. */
bool pg_set_up(struct orm_conn *c, struct error *err);
bool pg_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                   struct orm_result **results, struct error *err);
bool pg_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values, size_t count,
                  size_t rows, int64_t *changes, struct error *err);
bool pg_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err);
bool pg_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                 struct error *err);
const char *pg_lock_holders(struct orm_conn *c, struct arena *a, const char *sql);
void pg_unlock(struct orm_conn *c);
bool pg_migrating(struct orm_conn *c, bool on, struct error *err);
bool pg_reset(struct orm_conn *c, struct error *err);
/* Sets for one transaction what can't be set for all where sessions are shared. */
bool pg_begin_migrating(struct orm_conn *c, struct error *err);
bool pg_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                 struct error *err);

/* A query's rows: orm_result.handle. */
struct pg_rows {
	PGresult *result;
	int row;     /* -1 before the first */
	bool stream; /* a cursor has more */
};

bool pg_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result *r, struct error *err);
/* After the last of the rows that are here: goes to the first of the next ones. */
enum orm_step pg_next_batch(struct orm_result *r, struct error *err);
void pg_end_stream(struct orm_conn *c);

void pg_set_rows(struct orm_result *r, PGresult *result);

#endif
#endif
