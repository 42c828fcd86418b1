/* tests/orm/test_sqlite_open.c - which files SQLite's driver opens, and how */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "orm/engine/engine.h"
#include "tests/orm/engine.h"

TestSuite(sqlite_open, .init = enter_folder, .fini = leave_folder);

static void make_database(const char *url)
{
	struct orm_conn *c = connect_to(url);
	run(c, "CREATE TABLE t (a)");
	run(c, "INSERT INTO t SELECT zeroblob(5000) FROM (VALUES (1), (2), (3))");
	orm_close(c);
}

static void expect_failure(const char *url, const struct orm_connect_options *options,
                           enum error_code code, const char *message)
{
	struct orm_conn *c;
	cr_expect_not(try_connect(url, options, &c), "%s", url);
	cr_expect_eq(err.code, code, "%s: %s", url, err.message);
	cr_expect_str_eq(err.message, message);
}

Test(sqlite_open, e6_relative_and_absolute_paths)
{
	char folder[200], url[300];
	make_database("sqlite:///rel.db");
	cr_assert_not_null(getcwd(folder, sizeof folder));
	snprintf(url, sizeof url, "sqlite:///%s/rel.db", folder);
	struct orm_conn *c = connect_to(url);
	cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
	orm_close(c);
}

Test(sqlite_open, a_name_is_never_a_uri)
{
	make_database("sqlite:///file:x.db");
	cr_expect(file_exists("file:x.db"));
}

Test(sqlite_open, a_missing_file_is_only_made_when_wanted)
{
	struct orm_connect_options create = { .create = true };
	expect_failure("sqlite:///x.db", NULL, ERR_CONNECT,
	               "database file \"x.db\" does not exist");
	expect_failure("sqlite:///x.db?mode=rw", &create, ERR_CONNECT,
	               "database file \"x.db\" does not exist");
	cr_expect_not(file_exists("x.db"));
	expect_failure("sqlite:///no/x.db", &create, ERR_CONNECT,
	               "can't open database file \"no/x.db\": No such file or directory");
	make_database("sqlite:///x.db?mode=rwc");
}

Test(sqlite_open, what_is_no_database_is_refused_untouched)
{
	static const struct {
		const char *content, *message;
	} cases[] = {
		{ "hello", "file \"x\" is not a SQLite database, or it is encrypted" },
		{ "SQLite format 3", "file \"x\" is not a SQLite database, or it is encrypted" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text;
		const char *content = cases[i].content;
		cr_assert(file_write("x", content, strlen(content), false, &err));
		expect_failure("sqlite:///x", NULL, ERR_CONNECT, cases[i].message);
		cr_assert(file_read(&arena, "x", &text, NULL, &err));
		cr_expect_str_eq(text, content);
	}
	cr_assert(file_mkdir("dir", &err));
	expect_failure("sqlite:///dir", NULL, ERR_CONNECT,
	               "\"dir\" is a folder, not a database file");
}

Test(sqlite_open, a_truncated_file_is_noticed)
{
	make_database("sqlite:///x.db");
	cr_assert_eq(truncate("x.db", 8192), 0);
	expect_failure("sqlite:///x.db", NULL, ERR_CONNECT,
	               "database \"x.db\" is damaged: database disk image is malformed");
	cr_assert_eq(truncate("x.db", 50), 0);
	expect_failure("sqlite:///x.db", NULL, ERR_CONNECT,
	               "database \"x.db\" is damaged: database disk image is malformed");
}

Test(sqlite_open, a_schema_that_makes_no_sense_is_noticed)
{
	struct orm_conn *c = connect_to("sqlite:///x.db");
	run(c, "CREATE TABLE t (a)");
	run(c, "PRAGMA writable_schema = ON");
	run(c, "UPDATE sqlite_master SET sql = 'CREATE TABLE t (a,,)'");
	orm_close(c);
	expect_failure("sqlite:///x.db", NULL, ERR_CONNECT,
	               "database \"x.db\" is damaged: malformed database schema (t) - near \",\": "
	               "syntax error");
}

Test(sqlite_open, read_only_is_read_only)
{
	struct orm_connect_options options = { .read_only = true };
	static const char *const urls[] = { "sqlite:///x.db", "sqlite:///x.db?mode=ro" };
	make_database("sqlite:///x.db");
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct orm_conn *c;
		cr_assert(try_connect(urls[i], i == 0 ? &options : NULL, &c));
		cr_assert(orm_begin(c, &err), "%s", err.message);
		cr_expect_eq(number(c, "SELECT count(*) FROM t"), 3);
		cr_expect_not(orm_exec(c, "DELETE FROM t", &err));
		cr_expect_eq(err.code, ERR_DATABASE);
		cr_expect_str_eq(err.message, "database \"x.db\" is read-only");
		cr_expect_str_eq(err.sqlstate, "25006");
		orm_close(c);
	}
}

