/* tests/migrate/test_render.c - operations as text, SQL, JSON and Lua scripts */
#include <criterion/criterion.h>
#include <sqlite3.h>

#include "lua/luax.h"
#include "migrate/render.h"
#include "migrate/script.h"
#include "orm/dialect.h"
#include "tests/support/schema.h"

static const char before[] =
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(255), old TEXT, CHECK (id > 0), "
    "UNIQUE (email));"
    "CREATE INDEX ix_email ON customers (email DESC);"
    "CREATE TABLE gone (x);";
static const char after[] =
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(320) NOT NULL DEFAULT 'x', "
    "nick VARCHAR(50) REFERENCES nicks (name) ON DELETE CASCADE);"
    "CREATE TABLE nicks (name TEXT UNIQUE);"
    "CREATE UNIQUE INDEX ix_nick ON customers (lower(nick)) WHERE id > 1;"
    "CREATE VIEW v AS SELECT id\nFROM customers;"
    "CREATE TRIGGER t AFTER INSERT ON nicks BEGIN SELECT 1; END;";

Test(render, text_is_a_tree_by_table)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct compare_result r = schema_diff(&a, schema_of(&a, before), schema_of(&a, after));
	const char *text;

	render_text(&b, &orm_sqlite, &r, false);
	text = buf_str(&b);
	cr_expect(text == strstr(text, "5 to add, 1 to change, 5 to drop\n\n"), "%s", text);
	cr_expect(strstr(text, "\n~ table \"customers\"\n"), "%s", text);
	cr_expect(strstr(text, "\n    ~ column \"email\": type VARCHAR(255) -> VARCHAR(320), "
	                       "not nullable, server default none -> 'x'\n"),
	          "%s", text);
	cr_expect(strstr(text, "\n    + column \"nick\" VARCHAR(50)\n"), "%s", text);
	cr_expect(strstr(text, "\n    - unnamed check constraint\n"), "%s", text);
	cr_expect(strstr(text, "\n      loses data: the values of column \"old\"\n"), "%s", text);
	cr_expect(strstr(text, "\n- table \"gone\"\n  loses data: all rows of the table\n"), "%s",
	          text);
	cr_expect(strstr(text, "\n+ table \"nicks\" (1 column)\n    + trigger \"t\"\n"), "%s",
	          text);
	cr_expect(!strchr(text, '\033'));
	buf_release(&b);
	arena_release(&a);
}

Test(render, colours_only_when_asked)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct compare_result r = schema_diff(&a, schema_of(&a, ""), schema_of(&a, after));

	render_text(&b, &orm_sqlite, &r, true);
	cr_assert(strstr(buf_str(&b), "\033[32m+\033[0m table"));
	buf_release(&b);
	arena_release(&a);
}

Test(render, nothing_is_rendered_as_nothing)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };
	struct orm_metadata *m = schema_of(&a, after);
	struct compare_result r = schema_diff(&a, m, m);

	render_text(&b, &orm_sqlite, &r, true);
	cr_expect_str_eq(buf_str(&b), "");
	cr_expect(render_sql(&b, &orm_sqlite, 0, m, &r.ops, &err));
	cr_expect_str_eq(buf_str(&b), "");
	render_lua_ops(&b, &orm_sqlite, &r.ops, 1);
	cr_expect_str_eq(buf_str(&b), "  -- nothing to do\n");
	buf_release(&b);
	arena_release(&a);
}

Test(render, hints_and_what_is_left_alone_come_last)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct compare_result r = { 0 };

	vec_push(&a, &r.hints, (struct compare_hint){ .text = arena_strdup(&a, "look") });
	vec_push(&a, &r.unmanaged, "table \"x\ny\"");
	render_text(&b, &orm_sqlite, &r, false);
	cr_assert_str_eq(buf_str(&b), "\nhint: look\n\nleft alone: table \"x\\ny\"\n");
	buf_release(&b);
	arena_release(&a);
}

Test(render, terminals_obey_no_name)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct compare_result r = schema_diff(
	    &a, schema_of(&a, ""),
	    schema_of(&a,
	              "CREATE TABLE \"a\033[2Jb\nc\xc2\x9b\" (x); CREATE TABLE \"\xc3\xa4\" (y);"));

	render_text(&b, &orm_sqlite, &r, false);
	cr_assert_str_eq(buf_str(&b),
	                 "2 to add\n\n+ table \"a\\x1b[2Jb\\nc\\xc2\\x9b\" (1 column)\n"
	                 "+ table \"\xc3\xa4\" (1 column)\n");
	buf_release(&b);
	arena_release(&a);
}

