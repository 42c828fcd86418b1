/*
 * orm/engine/pooled.h - what an engine knows of its connections
 *
 * conn.c and transaction.c call orm_pooled_... for connections of an engine, so that
 * others pay for one look at a pointer.
 */
#ifndef LIMBECK_ORM_POOLED_H
#define LIMBECK_ORM_POOLED_H

#include <pthread.h>
#include <stdatomic.h>

#include "orm/driver.h"
#include "orm/engine/engine.h"

/* A connection, or the place of one: never freed while the engine is there. */
struct orm_pooled {
	struct orm_conn conn; /* what is given out */
	struct orm_engine *engine;
	struct orm_pooled *next, *previous; /* idle ones, or empty places */
	struct orm_pooled *all;             /* every one that there is */
	bool out;
	bool alive;          /* connected */
	bool dead;           /* connected, but nobody answers: it is closed when it can be */
	uint64_t generation; /* of the pool when it connected */
	int64_t since;       /* and when that was */

	bool begun;    /* a transaction, even if nothing of it was sent yet */
	bool implicit; /* by a statement */
	bool sent;     /* the server has one open, before a statement is run */
	bool undone; /* a statement that failed has ended it: what is left must not be committed */
	bool autocommit;
	enum orm_isolation isolation; /* as set */
	int timeout_ms;
	bool touched;     /* statements have set something for the session */
	bool leaving;     /* given back, but a result is still open */
	unsigned telling; /* see orm_pooled_tell */
};

/* Who waits for a connection. */
struct orm_waiter {
	pthread_cond_t wake;
	struct orm_pooled *given; /* NULL: not yet */
	bool closed;              /* the engine is */
	struct orm_waiter *next;
};

struct orm_pool {
	pthread_mutex_t lock; /* of what follows */
	struct orm_pooled *first, *last;
	struct orm_pooled *empty, *all;
	struct orm_waiter *waiting, *last_waiting;
	struct orm_pool_counts counts;
	uint64_t generation; /* connections of an older one are replaced */
	bool closed;
};

struct orm_heard {
	struct orm_listener listener;
	_Atomic(struct orm_heard *) next;
};

struct orm_engine {
	struct orm_engine_options options;
	struct orm_url url;
	const struct orm_driver *driver;
	size_t keep, most; /* connections; SIZE_MAX = no limit */
	struct orm_pool pool;
	struct orm_tombstone *tombstones; /* as the pool, only with its lock */
	_Atomic(struct orm_heard *) listeners;
	pthread_mutex_t listening; /* while one is added */
};

/* The pool: gives one out, connected or not, and takes it back. */
bool orm_pool_take(struct orm_engine *e, struct orm_pooled **out, struct error *err);
void orm_pool_give(struct orm_pooled *p);
void orm_pool_init(struct orm_engine *e);
void orm_pool_dispose(struct orm_engine *e, bool close);
void orm_pool_free(struct orm_engine *e);
/* All that are as old as this one, or older, are replaced before they are used. */
void orm_pool_outdate(struct orm_pooled *p);

/* A connection of an engine is made, and ended. */
bool orm_pooled_connect(struct orm_pooled *p, struct error *err);
void orm_pooled_shut(struct orm_pooled *p);
/* Fit to be given out? */
bool orm_pooled_prepare(struct orm_pooled *p, struct error *err);
void orm_pooled_give_back(struct orm_conn *c);

/* Before a statement: is it anybody's, and connected?  Connects again if it may. */
bool orm_pooled_usable(struct orm_conn *c, struct error *err);
bool orm_pooled_is_alive(const struct orm_conn *c);
/* ... then a transaction begins, unless one is open or the statement needs none. */
bool orm_pooled_begin(struct orm_conn *c, const char *sql, struct error *err);
/* ... then those who listen are told, before it is run and after; returns `ok`. */
bool orm_pooled_before(struct orm_conn *c, const struct orm_execution *s, struct error *err);
bool orm_pooled_after(struct orm_conn *c, const struct orm_execution *s, bool ok,
                      struct error *err);
/* It has happened. */
void orm_pooled_moment(struct orm_conn *c, enum orm_moment at, const char *name);
/* A row is read, or no more. */
void orm_pooled_row(struct orm_result *r, enum orm_step step, const struct error *err);

/* Has it failed because nobody is there any more? */
void orm_pooled_check(struct orm_conn *c, const struct error *err);
/* One that was given back too early goes now. */
void orm_pooled_result_closed(struct orm_conn *c);

/* Echo. */
void orm_pooled_say(struct orm_conn *c, const char *line);
void orm_pooled_say_statement(struct orm_conn *c, const struct orm_execution *s);
void orm_pooled_say_row(struct orm_result *r);

/* Around their calls: statements of those who listen are nobody's business. */
static inline void orm_pooled_tell(struct orm_pooled *p)
{
	p->telling++;
}

static inline void orm_pooled_told(struct orm_pooled *p)
{
	p->telling--;
}

/* Those who listen. */
#define EACH_LISTENER(e, h) \
	for (struct orm_heard *h = atomic_load(&(e)->listeners); h; h = atomic_load(&(h)->next))

#endif
