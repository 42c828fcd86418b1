/* tests/migrate/test_context.c - operations on a connection, and their proof */
#include <criterion/criterion.h>
#include <string.h>

#include "migrate/context.h"
#include "migrate/proof.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"

struct world {
	struct arena arena;
	struct orm_conn *conn;
	struct migrate_context ctx;
	struct buf sql;
	struct error err;
};

static void open_world(struct world *w)
{
	*w = (struct world){ 0 };
	cr_assert(migrate_scratch_open(&orm_sqlite, NULL, &w->conn, &w->err), "%s", w->err.message);
	w->ctx = (struct migrate_context){ .arena = &w->arena, .conn = w->conn, .file = "m/x.lua" };
}

static void close_world(struct world *w)
{
	orm_close(w->conn);
	buf_release(&w->sql);
	arena_release(&w->arena);
}

static const char *ask(struct world *w, const char *sql)
{
	struct orm_value v;

	cr_assert(orm_query_value(&w->arena, w->conn, sql, NULL, 0, &v, &w->err), "%s: %s", sql,
	          w->err.message);
	return v.kind == ORM_TEXT  ? v.data
	       : v.kind == ORM_INT ? arena_printf(&w->arena, "%lld", (long long)v.integer)
	                           : "NULL";
}

static void run_sql(struct world *w, const char *sql)
{
	cr_assert(orm_exec(w->conn, sql, &w->err), "%s: %s", sql, w->err.message);
}

static struct orm_column *column(struct arena *a, const char *name, enum orm_type_id type)
{
	struct orm_column *c = orm_column_new(a, name);

	c->type = orm_type_new(a, type);
	return c;
}

/* A table "t" with columns id (the key) and note. */
static struct orm_table *table(struct arena *a)
{
	struct orm_table *t = orm_table_new(a, NULL, "t");
	struct orm_constraint *key = orm_constraint_new(a, ORM_PRIMARY_KEY);

	orm_table_add_column(a, t, column(a, "id", ORM_TYPE_INTEGER));
	orm_table_add_column(a, t, column(a, "note", ORM_TYPE_TEXT));
	vec_push(a, &key->elements, (struct orm_element){ .column = "id" });
	orm_table_add_constraint(a, t, key);
	return t;
}

static struct migrate_op change(struct arena *a, enum orm_verb verb, struct orm_object *from,
                                struct orm_object *to, const char *owner)
{
	struct migrate_op op = { .kind = MIGRATE_CHANGE, .line = 7 };

	vec_push(a, &op.changes,
	         (struct orm_change){ .verb = verb,
	                              .kind = to ? to->kind : from->kind,
	                              .from = from,
	                              .to = to,
	                              .table = owner });
	return op;
}

static bool run(struct world *w, struct migrate_op op)
{
	error_clear(&w->err);
	return migrate_context_run(&w->ctx, &op, &w->err);
}

Test(context, remembers_what_it_did)
{
	struct world w;

	open_world(&w);
	struct arena *a = &w.arena;
	struct orm_table *t = table(a);
	struct orm_index *i = orm_index_new(a, "ix_t");
	vec_push(a, &i->elements, (struct orm_element){ .column = "note" });
	orm_table_add_index(a, t, i);
	cr_assert(run(&w, change(a, ORM_CREATE, NULL, &t->object, NULL)), "%s", w.err.message);
	cr_assert_eq(w.ctx.created.len, 2);
	cr_expect_str_eq(w.ctx.created.items[0], "table t");
	cr_expect_str_eq(w.ctx.created.items[1], "index ix_t");
	cr_expect_not(w.ctx.altered);
	cr_expect_eq(w.ctx.line, 7);
	cr_assert(migrate_context_execute(&w.ctx, "CREATE VIEW v AS SELECT 1; ;SELECT 2", &w.err));
	cr_expect_str_eq(w.ctx.created.items[2], "view v");
	cr_expect(w.ctx.altered);
	cr_assert(
	    run(&w, change(a, ORM_CREATE, NULL, &column(a, "c", ORM_TYPE_STRING)->object, "t")),
	    "%s", w.err.message);
	cr_assert(run(&w, change(a, ORM_DROP, &t->object, NULL, NULL)), "%s", w.err.message);
	cr_assert_eq(w.ctx.dropped.len, 1);
	cr_expect_str_eq(w.ctx.dropped.items[0], "table t");
	cr_expect_eq(w.ctx.created.len, 3);
	close_world(&w);
}

