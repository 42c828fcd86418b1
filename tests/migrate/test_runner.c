/* tests/migrate/test_runner.c - scripts against a database */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "migrate/proof.h"
#include "migrate/runner.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"

/* A database file in a folder of its own, scripts in memory. */
struct world {
	struct arena arena;
	char dir[32];
	struct orm_url url;
	struct orm_conn *conn;
	struct migrate_formats formats;
	struct migrate_revisions revisions;
	struct migrate_graph graph;
	struct migrate_runner runner;
	struct migrate_report report;
	struct error err;
};

static struct orm_conn *connect_to(struct world *w)
{
	struct orm_connect_options options = { .create = true };
	struct orm_conn *c;

	cr_assert(orm_connect(&w->url, &options, &c, &w->err), "%s", w->err.message);
	return c;
}

static void open_world(struct world *w)
{
	*w = (struct world){ .dir = "/tmp/limbeck-test-XXXXXX" };
	cr_assert(mkdtemp(w->dir));
	cr_assert(orm_url_parse(&w->arena, arena_printf(&w->arena, "sqlite:///%s/x.db", w->dir),
	                        &w->url, &w->err));
	w->conn = connect_to(w);
	vec_push(&w->arena, &w->formats, &migrate_sql_format);
	w->runner = (struct migrate_runner){ .conn = w->conn,
		                             .graph = &w->graph,
		                             .formats = &w->formats,
		                             .limbeck_version = "test" };
}

static void close_world(struct world *w)
{
	orm_close(w->conn);
	(void)!system(arena_printf(&w->arena, "rm -rf %s", w->dir));
	arena_release(&w->arena);
}

static struct migrate_revision *script(struct world *w, const char *text)
{
	struct migrate_revision *r = ARENA_NEW(&w->arena, struct migrate_revision);

	cr_assert(
	    migrate_sql_format.read_header(&w->arena, "m/x.sql", text, strlen(text), r, &w->err),
	    "%s", w->err.message);
	r->path = arena_printf(&w->arena, "m/%s.sql", r->id);
	r->text = text;
	r->text_len = strlen(text);
	r->format = &migrate_sql_format;
	sha256_hex(text, strlen(text), r->checksum);
	return r;
}

static void add(struct world *w, const char *text)
{
	vec_push(&w->arena, &w->revisions, script(w, text));
	cr_assert(migrate_graph_build(&w->arena, &w->revisions, &w->graph, &w->err), "%s",
	          w->err.message);
}

/* Takes all scripts away again. */
static void forget(struct world *w)
{
	w->revisions.len = 0;
	cr_assert(migrate_graph_build(&w->arena, &w->revisions, &w->graph, &w->err));
}

static bool up(struct world *w, const char *target)
{
	error_clear(&w->err);
	return migrate_upgrade(&w->arena, &w->runner, target, &w->report, &w->err);
}

static bool down(struct world *w, const char *target)
{
	error_clear(&w->err);
	return migrate_downgrade(&w->arena, &w->runner, target, &w->report, &w->err);
}

static bool stamp(struct world *w, const char *target, bool purge)
{
	struct names targets = { 0 };

	vec_push(&w->arena, &targets, target);
	error_clear(&w->err);
	return migrate_stamp(&w->arena, &w->runner, &targets, purge, &w->report, &w->err);
}

static const char *ask(struct world *w, struct orm_conn *c, const char *sql)
{
	struct orm_value v;

	cr_assert(orm_query_value(&w->arena, c, sql, NULL, 0, &v, &w->err), "%s: %s", sql,
	          w->err.message);
	return v.kind == ORM_TEXT  ? v.data
	       : v.kind == ORM_INT ? arena_printf(&w->arena, "%lld", (long long)v.integer)
	                           : "NULL";
}

/* Names of all tables, and the revisions recorded. */
static const char *tables(struct world *w, struct orm_conn *c)
{
	return ask(w, c,
	           "SELECT COALESCE(group_concat(name, ' '), '') FROM (SELECT name FROM "
	           "sqlite_master WHERE type = 'table' AND name <> 'limbeck_version' ORDER BY 1)");
}

