/* tests/reflect/test_write_json.c - snapshots: written, read, and misread */
#include <criterion/criterion.h>
#include <sqlite3.h>

#include "orm/dialect.h"
#include "reflect/write/write.h"
#include "tests/support/schema.h"

static const char schema[] =
    "PRAGMA user_version = 7;"
    "CREATE TABLE b (x INTEGER PRIMARY KEY AUTOINCREMENT, -- the key\n"
    "  y TEXT NOT NULL DEFAULT 'a\"b' COLLATE NOCASE CHECK (y <> '') REFERENCES a ON DELETE "
    "CASCADE, z AS (x + 1) STORED, CONSTRAINT u UNIQUE (y, x) ON CONFLICT IGNORE, FOREIGN KEY (x) "
    "REFERENCES a (x) MATCH FULL DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE a (x PRIMARY KEY, \"n\nl\") WITHOUT ROWID;"
    "CREATE UNIQUE INDEX i ON b (y DESC, lower(y) COLLATE BINARY) WHERE x > 1;"
    "CREATE VIEW v (p, q) AS SELECT 1, 2;"
    "CREATE TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; END;"
    "CREATE TRIGGER s INSTEAD OF INSERT ON v BEGIN SELECT 1; END;"
    "CREATE VIRTUAL TABLE f USING fts5(t);";

Test(write_json, a_snapshot_is_exact)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m = schema_of(&a, schema), *again;
	struct buf x = { 0 }, y = { 0 };

	orm_metadata_leave_out(m, "table", "shadow", "it is a shadow");
	write_json(&x, m);
	cr_assert(read_json(&a, "x.json", buf_str(&x), x.len, &again, &err), "%s", err.message);
	write_json(&y, again);
	cr_assert_str_eq(buf_str(&x), buf_str(&y));
	cr_assert(again->reflected && again->dialect == &orm_sqlite);
	cr_assert(!schema_diff(&a, m, again).ops.len);
	buf_release(&x);
	buf_release(&y);
	arena_release(&a);
}

Test(write_json, generic_models_come_back_too)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m = orm_metadata_new(&a), *again;
	struct orm_table *t = orm_table_new(&a, "s", "t");
	struct orm_column *c = orm_column_new(&a, "c");
	struct buf x = { 0 }, y = { 0 };

	m->naming.pk = "pk_%(table_name)s";
	c->type = orm_type_new(&a, ORM_TYPE_ARRAY);
	c->type->item = orm_type_new(&a, ORM_TYPE_NUMERIC);
	c->type->dimensions = 2;
	c->identity = ARENA_NEW(&a, struct orm_identity);
	c->identity->start = "5";
	c->server_default = (struct orm_default){ NULL, ORM_DEFAULT_NULL };
	c->object.renamed_from = "d";
	orm_option_set(&a, &c->object.options, "postgresql", "storage", "plain");
	orm_table_add_column(&a, t, c);
	orm_metadata_add_table(m, t);
	write_json(&x, m);
	cr_assert(read_json(&a, "x.json", buf_str(&x), x.len, &again, &err), "%s", err.message);
	write_json(&y, again);
	cr_assert_str_eq(buf_str(&x), buf_str(&y));
	buf_release(&x);
	buf_release(&y);
	arena_release(&a);
}

Test(write_json, others_can_read_it)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	sqlite3 *db;
	sqlite3_stmt *s;

	write_json(&b, schema_of(&a, schema));
	cr_assert(!sqlite3_open(":memory:", &db));
	cr_assert(!sqlite3_prepare_v2(db,
	                              "SELECT json_extract(?1, '$.tables[0].columns[1].name'), "
	                              "json_extract(?1, '$.definitions[0].columns[1]')",
	                              -1, &s, NULL));
	sqlite3_bind_text(s, 1, buf_str(&b), (int)b.len, SQLITE_STATIC);
	cr_assert_eq(sqlite3_step(s), SQLITE_ROW);
	cr_expect_str_eq((const char *)sqlite3_column_text(s, 0), "y");
	cr_expect_str_eq((const char *)sqlite3_column_text(s, 1), "q");
	sqlite3_finalize(s);
	sqlite3_close(db);
	buf_release(&b);
	arena_release(&a);
}