Test(context, names_constraints_by_convention)
{
	struct world w;
	struct orm_naming naming = { .uq = "uq_%(table_name)s_%(column_0_name)s" };

	open_world(&w);
	struct arena *a = &w.arena;
	run_sql(&w, "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT)");
	struct orm_constraint *u = orm_constraint_new(a, ORM_UNIQUE);
	vec_push(a, &u->elements, (struct orm_element){ .column = "note" });
	w.ctx.naming = &naming;
	cr_assert(run(&w, change(a, ORM_CREATE, NULL, &u->object, "t")), "%s", w.err.message);
	cr_expect(strstr(ask(&w, "SELECT sql FROM sqlite_master WHERE name = 't'"), "uq_t_note"));
	cr_expect(w.ctx.rebuilt);
	cr_expect(u->object.name == NULL);
	close_world(&w);
}

/* Texts that are no numbers in a column that becomes one. */
static struct migrate_op narrow(struct arena *a)
{
	struct orm_column *from = column(a, "note", ORM_TYPE_TEXT);
	struct orm_column *to = column(a, "note", ORM_TYPE_INTEGER);
	struct migrate_op op = change(a, ORM_ALTER, &from->object, &to->object, "t");

	op.changes.items[0].mask = orm_attr_bit(ORM_COLUMN, "type");
	return op;
}

Test(context, asks_before_values_are_lost)
{
	struct world w;

	open_world(&w);
	run_sql(&w, "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT)");
	run_sql(&w, "INSERT INTO t VALUES (1, '12abc')");
	cr_assert(orm_begin(w.conn, &w.err));
	cr_expect_not(run(&w, narrow(&w.arena)));
	cr_expect_eq(w.err.code, ERR_REFUSED, "%s", w.err.message);
	cr_expect_str_eq(w.err.file, "m/x.lua");
	cr_expect_eq(w.err.line, 7);
	orm_rollback(w.conn);
	w.ctx.allow_data_loss = true;
	cr_assert(orm_begin(w.conn, &w.err));
	cr_expect(run(&w, narrow(&w.arena)), "%s", w.err.message);
	cr_assert(orm_commit(w.conn, &w.err));
	close_world(&w);
}

static struct migrate_op rows(struct arena *a, int count)
{
	struct migrate_op op = { .kind = MIGRATE_BULK_INSERT, .table = "t" };

	vec_push(a, &op.columns, "id");
	vec_push(a, &op.columns, "note");
	for (int i = 0; i < count; i++) {
		struct migrate_row row = { 0 };

		vec_push(a, &row, orm_int(i));
		vec_push(a, &row,
		         i % 3 == 0   ? orm_text("it's")
		         : i % 3 == 1 ? orm_double(1.5)
		                      : orm_null());
		vec_push(a, &op.rows, row);
	}
	return op;
}

Test(context, inserts_rows_in_batches)
{
	for (int offline = 0; offline < 2; offline++) {
		struct world w;

		open_world(&w);
		run_sql(&w, "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT)");
		w.ctx.sql = offline ? &w.sql : NULL;
		cr_assert(run(&w, rows(&w.arena, 601)), "%s", w.err.message);
		cr_expect_eq(w.ctx.statements, 3);
		cr_expect_str_eq(ask(&w, "SELECT count(*) || ' ' || sum(note = 'it''s') || ' ' || "
		                         "sum(note = '1.5') || ' ' || sum(note IS NULL) FROM t"),
		                 "601 201 200 200");
		if (offline) {
			run_sql(&w, "DELETE FROM t");
			cr_assert(migrate_scratch_load(w.conn, "x", w.sql.data, w.sql.len, &w.err));
			cr_expect_str_eq(ask(&w, "SELECT count(*) FROM t"), "601");
		}
		w.ctx.sql = NULL;
		struct migrate_op op = rows(&w.arena, 1);
		op.rows.items[0].len = 1;
		cr_expect_not(run(&w, op));
		cr_expect_eq(w.err.code, ERR_INPUT);
		close_world(&w);
	}
}

