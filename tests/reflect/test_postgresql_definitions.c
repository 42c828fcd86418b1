/* tests/reflect/test_postgresql_definitions.c - views, functions, types and the rest */
#include <criterion/criterion.h>

#include "orm/dialect.h"
#include "postgresql.h"
#include "tests/support/server.h"

static struct arena arena;
static struct orm_conn *c;

static void begin_test(void)
{
	c = server_connect(server_postgresql(&arena));
}

static void end_test(void)
{
	orm_close(c);
	arena_release(&arena);
}

TestSuite(postgresql_definitions, .init = begin_test, .fini = end_test, .timeout = 60);

static void expect(const struct orm_metadata *m, const char *key, const char *is)
{
	const struct orm_object *o = catalog_find(&arena, m, key);

	cr_assert_not_null(o, "%s isn't there:\n%s", key, catalog_dump(&arena, m));
	cr_expect_str_eq(catalog_describe(&arena, o), is, "%s\n  is %s", key,
	                 catalog_describe(&arena, o));
}

static const struct orm_metadata *made(const char *sql)
{
	catalog_run(&arena, c, sql);
	return catalog_reflect(&arena, c, NULL);
}

static bool needs(const struct orm_metadata *m, const char *key, const char *needed)
{
	const struct orm_object *o = catalog_find(&arena, m, key);

	for (size_t i = 0; o && i < o->depends.len; i++)
		if (!strcmp(o->depends.items[i], needed))
			return true;
	return false;
}

Test(postgresql_definitions, types)
{
	const struct orm_metadata *m = made(
	    "CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('b', 'a,\"x', 'it''s', E'\\\\'); COMMENT "
	    "ON TYPE mood IS 'm'; "
	    "CREATE DOMAIN s.d AS varchar(5) COLLATE \"C\" DEFAULT 'x' NOT NULL CONSTRAINT ck "
	    "CHECK "
	    "(VALUE <> ''); ALTER DOMAIN s.d ADD CONSTRAINT ck2 CHECK (VALUE IN ('a', 'b')) NOT "
	    "VALID; "
	    "CREATE TYPE comp AS (a int, \"b c\" text COLLATE \"C\", m mood[]); COMMENT ON COLUMN "
	    "comp.a IS 'it''s'; "
	    "CREATE FUNCTION s.diff(a float8, b float8) RETURNS float8 IMMUTABLE LANGUAGE sql AS "
	    "'SELECT a - b'; CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = s.diff)");

	expect(m, "enum mood", "values=b,a,\"x,it's,\\ comment=m");
	expect(m, "domain s.d",
	       "definition=character varying(5) nullable=no server_default='x'::character varying "
	       "collation=C");
	expect(m, "check ck", "expr=(VALUE)::text <> ''::text");
	expect(m, "check ck2",
	       "expr=(VALUE)::text = ANY ((ARRAY['a'::character varying, 'b'::character "
	       "varying]::character varying[])::text[]) not_valid=yes");
	expect(m, "composite comp",
	       "definition=a integer, \"b c\" text COLLATE \"C\", m public.mood[] "
	       "column_comments:a 'it''s'");
	expect(m, "range r",
	       "definition=AS RANGE (subtype = double precision, subtype_diff = s.diff)");
	cr_expect(needs(m, "composite comp", "enum mood"));
	cr_expect(needs(m, "domain s.d", "schema s"));
	/* the cast to its multirange comes with the type */
	cr_expect_null(catalog_find(&arena, m, "cast public.r AS public.multirange"));
	cr_expect_eq(m->left_out.len, 0);
}

