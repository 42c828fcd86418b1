/* tests/support/random_postgresql.c - schemas of PostgreSQL made from a seed */
#include "tests/support/random_postgresql.h"

#include "base/buf.h"
#include "tests/support/random_postgresql_code.h"

enum { TABLES = RANDOM_TABLES, COLUMNS = 7, TYPES_AT = 500 };

static const char *const columns[] = { "id", "a", "b", "\"c d\"", "\"order\"", "e", "f" };

static const struct random_type types[] = {
	{ "integer", { "0", "f0(3)", "(1 + 2)" }, RANDOM_NUMBER },
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
	{ "varchar(20)[]", { "'{}'", "ARRAY['a', 'b']", "NULL" }, RANDOM_OTHER },
	{ "real", { "0", "'-Infinity'", "1.5" }, RANDOM_NUMBER },
	{ "timetz", { "'10:00+02'", "NULL", "current_time" }, RANDOM_OTHER },
	{ "interval day to second(2)", { "'1 day'", "NULL", "'00:00:01.25'" }, RANDOM_OTHER },
	{ "macaddr", { "'08:00:2b:01:02:03'", "NULL", "NULL" }, RANDOM_OTHER },
	{ "xml", { "'<a/>'", "NULL", "NULL" }, RANDOM_OTHER },
	{ "name", { "'n'", "current_schema", "NULL" }, RANDOM_OTHER },
	{ "r0", { "'empty'", "'[1,2)'", "NULL" }, RANDOM_OTHER },
};

static void add_types(struct random_maker *m)
{
	static const char *const labels[] = {
		"'one', 'two'",
		"'one', 'two', 'th''ree'",
		"'one', 'two', 'th''ree', 'four'",
		"'one', 'mid', 'two', 'th''ree'",
		"'zero', 'one', 'two'",
	};

	random_add(m, "CREATE SCHEMA \"s 2\"");
	random_add(m, "CREATE TYPE e0 AS ENUM (%s)",
	           labels[random_pick(m, TYPES_AT, 0, COUNT(labels))]);
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
	random_add(m, "CREATE FUNCTION f1(a integer, b integer) RETURNS integer LANGUAGE sql "
	              "IMMUTABLE AS $$ SELECT a + b $$");
	random_add(m,
	           "CREATE FUNCTION g0() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; "
	           "/* %u */ END $$",
	           random_pick(m, TYPES_AT, 9, 3));
}

/* What is rarer in a schema. */
static void add_more_types(struct random_maker *m)
{
	unsigned p = TYPES_AT + 1;

	if (random_one_in(m, p, 0, 2))
		random_add(m, "CREATE TYPE r0 AS RANGE (subtype = %s)",
		           random_one_in(m, p, 1, 2) ? "integer" : "double precision");
	if (random_one_in(m, p, 2, 4))
		random_add(m, "COMMENT ON TYPE e0 IS 'type %u'", random_pick(m, p, 3, 2));
	if (random_one_in(m, p, 4, 4))
		random_add(m, "ALTER DOMAIN d0 ADD CONSTRAINT dc CHECK (VALUE <> %u)%s",
		           random_pick(m, p, 5, 2) + 90,
		           random_one_in(m, p, 6, 3) ? " NOT VALID" : "");
	if (random_one_in(m, p, 7, 3))
		random_add(m, "CREATE SEQUENCE \"s 2\".q1 AS %s MINVALUE -5 MAXVALUE %u%s",
		           random_one_in(m, p, 8, 2) ? "smallint" : "integer",
		           random_pick(m, p, 9, 2) + 100,
		           random_one_in(m, p, 10, 2) ? " CYCLE" : "");
	if (random_one_in(m, p, 11, 3))
		random_add(m, "CREATE COLLATION c0 (locale = '%s')",
		           random_one_in(m, p, 12, 2) ? "C" : "POSIX");
	if (random_one_in(m, p, 13, 4))
		random_add(
		    m, "CREATE PROCEDURE pr0(x integer%s) LANGUAGE sql AS $$ SELECT x + %u $$",
		    random_one_in(m, p, 14, 2) ? " DEFAULT 1" : "", random_pick(m, p, 15, 2));
	if (random_one_in(m, p, 16, 5))
		random_add(m,
		           "CREATE AGGREGATE ag0(integer) (sfunc = f1, stype = integer, initcond = "
		           "'%u')",
		           random_pick(m, p, 17, 2));
	if (random_one_in(m, p, 18, 8))
		random_add(m, "CREATE EXTENSION pg_trgm");
	if (random_one_in(m, p, 19, 6))
		random_add(m,
		           "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT %s ON TABLES TO PUBLIC",
		           random_one_in(m, p, 20, 2) ? "SELECT" : "INSERT");
}

