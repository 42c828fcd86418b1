/* orm/engine/pool.c - who gets which connection, and who waits */
#include "orm/engine/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "orm/engine/pooled.h"

enum { SIZE = 5, OVERFLOW = 10, TIMEOUT_MS = 30000 };

static size_t limit(int given, int otherwise)
{
	return given == ORM_UNLIMITED     ? SIZE_MAX
	       : given == ORM_NO_OVERFLOW ? 0
	       : given == 0               ? (size_t)otherwise
	                                  : (size_t)given;
}

void orm_pool_init(struct orm_engine *e)
{
	struct orm_pool_options *o = &e->options.pool;
	bool alone = e->driver->is_private && e->driver->is_private(&e->url);
	if (o->kind == ORM_POOL_DEFAULT)
		o->kind = alone ? ORM_POOL_ONE : ORM_POOL_QUEUE;
	if (o->timeout_ms == 0)
		o->timeout_ms = TIMEOUT_MS;
	size_t overflow = limit(o->overflow, OVERFLOW);
	e->keep = limit(o->size, SIZE);
	e->most = overflow > SIZE_MAX - e->keep ? SIZE_MAX : e->keep + overflow;
	if (o->kind == ORM_POOL_ONE || o->kind == ORM_POOL_ASSERT)
		e->keep = e->most = 1;
	if (o->kind == ORM_POOL_NULL) {
		e->keep = 0;
		e->most = SIZE_MAX;
	}
	pthread_mutex_init(&e->pool.lock, NULL);
}

/* Idle ones: given back at the end. */

static void idle_add(struct orm_pool *pool, struct orm_pooled *p)
{
	p->next = NULL;
	p->previous = pool->last;
	*(pool->last ? &pool->last->next : &pool->first) = p;
	pool->last = p;
	pool->counts.idle++;
}

static struct orm_pooled *idle_take(struct orm_pool *pool, bool lifo)
{
	struct orm_pooled *p = lifo ? pool->last : pool->first;
	if (!p)
		return NULL;
	*(p->previous ? &p->previous->next : &pool->first) = p->next;
	*(p->next ? &p->next->previous : &pool->last) = p->previous;
	p->next = p->previous = NULL;
	pool->counts.idle--;
	return p;
}

/* A place for a connection that isn't there yet. */
static struct orm_pooled *place(struct orm_engine *e)
{
	struct orm_pool *pool = &e->pool;
	struct orm_pooled *p = pool->empty;
	if (p) {
		pool->empty = p->next;
		p->next = NULL;
		return p;
	}
	p = xmalloc(sizeof *p);
	*p = (struct orm_pooled){ .engine = e, .all = pool->all };
	pool->all = p;
	return p;
}

static void queue(struct orm_pool *pool, struct orm_waiter *w)
{
	*(pool->last_waiting ? &pool->last_waiting->next : &pool->waiting) = w;
	pool->last_waiting = w;
	pool->counts.waiting++;
}

static void unqueue(struct orm_pool *pool, const struct orm_waiter *w)
{
	struct orm_waiter **at = &pool->waiting, *before = NULL;
	for (; *at != w; at = &(*at)->next)
		before = *at;
	*at = w->next;
	if (pool->last_waiting == w)
		pool->last_waiting = before;
	pool->counts.waiting--;
}

static bool fail_timeout(struct orm_engine *e, struct error *err)
{
	const struct orm_pool_options *o = &e->options.pool;
	e->pool.counts.timeouts++;
	if (o->kind == ORM_POOL_ASSERT) {
		fail(err, ERR_USAGE, "the pool's only connection is in use");
		return fail_hint(err, "Give it back (orm_close) before another is asked for.");
	}
	size_t size = e->keep, overflow = e->most - e->keep;
	int ms = o->timeout_ms < 0 ? 0 : o->timeout_ms;
	fail(err, ERR_LOCKED,
	     "no connection came free within %d.%03d s: the pool of size %zu, overflow %zu, is "
	     "used up",
	     ms / 1000, ms % 1000, size, overflow);
	return fail_hint(err, "Give connections back sooner (orm_close), make the pool larger, or "
	                      "look for those that are never given back.");
}

static bool fail_closed(struct error *err)
{
	return fail(err, ERR_USAGE, "the engine is closed");
}

