/* tests/orm/test_engine_transaction.c - transactions on an engine's connections: rows C1 to C14 */
#include <unistd.h>

#include "orm/dsl.h"
#include "orm/sql/run.h"
#include "tests/orm/pooled.h"

static int64_t rows(struct orm_engine *e)
{
	struct orm_conn *c = checkout(e);
	int64_t n = number(c, "SELECT count(*) FROM t");
	orm_close(c);
	return n;
}

EVERYWHERE(c1_the_first_statement_begins)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	cr_expect_not(orm_in_transaction(c));
	run(c, "INSERT INTO t VALUES (3)");
	cr_expect(orm_in_transaction(c));
	cr_expect_eq(rows(e), 2, "nobody else sees it");
	cr_assert(orm_commit(c, &err));
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(rows(e), 3);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	cr_expect(orm_in_transaction(c), "reading begins one as well");
	orm_close(c);
}

EVERYWHERE(c1_many_rows_begin_one_too)
{
	static const char *const columns[] = { "a" };
	const struct orm_value values[] = { orm_int(7), orm_int(8) };
	const struct orm_rows some = { .table = "t",
		                       .columns = columns,
		                       .column_count = 1,
		                       .values = values,
		                       .row_count = 2 };
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	cr_assert(orm_insert_rows(c, &some, &err), "%s", err.message);
	cr_expect(orm_in_transaction(c));
	orm_rollback(c);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	orm_close(c);
}

Test(pool, c1_reading_takes_no_lock_in_sqlite)
{
	struct orm_engine *e = engine_with("sqlite:///x.db", NULL);
	make_table(e);
	struct orm_conn *a = checkout(e), *b = checkout(e);
	cr_expect_eq(number(a, "SELECT count(*) FROM t"), 2);
	cr_expect_eq(number(a, "WITH n AS (SELECT 1) SELECT count(*) FROM n"), 1);
	run(b, "INSERT INTO t VALUES (3)");
	cr_assert(orm_commit(b, &err), "%s", err.message);
	run(a, "WITH n(i) AS (SELECT 4) INSERT INTO t SELECT i FROM n");
	orm_rollback(a);
	cr_expect_eq(number(a, "SELECT count(*) FROM t"), 3, "what begins with WITH may write");
	orm_close(a);
	orm_close(b);
}

EVERYWHERE(c2_closing_rolls_back)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	run(c, "DELETE FROM t");
	orm_close(c);
	cr_expect_eq(rows(e), 2);
}

Test(pool, c2_changes_of_schema_too)
{
	struct orm_engine *e = engine_with("sqlite:///x.db", NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	run(c, "DROP TABLE t");
	orm_close(c);
	cr_expect_eq(rows(e), 2);
}

EVERYWHERE(c3_after_an_end_the_next_one_begins)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	run(c, "INSERT INTO t VALUES (3)");
	orm_rollback(c);
	cr_expect_not(orm_in_transaction(c));
	run(c, "INSERT INTO t VALUES (4)");
	cr_assert(orm_commit(c, &err));
	cr_assert(orm_commit(c, &err), "nothing is open, nothing happens");
	run(c, "INSERT INTO t VALUES (5)");
	orm_rollback(c);
	orm_rollback(c);
	cr_expect_eq(rows(e), 3);
	orm_close(c);
}

struct job {
	int value;
	bool fine;
};

static bool insert(void *data, struct orm_conn *c, struct error *why)
{
	const struct job *j = data;
	const struct orm_value v = orm_int(j->value);
	return orm_exec_params(c, "INSERT INTO t VALUES (?)", &v, 1, why) &&
	       (j->fine || fail(why, ERR_INPUT, "rather not"));
}

