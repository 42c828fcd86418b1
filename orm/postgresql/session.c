/* orm/postgresql/session.c - what a session is like while it migrates, and what is broken */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

bool pg_is_pooled(struct orm_conn *c, bool *out, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	if (h->pooled == PG_POOLED_UNKNOWN) {
		static const char sql[] = "SELECT pg_backend_pid()";
		PGresult *r = pg_run_numbered(c, sql, NULL, 0, err);
		if (!r)
			return false;
		/* A pooler makes up the process that its client may cancel. */
		bool same =
		    strtol(h->pq->PQgetvalue(r, 0, 0), NULL, 10) == h->pq->PQbackendPID(h->db);
		h->pooled = same ? PG_DIRECT : PG_POOLED;
		h->pq->PQclear(r);
	}
	*out = h->pooled == PG_POOLED;
	return true;
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
	PGresult *r =
	    pg_run_numbered(c, "SELECT pg_catalog.set_config('search_path', " PG_PATH ", true)",
	                    NULL, 0, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

bool pg_begin_migrating(struct orm_conn *c, struct error *err)
{
	const struct pg_handle *h = pg_handle(c);
	if (h->pooled != PG_POOLED)
		return true;
	return (!c->options.default_schema_first || set_path(c, err)) &&
	       (!h->migrating || set_wanted(c, SET_ALL("true"), err));
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
