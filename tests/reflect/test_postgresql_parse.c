/* tests/reflect/test_postgresql_parse.c - texts of the catalogs, taken apart */
#include <criterion/criterion.h>

#include "postgresql.h"
#include "reflect/postgresql/reader.h"

Test(postgresql_parse, names_of_an_array)
{
	struct arena a = { 0 };
	struct names n = { 0 };

	pg_names(&a, "{a,\"b c\",\"d,\\\"e\",\"\",\"back\\\\slash\",NULLS}", &n);
	cr_assert_eq(n.len, 6);
	cr_expect_str_eq(n.items[1], "b c");
	cr_expect_str_eq(n.items[2], "d,\"e");
	cr_expect_str_eq(n.items[3], "");
	cr_expect_str_eq(n.items[4], "back\\slash");
	n.len = 0;
	pg_names(&a, "{}", &n);
	pg_names(&a, NULL, &n);
	cr_expect_eq(n.len, 0);
	arena_release(&a);
}

Test(postgresql_parse, numbers)
{
	const char *at = "{1,-22,3}", *none = NULL;
	int64_t n;

	cr_expect(pg_next_number(&at, &n) && n == 1);
	cr_expect(pg_next_number(&at, &n) && n == -22);
	cr_expect(pg_next_number(&at, &n) && n == 3);
	cr_expect_not(pg_next_number(&at, &n));
	cr_expect_not(pg_next_number(&none, &n));
}

Test(postgresql_parse, parentheses_around_the_whole)
{
	static const char *const texts[][2] = {
		{ "(a > 0)", "a > 0" },           { "((a) OR (b))", "(a) OR (b)" },
		{ "(a) OR (b)", "(a) OR (b)" },   { "(a = ')'::text)", "a = ')'::text" },
		{ "(\"a)\" = 1)", "\"a)\" = 1" }, { "f(x)", "f(x)" },
		{ "(broken", "(broken" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++)
		cr_expect_str_eq(pg_strip(&a, texts[i][0]), texts[i][1]);
	cr_expect_null(pg_strip(&a, NULL));
	arena_release(&a);
}

/* Whatever the text, nothing is read that isn't there. */
Test(postgresql_parse, unfinished_indexes)
{
	static const char whole[] =
	    "CREATE UNIQUE INDEX \"i \"\"x\" ON ONLY s.\"t t\" USING gin (\"a\"\"b\" COLLATE "
	    "pg_catalog.\"C\" public.ops (siglen='32') DESC NULLS LAST, lower((c)::text)) INCLUDE "
	    "(d) NULLS NOT DISTINCT WITH (fillfactor='70') WHERE (e > 0)";
	struct arena a = { 0 };

	for (size_t len = 0; len < sizeof whole; len++) {
		struct orm_index *i = orm_index_new(&a, "i");

		const char *unknown = pg_parse_index(&a, arena_strndup(&a, whole, len), "1 0", i);

		if (len + 1 < sizeof whole)
			continue;
		cr_expect_str_empty(unknown);
		cr_expect_str_eq(
		    catalog_describe(&a, &i->object),
		    "columns=[a\"b collate C public.ops (siglen='32') desc nulls LAST]"
		    "[expr lower((c)::text)] unique=yes where=e > 0 using=gin include=d "
		    "nulls_not_distinct=yes");
	}
	arena_release(&a);
}

Test(postgresql_parse, says_what_an_index_has_that_is_unknown)
{
	struct arena a = { 0 };

	cr_expect_str_eq(pg_parse_index(&a, "CREATE INDEX i ON t USING btree (a) GLOBAL", "1",
	                                orm_index_new(&a, "i")),
	                 " GLOBAL");
	arena_release(&a);
}

Test(postgresql_parse, conditions_are_as_they_are_read)
{
	static const char *const texts[][2] = {
		{ "(((a >= 1) AND (a <= 2)) AND b)", "((a >= 1) AND (a <= 2) AND b)" },
		{ "(((a < 1) OR (a > 2)) OR b)", "((a < 1) OR (a > 2) OR b)" },
		{ "((((a AND b) AND c) AND d) OR e)", "((a AND b AND c AND d) OR e)" },
		{ "NOT (((a AND b) AND c) AND (d AND e))", "NOT (a AND b AND c AND (d AND e))" },
		{ "(a AND b) AND c", "a AND b AND c" },
		{ "f(((a AND b) AND c), d)", "f((a AND b AND c), d)" },
		{ " SELECT 1 FROM x WHERE (((x.a >= 1) AND (x.a <= 2)) AND (x.a > 0));",
		  " SELECT 1 FROM x WHERE ((x.a >= 1) AND (x.a <= 2) AND (x.a > 0));" },
		{ "(((a AND b)) AND c)", NULL },
		{ "(a AND (b AND c))", NULL },
		{ "((a AND b) OR c)", NULL },
		{ "((a AND b OR c) AND d)", NULL },
		{ "(x IN (a AND b) AND c)", NULL },
		{ "((a AND b, c) AND d)", NULL },
		{ "((SELECT a AND b) AND d)", NULL },
		{ "('((a AND b) AND c)'::text = x)", NULL },
		{ "((a AND b) AND c", "(a AND b AND c" },
		{ "(a AND b)) AND c", NULL },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++)
		cr_expect_str_eq(pg_faithful(&a, texts[i][0]),
		                 texts[i][1] ? texts[i][1] : texts[i][0]);
	arena_release(&a);
}

Test(postgresql_parse, arrays_keep_their_type)
{
	static const char *const texts[][2] = {
		{ "((a)::text = ANY ((ARRAY['x'::character varying, 'y,]'::character "
		  "varying])::text[]))",
		  "((a)::text = ANY ((ARRAY['x'::character varying, 'y,]'::character "
		  "varying]::character varying[])::text[]))" },
		{ "(b = ANY ((ARRAY[1, 2])::bigint[]))",
		  "(b = ANY ((ARRAY[1, 2]::integer[])::bigint[]))" },
		{ "(ARRAY['x'::character(3)])::text[]",
		  "(ARRAY['x'::character(3)]::character[])::text[]" },
		{ "(ARRAY['x'::\"T(1)\".\"y\"])::text[]",
		  "(ARRAY['x'::\"T(1)\".\"y\"]::\"T(1)\".\"y\"[])::text[]" },
		{ "(ARRAY[1, 2.5])::real[]", NULL },
		{ "(ARRAY[a, b])::text[]", NULL },
		{ "(ARRAY['x'::text]) || y", NULL },
		{ "'(ARRAY[1])::bigint[]'::text", NULL },
		{ "(ARRAY[]::text[])", NULL },
		{ "(ARRAY['unfinished", NULL },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++)
		cr_expect_str_eq(pg_faithful(&a, texts[i][0]),
		                 texts[i][1] ? texts[i][1] : texts[i][0]);
	arena_release(&a);
}
