/* tests/orm/test_engine.c - connections, statements, results, transactions */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "orm/driver.h"
#include "tests/orm/engine.h"

TestSuite(engine, .init = enter_folder, .fini = leave_folder);

Test(engine, an_unknown_kind_of_database_is_told)
{
	static const struct {
		const char *url, *message, *hint;
	} cases[] = {
		{ "sqlit:///x", "\"sqlit\"", "\"sqlite\"" },
		{ "oracle://x", "\"oracle\"", "sqlite" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_conn *c;
		cr_expect_not(try_connect(cases[i].url, NULL, &c));
		cr_expect_null(c);
		cr_expect_eq(err.code, ERR_UNSUPPORTED, "case %zu", i);
		cr_expect(strstr(err.message, cases[i].message), "%s", err.message);
		cr_expect(strstr(err.hint, cases[i].hint), "%s", err.hint);
	}
}

Test(engine, e6_memory_is_to_be_had_in_four_spellings)
{
	static const char *const urls[] = { "sqlite://", "sqlite:///",
		                            "sqlite:///:memory:", "sqlite+pysqlite://" };
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct orm_conn *c = connect_to(urls[i]);
		run(c, "CREATE TABLE t (a)");
		cr_expect_eq(orm_conn_version(c) / 10000, 3);
		cr_expect_str_eq(c->dialect_name, "sqlite");
		orm_close(c);
	}
	cr_expect_eq(system("test -z \"$(ls -A)\""), 0);
}

Test(engine, values_come_back_as_they_went)
{
	struct orm_conn *c = connect_to("sqlite://");
	const struct orm_value values[] = {
		orm_null(),        orm_int(INT64_MIN),
		orm_double(0.1),   orm_text("a'\xC3\xA4"),
		orm_text(""),      orm_blob("\0\1x", 3),
		orm_blob("", 0),   orm_text(NULL),
		orm_blob(NULL, 0), { .kind = ORM_TEXT, .data = "a\0b", .len = 3 },
	};
	for (size_t i = 0; i < COUNT(values); i++) {
		struct orm_value v;
		cr_assert(orm_query_value(&arena, c, "SELECT ?", &values[i], 1, &v, &err));
		cr_expect_eq(v.kind, values[i].kind, "case %zu", i);
		cr_expect_eq(v.integer, values[i].integer);
		cr_expect_eq(v.len, values[i].len, "case %zu", i);
		cr_expect(v.len == 0 || memcmp(v.data, values[i].data, v.len) == 0, "case %zu", i);
		cr_expect(v.real >= values[i].real && v.real <= values[i].real);
	}
	orm_close(c);
}

/* SQLite would say nothing. */
Test(engine, what_is_not_a_number_does_not_become_null)
{
	struct orm_conn *c = connect_to("sqlite://");
	const struct orm_value nan = orm_double(NAN), infinite = orm_double(-INFINITY);
	struct orm_value v;
	cr_expect_not(orm_query_value(&arena, c, "SELECT ?", &nan, 1, &v, &err));
	cr_expect_str_eq(err.message, "a value is not a number, which SQLite would make NULL of");
	cr_assert(orm_query_value(&arena, c, "SELECT ?", &infinite, 1, &v, &err));
	cr_expect(isinf(v.real) && v.real < 0);
	orm_close(c);
}

Test(engine, who_has_regular_expressions_is_told)
{
	struct orm_conn *c = connect_to("sqlite://");
	cr_expect_not(orm_exec(c, "SELECT 'a' REGEXP 'b'", &err));
	cr_expect_str_eq(err.hint, "SQLite has no regular expressions of its own; these have them: "
	                           "PostgreSQL, MySQL, MariaDB.");
	orm_close(c);
}