Test(render, sql_is_one_transaction_that_leads_there)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };
	struct orm_metadata *m = schema_of(&a, before), *n = schema_of(&a, after);
	struct compare_result r = schema_diff(&a, m, n);

	cr_assert(render_sql(&b, &orm_sqlite, 0, m, &r.ops, &err), "%s", err.message);
	cr_expect(strstr(buf_str(&b), orm_sqlite.script_begin) == buf_str(&b));
	cr_expect(!strstr(buf_str(&b), "replace("), "checks are left out");
	r = schema_diff(&a, schema_of(&a, arena_printf(&a, "%s%s", before, buf_str(&b))), n);
	cr_expect(!r.ops.len, "%s", buf_str(&b));
	buf_release(&b);
	arena_release(&a);
}

Test(render, json_is_valid_and_says_what_changes)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	struct compare_result r = schema_diff(&a, schema_of(&a, before), schema_of(&a, after));
	struct json j = { .out = &b };
	sqlite3 *db;
	sqlite3_stmt *s;

	render_json(&j, &orm_sqlite, &r);
	cr_assert(!sqlite3_open(":memory:", &db));
	cr_assert(!sqlite3_prepare_v2(db,
	                              "SELECT json_valid(?1), count(*) FROM json_tree(?1) "
	                              "WHERE key = 'operation' AND value = 'alter_column'",
	                              -1, &s, NULL));
	sqlite3_bind_text(s, 1, buf_str(&b), (int)b.len, SQLITE_STATIC);
	cr_assert_eq(sqlite3_step(s), SQLITE_ROW);
	cr_expect_eq(sqlite3_column_int(s, 0), 1);
	cr_expect_eq(sqlite3_column_int(s, 1), 1);
	sqlite3_finalize(s);
	sqlite3_close(db);
	buf_release(&b);
	arena_release(&a);
}

static struct orm_object *named(struct arena *a, enum orm_kind kind, const char *name)
{
	struct orm_object *o = arena_alloc(a, orm_kinds[kind].size);

	o->kind = kind;
	o->name = name;
	return o;
}

/* One change of table "t" as a call and in words. */
static void expect_call(struct arena *a, const struct orm_change *c, const char *call,
                        const char *text)
{
	struct migrate_ops ops = { 0 };
	struct migrate_op op = { .kind = MIGRATE_CHANGE };
	struct buf b = { 0 };

	vec_push(a, &op.changes, *c);
	vec_push(a, &ops, op);
	render_lua_ops(&b, &orm_sqlite, &ops, 0);
	cr_expect_str_eq(buf_str(&b), arena_printf(a, "%s\n", call));
	cr_expect_str_eq(migrate_op_text(a, &orm_sqlite, &op), text);
	buf_release(&b);
}

