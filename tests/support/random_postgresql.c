/* tests/support/random_postgresql.c - schemas of PostgreSQL made from a seed */
#include "tests/support/random_postgresql.h"

#include "base/buf.h"
#include "tests/support/random_maker.h"

enum { TABLES = 4, COLUMNS = 7, TYPES_AT = 500, CODE_AT = 600 };

/* Some of the names need quotes; one is in a schema of its own. */
static const char *const tables[] = { "t0", "\"T 1\"", "\"s 2\".\"select\"", "t3" };
static const char *const bare[] = { "t0", "t1", "t2", "t3" };
static const char *const columns[] = { "id", "a", "b", "\"c d\"", "\"order\"", "e", "f" };

static const struct random_type types[] = {
	{ "integer", { "0", "-5", "(1 + 2)" }, RANDOM_NUMBER },
	{ "bigint", { "7", "nextval('q0')", "'12'" }, RANDOM_NUMBER },
	{ "smallint", { "1", "0", "2" }, RANDOM_NUMBER },
	{ "numeric(8,2)", { "0.5", "0", "'1.50'" }, RANDOM_NUMBER },
	{ "numeric", { "1e3", "0", "-1.0" }, RANDOM_NUMBER },
	{ "double precision", { "0", "'NaN'", "1.5" }, RANDOM_NUMBER },
	{ "text", { "'x''y'", "''", "upper('z')" }, RANDOM_TEXT },
	{ "varchar(20)", { "'a'", "''", "'b' || 'c'" }, RANDOM_TEXT },
	{ "varchar(40)", { "'a'", "NULL", "current_user" }, RANDOM_TEXT },
	{ "char(3)", { "'abc'", "'a'", "'xy'" }, RANDOM_TEXT },
	{ "citext0", { "'q'", "'Q'", "''" }, RANDOM_TEXT },
	{ "date", { "current_date", "'2020-01-01'", "now()" }, RANDOM_TIME },
	{ "timestamp", { "now()", "'2020-01-01 10:00'", "CURRENT_TIMESTAMP" }, RANDOM_TIME },
	{ "timestamptz(3)",
	  { "now()", "clock_timestamp()", "'2020-01-01 10:00+00'" },
	  RANDOM_TIME },
	{ "time", { "'10:00'", "LOCALTIME", "'00:00'" }, RANDOM_OTHER },
	{ "interval", { "'1 day'", "'01:00'", "'1 mon'" }, RANDOM_OTHER },
	{ "boolean", { "true", "false", "(1 > 2)" }, RANDOM_FLAG },
	{ "uuid",
	  { "gen_random_uuid()", "'00000000-0000-4000-8000-000000000000'", "NULL" },
	  RANDOM_OTHER },
	{ "jsonb", { "'{}'", "'[1, 2]'", "jsonb_build_object('a', 1)" }, RANDOM_OTHER },
	{ "bytea", { "'\\x00'", "''", "NULL" }, RANDOM_OTHER },
	{ "integer[]", { "'{}'", "ARRAY[1, 2]", "'{1}'" }, RANDOM_OTHER },
	{ "text[]", { "'{}'", "ARRAY['a']::text[]", "'{x,y}'" }, RANDOM_OTHER },
	{ "inet", { "'10.0.0.1'", "NULL", "'::1'" }, RANDOM_OTHER },
	{ "int4range", { "'[1,5)'", "'empty'", "NULL" }, RANDOM_OTHER },
	{ "bit varying(8)", { "B'1'", "B'0101'", "NULL" }, RANDOM_OTHER },
	{ "e0", { "'one'", "'two'", "NULL" }, RANDOM_OTHER },
	{ "e0[]", { "'{}'", "'{one}'", "NULL" }, RANDOM_OTHER },
	{ "d0", { "5", "7", "NULL" }, RANDOM_NUMBER },
	{ "k0", { "NULL", "NULL", "ROW(1, 'x')::k0" }, RANDOM_OTHER },
	{ "money", { "'1.00'", "NULL", "'0'" }, RANDOM_OTHER },
	{ "point", { "'(1,2)'", "NULL", "point(0, 0)" }, RANDOM_OTHER },
	{ "tsvector", { "''", "NULL", "'a'" }, RANDOM_OTHER },
};

