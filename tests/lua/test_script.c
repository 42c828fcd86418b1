/* tests/lua/test_script.c - scripts and the operations in them, on SQLite in memory */
#include "orm/dialect.h"
#include "orm/engine/conn.h"
#include "support.h"

struct base {
	struct world w;
	struct orm_conn *conn;
	struct migrate_context ctx;
};

static void open_base(struct base *b)
{
	struct orm_url url;

	*b = (struct base){ 0 };
	cr_assert(orm_url_parse(&b->w.arena, "sqlite://", &url, &b->w.err));
	cr_assert(orm_connect(&url, NULL, &b->conn, &b->w.err), "%s", b->w.err.message);
	b->ctx = (struct migrate_context){ .arena = &b->w.arena, .conn = b->conn };
}

static void close_base(struct base *b)
{
	orm_close(b->conn);
	world_release(&b->w);
}

static bool run(struct base *b, const char *text, enum migrate_direction direction)
{
	struct migrate_revision r = {
		.id = "r1", .path = "s.lua", .text = text, .text_len = strlen(text)
	};

	error_clear(&b->w.err);
	return luax_script_format.run(&b->ctx, &r, direction, &b->w.err);
}

/* Runs `body` as the body of upgrade(), from line 1 on. */
static bool up(struct base *b, const char *body)
{
	return run(b, arena_printf(&b->w.arena, "function upgrade() %s\nend", body), MIGRATE_UP);
}

static void must(struct base *b, const char *body)
{
	cr_assert(up(b, body), "%s\n%s:%d: %s [%s]", body, b->w.err.file, b->w.err.line,
	          b->w.err.message, b->w.err.statement);
}

static const char *value(struct base *b, const char *sql)
{
	struct orm_value v;

	cr_assert(orm_query_value(&b->w.arena, b->conn, sql, NULL, 0, &v, &b->w.err), "%s: %s", sql,
	          b->w.err.message);
	if (v.kind == ORM_INT)
		return arena_printf(&b->w.arena, "%lld", (long long)v.integer);
	return v.kind == ORM_TEXT ? v.data : "(null)";
}

static const char two_tables[] =
    "op.create_table{\"customers\", Column{\"id\", Integer, primary_key = true},\n"
    "  Column{\"email\", String(50), nullable = false}}\n"
    "op.create_table(\"orders\", Column{\"id\", Integer, primary_key = true},\n"
    "  Column{\"customer_id\", Integer, ForeignKey{\"customers.id\"}, index = true},\n"
    "  Column{\"total\", Numeric(12, 2), server_default = 0})\n"
    "op.bulk_insert(\"customers\", {{id = 1, email = \"a@x\"}, {id = 2, email = \"it's\"}})\n"
    "op.bulk_insert(\"orders\", {{id = 1, customer_id = 1, total = 9.5}, {id = 2}})";

Test(script, tables_are_made_and_filled)
{
	struct base b;

	open_base(&b);
	must(&b, two_tables);
	cr_expect_str_eq(value(&b, "SELECT count(*) FROM customers"), "2");
	cr_expect_str_eq(value(&b, "SELECT email FROM customers WHERE id = 2"), "it's");
	cr_expect_str_eq(value(&b, "SELECT total FROM orders WHERE id = 2"), "0");
	cr_expect_str_eq(value(&b, "SELECT name FROM sqlite_schema WHERE type = 'index'"),
	                 "ix_orders_customer_id");
	close_base(&b);
}

