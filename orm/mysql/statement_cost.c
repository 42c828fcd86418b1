/*
 * orm/mysql/statement_cost.c - what a statement costs, by what the compiler said and its words
 */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/outline.h"
#include "orm/mysql/mysql.h"

#define COST(w, others, name)                                            \
	{                                                                \
		.work = DDL_##w, .wait = DDL_WAIT_##others, .lock = name \
	}

static const struct ddl_fact facts[] = {
	{ "DROP TABLE", NULL, COST(INSTANT, ALL, "EXCLUSIVE") },
	{ "RENAME TABLE", NULL, COST(INSTANT, ALL, "EXCLUSIVE") },
	{ "CREATE TRIGGER", NULL, COST(INSTANT, ALL, "EXCLUSIVE") },
	{ "CREATE DEFINER", "TRIGGER", COST(INSTANT, ALL, "EXCLUSIVE") },
	{ "DROP TRIGGER", NULL, COST(INSTANT, ALL, "EXCLUSIVE") },
	{ "CREATE", NULL, { .work = DDL_INSTANT } },
	{ "DROP", NULL, { .work = DDL_INSTANT } },
	{ "ALTER TABLE", NULL, COST(UNKNOWN, WRITES, "SHARED") },
	{ "ALTER", NULL, { .work = DDL_INSTANT } },
	{ "SET", NULL, { .work = DDL_INSTANT } },
	{ "GRANT", NULL, { .work = DDL_INSTANT } },
	{ "REVOKE", NULL, { .work = DDL_INSTANT } },
	{ "UPDATE", NULL, { .work = DDL_SCAN } },
	{ "DELETE", NULL, { .work = DDL_SCAN } },
	{ "INSERT", NULL, { .work = DDL_INSTANT } },
};

/* In place and without a rebuild: an index is built, else the catalogs change. */
static bool builds(const char *outline)
{
	static const char *const words[] = { "ADD KEY",      "ADD INDEX",   "ADD UNIQUE",
		                             "ADD FULLTEXT", "ADD SPATIAL", "ADD PRIMARY",
		                             "ADD VECTOR" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(outline, words[i]))
			return true;
	return strstr(outline, "ADD CONSTRAINT") && strstr(outline, "UNIQUE");
}

struct ddl_cost my_statement_cost(const struct ddl_statement *s)
{
	static const struct ddl_cost unknown = { 0 };
	struct ddl_cost cost = s->cost;
	struct arena a = { 0 };
	const char *outline = ddl_outline(&a, &orm_mysql, s->sql);

	if (!cost.work)
		cost = ddl_find_fact(facts, COUNT(facts), outline, unknown);
	else if (cost.work == DDL_BUILD && !builds(outline))
		cost.work = DDL_INSTANT;
	arena_release(&a);
	return cost;
}
