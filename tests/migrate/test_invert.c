/* tests/migrate/test_invert.c - operations that undo others */
#include <criterion/criterion.h>

#include "migrate/op.h"
#include "migrate/render.h"
#include "orm/dialect.h"
#include "tests/support/schema.h"

static struct migrate_ops inverted(struct arena *a, const struct migrate_ops *ops)
{
	struct error err = { 0 };
	struct migrate_ops out;

	cr_assert(migrate_invert(a, ops, &out, &err), "%s", err.message);
	return out;
}

/* The script of `ops` on `from`. */
static const char *sql_of(struct arena *a, const struct orm_metadata *from,
                          const struct migrate_ops *ops)
{
	struct error err = { 0 };
	struct buf b = { 0 };

	cr_assert(render_sql(&b, &orm_sqlite, 0, from, ops, &err), "%s", err.message);
	return buf_take(&b, a);
}

static const struct {
	const char *from, *to;
} pairs[] = {
	{ "", "CREATE TABLE a (x INTEGER PRIMARY KEY); CREATE INDEX i ON a (x);" },
	{ "CREATE TABLE a (x);",
	  "CREATE TABLE a (x, y TEXT DEFAULT 'z'); CREATE INDEX i ON a (y);" },
	{ "CREATE TABLE a (x INT, y TEXT NOT NULL);",
	  "CREATE TABLE a (x BIGINT DEFAULT 1, y TEXT);" },
	{ "CREATE TABLE a (x, y);", "CREATE TABLE a (x, y, CHECK (x > 1), UNIQUE (y, x));" },
	{ "CREATE TABLE a (x); CREATE VIEW v AS SELECT x FROM a;",
	  "CREATE TABLE a (x); CREATE VIEW v AS SELECT 1; CREATE TRIGGER t AFTER INSERT ON a BEGIN "
	  "SELECT 1; END;" },
	{ "CREATE TABLE a (x INT);", "CREATE TABLE a (x INT) STRICT;" },
	{ "CREATE TABLE a (x, y REFERENCES a CHECK (y > 1), z CONSTRAINT u UNIQUE);",
	  "CREATE TABLE a (x);" },
	{ "PRAGMA user_version = 3;", "PRAGMA user_version = 4;" },
	{ "CREATE TABLE a (x INTEGER);", "CREATE TABLE a (x INTEGER PRIMARY KEY DESC);" },
	{ "CREATE TABLE a (x, y);", "CREATE TABLE a (x, y, z AS (x || y -- all\n) UNIQUE);" },
	{ "CREATE TABLE a (x, y);", "CREATE TABLE a (x, y DEFAULT word CHECK (x > 0 -- so\n));" },
};

Test(invert, what_is_undone_is_as_it_was)
{
	for (size_t i = 0; i < 2 * COUNT(pairs); i++) {
		struct arena a = { 0 };
		const char *from = i % 2 ? pairs[i / 2].to : pairs[i / 2].from;
		const char *to = i % 2 ? pairs[i / 2].from : pairs[i / 2].to;
		struct orm_metadata *m = schema_of(&a, from), *n = schema_of(&a, to);
		struct migrate_ops up = schema_diff(&a, m, n).ops, down = inverted(&a, &up);
		const char *there = arena_printf(&a, "%s%s", from, sql_of(&a, m, &up));
		struct orm_metadata *is = schema_of(&a, there), *was;

		cr_expect(!schema_diff(&a, is, n).ops.len, "case %zu, up:\n%s", i, there);
		there = arena_printf(&a, "%s%s", there, sql_of(&a, n, &down));
		was = schema_of(&a, there);
		cr_expect(!schema_diff(&a, was, m).ops.len, "case %zu, down:\n%s", i, there);
		arena_release(&a);
	}
}

