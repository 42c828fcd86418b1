/* tests/support/random_sqlite_code.c - what stands beside the tables of random schemas of SQLite */
#include "tests/support/random_sqlite_code.h"

#include <sqlite3.h>

enum { INDEXES = 21, VIEWS = 22, TRIGGERS = 23, VIRTUAL_AT = 600, SETTINGS_AT = 601 };

const char *const random_sqlite_tables[RANDOM_SQLITE_TABLES] = { "t0", "[T 1]", "\"t 2\"\"x--\"",
	                                                         "\"select\"" };
const char *const random_sqlite_columns[] = {
	"c1", "c2", "c3", "\"c 4%s'\"", "[\xc3\xbcnion]", "`c``6`", "order_"
};

void random_sqlite_indexes(struct random_maker *m, unsigned t)
{
	bool c2 = random_has_column(m, t, 1), c3 = random_has_column(m, t, 2);
	const char *table = random_sqlite_tables[t];
	unsigned at = random_place(t, INDEXES);

	if (c2 && random_one_in(m, at, 0, 2))
		random_add(m, "CREATE %sINDEX i%u_a ON %s (c2%s%s)",
		           random_one_in(m, at, 1, 3) ? "UNIQUE " : "", t, table,
		           random_one_in(m, at, 2, 3) ? " COLLATE nocase" : "",
		           random_one_in(m, at, 3, 2) ? " DESC" : "");
	if (c3 && random_one_in(m, at, 4, 2))
		random_add(m, "CREATE INDEX i%u_b ON %s (%s)%s", t, table,
		           random_one_in(m, at, 5, 2) ? "c3, c1" : "lower(c3)",
		           random_one_in(m, at, 6, 2) ? " WHERE c1 IS NOT NULL" : "");
	if (c2 && c3 && random_one_in(m, at, 7, 4))
		random_add(m, "CREATE UNIQUE INDEX \"i%u c\" ON %s (c2 || c3 DESC, c1 /* too */)%s",
		           t, table,
		           random_one_in(m, at, 8, 2) ? " WHERE c2 > 3 AND c3 IN ('a', 'b')" : "");
	if (random_has_column(m, t, 3) && random_one_in(m, at, 9, 4))
		random_add(m, "CREATE INDEX IF NOT EXISTS [i%u d] ON %s (%s ASC, abs(c1 - %u))", t,
		           table, random_sqlite_columns[3], random_pick(m, at, 10, 2));
}

/* Views, and views of them. */
static void add_views(struct random_maker *m, unsigned t, bool view)
{
	const char *table = random_sqlite_tables[t];
	unsigned at = random_place(t, VIEWS), other = random_pick(m, at, 2, RANDOM_SQLITE_TABLES);

	if (view)
		random_add(m, "CREATE VIEW v%u%s AS SELECT c1, %u AS n FROM %s", t,
		           random_one_in(m, at, 3, 3) ? " (c1, \"n n\")" : "",
		           random_pick(m, at, 4, 2), table);
	if (view && random_one_in(m, at, 5, 2))
		random_add(m, "CREATE VIEW vv%u AS SELECT c1, %u AS k FROM v%u", t,
		           random_pick(m, at, 6, 2), t);
	if (view && random_one_in(m, at, 5, 2) && random_one_in(m, at, 7, 2))
		random_add(m,
		           "CREATE VIEW \"v v v%u\" AS SELECT c1 FROM vv%u UNION SELECT c1 FROM "
		           "v%u -- both\n",
		           t, t, t);
	if (random_has_table(m, other) && random_one_in(m, at, 8, 4))
		random_add(m,
		           "CREATE VIEW j%u AS WITH w AS (SELECT c1 FROM %s) SELECT a.c1, b.c1 "
		           "AS other FROM w a %sJOIN %s b ON a.c1 = b.c1",
		           t, table, random_one_in(m, at, 9, 2) ? "LEFT " : "",
		           random_sqlite_tables[other]);
}

