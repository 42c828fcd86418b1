/*
 * orm/mysql/handle.h - what the parts of MySQL's and MariaDB's driver share
 *
 * Statements without parameters go as text, those with parameters are prepared.
 * Several statements in one text are only allowed while a batch of ours is on
 * its way (my_query_many).  Results are stored: all rows are here at once.
 */
#ifndef LIMBECK_ORM_MYSQL_HANDLE_H
#define LIMBECK_ORM_MYSQL_HANDLE_H

#include "orm/mysql/client.h"

#ifdef LIMBECK_MYSQL

#include <stdatomic.h>

#include "base/buf.h"
#include "orm/driver.h"

struct my_interrupter;
struct my_statements;
struct my_statement;

/* What is set while migrating and put back after it. */
enum { MY_SETTINGS = 2 };

/* A variable of the session, and its value before a statement set it. */
struct my_setting {
	const char *name, *before;
};

struct my_settings {
	VEC(struct my_setting);
};

struct my_handle {
	const struct my_client *my;
	MYSQL *db;
	struct my_interrupter *interrupter;
	atomic_bool interrupted; /* since the last statement that ended well */

	bool no_bulk;      /* the server hasn't MariaDB's own protocol for many rows */
	bool several;      /* the server takes several statements in one text */
	size_t packet_max; /* bytes of a statement */
	struct my_statements *statements;

	bool migrating;
	const char *before[MY_SETTINGS];

	const char *locked; /* the name of the user lock that is ours */

	bool tables_locked; /* by LOCK TABLES */
	bool begun;         /* then: a transaction is open, whether it has done something or not */
	bool unlocks;       /* once it is committed */

	struct my_settings settings; /* that statements have changed */
	const char *isolation;       /* as the session began; NULL: not asked yet */
	const char *role;            /* what SET ROLE is to put back; or NULL */
};

static inline struct my_handle *my_handle(const struct orm_conn *c)
{
	return c->handle;
}

/* Fills `err` from the connection, or from `statement` unless it is NULL; false. */
bool my_fail(const struct orm_conn *c, MYSQL_STMT *statement, const char *sql, struct error *err);

/* The same for a connection that didn't come about. */
bool my_fail_connect(const struct orm_conn *c, const struct my_client *my, MYSQL *db,
                     struct error *err);

/*
 * Does the server take that many bytes of the statement, its values among them, at
 * once?  ERR_DATABASE: it would end the connection without a word.
 */
bool my_fits(const struct orm_conn *c, const char *sql, size_t bytes, struct error *err);

/* Why the statement that failed last may not write, whoever asks; NULL: that wasn't it. */
const char *my_read_only(const struct orm_conn *c);

/* Did it not come about because nobody was there, or too many were? */
bool my_is_starting(const struct orm_conn *c, const struct error *failed);

/* `text` on one line, without what is secret in the connection's URL. */
char *my_tidy(struct arena *a, const struct orm_conn *c, const char *text);

/*
 * Connects once more as the URL and option files say.  ERR_USAGE when a
 * parameter isn't known, ERR_CONNECT.  NULL on failure.
 */
MYSQL *my_connect(const struct orm_conn *c, const struct my_client *my, struct error *err);

/* Gives the URL's parameters to `db`; ERR_USAGE when one isn't known or right. */
bool my_set_options(const struct orm_url *url, const struct my_client *my, MYSQL *db,
                    struct error *err);
/* Is the connection as secret as the URL wants it?  ERR_CONNECT. */
bool my_check_tls(const struct orm_url *url, const struct my_client *my, MYSQL *db,
                  struct error *err);
/* The value of the first of these parameters that is there; the list ends with NULL. */
const char *my_param(const struct orm_url *url, const char *const *names);

/* A query's rows: orm_result.handle. */
struct my_rows {
	MYSQL_RES *result; /* rows as text, or only what the columns are like */
	MYSQL_ROW row;
	unsigned long *lengths;
	struct my_statement *statement; /* prepared: the rows are here */
	MYSQL_BIND *binds;
};

/*
 * Sends text and stores its first result, which the caller frees: `*out` is NULL
 * when there are no rows.  What comes after the first is thrown away.
 */
bool my_send(struct orm_conn *c, const char *sql, size_t len, MYSQL_RES **out, struct error *err);
bool my_run(struct orm_conn *c, const char *sql, struct error *err);

