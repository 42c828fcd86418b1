/* orm/postgresql/rights.c - owners and grants of what is dropped and made again */
#include "base/text.h"
#include "orm/postgresql/create.h"
#include "orm/postgresql/postgresql.h"

/* Where the catalogs keep whose an object is, and who may do what with it. */
struct place {
	const char *catalog, *prefix;  /* of the names of its columns */
	const char *visible;           /* has a schema; or NULL */
	const char *granted;           /* GRANT ... ON this; NULL = nothing can be granted */
	const char *type, *by_default; /* what acldefault() and pg_default_acl call it */
};

/* Of a schema: its catalog, the prefix there, how it is seen; then what is granted on it. */
#define OF_SCHEMA(class, column, seen) .catalog = class, .prefix = column, .visible = seen
#define OF_DATABASE(class, column)     .catalog = class, .prefix = column
#define GRANTED(on, letter, default)   .granted = on, .type = letter, .by_default = default
#define RELATION                       OF_SCHEMA("pg_class", "rel", "pg_table_is_visible")
#define ROUTINE                        OF_SCHEMA("pg_proc", "pro", "pg_function_is_visible")

static const struct place views = { RELATION, GRANTED("TABLE", "r", "r") };
static const struct place sequences = { RELATION, GRANTED("SEQUENCE", "s", "S") };
static const struct place functions = { ROUTINE, GRANTED("FUNCTION", "f", "f") };
static const struct place procedures = { ROUTINE, GRANTED("PROCEDURE", "f", "f") };
static const struct place types = { OF_SCHEMA("pg_type", "typ", "pg_type_is_visible"),
	                            GRANTED("TYPE", "T", "T") };
static const struct place statistics = { OF_SCHEMA("pg_statistic_ext", "stx",
	                                           "pg_statistics_obj_is_visible") };
static const struct place collations = { OF_SCHEMA("pg_collation", "coll",
	                                           "pg_collation_is_visible") };
static const struct place operators = { OF_SCHEMA("pg_operator", "opr", "pg_operator_is_visible") };
static const struct place configurations = { OF_SCHEMA("pg_ts_config", "cfg",
	                                               "pg_ts_config_is_visible") };
static const struct place dictionaries = { OF_SCHEMA("pg_ts_dict", "dict",
	                                             "pg_ts_dict_is_visible") };
static const struct place publications = { OF_DATABASE("pg_publication", "pub") };
static const struct place event_triggers = { OF_DATABASE("pg_event_trigger", "evt") };
static const struct place schemas = { OF_DATABASE("pg_namespace", "nsp"),
	                              GRANTED("SCHEMA", "n", "n") };
static const struct place languages = { OF_DATABASE("pg_language", "lan"),
	                                GRANTED("LANGUAGE", "l", "-") };
static const struct place wrappers = { OF_DATABASE("pg_foreign_data_wrapper", "fdw"),
	                               GRANTED("FOREIGN DATA WRAPPER", "F", "-") };
static const struct place servers = { OF_DATABASE("pg_foreign_server", "srv"),
	                              GRANTED("FOREIGN SERVER", "S", "-") };

static const struct place *const places[ORM_KIND_COUNT] = {
	[ORM_VIEW] = &views,
	[ORM_MATERIALIZED_VIEW] = &views,
	[ORM_SCHEMA] = &schemas,
	[ORM_LANGUAGE] = &languages,
	[ORM_COLLATION] = &collations,
	[ORM_ENUM] = &types,
	[ORM_DOMAIN] = &types,
	[ORM_COMPOSITE] = &types,
	[ORM_RANGE] = &types,
	[ORM_SEQUENCE] = &sequences,
	[ORM_FUNCTION] = &functions,
	[ORM_PROCEDURE] = &procedures,
	[ORM_AGGREGATE] = &functions,
	[ORM_OPERATOR] = &operators,
	[ORM_STATISTICS] = &statistics,
	[ORM_WRAPPER] = &wrappers,
	[ORM_SERVER] = &servers,
	[ORM_PUBLICATION] = &publications,
	[ORM_EVENT_TRIGGER] = &event_triggers,
};

