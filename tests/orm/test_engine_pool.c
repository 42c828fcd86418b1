/* tests/orm/test_engine_pool.c - engines, URLs and pools: rows E1 to E21 of what is expected */
#include <stdio.h>

#include "base/clock.h"
#include "orm/dialect.h"
#include "tests/orm/pooled.h"

Test(pool, e1_making_one_does_not_connect)
{
	struct orm_engine *e = engine_with("postgresql://nobody@127.0.0.1:1/nowhere", NULL);
	cr_expect_eq(orm_engine_counts(e).opened, 0);
	no_checkout(e, ERR_CONNECT);
	cr_expect_eq(orm_engine_counts(e).out, 0, "its place is free again");
	cr_expect_str_eq(orm_engine_url(e)->database, "nowhere");
}

Test(pool, e4_e5_other_spellings_of_a_kind)
{
	static const struct {
		const char *url, *name;
	} cases[] = {
		{ "postgres://h/d", "postgresql" }, { "postgresql+psycopg://h/d", "postgresql" },
		{ "mysql+pymysql://h/d", "mysql" }, { "mariadb://h/d", "mariadb" },
		{ "sqlite+pysqlite://", "sqlite" },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_str_eq(orm_engine_dialect(engine_with(cases[i].url, NULL))->name,
		                 cases[i].name);
}

Test(pool, e7_an_unknown_kind_is_told_at_once)
{
	static const struct {
		const char *url;
		enum error_code code;
	} cases[] = {
		{ "oracle://x", ERR_UNSUPPORTED },
		{ "sqlit:///x", ERR_UNSUPPORTED },
		{ "nothing", ERR_USAGE },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_engine *e;
		cr_expect_not(orm_engine_new(&arena, cases[i].url, NULL, &e, &err));
		cr_expect_null(e);
		cr_expect_eq(err.code, cases[i].code, "%s: %s", cases[i].url, err.message);
	}
}

EVERYWHERE(e8_queue_keeps_size_and_closes_what_is_more)
{
	struct orm_engine_options o = { .pool = { .size = 2, .overflow = 1 } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *c[3];
	for (size_t i = 0; i < 3; i++)
		c[i] = checkout(e);
	cr_expect_eq(orm_engine_counts(e).out, 3);
	for (size_t i = 0; i < 3; i++)
		orm_close(c[i]);
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.idle, 2);
	cr_expect_eq(n.out, 0);
	cr_expect_eq(n.opened, 3);
	cr_expect_eq(n.closed, 1);
	orm_close(checkout(e));
	cr_expect_eq(orm_engine_counts(e).opened, 3, "one that was kept");
}

EVERYWHERE(e8_null_keeps_none)
{
	struct orm_engine_options o = { .pool = { .kind = ORM_POOL_NULL } };
	struct orm_engine *e = engine_with(url, &o);
	for (int i = 0; i < 3; i++)
		orm_close(checkout(e));
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.opened, 3);
	cr_expect_eq(n.closed, 3);
	cr_expect_eq(n.idle, 0);
}

Test(pool, e8_memory_is_one_connection_kept_for_good)
{
	struct orm_engine_options o = { .pool = { .timeout_ms = -1 } };
	struct orm_engine *e = engine_with("sqlite://", &o);
	make_table(e);
	struct orm_conn *c = checkout(e);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2, "it is still the same database");
	no_checkout(e, ERR_LOCKED);
	orm_close(c);
}

