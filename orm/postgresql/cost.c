/*
 * orm/postgresql/cost.c - what a statement locks and costs, by its words
 *
 * Measured on PostgreSQL 15 and 18; observe.c asks a server where there is one.
 */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/outline.h"
#include "orm/postgresql/postgresql.h"

#define COST(w, others, name)                                            \
	{                                                                \
		.work = DDL_##w, .wait = DDL_WAIT_##others, .lock = name \
	}
#define AE(w)  COST(w, ALL, "ACCESS EXCLUSIVE")
#define SRE(w) COST(w, WRITES, "SHARE ROW EXCLUSIVE")
#define S(w)   COST(w, WRITES, "SHARE")
#define SUE(w) COST(w, CHANGES, "SHARE UPDATE EXCLUSIVE")
#define RE(w)  COST(w, CHANGES, "ROW EXCLUSIVE")
#define NO(w)  COST(w, NONE, NULL)

/* The first that fits counts. */
static const struct ddl_fact statements[] = {
	{ "CREATE INDEX CONCURRENTLY", NULL, SUE(BUILD) },
	{ "CREATE UNIQUE INDEX CONCURRENTLY", NULL, SUE(BUILD) },
	{ "CREATE INDEX", NULL, S(BUILD) },
	{ "CREATE UNIQUE INDEX", NULL, S(BUILD) },
	{ "REINDEX", "CONCURRENTLY", SUE(BUILD) },
	{ "REINDEX", NULL, S(BUILD) },
	{ "DROP INDEX CONCURRENTLY", NULL, SUE(INSTANT) },
	{ "CREATE TRIGGER", NULL, SRE(INSTANT) },
	{ "CREATE OR REPLACE TRIGGER", NULL, SRE(INSTANT) },
	{ "CREATE CONSTRAINT TRIGGER", NULL, SRE(INSTANT) },
	{ "CREATE POLICY", NULL, AE(INSTANT) },
	{ "CREATE RULE", NULL, AE(INSTANT) },
	{ "CREATE OR REPLACE RULE", NULL, AE(INSTANT) },
	{ "CREATE OR REPLACE VIEW", NULL, AE(INSTANT) },
	{ "CREATE STATISTICS", NULL, SUE(INSTANT) },
	{ "CREATE MATERIALIZED VIEW", NULL, NO(COPY) },
	{ "CREATE TABLE", "PARTITION OF", AE(INSTANT) },
	{ "CREATE", NULL, NO(INSTANT) },
	{ "COMMENT ON TABLE", NULL, SUE(INSTANT) },
	{ "COMMENT ON COLUMN", NULL, SUE(INSTANT) },
	{ "COMMENT ON VIEW", NULL, SUE(INSTANT) },
	{ "COMMENT ON MATERIALIZED VIEW", NULL, SUE(INSTANT) },
	{ "COMMENT ON", NULL, NO(INSTANT) },
	{ "REFRESH MATERIALIZED VIEW CONCURRENTLY", NULL, COST(COPY, WRITES, "EXCLUSIVE") },
	{ "REFRESH MATERIALIZED VIEW", NULL, AE(COPY) },
	{ "ALTER TYPE", NULL, NO(INSTANT) },
	{ "ALTER DOMAIN", "NOT VALID", NO(INSTANT) },
	{ "ALTER DOMAIN", "ADD", S(SCAN) },
	{ "ALTER DOMAIN", "VALIDATE", S(SCAN) },
	{ "ALTER DOMAIN", "SET NOT NULL", S(SCAN) },
	{ "ALTER SEQUENCE", NULL, COST(INSTANT, WRITES, "SHARE ROW EXCLUSIVE") },
	{ "ALTER INDEX", NULL, NO(INSTANT) },
	{ "ALTER MATERIALIZED VIEW", NULL, AE(INSTANT) },
	{ "ALTER VIEW", NULL, AE(INSTANT) },
	{ "ALTER TRIGGER", NULL, AE(INSTANT) },
	{ "ALTER POLICY", NULL, AE(INSTANT) },
	{ "ALTER", NULL, NO(INSTANT) },
	{ "DROP TABLE", NULL, AE(INSTANT) },
	{ "DROP INDEX", NULL, AE(INSTANT) },
	{ "DROP VIEW", NULL, AE(INSTANT) },
	{ "DROP MATERIALIZED VIEW", NULL, AE(INSTANT) },
	{ "DROP TRIGGER", NULL, AE(INSTANT) },
	{ "DROP POLICY", NULL, AE(INSTANT) },
	{ "DROP RULE", NULL, AE(INSTANT) },
	{ "DROP", NULL, NO(INSTANT) },
	{ "UPDATE", NULL, RE(SCAN) },
	{ "DELETE", NULL, RE(SCAN) },
	{ "INSERT", NULL, RE(INSTANT) },
	{ "GRANT", NULL, NO(INSTANT) },
	{ "REVOKE", NULL, NO(INSTANT) },
	{ "SET", NULL, NO(INSTANT) },
};

