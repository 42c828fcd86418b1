/* tests/migrate/mutations_indexes.c - indexes */
#include "base/arena.h"
#include "mutations.h"

#define T                                                                            \
	"CREATE TABLE t (id int, a int, b text, c text, ts tsvector, r int4range); " \
	"INSERT INTO t VALUES (1, 10, '7', 'x'), (2, 20, '8', 'y')"
#define INDEX(of, x, y)                                                            \
	{                                                                          \
		of, T, "CREATE INDEX i ON t " x, "CREATE INDEX i ON t " y, NULL, 0 \
	}

static const struct mutation rows[] = {
	{ "index.name", T, "", "CREATE INDEX i ON t (a)", NULL, 0 },
	{ "index.name", T, "CREATE INDEX x ON t (a)", "CREATE INDEX y ON t (a)", NULL, 0 },
	INDEX("index.columns", "(a)", "(b)"),
	INDEX("index.columns", "(a, b)", "(b, a)"),
	INDEX("index.columns", "(a)", "(a DESC)"),
	INDEX("index.columns", "(a)", "(a NULLS FIRST)"),
	INDEX("index.columns", "(a DESC)", "(a DESC NULLS LAST)"),
	INDEX("index.columns", "(b)", "(b COLLATE \"C\")"),
	INDEX("index.columns", "(b)", "(b text_pattern_ops)"),
	INDEX("index.columns", "(b)", "(lower(b))"),
	INDEX("index.columns", "(lower(b))", "(upper(b))"),
	INDEX("index.columns", "((a + 1))", "((a + 2) DESC)"),
	INDEX("index.columns", "((b || ' '))", "((b || '  '))"),
	INDEX("index.columns", "(lower(b))", "(lower(b) COLLATE \"C\" text_pattern_ops DESC)"),
	/* no longer a function of the column as that is, and the sequence changes with it */
	{ "index.columns column.type column.identity column.server_default sequence.name "
	  "sequence.owned_by",
	  "CREATE FUNCTION f(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n + 1'",
	  "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY); CREATE INDEX i ON t (f(id))",
	  "CREATE TABLE t (id bigserial); CREATE INDEX i ON t (f(id::int))", NULL, 0 },
	INDEX("index.include", "(a)", "(a) INCLUDE (b)"),
	INDEX("index.include", "(a) INCLUDE (b)", "(a) INCLUDE (b, c)"),
	INDEX("index.where", "(a)", "(a) WHERE a > 1"),
	INDEX("index.where", "(a) WHERE a > 1", "(a) WHERE a > 2 AND b <> 'X'"),
	INDEX("index.with", "(a)", "(a) WITH (fillfactor = 50)"),
	INDEX("index.with", "(a) WITH (fillfactor = 50)",
	      "(a) WITH (fillfactor = 60, deduplicate_items = off)"),
	INDEX("index.using", "(a)", "USING hash (a)"),
	INDEX("index.using", "USING gist (r)", "USING spgist (r)"),
	INDEX("index.using index.with", "(a)", "USING brin (a) WITH (pages_per_range = 16)"),
	INDEX("index.with", "USING gin (ts)", "USING gin (ts) WITH (fastupdate = off)"),
	{ "index.columns", T, "CREATE INDEX i ON t USING brin (a)",
	  "CREATE INDEX i ON t USING brin (a "
	  "int4_bloom_ops (false_positive_rate = 0.05))",
	  NULL, 140000 },
	{ "index.unique", T, "CREATE INDEX i ON t (a)", "CREATE UNIQUE INDEX i ON t (a)", NULL, 0 },
	{ "index.nulls_not_distinct", T, "CREATE UNIQUE INDEX i ON t (a)",
	  "CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT", NULL, 150000 },
	{ "index.statistics", T "; CREATE INDEX i ON t ((a + 1), (b || c))", "",
	  "ALTER INDEX i ALTER 1 SET STATISTICS 50", NULL, 0 },
	{ "index.statistics", T "; CREATE INDEX i ON t ((a + 1), (b || c))",
	  "ALTER INDEX i ALTER 1 SET STATISTICS 50", "ALTER INDEX i ALTER 2 SET STATISTICS 70",
	  NULL, 0 },
	{ "index.inherited",
	  "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE INDEX i ON p (a)",
	  "CREATE TABLE t (a int); CREATE INDEX t_a_idx ON t (a); INSERT INTO t VALUES (1)",
	  "CREATE TABLE t PARTITION OF p FOR VALUES IN (1)", NULL, 0 },
	{ "index.name",
	  "CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p "
	  "FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p DEFAULT PARTITION BY LIST (b); CREATE "
	  "TABLE p3 "
	  "PARTITION OF p2 FOR VALUES IN (2); INSERT INTO p VALUES (1, 2), (3, 2)",
	  "", "CREATE INDEX i ON p (b)", NULL, 0 },
	{ "index.columns",
	  "CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p "
	  "FOR VALUES IN (1); INSERT INTO p VALUES (1, 2)",
	  "CREATE INDEX i ON p (b)", "CREATE INDEX i ON p (b DESC)", NULL, 0 },
	{ "index.name",
	  "CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p "
	  "FOR VALUES IN (1)",
	  "", "CREATE INDEX i ON ONLY p (b)", NULL, 0 },
	{ "index.name",
	  "CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p "
	  "FOR VALUES IN (1)",
	  "CREATE INDEX i ON p (b); CREATE INDEX a1 ON p1 (b)", "", NULL, 0 },
	{ "index.name", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x, 'a'::text AS y", "",
	  "CREATE UNIQUE INDEX i ON m (x)", NULL, 0 },
	{ "index.columns", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x, 'a'::text AS y",
	  "CREATE UNIQUE INDEX i ON m (x)", "CREATE UNIQUE INDEX i ON m (y, x)", NULL, 0 },
	{ "index.comment", T "; CREATE INDEX i ON t (a)", "", "COMMENT ON INDEX i IS 'i'", NULL,
	  0 },
	{ "table.replica_identity index.name", T, "",
	  "ALTER TABLE t ALTER a SET NOT NULL; CREATE UNIQUE INDEX i "
	  "ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX i",
	  NULL, 0 },
};

const struct mutations mutations_indexes = { "indexes", rows, COUNT(rows), 0 };
