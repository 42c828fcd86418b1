/* tests/orm/test_problems.c - what is broken in a database, and migrating it */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "tests/orm/engine.h"

TestSuite(problems, .init = enter_folder, .fini = leave_folder);

/* All problems, each ended by "\n". */
static const char *problems(struct orm_conn *c, bool deep)
{
	struct orm_problems found = { 0 };
	struct buf b = { 0 };
	cr_assert(orm_find_problems(c, &arena, deep, &found, &err), "%s", err.message);
	for (size_t i = 0; i < found.len; i++)
		buf_addf(&b, "%s\n", found.items[i].text);
	return buf_take(&b, &arena);
}

/* Statements that leave the problems, on separate connections each. */
static const struct {
	const char *sql[6];
	const char *problems;
} cases[] = {
	{ { "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t",
	    "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END" },
	  "" },

	/* foreign keys */
	{ { "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p REFERENCES p)",
	    "INSERT INTO c(rowid, p) VALUES (5, 1), (6, NULL)" },
	  "row 5 of \"c\" refers to a row of \"p\" that does not exist\n" },
	{ { "CREATE TABLE p (id INTEGER PRIMARY KEY, b UNIQUE)",
	    "CREATE TABLE c (p REFERENCES p, q REFERENCES p (b))",
	    "INSERT INTO c VALUES (1, NULL), (2, 2), (3, 3)" },
	  "3 rows of \"c\", the first of them row 1, refer to rows of \"p\" that do not exist\n"
	  "2 rows of \"c\", the first of them row 2, refer to rows of \"p\" that do not exist\n" },
	{ { "CREATE TABLE c (p PRIMARY KEY REFERENCES gone) WITHOUT ROWID",
	    "INSERT INTO c VALUES ('x')" },
	  "a row of \"c\" refers to a row of \"gone\" that does not exist\n" },
	{ { "CREATE TABLE c (p PRIMARY KEY REFERENCES gone) WITHOUT ROWID",
	    "INSERT INTO c VALUES ('x'), ('y')" },
	  "2 rows of \"c\" refer to rows of \"gone\" that do not exist\n" },
	{ { "CREATE TABLE p (id INTEGER PRIMARY KEY, b)", "CREATE TABLE c (p REFERENCES p (b))",
	    "CREATE TABLE d (p REFERENCES p)", "INSERT INTO d VALUES (7)" },
	  "table \"c\" has a foreign key to columns that are no key: foreign key mismatch - \"c\" "
	  "referencing \"p\"\n"
	  "row 1 of \"d\" refers to a row of \"p\" that does not exist\n" },

	/* views */
	{ { "CREATE VIEW v AS SELECT a FROM gone" },
	  "view \"v\" does not compile: no such table: main.gone\n" },
	{ { "CREATE TABLE t (a)", "CREATE VIEW \"a\"\"b\" AS SELECT t.b FROM t" },
	  "view \"a\"b\" does not compile: no such column: t.b\n" },
	{ { "CREATE VIEW v AS SELECT elsewhere(1)" }, "" },
	{ { "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t ORDER BY a COLLATE elsewhere" },
	  "" },

	/* triggers */
	{ { "CREATE TABLE t (a, b)",
	    "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM gone; END" },
	  "trigger \"g\" of \"t\" does not compile: no such table: main.gone\n" },
	{ { "CREATE TABLE t (a, b, c AS (a) STORED)",
	    "CREATE TRIGGER g UPDATE OF b ON t BEGIN DELETE FROM gone; END",
	    "CREATE TRIGGER h DELETE ON t BEGIN DELETE FROM t; END" },
	  "trigger \"g\" or \"h\" of \"t\" does not compile: no such table: main.gone\n" },
	{ { "CREATE TABLE t (a)", "CREATE TRIGGER g DELETE ON t BEGIN SELECT old.x; END" },
	  "trigger \"g\" of \"t\" does not compile: no such column: old.x\n" },
	{ { "CREATE TABLE t (a)", "CREATE TRIGGER g DELETE ON t BEGIN SELECT elsewhere(1); END" },
	  "" },
	{ { "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t",
	    "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.a); END" },
	  "" },
	{ { "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t",
	    "CREATE TRIGGER g INSTEAD OF UPDATE ON v BEGIN INSERT INTO t VALUES (new.x); END" },
	  "trigger \"g\" of \"v\" does not compile: no such column: new.x\n" },
	{ { "CREATE VIEW v AS SELECT a FROM gone",
	    "CREATE TRIGGER g INSTEAD OF UPDATE ON v BEGIN SELECT 1; END" },
	  "view \"v\" does not compile: no such table: main.gone\n" },

	{ { "CREATE VIEW v AS SELECT elsewhere(1) AS a",
	    "CREATE TRIGGER g INSTEAD OF UPDATE ON v BEGIN SELECT 1; END" },
	  "" },

	/* another schema */
	{ { "ATTACH ':memory:' AS \"other one\"",
	    "CREATE TABLE \"other one\".c (p REFERENCES gone)",
	    "INSERT INTO \"other one\".c VALUES (1)", "CREATE VIEW \"other one\".v AS SELECT x" },
	  "row 1 of \"other one\".\"c\" refers to a row of \"other one\".\"gone\" that does not "
	  "exist\n"
	  "view \"other one\".\"v\" does not compile: no such column: x\n" },
};

