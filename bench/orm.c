/*
 * bench/orm.c - what objects cost beside the same rows by hand
 *
 * On SQLite, in memory: inserting ROWS (100,000 unless an argument says
 * otherwise), loading them as objects, and changing each in chunks of 1,000;
 * beside each what a program does with prepared statements alone.  Each pair
 * is timed five times, in turn, by the processor time that it takes; the smallest
 * of each counts.  At last, what an object takes of memory.
 */
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "migrate/create_all.h"
#include "orm/dsl.h"
#include "orm/session/session.h"

struct thing {
	int64_t id;
	const char *name, *description;
};

extern const struct thing_schema {
	ORM_SCHEMA(struct thing);
	ORM_COLUMNS(id, name, description);
} Thing;

const struct thing_schema Thing = {
	.model = ORM_MODEL(Thing, "things"),
	.id = { COLUMN(Thing, id), .primary_key = true },
	.name = { COLUMN(Thing, name) },
	.description = { COLUMN(Thing, description) },
};

static const struct orm_model *const models[] = { &Thing.model, NULL };

enum { CHUNK = 1000, TIMES = 5 };

static int rows = 100000;
static struct thing *things;

static void die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(1);
}

static void exec(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		die(sqlite3_errmsg(db));
	return stmt;
}

static void step(sqlite3 *db, sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	sqlite3_reset(stmt);
}

static void insert_by_hand(sqlite3 *db)
{
	exec(db, "BEGIN");
	sqlite3_stmt *stmt = prepare(db, "INSERT INTO things (name, description) VALUES (?, ?)");
	for (int i = 0; i < rows; i++) {
		sqlite3_bind_text(stmt, 1, things[i].name, -1, SQLITE_STATIC);
		sqlite3_bind_text(stmt, 2, things[i].description, -1, SQLITE_STATIC);
		step(db, stmt);
	}
	sqlite3_finalize(stmt);
	exec(db, "COMMIT");
}

static struct thing *load_by_hand(sqlite3 *db)
{
	struct thing *out = malloc((size_t)rows * sizeof *out);
	sqlite3_stmt *stmt = prepare(db, "SELECT id, name, description FROM things");
	for (int i = 0; out && sqlite3_step(stmt) == SQLITE_ROW; i++) {
		out[i].id = sqlite3_column_int64(stmt, 0);
		out[i].name = strdup((const char *)sqlite3_column_text(stmt, 1));
		out[i].description = strdup((const char *)sqlite3_column_text(stmt, 2));
	}
	sqlite3_finalize(stmt);
	return out;
}

static void drop(struct thing *list)
{
	for (int i = 0; i < rows; i++) {
		free((void *)(uintptr_t)list[i].name);
		free((void *)(uintptr_t)list[i].description);
	}
	free(list);
}

static void change_by_hand(sqlite3 *db)
{
	sqlite3_stmt *get = prepare(
	    db, "SELECT id, name, description FROM things WHERE id > ? ORDER BY id LIMIT ?");
	sqlite3_stmt *set = prepare(db, "UPDATE things SET name = ? WHERE id = ?");
	int64_t last = 0;
	for (int done = 0; done < rows; done += CHUNK) {
		struct thing some[CHUNK];
		exec(db, "BEGIN");
		sqlite3_bind_int64(get, 1, last);
		sqlite3_bind_int64(get, 2, CHUNK);
		for (int i = 0; i < CHUNK && sqlite3_step(get) == SQLITE_ROW; i++) {
			some[i].id = sqlite3_column_int64(get, 0);
			some[i].name = strdup((const char *)sqlite3_column_text(get, 1));
			some[i].description = strdup((const char *)sqlite3_column_text(get, 2));
		}
		sqlite3_reset(get);
		for (int i = 0; i < CHUNK; i++) {
			sqlite3_bind_text(set, 1, "changed", -1, SQLITE_STATIC);
			sqlite3_bind_int64(set, 2, some[i].id);
			step(db, set);
			free((void *)(uintptr_t)some[i].name);
			free((void *)(uintptr_t)some[i].description);
		}
		last = some[CHUNK - 1].id;
		exec(db, "COMMIT");
	}
	sqlite3_finalize(get);
	sqlite3_finalize(set);
}

static void must(struct orm_session *s, bool ok)
{
	if (!ok)
		die(orm_session_error(s)->message);
}

