/* tests/migrate/mutations_types.c - enums, domains, composite and range types */
#include "base/arena.h"
#include "mutations.h"

#define T(type, value) \
	"; CREATE TABLE t (id int, a " type "); INSERT INTO t VALUES (1, " value "), (2, NULL)"
#define KEEP_A "SELECT string_agg(a::text, ',' ORDER BY id) FROM t"
#define ENUM(x, y)                                                                                 \
	{                                                                                          \
		"enum.values", "CREATE TABLE z ()", "CREATE TYPE e AS ENUM (" x ")" T("e", "'b'"), \
		    "CREATE TYPE e AS ENUM (" y ")" T("e", "'b'"), KEEP_A, 0                       \
	}
#define DOMAIN(of, x, y)                                                       \
	{                                                                      \
		of, "CREATE TABLE z ()",                                       \
		    "CREATE DOMAIN d AS " x "; CREATE TABLE t (id int, a d); " \
		    "INSERT INTO t VALUES (1, '7')",                           \
		    "CREATE DOMAIN d AS " y "; CREATE TABLE t (id int, a d); " \
		    "INSERT INTO t VALUES (1, '7')",                           \
		    KEEP_A, 0                                                  \
	}

#define COMPOSITE(x, y, keeps)                                                                     \
	{                                                                                          \
		"composite.definition", "CREATE TABLE z ()",                                       \
		    "CREATE TYPE c AS (" x "); CREATE TABLE t (a c); "                             \
		    "INSERT INTO t SELECT r FROM json_populate_record("                            \
		    "NULL::c, '{\"x\": 7, \"y\": \"8\"}') AS r",                                   \
		    "CREATE TYPE c AS (" y "); CREATE TABLE t (a c)", "SELECT " keeps " FROM t", 0 \
	}

