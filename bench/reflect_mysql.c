/*
 * bench/reflect_mysql.c - what reading a MySQL or MariaDB database costs
 *
 * On the servers that LIMBECK_TEST_MARIADB_URL and LIMBECK_TEST_MYSQL_URL name
 * (tests/support/servers starts a MariaDB): databases of 100, 1,000 and 10,000
 * tables are read by reflect_database and, as a yardstick, by a bare loop that does
 * nothing but fetch what can't be done without: the list of tables, their SHOW
 * CREATE TABLE, a hundred in a round trip, and what else there is in the database.
 * Both begin when they are connected and end when they have the last text, which
 * reflection has read as well.  They take turns, so that what else runs on the machine
 * concerns both; the shortest of each counts, and the median says how quiet it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "orm/dialect.h"
#include "orm/mysql/client.h"
#include "reflect/reflect.h"

enum { BATCH = 100, RUNS = 15 };

/* How long each took, in microseconds. */
struct pair {
	int64_t bare[RUNS], reflect[RUNS];
};

static int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void die(const struct error *err)
{
	fprintf(stderr, "bench: %s\n", err->message);
	exit(1);
}

#ifdef LIMBECK_MYSQL
static void die_of(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

/* Triggers, events, routines and privileges. */
static const char rest[] =
    "SHOW TRIGGERS; SHOW EVENTS;"
    "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES "
    "WHERE ROUTINE_SCHEMA = DATABASE();"
    "SELECT * FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE();"
    "SELECT * FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE();"
    "SELECT * FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE()";

static void fetch_all(const struct my_client *my, MYSQL *c, const char *sql)
{
	int more;

	if (my->mysql_real_query(c, sql, (unsigned long)strlen(sql)))
		die_of(my->mysql_error(c));
	do {
		MYSQL_RES *rows = my->mysql_store_result(c);
		MYSQL_ROW row;

		while (rows && (row = my->mysql_fetch_row(rows)))
			if (!row[0])
				die_of("no text");
		my->mysql_free_result(rows);
	} while ((more = my->mysql_next_result(c)) == 0);
	if (more > 0)
		die_of(my->mysql_error(c));
}
#endif

static struct orm_conn *connect_to(const struct orm_url *url)
{
	struct orm_conn *c;
	struct error err = { 0 };

	if (!orm_connect(url, NULL, &c, &err))
		die(&err);
	return c;
}

static void run(struct orm_conn *c, const char *sql)
{
	struct error err = { 0 };

	if (!orm_exec(c, sql, &err))
		die(&err);
}

static void fill(const struct orm_url *url, int tables)
{
	struct orm_conn *c = connect_to(url);
	char sql[1200];

	for (int i = 0; i < tables; i++) {
		snprintf(
		    sql, sizeof sql,
		    "CREATE TABLE table_%d (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, "
		    "parent int unsigned, name varchar(50) NOT NULL DEFAULT 'x', total "
		    "decimal(12,2) NOT NULL CHECK (total >= 0), a int, b bigint DEFAULT 7, c text, "
		    "d datetime(3), e enum('new','old') COMMENT 'how old', at timestamp NOT NULL "
		    "DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY uq_%d "
		    "(name, "
		    "at), KEY ix_%d (total DESC), CONSTRAINT fk_%d FOREIGN KEY (parent) REFERENCES "
		    "table_%d (id) ON DELETE CASCADE) ENGINE=InnoDB",
		    i, i, i, i, i / 2);
		run(c, sql);
	}
	orm_close(c);
}

static int64_t reflect(const struct orm_url *url, int tables)
{
	struct orm_conn *c = connect_to(url);
	int64_t start = clock_us(), took;
	struct orm_metadata *m;
	struct arena a = { 0 };
	struct error err = { 0 };

	if (!reflect_database(&a, c, NULL, &m, &err))
		die(&err);
	took = clock_us() - start;
	if (m->tables.len != (size_t)tables) {
		fprintf(stderr, "bench: %zu tables instead of %d\n", m->tables.len, tables);
		exit(1);
	}
	arena_release(&a);
	orm_close(c);
	return took;
}

/* What a program without limbeck would do, but for reading what it gets. */
static int64_t bare(const struct orm_url *url, int tables)
{
#ifdef LIMBECK_MYSQL
	struct error err = { 0 };
	const struct my_client *my = my_client_load(&err);
	MYSQL *c = my ? my->mysql_init(NULL) : NULL;
	struct buf sql = { 0 };
	int64_t start;

	if (!my)
		die(&err);
	if (!my->mysql_real_connect(c, url->host, url->user, url->password, url->database,
	                            (unsigned)url->port, orm_url_param(url, "unix_socket"),
	                            CLIENT_MULTI_STATEMENTS))
		die_of(my->mysql_error(c));
	start = clock_us();
	fetch_all(my, c, "SHOW FULL TABLES");
	for (int from = 0; from < tables; from += BATCH) {
		buf_cut(&sql, 0);
		for (int i = 0; i < BATCH; i++)
			buf_addf(&sql, "SHOW CREATE TABLE table_%d;", from + i);
		fetch_all(my, c, sql.data);
	}
	fetch_all(my, c, rest);
	start = clock_us() - start;
	my->mysql_close(c);
	buf_release(&sql);
	return start;
#else
	(void)url;
	(void)tables;
	return -1;
#endif
}

static int later(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/* Turn by turn, so that what else goes on concerns both. */
static struct pair compare(const struct orm_url *url, int tables)
{
	struct pair p;

	for (int i = 0; i < RUNS; i++) {
		p.bare[i] = bare(url, tables);
		p.reflect[i] = reflect(url, tables);
	}
	qsort(p.bare, RUNS, sizeof *p.bare, later);
	qsort(p.reflect, RUNS, sizeof *p.reflect, later);
	return p;
}

static void print(const char *title, int tables, const char *which, const struct pair *p, int run)
{
	double read = (double)p->reflect[run] / 1000, fetched = (double)p->bare[run] / 1000;

	printf("%-8s %6d tables, %s: reflect %.1f ms, bare loop %.1f ms, %.2f times\n", title,
	       tables, which, read, fetched, read / fetched);
}

static void measure(struct arena *a, const struct orm_url *server, const char *title, int tables)
{
	const char *name = arena_printf(a, "limbeck_bench_%d", tables);
	struct orm_conn *c = connect_to(server);
	struct orm_url url = *server;
	struct pair p;

	run(c, arena_printf(a, "DROP DATABASE IF EXISTS %s", name));
	run(c, arena_printf(a, "CREATE DATABASE %s CHARACTER SET utf8mb4", name));
	url.database = name;
	fill(&url, tables);
	p = compare(&url, tables);
	print(title, tables, "shortest", &p, 0);
	print(title, tables, "median  ", &p, RUNS / 2);
	run(c, arena_printf(a, "DROP DATABASE %s", name));
	orm_close(c);
}

static void measure_server(const char *variable, const char *title, int tables)
{
	const char *text = getenv(variable);
	struct arena a = { 0 };
	struct orm_url server;
	struct error err = { 0 };

	if (!text || !*text) {
		printf("no %s server, see tests/support/servers\n", title);
		return;
	}
	if (!orm_url_parse(&a, text, &server, &err))
		die(&err);
	for (int n = tables / 100 < BATCH ? BATCH : tables / 100; n <= tables; n *= 10)
		measure(&a, &server, title, n);
	arena_release(&a);
}

int main(int argc, char **argv)
{
	int tables = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 10000;

	measure_server("LIMBECK_TEST_MARIADB_URL", "MariaDB", tables);
	measure_server("LIMBECK_TEST_MYSQL_URL", "MySQL", tables);
	return 0;
}
