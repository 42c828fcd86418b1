/* tests/orm/test_mysql_driver.c - talking to MySQL and MariaDB */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/orm/mysql.h"

MYSQL_SUITES(mysql, mariadb);

#define BOTH(test) BOTH_IN(mysql, mariadb, test)

static void make_values(void)
{
	run(c, "CREATE TABLE v (a tinyint, b bigint unsigned, d double, f float, n decimal(30,2), "
	       "t varchar(20), x varbinary(20), z int, w datetime(3), k bit(12), j json, y year, "
	       "e enum('p','q'), g longblob, h time)");
	run(c, "INSERT INTO v VALUES (-7, 18446744073709551615, 0.1, 1.1, 1.10, 'ö€😀', x'00ff27', "
	       "NULL, '2026-01-02 03:04:05.678', b'100000000001', '{\"a\": 1}', 2026, 'q', "
	       "REPEAT('x', 100000), '-12:13:14')");
}

static void look_at_values(const struct orm_value *params, size_t count)
{
	struct orm_result *r;
	cr_assert(orm_query(c, count ? "SELECT v.* FROM v WHERE a = ?" : "SELECT v.* FROM v",
	                    params, count, &r, &err),
	          "%s", err.message);
	cr_assert_eq(orm_columns(r), 15);
	cr_expect_str_eq(orm_column_name(r, 1), "b");
	cr_assert_eq(orm_next(r, &err), ORM_ROW, "%s", err.message);
	cr_expect_eq(orm_get(r, 0).integer, -7);
	cr_expect_eq(orm_get(r, 1).kind, ORM_TEXT);
	cr_expect_str_eq(orm_get_text(r, 1), "18446744073709551615");
	cr_expect_str_eq(orm_get_text(r, 2), "0.1");
	cr_expect_str_eq(orm_get_text(r, 3), "1.1");
	cr_expect_str_eq(orm_get_text(r, 4), "1.10");
	cr_expect_str_eq(orm_get_text(r, 5), "ö€😀");
	struct orm_value blob = orm_get(r, 6);
	cr_expect_eq(blob.kind, ORM_BLOB);
	cr_assert_eq(blob.len, 3);
	cr_expect_arr_eq(blob.data, "\x00\xff'", 3);
	cr_expect_eq(orm_get(r, 7).kind, ORM_NULL);
	cr_expect_str_eq(orm_get_text(r, 8), "2026-01-02 03:04:05.678");
	cr_expect_eq(orm_get_int(r, 9), 2049);
	cr_expect_eq(orm_get(r, 10).kind, ORM_TEXT);
	cr_expect_str_eq(orm_get_text(r, 10), "{\"a\": 1}");
	cr_expect_eq(orm_get_int(r, 11), 2026);
	cr_expect_str_eq(orm_get_text(r, 12), "q");
	cr_expect_eq(orm_get(r, 13).len, 100000);
	cr_expect_str_eq(orm_get_text(r, 14), "-12:13:14");
	cr_expect_eq(orm_next(r, &err), ORM_DONE);
	cr_expect_eq(orm_next(r, &err), ORM_DONE);
	orm_result_close(r);
}

BOTH(values_come_as_they_are)
{
	struct orm_value seven = orm_int(-7);
	make_values();
	look_at_values(NULL, 0);
	for (int i = 0; i < 3; i++)
		look_at_values(&seven, 1);
}

