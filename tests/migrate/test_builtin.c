/* tests/migrate/test_builtin.c - a program that holds its history itself */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migrate/builtin.h"
#include "migrate/operations.h"
#include "orm/schema/attribute.h"
#include "tests/support/server.h"

static const char first[] = "-- first\n-- revision: a1\n\n-- limbeck: upgrade\n"
			    "CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY);\n\n"
			    "-- limbeck: downgrade\nDROP TABLE orders;\n";

static struct orm_column *column(struct migrate_context *ctx, const char *name, int length)
{
	struct orm_column *c = orm_column_new(ctx->arena, name);

	c->type = orm_type_new(ctx->arena, ORM_TYPE_STRING);
	c->type->length = length;
	return c;
}

static bool up(struct migrate_context *ctx, struct error *err)
{
	struct orm_index *i = orm_index_new(ctx->arena, "ix_note");
	struct orm_table *t = orm_table_new(ctx->arena, NULL, "spare");

	vec_push(ctx->arena, &i->elements, (struct orm_element){ .column = "note" });
	orm_table_add_column(ctx->arena, t, column(ctx, "x", 5));
	return migrate_create(ctx, NULL, "orders", &column(ctx, "note", 20)->object, err) &&
	       migrate_create(ctx, NULL, "orders", &i->object, err) &&
	       migrate_create(ctx, NULL, NULL, &t->object, err) &&
	       migrate_context_execute(ctx, "INSERT INTO orders VALUES (1, 'one')", err);
}

static bool down(struct migrate_context *ctx, struct error *err)
{
	return migrate_drop(ctx, ORM_TABLE, NULL, NULL, "spare", err) &&
	       migrate_drop(ctx, ORM_INDEX, NULL, "orders", "ix_note", err) &&
	       migrate_drop(ctx, ORM_COLUMN, NULL, "orders", "note", err);
}

static bool change(struct migrate_context *ctx, struct error *err)
{
	struct orm_column *c = column(ctx, "text", 40);

	c->nullable = ORM_NO;
	return migrate_rename(ctx, ORM_COLUMN, NULL, "orders", "note", "text", err) &&
	       migrate_alter(
		   ctx, NULL, "orders", &c->object,
		   orm_attr_bit(ORM_COLUMN, "type") | orm_attr_bit(ORM_COLUMN, "nullable"), err);
}

static bool fixed(struct migrate_context *ctx, struct error *err)
{
	(void)ctx;
	return migrate_irreversible("the short texts are gone", err);
}

static const struct migrate_builtin history[] = {
	{ .id = "a1", .script = first },
	{ .id = "b2", .down = { "a1" }, .message = "notes", .upgrade = up, .downgrade = down },
	{ .id = "c3",
	  .down = { "b2" },
	  .labels = { "new" },
	  .upgrade = change,
	  .downgrade = fixed },
};

static int64_t count(struct orm_conn *c, const char *sql)
{
	struct arena a = { 0 };
	struct error err = { .position = -1 };
	struct orm_value v;

	cr_assert(orm_query_value(&a, c, sql, NULL, 0, &v, &err), "%s: %s", sql, err.message);
	arena_release(&a);
	return v.kind == ORM_INT ? v.integer : -1;
}

static void run_history(struct orm_conn *c)
{
	struct arena a = { 0 };
	struct error err = { .position = -1 };
	struct migrate_report report;
	struct migrate_revisions list = { 0 };
	struct migrate_graph graph;
	struct migrate_runner runner = { .conn = c, .graph = &graph };

	cr_assert(migrate_to_heads(&a, c, history, 1, &report, &err), "%s", err.message);
	cr_assert_eq(report.done.len, 1);
	cr_assert(migrate_to_heads(&a, c, history, COUNT(history), &report, &err), "%s: %s",
	          err.message, err.statement);
	cr_assert_eq(report.done.len, 2);
	cr_expect_str_eq(report.current.items[0]->id, "c3");
	cr_expect_eq(count(c, "SELECT count(*) FROM orders WHERE text = 'one'"), 1);
	cr_assert(migrate_to_heads(&a, c, history, COUNT(history), &report, &err));
	cr_expect_eq(report.done.len, 0);
	cr_assert(migrate_builtins(&a, history, COUNT(history), &list, &err));
	cr_assert(migrate_graph_build(&a, &list, &graph, &err));
	cr_expect_not(migrate_downgrade(&a, &runner, "a1", &report, &err));
	cr_expect_str_eq(err.message, "the short texts are gone");
	cr_expect_eq(count(c, "SELECT count(*) FROM limbeck_version"), 3);
	arena_release(&a);
}