Test(sqlite_open, parts_without_meaning_are_errors)
{
	static const struct {
		const char *url, *message;
	} cases[] = {
		{ "sqlite://app.db", "a sqlite URL has neither host nor user" },
		{ "sqlite://u@/app.db", "a sqlite URL has neither host nor user" },
		{ "sqlite:///x?mod=ro", "unknown parameter \"mod\" in a sqlite URL" },
		{ "sqlite:///x?cache=1", "unknown parameter \"cache\" in a sqlite URL" },
		{ "sqlite:///x?mode=no", "unknown mode \"no\" in a sqlite URL" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		expect_failure(cases[i].url, NULL, ERR_USAGE, cases[i].message);
		cr_expect_gt(strlen(err.hint), 0);
	}
	expect_failure("sqlite:///x?mod=ro", NULL, ERR_USAGE, cases[2].message);
	cr_expect_str_eq(err.hint, "Did you mean \"mode\"?");
}

Test(sqlite_open, others_locks_are_waited_for)
{
	struct orm_connect_options options = { .lock_timeout_ms = 200 };
	struct orm_conn *c, *other = connect_to("sqlite:///x.db");
	run(other, "CREATE TABLE t (a)");
	cr_assert(try_connect("sqlite:///x.db", &options, &c));
	cr_assert(orm_begin(other, &err));
	int64_t start = clock_ms();
	cr_expect_not(orm_begin(c, &err));
	int64_t waited = clock_ms() - start;
	cr_expect_eq(err.code, ERR_LOCKED);
	cr_expect_str_eq(err.message, "database \"x.db\" is locked by another connection");
	cr_expect(waited >= 190 && waited < 2000, "%ld ms", (long)waited);
	cr_assert(orm_commit(other, &err));
	cr_assert(orm_begin(c, &err));
	orm_close(c);

	run(other, "BEGIN EXCLUSIVE");
	options.lock_timeout_ms = -1;
	cr_expect_not(try_connect("sqlite:///x.db", &options, &c));
	cr_expect_eq(err.code, ERR_LOCKED);
	orm_close(other);
}

static void make_quoted(void)
{
	struct orm_conn *c = connect_to("sqlite:///quoted.db");
	run(c, "CREATE TABLE t (a TEXT DEFAULT \"none\" CHECK (a <> \"never\"))");
	run(c, "CREATE INDEX i ON t (a) WHERE a <> \"none\"");
	run(c, "CREATE VIEW v AS SELECT a, \"text\" AS b FROM t");
	run(c, "INSERT INTO t VALUES ('x')");
	orm_close(c);
}

static struct orm_conn *of_engine(bool texts_in_quotes)
{
	struct orm_engine *e;
	struct orm_conn *c;
	const struct orm_engine_options o = { .connect.create = true,
		                              .autocommit = true,
		                              .texts_in_quotes = texts_in_quotes };
	cr_assert(orm_engine_new(&arena, "sqlite:///quoted.db", &o, &e, &err) &&
	              orm_engine_connect(e, &c, &err),
	          "%s", err.message);
	return c;
}

Test(sqlite_open, a_quoted_name_of_nothing_is_no_text_for_engines)
{
	make_quoted();
	struct orm_conn *c = of_engine(false);
	cr_expect_not(orm_exec(c, "SELECT \"nothing\" FROM t", &err));
	cr_expect_str_eq(err.message, "no such column: nothing");
	cr_expect_not(orm_exec(c, "SELECT * FROM v", &err));
	/* Tables that were made with such texts are as they were. */
	run(c, "INSERT INTO t VALUES ('y')");
	cr_expect_not(orm_exec(c, "INSERT INTO t VALUES ('never')", &err));
	cr_expect_eq(number(c, "SELECT count(*) FROM t WHERE a <> 'none'"), 2);
	/* ... and can be changed. */
	cr_assert(orm_migrating(c, true, &err), "%s", err.message);
	run(c, "ALTER TABLE t RENAME COLUMN a TO c");
	run(c, "CREATE TABLE u (a TEXT CHECK (a <> \"never\"))");
	cr_assert(orm_migrating(c, false, &err), "%s", err.message);
	cr_expect_not(orm_exec(c, "SELECT \"nothing\" FROM t", &err));
	orm_close(c);
	c = of_engine(true);
	cr_expect_eq(number(c, "SELECT count(*) FROM v WHERE b = \"text\""), 2);
	orm_close(c);
}