#define TABLE(members) \
	"{\"limbeck\": 1, \"dialect\": \"sqlite\", \"tables\": [{\"name\": \"t\", " members "}]}"

static const struct {
	const char *json, *message, *hint;
} mistakes[] = {
	{ "", "it is not valid JSON", "" },
	{ "{\"limbeck\": 1", "it is not valid JSON", "" },
	{ "[]", "it is not a snapshot: there is no member \"limbeck\"",
	  "Snapshots are written by limbeck reflect --format json." },
	{ "{\"limbeck\": 2}", "$.limbeck: version 2 of the format is not known, only 1 is", "" },
	{ "{\"limbeck\": 1.5}", "$.limbeck: a whole number is expected", "" },
	{ "{\"limbeck\": 1, \"limbeck\": 1}", "$.limbeck: given twice", "" },
	{ "{\"limbeck\": 1, \"dialect\": \"oracle\"}", "$.dialect: unknown database \"oracle\"",
	  "" },
	{ "{\"limbeck\": 1, \"table\": []}", "$.table: unknown member",
	  "Did you mean \"tables\"?" },
	{ "{\"limbeck\": 1, \"tables\": {}}", "$.tables: an array is expected", "" },
	{ "{\"limbeck\": 1, \"tables\": [1]}", "$.tables[0]: an object is expected", "" },
	{ "{\"limbeck\": 1, \"tables\": [{}]}", "$.tables[0]: \"name\" is missing", "" },
	{ "{\"limbeck\": 1, \"tables\": [{\"name\": \"a\\u0000b\"}]}",
	  "a string has a zero character in it", "" },
	{ TABLE("\"name\": \"u\""), "$.tables[0].name: given twice", "" },
	{ TABLE("\"colums\": []"), "$.tables[0].colums: unknown member",
	  "Did you mean \"columns\"?" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"foo\": 1}]"),
	  "$.tables[0].columns[0].foo: unknown member", "" },
	{ TABLE("\"columns\": [{\"name\": \"a\"}, {\"name\": \"A\"}]"),
	  "$.tables[0].columns[1]: column \"A\" is given twice", "" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"nullable\": 1}]"),
	  "$.tables[0].columns[0].nullable: true or false is expected", "" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"type\": {\"type\": \"Strin\"}}]"),
	  "$.tables[0].columns[0].type.type: unknown type \"Strin\"", "Did you mean \"String\"?" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"type\": {}}]"),
	  "$.tables[0].columns[0].type: \"type\" is missing", "" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"server_default\": {}}]"),
	  "$.tables[0].columns[0].server_default: one member is expected", "" },
	{ TABLE("\"columns\": [{\"name\": \"a\", \"server_default\": {\"sql\": null}}]"),
	  "$.tables[0].columns[0].server_default.sql: a string is expected", "" },
	{ TABLE("\"constraints\": [{\"columns\": [\"a\"]}]"),
	  "$.tables[0].constraints[0]: \"kind\" is missing", "" },
	{ TABLE("\"constraints\": [{\"kind\": \"uniqe\", \"columns\": [\"a\"]}]"),
	  "$.tables[0].constraints[0].kind: unknown kind of constraint",
	  "Did you mean \"unique\"?" },
	{ TABLE("\"constraints\": [{\"kind\": \"unique\"}]"),
	  "$.tables[0].constraints[0]: \"columns\" is missing", "" },
	{ TABLE("\"constraints\": [{\"kind\": \"foreign_key\", \"columns\": [\"a\"]}]"),
	  "$.tables[0].constraints[0]: \"referred_table\" is missing", "" },
	{ TABLE("\"constraints\": [{\"kind\": \"check\"}]"),
	  "$.tables[0].constraints[0]: \"expr\" is missing", "" },
	{ TABLE("\"indexes\": [{\"name\": \"i\", \"columns\": [{}]}]"),
	  "$.tables[0].indexes[0].columns[0]: either \"column\" or \"expr\" is expected", "" },
	{ TABLE("\"indexes\": [{\"name\": \"i\", \"columns\": [{\"column\": \"a\", \"length\": "
	        "-1}]}]"),
	  "$.tables[0].indexes[0].columns[0].length: a whole number is expected", "" },
	{ TABLE("\"options\": {\"strict\": true}"),
	  "$.tables[0].options.strict: a string is expected", "" },
	{ "{\"limbeck\": 1, \"definitions\": [{\"kind\": \"table\"}]}",
	  "$.definitions[0]: \"kind\" must be that of a definition, such as \"view\" or "
	  "\"trigger\"",
	  "" },
	{ "{\"limbeck\": 1, \"definitions\": [{\"kind\": \"view\", \"name\": \"v\"}]}",
	  "$.definitions[0]: \"definition\" is missing", "" },
	{ "{\"limbeck\": 1, \"definitions\": [{\"kind\": \"domain\", \"name\": \"d\"}]}",
	  "$.definitions[0]: \"definition\" is missing", "" },
	{ "{\"limbeck\": 1, \"definitions\": [{\"kind\": \"range\", \"name\": \"r\"}]}",
	  "$.definitions[0]: \"definition\" is missing", "" },
	{ "{\"limbeck\": 1, \"dialect\": \"sqlite\", \"tables\": [{\"name\": \"t\"}, {\"name\": "
	  "\"T\"}]}",
	  "$.tables[1]: table \"T\" is given twice", "" },
};