BOTH(parameters_are_question_marks)
{
	struct orm_value v[] = { orm_int(5), orm_text("it's \\ ö"), orm_double(0.25),
		                 orm_blob("\0b'", 3), orm_null() };
	struct orm_value out;
	run(c, "CREATE TABLE t (a int, b text, c double, d blob, e date)");
	cr_assert(orm_exec_params(c, "INSERT INTO t VALUES (?, ?, ?, ?, ?) -- why?", v, 5, &err),
	          "%s", err.message);
	cr_expect_eq(orm_changes(c), 1);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE a = 5 AND b = 'it''s \\\\ ö' AND "
	                       "c = 0.25 AND d = x'006227' AND e IS NULL"),
	             1);
	cr_assert(orm_query_value(&arena, c,
	                          "SELECT count(*) FROM t WHERE a=? AND '?' <> b /* ? */", v, 1,
	                          &out, &err),
	          "%s", err.message);
	cr_expect_eq(out.integer, 1);
	cr_expect_not(orm_exec_params(c, "SELECT ?, ?", v, 1, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect_str_eq(err.message, "the statement has 2 parameters, 1 values were given");
	v[0] = orm_double(NAN);
	cr_expect_not(orm_exec_params(c, "SELECT ?", v, 1, &err));
	cr_expect_eq(err.code, ERR_USAGE);
}

BOTH(one_statement_at_a_time)
{
	run(c, "CREATE TABLE t (a int)");
	fails(c, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", ERR_DATABASE, "42000");
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 0);
	run(c, "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 5; END");
	run(c, "INSERT INTO t VALUES (1)");
	cr_expect_eq(number(c, "SELECT a FROM t"), 5);
}

BOTH(what_is_run_often_is_prepared)
{
	struct orm_value v = orm_int(1), out;
	run(c, "CREATE TABLE t (a int)");
	run(c, "INSERT INTO t VALUES (1)");
	for (int i = 0; i < 5; i++)
		cr_assert(
		    orm_query_value(&arena, c, "SELECT * FROM t WHERE a = ?", &v, 1, &out, &err));
	run(c, "ALTER TABLE t ADD b text FIRST");
	cr_assert(orm_query_value(&arena, c, "SELECT * FROM t WHERE a = ?", &v, 1, &out, &err));
	cr_expect_eq(out.kind, ORM_NULL, "the new column comes first");
	for (int i = 0; i < 50; i++)
		cr_assert(orm_query_value(&arena, c, arena_printf(&arena, "SELECT ? + %d", i % 20),
		                          &v, 1, &out, &err),
		          "%s", err.message);
	cr_expect_eq(out.integer, 10);
}

BOTH(procedures_give_their_first_rows)
{
	struct orm_result *r;
	struct orm_value v = orm_int(4);
	run(c, "CREATE PROCEDURE p(IN x int) BEGIN SELECT x AS a; SELECT x + 1, x + 2; END");
	for (int i = 0; i < 2; i++) {
		cr_assert(orm_query(c, i ? "CALL p(?)" : "CALL p(4)", &v, (size_t)i, &r, &err),
		          "%s", err.message);
		cr_expect_eq(orm_next(r, &err), ORM_ROW);
		cr_expect_eq(orm_get_int(r, 0), 4);
		cr_expect_eq(orm_next(r, &err), ORM_DONE);
		orm_result_close(r);
		cr_assert(orm_exec_params(c, i ? "CALL p(?)" : "CALL p(4)", &v, (size_t)i, &err));
		cr_expect_eq(number(c, "SELECT 9"), 9);
	}
	run(c, "CREATE PROCEDURE q() BEGIN SELECT 1; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "
	       "'two\nlines'; END");
	fails(c, "CALL q()", ERR_DATABASE, "45000");
	cr_expect_str_eq(err.message, "two lines");
}

BOTH(errors_say_what_and_where)
{
	run(c, "CREATE TABLE t (a int PRIMARY KEY, CHECK (a > 0))");
	fails(c, "SELECT 'ö',\n  1 +  FROM t", ERR_DATABASE, "42000");
	cr_expect_eq(err.position, (long)strlen("SELECT 'ö',\n  1 +  "));
	fails(c, "SELECT (1", ERR_DATABASE, "42000");
	cr_expect_eq(err.position, 9);
	fails(c, "SELECT nope FROM t", ERR_DATABASE, "42S22");
	run(c, "INSERT INTO t VALUES (1)");
	fails(c, "INSERT INTO t VALUES (1)", ERR_INTEGRITY, "23000");
	cr_expect_not(orm_exec(c, "INSERT INTO t VALUES (0)", &err));
	cr_expect_eq(err.code, ERR_INTEGRITY, "%s", err.message);
	run(c, "CREATE TABLE s (a varchar(2))");
	fails(c, "INSERT INTO s VALUES ('long')", ERR_DATABASE, "22001");
}

BOTH(numbers_mean_what_their_server_says)
{
	bool mariadb = text_same(orm_conn_dialect(c)->name, "mariadb");
	fails(c, "SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 4025",
	      mariadb ? ERR_INTEGRITY : ERR_DATABASE, "45000");
	fails(c, "SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 4031",
	      mariadb ? ERR_DATABASE : ERR_CONNECT, "45000");
	fails(c, "SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 3572", ERR_LOCKED, "45000");
}

BOTH(text_means_what_we_write)
{
	struct orm_conn *admin = server_connect(url), *d;
	const char *before = text(admin, "SELECT @@GLOBAL.sql_mode");
	run(admin, "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'");
	bool ok = try_connect(url, NULL, &d);
	run(admin, arena_printf(&arena, "SET GLOBAL sql_mode = '%s'", before));
	cr_assert(ok, "%s", err.message);
	cr_expect_str_eq(text(d, "SELECT @@sql_mode"), "PIPES_AS_CONCAT,STRICT_TRANS_TABLES");
	cr_expect_str_eq(text(d, "SELECT @@character_set_client"), "utf8mb4");
	cr_expect_eq(number(d, "SELECT @@autocommit"), 1);
	orm_close(d);
	orm_close(admin);
}

/* In gbk the last byte of a character and a backslash are one character. */
BOTH(values_are_values_in_any_character_set)
{
	static const char *const columns[] = { "a", "b" };
	static const char value[] = "\xE6\xBC\xA2\\', 1), (0x01, 2); DROP TABLE t; -- ";
	struct orm_value values[] = { orm_text(value), orm_int(0), orm_blob(value, 4), orm_int(1) };
	struct orm_rows rows = { .table = "t",
		                 .columns = columns,
		                 .column_count = 2,
		                 .values = values,
		                 .row_count = 2 };
	struct orm_value more[] = { orm_text(value), orm_int(0) };
	int64_t changes;
	run(c, "CREATE TABLE t (a varbinary(100), b int)");
	run(c, "SET NAMES gbk");
	cr_expect(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect(
	    orm_exec_rows(c, "UPDATE t SET a = ?, b = 7 WHERE b = ?", more, 2, 1, &changes, &err),
	    "%s", err.message);
	cr_expect(
	    orm_exec(c, "SET NAMES utf8mb4, SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'", &err));
	cr_expect(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 4);
	cr_expect_eq(
	    number(c, "SELECT count(*) FROM t WHERE b = 7 AND hex(a) LIKE 'E6BCA25C272C2031%'"), 1);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE b = 1 AND hex(a) = 'E6BCA25C'"), 2);
}

BOTH(transactions)
{
	run(c, "CREATE TABLE t (a int)");
	cr_assert(orm_begin(c, &err));
	cr_expect(orm_in_transaction(c));
	run(c, "INSERT INTO t VALUES (1)");
	cr_assert(orm_savepoint(c, "s `p", &err));
	run(c, "INSERT INTO t VALUES (2)");
	orm_rollback_to(c, "s `p");
	run(c, "INSERT INTO t VALUES (3)");
	cr_assert(orm_commit(c, &err));
	cr_expect_eq(number(c, "SELECT SUM(a) = 4 FROM t"), 1);
	cr_assert(orm_begin(c, &err));
	run(c, "UPDATE t SET a = 3");
	cr_expect_eq(orm_changes(c), 2, "what stays as it is counts, too");
	orm_rollback(c);
	cr_expect_not(orm_in_transaction(c));
	cr_assert(orm_begin(c, &err));
	run(c, "CREATE TABLE u (a int)");
	cr_expect_not(orm_in_transaction(c), "DDL commits");
}

BOTH(who_only_reads_cannot_write)
{
	struct orm_connect_options options = { .read_only = true };
	struct orm_conn *reader;
	run(c, "CREATE TABLE t (a int)");
	cr_assert(try_connect(url, &options, &reader), "%s", err.message);
	fails(reader, "CREATE TABLE u (a int)", ERR_DATABASE, "25006");
	fails(reader, "INSERT INTO t VALUES (1)", ERR_DATABASE, "25006");
	cr_assert(orm_begin(reader, &err), "%s", err.message);
	run(c, "INSERT INTO t VALUES (1)");
	cr_expect_eq(number(reader, "SELECT count(*) FROM t"), 0, "one state throughout");
	fails(reader, "DELETE FROM t", ERR_DATABASE, "25006");
	orm_close(reader);
}

BOTH(many_queries_in_one_round_trip)
{
	enum { MANY = 50 };
	const char *sql[MANY];
	struct orm_result *r[MANY];
	for (int i = 0; i < MANY; i++)
		sql[i] = arena_printf(&arena, "SELECT %d, REPEAT('x', 100000) -- %d", i, i);
	for (int again = 0; again < 2; again++) {
		cr_assert(orm_query_many(c, sql, MANY, r, &err), "%s", err.message);
		cr_expect_not(orm_exec(c, "SELECT 1", &err), "results are open");
		for (int i = 0; i < MANY; i++) {
			cr_expect_eq(orm_next(r[i], &err), ORM_ROW);
			cr_expect_eq(orm_get_int(r[i], 0), i);
			cr_expect_eq(orm_next(r[i], &err), ORM_DONE);
			orm_result_close(r[i]);
		}
		/* Which forbids several in one text, until they are wanted again. */
		run(c, "DO ';'");
	}
	sql[20] = "SELECT nope";
	cr_expect_not(orm_query_many(c, sql, MANY, r, &err));
	cr_expect_str_eq(err.sqlstate, "42S22");
	cr_expect_str_eq(err.statement, "SELECT nope");
	cr_expect_eq(number(c, "SELECT 1"), 1);
	cr_expect(orm_query_many(c, sql, 0, r, &err));
}

struct seen {
	struct orm_conn *c;
	int64_t sum;
	size_t until; /* this one it doesn't want */
};

static bool see(void *data, size_t i, struct orm_result *rows, struct error *why)
{
	struct seen *s = data;
	struct error refused;
	cr_expect_not(orm_exec(s->c, "SELECT 1", &refused), "others are on their way");
	cr_expect_eq(orm_next(rows, why), ORM_ROW);
	cr_expect_eq(orm_get_int(rows, 0), (int64_t)i);
	s->sum += orm_get_int(rows, 0);
	return i != s->until || fail(why, ERR_INPUT, "enough");
}

BOTH(results_are_handed_over_one_by_one)
{
	enum { MANY = 50 };
	const char *sql[MANY];
	struct seen s = { .c = c, .until = MANY };
	struct orm_taker to = { .take = see, .data = &s };
	for (int i = 0; i < MANY; i++)
		sql[i] = arena_printf(&arena, "SELECT %d, REPEAT('x', 100000) -- %d", i, i);
	cr_assert(orm_query_each(c, sql, MANY, &to, &err), "%s", err.message);
	cr_expect_eq(to.taken, MANY);
	cr_expect_eq(s.sum, MANY * (MANY - 1) / 2);
	s.until = 30;
	cr_expect_not(orm_query_each(c, sql, MANY, &to, &err));
	cr_expect_str_eq(err.message, "enough");
	cr_expect_eq(to.taken, 30);
	cr_expect_eq(number(c, "SELECT 1"), 1, "the rest is thrown away");
	sql[20] = "SELECT nope";
	cr_expect_not(orm_query_each(c, sql, MANY, &to, &err));
	cr_expect_str_eq(err.sqlstate, "42S22");
	cr_expect_eq(to.taken, 20);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	cr_expect(orm_query_each(c, sql, 0, &to, &err));
	cr_expect_eq(to.taken, 0);
}

/* Ends the connection from another one. */
static bool kill_it(void *data, size_t i, struct orm_result *rows, struct error *why)
{
	struct orm_conn *other = data;
	cr_expect_eq(orm_next(rows, why), ORM_ROW);
	return i != 2 ||
	       orm_exec(other, arena_printf(&arena, "KILL %s", orm_get_text(rows, 0)), why);
}

BOTH(a_connection_that_ends_within_a_batch)
{
	static const char *const sql[] = { "SELECT CONNECTION_ID()", "SELECT CONNECTION_ID()",
		                           "SELECT CONNECTION_ID()", "DO SLEEP(30)", "SELECT 5" };
	struct orm_conn *other = server_connect(url);
	struct orm_taker to = { .take = kill_it, .data = other };
	cr_expect_not(orm_query_each(c, sql, COUNT(sql), &to, &err));
	cr_expect_eq(err.code, ERR_CONNECT, "%s", err.message);
	cr_expect_eq(to.taken, 3);
	orm_close(other);
}

BOTH(batches_longer_than_a_packet)
{
	enum { MANY = 40 };
	const char *sql[MANY];
	struct orm_result *r[MANY];
	struct buf filler = { 0 };
	buf_fill(&filler, 'x', 100000);
	for (int i = 0; i < MANY; i++)
		sql[i] = arena_printf(&arena, "SELECT %d, LENGTH('%s')", i, filler.data);
	cr_assert(orm_query_many(c, sql, MANY, r, &err), "%s", err.message);
	for (int i = 0; i < MANY; i++) {
		cr_expect_eq(orm_next(r[i], &err), ORM_ROW);
		cr_expect_eq(orm_get_int(r[i], 0), i);
		cr_expect_eq(orm_get_int(r[i], 1), 100000);
		orm_result_close(r[i]);
	}
	buf_release(&filler);
}

BOTH(what_is_longer_than_a_packet_is_not_sent)
{
	const char *most = text(c, "SELECT @@max_allowed_packet");
	size_t len = (size_t)strtoull(most, NULL, 10);
	char *long_text = arena_alloc(&arena, len + 1);
	struct orm_value v;

	memset(long_text, ' ', len);
	memcpy(long_text, "DO 1", 4);
	v = orm_text(long_text);
	for (int i = 0; i < 2; i++) {
		cr_expect_not(i ? orm_exec_params(c, "DO LENGTH(?)", &v, 1, &err)
		                : orm_exec(c, long_text, &err));
		cr_expect(strstr(err.hint, most), "%s", err.hint);
		cr_expect_eq(number(c, "SELECT 1"), 1);
	}
	long_text[len - 2] = '\0';
	cr_expect(orm_exec(c, long_text, &err), "%s", err.message);
}

BOTH(many_rows_in_one_statement)
{
	static const char *const columns[] = { "a", "`b c`", "d", "e" };
	struct orm_value v[] = {
		orm_int(1),
		orm_text("it's \\ \n \r \t é"),
		orm_blob("\0\\'\xff", 4),
		orm_null(),
		orm_null(),
		orm_text(""),
		orm_blob("", 0),
		orm_double(0.1),
	};
	struct orm_rows rows = { "t", columns, 4, v, 2, NULL };
	run(c, "CREATE TABLE t (a int UNIQUE, `b c` text, d blob, e double)");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), 2);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE a = 1 AND `b c` = "
	                       "'it''s \\\\ \\n \\r \\t é' AND d = x'005c27ff' AND e IS NULL"),
	             1);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE a IS NULL AND `b c` = '' AND d = '' "
	                       "AND e = 0.1"),
	             1);
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO t (a) VALUES (2)");
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_eq(err.code, ERR_INTEGRITY, "%s", err.message);
	cr_assert(orm_commit(c, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
}

BOTH(rows_without_number)
{
	enum { ROWS = 30000 };
	static const char *const columns[] = { "a", "b" };
	struct orm_value *v = arena_alloc(&arena, 2 * ROWS * sizeof *v);
	struct orm_rows rows = { "t", columns, 2, v, ROWS, NULL };
	for (int i = 0; i < ROWS; i++) {
		v[2 * i] = orm_int(i);
		v[2 * i + 1] =
		    orm_text("some text that is a few dozen characters long, for length");
	}
	run(c, "CREATE TABLE t (a int PRIMARY KEY, b varchar(100))");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), ROWS);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), ROWS);
}

