/*
 * orm/engine/conn.h - one connection to a database
 *
 * Lifecycle: orm_connect, then statements, then orm_close.  A connection is
 * used by one thread at a time and runs one query at a time: a result is
 * closed before the next statement starts (the results of orm_query_many are
 * all closed before it).  Nothing is sent that was not asked
 * for: outside orm_begin/orm_commit each statement commits by itself.
 */
#ifndef LIMBECK_ORM_CONN_H
#define LIMBECK_ORM_CONN_H

#include "base/error.h"
#include "base/vec.h"
#include "orm/engine/value.h"
#include "orm/url.h"

struct orm_conn;
struct orm_dialect;
struct orm_driver;
struct orm_result;

struct orm_connect_options {
	bool read_only;      /* open without the right to write */
	bool create;         /* SQLite: make the file when it isn't there */
	int lock_timeout_ms; /* how long to wait for others' locks; 0 = 5,000, -1 = not */
	int wait_ms; /* how long to try again while the server is only starting; -1 = for ever */
	/* Called once when that begins, with why; NULL = nobody. */
	void (*waiting)(void *data, const struct error *err);
	void *waiting_data;
	/*
	 * Names without a schema are looked up in the default schema first and made
	 * there, whatever the role's and database's settings say (PostgreSQL:
	 * search_path).  For who migrates; other programs want their own path.
	 */
	bool default_schema_first;
	/*
	 * SQLite: a name in double quotes that nothing has is an error, as everywhere else,
	 * and no text; but for changes of schema.  Engines want it, see texts_in_quotes there.
	 */
	bool exact_names;
	void (*echo)(void *data, const char *sql); /* sees every statement, or NULL */
	void *echo_data;
	/* Sees what the server remarks while it works ("NOTICE", "WARNING"), or NULL. */
	void (*notice)(void *data, const char *severity, const char *text);
	void *notice_data;
};

/*
 * Connects.  `options` may be NULL.  ERR_UNSUPPORTED when no driver answers to
 * the scheme, ERR_CONNECT when the database can't be reached or is not one.
 */
bool orm_connect(const struct orm_url *url, const struct orm_connect_options *options,
                 struct orm_conn **out, struct error *err) MUST_CHECK;

/*
 * Rolls back what is open and closes, or gives it back to the engine that it is of
 * (orm/engine/engine.h); NULL is fine.
 */
void orm_close(struct orm_conn *c);

const struct orm_dialect *orm_conn_dialect(const struct orm_conn *c);
const struct orm_url *orm_conn_url(const struct orm_conn *c);

/*
 * The schema that names without one mean: as the URL says (PostgreSQL: schema=x), or
 * the dialect's; NULL where that depends on the database.
 */
const char *orm_conn_schema(const struct orm_conn *c);

/*
 * The server's version as it counts itself: SQLite 3.40.1 is 34001 (major *
 * 10000 + minor * 100 + patch), PostgreSQL 15.18 is 150018.
 */
int orm_conn_version(const struct orm_conn *c);

/* Runs one statement; rows it may give are thrown away. */
bool orm_exec(struct orm_conn *c, const char *sql, struct error *err) MUST_CHECK;

/* The same with parameters, written ? in every database. */
bool orm_exec_params(struct orm_conn *c, const char *sql, const struct orm_value *params,
                     size_t count, struct error *err) MUST_CHECK;

/* What orm_insert_rows fills: names are quoted already. */
struct orm_rows {
	const char *table;
	const char *const *columns;
	size_t column_count;
	const struct orm_value *values; /* row after row */
	size_t row_count;
	/*
	 * NULL, or room for what orm_last_key would say after each row, where the driver
	 * tells it of this table (tells_keys); others leave it alone.
	 */
	int64_t *keys;
};

/* Inserts many rows in the fastest way that the database has; all or none. */
bool orm_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err) MUST_CHECK;

/*
 * Runs a statement for each of `rows` rows of `count` values, in their order and with as
 * few round trips as the database can do with; for use in a transaction.  changes[i] is
 * what orm_changes says after row i, whose error ends it; orm_changes then says their sum.
 */
bool orm_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values,
                   size_t count, size_t rows, int64_t *changes, struct error *err) MUST_CHECK;

/*
 * Statements with parameters that are run again stay prepared, the last 16 of them (SQLite
 * 32, by the hash of their text): how often that was so, and how often it wasn't, since
 * the connection was made.  SQLite counts the others with them.
 */
struct orm_prepared_counts {
	uint64_t hits, misses;
};
struct orm_prepared_counts orm_prepared_counts(const struct orm_conn *c);

/* Rows that the last statement inserted, updated or deleted. */
int64_t orm_changes(const struct orm_conn *c);