static const struct place *place_of(const struct orm_definition *o)
{
	if (o->object.kind != ORM_TEXT_SEARCH)
		return places[o->object.kind];
	return text_starts(o->definition, "CONFIGURATION") ? &configurations
	       : text_starts(o->definition, "DICTIONARY")  ? &dictionaries
	                                                   : NULL;
}

/* Of several functions: types as the catalogs' readers put them, or as the session sees them. */
static const char is_called[] =
    " WHERE (SELECT pg_catalog.count(*) FROM named) = 1 OR %s IN (SELECT unnest(ARRAY["
    "pg_catalog.oidvectortypes(f.proargtypes), "
    "pg_catalog.pg_get_function_identity_arguments(f.oid),\n"
    "  (SELECT coalesce(pg_catalog.string_agg(CASE WHEN n.nspname <> 'pg_catalog' AND "
    "pg_catalog.pg_type_is_visible(t.oid) THEN pg_catalog.quote_ident(n.nspname) || '.' ELSE '' "
    "END || pg_catalog.format_type(t.oid, NULL), ', ' ORDER BY u.place), '') FROM "
    "unnest(f.proargtypes) WITH ORDINALITY u (type, place) JOIN pg_catalog.pg_type t ON t.oid = "
    "u.type JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace)])\n"
    "  FROM pg_catalog.pg_proc f WHERE f.oid = named.oid)";

/* The object's row: by its name, and where several share one, by what it is called with. */
static void add_object(struct buf *b, struct arena *a, const struct place *p,
                       const struct orm_definition *o)
{
	const char *x = p->prefix, *schema = o->object.schema;

	buf_addf(b, "WITH named AS (SELECT x.oid, x.%sowner AS owner, ", x);
	buf_addf(b, p->visible ? "x.%snamespace AS schema, " : "0::oid AS schema, ", x);
	buf_addf(b, p->granted ? "x.%sacl AS acl" : "NULL::aclitem[] AS acl", x);
	buf_addf(b, "\n  FROM pg_catalog.%s x WHERE x.%sname = %s", p->catalog, x,
	         pg_string(a, o->object.name));
	if (p->visible && schema)
		buf_addf(b,
		         " AND x.%snamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n "
		         "WHERE n.nspname = %s)",
		         x, pg_string(a, schema));
	else if (p->visible)
		buf_addf(b, " AND pg_catalog.%s(x.oid)", p->visible);
	buf_adds(b, "),\no AS (SELECT * FROM named");
	if (o->signature)
		buf_addf(b, is_called, pg_string(a, o->signature));
	else
		buf_adds(b, " WHERE (SELECT pg_catalog.count(*) FROM named) = 1");
	buf_adds(b, "),\nme AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = "
	            "current_user)");
}

/* What everyone could do with it, and what everyone gets who makes it now and gives it away. */
static void add_grants(struct buf *b, const struct place *p)
{
	buf_addf(b,
	         ",\nhad AS (SELECT x.grantee AS role, x.privilege_type AS what, "
	         "pg_catalog.bool_or(x.is_grantable) AS option\n"
	         "  FROM o, pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault('%s', "
	         "o.owner))) x GROUP BY 1, 2),\n",
	         p->type);
	buf_addf(b,
	         "gets AS (SELECT CASE x.grantee WHEN me.oid THEN o.owner ELSE x.grantee END AS "
	         "role, x.privilege_type AS what, pg_catalog.bool_or(x.is_grantable) AS option\n"
	         "  FROM o, me, pg_catalog.aclexplode(coalesce((SELECT d.defaclacl FROM "
	         "pg_catalog.pg_default_acl d WHERE d.defaclrole = me.oid AND d.defaclobjtype = "
	         "'%s' AND d.defaclnamespace = 0), pg_catalog.acldefault('%s', me.oid))\n"
	         "    || coalesce((SELECT d.defaclacl FROM pg_catalog.pg_default_acl d WHERE "
	         "d.defaclrole = me.oid AND d.defaclobjtype = '%s' AND d.defaclnamespace = "
	         "o.schema AND o.schema <> 0), '{}')) x GROUP BY 1, 2),\n",
	         p->by_default, p->type, p->by_default);
	buf_adds(b, "differ AS (SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident("
	            "pg_catalog.pg_get_userbyid(role)) END AS role, what, h.option,\n"
	            "  CASE WHEN h.option IS NULL THEN 'REVOKE ' WHEN g.option IS NULL OR h.option "
	            "THEN 'GRANT ' ELSE 'REVOKE GRANT OPTION FOR ' END AS verb\n"
	            "  FROM had h FULL JOIN gets g USING (role, what) WHERE h.option IS DISTINCT "
	            "FROM g.option)");
}