Test(postgresql_definitions, sequences)
{
	const struct orm_metadata *m = made(
	    "CREATE SEQUENCE plain; CREATE SEQUENCE s START 5 INCREMENT 2 MINVALUE 3 MAXVALUE 99 "
	    "CACHE 4 CYCLE; CREATE SEQUENCE down AS smallint INCREMENT -1; "
	    "CREATE TABLE \"T\" (\"I d\" int); CREATE SEQUENCE o OWNED BY \"T\".\"I d\"; COMMENT "
	    "ON "
	    "SEQUENCE o IS 'owned'; CREATE TABLE limbeck_version (n serial)");

	expect(m, "sequence plain", "");
	expect(m, "sequence s", "cache:4 cycle:true increment:2 maxvalue:99 minvalue:3 start:5");
	expect(m, "sequence down", "data_type:smallint increment:-1");
	expect(m, "sequence o", "owned_by=\"T\".\"I d\" comment=owned");
	cr_expect_null(catalog_find(&arena, m, "sequence limbeck_version_n_seq"));
}

Test(postgresql_definitions, views)
{
	const struct orm_metadata *m = made(
	    "CREATE TABLE t (a int, b varchar(5)); CREATE VIEW v WITH (security_barrier) AS SELECT "
	    "a, b FROM t WHERE b IN ('x', 'y') WITH LOCAL CHECK OPTION; COMMENT ON VIEW v IS 'vv'; "
	    "COMMENT ON COLUMN v.b IS 'bb'; ALTER VIEW v ALTER a SET DEFAULT 7; "
	    "CREATE MATERIALIZED VIEW m WITH (fillfactor = 50) AS SELECT count(*) AS n FROM v; "
	    "CREATE VIEW a_first AS SELECT n FROM m");
	const char *text = catalog_describe(&arena, catalog_find(&arena, m, "view v"));

	cr_expect(strstr(text, "ANY ((ARRAY['x'::character varying, 'y'::character "
	                       "varying]::character varying[])::text[])"),
	          "%s", text);
	cr_expect(strstr(text, "comment=vv column_comments:b 'bb' defaults:a 7 "
	                       "with:security_barrier=true, check_option=local"),
	          "%s", text);
	cr_expect_null(strchr(text, ';'));
	cr_expect(needs(m, "view v", "table t") && needs(m, "view v", "column t.b"));
	cr_expect(needs(m, "materialized_view m", "view v"));
	/* in an order that can be executed, whatever the names */
	cr_expect_str_eq(m->definitions.items[0]->object.name, "v");
	cr_expect_str_eq(m->definitions.items[1]->object.name, "m");
	cr_expect_str_eq(m->definitions.items[2]->object.name, "a_first");
}

Test(postgresql_definitions, functions)
{
	const struct orm_metadata *m = made(
	    "CREATE TABLE t (a int); CREATE FUNCTION f(a int, b text DEFAULT 'x''y', VARIADIC c "
	    "int[] DEFAULT NULL) RETURNS SETOF t LANGUAGE plpgsql STABLE AS $$BEGIN RETURN; END$$; "
	    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f() "
	    "IS "
	    "'ff'; CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END'; "
	    "CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2'; "
	    "CREATE AGGREGATE total(int) (sfunc = plus, stype = int, initcond = '0', parallel = "
	    "safe); "
	    "CREATE FUNCTION eq(int, text) RETURNS bool LANGUAGE sql AS 'SELECT true'; CREATE "
	    "OPERATOR === (leftarg = int, rightarg = text, function = eq, restrict = eqsel); "
	    "CREATE TYPE mood AS ENUM ('x'); CREATE FUNCTION m2i(mood) RETURNS int LANGUAGE sql "
	    "IMMUTABLE AS 'SELECT 1'; CREATE CAST (mood AS int) WITH FUNCTION m2i(mood) AS "
	    "ASSIGNMENT");

	expect(m, "function f(integer, text, integer[])",
	       "arguments=a integer, b text DEFAULT 'x''y'::text, VARIADIC c integer[] DEFAULT "
	       "NULL::integer[] definition=RETURNS SETOF public.t\n LANGUAGE plpgsql\n STABLE\nAS "
	       "$function$BEGIN RETURN; END$function$ signature=integer, text, integer[]");
	expect(m, "function f()",
	       "arguments= definition=RETURNS integer\n LANGUAGE sql\nAS $function$SELECT "
	       "1$function$ signature= comment=ff");
	expect(m, "procedure p(integer)",
	       "arguments=INOUT a integer definition=LANGUAGE plpgsql\nAS $procedure$BEGIN a := 1; "
	       "END$procedure$ signature=integer");
	expect(
	    m, "aggregate total(integer)",
	    "arguments=integer definition=(SFUNC = public.plus, STYPE = integer, INITCOND = '0', "
	    "PARALLEL = safe) signature=integer");
	expect(m, "operator ===(integer, text)",
	       "definition=(FUNCTION = public.eq, LEFTARG = integer, RIGHTARG = text, RESTRICT = "
	       "eqsel) signature=integer, text");
	expect(m, "cast public.mood AS integer",
	       "definition=WITH FUNCTION public.m2i(public.mood) AS ASSIGNMENT");
	cr_expect(needs(m, "function f(integer, text, integer[])", "table t"));
	cr_expect(needs(m, "operator ===(integer, text)", "function eq(integer, text)"));
}

