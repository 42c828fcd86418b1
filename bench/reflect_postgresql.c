/*
 * bench/reflect_postgresql.c - what reading PostgreSQL's catalogs costs
 *
 * On the server that LIMBECK_TEST_POSTGRESQL_URL names (tests/support/servers
 * starts one): databases of 100, 1,000 and 10,000 tables are read by
 * reflect_database and, as yardsticks, the same queries are run by a bare loop
 * over libpq, and pg_dump --schema-only, where it is installed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "orm/dialect.h"
#include "orm/postgresql/libpq.h"
#include "reflect/reflect.h"

static void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

static struct orm_conn *connect_to(const struct orm_url *url,
                                   const struct orm_connect_options *options)
{
	struct orm_conn *c;
	struct error err;

	if (!orm_connect(url, options, &c, &err))
		die(err.message);
	return c;
}

static void run(struct orm_conn *c, const char *sql)
{
	struct error err;

	if (!orm_exec(c, sql, &err))
		die(err.message);
}

/* As many at a time as the server has room for locks. */
static void fill(const struct orm_url *url, int tables)
{
	struct orm_conn *c = connect_to(url, NULL);
	char sql[1200];

	for (int i = 0; i < tables; i += 100) {
		snprintf(sql, sizeof sql,
		         "DO $$ BEGIN FOR i IN %d..%d LOOP "
		         "EXECUTE format('CREATE TABLE table_%%s (id int PRIMARY KEY, parent int "
		         "REFERENCES table_%%s (id) ON DELETE CASCADE, name varchar(50) NOT NULL "
		         "DEFAULT "
		         "''x'', total numeric(12, 2) NOT NULL CHECK (total >= 0), at timestamp, "
		         "CONSTRAINT uq_%%s UNIQUE (name, at))', i, i / 2, i); "
		         "EXECUTE format('CREATE INDEX ix_%%s ON table_%%s (total DESC) WHERE "
		         "total > 0', "
		         "i, i); END LOOP; END $$",
		         i, (i + 100 < tables ? i + 100 : tables) - 1);
		run(c, sql);
	}
	run(c, "ANALYZE");
	orm_close(c);
}

struct texts {
	struct arena *arena;
	struct names sql;
};

static void keep(void *data, const char *sql)
{
	struct texts *t = data;

	vec_push(t->arena, &t->sql, arena_strdup(t->arena, sql));
}

static int64_t reflect(const struct orm_url *url, struct texts *texts)
{
	struct orm_connect_options options = { .echo = texts ? keep : NULL, .echo_data = texts };
	struct arena a = { 0 };
	struct orm_metadata *m;
	struct error err;
	int64_t start = clock_ms(), took;
	struct orm_conn *c = connect_to(url, &options);

	if (!reflect_database(&a, c, NULL, &m, &err))
		die(err.message);
	orm_close(c);
	took = clock_ms() - start;
	arena_release(&a);
	return took;
}

/* What a program without limbeck would do, but for putting it together. */
static int64_t bare(const char *url, const struct texts *texts)
{
#ifdef LIMBECK_LIBPQ
	struct error err;
	const struct libpq *pq = libpq_load(&err);
	int64_t start = clock_ms();
	PGconn *c;

	if (!pq)
		die(err.message);
	c = pq->PQconnectdbParams((const char *const[]){ "dbname", NULL },
	                          (const char *const[]){ url, NULL }, 1);
	for (size_t i = 0; i < texts->sql.len; i++) {
		PGresult *r =
		    pq->PQexecParams(c, texts->sql.items[i], 0, NULL, NULL, NULL, NULL, 0);
		int rows = pq->PQntuples(r), columns = pq->PQnfields(r);

		for (int row = 0; row < rows; row++)
			for (int k = 0; k < columns; k++)
				if (!pq->PQgetvalue(r, row, k))
					die("no value");
		pq->PQclear(r);
	}
	pq->PQfinish(c);
	return clock_ms() - start;
#else
	(void)url;
	(void)texts;
	return -1;
#endif
}

static int64_t dump(struct arena *a, const char *url)
{
	int64_t start = clock_ms();
	int status = system(arena_printf(a, "pg_dump --schema-only '%s' >/dev/null 2>&1", url));

	return status ? -1 : clock_ms() - start;
}

static void measure(struct arena *a, const struct orm_url *server, int tables)
{
	const char *name = arena_printf(a, "limbeck_bench_%d", tables);
	struct orm_conn *c = connect_to(server, NULL);
	struct orm_url url = *server;
	struct texts texts = { .arena = a };
	const char *text;
	int64_t took;

	run(c, arena_printf(a, "DROP DATABASE IF EXISTS %s", name));
	run(c, arena_printf(a, "CREATE DATABASE %s TEMPLATE template0", name));
	url.database = name;
	text = orm_url_text(a, &url, true);
	fill(&url, tables);
	reflect(&url, &texts);
	printf("%6d tables: reflect %lld ms\n", tables, (long long)reflect(&url, NULL));
	took = bare(text, &texts);
	if (took >= 0)
		printf("%6d tables: bare loop %lld ms\n", tables, (long long)took);
	took = dump(a, text);
	if (took >= 0)
		printf("%6d tables: pg_dump %lld ms\n", tables, (long long)took);
	run(c, arena_printf(a, "DROP DATABASE %s", name));
	orm_close(c);
}

int main(int argc, char **argv)
{
	const char *text = getenv("LIMBECK_TEST_POSTGRESQL_URL");
	int tables = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 10000;
	struct arena a = { 0 };
	struct orm_url server;
	struct error err;

	if (!text || !*text) {
		puts("no PostgreSQL server, see tests/support/servers");
		return 0;
	}
	if (!orm_url_parse(&a, text, &server, &err))
		die(err.message);
	for (int n = tables / 100; n <= tables; n *= 10)
		measure(&a, &server, n);
	arena_release(&a);
	return 0;
}