static void add_types(struct random_maker *m)
{
	unsigned labels = random_pick(m, TYPES_AT, 0, 3);

	random_add(m, "CREATE SCHEMA \"s 2\"");
	random_add(m, "CREATE TYPE e0 AS ENUM ('one', 'two'%s)",
	           labels == 0   ? ""
	           : labels == 1 ? ", 'th''ree'"
	                         : ", 'th''ree', 'four'");
	random_add(m, "CREATE DOMAIN citext0 AS %s",
	           random_one_in(m, TYPES_AT, 1, 2) ? "text" : "varchar(50)");
	random_add(m, "CREATE DOMAIN d0 AS integer%s%s",
	           random_one_in(m, TYPES_AT, 2, 2) ? " DEFAULT 3" : "",
	           random_one_in(m, TYPES_AT, 3, 2) ? " CHECK (VALUE > -1000)" : "");
	random_add(m, "CREATE TYPE k0 AS (x integer, y %s)",
	           random_one_in(m, TYPES_AT, 4, 2) ? "text" : "varchar(10)");
	random_add(m, "CREATE SEQUENCE q0%s%s",
	           random_one_in(m, TYPES_AT, 5, 2) ? " INCREMENT 5" : "",
	           random_one_in(m, TYPES_AT, 6, 2) ? " CACHE 10" : "");
	random_add(m,
	           "CREATE FUNCTION f0(n integer) RETURNS integer LANGUAGE sql IMMUTABLE%s AS $$ "
	           "SELECT n + %u $$",
	           random_one_in(m, TYPES_AT, 7, 2) ? " STRICT" : "",
	           random_pick(m, TYPES_AT, 8, 2));
	random_add(m,
	           "CREATE FUNCTION g0() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; "
	           "/* %u */ END $$",
	           random_pick(m, TYPES_AT, 9, 3));
}

static void add_column(struct random_maker *m, unsigned t, unsigned c)
{
	unsigned type = random_type_of(m, t, c), where = random_place(t, c);
	const char *name = columns[c], *table = tables[t];
	struct buf b = { 0 };

	buf_addf(&b, "ALTER TABLE %s ADD %s ", table, name);
	if (random_is_computed(m, t, c)) {
		buf_addf(&b, "integer GENERATED ALWAYS AS (length((a)::text) * %u) STORED",
		         random_pick(m, where, 3, 2) + 2);
	} else {
		buf_adds(&b, types[type].type);
		if (types[type].family == RANDOM_TEXT && random_one_in(m, where, 4, 5))
			buf_addf(&b, " COLLATE \"%s\"",
			         random_one_in(m, where, 5, 2) ? "C" : "POSIX");
		if (random_one_in(m, where, 6, 3))
			buf_addf(&b, " DEFAULT %s",
			         types[type].defaults[random_pick(m, where, 7, 3)]);
	}
	if (random_one_in(m, where, 8, 4))
		buf_adds(&b, " NOT NULL");
	random_add(m, "%s", buf_str(&b));
	buf_release(&b);
	if (random_one_in(m, where, 9, 6))
		random_add(m, "COMMENT ON COLUMN %s.%s IS 'it''s %u'", table, name,
		           random_pick(m, where, 10, 2));
	if (types[type].family == RANDOM_TEXT && !random_is_computed(m, t, c) &&
	    random_one_in(m, where, 11, 8))
		random_add(m, "ALTER TABLE %s ALTER %s SET STORAGE EXTERNAL", table, name);
}