/* Each runs on the two tables; the query then gives the result. */
static const struct {
	const char *lua, *sql, *expect;
} operations[] = {
	{ "op.add_column{\"customers\", Column{\"nick\", String(20), index = true}}",
	  "SELECT count(*) FROM sqlite_schema WHERE name = 'ix_customers_nick'", "1" },
	{ "op.add_column(\"customers\", Column{\"nick\", String(20)})",
	  "SELECT type FROM pragma_table_info('customers') WHERE name = 'nick'", "VARCHAR(20)" },
	{ "op.drop_column(\"orders\", \"total\")",
	  "SELECT count(*) FROM pragma_table_info('orders')", "2" },
	{ "op.alter_column{\"orders\", \"total\", nullable = false, existing_type = Numeric(12, "
	  "2)}",
	  "SELECT \"notnull\" FROM pragma_table_info('orders') WHERE name = 'total'", "1" },
	{ "op.alter_column(\"orders\", \"total\", {type_ = Numeric(14, 3)})",
	  "SELECT type FROM pragma_table_info('orders') WHERE name = 'total'", "NUMERIC(14, 3)" },
	{ "op.alter_column{\"orders\", \"total\", server_default = none}",
	  "SELECT dflt_value FROM pragma_table_info('orders') WHERE name = 'total'", "(null)" },
	{ "op.alter_column{\"orders\", \"total\", server_default = null}",
	  "SELECT dflt_value FROM pragma_table_info('orders') WHERE name = 'total'", "NULL" },
	{ "op.alter_column{\"orders\", \"total\", nullable = false, new_column_name = \"sum\"}",
	  "SELECT \"notnull\" FROM pragma_table_info('orders') WHERE name = 'sum'", "1" },
	{ "op.alter_column{\"customers\", \"email\", type = String{50, collation = \"NOCASE\"}}",
	  "SELECT count(*) FROM customers WHERE email = 'A@X'", "1" },
	{ "op.rename_column(\"orders\", \"total\", \"sum\")", "SELECT count(sum) FROM orders",
	  "2" },
	{ "op.rename_table(\"orders\", \"sales\")", "SELECT count(*) FROM sales", "2" },
	{ "op.drop_table(\"orders\")", "SELECT count(*) FROM sqlite_schema WHERE name = 'orders'",
	  "0" },
	{ "op.drop_table{\"absent\", if_exists = true}", "SELECT 1", "1" },
	{ "op.create_table{\"orders\", Column{\"id\", Integer}, if_not_exists = true}",
	  "SELECT count(*) FROM orders", "2" },
	{ "op.create_table(Table{\"x\", Column{\"id\", Integer}, sqlite_strict = true})",
	  "SELECT strict FROM pragma_table_list('x')", "1" },
	{ "op.create_table{\"x\", Column{\"id\", Integer}}\n"
	  "op.alter_table{\"x\", sqlite_strict = true}",
	  "SELECT strict FROM pragma_table_list('x')", "1" },
	{ "op.create_table{\"x\", Column{\"id\", Integer}, sqlite_strict = true}\n"
	  "op.alter_table{\"x\", sqlite_strict = false, existing_sqlite_strict = true}",
	  "SELECT strict FROM pragma_table_list('x')", "0" },
	{ "op.create_table{\"x\", Column{\"id\", Integer}, sqlite_strict = true}\n"
	  "op.alter_table{\"x\", sqlite_strict = none}",
	  "SELECT strict FROM pragma_table_list('x')", "0" },
	{ "op.create_unique_constraint(\"uq\", \"customers\", {\"email\"})",
	  "SELECT count(*) FROM pragma_index_list('customers') WHERE origin = 'u'", "1" },
	{ "op.create_check_constraint(\"ck\", \"orders\", \"total >= 0\")",
	  "SELECT sql LIKE '%CONSTRAINT ck CHECK%' FROM sqlite_schema WHERE name = 'orders'", "1" },
	{ "op.create_foreign_key(\"fk\", \"customers\", \"orders\", {\"id\"}, {\"id\"}, "
	  "{ondelete = \"CASCADE\"})",
	  "SELECT on_delete FROM pragma_foreign_key_list('customers')", "CASCADE" },
	{ "op.create_unique_constraint(op.f(\"uq\"), \"customers\", \"email\")\n"
	  "op.drop_constraint(\"uq\", \"customers\", {type_ = \"unique\"})",
	  "SELECT count(*) FROM pragma_index_list('customers')", "0" },
	{ "op.create_unique_constraint(\"uq\", \"customers\", \"email\")\n"
	  "op.drop_constraint(\"uq\", \"customers\", \"unique\")",
	  "SELECT count(*) FROM pragma_index_list('customers')", "0" },
	{ "op.create_check_constraint(nil, \"orders\", \"total >= 0\")\n"
	  "op.drop_constraint{nil, \"orders\", type_ = \"check\", condition = \"total >= 0\"}",
	  "SELECT sql LIKE '%CHECK%' FROM sqlite_schema WHERE name = 'orders'", "0" },
	{ "op.drop_constraint{nil, \"orders\", type_ = \"foreignkey\", columns = "
	  "{\"customer_id\"}, "
	  "referent = \"customers\"}",
	  "SELECT count(*) FROM pragma_foreign_key_list('orders')", "0" },
	{ "op.create_index(\"ix\", \"orders\", {desc\"total\", \"id\"}, {unique = true, "
	  "sqlite_where = "
	  "\"total > 0\"})",
	  "SELECT \"unique\" + partial FROM pragma_index_list('orders') WHERE name = 'ix'", "2" },
	{ "op.create_index(\"ix\", \"orders\", text\"total + 1\")\nop.drop_index(\"ix\", "
	  "\"orders\")",
	  "SELECT count(*) FROM sqlite_schema WHERE name = 'ix'", "0" },
	{ "op.drop_index{\"ix_orders_customer_id\", table_name = \"orders\"}",
	  "SELECT count(*) FROM pragma_index_list('orders')", "0" },
	{ "op.create_view(\"v\", \"SELECT id FROM orders\")", "SELECT count(*) FROM v", "2" },
	{ "op.create_view(View{\"v\", \"SELECT id FROM orders\", columns = {\"n\"}})",
	  "SELECT sum(n) FROM v", "3" },
	{ "op.create_view(\"v\", \"SELECT 1\")\nop.drop_view(\"v\")",
	  "SELECT count(*) FROM sqlite_schema WHERE name = 'v'", "0" },
	{ "op.create_trigger(\"g\", \"orders\", \"AFTER DELETE ON orders BEGIN DELETE FROM "
	  "customers; "
	  "END\")\nop.execute(\"DELETE FROM orders\")",
	  "SELECT count(*) FROM customers", "0" },
	{ "op.create_trigger{\"g\", \"orders\", \"AFTER DELETE ON orders BEGIN SELECT 1; "
	  "END\"}\nop.drop_trigger(\"g\", \"orders\")",
	  "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", "0" },
	{ "op.execute(\"UPDATE customers SET email = 'x'; DELETE FROM customers WHERE id = 1\")",
	  "SELECT email FROM customers", "x" },
	{ "op.execute(\"UPDATE customers SET email = ? WHERE id = ?\", {\"it's?\", 2})",
	  "SELECT email FROM customers WHERE id = 2", "it's?" },
	{ "op.execute{\"UPDATE customers SET email = :e WHERE id IN (:i, :i)\", {e = \"?\", i = "
	  "1}}",
	  "SELECT email FROM customers WHERE id = 1", "?" },
	{ "op.execute(\"UPDATE orders SET total = ?2 WHERE id = ?1\", {1, null})",
	  "SELECT total FROM orders WHERE id = 1", "(null)" },
	{ "for _, row in ipairs(op.query(\"SELECT * FROM orders WHERE id >= ? ORDER BY id\", 1)) "
	  "do\n"
	  "op.execute(\"UPDATE orders SET total = ? WHERE id = ?\", {row.customer_id == null and 7 "
	  "or "
	  "8, row.id}) end",
	  "SELECT group_concat(total) FROM (SELECT total FROM orders ORDER BY id)", "8,7" },
	{ "assert(#op.query(\"SELECT 1 WHERE 0\") == 0)", "SELECT 1", "1" },
	{ "op.bulk_insert(\"orders\", {{id = 3, total = null}, {id = 4, customer_id = 2}})",
	  "SELECT total FROM orders WHERE id = 4", "0" },
	{ "op.bulk_insert(\"orders\", {})", "SELECT count(*) FROM orders", "2" },
	{ "op.batch_alter_table(\"orders\", function(batch)\n"
	  "  batch.add_column{Column{\"note\", Text}}\n"
	  "  batch.drop_column(\"total\")\n"
	  "  batch.alter_column{\"customer_id\", new_column_name = \"who\"}\n"
	  "  batch.create_check_constraint(\"ck\", \"id > 0\")\n"
	  "  batch.create_index(\"ix_note\", {\"note\"})\n"
	  "end)",
	  "SELECT group_concat(name) FROM pragma_table_info('orders')", "id,who,note" },
	{ "op.batch_alter_table(\"orders\", function(batch) end)", "SELECT 1", "1" },
	{ "op.create_table_comment(\"orders\", \"sales\", {existing_comment = none})", "SELECT 1",
	  "1" },
	{ "op.drop_table_comment(\"orders\")", "SELECT 1", "1" },
	{ "op.alter_column{\"orders\", \"total\", comment = \"sum\", existing_comment = none}",
	  "SELECT 1", "1" },
};