/*
 * The key that the last INSERT was given by a column that counts up; of several
 * rows MySQL and MariaDB tell the first, SQLite the last.  0 = none, and always on
 * PostgreSQL, which has RETURNING.
 */
int64_t orm_last_key(const struct orm_conn *c);

/* Runs one statement and leaves its rows to be read; close the result. */
bool orm_query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result **out, struct error *err) MUST_CHECK;

/*
 * The same for results that are too large to be held: rows come while they are read, a
 * thousand at a time.  On PostgreSQL that takes a transaction, and a statement that only
 * reads: otherwise, all rows are fetched at once.
 */
bool orm_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                struct orm_result **out, struct error *err) MUST_CHECK;

/*
 * Runs `count` queries without parameters in order, in one round trip where the
 * protocol has that, and leaves their results in `out`.  When one fails the
 * others are closed.
 */
bool orm_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                    struct orm_result **out, struct error *err) MUST_CHECK;

/*
 * Who gets the results of orm_query_each: query `i` had these rows, which are closed
 * after it.  It can't use the connection; false, with `err`, ends it all.
 */
struct orm_taker {
	bool (*take)(void *data, size_t i, struct orm_result *rows, struct error *err);
	void *data;
	size_t taken; /* how many queries it got; the next one is the one that failed */
};

/*
 * The same, but each result is handed over as it comes, while the server works on
 * the next where the protocol has that: results that are many, or long.
 */
bool orm_query_each(struct orm_conn *c, const char *const *sql, size_t count, struct orm_taker *to,
                    struct error *err) MUST_CHECK;

enum orm_step { ORM_FAILED, ORM_ROW, ORM_DONE };

/* Goes to the next row. */
enum orm_step orm_next(struct orm_result *r, struct error *err) MUST_CHECK;

int orm_columns(const struct orm_result *r);
const char *orm_column_name(const struct orm_result *r, int column);

/* A value of the current row; borrowed, valid until the next orm_next. */
struct orm_value orm_get(struct orm_result *r, int column);

/* The same as text (numbers printed), NULL for NULL. */
const char *orm_get_text(struct orm_result *r, int column);
int64_t orm_get_int(struct orm_result *r, int column);

void orm_result_close(struct orm_result *r);

/*
 * First value of the first row, copied into `a`; ORM_NULL when there is no row.
 */
bool orm_query_value(struct arena *a, struct orm_conn *c, const char *sql,
                     const struct orm_value *params, size_t count, struct orm_value *out,
                     struct error *err) MUST_CHECK;

/*
 * Transactions.  orm_begin takes the write lock at once where the database
 * locks as a whole (SQLite: BEGIN IMMEDIATE); ERR_LOCKED when it isn't had in
 * time.  orm_rollback never fails: a connection that can't roll back is dead
 * and says so at the next statement.  Savepoints nest; `name` is quoted.
 */
bool orm_begin(struct orm_conn *c, struct error *err) MUST_CHECK;
bool orm_commit(struct orm_conn *c, struct error *err) MUST_CHECK;
void orm_rollback(struct orm_conn *c);
bool orm_in_transaction(const struct orm_conn *c);
bool orm_savepoint(struct orm_conn *c, const char *name, struct error *err) MUST_CHECK;
bool orm_release(struct orm_conn *c, const char *name, struct error *err) MUST_CHECK;
void orm_rollback_to(struct orm_conn *c, const char *name);

/*
 * Savepoints without names, of which the innermost is meant.  Outside of a transaction
 * one begins.  ERR_USAGE when none is open.
 */
bool orm_begin_nested(struct orm_conn *c, struct error *err) MUST_CHECK;
bool orm_commit_nested(struct orm_conn *c, struct error *err) MUST_CHECK;
bool orm_rollback_nested(struct orm_conn *c, struct error *err) MUST_CHECK;
bool orm_in_nested(const struct orm_conn *c);

/* What is to be done in a transaction; false, with `err`: it isn't to be. */
typedef bool orm_work(void *data, struct orm_conn *c, struct error *err);

/*
 * Runs `work` in a transaction of its own, or in a nested one where one is open
 * already: true commits it, false rolls it back.
 */
bool orm_transact(struct orm_conn *c, orm_work *work, void *data, struct error *err) MUST_CHECK;

/*
 * The same, but nothing of it stays whatever `work` says, which is the answer.  It may make
 * what is temporary even on a connection that only reads.
 */
bool orm_try(struct orm_conn *c, orm_work *work, void *data, struct error *err) MUST_CHECK;

/*
 * The same for what may only read: a function that would write, or take the next number of a
 * sequence, fails.  ERR_UNSUPPORTED where a transaction is open that can't be told so.
 */
bool orm_try_reading(struct orm_conn *c, orm_work *work, void *data, struct error *err) MUST_CHECK;

