/* orm/engine/pooled.c - a connection of an engine, from being given out to being given back */
#include "orm/engine/pooled.h"

#include "base/clock.h"

static void tell_close(struct orm_pooled *p)
{
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (h->listener.close)
		h->listener.close(h->listener.data, &p->conn);
	orm_pooled_told(p);
}

/* Questions that need no server are answered all the same. */
static void be_empty(struct orm_pooled *p)
{
	struct orm_engine *e = p->engine;
	p->conn = (struct orm_conn){ .driver = e->driver,
		                     .dialect = e->driver->dialect,
		                     .dialect_name = e->driver->name,
		                     .url = e->url,
		                     .options = e->options.connect,
		                     .pooled = p };
	p->alive = p->dead = p->begun = p->undone = p->touched = false;
}

void orm_pooled_shut(struct orm_pooled *p)
{
	struct orm_pool *pool = &p->engine->pool;
	if (!p->alive)
		return;
	tell_close(p);
	orm_conn_shut(&p->conn);
	be_empty(p);
	pthread_mutex_lock(&pool->lock);
	pool->counts.closed++;
	pthread_mutex_unlock(&pool->lock);
}

static bool tell_before_connect(struct orm_engine *e, struct arena *a, struct orm_url *url,
                                struct error *err)
{
	orm_url_copy(a, &e->url, url);
	EACH_LISTENER(e, h)
	if (h->listener.before_connect &&
	    !h->listener.before_connect(h->listener.data, a, url, err))
		return false;
	return true;
}

static bool tell_connect(struct orm_pooled *p, struct error *err)
{
	bool ok = true;
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	ok = ok && (!h->listener.connect || h->listener.connect(h->listener.data, &p->conn, err));
	orm_pooled_told(p);
	return ok;
}

/* As they were asked for, also of the connection that was there before. */
static bool set_up(struct orm_pooled *p, struct error *err)
{
	const struct orm_driver *d = p->engine->driver;
	return (!p->isolation || d->set_isolation(&p->conn, p->isolation, err)) &&
	       (!p->timeout_ms || d->set_timeout(&p->conn, p->timeout_ms, err));
}

/* Those opened from now on are of this generation, even if it takes them long. */
static void count_opened(struct orm_pooled *p)
{
	struct orm_pool *pool = &p->engine->pool;
	pthread_mutex_lock(&pool->lock);
	p->generation = pool->generation;
	pool->counts.opened++;
	pthread_mutex_unlock(&pool->lock);
	p->since = clock_ms();
}

bool orm_pooled_connect(struct orm_pooled *p, struct error *err)
{
	struct arena a = { 0 };
	struct orm_url url;
	struct orm_engine *e = p->engine;
	count_opened(p);
	bool ok = tell_before_connect(e, &a, &url, err) &&
	          orm_conn_open(&p->conn, &url, &e->options.connect, err);
	arena_release(&a);
	if (!ok) {
		be_empty(p);
		pthread_mutex_lock(&e->pool.lock);
		e->pool.counts.opened--;
		pthread_mutex_unlock(&e->pool.lock);
		return false;
	}
	p->conn.pooled = p;
	p->alive = true;
	if (set_up(p, err) && tell_connect(p, err))
		return true;
	orm_pooled_shut(p);
	return false;
}

static void found_dead(struct orm_pooled *p, const struct error *why)
{
	p->dead = true;
	orm_pool_outdate(p);
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (h->listener.invalidate)
		h->listener.invalidate(h->listener.data, &p->conn, why);
	orm_pooled_told(p);
}

static bool is_old(struct orm_pooled *p)
{
	struct orm_engine *e = p->engine;
	pthread_mutex_lock(&e->pool.lock);
	bool old = p->generation < e->pool.generation;
	pthread_mutex_unlock(&e->pool.lock);
	int64_t most = e->options.pool.recycle_s * INT64_C(1000);
	return old || (most > 0 && clock_ms() - p->since >= most);
}

static bool answers(struct orm_pooled *p)
{
	struct error err;
	if (p->engine->driver->exec(&p->conn, "SELECT 1", NULL, 0, &err))
		return true;
	found_dead(p, &err);
	return false;
}