/* Rows enough for MariaDB's own protocol; of seven the last is NULL. */
static void fill_row(struct orm_value *v, int i)
{
	v[0] = orm_int(i);
	v[1] = i % 7 == 6 ? orm_null() : orm_double(i + 0.1);
	v[2] = i % 7 == 6 ? orm_null() : orm_text(arena_printf(&arena, "it's \\ %d é😀", i));
	v[3] = i % 7 == 6 ? orm_null() : orm_blob("\0\\'\xff", 4);
	v[4] = orm_null();
	v[5] = orm_text(i % 2 ? "" : "2026-01-02");
	if (i % 2)
		v[5] = orm_null();
}

BOTH(many_rows_of_every_kind)
{
	enum { ROWS = 200, COLUMNS = 6 };
	static const char *const columns[] = { "a", "b", "c", "d", "e", "f" };
	struct orm_value v[ROWS * COLUMNS], more[COLUMNS];
	struct orm_rows rows = { "t", columns, COLUMNS, v, ROWS, NULL };
	for (int i = 0; i < ROWS; i++)
		fill_row(v + (size_t)i * COLUMNS, i);
	run(c, "CREATE TABLE t (a int PRIMARY KEY, b double, c text, d blob, e int, f date) "
	       "CHARACTER SET utf8mb4");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE b = a + 0.1 AND c = "
	                       "CONCAT('it''s \\\\ ', a, ' é😀') AND d = x'005c27ff'"),
	             ROWS - ROWS / 7);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE b IS NULL AND c IS NULL AND d IS NULL "
	                       "AND a % 7 = 6"),
	             ROWS / 7);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE e IS NULL AND "
	                       "f <=> IF(a % 2, NULL, '2026-01-02')"),
	             ROWS);
	fill_row(more, ROWS);
	cr_assert(orm_exec_params(c, "INSERT INTO t (a, b, c, d, e, f) VALUES (?, ?, ?, ?, ?, ?)",
	                          more, COLUMNS, &err),
	          "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), ROWS + 1, "one is one");
}