Test(builtin, brings_a_database_up_to_date)
{
	struct error err = { .position = -1 };
	struct orm_url url = { .scheme = "sqlite" };
	struct orm_conn *c;

	cr_assert(orm_connect(&url, NULL, &c, &err), "%s", err.message);
	run_history(c);
	orm_close(c);
}

static void run_on(const char *(*server)(struct arena *a))
{
	struct arena a = { 0 };
	struct orm_conn *c = server_connect(server(&a));

	run_history(c);
	orm_close(c);
	arena_release(&a);
}

Test(builtin, brings_a_database_of_postgresql_up_to_date)
{
	run_on(server_postgresql);
}

Test(builtin, brings_a_database_of_mariadb_up_to_date)
{
	run_on(server_mariadb);
}

Test(builtin, brings_a_database_of_mysql_up_to_date)
{
	run_on(server_mysql);
}

Test(builtin, undoes_what_it_did)
{
	struct arena a = { 0 };
	struct error err = { .position = -1 };
	struct migrate_revisions list = { 0 };
	struct migrate_report report;
	struct migrate_graph graph;
	struct orm_url url = { .scheme = "sqlite" };
	struct migrate_runner runner = { .graph = &graph };

	cr_assert(orm_connect(&url, NULL, &runner.conn, &err), "%s", err.message);
	cr_assert(migrate_to_heads(&a, runner.conn, history, 2, NULL, &err), "%s", err.message);
	cr_assert(migrate_builtins(&a, history, 2, &list, &err));
	cr_assert(migrate_graph_build(&a, &list, &graph, &err));
	cr_assert(migrate_downgrade(&a, &runner, "base", &report, &err), "%s", err.message);
	cr_expect_eq(report.done.len, 2);
	cr_expect_eq(count(runner.conn, "SELECT count(*) FROM sqlite_schema WHERE name = 'orders'"),
	             0);
	orm_close(runner.conn);
	arena_release(&a);
}

Test(builtin, says_what_is_wrong_with_a_history)
{
	static const struct migrate_builtin other[] = { { .id = "z9", .script = first } };
	static const struct migrate_builtin orphan[] = { { .id = "z9", .down = { "y8" } } };
	struct arena a = { 0 };
	struct error err = { .position = -1 };
	struct orm_url url = { .scheme = "sqlite" };
	struct orm_conn *c;

	cr_assert(orm_connect(&url, NULL, &c, &err), "%s", err.message);
	cr_expect_not(migrate_to_heads(&a, c, other, 1, NULL, &err));
	cr_expect_str_eq(err.message, "the script of revision \"z9\" is that of \"a1\"");
	error_clear(&err);
	cr_expect_not(migrate_to_heads(&a, c, orphan, 1, NULL, &err));
	cr_expect(strstr(err.message, "y8"), "%s", err.message);
	orm_close(c);
	arena_release(&a);
}

static struct orm_conn *connect_to_file(struct arena *a, const char *dir)
{
	struct orm_connect_options options = { .create = true };
	struct error err = { .position = -1 };
	struct orm_url url;
	struct orm_conn *c;

	cr_assert(orm_url_parse(a, arena_printf(a, "sqlite:///%s/x.db", dir), &url, &err));
	cr_assert(orm_connect(&url, &options, &c, &err), "%s", err.message);
	return c;
}

Test(builtin, writes_nothing_where_nothing_is_to_be_done)
{
	char dir[] = "/tmp/limbeck-test-XXXXXX";
	struct arena a = { 0 };
	struct error err = { .position = -1 };
	struct migrate_report report;
	struct orm_conn *c;

	cr_assert(mkdtemp(dir));
	c = connect_to_file(&a, dir);
	cr_assert(migrate_to_heads(&a, c, history, 2, NULL, &err), "%s", err.message);
	/* Where no lock can be had. */
	cr_assert_eq(mkdir(arena_printf(&a, "%s/x.db-limbeck-lock", dir), 0777), 0);
	cr_expect(migrate_to_heads(&a, c, history, 2, &report, &err), "%s", err.message);
	cr_expect_eq(report.done.len, 0);
	cr_expect_str_eq(report.current.items[0]->id, "b2");
	cr_expect_not(migrate_to_heads(&a, c, history, 3, NULL, &err));
	cr_expect(strstr(err.message, "can't take lock file"), "%s", err.message);
	error_clear(&err);
	cr_assert_eq(rmdir(arena_printf(&a, "%s/x.db-limbeck-lock", dir)), 0);
	/* That of a newer program. */
	cr_expect_not(migrate_to_heads(&a, c, history, 1, NULL, &err));
	cr_expect_eq(err.code, ERR_STATE);
	cr_expect(strstr(err.message, "\"b2\" (notes)"), "%s", err.message);
	orm_close(c);
	(void)!system(arena_printf(&a, "rm -rf %s", dir));
	arena_release(&a);
}
