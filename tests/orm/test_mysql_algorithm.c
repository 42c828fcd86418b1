/* tests/orm/test_mysql_algorithm.c - what the table of costs says, asked of the servers */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "orm/mysql/algorithm.h"
#include "orm/mysql/mysql.h"
#include "tests/support/server.h"

enum server { BOTH, MYSQL, MARIADB };

/* A table, and a clause of ALTER TABLE that takes the step. */
static const struct sample {
	enum my_step step;
	const char *table, *clause;
	enum server server;
	const char *options; /* of the table, or "" */
} samples[] = {
	{ MY_ADD_LAST, "a int, b int", "ADD c int", BOTH, "" },
	{ MY_ADD_COLUMN, "a int, b int", "ADD c int FIRST", BOTH, "" },
	{ MY_ADD_VIRTUAL, "a int", "ADD c int AS (a + 1) VIRTUAL", BOTH, "" },
	{ MY_ADD_STORED, "a int", "ADD c int AS (a + 1) STORED", BOTH, "" },
	{ MY_ADD_COMPUTED, "a int", "ADD c varchar(10) DEFAULT (concat(1, 2))", BOTH, "" },
	{ MY_ADD_VOLATILE, "a int", "ADD c varchar(40) DEFAULT (uuid())", MARIADB, "" },
	{ MY_ADD_VOLATILE, "a int", "ADD c datetime DEFAULT (sysdate())", MARIADB, "" },
	{ MY_ADD_COUNTER, "a int", "ADD c int NOT NULL AUTO_INCREMENT, ADD KEY (c)", BOTH, "" },
	{ MY_DROP_COLUMN, "a int, b int", "DROP b", BOTH, "" },
	{ MY_DROP_VIRTUAL, "a int, c int AS (a + 1) VIRTUAL", "DROP c", BOTH, "" },
	{ MY_RENAME, "a int", "RENAME COLUMN a TO z", BOTH, "" },
	{ MY_MOVE, "a int, b int", "MODIFY b int FIRST", BOTH, "" },
	{ MY_SET_DEFAULT, "a int", "MODIFY a int DEFAULT 5", BOTH, "" },
	{ MY_SET_DEFAULT, "a int", "MODIFY a int COMMENT 'x'", BOTH, "" },
	{ MY_SET_NULL, "a int NOT NULL", "MODIFY a int", BOTH, "" },
	{ MY_SET_NOT_NULL, "a int", "MODIFY a int NOT NULL", BOTH, "" },
	{ MY_SET_INVISIBLE, "a int, b int", "MODIFY b int INVISIBLE", BOTH, "" },
	{ MY_GROW_TEXT, "a varchar(10)", "MODIFY a varchar(60)", BOTH, "" },
	{ MY_GROW_TEXT, "a varchar(100)", "MODIFY a varchar(200)", BOTH, "" },
	{ MY_GROW_TEXT, "a varbinary(10)", "MODIFY a varbinary(20)", BOTH, "" },
	{ MY_COLLATE_TEXT, "a varchar(10) COLLATE utf8mb4_bin",
	  "MODIFY a varchar(10) COLLATE utf8mb4_unicode_ci", BOTH, "" },
	{ MY_GROW_ENUM, "a enum('x','y')", "MODIFY a enum('x','y','z')", BOTH, "" },
	{ MY_CHANGE_TYPE, "a int", "MODIFY a bigint", BOTH, "" },
	{ MY_CHANGE_TYPE, "a varchar(60)", "MODIFY a varchar(100)", BOTH, "" },
	{ MY_CHANGE_TYPE, "a enum('x','y')", "MODIFY a enum('y','x')", BOTH, "" },
	{ MY_CHANGE_EXPRESSION, "a int, g int AS (a + 1) STORED", "MODIFY g int AS (a + 2) STORED",
	  BOTH, "" },
	{ MY_ADD_KEY, "a int", "ADD KEY k (a)", BOTH, "" },
	{ MY_ADD_KEY, "a int", "ADD UNIQUE KEY k (a)", BOTH, "" },
	{ MY_ADD_EXPRESSION_KEY, "a int", "ADD KEY k ((a + 1))", MYSQL, "" },
	{ MY_ADD_FULLTEXT, "a text", "ADD FULLTEXT KEY k (a)", BOTH, "" },
	{ MY_ADD_FULLTEXT, "a text, b text, FULLTEXT KEY (b)", "ADD FULLTEXT KEY k (a)", BOTH, "" },
	{ MY_ADD_LAST, "a int, b text, FULLTEXT KEY (b)", "ADD c int", BOTH, "" },
	{ MY_DROP_COLUMN, "a int, b text, FULLTEXT KEY (b)", "DROP a", BOTH, "" },
	{ MY_SET_NULL, "a int NOT NULL, b text, FULLTEXT KEY (b)", "MODIFY a int", BOTH, "" },
	{ MY_ADD_LAST, "a int", "ADD c int", BOTH, "ROW_FORMAT=COMPRESSED" },
	{ MY_DROP_COLUMN, "a int, b int", "DROP b", BOTH, "ROW_FORMAT=COMPRESSED" },
	{ MY_MOVE, "a int, b int", "MODIFY b int FIRST", BOTH, "ROW_FORMAT=COMPRESSED" },
	{ MY_ADD_LAST, "a int", "ADD c int", BOTH, "ENGINE=MyISAM" },
	{ MY_ADD_KEY, "a int", "ADD KEY k (a)", BOTH, "ENGINE=MyISAM" },
	{ MY_DROP_KEY, "a int, KEY k (a)", "DROP KEY k", BOTH, "ENGINE=MyISAM" },
	{ MY_ADD_SPATIAL, "p point NOT NULL", "ADD SPATIAL KEY k (p)", MARIADB, "" },
	{ MY_ADD_SPATIAL, "p point NOT NULL SRID 4326", "ADD SPATIAL KEY k (p)", MYSQL, "" },
	{ MY_ADD_LAST, "a int, p point NOT NULL, SPATIAL KEY (p)", "ADD c int", BOTH, "" },
	{ MY_MOVE, "p point NOT NULL, b int, SPATIAL KEY (p)", "MODIFY b int FIRST", BOTH, "" },
	{ MY_SET_NOT_NULL, "a int, p point NOT NULL, SPATIAL KEY (p)", "MODIFY a int NOT NULL",
	  BOTH, "" },
	{ MY_DROP_COLUMN, "a int, p point NOT NULL, SPATIAL KEY (p)", "DROP a", BOTH, "" },
	{ MY_ADD_COLUMN, "a int, v int AS (a) VIRTUAL", "ADD c int FIRST", BOTH, "" },
	{ MY_ADD_LAST, "a int, v int AS (a) VIRTUAL", "ADD c int", BOTH, "" },
	{ MY_ADD_LAST, "a int, v int AS (a) VIRTUAL, KEY (v)", "ADD c int", BOTH, "" },
	{ MY_ADD_COLUMN, "a int, v int AS (a) VIRTUAL, KEY (v)", "ADD c int FIRST", BOTH, "" },
	{ MY_DROP_COLUMN, "a int, b int, v int AS (a) VIRTUAL, KEY (v)", "DROP b", BOTH, "" },
	{ MY_MOVE, "a int, b int, v int AS (a) VIRTUAL, KEY (v)", "MODIFY b int FIRST", BOTH, "" },
	{ MY_SET_NULL, "a int, b int NOT NULL, v int AS (a) VIRTUAL, KEY (v)", "MODIFY b int", BOTH,
	  "" },
	{ MY_SET_NOT_NULL, "a int, b int, v int AS (a) VIRTUAL, KEY (v)", "MODIFY b int NOT NULL",
	  BOTH, "" },
	{ MY_ADD_VIRTUAL, "a int", "ADD c int AS (a + 1) VIRTUAL", BOTH,
	  "PARTITION BY HASH (a) PARTITIONS 2" },
	{ MY_SET_FORMAT, "a int, p point NOT NULL, SPATIAL KEY (p)", "ROW_FORMAT=COMPACT", BOTH,
	  "" },
	{ MY_SET_FORMAT, "a int", "PAGE_COMPRESSED=1", MARIADB, "" },
	{ MY_SET_OPTION, "a int", "COMPRESSION='zlib'", MYSQL, "" },
	{ MY_SET_FORMAT, "a int", "KEY_BLOCK_SIZE=8", BOTH, "ROW_FORMAT=COMPRESSED" },
	{ MY_SET_FORMAT, "a int", "TABLESPACE=innodb_system", MYSQL, "" },
	{ MY_DROP_KEY, "a int, KEY k (a)", "DROP KEY k", BOTH, "" },
	{ MY_RENAME_KEY, "a int, KEY k (a)", "RENAME INDEX k TO l", BOTH, "" },
	{ MY_HIDE_KEY, "a int, KEY k (a)", "ALTER INDEX k INVISIBLE", MYSQL, "" },
	{ MY_HIDE_KEY, "a int, KEY k (a)", "ALTER INDEX k IGNORED", MARIADB, "" },
	{ MY_ADD_PRIMARY, "a int NOT NULL", "ADD PRIMARY KEY (a)", BOTH, "" },
	{ MY_DROP_PRIMARY, "a int NOT NULL PRIMARY KEY", "DROP PRIMARY KEY", BOTH, "" },
	{ MY_REPLACE_PRIMARY, "a int NOT NULL PRIMARY KEY, b int NOT NULL",
	  "DROP PRIMARY KEY, ADD PRIMARY KEY (b)", BOTH, "" },
	{ MY_ADD_FOREIGN, "a int, KEY k (a)",
	  "ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES parent (id)", BOTH, "" },
	{ MY_DROP_FOREIGN, "a int, CONSTRAINT g FOREIGN KEY (a) REFERENCES parent (id)",
	  "DROP FOREIGN KEY g", BOTH, "" },
	{ MY_ADD_CHECK, "a int", "ADD CONSTRAINT c CHECK (a > -5)", BOTH, "" },
	{ MY_DROP_CHECK, "a int, CONSTRAINT d CHECK (a > -5)", "DROP CONSTRAINT d", BOTH, "" },
	{ MY_ENFORCE_CHECK, "a int, CONSTRAINT e CHECK (a > -5) NOT ENFORCED",
	  "ALTER CHECK e ENFORCED", MYSQL, "" },
	{ MY_IGNORE_CHECK, "a int, CONSTRAINT e CHECK (a > -5)", "ALTER CHECK e NOT ENFORCED",
	  MYSQL, "" },
	{ MY_SET_OPTION, "a int", "COMMENT='x'", BOTH, "" },
	{ MY_SET_OPTION, "a int", "STATS_PERSISTENT=1", BOTH, "" },
	{ MY_SET_CHARSET, "a int", "DEFAULT CHARSET=latin1", BOTH, "" },
	{ MY_SET_FORMAT, "a int", "ROW_FORMAT=COMPACT", BOTH, "" },
	{ MY_SET_ENGINE, "a int", "ENGINE=MyISAM", BOTH, "" },
	{ MY_ADD_VERSIONING, "a int", "ADD SYSTEM VERSIONING", MARIADB, "" },
	{ MY_SET_PERIOD, "a date NOT NULL, b date NOT NULL", "ADD PERIOD FOR p (a, b)", MARIADB,
	  "" },
};