static void add_column(struct random_maker *m, unsigned t, unsigned c)
{
	unsigned type = random_type_of(m, t, c), where = random_place(t, c);
	const char *name = columns[c], *table = random_tables[t];
	struct buf b = { 0 };

	buf_addf(&b, "ALTER TABLE %s ADD %s ", table, name);
	if (random_is_computed(m, t, c)) {
		buf_addf(&b, "integer GENERATED ALWAYS AS (%s((a)::text) * %u) STORED",
		         random_one_in(m, where, 12, 3) ? "octet_length" : "length",
		         random_pick(m, where, 3, 2) + 2);
	} else {
		buf_adds(&b, types[type].type);
		if (types[type].family == RANDOM_TEXT && random_one_in(m, where, 4, 5))
			buf_addf(&b, " COLLATE \"%s\"",
			         random_one_in(m, where, 13, 4)  ? "c0"
			         : random_one_in(m, where, 5, 2) ? "C"
			                                         : "POSIX");
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
	if (random_one_in(m, where, 14, 12))
		random_add(m, "ALTER TABLE %s ALTER %s SET STATISTICS %u", table, name,
		           random_pick(m, where, 15, 2) * 50 + 100);
	if (random_one_in(m, where, 16, 12))
		random_add(m, "GRANT %s (%s) ON %s TO PUBLIC",
		           random_one_in(m, where, 17, 2) ? "SELECT" : "UPDATE", name, table);
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
	           random_one_in(m, random_place(t, 0), 1, 12) ? "UNLOGGED " : "", random_tables[t],
	           keys[random_pick(m, random_place(t, 0), 2, COUNT(keys))]);
	for (unsigned c = 1; c < COLUMNS; c++)
		if (random_has_column(m, t, c))
			add_column(m, t, c);
	if (!random_one_in(m, random_place(t, 0), 3, 8))
		random_add(m, "ALTER TABLE %s ADD %sPRIMARY KEY (id)", random_tables[t],
		           random_one_in(m, random_place(t, 0), 4, 4) ? "CONSTRAINT \"k e y\" "
		                                                      : "");
	if (random_one_in(m, random_place(t, 0), 5, 5))
		random_add(m, "COMMENT ON TABLE %s IS 'table %u'", random_tables[t],
		           random_pick(m, random_place(t, 0), 6, 2));
	if (random_one_in(m, random_place(t, 0), 7, 8))
		random_add(m, "ALTER TABLE %s SET (fillfactor = %u)", random_tables[t],
		           70 + random_pick(m, random_place(t, 0), 8, 2));
}

static void add_constraints(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t];
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

