/*
 * orm/engine/engine.h - where connections come from
 *
 *	struct orm_engine *e;
 *	struct orm_conn *c;
 *	if (!orm_engine_new(&arena, "postgresql://localhost/app", NULL, &e, &err) ||
 *	    !orm_engine_connect(e, &c, &err))
 *		complain(&err);
 *	if (!orm_exec(c, "UPDATE t SET a = 1", &err) || !orm_commit(c, &err))
 *		complain(&err);
 *	orm_close(c);
 *
 * An engine is a URL, options and a pool (orm/engine/pool.h), made once and shared
 * by all threads.  It connects when somebody asks for a connection, never before.
 *
 * What it gives out is an ordinary connection (orm/engine/conn.h), for one thread
 * at a time, which differs in this:
 * - its first statement begins a transaction, and so does the first after a commit or
 *   rollback; orm_begin is for who wants to begin before that, and an error later.
 *   With autocommit there are those transactions only that orm_begin begins.
 *   Where a database locks as a whole (SQLite) reading doesn't begin one: the
 *   first statement that writes does, and takes the lock.
 * - orm_close gives it back: what isn't committed is rolled back, what SET and
 *   the functions of conn.h have set is as it was.
 * - when it was lost, the statement that finds out fails with ERR_CONNECT, and all
 *   the engine's older connections are replaced before they are used again.  In a
 *   transaction every statement fails until orm_rollback; then, and without one at
 *   once, the next statement connects again.
 * - when a statement that fails ends the transaction as well (a deadlock), those that
 *   follow are refused until orm_rollback, for they would be committed without it.
 * - a statement on a connection that was given back is ERR_USAGE, giving it back a
 *   second time does nothing, as long as nobody else has got it since.
 */
#ifndef LIMBECK_ORM_ENGINE_H
#define LIMBECK_ORM_ENGINE_H

#include "orm/engine/event.h"
#include "orm/engine/pool.h"

struct orm_engine;

enum orm_echo {
	ORM_ECHO_NOTHING,
	ORM_ECHO_STATEMENTS, /* with their values: "SELECT ?", then "[1, 'ed']" */
	ORM_ECHO_ROWS,       /* and what they give: "row (1, 'ed')" */
};

struct orm_engine_options {
	struct orm_connect_options connect;
	struct orm_pool_options pool;
	enum orm_isolation isolation; /* of each connection, unless it asks for another */
	bool autocommit;
	/* SQLite: "x" may be a text still, for views and triggers that have such ones. */
	bool texts_in_quotes;
	int statement_timeout_ms; /* of each statement; 0 = as the server has it */
	enum orm_echo echo;
	bool hide_parameters; /* "[2 values hidden]" instead; rows as well */
	/* Gets each line; NULL = to stderr.  Called by whatever thread it is about. */
	void (*echo_to)(void *data, const char *line);
	void *echo_data;
};

/*
 * Makes an engine in `a`, with which it is closed.  `options` may be NULL.  ERR_USAGE:
 * the URL is wrong; ERR_UNSUPPORTED: nobody knows its scheme.
 */
bool orm_engine_new(struct arena *a, const char *url, const struct orm_engine_options *options,
                    struct orm_engine **out, struct error *err) MUST_CHECK;

/*
 * Closes it: whoever waits for a connection, or asks for one later, gets ERR_USAGE.
 * Those in use work until they are given back, which must be before the arena goes.
 */
void orm_engine_close(struct orm_engine *e);

/*
 * Gives out a connection, which orm_close gives back.  ERR_LOCKED, with size and
 * overflow, when none came free in time; ERR_CONNECT as orm_connect.
 */
bool orm_engine_connect(struct orm_engine *e, struct orm_conn **out, struct error *err) MUST_CHECK;

/*
 * Runs `work` in a transaction on a connection: true commits, false, with `err`, rolls
 * back; then it is given back.
 */
bool orm_engine_transact(struct orm_engine *e, orm_work *work, void *data,
                         struct error *err) MUST_CHECK;

/*
 * Closes the connections that nobody uses, and those in use once they are given back;
 * new ones are opened when they are wanted.  After a fork, a failover, a new password.
 */
void orm_engine_dispose(struct orm_engine *e);

/* Adds a copy of the listener, for good.  Best done before the first connection. */
void orm_engine_listen(struct orm_engine *e, const struct orm_listener *l);

struct orm_pool_counts orm_engine_counts(struct orm_engine *e);
const struct orm_url *orm_engine_url(const struct orm_engine *e);
/* As the URL says; a MariaDB that is called mysql:// is known as one by its connections. */
const struct orm_dialect *orm_engine_dialect(const struct orm_engine *e);

#endif
