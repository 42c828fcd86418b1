/* orm/engine/engine.c - engines: made, asked for connections, closed */
#include "orm/engine/engine.h"

#include <stdlib.h>

#include "orm/dialect.h"
#include "orm/engine/pooled.h"
#include "orm/engine/tombstone.h"

static void destroy(void *object)
{
	struct orm_engine *e = object;
	struct orm_heard *next;
	orm_engine_close(e);
	orm_tombstones_free(e->tombstones);
	orm_pool_free(e);
	for (struct orm_heard *h = atomic_load(&e->listeners); h; h = next) {
		next = atomic_load(&h->next);
		free(h);
	}
	pthread_mutex_destroy(&e->listening);
}

bool orm_engine_new(struct arena *a, const char *url, const struct orm_engine_options *options,
                    struct orm_engine **out, struct error *err)
{
	struct orm_url parsed;
	*out = NULL;
	if (!orm_url_parse(a, url, &parsed, err))
		return false;
	const struct orm_driver *driver = orm_driver_get(parsed.scheme, err);
	if (!driver)
		return false;
	struct orm_engine *e = ARENA_NEW(a, struct orm_engine);
	e->url = parsed;
	e->driver = driver;
	if (options)
		e->options = *options;
	e->options.connect.exact_names = !e->options.texts_in_quotes;
	orm_pool_init(e);
	pthread_mutex_init(&e->listening, NULL);
	arena_defer(a, destroy, e);
	*out = e;
	return true;
}

void orm_engine_close(struct orm_engine *e)
{
	orm_pool_dispose(e, true);
}

void orm_engine_dispose(struct orm_engine *e)
{
	orm_pool_dispose(e, false);
}

bool orm_engine_connect(struct orm_engine *e, struct orm_conn **out, struct error *err)
{
	struct orm_pooled *p;
	*out = NULL;
	if (!orm_pool_take(e, &p, err))
		return false;
	if (orm_pooled_prepare(p, err)) {
		*out = &p->conn;
		return true;
	}
	orm_pool_give(p);
	return false;
}

bool orm_engine_transact(struct orm_engine *e, orm_work *work, void *data, struct error *err)
{
	struct orm_conn *c;
	if (!orm_engine_connect(e, &c, err))
		return false;
	bool ok = orm_transact(c, work, data, err);
	orm_close(c);
	return ok;
}

/* At the end, for who reads the list meanwhile finds it whole. */
void orm_engine_listen(struct orm_engine *e, const struct orm_listener *l)
{
	struct orm_heard *added = xmalloc(sizeof *added);
	added->listener = *l;
	atomic_init(&added->next, NULL);
	pthread_mutex_lock(&e->listening);
	_Atomic(struct orm_heard *) *at = &e->listeners;
	while (atomic_load(at))
		at = &atomic_load(at)->next;
	atomic_store(at, added);
	pthread_mutex_unlock(&e->listening);
}

struct orm_pool_counts orm_engine_counts(struct orm_engine *e)
{
	pthread_mutex_lock(&e->pool.lock);
	struct orm_pool_counts counts = e->pool.counts;
	pthread_mutex_unlock(&e->pool.lock);
	return counts;
}

const struct orm_url *orm_engine_url(const struct orm_engine *e)
{
	return &e->url;
}

const struct orm_dialect *orm_engine_dialect(const struct orm_engine *e)
{
	const struct orm_dialect *d = orm_dialect_find(e->url.scheme);
	return d ? d : e->driver->dialect;
}
