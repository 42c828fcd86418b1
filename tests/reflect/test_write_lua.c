/* tests/reflect/test_write_lua.c - metadata as Lua models, and back */
#include <criterion/criterion.h>

#include "orm/dialect.h"
#include "orm/schema/attribute.h"
#include "reflect/write/write.h"
#include "tests/support/schema.h"

static const struct {
	const char *text, *lua;
} strings[] = {
	{ "", "\"\"" },
	{ "plain", "\"plain\"" },
	{ "it's", "\"it's\"" },
	{ "a \"b\"", "'a \"b\"'" },
	{ "\"'", "\"\\\"'\"" },
	{ "back\\slash", "\"back\\\\slash\"" },
	{ "tab\tend", "\"tab\\tend\"" },
	{ "\x01\x7f", "\"\\001\\127\"" },
	{ "a\r\nb", "\"a\\013\\nb\"" },
	{ "gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"" },
	{ "\xff", "\"\\255\"" },
	{ "a\nb", "[[a\nb]]" },
	{ "\na\nb", "[[\n\na\nb]]" },
	{ "a]]\nb", "[=[a]]\nb]=]" },
	{ "a\nb]", "[=[a\nb]]=]" },
	{ "a]]\nb]=", "[==[a]]\nb]=]==]" },
};

Test(write_lua, strings_are_readable_and_safe)
{
	for (size_t i = 0; i < COUNT(strings); i++) {
		struct buf b = { 0 };

		write_lua_string(&b, strings[i].text);
		cr_expect_str_eq(buf_str(&b), strings[i].lua, "case %zu", i);
		buf_release(&b);
	}
}

static const struct {
	const char *text, *lua;
} types[] = {
	{ "INTEGER", "Integer" },
	{ "VARCHAR(50)", "String(50)" },
	{ "NUMERIC(12, 2)", "Numeric(12, 2)" },
	{ "INT", "INT" },
	{ "int", "Type\"int\"" },
	{ "DOUBLE PRECISION", "DOUBLE_PRECISION" },
	{ "CHAR(20)", "CHAR(20)" },
	{ "DECIMAL(10,2)", "Type\"DECIMAL(10,2)\"" },
	{ "DECIMAL(10, 2)", "DECIMAL(10, 2)" },
	{ "DECIMAL(010, 2)", "Type\"DECIMAL(010, 2)\"" },
	{ "A_B", "Type\"A_B\"" },
	{ "X(", "Type\"X(\"" },
	{ "X()", "Type\"X()\"" },
	{ "ARRAY", "Type\"ARRAY\"" },
};

Test(write_lua, exact_types_are_spelled_as_portably_as_they_can)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		struct arena a = { 0 };
		struct buf b = { 0 };

		write_lua_type(&b, &orm_sqlite, orm_type_exact(&a, types[i].text));
		cr_expect_str_eq(buf_str(&b), types[i].lua, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
		arena_release(&a);
	}
}

static struct orm_type *generic(struct arena *a, enum orm_type_id id, struct orm_type with)
{
	struct orm_type *t = orm_type_new(a, id);

	with.id = id;
	with.precision = with.precision ? with.precision : -1;
	with.scale = with.scale ? with.scale : -1;
	*t = with;
	return t;
}

