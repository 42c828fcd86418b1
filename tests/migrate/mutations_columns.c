/* tests/migrate/mutations_columns.c - columns */
#include "base/arena.h"
#include "mutations.h"

#define T                                                                                \
	"CREATE TABLE t (id int PRIMARY KEY, a int, b text, n numeric, d timestamptz); " \
	"INSERT INTO t VALUES (1, 10, '7', 1.5, '2020-01-01 00:00+00'), (2, 20, '8', 2, NULL)"
#define KEEP_A "SELECT string_agg(a::text, ',' ORDER BY id) FROM t"
#define KEEP_B "SELECT string_agg(b::text, ',' ORDER BY id) FROM t"

/* A column of its own, that the values fit both ways. */
#define RETYPE(from, to, value)                                                                 \
	{                                                                                       \
		"column.type",                                                                  \
		    "CREATE TABLE t (id int, a " from "); INSERT INTO t VALUES (1, " value ")", \
		    "", "ALTER TABLE t ALTER a TYPE " to " USING a::text::" to, NULL, 0         \
	}

static const struct mutation rows[] = {
	RETYPE("int", "bigint", "1"),
	RETYPE("bigint", "smallint", "1"),
	RETYPE("int", "numeric(10,2)", "1"),
	RETYPE("numeric(10,2)", "numeric(12,4)", "1.25"),
	RETYPE("numeric", "numeric(6)", "12"),
	RETYPE("numeric(5,2)", "numeric", "12"),
	RETYPE("real", "double precision", "1.5"),
	RETYPE("varchar", "varchar(20)", "'x'"),
	RETYPE("varchar(20)", "varchar(40)", "'x'"),
	RETYPE("varchar(40)", "text", "'x'"),
	RETYPE("char(3)", "char(5)", "'x'"),
	RETYPE("text", "char(3)", "'xyz'"),
	RETYPE("text", "int", "'12'"),
	RETYPE("text", "date", "'2020-02-03'"),
	RETYPE("text", "uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
	RETYPE("text", "boolean", "'true'"),
	RETYPE("text", "jsonb", "'{}'"),
	RETYPE("json", "jsonb", "'{}'"),
	RETYPE("text", "inet", "'10.0.0.1'"),
	RETYPE("inet", "cidr", "'10.0.0.0/24'"),
	RETYPE("text", "bytea", "'x'"),
	RETYPE("timestamp", "timestamptz", "'2020-02-03 00:00'"),
	RETYPE("timestamptz", "timestamptz(3)", "'2020-02-03 00:00+00'"),
	RETYPE("timestamp(0)", "timestamp(6)", "'2020-02-03 00:00'"),
	RETYPE("time", "timetz", "'01:02'"),
	RETYPE("time(3)", "time(0)", "'01:02'"),
	RETYPE("interval", "interval day to second(3)", "'1 day'"),
	RETYPE("interval year", "interval month", "'1 year'"),
	RETYPE("bit(3)", "bit varying(8)", "B'101'"),
	RETYPE("bit varying(8)", "bit varying", "B'101'"),
	RETYPE("int[]", "bigint[]", "'{1,2}'"),
	RETYPE("int", "text", "1"),
	RETYPE("text[]", "varchar(9)[]", "'{a,b}'"),
	RETYPE("text", "text[]", "'{a,b}'"),
	RETYPE("int4range", "int8range", "'[1,4)'"),
	RETYPE("text", "int4multirange", "'{[1,4)}'"),
	RETYPE("text", "tsvector", "'a b'"),
	RETYPE("text", "point", "'(1,2)'"),
	RETYPE("text", "xml", "'<a/>'"),
	RETYPE("oid", "int", "5"),
	RETYPE("name", "text", "'n'"),
	RETYPE("text", "\"char\"", "'n'"),
	RETYPE("text", "money", "'$1.00'"),
	RETYPE("text", "macaddr8", "'08:00:2b:01:02:03:04:05'"),
	RETYPE("text", "regclass", "'pg_class'"),
	RETYPE("text", "pg_lsn", "'1/1'"),
	{ "column.type", "CREATE TYPE e AS ENUM ('7', '8'); " T, "",
	  "ALTER TABLE t ALTER b TYPE e "
	  "USING b::e",
	  KEEP_B, 0 },
	{ "column.type", "CREATE DOMAIN dm AS text CHECK (VALUE <> ''); " T, "",
	  "ALTER TABLE t ALTER b TYPE dm", KEEP_B, 0 },
	{ "column.type",
	  "CREATE TYPE c AS (x int); CREATE TABLE t (a text); INSERT INTO t VALUES "
	  "('(1)')",
	  "", "ALTER TABLE t ALTER a TYPE c USING a::c", NULL, 0 },
	{ "column.type",
	  "CREATE TYPE r AS RANGE (subtype = float8); CREATE TABLE t (a text); INSERT "
	  "INTO t VALUES ('[1,2)')",
	  "", "ALTER TABLE t ALTER a TYPE r USING a::r", NULL, 0 },
	{ "column.type",
	  T "; CREATE VIEW v AS SELECT id, a FROM t; CREATE INDEX i ON t (a); CREATE "
	    "VIEW w AS SELECT a + 1 AS x FROM v; COMMENT ON VIEW w IS 'w'; GRANT SELECT ON w TO "
	    "PUBLIC",
	  "",
	  "DROP VIEW v CASCADE; ALTER TABLE t ALTER a TYPE bigint; CREATE VIEW v AS SELECT id, a "
	  "FROM t; CREATE VIEW w AS SELECT a + 1 AS x FROM v; COMMENT ON VIEW w IS 'w'; GRANT "
	  "SELECT "
	  "ON w TO PUBLIC",
	  KEEP_A, 0 },
	{ "column.type",
	  T "; ALTER TABLE t ALTER a SET DEFAULT 5; ALTER TABLE t ADD CHECK (a > 0), "
	    "ADD UNIQUE (a)",
	  "", "ALTER TABLE t ALTER a TYPE bigint", KEEP_A, 0 },
	{ "column.type",
	  T "; CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t; CREATE INDEX mi ON m (a)", "",
	  "DROP MATERIALIZED VIEW m; ALTER TABLE t ALTER a TYPE bigint; CREATE MATERIALIZED VIEW m "
	  "AS SELECT a, b FROM t; CREATE INDEX mi ON m (a)",
	  KEEP_A, 0 },
	{ "column.type",
	  T "; CREATE TABLE u (a bigint GENERATED ALWAYS AS IDENTITY, x int, y int "
	    "GENERATED ALWAYS AS (x + 1) STORED); INSERT INTO u (x) VALUES (1)",
	  "",
	  "ALTER TABLE u DROP y, ALTER x TYPE bigint; ALTER TABLE u ADD y int GENERATED ALWAYS AS "
	  "((x + 1)::int) STORED",
	  "SELECT sum(x + y)::text FROM u", 0 },
	{ "column.nullable", T, "", "ALTER TABLE t ALTER a SET NOT NULL", KEEP_A, 0 },
	{ "column.nullable", T, "ALTER TABLE t ALTER b SET NOT NULL", "", KEEP_B, 0 },
	{ "column.server_default", T, "", "ALTER TABLE t ALTER a SET DEFAULT 1", KEEP_A, 0 },
	{ "column.server_default", T, "ALTER TABLE t ALTER a SET DEFAULT 1", "", KEEP_A, 0 },
	{ "column.server_default", T, "ALTER TABLE t ALTER a SET DEFAULT 1",
	  "ALTER TABLE t ALTER a SET DEFAULT 2", KEEP_A, 0 },
	{ "column.server_default", T, "ALTER TABLE t ALTER b SET DEFAULT 'a'",
	  "ALTER TABLE t ALTER b SET DEFAULT 'A'", KEEP_B, 0 },
	{ "column.server_default", T, "ALTER TABLE t ALTER b SET DEFAULT E'it''s\\n\\\\'",
	  "ALTER TABLE t ALTER b SET DEFAULT ''", KEEP_B, 0 },
	{ "column.server_default", T, "ALTER TABLE t ALTER d SET DEFAULT now()",
	  "ALTER TABLE t ALTER d SET DEFAULT CURRENT_TIMESTAMP", NULL, 0 },
	{ "column.server_default", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; " T,
	  "", "ALTER TABLE t ALTER a SET DEFAULT f()", KEEP_A, 0 },
	{ "column.server_default", "CREATE SEQUENCE s; " T, "",
	  "ALTER TABLE t ALTER a SET DEFAULT nextval('s')", KEEP_A, 0 },
	{ "column.server_default column.type", T, "ALTER TABLE t ALTER b SET DEFAULT '5'",
	  "ALTER TABLE t ALTER b TYPE int USING b::int, ALTER b SET DEFAULT 5", KEEP_B, 0 },
	{ "column.server_default", "CREATE TABLE t (a text[] DEFAULT '{}', j jsonb)", "",
	  "ALTER TABLE t ALTER a SET DEFAULT ARRAY['x'], ALTER j SET DEFAULT '{\"a\": 1}'", NULL,
	  0 },
	{ "column.name", T, "", "ALTER TABLE t ADD x int NOT NULL DEFAULT 5", KEEP_A, 0 },
	{ "column.name", T, "", "ALTER TABLE t ADD x uuid DEFAULT gen_random_uuid()", KEEP_A, 0 },
	{ "column.name", T, "ALTER TABLE t ADD x int CHECK (x > 0) UNIQUE REFERENCES t", "", KEEP_A,
	  0 },
	{ "column.identity", T, "", "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
	  KEEP_A, 0 },
	{ "column.identity", T, "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
	  "ALTER TABLE t ALTER id ADD GENERATED BY DEFAULT AS IDENTITY", KEEP_A, 0 },
#define IDENTITY(x)                                                                              \
	{                                                                                        \
		"column.identity", T, "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY", \
		    "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY (" x ")", KEEP_A, 0 \
	}
	IDENTITY("START 100"),
	IDENTITY("INCREMENT 5"),
	IDENTITY("MINVALUE -5"),
	IDENTITY("MAXVALUE 1000"),
	IDENTITY("CACHE 7"),
	IDENTITY("CYCLE"),
	IDENTITY("INCREMENT -1"),
	IDENTITY("START 5 INCREMENT 2 MINVALUE 5 MAXVALUE 99 CACHE 3 CYCLE"),
	{ "column.sequence", T, "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
	  "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME other)", KEEP_A,
	  0 },
	{ "column.identity column.type", T,
	  "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
	  "ALTER TABLE t ALTER id TYPE bigint; ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS "
	  "IDENTITY "
	  "(START 4)",
	  KEEP_A, 0 },
	{ "column.type", T, "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
	  "ALTER TABLE t ALTER id TYPE bigint; ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS "
	  "IDENTITY",
	  KEEP_A, 0 },
	{ "column.server_default sequence.owned_by", "CREATE TABLE u (x int)",
	  "CREATE TABLE t (id int NOT NULL); INSERT INTO t VALUES (4)",
	  "CREATE TABLE t (id serial); INSERT INTO t VALUES (4)", NULL, 0 },
	{ "column.type sequence.data_type", "CREATE TABLE u (x int)", "CREATE TABLE t (id serial)",
	  "CREATE TABLE t (id bigserial)", NULL, 0 },
	{ "column.computed", T, "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) STORED",
	  "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 3) STORED", KEEP_A, 0 },
	{ "column.computed", T, "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) STORED",
	  "ALTER TABLE t ADD g int", KEEP_A, 0 },
	{ "column.name column.computed", T, "",
	  "ALTER TABLE t ADD g text GENERATED ALWAYS AS (b || 'x') "
	  "STORED",
	  KEEP_A, 0 },
	{ "column.computed", T,
	  "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) STORED; CREATE VIEW v "
	  "AS SELECT g FROM t; CREATE INDEX i ON t (g)",
	  "ALTER TABLE t ADD g int GENERATED ALWAYS AS "
	  "(a * 3) STORED; CREATE VIEW v AS SELECT g FROM t; CREATE INDEX i ON t (g)",
	  KEEP_A, 0 },
	{ "column.persisted", T, "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) STORED",
	  "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) VIRTUAL", KEEP_A, 180000 },
	{ "column.computed", T, "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 2) VIRTUAL",
	  "ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 3) VIRTUAL", KEEP_A, 180000 },
	{ "column.collation", T, "", "ALTER TABLE t ALTER b TYPE text COLLATE \"C\"", KEEP_B, 0 },
	{ "column.collation", T, "ALTER TABLE t ALTER b TYPE text COLLATE \"POSIX\"",
	  "ALTER TABLE t ALTER b TYPE text COLLATE \"C\"", KEEP_B, 0 },
	{ "column.collation", "CREATE COLLATION c FROM \"C\"; " T, "",
	  "ALTER TABLE t ALTER b TYPE varchar(30) COLLATE c", KEEP_B, 0 },
	{ "column.storage", T, "", "ALTER TABLE t ALTER b SET STORAGE EXTERNAL", KEEP_B, 0 },
	{ "column.storage", T, "ALTER TABLE t ALTER b SET STORAGE MAIN",
	  "ALTER TABLE t ALTER b SET STORAGE PLAIN", KEEP_B, 0 },
	{ "column.compression", T, "", "ALTER TABLE t ALTER b SET COMPRESSION pglz", KEEP_B,
	  140000 },
	{ "column.statistics", T, "", "ALTER TABLE t ALTER b SET STATISTICS 100", KEEP_B, 0 },
	{ "column.statistics", T, "ALTER TABLE t ALTER b SET STATISTICS 0",
	  "ALTER TABLE t ALTER b SET STATISTICS 1000", KEEP_B, 0 },
	{ "column.with", T, "", "ALTER TABLE t ALTER b SET (n_distinct = 5)", KEEP_B, 0 },
	{ "column.with", T, "ALTER TABLE t ALTER b SET (n_distinct = 5, n_distinct_inherited = 4)",
	  "ALTER TABLE t ALTER b SET (n_distinct = -0.5)", KEEP_B, 0 },
	{ "column.not_null_name", T, "ALTER TABLE t ADD CONSTRAINT x NOT NULL b",
	  "ALTER TABLE t ADD CONSTRAINT y NOT NULL b", KEEP_B, 180000 },
	{ "column.not_null_not_valid", T, "ALTER TABLE t ADD CONSTRAINT x NOT NULL b",
	  "ALTER TABLE t ADD CONSTRAINT x NOT NULL b NOT VALID", KEEP_B, 180000 },
	{ "column.not_null_no_inherit", T, "ALTER TABLE t ADD CONSTRAINT x NOT NULL b",
	  "ALTER TABLE t ADD CONSTRAINT x NOT NULL b NO INHERIT", KEEP_B, 180000 },
	{ "column.inherited", "CREATE TABLE p (x int)", "", "CREATE TABLE t () INHERITS (p)", NULL,
	  0 },
};

const struct mutations mutations_columns = { "columns", rows, COUNT(rows), 0 };