BOTH(all_of_many_rows_or_none)
{
	enum { ROWS = 200 };
	static const char *const columns[] = { "a", "b" };
	struct orm_value v[ROWS * 2];
	struct orm_rows rows = { "t", columns, 2, v, ROWS, NULL };
	for (int i = 0; i < ROWS; i++) {
		v[2 * i] = orm_int(i);
		v[2 * i + 1] = orm_text("x");
	}
	run(c, "CREATE TABLE t (a int PRIMARY KEY, b varchar(3))");
	v[2 * 150] = orm_int(20);
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_eq(err.code, ERR_INTEGRITY, "%s", err.message);
	v[2 * 150] = orm_int(150);
	v[2 * 160 + 1] = orm_text("too long");
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_str_eq(err.sqlstate, "22001", "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 0);
	v[2 * 160 + 1] = orm_int(5); /* of two kinds: as text */
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE b = IF(a = 160, '5', 'x')"), ROWS);
	v[0] = orm_double(NAN);
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_eq(err.code, ERR_USAGE, "%s", err.message);
}

static char notices[1000];

static void on_notice(void *data, const char *severity, const char *said)
{
	snprintf(notices, sizeof notices, "%s%s: %s", (const char *)data, severity, said);
}

BOTH(warnings_are_passed_on)
{
	struct orm_connect_options options = { .notice = on_notice };
	struct orm_conn *d;
	char data[] = "> ";
	options.notice_data = data;
	cr_assert(try_connect(url, &options, &d));
	run(d, "DROP TABLE IF EXISTS nothing");
	cr_expect(strstr(notices, "> NOTE: Unknown table "), "%s", notices);
	run(d, "CREATE TABLE t (a int)");
	run(d, "INSERT INTO t VALUES (1), (2)");
	notices[0] = '\0';
	run(d, "DO CAST('1x' AS SIGNED)");
	cr_expect(strstr(notices, "> WARNING: Truncated incorrect INTEGER"), "%s", notices);
	orm_close(d);
	run(c, "DROP TABLE IF EXISTS nothing");
}

BOTH(a_lost_connection_is_told)
{
	struct orm_conn *other = server_connect(url);
	cr_assert(orm_begin(c, &err));
	run(other, arena_printf(&arena, "KILL %s", text(c, "SELECT CONNECTION_ID()")));
	clock_sleep_ms(200);
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_eq(err.code, ERR_CONNECT, "%s", err.message);
	cr_expect_str_eq(err.statement, "SELECT 1");
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	const char *sql[] = { "SELECT 1", "SELECT 2" };
	struct orm_result *r[2];
	cr_expect_not(orm_query_many(c, sql, 2, r, &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	cr_expect_not(orm_exec_params(c, "SELECT ?", &(struct orm_value){ 0 }, 1, &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	orm_close(other);
}
