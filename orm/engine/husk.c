/* orm/engine/husk.c - what is left of what was closed */
#include "orm/engine/husk.h"

#include <stdlib.h>

#include "orm/engine/pooled.h"

void orm_husks_free(struct orm_husk *first)
{
	for (struct orm_husk *next; first; first = next) {
		next = first->next;
		free(first);
	}
}

static struct orm_husk *pop(struct orm_husk **list)
{
	struct orm_husk *h = *list;
	if (h)
		*list = h->next;
	return h;
}

static void push(struct orm_husk **list, struct orm_husk *h)
{
	h->next = *list;
	*list = h;
}

static void free_those(void *data)
{
	struct orm_husk **list = data;
	orm_husks_free(*list);
}

struct orm_husk *orm_conn_reuse(struct orm_conn *c)
{
	return c->husks ? pop(c->husks) : NULL;
}

void orm_conn_keep(struct orm_conn *c, struct orm_husk *h)
{
	if (!c->husks) {
		c->husks = ARENA_NEW(&c->arena, struct orm_husk *);
		arena_defer(&c->arena, free_those, c->husks);
	}
	push(c->husks, h);
}

struct orm_husk *orm_engine_reuse(struct orm_engine *e)
{
	pthread_mutex_lock(&e->pool.lock);
	struct orm_husk *h = pop(&e->husks);
	pthread_mutex_unlock(&e->pool.lock);
	return h;
}

void orm_engine_keep(struct orm_engine *e, struct orm_husk *h)
{
	pthread_mutex_lock(&e->pool.lock);
	push(&e->husks, h);
	pthread_mutex_unlock(&e->pool.lock);
}