Test(script, every_operation_does_what_it_says)
{
	for (size_t i = 0; i < COUNT(operations); i++) {
		struct base b;

		open_base(&b);
		must(&b, two_tables);
		must(&b, operations[i].lua);
		cr_expect_str_eq(value(&b, operations[i].sql), operations[i].expect, "%s: %s",
		                 operations[i].lua, value(&b, operations[i].sql));
		close_base(&b);
	}
}

static const struct {
	const char *lua;
	enum error_code code;
	int line;
	const char *message; /* NULL: the database's */
} mistakes[] = {
	{ "\nop.drop_colum(\"a\", \"b\")", ERR_INPUT, 2,
	  "unknown operation \"op.drop_colum\"; did you mean \"drop_column\"?" },
	{ "\n\nop.execute(\"nonsense\")", ERR_DATABASE, 3, NULL },
	{ "op.drop_column(\"a\")", ERR_INPUT, 1,
	  "argument 2 of op.drop_column expects the name of the column, got nothing" },
	{ "op.drop_column(\"a\", \"b\", \"c\")", ERR_INPUT, 1,
	  "op.drop_column takes 2 arguments, got 3" },
	{ "op.add_column(\"a\", Integer)", ERR_INPUT, 1,
	  "argument 2 of op.add_column expects a Column, got Integer" },
	{ "\nop.alter_column{\"a\", \"b\", nulable = true}", ERR_INPUT, 2,
	  "unknown option \"nulable\" of op.alter_column; did you mean \"nullable\"?" },
	{ "op.alter_column{\"a\", \"b\"}", ERR_INPUT, 1, "op.alter_column says nothing to change" },
	{ "op.drop_constraint(\"a\", \"b\", {type_ = \"uniqe\"})", ERR_INPUT, 1,
	  "unknown kind of constraint \"uniqe\"; did you mean \"unique\"?" },
	{ "op.drop_constraint(nil, \"b\", {type_ = \"check\"})", ERR_INPUT, 1,
	  "op.drop_constraint needs a name, or columns or a condition" },
	{ "op.execute(\"SELECT ?\", {})", ERR_INPUT, 1,
	  "op.execute has no value for \"?\" (NULL is null)" },
	{ "op.execute(\"SELECT 1\", {1})", ERR_INPUT, 1,
	  "op.execute has 1 values for 0 parameters" },
	{ "op.execute(3)", ERR_INPUT, 1, "op.execute expects SQL as a string, got number" },
	{ "op.query(\"SELECT ?\", {})", ERR_INPUT, 1,
	  "op.query expects a string, number, boolean or null, got table" },
	{ "op.query(\"nonsense\")", ERR_DATABASE, 1, NULL },
	{ "op.bulk_insert(\"t\", {{1, 2}})", ERR_INPUT, 1,
	  "op.bulk_insert expects rows by name of column" },
	{ "op.bulk_insert(\"t\", {1})", ERR_INPUT, 1,
	  "row 1 of op.bulk_insert is a number, not a table" },
	{ "op.bulk_insert(\"t\")", ERR_INPUT, 1,
	  "argument 2 of op.bulk_insert expects a list of rows, got nothing" },
	{ "\nop.raise_irreversible(\"rows are gone\")", ERR_UNSUPPORTED, 2, "rows are gone" },
	{ "\nerror(\"stop\")", ERR_INPUT, 2, "stop" },
	{ "op.batch_alter_table(\"t\", function(b)\nb.create_table{\"x\"} end)", ERR_INPUT, 2,
	  NULL },
	{ "op.batch_alter_table(\"t\", function(b)\nop.drop_column(\"x\", \"y\") end)", ERR_INPUT,
	  2, "use the batch's functions inside a batch" },
	{ "op.batch_alter_table(\"t\", function(b)\nop.execute(\"SELECT 1\") end)", ERR_INPUT, 2,
	  "op.execute can't stand inside a batch" },
	{ "local b\nop.batch_alter_table(\"t\", function(x) b = x end)\nb.drop_column(\"x\")",
	  ERR_INPUT, 3, "this batch has ended" },
	{ "op.batch_alter_table(\"t\")", ERR_INPUT, 1,
	  "argument 2 of op.batch_alter_table expects a function, got nothing" },
	{ "op.create_index(\"i\", \"t\", {})", ERR_INPUT, 1,
	  "argument 3 of op.create_index expects a list of columns, got table" },
	{ "MetaData{}", ERR_INPUT, 1, "MetaData belongs into models" },
};

