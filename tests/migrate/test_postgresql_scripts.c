/*
 * tests/migrate/test_postgresql_scripts.c - from one schema to another and back, by scripts
 *
 * Each row is two states of a database.  The operations between them are proven
 * on a scratch copy, written as a script in Lua, run up and down from its text,
 * and must leave nothing.
 */
#include <criterion/criterion.h>

#include "lua/luax.h"
#include "migrate/context.h"
#include "migrate/proof.h"
#include "migrate/render.h"
#include "migrate/scratch.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
#include "reflect/reflect.h"
#include "reflect/write/write.h"
#include "tests/support/server.h"

#define TABLES                                                                     \
	"CREATE TABLE a (id int PRIMARY KEY, b int, n varchar(20) COLLATE \"C\");" \
	"ALTER TABLE a ALTER n SET STORAGE external;"

struct row {
	const char *name, *from, *to;
};

/* Version 14 and later. */
static const struct row circle = {
	"a view and a function in a circle", "",
	"CREATE FUNCTION g(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;"
	"CREATE VIEW w AS SELECT g(1) AS y;"
	"CREATE OR REPLACE FUNCTION g(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC "
	"SELECT count(*)::int FROM w; END;"
};

/* Version 18 and later. */
static const struct row named = {
	"what is said of a NOT NULL with a name", "CREATE TABLE t (a int CONSTRAINT x NOT NULL)",
	"CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT x NOT NULL a NOT VALID;"
	"COMMENT ON CONSTRAINT x ON t IS 'why'"
};

