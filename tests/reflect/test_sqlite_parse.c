/* tests/reflect/test_sqlite_parse.c - what SQLite's stored SQL says */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/dialect.h"
#include "orm/sqlite/sqlite.h"
#include "reflect/sqlite/parse.h"

/* A CREATE TABLE, and the same as limbeck would write it from what it read. */
static const struct {
	const char *sql, *written;
} tables[] = {
	{ "CREATE TABLE t (a)", "CREATE TABLE t (\n    a\n)" },
	{ "CREATE TABLE t(a INT,b TEXT NOT NULL)",
	  "CREATE TABLE t (\n    a INT,\n    b TEXT NOT NULL\n)" },
	{ "CREATE TABLE \"t\" (\"a b\" [x y] (1,2), `c` 'd')",
	  "CREATE TABLE t (\n    \"a b\" [x y] (1,2),\n    c 'd'\n)" },
	{ "CREATE TEMP TABLE IF NOT EXISTS main.t (a DEFAULT -1, b DEFAULT (1+(2)), c DEFAULT "
	  "'x)')",
	  "CREATE TABLE t (\n    a DEFAULT -1,\n    b DEFAULT (1+(2)),\n    c DEFAULT 'x)'\n)" },
	{ "CREATE TABLE t (a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT)",
	  "CREATE TABLE t (\n    a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT\n)" },
	{ "CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",
	  "CREATE TABLE t (\n    a INTEGER PRIMARY KEY DESC\n)" },
	{ "CREATE TABLE t (a INT CONSTRAINT n NOT NULL CONSTRAINT u UNIQUE ON CONFLICT FAIL CHECK "
	  "(a "
	  "> 0) CONSTRAINT k CHECK (a<9))",
	  "CREATE TABLE t (\n    a INT NOT NULL CONSTRAINT u UNIQUE ON CONFLICT FAIL CHECK (a > 0) "
	  "CONSTRAINT k CHECK (a<9)\n)" },
	{ "CREATE TABLE t (a REFERENCES p (x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL "
	  "NOT "
	  "DEFERRABLE, b REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
	  "CREATE TABLE t (\n    a REFERENCES p (x) MATCH \"FULL\" ON DELETE SET NULL,\n    b "
	  "REFERENCES p DEFERRABLE INITIALLY DEFERRED\n)" },
	{ "CREATE TABLE t (a, b, PRIMARY KEY (a DESC, b COLLATE NOCASE) UNIQUE (b) CHECK (a) "
	  "FOREIGN "
	  "KEY (a, b) REFERENCES p (c, d) ON UPDATE SET DEFAULT)",
	  "CREATE TABLE t (\n    a NOT NULL,\n    b NOT NULL,\n    PRIMARY KEY (a DESC, b COLLATE "
	  "NOCASE),\n    UNIQUE (b),\n    CHECK (a),\n    FOREIGN KEY (a, b) REFERENCES p (c, d) "
	  "ON "
	  "UPDATE SET DEFAULT\n)" },
	{ "CREATE TABLE t (a INT GENERATED ALWAYS AS (b+1) STORED, b, c AS (b || ',') VIRTUAL, d "
	  "TEXT "
	  "AS (a))",
	  "CREATE TABLE t (\n    a INT GENERATED ALWAYS AS (b+1) STORED,\n    b,\n    c GENERATED "
	  "ALWAYS AS (b || ',') VIRTUAL,\n    d TEXT GENERATED ALWAYS AS (a) VIRTUAL\n)" },
	{ "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID, STRICT",
	  "CREATE TABLE t (\n    a TEXT PRIMARY KEY\n) STRICT, WITHOUT ROWID" },
	{ "CREATE TABLE t (a /* , b */, -- ) c\n  d)", "CREATE TABLE t (\n    a,\n    d\n)" },
	{ "CREATE TABLE t (key TEXT, action TEXT, \"check\" INT CHECK (\"check\" IN (')', '('))) ;",
	  "CREATE TABLE t (\n    \"key\" TEXT,\n    \"action\" TEXT,\n    \"check\" INT CHECK "
	  "(\"check\" IN (')', '('))\n)" },
	{ "CREATE TABLE t (a CONSTRAINT x CONSTRAINT y CHECK (1), CONSTRAINT z)",
	  "CREATE TABLE t (\n    a CONSTRAINT y CHECK (1)\n)" },
	{ "CREATE TABLE t (a INT COLLATE NOCASE NULL DEFAULT NULL UNIQUE)",
	  "CREATE TABLE t (\n    a INT COLLATE NOCASE DEFAULT NULL UNIQUE\n)" },
	{ "CREATE TABLE t (a, b, FOREIGN KEY (a) REFERENCES \"p q\" DEFERRABLE INITIALLY "
	  "IMMEDIATE)",
	  "CREATE TABLE t (\n    a,\n    b,\n    FOREIGN KEY (a) REFERENCES \"p q\" "
	  "DEFERRABLE\n)" },
	{ "CREATE TABLE t (a DEFAULT word, b DEFAULT \"it's\", c DEFAULT [x y], d DEFAULT true)",
	  "CREATE TABLE t (\n    a DEFAULT 'word',\n    b DEFAULT 'it''s',\n    c DEFAULT 'x y',\n "
	  " "
	  "  d DEFAULT true\n)" },
	{ "CREATE TABLE t (a CHECK (a > 0 -- why\n), b AS (a -- then\n + 1 -- */\n))",
	  "CREATE TABLE t (\n    a CHECK (a > 0 /* why */),\n    b GENERATED ALWAYS AS (a -- "
	  "then\n + "
	  "1 /* */) VIRTUAL\n)" },
};

