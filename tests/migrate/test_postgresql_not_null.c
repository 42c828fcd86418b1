/* tests/migrate/test_postgresql_not_null.c - what NOT NULL is called, before and after renames */
#include <criterion/criterion.h>

#include <string.h>

#include "migrate/compare.h"
#include "migrate/render.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"
#include "tests/support/server.h"

static struct arena arena;
static struct orm_conn *conn;

static void begin(void)
{
	conn = server_connect(server_postgresql(&arena));
	if (orm_conn_version(conn) < 180000)
		cr_skip_test("NOT NULL has no name before version 18");
}

static void end(void)
{
	orm_close(conn);
	arena_release(&arena);
}

TestSuite(postgresql_not_null, .init = begin, .fini = end);

static struct orm_metadata *made(const char *sql)
{
	const char *text = arena_printf(&arena, "%s;", sql);
	struct orm_statements list = { 0 };
	struct orm_metadata *m = NULL;
	struct error err = { 0 };

	cr_assert(orm_split(&arena, &orm_postgresql, text, strlen(text), &list), "%s", sql);
	for (size_t i = 0; i < list.len; i++)
		cr_assert(orm_exec(conn,
		                   arena_strndup(&arena, list.items[i].start, list.items[i].len),
		                   &err),
		          "%s", err.message);
	cr_assert(reflect_database(&arena, conn, NULL, &m, &err), "%s", err.message);
	return m;
}

static void run(struct buf *out, const struct migrate_ops *ops)
{
	struct ddl_statements all = { 0 };
	struct error err = { 0 };

	cr_assert(render_statements(&arena, &orm_postgresql, orm_conn_version(conn),
	                            made("SELECT 1"), ops, &all, &err),
	          "%s", err.message);
	for (size_t i = 0; i < all.len; i++) {
		cr_assert(orm_exec(conn, all.items[i].sql, &err), "%s: %s", all.items[i].sql,
		          err.message);
		buf_addf(out, "%s\n", all.items[i].sql);
	}
}

/* Table "p" and its column "a" are "q" and "b" from now on; what that does is done. */
static const char *renamed(const char *sql)
{
	struct orm_metadata *from = made(sql), *to = made("SELECT 1");
	struct orm_table *q = orm_metadata_table(to, NULL, "p");
	struct migrate_ops ops = { 0 };
	struct compare_result r;
	struct buf b = { 0 };
	struct error err = { 0 };

	to = orm_metadata_new(&arena);
	to->dialect = &orm_postgresql;
	q->object.name = "q";
	q->object.renamed_from = "p";
	orm_table_column(q, &orm_postgresql, "a")->object.renamed_from = "a";
	orm_table_column(q, &orm_postgresql, "a")->object.name = "b";
	orm_metadata_add_table(to, q);
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	for (size_t i = 0; i < r.ops.len; i++)
		if (r.ops.items[i].changes.items->verb == ORM_RENAME)
			vec_push(&arena, &ops, r.ops.items[i]);
	cr_assert_eq(ops.len, 2, "%zu", ops.len);
	/* one by one, like a script */
	for (size_t i = 0; i < ops.len; i++)
		run(&b, &(struct migrate_ops){ .items = &ops.items[i], .len = 1 });
	return buf_take(&b, &arena);
}

/* "p_a_not_null q_b_not_null": the names of all of them, table by table */
static const char *names(void)
{
	struct orm_value v;
	struct error err = { 0 };

	cr_assert(orm_query_value(&arena, conn,
	                          "SELECT string_agg(conrelid::regclass || ' ' || conname, ', ' "
	                          "ORDER BY conrelid::regclass::text, conname) FROM pg_constraint "
	                          "WHERE contype = 'n' AND connamespace = 'public'::regnamespace",
	                          NULL, 0, &v, &err),
	          "%s", err.message);
	return v.data;
}

Test(postgresql_not_null, follows_its_table_and_its_column)
{
	const char *sql = renamed("CREATE TABLE p (a int NOT NULL, c int CONSTRAINT x NOT NULL, "
	                          "d int NOT NULL)");

	cr_expect_str_eq(names(), "q q_b_not_null, q q_d_not_null, q x", "%s", sql);
}

Test(postgresql_not_null, takes_those_who_inherit_it_along)
{
	const char *sql = renamed("CREATE TABLE p (a int NOT NULL) PARTITION BY LIST (a);"
	                          "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");

	cr_expect_str_eq(names(), "p1 q_b_not_null, q q_b_not_null", "%s", sql);
}

Test(postgresql_not_null, stays_where_the_server_wont_rename_it)
{
	const char *sql = renamed("CREATE TABLE p (a int NOT NULL) PARTITION BY LIST (a);"
	                          "CREATE TABLE p1 (a int NOT NULL);"
	                          "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)");

	cr_expect_str_eq(names(), "p1 p1_a_not_null, q p_a_not_null", "%s", sql);
}

Test(postgresql_not_null, stays_what_its_parent_called_it)
{
	const char *sql = renamed("CREATE TABLE o (c int NOT NULL);"
	                          "CREATE TABLE p (a int NOT NULL, c int NOT NULL) INHERITS (o)");

	cr_expect_str_eq(names(), "o o_c_not_null, q p_c_not_null, q q_b_not_null", "%s", sql);
}

