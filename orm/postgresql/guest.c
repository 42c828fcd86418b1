/* orm/postgresql/guest.c - make room for a scratch inside of the database itself */
#include "orm/postgresql/guest.h"

#ifdef LIMBECK_LIBPQ

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

/* One row: what the stand-ins are named after, whether they can be made, and what is in the way. */
static const char facts_query[] =
    "SELECT pg_catalog.format('limbeck_scratch_%s_', pg_catalog.pg_backend_pid()), "
    "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'), "
    "pg_catalog.current_database(), (SELECT what FROM ("
    "SELECT 'publication ' || pubname::text, 'pg_publication'::regclass, oid "
    "FROM pg_catalog.pg_publication UNION ALL "
    "SELECT 'event trigger ' || evtname, 'pg_event_trigger'::regclass, oid "
    "FROM pg_catalog.pg_event_trigger UNION ALL "
    "SELECT 'foreign server ' || srvname, 'pg_foreign_server'::regclass, oid "
    "FROM pg_catalog.pg_foreign_server UNION ALL "
    "SELECT 'foreign data wrapper ' || fdwname, 'pg_foreign_data_wrapper'::regclass, oid "
    "FROM pg_catalog.pg_foreign_data_wrapper UNION ALL "
    "SELECT 'language ' || lanname, 'pg_language'::regclass, oid "
    "FROM pg_catalog.pg_language WHERE oid >= 16384 UNION ALL "
    "SELECT 'a cast', 'pg_cast'::regclass, oid FROM pg_catalog.pg_cast WHERE oid >= 16384 "
    "UNION ALL SELECT 'default privileges', 'pg_default_acl'::regclass, oid "
    "FROM pg_catalog.pg_default_acl WHERE defaclnamespace = 0) AS o (what, class, oid) "
    "WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = o.class "
    "AND d.objid = o.oid AND d.deptype = 'e') ORDER BY what LIMIT 1)";

static const char schemas_query[] =
    "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' "
    "AND nspname <> 'information_schema' ORDER BY nspname <> 'public', nspname";

/* What extensions have that is named by schema and name. */
static const char members_query[] =
    "SELECT n.nspname, o.name FROM ("
    "SELECT 'pg_type'::regclass, oid, typname, typnamespace FROM pg_catalog.pg_type UNION ALL "
    "SELECT 'pg_proc'::regclass, oid, proname, pronamespace FROM pg_catalog.pg_proc UNION ALL "
    "SELECT 'pg_operator'::regclass, oid, oprname, oprnamespace FROM pg_catalog.pg_operator "
    "UNION ALL SELECT 'pg_opclass'::regclass, oid, opcname, opcnamespace "
    "FROM pg_catalog.pg_opclass UNION ALL "
    "SELECT 'pg_collation'::regclass, oid, collname, collnamespace FROM pg_catalog.pg_collation "
    "UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgname, cfgnamespace "
    "FROM pg_catalog.pg_ts_config UNION ALL "
    "SELECT 'pg_ts_dict'::regclass, oid, dictname, dictnamespace FROM pg_catalog.pg_ts_dict "
    "UNION ALL SELECT 'pg_class'::regclass, oid, relname, relnamespace FROM pg_catalog.pg_class"
    ") AS o (class, oid, name, schema) JOIN pg_catalog.pg_namespace n ON n.oid = o.schema "
    "JOIN pg_catalog.pg_depend d ON d.classid = o.class AND d.objid = o.oid "
    "WHERE d.deptype = 'e'";

/*
 * What is no stand-in's and no extension's, and yet needed by something newer than
 * $1; and what is newest.  The classes are there for the index's sake.
 */
#define NEWER                                                                             \
	"FROM pg_catalog.pg_depend d WHERE d.objid > $1::oid AND d.classid = ANY (ARRAY[" \
	"'pg_class', 'pg_type', 'pg_proc', 'pg_constraint', 'pg_attrdef', 'pg_rewrite', " \
	"'pg_trigger', 'pg_policy', 'pg_statistic_ext', 'pg_operator', 'pg_opclass', "    \
	"'pg_ts_config', 'pg_ts_dict']::regclass[]::oid[])"
static const char strangers_query[] =
    "SELECT (SELECT coalesce(c.relname, t.typname, p.proname) FROM (SELECT d.* " NEWER ") d "
    "LEFT JOIN pg_catalog.pg_class c ON d.refclassid = 'pg_class'::regclass "
    "AND c.oid = d.refobjid "
    "LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid "
    "LEFT JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid "
    "JOIN pg_catalog.pg_namespace n "
    "ON n.oid = coalesce(c.relnamespace, t.typnamespace, p.pronamespace) "
    "WHERE d.refobjid >= 16384 AND d.deptype IN ('n', 'a') "
    "AND n.nspname <> 'information_schema' AND NOT n.nspname ~ ('^(pg_|' || $2 || ')') "
    "AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = d.refclassid "
    "AND e.objid = d.refobjid AND e.deptype = 'e') LIMIT 1), "
    "(SELECT max(d.objid) " NEWER ")";