Test(pool, c3_what_the_database_has_ended_is_not_gone_on_with)
{
	struct orm_engine *e = engine_with("sqlite:///x.db", NULL);
	struct orm_conn *c = checkout(e);
	run(c, "CREATE TABLE t (a INTEGER UNIQUE)");
	run(c, "INSERT INTO t VALUES (1)");
	cr_assert(orm_commit(c, &err));
	run(c, "INSERT INTO t VALUES (2)");
	cr_expect_not(orm_exec(c, "INSERT OR ROLLBACK INTO t VALUES (1)", &err));
	cr_expect_eq(err.code, ERR_INTEGRITY);
	cr_expect_not(orm_exec(c, "INSERT INTO t VALUES (3)", &err));
	cr_expect_str_eq(err.message, "the statement that failed has ended the transaction");
	cr_expect_not(orm_commit(c, &err));
	orm_rollback(c);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 1);
	orm_close(c);
}

EVERYWHERE(c4_a_piece_of_work_is_done_or_not)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct job good = { 3, true }, bad = { 4, false };
	struct orm_conn *c = checkout(e);
	cr_assert(orm_transact(c, insert, &good, &err), "%s", err.message);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_transact(c, insert, &bad, &err));
	cr_expect_str_eq(err.message, "rather not");
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
	orm_rollback(c);
	/* Within another one. */
	run(c, "INSERT INTO t VALUES (5)");
	cr_expect_not(orm_transact(c, insert, &bad, &err));
	cr_expect(orm_transact(c, insert, &good, &err));
	cr_assert(orm_commit(c, &err));
	orm_close(c);
	cr_expect_eq(rows(e), 5);
}

EVERYWHERE(c5_beginning_what_has_begun)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	cr_expect_not(orm_begin(c, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect(strstr(err.message, "the first statement has begun it"), "%s", err.message);
	orm_rollback(c);
	cr_assert(orm_begin(c, &err), "%s", err.message);
	cr_expect_not(orm_begin(c, &err));
	cr_expect_str_eq(err.message, "a transaction is open already");
	orm_close(c);
}

EVERYWHERE(c6_savepoints_nest)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	cr_expect_not(orm_commit_nested(c, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	run(c, "INSERT INTO t VALUES (3)");
	cr_assert(orm_begin_nested(c, &err), "%s", err.message);
	run(c, "INSERT INTO t VALUES (4)");
	cr_assert(orm_begin_nested(c, &err));
	run(c, "INSERT INTO t VALUES (5)");
	cr_expect_not(orm_exec(c, "INSERT INTO nowhere VALUES (1)", &err));
	cr_assert(orm_rollback_nested(c, &err), "%s", err.message);
	cr_assert(orm_commit_nested(c, &err), "%s", err.message);
	cr_expect_not(orm_in_nested(c));
	cr_assert(orm_commit(c, &err));
	orm_close(c);
	cr_expect_eq(rows(e), 4);
}

EVERYWHERE(c7_c9_the_engine_does_it_all_on_a_connection)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct job good = { 3, true }, bad = { 4, false };
	cr_assert(orm_engine_transact(e, insert, &good, &err), "%s", err.message);
	cr_expect_not(orm_engine_transact(e, insert, &bad, &err));
	cr_expect_eq(orm_engine_counts(e).out, 0);
	cr_expect_eq(rows(e), 3);
}

EVERYWHERE(c8_text_and_statements_are_run_by_different_calls)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	struct orm_value v;
	cr_assert(orm_scalar(&arena, c,
	                     QUERY(TEXT_WITH("SELECT count(*) FROM t WHERE a = :a", LABEL(2, "a"))),
	                     &v, &err),
	          "%s", err.message);
	cr_expect_eq(v.integer, 1);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	orm_close(c);
}

EVERYWHERE(c10_many_rows_in_one_call)
{
	static const char *const columns[] = { "a" };
	struct orm_value values[1000];
	const struct orm_rows all = { .table = "t",
		                      .columns = columns,
		                      .column_count = 1,
		                      .values = values,
		                      .row_count = COUNT(values) };
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	for (size_t i = 0; i < COUNT(values); i++)
		values[i] = orm_int((int64_t)i);
	cr_assert(orm_insert_rows(c, &all, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), (int64_t)COUNT(values));
	cr_assert(orm_commit(c, &err));
	orm_close(c);
	cr_expect_eq(rows(e), 1002);
}