EVERYWHERE(e8_assert_wants_no_second_one)
{
	struct orm_engine_options o = { .pool = { .kind = ORM_POOL_ASSERT } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *c = checkout(e);
	no_checkout(e, ERR_USAGE);
	orm_close(c);
	orm_close(checkout(e));
	cr_expect_eq(orm_engine_counts(e).opened, 1);
}

EVERYWHERE(e8_fifo_uses_all_lifo_the_last)
{
	struct orm_conn *c[3];
	for (int lifo = 0; lifo < 2; lifo++) {
		struct orm_engine_options o = { .pool = { .size = 3, .lifo = lifo } };
		struct orm_engine *e = engine_with(url, &o);
		for (size_t i = 0; i < 3; i++)
			c[i] = checkout(e);
		for (size_t i = 0; i < 3; i++)
			orm_close(c[i]);
		struct orm_conn *next = checkout(e);
		cr_expect_eq(next, lifo ? c[2] : c[0]);
		orm_close(next);
	}
}

Test(pool, e9_without_limit)
{
	struct orm_engine_options o = { .pool = { .size = ORM_UNLIMITED, .timeout_ms = -1 } };
	struct orm_engine *e = engine_with("sqlite:///x.db", &o);
	struct orm_conn *c[40];
	for (size_t i = 0; i < COUNT(c); i++)
		c[i] = checkout(e);
	for (size_t i = 0; i < COUNT(c); i++)
		orm_close(c[i]);
	cr_expect_eq(orm_engine_counts(e).idle, COUNT(c), "all are kept");

	o.pool =
	    (struct orm_pool_options){ .size = 1, .overflow = ORM_UNLIMITED, .timeout_ms = -1 };
	e = engine_with("sqlite:///x.db", &o);
	for (size_t i = 0; i < COUNT(c); i++)
		c[i] = checkout(e);
	for (size_t i = 0; i < COUNT(c); i++)
		orm_close(c[i]);
	cr_expect_eq(orm_engine_counts(e).idle, 1);
}

Test(pool, e10_waits_then_says_size_and_overflow)
{
	struct orm_engine_options o = {
		.pool = { .size = 2, .overflow = ORM_NO_OVERFLOW, .timeout_ms = 60 }
	};
	struct orm_engine *e = engine_with("sqlite:///x.db", &o);
	struct orm_conn *a = checkout(e), *b = checkout(e);
	int64_t since = clock_ms();
	no_checkout(e, ERR_LOCKED);
	cr_expect_geq(clock_ms() - since, 55);
	cr_expect_str_eq(err.message, "no connection came free within 0.060 s: the pool of size 2, "
	                              "overflow 0, is used up");
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.timeouts, 1);
	cr_expect_eq(n.waiting, 0);
	orm_close(a);
	a = checkout(e);
	orm_close(a);
	orm_close(b);
}

EVERYWHERE(e11_what_is_not_committed_is_rolled_back)
{
	struct orm_engine_options o = { .pool = { .size = 1 } };
	struct orm_engine *e = engine_with(url, &o);
	make_table(e);
	struct orm_conn *c = checkout(e), *again;
	run(c, "DELETE FROM t");
	orm_close(c);
	again = checkout(e);
	cr_expect_eq(again, c);
	cr_expect_not(orm_in_transaction(again));
	cr_expect_eq(number(again, "SELECT count(*) FROM t"), 2);
	orm_close(again);
}

REMOTE(e11_what_was_set_is_as_it_was)
{
	bool postgresql = !strncmp(url, "postgresql", 10);
	struct orm_engine_options o = { .pool = { .size = 1 }, .isolation = ORM_SERIALIZABLE };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *c = checkout(e);
	const char *question =
	    postgresql ? "SELECT current_setting('work_mem')" : "SELECT @@sql_mode";
	struct orm_value before, after;
	cr_assert(orm_query_value(&arena, c, question, NULL, 0, &before, &err), "%s", err.message);
	run(c, postgresql ? "SET work_mem = '77MB'" : "SET sql_mode = 'ANSI'");
	cr_assert(orm_commit(c, &err));
	orm_close(c);
	c = checkout(e);
	cr_assert(orm_query_value(&arena, c, question, NULL, 0, &after, &err));
	cr_expect_str_eq(after.data, before.data);
	cr_assert(orm_query_value(&arena, c, isolation_question(url), NULL, 0, &after, &err));
	cr_expect_str_eq(after.data, "serializable", "what the engine has set is set again");
	orm_close(c);
}

REMOTE(e12_a_ping_finds_the_dead_and_outdates_the_older)
{
	struct orm_engine_options o = { .pool = { .size = 2, .ping = true, .lifo = true } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *a = checkout(e), *b = checkout(e);
	kill_connection(url, a);
	orm_rollback(b);
	orm_close(b);
	orm_rollback(a);
	orm_close(a);
	a = checkout(e);
	cr_expect_eq(number(a, "SELECT 1"), 1, "a new one in its place");
	b = checkout(e);
	cr_expect_eq(number(b, "SELECT 1"), 1);
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.lost, 1);
	cr_expect_eq(n.opened, 4, "the other one, which was as old, was replaced as well");
	cr_expect_eq(n.closed, 2);
	orm_close(a);
	orm_close(b);
}

Test(pool, e13_old_ones_are_replaced)
{
	struct orm_engine_options o = { .pool = { .recycle_s = 1 } };
	struct orm_engine *e = engine_with("sqlite:///x.db", &o);
	orm_close(checkout(e));
	orm_close(checkout(e));
	cr_expect_leq(orm_engine_counts(e).opened, 2);
	clock_sleep_ms(1010);
	uint64_t before = orm_engine_counts(e).opened;
	orm_close(checkout(e));
	cr_expect_eq(orm_engine_counts(e).opened, before + 1);
}

