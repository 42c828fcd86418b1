/*
 * orm/postgresql/lease.c - a row with an end, where sessions are shared
 *
 * Table limbeck_lock has a row for who migrates: a token that only the holder
 * knows, who that is, and until when.  A thread with a connection of its own
 * prolongs it four times in its length; when it can't, no further statement is
 * run, and whoever waits takes over when the time is up.  All times are the
 * server's, except for how long we trust our own lease.
 *
 * A lease may end while a transaction is open.  Therefore each transaction
 * takes the advisory lock, which ends with it, and looks at the row again: as
 * long as it is open nobody can take the lease, so never do two migrations
 * commit that believe to be alone.
 */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define LEASE_SECONDS "60"
enum { LEASE_MS = 60000, BEAT_SECONDS = 15, RETRY_SECONDS = 3 };

struct pg_lease {
	struct arena arena;
	const struct libpq *pq;
	PGconn *db; /* the thread's, until it is joined */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool stop; /* under the mutex */
	_Atomic int64_t valid_until;
	const char *name, *token, *table;
	const char *prolong_sql;
};

/* Whatever schema it is in: everybody has to use the same one. */
static const char find_sql[] =
    "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relname = 'limbeck_lock' AND c.relkind = 'r' AND c.relpersistence <> 't' "
    "ORDER BY c.oid LIMIT 1";

static const char create_sql[] =
    "CREATE TABLE public.limbeck_lock (name text PRIMARY KEY, token text NOT NULL, "
    "username text NOT NULL, host text NOT NULL, pid bigint NOT NULL, "
    "since timestamptz NOT NULL, expires timestamptz NOT NULL)";

static bool fail_lost(struct error *err)
{
	fail(err, ERR_LOCKED, "the lease on limbeck's lock has ended, another run may have it");
	return fail_hint(err, "The server was not to be reached in time to prolong it. Nothing "
	                      "more was done; run the command again.");
}

/* One text, or NULL when there is no row; false on failure. */
static bool ask_text(struct arena *a, struct orm_conn *c, const char *sql,
                     const struct orm_value *params, size_t count, const char **out,
                     struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	PGresult *r = pg_run_numbered(c, sql, params, count, err);
	*out = NULL;
	if (!r)
		return false;
	if (h->pq->PQntuples(r) > 0)
		*out = arena_strdup(a, h->pq->PQgetvalue(r, 0, 0));
	h->pq->PQclear(r);
	return true;
}

