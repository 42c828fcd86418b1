/* tests/support/random_postgresql_code.c - partitions and code of random schemas of PostgreSQL */
#include "tests/support/random_postgresql_code.h"

enum { CODE_AT = 600 };

/* Some of the names need quotes; one is in a schema of its own. */
const char *const random_tables[RANDOM_TABLES] = { "t0", "\"T 1\"", "\"s 2\".\"select\"", "t3" };
const char *const random_bare[RANDOM_TABLES] = { "t0", "t1", "t2", "t3" };

bool random_has_heir(const struct random_maker *m, unsigned t)
{
	return random_one_in(m, random_place(t, 22), 15, 6);
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

/* What partitions have of their own, and tables that may be partitions. */
static void add_more_partitions(struct random_maker *m)
{
	unsigned p = CODE_AT + 1;

	if (random_one_in(m, p, 0, 3)) {
		random_add(m,
		           "CREATE TABLE p4 PARTITION OF p0 FOR VALUES FROM (30) TO (40) PARTITION "
		           "BY %s (k)",
		           random_one_in(m, p, 1, 3) ? "HASH" : "LIST");
		random_add(m, "CREATE TABLE p41 PARTITION OF p4 FOR VALUES %s",
		           random_one_in(m, p, 1, 3)   ? "WITH (MODULUS 2, REMAINDER 0)"
		           : random_one_in(m, p, 2, 2) ? "IN (31)"
		                                       : "IN (31, 32)");
	}
	if (random_one_in(m, p, 3, 2)) {
		random_add(m, "CREATE TABLE p5 (k integer NOT NULL, v %s%s)",
		           random_one_in(m, CODE_AT, 1, 2) ? "text" : "varchar(10)",
		           random_one_in(m, CODE_AT, 2, 3) ? " DEFAULT 'x'" : "");
		if (random_one_in(m, p, 4, 2))
			random_add(
			    m, "ALTER TABLE p0 ATTACH PARTITION p5 FOR VALUES FROM (50) TO (60)");
	}
	if (random_one_in(m, p, 5, 3))
		random_add(m, "CREATE INDEX ip1 ON p1 (k, v%s)",
		           random_one_in(m, p, 6, 2) ? " DESC" : "");
	if (random_one_in(m, p, 9, 3))
		random_add(m, "ALTER TABLE p0 ADD FOREIGN KEY (k) REFERENCES t0 (id)%s",
		           random_one_in(m, p, 10, 2) ? " ON DELETE CASCADE" : "");
	if (random_one_in(m, p, 11, 4))
		random_add(m, "CREATE TRIGGER rp AFTER %s ON p0 FOR EACH ROW EXECUTE FUNCTION g0()",
		           random_one_in(m, p, 12, 2) ? "INSERT" : "DELETE");
	if (random_one_in(m, p, 13, 4))
		random_add(m, "ALTER TABLE p1 ADD CHECK (v <> 'x%u')", random_pick(m, p, 14, 2));
}

static void add_code(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t], *name = random_bare[t];
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
	if (random_has_heir(m, t))
		random_add(m, "CREATE TABLE ch%s (own integer) INHERITS (%s)", name, table);
}