EVERYWHERE(e14_dispose_leaves_those_in_use_alone)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *out = checkout(e), *idle = checkout(e);
	orm_close(idle);
	run(out, "INSERT INTO t VALUES (3)");
	orm_engine_dispose(e);
	cr_expect_eq(orm_engine_counts(e).idle, 0);
	run(out, "INSERT INTO t VALUES (4)");
	cr_assert(orm_commit(out, &err), "%s", err.message);
	orm_close(out);
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.idle, 0, "it was closed when it came back");
	cr_expect_eq(n.opened, n.closed);
	out = checkout(e);
	cr_expect_eq(number(out, "SELECT count(*) FROM t"), 4);
	orm_close(out);
}

EVERYWHERE(e15_echo_has_statements_values_and_rows)
{
	struct orm_engine_options o = { .echo = ORM_ECHO_ROWS, .echo_to = see };
	struct orm_engine *e = engine_with(url, &o);
	make_table(e);
	buf_cut(&seen, 0);
	struct orm_conn *c = checkout(e);
	struct orm_value v, values[] = { orm_int(2), orm_text("it's"), orm_null() };
	cr_assert(orm_exec_params(c, "UPDATE t SET a = ? WHERE 'x' = ? OR a = ?", values, 3, &err),
	          "%s", err.message);
	cr_assert(orm_query_value(&arena, c, "SELECT count(*), 'x' FROM t", NULL, 0, &v, &err));
	cr_assert(orm_commit(c, &err));
	orm_close(c);
	const char *text = strchr(buf_str(&seen), '|');
	cr_expect(strstr(buf_str(&seen), " (implicit)|"), "%s", buf_str(&seen));
	cr_expect_str_eq(text, "|UPDATE t SET a = ? WHERE 'x' = ? OR a = ?|[2, 'it''s', NULL]|"
	                       "SELECT count(*), 'x' FROM t|row (2, 'x')|COMMIT|");
}

Test(pool, e15_values_can_be_hidden)
{
	struct orm_engine_options o = { .echo = ORM_ECHO_ROWS,
		                        .echo_to = see,
		                        .hide_parameters = true };
	struct orm_engine *e = engine_with("sqlite://", &o);
	struct orm_conn *c = checkout(e);
	const struct orm_value secret = orm_text("secret");
	struct orm_value v;
	cr_assert(orm_query_value(&arena, c, "SELECT ?, 1", &secret, 1, &v, &err));
	cr_expect_str_eq(buf_str(&seen), "SELECT ?, 1|[1 values hidden]|row (2 values hidden)|");
	orm_close(c);
}

