/* tests/support/random_sqlite.c - schemas of SQLite made from a seed */
#include "tests/support/random_sqlite.h"

#include <string.h>

#include "base/buf.h"
#include "tests/support/random_sqlite_code.h"

enum { TABLES = RANDOM_SQLITE_TABLES, COLUMNS = 7, TABLE_PLACE = 20 };

static const struct random_type types[] = {
	{ "INTEGER", { "0", "-5", "(1 + 2)" }, RANDOM_NUMBER },
	{ "INT", { "+7", "0x10", "NULL" }, RANDOM_NUMBER },
	{ "unsigned big int", { "7", "-1", "NULL" }, RANDOM_NUMBER },
	{ "NUMERIC(8, 2)", { "1.50", "-1.5", "1e3" }, RANDOM_NUMBER },
	{ "decimal ( 10,5 )", { "0.5", ".5", "NULL" }, RANDOM_NUMBER },
	{ "REAL", { "0", "1.5", "-2e-3" }, RANDOM_NUMBER },
	{ "FLOATING POINT", { "0", "NULL", "1" }, RANDOM_NUMBER },
	{ "TEXT", { "'x''y'", "''", "\"in double quotes\"" }, RANDOM_TEXT },
	{ "VARCHAR(20)", { "'a'", "('a' || 'b')", "NULL" }, RANDOM_TEXT },
	{ "character varying (10)", { "bare", "CURRENT_TIMESTAMP", "'a'" }, RANDOM_TEXT },
	{ "NCHAR(55) /* wide */", { "'a'", "NULL", "'b'" }, RANDOM_TEXT },
	{ "DATETIME",
	  { "CURRENT_TIMESTAMP", "(strftime('%s', 'now'))", "CURRENT_DATE" },
	  RANDOM_TIME },
	{ "DATE", { "current_date", "NULL", "'2020-01-01'" }, RANDOM_TIME },
	{ "BOOLEAN", { "TRUE", "false", "1" }, RANDOM_FLAG },
	{ "BLOB", { "X'00ff'", "NULL", "x''" }, RANDOM_OTHER },
	{ "", { "NULL", "TRUE", "'1'" }, RANDOM_OTHER },
	{ "[my type]", { "0", "NULL", "'1'" }, RANDOM_OTHER },
	{ "\"odd \"\"type\"", { "0", "NULL", "'1'" }, RANDOM_OTHER },
	{ "STRING", { "'1'", "NULL", "1" }, RANDOM_OTHER },
	{ "CHARINT", { "'1'", "NULL", "1" }, RANDOM_OTHER },
	{ "JSON", { "'{}'", "(json('[1]'))", "NULL" }, RANDOM_OTHER },
};

/* What STRICT tables may have, of the same family. */
static const char *strict_type(enum random_family family, unsigned which)
{
	static const char *const numbers[] = { "INTEGER", "INT", "REAL" };
	static const char *const others[] = { "BLOB", "ANY", "any" };

	switch (family) {
	case RANDOM_NUMBER:
		return numbers[which % COUNT(numbers)];
	case RANDOM_TEXT:
	case RANDOM_TIME:
		return "TEXT";
	default:
		return others[which % COUNT(others)];
	}
}

static bool is_strict(const struct random_maker *m, unsigned t)
{
	return random_one_in(m, random_place(t, 0), 1, 6);
}

static const char *conflict(const struct random_maker *m, unsigned at, unsigned what)
{
	static const char *const clauses[] = { " ON CONFLICT IGNORE", " ON CONFLICT REPLACE",
		                               " ON CONFLICT ABORT", " ON CONFLICT FAIL" };

	return random_one_in(m, at, what, 5) ? clauses[random_pick(m, at, what + 1, 4)] : "";
}

/* Where a foreign key leads, and how. */
static void add_reference(struct random_maker *m, struct buf *b, unsigned at, const char *columns)
{
	static const char *const how[] = { "",
		                           "",
		                           " ON DELETE CASCADE",
		                           " ON DELETE SET NULL ON UPDATE CASCADE",
		                           " ON UPDATE SET DEFAULT",
		                           " ON DELETE NO ACTION",
		                           " ON DELETE RESTRICT",
		                           " MATCH FULL",
		                           " MATCH SIMPLE ON DELETE CASCADE" };
	static const char *const when[] = { "",
		                            "",
		                            "",
		                            " DEFERRABLE INITIALLY DEFERRED",
		                            " NOT DEFERRABLE",
		                            " DEFERRABLE INITIALLY IMMEDIATE",
		                            " DEFERRABLE" };

	buf_addf(b, "REFERENCES %s%s%s%s", random_sqlite_tables[random_pick(m, at, 40, TABLES)],
	         random_one_in(m, at, 41, 3) ? "" : columns,
	         how[random_pick(m, at, 42, COUNT(how))],
	         when[random_pick(m, at, 43, COUNT(when))]);
}

