/*
 * bench/insert.c - what inserting many rows costs, against a round trip for each
 *
 * On the servers that LIMBECK_TEST_POSTGRESQL_URL, LIMBECK_TEST_MARIADB_URL and
 * LIMBECK_TEST_MYSQL_URL name (tests/support/servers starts the first two): rows are
 * inserted by orm_insert_rows, by orm_session_insert_all and, as a yardstick, by the bare
 * client library with a statement for each, which is prepared once: committed one by one,
 * and in one transaction.  They take turns; the shortest of each counts.  A row by itself
 * costs what the way to the server costs, and a commit what its disk does: on a socket of
 * the same machine, with a server that waits for no disk, both are as small as they can
 * be, so that ratios are larger elsewhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "orm/dsl.h"
#include "orm/mysql/handle.h"
#include "orm/postgresql/handle.h"
#include "orm/session/session.h"

struct customer {
	int64_t id;
	const char *name, *description;
};

extern const struct customer_schema {
	ORM_SCHEMA(struct customer);
	ORM_COLUMNS(id, name, description);
} Customer;

const struct customer_schema Customer = {
	.model = ORM_MODEL(Customer, "bench", .source.schema = "limbeck_bench_insert"),
	.id = { COLUMN(Customer, id), .primary_key = true },
	.name = { COLUMN(Customer, name) },
	.description = { COLUMN(Customer, description) },
};

static const struct orm_model *const models[] = { &Customer.model, NULL };

#define BENCH_TABLE "limbeck_bench_insert.bench"

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

#define INSERT "INSERT INTO " BENCH_TABLE " (name, description) VALUES "

#ifdef LIMBECK_LIBPQ
static void insert_each_libpq(struct orm_conn *c, const struct orm_value *v, int count)
{
	const struct libpq *pq = pg_handle(c)->pq;
	PGconn *db = pg_handle(c)->db;

	pq->PQclear(pq->PQprepare(db, "bench", INSERT "($1, $2)", COLUMNS, NULL));
	for (int i = 0; i < count; i++) {
		const struct orm_value *row = v + (size_t)i * COLUMNS;
		const char *texts[COLUMNS] = { row[0].data, row[1].data };
		PGresult *r = pq->PQexecPrepared(db, "bench", COLUMNS, texts, NULL, NULL, 0);

		if (pq->PQresultStatus(r) != PGRES_COMMAND_OK) {
			fprintf(stderr, "bench: %s\n", pq->PQerrorMessage(db));
			exit(1);
		}
		pq->PQclear(r);
	}
	run(c, "DEALLOCATE bench");
}
#endif

#ifdef LIMBECK_MYSQL
static void insert_each_mysql(struct orm_conn *c, const struct orm_value *v, int count)
{
	const struct my_client *my = my_handle(c)->my;
	MYSQL_STMT *stmt = my->mysql_stmt_init(my_handle(c)->db);
	bool ok = my->mysql_stmt_prepare(stmt, INSERT "(?, ?)", sizeof INSERT "(?, ?)" - 1) == 0;

	for (int i = 0; ok && i < count; i++) {
		MYSQL_BIND binds[COLUMNS];

		memset(binds, 0, sizeof binds);
		for (int k = 0; k < COLUMNS; k++) {
			const struct orm_value *value = v + (size_t)i * COLUMNS + k;

			binds[k].buffer_type = MYSQL_TYPE_STRING;
			binds[k].buffer = (void *)(uintptr_t)value->data;
			binds[k].buffer_length = (unsigned long)value->len;
		}
		ok = my->mysql_stmt_bind_param(stmt, binds) == 0 &&
		     my->mysql_stmt_execute(stmt) == 0;
	}
	if (!ok) {
		fprintf(stderr, "bench: %s\n", my->mysql_stmt_error(stmt));
		exit(1);
	}
	my->mysql_stmt_close(stmt);
}
#endif

static void insert_each(struct orm_conn *c, const struct orm_value *v, int count)
{
#ifdef LIMBECK_LIBPQ
	if (c->driver == &orm_postgresql_driver)
		insert_each_libpq(c, v, count);
#endif
#ifdef LIMBECK_MYSQL
	if (c->driver == &orm_mysql_driver)
		insert_each_mysql(c, v, count);
#endif
}

static void insert_all(struct orm_conn *c, const struct orm_value *v, int count)
{
	static const char *const columns[] = { "name", "description" };
	struct orm_rows rows = { BENCH_TABLE, columns, COLUMNS, v, (size_t)count, NULL };
	struct error err;

	if (!orm_insert_rows(c, &rows, &err))
		die(&err);
}

static void insert_structs(struct orm_conn *c, const struct orm_value *v, int count)
{
	struct customer *all = malloc((size_t)count * sizeof *all);
	struct arena a = { 0 };
	struct orm_registry *registry;
	struct error err;

	if (!all || !orm_registry_new(&a, models, &registry, &err))
		exit(1);
	for (int i = 0; i < count; i++)
		all[i] = (struct customer){ .name = v[i * COLUMNS].data,
			                    .description = v[i * COLUMNS + 1].data };
	struct orm_session *s = orm_session_new(c, registry, NULL);
	if (!orm_session_insert_all(s, &Customer.model, all, (size_t)count) ||
	    !orm_session_commit(s))
		die(orm_session_error(s));
	orm_session_close(s);
	free(all);
	arena_release(&a);
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

	run(c, "TRUNCATE TABLE " BENCH_TABLE);
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
	double single = 0, in_one = 0, all = 0, structs = 0;

	for (int i = 0; i < RUNS; i++) {
		single = larger(single, rate(c, v, SINGLE, insert_each));
		in_one = larger(in_one, rate(c, v, SINGLE, insert_in_one));
		all = larger(all, rate(c, v, ROWS, insert_all));
		structs = larger(structs, rate(c, v, ROWS, insert_structs));
	}
	printf("%s, rows/s: committed one by one %.0f, one by one in a transaction %.0f\n", title,
	       single, in_one);
	printf("  orm_insert_rows        %8.0f: %.1f and %.1f times\n", all, all / single,
	       all / in_one);
	printf("  orm_session_insert_all %8.0f: %.1f and %.1f times\n", structs, structs / single,
	       structs / in_one);
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
	run(c, url.scheme[0] == 'p' ? "CREATE TABLE " BENCH_TABLE
	                              " (id bigserial PRIMARY KEY, name text, description text)"
	                            : "CREATE TABLE " BENCH_TABLE
	                              " (id bigint AUTO_INCREMENT PRIMARY KEY, "
	                              "name varchar(100), description text)");
	measure(c, title);
	run(c, "DROP TABLE " BENCH_TABLE);
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
