/* orm/engine/conn.c - one connection: what all databases share */
#include "orm/engine/conn.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "orm/dialect.h"
#include "orm/driver.h"
#include "orm/engine/pooled.h"

enum { LOCK_TIMEOUT_MS = 5000, STARTING_MS = 250 };

/* `starting`: it failed, and later it may not. */
static bool connect_once(const struct orm_driver *driver, const struct orm_url *url,
                         const struct orm_connect_options *options, bool *starting,
                         struct orm_conn *c, struct error *err)
{
	*c = (struct orm_conn){ .driver = driver, .dialect = driver->dialect, .options = *options };
	orm_url_copy(&c->arena, url, &c->url);
	if (c->options.lock_timeout_ms == 0)
		c->options.lock_timeout_ms = LOCK_TIMEOUT_MS;
	c->dialect_name = driver->name;
	if (driver->open(c, &c->options, err))
		return true;
	*starting = options->wait_ms && err->code == ERR_CONNECT && driver->is_starting &&
	            driver->is_starting(c, err);
	arena_release(&c->arena);
	return false;
}

bool orm_conn_open(struct orm_conn *c, const struct orm_url *url,
                   const struct orm_connect_options *o, struct error *err)
{
	int64_t since = clock_ms();
	const struct orm_driver *driver = orm_driver_get(url->scheme, err);

	if (!driver)
		return false;
	/* Asked a moment later it may have started: then once more tells. */
	for (unsigned tries = 0, refused = 0;; tries++) {
		bool starting = false;

		if (connect_once(driver, url, o, &starting, c, err))
			return true;
		refused = starting ? 0 : refused + 1;
		if (!o->wait_ms || err->code != ERR_CONNECT || refused > 1 ||
		    (o->wait_ms > 0 && clock_ms() - since >= o->wait_ms))
			return false;
		if (!tries && starting && o->waiting)
			o->waiting(o->waiting_data, err);
		error_clear(err);
		clock_sleep_ms(STARTING_MS);
	}
}

bool orm_connect(const struct orm_url *url, const struct orm_connect_options *options,
                 struct orm_conn **out, struct error *err)
{
	const struct orm_connect_options none = { 0 };
	struct orm_conn *c = xmalloc(sizeof *c);

	*out = NULL;
	if (orm_conn_open(c, url, options ? options : &none, err)) {
		*out = c;
		return true;
	}
	free(c);
	return false;
}

void orm_conn_shut(struct orm_conn *c)
{
	c->driver->close(c);
	arena_release(&c->arena);
}

void orm_close(struct orm_conn *c)
{
	if (c && c->pooled) {
		orm_pooled_give_back(c);
	} else if (c) {
		orm_rollback(c);
		orm_conn_shut(c);
		free(c);
	}
}

const struct orm_dialect *orm_conn_dialect(const struct orm_conn *c)
{
	return c->dialect;
}

const struct orm_url *orm_conn_url(const struct orm_conn *c)
{
	return &c->url;
}

const char *orm_conn_schema(const struct orm_conn *c)
{
	return c->schema ? c->schema : c->dialect->default_schema;
}

int orm_conn_version(const struct orm_conn *c)
{
	return c->version;
}

struct orm_prepared_counts orm_prepared_counts(const struct orm_conn *c)
{
	return c->prepared_counts;
}

int64_t orm_changes(const struct orm_conn *c)
{
	return c->changes;
}

int64_t orm_last_key(const struct orm_conn *c)
{
	return c->last_key;
}

/* Is there anything behind it, and is it the caller's? */
static bool is_there(const struct orm_conn *c)
{
	return !c->pooled || (c->pooled->out && orm_pooled_is_alive(c));
}

void orm_interrupt(struct orm_conn *c)
{
	if (is_there(c))
		c->driver->interrupt(c);
}

void orm_echo(const struct orm_conn *c, const char *sql)
{
	if (c->options.echo)
		c->options.echo(c->options.echo_data, sql);
}