static void add_table(struct random_maker *m, unsigned t)
{
	static const char *const keys[] = { "integer",
		                            "bigint",
		                            "serial",
		                            "bigserial",
		                            "integer GENERATED ALWAYS AS IDENTITY",
		                            "bigint GENERATED BY DEFAULT AS IDENTITY (START 5)" };

	random_add(m, "CREATE %sTABLE %s (id %s)",
	           random_one_in(m, random_place(t, 0), 1, 12) ? "UNLOGGED " : "", tables[t],
	           keys[random_pick(m, random_place(t, 0), 2, COUNT(keys))]);
	for (unsigned c = 1; c < COLUMNS; c++)
		if (random_has_column(m, t, c))
			add_column(m, t, c);
	if (!random_one_in(m, random_place(t, 0), 3, 8))
		random_add(m, "ALTER TABLE %s ADD %sPRIMARY KEY (id)", tables[t],
		           random_one_in(m, random_place(t, 0), 4, 4) ? "CONSTRAINT \"k e y\" "
		                                                      : "");
	if (random_one_in(m, random_place(t, 0), 5, 5))
		random_add(m, "COMMENT ON TABLE %s IS 'table %u'", tables[t],
		           random_pick(m, random_place(t, 0), 6, 2));
	if (random_one_in(m, random_place(t, 0), 7, 8))
		random_add(m, "ALTER TABLE %s SET (fillfactor = %u)", tables[t],
		           70 + random_pick(m, random_place(t, 0), 8, 2));
}

static void add_constraints(struct random_maker *m, unsigned t)
{
	const char *table = tables[t];
	unsigned p = random_place(t, 20);

	/* what foreign keys lead to */
	random_add(m, "ALTER TABLE %s ADD CONSTRAINT u%u UNIQUE (id%s)%s", table, t, "",
	           random_one_in(m, p, 0, 4) ? " DEFERRABLE" : "");
	if (random_is(m, t, 2, RANDOM_TEXT) && random_one_in(m, p, 1, 2))
		random_add(m, "ALTER TABLE %s ADD UNIQUE %s(b%s)%s", table,
		           random_one_in(m, p, 2, 4) ? "NULLS NOT DISTINCT " : "",
		           random_one_in(m, p, 3, 2) ? ", id" : "",
		           random_one_in(m, p, 4, 3) ? " INCLUDE (a)" : "");
	if (random_is(m, t, 2, RANDOM_NUMBER) && random_one_in(m, p, 5, 2))
		random_add(m, "ALTER TABLE %s ADD %sCHECK (b > %u OR b IS NULL)%s", table,
		           random_one_in(m, p, 6, 2) ? "CONSTRAINT ck " : "",
		           random_pick(m, p, 7, 2), random_one_in(m, p, 8, 4) ? " NOT VALID" : "");
	if (random_is(m, t, 3, RANDOM_TEXT) && random_one_in(m, p, 9, 2))
		random_add(m, "ALTER TABLE %s ADD CHECK (\"c d\" IN ('x', 'y', 'z%u'))", table,
		           random_pick(m, p, 10, 2));
	if (random_is(m, t, 4, RANDOM_NUMBER) && random_one_in(m, p, 11, 4))
		random_add(m, "ALTER TABLE %s ADD CHECK (f0(id::integer) <> %u)", table,
		           random_pick(m, p, 12, 2));
	if (random_has_column(m, t, 2) && types[random_type_of(m, t, 2)].type[3] == '4' &&
	    random_one_in(m, p, 13, 2))
		random_add(m, "ALTER TABLE %s ADD EXCLUDE USING gist (b WITH &&)", table);
}