Test(postgresql_definitions, triggers_rules_policies)
{
	const struct orm_metadata *m = made(
	    "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql "
	    "AS "
	    "'BEGIN RETURN NEW; END'; CREATE TRIGGER t1 BEFORE UPDATE OF a ON t FOR EACH ROW WHEN "
	    "(NEW.a > 1) EXECUTE FUNCTION f('x'); ALTER TABLE t DISABLE TRIGGER t1; CREATE "
	    "CONSTRAINT TRIGGER t2 AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f(); "
	    "CREATE RULE r AS ON INSERT TO t DO ALSO NOTIFY x; "
	    "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE USING (a > 1) WITH CHECK (b > 2); "
	    "COMMENT ON POLICY p ON t IS 'pp'; "
	    "CREATE TABLE pt (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF pt "
	    "DEFAULT; "
	    "CREATE TRIGGER t3 AFTER INSERT ON pt FOR EACH ROW EXECUTE FUNCTION f()");

	expect(m, "trigger t.t1",
	       "on=t definition=BEFORE UPDATE OF a ON public.t FOR EACH ROW WHEN ((new.a > 1)) "
	       "EXECUTE "
	       "FUNCTION public.f('x') enabled:D");
	expect(
	    m, "trigger t.t2",
	    "on=t definition=AFTER INSERT ON public.t DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW "
	    "EXECUTE FUNCTION public.f() constraint:true");
	expect(m, "rule t.r", "on=t definition=AS\n    ON INSERT TO public.t DO\n NOTIFY x");
	expect(
	    m, "policy t.p",
	    "on=t definition=AS RESTRICTIVE FOR UPDATE TO PUBLIC USING ((a > 1)) WITH CHECK ((b > "
	    "2)) comment=pp");
	cr_expect(needs(m, "trigger t.t1", "function f()") &&
	          needs(m, "trigger t.t1", "column t.a"));
	cr_expect(needs(m, "policy t.p", "column t.b"));
	cr_expect_not_null(catalog_find(&arena, m, "trigger pt.t3"));
	cr_expect_null(catalog_find(&arena, m, "trigger p1.t3"));
}