static bool is_computed(const struct random_maker *m, unsigned t, unsigned c)
{
	return c > 3 && random_has_column(m, t, 1) && random_has_column(m, t, 2) &&
	       random_one_in(m, random_place(t, c), 2, 5);
}

static void add_computed(struct random_maker *m, struct buf *b, unsigned at)
{
	static const char *const texts[] = { "c1 || '-'", "c2 * 2", "coalesce(c3, c2, 'none')",
		                             "/* both */ c1 + c2" };

	buf_addf(b, " %sAS (%s)%s", random_one_in(m, at, 20, 2) ? "GENERATED ALWAYS " : "",
	         texts[random_pick(m, at, 21, COUNT(texts))],
	         random_one_in(m, at, 22, 2)   ? " STORED"
	         : random_one_in(m, at, 23, 2) ? " VIRTUAL"
	                                       : "");
}

static void add_column_checks(struct random_maker *m, struct buf *b, unsigned at, unsigned c)
{
	const char *name = random_sqlite_columns[c];

	if (!random_one_in(m, at, 24, 5))
		return;
	if (random_one_in(m, at, 25, 2))
		buf_addf(b, " CONSTRAINT \"ck %u\"", c);
	buf_adds(b, " CHECK (");
	switch (random_pick(m, at, 26, 4)) {
	case 0:
		buf_addf(b, "%s <> %u", name, 90 + random_pick(m, at, 27, 2));
		break;
	case 1:
		buf_addf(b, "%s IS NOT 'x;y'", name);
		break;
	case 2:
		buf_addf(b, "%s NOT IN (91, 92)", name);
		break;
	default:
		buf_addf(b, "length(%s) < 100 OR %s IS NULL", name, name);
	}
	buf_adds(b, ")");
}

static void add_null(struct random_maker *m, struct buf *b, unsigned at)
{
	if (random_one_in(m, at, 5, 4))
		buf_addf(b, "%s NOT NULL%s",
		         random_one_in(m, at, 6, 4) ? " CONSTRAINT \"needed here\"" : "",
		         conflict(m, at, 7));
	else if (random_one_in(m, at, 9, 8))
		buf_adds(b, " NULL");
}

static void add_column(struct random_maker *m, struct buf *b, unsigned t, unsigned c)
{
	const struct random_type *type = &types[random_type_of(m, t, c)];
	unsigned at = random_place(t, c);
	bool strict = is_strict(m, t), computed = is_computed(m, t, c);

	buf_addf(b, "\n%s  , %s %s", random_one_in(m, at, 3, 8) ? "  -- told before\n" : "",
	         random_sqlite_columns[c],
	         strict ? strict_type(type->family, random_pick(m, at, 4, 3)) : type->type);
	if (computed)
		add_computed(m, b, at);
	add_null(m, b, at);
	if (!computed && random_one_in(m, at, 10, 2) && !strict)
		buf_addf(b, "%s DEFAULT %s", random_one_in(m, at, 11, 8) ? " CONSTRAINT given" : "",
		         type->defaults[random_pick(m, at, 12, 3)]);
	if (random_one_in(m, at, 13, 6))
		buf_adds(b, random_one_in(m, at, 14, 2) ? " COLLATE NOCASE" : " collate \"RTRIM\"");
	if (random_one_in(m, at, 15, 8))
		buf_addf(b, "%s UNIQUE%s", random_one_in(m, at, 16, 2) ? " CONSTRAINT u" : "",
		         conflict(m, at, 17));
	add_column_checks(m, b, at, c);
	if (!computed && random_one_in(m, at, 30, 6)) {
		buf_adds(b, random_one_in(m, at, 31, 3) ? " CONSTRAINT \"fk 1\" " : " ");
		add_reference(m, b, at, " (c1)");
	}
	if (random_one_in(m, at, 32, 8))
		buf_adds(b, random_one_in(m, at, 33, 2) ? " /* why */" : " -- it's ; so");
}

/* One that a table without rowids may have gives true. */
static bool add_key(struct random_maker *m, struct buf *b, unsigned t)
{
	static const char *const keys[] = { "c1 INTEGER PRIMARY KEY",
		                            "c1 INTEGER PRIMARY KEY AUTOINCREMENT",
		                            "c1 TEXT PRIMARY KEY",
		                            "c1 INTEGER",
		                            "c1 INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY",
		                            "c1 INTEGER PRIMARY KEY DESC",
		                            "c1 INT PRIMARY KEY ON CONFLICT REPLACE",
		                            "\"c1\" INTEGER" };
	unsigned key = random_pick(m, random_place(t, 1), 1, COUNT(keys));

	buf_addf(b, "\n    %s", keys[key]);
	return key == 2 || key == 6;
}