static const char *recorded(struct world *w)
{
	return ask(w, w->conn,
	           "SELECT COALESCE(group_concat(revision, ' '), '') FROM (SELECT revision FROM "
	           "limbeck_version ORDER BY position)");
}

static void run_sql(struct world *w, const char *sql)
{
	cr_assert(orm_exec(w->conn, sql, &w->err), "%s: %s", sql, w->err.message);
}

#define A1                                                                         \
	"-- first\n-- revision: a1\n-- created: 2026-01-01\n-- limbeck: upgrade\n" \
	"CREATE TABLE a (id INTEGER PRIMARY KEY);\n-- limbeck: downgrade\nDROP TABLE a;\n"
#define A2                                                                        \
	"-- second\n-- revision: a2\n-- down_revision: a1\n-- limbeck: upgrade\n" \
	"CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a(id));\n"          \
	"CREATE INDEX ix ON b (a);\nCREATE TABLE tmp (x);\nDROP TABLE tmp;\n"     \
	"-- limbeck: downgrade\nDROP TABLE b;\n"

Test(runner, goes_up_and_down)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	cr_assert(up(&w, "head"), "%s", w.err.message);
	cr_expect_eq(w.report.done.len, 2);
	cr_assert_eq(w.report.current.len, 1);
	cr_expect_str_eq(w.report.current.items[0]->id, "a2");
	cr_expect_str_eq(tables(&w, w.conn), "a b");
	cr_expect_str_eq(recorded(&w), "a1 a2");
	cr_expect_str_eq(ask(&w, w.conn,
	                     "SELECT parents || '|' || message || '|' || format || '|' || objects "
	                     "|| '|' || limbeck || '|' || state FROM limbeck_version WHERE "
	                     "revision = 'a2'"),
	                 "a1|second|sql|table b\nindex ix|test|applied");
	cr_expect_str_eq(
	    ask(&w, w.conn, "SELECT script FROM limbeck_version WHERE revision = 'a1'"), A1);

	cr_assert(up(&w, "head"));
	cr_expect_eq(w.report.done.len, 0);
	cr_expect_eq(w.report.current.len, 1);

	cr_assert(down(&w, "-1"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "a");
	cr_expect_str_eq(recorded(&w), "a1");
	cr_assert(down(&w, "base"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "");
	cr_expect_eq(w.report.current.len, 0);
	cr_assert(down(&w, "base"), "%s", w.err.message);
	cr_expect_eq(w.report.done.len, 0);
	close_world(&w);
}

Test(runner, a_failure_keeps_whole_revisions_only)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, "-- revision: a2\n-- down_revision: a1\n-- limbeck: upgrade\n"
	        "CREATE TABLE b (id);\n\nINSERT INTO nowhere\nVALUES (1);\n");
	cr_assert_not(up(&w, "heads"));
	cr_expect_str_eq(w.err.file, "m/a2.sql");
	cr_expect_eq(w.err.line, 6, "line %d", w.err.line);
	cr_expect(strstr(w.err.message, "nowhere"), "%s", w.err.message);
	cr_expect(strstr(w.err.statement, "INSERT INTO nowhere"));
	cr_expect_eq(w.report.done.len, 1);
	cr_expect_str_eq(w.report.current.items[0]->id, "a1");
	cr_expect_str_eq(tables(&w, w.conn), "a");
	cr_expect_str_eq(recorded(&w), "a1");
	cr_expect_not(orm_in_transaction(w.conn));
	/* And the very first one leaves not even the version table. */
	cr_assert(down(&w, "base"));
	run_sql(&w, "DROP TABLE limbeck_version");
	forget(&w);
	add(&w, "-- revision: x\n-- limbeck: upgrade\nCREATE TABLE t (id); oops;\n");
	cr_assert_not(up(&w, "x"));
	cr_expect_str_eq(ask(&w, w.conn, "SELECT count(*) FROM sqlite_master"), "0");
	close_world(&w);
}