EVERYWHERE(c11_state_can_be_asked)
{
	struct orm_engine *e = engine_with(url, NULL);
	struct orm_conn *c = checkout(e);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_in_nested(c));
	cr_assert(orm_begin_nested(c, &err), "%s", err.message);
	cr_expect(orm_in_transaction(c));
	cr_expect(orm_in_nested(c));
	orm_rollback(c);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_in_nested(c));
	orm_close(c);
}

static bool is_waiting(struct orm_conn *c, const char *name)
{
	struct names all;
	bool found = false;
	cr_assert(orm_find_prepared(c, &arena, &all, &err), "%s", err.message);
	for (size_t i = 0; i < all.len; i++)
		found = found || !strcmp(all.items[i], name);
	return found;
}

REMOTE(c12_two_phases)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	/* Others may have their own on the same server. */
	const char *one = arena_printf(&arena, "one's %ld", (long)getpid());
	const char *two = arena_printf(&arena, "two %ld", (long)getpid());
	struct orm_conn *c = checkout(e), *other;
	if (!strncmp(url, "postgresql", 10) &&
	    !number(c, "SELECT setting::int FROM pg_settings WHERE name = "
	               "'max_prepared_transactions'"))
		cr_skip_test("the server allows no prepared transactions");
	orm_rollback(c);
	cr_assert(orm_begin_twophase(c, one, &err), "%s", err.message);
	run(c, "INSERT INTO t VALUES (3)");
	cr_expect(orm_in_transaction(c));
	cr_assert(orm_prepare(c, &err), "%s", err.message);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect(strstr(err.message, "is prepared and waits"), "%s", err.message);
	orm_close(c);
	other = checkout(e);
	cr_expect(is_waiting(other, one), "it outlives its connection");
	cr_assert(orm_commit_prepared(other, one, &err), "%s", err.message);
	cr_expect_not(is_waiting(other, one));
	cr_expect_eq(number(other, "SELECT count(*) FROM t"), 3);
	orm_rollback(other);

	cr_assert(orm_begin_twophase(other, two, &err));
	run(other, "INSERT INTO t VALUES (4)");
	cr_assert(orm_commit(other, &err), "both at once: %s", err.message);
	cr_assert(orm_begin_twophase(other, two, &err));
	run(other, "INSERT INTO t VALUES (5)");
	orm_rollback(other);
	cr_assert(orm_begin_twophase(other, two, &err), "%s", err.message);
	run(other, "INSERT INTO t VALUES (6)");
	cr_assert(orm_prepare(other, &err));
	cr_assert(orm_rollback_prepared(other, two, &err), "%s", err.message);
	cr_expect_eq(number(other, "SELECT count(*) FROM t"), 4);
	orm_close(other);
}

Test(pool, c12_sqlite_has_none)
{
	struct orm_engine *e = engine_with("sqlite://", NULL);
	struct orm_conn *c = checkout(e);
	cr_expect_not(orm_begin_twophase(c, "x", &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED);
	cr_expect_not(orm_prepare(c, &err));
	orm_close(c);
}

static void fill(struct orm_engine *e, int64_t count)
{
	static const char *const columns[] = { "a" };
	struct orm_value *values = arena_alloc(&arena, (size_t)count * sizeof *values);
	const struct orm_rows all = { .table = "t",
		                      .columns = columns,
		                      .column_count = 1,
		                      .values = values,
		                      .row_count = (size_t)count };
	struct orm_conn *c = checkout(e);
	for (int64_t i = 0; i < count; i++)
		values[i] = orm_int(i);
	run(c, "DELETE FROM t");
	cr_assert(orm_insert_rows(c, &all, &err) && orm_commit(c, &err), "%s", err.message);
	orm_close(c);
}

EVERYWHERE(c13_rows_come_while_they_are_read)
{
	const struct orm_value from = orm_int(1);
	struct orm_engine *e = engine_with(url, NULL);
	struct orm_result *r;
	int64_t next = 1;
	make_table(e);
	fill(e, 3000);
	struct orm_conn *c = checkout(e);
	for (int with = 0; with < 2; with++) {
		const char *sql = with ? "SELECT a FROM t WHERE a >= ? ORDER BY a"
		                       : "SELECT a FROM t WHERE a >= 1 ORDER BY a";
		cr_assert(orm_stream(c, sql, with ? &from : NULL, (size_t)with, &r, &err), "%s",
		          err.message);
		for (next = 1; orm_next(r, &err) == ORM_ROW; next++)
			cr_assert_eq(orm_get_int(r, 0), next);
		cr_expect_eq(next, 3000, "%s", err.message);
		orm_result_close(r);
		/* Closed halfway. */
		cr_assert(orm_stream(c, sql, with ? &from : NULL, (size_t)with, &r, &err));
		cr_assert_eq(orm_next(r, &err), ORM_ROW);
		orm_result_close(r);
		cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3000);
	}
	cr_assert(orm_query(c, "SELECT a FROM t WHERE a >= ? ORDER BY a", &from, 1, &r, &err));
	for (next = 1; orm_next(r, &err) == ORM_ROW; next++)
		cr_assert_eq(orm_get_int(r, 0), next);
	cr_expect_eq(next, 3000, "the same at once");
	orm_result_close(r);
	orm_close(c);
}