Test(read_json, says_which_member_is_wrong)
{
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct orm_metadata *m;

		cr_expect(
		    !read_json(&a, "x.json", mistakes[i].json, strlen(mistakes[i].json), &m, &err),
		    "case %zu is read", i);
		cr_expect_str_eq(err.message, mistakes[i].message, "case %zu: %s", i, err.message);
		cr_expect_str_eq(err.hint, mistakes[i].hint, "case %zu: %s", i, err.hint);
		cr_expect_eq(err.code, ERR_INPUT, "case %zu", i);
		cr_expect_str_eq(err.file, "x.json", "case %zu", i);
		arena_release(&a);
	}
}

Test(read_json, members_may_stand_in_any_order)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m;
	static const char text[] =
	    "{\"tables\": [{\"columns\": [{\"type\": \"INT\", \"name\": \"a\"}], "
	    "\"name\": \"T\"}], \"dialect\": \"sqlite\", \"limbeck\": 1}";

	cr_assert(read_json(&a, "x.json", text, strlen(text), &m, &err), "%s", err.message);
	cr_assert(orm_metadata_table(m, NULL, "t"), "names fold as the dialect does");
	arena_release(&a);
}

Test(read_json, what_goes_too_deep_is_refused)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m;
	struct buf b = { 0 };

	buf_adds(&b,
	         "{\"limbeck\": 1, \"tables\": [{\"name\": \"t\", \"columns\": [{\"name\": \"c\", "
	         "\"type\": ");
	for (int i = 0; i < 100; i++)
		buf_adds(&b, "{\"type\": \"ARRAY\", \"item\": ");
	buf_adds(&b, "\"INT\"");
	for (int i = 0; i < 100; i++)
		buf_addc(&b, '}');
	buf_adds(&b, "}]}]}");
	cr_assert(!read_json(&a, "x.json", buf_str(&b), b.len, &m, &err));
	cr_assert(strstr(err.message, "too deep"), "%s", err.message);
	buf_release(&b);
	arena_release(&a);
}
