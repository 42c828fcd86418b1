/* tests/orm/test_mysql_session.c - what a session with MySQL or MariaDB is like, stops and holds */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "orm/engine/scratch.h"
#include "tests/orm/mysql.h"

MYSQL_SUITES(mysql_session, mariadb_session);

#define BOTH(test) BOTH_IN(mysql_session, mariadb_session, test)

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

BOTH(what_a_script_sets_is_put_back)
{
	static const char all[] = "SELECT CONCAT_WS(' ', @@sql_mode, @@foreign_key_checks + 0, "
				  "@@time_zone, @@character_set_client, @@lock_wait_timeout)";
	const char *before = text(c, all);
	run(c, "SET @a = 5, sql_mode = '', SESSION foreign_key_checks = (1 - 1), "
	       "@@session.time_zone = '+01:00'");
	run(c, "/*!40101 SET NAMES latin1 */");
	run(c, "SET @@lock_wait_timeout = 77");
	run(c, "SET timestamp = 1000");
	cr_expect_str_eq(text(c, all), " 0 +01:00 latin1 77");
	cr_assert(orm_reset(c, &err), "%s", err.message);
	cr_expect_str_eq(text(c, all), before);
	cr_expect_gt(number(c, "SELECT UNIX_TIMESTAMP()"), 100000);
	cr_expect_eq(number(c, "SELECT @a"), 5);
	cr_assert(orm_reset(c, &err));
}

/* ---- what statements have done */

static const char *fingerprint(const char *sql)
{
	const char *out;
	cr_assert(orm_fingerprint(c, &arena, sql, &out, &err), "%s", err.message);
	return out;
}

BOTH(what_a_statement_has_done_is_seen)
{
	static const char *const statements[] = {
		"CREATE TABLE t (a int, b int)",
		"ALTER TABLE t ADD c int",
		"CREATE TABLE `u ``x` LIKE t",
		"ALTER TABLE `u ``x` COMMENT 'x'",
		"CREATE INDEX i ON t (a)",
		"RENAME TABLE t TO v",
		"CREATE VIEW w AS SELECT a FROM v",
		"DROP VIEW w",
		"CREATE TRIGGER g BEFORE INSERT ON v FOR EACH ROW SET NEW.a = 1",
		"DROP TRIGGER g",
		"CREATE PROCEDURE p() SELECT 1",
		"ALTER PROCEDURE p COMMENT 'x'",
		"CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1",
		"DROP FUNCTION f",
		"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
		"ALTER EVENT e DISABLE",
		"TRUNCATE TABLE v",
		"CREATE TABLE x LIKE v",
		"CREATE TABLE y LIKE v",
		"RENAME TABLE x TO z, y TO x, z TO y",
		"DROP TABLE x, y",
	};
	for (size_t i = 0; i < COUNT(statements); i++) {
		const char *before = fingerprint(statements[i]);
		cr_expect_str_eq(fingerprint(statements[i]), before, "%s", statements[i]);
		run(c, statements[i]);
		cr_expect_str_neq(fingerprint(statements[i]), before, "%s", statements[i]);
	}
}

BOTH(rows_change_no_fingerprint)
{
	static const char sql[] = "ALTER TABLE t ADD b int";
	run(c, "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 7");
	run(c, "CREATE TABLE other (b int)");
	const char *before = fingerprint(sql);
	run(c, "INSERT INTO t VALUES (NULL), (NULL)");
	run(c, "ALTER TABLE other ADD c int");
	cr_expect_str_eq(fingerprint(sql), before);
}

BOTH(statements_that_commit)
{
	static const struct {
		const char *sql;
		bool outside, compares, refused;
	} cases[] = {
		{ "CREATE TABLE t (a int)", true, true, false },
		{ "/* x */ create or replace view v as select 1", true, true, false },
		{ "/*!50003 CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1 */", true,
		  true, false },
		{ "CREATE TEMPORARY TABLE t (a int)", false, false, false },
		{ "DROP TEMPORARY TABLE t", false, false, false },
		{ "INSERT INTO t VALUES (1)", false, false, false },
		{ "SET foreign_key_checks = 0", false, false, false },
		{ "SET PASSWORD = 'x'", true, false, false },
		{ "OPTIMIZE TABLE t", true, false, false },
		{ "GRANT SELECT ON t TO x", true, true, false },
		{ "CREATE DATABASE d", true, false, true },
		{ "USE d", true, false, true },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_outside out = { 0 };
		bool outside = orm_conn_dialect(c)->outside(&arena, cases[i].sql, &out);
		cr_expect_eq(outside, cases[i].outside, "%s", cases[i].sql);
		if (!outside)
			continue;
		cr_expect_eq(out.compares, cases[i].compares, "%s", cases[i].sql);
		cr_expect_eq(!!out.refused, cases[i].refused, "%s", cases[i].sql);
	}
	struct orm_outside out;
	cr_assert(orm_conn_dialect(c)->outside(&arena, "DROP TABLE a, `b`", &out));
	cr_expect_str_eq(out.again, "DROP TABLE IF EXISTS a, `b`");
	cr_assert(orm_conn_dialect(c)->outside(&arena, "DROP TABLE IF EXISTS a, b", &out));
	cr_expect_null(out.again);
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