Test(runner, scripts_own_no_transaction)
{
	static const char *const bad[] = { "BEGIN;", "commit;", "END;", "/* x */ ROLLBACK;",
		                           "BEGIN IMMEDIATE TRANSACTION;" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct world w;

		open_world(&w);
		add(&w,
		    arena_printf(&w.arena,
		                 "-- revision: x\n-- limbeck: upgrade\nCREATE TABLE t (id);\n%s\n",
		                 bad[i]));
		cr_expect_not(up(&w, "heads"), "%s", bad[i]);
		cr_expect_eq(w.err.code, ERR_INPUT, "%s", w.err.message);
		cr_expect_eq(w.err.line, 4);
		cr_expect_str_eq(tables(&w, w.conn), "");
		close_world(&w);
	}
}

Test(runner, bodies_of_triggers_are_no_transactions)
{
	struct world w;

	open_world(&w);
	add(&w,
	    "-- revision: x\n-- limbeck: upgrade\nCREATE TABLE t (id);\n"
	    "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n DELETE FROM t WHERE id = 'END;';\nEND;\n"
	    "SAVEPOINT s;\nINSERT INTO t VALUES (1);\nROLLBACK TO s;\nRELEASE s;\n"
	    "PRAGMA foreign_keys = OFF;\nINSERT INTO t VALUES (2) -- last, no semicolon");
	cr_assert(up(&w, "heads"), "%s", w.err.message);
	cr_expect_str_eq(ask(&w, w.conn, "SELECT group_concat(id) FROM t"), "2");
	close_world(&w);
}

Test(runner, without_a_downgrade_section_it_stays)
{
	struct world w;

	open_world(&w);
	add(&w, "-- revision: x\n-- limbeck: upgrade\nCREATE TABLE t (id);\n");
	cr_assert(up(&w, "heads"));
	cr_expect_not(down(&w, "base"));
	cr_expect_eq(w.err.code, ERR_UNSUPPORTED);
	cr_expect(strstr(w.err.message, "m/x.sql"), "%s", w.err.message);
	cr_expect_str_eq(recorded(&w), "x");
	close_world(&w);
}

Test(runner, refuses_what_would_break_the_database)
{
	struct world w;

	open_world(&w);
	run_sql(&w, "PRAGMA foreign_keys = ON");
	add(&w, A1);
	add(&w, A2);
	cr_assert(up(&w, "heads"), "%s", w.err.message);
	add(&w, "-- revision: a3\n-- down_revision: a2\n-- limbeck: upgrade\n"
	        "INSERT INTO b VALUES (1, 77);\n");
	cr_assert_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_INTEGRITY);
	cr_expect(strstr(w.err.message, "\"a3\"") && strstr(w.err.message, "\"b\""), "%s",
	          w.err.message);
	cr_expect_str_eq(ask(&w, w.conn, "SELECT count(*) FROM b"), "0");
	cr_expect_str_eq(ask(&w, w.conn, "PRAGMA foreign_keys"), "1");

	/* What was broken before is not this script's doing. */
	run_sql(&w, "PRAGMA foreign_keys = OFF");
	run_sql(&w, "INSERT INTO b VALUES (5, 99)");
	w.revisions.len--;
	add(&w, "-- revision: a4\n-- down_revision: a2\n-- limbeck: upgrade\n"
	        "INSERT INTO a VALUES (1);\n");
	add(&w, "-- revision: a5\n-- down_revision: a4\n-- limbeck: upgrade\n"
	        "INSERT INTO a VALUES (2);\n");
	cr_assert(up(&w, "heads"), "%s", w.err.message);
	cr_expect_str_eq(ask(&w, w.conn, "SELECT group_concat(id) FROM a"), "1,2");
	close_world(&w);
}

