/* tests/orm/test_postgresql_cost.c - what is known of statements' costs, asked of the server */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/postgresql/types.h"
#include "tests/support/server.h"

/* A fresh table `t`, which has rows, and a statement about it. */
static const struct sample {
	const char *columns, *sql;
} samples[] = {
	{ "a int", "ALTER TABLE t ADD COLUMN b int" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int NOT NULL DEFAULT 5" },
	{ "a int", "ALTER TABLE t ADD COLUMN b timestamptz DEFAULT now()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b uuid DEFAULT gen_random_uuid()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b float8 DEFAULT random()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b timestamptz DEFAULT clock_timestamp()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b text DEFAULT timeofday()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int DEFAULT public.f()" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (a + 1) STORED" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS IDENTITY" },
	{ "a int", "ALTER TABLE t ADD COLUMN b serial" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int CHECK (b > 0)" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int DEFAULT 3 CHECK (b > 0)" },
	{ "a int", "ALTER TABLE t ADD COLUMN b int UNIQUE" },
	{ "a int, b int", "ALTER TABLE t DROP COLUMN b" },
	{ "a int, b int", "ALTER TABLE t RENAME COLUMN b TO c" },
	{ "a int", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 4" },
	{ "a int", "ALTER TABLE t ALTER COLUMN a SET NOT NULL" },
	{ "a int NOT NULL", "ALTER TABLE t ALTER COLUMN a DROP NOT NULL" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID" },
	{ "a int CONSTRAINT k CHECK (a > 0)", "ALTER TABLE t DROP CONSTRAINT k" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a)" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k EXCLUDE USING btree (a WITH =)" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES p (id)" },
	{ "a int", "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES p (id) NOT VALID" },
	{ "a int CONSTRAINT k REFERENCES p (id)", "ALTER TABLE t DROP CONSTRAINT k" },
	{ "a int", "ALTER TABLE t ALTER COLUMN a SET STATISTICS 50" },
	{ "a int", "ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)" },
	{ "a int", "ALTER TABLE t SET (fillfactor = 50)" },
	{ "a int", "ALTER TABLE t SET UNLOGGED" },
	{ "a int", "ALTER TABLE t REPLICA IDENTITY FULL" },
	{ "a int", "ALTER TABLE t ENABLE ROW LEVEL SECURITY" },
	{ "a int", "ALTER TABLE t RENAME TO u" },
	{ "a int", "CREATE POLICY k ON t USING (a > 0)" },
	{ "a int", "CREATE INDEX k ON t (a)" },
	{ "a int CONSTRAINT k UNIQUE", "ALTER INDEX k RENAME TO l" },
	{ "a int CONSTRAINT k UNIQUE", "ALTER INDEX k SET (fillfactor = 50)" },
	{ "a int CONSTRAINT k UNIQUE", "COMMENT ON INDEX k IS 'x'" },
	{ "a int CONSTRAINT k UNIQUE", "COMMENT ON CONSTRAINT k ON t IS 'x'" },
	{ "a int", "COMMENT ON TABLE t IS 'x'" },
	{ "a int", "COMMENT ON COLUMN t.a IS 'x'" },
	{ "a int, b int", "CREATE STATISTICS k ON a, b FROM t" },
	{ "a int", "CREATE RULE k AS ON INSERT TO t DO ALSO NOTHING" },
	{ "a int", "CREATE TRIGGER k BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h()" },
	{ "a int", "ALTER TABLE r ATTACH PARTITION t FOR VALUES FROM (0) TO (9000)" },
};

/* More is said than the server does: it knows what its functions and checks say. */
static const struct sample cautious[] = {
	{ "a int", "ALTER TABLE t ADD COLUMN b int DEFAULT public.g()" },
	{ "a int CHECK (a IS NOT NULL)", "ALTER TABLE t ALTER COLUMN a SET NOT NULL" },
};

/* What a column's type becomes. */
static const struct change {
	const char *from, *to;
} changes[] = {
	{ "varchar(10)", "varchar(20)" },
	{ "varchar(20)", "varchar(10)" },
	{ "varchar(10)", "varchar" },
	{ "varchar(10)", "text" },
	{ "text", "varchar" },
	{ "text", "varchar(10)" },
	{ "char(5)", "char(9)" },
	{ "char(5)", "text" },
	{ "numeric(8, 2)", "numeric(10, 2)" },
	{ "numeric(8, 2)", "numeric" },
	{ "numeric(8, 2)", "numeric(8, 3)" },
	{ "numeric", "numeric(8, 2)" },
	{ "timestamp(3)", "timestamp(6)" },
	{ "timestamp(6)", "timestamp(3)" },
	{ "timestamp(3)", "timestamp" },
	{ "timestamp", "timestamp(3)" },
	{ "timestamp", "timestamptz" },
	{ "time(0)", "time(3)" },
	{ "interval(0)", "interval(3)" },
	{ "interval", "interval(3)" },
	{ "cidr", "inet" },
	{ "bit varying(5)", "bit varying(9)" },
	{ "bit(5)", "bit(9)" },
	{ "int", "bigint" },
	{ "int", "text" },
	{ "json", "jsonb" },
	{ "varchar(5)[]", "varchar(9)[]" },
	{ "int[]", "bigint[]" },
};

struct lab {
	struct arena arena;
	struct orm_conn *conn;
	struct error err;
};

static void run(struct lab *lab, const char *sql)
{
	cr_assert(orm_exec(lab->conn, sql, &lab->err), "%s: %s", sql, lab->err.message);
}

static const char *ask(struct lab *lab, const char *sql)
{
	struct orm_value v;

	cr_assert(orm_query_value(&lab->arena, lab->conn, sql, NULL, 0, &v, &lab->err), "%s",
	          lab->err.message);
	return v.kind == ORM_NULL ? NULL : v.data;
}

/* The table has 20 pages: who reads them has read it. */
static const char *look(struct lab *lab, const char *oid)
{
	return ask(lab, arena_printf(&lab->arena,
	                             "SELECT concat_ws(' ', relfilenode, "
	                             "pg_stat_get_xact_blocks_fetched(oid) / 20) "
	                             "FROM pg_class WHERE oid = %s",
	                             oid));
}

static enum ddl_work work_done(const char *before, const char *after)
{
	size_t file = strcspn(before, " ");

	if (strncmp(before, after, file + 1) != 0)
		return DDL_COPY;
	return strcmp(before + file, after + file) != 0 ? DDL_SCAN : DDL_INSTANT;
}

/* The strongest, in the words of LOCK TABLE; NULL = none that others mind. */
static const char *lock_held(struct lab *lab, const char *oid)
{
	return ask(
	    lab,
	    arena_printf(&lab->arena,
	                 "SELECT upper(trim(regexp_replace(replace(mode, 'Lock', ''), '([A-Z])', "
	                 "' \\1', 'g'))) FROM pg_locks WHERE relation = %s AND pid = "
	                 "pg_backend_pid() AND mode NOT IN ('AccessShareLock', 'RowShareLock') "
	                 "ORDER BY array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock', "
	                 "'ShareRowExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock'], mode) "
	                 "LIMIT 1",
	                 oid));
}

struct seen {
	enum ddl_work work;
	const char *lock;
};

static struct seen try(struct lab *lab, const char *columns, const char *sql)
{
	struct arena *a = &lab->arena;
	const char *oid, *before;
	struct seen seen;

	run(lab, arena_printf(a, "CREATE TABLE t (%s)", columns));
	run(lab, strncmp(columns, "a int", 5) == 0 && columns[5] != '[' && columns[5] != 'e'
	             ? "INSERT INTO t SELECT g FROM generate_series(1, 6000) g"
	             : "INSERT INTO t SELECT FROM generate_series(1, 6000)");
	cr_assert(orm_begin(lab->conn, &lab->err));
	oid = ask(lab, "SELECT 't'::regclass::oid::text");
	before = look(lab, oid);
	run(lab, sql);
	seen = (struct seen){ work_done(before, look(lab, oid)), lock_held(lab, oid) };
	orm_rollback(lab->conn);
	run(lab, "DROP TABLE t");
	return seen;
}

static void check(struct lab *lab, const struct sample *s, bool exactly)
{
	struct ddl_statement statement = { .sql = s->sql };
	struct ddl_cost cost = orm_postgresql.cost(&statement);
	struct seen seen = try(lab, s->columns, s->sql);
	enum ddl_work said = cost.work == DDL_BUILD ? DDL_SCAN : cost.work;

	cr_expect(text_same(cost.lock, seen.lock), "%s: lock %s, said %s", s->sql,
	          seen.lock ? seen.lock : "none", cost.lock ? cost.lock : "none");
	if (!exactly)
		cr_expect_gt(said, seen.work, "%s: it is known exactly", s->sql);
	else
		cr_expect_eq(said, seen.work, "%s: work %d, said %d", s->sql, (int)seen.work,
		             (int)said);
}

static void check_change(struct lab *lab, const struct change *c)
{
	struct arena *a = &lab->arena;
	const char *cast = pg_cast(a, "a", c->from, c->to);
	const char *sql = arena_printf(a, "ALTER TABLE t ALTER COLUMN a TYPE %s%s%s", c->to,
	                               cast ? " USING " : "", cast ? cast : "");
	bool rewrites = try(lab, arena_printf(a, "a %s", c->from), sql).work == DDL_COPY;

	cr_expect_eq(pg_rewrites(a, c->from, c->to), rewrites, "%s -> %s: %s", c->from, c->to,
	             rewrites ? "all rows are written" : "no row is written");
}

Test(postgresql_cost, facts_are_those_of_the_server, .timeout = 300)
{
	struct lab lab = { 0 };

	lab.conn = server_connect(server_postgresql(&lab.arena));
	run(&lab, "SET TIME ZONE 'Europe/Berlin'");
	run(&lab, "CREATE TABLE p (id int PRIMARY KEY)");
	run(&lab, "INSERT INTO p SELECT generate_series(1, 6000)");
	run(&lab, "CREATE TABLE r (a int) PARTITION BY RANGE (a)");
	run(&lab, "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'");
	run(&lab, "CREATE FUNCTION g() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'");
	run(&lab,
	    "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
	for (size_t i = 0; i < COUNT(samples); i++)
		check(&lab, &samples[i], true);
	for (size_t i = 0; i < COUNT(cautious); i++)
		check(&lab, &cautious[i], false);
	for (size_t i = 0; i < COUNT(changes); i++)
		check_change(&lab, &changes[i]);
	orm_close(lab.conn);
	arena_release(&lab.arena);
}
