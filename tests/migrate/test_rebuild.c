/* tests/migrate/test_rebuild.c - a rebuilt SQLite table loses nothing */
#include <criterion/criterion.h>
#include <string.h>

#include "migrate/context.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

/*
 * Each case makes table t with a column a that may be NULL, which a rebuild then
 * makes NOT NULL.  `query` must give the same before and after, and `expected`
 * where that is set.
 */
static const struct {
	const char *name, *setup, *query, *expected;
} kept[] = {
	{ "rows", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (7, 'x')",
	  "SELECT group_concat(id || a) FROM t", "7x" },
	{ "primary key", "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (b, a))",
	  "SELECT group_concat(name || pk) FROM pragma_table_info('t') WHERE pk", NULL },
	{ "named check", "CREATE TABLE t (a TEXT, b INT, CONSTRAINT ck CHECK (b > 0))",
	  "SELECT instr(sql, 'CONSTRAINT ck CHECK (b > 0)') > 0 FROM sqlite_schema", "1" },
	{ "unnamed check", "CREATE TABLE t (a TEXT, b INT, CHECK (b > 0))",
	  "SELECT instr(sql, 'CHECK (b > 0)') > 0 FROM sqlite_schema", "1" },
	{ "inline check", "CREATE TABLE t (a TEXT, b INT CHECK (b > 0))",
	  "SELECT instr(sql, 'b INT CHECK (b > 0)') > 0 FROM sqlite_schema", "1" },
	{ "check of the column itself", "CREATE TABLE t (a TEXT CHECK (a <> ''))",
	  "SELECT instr(sql, 'CHECK (a <> '''')') > 0 FROM sqlite_schema", "1" },
	{ "unique", "CREATE TABLE t (a TEXT, b INT UNIQUE, c INT, CONSTRAINT u UNIQUE (a, c))",
	  "SELECT group_concat(origin || name) FROM pragma_index_list('t')", NULL },
	{ "partial index", "CREATE TABLE t (a TEXT, b INT); CREATE INDEX i ON t (a) WHERE b > 1",
	  "SELECT sql FROM sqlite_schema WHERE name = 'i'", NULL },
	{ "named foreign key",
	  "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, b INT, CONSTRAINT fk "
	  "FOREIGN KEY (b) REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL)",
	  "SELECT \"table\" || on_delete || on_update FROM pragma_foreign_key_list('t')",
	  "pCASCADESET NULL" },
	{ "inline foreign key",
	  "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a TEXT, b INT CONSTRAINT fk "
	  "REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
	  "SELECT \"table\" || on_delete || (SELECT instr(sql, 'CONSTRAINT fk REFERENCES p ON "
	  "DELETE CASCADE DEFERRABLE INITIALLY DEFERRED') > 0 FROM sqlite_schema WHERE name = 't') "
	  "FROM pragma_foreign_key_list('t')",
	  "pCASCADE1" },
	{ "autoincrement",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT); INSERT INTO t VALUES "
	  "(41, 'x'), (42, 'y'); DELETE FROM t WHERE id = 42; UPDATE sqlite_sequence SET seq = 99",
	  "SELECT group_concat(name || seq) FROM sqlite_sequence", "t99" },
	{ "autoincrement of an empty table",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT); INSERT INTO t VALUES (5, "
	  "'x'); DELETE FROM t",
	  "SELECT group_concat(name || seq) FROM sqlite_sequence", "t5" },
	{ "collation", "CREATE TABLE t (a TEXT, b TEXT COLLATE NOCASE)",
	  "SELECT instr(sql, 'b TEXT COLLATE NOCASE') > 0 FROM sqlite_schema", "1" },
	{ "collation of the column itself", "CREATE TABLE t (a TEXT COLLATE NOCASE)",
	  "SELECT instr(sql, 'COLLATE NOCASE') > 0 FROM sqlite_schema", "1" },
	{ "conflict clauses",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, a TEXT, b INT NOT NULL ON "
	  "CONFLICT IGNORE, c INT UNIQUE ON CONFLICT FAIL)",
	  "SELECT instr(sql, 'ON CONFLICT REPLACE') > 0 AND instr(sql, 'ON CONFLICT IGNORE') > 0 "
	  "AND instr(sql, 'ON CONFLICT FAIL') > 0 FROM sqlite_schema",
	  "1" },
	{ "strict", "CREATE TABLE t (a TEXT, b ANY) STRICT",
	  "SELECT strict FROM pragma_table_list('t')", "1" },
	{ "without rowid", "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID",
	  "SELECT wr FROM pragma_table_list('t')", "1" },
	{ "strict without rowid",
	  "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID, STRICT",
	  "SELECT wr || strict FROM pragma_table_list('t')", "11" },
	{ "descending index with collation",
	  "CREATE TABLE t (a TEXT, b TEXT); CREATE UNIQUE INDEX i ON t (b COLLATE NOCASE DESC, a)",
	  "SELECT sql FROM sqlite_schema WHERE name = 'i'", NULL },
	{ "expression index", "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (lower(a), a || ')')",
	  "SELECT sql FROM sqlite_schema WHERE name = 'i'", NULL },
	{ "triggers",
	  "CREATE TABLE t (a TEXT); CREATE TABLE log (n); CREATE TRIGGER r AFTER INSERT ON t BEGIN "
	  "INSERT INTO log VALUES (NEW.a); END; INSERT INTO t VALUES ('x')",
	  "SELECT (SELECT sql FROM sqlite_schema WHERE name = 'r') || (SELECT count(*) FROM log)",
	  NULL },
	{ "virtual generated column",
	  "CREATE TABLE t (a TEXT, b INT, c INT AS (b * 2), d INT AS (b + 1)); INSERT INTO t (a, "
	  "b) "
	  "VALUES ('x', 4)",
	  "SELECT a || b || c || d FROM t", "x485" },
	{ "stored generated column",
	  "CREATE TABLE t (a TEXT, b INT, c INT GENERATED ALWAYS AS (b * 2) STORED); INSERT INTO t "
	  "(a, b) VALUES ('x', 4)",
	  "SELECT a || c || (SELECT hidden FROM pragma_table_xinfo('t') WHERE name = 'c') FROM t",
	  "x83" },
	{ "dependent view",
	  "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'); CREATE VIEW v AS SELECT a FROM t",
	  "SELECT (SELECT sql FROM sqlite_schema WHERE name = 'v') || (SELECT a FROM v)", NULL },
	{ "trigger elsewhere that names the table",
	  "CREATE TABLE t (a TEXT); CREATE TABLE o (b); CREATE TRIGGER r AFTER INSERT ON o BEGIN "
	  "INSERT INTO t VALUES (NEW.b); END; INSERT INTO o VALUES ('y')",
	  "SELECT (SELECT sql FROM sqlite_schema WHERE name = 'r') || (SELECT a FROM t)", NULL },
	{ "trigger instead of insert on a view",
	  "CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER r INSTEAD OF "
	  "INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END; INSERT INTO v VALUES ('z')",
	  "SELECT (SELECT sql FROM sqlite_schema WHERE name = 'r') || (SELECT a FROM t)", NULL },
	{ "child rows that cascade",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (t_id INT REFERENCES t "
	  "ON DELETE CASCADE); INSERT INTO t VALUES (1, 'x'), (2, 'y'); INSERT INTO c VALUES (1), "
	  "(2), (2)",
	  "SELECT group_concat(t_id) FROM c", "1,2,2" },
	{ "child rows that are set to null",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (t_id INT REFERENCES t "
	  "ON DELETE SET NULL); INSERT INTO t VALUES (1, 'x'); INSERT INTO c VALUES (1)",
	  "SELECT t_id FROM c", "1" },
	{ "child rows that forbid it",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (t_id INT REFERENCES "
	  "t); "
	  "INSERT INTO t VALUES (1, 'x'); INSERT INTO c VALUES (1)",
	  "SELECT t_id FROM c", "1" },
	{ "a foreign key to itself",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, up INT REFERENCES t (id) ON DELETE "
	  "CASCADE); INSERT INTO t VALUES (1, 'x', NULL), (2, 'y', 1)",
	  "SELECT group_concat(t.id || \"table\") FROM t, pragma_foreign_key_list('t')", "1t,2t" },
	{ "a foreign key of another table",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (t_id INT REFERENCES t)",
	  "SELECT \"table\" FROM pragma_foreign_key_list('c')", "t" },
	{ "rowids", "CREATE TABLE t (a TEXT); INSERT INTO t (rowid, a) VALUES (10, 'x'), (77, 'y')",
	  "SELECT group_concat(rowid || a) FROM t", "10x,77y" },
	{ "rowids under another name",
	  "CREATE TABLE t (a TEXT, rowid TEXT); INSERT INTO t (oid, a) VALUES (10, 'x'), (77, 'y')",
	  "SELECT group_concat(oid || a) FROM t", "10x,77y" },
	{ "a full-text table over it",
	  "CREATE TABLE t (a TEXT, b TEXT); CREATE VIRTUAL TABLE f USING fts5(a, content = 't'); "
	  "INSERT INTO t (rowid, a) VALUES (12, 'apple'); INSERT INTO f (rowid, a) VALUES (12, "
	  "'apple')",
	  "SELECT a || rowid FROM f WHERE f MATCH 'apple'", "apple12" },
	{ "statistics",
	  "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a); INSERT INTO t VALUES ('x'), ('y'); "
	  "ANALYZE",
	  "SELECT group_concat(tbl || idx || stat) FROM sqlite_stat1", NULL },
	{ "an untyped column", "CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1.5)",
	  "SELECT typeof(a) || typeof(b) FROM t", "textreal" },
	{ "comments",
	  "CREATE TABLE t ( -- first\n a TEXT, -- about a\n /* about b */ b INT -- last\n)",
	  "SELECT instr(sql, '-- about a') > 0 AND instr(sql, '/* about b */') > 0 AND instr(sql, "
	  "'-- last') > 0 AND instr(sql, '-- first') > 0 FROM sqlite_schema",
	  "1" },
	{ "values of every kind",
	  "CREATE TABLE t (a, b TEXT, c INT, d BLOB, e REAL); INSERT INTO t VALUES ('x', NULL, "
	  "'abc', "
	  "x'00ff', 1e300), (1, 'ü', 9223372036854775807, zeroblob(3), -0.5)",
	  "SELECT group_concat(quote(a) || quote(b) || quote(c) || quote(d) || quote(e)) FROM t",
	  NULL },
	{ "quoted names",
	  "CREATE TABLE t (a TEXT, \"order\" INT, [a b] TEXT, `x\"y` TEXT, 'q''s' TEXT); INSERT "
	  "INTO "
	  "t VALUES ('1', 2, '3', '4', '5')",
	  "SELECT group_concat(name) FROM pragma_table_info('t')", NULL },
	{ "a default that is an expression",
	  "CREATE TABLE t (a TEXT DEFAULT (1 + (2)), b TEXT DEFAULT (datetime('now', ')')))",
	  "SELECT group_concat(dflt_value) FROM pragma_table_info('t')", NULL },
};

struct db {
	struct arena arena;
	struct orm_conn *conn;
	struct error err;
};

static void db_open(struct db *db)
{
	struct orm_url url;

	memset(db, 0, sizeof *db);
	cr_assert(orm_url_parse(&db->arena, "sqlite://", &url, &db->err));
	cr_assert(orm_connect(&url, NULL, &db->conn, &db->err), "%s", db->err.message);
	cr_assert(orm_exec(db->conn, "PRAGMA foreign_keys = ON", &db->err));
}

static void db_close(struct db *db)
{
	orm_close(db->conn);
	arena_release(&db->arena);
}

static void db_run(struct db *db, const char *sql)
{
	struct orm_statements all = { 0 };

	cr_assert(orm_split(&db->arena, &orm_sqlite, sql, strlen(sql), &all) || all.len);
	for (size_t i = 0; i < all.len; i++)
		cr_assert(orm_exec(db->conn,
		                   arena_strndup(&db->arena, all.items[i].start, all.items[i].len),
		                   &db->err),
		          "%s: %.*s", db->err.message, (int)all.items[i].len, all.items[i].start);
}

static const char *db_text(struct db *db, const char *sql)
{
	struct orm_result *r;
	const char *text = "(no row)";

	cr_assert(orm_query(db->conn, sql, NULL, 0, &r, &db->err), "%s: %s", db->err.message, sql);
	if (orm_next(r, &db->err) == ORM_ROW)
		text = arena_strdup(&db->arena, orm_get_text(r, 0));
	orm_result_close(r);
	return text ? text : "NULL";
}

/* Runs an operation as a revision would; false: refused, everything as before. */
static bool db_operate(struct db *db, const struct migrate_op *op)
{
	struct migrate_context ctx = { .arena = &db->arena, .conn = db->conn };
	struct orm_problems problems = { 0 };
	bool ok;

	cr_assert(orm_migrating(db->conn, true, &db->err), "%s", db->err.message);
	cr_assert(orm_begin(db->conn, &db->err));
	ok = migrate_context_run(&ctx, op, &db->err);
	if (ok) {
		cr_expect(orm_find_problems(db->conn, &db->arena, true, &problems, &db->err));
		cr_expect_eq(problems.len, 0, "%s", problems.len ? problems.items[0].text : "");
		cr_assert(orm_commit(db->conn, &db->err));
	} else {
		orm_rollback(db->conn);
	}
	cr_assert(orm_migrating(db->conn, false, &db->err));
	return ok;
}

static bool db_change(struct db *db, struct orm_change change)
{
	struct migrate_op op = { .kind = MIGRATE_CHANGE };

	change.schema = NULL;
	change.table = "t";
	vec_push(&db->arena, &op.changes, change);
	return db_operate(db, &op);
}

static struct orm_change alter_a(struct arena *a, struct orm_column **to)
{
	struct orm_column *from = orm_column_new(a, "a");

	*to = orm_column_new(a, "a");
	return (struct orm_change){
		.verb = ORM_ALTER, .kind = ORM_COLUMN, .from = &from->object, .to = &(*to)->object
	};
}

static bool make_not_null(struct db *db)
{
	struct orm_column *to;
	struct orm_change change = alter_a(&db->arena, &to);

	to->nullable = ORM_NO;
	change.mask = orm_attr_bit(ORM_COLUMN, "nullable");
	return db_change(db, change);
}

Test(rebuild, keeps_what_it_was_not_asked_to_change)
{
	for (size_t i = 0; i < COUNT(kept); i++) {
		const char *before, *after;
		struct db db;

		db_open(&db);
		db_run(&db, kept[i].setup);
		before = db_text(&db, kept[i].query);
		cr_expect(make_not_null(&db), "%s: %s %s", kept[i].name, db.err.message,
		          db.err.statement);
		after = db_text(&db, kept[i].query);
		cr_expect_str_eq(after, before, "%s: %s, was %s", kept[i].name, after, before);
		if (kept[i].expected)
			cr_expect_str_eq(after, kept[i].expected, "%s: %s", kept[i].name, after);
		cr_expect_str_eq(
		    db_text(&db,
		            "SELECT max(\"notnull\") FROM pragma_table_info('t') WHERE name = 'a'"),
		    "1", "%s", kept[i].name);
		cr_expect_str_eq(
		    db_text(&db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'limbeck%'"),
		    "0", "%s", kept[i].name);
		cr_expect_str_eq(db_text(&db, "PRAGMA foreign_keys"), "1", "%s", kept[i].name);
		db_close(&db);
	}
}

Test(rebuild, triggers_fire_afterwards_but_not_during)
{
	struct db db;

	db_open(&db);
	db_run(&db,
	       "CREATE TABLE t (a TEXT); CREATE TABLE log (n); CREATE TRIGGER r AFTER INSERT ON "
	       "t BEGIN INSERT INTO log VALUES (NEW.a); END; CREATE TRIGGER d AFTER DELETE ON t "
	       "BEGIN INSERT INTO log VALUES ('gone'); END; INSERT INTO t VALUES ('x')");
	cr_assert(make_not_null(&db), "%s", db.err.message);
	db_run(&db, "INSERT INTO t VALUES ('y')");
	cr_expect_str_eq(db_text(&db, "SELECT group_concat(n) FROM log"), "x,y");
	db_close(&db);
}

Test(rebuild, refuses_null_where_rows_have_none)
{
	struct db db;

	db_open(&db);
	db_run(&db, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES (NULL), ('x'), (NULL)");
	cr_assert_not(make_not_null(&db));
	cr_expect_eq(db.err.code, ERR_REFUSED);
	cr_expect(strstr(db.err.message, "2 rows"), "%s", db.err.message);
	cr_expect_str_eq(db_text(&db, "SELECT count(*) FROM t"), "3");
	cr_expect_str_eq(db_text(&db, "SELECT group_concat(name) FROM sqlite_schema"), "t");
	db_close(&db);
}

static const struct {
	const char *from, *to, *value, *refused; /* refused: in the message, or NULL */
	const char *becomes;                     /* quote() of what is there then */
} types[] = {
	{ "TEXT", "INTEGER", "'12'", NULL, "12" },
	{ "TEXT", "INTEGER", "'12abc'", "1 values, such as '12abc'", NULL },
	{ "TEXT", "INTEGER", "''", "1 values", NULL },
	{ "TEXT", "INTEGER", "'007'", "1 values", NULL },
	{ "TEXT", "INTEGER", "NULL", NULL, "NULL" },
	{ "TEXT", "NUMERIC", "'1.5'", NULL, "1.5" },
	{ "TEXT", "REAL", "'1.50'", "1 values", NULL },
	{ "REAL", "INTEGER", "5.0", NULL, "5" },
	{ "REAL", "INTEGER", "5.5", "1 values", NULL },
	{ "INTEGER", "TEXT", "12", NULL, "'12'" },
	{ "INTEGER", "REAL", "5", NULL, "5.0" },
	{ "INTEGER", "REAL", "9007199254740993", "1 values, such as 9007199254740993", NULL },
	{ "REAL", "TEXT", "0.1", NULL, "'0.1'" },
	{ "TEXT", "BLOB", "'x'", NULL, "'x'" },
	{ "VARCHAR(10)", "TEXT", "'x'", NULL, "'x'" },
	{ "", "INTEGER", "x'01'", NULL, "X'01'" },
};

static bool change_type(struct db *db, const char *type, bool allow)
{
	struct orm_column *to;
	struct orm_change change = alter_a(&db->arena, &to);

	to->type = orm_type_exact(&db->arena, type);
	change.mask = orm_attr_bit(ORM_COLUMN, "type");
	change.allow_data_loss = allow;
	return db_change(db, change);
}

Test(rebuild, changes_types_only_where_no_value_is_altered)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		struct db db;
		bool ok;

		db_open(&db);
		db_run(&db, arena_printf(&db.arena, "CREATE TABLE t (a %s)", types[i].from));
		db_run(&db, arena_printf(&db.arena, "INSERT INTO t VALUES (%s)", types[i].value));
		ok = change_type(&db, types[i].to, false);
		cr_expect_eq(ok, types[i].refused == NULL, "case %zu: %s", i, db.err.message);
		if (types[i].refused)
			cr_expect(strstr(db.err.message, types[i].refused), "case %zu: %s", i,
			          db.err.message);
		else
			cr_expect_str_eq(db_text(&db, "SELECT quote(a) FROM t"), types[i].becomes,
			                 "case %zu", i);
		db_close(&db);
	}
}

Test(rebuild, alters_values_when_that_is_allowed)
{
	struct db db;

	db_open(&db);
	db_run(&db, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('12abc'), ('x'), (NULL)");
	cr_assert(change_type(&db, "INTEGER", true), "%s", db.err.message);
	cr_expect_str_eq(db_text(&db, "SELECT group_concat(quote(a)) FROM t"), "12,0,NULL");
	db_close(&db);
}

/* What rows have stays, unless it is what would be generated; new columns count as well. */
static const struct {
	const char *expr, *value;
	bool fits;
} generated[] = {
	{ "b + 1", "3", true },      { "b + 1", "4", false },     { "b || n", "'2x'", true },
	{ "b || n", "'2y'", false }, { "g || n", "'2xx'", true }, { "g || n", "NULL", false },
};

static struct migrate_op generate_a(struct arena *a, const char *expr)
{
	struct orm_column *to, *n = orm_column_new(a, "n"), *g = orm_column_new(a, "g");
	struct migrate_op op = { .kind = MIGRATE_CHANGE };
	struct orm_change change = alter_a(a, &to);

	n->type = g->type = orm_type_exact(a, "TEXT");
	n->server_default = (struct orm_default){ "'x'", ORM_DEFAULT_SQL };
	g->computed = "b || n";
	to->computed = expr;
	change.mask = orm_attr_bit(ORM_COLUMN, "computed");
	vec_push(a, &op.changes, ((struct orm_change){ ORM_CREATE, ORM_COLUMN, .to = &n->object }));
	vec_push(a, &op.changes, ((struct orm_change){ ORM_CREATE, ORM_COLUMN, .to = &g->object }));
	vec_push(a, &op.changes, change);
	for (size_t i = 0; i < op.changes.len; i++)
		op.changes.items[i].table = "t";
	return op;
}

Test(rebuild, generates_only_what_is_there)
{
	for (size_t i = 0; i < COUNT(generated); i++) {
		struct db db;
		struct migrate_op op;

		db_open(&db);
		db_run(&db, arena_printf(&db.arena,
		                         "CREATE TABLE t (a, b TEXT); INSERT INTO t VALUES (%s, 2)",
		                         generated[i].value));
		op = generate_a(&db.arena, generated[i].expr);
		cr_expect_eq(db_operate(&db, &op), generated[i].fits, "case %zu: %s", i,
		             db.err.message);
		if (!generated[i].fits)
			cr_expect(strstr(db.err.message, "can't be generated: 1 rows"),
			          "case %zu: %s", i, db.err.message);
		cr_expect_str_eq(db_text(&db, "SELECT quote(a) FROM t"), generated[i].value,
		                 "case %zu", i);
		db_close(&db);
	}
}

static struct orm_change drop_a(struct arena *a)
{
	return (struct orm_change){ .verb = ORM_DROP,
		                    .kind = ORM_COLUMN,
		                    .from = &orm_column_new(a, "a")->object };
}

/* What keeps a column from being dropped, in the words of the message. */
static const struct {
	const char *setup, *message;
} users[] = {
	{ "CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (a, b)", "index \"i\"" },
	{ "CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (b) WHERE a > 1", "index \"i\"" },
	{ "CREATE TABLE t (a INT, b INT, CONSTRAINT u UNIQUE (a, b))", "\"u\"" },
	{ "CREATE TABLE t (a INT, b INT, CONSTRAINT k CHECK (a < b))", "\"k\"" },
	{ "CREATE TABLE t (a INT, b INT AS (a + 1))", "column \"t.b\"" },
};

Test(rebuild, refuses_to_drop_a_column_in_use_and_says_by_what)
{
	for (size_t i = 0; i < COUNT(users); i++) {
		struct db db;

		db_open(&db);
		db_run(&db, users[i].setup);
		cr_expect_not(db_change(&db, drop_a(&db.arena)), "case %zu", i);
		cr_expect(strstr(db.err.message, users[i].message), "case %zu: %s", i,
		          db.err.message);
		db_close(&db);
	}
}

Test(rebuild, drops_what_stands_on_the_column_alone)
{
	struct db db;

	db_open(&db);
	db_run(&db,
	       "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT UNIQUE REFERENCES "
	       "p CHECK (a > 0), b INT, UNIQUE (a)); CREATE INDEX i ON t (a); INSERT INTO p "
	       "VALUES (1); INSERT INTO t VALUES (1, 2)");
	cr_assert(db_change(&db, drop_a(&db.arena)), "%s", db.err.message);
	cr_expect_str_eq(db_text(&db, "SELECT group_concat(name) FROM pragma_table_info('t')"),
	                 "b");
	cr_expect_str_eq(db_text(&db, "SELECT b FROM t"), "2");
	cr_expect_str_eq(db_text(&db, "SELECT count(*) FROM pragma_index_list('t')"), "0");
	db_close(&db);
}

Test(rebuild, native_where_sqlite_can)
{
	struct db db;
	const char *root;

	db_open(&db);
	db_run(&db, "CREATE TABLE t (a TEXT, b INT); INSERT INTO t VALUES ('x', 1)");
	root = db_text(&db, "SELECT rootpage FROM sqlite_schema WHERE name = 't'");
	cr_assert(db_change(&db, drop_a(&db.arena)), "%s", db.err.message);
	cr_expect_str_eq(db_text(&db, "SELECT rootpage || sql FROM sqlite_schema WHERE name = 't'"),
	                 arena_printf(&db.arena, "%sCREATE TABLE t (b INT)", root));
	db_close(&db);
}