static void add_table_key(struct random_maker *m, struct buf *b, unsigned t, bool *is_key)
{
	static const char *const keys[] = {
		"PRIMARY KEY (c1 AUTOINCREMENT)",
		"PRIMARY KEY (c1)",
		"CONSTRAINT \"the key\" PRIMARY KEY (c2, c1)",
		"PRIMARY KEY (c1 DESC, c2 COLLATE NOCASE)",
		"PRIMARY KEY (c2 COLLATE RTRIM)",
	};
	unsigned at = random_place(t, TABLE_PLACE), key = random_pick(m, at, 1, COUNT(keys));

	if (strstr(buf_str(b), "PRIMARY KEY") || random_one_in(m, at, 2, 3) ||
	    (key > 1 && !random_has_column(m, t, 1)))
		return;
	buf_addf(b, "\n  , %s%s", keys[key], conflict(m, at, 3));
	*is_key = key > 0;
}

static void add_constraints(struct random_maker *m, struct buf *b, unsigned t)
{
	bool c2 = random_has_column(m, t, 1), c3 = random_has_column(m, t, 2);
	unsigned at = random_place(t, TABLE_PLACE);
	size_t columns = b->len;

	if (c2 && c3 && random_one_in(m, at, 5, 3))
		buf_addf(b, "\n  , %sUNIQUE (c2%s, c3%s)%s",
		         random_one_in(m, at, 6, 2) ? "CONSTRAINT uq " : "",
		         random_one_in(m, at, 7, 3) ? " DESC" : "",
		         random_one_in(m, at, 8, 2) ? " COLLATE NOCASE" : "", conflict(m, at, 9));
	if (c2 && random_one_in(m, at, 11, 3))
		buf_addf(b, "\n  , %sCHECK (c1 <> c2 OR c2 > %u%s)%s",
		         random_one_in(m, at, 12, 2) ? "CONSTRAINT ck " : "",
		         random_pick(m, at, 13, 2), random_one_in(m, at, 14, 4) ? " -- )\n" : "",
		         conflict(m, at, 18));
	if (c3 && random_one_in(m, at, 15, 3)) {
		buf_adds(b, "\n  , FOREIGN KEY (c3) ");
		add_reference(m, b, at, " (c1)");
	}
	if (c2 && c3 && random_one_in(m, at, 16, 4)) {
		/* after another constraint SQLite allows that the comma is missing */
		buf_addf(b, "\n  %sCONSTRAINT two FOREIGN KEY (c3, c2) ",
		         b->len > columns && random_one_in(m, at, 17, 3) ? "" : ", ");
		add_reference(m, b, at + 1, " (c2, c3)");
	}
}

static void add_table(struct random_maker *m, unsigned t)
{
	bool strict = is_strict(m, t), is_key, without;
	unsigned at = random_place(t, 0);
	struct buf b = { 0 };

	buf_addf(&b, "CREATE TABLE%s %s (", random_one_in(m, at, 2, 8) ? " /* of */" : "",
	         random_sqlite_tables[t]);
	is_key = add_key(m, &b, t);
	for (unsigned c = 1; c < COLUMNS; c++)
		if (random_has_column(m, t, c))
			add_column(m, &b, t, c);
	add_table_key(m, &b, t, &is_key);
	add_constraints(m, &b, t);
	without = is_key && random_one_in(m, at, 3, 2);
	buf_addf(&b, "\n)%s%s%s", strict ? " STRICT" : "", strict && without ? "," : "",
	         without ? " WITHOUT ROWID" : "");
	random_add(m, "%s", buf_str(&b));
	buf_release(&b);
}

void random_sqlite(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out)
{
	static void (*const parts[])(struct random_maker * m,
	                             unsigned t) = { add_table, random_sqlite_indexes,
		                                     random_sqlite_views, random_sqlite_triggers };
	struct random_maker m = { .arena = a,
		                  .seed = seed,
		                  .mutation = mutation,
		                  .out = out,
		                  .types = types,
		                  .type_count = COUNT(types) };

	for (size_t i = 0; i < COUNT(parts); i++)
		for (unsigned t = 0; t < TABLES; t++)
			if (random_has_table(&m, t))
				parts[i](&m, t);
	random_sqlite_virtual(&m);
	random_sqlite_settings(&m);
}