Test(runner, a_dry_run_leaves_nothing)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	w.runner.dry_run = true;
	cr_assert(up(&w, "heads"), "%s", w.err.message);
	cr_expect_eq(w.report.done.len, 2);
	cr_expect_eq(w.report.current.len, 0);
	cr_expect_str_eq(ask(&w, w.conn, "SELECT count(*) FROM sqlite_master"), "0");
	/* Also one that has to look at the state between. */
	add(&w, "-- revision: a3\n-- down_revision: a2\n-- limbeck: upgrade\n"
	        "INSERT INTO b VALUES (1, 77);\n");
	cr_expect_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_INTEGRITY, "%s", w.err.message);
	cr_expect_not(orm_in_transaction(w.conn));
	cr_expect_str_eq(ask(&w, w.conn, "SELECT count(*) FROM sqlite_master"), "0");
	close_world(&w);
}

#define A1_EDITED                                                                      \
	"-- first\n-- revision: a1\n-- limbeck: upgrade\nCREATE TABLE a (id, more);\n" \
	"-- limbeck: downgrade\nDROP TABLE a;\n"

Test(runner, notices_edited_scripts)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	cr_assert(up(&w, "heads"));
	forget(&w);
	add(&w, A1_EDITED);
	add(&w, A2);
	cr_assert_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_STATE);
	cr_expect(strstr(w.err.message, "m/a1.sql"), "%s", w.err.message);
	cr_expect(strstr(w.err.hint, "--allow-edited"), "%s", w.err.hint);
	cr_expect_not(down(&w, "base"));

	struct migrate_status status;
	cr_assert(migrate_read_status(&w.arena, w.conn, &w.graph, &status, &w.err));
	cr_expect_eq(status.edited.len, 1);
	cr_expect_eq(status.pending.len, 1);

	w.runner.allow_edited = true;
	cr_expect(up(&w, "heads"), "%s", w.err.message);
	w.runner.allow_edited = false;
	cr_expect_not(up(&w, "heads"));
	cr_assert(stamp(&w, "current", false), "%s", w.err.message);
	cr_expect_str_eq(recorded(&w), "a1 a2");
	cr_expect(up(&w, "heads"), "%s", w.err.message);
	close_world(&w);
}

Test(runner, undoes_what_has_no_file_and_goes_up_over_nothing_unknown)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	cr_assert(up(&w, "heads"));
	forget(&w);
	add(&w, A1);
	cr_assert_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_STATE);
	cr_expect(strstr(w.err.message, "\"a2\" (second)") && strchr(w.err.message, '@'), "%s",
	          w.err.message);
	struct migrate_status status;
	cr_assert(migrate_read_status(&w.arena, w.conn, &w.graph, &status, &w.err));
	cr_assert_eq(status.unknown.len, 1);
	cr_expect_str_eq(status.unknown.items[0], "a2");

	cr_assert(down(&w, "-1"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "a");
	cr_expect_str_eq(recorded(&w), "a1");
	/* With no file at all. */
	forget(&w);
	cr_assert(down(&w, "base"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "");
	close_world(&w);
}

Test(runner, cannot_undo_what_nobody_has)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	cr_assert(up(&w, "heads"));
	run_sql(&w, "UPDATE limbeck_version SET script = ''");
	forget(&w);
	cr_expect_not(down(&w, "base"));
	cr_expect_eq(w.err.code, ERR_UNSUPPORTED);
	cr_expect_str_eq(tables(&w, w.conn), "a");
	close_world(&w);
}