Test(postgresql_not_null, stays_where_the_name_is_taken)
{
	const char *sql = renamed("CREATE TABLE p (a int NOT NULL, c int CONSTRAINT "
	                          "q_b_not_null NOT NULL, CONSTRAINT q_a_not_null CHECK (a > 0))");

	cr_expect_str_eq(names(), "q p_a_not_null, q q_b_not_null", "%s", sql);
}

/* Table "p" becomes "q" again, and its column "a" "b", and all that is undone. */
static void there_and_back(bool open)
{
	const char *sql = "CREATE TABLE q (b int NOT NULL, c int NOT NULL);"
			  "ALTER TABLE q RENAME TO p; ALTER TABLE p RENAME b TO a";
	struct orm_metadata *from = made(sql), *to = made("SELECT 1");
	struct orm_table *q = orm_metadata_table(to, NULL, "p");
	struct orm_column *b = orm_table_column(q, &orm_postgresql, "a");
	struct migrate_ops down;
	struct compare_result r;
	struct buf up = { 0 };
	struct error err = { 0 };

	to = orm_metadata_new(&arena);
	to->dialect = &orm_postgresql;
	to->reflected = !open;
	q->object.name = "q";
	q->object.renamed_from = "p";
	b->object.renamed_from = "a";
	b->object.name = "b";
	for (size_t i = 0; i < q->columns.len; i++)
		q->columns.items[i]->not_null_name = NULL;
	orm_metadata_add_table(to, q);
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	for (size_t i = 0; i < r.ops.len; i++)
		run(&up, &(struct migrate_ops){ .items = &r.ops.items[i], .len = 1 });
	cr_expect_str_eq(names(), "q q_b_not_null, q q_c_not_null", "%s", buf_str(&up));
	cr_assert(migrate_invert(&arena, &r.ops, &down, &err), "%s", err.message);
	for (size_t i = 0; i < down.len; i++)
		run(&up, &(struct migrate_ops){ .items = &down.items[i], .len = 1 });
	cr_expect_str_eq(names(), "p q_b_not_null, p q_c_not_null", "%s", buf_str(&up));
	buf_release(&up);
}

Test(postgresql_not_null, gets_back_a_name_of_its_own)
{
	there_and_back(false);
}

Test(postgresql_not_null, gets_back_a_name_of_its_own_that_the_model_leaves_open)
{
	there_and_back(true);
}

Test(postgresql_not_null, of_a_domain_gets_back_a_name_of_its_own)
{
	const char *sql = "CREATE DOMAIN d AS int NOT NULL; ALTER DOMAIN d RENAME TO e";
	struct orm_metadata *from = made(sql), *to = made("SELECT 1");
	struct orm_definition *d = orm_metadata_definition(to, ORM_DOMAIN, NULL, "e");
	struct migrate_ops down;
	struct compare_result r;
	struct buf b = { 0 };
	struct error err = { 0 };

	to = orm_metadata_new(&arena);
	to->dialect = &orm_postgresql;
	d->object.name = "d";
	d->object.renamed_from = "e";
	d->object.options = (struct orm_options){ 0 };
	orm_metadata_add_definition(to, d);
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	for (size_t i = 0; i < r.ops.len; i++)
		run(&b, &(struct migrate_ops){ .items = &r.ops.items[i], .len = 1 });
	cr_expect_str_eq(buf_str(&b), "ALTER DOMAIN e RENAME TO d\n");
	cr_assert(migrate_invert(&arena, &r.ops, &down, &err), "%s", err.message);
	buf_cut(&b, 0);
	for (size_t i = 0; i < down.len; i++)
		run(&b, &(struct migrate_ops){ .items = &down.items[i], .len = 1 });
	d = orm_metadata_definition(made("SELECT 1"), ORM_DOMAIN, NULL, "e");
	cr_assert_not_null(d, "%s", buf_str(&b));
	cr_expect_str_eq(orm_option_get(&d->object.options, NULL, "not_null_name"), "d_not_null",
	                 "%s", buf_str(&b));
	buf_release(&b);
}

Test(postgresql_not_null, may_have_any_name_where_the_model_says_none)
{
	const char *sql = "CREATE TABLE t (a int CONSTRAINT x NOT NULL)";
	struct orm_metadata *from = made(sql), *to = made("SELECT 1");
	struct orm_column *c =
	    orm_table_column(orm_metadata_table(to, NULL, "t"), &orm_postgresql, "a");
	struct compare_result r;
	struct error err = { 0 };

	to->reflected = false;
	c->not_null_name = NULL;
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	cr_expect_eq(r.ops.len, 0);
	c->object.comment = "x";
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	cr_expect_eq(r.ops.len, 1);
	c->object.comment = NULL;
	c->not_null_name = "y";
	cr_assert(migrate_compare(&arena, &orm_postgresql, from, to, NULL, &r, &err));
	cr_expect_eq(r.ops.len, 1);
}