Test(engine, rows_are_read_one_by_one)
{
	struct orm_conn *c = connect_to("sqlite://");
	struct orm_result *r;
	cr_assert(
	    orm_query(c, "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2.5, NULL", NULL, 0, &r, &err));
	cr_expect_eq(orm_columns(r), 2);
	cr_expect_str_eq(orm_column_name(r, 1), "b");
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	cr_expect_str_eq(orm_get_text(r, 0), "1");
	cr_expect_eq(orm_get_int(r, 0), 1);
	cr_expect_str_eq(orm_get_text(r, 1), "x");
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	cr_expect_str_eq(orm_get_text(r, 0), "2.5");
	cr_expect_eq(orm_get_int(r, 0), 2);
	cr_expect_null(orm_get_text(r, 1));
	cr_expect_eq(orm_get_int(r, 1), 0);
	cr_assert_eq(orm_next(r, &err), ORM_DONE);
	cr_assert_eq(orm_next(r, &err), ORM_DONE, "and stays so");
	orm_result_close(r);
	orm_close(c);
}

Test(engine, one_result_at_a_time)
{
	struct orm_conn *c = connect_to("sqlite://");
	struct orm_result *r, *second;
	cr_assert(orm_query(c, "SELECT 1", NULL, 0, &r, &err));
	cr_expect_not(orm_exec(c, "SELECT 2", &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect_not(orm_query(c, "SELECT 3", NULL, 0, &second, &err));
	cr_expect_null(second);
	cr_expect_not(orm_begin(c, &err));
	orm_result_close(r);
	run(c, "SELECT 4");
	orm_close(c);
}

Test(engine, no_row_gives_null)
{
	struct orm_conn *c = connect_to("sqlite://");
	struct orm_value v = orm_int(7);
	cr_assert(orm_query_value(&arena, c, "SELECT 1 WHERE 0", NULL, 0, &v, &err));
	cr_expect_eq(v.kind, ORM_NULL);
	cr_assert(orm_query_value(&arena, c, "-- nothing", NULL, 0, &v, &err));
	cr_expect_eq(v.kind, ORM_NULL);
	cr_expect_not(
	    orm_query_value(&arena, c, "SELECT abs(-9223372036854775808)", NULL, 0, &v, &err));
	orm_close(c);
}

Test(engine, a_call_takes_one_statement)
{
	static const struct {
		const char *sql;
		bool fine;
	} cases[] = {
		{ "SELECT 1", true },
		{ "SELECT 1;", true },
		{ " ; SELECT 1 ; ; -- x", true },
		{ "", true },
		{ "-- x", true },
		{ "/* x */ ;", true },
		{ "SELECT 1; SELECT 2", false },
		{ "SELECT 1; x", false },
		{ "SELECT ';--'", true },
	};
	struct orm_conn *c = connect_to("sqlite://");
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool ok = orm_exec(c, cases[i].sql, &err);
		cr_expect_eq(ok, cases[i].fine, "%s", cases[i].sql);
		cr_expect(ok || err.code == ERR_USAGE);
	}
	run(c, "CREATE TABLE t (a)");
	cr_expect_not(orm_exec(c, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", &err));
	cr_expect_eq(err.position, 25);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 0, "nothing of it ran");
	orm_close(c);
}

Test(engine, parameters_are_counted)
{
	struct orm_conn *c = connect_to("sqlite://");
	const struct orm_value one = orm_int(1);
	cr_expect_not(orm_exec(c, "SELECT ?", &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect_not(orm_exec_params(c, "SELECT 1", &one, 1, &err));
	cr_expect_not(orm_exec_params(c, "", &one, 1, &err));
	cr_expect(orm_exec_params(c, "SELECT ? || '?'", &one, 1, &err));
	orm_close(c);
}

Test(engine, changes_are_those_of_the_last_statement)
{
	static const struct {
		const char *sql;
		int64_t changes;
	} cases[] = {
		{ "CREATE TABLE t (a)", 0 },
		{ "INSERT INTO t VALUES (1), (2), (3)", 3 },
		{ "CREATE TABLE u AS SELECT * FROM t", 0 },
		{ "UPDATE t SET a = 0 WHERE a > 1", 2 },
		{ "UPDATE t SET a = 0 WHERE a > 1", 0 },
		{ "SELECT 1", 0 },
		{ "DELETE FROM t", 3 },
		{ "DROP TABLE t", 0 },
	};
	struct orm_conn *c = connect_to("sqlite://");
	for (size_t i = 0; i < COUNT(cases); i++) {
		run(c, cases[i].sql);
		cr_expect_eq(orm_changes(c), cases[i].changes, "%s", cases[i].sql);
	}
	orm_close(c);
}

Test(engine, e21_errors_tell_class_and_place)
{
	static const struct {
		const char *sql;
		enum error_code code;
		const char *sqlstate;
		long position;
	} cases[] = {
		{ "SELEC 1", ERR_DATABASE, "42000", 0 },
		{ "SELECT 1 FROM nowhere", ERR_DATABASE, "42000", -1 },
		{ "SELECT 1, nothing FROM p", ERR_DATABASE, "42000", 10 },
		{ "INSERT INTO p VALUES (1, 1)", ERR_INTEGRITY, "23505", -1 },
		{ "INSERT INTO p VALUES (2, 1)", ERR_INTEGRITY, "23505", -1 },
		{ "INSERT INTO p VALUES (2, NULL)", ERR_INTEGRITY, "23502", -1 },
		{ "INSERT INTO p VALUES (2, -1)", ERR_INTEGRITY, "23514", -1 },
		{ "INSERT INTO c VALUES (9)", ERR_INTEGRITY, "23503", -1 },
		{ "INSERT INTO p VALUES ('x', 3)", ERR_INTEGRITY, "42804", -1 },
		{ "INSERT INTO s VALUES ('x')", ERR_INTEGRITY, "42804", -1 },
		{ "INSERT INTO r VALUES (1)", ERR_INTEGRITY, "23000", -1 },
	};
	struct orm_conn *c = connect_to("sqlite://");
	run(c, "PRAGMA foreign_keys = ON");
	run(c, "CREATE TABLE p (id INTEGER PRIMARY KEY, a NOT NULL UNIQUE CHECK (a > 0))");
	run(c, "CREATE TABLE c (p REFERENCES p)");
	run(c, "CREATE TABLE s (a INTEGER) STRICT");
	run(c, "CREATE TABLE r (a)");
	run(c, "CREATE TRIGGER t BEFORE INSERT ON r BEGIN SELECT RAISE(ABORT, 'never'); END");
	run(c, "INSERT INTO p VALUES (1, 1)");
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_not(orm_exec(c, cases[i].sql, &err), "%s", cases[i].sql);
		cr_expect_eq(err.code, cases[i].code, "%s: %d", cases[i].sql, (int)err.code);
		cr_expect_str_eq(err.sqlstate, cases[i].sqlstate, "%s", cases[i].sql);
		cr_expect_eq(err.position, cases[i].position, "%s: %ld", cases[i].sql,
		             err.position);
		cr_expect_str_eq(err.statement, cases[i].sql);
	}
	orm_close(c);
}

static void note(void *data, const char *sql)
{
	buf_addf(data, "%s|", sql);
}

Test(engine, echo_sees_every_statement)
{
	struct buf seen = { 0 };
	struct orm_connect_options options = { .echo = note, .echo_data = &seen };
	struct orm_conn *c;
	struct orm_value v;
	cr_assert(try_connect("sqlite://", &options, &c));
	run(c, "CREATE TABLE t (a)");
	cr_assert(orm_begin(c, &err));
	cr_assert(orm_savepoint(c, "a\"b", &err));
	cr_assert(orm_query_value(&arena, c, "SELECT 1", NULL, 0, &v, &err));
	orm_rollback_to(c, "a\"b");
	cr_assert(orm_release(c, "a\"b", &err));
	cr_assert(orm_commit(c, &err));
	cr_assert(orm_begin(c, &err));
	orm_close(c);
	cr_expect_str_eq(buf_str(&seen),
	                 "CREATE TABLE t (a)|BEGIN IMMEDIATE|SAVEPOINT \"a\"\"b\"|SELECT 1|"
	                 "ROLLBACK TO SAVEPOINT \"a\"\"b\"|RELEASE SAVEPOINT \"a\"\"b\"|COMMIT|"
	                 "BEGIN IMMEDIATE|ROLLBACK|");
	buf_release(&seen);
}

Test(engine, transactions_hold_or_undo)
{
	struct orm_conn *c = connect_to("sqlite://");
	run(c, "CREATE TABLE t (a)");
	cr_assert(orm_begin(c, &err));
	cr_expect(orm_in_transaction(c));
	cr_expect_not(orm_begin(c, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	run(c, "INSERT INTO t VALUES (1)");
	cr_assert(orm_savepoint(c, "x", &err));
	run(c, "INSERT INTO t VALUES (2)");
	orm_rollback_to(c, "x");
	cr_assert(orm_commit(c, &err));
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 1);

	cr_assert(orm_begin(c, &err));
	run(c, "DROP TABLE t");
	orm_rollback(c);
	orm_rollback(c);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 1);
	cr_expect_not(orm_commit(c, &err));
	orm_close(c);
}

Test(engine, rollback_works_while_a_result_is_open)
{
	struct orm_conn *c = connect_to("sqlite://");
	struct orm_result *r;
	run(c, "CREATE TABLE t (a)");
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO t VALUES (1), (2)");
	cr_assert(orm_query(c, "SELECT a FROM t", NULL, 0, &r, &err));
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	orm_rollback(c);
	cr_expect_not(orm_in_transaction(c));
	orm_result_close(r);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 0);
	orm_close(c);
}

Test(engine, a_failed_rollback_ends_the_connection)
{
	struct orm_conn *c = connect_to("sqlite://");
	cr_assert(orm_begin(c, &err));
	orm_rollback_to(c, "no such savepoint");
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	orm_close(c);
}

Test(engine, several_queries_are_run_together)
{
	static const char *const sql[] = { "SELECT 1", "SELECT 2 UNION SELECT 3", "SELECT nope" };
	struct orm_conn *c = connect_to("sqlite://");
	struct orm_result *r[3];
	cr_assert(orm_query_many(c, sql, 2, r, &err), "%s", err.message);
	cr_expect_not(orm_exec(c, "SELECT 1", &err), "results are open");
	cr_expect_eq(orm_next(r[1], &err), ORM_ROW);
	cr_expect_eq(orm_get_int(r[1], 0), 2);
	cr_expect_eq(orm_next(r[0], &err), ORM_ROW);
	cr_expect_eq(orm_get_int(r[0], 0), 1);
	orm_result_close(r[0]);
	orm_result_close(r[1]);
	cr_expect_not(orm_query_many(c, sql, 3, r, &err));
	cr_expect_str_eq(err.statement, sql[2]);
	cr_expect_eq(number(c, "SELECT 1"), 1, "none is open");
	orm_close(c);
}

static bool add_up(void *data, size_t i, struct orm_result *rows, struct error *why)
{
	int64_t *sum = data;
	while (orm_next(rows, why) == ORM_ROW)
		*sum += orm_get_int(rows, 0);
	return i != 2 || fail(why, ERR_INPUT, "enough");
}

Test(engine, results_are_handed_over)
{
	static const char *const sql[] = { "SELECT 1", "SELECT 20 UNION SELECT 300", "SELECT 4000",
		                           "SELECT 50000", "SELECT nope" };
	struct orm_conn *c = connect_to("sqlite://");
	int64_t sum = 0;
	struct orm_taker to = { .take = add_up, .data = &sum };
	cr_assert(orm_query_each(c, sql, 2, &to, &err), "%s", err.message);
	cr_expect_eq(sum, 321);
	cr_expect_eq(to.taken, 2);
	cr_expect_not(orm_query_each(c, sql, 4, &to, &err));
	cr_expect_str_eq(err.message, "enough");
	cr_expect_eq(sum, 321 + 4321);
	cr_expect_eq(to.taken, 2);
	cr_expect_not(orm_query_each(c, sql, 5, &to, &err));
	cr_expect_str_eq(err.statement, sql[4]);
	cr_expect_eq(number(c, "SELECT 1"), 1, "none is open");
	orm_close(c);
}

Test(engine, c10_many_rows_are_inserted_or_none)
{
	static const char *const columns[] = { "a", "\"b c\"" };
	struct orm_value v[] = { orm_int(1), orm_text("x"), orm_int(2), orm_null() };
	struct orm_rows rows = { "t", columns, 2, v, 2, NULL };
	struct orm_conn *c = connect_to("sqlite://");
	run(c, "CREATE TABLE t (a UNIQUE, \"b c\")");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), 2);
	v[0] = orm_int(3);
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_not(orm_in_transaction(c));
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO t VALUES (4, 'y')");
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_eq(err.code, ERR_INTEGRITY);
	cr_assert(orm_commit(c, &err));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
	orm_close(c);
}