static bool tell(struct orm_conn *c, const char *sql, struct error *err)
{
	PGresult *r = pg_run_numbered(c, sql, NULL, 0, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

static bool lock_transaction(struct orm_conn *c, const char *name, struct error *err)
{
	struct orm_value key = orm_int(pg_lock_key(name));
	PGresult *r =
	    pg_run_numbered(c, "SELECT pg_catalog.pg_advisory_xact_lock($1::bigint)", &key, 1, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

static bool find_table(struct orm_conn *c, struct pg_lease *lease, struct error *err)
{
	return ask_text(&lease->arena, c, find_sql, NULL, 0, &lease->table, err);
}

/* Under a lock of its own, so that not two make it in two schemas. */
static bool create_table(struct orm_conn *c, struct pg_lease *lease, struct error *err)
{
	struct error ignored;
	if (!tell(c, "BEGIN", err))
		return false;
	bool ok = lock_transaction(c, "limbeck_lock", err) && find_table(c, lease, err) &&
	          (lease->table || tell(c, create_sql, err)) && find_table(c, lease, err) &&
	          tell(c, "COMMIT", err);
	if (!ok)
		(void)tell(c, "ROLLBACK", &ignored);
	return ok;
}

/* The row, unless somebody has it or the advisory lock. */
static bool take(struct orm_conn *c, struct pg_lease *lease, bool *got, struct error *err)
{
	char *sql = arena_printf(
	    &lease->arena,
	    "INSERT INTO %s AS t (name, token, username, host, pid, since, expires) "
	    "SELECT $1::text, $2::text, $3::text, $4::text, $5::bigint, clock_timestamp(), "
	    "clock_timestamp() + interval '" LEASE_SECONDS " seconds' "
	    "WHERE pg_catalog.pg_try_advisory_xact_lock($6::bigint) "
	    "ON CONFLICT (name) DO UPDATE SET token = excluded.token, "
	    "username = excluded.username, host = excluded.host, pid = excluded.pid, "
	    "since = excluded.since, expires = excluded.expires "
	    "WHERE t.expires < clock_timestamp() RETURNING token",
	    lease->table);
	struct orm_value params[] = {
		orm_text(lease->name),
		orm_text(lease->token),
		orm_text(system_user(&lease->arena)),
		orm_text(system_host(&lease->arena)),
		orm_int(getpid()),
		orm_int(pg_lock_key(lease->name)),
	};
	const char *token;
	lease->valid_until = clock_ms() + LEASE_MS;
	bool ok = ask_text(&lease->arena, c, sql, params, COUNT(params), &token, err);
	*got = ok && token;
	return ok;
}

/* ---- the thread that prolongs it */

static void prolong(struct pg_lease *lease)
{
	const char *params[] = { lease->name, lease->token };
	int64_t asked = clock_ms();
	if (lease->pq->PQstatus(lease->db) != CONNECTION_OK)
		lease->pq->PQreset(lease->db);
	PGresult *r =
	    lease->pq->PQexecParams(lease->db, lease->prolong_sql, 2, NULL, params, NULL, NULL, 0);
	if (lease->pq->PQresultStatus(r) == PGRES_COMMAND_OK)
		lease->valid_until = *lease->pq->PQcmdTuples(r) == '1' ? asked + LEASE_MS : asked;
	lease->pq->PQclear(r);
}

/* False when it is time to stop.  More often when the last one came to nothing. */
static bool wait_for_beat(struct pg_lease *lease)
{
	struct timespec until;
	bool late = lease->valid_until < clock_ms() + LEASE_MS - 2000;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += late ? RETRY_SECONDS : BEAT_SECONDS;
	pthread_mutex_lock(&lease->mutex);
	while (!lease->stop && pthread_cond_timedwait(&lease->wake, &lease->mutex, &until) == 0)
		;
	bool stop = lease->stop;
	pthread_mutex_unlock(&lease->mutex);
	return !stop;
}

static void *keep(void *data)
{
	struct pg_lease *lease = data;
	while (wait_for_beat(lease))
		prolong(lease);
	return NULL;
}

static void ignore_notice(void *data, const PGresult *result)
{
	(void)data;
	(void)result;
}

/* Signals are for the thread that migrates. */
static bool start_thread(struct pg_lease *lease)
{
	pthread_condattr_t monotonic;
	sigset_t all, before;
	pthread_mutex_init(&lease->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&lease->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(&lease->thread, NULL, keep, lease) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static void stop_thread(struct pg_lease *lease)
{
	pthread_mutex_lock(&lease->mutex);
	lease->stop = true;
	pthread_cond_signal(&lease->wake);
	pthread_mutex_unlock(&lease->mutex);
	pthread_join(lease->thread, NULL);
	pthread_cond_destroy(&lease->wake);
	pthread_mutex_destroy(&lease->mutex);
}

/* ---- */

static void give_back(const struct pg_lease *lease, PGconn *db)
{
	struct arena a = { 0 };
	const char *params[] = { lease->name, lease->token };
	char *sql = arena_printf(&a, "DELETE FROM %s WHERE name = $1 AND token = $2", lease->table);
	lease->pq->PQclear(lease->pq->PQexecParams(db, sql, 2, NULL, params, NULL, NULL, 0));
	arena_release(&a);
}

/* What prolongs the lease has its own connection: ours may be busy for hours. */
static bool begin_lease(struct orm_conn *c, struct pg_lease *lease, struct error *err)
{
	lease->db = pg_connect(c, lease->pq, err);
	if (!lease->db)
		return false;
	lease->pq->PQsetNoticeReceiver(lease->db, ignore_notice, NULL);
	lease->prolong_sql =
	    arena_printf(&lease->arena,
	                 "UPDATE %s SET expires = clock_timestamp() + interval '" LEASE_SECONDS
	                 " seconds' WHERE name = $1 AND token = $2",
	                 lease->table);
	if (lease->pq->PQstatus(lease->db) != CONNECTION_OK)
		fail(err, ERR_CONNECT, "no second connection, which keeps limbeck's lock");
	else if (!start_thread(lease))
		fail(err, ERR_CONNECT, "no thread that keeps limbeck's lock");
	else
		return true;
	return false;
}

static struct pg_lease *lease_new(struct orm_conn *c, const char *name)
{
	struct pg_lease *lease = xmalloc(sizeof *lease);
	*lease = (struct pg_lease){ .pq = pg_handle(c)->pq };
	lease->name = arena_strdup(&lease->arena, name);
	lease->token = random_hex(&lease->arena, 32);
	return lease;
}

static void lease_free(struct pg_lease *lease)
{
	lease->pq->PQfinish(lease->db);
	arena_release(&lease->arena);
	free(lease);
}

static bool acquire(struct orm_conn *c, struct pg_lease *lease, bool *got, struct error *err)
{
	if (!find_table(c, lease, err) || (!lease->table && !create_table(c, lease, err)) ||
	    !take(c, lease, got, err))
		return false;
	if (!*got || begin_lease(c, lease, err))
		return true;
	*got = false;
	give_back(lease, pg_handle(c)->db);
	return false;
}

bool pg_try_lease(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                  struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool held;
	*got = h->lease;
	if (h->lease)
		return pg_lease_holds(c, err);
	struct pg_lease *lease = lease_new(c, name);
	bool ok = acquire(c, lease, got, err);
	if (*got)
		h->lease = lease;
	else
		lease_free(lease);
	return ok && (*got || pg_lease_holder(c, name, &held, holder, err));
}

/* Over the thread's connection, for ours may be in a transaction or broken. */
void pg_end_lease(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	stop_thread(h->lease);
	give_back(h->lease, h->lease->db);
	lease_free(h->lease);
	h->lease = NULL;
}

bool pg_lease_holds(const struct orm_conn *c, struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	return !h->lease || clock_ms() < h->lease->valid_until || fail_lost(err);
}

bool pg_lease_pin(struct orm_conn *c, struct error *err)
{
	const struct pg_lease *lease = pg_handle(c)->lease;
	struct arena a = { 0 };
	const char *there;
	if (!lease)
		return true;
	if (!lock_transaction(c, lease->name, err))
		return false;
	char *sql = arena_printf(&a,
	                         "SELECT '' FROM %s WHERE name = $1 AND token = $2 AND "
	                         "expires > clock_timestamp()",
	                         lease->table);
	struct orm_value params[] = { orm_text(lease->name), orm_text(lease->token) };
	bool ok =
	    ask_text(&a, c, sql, params, COUNT(params), &there, err) && (there || fail_lost(err));
	arena_release(&a);
	return ok;
}

static void fill_holder(const struct libpq *pq, const PGresult *r, struct orm_lock_holder *holder)
{
	snprintf(holder->user, sizeof holder->user, "%s", pq->PQgetvalue(r, 0, 0));
	snprintf(holder->host, sizeof holder->host, "%s", pq->PQgetvalue(r, 0, 1));
	holder->pid = strtol(pq->PQgetvalue(r, 0, 2), NULL, 10);
	snprintf(holder->since, sizeof holder->since, "%s", pq->PQgetvalue(r, 0, 3));
}

bool pg_lease_holder(struct orm_conn *c, const char *name, bool *held,
                     struct orm_lock_holder *holder, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	struct orm_value param = orm_text(name);
	struct arena a = { 0 };
	const char *table;
	*held = false;
	bool ok = ask_text(&a, c, find_sql, NULL, 0, &table, err);
	if (!ok || !table) {
		arena_release(&a);
		return ok;
	}
	char *sql = arena_printf(&a,
	                         "SELECT username, host, pid, pg_catalog.to_char(since AT TIME "
	                         "ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM %s "
	                         "WHERE name = $1 AND expires >= clock_timestamp()",
	                         table);
	PGresult *r = pg_run_numbered(c, sql, &param, 1, err);
	arena_release(&a);
	*held = r && pq->PQntuples(r) > 0;
	if (*held)
		fill_holder(pq, r, holder);
	pq->PQclear(r);
	return r;
}

#endif
