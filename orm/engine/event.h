/*
 * orm/engine/event.h - what an engine tells of its connections
 *
 * A listener is a struct of functions, each of which may be NULL, and a pointer
 * that they all get.  They are called in the order in which they were added, by
 * the thread that uses the connection, outside of any lock; with several threads a
 * listener does its own locking.  Statements that a listener runs on the
 * connection aren't told to anybody.
 */
#ifndef LIMBECK_ORM_EVENT_H
#define LIMBECK_ORM_EVENT_H

#include "orm/engine/conn.h"

/* A statement with its values; borrowed. */
struct orm_execution {
	const char *sql;
	const struct orm_value *params; /* of the first row, when there are several */
	size_t count;
	size_t rows; /* of orm_insert_rows and orm_exec_rows; else 1 */
};

enum orm_moment {
	ORM_AT_BEGIN,
	ORM_AT_COMMIT,
	ORM_AT_ROLLBACK,
	ORM_AT_SAVEPOINT,
	ORM_AT_RELEASE,
	ORM_AT_ROLLBACK_TO,
	ORM_AT_PREPARE,
};

struct orm_listener {
	void *data;
	/*
	 * It is about to connect: `url` and what it points at, in `a`, may be changed, for
	 * a password that is new each time.  False, with `err`: it doesn't.
	 */
	bool (*before_connect)(void *data, struct arena *a, struct orm_url *url, struct error *err);
	/* It is connected, for the first time: settings that each connection is to have. */
	bool (*connect)(void *data, struct orm_conn *c, struct error *err);
	/* Given out; false, with `err`: it isn't, and goes back. */
	bool (*checkout)(void *data, struct orm_conn *c, struct error *err);
	/* Given back, rolled back already. */
	void (*checkin)(void *data, struct orm_conn *c);
	/* It is dead, or was said to be (orm_invalidate): then `why` has code ERR_NONE. */
	void (*invalidate)(void *data, struct orm_conn *c, const struct error *why);
	/* It is about to be closed. */
	void (*close)(void *data, struct orm_conn *c);

	/* A statement is about to be sent; false, with `err`: it isn't. */
	bool (*before_execute)(void *data, struct orm_conn *c, const struct orm_execution *s,
	                       struct error *err);
	/* It was; `failed` is NULL, or why it failed, which may be put in other words. */
	void (*after_execute)(void *data, struct orm_conn *c, const struct orm_execution *s,
	                      struct error *failed);
	/*
	 * A transaction begins, or ends, or a savepoint; it has happened already.  `name` is
	 * the savepoint's, or the prepared transaction's; else NULL.
	 */
	void (*transaction)(void *data, struct orm_conn *c, enum orm_moment at, const char *name);
};

#endif