/* A column may be gone by then. */
static const char column_grants[] =
    "\nUNION ALL SELECT 4, pg_catalog.format('DO $limbeck_column$BEGIN IF EXISTS (SELECT FROM "
    "pg_catalog.pg_attribute a WHERE a.attrelid = %%L::pg_catalog.regclass AND a.attname = %%L) "
    "THEN GRANT %%s (%%I) ON TABLE %%s TO %%s%%s; END IF; END$limbeck_column$', %s, a.attname, "
    "x.privilege_type, a.attname, %s, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE "
    "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END, CASE WHEN x.is_grantable "
    "THEN ' WITH GRANT OPTION' ELSE '' END)\n"
    "  FROM o JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND NOT a.attisdropped, "
    "pg_catalog.aclexplode(a.attacl) x";

static void add_statements(struct buf *b, struct arena *a, const struct place *p,
                           const struct orm_definition *o)
{
	const char *name = pg_reference(a, o), *words = pg_text_search(a, o);
	const char *owner = arena_printf(a, "ALTER %s OWNER TO ", words);
	const char *on = p->granted ? arena_printf(a, " ON %s %s ", p->granted, name) : NULL;

	buf_addf(b,
	         "\nSELECT 1 AS n, %s || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid("
	         "o.owner)) AS s FROM o, me WHERE o.owner <> me.oid",
	         pg_string(a, owner));
	/* it goes with its column's table */
	if (p == &sequences)
		buf_adds(b, " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = "
		            "'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = o.oid AND "
		            "d.deptype IN ('a', 'i'))");
	if (!on)
		return;
	buf_addf(b,
	         "\nUNION ALL SELECT CASE verb WHEN 'GRANT ' THEN 3 ELSE 2 END, verb || "
	         "pg_catalog.string_agg(what, ', ' ORDER BY what) || %s || CASE verb WHEN 'GRANT ' "
	         "THEN 'TO ' ELSE 'FROM ' END || role || CASE WHEN verb = 'GRANT ' AND option THEN "
	         "' WITH GRANT OPTION' ELSE '' END\n  FROM differ GROUP BY verb, role, option",
	         pg_string(a, on));
	if (p == &views)
		buf_addf(b, column_grants, pg_string(a, name), pg_string(a, name));
}

static bool goes(const struct orm_change *c)
{
	if (c->verb == ORM_ALTER)
		return !pg_can_alter(c) || pg_makes_anew(c);
	return c->verb == ORM_DROP;
}

const char *pg_rights(struct arena *a, const struct orm_change *c)
{
	const struct orm_definition *o = (const struct orm_definition *)(c->from ? c->from : c->to);
	const struct place *p = ORM_IS_DEFINITION(c->kind) && goes(c) ? place_of(o) : NULL;
	struct buf b = { 0 };

	if (!p)
		return NULL;
	add_object(&b, a, p, o);
	if (p->granted)
		add_grants(&b, p);
	add_statements(&b, a, p, o);
	return buf_take(&b, a);
}

void pg_rights_text(struct arena *a, const char *query, unsigned number, const char **before,
                    const char **after)
{
	*before =
	    arena_printf(a,
	                 "DO $limbeck$BEGIN PERFORM pg_catalog.set_config('limbeck.rights_%u', "
	                 "coalesce((\nSELECT pg_catalog.string_agg(s, '; ' ORDER BY n, s) FROM "
	                 "(\n%s) AS had_before), ''), false); END$limbeck$",
	                 number, query);
	*after = arena_printf(a,
	                      "DO $limbeck$BEGIN EXECUTE pg_catalog.current_setting("
	                      "'limbeck.rights_%u'); END$limbeck$",
	                      number);
}