static void add_references(struct random_maker *m, unsigned t)
{
	static const char *const actions[] = { "",
		                               " ON DELETE CASCADE",
		                               " ON DELETE SET NULL",
		                               " ON UPDATE CASCADE ON DELETE RESTRICT",
		                               " DEFERRABLE INITIALLY DEFERRED",
		                               " MATCH FULL" };

	for (unsigned c = 1; c < COLUMNS; c++) {
		unsigned type = random_type_of(m, t, c),
			 other = random_pick(m, random_place(t, c), 30, TABLES);

		if (random_has_column(m, t, c) && type < 3 && !random_is_computed(m, t, c) &&
		    random_has_table(m, other) && random_one_in(m, random_place(t, c), 31, 2))
			random_add(m, "ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (id)%s%s",
			           tables[t], columns[c], tables[other],
			           actions[random_pick(m, random_place(t, c), 32, COUNT(actions))],
			           random_one_in(m, random_place(t, c), 33, 6) ? " NOT VALID" : "");
	}
}

static void add_indexes(struct random_maker *m, unsigned t)
{
	const char *table = tables[t], *name = bare[t];
	unsigned p = random_place(t, 21);

	if (random_is(m, t, 1, RANDOM_NUMBER) && random_one_in(m, p, 0, 2))
		random_add(m, "CREATE INDEX i%s_a ON %s (a%s)%s", name, table,
		           random_one_in(m, p, 1, 2) ? " DESC NULLS LAST" : "",
		           random_one_in(m, p, 2, 3) ? " WHERE id > 5" : "");
	if (random_is(m, t, 2, RANDOM_TEXT) && random_one_in(m, p, 3, 2))
		random_add(m, "CREATE %sINDEX i%s_b ON %s (%s)",
		           random_one_in(m, p, 4, 3) ? "UNIQUE " : "", name, table,
		           random_one_in(m, p, 5, 2) ? "lower(b::text), id" : "b text_pattern_ops");
	if (random_is(m, t, 3, RANDOM_TIME) && random_one_in(m, p, 6, 2))
		random_add(m, "CREATE INDEX i%s_c ON %s USING %s (\"c d\")%s", name, table,
		           random_one_in(m, p, 7, 2) ? "brin" : "btree",
		           random_one_in(m, p, 8, 3) ? " TABLESPACE pg_default" : "");
	if (random_is(m, t, 4, RANDOM_NUMBER) && random_one_in(m, p, 9, 2))
		random_add(m, "CREATE INDEX i%s_d ON %s USING %s (\"order\")", name, table,
		           random_one_in(m, p, 10, 2) ? "hash" : "btree");
	if (random_is(m, t, 5, RANDOM_TEXT) && !random_is_computed(m, t, 5) &&
	    random_one_in(m, p, 11, 2))
		random_add(m, "CREATE INDEX i%s_e ON %s (e COLLATE \"C\") INCLUDE (id)%s", name,
		           table, random_one_in(m, p, 12, 2) ? " WITH (fillfactor = 80)" : "");
	if (random_one_in(m, p, 13, 4))
		random_add(m, "CREATE INDEX i%s_f ON %s (f0(id::integer))", name, table);
	if (random_one_in(m, p, 14, 5))
		random_add(m, "CREATE STATISTICS st%s (%s) ON id, a FROM %s", name,
		           random_one_in(m, p, 15, 2) ? "ndistinct" : "dependencies", table);
}

