/* orm/postgresql/session.c - what a session is like while it migrates, and what is broken */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

/* The session's own path with the connection's schema before it. */
#define SET_PATH(SCHEMA, LOCAL)                                            \
	"pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', " \
	"pg_catalog.quote_ident(" SCHEMA "), "                             \
	"nullif(pg_catalog.current_setting('search_path'), '')), " LOCAL ")"

/* A pooler makes up the process that its client may cancel. */
static PGresult *ask_process(struct orm_conn *c, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct orm_value params[] = { orm_int(h->pq->PQbackendPID(h->db)),
		                      orm_text(orm_conn_schema(c)) };
	size_t count = strstr(sql, "$2") ? 2 : 1;
	PGresult *r = pg_run_numbered(c, sql, params, count, err);
	if (r)
		h->pooled = *h->pq->PQgetvalue(r, 0, 0) == 't' ? PG_DIRECT : PG_POOLED;
	return r;
}

bool pg_is_pooled(struct orm_conn *c, bool *out, struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	if (h->pooled == PG_POOLED_UNKNOWN) {
		PGresult *r = ask_process(c, "SELECT pg_catalog.pg_backend_pid() = $1::int", err);
		h->pq->PQclear(r);
		if (!r)
			return false;
	}
	*out = h->pooled == PG_POOLED;
	return true;
}

/*
 * `usable`: "t", "f", or NULL when it isn't there.  The server passes over both kinds in
 * silence, and makes things in the next schema of the path.
 */
static bool check_schema(const struct orm_conn *c, const char *usable, struct error *err)
{
	if (!c->schema || (usable && *usable == 't'))
		return true;
	if (usable)
		return fail(err, ERR_CONNECT, "the role may not use schema \"%s\"", c->schema);
	fail(err, ERR_CONNECT, "there is no schema \"%s\"", c->schema);
	return fail_hint(err, "CREATE SCHEMA makes it.");
}

/* One round trip for all. */
bool pg_use_path(struct orm_conn *c, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	PGresult *r = ask_process(
	    c,
	    "SELECT pg_catalog.pg_backend_pid() = $1::int, "
	    "CASE WHEN pg_catalog.pg_backend_pid() = $1::int THEN " SET_PATH(
		"$2::text", "false") " END, (SELECT pg_catalog.has_schema_privilege(oid, 'USAGE') "
				     "FROM pg_catalog.pg_namespace WHERE nspname = $2::text)",
	    err);
	bool ok =
	    r && check_schema(c, pq->PQgetisnull(r, 0, 2) ? NULL : pq->PQgetvalue(r, 0, 2), err);
	pq->PQclear(r);
	return ok;
}

/*
 * The values while migrating, in the order of SET_ALL: long work is meant to be
 * long, and functions may be made before what they use.
 */
static const char *wanted(const struct orm_conn *c, size_t setting, char text[16])
{
	if (setting > 0)
		return setting == 1 ? "0" : "off";
	/* 0 would be for ever. */
	snprintf(text, 16, "%d", c->options.lock_timeout_ms > 0 ? c->options.lock_timeout_ms : 1);
	return text;
}

