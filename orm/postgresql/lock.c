/*
 * orm/postgresql/lock.c - one limbeck at a time, by an advisory lock
 *
 * The lock belongs to the session, so the server frees it when the process
 * dies.  Behind a pooler there is no session of ours: then a lease (lease.c)
 * takes its place.  Both exclude each other: who has the lock looks for a lease,
 * and a lease is only taken under the lock, for as long as that takes.
 */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "base/text.h"

/* Keys are per database, so that the name alone makes it. */
int64_t pg_lock_key(const char *name)
{
	char hex[65];
	sha256_hex(name, strlen(name), hex);
	hex[16] = '\0';
	return (int64_t)strtoull(hex, NULL, 16);
}

/* Other roles' rows are hidden from who isn't in pg_read_all_stats. */
static const char holder_query[] =
    "SELECT coalesce(a.usename::text, ''), coalesce(pg_catalog.host(a.client_addr), ''), l.pid, "
    "coalesce(pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '') "
    "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = ("
    "SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) "
    "AND (l.classid::bigint << 32) | l.objid::bigint = $1::bigint LIMIT 1";

/* Through a socket comes who is on the server itself. */
static void set_host(const struct pg_handle *h, const char *address, struct orm_lock_holder *holder)
{
	struct arena a = { 0 };
	const char *server = h->pq->PQhost(h->db);
	if (*address || !*holder->since)
		server = address;
	else if (text_empty(server) || *server == '/')
		server = system_host(&a);
	snprintf(holder->host, sizeof holder->host, "%s", server);
	arena_release(&a);
}

/* It may be given back just now: then nobody is named. */
static bool find_holder(struct orm_conn *c, const char *name, struct orm_lock_holder *holder,
                        struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	struct orm_value key = orm_int(pg_lock_key(name));
	PGresult *r = pg_run_numbered(c, holder_query, &key, 1, err);
	if (!r)
		return false;
	if (h->pq->PQntuples(r) > 0) {
		snprintf(holder->user, sizeof holder->user, "%s", h->pq->PQgetvalue(r, 0, 0));
		snprintf(holder->since, sizeof holder->since, "%s", h->pq->PQgetvalue(r, 0, 3));
		holder->pid = strtol(h->pq->PQgetvalue(r, 0, 2), NULL, 10);
		set_host(h, h->pq->PQgetvalue(r, 0, 1), holder);
	}
	h->pq->PQclear(r);
	return true;
}

static bool call(struct orm_conn *c, const char *sql, const char *name, bool *answer,
                 struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	struct orm_value key = orm_int(pg_lock_key(name));
	PGresult *r = pg_run_numbered(c, sql, &key, 1, err);
	*answer = r && *h->pq->PQgetvalue(r, 0, 0) == 't';
	h->pq->PQclear(r);
	return r;
}

static bool give_back(struct orm_conn *c, const char *name, struct error *err)
{
	bool had;
	return call(c, "SELECT pg_catalog.pg_advisory_unlock($1::bigint)", name, &had, err);
}

/* `*got` is false when somebody has a lease. */
static bool lock_session(struct orm_conn *c, const char *name, bool *got,
                         struct orm_lock_holder *holder, struct error *err)
{
	struct error ignored;
	bool leased;
	if (!call(c, "SELECT pg_catalog.pg_try_advisory_lock($1::bigint)", name, got, err))
		return false;
	if (!*got)
		return true;
	bool ok = pg_lease_holder(c, name, &leased, holder, err);
	if (ok && !leased)
		return true;
	*got = false;
	return give_back(c, name, ok ? err : &ignored) && ok;
}

/* Schemas that are worked on by themselves don't wait for each other. */
static const char *lock_name(struct arena *a, const struct orm_conn *c, const char *name)
{
	return c->schema ? arena_printf(a, "%s/%s", name, c->schema) : name;
}

bool pg_try_lock(struct orm_conn *c, const char *name, bool *got, struct orm_lock_holder *holder,
                 struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool pooled;
	if (h->locked) {
		*got = true;
		return true;
	}
	if (!pg_is_pooled(c, &pooled, err))
		return false;
	name = lock_name(&c->arena, c, name);
	bool ok = pooled ? pg_try_lease(c, name, got, holder, err)
	                 : lock_session(c, name, got, holder, err);
	if (!ok)
		return false;
	if (*got && !pooled)
		h->locked = arena_strdup(&c->arena, name);
	return *got || *holder->since || find_holder(c, name, holder, err);
}

void pg_unlock(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	struct error ignored;
	if (h->lease)
		pg_end_lease(c);
	/* When it can't be given back the session is about to end, and does it. */
	if (h->locked)
		(void)give_back(c, h->locked, &ignored);
	h->locked = NULL;
}

#endif
