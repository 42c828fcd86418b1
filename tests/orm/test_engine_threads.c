/* tests/orm/test_engine_threads.c - one engine and many threads */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/clock.h"
#include "tests/orm/pooled.h"

enum { THREADS = 16, ROUNDS = 30 };

struct crowd {
	struct orm_engine *engine;
	atomic_int done, lost, wrong;
	atomic_int inside; /* connections in use at once */
	int most;
	atomic_bool over;
};

/* Adds a row; whoever loses the connection in between tries again. */
static bool add_row(struct crowd *w, struct error *why)
{
	struct orm_conn *c;
	if (!orm_engine_connect(w->engine, &c, why))
		return false;
	if (atomic_fetch_add(&w->inside, 1) >= w->most)
		atomic_fetch_add(&w->wrong, 1);
	bool ok = orm_exec(c, "INSERT INTO t VALUES (7)", why) && orm_commit(c, why);
	atomic_fetch_sub(&w->inside, 1);
	orm_close(c);
	return ok;
}

static void *work(void *data)
{
	struct crowd *w = data;
	for (int i = 0; i < ROUNDS; i++) {
		struct error why;
		while (!add_row(w, &why)) {
			if (why.code != ERR_CONNECT) {
				fprintf(stderr, "%s\n", why.message);
				atomic_fetch_add(&w->wrong, 1);
				return NULL;
			}
			atomic_fetch_add(&w->lost, 1);
		}
		atomic_fetch_add(&w->done, 1);
	}
	return NULL;
}

static void start(pthread_t *threads, size_t count, void *(*f)(void *), void *data)
{
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, f, data), 0);
}

static void join(const pthread_t *threads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* Waiting for the disk isn't what is tried. */
static bool be_quick(void *data, struct orm_conn *c, struct error *why)
{
	(void)data;
	return strcmp(orm_conn_url(c)->scheme, "sqlite") != 0 ||
	       orm_exec(c, "PRAGMA synchronous = OFF", why);
}

EVERYWHERE(threads_share_four_connections)
{
	pthread_t threads[THREADS];
	struct orm_engine_options o = { .connect = { .lock_timeout_ms = 60000 },
		                        .pool = { .size = 3, .overflow = 1 } };
	struct crowd w = { .engine = engine_with(url, &o), .most = 4 };
	orm_engine_listen(w.engine, &(struct orm_listener){ .connect = be_quick });
	make_table(w.engine);
	start(threads, THREADS, work, &w);
	join(threads, THREADS);
	cr_expect_eq(w.wrong, 0);
	cr_expect_eq(w.lost, 0);
	struct orm_pool_counts n = orm_engine_counts(w.engine);
	cr_expect_eq(n.out, 0);
	cr_expect_eq(n.waiting, 0);
	cr_expect_eq(n.opened, n.closed + n.idle);
	struct orm_conn *c = checkout(w.engine);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 2 + THREADS * ROUNDS);
	orm_close(c);
}

/* Ends connections of this database, at random, until it is told to stop. */
static void *kill_some(void *data)
{
	struct crowd *w = data;
	struct arena a = { 0 };
	struct error why;
	struct orm_conn *c;
	const struct orm_url *url = orm_engine_url(w->engine);
	const char *sql =
	    !strcmp(url->scheme, "postgresql")
		? "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname "
		  "= current_database() AND pid <> pg_backend_pid() AND random() < 0.3"
		: "SELECT id FROM information_schema.processlist WHERE db = "
		  "DATABASE() AND id <> CONNECTION_ID() AND RAND() < 0.3 LIMIT 1";
	bool ok = orm_connect(url, NULL, &c, &why);
	while (ok && !atomic_load(&w->over)) {
		struct orm_value v;
		ok = orm_query_value(&a, c, sql, NULL, 0, &v, &why);
		if (ok && strcmp(url->scheme, "postgresql") != 0 && v.kind == ORM_INT)
			(void)!orm_exec(c, arena_printf(&a, "KILL %ld", (long)v.integer), &why);
		clock_sleep_ms(15);
	}
	if (ok)
		orm_close(c);
	arena_release(&a);
	return NULL;
}

/* A commit whose answer is lost may have been one: rows are counted from below. */
REMOTE(threads_survive_connections_killed_at_random)
{
	pthread_t threads[THREADS], killer;
	struct orm_engine_options o = { .pool = { .size = 4, .overflow = ORM_NO_OVERFLOW } };
	struct crowd w = { .engine = engine_with(url, &o), .most = 4 };
	make_table(w.engine);
	start(&killer, 1, kill_some, &w);
	start(threads, THREADS, work, &w);
	join(threads, THREADS);
	atomic_store(&w.over, true);
	join(&killer, 1);
	cr_expect_eq(w.wrong, 0);
	cr_expect_eq(w.done, THREADS * ROUNDS);
	struct orm_pool_counts n = orm_engine_counts(w.engine);
	cr_expect_eq(n.out, 0);
	cr_expect_eq(n.waiting, 0);
	cr_expect_leq(n.idle, 4);
	cr_expect_eq(n.opened, n.closed + n.idle, "none has leaked");
	orm_engine_dispose(w.engine);
	struct orm_conn *c = checkout(w.engine);
	int64_t rows = number(c, "SELECT count(*) FROM t");
	cr_expect_geq(rows, 2 + w.done);
	cr_expect_leq(rows, 2 + w.done + w.lost);
	orm_close(c);
}

