/* tests/orm/test_postgresql_spell.c - foretold expressions against what servers make of them */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/postgresql/spell.h"
#include "reflect/postgresql/reader.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

static const struct {
	const char *name, *type;
} columns[] = {
	{ "i", "integer" },
	{ "k", "serial" },
	{ "b", "bigint" },
	{ "s", "smallint" },
	{ "n", "numeric(12,2)" },
	{ "d", "double precision" },
	{ "r", "real" },
	{ "v", "character varying(50)" },
	{ "x", "text" },
	{ "c", "character(3)" },
	{ "dt", "date" },
	{ "ts", "timestamp(3) without time zone" },
	{ "tz", "timestamp with time zone" },
	{ "tm", "time without time zone" },
	{ "u", "uuid" },
	{ "iv", "interval" },
	{ "f", "boolean" },
	{ "m", "mood" },
	{ "o", "whole" },
	{ "ia", "integer[]" },
	{ "length", "integer" },
	{ "Total", "numeric(12,2)" },
	{ "total", "bigint" },
	{ "current_user", "text" },
	{ "in", "integer" },
	{ "j", "jsonb" },
	{ "js", "json" },
};

/* What the server writes, and that before anybody asks it. */
static const char *const foretold[] = {
	"n >= 0",
	"N>=0",
	"(((n)) >= (0))",
	"n >= -1",
	"n > 5000000000",
	"n > 0.5",
	"n > -0.5",
	"n * 2 > n",
	"n % 2 = 0",
	"n + 1.5 <> 0.0",
	"0 <= n",
	"\"Total\" >= 0",
	"total >= 0 /* it is */",
	"length > 0",
	"i >= -1",
	"i >= 5000000000",
	"i % 2 = 0",
	"i * 2 + 1 > 3",
	"i - 1 - 2 > 3 * (i + 2)",
	"i != 3",
	"k > 0",
	"b > -1",
	"b < 9000000000",
	"b * 2 > b + b",
	"s > 0",
	"s + 1 > 2",
	"d > 0",
	"d > 0.5",
	"d > -1",
	"d / 2 > -0.5",
	"r > 0",
	"r > 0.5",
	"r * 2 > 0",
	"v = 'x'",
	"'x' = v",
	"v = v",
	"v < 'it''s'",
	"x = 'x'",
	"c = 'x'",
	"c = c",
	"v LIKE 'x%'",
	"v NOT LIKE 'x%'",
	"x NOT ILIKE 'x'",
	"x ~~* 'x'",
	"v ~ '^a'",
	"x !~* '^a'",
	"dt > '2020-01-01'",
	"dt BETWEEN '2020-01-01' AND '2020-12-31'",
	"ts > '2020-01-01 00:00:00'",
	"tz > '2020-01-01 00:00:00+00'",
	"tm > '10:00:00'",
	"u = '6ecd8c99-4036-403d-bf84-cf8400f67836'",
	"iv > '01:00:00'",
	"f",
	"not f",
	"f = true",
	"f IS NOT FALSE",
	"f IS UNKNOWN",
	"f AND i > 0 OR v IS NULL",
	"f AND (i > 0 OR v NOTNULL)",
	"f AND (f AND f) AND f",
	"(f OR f) OR (f OR f)",
	"NOT f AND NOT (i > 0 AND f)",
	"(i > 0) = f",
	"i > 0 IS NULL",
	"NOT i = 1 OR NOT f IS TRUE",
	"m = 'a'",
	"m IN ('a', 'b')",
	"m IS NOT NULL",
	"o IS NOT NULL",
	"ia IS NULL",
	"v IN ('a', 'b')",
	"v NOT IN ('a', 'b')",
	"v IN ('a')",
	"x IN ('a', 'b')",
	"c NOT IN ('a', 'b')",
	"dt IN ('2020-01-01', '2020-01-02')",
	"i IN (1, 2)",
	"i IN (1, -2)",
	"i NOT IN (3)",
	"b IN (1, 2)",
	"b IN (1, 9000000000)",
	"s IN (1, 2)",
	"d IN (1, 2)",
	"d IN (0.5, 2)",
	"n IN (1, 2)",
	"n IN (1, 1.5)",
	"n IN (-1, 1)",
	"i BETWEEN 1 AND 2",
	"i BETWEEN 1 AND 2 AND f",
	"f AND i BETWEEN 1 AND 2 AND f",
	"n NOT BETWEEN 1 AND 2 AND i > 0",
	"v BETWEEN 'a' AND 'b'",
	"i BETWEEN 1 AND 2 OR i BETWEEN 5 AND 6",
	"f AND (i > 0 AND f)",
	"(f OR i > 0) AND v IS NULL",
	"NOT (f AND i > 0)",
	"v IN ('b', 'a')",
	"v = 'X'",
	"n >= 0.0",
	"true",
	"i > 2147483648",
	"i >= b",
	"i + 1 > b",
	"i > 0.5",
	"b = s",
	"ts > dt",
	"tz > ts",
	"v = x",
	"length(v) > 0",
	"length (x) > 0",
	"lower(v) = 'x'",
	"v || 'x' = 'y'",
	"ts > DATE '2020-01-01'",
	"n > i",
	"i < n AND b < n",
	"s * 2.5 > n",
	"i + n > 0",
	"b - i > 0",
	"s + b > i",
	"i * 1.5 > 2",
	"b <> 0.5 * b",
	"v || ' ' || x = 'a'",
	"x || v LIKE 'a%'",
	"'a' || x = v",
	"v || v <> ''",
	"upper(v) = upper(x)",
	"char_length(v) BETWEEN 1 AND 5",
	"octet_length(x) < 10",
	"length(v || x) > 2",
	"LOWER(v) IN ('a', 'b')",
	"coalesce(i, 0) > 0",
	"coalesce(n, 0) >= 0",
	"coalesce(b, 1, 2) > 0",
	"coalesce(v, '') <> ''",
	"coalesce(x, 'a', 'b') = v",
	"coalesce(f, false)",
	"coalesce(dt, '2020-01-01') > '2019-01-01'",
	"length(coalesce(v, 'a')) > 1",
	"coalesce(v, 'a') IN ('a', 'b')",
	"coalesce(d, 0.5) > 0",
	"coalesce(c, 'a') = 'b'",
	"coalesce(m, 'a') = 'b'",
	"j ->> 'a' = 'b'",
	"j -> 'a' ->> 'b' IS NOT NULL",
	"js ->> 0 LIKE 'a%'",
	"js -> 1 ->> 'a' = 'b'",
	"lower(j ->> 'a') = 'b'",
	"(j -> 'a' -> 0 ->> 'c') || x = 'a'",
	"date_trunc('day', ts) = ts",
	"date_trunc('month', tz) > now()",
	"timezone('utc', tz) > ts",
	"timezone('utc', ts) > tz",
	"ts > dt AND tz > dt",
	"ts + interval '1 day' > ts",
	"now() - iv < tz",
	"dt >= DATE '2020-01-01'",
	"f IN (true, false)",
	"f NOT IN (false, true)",
	"ts < timestamp '2020-01-01 00:00:00'",
	"iv > interval '1 day'",
	"trim(v) <> ''",
	"length(TRIM(x)) > 0",
	"trim(both from x) = x",
	"trim(leading from v) = v",
	"trim(trailing from lower(v)) <> ''",
	"btrim(x) = 'a'",
	"ltrim(v) = x",
	"rtrim(v) <> ''",
	"v SIMILAR TO 'x%'",
	"x NOT SIMILAR TO '(a|b)%'",
	"v::text = 'a'",
	"v::text IN ('a', 'b')",
	"v = 'a'::text",
	"x = 'a'::text AND f",
	"n >= 0::numeric",
	"n >= 0::bigint",
	"b > 0::bigint",
	"i::text LIKE '1%'",
	"cast(n AS integer) > 3",
	"x::int > 3 AND i::bigint * 2 > b",
	"(j ->> 'a')::integer > 3",
	"(j ->> 'a')::numeric > 0.5",
	"dt > '2020-01-01'::date",
	"dt::text LIKE '2020%'",
	"ts::date = dt",
	"d::numeric > 3",
	"n::integer >= 0",
	"i::numeric / 2 > 1.5",
	"CASE WHEN f THEN i > 0 END",
	"CASE WHEN f THEN i > 0 ELSE v IS NULL END",
	"CASE WHEN i = 1 THEN x = 'a' WHEN i IN (2, 3) THEN f OR n > 0 ELSE true END",
	"(CASE WHEN v IS NULL THEN 0 ELSE 1 END + CASE WHEN x IS NULL THEN 0 ELSE 1 END) = 1",
	"CASE WHEN f AND i > 0 THEN 1 WHEN f THEN -1 END > 0",
	"CASE WHEN f THEN i ELSE 0 END > 2",
	"NOT CASE WHEN f THEN false ELSE i > 0 END",
	"abs(i) > 0 AND abs(n) < 1.5 AND abs(d) > 2",
};

