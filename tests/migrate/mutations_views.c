/* tests/migrate/mutations_views.c - views, materialized views, rules, policies */
#include "base/arena.h"
#include "mutations.h"

#define T "CREATE TABLE t (id int PRIMARY KEY, a int, b text); INSERT INTO t VALUES (1, 10, '7'); "
#define VIEW(of, x, y)                                                 \
	{                                                              \
		of, T, "CREATE VIEW v " x, "CREATE VIEW v " y, NULL, 0 \
	}
#define MVIEW(of, x, y)                                                                          \
	{                                                                                        \
		of, T, "CREATE MATERIALIZED VIEW v " x, "CREATE MATERIALIZED VIEW v " y, NULL, 0 \
	}
#define RULE(of, x, y)                                                                        \
	{                                                                                     \
		of, T "CREATE TABLE l (x int)", "CREATE RULE r AS " x, "CREATE RULE r AS " y, \
		    NULL, 0                                                                   \
	}
#define POLICY(of, x, y)                                                             \
	{                                                                            \
		of, T, "CREATE POLICY p ON t " x, "CREATE POLICY p ON t " y, NULL, 0 \
	}

static const struct mutation rows[] = {
	{ "view.name", T, "", "CREATE VIEW v AS SELECT a FROM t", NULL, 0 },
	VIEW("view.definition", "AS SELECT a FROM t", "AS SELECT a FROM t WHERE id > 1"),
	VIEW("view.definition", "AS SELECT 'a'::text AS x", "AS SELECT 'A'::text AS x"),
	VIEW("view.definition", "AS SELECT a FROM t", "AS SELECT a, b FROM t"),
	VIEW("view.definition", "AS SELECT a, b FROM t", "AS SELECT b, a FROM t"),
	VIEW("view.definition", "AS SELECT a AS x FROM t", "AS SELECT a AS y FROM t"),
	VIEW("view.definition", "AS SELECT a FROM t", "AS SELECT a::bigint AS a FROM t"),
	VIEW("view.definition", "(x) AS SELECT a FROM t", "(y) AS SELECT a FROM t"),
	VIEW("view.definition", "AS SELECT 1 AS x",
	     "AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n "
	     "WHERE x < 5) SELECT x FROM n"),
	VIEW("view.with", "AS SELECT a FROM t", "WITH (security_barrier) AS SELECT a FROM t"),
	VIEW("view.with", "AS SELECT a FROM t WHERE a > 1",
	     "AS SELECT a FROM t WHERE a > 1 WITH CHECK OPTION"),
	VIEW("view.with", "AS SELECT a FROM t WHERE a > 1 WITH LOCAL CHECK OPTION",
	     "AS SELECT a FROM t WHERE a > 1 WITH CASCADED CHECK OPTION"),
	{ "view.with", T, "CREATE VIEW v AS SELECT a FROM t",
	  "CREATE VIEW v WITH (security_invoker) AS SELECT a FROM t", NULL, 150000 },
	{ "view.defaults", T "CREATE VIEW v AS SELECT a FROM t", "",
	  "ALTER VIEW v ALTER a SET DEFAULT 5", NULL, 0 },
	{ "view.column_comments", T "CREATE VIEW v AS SELECT a FROM t", "",
	  "COMMENT ON COLUMN v.a IS 'a'", NULL, 0 },
	{ "view.comment", T "CREATE VIEW v AS SELECT a FROM t", "COMMENT ON VIEW v IS 'x'",
	  "COMMENT ON VIEW v IS 'y'", NULL, 0 },
	{ "view.definition", T "CREATE VIEW z AS SELECT 1 AS one",
	  "CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS "
	  "SELECT a FROM v; COMMENT ON VIEW w IS 'w'; CREATE MATERIALIZED VIEW m AS SELECT a FROM "
	  "w; CREATE INDEX i ON m "
	  "(a)",
	  "CREATE VIEW v AS SELECT b, a FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW "
	  "w IS 'w'; CREATE "
	  "MATERIALIZED VIEW m AS SELECT a FROM w; CREATE INDEX i ON m (a)",
	  NULL, 0 },
	{ "view.definition column.name", T, "CREATE VIEW v AS SELECT * FROM t",
	  "ALTER TABLE t ADD z int; CREATE VIEW v AS "
	  "SELECT * FROM t",
	  NULL, 0 },
	{ "view.definition table.name", T, "CREATE VIEW v AS SELECT a FROM t",
	  "CREATE TABLE n (a int); CREATE VIEW v AS "
	  "SELECT a FROM n",
	  NULL, 0 },
	{ "view.definition", T "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "CREATE VIEW v AS SELECT 1 AS "
	  "x",
	  "CREATE VIEW v AS SELECT f() AS x", NULL, 0 },
	{ "view.name materialized_view.name", T, "CREATE VIEW v AS SELECT a FROM t",
	  "CREATE MATERIALIZED VIEW v AS SELECT a FROM t", NULL, 0 },
	{ "view.name table.name", T, "CREATE VIEW v AS SELECT a FROM t", "CREATE TABLE v (a int)",
	  NULL, 0 },
	{ "materialized_view.column_storage",
	  "CREATE MATERIALIZED VIEW v AS SELECT 'x'::text AS a, 'y'::text AS \"B c\"",
	  "ALTER MATERIALIZED VIEW v ALTER a SET STORAGE EXTERNAL",
	  "ALTER MATERIALIZED VIEW v ALTER \"B c\" SET STORAGE MAIN", NULL, 0 },
	{ "materialized_view.column_compression",
	  "CREATE MATERIALIZED VIEW v AS SELECT 'x'::text AS a", "",
	  "ALTER MATERIALIZED VIEW v ALTER a SET COMPRESSION pglz", NULL, 140000 },
	{ "materialized_view.name", T, "",
	  "CREATE MATERIALIZED VIEW v AS SELECT 'x'::text AS a; ALTER MATERIALIZED VIEW v ALTER a "
	  "SET "
	  "STORAGE EXTERNAL, ALTER a SET STATISTICS 9",
	  NULL, 0 },
	{ "materialized_view.name", T, "", "CREATE MATERIALIZED VIEW v AS SELECT a FROM t", NULL,
	  0 },
	MVIEW("materialized_view.definition", "AS SELECT a FROM t", "AS SELECT a, b FROM t"),
	MVIEW("materialized_view.with", "AS SELECT a FROM t",
	      "WITH (fillfactor = 70) AS SELECT a FROM t"),
	{ "materialized_view.definition", T,
	  "CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE UNIQUE INDEX i ON v (a); "
	  "COMMENT ON MATERIALIZED VIEW v IS 'v'; CREATE VIEW w AS SELECT a FROM v",
	  "CREATE MATERIALIZED VIEW v AS SELECT a "
	  "FROM t WHERE a > 1; CREATE UNIQUE INDEX i ON v (a); COMMENT ON MATERIALIZED VIEW v IS "
	  "'v'; CREATE VIEW w AS SELECT "
	  "a FROM v",
	  NULL, 0 },
	{ "materialized_view.cluster_on",
	  T "CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE INDEX i ON v (a)", "",
	  "ALTER MATERIALIZED VIEW v CLUSTER ON i", NULL, 0 },
	{ "materialized_view.name materialized_view.cluster_on", T, "",
	  "CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE INDEX i ON v (a); ALTER "
	  "MATERIALIZED VIEW v CLUSTER ON i",
	  NULL, 0 },
	{ "materialized_view.definition",
	  T "CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE INDEX i ON v (a); ALTER "
	    "MATERIALIZED VIEW v CLUSTER ON i",
	  "",
	  "DROP MATERIALIZED VIEW v; CREATE MATERIALIZED VIEW v AS SELECT a FROM t WHERE a > 1; "
	  "CREATE INDEX i ON v (a); ALTER MATERIALIZED VIEW v CLUSTER ON i",
	  NULL, 0 },
	{ "materialized_view.statistics", T "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t", "",
	  "ALTER MATERIALIZED VIEW v ALTER a SET STATISTICS 30", NULL, 0 },
	{ "materialized_view.statistics", T "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t",
	  "ALTER MATERIALIZED VIEW v ALTER a SET STATISTICS 30",
	  "ALTER MATERIALIZED VIEW v ALTER a SET STATISTICS 40, ALTER b SET STATISTICS 0", NULL,
	  0 },
	{ "column.type",
	  T
	  "CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t; ALTER MATERIALIZED VIEW v ALTER b SET "
	  "STATISTICS 30",
	  "",
	  "DROP MATERIALIZED VIEW v; ALTER TABLE t ALTER a TYPE bigint; CREATE MATERIALIZED VIEW v "
	  "AS SELECT a, b FROM t; ALTER MATERIALIZED VIEW v ALTER b SET STATISTICS 30",
	  NULL, 0 },
	{ "materialized_view.column_comments", T "CREATE MATERIALIZED VIEW v AS SELECT a FROM t",
	  "", "COMMENT ON COLUMN v.a IS 'a'", NULL, 0 },
	{ "materialized_view.comment", T "CREATE MATERIALIZED VIEW v AS SELECT a FROM t", "",
	  "COMMENT ON MATERIALIZED VIEW v IS 'v'", NULL, 0 },
	{ "rule.name", T, "", "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", NULL, 0 },
	RULE("rule.definition", "ON DELETE TO t DO INSTEAD NOTHING",
	     "ON UPDATE TO t DO INSTEAD NOTHING"),
	RULE("rule.definition", "ON DELETE TO t DO INSTEAD NOTHING",
	     "ON DELETE TO t WHERE old.a > 5 DO INSTEAD NOTHING"),
	RULE("rule.definition", "ON INSERT TO t DO NOTHING",
	     "ON INSERT TO t DO ALSO INSERT INTO l VALUES (new.a)"),
	RULE("rule.definition", "ON INSERT TO t DO INSERT INTO l VALUES (1)",
	     "ON INSERT TO t DO (INSERT INTO l VALUES (1); INSERT INTO l VALUES (2))"),
	RULE("rule.on", "ON DELETE TO t DO INSTEAD NOTHING", "ON DELETE TO l DO INSTEAD NOTHING"),
	{ "rule.enabled", T "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", "",
	  "ALTER TABLE t DISABLE RULE r", NULL, 0 },
	{ "rule.enabled", T "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
	  "ALTER TABLE t ENABLE REPLICA RULE r", "ALTER TABLE t ENABLE ALWAYS RULE r", NULL, 0 },
	{ "rule.comment", T "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", "",
	  "COMMENT ON RULE r ON t IS 'r'", NULL, 0 },
	{ "policy.name", T, "", "CREATE POLICY p ON t", NULL, 0 },
	POLICY("policy.definition", "", "AS RESTRICTIVE"),
	POLICY("policy.definition", "FOR SELECT USING (true)", "FOR UPDATE USING (true)"),
	POLICY("policy.definition", "", "TO lb_one"),
	POLICY("policy.definition", "TO lb_one", "TO lb_one, lb_two"),
	POLICY("policy.definition", "USING (a > 1)", "USING (a > 2)"),
	POLICY("policy.definition", "USING (a > 1)", "USING (a > 1) WITH CHECK (a > 1)"),
	POLICY("policy.definition", "WITH CHECK (a > 1)", "WITH CHECK (b = current_user)"),
	{ "policy.on", T "CREATE TABLE u (a int)", "CREATE POLICY p ON t", "CREATE POLICY p ON u",
	  NULL, 0 },
	{ "policy.comment", T "CREATE POLICY p ON t", "", "COMMENT ON POLICY p ON t IS 'p'", NULL,
	  0 },
	{ "view.definition view.defaults", "CREATE TABLE t (a int)",
	  "CREATE VIEW v AS SELECT a FROM t WHERE a > 0; ALTER VIEW v ALTER a SET DEFAULT 8",
	  "CREATE VIEW v AS SELECT a FROM t WHERE a > 1", NULL, 0 },
};

const struct mutations mutations_views = { "views", rows, COUNT(rows), 0 };