static const char *const algorithms[] = { "INSTANT", "NOCOPY", "INPLACE", "COPY" };
static const char *const locks[] = { "NONE", "SHARED", "EXCLUSIVE" };

struct lab {
	struct arena arena;
	struct orm_conn *conn;
	struct error err;
	bool mariadb;
	const struct sample *intact; /* whose table is as it was made */
};

static bool run(struct lab *lab, const char *sql)
{
	return orm_exec(lab->conn, sql, &lab->err);
}

/* Does the server take the clause on a fresh table, with this behind it? */
static bool takes(struct lab *lab, const struct sample *s, const char *behind)
{
	struct arena *a = &lab->arena;

	if (lab->intact != s) {
		cr_assert(run(lab, "DROP TABLE IF EXISTS t"), "%s", lab->err.message);
		cr_assert(run(lab, arena_printf(a, "CREATE TABLE t (%s) DEFAULT CHARSET=utf8mb4 %s",
		                                s->table, s->options)),
		          "%s: %s", s->table, lab->err.message);
	}
	bool taken = run(lab, arena_printf(a, "ALTER TABLE t %s%s", s->clause, behind));
	lab->intact = taken ? NULL : s;
	return taken;
}

static const char *clauses(struct lab *lab, const char *algorithm, const char *lock)
{
	struct buf b = { 0 };

	my_cost_clauses(&b, algorithm, lock);
	return buf_take(&b, &lab->arena);
}