/* Views of more than one table, or that say more. */
static void add_more_views(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t], *name = random_bare[t];
	unsigned p = random_place(t, 25), other = random_pick(m, p, 0, RANDOM_TABLES);

	if (random_one_in(m, p, 1, 3))
		random_add(
		    m,
		    "CREATE VIEW j%s AS SELECT x.id, y.a AS other, count(*) OVER () AS n FROM "
		    "%s x %sJOIN %s y ON y.id = x.id",
		    name, table, random_one_in(m, p, 2, 2) ? "LEFT " : "", random_tables[other]);
	if (random_one_in(m, p, 3, 5))
		random_add(m, "CREATE VIEW g%s AS SELECT %s AS n, a FROM %s GROUP BY a", name,
		           random_one_in(m, p, 4, 2) ? "count(*)" : "max(id)", table);
	if (random_one_in(m, p, 5, 4)) {
		random_add(m,
		           "CREATE VIEW c%s AS SELECT id, a FROM %s WHERE id > %u WITH %s CHECK "
		           "OPTION",
		           name, table, random_pick(m, p, 6, 2),
		           random_one_in(m, p, 7, 2) ? "LOCAL" : "CASCADED");
		random_add(m, "COMMENT ON VIEW c%s IS 'view %u'", name, random_pick(m, p, 8, 2));
		if (random_one_in(m, p, 9, 2))
			random_add(m, "ALTER VIEW c%s ALTER id SET DEFAULT %u", name,
			           random_pick(m, p, 10, 2) + 7);
	}
	if (random_one_in(m, p, 11, 4))
		random_add(
		    m,
		    "CREATE TRIGGER rc INSTEAD OF INSERT ON c%s FOR EACH ROW EXECUTE FUNCTION "
		    "g0()",
		    name);
	if (random_one_in(m, p, 12, 6))
		random_add(m, "GRANT SELECT ON c%s TO PUBLIC", name);
	if (random_one_in(m, p, 13, 8))
		random_add(m,
		           "CREATE RULE ru AS ON DELETE TO %s WHERE OLD.id = %u DO INSTEAD NOTHING",
		           table, random_pick(m, p, 14, 2));
	if (random_one_in(m, p, 15, 10))
		random_add(m, "CREATE PUBLICATION pub0 FOR TABLE %s", table);
}

static void add_more_code(struct random_maker *m, unsigned t)
{
	const char *table = random_tables[t], *name = random_bare[t];
	unsigned p = random_place(t, 26);

	if (random_one_in(m, p, 0, 5))
		random_add(m,
		           "CREATE TRIGGER rs%s AFTER UPDATE ON %s REFERENCING NEW TABLE AS %s FOR "
		           "EACH STATEMENT EXECUTE FUNCTION g0()",
		           name, table, random_one_in(m, p, 1, 2) ? "fresh" : "new_rows");
	if (random_one_in(m, p, 2, 5))
		random_add(
		    m,
		    "CREATE CONSTRAINT TRIGGER rd%s AFTER INSERT ON %s DEFERRABLE%s FOR EACH "
		    "ROW EXECUTE FUNCTION g0()",
		    name, table, random_one_in(m, p, 3, 2) ? " INITIALLY DEFERRED" : "");
	if (random_one_in(m, p, 4, 4))
		random_add(m, "ALTER TABLE %s %s TRIGGER rd%s", table,
		           random_one_in(m, p, 5, 2) ? "DISABLE" : "ENABLE ALWAYS", name);
	if (random_one_in(m, p, 6, 5))
		random_add(m, "CREATE POLICY pi ON %s AS %s FOR INSERT WITH CHECK (id > %u)", table,
		           random_one_in(m, p, 7, 2) ? "RESTRICTIVE" : "PERMISSIVE",
		           random_pick(m, p, 8, 2));
	if (random_one_in(m, p, 9, 8))
		random_add(m, "ALTER TABLE %s FORCE ROW LEVEL SECURITY", table);
	if (random_one_in(m, p, 10, 5)) /* its body is bound to the table */
		random_add(m,
		           "CREATE FUNCTION n%s() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT "
		           "count(a) + %u FROM %s; END",
		           name, random_pick(m, p, 11, 2), table);
	if (random_one_in(m, p, 12, 5))
		random_add(
		    m,
		    "CREATE FUNCTION l%s(x integer, y text DEFAULT 'd') RETURNS TABLE (i %s, o "
		    "text) LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN; END $$",
		    name, random_one_in(m, p, 13, 2) ? "integer" : "bigint");
}

void random_partitions(struct random_maker *m)
{
	add_partitions(m);
	add_more_partitions(m);
}

void random_code(struct random_maker *m, unsigned t)
{
	add_code(m, t);
	add_more_views(m, t);
	add_more_code(m, t);
}
