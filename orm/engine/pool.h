/*
 * orm/engine/pool.h - how many connections an engine keeps, and for whom
 *
 * Connections that are given back stay open for who comes next.  When all are
 * out and no more may be opened, those who want one wait in a queue, each woken
 * alone when it is its turn: nobody who comes later gets past.
 */
#ifndef LIMBECK_ORM_POOL_H
#define LIMBECK_ORM_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum orm_pool_kind {
	/* ORM_POOL_ONE for what ends with its connection (SQLite in memory), else ORM_POOL_QUEUE */
	ORM_POOL_DEFAULT,
	ORM_POOL_QUEUE,  /* `size` are kept, `overflow` more are opened while they are needed */
	ORM_POOL_NULL,   /* none is kept: each is opened, and closed when it is given back */
	ORM_POOL_ONE,    /* one, kept for good, for one after the other */
	ORM_POOL_ASSERT, /* one; that a second is wanted meanwhile is an error at once */
};

enum { ORM_UNLIMITED = -1, ORM_NO_OVERFLOW = -2 };

/* Zeroes mean what is said first. */
struct orm_pool_options {
	enum orm_pool_kind kind;
	int size;       /* kept open: 0 = 5, or ORM_UNLIMITED */
	int overflow;   /* more than these at most: 0 = 10, ORM_NO_OVERFLOW, or ORM_UNLIMITED */
	int timeout_ms; /* how long to wait for one: 0 = 30,000, -1 = not at all */
	int recycle_s;  /* one that is older is replaced when it is asked for; 0 = never */
	bool ping;      /* one that was kept is tried before it is given out */
	bool lifo;      /* the one used last goes first, so that others grow old; else the first */
};

/* As it is at the moment, and since the engine was made. */
struct orm_pool_counts {
	size_t idle, out; /* connections that are kept, and that are in use */
	size_t waiting;   /* who waits for one */
	uint64_t opened, closed;
	uint64_t given;    /* how often one was given out */
	uint64_t timeouts; /* how often somebody waited in vain */
	uint64_t lost;     /* how often one was found dead */
};

#endif