Test(render, drops_and_renames_are_calls)
{
	static const struct {
		enum orm_verb verb;
		enum orm_kind kind;
		const char *call, *text;
	} cases[] = {
		{ ORM_DROP, ORM_TABLE, "op.drop_table(\"x\")", "drop table \"x\"" },
		{ ORM_DROP, ORM_COLUMN, "op.drop_column(\"t\", \"x\")", "drop column \"t.x\"" },
		{ ORM_DROP, ORM_INDEX, "op.drop_index(\"x\", \"t\")", "drop index \"x\"" },
		{ ORM_DROP, ORM_VIEW, "op.drop_view(\"x\")", "drop view \"x\"" },
		{ ORM_DROP, ORM_TRIGGER, "op.drop_trigger(\"x\", \"t\")", "drop trigger \"x\"" },
		{ ORM_DROP, ORM_CHECK, "op.drop_constraint(\"x\", \"t\", {type_ = \"check\"})",
		  "drop check constraint \"x\"" },
		{ ORM_DROP, ORM_FOREIGN_KEY,
		  "op.drop_constraint(\"x\", \"t\", {type_ = \"foreignkey\"})",
		  "drop foreign key \"x\"" },
		{ ORM_RENAME, ORM_TABLE, "op.rename_table(\"x\", \"y\")",
		  "rename table \"x\" to \"y\"" },
		{ ORM_RENAME, ORM_COLUMN, "op.alter_column{\"t\", \"x\", new_column_name = \"y\"}",
		  "rename column \"t.x\" to \"y\"" },
		{ ORM_RENAME, ORM_INDEX, "op.rename_index(\"x\", \"y\", \"t\")",
		  "rename index \"x\" to \"y\"" },
		{ ORM_RENAME, ORM_UNIQUE,
		  "op.rename_constraint(\"x\", \"y\", \"t\", {type_ = \"unique\"})",
		  "rename unique constraint \"x\" to \"y\"" },
		{ ORM_RENAME, ORM_VIEW, "op.rename_view(\"x\", \"y\")",
		  "rename view \"x\" to \"y\"" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = { 0 };
		struct orm_change c = { .verb = cases[i].verb,
			                .kind = cases[i].kind,
			                .from = named(&a, cases[i].kind, "x"),
			                .to = named(&a, cases[i].kind, "y") };

		if (cases[i].kind != ORM_TABLE && cases[i].kind != ORM_VIEW)
			c.table = "t";
		if (c.verb == ORM_DROP)
			c.to = NULL;
		expect_call(&a, &c, cases[i].call, cases[i].text);
		arena_release(&a);
	}
}

Test(render, unnamed_constraints_are_told_by_what_they_say)
{
	struct arena a = { 0 };
	struct orm_constraint *k = orm_constraint_new(&a, ORM_FOREIGN_KEY);
	struct orm_change c = {
		.verb = ORM_DROP, .kind = ORM_FOREIGN_KEY, .from = &k->object, .table = "t"
	};

	vec_push(&a, &k->elements, (struct orm_element){ .column = "a" });
	k->referred_table = "p";
	expect_call(&a, &c,
	            "op.drop_constraint(nil, \"t\", {type_ = \"foreignkey\", columns = {\"a\"}, "
	            "referent = \"p\"})",
	            "drop unnamed foreign key of \"t\"");
	k = orm_constraint_new(&a, ORM_CHECK);
	k->expr = "a > 1";
	c.kind = ORM_CHECK;
	c.from = &k->object;
	c.if_exists = true;
	c.schema = "s";
	expect_call(&a, &c,
	            "op.drop_constraint(nil, \"t\", {type_ = \"check\", condition = \"a > 1\", "
	            "schema = \"s\", if_exists = true})",
	            "drop unnamed check constraint of \"t\"");
	arena_release(&a);
}

Test(render, options_that_go_are_said)
{
	struct arena a = { 0 };
	struct orm_object *from = named(&a, ORM_TABLE, "t"), *to = named(&a, ORM_TABLE, "t");
	struct orm_change c = { .verb = ORM_ALTER, .kind = ORM_TABLE, .from = from, .to = to };

	c.mask = ORM_ATTR_OPTIONS;
	orm_option_set(&a, &from->options, NULL, "strict", "true");
	orm_option_set(&a, &to->options, NULL, "autoincrement", "true");
	expect_call(&a, &c,
	            "op.alter_table{\"t\", sqlite_autoincrement = true, sqlite_strict = false}",
	            "alter table \"t\": autoincrement, not strict");
	orm_option_set(&a, &to->options, NULL, "strict", "");
	expect_call(&a, &c,
	            "op.alter_table{\"t\", sqlite_autoincrement = true, sqlite_strict = false}",
	            "alter table \"t\": autoincrement, not strict");
	arena_release(&a);
}

Test(render, losses_and_notes_stand_above_the_call)
{
	struct arena a = { 0 };
	struct migrate_ops ops = { 0 };
	struct migrate_op op = { .kind = MIGRATE_EXECUTE, .sql = "UPDATE t\nSET x = 1" };
	struct buf b = { 0 };

	op.loses = "much\nof it";
	op.note = "be careful";
	vec_push(&a, &ops, op);
	render_lua_ops(&b, &orm_sqlite, &ops, 1);
	cr_assert_str_eq(buf_str(&b), "  -- be careful\n  -- loses data: much\n  -- of it\n"
	                              "  op.execute([[UPDATE t\nSET x = 1]])\n");
	buf_release(&b);
	arena_release(&a);
}

static struct migrate_op insert(struct arena *a)
{
	struct migrate_op op = { .kind = MIGRATE_BULK_INSERT, .table = "t" };
	struct migrate_row row = { 0 };

	vec_push(a, &op.columns, "a b");
	vec_push(a, &op.columns, "c");
	vec_push(a, &row, orm_int(1));
	vec_push(a, &row, orm_text("it's"));
	vec_push(a, &op.rows, row);
	row = (struct migrate_row){ 0 };
	vec_push(a, &row, orm_null());
	vec_push(a, &row, orm_double(2));
	vec_push(a, &op.rows, row);
	return op;
}

Test(render, rows_are_rendered_too)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_ops ops = { 0 };
	struct ddl_statements list;
	struct buf b = { 0 };

	vec_push(&a, &ops, insert(&a));
	render_lua_ops(&b, &orm_sqlite, &ops, 1);
	cr_expect_str_eq(buf_str(&b), "  op.bulk_insert(\"t\", {\n"
	                              "    {[\"a b\"] = 1, [\"c\"] = \"it's\"},\n"
	                              "    {[\"a b\"] = null, [\"c\"] = 2.0},\n"
	                              "  })\n");
	cr_assert(render_statements(&a, &orm_sqlite, 0, NULL, &ops, &list, &err));
	cr_assert_eq(list.len, 2);
	cr_expect_str_eq(list.items[0].sql, "INSERT INTO t (\"a b\", c) VALUES (1, 'it''s')");
	cr_expect_str_eq(list.items[1].sql, "INSERT INTO t (\"a b\", c) VALUES (NULL, 2.0)");
	buf_release(&b);
	arena_release(&a);
}