static void add_partitions(struct random_maker *m)
{
	unsigned p = CODE_AT;

	if (random_one_in(m, p, 0, 4))
		return;
	random_add(m, "CREATE TABLE p0 (k integer NOT NULL, v %s%s) PARTITION BY %s (k)",
	           random_one_in(m, p, 1, 2) ? "text" : "varchar(10)",
	           random_one_in(m, p, 2, 3) ? " DEFAULT 'x'" : "",
	           random_one_in(m, p, 3, 6) ? "LIST" : "RANGE");
	bool list = random_one_in(m, p, 3, 6);
	random_add(m, "CREATE TABLE p1 PARTITION OF p0 FOR VALUES %s",
	           list ? "IN (1, 2)" : "FROM (0) TO (10)");
	if (random_one_in(m, p, 4, 2))
		random_add(m, "CREATE TABLE p2 PARTITION OF p0 FOR VALUES %s",
		           list                        ? "IN (3)"
		           : random_one_in(m, p, 5, 2) ? "FROM (10) TO (20)"
		                                       : "FROM (10) TO (30)");
	if (random_one_in(m, p, 6, 2))
		random_add(m, "CREATE TABLE p3 PARTITION OF p0 DEFAULT");
	if (random_one_in(m, p, 7, 2))
		random_add(m, "CREATE INDEX ip ON p0 (%s)",
		           random_one_in(m, p, 8, 2) ? "v" : "v, k");
	if (random_one_in(m, p, 9, 3))
		random_add(m, "ALTER TABLE p0 ADD PRIMARY KEY (k)");
	if (random_one_in(m, p, 10, 3))
		random_add(m, "ALTER TABLE p0 ADD CHECK (k <> %u)", 90 + random_pick(m, p, 11, 2));
}

static void add_code(struct random_maker *m, unsigned t)
{
	const char *table = tables[t], *name = bare[t];
	unsigned p = random_place(t, 22);
	bool view = random_one_in(m, p, 0, 2);

	if (view)
		random_add(m, "CREATE VIEW v%s%s AS SELECT id, %sa, %u AS n FROM %s", name,
		           random_one_in(m, p, 1, 4) ? " WITH (security_barrier = true)" : "",
		           random_is(m, t, 2, RANDOM_TEXT) ? "b, " : "", random_pick(m, p, 2, 2),
		           table);
	if (view && random_one_in(m, p, 3, 2))
		random_add(m, "CREATE VIEW w%s AS SELECT a, n + 1 AS m FROM v%s", name, name);
	if (random_one_in(m, p, 4, 4)) {
		random_add(m, "CREATE MATERIALIZED VIEW m%s AS SELECT id, a FROM %s WHERE id > %u",
		           name, table, random_pick(m, p, 5, 2));
		if (random_one_in(m, p, 6, 2))
			random_add(m, "CREATE UNIQUE INDEX im%s ON m%s (id)", name, name);
	}
	if (random_one_in(m, p, 7, 3))
		random_add(
		    m, "CREATE TRIGGER r%s %s ON %s FOR EACH ROW%s EXECUTE FUNCTION g0()", name,
		    random_one_in(m, p, 8, 2) ? "BEFORE INSERT OR UPDATE" : "AFTER UPDATE OF a",
		    table, random_one_in(m, p, 9, 2) ? " WHEN (NEW.id > 3)" : "");
	if (random_one_in(m, p, 10, 5)) {
		random_add(m, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY", table);
		random_add(m, "CREATE POLICY po ON %s USING (id <> %u)", table,
		           random_pick(m, p, 11, 2));
	}
	if (random_one_in(m, p, 12, 5))
		random_add(m, "GRANT %s ON %s TO PUBLIC",
		           random_one_in(m, p, 13, 2) ? "SELECT" : "SELECT, UPDATE", table);
	if (random_one_in(m, p, 14, 6))
		random_add(m,
		           "CREATE FUNCTION h%s(x %s) RETURNS SETOF %s LANGUAGE sql AS $$ SELECT * "
		           "FROM %s $$",
		           name, table, table, table);
	if (random_one_in(m, p, 15, 6))
		random_add(m, "CREATE TABLE ch%s (own integer) INHERITS (%s)", name, table);
}

void random_postgresql(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out)
{
	struct random_maker m = { .arena = a,
		                  .seed = seed,
		                  .mutation = mutation,
		                  .out = out,
		                  .types = types,
		                  .type_count = COUNT(types) };

	add_types(&m);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_table(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_constraints(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t)) {
			add_references(&m, t);
			add_indexes(&m, t);
		}
	add_partitions(&m);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_code(&m, t);
}