Test(pool_postgresql, c13_what_fails_later_fails_later)
{
	struct orm_engine *e = engine_with(server_postgresql(&arena), NULL);
	struct orm_conn *c = checkout(e);
	struct orm_result *r;
	int rows_read = 0;
	cr_assert(orm_stream(c, "SELECT 1 / (n - 2500) FROM generate_series(1, 3000) n", NULL, 0,
	                     &r, &err),
	          "%s", err.message);
	while (orm_next(r, &err) == ORM_ROW)
		rows_read++;
	cr_expect_str_eq(err.sqlstate, "22012");
	cr_expect_eq(rows_read, 2000, "those of the batches before");
	orm_result_close(r);
	orm_rollback(c);
	cr_expect_not(orm_stream(c, "SELECT nothing", NULL, 0, &r, &err));
	cr_expect_str_eq(err.statement, "SELECT nothing");
	cr_expect_eq(err.position, 7);
	orm_rollback(c);
	cr_assert(orm_stream(c, "SELECT 1", NULL, 0, &r, &err));
	orm_rollback(c);
	orm_result_close(r);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	orm_close(c);
}

EVERYWHERE(c14_an_invalid_one_is_replaced_at_its_next_use)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	run(c, "INSERT INTO t VALUES (3)");
	orm_invalidate(c);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2);
	cr_expect_eq(orm_engine_counts(e).opened, 2);
	orm_close(c);
	cr_expect_eq(orm_engine_counts(e).idle, 1);
}

EVERYWHERE(e19_statements_stay_prepared)
{
	struct orm_engine *e = engine_with(url, NULL);
	make_table(e);
	struct orm_conn *c = checkout(e);
	for (int i = 0; i < 10; i++) {
		struct orm_value v = orm_int(i), out;
		cr_assert(
		    orm_query_value(&arena, c, "SELECT a FROM t WHERE a = ?", &v, 1, &out, &err));
		/* However many others there are, some are given up. */
		cr_assert(orm_query_value(&arena, c,
		                          arena_printf(&arena, "SELECT %d FROM t WHERE a = ?", i),
		                          &v, 1, &out, &err));
	}
	struct orm_prepared_counts n = orm_prepared_counts(c);
	cr_expect_geq(n.hits, 6);
	cr_expect_geq(n.misses, 11);
	orm_close(c);
}