REMOTE(e16_isolation_of_engine_and_connection)
{
	struct orm_engine_options o = { .pool = { .size = 1 }, .isolation = ORM_READ_COMMITTED };
	struct orm_engine *e = engine_with(url, &o);
	const char *question = isolation_question(url);
	static const struct {
		enum orm_isolation level;
		const char *text;
	} cases[] = {
		{ ORM_SERIALIZABLE, "serializable" },
		{ ORM_REPEATABLE_READ, "repeatable read" },
		{ ORM_READ_UNCOMMITTED, "read uncommitted" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_value v;
		struct orm_conn *c = checkout(e);
		cr_assert(orm_query_value(&arena, c, question, NULL, 0, &v, &err));
		cr_expect_str_eq(v.data, "read committed", "given back as the engine has it");
		cr_expect_not(orm_set_isolation(c, cases[i].level, &err), "in a transaction");
		cr_expect_eq(err.code, ERR_USAGE);
		orm_rollback(c);
		cr_assert(orm_set_isolation(c, cases[i].level, &err), "%s", err.message);
		cr_assert(orm_query_value(&arena, c, question, NULL, 0, &v, &err));
		cr_expect_str_eq(v.data, cases[i].text);
		orm_rollback(c);
		orm_close(c);
	}
}

REMOTE(e16_the_default_is_the_servers)
{
	struct orm_engine *e = engine_with(url, NULL);
	const char *question = isolation_question(url);
	struct orm_value before, after;
	struct orm_conn *c = checkout(e);
	cr_assert(orm_query_value(&arena, c, question, NULL, 0, &before, &err));
	orm_rollback(c);
	cr_assert(orm_set_isolation(c, ORM_SERIALIZABLE, &err));
	orm_close(c);
	c = checkout(e);
	cr_assert(orm_query_value(&arena, c, question, NULL, 0, &after, &err));
	cr_expect_str_eq(after.data, before.data);
	orm_close(c);
}

Test(pool, e16_levels_that_sqlite_has)
{
	struct orm_engine *e = engine_with("sqlite://", NULL);
	struct orm_conn *c = checkout(e);
	cr_expect_not(orm_set_isolation(c, ORM_REPEATABLE_READ, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED);
	cr_assert(orm_set_isolation(c, ORM_READ_UNCOMMITTED, &err));
	cr_expect_eq(number(c, "PRAGMA read_uncommitted"), 1);
	orm_close(c);
	c = checkout(e);
	cr_expect_eq(number(c, "PRAGMA read_uncommitted"), 0);
	orm_close(c);
}

EVERYWHERE(e16_autocommit_of_engine_and_connection)
{
	struct orm_engine_options o = { .autocommit = true, .pool = { .size = 2 } };
	struct orm_engine *e = engine_with(url, &o), *other = engine_with(url, NULL);
	make_table(other);
	struct orm_conn *c = checkout(e), *d = checkout(other);
	run(c, "INSERT INTO t VALUES (3)");
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(number(d, "SELECT count(*) FROM t"), 3);
	orm_rollback(d);
	cr_assert(orm_set_autocommit(d, true, &err));
	run(d, "INSERT INTO t VALUES (4)");
	orm_close(d);
	d = checkout(other);
	run(d, "INSERT INTO t VALUES (5)");
	cr_expect(orm_in_transaction(d), "for as long as it was given out");
	orm_close(d);
	cr_assert(orm_begin(c, &err), "%s", err.message);
	run(c, "INSERT INTO t VALUES (6)");
	orm_rollback(c);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 4);
	orm_close(c);
}

REMOTE(e17_a_connection_has_its_way_until_it_is_given_back)
{
	struct orm_engine_options o = { .statement_timeout_ms = 50000, .pool = { .size = 1 } };
	struct orm_engine *e = engine_with(url, &o);
	const char *question =
	    !strncmp(url, "postgresql", 10)
		? "SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout'"
	    : !strncmp(url, "mariadb", 7) ? "SELECT CAST(@@max_statement_time * 1000 AS INTEGER)"
					  : "SELECT @@max_execution_time";
	struct orm_conn *c = checkout(e);
	cr_expect_eq(number(c, question), 50000);
	orm_rollback(c);
	cr_assert(orm_set_timeout(c, 70000, &err), "%s", err.message);
	cr_expect_eq(number(c, question), 70000);
	orm_close(c);
	c = checkout(e);
	cr_expect_eq(number(c, question), 50000);
	orm_rollback(c);
	cr_expect_not(orm_set_timeout(c, -1, &err));
	orm_close(c);
}

Test(pool, e18_connections_are_opened_as_the_caller_says)
{
	struct orm_engine_options o = { .connect = { .read_only = true } };
	struct orm_engine *e = engine_with("sqlite:///x.db", NULL), *readers;
	make_table(e);
	readers = engine_with("sqlite:///x.db", &o);
	struct orm_conn *c = checkout(readers);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	cr_expect_not(orm_exec(c, "DELETE FROM t", &err));
	orm_close(c);
}

REMOTE(e20_a_lost_connection_is_replaced)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e), *idle = checkout(e);
	orm_close(idle);
	run(c, "INSERT INTO t VALUES (3)");
	kill_connection(url, c);
	cr_expect_not(orm_exec(c, "INSERT INTO t VALUES (4)", &err));
	cr_expect_eq(err.code, ERR_CONNECT, "%s", err.message);
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect(strstr(err.hint, "Roll back"), "%s", err.hint);
	cr_expect_not(orm_commit(c, &err));
	orm_rollback(c);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2, "it is connected again");
	orm_close(c);
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.lost, 1);
	idle = checkout(e);
	cr_expect_eq(number(idle, "SELECT 1"), 1);
	cr_expect_eq(orm_engine_counts(e).opened, n.opened + 1, "one as old as the lost one");
	orm_close(idle);
}

REMOTE(e20_one_lost_while_nobody_looked)
{
	struct orm_engine_options o = { .pool = { .size = 1 } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *c = checkout(e);
	kill_connection(url, c);
	orm_close(c);
	c = checkout(e);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	orm_close(c);
	cr_expect_eq(orm_engine_counts(e).out, 0);
}

EVERYWHERE(e21_errors_have_a_class_and_the_statement)
{
	struct orm_engine *e = engine_with(url, NULL);
	struct orm_conn *c = checkout(e);
	run(c, "CREATE TABLE u (a INTEGER NOT NULL)");
	cr_assert(orm_commit(c, &err));
	cr_expect_not(orm_exec(c, "INSERT INTO u VALUES (NULL)", &err));
	cr_expect_eq(err.code, ERR_INTEGRITY);
	cr_expect_str_eq(err.statement, "INSERT INTO u VALUES (NULL)");
	orm_rollback(c);
	cr_expect_not(orm_exec(c, "SELECT nothing FROM u", &err));
	cr_expect_eq(err.code, ERR_DATABASE);
	cr_expect_str_eq(err.statement, "SELECT nothing FROM u");
	orm_close(c);
}