static void add_virtual(struct arena *a, struct orm_table *t, bool indexed)
{
	struct orm_column *c = orm_column_new(a, "v");
	struct orm_index *k = orm_index_new(a, "v");

	c->computed = "a";
	orm_table_add_column(a, t, c);
	vec_push(a, &k->elements, (struct orm_element){ .column = "v" });
	if (indexed)
		orm_table_add_index(a, t, k);
}

/* As far as its cost depends on it. */
static struct orm_table *table_of(struct arena *a, const struct sample *s)
{
	struct orm_table *t = orm_table_new(a, NULL, "t");
	struct orm_index *words = orm_index_new(a, "words");

	if (strstr(s->options, "MyISAM"))
		orm_option_set(a, &t->object.options, NULL, "engine", "MyISAM");
	if (strstr(s->options, "COMPRESSED"))
		orm_option_set(a, &t->object.options, NULL, "row_format", "COMPRESSED");
	orm_option_set(a, &words->object.options, NULL, "prefix",
	               strstr(s->table, "FULLTEXT") ? "FULLTEXT" : "SPATIAL");
	if (strstr(s->table, "FULLTEXT") || strstr(s->table, "SPATIAL"))
		orm_table_add_index(a, t, words);
	if (strstr(s->table, "VIRTUAL"))
		add_virtual(a, t, strstr(s->table, "KEY (v)"));
	if (strstr(s->options, "PARTITION"))
		t->partition_by = "HASH (a)";
	return t;
}

