/* tests/orm/test_postgresql_pooler.c - one at a time where sessions are shared */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

static const char *url;
static struct orm_conn *direct, *a, *b;

static void begin_test(void)
{
	const char *own = server_postgresql(&arena);
	url = server_pooled(&arena, own);
	direct = server_connect(own);
	a = server_connect(url);
	b = server_connect(url);
}

static void end_test(void)
{
	orm_close(a);
	orm_close(b);
	orm_close(direct);
	arena_release(&arena);
}

TestSuite(postgresql_pooler, .init = begin_test, .fini = end_test, .timeout = 300);

static bool try_lock(struct orm_conn *c, struct orm_lock_holder *holder)
{
	bool got;
	cr_assert(orm_try_lock(c, "limbeck", &got, holder, &err), "%s", err.message);
	return got;
}

static int64_t locks(void)
{
	return number(direct,
	              "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
	              "WHERE locktype = 'advisory' AND datname = current_database()");
}

Test(postgresql_pooler, one_has_the_lease_and_is_named)
{
	struct orm_lock_holder holder;
	cr_expect(try_lock(a, &holder));
	cr_expect(try_lock(a, &holder), "once more is fine");
	cr_expect_eq(locks(), 0, "no lock is left in a session of the pool");
	cr_expect_not(try_lock(b, &holder));
	cr_expect_str_eq(holder.user, system_user(&arena));
	cr_expect_str_eq(holder.host, system_host(&arena));
	cr_expect_eq(holder.pid, getpid());
	cr_expect_eq(strlen(holder.since), 20);
	cr_expect_not(try_lock(direct, &holder), "it holds for those without a pooler as well");
	cr_expect_eq(holder.pid, getpid());
	orm_unlock(a);
	cr_expect(try_lock(b, &holder));
	orm_unlock(b);
	cr_expect(try_lock(direct, &holder));
	cr_expect_not(try_lock(a, &holder), "and theirs holds for us");
	cr_expect_eq(holder.pid, number(direct, "SELECT pg_backend_pid()"));
	cr_expect_eq(number(direct, "SELECT count(*) FROM limbeck_lock"), 0);
}

Test(postgresql_pooler, a_lease_ends_and_is_taken_over)
{
	struct orm_lock_holder holder;
	cr_expect(try_lock(a, &holder));
	run(direct, "UPDATE limbeck_lock SET expires = now() - interval '1 second'");
	cr_expect(try_lock(b, &holder));
	cr_expect_not(orm_begin(a, &err));
	cr_expect_eq(err.code, ERR_LOCKED, "%s", err.message);
	cr_expect_not(orm_in_transaction(a));
	orm_unlock(a);
	cr_expect_eq(number(direct, "SELECT count(*) FROM limbeck_lock"), 1, "it is another's now");
	orm_unlock(b);
}

Test(postgresql_pooler, nobody_takes_over_while_a_transaction_is_open)
{
	struct orm_lock_holder holder;
	cr_expect(try_lock(a, &holder));
	cr_assert(orm_begin(a, &err), "%s", err.message);
	run(direct, "UPDATE limbeck_lock SET expires = now() - interval '1 second'");
	cr_expect_not(try_lock(b, &holder));
	cr_expect_not(try_lock(direct, &holder));
	run(a, "CREATE TABLE t (a int)");
	cr_assert(orm_commit(a, &err), "%s", err.message);
	cr_expect(try_lock(b, &holder));
}

Test(postgresql_pooler, the_lease_is_prolonged, .timeout = 300)
{
	struct orm_lock_holder holder;
	cr_expect(try_lock(a, &holder));
	/* As if nothing had been heard of the holder for a while. */
	run(direct, "UPDATE limbeck_lock SET expires = now() + interval '30 seconds'");
	run(a, "SELECT pg_sleep(17)");
	cr_expect_gt(
	    number(direct, "SELECT extract(epoch FROM expires - now())::int FROM limbeck_lock"),
	    45);
	orm_unlock(a);
}

Test(postgresql_pooler, settings_end_with_the_transaction)
{
	struct orm_lock_holder holder;
	struct orm_value v = orm_int(1), out;
	cr_expect(try_lock(a, &holder));
	cr_assert(orm_migrating(a, true, &err));
	cr_assert(orm_begin(a, &err));
	cr_assert(orm_query_value(&arena, a, "SHOW lock_timeout", NULL, 0, &out, &err));
	cr_expect_str_eq(out.data, "5s");
	cr_assert(orm_commit(a, &err));
	cr_assert(orm_query_value(&arena, a, "SHOW lock_timeout", NULL, 0, &out, &err));
	cr_expect_str_eq(out.data, "0");
	cr_assert(orm_migrating(a, false, &err));
	for (int i = 0; i < 10; i++)
		cr_assert(orm_query_value(&arena, a, "SELECT ?::int", &v, 1, &out, &err));
	cr_expect_eq(number(a, "SELECT count(*) FROM pg_prepared_statements"), 0);
}

Test(postgresql_pooler, who_reads_needs_nothing_of_it)
{
	struct orm_connect_options options = { .read_only = true };
	const char *sql[] = { "SELECT 1", "SELECT 2" };
	struct orm_result *r[2];
	struct orm_conn *reader;
	cr_assert(try_connect(url, &options, &reader), "%s", err.message);
	cr_assert(orm_begin(reader, &err));
	cr_assert(orm_query_many(reader, sql, 2, r, &err), "%s", err.message);
	orm_result_close(r[0]);
	orm_result_close(r[1]);
	orm_close(reader);
	cr_expect_eq(
	    number(direct, "SELECT count(*) FROM pg_tables WHERE tablename = 'limbeck_lock'"), 0);
}