Test(postgresql_definitions, the_rest)
{
	const struct orm_metadata *m = made(
	    "CREATE SCHEMA s; COMMENT ON SCHEMA s IS 'ss'; CREATE COLLATION s.c (provider = libc, "
	    "locale = 'C'); CREATE TABLE t (a int, b int); CREATE STATISTICS st (dependencies) ON "
	    "a, "
	    "b FROM t; ALTER STATISTICS st SET STATISTICS 50; "
	    "CREATE TEXT SEARCH DICTIONARY s.d (template = simple, accept = false); CREATE TEXT "
	    "SEARCH CONFIGURATION s.conf (parser = default); ALTER TEXT SEARCH CONFIGURATION "
	    "s.conf "
	    "ADD MAPPING FOR asciiword, word WITH s.d, simple; "
	    "CREATE PUBLICATION p FOR TABLE t WITH (publish = 'insert'); CREATE FUNCTION e() "
	    "RETURNS "
	    "event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER et ON "
	    "ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION e(); ALTER EVENT "
	    "TRIGGER "
	    "et DISABLE; COMMENT ON SCHEMA public IS 'mine'; CREATE OPERATOR FAMILY s.fam USING "
	    "btree; CREATE LANGUAGE lang HANDLER plpgsql_call_handler");

	expect(m, "schema s", "comment=ss");
	expect(m, "schema public", "comment=mine");
	expect(m, "collation s.c", "definition=(provider = libc, locale = 'C')");
	expect(m, "statistics st", "definition=(dependencies) ON a, b FROM public.t statistics:50");
	expect(m, "text_search s.DICTIONARY.d",
	       "definition=DICTIONARY (TEMPLATE = pg_catalog.simple, accept = 'false')");
	expect(
	    m, "text_search s.CONFIGURATION.conf",
	    "definition=CONFIGURATION (PARSER = pg_catalog.\"default\")\nADD MAPPING FOR asciiword "
	    "WITH s.d, simple\nADD MAPPING FOR word WITH s.d, simple");
	expect(m, "publication p", "definition=FOR TABLE ONLY public.t WITH (publish = 'insert')");
	expect(m, "event_trigger et",
	       "definition=ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION "
	       "public.e() enabled:D");
	expect(m, "language lang", "definition=HANDLER plpgsql_call_handler");
	cr_assert_eq(m->left_out.len, 1);
	cr_expect_str_eq(m->left_out.items[0].kind, "operator family");
	cr_expect_str_eq(m->left_out.items[0].name, "s.fam");
}

Test(postgresql_definitions, privileges)
{
	static const struct reflect_options none = { .no_privileges = true };
	const struct orm_metadata *m = made(
	    "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
	    "'SELECT "
	    "1'; GRANT SELECT, UPDATE (b, a) ON t TO PUBLIC; GRANT INSERT ON t TO pg_monitor WITH "
	    "GRANT OPTION; REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC; REVOKE DELETE ON t FROM "
	    "CURRENT_USER; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO "
	    "pg_monitor");
	struct orm_value user;
	struct error err;

	cr_assert(orm_query_value(&arena, c, "SELECT current_user", NULL, 0, &user, &err));
	expect(m, "privilege TABLE public.t.PUBLIC",
	       "on=TABLE public.t definition=SELECT, UPDATE (a, b)");
	expect(m, "privilege TABLE public.t.pg_monitor",
	       "on=TABLE public.t definition=INSERT WITH GRANT OPTION");
	expect(m, "privilege FUNCTION public.f().PUBLIC",
	       "on=FUNCTION public.f() definition=NOT EXECUTE");
	expect(m, arena_printf(&arena, "privilege TABLE public.t.%s", user.data),
	       "on=TABLE public.t definition=NOT DELETE");
	cr_expect(needs(m, "privilege TABLE public.t.PUBLIC", "table t"));
	m = catalog_reflect(&arena, c, &none);
	cr_expect_null(catalog_find(&arena, m, "privilege TABLE public.t.PUBLIC"));
}

Test(postgresql_definitions, members_of_extensions)
{
	struct error err;

	if (!orm_exec(c, "CREATE EXTENSION citext", &err))
		cr_skip_test("no citext here");
	const struct orm_metadata *m = made("CREATE TABLE t (a citext)");

	cr_expect_not_null(catalog_find(&arena, m, "extension citext"));
	cr_expect_eq(m->definitions.len, 1);
	expect(m, "column t.a", "type=public.citext nullable=yes");
	cr_expect(needs(m, "table t", "extension citext"));
}

Test(postgresql_definitions, one_schema)
{
	static const struct reflect_options other = { .schema = "s" }, none = { .schema = "gone" };
	struct orm_metadata *m;
	struct error err;

	catalog_run(&arena, c, "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TABLE t (a int)");
	m = catalog_reflect(&arena, c, &other);
	cr_assert_eq(m->tables.len, 1);
	cr_expect_str_eq(m->tables.items[0]->object.schema, "s");
	cr_expect_not(reflect_database(&arena, c, &none, &m, &err));
	cr_expect_str_eq(err.message, "no schema \"gone\"");
	cr_expect_not(orm_in_transaction(c));
}