/*
 * The first row of a query, as texts in `a`; `*out` is NULL when there is none.
 * For questions of the driver's own: no echo.
 */
bool my_ask(struct orm_conn *c, struct arena *a, const char *sql, const char *const **out,
            struct error *err);

/* Allows several statements in one text, or forbids it. */
bool my_allow_several(struct orm_conn *c, bool on, struct error *err);

/*
 * Runs a statement with parameters; the rows it may give are in `r`, unless it is
 * NULL.  ERR_USAGE when it hasn't `count` parameters.
 */
bool my_run_prepared(struct orm_conn *c, const char *sql, const struct orm_value *params,
                     size_t count, struct orm_result *r, struct error *err);
/* The same with rows that come in batches. */
bool my_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result *r, struct error *err);
/* The prepared statement, which stays the connection's; NULL on failure. */
MYSQL_STMT *my_prepare(struct orm_conn *c, const char *sql, struct error *err);
enum orm_step my_next_prepared(struct orm_result *r, struct error *err);
struct orm_value my_get_prepared(struct orm_result *r, int column);
void my_finish_prepared(struct orm_result *r);
void my_close_statements(struct orm_conn *c);

/* What a value of this column is to be read as. */
enum orm_value_kind my_kind_of(const MYSQL_FIELD *field);
/* The value of that column which the server writes so. */
struct orm_value my_value_of(struct arena *a, const MYSQL_FIELD *field, const char *text,
                             size_t len);

/* A literal; ERR_USAGE when there is none for it. */
bool my_add_literal(const struct orm_conn *c, struct buf *out, const struct orm_value *v,
                    struct error *err);

/*
 * Is it LOCK TABLES or UNLOCK TABLES or, with tables locked, a transaction's begin or
 * end?  Then my_exec_locks runs it, in or outside of a transaction.
 */
bool my_concerns_locks(const struct orm_conn *c, const char *sql);
bool my_exec_locks(struct orm_conn *c, const char *sql, struct error *err);
/* Outside of a transaction, or it is committed. */
bool my_unlock_tables(struct orm_conn *c, struct error *err);

/* Asks for the values of what `sql` sets, if it is SET, before that runs. */
void my_note_settings(struct orm_conn *c, const char *sql);

/* The thread that stops what runs, see interrupt.c. */
bool my_start_interrupter(struct orm_conn *c, struct error *err);
void my_stop_interrupter(struct orm_conn *c);
void my_interrupt(struct orm_conn *c);

extern const struct orm_twophase my_twophase;
bool my_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err);
bool my_set_timeout(struct orm_conn *c, int ms, struct error *err);

/* Slots of the driver that have files of their own. */
bool my_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err);
void my_close(struct orm_conn *c);
bool my_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                   struct orm_result **results, struct error *err);
bool my_query_in_turn(struct orm_conn *c, const char *const *sql, size_t count,
                      struct orm_result *rows, struct orm_taker *to, struct error *err);
/* Bytes that go into one packet beside what is around them. */
size_t my_batch_max(const struct my_handle *h);
/*
 * Inserts them by MariaDB's own protocol, if library, server and values allow it:
 * else `*done` is false, and nothing has happened.
 */
bool my_insert_bulk(struct orm_conn *c, const struct orm_rows *rows, bool *done, struct error *err);
bool my_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values, size_t count,
                  size_t rows, int64_t *changes, struct error *err);
bool my_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err);
/* Are the keys of rows that one INSERT brings known by the first of them?  See counted.c. */
bool my_tells_keys(struct orm_conn *c, const char *schema, const char *table);
/* From one of them to the next. */
bool my_key_step(struct orm_conn *c, int64_t *step, struct error *err);
bool my_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                 struct error *err);
const char *my_lock_holders(struct orm_conn *c, struct arena *a, const char *sql);
void my_unlock(struct orm_conn *c);
bool my_reset(struct orm_conn *c, struct error *err);
bool my_migrating(struct orm_conn *c, bool on, struct error *err);
bool my_fingerprint(struct orm_conn *c, struct arena *a, const char *sql, const char **out,
                    struct error *err);
bool my_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                struct ddl_touches *out, struct error *err);
bool my_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                 struct error *err);
void my_set_rows(struct orm_result *r, MYSQL_RES *result);

#endif
#endif