const char *pg_guest_schema(struct pg_guest *g, const char *schema)
{
	size_t i = 0;
	while (i < g->schemas.len && strcmp(g->schemas.items[i], schema) != 0)
		i++;
	if (i == g->schemas.len)
		vec_push(g->arena, &g->schemas, arena_strdup(g->arena, schema));
	return arena_printf(g->arena, "%s%zu", g->prefix, i);
}

static PGresult *ask(struct orm_conn *c, const char *sql, struct error *err)
{
	return pg_run_numbered(c, sql, NULL, 0, err);
}

static bool tell(struct orm_conn *c, const char *sql, struct error *err)
{
	PGresult *r = ask(c, sql, err);
	pg_handle(c)->pq->PQclear(r);
	return r;
}

static bool check_facts(struct orm_conn *c, struct pg_guest *g, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	PGresult *r = ask(c, facts_query, err);
	if (!r)
		return false;
	g->prefix = arena_strdup(g->arena, pq->PQgetvalue(r, 0, 0));
	bool may = *pq->PQgetvalue(r, 0, 1) == 't', free = pq->PQgetisnull(r, 0, 3);
	if (!may)
		fail(err, ERR_UNSUPPORTED,
		     "the role may not create schemas in database \"%s\" (GRANT CREATE ON DATABASE "
		     "allows it)",
		     pq->PQgetvalue(r, 0, 2));
	else if (!free)
		fail(err, ERR_UNSUPPORTED, "it has what a database can have only once: %s",
		     pq->PQgetvalue(r, 0, 3));
	pq->PQclear(r);
	return may && free;
}

static bool read_schemas(struct orm_conn *c, struct pg_guest *g, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	PGresult *r = ask(c, schemas_query, err);
	pg_guest_schema(g, "public");
	for (int i = 0; r && i < pq->PQntuples(r); i++)
		pg_guest_schema(g, pq->PQgetvalue(r, i, 0));
	pq->PQclear(r);
	return r;
}

static bool read_members(struct orm_conn *c, struct pg_guest *g, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	PGresult *r = ask(c, members_query, err);
	g->members = map_new(g->arena);
	for (int i = 0; r && i < pq->PQntuples(r); i++)
		map_put(g->members,
		        arena_printf(g->arena, "%s.%s", pq->PQgetvalue(r, i, 0),
		                     pq->PQgetvalue(r, i, 1)),
		        g);
	pq->PQclear(r);
	return r;
}

/* What stands for public is as it is in a new database. */
static bool make_public(struct orm_conn *c, struct pg_guest *g, struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	const char *name = pg_guest_schema(g, "public");
	if (!tell(c, arena_printf(g->arena, "CREATE SCHEMA %s", name), err) ||
	    !tell(c,
	          arena_printf(g->arena, "COMMENT ON SCHEMA %s IS 'standard public schema'", name),
	          err))
		return false;
	PGresult *r = ask(c,
	                  arena_printf(g->arena,
	                               "SELECT '%s'::pg_catalog.regnamespace::pg_catalog.oid, "
	                               "pg_catalog.set_config('search_path', "
	                               "pg_catalog.concat_ws(', ', '%s', 'public', nullif("
	                               "pg_catalog.current_setting('search_path'), '')), false)",
	                               name, name),
	                  err);
	if (r)
		g->first = g->newest = arena_strdup(g->arena, pq->PQgetvalue(r, 0, 0));
	pq->PQclear(r);
	return r;
}

bool pg_guest_alone(struct orm_conn *c, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct pg_guest *g = h->guest;
	bool created = text_starts(sql, "CREATE");
	struct orm_value params[] = { orm_text(created ? g->newest : g->first),
		                      orm_text(g->prefix) };
	/* Its own names are meant. */
	h->guest = NULL;
	PGresult *r = pg_run_numbered(c, strangers_query, params, COUNT(params), err);
	h->guest = g;
	bool ok = r && h->pq->PQgetisnull(r, 0, 0);
	if (r && !ok) {
		fail(err, ERR_DATABASE, "\"%s\" does not exist", h->pq->PQgetvalue(r, 0, 0));
		fail_statement(err, sql, -1);
	}
	if (ok && !h->pq->PQgetisnull(r, 0, 1))
		g->newest = arena_strdup(g->arena, h->pq->PQgetvalue(r, 0, 1));
	h->pq->PQclear(r);
	return ok;
}

bool pg_scratch_inside(struct orm_conn *c, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct pg_guest *g = ARENA_NEW(&c->arena, struct pg_guest);
	g->arena = &c->arena;
	c->schema = NULL;
	if (!tell(c, "BEGIN", err) || !check_facts(c, g, err) || !read_schemas(c, g, err) ||
	    !read_members(c, g, err) || !make_public(c, g, err))
		return false;
	h->guest = g;
	return true;
}

#endif
