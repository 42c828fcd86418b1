/*
 * bench/reflect.c - what reading and comparing large schemas costs
 *
 * A database of TABLES tables (10,000 unless an argument says otherwise) is
 * read by reflect_database and, as a yardstick, by a bare loop over the stored
 * SQL and the pragmas of each table.  Comparing is shown for a tenth and for
 * all of them: the time per table should be the same.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "migrate/compare.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

static void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(db));
}

static void make(const char *path, int tables)
{
	char sql[1024];
	sqlite3 *db;

	if (sqlite3_open(path, &db))
		die("can't make the database");
	run(db, "PRAGMA synchronous = OFF; BEGIN");
	for (int i = 0; i < tables; i++) {
		snprintf(sql, sizeof sql,
		         "CREATE TABLE table_%d (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES "
		         "table_%d (id) ON DELETE CASCADE, name VARCHAR(50) NOT NULL DEFAULT 'x', "
		         "total NUMERIC(12, 2) NOT NULL CHECK (total >= 0), at TIMESTAMP, "
		         "CONSTRAINT uq_%d UNIQUE (name, at)); "
		         "CREATE INDEX ix_%d ON table_%d (total DESC) WHERE total > 0;",
		         i, i / 2, i, i, i);
		run(db, sql);
	}
	run(db, "COMMIT");
	sqlite3_close(db);
}

static int drain(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	int rows = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL))
		die(sqlite3_errmsg(db));
	while (sqlite3_step(statement) == SQLITE_ROW)
		rows += sqlite3_column_bytes(statement, 1) >= 0;
	sqlite3_finalize(statement);
	return rows;
}

/* What a program without limbeck would do. */
static int64_t bare(const char *path, int tables)
{
	static const char *const pragmas[] = { "table_xinfo", "index_list", "foreign_key_list" };
	char sql[100];
	sqlite3 *db;
	int64_t start = clock_ms();

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL))
		die("can't open the database");
	drain(db, "SELECT type, name, tbl_name, sql FROM sqlite_schema");
	for (int i = 0; i < tables; i++)
		for (size_t k = 0; k < COUNT(pragmas); k++) {
			snprintf(sql, sizeof sql, "PRAGMA %s(table_%d)", pragmas[k], i);
			drain(db, sql);
		}
	sqlite3_close(db);
	return clock_ms() - start;
}

static int64_t reflect(struct arena *a, const char *path, struct orm_metadata **out)
{
	struct error err = { 0 };
	struct orm_url url = { .scheme = "sqlite", .database = path };
	struct orm_connect_options options = { .read_only = true };
	struct orm_conn *c;
	int64_t start = clock_ms();

	if (!orm_connect(&url, &options, &c, &err) || !reflect_database(a, c, NULL, out, &err))
		die(err.message);
	orm_close(c);
	return clock_ms() - start;
}

static int64_t compare(const struct orm_metadata *x, const struct orm_metadata *y)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct compare_result result = { 0 };
	int64_t start = clock_ms();

	if (!migrate_compare(&a, &orm_sqlite, x, y, NULL, &result, &err))
		die(err.message);
	if (result.ops.len)
		die("two readings of one database differ");
	int64_t took = clock_ms() - start;
	arena_release(&a);
	return took;
}

static void measure(int tables, bool with_bare)
{
	char path[] = "/tmp/limbeck-bench-XXXXXX";
	struct arena a = { 0 };
	struct orm_metadata *one, *two;
	int file = mkstemp(path);

	if (file < 0)
		die("can't make a temporary file");
	close(file);
	make(path, tables);
	if (with_bare)
		printf("%6d tables: bare loop %lld ms\n", tables, (long long)bare(path, tables));
	printf("%6d tables: reflect %lld ms\n", tables, (long long)reflect(&a, path, &one));
	reflect(&a, path, &two);
	printf("%6d tables: compare %lld ms\n", tables, (long long)compare(one, two));
	arena_release(&a);
	unlink(path);
}

int main(int argc, char **argv)
{
	int tables = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 10000;

	measure(tables / 10, false);
	measure(tables, true);
	return 0;
}
