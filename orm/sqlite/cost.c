/*
 * orm/sqlite/cost.c - what a statement costs, by its words
 *
 * Whatever it does, there is one lock: who changes anything has the database for
 * itself, but for readers who began before, or in WAL mode at any time.
 */
#include "base/text.h"
#include "orm/ddl/outline.h"
#include "orm/sqlite/sqlite.h"

#define COST(w)                                                              \
	{                                                                    \
		.work = DDL_##w, .wait = DDL_WAIT_WRITES, .lock = "database" \
	}

static const struct ddl_fact facts[] = {
	{ "PRAGMA", NULL, { .work = DDL_INSTANT } },
	{ "CREATE INDEX", NULL, COST(BUILD) },
	{ "CREATE UNIQUE INDEX", NULL, COST(BUILD) },
	{ "ALTER TABLE", "DROP COLUMN", COST(COPY) },
	{ "ALTER TABLE", "CHECK ()", COST(SCAN) },
	{ "ALTER TABLE", "NOT NULL", COST(SCAN) },
	{ "ALTER TABLE", "AS ()", COST(SCAN) },
	{ "INSERT OR ABORT INTO ", NULL, COST(COPY) },
	{ "UPDATE SQLITE_STAT", NULL, COST(INSTANT) },
	{ "UPDATE", NULL, COST(SCAN) },
	{ "DELETE FROM SQLITE_SEQUENCE", NULL, COST(INSTANT) },
	{ "DELETE", NULL, COST(SCAN) },
};

struct ddl_cost sqlite_cost(const struct ddl_statement *s)
{
	static const struct ddl_cost plain = COST(INSTANT);
	struct arena a = { 0 };
	struct ddl_cost cost =
	    ddl_find_fact(facts, COUNT(facts), ddl_outline(&a, &orm_sqlite, s->sql), plain);

	arena_release(&a);
	return cost;
}
