/* tests/orm/test_postgresql_lex.c - PostgreSQL's SQL as tokens and statements */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "orm/dialect.h"

/* One letter a token: s)pace c)omment w)ord q)uoted t)ext b)lob n)umber v)ariable o)perator
 * !)illegal */
static const struct {
	const char *sql, *kinds;
} cuts[] = {
	{ "", "" },
	{ "a1 _b$ \xc3\xbc", "wswsw" },
	{ "'it''s'\"a\"\"b\"", "tq" },
	{ "E'a\\'b' e'\\\\' 'a\\'", "tstst" },
	{ "U&\"\\0441\" u&'a' n'x' B'01' x'ff'", "qststsbsb" },
	{ "$$a'b$$ $x$ $$ $x$ $1 $a", "tstsvs!w" },
	{ "'open", "!" },
	{ "\"open", "!" },
	{ "$$open", "!" },
	{ "/* a /* b */ c */x", "cw" },
	{ "/* open /* */", "!" },
	{ "-- to the end\nx", "csw" },
	{ "1 1.5 .5 1e9 1e 0xFf 1_000 1..2", "nsnsnsnsnwsnsnsnon" },
	{ "a::b:=c->>'d'", "wowowot" },
	{ "a@-b a+-b", "wowswoow" },
	{ "a*-- c", "woc" },
	{ "a[1:2].b", "wononoow" },
	{ "\\connect x\nSELECT", "!sw" },
	{ "\\restrict abc\nSELECT", "csw" },
};

static char letter(enum orm_token_kind kind)
{
	return "-scwqtbnvo!"[kind];
}

Test(postgresql_lex, cuts_as_it_documents)
{
	for (size_t i = 0; i < COUNT(cuts); i++) {
		const char *at = cuts[i].sql, *end = at + strlen(at);
		struct buf kinds = { 0 };

		while (at < end) {
			struct orm_token t = orm_postgresql.next_token(at, (size_t)(end - at));

			buf_addc(&kinds, letter(t.kind));
			at = t.start + t.len;
		}
		cr_expect_str_eq(buf_str(&kinds), cuts[i].kinds, "case %zu: %s", i,
		                 buf_str(&kinds));
		buf_release(&kinds);
	}
}

static const struct {
	const char *text, *value;
} quotes[] = {
	{ "'it''s'", "it's" },
	{ "\"a\"\"b\"", "a\"b" },
	{ "E'a\\n\\'\\\\\\x'", "a\n'\\x" },
	{ "E'\\u00e9'", "\xc3\xa9" },
	{ "U&'\\00e9\\\\'", "\xc3\xa9\\" },
	{ "U&\"d\\+0000e9\"", "d\xc3\xa9" },
	{ "$$a$b$$", "a$b" },
	{ "$x$a$$b$x$", "a$$b" },
	{ "plain", "plain" },
};

Test(postgresql_lex, takes_quotes_off)
{
	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct arena a = { 0 };
		struct orm_token t =
		    orm_postgresql.next_token(quotes[i].text, strlen(quotes[i].text));

		cr_expect_str_eq(orm_unquote(&a, &orm_postgresql, &t), quotes[i].value, "case %zu",
		                 i);
		arena_release(&a);
	}
}

static const struct {
	const char *sql;
	size_t count;
	bool finished;
} scripts[] = {
	{ "SELECT 1; SELECT ';';", 2, true },
	{ "SELECT 1", 1, false },
	{ ";;; -- nothing\n", 0, true },
	{ "CREATE FUNCTION f() RETURNS int AS $$ a; b; $$ LANGUAGE sql; SELECT 1;", 2, true },
	{ "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 1;", 2, true },
	{ "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 "
	  "END; "
	  "SELECT 2; END; SELECT 3;",
	  2, true },
	{ "create procedure p() begin atomic insert into t values (1); end; select 1;", 2, true },
	{ "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT 1;", 2, true },
	{ "BEGIN; COMMIT; END;", 3, true },
	{ "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'a;b';", 2, true },
};

Test(postgresql_lex, splits_where_statements_end)
{
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct arena a = { 0 };
		struct orm_statements all = { 0 };
		bool finished =
		    orm_split(&a, &orm_postgresql, scripts[i].sql, strlen(scripts[i].sql), &all);

		cr_expect_eq(all.len, scripts[i].count, "case %zu: %zu", i, all.len);
		cr_expect_eq(finished, scripts[i].finished, "case %zu", i);
		arena_release(&a);
	}
}

Test(postgresql_lex, refuses_what_is_for_psql)
{
	struct error err = { 0 };

	cr_expect(orm_postgresql.accepts("SELECT 1", &err));
	cr_expect(orm_postgresql.accepts("COPY t FROM '/tmp/x'", &err));
	cr_expect(!orm_postgresql.accepts("\\connect db\nSELECT 1", &err));
	cr_expect_str_eq(err.message, "\"\\connect\" is a command of psql, not SQL");
	cr_expect(!orm_postgresql.accepts("COPY t (a, b) FROM stdin WITH (FORMAT csv)", &err));
	cr_expect(*err.hint);
}

static const struct {
	const char *sql;
	enum orm_kind kind;
	const char *name; /* NULL: not tracked */
	bool created;
} statements[] = {
	{ "CREATE TABLE IF NOT EXISTS s.\"T x\" (a int)", ORM_TABLE, "T x", true },
	{ "create unlogged table Abc (a int)", ORM_TABLE, "abc", true },
	{ "CREATE TEMP TABLE t (a int)", ORM_TABLE, NULL, true },
	{ "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", ORM_INDEX, "i", true },
	{ "CREATE OR REPLACE FUNCTION a.b.f() RETURNS int", ORM_FUNCTION, "f", true },
	{ "DROP MATERIALIZED VIEW IF EXISTS m", ORM_MATERIALIZED_VIEW, "m", false },
	{ "CREATE CONSTRAINT TRIGGER r AFTER INSERT ON t", ORM_TRIGGER, "r", true },
	{ "CREATE TYPE t AS ENUM ('a')", ORM_ENUM, "t", true },
	{ "CREATE TYPE t AS (a int)", ORM_COMPOSITE, "t", true },
	{ "SELECT 1", ORM_TABLE, NULL, false },
};

Test(postgresql_lex, knows_what_a_statement_makes)
{
	for (size_t i = 0; i < COUNT(statements); i++) {
		struct arena a = { 0 };
		enum orm_kind kind;
		const char *name = NULL;
		bool created;
		bool known = orm_postgresql.classify(&a, statements[i].sql, &kind, &name, &created);

		cr_assert_eq(known, statements[i].name != NULL, "case %zu", i);
		if (known) {
			cr_expect_eq(kind, statements[i].kind, "case %zu", i);
			cr_expect_str_eq(name, statements[i].name, "case %zu", i);
			cr_expect_eq(created, statements[i].created, "case %zu", i);
		}
		arena_release(&a);
	}
}

static const struct {
	const char *name, *quoted;
} names[] = {
	{ "users", "users" },         { "Users", "\"Users\"" }, { "order", "\"order\"" },
	{ "integer", "\"integer\"" }, { "a\"b", "\"a\"\"b\"" }, { "a'b", "\"a'b\"" },
	{ "a%d", "\"a%d\"" },         { "a\nb", "\"a\nb\"" },   { "a\\b", "\"a\\b\"" },
	{ "name", "name" },
};

Test(postgresql_lex, quotes_what_needs_it)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf b = { 0 };

		ddl_name(&b, &orm_postgresql, names[i].name);
		cr_expect_str_eq(buf_str(&b), names[i].quoted, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
	}
}
