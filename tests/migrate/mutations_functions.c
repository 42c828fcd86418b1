/* tests/migrate/mutations_functions.c - functions, procedures, aggregates, operators, triggers */
#include "base/arena.h"
#include "mutations.h"

#define F(text) "CREATE FUNCTION f(x int) RETURNS int " text
#define FUNCTION(x, y)                                                          \
	{                                                                       \
		"function.definition", "CREATE TABLE z ()", F(x), F(y), NULL, 0 \
	}
#define BODY "LANGUAGE sql AS 'SELECT x'"
#define ARGUMENTS(of, x, y)                                                                    \
	{                                                                                      \
		of, "CREATE TABLE z ()",                                                       \
		    "CREATE FUNCTION f(" x ") RETURNS int LANGUAGE sql AS 'SELECT 1'",         \
		    "CREATE FUNCTION f(" y ") RETURNS int LANGUAGE sql AS 'SELECT 1'", NULL, 0 \
	}

static const struct mutation rows[] = {
	{ "function.name", "CREATE TABLE z ()", "", F(BODY), NULL, 0 },
	FUNCTION(BODY, "LANGUAGE sql AS 'SELECT x + 1'"),
	FUNCTION(BODY, "LANGUAGE sql AS $$ SELECT 'it''s \"x\" \\ %'::text; SELECT x -- done\n$$"),
	FUNCTION(BODY, "LANGUAGE plpgsql AS 'BEGIN RETURN x; END'"),
	FUNCTION(BODY, "IMMUTABLE " BODY),
	FUNCTION("STABLE " BODY, "VOLATILE " BODY),
	FUNCTION(BODY, "STRICT " BODY),
	FUNCTION(BODY, "SECURITY DEFINER " BODY),
	FUNCTION(BODY, "LEAKPROOF " BODY),
	FUNCTION(BODY, "PARALLEL SAFE " BODY),
	FUNCTION("PARALLEL RESTRICTED " BODY, "PARALLEL SAFE " BODY),
	FUNCTION(BODY, "COST 7 " BODY),
	FUNCTION(BODY, "SET work_mem = '5MB' SET search_path = pg_catalog, public " BODY),
	{ "function.definition", "CREATE TABLE z ()",
	  "CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1'",
	  "CREATE FUNCTION f() RETURNS SETOF int ROWS 5 LANGUAGE sql AS 'SELECT 1'", NULL, 0 },
	{ "function.definition", "CREATE TABLE z ()",
	  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'", NULL, 0 },
	{ "function.definition", "CREATE TABLE z ()",
	  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, ''x'''",
	  NULL, 0 },
	{ "function.definition", "CREATE TABLE t (a int)", F("LANGUAGE sql RETURN x"),
	  F("LANGUAGE sql BEGIN ATOMIC SELECT "
	    "max(a) FROM t; END"),
	  NULL, 140000 },
	{ "function.definition", "CREATE TABLE z ()",
	  F(BODY) "; CREATE VIEW v AS SELECT f(1) AS x; CREATE TABLE t (a int "
	          "DEFAULT f(2) CHECK (f(a) > 0))",
	  "CREATE FUNCTION f(x int) RETURNS bigint LANGUAGE sql AS 'SELECT x::bigint'; "
	  "CREATE VIEW v AS SELECT f(1) AS x; CREATE TABLE t (a int DEFAULT f(2) CHECK (f(a) > 0))",
	  NULL, 0 },
	ARGUMENTS("function.signature", "x int", "x bigint"),
	ARGUMENTS("function.signature", "x int", "x int, y text"),
	ARGUMENTS("function.arguments", "x int", "y int"),
	ARGUMENTS("function.arguments", "x int", "x int DEFAULT 5"),
	ARGUMENTS("function.arguments", "x int DEFAULT 5", "x int"),
	ARGUMENTS("function.arguments", "x int[]", "VARIADIC x int[]"),
	ARGUMENTS("function.arguments", "x int", "x int, OUT y int"),
	{ "function.name", "CREATE TABLE z ()", F(BODY),
	  F(BODY) "; CREATE FUNCTION f(x text) RETURNS int LANGUAGE sql AS "
	          "'SELECT 1'",
	  NULL, 0 },
	{ "function.comment", F(BODY), "", "COMMENT ON FUNCTION f(int) IS 'f'", NULL, 0 },
	{ "procedure.name", "CREATE TABLE z ()", "",
	  "CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1'", NULL, 0 },
	{ "procedure.definition", "CREATE TABLE z ()",
	  "CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1'",
	  "CREATE PROCEDURE p(x int) LANGUAGE sql SECURITY DEFINER AS 'SELECT 2'", NULL, 0 },
	{ "procedure.arguments", "CREATE TABLE z ()",
	  "CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1'",
	  "CREATE PROCEDURE p(x int DEFAULT 4) LANGUAGE sql AS 'SELECT 1'", NULL, 0 },
	{ "procedure.signature", "CREATE TABLE z ()",
	  "CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1'",
	  "CREATE PROCEDURE p(INOUT x int, y text) LANGUAGE sql AS 'SELECT 1'", NULL, 0 },
	{ "procedure.comment", "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", "",
	  "COMMENT ON PROCEDURE p() IS 'p'", NULL, 0 },
	{ "aggregate.name", "CREATE TABLE z ()", "",
	  "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)", NULL, 0 },
	{ "aggregate.definition", "CREATE TABLE z ()",
	  "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)",
	  "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int, INITCOND = '5')", NULL, 0 },
	{ "aggregate.definition", "CREATE TABLE z ()",
	  "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)",
	  "CREATE AGGREGATE a(int) (SFUNC = int4mul, STYPE = int, PARALLEL = safe, COMBINEFUNC = "
	  "int4mul)",
	  NULL, 0 },
	{ "aggregate.signature", "CREATE TABLE z ()",
	  "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)",
	  "CREATE AGGREGATE a(bigint) (SFUNC = int8pl, STYPE = bigint)", NULL, 0 },
	{ "aggregate.arguments", "CREATE TABLE z ()",
	  "CREATE AGGREGATE a(x int) (SFUNC = int4pl, STYPE = int)",
	  "CREATE AGGREGATE a(y int) (SFUNC = int4pl, STYPE = int)", NULL, 0 },
	{ "aggregate.comment", "CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int)", "",
	  "COMMENT ON AGGREGATE a(int) IS "
	  "'a'",
	  NULL, 0 },
	{ "operator.name", "CREATE TABLE z ()", "",
	  "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)", NULL, 0 },
	{ "operator.definition", "CREATE TABLE z ()",
	  "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)",
	  "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = "
	  "===, HASHES, MERGES)",
	  NULL, 0 },
	{ "operator.name", "CREATE TABLE z ()",
	  "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = "
	  "int, RIGHTARG = int)",
	  "CREATE OPERATOR === (FUNCTION = int8eq, LEFTARG = bigint, RIGHTARG = bigint)", NULL, 0 },
	{ "operator.comment",
	  "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)", "",
	  "COMMENT ON OPERATOR === (int, int) IS 'o'", NULL, 0 },
};

const struct mutations mutations_functions = { "functions", rows, COUNT(rows), 0 };