/* SELECT of current_setting or set_config for all settings at once. */
static bool set_all(struct orm_conn *c, const char *sql, const char *const values[PG_SETTINGS],
                    struct error *err)
{
	struct orm_value params[PG_SETTINGS];
	for (size_t i = 0; i < PG_SETTINGS; i++)
		params[i] = orm_text(values[i]);
	PGresult *r = pg_run_numbered(c, sql, params, PG_SETTINGS, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

#define SET_ALL(LOCAL)                                                  \
	"SELECT pg_catalog.set_config('lock_timeout', $1, " LOCAL "), " \
	"pg_catalog.set_config('statement_timeout', $2, " LOCAL "), "   \
	"pg_catalog.set_config('check_function_bodies', $3, " LOCAL ")"

static bool remember(struct orm_conn *c, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	PGresult *r = pg_run_numbered(c,
	                              "SELECT pg_catalog.current_setting('lock_timeout'), "
	                              "pg_catalog.current_setting('statement_timeout'), "
	                              "pg_catalog.current_setting('check_function_bodies')",
	                              NULL, 0, err);
	if (!r)
		return false;
	for (int i = 0; i < PG_SETTINGS; i++)
		h->before[i] = arena_strdup(&c->arena, h->pq->PQgetvalue(r, 0, i));
	h->pq->PQclear(r);
	return true;
}

static bool set_wanted(struct orm_conn *c, const char *sql, struct error *err)
{
	const char *values[PG_SETTINGS];
	char text[16];
	for (size_t i = 0; i < PG_SETTINGS; i++)
		values[i] = wanted(c, i, text);
	return set_all(c, sql, values, err);
}

bool pg_migrating(struct orm_conn *c, bool on, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool pooled;
	if (on == h->migrating)
		return true;
	if (!pg_is_pooled(c, &pooled, err))
		return false;
	/* A setting would be for whoever gets the session next. */
	bool ok = pooled || (on ? remember(c, err) && set_wanted(c, SET_ALL("false"), err)
	                        : set_all(c, SET_ALL("false"), h->before, err));
	if (ok)
		h->migrating = on;
	return ok;
}

static bool set_path(struct orm_conn *c, struct error *err)
{
	struct orm_value schema = orm_text(orm_conn_schema(c));
	PGresult *r = pg_run_numbered(c, "SELECT " SET_PATH("$1::text", "true"), &schema, 1, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

bool pg_path_holds(struct orm_conn *c, struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	struct arena a = { 0 };
	if (!c->options.default_schema_first || h->pooled != PG_POOLED)
		return true;
	PGresult *r =
	    pg_run_numbered(c, "SELECT pg_catalog.current_schema(), CURRENT_USER", NULL, 0, err);
	if (!r)
		return false;
	const char *first = h->pq->PQgetvalue(r, 0, 0);
	bool ok = !strcmp(first, orm_conn_schema(c));
	if (!ok) {
		fail(err, ERR_STATE, "the search_path of role \"%s\" leads to %s%s%s",
		     pg_tidy(&a, c, h->pq->PQgetvalue(r, 0, 1)), *first ? "schema \"" : "no schema",
		     first, *first ? "\" first" : "");
		fail_hint(err, "Behind a pooler limbeck can't set it for a statement outside of a "
		               "transaction: connect to the server itself.");
	}
	h->pq->PQclear(r);
	arena_release(&a);
	return ok;
}

bool pg_begin_migrating(struct orm_conn *c, struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	if (h->pooled != PG_POOLED)
		return true;
	return (!c->options.default_schema_first || set_path(c, err)) &&
	       (!h->migrating || set_wanted(c, SET_ALL("true"), err));
}

/* Where sessions are shared nothing can be put back, for it may be another's by now. */
bool pg_reset(struct orm_conn *c, struct error *err)
{
	static const char *const resets[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE",
		                              "RESET ALL" };
	struct pg_handle *h = pg_handle(c);
	if (!h->changed || h->pooled == PG_POOLED)
		return true;
	for (size_t i = 0; i < COUNT(resets); i++) {
		PGresult *r = pg_run_numbered(c, resets[i], NULL, 0, err);
		h->pq->PQclear(r);
		if (!r)
			return false;
	}
	h->changed = false;
	return pg_set_up(c, err) && (!h->migrating || set_wanted(c, SET_ALL("false"), err));
}

/* What is being built just now isn't broken. */
static const char invalid_indexes[] =
    "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_index i "
    "JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_' AND NOT EXISTS ("
    "SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid) "
    "ORDER BY 1";

bool pg_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                 struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	(void)deep; /* checking rows would read them all */
	PGresult *r = pg_run_numbered(c, invalid_indexes, NULL, 0, err);
	if (!r)
		return false;
	for (int i = 0; i < h->pq->PQntuples(r); i++) {
		const char *text =
		    arena_printf(a, "index \"%s\" is not valid: building it concurrently failed",
		                 h->pq->PQgetvalue(r, i, 0));
		vec_push(a, out, (struct orm_problem){ .text = text, .key = text, .rows = 1 });
	}
	h->pq->PQclear(r);
	return true;
}

/*
 * The server doesn't say on what it waited, so these are the sessions that hold
 * a lock on a table or index that the statement names, longest first.
 */
static const char holders[] =
    "SELECT pg_catalog.format('%s is locked by process %s (%s)%s', "
    "pg_catalog.quote_ident(c.relname), a.pid, pg_catalog.concat_ws(', ', "
    "'user ' || a.usename, 'application ' || nullif(a.application_name, ''), a.state || "
    "' for ' || pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - "
    "CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END)), "
    "': ' || nullif(pg_catalog.left(a.query, 100), '')) "
    "FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation "
    "JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.granted AND l.pid <> pg_catalog.pg_backend_pid() AND l.database = ("
    "SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) "
    "AND pg_catalog.strpos(pg_catalog.lower($1), pg_catalog.lower(c.relname)) > 0 "
    "ORDER BY c.relkind = 'i', a.xact_start LIMIT 1";

const char *pg_lock_holders(struct orm_conn *c, struct arena *a, const char *sql)
{
	const struct pg_handle *h = pg_handle(c);
	struct orm_value statement = orm_text(sql);
	struct error ignored;
	PGresult *r = pg_run_numbered(c, holders, &statement, 1, &ignored);
	const char *who = NULL;
	if (r && h->pq->PQntuples(r) > 0)
		who = arena_printf(a, "%s.", pg_tidy(a, c, h->pq->PQgetvalue(r, 0, 0)));
	h->pq->PQclear(r);
	return who;
}

#endif
