/*
 * bench/insert.c - what inserting many rows costs, against a round trip for each
 *
 * On the servers that LIMBECK_TEST_POSTGRESQL_URL, LIMBECK_TEST_MARIADB_URL and
 * LIMBECK_TEST_MYSQL_URL name (tests/support/servers starts the first two): rows are
 * inserted by orm_insert_rows and, as a yardstick, by a statement for each, which is
 * prepared once: committed one by one, and in one transaction.  They take turns; the
 * shortest of each counts.  On a socket of the same machine a round trip costs little
 * more than what the server does for a row, so that the last ratio is larger elsewhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "orm/engine/conn.h"

#define TABLE "limbeck_bench_insert.bench"

enum { ROWS = 20000, SINGLE = 5000, RUNS = 5, COLUMNS = 2 };

static _Noreturn void die(const struct error *err)
{
	fprintf(stderr, "bench: %s\n", err->message);
	exit(1);
}

static int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void run(struct orm_conn *c, const char *sql)
{
	struct error err;

	if (!orm_exec(c, sql, &err))
		die(&err);
}

static struct orm_value *make_values(struct arena *a)
{
	struct orm_value *v = arena_alloc(a, (size_t)ROWS * COLUMNS * sizeof *v);

	for (int i = 0; i < ROWS; i++) {
		struct orm_value *row = v + (size_t)i * COLUMNS;

		row[0] = orm_text(arena_printf(a, "customer number %d", i));
		row[1] = orm_text("one who doesn't say much of himself");
	}
	return v;
}

static void insert_each(struct orm_conn *c, const struct orm_value *v, int count)
{
	struct error err;

	for (int i = 0; i < count; i++)
		if (!orm_exec_params(c, "INSERT INTO " TABLE " (name, description) VALUES (?, ?)",
		                     v + (size_t)i * COLUMNS, COLUMNS, &err))
			die(&err);
}

static void insert_all(struct orm_conn *c, const struct orm_value *v, int count)
{
	static const char *const columns[] = { "name", "description" };
	struct orm_rows rows = { TABLE, columns, COLUMNS, v, (size_t)count, NULL };
	struct error err;

	if (!orm_insert_rows(c, &rows, &err))
		die(&err);
}

static void insert_in_one(struct orm_conn *c, const struct orm_value *v, int count)
{
	run(c, "START TRANSACTION");
	insert_each(c, v, count);
	run(c, "COMMIT");
}

/* Rows a second. */
static double rate(struct orm_conn *c, const struct orm_value *v, int count,
                   void (*insert)(struct orm_conn *, const struct orm_value *, int))
{
	int64_t start;

	run(c, "TRUNCATE TABLE " TABLE);
	start = clock_us();
	insert(c, v, count);
	return count * 1e6 / (double)(clock_us() - start);
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

static void measure(struct orm_conn *c, const char *title)
{
	struct arena a = { 0 };
	struct orm_value *v = make_values(&a);
	double single = 0, in_one = 0, all = 0;

	for (int i = 0; i < RUNS; i++) {
		single = larger(single, rate(c, v, SINGLE, insert_each));
		in_one = larger(in_one, rate(c, v, SINGLE, insert_in_one));
		all = larger(all, rate(c, v, ROWS, insert_all));
	}
	printf("%-10s insert: %.0f rows/s, %.1f times committed one by one (%.0f), %.1f times one "
	       "by one in a transaction (%.0f)\n",
	       title, all, all / single, single, all / in_one, in_one);
	arena_release(&a);
}

static void measure_server(const char *variable, const char *title)
{
	const char *text = getenv(variable);
	struct arena a = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct error err;

	if (!text || !*text) {
		printf("no %s server, see tests/support/servers\n", title);
		return;
	}
	if (!orm_url_parse(&a, text, &url, &err) || !orm_connect(&url, NULL, &c, &err))
		die(&err);
	run(c, "DROP SCHEMA IF EXISTS limbeck_bench_insert");
	run(c, "CREATE SCHEMA limbeck_bench_insert");
	run(c, url.scheme[0] == 'p' ? "CREATE TABLE " TABLE
	                              " (id bigserial PRIMARY KEY, name text, description text)"
	                            : "CREATE TABLE " TABLE
	                              " (id bigint AUTO_INCREMENT PRIMARY KEY, "
	                              "name varchar(100), description text)");
	measure(c, title);
	run(c, "DROP TABLE " TABLE);
	run(c, "DROP SCHEMA limbeck_bench_insert");
	orm_close(c);
	arena_release(&a);
}

int main(void)
{
	measure_server("LIMBECK_TEST_POSTGRESQL_URL", "PostgreSQL");
	measure_server("LIMBECK_TEST_MARIADB_URL", "MariaDB");
	measure_server("LIMBECK_TEST_MYSQL_URL", "MySQL");
	return 0;
}
