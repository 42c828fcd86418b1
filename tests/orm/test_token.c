/* tests/orm/test_token.c - SQL as tokens: cutting, splitting, comparing, renaming */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "orm/ddl/rename.h"
#include "orm/dialect.h"

/* One letter a token: s)pace c)omment w)ord q)uoted t)ext b)lob n)umber v)ariable o)perator
 * !)illegal */
static const struct {
	const char *sql, *kinds;
} cuts[] = {
	{ "", "" },
	{ "a1 _b$ \xc3\xbc", "wswsw" },
	{ "'it''s'\"a\"\"b\"`c``d`[e f]", "tqqq" },
	{ "'open", "!" },
	{ "\"open", "!" },
	{ "[open", "!" },
	{ "1 1.5 .5 1e9 1.e-3 0xFf 1a", "nsnsnsnsnsns!" },
	{ "x'0a' X'' x 'a'", "bsbswst" },
	{ "? ?1 :a @b $c #d", "vsvsvsvsvsv" },
	{ "-- to the end\n/* and * this */x", "cscw" },
	{ "/* never closed", "c" },
	{ "a->>b->c||d<=e<>f!=g==h<<i", "wowowowowowowowow" },
	{ "(a,b);", "owowoo" },
	{ "a\x01"
	  "b",
	  "w!w" },
};

static char letter(enum orm_token_kind kind)
{
	return "-scwqtbnvo!"[kind];
}

Test(token, sqlite_cuts_as_it_documents)
{
	for (size_t i = 0; i < COUNT(cuts); i++) {
		const char *at = cuts[i].sql, *end = at + strlen(at);
		struct buf kinds = { 0 };

		while (at < end) {
			struct orm_token t = orm_sqlite.next_token(at, (size_t)(end - at));

			buf_addc(&kinds, letter(t.kind));
			at = t.start + t.len;
		}
		cr_expect_str_eq(buf_str(&kinds), cuts[i].kinds, "case %zu: %s", i,
		                 buf_str(&kinds));
		buf_release(&kinds);
	}
}

static const struct {
	const char *sql;
	const char *parts[4];
	int lines[4];
	bool finished;
} scripts[] = {
	{ "SELECT 1;\n\n-- c\nSELECT ';';", { "SELECT 1", "SELECT ';'" }, { 1, 4 }, true },
	{ ";;; ", { NULL }, { 0 }, true },
	{ "SELECT 1", { "SELECT 1" }, { 1 }, false },
	{ "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END;"
	  "SELECT 2;",
	  { "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; "
	    "END",
	    "SELECT 2" },
	  { 1, 1 },
	  true },
	{ "create temp trigger r after insert on t begin select 1; end; select 2;",
	  { "create temp trigger r after insert on t begin select 1; end", "select 2" },
	  { 1, 1 },
	  true },
	{ "BEGIN; COMMIT; END;", { "BEGIN", "COMMIT", "END" }, { 1, 1, 1 }, true },
	{ "CREATE TABLE \"trigger\" (a); SELECT 1;",
	  { "CREATE TABLE \"trigger\" (a)", "SELECT 1" },
	  { 1, 1 },
	  true },
	{ "SELECT /* ; */ 1 -- ;\n;", { "SELECT /* ; */ 1" }, { 1 }, true },
};

Test(token, sqlite_splits_where_statements_end)
{
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct arena a = { 0 };
		struct orm_statements all = { 0 };
		bool finished =
		    orm_split(&a, &orm_sqlite, scripts[i].sql, strlen(scripts[i].sql), &all);
		size_t n = 0;

		while (n < 4 && scripts[i].parts[n])
			n++;
		cr_expect_eq(finished, scripts[i].finished, "case %zu", i);
		cr_assert_eq(all.len, n, "case %zu: %zu", i, all.len);
		for (size_t j = 0; j < n; j++) {
			char *part = arena_strndup(&a, all.items[j].start, all.items[j].len);

			part = strcmp(scripts[i].parts[j], "SELECT /* ; */ 1")
			           ? part
			           : arena_strndup(&a, part, 16);
			cr_expect_str_eq(part, scripts[i].parts[j], "case %zu: %s", i, part);
			cr_expect_eq(all.items[j].line, scripts[i].lines[j], "case %zu: %d", i,
			             all.items[j].line);
		}
		arena_release(&a);
	}
}

static const struct {
	const char *x, *y;
	bool tokens, expr;
} pairs[] = {
	{ "a + 1", "A+1", true, true },
	{ "\"a\" + 1", "a/* plus */+ 1", true, true },
	{ "[a]", "`A`", true, true },
	{ "'a'", "'A'", false, false },
	{ "'a'", "\"a\"", false, false },
	{ "(a)", "a", false, true },
	{ "((a + 1))", "a + 1", false, true },
	{ "(a) + (1)", "a) + (1", false, false },
	{ "(a) + (1)", "(a) + (1)", true, true },
	{ "a", "a b", false, false },
	{ "0xFF", "0xff", true, true },
	{ NULL, NULL, true, true },
	{ NULL, "", false, false },
};

Test(token, compares_what_counts)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		cr_expect_eq(orm_same_tokens(&orm_sqlite, pairs[i].x, pairs[i].y), pairs[i].tokens,
		             "case %zu", i);
		cr_expect_eq(orm_same_expr(&orm_sqlite, pairs[i].x, pairs[i].y), pairs[i].expr,
		             "case %zu", i);
		cr_expect_eq(orm_same_expr(&orm_sqlite, pairs[i].y, pairs[i].x), pairs[i].expr,
		             "case %zu", i);
	}
}

static const struct {
	const char *text, *from, *to, *result;
} renames[] = {
	{ "a > 0 AND ab > 1", "a", "b", "b > 0 AND ab > 1" },
	{ "\"A\" = 'a' -- a\n", "a", "x y", "\"x y\" = 'a' -- a\n" },
	{ "lower(lower)", "lower", "upper", "lower(upper)" },
	{ "t.a + [a]", "a", "order", "t.\"order\" + \"order\"" },
	{ "c", "a", "b", "c" },
};

Test(token, renames_identifiers_only)
{
	for (size_t i = 0; i < COUNT(renames); i++) {
		struct arena a = { 0 };
		const char *got = orm_rename_in_text(&a, &orm_sqlite, renames[i].text,
		                                     renames[i].from, renames[i].to);

		cr_expect_str_eq(got, renames[i].result, "case %zu: %s", i, got);
		arena_release(&a);
	}
}

static const struct {
	const char *name, *quoted;
} names[] = {
	{ "users", "users" },     { "order", "\"order\"" },       { "a b", "\"a b\"" },
	{ "a\"b", "\"a\"\"b\"" }, { "1st", "\"1st\"" },           { "", "\"\"" },
	{ "Users", "Users" },     { "\xc3\xbc", "\"\xc3\xbc\"" }, { "ROWID", "ROWID" },
	{ "a'b", "\"a'b\"" },     { "a%d", "\"a%d\"" },           { "a\nb", "\"a\nb\"" },
};

Test(token, quotes_only_what_needs_it)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf b = { 0 };

		ddl_name(&b, &orm_sqlite, names[i].name);
		cr_expect_str_eq(buf_str(&b), names[i].quoted, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
	}
}