void random_sqlite_views(struct random_maker *m, unsigned t)
{
	unsigned at = random_place(t, VIEWS);
	const char *table = random_sqlite_tables[t];
	bool view = random_one_in(m, at, 0, 3);

	add_views(m, t, view);
	if (view && random_one_in(m, at, 20, 2))
		random_add(m,
		           "CREATE TRIGGER w%u INSTEAD OF INSERT ON v%u BEGIN INSERT INTO %s "
		           "(c1) VALUES (NEW.c1); END",
		           t, t, table);
	if (view && random_one_in(m, at, 21, 3))
		random_add(m,
		           "CREATE TRIGGER \"x %u\" INSTEAD OF UPDATE OF c1 ON v%u WHEN OLD.c1 > "
		           "%u BEGIN UPDATE %s SET c1 = NEW.c1 WHERE c1 = OLD.c1; END",
		           t, t, random_pick(m, at, 22, 2), table);
}

/* They fire when rows are put in, and so do nothing then. */
void random_sqlite_triggers(struct random_maker *m, unsigned t)
{
	unsigned at = random_place(t, TRIGGERS);
	unsigned other = random_pick(m, at, 0, RANDOM_SQLITE_TABLES);
	const char *table = random_sqlite_tables[t];

	if (random_one_in(m, at, 1, 3))
		random_add(m,
		           "CREATE TRIGGER r%u AFTER INSERT ON %s BEGIN UPDATE %s SET c1 = c1 + "
		           "%u WHERE false; END",
		           t, table, table, random_pick(m, at, 2, 2));
	if (random_has_column(m, t, 1) && random_one_in(m, at, 3, 4))
		random_add(m,
		           "CREATE TRIGGER [r %u] BEFORE UPDATE OF c2, c1 ON %s FOR EACH ROW "
		           "WHEN NEW.c2 IS NOT OLD.c2 AND NEW.c1 = %u BEGIN SELECT "
		           "RAISE(ABORT, 'no; never'); END",
		           t, table, 1000 + random_pick(m, at, 4, 2));
	if (random_has_table(m, other) && random_one_in(m, at, 5, 5))
		random_add(m,
		           "CREATE TRIGGER d%u %s DELETE ON %s BEGIN DELETE FROM %s WHERE c1 = "
		           "OLD.c1 AND CASE WHEN true THEN false END; SELECT 1; END",
		           t, random_one_in(m, at, 6, 2) ? "BEFORE" : "AFTER", table,
		           random_sqlite_tables[other]);
}

/* Is it built into the library? */
static bool has_module(const char *option)
{
	return sqlite3_compileoption_used(option);
}

void random_sqlite_virtual(struct random_maker *m)
{
	unsigned at = VIRTUAL_AT;
	bool fts5 = has_module("ENABLE_FTS5") && random_one_in(m, at, 0, 4);

	if (fts5)
		random_add(m, "CREATE VIRTUAL TABLE \"full text\" USING fts5(title, body%s%s)",
		           random_one_in(m, at, 1, 3) ? " UNINDEXED" : "",
		           random_one_in(m, at, 2, 3) ? ", tokenize = 'porter ascii'" : "");
	if (has_module("ENABLE_RTREE") && random_one_in(m, at, 3, 6))
		random_add(m, "CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1%s)",
		           random_one_in(m, at, 4, 3) ? ", y0, y1" : "");
	if (has_module("ENABLE_FTS4") && random_one_in(m, at, 5, 8))
		random_add(m, "CREATE VIRTUAL TABLE old USING fts4(%s)",
		           random_one_in(m, at, 6, 2) ? "a, b" : "a");
	if (fts5 && random_has_table(m, 0) && random_one_in(m, at, 7, 2))
		random_add(m,
		           "CREATE TRIGGER ft AFTER INSERT ON t0 WHEN false BEGIN INSERT INTO "
		           "\"full text\" (title) VALUES (NEW.c1 || '%u'); END",
		           random_pick(m, at, 8, 2));
}

void random_sqlite_settings(struct random_maker *m)
{
	if (random_one_in(m, SETTINGS_AT, 0, 3))
		random_add(m, "PRAGMA user_version = %u", random_pick(m, SETTINGS_AT, 1, 3));
	if (random_one_in(m, SETTINGS_AT, 2, 6))
		random_add(m, "PRAGMA application_id = %u", random_pick(m, SETTINGS_AT, 3, 3));
}
