/* orm/postgresql/neighbours.c - a tenant's schema and those beside it */
#include "orm/postgresql/neighbours.h"

#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include "base/buf.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"

/*
 * What is looked for behind a tenant's schema, and what its objects need besides.  A
 * script may be the first to need one, so where there are tenants all others count that
 * aren't, nor look like, tenants themselves.
 */
static const char neighbours_query[] =
    "WITH relations AS (SELECT r.oid FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n "
    "ON n.oid = r.relnamespace WHERE n.nspname = $1), own (class, oid) AS ("
    "SELECT 'pg_class'::regclass::oid, oid FROM relations UNION ALL "
    "SELECT 'pg_constraint'::regclass, oid FROM pg_catalog.pg_constraint "
    "WHERE conrelid IN (SELECT oid FROM relations) UNION ALL "
    "SELECT 'pg_attrdef'::regclass, oid FROM pg_catalog.pg_attrdef "
    "WHERE adrelid IN (SELECT oid FROM relations) UNION ALL "
    "SELECT 'pg_rewrite'::regclass, oid FROM pg_catalog.pg_rewrite "
    "WHERE ev_class IN (SELECT oid FROM relations) UNION ALL "
    "SELECT 'pg_trigger'::regclass, oid FROM pg_catalog.pg_trigger "
    "WHERE tgrelid IN (SELECT oid FROM relations) UNION ALL "
    "SELECT 'pg_type'::regclass, t.oid FROM pg_catalog.pg_type t "
    "JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = $1 UNION ALL "
    "SELECT 'pg_proc'::regclass, p.oid FROM pg_catalog.pg_proc p "
    "JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1), "
    "needed AS (SELECT DISTINCT coalesce(r.relnamespace, t.typnamespace, p.pronamespace) AS oid "
    "FROM own o JOIN pg_catalog.pg_depend d ON d.classid = o.class AND d.objid = o.oid "
    "LEFT JOIN pg_catalog.pg_class r ON d.refclassid = 'pg_class'::regclass "
    "AND r.oid = d.refobjid "
    "LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid "
    "LEFT JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_proc'::regclass "
    "AND p.oid = d.refobjid), "
    "tenants AS (SELECT n.oid FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n "
    "ON n.oid = r.relnamespace WHERE r.relname = 'limbeck_version' AND n.nspname <> 'public'), "
    "kin AS (SELECT r.relname FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace n "
    "ON n.oid = r.relnamespace WHERE r.relkind IN ('r', 'p') "
    "AND (n.nspname = $1 OR n.oid IN (SELECT oid FROM tenants))) "
    "SELECT nspname FROM pg_catalog.pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> $1 "
    "AND nspname <> 'information_schema' AND (nspname = 'public' "
    "AND EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.refobjid = n.oid "
    "AND d.refclassid = 'pg_namespace'::regclass) "
    "OR oid IN (SELECT oid FROM needed) OR (nspname <> 'public' "
    "AND EXISTS (SELECT FROM tenants) AND oid NOT IN (SELECT oid FROM tenants) "
    "AND NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.relnamespace = n.oid "
    "AND r.relname IN (SELECT relname FROM kin)))) ORDER BY nspname";

bool pg_neighbours(struct orm_conn *c, struct arena *a, const char *schema, struct names *out,
                   struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	struct orm_value name = orm_text(schema);
	PGresult *r = pg_run_numbered(c, neighbours_query, &name, 1, err);
	for (int i = 0; r && i < pq->PQntuples(r); i++)
		vec_push(a, out, arena_strdup(a, pq->PQgetvalue(r, i, 0)));
	pq->PQclear(r);
	return r;
}

bool pg_enter_schema(struct orm_conn *c, const char *schema, struct error *err)
{
	struct buf sql = { 0 };
	buf_adds(&sql, "CREATE SCHEMA ");
	ddl_name(&sql, orm_conn_dialect(c), schema);
	bool ok = orm_exec(c, buf_str(&sql), err);
	buf_release(&sql);
	if (!ok)
		return false;
	c->schema = arena_strdup(&c->arena, schema);
	vec_push(&c->arena, &c->url.params, ((struct orm_url_param){ "schema", c->schema }));
	return pg_use_path(c, err);
}

#endif
