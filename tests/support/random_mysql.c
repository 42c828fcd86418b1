/* tests/support/random_mysql.c - schemas of MySQL and MariaDB made from a seed */
#include "tests/support/random_mysql.h"

#include "base/buf.h"
#include "tests/support/random_maker.h"

enum { TABLES = 4, COLUMNS = 7, CODE_AT = 600 };

static const char *const tables[] = { "t0", "`T 1`", "`select`", "t3" };
static const char *const bare[] = { "t0", "t1", "t2", "t3" };
static const char *const columns[] = { "id", "a", "b", "`c d`", "`order`", "e", "f" };

static const struct random_type types[] = {
	{ "int", { "0", "-5", "(1 + 2)" }, RANDOM_NUMBER },
	{ "int unsigned", { "0", "7", "NULL" }, RANDOM_NUMBER },
	{ "bigint", { "7", "NULL", "12" }, RANDOM_NUMBER },
	{ "tinyint(1)", { "1", "0", "NULL" }, RANDOM_NUMBER },
	{ "smallint", { "1", "0", "NULL" }, RANDOM_NUMBER },
	{ "decimal(8,2)", { "0.5", "0", "'1.50'" }, RANDOM_NUMBER },
	{ "double", { "0", "1e3", "NULL" }, RANDOM_NUMBER },
	{ "float", { "0", "1.5", "NULL" }, RANDOM_NUMBER },
	{ "varchar(20)", { "'x''y'", "''", "NULL" }, RANDOM_TEXT },
	{ "varchar(40)", { "'a\\\\b'", "''", "(concat('a', 'b'))" }, RANDOM_TEXT },
	{ "char(3)", { "'abc'", "'a'", "NULL" }, RANDOM_TEXT },
	{ "varchar(30) CHARACTER SET latin1", { "'a'", "''", "NULL" }, RANDOM_TEXT },
	{ "varchar(30) COLLATE utf8mb4_bin", { "'a'", "''", "NULL" }, RANDOM_TEXT },
	{ "text", { "NULL", "('x')", "NULL" }, RANDOM_OTHER },
	{ "mediumtext", { "NULL", "NULL", "NULL" }, RANDOM_OTHER },
	{ "date", { "'2020-01-01'", "NULL", "(curdate())" }, RANDOM_TIME },
	{ "datetime", { "CURRENT_TIMESTAMP", "'2020-01-01 10:00:00'", "NULL" }, RANDOM_TIME },
	{ "datetime(3)",
	  { "CURRENT_TIMESTAMP(3)", "NULL", "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)" },
	  RANDOM_TIME },
	{ "timestamp NULL",
	  { "NULL", "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "'2020-01-01 10:00:00'" },
	  RANDOM_TIME },
	{ "time", { "'10:00:00'", "NULL", "'00:00:00'" }, RANDOM_OTHER },
	{ "year", { "2020", "NULL", "1999" }, RANDOM_OTHER },
	{ "enum('one','two')", { "'one'", "NULL", "'two'" }, RANDOM_OTHER },
	{ "enum('one','two','th''ree')", { "'one'", "NULL", "'th''ree'" }, RANDOM_OTHER },
	{ "set('a','b')", { "'a'", "'a,b'", "NULL" }, RANDOM_OTHER },
	{ "json", { "NULL", "('{}')", "NULL" }, RANDOM_OTHER },
	{ "varbinary(16)", { "'x'", "NULL", "0x00" }, RANDOM_OTHER },
	{ "binary(4)", { "NULL", "'ab'", "NULL" }, RANDOM_OTHER },
	{ "blob", { "NULL", "NULL", "NULL" }, RANDOM_OTHER },
	{ "bit(8)", { "b'1'", "NULL", "b'0101'" }, RANDOM_OTHER },
	{ "point", { "NULL", "NULL", "NULL" }, RANDOM_OTHER },
};

static void add_column(struct random_maker *m, unsigned t, unsigned c)
{
	unsigned type = random_type_of(m, t, c), where = random_place(t, c);
	struct buf b = { 0 };

	buf_addf(&b, "ALTER TABLE %s ADD COLUMN %s ", tables[t], columns[c]);
	if (random_is_computed(m, t, c)) {
		buf_addf(&b, "bigint AS (a * %u) %s", random_pick(m, where, 3, 2) + 2,
		         random_one_in(m, where, 4, 2) ? "STORED" : "VIRTUAL");
	} else {
		buf_adds(&b, types[type].type);
		if (random_one_in(m, where, 8, 4))
			buf_adds(&b, " NOT NULL");
		if (random_one_in(m, where, 6, 3))
			buf_addf(&b, " DEFAULT %s",
			         types[type].defaults[random_pick(m, where, 7, 3)]);
	}
	if (random_one_in(m, where, 9, 6))
		buf_addf(&b, " COMMENT 'it''s %u'", random_pick(m, where, 10, 2));
	if (random_one_in(m, where, 11, 9))
		buf_adds(&b, random_one_in(m, where, 12, 2) ? " INVISIBLE" : " FIRST");
	random_add(m, "%s", buf_str(&b));
	buf_release(&b);
}

static void add_table(struct random_maker *m, unsigned t)
{
	static const char *const keys[] = { "int PRIMARY KEY",
		                            "int AUTO_INCREMENT PRIMARY KEY",
		                            "bigint AUTO_INCREMENT PRIMARY KEY",
		                            "int NOT NULL",
		                            "int unsigned AUTO_INCREMENT PRIMARY KEY",
		                            "int PRIMARY KEY" };
	static const char *const options[] = { "",
		                               "",
		                               "",
		                               " ROW_FORMAT=DYNAMIC",
		                               " DEFAULT CHARSET latin1",
		                               " COLLATE utf8mb4_bin",
		                               " MAX_ROWS=100" };

	random_add(m, "CREATE TABLE %s (id %s) ENGINE=InnoDB%s%s", tables[t],
	           keys[random_pick(m, random_place(t, 0), 2, COUNT(keys))],
	           options[random_pick(m, random_place(t, 0), 3, COUNT(options))],
	           random_one_in(m, random_place(t, 0), 4, 4) ? " COMMENT 'c''s'" : "");
	for (unsigned c = 1; c < COLUMNS; c++)
		if (random_has_column(m, t, c))
			add_column(m, t, c);
}

static void add_keys(struct random_maker *m, unsigned t)
{
	const char *table = tables[t], *name = bare[t];
	unsigned p = random_place(t, 20);

	if (random_one_in(m, p, 20, 3))
		random_add(m, "ALTER TABLE %s ADD UNIQUE KEY u%u (id)", table, t);
	if (random_one_in(m, p, 0, 2))
		random_add(m, "ALTER TABLE %s ADD KEY k1 (a%s)%s", table,
		           random_one_in(m, p, 1, 3) ? ", id" : "",
		           random_one_in(m, p, 2, 3) ? " COMMENT 'k'" : "");
	if (random_is(m, t, 2, RANDOM_TEXT) && random_one_in(m, p, 3, 2))
		random_add(m, "ALTER TABLE %s ADD %sKEY k2 (b%s)", table,
		           random_one_in(m, p, 4, 3) ? "UNIQUE " : "",
		           random_one_in(m, p, 5, 2) ? "(2)" : "");
	if (random_is(m, t, 3, RANDOM_TEXT) && random_one_in(m, p, 6, 4))
		random_add(m, "ALTER TABLE %s ADD FULLTEXT KEY k3 (`c d`)", table);
	if (random_is(m, t, 4, RANDOM_TIME) && random_one_in(m, p, 7, 2))
		random_add(m, "ALTER TABLE %s ADD KEY k4 (`order` %s, id)", table,
		           random_one_in(m, p, 8, 2) ? "DESC" : "ASC");
	if (random_is(m, t, 2, RANDOM_NUMBER) && random_one_in(m, p, 9, 2))
		random_add(m, "ALTER TABLE %s ADD %s%s%sCHECK (b > %u OR b IS NULL)%s", table,
		           random_one_in(m, p, 10, 2) ? "CONSTRAINT " : "",
		           random_one_in(m, p, 10, 2) ? name : "",
		           random_one_in(m, p, 10, 2) ? "_ck " : "", random_pick(m, p, 11, 2),
		           random_one_in(m, p, 12, 5) ? " NOT ENFORCED" : "");
	if (random_is(m, t, 5, RANDOM_TEXT) && !random_is_computed(m, t, 5) &&
	    random_one_in(m, p, 13, 2))
		random_add(m, "ALTER TABLE %s ADD CHECK (e IN ('x', 'y''', 'z%u'))", table,
		           random_pick(m, p, 14, 2));
	if (random_one_in(m, p, 15, 6))
		random_add(m, "ALTER TABLE %s ADD KEY k5 ((id + %u))", table,
		           random_pick(m, p, 16, 2));
	if (random_one_in(m, p, 17, 6))
		random_add(m, "ALTER TABLE %s ALTER INDEX k1 %s", table,
		           random_one_in(m, p, 18, 2) ? "INVISIBLE" : "IGNORED");
}

static void add_references(struct random_maker *m, unsigned t)
{
	static const char *const actions[] = { "", " ON DELETE CASCADE", " ON DELETE SET NULL",
		                               " ON UPDATE CASCADE ON DELETE RESTRICT" };

	for (unsigned c = 1; c < COLUMNS; c++) {
		unsigned other = random_pick(m, random_place(t, c), 30, TABLES);

		if (random_has_column(m, t, c) && random_type_of(m, t, c) < 3 &&
		    !random_is_computed(m, t, c) && random_has_table(m, other) &&
		    random_one_in(m, random_place(t, c), 31, 2))
			random_add(m,
			           "ALTER TABLE %s ADD CONSTRAINT f%u_%u FOREIGN KEY (%s) "
			           "REFERENCES %s (id)%s",
			           tables[t], t, c, columns[c], tables[other],
			           actions[random_pick(m, random_place(t, c), 32, COUNT(actions))]);
	}
}

static void add_partitions(struct random_maker *m)
{
	static const char *const parts[] = {
		"RANGE (k) (PARTITION x VALUES LESS THAN (10), PARTITION y VALUES LESS THAN (20))",
		("RANGE (k) (PARTITION x VALUES LESS THAN (10), PARTITION y VALUES LESS THAN "
		 "MAXVALUE)"),
		"LIST (k) (PARTITION x VALUES IN (1, 2), PARTITION y VALUES IN (3))",
		"HASH (k) PARTITIONS 3",
		"KEY (k) PARTITIONS 2",
	};

	if (random_one_in(m, CODE_AT, 0, 4))
		return;
	random_add(
	    m, "CREATE TABLE p0 (k int NOT NULL, v %s%s) ENGINE=InnoDB%s%s",
	    random_one_in(m, CODE_AT, 1, 2) ? "text" : "varchar(10)",
	    random_one_in(m, CODE_AT, 2, 3) ? " NOT NULL" : "",
	    random_one_in(m, CODE_AT, 3, 4) ? "" : " PARTITION BY ",
	    random_one_in(m, CODE_AT, 3, 4) ? "" : parts[random_pick(m, CODE_AT, 4, COUNT(parts))]);
	if (random_one_in(m, CODE_AT, 5, 2))
		random_add(m, "ALTER TABLE p0 ADD KEY kv (v(5))");
	if (random_one_in(m, CODE_AT, 6, 2))
		random_add(m, "ALTER TABLE p0 ADD PRIMARY KEY (k)");
}

static void add_code(struct random_maker *m, unsigned t)
{
	const char *table = tables[t], *name = bare[t];
	unsigned p = random_place(t, 22);
	bool view = random_one_in(m, p, 0, 2);

	if (view)
		random_add(m, "CREATE %sVIEW v%s AS SELECT id, %sa, %u AS n FROM %s",
		           random_one_in(m, p, 1, 4) ? "SQL SECURITY INVOKER " : "", name,
		           random_is(m, t, 2, RANDOM_TEXT) ? "b, " : "", random_pick(m, p, 2, 2),
		           table);
	if (view && random_one_in(m, p, 3, 2))
		random_add(m, "CREATE VIEW w%s AS SELECT a, n + 1 AS m FROM v%s", name, name);
	if (random_one_in(m, p, 7, 3))
		random_add(m, "CREATE TRIGGER r%s %s ON %s FOR EACH ROW SET @x = %u", name,
		           random_one_in(m, p, 8, 2) ? "BEFORE INSERT" : "AFTER UPDATE", table,
		           random_pick(m, p, 9, 2));
	if (random_one_in(m, p, 10, 5))
		random_add(m, "CREATE FUNCTION g%s(n int) RETURNS int DETERMINISTIC RETURN n + %u",
		           name, random_pick(m, p, 11, 2));
	if (random_one_in(m, p, 12, 6))
		random_add(
		    m, "CREATE PROCEDURE h%s(IN n int) SELECT count(*) FROM %s WHERE id > n + %u",
		    name, table, random_pick(m, p, 13, 2));
	if (random_one_in(m, p, 14, 8))
		random_add(m,
		           "CREATE EVENT ev%s ON SCHEDULE EVERY %u DAY STARTS '2030-01-01' DISABLE "
		           "DO SET @y = 1",
		           name, random_pick(m, p, 15, 2) + 1);
	if (random_one_in(m, p, 16, 8))
		random_add(m, "CREATE SEQUENCE s%s START %u", name, random_pick(m, p, 17, 2) + 1);
}

void random_mysql(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out)
{
	struct random_maker m = { .arena = a,
		                  .seed = seed,
		                  .mutation = mutation,
		                  .out = out,
		                  .types = types,
		                  .type_count = COUNT(types) };

	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_table(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_keys(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_references(&m, t);
	add_partitions(&m);
	for (unsigned t = 0; t < TABLES; t++)
		if (random_has_table(&m, t))
			add_code(&m, t);
}