static void change_objects(struct orm_session *s)
{
	int64_t last = 0;
	for (int done = 0; done < rows; done += CHUNK) {
		struct orm_objects some = SELECT(s, Thing, .where = GT(Thing.id, last),
		                                 .order_by = LIST(Thing.id), .limit = CHUNK);
		EACH(Thing, t, &some)
		{
			t->name = "changed";
			last = t->id;
		}
		must(s, orm_session_commit(s));
		orm_session_clear(s);
	}
}

static void report(const char *what, const int64_t best[2])
{
	printf("%-30s %7.1f ms, by hand %7.1f ms, ratio %.2f\n", what, (double)best[0] / 1000,
	       (double)best[1] / 1000, (double)best[0] / (double)best[1]);
}

static int64_t clock_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Memory, of the heap and beside it. */
static size_t in_use(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static void note(int64_t *best, int64_t start)
{
	int64_t us = clock_us() - start;
	*best = *best && *best < us ? *best : us;
}

static void prepare_things(void)
{
	things = calloc((size_t)rows, sizeof *things);
	if (!things)
		die("out of memory");
	for (int i = 0; i < rows; i++) {
		char text[100];
		snprintf(text, sizeof text, "thing %d", i);
		things[i].name = strdup(text);
		snprintf(text, sizeof text, "the description of thing %d", i);
		things[i].description = strdup(text);
	}
}

/* What the texts of a thing take, on average. */
static double texts(void)
{
	size_t all = 0;
	for (int i = 0; i < rows; i++)
		all += strlen(things[i].name) + strlen(things[i].description) + 2;
	return (double)all / rows;
}

int main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct orm_registry *registry;
	int64_t best[4][2] = { 0 };
	size_t memory = 0;
	sqlite3 *db;

	rows = argc > 1 ? atoi(argv[1]) : rows;
	prepare_things();
	for (int n = 0; n < TIMES; n++) {
		if (sqlite3_open(":memory:", &db))
			die("no database");
		exec(db, "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "
		         "description TEXT NOT NULL)");
		int64_t start = clock_us();
		insert_by_hand(db);
		note(&best[0][1], start);
		note(&best[1][1], start);
		start = clock_us();
		struct thing *list = load_by_hand(db);
		note(&best[2][1], start);
		drop(list);
		start = clock_us();
		change_by_hand(db);
		note(&best[3][1], start);
		sqlite3_close(db);

		if (!orm_url_parse(&a, "sqlite://", &url, &err) ||
		    !orm_connect(&url, NULL, &c, &err) ||
		    !orm_registry_new(&a, models, &registry, &err) ||
		    !migrate_create_all(c, orm_registry_metadata(registry), &err))
			die(err.message);
		struct orm_session *s = orm_session_new(c, registry, NULL);
		start = clock_us();
		must(s, orm_session_insert_all(s, &Thing.model, things, (size_t)rows) &&
		            orm_session_commit(s));
		note(&best[0][0], start);
		must(s,
		     orm_session_execute(
			 s, QUERY(&((struct orm_delete){ .table = &Thing.model.source }))) == rows);
		must(s, orm_session_commit(s));
		start = clock_us();
		for (int i = 0; i < rows; i++)
			ADD(s, Thing, .name = things[i].name, .description = things[i].description);
		must(s, orm_session_commit(s));
		note(&best[1][0], start);
		orm_session_clear(s);
		start = clock_us();
		must(s, SELECT(s, Thing).len == (size_t)rows);
		note(&best[2][0], start);
		orm_session_close(s);
		s = orm_session_new(c, registry, NULL);
		size_t before = in_use();
		must(s, SELECT(s, Thing).len == (size_t)rows);
		memory = in_use() - before;
		orm_session_clear(s);
		start = clock_us();
		change_objects(s);
		note(&best[3][0], start);
		orm_session_close(s);
		orm_close(c);
	}
	printf("%d rows on SQLite\n", rows);
	report("insert_all", best[0]);
	report("add and commit", best[1]);
	report("load as objects", best[2]);
	report("load, change, flush by 1,000", best[3]);
	printf("memory of an object            %7.0f bytes, its struct and texts %.0f\n",
	       (double)memory / rows, (double)sizeof(struct thing) + texts());
	arena_release(&a);
	return 0;
}