static const struct mutation rows[] = {
	{ "enum.name", "CREATE TABLE z ()", "", "CREATE TYPE e AS ENUM ('a', 'b')", NULL, 0 },
	{ "enum.name", "CREATE TABLE z ()", "", "CREATE TYPE e AS ENUM ()", NULL, 0 },
	ENUM("'b'", "'b', 'c'"),
	ENUM("'b'", "'a', 'b'"),
	ENUM("'a', 'c', 'b'", "'a', 'x', 'c', 'y', 'b', 'z'"),
	ENUM("'a', 'b', 'c'", "'a', 'b'"),
	ENUM("'a', 'b', 'c'", "'b', 'c'"),
	ENUM("'a', 'b', 'c'", "'c', 'b', 'a'"),
	ENUM("'a', 'b', 'c'", "'b', 'd'"),
	ENUM("'a', 'b'", "'A', 'b', 'it''s'"),
	{ "enum.values", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, a e "
	  "DEFAULT 'b', l e[]); INSERT INTO t VALUES (1, 'b', '{a,b}'); CREATE INDEX i ON t (a); "
	  "CREATE VIEW v AS "
	  "SELECT a FROM t",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, a e DEFAULT 'b', l e[]); "
	  "INSERT "
	  "INTO t VALUES (1, 'b', '{a,b}'); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a "
	  "FROM t",
	  KEEP_A, 0 },
	{ "enum.values column.server_default", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t "
	  "(id int, a e DEFAULT 'b')",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, a e DEFAULT "
	  "'c')",
	  NULL, 0 },
	{ "enum.values check.name", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, a "
	  "e)",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, a e CHECK (a <> 'c'))",
	  NULL, 0 },
	{ "enum.values", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE FUNCTION f(e) RETURNS e "
	  "LANGUAGE sql AS 'SELECT $1'",
	  "CREATE TYPE e AS ENUM ('b'); CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS "
	  "'SELECT $1'",
	  NULL, 0 },
	{ "enum.values", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, a e DEFAULT 'b'); CREATE "
	  "FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a) FROM t; END",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, a e DEFAULT 'b'); CREATE "
	  "FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a) FROM t; END",
	  NULL, 140000 },
	{ "enum.values function.name", "CREATE TABLE z ()",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, a e); CREATE FUNCTION "
	  "f() "
	  "RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a) FROM t; END",
	  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, a e); CREATE FUNCTION g() "
	  "RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a) FROM t; END",
	  NULL, 140000 },
	{ "enum.comment", "CREATE TYPE e AS ENUM ('a')", "", "COMMENT ON TYPE e IS 'e'", NULL, 0 },
	{ "domain.name", "CREATE TABLE z ()", "", "CREATE DOMAIN d AS int", NULL, 0 },
	DOMAIN("domain.definition", "int", "bigint"),
	DOMAIN("domain.definition", "varchar(10)", "varchar(20)"),
	DOMAIN("domain.nullable", "int", "int NOT NULL"),
	DOMAIN("domain.nullable", "int NOT NULL", "int"),
	DOMAIN("domain.server_default", "int", "int DEFAULT 5"),
	DOMAIN("domain.server_default", "text DEFAULT 'x'", "text DEFAULT 'y'"),
	DOMAIN("domain.server_default", "text DEFAULT 'x'", "text"),
	DOMAIN("domain.collation", "text", "text COLLATE \"C\""),
	DOMAIN("check.name", "int", "int CONSTRAINT c CHECK (VALUE > 0)"),
	DOMAIN("check.name", "int CONSTRAINT c CHECK (VALUE > 0)", "int"),
	DOMAIN("check.expr", "int CONSTRAINT c CHECK (VALUE > 0)",
	       "int CONSTRAINT c CHECK (VALUE > 1)"),
	DOMAIN("check.expr", "int CONSTRAINT c CHECK (VALUE > 0) CONSTRAINT x CHECK (VALUE < 99)",
	       "int CONSTRAINT c CHECK (VALUE > 1) CONSTRAINT x CHECK (VALUE < 98)"),
	{ "check.not_valid", "CREATE DOMAIN d AS int",
	  "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID",
	  "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)", NULL, 0 },
	{ "domain.nullable domain.not_null_name", "CREATE TABLE z ()", "CREATE DOMAIN d AS int",
	  "CREATE DOMAIN d AS int CONSTRAINT x NOT NULL", NULL, 170000 },
	{ "domain.not_null_name", "CREATE TABLE z ()",
	  "CREATE DOMAIN d AS int CONSTRAINT x NOT NULL",
	  "CREATE DOMAIN d AS int CONSTRAINT y NOT NULL", NULL, 170000 },
	{ "domain.not_null_name", "CREATE TABLE z ()",
	  "CREATE DOMAIN d AS int CONSTRAINT x NOT NULL", "CREATE DOMAIN d AS int NOT NULL", NULL,
	  170000 },
	{ "domain.not_null_comment", "CREATE DOMAIN d AS int CONSTRAINT x NOT NULL", "",
	  "COMMENT ON CONSTRAINT x ON DOMAIN d IS 'x'", NULL, 170000 },
	{ "domain.name", "CREATE TABLE z ()", "",
	  "CREATE DOMAIN d AS int NOT NULL; COMMENT ON CONSTRAINT d_not_null ON DOMAIN d IS 'x'",
	  NULL, 170000 },
	{ "domain.comment", "CREATE DOMAIN d AS int", "", "COMMENT ON DOMAIN d IS 'd'", NULL, 0 },
	{ "composite.name", "CREATE TABLE z ()", "",
	  "CREATE TYPE c AS (x int, y text COLLATE \"C\")", NULL, 0 },
	{ "composite.definition", "CREATE TABLE z ()", "CREATE TYPE c AS ()",
	  "CREATE TYPE c AS (x int)", NULL, 0 },
	{ "composite.definition", "CREATE TABLE z ()", "CREATE TYPE c AS (x int)",
	  "CREATE TYPE c AS (x int, y text)", NULL, 0 },
	{ "composite.definition", "CREATE TABLE z ()", "CREATE TYPE c AS (x int, y text)",
	  "CREATE TYPE c AS (x int)", NULL, 0 },
	{ "composite.definition", "CREATE TABLE z ()", "CREATE TYPE c AS (x int, y text)",
	  "CREATE TYPE c AS (x bigint, y text COLLATE \"C\")", NULL, 0 },
	{ "composite.definition", "CREATE TABLE z ()",
	  "CREATE TYPE c AS (x int, y text)" T("c", "'(1,b)'"),
	  "CREATE TYPE c AS (x int, y text, z date)" T("c", "'(1,b,)'"), NULL, 0 },
	COMPOSITE("x int, y text", "z date, x int, y text", "(a).x::text"),
	COMPOSITE("x int, y text", "y text, x int", "(a).x || (a).y"),
	COMPOSITE("x int, y text", "y text, q int", "(a).y"),
	COMPOSITE("x int, y text", "x bigint, y varchar(30) COLLATE \"C\"", "(a).x || (a).y"),
	{ "composite.definition", "CREATE TABLE z ()",
	  "CREATE TYPE c AS (x int); CREATE TYPE o AS (i c, j int); CREATE FUNCTION f(c) RETURNS "
	  "int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a c DEFAULT ROW(1)::c, b int); CREATE "
	  "VIEW v AS SELECT a FROM t; INSERT INTO t VALUES (ROW(4), 1)",
	  "CREATE TYPE c AS (y int, x int); CREATE TYPE o AS (i c, j int); CREATE FUNCTION f(c) "
	  "RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a c DEFAULT ROW(0, 1)::c, b "
	  "int); CREATE VIEW v AS SELECT a FROM t; INSERT INTO t VALUES (ROW(0, 4), 1)",
	  "SELECT (a).x::text FROM t", 0 },
	{ "composite.comment", "CREATE TYPE c AS (x int)", "", "COMMENT ON TYPE c IS 'c'", NULL,
	  0 },
	{ "composite.column_comments", "CREATE TYPE c AS (x int, y int)", "",
	  "COMMENT ON COLUMN c.x IS 'it''s x'", NULL, 0 },
	{ "range.name", "CREATE TABLE z ()", "",
	  "CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)", NULL, 0 },
	{ "range.definition", "CREATE TABLE z ()", "CREATE TYPE r AS RANGE (subtype = float8)",
	  "CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)", NULL, 0 },
	{ "range.definition", "CREATE TABLE z ()", "CREATE TYPE r AS RANGE (subtype = text)",
	  "CREATE TYPE r AS RANGE (subtype = text, collation = \"C\")", NULL, 0 },
	{ "range.definition", "CREATE TABLE z ()",
	  "CREATE TYPE r AS RANGE (subtype = text)" T("r", "'[a,b)'"),
	  "CREATE TYPE r AS RANGE (subtype = text, subtype_opclass = text_pattern_ops)" T(
	      "r", "'[a,b)'"),
	  NULL, 0 },
	{ "range.definition", "CREATE TABLE z ()", "CREATE TYPE r AS RANGE (subtype = int)",
	  "CREATE TYPE r AS RANGE (subtype = int, multirange_type_name = many)", NULL, 140000 },
	{ "range.comment", "CREATE TYPE r AS RANGE (subtype = int)", "", "COMMENT ON TYPE r IS 'r'",
	  NULL, 0 },
	{ "collation.name", "CREATE TABLE z ()", "",
	  "CREATE COLLATION c (provider = libc, locale = 'C')", NULL, 0 },
	{ "collation.definition", "CREATE TABLE z ()",
	  "CREATE COLLATION c (provider = libc, locale = 'C')",
	  "CREATE COLLATION c (provider = libc, locale = 'POSIX')", NULL, 0 },
	{ "collation.definition", "CREATE TABLE z ()",
	  "CREATE COLLATION c (provider = icu, locale = 'de')",
	  "CREATE COLLATION c (provider = icu, locale = 'de', deterministic = false)", NULL, 0 },
	{ "collation.definition", "CREATE TABLE z ()",
	  "CREATE COLLATION c (provider = builtin, locale = 'C')",
	  "CREATE COLLATION c (provider = builtin, locale = 'C.UTF-8')", NULL, 170000 },
	{ "collation.definition", "CREATE TABLE z ()",
	  "CREATE COLLATION c (provider = icu, locale = 'und')",
	  "CREATE COLLATION c (provider = icu, locale = 'und', rules = '&a < g')", NULL, 160000 },
	{ "collation.comment", "CREATE COLLATION c FROM \"C\"", "", "COMMENT ON COLLATION c IS 'c'",
	  NULL, 0 },
	{ "statistics.name", "CREATE TABLE t (a int, b int, c int)", "",
	  "CREATE STATISTICS s ON a, b FROM t", NULL, 0 },
	{ "statistics.definition", "CREATE TABLE t (a int, b int, c int)",
	  "CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS s ON a, c FROM t", NULL, 0 },
	{ "statistics.definition", "CREATE TABLE t (a int, b int, c int)",
	  "CREATE STATISTICS s (mcv) ON a, b FROM t",
	  "CREATE STATISTICS s (ndistinct, dependencies) ON a, b FROM t", NULL, 0 },
	{ "statistics.definition", "CREATE TABLE t (a int, b int, c int)",
	  "CREATE STATISTICS s ON a, b FROM t", "CREATE STATISTICS s ON a, (b + c) FROM t", NULL,
	  140000 },
	{ "statistics.statistics",
	  "CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t", "",
	  "ALTER STATISTICS s SET STATISTICS 55", NULL, 0 },
	{ "statistics.comment", "CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t",
	  "", "COMMENT ON STATISTICS s IS 's'", NULL, 0 },
	{ "text_search.name", "CREATE TABLE z ()", "",
	  "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple)", NULL, 0 },
	{ "text_search.definition", "CREATE TABLE z ()",
	  "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple)",
	  "CREATE TEXT SEARCH CONFIGURATION ts (COPY = english)", NULL, 0 },
	{ "text_search.definition", "CREATE TABLE z ()",
	  "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple)",
	  "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple); ALTER TEXT SEARCH CONFIGURATION ts "
	  "DROP MAPPING FOR "
	  "url; ALTER TEXT SEARCH CONFIGURATION ts ALTER MAPPING FOR word WITH english_stem, "
	  "simple",
	  NULL, 0 },
	{ "text_search.definition", "CREATE TABLE z ()",
	  "CREATE TEXT SEARCH DICTIONARY di (TEMPLATE = simple)",
	  "CREATE TEXT SEARCH DICTIONARY di (TEMPLATE = simple, STOPWORDS = english)", NULL, 0 },
	{ "text_search.comment", "CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple)", "",
	  "COMMENT ON TEXT SEARCH CONFIGURATION ts IS 'ts'", NULL, 0 },
};

const struct mutations mutations_types = { "types", rows, COUNT(rows), 0 };
