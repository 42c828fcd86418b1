/*
 * tests/support/catalogs.c - all that PostgreSQL's catalogs say of users' objects
 *
 * What pg_dump is to servers as old as itself: every column of every catalog counts,
 * those too that a new version brings, with names in the place of numbers.  Left out
 * is what two equal databases don't share: numbers, sizes, notes of the server's own.
 */
#include "tests/support/catalogs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "tests/support/server.h"

#define RELATION "'pg_class'::regclass::oid"
#define TYPE     "'pg_type'::regclass::oid"
#define ACL(column, letter, owner)                                                           \
	"'acl', (SELECT string_agg(concat_ws(' ', CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE " \
	"pg_get_userbyid(e.grantee) END, e.privilege_type, e.is_grantable), ', ' ORDER BY "  \
	"e.grantee::regrole::text, e.privilege_type) FROM aclexplode(coalesce(" column       \
	", acldefault(" letter ", " owner "))) AS e)"

/* Rows x of a catalog: whose they are, what of them is left out, and what comes instead. */
static const struct {
	const char *catalog, *class, *oid, *number, *without, *with, *where;
} catalogs[] = {
	{ "pg_class", NULL, "x.oid", "0",
	  "relfilenode,relpages,reltuples,relallvisible,relallfrozen,reltoastrelid,relhasindex,"
	  "relnatts,relhasrules,relhastriggers,relhassubclass,relrewrite,relfrozenxid,relminmxid,"
	  "relpartbound,relacl,reltype,reloptions",
	  "'bound', pg_get_expr(x.relpartbound, x.oid), 'options', (SELECT string_agg(o, ', ' "
	  "ORDER BY o) FROM unnest(x.reloptions) AS o), 'toast', (SELECT string_agg(o, ', ' ORDER "
	  "BY o) FROM pg_class t, unnest(t.reloptions) AS o WHERE t.oid = x.reltoastrelid), " ACL(
	      "x.relacl", "CASE x.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\"", "x.relowner"),
	  "x.relnamespace <> 'pg_toast'::regnamespace" },
	{ "pg_attribute", RELATION, "x.attrelid", "x.attnum",
	  "attrelid,attnum,attcacheoff,atthasmissing,attmissingval,attndims,attacl,attoptions",
	  "'options', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(x.attoptions) AS o WHERE "
	  "NOT starts_with(o, 'pg_')), " ACL("x.attacl", "'c'", "10"),
	  "x.attnum > 0 AND NOT x.attisdropped AND EXISTS (SELECT FROM pg_class r WHERE r.oid = "
	  "x.attrelid AND r.relkind <> 'S' AND "
	  "r.relnamespace <> 'pg_toast'::regnamespace)" },
	{ "pg_attrdef", RELATION, "x.adrelid", "x.adnum", "adrelid,adnum,adbin",
	  "'default', pg_get_expr(x.adbin, x.adrelid)", NULL },
	/* a key's connoinherit tells only how it came to be */
	{ "pg_constraint", NULL, "x.oid", "0", "conbin,connoinherit",
	  "'text', pg_get_constraintdef(x.oid), 'no inherit', CASE WHEN x.contype IN ('c', 'n') "
	  "THEN x.connoinherit END",
	  NULL },
	{ "pg_index", RELATION, "x.indexrelid", "0",
	  "indexrelid,indexprs,indpred,indcheckxmin,indisready,indislive",
	  "'text', pg_get_indexdef(x.indexrelid)",
	  "EXISTS (SELECT FROM pg_class r WHERE r.oid = x.indrelid AND r.relkind <> 't')" },
	{ "pg_type", NULL, "x.oid", "0", "typdefaultbin,typacl,typarray",
	  ACL("x.typacl", "'T'", "x.typowner"),
	  "x.typcategory <> 'A' AND (x.typrelid = 0 OR EXISTS (SELECT FROM pg_class r WHERE r.oid "
	  "= "
	  "x.typrelid AND r.relkind = 'c'))" },
	{ "pg_enum", TYPE, "x.enumtypid", "0", "enumtypid,enumsortorder,enumlabel",
	  "'value ' || (SELECT count(*) FROM pg_enum e WHERE e.enumtypid = x.enumtypid AND "
	  "e.enumsortorder <= x.enumsortorder), x.enumlabel",
	  NULL },
	{ "pg_range", TYPE, "x.rngtypid", "0", "", "", NULL },
	{ "pg_proc", NULL, "x.oid", "0", "prosqlbody,proargdefaults,proacl",
	  "'text', CASE WHEN x.prokind <> 'a' THEN pg_get_functiondef(x.oid) END, 'arguments', "
	  "pg_get_function_arguments(x.oid), " ACL("x.proacl", "'f'", "x.proowner"),
	  NULL },
	{ "pg_aggregate", "'pg_proc'::regclass::oid", "x.aggfnoid::oid", "0", "", "", NULL },
	{ "pg_operator", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_opclass", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_opfamily", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_cast", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_collation", NULL, "x.oid", "0", "collversion", "", NULL },
	{ "pg_conversion", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_language", NULL, "x.oid", "0", "lanacl", ACL("x.lanacl", "'l'", "x.lanowner"), NULL },
	{ "pg_trigger", NULL, "x.oid", "0", "tgqual", "'text', pg_get_triggerdef(x.oid)",
	  "NOT x.tgisinternal" },
	{ "pg_rewrite", NULL, "x.oid", "0", "ev_qual,ev_action", "'text', pg_get_ruledef(x.oid)",
	  NULL },
	{ "pg_policy", NULL, "x.oid", "0", "polqual,polwithcheck",
	  "'using', pg_get_expr(x.polqual, x.polrelid), 'check', pg_get_expr(x.polwithcheck, "
	  "x.polrelid)",
	  NULL },
	{ "pg_statistic_ext", NULL, "x.oid", "0", "stxexprs",
	  "'text', pg_get_statisticsobjdef(x.oid)", NULL },
	{ "pg_sequence", RELATION, "x.seqrelid", "0", "seqrelid", "", NULL },
	{ "pg_inherits", RELATION, "x.inhrelid", "0", "inhrelid,inhseqno", "", NULL },
	{ "pg_partitioned_table", RELATION, "x.partrelid", "0", "partrelid,partexprs",
	  "'key', pg_get_partkeydef(x.partrelid)", NULL },
	{ "pg_namespace", NULL, "x.oid", "0", "nspacl", ACL("x.nspacl", "'n'", "x.nspowner"),
	  NULL },
	{ "pg_extension", NULL, "x.oid", "0", "extconfig", "", NULL },
	{ "pg_foreign_data_wrapper", NULL, "x.oid", "0", "fdwacl",
	  ACL("x.fdwacl", "'F'", "x.fdwowner"), NULL },
	{ "pg_foreign_server", NULL, "x.oid", "0", "srvacl", ACL("x.srvacl", "'S'", "x.srvowner"),
	  NULL },
	{ "pg_foreign_table", RELATION, "x.ftrelid", "0", "ftrelid", "", NULL },
	{ "pg_user_mapping", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_event_trigger", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_publication", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_publication_rel", NULL, "x.oid", "0", "prqual",
	  "'where', pg_get_expr(x.prqual, x.prrelid)", NULL },
	{ "pg_publication_namespace", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_ts_dict", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_ts_config", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_ts_config_map", "'pg_ts_config'::regclass::oid", "x.mapcfg", "0",
	  "mapcfg,maptokentype,mapseqno,mapdict",
	  "'token ' || x.maptokentype || ' ' || x.mapseqno, x.mapdict::regdictionary", NULL },
	{ "pg_default_acl", NULL, "x.oid", "0", "defaclacl", ACL("x.defaclacl", "'r'", "0"), NULL },
	{ "pg_transform", NULL, "x.oid", "0", "", "", NULL },
	{ "pg_description", "x.classoid", "x.objoid", "x.objsubid", "objoid,objsubid", "",
	  "x.classoid <> 'pg_am'::regclass" },
	{ "pg_depend", RELATION, "x.objid", "0", "refclassid,refobjid,refobjsubid,objid",
	  "'owned by', pg_describe_object(x.refclassid, x.refobjid, x.refobjsubid)",
	  "x.classid = " RELATION " AND x.refclassid = " RELATION
	  " AND x.deptype IN ('a', 'i') AND EXISTS (SELECT FROM pg_class s WHERE s.oid = x.objid "
	  "AND s.relkind = 'S')" },
};

/* What numbers stand for, by the server's own list of which column leads where. */
static const char names_of_numbers[] =
    "SELECT string_agg(coalesce(CASE WHEN k.pktable = 'pg_attribute'::regclass "
    "THEN (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = (r.row ->> k.fkcols[1])::oid "
    "AND a.attnum = m.n[1]::int) "
    "ELSE pg_describe_object(k.pktable, m.n[1]::oid, 0) END, '-'), ', ' ORDER BY m.place) "
    "FROM regexp_matches(c.value, '\\d+', 'g') WITH ORDINALITY AS m (n, place)";

static char *query_of(struct arena *a, size_t i)
{
	const char *name = catalogs[i].catalog;

	return arena_printf(
	    a,
	    "WITH r AS MATERIALIZED (SELECT %s AS class, %s AS oid, %s AS number, to_jsonb(x) AS "
	    "row, "
	    "to_jsonb(x) - string_to_array('oid,%s', ',') || jsonb_build_object(%s) AS doc "
	    "FROM %s x WHERE %s >= 16384 AND %s) "
	    "SELECT '%s ' || pg_describe_object(r.class, r.oid, r.number), "
	    "c.key || ': ' || CASE WHEN k.pktable IS NULL THEN c.value ELSE (%s) END "
	    "FROM r CROSS JOIN jsonb_each_text(r.doc) AS c LEFT JOIN pg_get_catalog_foreign_keys() "
	    "k "
	    "ON k.fktable = '%s'::regclass AND c.key = k.fkcols[cardinality(k.fkcols)] "
	    "AND (k.pkcols = '{oid}' OR k.pktable = 'pg_attribute'::regclass) "
	    "WHERE c.value IS NOT NULL ORDER BY 1, 2",
	    catalogs[i].class ? catalogs[i].class : arena_printf(a, "'%s'::regclass::oid", name),
	    catalogs[i].oid, catalogs[i].number, catalogs[i].without, catalogs[i].with, name,
	    catalogs[i].oid, catalogs[i].where ? catalogs[i].where : "true", name, names_of_numbers,
	    name);
}

static void add_line(struct arena *a, struct pg_dump *out, const char *header, const char *line)
{
	const char *old = map_get(out->entries, header);

	header = arena_strdup(a, header);
	if (!old)
		vec_push(a, &out->headers, header);
	map_put(out->entries, header, arena_printf(a, "%s%s\n", old ? old : "", line));
}

static bool read_one(struct arena *a, struct orm_conn *c, size_t i, struct pg_dump *out,
                     struct error *err)
{
	struct orm_result *rows;
	enum orm_step step;

	if (!orm_query(c, query_of(a, i), NULL, 0, &rows, err))
		return false;
	while ((step = orm_next(rows, err)) == ORM_ROW)
		add_line(a, out, orm_get_text(rows, 0), orm_get_text(rows, 1));
	orm_result_close(rows);
	return step == ORM_DONE;
}

void catalogs_read(struct arena *a, const char *url, struct pg_dump *out)
{
	struct orm_conn *c = server_connect(url);
	struct error err = { 0 };

	*out = (struct pg_dump){ .entries = map_new(a) };
	cr_assert(orm_exec(c, "SET search_path = pg_catalog", &err), "%s", err.message);
	for (size_t i = 0; i < COUNT(catalogs); i++)
		cr_assert(read_one(a, c, i, out, &err), "%s: %s\n%s", catalogs[i].catalog,
		          err.message, err.statement);
	orm_close(c);
}