Test(script, mistakes_have_a_place_and_a_message)
{
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		struct base b;

		open_base(&b);
		cr_expect(!up(&b, mistakes[i].lua), "%s", mistakes[i].lua);
		cr_expect_eq(b.w.err.code, mistakes[i].code, "%s: %s", mistakes[i].lua,
		             b.w.err.message);
		cr_expect_str_eq(b.w.err.file, "s.lua", "%s", mistakes[i].lua);
		cr_expect_eq(b.w.err.line, mistakes[i].line, "%s: %d", mistakes[i].lua,
		             b.w.err.line);
		if (mistakes[i].message)
			cr_expect_str_eq(b.w.err.message, mistakes[i].message);
		close_base(&b);
	}
}

Test(script, the_databases_error_is_passed_on_whole)
{
	struct base b;

	open_base(&b);
	must(&b, two_tables);
	cr_expect(!up(&b, "op.execute(\"INSERT INTO customers VALUES (1, 'x')\")"));
	cr_expect_eq(b.w.err.code, ERR_INTEGRITY);
	cr_expect_str_eq(b.w.err.sqlstate, "23505");
	cr_expect_str_eq(b.w.err.statement, "INSERT INTO customers VALUES (1, 'x')");
	/* The connection is free again: a failed query left nothing open. */
	cr_expect(!up(&b, "op.query(\"SELECT abs(-9223372036854775808)\")"));
	must(&b, "op.query(\"SELECT 1\")");
	close_base(&b);
}