/* What means something else than one above, or is left to the server. */
static const char *const open[] = {
	"n >= 0::real",
	"n > '0.5'",
	"n > 1e3",
	"n >= 00",
	"i >= 0 + 0",
	"i > 1 / 2 * 3",
	"+1 < i",
	"-i > 0",
	"b % 2 = 0",
	"s % 2 = 0",
	"s IN (1, 9000000000)",
	"r IN (1, 2)",
	"ts > '2020-1-1'",
	"dt > 'epoch'",
	"iv > '1 hour'",
	"v = c",
	"c LIKE 'x%'",
	"c = 'x'::text",
	"v = 'x'::character(3)",
	"v COLLATE \"C\" = 'x'",
	"v = E'x'",
	"v = U&'x'",
	"v LIKE 'x%' ESCAPE '!'",
	"v LIKE x",
	"v IN ('a', x)",
	"v IN ('a', NULL)",
	"i IN (1, 2.5)",
	"i IN (1, i)",
	"x = current_user",
	"x = \"current_user\"",
	"spell.n >= 0",
	"f IS DISTINCT FROM true",
	"i IS DISTINCT FROM 3",
	"i BETWEEN SYMMETRIC 1 AND 2",
	"o = '1'",
	"o > 0",
	"ia = '{}'",
	"j = '1'",
	"1 < 2",
	"v = NULL",
	"\"in\" IS NULL OR i > 0",
	"f = 't'",
	"i = '1'",
	"(n, i) > (1, 2)",
	"i = ANY (ARRAY[1, 2])",
	"i > -2147483648",
	"n > 99999999999999999999",
	"d > 'NaN'",
	"i % n = 0",
	"i > d",
	"r < n",
	"n > d",
	"c = x",
	"coalesce(i, b) > 0",
	"coalesce(s, 1) > 0",
	"coalesce(i, 1.5) > 0",
	"coalesce('a', v) = 'b'",
	"coalesce(v, x) = 'a'",
	"coalesce(n, 9000000000) > 0",
	"length(c) > 0",
	"lower(c) = 'a'",
	"concat(v, x) = 'a'",
	"v || i = 'a'",
	"v || c = 'a'",
	"c || 'a' = 'b'",
	"'a' || 'b' = v",
	"j -> 'a' IS NULL OR j @> '{}'",
	"dt + 1 > dt",
	"dt + interval '1 day' > ts",
	"ts - ts > iv",
	"interval '1 day' + ts > ts",
	"iv > interval '1' day",
	"iv > interval '24 hours 60 minutes'",
	"tz > timestamp with time zone '2020-01-01'",
	"dt > date '2020-1-1'",
	"date_trunc('day', dt) > ts",
	"extract(year FROM dt) > 2000",
	"f IN (true, NULL)",
	"j ->> i = 'a'",
	"coalesce(i) > 0",
	"f IN (f, true)",
	"now() > dt::timestamptz",
	"-1::numeric < n",
	"x::text = 'a'",
	"v::varchar = 'a'",
	"v::varchar(3) = 'a'",
	"c::text = 'a'",
	"n = 1.5::numeric",
	"i = '1'::integer",
	"ts::timestamp(0) = ts",
	"f::integer = 1",
	"n > 0.5::bigint",
	"v SIMILAR TO 'x%' ESCAPE '!'",
	"v SIMILAR TO x",
	"trim('x' from v) = 'a'",
	"trim(v, 'x') = 'a'",
	"trim(c) = 'a'",
	"CASE i WHEN 1 THEN f ELSE true END",
	"CASE WHEN f THEN 'a' ELSE v END = 'a'",
	"CASE WHEN f THEN i ELSE b END > 2",
	"CASE WHEN f THEN NULL ELSE f END",
	"CASE WHEN f THEN 1 ELSE 1.5 END > 2",
	"abs(s) > 0",
	"abs(-1) > i",
};

