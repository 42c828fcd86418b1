/*
 * orm/engine/tombstone.h - what is left of what was closed
 *
 * A session that is used after it was closed shall say so and not crash: what is
 * left of it stays with its connection or engine, and is used again for the next.
 */
#ifndef LIMBECK_ORM_TOMBSTONE_H
#define LIMBECK_ORM_TOMBSTONE_H

#include "orm/engine/engine.h"

/* The first member of what is kept; made with xmalloc. */
struct orm_tombstone {
	struct orm_tombstone *next;
};

/* Takes one out, or NULL. */
struct orm_tombstone *orm_conn_reuse(struct orm_conn *c);
struct orm_tombstone *orm_engine_reuse(struct orm_engine *e);
/* Keeps it until the connection, or the engine, is closed. */
void orm_conn_keep(struct orm_conn *c, struct orm_tombstone *h);
void orm_engine_keep(struct orm_engine *e, struct orm_tombstone *h);
/* Frees all of the list. */
void orm_tombstones_free(struct orm_tombstone *first);

#endif