static struct timespec deadline(int ms)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* A condition of its own, by a clock that nobody sets. */
static void waiter_init(struct orm_waiter *w)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	*w = (struct orm_waiter){ 0 };
	pthread_cond_init(&w->wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* Holds the lock, as the caller does; what is given is counted as out already. */
static bool wait_for_one(struct orm_engine *e, struct orm_pooled **out, struct error *err)
{
	struct orm_waiter w;
	struct orm_pool *pool = &e->pool;
	int ms = e->options.pool.timeout_ms, failed = 0;
	if (ms < 0 || e->options.pool.kind == ORM_POOL_ASSERT)
		return fail_timeout(e, err);
	struct timespec until = deadline(ms);
	waiter_init(&w);
	queue(pool, &w);
	while (!w.given && !w.closed && failed != ETIMEDOUT)
		failed = pthread_cond_timedwait(&w.wake, &pool->lock, &until);
	if (!w.given && !w.closed)
		unqueue(pool, &w);
	pthread_cond_destroy(&w.wake);
	*out = w.given;
	if (w.given)
		return true;
	return w.closed ? fail_closed(err) : fail_timeout(e, err);
}

static bool take(struct orm_engine *e, struct orm_pooled **out, struct error *err)
{
	struct orm_pool *pool = &e->pool;
	*out = NULL;
	if (pool->closed)
		return fail_closed(err);
	/* When somebody waits none is idle. */
	if (!pool->waiting) {
		*out = idle_take(pool, e->options.pool.lifo);
		if (!*out && pool->counts.out < e->most)
			*out = place(e);
	}
	if (!*out)
		return wait_for_one(e, out, err);
	pool->counts.out++;
	return true;
}

bool orm_pool_take(struct orm_engine *e, struct orm_pooled **out, struct error *err)
{
	pthread_mutex_lock(&e->pool.lock);
	bool ok = take(e, out, err);
	e->pool.counts.given += ok;
	pthread_mutex_unlock(&e->pool.lock);
	return ok;
}

/* The one that waits for longest. */
static bool hand_over(struct orm_pool *pool, struct orm_pooled *p)
{
	struct orm_waiter *w = pool->waiting;
	if (!w)
		return false;
	unqueue(pool, w);
	w->given = p;
	pthread_cond_signal(&w->wake);
	return true;
}

static bool is_worth_keeping(const struct orm_engine *e, const struct orm_pooled *p)
{
	return !e->pool.closed && p->generation >= e->pool.generation &&
	       e->pool.counts.idle < e->keep;
}

/* False: it has to be closed first, which takes its time. */
static bool put(struct orm_engine *e, struct orm_pooled *p)
{
	struct orm_pool *pool = &e->pool;
	if (e->options.pool.kind == ORM_POOL_NULL && p->alive)
		return false;
	if (hand_over(pool, p))
		return true;
	if (p->alive && !is_worth_keeping(e, p))
		return false;
	pool->counts.out--;
	if (p->alive) {
		idle_add(pool, p);
	} else {
		p->next = pool->empty;
		pool->empty = p;
	}
	return true;
}

void orm_pool_give(struct orm_pooled *p)
{
	struct orm_pool *pool = &p->engine->pool;
	pthread_mutex_lock(&pool->lock);
	while (!put(p->engine, p)) {
		pthread_mutex_unlock(&pool->lock);
		orm_pooled_shut(p);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
}

void orm_pool_outdate(struct orm_pooled *p)
{
	struct orm_pool *pool = &p->engine->pool;
	pthread_mutex_lock(&pool->lock);
	/* Those that are newer have been made since somebody else found out. */
	if (p->generation == pool->generation)
		pool->generation++;
	pool->counts.lost++;
	pthread_mutex_unlock(&pool->lock);
}

/* None is left to be given to who comes meanwhile. */
static struct orm_pooled *take_idle(struct orm_pool *pool)
{
	struct orm_pooled *list = pool->first;
	pool->first = pool->last = NULL;
	pool->counts.idle = 0;
	return list;
}

static void dismiss_waiting(struct orm_pool *pool)
{
	while (pool->waiting) {
		struct orm_waiter *w = pool->waiting;
		unqueue(pool, w);
		w->closed = true;
		pthread_cond_signal(&w->wake);
	}
}

void orm_pool_dispose(struct orm_engine *e, bool close)
{
	struct orm_pool *pool = &e->pool;
	pthread_mutex_lock(&pool->lock);
	struct orm_pooled *list = take_idle(pool), *next;
	pool->generation++;
	pool->closed = pool->closed || close;
	if (close)
		dismiss_waiting(pool);
	pthread_mutex_unlock(&pool->lock);
	for (; list; list = next) {
		next = list->next;
		orm_pooled_shut(list);
		pthread_mutex_lock(&pool->lock);
		list->next = pool->empty;
		pool->empty = list;
		pthread_mutex_unlock(&pool->lock);
	}
}

void orm_pool_free(struct orm_engine *e)
{
	for (struct orm_pooled *p = e->pool.all, *next; p; p = next) {
		next = p->all;
		orm_pooled_shut(p);
		free(p);
	}
	pthread_mutex_destroy(&e->pool.lock);
}
