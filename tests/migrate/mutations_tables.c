/* tests/migrate/mutations_tables.c - tables, partitions, sequences */
#include "base/arena.h"
#include "mutations.h"

#define T "CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t VALUES (1, 10), (2, 20)"
#define ALTERED(of, x, y)                             \
	{                                             \
		of, T, x, "ALTER TABLE t " y, NULL, 0 \
	}
#define PARTED "CREATE TABLE p (id int NOT NULL, k text) PARTITION BY RANGE (id)"
#define PART   "CREATE TABLE p1 (id int NOT NULL, k text); INSERT INTO p1 VALUES (5, 'x'); "
#define HEIR(x, y)                                                                           \
	{                                                                                    \
		"table.inherits", "CREATE TABLE p (id int, c text); CREATE TABLE q (k int)", \
		    "CREATE TABLE t (" x "); INSERT INTO t DEFAULT VALUES",                  \
		    "CREATE TABLE t (" y "); INSERT INTO t DEFAULT VALUES", NULL, 0          \
	}
#define SEQUENCE(of, x, y)                                                                    \
	{                                                                                     \
		of, "CREATE TABLE t (a int)", "CREATE SEQUENCE s " x, "CREATE SEQUENCE s " y, \
		    NULL, 0                                                                   \
	}

static const struct mutation rows[] = {
	{ "table.name", "CREATE TABLE u ()", "",
	  "CREATE TABLE t (a int, b text NOT NULL DEFAULT 'x')", NULL, 0 },
	{ "table.name", "CREATE TABLE u ()", "", "CREATE TABLE t ()", NULL, 0 },
	{ "table.unlogged", "CREATE TABLE u ()", "CREATE TABLE t (a int); INSERT INTO t VALUES (1)",
	  "CREATE UNLOGGED TABLE t (a int)", NULL, 0 },
	ALTERED("table.with", "", "SET (fillfactor = 70)"),
	ALTERED("table.with", "ALTER TABLE t SET (fillfactor = 70, autovacuum_enabled = off)",
	        "SET (fillfactor = 80)"),
	ALTERED("table.with", "",
	        "SET (toast.autovacuum_enabled = off, autovacuum_vacuum_scale_factor = 0.05)"),
	ALTERED("table.row_security", "", "ENABLE ROW LEVEL SECURITY"),
	ALTERED("table.force_row_security", "", "FORCE ROW LEVEL SECURITY"),
	ALTERED("table.replica_identity", "", "REPLICA IDENTITY FULL"),
	ALTERED("table.replica_identity", "ALTER TABLE t REPLICA IDENTITY NOTHING",
	        "REPLICA IDENTITY FULL"),
	ALTERED("table.replica_identity", "", "REPLICA IDENTITY USING INDEX t_pkey"),
	ALTERED("table.cluster_on", "", "CLUSTER ON t_pkey"),
	{ "table.of_type", "CREATE TYPE ty AS (id int, a int)",
	  "CREATE TABLE t (id int, a int); INSERT INTO t "
	  "VALUES (1, 2)",
	  "CREATE TABLE t OF ty", NULL, 0 },
	{ "table.name", "CREATE TYPE ty AS (id int, a text)", "",
	  "CREATE TABLE t OF ty (id WITH OPTIONS PRIMARY KEY, a DEFAULT 'x' NOT NULL); "
	  "ALTER TABLE t ALTER a SET STORAGE EXTERNAL; CREATE INDEX i ON t (a)",
	  NULL, 0 },
	{ "table.inherits", "CREATE TABLE p (id int); " T, "", "ALTER TABLE t INHERIT p", NULL, 0 },
	HEIR("id int, c text, k int) INHERITS (p, q", "id int, c text, k int) INHERITS (p"),
	HEIR("id int, c text, k int) INHERITS (p, q", "id int, c text, k int) INHERITS (q, p"),
	HEIR("id int, c text, k int) INHERITS (p", "id int, c text, k int) INHERITS (q"),
	HEIR("id int, c text, k int) INHERITS (p, q", "id int, c text, k int"),
	HEIR("id int, c text, k int) INHERITS (p, q", "id int, c text) INHERITS (p"),
	HEIR("id int, c text) INHERITS (p", "k int) INHERITS (q"),
	HEIR("id int, c text) INHERITS (p", "z int"),
	{ "table.inherits", "CREATE TABLE u ()",
	  "CREATE TABLE p (id int, b int); CREATE TABLE t (id int, b int) INHERITS (p)",
	  "CREATE TABLE q (id int, c int); CREATE TABLE t (id int, c int) INHERITS (q)", NULL, 0 },
	{ "table.inherits",
	  "CREATE TABLE p (x int, CONSTRAINT ck CHECK (x > 0)); CREATE TABLE t (x int, CONSTRAINT "
	  "ck CHECK (x > 0)); INSERT INTO t VALUES (1)",
	  "", "ALTER TABLE t INHERIT p", NULL, 0 },
	{ "table.inherits check.name",
	  "CREATE TABLE p (x int, CONSTRAINT ck CHECK (x > 0)); CREATE TABLE t (x int); INSERT "
	  "INTO "
	  "t VALUES (1)",
	  "", "ALTER TABLE t ADD CONSTRAINT ck CHECK (x > 0); ALTER TABLE t INHERIT p", NULL, 0 },
	{ "column.name",
	  "CREATE TABLE p (id int); CREATE TABLE t (x text) INHERITS (p); INSERT INTO t VALUES (1)",
	  "", "ALTER TABLE p ADD y int", NULL, 0 },
	{ "column.type",
	  "CREATE TABLE p (id int); CREATE TABLE t (x text) INHERITS (p); INSERT INTO t VALUES (1)",
	  "", "ALTER TABLE p ALTER id TYPE bigint", NULL, 0 },
	{ "column.server_default", "CREATE TABLE p (id int); CREATE TABLE t (x text) INHERITS (p)",
	  "", "ALTER TABLE t ALTER id SET DEFAULT 7", NULL, 0 },
	{ "column.name column.storage",
	  "CREATE TABLE p (id int); CREATE TABLE t (x text) INHERITS (p)", "",
	  "ALTER TABLE p ADD v varchar(9); ALTER TABLE p ALTER v SET STORAGE EXTERNAL", NULL, 0 },
	{ "check.name table.name", "CREATE TABLE p (k int NOT NULL) PARTITION BY LIST (k)",
	  "ALTER TABLE p ADD CHECK (k <> 91)", "CREATE TABLE t PARTITION OF p DEFAULT", NULL, 0 },
	{ "column.type column.server_default table.name", "",
	  "CREATE TABLE p (v tsvector DEFAULT '' NOT NULL)",
	  "CREATE TABLE p (v timestamptz(3) DEFAULT now() NOT NULL); "
	  "CREATE TABLE t (x text) INHERITS (p)",
	  NULL, 0 },
	{ "check.name", "CREATE TABLE p (id int); CREATE TABLE t (x text) INHERITS (p)", "",
	  "ALTER TABLE p ADD CONSTRAINT c CHECK (id > 0)", NULL, 0 },
	{ "range.definition", "CREATE TABLE u ()",
	  "CREATE TYPE r AS RANGE (subtype = integer); CREATE TABLE p (id int, c r); CREATE TABLE "
	  "t (x text) INHERITS (p); CREATE INDEX i ON t (c)",
	  "CREATE TYPE r AS RANGE (subtype = bigint); CREATE TABLE p (id int, c r); CREATE TABLE "
	  "t (x text) INHERITS (p); CREATE INDEX i ON t (c)",
	  NULL, 0 },
	{ "column.server_default column.statistics",
	  "CREATE TABLE p (a int DEFAULT 1, b int, c text); CREATE TABLE t () INHERITS (p); CREATE "
	  "TABLE tt () INHERITS (t); ALTER TABLE t ALTER a SET DEFAULT 2, ALTER b SET STATISTICS "
	  "20; ALTER TABLE tt ALTER a SET DEFAULT 3, ALTER b SET STATISTICS 30; CREATE TABLE z () "
	  "INHERITS (p)",
	  "",
	  "ALTER TABLE ONLY p ALTER a SET DEFAULT 5, ALTER b SET STATISTICS 50; ALTER TABLE "
	  "ONLY z ALTER a SET DEFAULT 5",
	  NULL, 0 },
	{ "column.name check.name",
	  "CREATE TABLE p (id int, c text); CREATE TABLE t (x int) INHERITS (p)",
	  "ALTER TABLE t ADD CONSTRAINT own CHECK (c <> 'x' AND x > 0)",
	  "ALTER TABLE p DROP COLUMN c", NULL, 0 },
	{ "column.name",
	  "CREATE TABLE p (id int, c text); CREATE TABLE t (c text) INHERITS (p); INSERT INTO t "
	  "VALUES (1, 'x')",
	  "", "ALTER TABLE p DROP COLUMN c", "SELECT string_agg(c, ',') FROM t", 0 },
	{ "column.name",
	  "CREATE TABLE p (id int, c text CHECK (c <> '')); CREATE TABLE t (c text) INHERITS (p)",
	  "",
	  "ALTER TABLE p DROP CONSTRAINT p_c_check; ALTER TABLE p DROP COLUMN c; ALTER TABLE t "
	  "DROP COLUMN c",
	  NULL, 0 },
	{ "range.definition", "CREATE TABLE u ()",
	  "CREATE TYPE r AS RANGE (subtype = integer); CREATE TABLE p (id int, c r); CREATE TABLE "
	  "t (c r, x text) INHERITS (p); CREATE INDEX i ON t (c)",
	  "CREATE TYPE r AS RANGE (subtype = bigint); CREATE TABLE p (id int, c r); CREATE TABLE "
	  "t (c r, x text) INHERITS (p); CREATE INDEX i ON t (c)",
	  NULL, 0 },
	{ "column.type", "CREATE TABLE u ()",
	  "CREATE TABLE p (id int, c int); CREATE TABLE t (c int) INHERITS (p); CREATE VIEW v AS "
	  "SELECT c FROM t; CREATE INDEX i ON t ((c + 1))",
	  "CREATE TABLE p (id int, c bigint); CREATE TABLE t (c bigint) INHERITS (p); CREATE VIEW "
	  "v AS SELECT c FROM t; CREATE INDEX i ON t ((c + 1))",
	  NULL, 0 },
	{ "column.identity", "CREATE TABLE u ()",
	  "CREATE TABLE p (id serial); CREATE TABLE t (x int) INHERITS (p)",
	  "CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY); CREATE TABLE t (x int) INHERITS "
	  "(p)",
	  NULL, 0 },
	{ "column.type column.statistics", "CREATE TABLE u ()",
	  "CREATE TABLE p (a int); ALTER TABLE p ALTER a SET STATISTICS 50; CREATE TABLE t () "
	  "INHERITS (p)",
	  "CREATE TABLE p (a bigint); ALTER TABLE p ALTER a SET STATISTICS 70; CREATE TABLE t () "
	  "INHERITS (p)",
	  NULL, 0 },
	{ "column.computed", "CREATE TABLE u ()",
	  "CREATE TABLE p (a int, g int GENERATED ALWAYS AS (a + 1) STORED); CREATE TABLE t () "
	  "INHERITS (p); CREATE TABLE tt (CHECK (g > a)) INHERITS (t); CREATE INDEX i ON t (g); "
	  "CREATE VIEW v AS SELECT g FROM tt",
	  "CREATE TABLE p (a int, g int GENERATED ALWAYS AS (a + 2) STORED); CREATE TABLE t () "
	  "INHERITS (p); CREATE TABLE tt (CHECK (g > a)) INHERITS (t); CREATE INDEX i ON t (g); "
	  "CREATE VIEW v AS SELECT g FROM tt",
	  NULL, 0 },
	{ "column.server_default",
	  PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT; ALTER TABLE p1 ALTER k SET "
	         "DEFAULT 'own'",
	  "", "ALTER TABLE ONLY p ALTER k SET DEFAULT 'all'", NULL, 0 },
	{ "table.partition_by", "CREATE TABLE u ()", "CREATE TABLE p (id int, k text)",
	  "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id)", NULL, 0 },
	{ "table.partition_by", "CREATE TABLE u ()",
	  "CREATE TABLE p (id int, k text) PARTITION BY LIST (k)",
	  "CREATE TABLE p (id int, k text) PARTITION BY HASH (id, lower(k))", NULL, 0 },
	{ "table.partition_by", "CREATE TABLE u ()",
	  "CREATE TABLE p (id int, k text) PARTITION BY LIST (k)",
	  "CREATE TABLE p (id int, k text) PARTITION BY LIST (k COLLATE \"C\" text_pattern_ops)",
	  NULL, 0 },
	{ "table.bound table.partition_of", PARTED, PART,
	  PART "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM "
	       "(1) TO (10)",
	  NULL, 0 },
	{ "table.bound table.partition_of", PARTED,
	  PART "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO "
	       "(10)",
	  PART, NULL, 0 },
	{ "table.bound", PARTED,
	  PART "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10)",
	  PART "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (20)", NULL, 0 },
	{ "table.bound", PARTED,
	  PART "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10)",
	  PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", NULL, 0 },
	{ "table.name", PARTED, "",
	  "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10); CREATE TABLE "
	  "p2 PARTITION OF p (CHECK (k <> 'z')) DEFAULT PARTITION BY LIST (k); CREATE TABLE p3 "
	  "PARTITION OF p2 "
	  "FOR VALUES IN ('x', NULL)",
	  NULL, 0 },
	{ "column.name table.name", "CREATE TABLE p (id int NOT NULL) PARTITION BY RANGE (id)",
	  "ALTER TABLE p ADD z int",
	  "ALTER TABLE p ADD k text; CREATE TABLE p1 (k text, id int NOT NULL); "
	  "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10)",
	  NULL, 0 },
	{ "column.name table.name", PARTED, "",
	  "ALTER TABLE p ADD z int; CREATE TABLE p1 PARTITION OF p DEFAULT PARTITION BY HASH (id); "
	  "CREATE TABLE p2 PARTITION OF p1 FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
	  NULL, 0 },
	{ "column.name table.name",
	  "CREATE TABLE p (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF "
	  "p "
	  "DEFAULT PARTITION BY HASH (id)",
	  "ALTER TABLE p ADD z int",
	  "ALTER TABLE p ADD k text; CREATE TABLE p2 (k text, id int NOT NULL); "
	  "ALTER TABLE p1 ATTACH PARTITION p2 FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
	  NULL, 0 },
	{ "column.name column.server_default", PARTED "; CREATE TABLE p1 PARTITION OF p DEFAULT",
	  "",
	  "ALTER TABLE p ADD z int DEFAULT 1; ALTER TABLE p1 ALTER z SET DEFAULT 2; "
	  "COMMENT ON COLUMN p1.z IS 'own'",
	  NULL, 0 },
	{ "table.bound table.name", PARTED,
	  "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
	  "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (5); "
	  "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (10)",
	  NULL, 0 },
	{ "table.name exclude.name", "CREATE TABLE u ()", "",
	  "CREATE TABLE p (r int4range, EXCLUDE USING gist (r WITH =)) PARTITION BY LIST (r); "
	  "CREATE TABLE p1 PARTITION OF p DEFAULT",
	  NULL, 170000 },
	{ "column.name", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p ADD z int "
	  "DEFAULT 4",
	  NULL, 0 },
	{ "column.type", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p ALTER k "
	  "TYPE varchar(30)",
	  NULL, 0 },
	{ "primary_key.name", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p ADD "
	  "PRIMARY KEY (id)",
	  NULL, 0 },
	{ "column.server_default", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p1 ALTER k SET DEFAULT 'own'", NULL, 0 },
	{ "column.server_default", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p ALTER k SET DEFAULT 'all'", NULL, 0 },
	{ "column.nullable", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p ALTER k SET NOT NULL", NULL, 0 },
	{ "column.nullable", PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT", "",
	  "ALTER TABLE p1 ALTER k SET NOT NULL", NULL, 0 },
	{ "trigger.name",
	  PARTED "; " PART "ALTER TABLE p ATTACH PARTITION p1 DEFAULT; CREATE FUNCTION f() RETURNS "
	         "trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
	  "",
	  "CREATE TRIGGER tr AFTER INSERT ON p FOR EACH "
	  "ROW EXECUTE FUNCTION f()",
	  NULL, 0 },
	{ "sequence.name", "CREATE TABLE t (a int)", "", "CREATE SEQUENCE s", NULL, 0 },
	SEQUENCE("sequence.start", "", "START 5"),
	SEQUENCE("sequence.increment", "", "INCREMENT 5"),
	SEQUENCE("sequence.increment", "", "INCREMENT -1"),
	SEQUENCE("sequence.minvalue", "", "MINVALUE -9 START 1"),
	SEQUENCE("sequence.minvalue", "", "MINVALUE 50"),
	SEQUENCE("sequence.maxvalue", "", "MAXVALUE 77"),
	SEQUENCE("sequence.maxvalue", "MAXVALUE 55", "MAXVALUE 77"),
	SEQUENCE("sequence.cache", "", "CACHE 20"),
	SEQUENCE("sequence.cycle", "", "CYCLE"),
	SEQUENCE("sequence.data_type", "", "AS smallint"),
	SEQUENCE("sequence.data_type", "AS integer", "AS bigint MAXVALUE 2147483647"),
	SEQUENCE("sequence.owned_by", "", "OWNED BY t.a"),
	{ "sequence.unlogged", "CREATE TABLE t (a int)", "CREATE SEQUENCE s",
	  "CREATE UNLOGGED SEQUENCE s", NULL, 150000 },
	{ "sequence.owned_by", "CREATE TABLE t (a int, b int)", "CREATE SEQUENCE s OWNED BY t.a",
	  "CREATE SEQUENCE s OWNED BY t.b", NULL, 0 },
	{ "sequence.start", "CREATE TABLE t (a int)", "CREATE SEQUENCE s; SELECT setval('s', 42)",
	  "CREATE SEQUENCE s START 7", "SELECT last_value::text FROM s", 0 },
};

const struct mutations mutations_tables = { "tables", rows, COUNT(rows), 0 };