Test(runner, stamps_over_anything)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	cr_assert(stamp(&w, "head", false), "%s", w.err.message);
	cr_expect_str_eq(recorded(&w), "a1 a2");
	cr_expect_eq(w.report.done.len, 2);
	cr_expect_str_eq(tables(&w, w.conn), "");
	run_sql(&w, "INSERT INTO limbeck_version (revision, position, state) VALUES ('gone', 9, "
	            "'applied'), ('half', 10, 'running')");
	cr_expect_not(up(&w, "heads"));
	cr_expect(strstr(w.err.message, "interrupted"), "%s", w.err.message);
	cr_assert(stamp(&w, "a1", false), "%s", w.err.message);
	cr_expect_str_eq(recorded(&w), "a1");
	cr_expect_eq(w.report.done.len, 0);
	cr_assert(stamp(&w, "a1", true), "%s", w.err.message);
	cr_expect_eq(w.report.done.len, 1);
	cr_assert(stamp(&w, "base", false), "%s", w.err.message);
	cr_expect_str_eq(recorded(&w), "");
	cr_expect_not(stamp(&w, "nonsense", false));
	close_world(&w);
}

Test(runner, refuses_to_run_below_what_is_applied)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	cr_assert(stamp(&w, "heads", false));
	run_sql(&w, "DELETE FROM limbeck_version WHERE revision = 'a1'");
	cr_expect_not(up(&w, "heads"));
	cr_expect(strstr(w.err.message, "\"a1\", which comes before it"), "%s", w.err.message);
	w.runner.allow_edited = true;
	cr_expect(up(&w, "heads"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "a");
	close_world(&w);
}

static void count_waiting(void *data, const struct migrate_event *e)
{
	*(int *)data += e->kind == MIGRATE_WAITING;
}

Test(runner, waits_for_the_lock_and_names_its_holder)
{
	struct world w;
	struct orm_lock_holder holder;
	bool got = false;
	int told = 0;

	open_world(&w);
	add(&w, A1);
	struct orm_conn *other = connect_to(&w);
	cr_assert(orm_try_lock(other, "limbeck", &got, &holder, &w.err) && got);
	w.runner.event = count_waiting;
	w.runner.data = &told;
	cr_expect_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_LOCKED);
	cr_expect_eq(told, 0);
	w.runner.wait_ms = 250;
	cr_expect_not(up(&w, "heads"));
	cr_expect(strstr(w.err.message, arena_printf(&w.arena, "pid %ld", (long)getpid())), "%s",
	          w.err.message);
	cr_expect_eq(told, 1);
	orm_unlock(other);
	cr_expect(up(&w, "heads"), "%s", w.err.message);
	orm_close(other);
	close_world(&w);
}

static volatile int stop;

static void stop_at_second(void *data, const struct migrate_event *e)
{
	(void)data;
	if (e->kind == MIGRATE_RUNNING && e->statements == 1)
		stop = 1;
}

Test(runner, stops_between_statements)
{
	struct world w;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	w.runner.cancelled = &stop;
	w.runner.event = stop_at_second;
	cr_expect_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_INTERRUPTED);
	cr_expect_str_eq(recorded(&w), "a1");
	cr_expect_str_eq(tables(&w, w.conn), "a");
	/* At the next one nothing begins. */
	cr_expect_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_INTERRUPTED);
	close_world(&w);
}

/* Four processes at once: each finds all done or does it. */
Test(runner, many_at_once_do_it_once)
{
	struct world w;
	pid_t children[4];

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	w.runner.wait_ms = 20000;
	orm_close(w.conn);
	w.conn = NULL;
	for (size_t i = 0; i < COUNT(children); i++)
		if (!(children[i] = fork())) {
			w.runner.conn = connect_to(&w);
			_exit(up(&w, "heads") ? 0 : 1);
		}
	for (size_t i = 0; i < COUNT(children); i++) {
		int status;

		cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
		cr_expect_eq(status, 0);
	}
	w.conn = connect_to(&w);
	cr_expect_str_eq(recorded(&w), "a1 a2");
	cr_expect_str_eq(tables(&w, w.conn), "a b");
	close_world(&w);
}

static const char *offline(struct world *w, enum migrate_direction direction, const char *start,
                           const char *end)
{
	struct orm_conn *scratch;
	struct buf out = { 0 };
	bool ok;

	error_clear(&w->err);
	cr_assert(migrate_scratch_open(&orm_sqlite, NULL, &scratch, &w->err), "%s", w->err.message);
	ok = migrate_offline(&w->arena, &w->runner, scratch, direction, start, end, &out, &w->err);
	orm_close(scratch);
	if (!ok)
		buf_release(&out);
	return ok ? buf_take(&out, &w->arena) : NULL;
}