static void forget_texts(struct orm_table *t)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_object *o = &t->columns.items[i]->object;

		o->text = o->lead = o->trail = NULL;
	}
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_object *o = &t->constraints.items[i]->object;

		o->text = o->lead = o->trail = NULL;
	}
}

/* A key says NOT NULL only where it was written; what was read says so or not. */
Test(sqlite_parse, understands_tables)
{
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct arena a = { 0 };
		struct orm_table *t = orm_table_new(&a, NULL, "t");
		const char *why = NULL;
		struct buf b = { 0 };

		cr_assert(sqlite_parse_table(&a, tables[i].sql, t, &why), "case %zu: %s", i, why);
		forget_texts(t);
		if (strstr(tables[i].written, "PRIMARY KEY (a DESC"))
			t->columns.items[0]->nullable = t->columns.items[1]->nullable = ORM_NO;
		sqlite_create_table(&b, t, "t");
		cr_expect_str_eq(buf_str(&b), tables[i].written, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
		arena_release(&a);
	}
}

Test(sqlite_parse, keeps_the_words_of_what_it_does_not_change)
{
	static const char sql[] =
	    "CREATE TABLE t ( -- head\n  a INT, -- about a\n  -- before b\n  b "
	    "/* in */ TEXT /* end */, /* rest */ c\n  -- last\n)";
	static const char written[] =
	    "CREATE TABLE t (\n    -- head\n    a INT, -- about a\n    -- "
	    "before b\n    b /* in */ TEXT, /* end */\n/* rest */\n    c -- "
	    "last\n)";
	struct arena a = { 0 };
	struct orm_table *t = orm_table_new(&a, NULL, "t");
	const char *why = NULL;
	struct buf b = { 0 };

	cr_assert(sqlite_parse_table(&a, sql, t, &why), "%s", why);
	sqlite_create_table(&b, t, "t");
	cr_expect_str_eq(buf_str(&b), written, "%s", buf_str(&b));
	buf_release(&b);
	arena_release(&a);
}

static const char *const broken[] = {
	"",
	"CREATE TABLE",
	"CREATE TABLE t",
	"CREATE TABLE t (",
	"CREATE TABLE t (a",
	"CREATE TABLE t (a,)",
	"CREATE TABLE t (a) WITHOUT",
	"CREATE TABLE t (a CHECK (b)",
	"CREATE TABLE t (a, FOREIGN KEY (a))",
	"CREATE TABLE t (a REFERENCES)",
	"CREATE TABLE t (a 'open)",
	"CREATE VIEW t AS SELECT 1",
};

Test(sqlite_parse, says_why_it_does_not_understand)
{
	for (size_t i = 0; i < COUNT(broken); i++) {
		struct arena a = { 0 };
		const char *why = NULL;

		cr_expect_not(sqlite_parse_table(&a, broken[i], orm_table_new(&a, NULL, "t"), &why),
		              "case %zu", i);
		cr_expect_not_null(why, "case %zu", i);
		arena_release(&a);
	}
}

static const struct {
	const char *sql, *written;
} indexes[] = {
	{ "CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (a)" },
	{ "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t(a COLLATE NOCASE DESC,[b c] ASC)",
	  "CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE DESC, \"b c\")" },
	{ "CREATE INDEX i ON t (lower(a), a + b DESC NULLS LAST) WHERE a > ')' AND b -- x\n",
	  "CREATE INDEX i ON t (lower(a), a + b DESC NULLS LAST) WHERE a > ')' AND b -- x" },
};

Test(sqlite_parse, understands_indexes)
{
	for (size_t i = 0; i < COUNT(indexes); i++) {
		struct arena a = { 0 };
		struct orm_table *t = orm_table_new(&a, NULL, "t");
		struct orm_index *x = orm_index_new(&a, "i");
		const char *why = NULL;
		struct buf b = { 0 };

		cr_assert(sqlite_parse_index(&a, indexes[i].sql, x, &why), "case %zu: %s", i, why);
		orm_table_add_index(&a, t, x);
		sqlite_create_index(&b, x, false);
		cr_expect_str_eq(buf_str(&b), indexes[i].written, "case %zu: %s", i, buf_str(&b));
		buf_release(&b);
		arena_release(&a);
	}
}

Test(sqlite_parse, understands_views_triggers_and_virtual_tables)
{
	struct arena a = { 0 };
	struct orm_definition *v = orm_definition_new(&a, ORM_VIEW, "v");
	struct orm_definition *r = orm_definition_new(&a, ORM_TRIGGER, "r");
	struct orm_table *f = orm_table_new(&a, NULL, "f");
	const char *why = NULL;

	cr_assert(sqlite_parse_view(&a, "CREATE VIEW IF NOT EXISTS v (x, \"y z\") AS\nSELECT 1, 2",
	                            v, &why));
	cr_expect_str_eq(v->definition, "SELECT 1, 2");
	cr_assert_eq(v->columns.len, 2);
	cr_expect_str_eq(v->columns.items[1], "y z");
	cr_assert(sqlite_parse_trigger(
	    &a, "CREATE TRIGGER r INSTEAD OF UPDATE ON v BEGIN SELECT 1; END", r, &why));
	cr_expect_str_eq(r->definition, "INSTEAD OF UPDATE ON v BEGIN SELECT 1; END");
	cr_assert(sqlite_is_virtual("create /* */ virtual table f using fts5(a)"));
	cr_assert(
	    sqlite_parse_virtual(&a, "CREATE VIRTUAL TABLE f USING fts5(a, b='c)')", f, &why));
	cr_expect_str_eq(f->module, "fts5(a, b='c)')");
	arena_release(&a);
}