Test(problems, are_found_and_said)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_conn *c = connect_to("sqlite://");
		for (size_t j = 0; j < COUNT(cases[i].sql) && cases[i].sql[j]; j++)
			run(c, cases[i].sql[j]);
		bool transaction = !text_starts(cases[i].sql[0], "ATTACH");
		cr_assert(!transaction || orm_begin(c, &err));
		const char *found = problems(c, true);
		cr_expect_str_eq(found, cases[i].problems, "case %zu:\n%s", i, found);
		orm_close(c);
	}
}

Test(problems, a_million_orphans_are_one_line)
{
	struct orm_conn *c = connect_to("sqlite://");
	run(c, "CREATE TABLE c (p REFERENCES gone)");
	run(c, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
	       "INSERT INTO c SELECT i FROM n");
	cr_expect_str_eq(
	    problems(c, false),
	    "1000000 rows of \"c\", the first of them row 1, refer to rows of \"gone\" "
	    "that do not exist\n");
	orm_close(c);
}

Test(problems, triggers_compile_also_with_foreign_keys_on)
{
	struct orm_conn *c = connect_to("sqlite://");
	run(c, "PRAGMA foreign_keys = ON");
	run(c, "CREATE TABLE p (a)");
	run(c, "CREATE TABLE c (p REFERENCES p (a))");
	run(c, "CREATE TRIGGER g DELETE ON p BEGIN SELECT 1; END");
	cr_expect(text_starts(problems(c, false), "table \"c\" has a foreign key"));
	cr_expect_not(strstr(problems(c, false), "trigger"));
	orm_close(c);
}

Test(problems, deep_reads_the_file)
{
	char *data;
	size_t len;
	struct orm_conn *c = connect_to("sqlite:///x.db");
	run(c, "CREATE TABLE t (a, b)");
	run(c, "CREATE INDEX i ON t (a)");
	run(c, "INSERT INTO t VALUES ('findme', 1), ('other', 2)");
	run(c, "PRAGMA writable_schema = ON");
	run(c, "UPDATE sqlite_master SET sql = 'CREATE TABLE t (a, b NOT NULL CHECK (b > 1))' "
	       "WHERE name = 't'");
	orm_close(c);
	cr_assert(file_read(&arena, "x.db", &data, &len, &err));
	char *at = memmem(data, len, "findme", 6);
	cr_assert_not_null(at);
	*at = 'F';
	cr_assert(file_write("x.db", data, len, false, &err));

	c = connect_to("sqlite:///x.db");
	cr_expect_str_eq(problems(c, false), "");
	const char *found = problems(c, true);
	cr_expect(strstr(found, "CHECK constraint failed in t"), "%s", found);
	cr_expect(strstr(found, "missing from index i"), "%s", found);
	orm_close(c);
}

Test(problems, what_one_table_lacks_does_not_hide_another)
{
	struct orm_conn *c = connect_to("sqlite:///x.db");
	run(c, "CREATE TABLE foreign_one (a)");
	run(c, "CREATE TABLE t (b)");
	run(c, "CREATE INDEX i ON foreign_one (a)");
	run(c, "INSERT INTO t VALUES (NULL)");
	run(c, "PRAGMA writable_schema = ON");
	run(c,
	    "UPDATE sqlite_master SET sql = 'CREATE INDEX i ON foreign_one (a COLLATE elsewhere)' "
	    "WHERE name = 'i'");
	run(c, "UPDATE sqlite_master SET sql = 'CREATE TABLE t (b NOT NULL)' WHERE name = 't'");
	orm_close(c);
	c = connect_to("sqlite:///x.db");
	cr_expect_str_eq(problems(c, true), "NULL value in t.b\n");
	orm_close(c);
}

TestSuite(migrating, .init = enter_folder, .fini = leave_folder);

Test(migrating, foreign_keys_rest_meanwhile)
{
	for (int before = 0; before <= 1; before++) {
		struct orm_conn *c = connect_to("sqlite://");
		run(c, before ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
		run(c,
		    before ? "PRAGMA legacy_alter_table = ON" : "PRAGMA legacy_alter_table = OFF");
		cr_assert(orm_migrating(c, true, &err));
		cr_assert(orm_migrating(c, true, &err), "twice is fine");
		cr_expect_eq(number(c, "PRAGMA foreign_keys"), 0);
		cr_expect_eq(number(c, "PRAGMA legacy_alter_table"), 0);
		cr_assert(orm_migrating(c, false, &err));
		cr_assert(orm_migrating(c, false, &err));
		cr_expect_eq(number(c, "PRAGMA foreign_keys"), before);
		cr_expect_eq(number(c, "PRAGMA legacy_alter_table"), before);
		orm_close(c);
	}
}

Test(migrating, begins_and_ends_outside_of_transactions)
{
	struct orm_conn *c = connect_to("sqlite://");
	cr_assert(orm_begin(c, &err));
	cr_expect_not(orm_migrating(c, true, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	orm_close(c);
}

Test(problems, only_more_than_before_is_new)
{
	struct orm_problem before[] = { { "2 rows", "k", 2 }, { "view v", "view v", 1 } };
	struct orm_problem fewer[] = { { "1 row", "k", 1 } };
	struct orm_problem more[] = { { "3 rows", "k", 3 }, { "view w", "view w", 1 } };
	struct orm_problems old = { before, 2, 2 }, less = { fewer, 1, 1 }, worse = { more, 2, 2 };
	struct names fresh = { 0 };
	orm_new_problems(&arena, &old, &less, &fresh);
	cr_expect_eq(fresh.len, 0);
	orm_new_problems(&arena, &old, &worse, &fresh);
	cr_assert_eq(fresh.len, 2);
	cr_expect_str_eq(fresh.items[0], "3 rows");
	cr_expect_str_eq(fresh.items[1], "view w");
}