/* One enum of the model's own, one domain: a model may name both. */
static struct orm_table *table(void)
{
	static const struct orm_type mood = { .id = ORM_TYPE_ENUM, .name = "mood" };
	struct orm_table *t = orm_table_new(&arena, NULL, "spell");

	for (size_t i = 0; i < COUNT(columns); i++) {
		struct orm_column *column = orm_column_new(&arena, columns[i].name);

		column->type = orm_type_exact(&arena, columns[i].type);
		if (!strcmp(columns[i].type, "mood"))
			column->type->declared = &mood;
		orm_table_add_column(&arena, t, column);
	}
	return t;
}

static const char *create(void)
{
	struct buf b = { 0 };

	buf_adds(&b, "CREATE TABLE spell (");
	for (size_t i = 0; i < COUNT(columns); i++)
		buf_addf(&b, "%s\"%s\" %s", i ? ", " : "", columns[i].name, columns[i].type);
	buf_adds(&b, ")");
	return buf_take(&b, &arena);
}

static const char *text(struct orm_conn *conn, const char *sql)
{
	struct orm_result *r;
	const char *out;

	cr_assert(orm_query(conn, sql, NULL, 0, &r, &err), "%s: %s", sql, err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW, "%s", sql);
	out = arena_strdup(&arena, orm_get_text(r, 0));
	orm_result_close(r);
	return out;
}