static void load(struct world *w, const char *text)
{
	text += *text == '.' ? strcspn(text, "\n") : 0; /* a word to the native client */
	cr_assert(migrate_scratch_load(w->conn, "out.sql", text, strlen(text), &w->err), "%s: %s",
	          w->err.message, text);
}

Test(runner, offline_sql_does_the_same)
{
	struct world w;
	const char *text;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	add(&w, "-- it's a3\n-- revision: a3\n-- down_revision: a2\n-- limbeck: upgrade\n"
	        "INSERT INTO a VALUES (1) -- no semicolon\n");
	cr_assert((text = offline(&w, MIGRATE_UP, NULL, "a2")), "%s", w.err.message);
	cr_expect(strstr(text, "-- upgrade a1: first\n"), "%s", text);
	load(&w, text);
	cr_expect_str_eq(tables(&w, w.conn), "a b");
	cr_expect_str_eq(recorded(&w), "a1 a2");
	cr_expect_str_eq(
	    ask(&w, w.conn, "SELECT objects FROM limbeck_version WHERE revision = 'a1'"),
	    "table a");
	cr_assert((text = offline(&w, MIGRATE_UP, "a2", "+1")), "%s", w.err.message);
	cr_expect_not(strstr(text, "CREATE TABLE"), "%s", text);
	load(&w, text);
	cr_expect_str_eq(recorded(&w), "a1 a2 a3");
	cr_expect_str_eq(
	    ask(&w, w.conn, "SELECT message FROM limbeck_version WHERE revision = 'a3'"),
	    "it's a3");
	/* What was done by hand is as good as what was run. */
	cr_assert(up(&w, "heads"), "%s", w.err.message);
	cr_expect_eq(w.report.done.len, 0);

	cr_assert((text = offline(&w, MIGRATE_DOWN, "a2", "base")), "%s", w.err.message);
	run_sql(&w, "DELETE FROM limbeck_version WHERE revision = 'a3'");
	load(&w, text);
	cr_expect_str_eq(tables(&w, w.conn), "");
	cr_expect_str_eq(recorded(&w), "");

	cr_expect_str_eq(offline(&w, MIGRATE_UP, "a3", "heads"), "");
	cr_expect_null(offline(&w, MIGRATE_DOWN, NULL, "base"));
	cr_expect_eq(w.err.code, ERR_USAGE);
	close_world(&w);
}

Test(runner, replays_the_history)
{
	struct world w;
	struct orm_conn *scratch;

	open_world(&w);
	add(&w, A1);
	add(&w, A2);
	cr_assert(migrate_scratch_open(&orm_sqlite, NULL, &scratch, &w.err), "%s", w.err.message);
	cr_assert(migrate_replay(&w.arena, &w.runner, scratch, NULL, &w.err), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, scratch), "a b");
	cr_expect_str_eq(tables(&w, w.conn), "");
	orm_close(scratch);
	close_world(&w);
}

Test(runner, somebody_elses_table_of_that_name_is_not_touched)
{
	struct world w;

	open_world(&w);
	run_sql(&w, "CREATE TABLE limbeck_version (x)");
	add(&w, A1);
	cr_expect_not(up(&w, "heads"));
	cr_expect_eq(w.err.code, ERR_DATABASE, "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "");
	close_world(&w);
}

Test(runner, a_database_in_memory)
{
	struct world w;

	open_world(&w);
	orm_close(w.conn);
	cr_assert(orm_url_parse(&w.arena, "sqlite://", &w.url, &w.err));
	w.conn = w.runner.conn = connect_to(&w);
	add(&w, A1);
	cr_expect(up(&w, "heads"), "%s", w.err.message);
	cr_expect_str_eq(tables(&w, w.conn), "a");
	close_world(&w);
}