bool orm_may_run(struct orm_conn *c, const char *sql, struct error *err)
{
	if (c->pooled && !orm_pooled_usable(c, err))
		return fail_statement(err, sql, -1);
	if (c->broken) {
		fail(err, ERR_CONNECT, "the connection can't be used since a rollback failed");
		return fail_statement(err, sql, -1);
	}
	if (c->open_results > c->resting) {
		fail(err, ERR_USAGE, "the result of the last query is still open");
		return fail_statement(err, sql, -1);
	}
	if (c->pooled && !orm_pooled_begin(c, sql, err))
		return fail_statement(err, sql, -1);
	orm_echo(c, sql);
	return true;
}

/* What only the native client understands is told apart from what is wrong. */
static bool may_send(struct orm_conn *c, const struct orm_execution *s, struct error *err)
{
	if (c->dialect->accepts && !c->dialect->accepts(s->sql, err))
		return fail_statement(err, s->sql, -1);
	return orm_may_run(c, s->sql, err) && (!c->pooled || orm_pooled_before(c, s, err));
}

bool orm_exec_params(struct orm_conn *c, const char *sql, const struct orm_value *params,
                     size_t count, struct error *err)
{
	const struct orm_execution s = { sql, params, count, 1 };

	c->changes = 0;
	if (!may_send(c, &s, err))
		return false;
	bool ok = c->driver->exec(c, sql, params, count, err);
	return c->pooled ? orm_pooled_after(c, &s, ok, err) : ok;
}

bool orm_exec(struct orm_conn *c, const char *sql, struct error *err)
{
	return orm_exec_params(c, sql, NULL, 0, err);
}

static struct orm_result *result_new(struct orm_conn *c)
{
	struct orm_result *r = xmalloc(sizeof *r);
	*r = (struct orm_result){ .conn = c };
	c->open_results++;
	return r;
}

/* Of results that were asked for together, some may have been had, or handed over. */
static void result_abandon(struct orm_result *r)
{
	if (r->handle) {
		orm_result_close(r);
		return;
	}
	r->conn->open_results--;
	arena_release(&r->arena);
	free(r);
}

static bool query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                  bool stream, struct orm_result **out, struct error *err)
{
	bool (*run)(struct orm_conn *, const char *, const struct orm_value *, size_t,
	            struct orm_result *, struct error *) =
	    stream && c->driver->stream ? c->driver->stream : c->driver->query;
	const struct orm_execution s = { sql, params, count, 1 };

	*out = NULL;
	c->changes = 0;
	if (!may_send(c, &s, err))
		return false;
	struct orm_result *r = result_new(c);
	bool ok = run(c, sql, params, count, r, err);
	if (c->pooled)
		ok = orm_pooled_after(c, &s, ok, err);
	if (ok)
		*out = r;
	else
		result_abandon(r);
	return ok;
}

bool orm_query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result **out, struct error *err)
{
	return query(c, sql, params, count, false, out, err);
}

bool orm_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                struct orm_result **out, struct error *err)
{
	return query(c, sql, params, count, true, out, err);
}

bool orm_plain_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                          struct orm_result **results, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!c->driver->query(c, sql[i], NULL, 0, results[i], err))
			return false;
	return true;
}

static bool may_send_all(struct orm_conn *c, const char *const *sql, size_t count,
                         struct error *err)
{
	c->changes = 0;
	for (size_t i = 0; i < count; i++) {
		const struct orm_execution s = { .sql = sql[i], .rows = 1 };
		if (!orm_may_run(c, sql[i], err) || (c->pooled && !orm_pooled_before(c, &s, err)))
			return false;
	}
	return true;
}

/* Which of them has failed is in the error. */
static bool sent_all(struct orm_conn *c, const char *const *sql, size_t count, bool ok,
                     struct error *err)
{
	for (size_t i = 0; c->pooled && i < count; i++) {
		const struct orm_execution s = { .sql = sql[i], .rows = 1 };
		bool fine = ok || (count > 1 && strcmp(err->statement, sql[i]) != 0);
		(void)!orm_pooled_after(c, &s, fine, err);
	}
	return ok;
}

