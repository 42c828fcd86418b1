/* tests/migrate/test_postgresql_runner.c - statements that can't be in a transaction */
#include <criterion/criterion.h>

#include "migrate/context.h"
#include "orm/dialect.h"
#include "tests/support/server.h"

enum place { INSIDE, OUTSIDE, REFUSED };

static const struct {
	const char *sql;
	enum place place;
} statements[] = {
	{ "CREATE INDEX i ON t (a)", INSIDE },
	{ "CREATE INDEX CONCURRENTLY i ON t (a)", OUTSIDE },
	{ "create unique index concurrently if not exists \"I x\" on only s.t (a)", OUTSIDE },
	{ "CREATE INDEX CONCURRENTLY ON t (a)", REFUSED },
	{ "/* x */ DROP INDEX CONCURRENTLY IF EXISTS s.i", OUTSIDE },
	{ "DROP INDEX concurrently_not", INSIDE },
	{ "ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'it''s' AFTER 'x'", OUTSIDE },
	{ "ALTER TYPE mood RENAME VALUE 'a' TO 'b'", INSIDE },
	{ "ALTER TYPE mood ADD ATTRIBUTE value int", INSIDE },
	{ "ALTER TABLE p DETACH PARTITION c CONCURRENTLY", OUTSIDE },
	{ "ALTER TABLE p DETACH PARTITION c", INSIDE },
	{ "ALTER TABLE p ADD value int", INSIDE },
	{ "VACUUM FULL t", OUTSIDE },
	{ "CLUSTER", OUTSIDE },
	{ "CLUSTER t", INSIDE },
	{ "REINDEX TABLE t", INSIDE },
	{ "REINDEX (VERBOSE, CONCURRENTLY) TABLE t", OUTSIDE },
	{ "REINDEX SCHEMA s", OUTSIDE },
	{ "REFRESH MATERIALIZED VIEW CONCURRENTLY v", INSIDE },
	{ "CREATE DATABASE d", REFUSED },
	{ "ALTER SYSTEM SET work_mem = '1MB'", REFUSED },
	{ "", INSIDE },
};

Test(postgresql_runner, knows_what_cannot_be_in_a_transaction)
{
	for (size_t i = 0; i < COUNT(statements); i++) {
		struct arena a = { 0 };
		struct orm_outside how = { 0 };
		bool outside = orm_postgresql.outside(&a, statements[i].sql, &how);
		enum place place = !outside ? INSIDE : how.refused ? REFUSED : OUTSIDE;

		cr_expect_eq(place, statements[i].place, "%s", statements[i].sql);
		arena_release(&a);
	}
}

/* Statement by statement: has it had its effect, and what would clear it away? */
static void expect_state(struct orm_conn *c, const char *sql, bool done)
{
	struct arena a = { 0 };
	struct orm_outside how;
	struct orm_value v;
	struct error err = { 0 };

	cr_assert(orm_postgresql.outside(&a, sql, &how));
	cr_assert(orm_query_value(&a, c, how.state, NULL, 0, &v, &err), "%s: %s", sql, err.message);
	cr_expect_eq(v.kind == ORM_INT && v.integer, done, "%s", sql);
	arena_release(&a);
}

static void must(struct orm_conn *c, const char *sql)
{
	struct error err = { 0 };

	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
}

Test(postgresql_runner, tells_on_which_side_of_a_statement_the_database_is)
{
	static const char *const list[] = {
		"CREATE INDEX CONCURRENTLY \"I'x\" ON \"S.t\".t (a)",
		"ALTER TYPE \"S.t\".mood ADD VALUE 'it''s'",
		"ALTER TABLE \"S.t\".p DETACH PARTITION \"S.t\".c CONCURRENTLY",
		"DROP INDEX CONCURRENTLY \"S.t\".\"I'x\"",
	};
	struct arena a = { 0 };
	struct orm_conn *c = server_connect(server_postgresql(&a));

	must(c, "CREATE SCHEMA \"S.t\"");
	must(c, "CREATE TABLE \"S.t\".t (a int)");
	must(c, "CREATE TYPE \"S.t\".mood AS ENUM ()");
	must(c, "CREATE TABLE \"S.t\".p (a int) PARTITION BY LIST (a)");
	must(c, "CREATE TABLE \"S.t\".c PARTITION OF \"S.t\".p FOR VALUES IN (1)");
	for (size_t i = 0; i < COUNT(list); i++) {
		expect_state(c, list[i], false);
		if (strstr(list[i], "DETACH") && orm_conn_version(c) < 140000)
			continue;
		must(c, list[i]);
		expect_state(c, list[i], true);
	}
	orm_close(c);
	arena_release(&a);
}

static bool warned;

static void on_warning(void *data, const char *text)
{
	(void)data;
	(void)text;
	warned = true;
}

Test(postgresql_runner, builds_an_index_anew_that_was_left_invalid)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_conn *c = server_connect(server_postgresql(&a));
	struct migrate_context ctx = { .arena = &a, .conn = c, .on_warning = on_warning };
	struct orm_value v;

	must(c, "CREATE TABLE t (a int)");
	must(c, "INSERT INTO t VALUES (1), (1)");
	cr_assert_not(orm_exec(c, "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", &err));
	must(c, "DELETE FROM t");
	cr_assert(orm_begin(c, &err));
	cr_assert(migrate_context_execute(
		      &ctx, "INSERT INTO t VALUES (2); CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
		      &err),
	          "%s", err.message);
	cr_expect(orm_in_transaction(c) && ctx.committed && warned);
	cr_assert(orm_query_value(
	    &a, c, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass", NULL, 0, &v,
	    &err));
	cr_expect_eq(v.integer, 1);
	orm_close(c);
	arena_release(&a);
}