static const struct row rows[] = {
	{ "constraints that were not valid",
	  TABLES "CREATE TABLE k (id int PRIMARY KEY, b int);"
	         "ALTER TABLE k ADD CONSTRAINT c CHECK (b > 0) NOT VALID,"
	         "ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES a ON DELETE CASCADE NOT VALID",
	  TABLES "CREATE TABLE k (id int PRIMARY KEY, b int, CONSTRAINT c CHECK (b > 0),"
	         "CONSTRAINT f FOREIGN KEY (b) REFERENCES a ON DELETE CASCADE)" },
	{ "a domain that takes null, and one that doesn't",
	  "CREATE DOMAIN d AS int NOT NULL; CREATE DOMAIN e AS int DEFAULT 1",
	  "CREATE DOMAIN d AS int; CREATE DOMAIN e AS int DEFAULT 1 NOT NULL" },
	{ "a column's type under views, rules, policies, triggers and generated columns",
	  TABLES "ALTER TABLE a ADD g int GENERATED ALWAYS AS (length(n)) STORED;"
	         "CREATE VIEW v WITH (security_barrier) AS SELECT id, n FROM a;"
	         "CREATE MATERIALIZED VIEW m AS SELECT n FROM v; CREATE UNIQUE INDEX mn ON m (n);"
	         "CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;"
	         "COMMENT ON VIEW v IS 'it''s'; GRANT SELECT ON v TO PUBLIC;"
	         "CREATE POLICY p ON a USING (n > '');"
	         "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
	         "CREATE TRIGGER t AFTER UPDATE OF n ON a FOR EACH ROW EXECUTE FUNCTION f();",
	  TABLES
	  "ALTER TABLE a ALTER n TYPE varchar(30) COLLATE \"C\", ALTER n SET STORAGE external;"
	  "ALTER TABLE a ADD g int GENERATED ALWAYS AS (length(n)) STORED;"
	  "CREATE VIEW v WITH (security_barrier) AS SELECT id, n FROM a;"
	  "CREATE MATERIALIZED VIEW m AS SELECT n FROM v; CREATE UNIQUE INDEX mn ON m (n);"
	  "CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;"
	  "COMMENT ON VIEW v IS 'it''s'; GRANT SELECT ON v TO PUBLIC;"
	  "CREATE POLICY p ON a USING (n > '');"
	  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
	  "CREATE TRIGGER t AFTER UPDATE OF n ON a FOR EACH ROW EXECUTE FUNCTION f();" },
	{ "a parent's default beside those of heirs",
	  "CREATE TABLE p (id int, b int DEFAULT 1); CREATE TABLE t () INHERITS (p);"
	  "ALTER TABLE t ALTER b SET DEFAULT 2;",
	  "CREATE TABLE p (id int, b int DEFAULT 3); CREATE TABLE t () INHERITS (p);"
	  "ALTER TABLE t ALTER b SET DEFAULT 2;" },
	{ "a function's result under a default, a check, an index and a view",
	  "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x';"
	  "CREATE TABLE t (id int DEFAULT f(1), CHECK (f(id) > 0)); CREATE INDEX i ON t (f(id));"
	  "CREATE VIEW v AS SELECT f(id) FROM t; COMMENT ON COLUMN v.f IS 'c';",
	  "CREATE FUNCTION f(x int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT x::bigint';"
	  "CREATE TABLE t (id int DEFAULT f(1), CHECK (f(id) > 0)); CREATE INDEX i ON t (f(id));"
	  "CREATE VIEW v AS SELECT f(id) FROM t; COMMENT ON COLUMN v.f IS 'c';" },
	{ "an enum that loses a value, used by a default, an array and a view",
	  "CREATE TYPE e AS ENUM ('a', 'b', 'c');"
	  "CREATE TABLE t (id int, x e DEFAULT 'b', y e[]); CREATE VIEW v AS SELECT x, y FROM t;",
	  "CREATE TYPE e AS ENUM ('c', 'a');"
	  "CREATE TABLE t (id int, x e DEFAULT 'a', y e[]); CREATE VIEW v AS SELECT x, y FROM t;" },
	{ "options that nothing is said of any more",
	  "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s), x text);"
	  "ALTER TABLE t ALTER x SET STORAGE external, ALTER x SET STATISTICS 7,"
	  "ALTER x SET (n_distinct = 5);",
	  "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, x text);" },
	{ "foreign keys in a circle", "",
	  "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, "
	  "a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;" },
	{ "every kind of definition", "",
	  "CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE DOMAIN s.d AS int DEFAULT 1 "
	  "NOT NULL CHECK (value > 0); CREATE TYPE s.c AS (x int, y text); "
	  "CREATE TYPE s.r AS RANGE (subtype = float8);"
	  "CREATE COLLATION s.co (provider = libc, locale = 'C');"
	  "CREATE SEQUENCE s.q INCREMENT 5 MINVALUE 5 MAXVALUE 500 START 10 CACHE 3 CYCLE;"
	  "CREATE TABLE s.t (id bigserial PRIMARY KEY, e s.e, d s.d, c s.c, r s.r, "
	  "n text COLLATE s.co, EXCLUDE USING gist (int8range(id, id + 1) WITH &&));"
	  "CREATE FUNCTION s.f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT a';"
	  "CREATE FUNCTION s.f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';"
	  "CREATE PROCEDURE s.p(INOUT a int) LANGUAGE plpgsql AS 'begin a := 1; end';"
	  "CREATE AGGREGATE s.g(int) (sfunc = int4pl, stype = int, initcond = '0');"
	  "CREATE OPERATOR s.@@@ (leftarg = int, rightarg = int, function = int4pl);"
	  "CREATE CAST (s.e AS bytea) WITH INOUT;"
	  "CREATE VIEW s.v AS SELECT * FROM s.t; CREATE MATERIALIZED VIEW s.m AS SELECT id FROM "
	  "s.v; CREATE INDEX ON s.m (id); CREATE STATISTICS s.st ON id, e FROM s.t;"
	  "CREATE TEXT SEARCH CONFIGURATION s.ts (copy = simple);"
	  "CREATE FUNCTION s.tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';"
	  "CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.tf();"
	  "CREATE RULE ru AS ON DELETE TO s.v DO INSTEAD NOTHING;"
	  "ALTER TABLE s.t ENABLE ROW LEVEL SECURITY; CREATE POLICY po ON s.t FOR SELECT "
	  "USING (id > 0); CREATE PUBLICATION pu FOR TABLE s.t; GRANT SELECT ON s.t TO PUBLIC;"
	  "CREATE FUNCTION s.ev() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';"
	  "CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION s.ev();" },
	{ "definitions that change in place",
	  "CREATE SEQUENCE q CACHE 5; CREATE DOMAIN d AS int CONSTRAINT p CHECK (value > 0);"
	  "CREATE TABLE t (id int, CONSTRAINT k CHECK (id > 0) NOT VALID, x int UNIQUE);"
	  "CREATE INDEX i ON t (id) WITH (fillfactor = 70);"
	  "CREATE POLICY p ON t USING (id > 0); CREATE VIEW v AS SELECT id FROM t;"
	  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON TABLE t IS 'x';"
	  "CREATE TYPE e AS ENUM ('a', 'b'); GRANT SELECT ON t TO PUBLIC;",
	  "CREATE SEQUENCE q INCREMENT 2; CREATE DOMAIN d AS int DEFAULT 3 CONSTRAINT o CHECK "
	  "(value < 9); CREATE TABLE t (id int, CONSTRAINT k CHECK (id > 0), x int, "
	  "CONSTRAINT u UNIQUE (x)); CREATE INDEX i ON t (id) WITH (fillfactor = 80);"
	  "CREATE POLICY p ON t USING (id > 1); CREATE VIEW v AS SELECT id, x FROM t;"
	  "CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 2';"
	  "CREATE TYPE e AS ENUM ('a', 'z', 'b'); GRANT SELECT, INSERT ON t TO PUBLIC;" },
	{ "partitions that come, go and move",
	  "CREATE TABLE p (a int, b date) PARTITION BY RANGE (b); CREATE INDEX ON p (a);"
	  "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');"
	  "CREATE TABLE p2 (a int, b date);",
	  "CREATE TABLE p (a int, b date, c int) PARTITION BY RANGE (b); CREATE INDEX ON p (a);"
	  "CREATE TABLE p1 (a int, b date, c int); CREATE INDEX ON p1 (a);"
	  "CREATE TABLE p2 (a int, b date, c int);"
	  "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');" },
	{ "serial columns that come, go, count otherwise and are of other types",
	  "CREATE TABLE a (id serial PRIMARY KEY, b int, c bigserial); CREATE TABLE x (id serial);"
	  "CREATE TABLE d (id int GENERATED ALWAYS AS IDENTITY); GRANT SELECT ON a_c_seq TO PUBLIC;"
	  "CREATE TABLE e (id serial); CREATE SEQUENCE q; CREATE TABLE g (id int NOT NULL DEFAULT "
	  "nextval('q')); ALTER SEQUENCE q OWNED BY g.id;",
	  "CREATE TABLE a (id int PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, b int, n "
	  "smallserial UNIQUE); CREATE TABLE y (id bigserial PRIMARY KEY REFERENCES a); CREATE "
	  "TABLE d (id serial); CREATE TABLE e (id bigserial); CREATE TABLE g (id int GENERATED BY "
	  "DEFAULT AS IDENTITY (SEQUENCE NAME q));" },
	{ "parents that come and go, and their order",
	  "CREATE TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE t (c int) INHERITS (p, q);"
	  "CREATE TABLE u (a int, b int) INHERITS (p, q); CREATE TABLE w (a int);",
	  "CREATE TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE t (c int) INHERITS (q);"
	  "CREATE TABLE u (a int, b int) INHERITS (q, p); CREATE TABLE w (a int) INHERITS (p);" },
	{ "a table becomes a view and a view a table",
	  "CREATE TABLE x (id int); CREATE VIEW y AS SELECT 1 AS id;",
	  "CREATE VIEW x AS SELECT 1 AS id; CREATE TABLE y (id int);" },
};