/* The condition in the server's words, as a check; `indexed`: and as an index's. */
static const char *stored(struct orm_conn *conn, const char *condition, bool indexed)
{
	const char *check, *where;

	cr_assert(orm_exec(conn,
	                   arena_printf(&arena, "ALTER TABLE spell ADD CONSTRAINT k CHECK (%s)",
	                                condition),
	                   &err),
	          "%s: %s", condition, err.message);
	check = text(conn, "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint "
	                   "WHERE conname = 'k'");
	cr_assert(orm_exec(conn, "ALTER TABLE spell DROP CONSTRAINT k", &err));
	if (!indexed)
		return pg_faithful(&arena, check);
	if (!orm_exec(conn, arena_printf(&arena, "CREATE INDEX x ON spell (i) WHERE %s", condition),
	              &err)) {
		/* such as those that depend on the time zone */
		cr_assert(strstr(err.message, "IMMUTABLE"), "%s: %s", condition, err.message);
		return pg_faithful(&arena, check);
	}
	where = text(conn, "SELECT pg_get_expr(indpred, indrelid) FROM pg_index "
	                   "WHERE indexrelid = 'x'::regclass");
	cr_assert(orm_exec(conn, "DROP INDEX x", &err));
	cr_expect_str_eq(check, where);
	return pg_faithful(&arena, check);
}