static void begin_as_engine(struct orm_pooled *p)
{
	const struct orm_engine_options *o = &p->engine->options;
	p->isolation = o->isolation;
	p->timeout_ms = o->statement_timeout_ms;
	p->autocommit = o->autocommit;
	p->begun = p->implicit = p->undone = p->touched = false;
}

bool orm_pooled_prepare(struct orm_pooled *p, struct error *err)
{
	bool ok = true;
	begin_as_engine(p);
	if (p->alive && (is_old(p) || (p->engine->options.pool.ping && !answers(p))))
		orm_pooled_shut(p);
	if (!p->alive && !orm_pooled_connect(p, err))
		return false;
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	ok = ok && (!h->listener.checkout || h->listener.checkout(h->listener.data, &p->conn, err));
	orm_pooled_told(p);
	p->out = ok;
	return ok;
}

/* What its user has set is as it was.  False: better a new one. */
static bool put_back(struct orm_pooled *p)
{
	struct error err;
	struct orm_conn *c = &p->conn;
	const struct orm_driver *d = c->driver;
	const struct orm_engine_options *o = &p->engine->options;
	bool prepared = *c->twophase && c->prepared, touched = p->touched;
	if (p->dead || c->broken || prepared)
		return false;
	if (d->reset && !d->reset(c, &err))
		return false;
	return (!(touched || p->isolation != o->isolation) ||
	        d->set_isolation(c, o->isolation, &err)) &&
	       (!(touched || p->timeout_ms != o->statement_timeout_ms) ||
	        d->set_timeout(c, o->statement_timeout_ms, &err));
}

static void finish(struct orm_pooled *p)
{
	p->leaving = false;
	if (p->alive && !put_back(p))
		orm_pooled_shut(p);
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (p->alive && h->listener.checkin)
		h->listener.checkin(h->listener.data, &p->conn);
	orm_pooled_told(p);
	orm_pool_give(p);
}

void orm_pooled_give_back(struct orm_conn *c)
{
	struct orm_pooled *p = c->pooled;
	if (!p->out)
		return;
	/* One that is prepared stays so, for who finds it. */
	if (!c->prepared)
		orm_rollback(c);
	p->out = false;
	p->leaving = c->open_results > 0;
	if (!p->leaving)
		finish(p);
}

void orm_pooled_result_closed(struct orm_conn *c)
{
	if (c->pooled->leaving && c->open_results == 0)
		finish(c->pooled);
}

bool orm_pooled_is_alive(const struct orm_conn *c)
{
	return c->pooled->alive && !c->pooled->dead;
}

static bool fail_lost(struct error *err)
{
	fail(err, ERR_CONNECT, "the connection was lost, and what its transaction had done");
	return fail_hint(err, "Roll back; the next statement connects again.");
}

/* What follows would be committed without what was before. */
static bool fail_undone(struct error *err)
{
	fail(err, ERR_STATE, "the statement that failed has ended the transaction");
	return fail_hint(err, "Roll back, and do all of it again.");
}

bool orm_pooled_usable(struct orm_conn *c, struct error *err)
{
	struct orm_pooled *p = c->pooled;
	if (p->telling)
		return true;
	if (!p->out) {
		fail(err, ERR_USAGE, "the connection was given back");
		return fail_hint(err, "Ask the engine for another one.");
	}
	if (p->undone)
		return fail_undone(err);
	/* That a result is open is an error that is said elsewhere. */
	if ((p->alive && !p->dead && !c->broken) || c->open_results > c->resting)
		return true;
	if (p->begun || c->resting)
		return fail_lost(err);
	orm_pooled_shut(p);
	return orm_pooled_connect(p, err);
}

void orm_pooled_check(struct orm_conn *c, const struct error *err)
{
	if (err->code == ERR_CONNECT && !c->pooled->dead)
		found_dead(c->pooled, err);
}

void orm_invalidate(struct orm_conn *c)
{
	const struct error none = { 0 };
	struct orm_pooled *p = c->pooled;
	if (!p || !p->out || !p->alive)
		return;
	orm_rollback(c);
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (h->listener.invalidate)
		h->listener.invalidate(h->listener.data, c, &none);
	orm_pooled_told(p);
	p->dead = true;
	if (c->open_results == 0 && !p->telling)
		orm_pooled_shut(p);
}