bool orm_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                    struct orm_result **out, struct error *err)
{
	if (!may_send_all(c, sql, count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		out[i] = result_new(c);
	if (sent_all(c, sql, count, c->driver->query_many(c, sql, count, out, err), err))
		return true;
	for (size_t i = 0; i < count; i++) {
		result_abandon(out[i]);
		out[i] = NULL;
	}
	return false;
}

bool orm_hand_over(struct orm_result *rows, struct orm_taker *to, size_t i, struct error *err)
{
	bool ok = to->take(to->data, i, rows, err);
	rows->conn->driver->finish(rows);
	arena_release(&rows->row);
	arena_release(&rows->arena);
	rows->handle = NULL;
	rows->columns = 0;
	to->taken += ok;
	return ok;
}

static bool hand_over_all(struct orm_conn *c, const char *const *sql, size_t count,
                          struct orm_taker *to, struct error *err)
{
	struct orm_result **rows = xmalloc(count * sizeof(*rows));
	bool ok = orm_query_many(c, sql, count, rows, err), fits = ok;
	for (size_t i = 0; ok && i < count; i++) {
		fits = fits && orm_hand_over(rows[i], to, i, err);
		result_abandon(rows[i]);
	}
	free(rows);
	return fits;
}

bool orm_query_each(struct orm_conn *c, const char *const *sql, size_t count, struct orm_taker *to,
                    struct error *err)
{
	to->taken = 0;
	if (!c->driver->query_each)
		return hand_over_all(c, sql, count, to, err);
	if (!may_send_all(c, sql, count, err))
		return false;
	struct orm_result *rows = result_new(c);
	bool ok = c->driver->query_each(c, sql, count, rows, to, err);
	result_abandon(rows);
	return sent_all(c, sql, count, ok, err);
}

static bool may_ask(struct orm_conn *c, struct error *err)
{
	return !c->pooled || orm_pooled_usable(c, err);
}

bool orm_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                  struct error *err)
{
	*got = false;
	*holder = (struct orm_lock_holder){ 0 };
	return may_ask(c, err) && c->driver->try_lock(c, name, got, holder, err);
}

void orm_unlock(struct orm_conn *c)
{
	if (is_there(c))
		c->driver->unlock(c);
}

const char *orm_lock_holders(struct orm_conn *c, struct arena *a, const char *sql)
{
	if (c->broken || !is_there(c) || orm_in_transaction(c))
		return NULL;
	return c->driver->lock_holders(c, a, sql);
}

const char *orm_plain_lock_holders(struct orm_conn *c, struct arena *a, const char *sql)
{
	(void)c;
	(void)a;
	(void)sql;
	return NULL;
}

bool orm_migrating(struct orm_conn *c, bool on, struct error *err)
{
	if (orm_in_transaction(c))
		return fail(err, ERR_USAGE, "a transaction is open already");
	return may_ask(c, err) && c->driver->migrating(c, on, err);
}

bool orm_reset(struct orm_conn *c, struct error *err)
{
	return may_ask(c, err) && (!c->driver->reset || c->driver->reset(c, err));
}

bool orm_fingerprint(struct orm_conn *c, struct arena *a, const char *sql, const char **out,
                     struct error *err)
{
	*out = "";
	return may_ask(c, err) &&
	       (!c->driver->fingerprint || c->driver->fingerprint(c, a, sql, out, err));
}

bool orm_find_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                       struct error *err)
{
	return may_ask(c, err) && c->driver->problems(c, a, deep, out, err);
}

void orm_new_problems(struct arena *a, const struct orm_problems *before,
                      const struct orm_problems *after, struct names *out)
{
	struct map *old = map_new(a);
	for (size_t i = 0; i < before->len; i++)
		map_put(old, before->items[i].key, &before->items[i]);
	for (size_t i = 0; i < after->len; i++) {
		const struct orm_problem *was = map_get(old, after->items[i].key);
		if (!was || was->rows < after->items[i].rows)
			vec_push(a, out, after->items[i].text);
	}
}

bool orm_observe(struct orm_conn *c, struct arena *a, const char *sql, bool after, void **state,
                 struct ddl_touches *out, struct error *err)
{
	return !c->driver->observe || c->driver->observe(c, a, sql, after, state, out, err);
}
