/* tests/reflect/test_write_sql.c - metadata as an SQL script */
#include <criterion/criterion.h>

#include "orm/dialect.h"
#include "reflect/write/write.h"
#include "tests/support/schema.h"

static const struct {
	const char *sql, *written;
} statements[] = {
	{ "SELECT 1", "SELECT 1;\n" },
	{ "SELECT 1;", "SELECT 1;\n" },
	{ "SELECT 1 ;\n\n", "SELECT 1;\n" },
	{ "SELECT 1 -- why", "SELECT 1 -- why\n;\n" },
	{ "SELECT '-- no'", "SELECT '-- no';\n" },
	{ "SELECT 1 /* -- */", "SELECT 1 /* -- */;\n" },
	{ "-- a\nSELECT 1", "-- a\nSELECT 1;\n" },
	{ " ; ", "" },
};

Test(write_sql, statements_end_where_no_comment_hides_it)
{
	for (size_t i = 0; i < COUNT(statements); i++) {
		struct buf b = { 0 };

		write_sql_statement(&b, &orm_sqlite, statements[i].sql);
		cr_expect_str_eq(buf_str(&b), statements[i].written, "case %zu: %s", i,
		                 buf_str(&b));
		buf_release(&b);
	}
}

static const char text[] = "PRAGMA user_version = 7;\n"
			   "CREATE TABLE b (x INTEGER PRIMARY KEY, -- the key\n"
			   "  y   REFERENCES a);\n"
			   "CREATE TABLE a (x);\n"
			   "CREATE VIRTUAL TABLE f USING fts5(t);\n"
			   "CREATE INDEX i ON b (y  DESC);\n"
			   "CREATE VIEW v AS SELECT 1 -- one\n"
			   ";\n"
			   "CREATE TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; END;\n";

Test(write_sql, gives_back_the_text_that_the_database_keeps)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };

	cr_assert(write_sql(&b, schema_of(&a, text), &err), "%s", err.message);
	cr_assert_str_eq(buf_str(&b), text);
	buf_release(&b);
	arena_release(&a);
}

Test(write_sql, what_was_declared_is_compiled)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };
	struct orm_metadata *m =
	    schema_of_models(&a, "Table{'a', Column{'x', Integer, primary_key = true}, "
	                         "Column{'y', String(5), index = true}}\n"
	                         "View{'v', 'SELECT x FROM a'}");
	struct compare_result r;

	cr_assert(write_sql(&b, m, &err), "%s", err.message);
	r = schema_diff(&a, schema_of(&a, buf_str(&b)), m);
	cr_assert(!r.ops.len, "%s", buf_str(&b));
	cr_assert(strstr(buf_str(&b), "CREATE INDEX"));
	buf_release(&b);
	arena_release(&a);
}

Test(write_sql, models_need_a_database_s_terms_first)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };

	cr_assert(!write_sql(&b, orm_metadata_new(&a), &err));
	cr_assert_eq(err.code, ERR_USAGE);
	arena_release(&a);
}