/* A database with this in it, and what it is. */
struct state {
	struct orm_conn *conn;
	struct orm_metadata *m;
};

static struct state make(struct arena *a, const struct orm_url *server, const char *sql)
{
	struct state s;
	struct error err = { 0 };

	cr_assert(migrate_scratch_open(&orm_postgresql, server, &s.conn, &err), "%s", err.message);
	cr_assert(migrate_scratch_load(s.conn, "test", sql, strlen(sql), &err), "%s: %s",
	          err.message, err.statement);
	cr_assert(reflect_database(a, s.conn, NULL, &s.m, &err), "%s", err.message);
	return s;
}

static void expect_same(struct arena *a, const struct state *s, const struct orm_metadata *wanted,
                        const char *name, const char *what)
{
	struct orm_metadata *now;
	struct compare_result left = { 0 };
	struct error err = { 0 };

	cr_assert(reflect_database(a, s->conn, NULL, &now, &err), "%s", err.message);
	cr_assert(migrate_compare(a, &orm_postgresql, now, wanted, NULL, &left, &err));
	cr_expect_eq(left.ops.len, 0, "%s, %s: %s", name, what,
	             left.ops.len ? migrate_op_text(a, &orm_postgresql, left.ops.items) : "");
}

static void prove(struct arena *a, const struct orm_url *server, const struct orm_metadata *from,
                  const struct orm_metadata *to, const struct migrate_ops *up,
                  const struct migrate_ops *down, const char *name)
{
	struct orm_conn *scratch;
	struct error err = { 0 };

	cr_assert(migrate_scratch_open(&orm_postgresql, server, &scratch, &err), "%s", err.message);
	cr_expect(migrate_prove(a, scratch, from, to, up, down, &err), "%s: %s [%s]", name,
	          err.message, err.statement);
	orm_close(scratch);
}

/* The model in the server's words. */
static bool spell(struct arena *a, const char *text, struct orm_metadata **out, struct error *err)
{
	struct orm_metadata *model, *exact;
	struct orm_conn *scratch;
	struct orm_url server;
	bool ok;

	cr_assert(orm_url_parse(a, server_postgresql(a), &server, err), "%s", err->message);
	cr_assert(luax_models_parse(a, "m.lua", text, strlen(text), NULL, &model, err), "%s",
	          err->message);
	cr_assert(orm_resolve(a, model, &orm_postgresql, &exact, err), "%s", err->message);
	cr_assert(migrate_scratch_open(&orm_postgresql, &server, &scratch, err), "%s",
	          err->message);
	ok = migrate_scratch_spell(a, scratch, exact, out, err);
	orm_close(scratch);
	return ok;
}

