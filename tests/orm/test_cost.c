/* tests/orm/test_cost.c - what statements cost by what is known of them */
#include <criterion/criterion.h>

#include "orm/ddl/outline.h"
#include "orm/dialect.h"

static void check(const struct orm_dialect *d, const char *sql, enum ddl_work work,
                  enum ddl_wait wait)
{
	struct ddl_statement s = { .sql = sql };
	struct ddl_cost cost = d->cost(&s);

	cr_expect_eq(cost.work, work, "%s: work %d", sql, (int)cost.work);
	cr_expect_eq(cost.wait, wait, "%s: wait %d", sql, (int)cost.wait);
}

Test(cost, outline_leaves_out_what_is_quoted)
{
	struct arena a = { 0 };
	const char *got = ddl_outline(&a, &orm_postgresql,
	                              "alter table \"drop x\".t -- a\n add check (a(b) > ')'), "
	                              "alter column c set default 'x, y'");

	cr_assert_str_eq(got, "ALTER TABLE X.T ADD CHECK (), ALTER COLUMN C SET DEFAULT ''");
	arena_release(&a);
}

Test(cost, of_postgresql)
{
	const struct orm_dialect *d = &orm_postgresql;

	check(d, "CREATE TABLE t (a int)", DDL_INSTANT, DDL_WAIT_NONE);
	check(d, "CREATE INDEX i ON t (a)", DDL_BUILD, DDL_WAIT_WRITES);
	check(d, "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", DDL_BUILD, DDL_WAIT_CHANGES);
	check(d, "ALTER TABLE t ADD COLUMN a int DEFAULT 1", DDL_INSTANT, DDL_WAIT_ALL);
	check(d, "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()", DDL_COPY,
	      DDL_WAIT_ALL);
	check(d, "ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (1) STORED", DDL_COPY,
	      DDL_WAIT_ALL);
	check(d, "ALTER TABLE ONLY s.t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p", DDL_SCAN,
	      DDL_WAIT_WRITES);
	check(d, "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p NOT VALID",
	      DDL_INSTANT, DDL_WAIT_WRITES);
	check(d, "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", DDL_SCAN, DDL_WAIT_ALL);
	check(d, "ALTER TABLE t VALIDATE CONSTRAINT c", DDL_SCAN, DDL_WAIT_CHANGES);
	check(d, "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1, ALTER COLUMN b SET NOT NULL",
	      DDL_SCAN, DDL_WAIT_ALL);
	check(d, "ALTER TABLE t SET (fillfactor = 70)", DDL_INSTANT, DDL_WAIT_CHANGES);
	check(d, "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i", DDL_INSTANT, DDL_WAIT_ALL);
	check(d, "ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (a)", DDL_BUILD, DDL_WAIT_ALL);
	check(d, "COMMENT ON COLUMN t.a IS 'ALTER TABLE'", DDL_INSTANT, DDL_WAIT_CHANGES);
	check(d, "CALL p()", DDL_UNKNOWN, DDL_WAIT_NONE);
}

Test(cost, of_sqlite)
{
	const struct orm_dialect *d = &orm_sqlite;

	check(d, "ALTER TABLE t ADD COLUMN a TEXT", DDL_INSTANT, DDL_WAIT_WRITES);
	check(d, "ALTER TABLE t ADD COLUMN a INTEGER CHECK (a > 0)", DDL_SCAN, DDL_WAIT_WRITES);
	check(d, "ALTER TABLE t DROP COLUMN a", DDL_COPY, DDL_WAIT_WRITES);
	check(d, "INSERT OR ABORT INTO limbeck_new_t (a) SELECT a FROM t", DDL_COPY,
	      DDL_WAIT_WRITES);
	check(d, "CREATE INDEX i ON t (a)", DDL_BUILD, DDL_WAIT_WRITES);
	check(d, "PRAGMA legacy_alter_table = ON", DDL_INSTANT, DDL_WAIT_NONE);
}

Test(cost, of_mysql_is_what_the_compiler_says)
{
	struct ddl_statement s = { .sql = "ALTER TABLE t ADD KEY i (a)",
		                   .cost = { DDL_BUILD, DDL_WAIT_CHANGES, "NONE" } };

	cr_expect_eq(orm_mysql.cost(&s).work, DDL_BUILD);
	s.sql = "ALTER TABLE t DROP KEY i";
	cr_expect_eq(orm_mariadb.cost(&s).work, DDL_INSTANT);
	check(&orm_mysql, "DROP TABLE t", DDL_INSTANT, DDL_WAIT_ALL);
	check(&orm_mysql, "ALTER TABLE t FORCE", DDL_UNKNOWN, DDL_WAIT_WRITES);
}