/* What a change to a table has to know: what depends on it, and nothing else. */
Test(postgresql_definitions, one_table)
{
	struct orm_metadata *m;
	struct error err;

	catalog_run(
	    &arena, c,
	    "CREATE TYPE mood AS ENUM ('x'); CREATE TABLE t (id int PRIMARY KEY, m mood); CREATE "
	    "TABLE r (t int REFERENCES t); CREATE TABLE far (a int); CREATE VIEW v AS SELECT id "
	    "FROM t; CREATE VIEW w AS SELECT id FROM v");
	cr_assert(reflect_table(&arena, c, NULL, "t", &m, &err), "%s", err.message);
	cr_assert_not_null(m);
	cr_expect_not_null(catalog_find(&arena, m, "view w"));
	cr_expect_not_null(catalog_find(&arena, m, "foreign_key r.r_t_fkey"));
	cr_expect_null(catalog_find(&arena, m, "table far"));
	cr_assert(reflect_table(&arena, c, NULL, "mood", &m, &err), "%s", err.message);
	cr_expect_not_null(catalog_find(&arena, m, "column t.m"));
	cr_assert(reflect_table(&arena, c, "gone", "t", &m, &err), "%s", err.message);
	cr_expect_null(m);
}

/* The session keeps its transaction and its settings. */
Test(postgresql_definitions, inside_a_transaction)
{
	struct orm_metadata *m;
	struct orm_value v;
	struct error err;

	cr_assert(orm_exec(c, "SET search_path = nowhere, public", &err));
	cr_assert(orm_begin(c, &err));
	catalog_run(&arena, c, "CREATE TABLE t (a text DEFAULT lower('X'))");
	m = catalog_reflect(&arena, c, NULL);
	cr_expect_not_null(catalog_find(&arena, m, "table t"));
	cr_expect(orm_in_transaction(c));
	cr_assert(orm_query_value(&arena, c, "SHOW search_path", NULL, 0, &v, &err));
	cr_expect_str_eq(v.data, "nowhere, public");
	orm_rollback(c);
	m = catalog_reflect(&arena, c, NULL);
	cr_expect_eq(m->tables.len, 0);
}

static void count(void *data, const char *sql)
{
	(void)sql;
	++*(int *)data;
}

static int queries(const char *url)
{
	struct orm_connect_options options = { .echo = count };
	struct orm_url parsed;
	struct orm_conn *counted;
	struct error err;
	int before, n = 0;

	options.echo_data = &n;
	cr_assert(orm_url_parse(&arena, url, &parsed, &err) &&
	          orm_connect(&parsed, &options, &counted, &err));
	before = n;
	catalog_reflect(&arena, counted, NULL);
	orm_close(counted);
	return n - before;
}

Test(postgresql_definitions, as_many_queries_for_any_size)
{
	const char *url = server_postgresql(&arena);
	struct orm_conn *other = server_connect(url);
	int empty = queries(url);

	catalog_run(
	    &arena, other,
	    "DO $$ BEGIN FOR i IN 1..50 LOOP EXECUTE format('CREATE SCHEMA s%s', i % 4 + i * 10); "
	    "EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, a int CHECK (a > 0))', i); "
	    "END LOOP; END $$");
	cr_expect_eq(queries(url), empty);
	orm_close(other);
}

Test(postgresql_definitions, twice_the_same)
{
	catalog_run(
	    &arena, c,
	    "CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (id int REFERENCES b CHECK (id > "
	    "0)); CREATE VIEW v AS SELECT a.id FROM a JOIN b USING (id)");
	cr_expect_str_eq(catalog_dump(&arena, catalog_reflect(&arena, c, NULL)),
	                 catalog_dump(&arena, catalog_reflect(&arena, c, NULL)));
}