Test(write_lua, generic_types_keep_their_arguments)
{
	struct arena a = { 0 };
	const char *words[] = { "a", "b" };
	struct orm_type *item = generic(&a, ORM_TYPE_STRING, (struct orm_type){ .length = 5 });
	struct {
		struct orm_type *type;
		const char *lua;
	} cases[] = {
		{ generic(&a, ORM_TYPE_STRING, (struct orm_type){ 0 }), "String" },
		{ generic(&a, ORM_TYPE_NUMERIC, (struct orm_type){ .precision = 5 }),
		  "Numeric(5)" },
		{ generic(&a, ORM_TYPE_DATETIME, (struct orm_type){ .timezone = true }),
		  "DateTime{timezone = true}" },
		{ generic(&a, ORM_TYPE_TIME, (struct orm_type){ .precision = 3, .timezone = true }),
		  "Time{3, timezone = true}" },
		{ generic(&a, ORM_TYPE_ENUM,
		          (struct orm_type){ .name = "x", .values = { words, 2, 2 } }),
		  "Enum{\"a\", \"b\", name = \"x\"}" },
		{ generic(&a, ORM_TYPE_ENUM,
		          (struct orm_type){ .values = { words, 1, 1 }, .not_native = true }),
		  "Enum{\"a\", native_enum = false}" },
		{ generic(&a, ORM_TYPE_ARRAY, (struct orm_type){ .item = item }),
		  "ARRAY(String(5))" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = { 0 };

		write_lua_type(&b, NULL, cases[i].type);
		cr_expect_str_eq(buf_str(&b), cases[i].lua, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
	}
	arena_release(&a);
}

static const char *lua_of(struct arena *a, const char *sql)
{
	struct error err = { 0 };
	struct buf b = { 0 };

	cr_assert(write_lua(&b, schema_of(a, sql), &err));
	return buf_take(&b, a);
}

Test(write_lua, reads_as_a_person_would_write_it)
{
	struct arena a = { 0 };
	const char *expected =
	    "Table{\"customers\",\n"
	    "  Column{\"id\", Integer, primary_key = true},\n"
	    "  Column{\"email\", String(255), nullable = false, unique = true},\n"
	    "}\n"
	    "\n"
	    "Table{\"orders\",\n"
	    "  Column{\"id\", Integer, primary_key = true},\n"
	    "  Column{\"customer_id\", Integer, ForeignKey{\"customers.id\", ondelete = "
	    "\"CASCADE\"}, "
	    "nullable = false},\n"
	    "  Column{\"total\", Numeric(12, 2), nullable = false, server_default = 0},\n"
	    "  Column{\"state\", Text, server_default = \"draft\"},\n"
	    "  Column{\"at\", DateTime, server_default = func.now()},\n"
	    "  CheckConstraint{\"total >= 0\", name = \"ck_total\"},\n"
	    "  UniqueConstraint{\"customer_id\", \"state\"},\n"
	    "  Index{\"ix_state\", desc\"state\", text\"lower(state)\", unique = true, "
	    "where = \"total > 5\"},\n"
	    "}\n"
	    "\n"
	    "View{\"v\", \"SELECT id FROM orders\"}\n"
	    "\n"
	    "Trigger{\"t\", \"orders\", \"AFTER INSERT ON orders BEGIN SELECT 1; END\"}\n";

	cr_assert_str_eq(
	    lua_of(&a,
	           "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL "
	           "REFERENCES customers (id) ON DELETE CASCADE, total NUMERIC(12, 2) NOT NULL "
	           "DEFAULT 0, state TEXT DEFAULT 'draft', at DATETIME DEFAULT CURRENT_TIMESTAMP, "
	           "CONSTRAINT ck_total CHECK (total >= 0), UNIQUE (customer_id, state));"
	           "CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(255) NOT NULL "
	           "UNIQUE);"
	           "CREATE UNIQUE INDEX ix_state ON orders (state DESC, lower(state)) "
	           "WHERE total > 5;"
	           "CREATE VIEW v AS SELECT id FROM orders;"
	           "CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END;"),
	    expected);
	arena_release(&a);
}

/* Each is written, loaded again and compared both ways. */
static const char *const schemas[] = {
	"CREATE TABLE a (x)",
	"CREATE TABLE a (x INT PRIMARY KEY, y TEXT COLLATE NOCASE DEFAULT (lower('A')))",
	"CREATE TABLE a (x TEXT PRIMARY KEY NOT NULL, y BIGINT UNIQUE ON CONFLICT REPLACE)",
	"CREATE TABLE a (x BIGINT PRIMARY KEY)",
	"CREATE TABLE a (x INTEGER PRIMARY KEY DESC)",
	"CREATE TABLE a (x INTEGER PRIMARY KEY NOT NULL)",
	"CREATE TABLE a (x INTEGER PRIMARY KEY AUTOINCREMENT)",
	"CREATE TABLE a (x INTEGER, PRIMARY KEY (x DESC))",
	"CREATE TABLE a (x, y, PRIMARY KEY (y, x), UNIQUE (x), UNIQUE (x))",
	"CREATE TABLE a (x, y, CONSTRAINT p PRIMARY KEY (y COLLATE NOCASE)) WITHOUT ROWID",
	"CREATE TABLE a (x INTEGER, y ANY) STRICT",
	"CREATE TABLE a (x, y AS (x + 1) STORED, z INT GENERATED ALWAYS AS (x) VIRTUAL NOT NULL)",
	"CREATE TABLE a (x DEFAULT NULL, y DEFAULT -1, z DEFAULT 1.50, s DEFAULT 'it''s', "
	"u DEFAULT \"q\", v DEFAULT x'00', w DEFAULT TRUE, d DEFAULT 0.5, big DEFAULT "
	"99999999999999999999)",
	"CREATE TABLE a (x REFERENCES nowhere, y REFERENCES b (y) REFERENCES c (z)); "
	"CREATE TABLE b (y UNIQUE); CREATE TABLE c (z UNIQUE, w REFERENCES a)",
	"CREATE TABLE a (x, y, FOREIGN KEY (x, y) REFERENCES \"d.e\" (\"f.g\", h) MATCH FULL "
	"ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED); CREATE TABLE \"d.e\" (\"f.g\", h)",
	"CREATE TABLE \"a \"\"b\" (\"x\ny\" INT, \"\" TEXT, [z] REAL CHECK ([z] > \"\"))",
	"CREATE TABLE \"\" (x); CREATE TABLE b (y REFERENCES \"\" (x))",
	"CREATE TABLE a (x); CREATE VIEW v (\"p q\") AS SELECT x\n FROM a; "
	"CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT ']]'; END",
	"CREATE VIRTUAL TABLE d USING fts5(title, body, tokenize = 'porter')",
	"CREATE TABLE a (x \"Foo Bar\"(1,2), y VARCHAR ( 7 ), z DOUBLE  PRECISION, j JSON, b "
	"BOOLEAN, "
	"l BLOB, f FLOAT, u UUID, t TIME, i ARRAY)",
};

Test(write_lua, loads_as_what_it_was_written_from)
{
	for (size_t i = 0; i < COUNT(schemas); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct orm_metadata *m = schema_of(&a, schemas[i]), *again;
		struct compare_result up, down;
		struct buf b = { 0 };

		cr_assert(write_lua(&b, m, &err));
		again = schema_of_models(&a, buf_str(&b));
		up = schema_diff(&a, m, again);
		down = schema_diff(&a, again, m);
		cr_expect(!up.ops.len, "case %zu: %s\n%s", i,
		          up.ops.len ? migrate_op_text(&a, &orm_sqlite, &up.ops.items[0]) : "",
		          buf_str(&b));
		cr_expect(!down.ops.len, "case %zu, the other way\n%s", i, buf_str(&b));
		buf_release(&b);
		arena_release(&a);
	}
}

Test(write_lua, tables_come_after_those_they_refer_to)
{
	struct arena a = { 0 };
	struct buf sql = { 0 };
	const char *lua, *at;

	for (int i = 0; i < 50; i++)
		buf_addf(&sql, "CREATE TABLE t%02d (x REFERENCES t%02d (x));", i, (i + 1) % 50);
	lua = lua_of(&a, buf_str(&sql));
	at = strstr(lua, "Table{\"t49\"");
	cr_assert(at && at == lua, "a ring begins at its far end");
	for (int i = 48; i >= 0; i--) {
		const char *next = strstr(lua, arena_printf(&a, "Table{\"t%02d\"", i));

		cr_expect(next > at, "t%02d", i);
		at = next;
	}
	buf_release(&sql);
	arena_release(&a);
}

Test(write_lua, an_attribute_taken_away_is_none)
{
	struct arena a = { 0 };
	struct orm_column *c = orm_column_new(&a, "x");
	struct buf b = { 0 };

	write_lua_attrs(&b, &orm_sqlite, &c->object,
	                orm_attr_bit(ORM_COLUMN, "server_default") |
	                    orm_attr_bit(ORM_COLUMN, "collation") | ORM_ATTR_COMMENT,
	                "existing_");
	cr_assert_str_eq(buf_str(&b), ", existing_server_default = none, "
	                              "existing_collation = none, existing_comment = none");
	buf_release(&b);
	arena_release(&a);
}

Test(write_lua, what_is_left_out_is_said)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m = orm_metadata_new(&a);
	struct buf b = { 0 };

	orm_metadata_leave_out(m, "table", "a\nTable{\"x\"}", "why not");
	cr_assert(write_lua(&b, m, &err));
	cr_assert_str_eq(buf_str(&b), "-- left out: table a\n-- Table{\"x\"}: why not\n");
	buf_release(&b);
	arena_release(&a);
}