/* A revision of which each line would like to be something else. */
static const struct migrate_revision tricky = {
	.id = "ae1027a6acf0",
	.message = "fix: [[the]] \"orders\"\r\nprint(1)",
	.doc = "limbeck: upgrade\n\nrevision: none",
	.created = "2026-11-20T10:00:00Z",
};

static struct migrate_revision read_back(struct arena *a, const struct migrate_format *format,
                                         const struct buf *b)
{
	struct migrate_revision r = { 0 };
	struct error err = { 0 };

	cr_assert(format->read_header(a, "x", buf_str(b), b->len, &r, &err), "%s\n%s", err.message,
	          buf_str(b));
	return r;
}

static void expect_header(const struct migrate_revision *r)
{
	cr_expect_str_eq(r->id, tricky.id);
	cr_expect_eq(r->down.len, 2);
	cr_expect_str_eq(r->down.items[1], "b");
	cr_expect_eq(r->labels.len, 1);
	cr_expect_str_eq(r->labels.items[0], "main");
	cr_expect_eq(r->depends_on.len, 0);
	cr_expect_str_eq(r->message, "fix: [[the]] \"orders\"");
	cr_expect_str_eq(r->created, tricky.created);
	cr_expect(strstr(r->doc, "print(1)") && strstr(r->doc, "a comment"), "%s", r->doc);
}

Test(render, headers_of_scripts_are_read_back)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct buf b = { 0 };
	struct migrate_revision r = tricky, read;

	vec_push(&a, &r.down, "a");
	vec_push(&a, &r.down, "b");
	vec_push(&a, &r.labels, "main");
	render_lua_script(&b, &orm_sqlite, &r, "a comment", NULL, NULL);
	read = read_back(&a, &luax_script_format, &b);
	expect_header(&read);
	buf_cut(&b, 0);
	cr_assert(
	    render_sql_script(&b, &orm_sqlite, 0, &r, "a comment", NULL, NULL, NULL, NULL, &err));
	read = read_back(&a, &migrate_sql_format, &b);
	expect_header(&read);
	buf_release(&b);
	arena_release(&a);
}

Test(render, an_empty_script_has_functions_to_fill_in)
{
	struct migrate_revision r = { .id = "a1", .message = "add orders" };
	struct buf b = { 0 };

	render_lua_script(&b, &orm_sqlite, &r, NULL, NULL, NULL);
	cr_assert_str_eq(buf_str(&b), "-- add orders\n"
	                              "revision      = \"a1\"\n"
	                              "down_revision = nil\n"
	                              "branch_labels = nil\n"
	                              "depends_on    = nil\n"
	                              "created       = nil\n"
	                              "\n"
	                              "function upgrade()\n"
	                              "end\n"
	                              "\n"
	                              "function downgrade()\n"
	                              "end\n");
	buf_release(&b);
}

Test(render, what_cannot_be_undone_says_so)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_revision r = { .id = "a1" };
	struct migrate_ops ops = { 0 };
	struct buf b = { 0 };

	vec_push(&a, &ops, (struct migrate_op){ .kind = MIGRATE_EXECUTE, .sql = "DELETE FROM t" });
	render_lua_script(&b, &orm_sqlite, &r, NULL, &ops, NULL);
	cr_expect(strstr(buf_str(&b), "op.raise_irreversible("), "%s", buf_str(&b));
	buf_cut(&b, 0);
	cr_assert(render_sql_script(&b, &orm_sqlite, 0, &r, NULL, NULL, &ops, NULL, NULL, &err));
	cr_expect(strstr(buf_str(&b), "-- limbeck: upgrade\nDELETE FROM t;\n"), "%s", buf_str(&b));
	cr_expect(!strstr(buf_str(&b), "downgrade"), "%s", buf_str(&b));
	buf_release(&b);
	arena_release(&a);
}