Test(invert, twice_is_where_it_began)
{
	struct arena a = { 0 };
	struct orm_metadata *m = schema_of(&a, pairs[3].from), *n = schema_of(&a, pairs[3].to);
	struct migrate_ops up = schema_diff(&a, m, n).ops, down = inverted(&a, &up);
	struct migrate_ops again = inverted(&a, &down);

	cr_assert_str_eq(sql_of(&a, m, &up), sql_of(&a, m, &again));
	arena_release(&a);
}

Test(invert, what_comes_is_lost_when_undone)
{
	struct arena a = { 0 };
	struct orm_metadata *m = schema_of(&a, "CREATE TABLE a (x);");
	struct orm_metadata *n = schema_of(&a, "CREATE TABLE a (x, y); CREATE TABLE b (z);");
	struct migrate_ops up = schema_diff(&a, m, n).ops, down = inverted(&a, &up);
	size_t found = 0;

	for (size_t i = 0; i < up.len; i++)
		cr_expect_null(up.items[i].loses);
	for (size_t i = 0; i < down.len; i++) {
		const char *loses = down.items[i].loses;

		cr_assert_not_null(loses);
		found += !strcmp(loses, "all rows of the table") ||
		         !strcmp(loses, "the values of column \"y\"");
	}
	cr_assert_eq(found, 2);
	arena_release(&a);
}

static struct orm_object *named(struct arena *a, enum orm_kind kind, const char *name)
{
	struct orm_object *o = arena_alloc(a, orm_kinds[kind].size);

	o->kind = kind;
	o->name = name;
	return o;
}

Test(invert, a_drop_by_name_cannot_be_undone)
{
	for (int kind = 0; kind < ORM_KIND_COUNT; kind++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_ops ops = { 0 }, out;
		struct migrate_op op = { .kind = MIGRATE_CHANGE, .file = "s.lua", .line = 7 };

		if (kind == ORM_SCHEMA || kind == ORM_EXTENSION)
			continue; /* whose name is all there is to know */
		vec_push(&a, &op.changes,
		         (struct orm_change){ .verb = ORM_DROP,
		                              .kind = (enum orm_kind)kind,
		                              .from = named(&a, (enum orm_kind)kind, "x"),
		                              .table = "t" });
		vec_push(&a, &ops, op);
		cr_expect(!migrate_invert(&a, &ops, &out, &err), "kind %d", kind);
		cr_expect_eq(err.code, ERR_UNSUPPORTED);
		cr_expect(strstr(err.message, "what undoes \"drop "), "%s", err.message);
		cr_expect_str_eq(err.file, "s.lua");
		cr_expect_eq(err.line, 7);
		arena_release(&a);
	}
}

Test(invert, statements_and_rows_have_no_inverse)
{
	static const struct migrate_op cases[] = {
		{ .kind = MIGRATE_EXECUTE, .sql = "DELETE FROM t" },
		{ .kind = MIGRATE_BULK_INSERT, .table = "t" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_ops ops = { 0 }, out;

		vec_push(&a, &ops, cases[i]);
		cr_expect(!migrate_invert(&a, &ops, &out, &err), "case %zu", i);
		cr_expect_eq(err.code, ERR_UNSUPPORTED);
		arena_release(&a);
	}
}

Test(invert, a_rename_is_turned_round)
{
	struct arena a = { 0 };
	struct migrate_ops ops = { 0 }, out;
	struct migrate_op op = { .kind = MIGRATE_CHANGE };

	vec_push(&a, &op.changes,
	         (struct orm_change){ .verb = ORM_RENAME,
	                              .kind = ORM_COLUMN,
	                              .from = named(&a, ORM_COLUMN, "a"),
	                              .to = named(&a, ORM_COLUMN, "b"),
	                              .table = "t" });
	vec_push(&a, &ops, op);
	out = inverted(&a, &ops);
	cr_assert_str_eq(migrate_op_text(&a, &orm_sqlite, &out.items[0]),
	                 "rename column \"t.b\" to \"a\"");
	arena_release(&a);
}