static void add_more_constraints(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t];
	unsigned p = random_place(t, 23), other = random_pick(m, p, 0, TABLES);

	if (random_one_in(m, p, 1, 2))
		random_add(m, "ALTER TABLE %s ADD CONSTRAINT ia%u UNIQUE (id, a)%s", table, t,
		           random_one_in(m, p, 2, 4) ? " DEFERRABLE INITIALLY DEFERRED" : "");
	if (random_one_in(m, p, 3, 4))
		random_add(m, "ALTER TABLE %s ADD CHECK (id <> %u) NO INHERIT", table,
		           random_pick(m, p, 4, 2) + 900);
	if (random_one_in(m, p, 5, 4))
		random_add(m, "COMMENT ON CONSTRAINT u%u ON %s IS 'key %u'", t, table,
		           random_pick(m, p, 6, 2));
	if (random_one_in(m, p, 7, 6))
		random_add(m, "ALTER TABLE %s ADD CONSTRAINT ex%u EXCLUDE USING %s (f WITH =)%s%s",
		           table, t, random_one_in(m, p, 8, 2) ? "hash" : "btree",
		           random_one_in(m, p, 9, 2) ? " WHERE (id > 3)" : "",
		           random_one_in(m, p, 10, 3) ? " DEFERRABLE" : "");
	if (random_has_table(m, other) && random_one_in(m, p, 11, 2))
		random_add(
		    m,
		    "ALTER TABLE %s ADD CONSTRAINT \"two %u\" FOREIGN KEY (id, a) REFERENCES "
		    "%s (id, a)%s",
		    table, t, random_tables[other],
		    random_one_in(m, p, 12, 3) ? " ON DELETE SET NULL (a)" : "");
	if (random_one_in(m, p, 13, 8))
		random_add(m, "ALTER TABLE %s REPLICA IDENTITY %s", table,
		           random_one_in(m, p, 14, 2) ? "FULL" : "NOTHING");
	if (random_one_in(m, p, 15, 10))
		random_add(m, "ALTER TABLE %s CLUSTER ON u%u", table, t);
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
			           random_tables[t], columns[c], random_tables[other],
			           actions[random_pick(m, random_place(t, c), 32, COUNT(actions))],
			           random_one_in(m, random_place(t, c), 33, 6) ? " NOT VALID" : "");
	}
}

static void add_indexes(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t], *name = random_bare[t];
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

static void add_more_indexes(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t], *name = random_bare[t];
	unsigned p = random_place(t, 24);

	if (random_one_in(m, p, 0, 2)) /* of arrays, documents, words */
		random_add(m, "CREATE INDEX ig%s ON %s USING gin (b%s)", name, table,
		           random_one_in(m, p, 1, 3) ? " jsonb_path_ops" : "");
	if (random_is(m, t, 3, RANDOM_TEXT) && random_one_in(m, p, 2, 3))
		random_add(m, "CREATE INDEX it%s ON %s USING %s (\"c d\" gin_trgm_ops)", name,
		           table, random_one_in(m, p, 3, 4) ? "gist" : "gin");
	if (random_one_in(m, p, 4, 4))
		random_add(m, "CREATE UNIQUE INDEX ip%s ON %s (a, id) WHERE %s", name, table,
		           random_one_in(m, p, 5, 2) ? "a IS NOT NULL"
		                                     : "id > 3 AND a IS NOT NULL");
	if (random_one_in(m, p, 6, 4))
		random_add(m,
		           "CREATE INDEX ix%s ON %s ((coalesce((a)::text, 'x%u')), (id + 1) DESC)",
		           name, table, random_pick(m, p, 7, 2));
	if (random_one_in(m, p, 8, 4))
		random_add(m, "COMMENT ON INDEX ix%s IS 'index %u'", name, random_pick(m, p, 9, 2));
	if (random_one_in(m, p, 10, 4))
		random_add(m, "ALTER INDEX ix%s ALTER COLUMN 1 SET STATISTICS %u", name,
		           random_pick(m, p, 11, 2) + 200);
	if (random_one_in(m, p, 12, 4))
		random_add(m, "CREATE INDEX is%s ON %s USING spgist (e)", name, table);
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
	add_more_types(&m);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_table(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t)) {
			add_constraints(&m, t);
			add_more_constraints(&m, t);
		}
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t)) {
			add_references(&m, t);
			add_indexes(&m, t);
			add_more_indexes(&m, t);
		}
	random_partitions(&m);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			random_code(&m, t);
}