static void run_script(struct arena *a, const struct state *s, const char *text,
                       enum migrate_direction direction, const char *name)
{
	struct migrate_context ctx = { .arena = a, .conn = s->conn, .allow_data_loss = true };
	struct migrate_revision r = {
		.id = "r1", .path = "s.lua", .text = text, .text_len = strlen(text)
	};
	struct error err = { 0 };

	cr_assert(orm_migrating(s->conn, true, &err) && orm_begin(s->conn, &err), "%s",
	          err.message);
	cr_assert(luax_script_format.run(&ctx, &r, direction, &err), "%s, line %d: %s [%s]\n%s",
	          name, err.line, err.message, err.statement, text);
	cr_assert(orm_commit(s->conn, &err) && orm_migrating(s->conn, false, &err), "%s",
	          err.message);
}

static int version_of(struct arena *a)
{
	struct orm_conn *c = server_connect(server_postgresql(a));
	int version = orm_conn_version(c);

	orm_close(c);
	return version;
}

static void check_row(const struct orm_url *server, const struct row *row)
{
	struct arena a = { 0 };
	struct state from = make(&a, server, row->from), to = make(&a, server, row->to);
	struct compare_result up = { 0 };
	struct migrate_ops down = { 0 };
	struct migrate_revision r = { .id = "r1", .message = "test" };
	struct buf script = { 0 };
	struct error err = { 0 };

	cr_assert(migrate_compare(&a, &orm_postgresql, from.m, to.m, NULL, &up, &err));
	cr_expect_neq(up.ops.len, 0);
	cr_assert(migrate_invert(&a, &up.ops, &down, &err), "%s: %s", row->name, err.message);
	prove(&a, server, from.m, to.m, &up.ops, &down, row->name);
	render_lua_script(&script, &orm_postgresql, &r, NULL, &up.ops, &down);
	run_script(&a, &from, buf_str(&script), MIGRATE_UP, row->name);
	expect_same(&a, &from, to.m, row->name, "up");
	run_script(&a, &from, buf_str(&script), MIGRATE_DOWN, row->name);
	expect_same(&a, &from, from.m, row->name, "down");
	buf_release(&script);
	orm_close(from.conn);
	orm_close(to.conn);
	arena_release(&a);
}

Test(postgresql_scripts, lead_there_and_back)
{
	struct arena a = { 0 };
	struct orm_url server;
	struct error err = { 0 };
	int version = version_of(&a);

	cr_assert(orm_url_parse(&a, server_postgresql(&a), &server, &err), "%s", err.message);
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&server, &rows[i]);
	if (version >= 140000)
		check_row(&server, &circle);
	if (version >= 180000)
		check_row(&server, &named);
	arena_release(&a);
}

/* A model in Lua is what the database says of it, in whatever order it stands. */
Test(postgresql_scripts, models_are_spelled_by_the_server)
{
	static const char text[] =
	    "View{'v', 'SELECT id, double(id) AS d FROM t'}\n"
	    "Function{'double', 'x integer', [[RETURNS integer LANGUAGE sql IMMUTABLE AS "
	    "'SELECT 2 * x']]}\n"
	    "Table{'t', Column{'id', Integer, primary_key = true, renamed_from = 'nr'},\n"
	    "  Column{'e', Type'mood', server_default = text\"double(1)::text::mood\"},\n"
	    "  CheckConstraint{'double(id) > 0', name = 'k'}}\n"
	    "EnumType{'mood', {'1', '2'}}\n";
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *spelled;

	cr_assert(spell(&a, text, &spelled, &err), "%s [%s]", err.message, err.statement);
	cr_assert_eq(spelled->tables.len, 1);
	cr_expect(spelled->reflected);
	cr_expect_str_eq(spelled->tables.items[0]->object.file, "m.lua");
	cr_expect_eq(spelled->tables.items[0]->object.line, 3);
	cr_expect_str_eq(spelled->tables.items[0]->columns.items[0]->object.renamed_from, "nr");
	arena_release(&a);
}

Test(postgresql_scripts, what_a_model_has_wrong_is_told_with_its_place)
{
	static const char text[] = "Table{'t', Column{'id', Integer}}\n"
				   "View{'v', 'SELECT nothing FROM t'}\n";
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *spelled;

	cr_assert(!spell(&a, text, &spelled, &err));
	cr_expect_str_eq(err.file, "m.lua");
	cr_expect_eq(err.line, 2);
	cr_expect_str_eq(err.object, "view \"v\"");
	arena_release(&a);
}