/* Those who wait, by the number in their queue. */
struct turn {
	struct orm_engine *engine;
	int number, served;
	atomic_int *next;
	bool failed;
};

static void *wait_for_turn(void *data)
{
	struct turn *t = data;
	struct orm_conn *c;
	struct error why;
	t->failed = !orm_engine_connect(t->engine, &c, &why);
	if (t->failed)
		return NULL;
	t->served = atomic_fetch_add(t->next, 1);
	orm_close(c);
	return NULL;
}

Test(pool, threads_are_served_in_their_order)
{
	enum { WAITING = 8 };
	struct orm_engine_options o = { .pool = { .kind = ORM_POOL_ONE } };
	struct orm_engine *e = engine_with("sqlite://", &o);
	struct orm_conn *c = checkout(e);
	pthread_t threads[WAITING];
	struct turn turns[WAITING];
	atomic_int next = 0;
	for (int i = 0; i < WAITING; i++) {
		turns[i] = (struct turn){ .engine = e, .number = i, .next = &next };
		start(&threads[i], 1, wait_for_turn, &turns[i]);
		while (orm_engine_counts(e).waiting != (size_t)i + 1)
			clock_sleep_ms(1);
	}
	orm_close(c);
	join(threads, WAITING);
	for (int i = 0; i < WAITING; i++)
		cr_expect(!turns[i].failed && turns[i].served == i, "%d came %d", i,
		          turns[i].served);
}

Test(pool, threads_that_wait_are_told_when_it_closes)
{
	struct orm_engine *e = engine_with("sqlite://", NULL);
	struct orm_conn *c = checkout(e);
	pthread_t thread;
	atomic_int next = 0;
	struct turn t = { .engine = e, .next = &next };
	start(&thread, 1, wait_for_turn, &t);
	while (orm_engine_counts(e).waiting == 0)
		clock_sleep_ms(1);
	orm_engine_close(e);
	join(&thread, 1);
	cr_expect(t.failed);
	run(c, "SELECT 1");
	orm_close(c);
	cr_expect_eq(orm_engine_counts(e).closed, 1);
}

static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
			      "WHERE i < 100000000) SELECT count(*) FROM n";
static const char *const long_ones[] = { endless, "SELECT pg_sleep(60)", "SELECT SLEEP(60)" };

static const char *long_one(const char *url)
{
	return long_ones[!strncmp(url, "sqlite", 6) ? 0 : !strncmp(url, "postgresql", 10) ? 1 : 2];
}

struct stopper {
	struct orm_conn *conn;
	atomic_bool running, over;
};

static void *stop_it(void *data)
{
	struct stopper *s = data;
	while (!atomic_load(&s->running))
		clock_sleep_ms(1);
	/* Again until it is: the first may come before the statement does. */
	while (!atomic_load(&s->over)) {
		clock_sleep_ms(50);
		if (!atomic_load(&s->over))
			orm_interrupt(s->conn);
	}
	return NULL;
}

EVERYWHERE(threads_can_cancel_anothers_statement)
{
	struct orm_engine *e = engine_with(url, NULL);
	struct stopper s = { .conn = checkout(e) };
	struct orm_value v;
	pthread_t thread;
	start(&thread, 1, stop_it, &s);
	int64_t since = clock_ms();
	atomic_store(&s.running, true);
	bool ok = orm_query_value(&arena, s.conn, long_one(url), NULL, 0, &v, &err);
	atomic_store(&s.over, true);
	join(&thread, 1);
	cr_expect_lt(clock_ms() - since, 30000);
	/* MariaDB's SLEEP says 1 when it is woken. */
	cr_expect(ok ? v.integer == 1 : err.code == ERR_INTERRUPTED, "%s", err.message);
	orm_close(s.conn);
}

EVERYWHERE(timeouts_end_statements)
{
	struct orm_engine_options o = { .statement_timeout_ms = 200, .pool = { .size = 1 } };
	struct orm_engine *e = engine_with(url, &o);
	struct orm_conn *c = checkout(e);
	struct orm_value v;
	int64_t since = clock_ms();
	bool ok = orm_query_value(&arena, c, long_one(url), NULL, 0, &v, &err);
	cr_expect_lt(clock_ms() - since, 30000);
	cr_expect(ok ? v.integer == 1 : strstr("57014 70100", err.sqlstate) != NULL, "%s: %s",
	          err.sqlstate, err.message);
	orm_rollback(c);
	cr_assert(orm_set_timeout(c, 0, &err), "%s", err.message);
	cr_expect_eq(number(c, "SELECT 1"), 1);
	orm_close(c);
}