/* Each text of the tables with what a server made of each. */
Test(postgresql_spell, foretells_what_the_server_writes_and_nothing_else, .timeout = 300)
{
	enum { FORETOLD = COUNT(foretold), ALL = FORETOLD + COUNT(open) };
	struct orm_conn *conn = server_connect(server_postgresql(&arena));
	const struct orm_table *t = table();
	const char *given[ALL], *spelled[ALL];

	cr_assert(orm_exec(conn, "SET timezone = 'UTC'", &err));
	cr_assert(orm_exec(conn, "CREATE TYPE mood AS ENUM ('a', 'b')", &err));
	cr_assert(orm_exec(conn, "CREATE DOMAIN whole AS integer", &err));
	cr_assert(orm_exec(conn, create(), &err), "%s", err.message);
	for (size_t i = 0; i < ALL; i++) {
		given[i] = i < FORETOLD ? foretold[i] : open[i - FORETOLD];
		/* an index that holds all rows has no condition */
		spelled[i] = stored(conn, given[i], i < FORETOLD && strcmp(given[i], "true") != 0);
	}
	for (size_t i = 0; i < ALL; i++)
		for (size_t j = 0; j < ALL; j++) {
			bool same = pg_spells(t, given[i], t, spelled[j]);

			if (i == j && i < FORETOLD)
				cr_expect(same, "%s is %s", given[i], spelled[i]);
			else if (same)
				cr_expect_str_eq(spelled[i], spelled[j], "%s", given[i]);
			if (i >= FORETOLD)
				cr_expect_not(same, "%s is %s?", given[i], spelled[j]);
		}
	orm_close(conn);
	arena_release(&arena);
}

Test(postgresql_spell, needs_the_column_on_both_sides_with_one_type)
{
	struct orm_table *t = table(), *other = table();

	cr_expect(pg_spells(t, "n >= 0", other, "(n >= (0)::numeric)"));
	orm_table_column(other, &orm_postgresql, "n")->type =
	    orm_type_exact(&arena, "numeric(12,3)");
	cr_expect_not(pg_spells(t, "n >= 0", other, "(n >= (0)::numeric)"));
	cr_expect(pg_spells(t, "v = 'a'", other, "((v)::text = 'a'::text)"));
	orm_table_column(other, &orm_postgresql, "v")->object.name = "w";
	cr_expect_not(pg_spells(t, "v = 'a'", other, "((v)::text = 'a'::text)"));
	arena_release(&arena);
}

/* Columns that the server can't tell from keywords are none that it was told of. */
Test(postgresql_spell, takes_no_keyword_for_a_column)
{
	struct orm_table *t = table();

	cr_expect_not(pg_spells(t, "\"current_user\" = 'a'", t, "(CURRENT_USER = 'a'::text)"));
	cr_expect_not(pg_spells(t, "current_user = 'a'", t, "(\"current_user\" = 'a'::text)"));
	cr_expect_not(pg_spells(t, "\"total\" >= 0", t, "(\"Total\" >= 0)"));
	cr_expect_not(pg_spells(t, "Total >= 0", t, "(\"Total\" >= (0)::numeric)"));
	cr_expect_not(pg_spells(t, "length > 0", t, "(length((v)::text) > 0)"));
	arena_release(&arena);
}

Test(postgresql_spell, is_at_no_end_with_what_is_none)
{
	static const char *const broken[] = { "",     "(",   "n >=",        ")",       "n >= 0)",
		                              "n in", "not", "n between 1", "v in (,", "n >= 0 0",
		                              "'",    "\"",  "- n",         "f and" };
	struct orm_table *t = table();
	char *deep = arena_alloc(&arena, 100001);

	for (size_t i = 0; i < COUNT(broken); i++)
		cr_expect_not(pg_spells(t, broken[i], t, "(n >= (0)::numeric)"), "%s", broken[i]);
	memset(deep, '(', 100000);
	cr_expect_not(pg_spells(t, deep, t, deep));
	for (size_t i = 0; i < 100000; i += 4)
		memcpy(deep + i, "NOT ", 4);
	cr_expect_not(pg_spells(t, deep, t, "f"));
	arena_release(&arena);
}