static void check(struct lab *lab, const struct sample *s)
{
	const struct orm_dialect *d = orm_conn_dialect(lab->conn);
	struct orm_table *t = table_of(&lab->arena, s);
	struct my_cost c = my_table_cost(d, orm_conn_version(lab->conn), t, s->step);
	int better = (int)c.algorithm - 1;

	if (better == MY_NOCOPY && !lab->mariadb)
		better--;
	cr_expect(takes(lab, s, clauses(lab, algorithms[c.algorithm], NULL)), "%s, %s: %s",
	          s->clause, algorithms[c.algorithm], lab->err.message);
	/* MariaDB takes it for what it copies all the same: the lock is what refuses */
	if (better >= 0 && !(lab->mariadb && s->step == MY_SET_ENGINE))
		cr_expect_not(takes(lab, s, clauses(lab, algorithms[better], NULL)),
		              "%s goes with %s", s->clause, algorithms[better]);
	if (c.algorithm == MY_INSTANTLY && my_refuses_no_lock(d, t)) {
		cr_expect_not(takes(lab, s, clauses(lab, NULL, "NONE")), "%s", s->clause);
		return;
	}
	cr_expect(takes(lab, s, clauses(lab, NULL, locks[c.lock])), "%s, LOCK=%s: %s", s->clause,
	          locks[c.lock], lab->err.message);
	if (c.lock != MY_LOCK_NONE)
		cr_expect_not(takes(lab, s, clauses(lab, NULL, locks[c.lock - 1])),
		              "%s goes with LOCK=%s", s->clause, locks[c.lock - 1]);
}

static void check_all(const char *url, struct lab *lab)
{
	lab->conn = server_connect(url);
	lab->mariadb = my_is_mariadb(orm_conn_dialect(lab->conn));
	cr_assert(run(lab, "CREATE TABLE parent (id int PRIMARY KEY)"));
	for (size_t i = 0; i < COUNT(samples); i++)
		if (samples[i].server == BOTH ||
		    samples[i].server == (lab->mariadb ? MARIADB : MYSQL))
			check(lab, &samples[i]);
	orm_close(lab->conn);
	arena_release(&lab->arena);
}

Test(mysql_algorithm, costs_are_those_of_mysql, .timeout = 120)
{
	struct lab lab = { 0 };

	check_all(server_mysql(&lab.arena), &lab);
}

Test(mysql_algorithm, costs_are_those_of_mariadb, .timeout = 120)
{
	struct lab lab = { 0 };

	check_all(server_mariadb(&lab.arena), &lab);
}
