/* tests/orm/test_mysql_driver.c - talking to MySQL and MariaDB */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "orm/dialect.h"
#include "orm/engine/scratch.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

static const char *url;
static struct orm_conn *c;

static void begin_mysql(void)
{
	url = server_mysql(&arena);
	c = server_connect(url);
}

static void begin_mariadb(void)
{
	url = server_mariadb(&arena);
	c = server_connect(url);
}

static void end_test(void)
{
	orm_close(c);
	arena_release(&arena);
}

TestSuite(mysql, .init = begin_mysql, .fini = end_test, .timeout = 60);
TestSuite(mariadb, .init = begin_mariadb, .fini = end_test, .timeout = 60);

/* A test that each of the servers has to pass. */
#define BOTH(test)              \
	static void test(void); \
	Test(mysql, test)       \
	{                       \
		test();         \
	}                       \
	Test(mariadb, test)     \
	{                       \
		test();         \
	}                       \
	static void test(void)

static const char *text(struct orm_conn *conn, const char *sql)
{
	struct orm_result *r;
	cr_assert(orm_query(conn, sql, NULL, 0, &r, &err), "%s: %s", sql, err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	const char *out = arena_strdup(&arena, orm_get_text(r, 0));
	orm_result_close(r);
	return out;
}

static void fails(struct orm_conn *conn, const char *sql, enum error_code code,
                  const char *sqlstate)
{
	cr_expect_not(orm_exec(conn, sql, &err), "%s", sql);
	cr_expect_eq(err.code, code, "%s: %d", err.message, (int)err.code);
	cr_expect_str_eq(err.sqlstate, sqlstate);
}

static const char *with(const char *more)
{
	return arena_printf(&arena, "%s%c%s", url, strchr(url, '?') ? '&' : '?', more);
}

Test(mysql, is_mysql_whatever_the_scheme_says)
{
	struct orm_url u;
	struct orm_conn *d;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.scheme = "mariadb";
	cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	cr_expect_eq(orm_conn_dialect(d), &orm_mysql);
	cr_expect_geq(orm_conn_version(d), 80000);
	orm_close(d);
}

Test(mariadb, is_mariadb_whatever_the_scheme_says)
{
	struct orm_url u;
	struct orm_conn *d;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.scheme = "mysql";
	cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	cr_expect_eq(orm_conn_dialect(d), &orm_mariadb);
	cr_expect_geq(orm_conn_version(d), 100600);
	orm_close(d);
}

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
	struct orm_rows rows = { "t", columns, 4, v, 2 };
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
	struct orm_rows rows = { "t", columns, 2, v, ROWS };
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

static void *interrupt_soon(void *data)
{
	clock_sleep_ms(300);
	orm_interrupt(data);
	return NULL;
}

BOTH(interrupted)
{
	pthread_t thread;
	int64_t start = clock_ms();
	run(c, "CREATE TABLE t (a int)");
	run(c, "INSERT INTO t VALUES (1), (2)");
	cr_assert_eq(pthread_create(&thread, NULL, interrupt_soon, c), 0);
	fails(c, "UPDATE t SET a = SLEEP(20)", ERR_INTERRUPTED, "70100");
	pthread_join(thread, NULL);
	cr_expect_lt(clock_ms() - start, 5000);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	/* While it waits for somebody else. */
	struct orm_conn *d = server_connect(url);
	cr_assert(orm_begin(d, &err));
	run(d, "DELETE FROM t");
	cr_assert_eq(pthread_create(&thread, NULL, interrupt_soon, c), 0);
	fails(c, "ALTER TABLE t ADD b int", ERR_INTERRUPTED, "70100");
	pthread_join(thread, NULL);
	orm_close(d);
}

static void on_alarm(int number)
{
	(void)number;
	orm_interrupt(c);
}

BOTH(interrupted_by_a_signal)
{
	struct orm_value v = orm_int(20);
	run(c, "CREATE TABLE t (a int)");
	run(c, "INSERT INTO t VALUES (1), (2)");
	signal(SIGALRM, on_alarm);
	alarm(1);
	cr_expect_not(orm_exec_params(c, "UPDATE t SET a = SLEEP(?)", &v, 1, &err));
	cr_expect_eq(err.code, ERR_INTERRUPTED, "%s", err.message);
	run(c, "INSERT INTO t VALUES (3)");
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

BOTH(others_locks)
{
	struct orm_connect_options options = { .lock_timeout_ms = 100 };
	struct orm_conn *d;
	cr_assert(try_connect(url, &options, &d));
	run(c, "CREATE TABLE some_table (a int)");
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO some_table VALUES (1)");
	fails(d, "ALTER TABLE some_table ADD b int", ERR_LOCKED, "HY000");
	const char *who = orm_lock_holders(d, &arena, err.statement);
	cr_assert_not_null(who);
	cr_expect(strstr(who, arena_printf(&arena, "`some_table` is locked by connection %s (root@",
	                                   text(c, "SELECT CONNECTION_ID()"))),
	          "%s", who);
	orm_rollback(c);
	cr_expect_null(orm_lock_holders(d, &arena, "ALTER TABLE some_table ADD b int"));
	orm_close(d);
}

BOTH(migrating)
{
	const char *limit =
	    orm_conn_dialect(c) == &orm_mysql ? "max_execution_time" : "max_statement_time";
	const char *ask = arena_printf(&arena, "SELECT ROUND(@@%s)", limit);
	run(c, arena_printf(&arena, "SET SESSION %s = 50, SESSION wait_timeout = 100", limit));
	cr_assert(orm_migrating(c, true, &err), "%s", err.message);
	cr_expect_eq(atoi(text(c, ask)), 0);
	cr_expect_eq(number(c, "SELECT @@wait_timeout"), 86400);
	cr_expect_eq(number(c, "SELECT @@foreign_key_checks"), 1);
	cr_assert(orm_migrating(c, false, &err), "%s", err.message);
	cr_expect_eq(atoi(text(c, ask)), 50);
	cr_expect_eq(number(c, "SELECT @@wait_timeout"), 100);
}

BOTH(a_view_of_nothing_is_a_problem)
{
	struct orm_problems before = { 0 }, after = { 0 };
	struct names new = { 0 };
	run(c, "CREATE TABLE t (a int)");
	run(c, "CREATE VIEW w AS SELECT a FROM t");
	cr_assert(orm_find_problems(c, &arena, false, &before, &err), "%s", err.message);
	cr_expect_eq(before.len, 0);
	run(c, "ALTER TABLE t CHANGE a b int");
	cr_assert(orm_find_problems(c, &arena, false, &after, &err));
	orm_new_problems(&arena, &before, &after, &new);
	cr_assert_eq(new.len, 1);
	cr_expect(strstr(new.items[0], "view \"w\" "), "%s", new.items[0]);
}

/* ---- the lock */

static bool try_lock(struct orm_conn *conn, struct orm_lock_holder *holder)
{
	bool got;
	cr_assert(orm_try_lock(conn, "limbeck", &got, holder, &err), "%s", err.message);
	return got;
}

BOTH(one_has_the_lock_and_is_named)
{
	struct orm_conn *d = server_connect(url);
	struct orm_lock_holder holder;
	bool attributes = number(c, "SELECT @@performance_schema");
	cr_expect(try_lock(c, &holder));
	cr_expect(try_lock(c, &holder), "once more is fine");
	cr_expect_not(try_lock(d, &holder));
	cr_expect_str_eq(holder.user, "root");
	cr_expect_str_eq(holder.host, attributes ? system_host(&arena) : "localhost");
	cr_expect_eq(holder.pid, attributes ? getpid() : number(c, "SELECT CONNECTION_ID()"));
	cr_expect_eq(strlen(holder.since), 20, "%s", holder.since);
	orm_unlock(c);
	cr_expect(try_lock(d, &holder));
	orm_close(d);
	int64_t start = clock_ms();
	while (!try_lock(c, &holder) && clock_ms() - start < 5000)
		clock_sleep_ms(20);
	cr_expect(try_lock(c, &holder), "closing gives it back");
}

BOTH(the_lock_is_of_one_database)
{
	struct orm_url u;
	struct orm_conn *scratch;
	struct orm_lock_holder holder;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	cr_expect(try_lock(c, &holder));
	cr_expect(try_lock(scratch, &holder));
	orm_close(scratch);
}

BOTH(death_frees_the_lock)
{
	struct orm_lock_holder holder;
	int ready[2];
	char byte;
	cr_assert_eq(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		bool got = try_lock(server_connect(url), &holder);
		if (write(ready[1], got ? "y" : "n", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	cr_expect_eq(byte, 'y');
	cr_expect_not(try_lock(c, &holder));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	int64_t start = clock_ms();
	while (!try_lock(c, &holder) && clock_ms() - start < 5000)
		clock_sleep_ms(20);
	cr_expect(try_lock(c, &holder));
}

/* ---- scratch databases */

static int64_t scratch_databases(void)
{
	return number(c, "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE "
	                 "'limbeck\\_scratch\\_00000000%'");
}

BOTH(scratch_is_like_its_model)
{
	struct orm_url u;
	struct orm_conn *scratch;
	run(c, "ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german2_ci");
	run(c, "CREATE TABLE t (a int)");
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	const char *name = text(scratch, "SELECT DATABASE()");
	cr_expect_str_eq(text(scratch, "SELECT @@collation_database"), "latin1_german2_ci");
	cr_expect_eq(number(scratch, "SELECT COUNT(*) FROM information_schema.TABLES WHERE "
	                             "TABLE_SCHEMA = DATABASE()"),
	             0);
	orm_close(scratch);
	cr_expect_eq(number(c, arena_printf(&arena,
	                                    "SELECT COUNT(*) FROM information_schema.SCHEMATA "
	                                    "WHERE SCHEMA_NAME = '%s'",
	                                    name)),
	             0);
}

BOTH(leftovers_go_and_what_is_used_stays)
{
	struct orm_url u;
	struct orm_conn *scratch, *user = server_connect(url);
	const char *used = arena_printf(&arena, "limbeck_scratch_00000000%08x", (unsigned)getpid());
	run(user, arena_printf(&arena, "CREATE DATABASE %s", used));
	run(user, arena_printf(&arena, "DO GET_LOCK('%s', 0)", used));
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	orm_close(scratch);
	cr_expect_eq(scratch_databases(), 1);
	orm_close(user);
	for (int i = 0; i < 100 && scratch_databases(); i++) {
		cr_assert(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
		orm_close(scratch);
	}
	cr_expect_eq(scratch_databases(), 0);
}

/* The URL of a user of the test's own, without rights but for the database. */
static struct orm_url limited(const char *password)
{
	struct orm_url u;
	const char *name = arena_printf(&arena, "limbeck_%d", (int)getpid());
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	struct buf sql = { 0 };
	buf_addf(&sql, "CREATE USER '%s'@'%%' IDENTIFIED BY ", name);
	ddl_string(&sql, orm_conn_dialect(c), password);
	run(c, buf_str(&sql));
	buf_release(&sql);
	run(c, arena_printf(&arena, "GRANT ALL ON %s.* TO '%s'@'%%'", u.database, name));
	u.user = name;
	u.password = password;
	return u;
}

static void drop_limited(void)
{
	run(c, arena_printf(&arena, "DROP USER 'limbeck_%d'@'%%'", (int)getpid()));
}

BOTH(who_may_not_make_a_scratch_is_told_how_to)
{
	struct orm_url u = limited("s3cret");
	struct orm_conn *scratch;
	cr_expect_not(orm_scratch_open(&u, &scratch, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED, "%s", err.message);
	cr_expect(strstr(err.hint, arena_printf(&arena,
	                                        "GRANT ALL ON `limbeck\\_scratch\\_%%`.* TO "
	                                        "'limbeck_%d'@'%%'",
	                                        (int)getpid())),
	          "%s", err.hint);
	run(c, arena_printf(&arena, "GRANT ALL ON `limbeck\\_scratch\\_%%`.* TO 'limbeck_%d'@'%%'",
	                    (int)getpid()));
	cr_expect(orm_scratch_open(&u, &scratch, &err), "%s", err.message);
	orm_close(scratch);
	drop_limited();
}

/* ---- connecting */

static void refused(const char *bad, enum error_code code, const char *message)
{
	struct orm_conn *d;
	if (try_connect(bad, NULL, &d)) {
		orm_close(d);
		cr_expect_fail("%s", bad);
		return;
	}
	cr_expect_eq(err.code, code, "%s: %s", bad, err.message);
	cr_expect(strstr(err.message, message), "%s: %s", bad, err.message);
}

BOTH(passwords)
{
	struct orm_url u = limited("pa:ss'/@w");
	struct orm_conn *d;
	/* The second time the server knows it, which is another exchange. */
	for (int i = 0; i < 2; i++) {
		cr_assert(orm_connect(&u, NULL, &d, &err), "%s", err.message);
		orm_close(d);
	}
	u.password = "wrong-one";
	cr_expect_not(orm_connect(&u, NULL, &d, &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	cr_expect(strstr(err.message, "Access denied for user"), "%s", err.message);
	cr_expect_null(strstr(err.message, "wrong-one"));
	cr_expect(strstr(err.hint, "[limbeck]"), "%s", err.hint);
	drop_limited();
}

BOTH(what_cannot_be_connected_to)
{
	refused(with("sslmode=require"), ERR_USAGE, "\"sslmode\"");
	cr_expect_str_eq(err.hint, "Did you mean \"ssl_mode\"?");
	refused(with("ssl-mode=maybe"), ERR_USAGE, "\"maybe\"");
	refused(with("connect_timeout=soon"), ERR_USAGE, "\"soon\"");
	refused(with("compress=maybe"), ERR_USAGE, "\"maybe\"");
	refused(with("charset=latin1"), ERR_USAGE, "utf8mb4");
	refused("mysql://u:s3cret@/d?unix_socket=/nowhere/s", ERR_CONNECT, "/nowhere/s");
	cr_expect(strstr(err.hint, "Is the server running"), "%s", err.hint);
	refused("mysql://u:s3cret@127.0.0.1:1/d", ERR_CONNECT, "127.0.0.1");
	cr_expect_null(strstr(err.message, "s3cret"));
	refused("mysql://h1,h2/d", ERR_USAGE, "one host");
	refused("mysql://h1/d?socket=/s", ERR_USAGE, "not both");
	struct orm_url u;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	u.database = "nope_nope";
	refused(orm_url_text(&arena, &u, true), ERR_CONNECT, "nope_nope");
	cr_expect(strstr(err.hint, "CREATE DATABASE"), "%s", err.hint);
}

BOTH(parameters_of_either_family)
{
	struct orm_conn *d = server_connect(
	    with("charset=utf8mb4&connect-timeout=5&read_timeout=30&compress=true&"
	         "init_command=SET%20@a%3d3&ssl_mode=preferred&max_allowed_packet=10000000"));
	cr_expect_eq(number(d, "SELECT @a"), 3);
	orm_close(d);
}

Test(mysql, tls)
{
	struct orm_conn *d = server_connect(with("ssl_mode=REQUIRED"));
	cr_expect_neq(*text(d, "SELECT VARIABLE_VALUE FROM performance_schema.session_status WHERE "
	                       "VARIABLE_NAME = 'Ssl_cipher'"),
	              '\0');
	orm_close(d);
	d = server_connect(with("ssl=off"));
	cr_expect_eq(*text(d, "SELECT VARIABLE_VALUE FROM performance_schema.session_status WHERE "
	                      "VARIABLE_NAME = 'Ssl_cipher'"),
	             '\0');
	orm_close(d);
	/* The server made its certificate itself. */
	refused(with("ssl_mode=VERIFY_IDENTITY"), ERR_CONNECT, "");
	refused(with("ssl_mode=VERIFY_CA"), ERR_USAGE, "ssl_ca");
}

Test(mariadb, tls)
{
	refused(with("ssl_mode=required"), ERR_CONNECT, "");
	refused(with("ssl=1"), ERR_CONNECT, "");
}

BOTH(option_files)
{
	struct orm_url u = limited("in 'a' file");
	struct orm_conn *d;
	char path[] = "/tmp/limbeck-test-cnf-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	fprintf(file,
	        "[client]\npassword=\"in 'a' file\"\nuser=nobody_at_all\n[limbeck]\nuser=%s\n",
	        u.user);
	fclose(file);
	u.user = NULL;
	u.password = NULL;
	vec_push(&arena, &u.params, (struct orm_url_param){ "read_default_file", path });
	cr_expect(orm_connect(&u, NULL, &d, &err), "%s", err.message);
	orm_close(d);
	unlink(path);
	drop_limited();
}
