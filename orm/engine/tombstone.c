/* orm/engine/tombstone.c - what is left of what was closed */
#include "orm/engine/tombstone.h"

#include <stdlib.h>

#include "orm/engine/pooled.h"

void orm_tombstones_free(struct orm_tombstone *first)
{
	for (struct orm_tombstone *next; first; first = next) {
		next = first->next;
		free(first);
	}
}

static struct orm_tombstone *pop(struct orm_tombstone **list)
{
	struct orm_tombstone *h = *list;
	if (h)
		*list = h->next;
	return h;
}

static void push(struct orm_tombstone **list, struct orm_tombstone *h)
{
	h->next = *list;
	*list = h;
}

static void free_those(void *data)
{
	struct orm_tombstone **list = data;
	orm_tombstones_free(*list);
}

struct orm_tombstone *orm_conn_reuse(struct orm_conn *c)
{
	return c->tombstones ? pop(c->tombstones) : NULL;
}

void orm_conn_keep(struct orm_conn *c, struct orm_tombstone *h)
{
	if (!c->tombstones) {
		c->tombstones = ARENA_NEW(&c->arena, struct orm_tombstone *);
		arena_defer(&c->arena, free_those, c->tombstones);
	}
	push(c->tombstones, h);
}

struct orm_tombstone *orm_engine_reuse(struct orm_engine *e)
{
	pthread_mutex_lock(&e->pool.lock);
	struct orm_tombstone *h = pop(&e->tombstones);
	pthread_mutex_unlock(&e->pool.lock);
	return h;
}

void orm_engine_keep(struct orm_engine *e, struct orm_tombstone *h)
{
	pthread_mutex_lock(&e->pool.lock);
	push(&e->tombstones, h);
	pthread_mutex_unlock(&e->pool.lock);
}