Test(context, writes_statements_down_so_that_they_run_again)
{
	struct world w;
	struct orm_result *r;

	open_world(&w);
	w.ctx.sql = &w.sql;
	cr_assert(migrate_context_execute(
	    &w.ctx, "CREATE TABLE t (a); -- one\nINSERT INTO t VALUES ('--'); SELECT 1 -- two",
	    &w.err));
	cr_expect_not(migrate_context_query(&w.ctx, "SELECT 1", NULL, 0, &r, &w.err));
	cr_expect_eq(w.err.code, ERR_UNSUPPORTED);
	run_sql(&w, "DROP TABLE t");
	cr_assert(migrate_scratch_load(w.conn, "x", w.sql.data, w.sql.len, &w.err), "%s: %s",
	          w.err.message, w.sql.data);
	cr_expect_str_eq(ask(&w, "SELECT a FROM t"), "--");
	close_world(&w);
}

Test(context, loading_a_schema_says_where_it_fails)
{
	struct world w;
	static const char text[] = "CREATE TABLE t (a);\n\nCREATE TABEL u (a);\n";

	open_world(&w);
	cr_expect_not(migrate_scratch_load(w.conn, "s.sql", text, strlen(text), &w.err));
	cr_expect_str_eq(w.err.file, "s.sql");
	cr_expect_eq(w.err.line, 3);
	close_world(&w);
}

/* --- proof --------------------------------------------------------------- */

static struct orm_metadata *metadata(struct arena *a, struct orm_table *t)
{
	struct orm_metadata *m = orm_metadata_new(a), *out;
	struct error err = { 0 };

	if (t)
		orm_metadata_add_table(m, t);
	cr_assert(orm_resolve(a, m, &orm_sqlite, &out, &err), "%s", err.message);
	return out;
}

static bool prove(struct arena *a, const struct orm_metadata *from, const struct orm_metadata *to,
                  const struct migrate_ops *up, const struct migrate_ops *down, struct error *err)
{
	struct orm_conn *scratch;
	bool ok;

	cr_assert(migrate_scratch_open(&orm_sqlite, NULL, &scratch, err), "%s", err->message);
	ok = migrate_prove(a, scratch, from, to, up, down, err);
	orm_close(scratch);
	return ok;
}

Test(proof, tells_right_from_wrong)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *none = metadata(&a, NULL), *one = metadata(&a, table(&a));
	struct orm_table *more = table(&a);
	struct compare_result up = { 0 }, down = { 0 };

	orm_table_add_column(&a, more, column(&a, "extra", ORM_TYPE_STRING));
	struct orm_metadata *two = metadata(&a, more);

	cr_assert(migrate_compare(&a, &orm_sqlite, none, one, NULL, &up, &err));
	cr_assert(migrate_compare(&a, &orm_sqlite, one, none, NULL, &down, &err));
	cr_expect(prove(&a, none, one, &up.ops, &down.ops, &err), "%s", err.message);
	cr_expect(prove(&a, none, one, &up.ops, NULL, &err), "%s", err.message);
	cr_expect_not(prove(&a, none, two, &up.ops, NULL, &err));
	cr_expect_eq(err.code, ERR_REFUSED, "%s", err.message);
	cr_expect(strstr(err.message, "leaves 1 difference") && strstr(err.message, "extra"), "%s",
	          err.message);
	cr_expect_not(prove(&a, none, one, &up.ops, &(struct migrate_ops){ 0 }, &err));
	cr_expect(strstr(err.message, "downgrade"), "%s", err.message);

	struct migrate_ops wrong = { 0 };
	vec_push(&a, &wrong,
	         (struct migrate_op){ .kind = MIGRATE_EXECUTE,
	                              .sql = "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, "
	                                     "note TEXT); CREATE VIEW v AS SELECT nope FROM t" });
	cr_expect_not(prove(&a, none, one, &wrong, NULL, &err));
	cr_expect(strstr(err.message, "breaks it"), "%s", err.message);
	arena_release(&a);
}