/* Of ALTER TABLE. */
static const struct ddl_fact actions[] = {
	{ "ADD COLUMN", "STORED", AE(COPY) },
	{ "ADD COLUMN", "AS IDENTITY", AE(COPY) },
	{ "ADD COLUMN", "SERIAL", AE(COPY) },
	{ "ADD COLUMN", "GEN_RANDOM_UUID ()", AE(COPY) },
	{ "ADD COLUMN", "RANDOM ()", AE(COPY) },
	{ "ADD COLUMN", "CLOCK_TIMESTAMP ()", AE(COPY) },
	{ "ADD COLUMN", "TIMEOFDAY ()", AE(COPY) },
	{ "ADD COLUMN", "UUIDV4 ()", AE(COPY) },
	{ "ADD COLUMN", "UUIDV7 ()", AE(COPY) },
	{ "ADD COLUMN", "UUID_GENERATE_V", AE(COPY) },
	{ "ADD COLUMN", "NEXTVAL ()", AE(COPY) },
	{ "ADD COLUMN", "UNIQUE", AE(BUILD) },
	{ "ADD COLUMN", "PRIMARY KEY", AE(BUILD) },
	{ "ADD COLUMN", "CHECK ()", AE(SCAN) },
	{ "ADD COLUMN", NULL, AE(INSTANT) },
	{ "ADD CONSTRAINT", "FOREIGN KEY () REFERENCES", SRE(SCAN) },
	{ "ADD FOREIGN KEY", NULL, SRE(SCAN) },
	{ "ADD CONSTRAINT", "USING INDEX", AE(INSTANT) },
	{ "ADD CONSTRAINT", "UNIQUE", AE(BUILD) },
	{ "ADD CONSTRAINT", "PRIMARY KEY", AE(BUILD) },
	{ "ADD CONSTRAINT", "EXCLUDE", AE(BUILD) },
	{ "ADD UNIQUE", NULL, AE(BUILD) },
	{ "ADD PRIMARY KEY", NULL, AE(BUILD) },
	{ "ADD EXCLUDE", NULL, AE(BUILD) },
	{ "ADD", NULL, AE(SCAN) },
	{ "VALIDATE", NULL, SUE(SCAN) },
	{ "ALTER COLUMN", "SET NOT NULL", AE(SCAN) },
	{ "ALTER COLUMN", "SET STATISTICS", SUE(INSTANT) },
	{ "ALTER COLUMN", "SET ()", SUE(INSTANT) },
	{ "ALTER COLUMN", "RESET ()", SUE(INSTANT) },
	{ "ALTER COLUMN", "SET EXPRESSION", AE(COPY) },
	{ "SET ()", NULL, SUE(INSTANT) },
	{ "RESET ()", NULL, SUE(INSTANT) },
	{ "CLUSTER ON", NULL, SUE(INSTANT) },
	{ "SET WITHOUT CLUSTER", NULL, SUE(INSTANT) },
	{ "ENABLE TRIGGER", NULL, SRE(INSTANT) },
	{ "DISABLE TRIGGER", NULL, SRE(INSTANT) },
	{ "ATTACH PARTITION", NULL, AE(SCAN) },
	{ "DETACH PARTITION", "CONCURRENTLY", SUE(INSTANT) },
	{ "SET LOGGED", NULL, AE(COPY) },
	{ "SET UNLOGGED", NULL, AE(COPY) },
	{ "SET TABLESPACE", NULL, AE(COPY) },
	{ "SET ACCESS METHOD", NULL, AE(COPY) },
};

/* What somebody has written may give another value each time: s.f() as a default. */
static bool has_own_default(const char *action)
{
	const char *at = text_starts(action, "ADD COLUMN") ? strstr(action, " DEFAULT ") : NULL;
	const char *name = at ? at + strlen(" DEFAULT ") : "";
	size_t len = strcspn(name, " (,");

	return memchr(name, '.', len) && !text_starts(name, "PG_CATALOG.") &&
	       text_starts(name + len + strspn(name + len, " "), "(");
}

static struct ddl_cost action_cost(const char *action)
{
	static const struct ddl_cost plain = AE(INSTANT);
	struct ddl_cost cost = ddl_find_fact(actions, COUNT(actions), action, plain);

	/* rows are looked at later, by VALIDATE CONSTRAINT */
	if (cost.work == DDL_SCAN && text_starts(action, "ADD ") &&
	    (strstr(action, " NOT VALID") || strstr(action, " NOT ENFORCED")))
		cost.work = DDL_INSTANT;
	if (has_own_default(action))
		cost.work = DDL_COPY;
	return cost;
}

/* Past "ALTER TABLE [IF EXISTS] [ONLY] name". */
static char *skip_table(char *outline)
{
	static const char *const words[] = { "ALTER TABLE ", "IF EXISTS ", "ONLY " };

	for (size_t i = 0; i < COUNT(words); i++)
		if (text_starts(outline, words[i]))
			outline += strlen(words[i]);
	outline += strcspn(outline, " ");
	return outline + strspn(outline, " ");
}

static struct ddl_cost alter_table_cost(char *outline)
{
	struct ddl_cost cost = { 0 };
	char *rest = skip_table(outline);

	while (rest) {
		char *action = rest;
		struct ddl_cost one;

		rest = strstr(rest, ", ");
		if (rest) {
			*rest = '\0';
			rest += 2;
		}
		one = action_cost(action);
		ddl_cost_add(&cost, &one);
	}
	return cost;
}

struct ddl_cost pg_cost(const struct ddl_statement *s)
{
	static const struct ddl_cost unknown = { 0 };
	struct arena a = { 0 };
	char *outline = ddl_outline(&a, &orm_postgresql, s->sql);
	struct ddl_cost cost = text_starts(outline, "ALTER TABLE ")
	                           ? alter_table_cost(outline)
	                           : ddl_find_fact(statements, COUNT(statements), outline, unknown);

	if (s->cost.work)
		cost = s->cost;
	if (s->flags & DDL_REWRITE)
		cost.work = DDL_COPY;
	arena_release(&a);
	return cost;
}