EVERYWHERE(a_connection_given_back_is_nobodys)
{
	struct orm_engine_options o = { .pool = { .size = 2 } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_result *r;
	struct orm_conn *c = checkout(e);
	orm_close(c);
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	cr_expect_str_eq(err.message, "the connection was given back");
	cr_expect_not(orm_begin(c, &err));
	cr_expect_not(orm_commit(c, &err));
	cr_expect_not(orm_set_isolation(c, ORM_SERIALIZABLE, &err));
	cr_expect_not(orm_query(c, "SELECT 1", NULL, 0, &r, &err));
	orm_rollback(c);
	orm_invalidate(c);
	orm_interrupt(c);
	orm_unlock(c);
	cr_expect_not(orm_reset(c, &err));
	orm_close(c);
	struct orm_pool_counts n = orm_engine_counts(e);
	cr_expect_eq(n.idle, 1, "twice is once");
	cr_expect_eq(n.out, 0);
	/* With a result open it stays until that is closed. */
	c = checkout(e);
	cr_assert(orm_query(c, "SELECT 1", NULL, 0, &r, &err));
	orm_close(c);
	cr_expect_eq(orm_engine_counts(e).out, 1);
	orm_result_close(r);
	cr_expect_eq(orm_engine_counts(e).out, 0);
	orm_engine_close(e);
	orm_engine_close(e);
	cr_expect_not(orm_exec(c, "SELECT 1", &err));
	orm_interrupt(c);
	orm_unlock(c);
	cr_expect_not(orm_in_transaction(c));
	cr_expect_not(orm_reset(c, &err));
	no_checkout(e, ERR_USAGE);
	cr_expect_str_eq(err.message, "the engine is closed");
}

static bool on_connect(void *data, struct orm_conn *c, struct error *why)
{
	struct orm_value v;
	see(data, "connect");
	return orm_query_value(&arena, c, "SELECT 1", NULL, 0, &v, why);
}

static bool on_checkout(void *data, struct orm_conn *c, struct error *why)
{
	(void)c;
	(void)why;
	see(data, "checkout");
	return true;
}

static void on_checkin(void *data, struct orm_conn *c)
{
	(void)c;
	see(data, "checkin");
}

static void on_close(void *data, struct orm_conn *c)
{
	(void)c;
	see(data, "close");
}

static void on_invalidate(void *data, struct orm_conn *c, const struct error *why)
{
	(void)c;
	see(data, why->code == ERR_CONNECT ? "lost" : "invalidate");
}

static bool before_execute(void *data, struct orm_conn *c, const struct orm_execution *x,
                           struct error *why)
{
	(void)c;
	see(data, arena_printf(&arena, "before %s %zu", x->sql, x->count));
	return strcmp(x->sql, "SELECT 'forbidden'") != 0 || fail(why, ERR_REFUSED, "not this one");
}

static void after_execute(void *data, struct orm_conn *c, const struct orm_execution *x,
                          struct error *failed)
{
	(void)c;
	(void)x;
	see(data, failed ? "failed" : "after");
	if (failed)
		fail(failed, failed->code, "in other words");
}

static void on_transaction(void *data, struct orm_conn *c, enum orm_moment at, const char *name)
{
	static const char *const moments[] = { "begin",   "commit",      "rollback", "savepoint",
		                               "release", "rollback to", "prepare" };
	(void)c;
	see(data, arena_printf(&arena, "%s%s%s", moments[at], name ? " " : "", name ? name : ""));
}

static const struct orm_listener all_ears = {
	.connect = on_connect,
	.checkout = on_checkout,
	.checkin = on_checkin,
	.close = on_close,
	.invalidate = on_invalidate,
	.before_execute = before_execute,
	.after_execute = after_execute,
	.transaction = on_transaction,
};

EVERYWHERE(events_come_in_their_order)
{
	/* SQLite begins nothing to read. */
	static const char sqlite[] =
	    "begin|before INSERT INTO t VALUES (?) 1|after|before SELECT 'forbidden' 0|"
	    "before COMMIT 0|after|commit|before SELECT nothing 0|failed|rollback|checkin|";
	static const char others[] =
	    "begin|before INSERT INTO t VALUES (?) 1|after|before SELECT 'forbidden' 0|"
	    "before COMMIT 0|after|commit|begin|before SELECT nothing 0|failed|rollback|checkin|";
	struct orm_engine *e = engine_with(url, NULL);
	orm_engine_listen(e, &all_ears);
	const struct orm_value one = orm_int(1);
	struct orm_conn *c = checkout(e);
	run(c, "CREATE TABLE t (a INTEGER)");
	cr_assert(orm_commit(c, &err));
	cr_expect(strstr(buf_str(&seen), "connect|checkout|begin|before CREATE"), "%s",
	          buf_str(&seen));
	buf_cut(&seen, 0);
	cr_assert(orm_exec_params(c, "INSERT INTO t VALUES (?)", &one, 1, &err));
	cr_expect_not(orm_exec(c, "SELECT 'forbidden'", &err));
	cr_expect_eq(err.code, ERR_REFUSED);
	cr_assert(orm_commit(c, &err));
	cr_expect_not(orm_exec(c, "SELECT nothing", &err));
	cr_expect_str_eq(err.message, "in other words");
	orm_close(c);
	cr_expect_str_eq(buf_str(&seen), is_sqlite(url) ? sqlite : others);
}

Test(pool, events_of_savepoints_and_of_the_end)
{
	struct orm_engine *e = engine_with("sqlite://", NULL);
	struct orm_listener l = { .transaction = on_transaction,
		                  .invalidate = on_invalidate,
		                  .close = on_close,
		                  .checkin = on_checkin };
	orm_engine_listen(e, &l);
	struct orm_conn *c = checkout(e);
	cr_assert(orm_savepoint(c, "x", &err));
	orm_rollback_to(c, "x");
	cr_assert(orm_release(c, "x", &err));
	orm_rollback(c);
	orm_invalidate(c);
	run(c, "SELECT 1");
	orm_close(c);
	orm_engine_close(e);
	cr_expect_str_eq(buf_str(&seen), "begin|savepoint x|rollback to x|release x|rollback|"
	                                 "invalidate|close|rollback|checkin|close|");
}

static bool give_up(void *data, struct orm_conn *c, const struct orm_execution *x,
                    struct error *why)
{
	bool *done = data;
	(void)why;
	if (!*done && strcmp(x->sql, "SELECT 2") == 0) {
		*done = true;
		orm_invalidate(c);
		return true;
	}
	/* Nobody is told of a listener's own statements, after that either. */
	return orm_exec(c, "SELECT 3", why);
}

EVERYWHERE(a_listener_gives_a_connection_up)
{
	bool done = false;
	struct orm_engine *e = engine_with(url, NULL);
	struct orm_listener l = { .data = &done, .before_execute = give_up };
	orm_engine_listen(e, &l);
	orm_engine_listen(e, &l);
	struct orm_conn *c = checkout(e);
	run(c, "CREATE TABLE t (a INTEGER)");
	cr_expect_not(orm_exec(c, "SELECT 2", &err));
	cr_expect_eq(err.code, ERR_CONNECT);
	cr_expect(done);
	run(c, "SELECT 2");
	orm_close(c);
}

static bool no_connection(void *data, struct orm_conn *c, struct error *why)
{
	(void)data;
	(void)c;
	return fail(why, ERR_REFUSED, "nobody gets one");
}

static bool other_database(void *data, struct arena *a, struct orm_url *url, struct error *why)
{
	(void)why;
	url->database = arena_strdup(a, data);
	return true;
}

Test(pool, events_can_refuse_a_connection_and_change_its_url)
{
	const struct orm_listener refuses[] = { { .connect = no_connection },
		                                { .checkout = no_connection } };
	char name[] = "other.db";
	const struct orm_listener renames = { .before_connect = other_database, .data = name };
	for (size_t i = 0; i < COUNT(refuses); i++) {
		struct orm_engine *e = engine_with("sqlite://", NULL);
		orm_engine_listen(e, &refuses[i]);
		no_checkout(e, ERR_REFUSED);
		no_checkout(e, ERR_REFUSED);
		cr_expect_eq(orm_engine_counts(e).out, 0);
	}
	struct orm_engine *e = engine_with("sqlite:///pool.db", NULL);
	orm_engine_listen(e, &renames);
	make_table(e);
	cr_expect_eq(access("other.db", F_OK), 0);
	cr_expect_neq(access("pool.db", F_OK), 0);
}
