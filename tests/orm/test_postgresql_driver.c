/* tests/orm/test_postgresql_driver.c - talking to PostgreSQL */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

static const char *url;
static struct orm_conn *c;

static void begin_test(void)
{
	url = server_postgresql(&arena);
	c = server_connect(url);
}

static void end_test(void)
{
	orm_close(c);
	arena_release(&arena);
}

TestSuite(postgresql, .init = begin_test, .fini = end_test, .timeout = 300);

static const char *text(struct orm_conn *conn, const char *sql)
{
	struct orm_result *r;
	cr_assert(orm_query(conn, sql, NULL, 0, &r, &err), "%s: %s", sql, err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	const char *out = arena_strdup(&arena, orm_get_text(r, 0));
	orm_result_close(r);
	return out;
}

static bool fails(struct orm_conn *conn, const char *sql, enum error_code code,
                  const char *sqlstate)
{
	cr_expect_not(orm_exec(conn, sql, &err), "%s", sql);
	cr_expect_eq(err.code, code, "%s: %d", err.message, (int)err.code);
	cr_expect_str_eq(err.sqlstate, sqlstate);
	return true;
}

Test(postgresql, values_come_as_they_are)
{
	struct orm_result *r;
	cr_assert(orm_query(c,
	                    "SELECT 7::int2 a, -8::int8 b, 1.5::float8, true, 'x'::text, "
	                    "'\\x00ff'::bytea, NULL::int, 1.10::numeric, 'NaN'::float4, 12::oid",
	                    NULL, 0, &r, &err),
	          "%s", err.message);
	cr_assert_eq(orm_columns(r), 10);
	cr_expect_str_eq(orm_column_name(r, 1), "b");
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	cr_expect_eq(orm_get_int(r, 0), 7);
	cr_expect_eq(orm_get(r, 1).integer, -8);
	cr_expect_eq(orm_get(r, 2).kind, ORM_DOUBLE);
	cr_expect_eq(orm_get(r, 3).integer, 1);
	cr_expect_str_eq(orm_get_text(r, 4), "x");
	struct orm_value blob = orm_get(r, 5);
	cr_expect_eq(blob.kind, ORM_BLOB);
	cr_expect_eq(blob.len, 2);
	cr_expect_arr_eq(blob.data, "\x00\xff", 2);
	cr_expect_eq(orm_get(r, 6).kind, ORM_NULL);
	cr_expect_str_eq(orm_get_text(r, 7), "1.10");
	cr_expect(isnan(orm_get(r, 8).real));
	cr_expect_eq(orm_get(r, 9).integer, 12);
	cr_expect_eq(orm_next(r, &err), ORM_DONE);
	cr_expect_eq(orm_next(r, &err), ORM_DONE);
	orm_result_close(r);
	cr_expect_geq(orm_conn_version(c), 130000);
}

Test(postgresql, parameters_are_question_marks)
{
	struct orm_value v[] = { orm_int(5), orm_text("it's"), orm_double(0.25), orm_blob("\0b", 2),
		                 orm_null() };
	struct orm_value out;
	run(c, "CREATE TABLE t (a int, b text, c float8, d bytea, e date)");
	cr_assert(orm_exec_params(c, "INSERT INTO t VALUES (?, ?, ?, ?, ?) -- why?", v, 5, &err),
	          "%s", err.message);
	cr_expect_eq(orm_changes(c), 1);
	cr_expect_eq(
	    number(c, "SELECT count(*) FROM t WHERE a = 5 AND b = 'it''s' AND c = 0.25 AND d = "
	              "'\\x0062' AND e IS NULL"),
	    1);
	cr_assert(
	    orm_query_value(&arena, c,
	                    "SELECT count(*) FROM t WHERE a=? AND '?' <> $$?$$ || \"b\" /* ? */ "
	                    "AND '{\"k\":1}'::jsonb ?| array['k']",
	                    v, 1, &out, &err),
	    "%s", err.message);
	cr_expect_eq(out.integer, 1);
	/* Without values it is the operator. */
	cr_expect_eq(number(c, "SELECT ('{\"k\":1}'::jsonb ? 'k')::int"), 1);
	cr_expect_not(orm_exec_params(c, "SELECT ?, ?", v, 1, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect_str_eq(err.message, "the statement has 2 parameters, 1 values were given");
}

/* libpq would send what is before it. */
Test(postgresql, a_text_with_a_zero_byte_is_refused)
{
	static const char why[] = "a text has a zero byte, which PostgreSQL's texts can't have";
	const struct orm_value values[] = { orm_int(1),
		                            { .kind = ORM_TEXT, .data = "a\0b", .len = 3 },
		                            orm_int(2),
		                            orm_text("b") };
	int64_t changes[2];
	cr_assert(orm_exec(c, "CREATE TABLE t (a integer, b text)", &err));
	cr_expect_not(orm_exec_params(c, "INSERT INTO t VALUES (?, ?)", values, 2, &err));
	cr_expect_str_eq(err.message, why);
	cr_expect_str_eq(err.statement, "INSERT INTO t VALUES (?, ?)");
	cr_assert(orm_begin(c, &err));
	cr_expect_not(orm_exec_rows(c, "INSERT INTO t VALUES (?, ?)", values, 2, 2, changes, &err));
	cr_expect_str_eq(err.message, why);
	/* Nothing was sent, and the transaction goes on. */
	cr_assert(orm_exec_params(c, "INSERT INTO t VALUES (?, ?)", values + 2, 2, &err), "%s",
	          err.message);
	cr_assert(orm_commit(c, &err));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 1);
}

Test(postgresql, one_statement_at_a_time)
{
	fails(c, "SELECT 1; SELECT 2", ERR_DATABASE, "42601");
	run(c, "-- nothing");
}

Test(postgresql, what_is_run_often_is_prepared)
{
	struct orm_value v = orm_int(1), out;
	run(c, "CREATE TABLE t (a int)");
	run(c, "INSERT INTO t VALUES (1)");
	for (int i = 0; i < 10; i++)
		cr_assert(
		    orm_query_value(&arena, c, "SELECT * FROM t WHERE a = ?", &v, 1, &out, &err));
	cr_expect_eq(number(c, "SELECT count(*) FROM pg_prepared_statements"), 1);
	/* A prepared SELECT * would fail for the new column. */
	run(c, "ALTER TABLE t ADD b text");
	for (int i = 0; i < 10; i++)
		cr_assert(
		    orm_query_value(&arena, c, "SELECT * FROM t WHERE a = ?", &v, 1, &out, &err),
		    "%s", err.message);
	run(c, "DEALLOCATE ALL");
	for (int i = 0; i < 50; i++)
		cr_assert(orm_query_value(&arena, c,
		                          arena_printf(&arena, "SELECT ?::int + %d", i % 20), &v, 1,
		                          &out, &err),
		          "%s", err.message);
	cr_expect_leq(number(c, "SELECT count(*) FROM pg_prepared_statements"), 16);
}

Test(postgresql, e21_errors_say_what_and_where)
{
	run(c, "CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0))");
	fails(c, "SELECT 'ö', nope FROM t", ERR_DATABASE, "42703");
	cr_expect_str_eq(err.message, "column \"nope\" does not exist");
	cr_expect_eq(err.position, (long)strlen("SELECT 'ö', "));
	run(c, "INSERT INTO t VALUES (1)");
	fails(c, "INSERT INTO t VALUES (1)", ERR_INTEGRITY, "23505");
	cr_expect_str_eq(err.hint, "Key (a)=(1) already exists.");
	cr_expect_str_eq(err.object, "table \"t\"");
	fails(c, "INSERT INTO t VALUES (0)", ERR_INTEGRITY, "23514");
	fails(c, "DO $$ BEGIN RAISE 'two\nlines' USING HINT = 'Do this.'; END $$", ERR_DATABASE,
	      "P0001");
	cr_expect_str_eq(err.message, "two lines");
	cr_expect(strstr(err.hint, "Do this. It happened in: PL/pgSQL function"), "%s", err.hint);
	fails(c, "COPY t FROM STDIN", ERR_INPUT, "");
	run(c, "COPY t TO STDOUT");
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 1);
}

Test(postgresql, transactions)
{
	run(c, "CREATE TABLE t (a int)");
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO t VALUES (1)");
	cr_assert(orm_savepoint(c, "s \"p", &err));
	fails(c, "SELECT 1/0", ERR_DATABASE, "22012");
	fails(c, "SELECT 1", ERR_DATABASE, "25P02");
	cr_expect(orm_in_transaction(c));
	orm_rollback_to(c, "s \"p");
	run(c, "INSERT INTO t VALUES (2)");
	cr_assert(orm_commit(c, &err));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	cr_assert(orm_begin(c, &err));
	run(c, "DELETE FROM t");
	cr_expect_eq(orm_changes(c), 2);
	fails(c, "SELECT 1/0", ERR_DATABASE, "22012");
	cr_expect_not(orm_commit(c, &err), "the server would call it a success");
	cr_expect_str_eq(err.sqlstate, "25P02");
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
}

Test(postgresql, who_only_reads_cannot_write)
{
	struct orm_connect_options options = { .read_only = true };
	struct orm_conn *reader;
	cr_assert(try_connect(url, &options, &reader));
	cr_assert(orm_begin(reader, &err));
	cr_expect_str_eq(text(reader, "SHOW transaction_isolation"), "repeatable read");
	fails(reader, "CREATE TABLE t ()", ERR_DATABASE, "25006");
	orm_close(reader);
}

Test(postgresql, many_queries_in_one_round_trip)
{
	enum { MANY = 50 };
	const char *sql[MANY];
	struct orm_result *r[MANY];
	for (int i = 0; i < MANY; i++)
		sql[i] = arena_printf(
		    &arena, "SELECT %d, repeat('x', 100000) FROM generate_series(1, 3)", i);
	cr_assert(orm_query_many(c, sql, MANY, r, &err), "%s", err.message);
	cr_expect_not(orm_exec(c, "SELECT 1", &err), "results are open");
	for (int i = 0; i < MANY; i++) {
		int rows = 0;
		for (; orm_next(r[i], &err) == ORM_ROW; rows++)
			cr_expect_eq(orm_get_int(r[i], 0), i);
		cr_expect_eq(rows, 3);
		orm_result_close(r[i]);
	}
	sql[20] = "SELECT nope";
	cr_expect_not(orm_query_many(c, sql, MANY, r, &err));
	cr_expect_str_eq(err.sqlstate, "42703");
	cr_expect_str_eq(err.statement, "SELECT nope");
	cr_expect_eq(number(c, "SELECT 1"), 1);
	cr_expect(orm_query_many(c, sql, 0, r, &err));
}

Test(postgresql, rows_by_copy)
{
	static const char *const columns[] = { "a", "\"b c\"", "d", "e" };
	struct orm_value v[] = {
		orm_int(1),          orm_text("tab\t nl\n cr\r bs\\ \\N é"),
		orm_blob("\0\\", 2), orm_null(),
		orm_null(),          orm_text(""),
		orm_blob("", 0),     orm_double(INFINITY),
	};
	struct orm_rows rows = { "t", columns, 4, v, 2, NULL };
	run(c, "CREATE TABLE t (a int UNIQUE, \"b c\" text, d bytea, e float8)");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), 2);
	cr_expect_eq(number(c,
	                    "SELECT count(*) FROM t WHERE a = 1 AND \"b c\" = "
	                    "E'tab\\t nl\\n cr\\r bs\\\\ \\\\N é' AND d = '\\x005c' AND e IS NULL"),
	             1);
	cr_expect_eq(
	    number(c, "SELECT count(*) FROM t WHERE a IS NULL AND \"b c\" = '' AND d = '' AND e "
	              "= 'Infinity'"),
	    1);
	cr_assert(orm_begin(c, &err));
	run(c, "INSERT INTO t VALUES (2)");
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_eq(err.code, ERR_INTEGRITY, "%s", err.message);
	cr_assert(orm_commit(c, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
}

Test(postgresql, rows_where_policies_hold)
{
	static const char *const columns[] = { "a", "b" };
	struct orm_value good[] = { orm_int(1), orm_text("x"), orm_int(2), orm_blob("\0", 1) };
	struct orm_value bad[] = { orm_int(3), orm_text("x"), orm_int(-1), orm_null() };
	struct orm_rows rows = { "\"t t\"", columns, 2, good, 2, NULL };
	run(c, "CREATE TABLE \"t t\" (a int, b bytea)");
	run(c, "ALTER TABLE \"t t\" ENABLE ROW LEVEL SECURITY");
	run(c, "CREATE POLICY p ON \"t t\" FOR INSERT WITH CHECK (a > 0)");
	run(c, "GRANT INSERT ON \"t t\" TO pg_monitor");
	run(c, "SET ROLE pg_monitor");
	cr_assert(orm_insert_rows(c, &rows, &err), "%s", err.message);
	rows.values = bad;
	cr_expect_not(orm_insert_rows(c, &rows, &err));
	cr_expect_str_eq(err.sqlstate, "42501", "%s", err.message);
	run(c, "RESET ROLE");
	cr_expect_eq(number(c, "SELECT sum(a) FROM \"t t\""), 3);
}

Test(postgresql, names_without_a_schema_mean_public)
{
	struct orm_connect_options options = { .default_schema_first = true };
	struct orm_conn *d;
	cr_assert(try_connect(arena_printf(&arena, "%s&options=-c%%20search_path%%3Dx,y", url),
	                      &options, &d));
	cr_expect_str_eq(text(d, "SHOW search_path"), "public, x,y");
	run(d, "SET search_path = z");
	run(d, "SET ROLE pg_monitor");
	run(d, "SET standard_conforming_strings = off");
	cr_assert(orm_reset(d, &err), "%s", err.message);
	cr_expect_str_eq(text(d, "SHOW search_path"), "public, x,y");
	cr_expect_str_eq(text(d, "SELECT current_user"), "postgres");
	cr_expect_str_eq(text(d, "SHOW standard_conforming_strings"), "on");
	orm_close(d);
}

static char notices[1000];

static void on_notice(void *data, const char *severity, const char *said)
{
	snprintf(notices, sizeof notices, "%s%s: %s", (const char *)data, severity, said);
}

Test(postgresql, notices_are_passed_on)
{
	struct orm_connect_options options = { .notice = on_notice };
	struct orm_conn *d;
	char data[] = "> ";
	options.notice_data = data;
	cr_assert(try_connect(url, &options, &d));
	run(d, "DROP TABLE IF EXISTS nothing");
	cr_expect_str_eq(notices, "> NOTICE: table \"nothing\" does not exist, skipping");
	orm_close(d);
	run(c, "DROP TABLE IF EXISTS nothing");
}

static void *interrupt_soon(void *data)
{
	clock_sleep_ms(300);
	orm_interrupt(data);
	return NULL;
}

Test(postgresql, interrupted)
{
	pthread_t thread;
	int64_t start = clock_ms();
	cr_assert_eq(pthread_create(&thread, NULL, interrupt_soon, c), 0);
	fails(c, "SELECT pg_sleep(30)", ERR_INTERRUPTED, "57014");
	pthread_join(thread, NULL);
	cr_expect_lt(clock_ms() - start, 5000);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	run(c, "SET statement_timeout = 100");
	fails(c, "SELECT pg_sleep(30)", ERR_DATABASE, "57014");
	cr_expect(strstr(err.hint, "statement_timeout"));
}

Test(postgresql, a_lost_connection_is_told)
{
	struct orm_conn *other = server_connect(url);
	cr_assert(orm_begin(c, &err));
	run(other, arena_printf(&arena, "SELECT pg_terminate_backend(%s)",
	                        text(c, "SELECT pg_backend_pid()")));
	clock_sleep_ms(200);
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_eq(err.code, ERR_CONNECT, "%s", err.message);
	cr_expect_str_eq(err.statement, "SELECT 1");
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	const char *sql[] = { "SELECT 1", "SELECT 2" };
	struct orm_result *r[2];
	cr_expect_not(orm_query_many(c, sql, 2, r, &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	orm_close(other);
}

Test(postgresql, others_locks)
{
	struct orm_connect_options options = { .lock_timeout_ms = 100 };
	struct orm_conn *d;
	cr_assert(try_connect(url, &options, &d));
	run(d, "SET lock_timeout = '7s'");
	run(c, "CREATE TABLE t (a int)");
	cr_assert(orm_begin(c, &err));
	run(c, "LOCK TABLE t");
	cr_assert(orm_migrating(d, true, &err), "%s", err.message);
	cr_expect_str_eq(text(d, "SHOW lock_timeout"), "100ms");
	cr_expect_str_eq(text(d, "SHOW check_function_bodies"), "off");
	fails(d, "ALTER TABLE t ADD b int", ERR_LOCKED, "55P03");
	cr_assert(orm_migrating(d, false, &err));
	cr_expect_str_eq(text(d, "SHOW lock_timeout"), "7s");
	cr_expect_str_eq(text(d, "SHOW check_function_bodies"), "on");
	orm_rollback(c);
	orm_close(d);
}

Test(postgresql, an_invalid_index_is_a_problem)
{
	struct orm_problems before = { 0 }, after = { 0 };
	struct names new = { 0 };
	run(c, "CREATE TABLE \"T\" (a int)");
	run(c, "INSERT INTO \"T\" VALUES (1), (1)");
	cr_assert(orm_find_problems(c, &arena, false, &before, &err));
	fails(c, "CREATE UNIQUE INDEX CONCURRENTLY i ON \"T\" (a)", ERR_INTEGRITY, "23505");
	cr_assert(orm_find_problems(c, &arena, false, &after, &err));
	orm_new_problems(&arena, &before, &after, &new);
	cr_assert_eq(new.len, 1);
	cr_expect(strstr(new.items[0], "public.i"), "%s", new.items[0]);
}

/* ---- the lock */

static bool try_lock(struct orm_conn *conn, struct orm_lock_holder *holder)
{
	bool got;
	cr_assert(orm_try_lock(conn, "limbeck", &got, holder, &err), "%s", err.message);
	return got;
}

Test(postgresql, one_has_the_lock_and_is_named)
{
	struct orm_conn *d = server_connect(url);
	struct orm_lock_holder holder;
	cr_expect(try_lock(c, &holder));
	cr_expect(try_lock(c, &holder), "once more is fine");
	cr_expect_not(try_lock(d, &holder));
	cr_expect_str_eq(holder.user, "postgres");
	cr_expect_str_eq(holder.host, system_host(&arena));
	cr_expect_eq(holder.pid, number(c, "SELECT pg_backend_pid()"));
	cr_expect_eq(strlen(holder.since), 20, "%s", holder.since);
	orm_unlock(c);
	cr_expect(try_lock(d, &holder));
	orm_close(d);
	cr_expect(try_lock(c, &holder), "closing gives it back");
}

Test(postgresql, a_lease_keeps_the_lock_away)
{
	struct orm_lock_holder holder;
	run(c, "CREATE SCHEMA elsewhere");
	run(c, "CREATE TABLE elsewhere.limbeck_lock (name text PRIMARY KEY, token text NOT NULL, "
	       "username text NOT NULL, host text NOT NULL, pid bigint NOT NULL, "
	       "since timestamptz NOT NULL, expires timestamptz NOT NULL)");
	run(c, "INSERT INTO elsewhere.limbeck_lock VALUES ('limbeck', 'x', 'mary', 'far', 7, "
	       "'2026-01-01 00:00+0', now() + interval '1 minute')");
	cr_expect_not(try_lock(c, &holder));
	cr_expect_str_eq(holder.user, "mary");
	cr_expect_str_eq(holder.host, "far");
	cr_expect_str_eq(holder.since, "2026-01-01T00:00:00Z");
	cr_expect_eq(holder.pid, 7);
	cr_expect_eq(
	    number(c, "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
	              "WHERE locktype = 'advisory' AND datname = current_database()"),
	    0);
	run(c, "UPDATE elsewhere.limbeck_lock SET expires = now() - interval '1 second'");
	cr_expect(try_lock(c, &holder));
}

Test(postgresql, death_frees_the_lock)
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

/* ---- connecting */

static bool refused(const char *bad, enum error_code code, const char *message)
{
	struct orm_conn *d;
	if (try_connect(bad, NULL, &d)) {
		orm_close(d);
		return false;
	}
	cr_expect_eq(err.code, code, "%s", err.message);
	cr_expect(strstr(err.message, message), "%s", err.message);
	return true;
}

Test(postgresql, everything_that_libpq_knows)
{
	struct orm_url u;
	cr_assert(orm_url_parse(&arena, url, &u, &err));
	struct orm_conn *d = server_connect(arena_printf(
	    &arena, "%s&application_name=me&options=-c%%20search_path%%3Delsewhere", url));
	cr_expect_str_eq(text(d, "SHOW search_path"), "elsewhere");
	cr_expect_str_eq(text(d, "SHOW application_name"), "me");
	cr_expect_str_eq(text(c, "SHOW application_name"), "limbeck");
	cr_expect_str_eq(text(c, "SHOW client_encoding"), "UTF8");
	orm_close(d);
	setenv("PGAPPNAME", "env", 1);
	setenv("PGHOST", orm_url_param(&u, "host"), 1);
	d = server_connect(arena_printf(&arena, "postgresql+psycopg://postgres@/%s", u.database));
	cr_expect_str_eq(text(d, "SHOW application_name"), "env");
	orm_close(d);
	/* The first one that answers. */
	const char *folder = orm_url_param(&u, "host");
	struct buf host = { 0 };
	for (const char *p = folder; *p; p++)
		buf_addf(&host, *p == '/' ? "%%2F" : "%c", *p);
	d = server_connect(arena_printf(&arena, "postgres://postgres@%%2Fnowhere:1,%s/%s",
	                                buf_str(&host), u.database));
	orm_close(d);
	buf_release(&host);
}

Test(postgresql, what_cannot_be_connected_to)
{
	refused(arena_printf(&arena, "%s&ssl_mode=require", url), ERR_USAGE, "\"ssl_mode\"");
	cr_expect_str_eq(err.hint, "Did you mean \"sslmode\"?");
	refused("postgresql://u:s3cret@/d?host=/nowhere", ERR_CONNECT, "/nowhere/.s.PGSQL.5432");
	cr_expect(strstr(err.hint, "Is the server running"), "%s", err.hint);
	refused(arena_printf(&arena, "%s&dbname=nope&password=hunter2", url), ERR_CONNECT,
	        "database \"nope\" does not exist");
	cr_expect_null(strstr(err.message, "hunter2"));
	refused("postgresql://u:s3cret@127.0.0.1:1/d?sslmode=s3cret", ERR_CONNECT, "***");
	cr_expect_null(strstr(err.message, "s3cret"));
}