/* The rest of the transaction only reads, as above; what undoes it ends that. */
bool orm_read_on(struct orm_conn *c, struct error *err) MUST_CHECK;

/*
 * Transactions that outlive their connection, for who coordinates several databases:
 * begin with the name that it has everywhere, prepare, and commit or roll back later,
 * from any connection.  ERR_UNSUPPORTED where there is no such thing.
 */
bool orm_begin_twophase(struct orm_conn *c, const char *name, struct error *err) MUST_CHECK;
bool orm_prepare(struct orm_conn *c, struct error *err) MUST_CHECK;
bool orm_commit_prepared(struct orm_conn *c, const char *name, struct error *err) MUST_CHECK;
bool orm_rollback_prepared(struct orm_conn *c, const char *name, struct error *err) MUST_CHECK;
/* Names of those that are prepared and wait, in `a`. */
bool orm_find_prepared(struct orm_conn *c, struct arena *a, struct names *out,
                       struct error *err) MUST_CHECK;

enum orm_isolation {
	ORM_ISOLATION_DEFAULT, /* as server, database or role have it */
	ORM_READ_UNCOMMITTED,
	ORM_READ_COMMITTED,
	ORM_REPEATABLE_READ,
	ORM_SERIALIZABLE,
};

/*
 * Of the transactions that follow, until it is set anew or the connection is given
 * back.  ERR_USAGE in a transaction, ERR_UNSUPPORTED: the database hasn't this one.
 */
bool orm_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err) MUST_CHECK;
/*
 * How long a statement may take, 0 = as the server has it; what takes longer fails with
 * SQLSTATE 57014, or 70100 on MariaDB.  MySQL minds it in SELECT alone.  For as long
 * as the above.
 */
bool orm_set_timeout(struct orm_conn *c, int ms, struct error *err) MUST_CHECK;

/* Who holds a lock; texts are "" when unknown. */
struct orm_lock_holder {
	char user[128], host[128], since[32];
	long pid;
};

/*
 * A lock of ours on the whole database, for as long as the connection lives or
 * until orm_unlock; the process's death ends it.  Never waits: `*got` tells.
 * When it is somebody else's, `holder` says whose.
 */
bool orm_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                  struct error *err) MUST_CHECK;
void orm_unlock(struct orm_conn *c);

/*
 * Who holds locks on what `sql`, which failed with ERR_LOCKED and is rolled back,
 * names: a sentence in `a`, or NULL when that can't be told.
 */
const char *orm_lock_holders(struct orm_conn *c, struct arena *a, const char *sql);

/*
 * Prepares the connection for changes of schema and puts it back (SQLite: foreign
 * keys aren't enforced meanwhile, orm_problems checks them instead).  Outside of
 * a transaction only.
 */
bool orm_migrating(struct orm_conn *c, bool on, struct error *err) MUST_CHECK;

/*
 * Puts back what statements have set for the session (SET), so that one script
 * doesn't decide how the next one runs.  Prepared as it is for changes of schema.
 */
bool orm_reset(struct orm_conn *c, struct error *err) MUST_CHECK;

/*
 * What the objects are like that the statement names, rows aside: up to 64
 * characters in `a` that are others once it has had its effect.
 */
bool orm_fingerprint(struct orm_conn *c, struct arena *a, const char *sql, const char **out,
                     struct error *err) MUST_CHECK;

/* Something broken in a database. */
struct orm_problem {
	const char *text; /* for people, one line */
	const char *key;  /* the same for the same problem, however many rows it has */
	int64_t rows;     /* how many rows have it; 1 when it isn't about rows */
};

struct orm_problems {
	VEC(struct orm_problem);
};

/*
 * What is broken in the database as it is now: rows whose foreign key leads
 * nowhere, views and triggers that don't compile; `deep`: and the file's
 * integrity.  Works inside a transaction.
 */
bool orm_find_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                       struct error *err) MUST_CHECK;

/* Texts of the problems in `after` that `before` lacks, or had in fewer rows. */
void orm_new_problems(struct arena *a, const struct orm_problems *before,
                      const struct orm_problems *after, struct names *out);

struct ddl_touches;

/* See struct orm_driver; does nothing where there is nothing to observe. */
bool orm_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                 struct ddl_touches *out, struct error *err) MUST_CHECK;

/*
 * Of a connection of an engine: whether statements commit by themselves, until it is
 * given back.  ERR_USAGE in a transaction; a plain connection is always so.
 */
bool orm_set_autocommit(struct orm_conn *c, bool on, struct error *err) MUST_CHECK;
/*
 * Says that a connection of an engine is of no use: it is rolled back and closed, and the
 * next statement connects again.  Other connections stay.
 */
void orm_invalidate(struct orm_conn *c);

/* Stops the running statement from another thread or a signal handler. */
void orm_interrupt(struct orm_conn *c);

#endif