Test(script, directions_are_functions)
{
	struct base b;

	open_base(&b);
	cr_expect(!run(&b, "function upgrade() end", MIGRATE_DOWN));
	cr_expect_eq(b.w.err.code, ERR_UNSUPPORTED);
	cr_expect(run(&b, "function downgrade() end", MIGRATE_DOWN));
	cr_expect(!run(&b, "function downgrade() end", MIGRATE_UP));
	cr_expect_str_eq(b.w.err.message, "the script has no function \"upgrade\"");
	cr_expect(!run(&b, "function upgrade() end op.execute(\"SELECT 1\")", MIGRATE_UP));
	cr_expect_str_eq(b.w.err.message, "op can be used in upgrade() and downgrade() only");
	close_base(&b);
}

Test(script, arguments_and_modules_are_seen)
{
	struct base b;
	struct names x = { 0 };
	struct migrate_revision r = { .id = "r1" };

	open_base(&b);
	vec_push(&b.w.arena, &x, "name=t1");
	luax_script_arguments(&x);
	(void)world_file(
	    &b.w, "common.lua",
	    "return function(name)\n  op.create_table{name, Column{\"id\", Integer}}\nend");
	r.text = "local make = require(\"common\")\nfunction upgrade() make(x.name) end";
	r.text_len = strlen(r.text);
	r.path = path_join(&b.w.arena, b.w.dir, "s.lua");
	cr_assert(luax_script_format.run(&b.ctx, &r, MIGRATE_UP, &b.w.err), "%s", b.w.err.message);
	cr_expect_str_eq(value(&b, "SELECT count(*) FROM t1"), "0");
	cr_expect(!luax_script_format.run(&b.ctx, &r, MIGRATE_UP, &b.w.err));
	cr_expect(strstr(b.w.err.file, "/common.lua"), "%s", b.w.err.file);
	cr_expect_eq(b.w.err.line, 2);
	luax_script_arguments(NULL);
	close_base(&b);
}
