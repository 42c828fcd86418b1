/* tests/support/random_schema.c - SQLite schemas made from a seed */
#include "tests/support/random_schema.h"

enum { TABLES = 4, COLUMNS = 6 };

/* Some of the names need quotes. */
static const char *const table_names[] = { "t0", "t1", "\"t 2\"\"x--\"", "\"select\"" };
static const char *const column_names[] = { "", "c1", "c2", "c3", "\"c 4%s'\"", "[\xc3\xbcnion]" };

struct maker {
	struct buf *out;
	uint64_t seed, mutation;
	uint64_t at; /* which table and column decisions are about */
	const char *sep;
};

uint64_t random_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Decision `what` about the current place: 0 .. n-1. */
static unsigned pick(const struct maker *m, unsigned what, unsigned n)
{
	uint64_t place = random_mix(m->seed, m->at * 100 + what);

	if (m->mutation && random_mix(place, m->mutation) % 10 == 0)
		place = random_mix(place, m->mutation + 1);
	return (unsigned)(place % n);
}

static void place(struct maker *m, unsigned table, unsigned column)
{
	m->at = table * 50 + column;
}

static bool has_table(struct maker *m, unsigned t)
{
	place(m, t, 0);
	return t < TABLES && pick(m, 0, 8) != 0;
}

static bool has_column(struct maker *m, unsigned t, unsigned c)
{
	place(m, t, c);
	return c == 1 || pick(m, 0, 6) != 0;
}

static bool is_strict(struct maker *m, unsigned t)
{
	place(m, t, 0);
	return pick(m, 1, 6) == 0;
}

static void add_column(struct maker *m, unsigned t, unsigned c)
{
	static const char *const types[] = {
		"INTEGER", "TEXT", "VARCHAR(20)",     "NUMERIC(8, 2)", "REAL",
		"BLOB",    "",     "unsigned big int"
	};
	static const char *const strict[] = { "INTEGER", "TEXT", "REAL", "BLOB", "ANY", "INT" };
	static const char *const defaults[] = { "",
		                                "",
		                                " DEFAULT 0",
		                                " DEFAULT 'x''y'",
		                                " DEFAULT (1 + 2)",
		                                " DEFAULT CURRENT_TIMESTAMP",
		                                " DEFAULT -1.5",
		                                " DEFAULT NULL" };
	bool plain = is_strict(m, t);
	unsigned d;

	place(m, t, c);
	buf_addf(m->out, "%s%s %s", m->sep, column_names[c],
	         plain ? strict[pick(m, 1, 6)] : types[pick(m, 1, 8)]);
	m->sep = "\n  , ";
	if (c > 3 && pick(m, 2, 6) == 0) {
		buf_addf(m->out, " AS (c1 || '-%u')%s", pick(m, 3, 2),
		         pick(m, 4, 2) ? " STORED" : "");
		return;
	}
	d = plain ? pick(m, 3, 2) : pick(m, 3, 8);
	if (pick(m, 5, 4) == 0)
		buf_adds(m->out, plain ? "" : " NOT NULL DEFAULT 7");
	else
		buf_adds(m->out, defaults[d]);
	if (pick(m, 6, 6) == 0)
		buf_adds(m->out, " COLLATE NOCASE");
	if (pick(m, 7, 8) == 0)
		buf_addf(m->out, "%s UNIQUE", pick(m, 8, 2) ? "" : " CONSTRAINT u");
	if (pick(m, 9, 6) == 0)
		buf_addf(m->out, " CHECK (%s <> %u)", column_names[c], 90 + pick(m, 10, 3));
	if (pick(m, 11, 6) == 0)
		buf_addf(m->out, " REFERENCES %s (c1)%s", table_names[pick(m, 12, TABLES)],
		         pick(m, 13, 2) ? " ON DELETE CASCADE" : "");
	if (pick(m, 14, 8) == 0)
		buf_adds(m->out, " /* why */");
}

static void add_key(struct maker *m, unsigned t, bool *without_rowid)
{
	static const char *const keys[] = { "c1 INTEGER PRIMARY KEY",
		                            "c1 INTEGER PRIMARY KEY AUTOINCREMENT",
		                            "c1 TEXT PRIMARY KEY", "c1 INTEGER",
		                            "c1 INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY" };
	unsigned key;

	place(m, t, 1);
	key = pick(m, 1, 5);
	buf_addf(m->out, "%s%s", m->sep, keys[key]);
	m->sep = "\n  , ";
	*without_rowid = key == 2 && pick(m, 2, 2);
}

static void add_constraints(struct maker *m, unsigned t)
{
	bool c2 = has_column(m, t, 2), c3 = has_column(m, t, 3);

	place(m, t, 20);
	if (c2 && c3 && pick(m, 0, 3) == 0)
		buf_addf(m->out, "%s%sUNIQUE (c2, c3%s)", m->sep,
		         pick(m, 1, 2) ? "CONSTRAINT uq " : "",
		         pick(m, 2, 2) ? " COLLATE NOCASE" : "");
	if (c2 && pick(m, 3, 3) == 0)
		buf_addf(m->out, "%s%sCHECK (c1 <> c2 OR c2 > %u)", m->sep,
		         pick(m, 4, 2) ? "CONSTRAINT ck " : "", pick(m, 5, 2));
	if (c3 && pick(m, 6, 3) == 0)
		buf_addf(m->out, "%sFOREIGN KEY (c3) REFERENCES %s%s%s", m->sep,
		         table_names[pick(m, 7, TABLES)], pick(m, 8, 2) ? " (c1)" : "",
		         pick(m, 9, 2) ? " DEFERRABLE INITIALLY DEFERRED" : "");
	if (c2 && c3 && pick(m, 10, 4) == 0)
		buf_addf(m->out, "%sFOREIGN KEY (c3, c2) REFERENCES %s (c2, c3)%s", m->sep,
		         table_names[pick(m, 11, TABLES)],
		         pick(m, 12, 2) ? " ON UPDATE SET NULL" : "");
}

static void add_indexes(struct maker *m, unsigned t)
{
	bool c2 = has_column(m, t, 2), c3 = has_column(m, t, 3);

	place(m, t, 21);
	if (c2 && pick(m, 0, 2))
		buf_addf(m->out, "CREATE %sINDEX i%u_a ON %s (c2%s);\n",
		         pick(m, 1, 2) ? "UNIQUE " : "", t, table_names[t],
		         pick(m, 2, 2) ? " DESC" : "");
	if (c3 && pick(m, 3, 2))
		buf_addf(m->out, "CREATE INDEX i%u_b ON %s (%s)%s;\n", t, table_names[t],
		         pick(m, 4, 2) ? "c3, c1" : "lower(c3)",
		         pick(m, 5, 2) ? " WHERE c1 IS NOT NULL" : "");
}

static void add_table(struct maker *m, unsigned t)
{
	bool without_rowid, strict = is_strict(m, t);

	buf_addf(m->out, "CREATE TABLE %s (", table_names[t]);
	m->sep = "\n  ";
	add_key(m, t, &without_rowid);
	for (unsigned c = 2; c < COLUMNS; c++)
		if (has_column(m, t, c))
			add_column(m, t, c);
	add_constraints(m, t);
	buf_addf(m->out, "\n)%s%s%s;\n", strict ? " STRICT" : "",
	         strict && without_rowid ? "," : "", without_rowid ? " WITHOUT ROWID" : "");
	add_indexes(m, t);
}

static void add_code(struct maker *m, unsigned t)
{
	const char *name = table_names[t];
	bool view;

	place(m, t, 22);
	view = pick(m, 0, 3) == 0;
	if (view)
		buf_addf(m->out, "CREATE VIEW v%u AS SELECT c1, %u AS n FROM %s;\n", t,
		         pick(m, 1, 3), name);
	if (view && pick(m, 2, 2))
		buf_addf(m->out,
		         "CREATE TRIGGER w%u INSTEAD OF INSERT ON v%u BEGIN INSERT INTO %s (c1) "
		         "VALUES (NEW.c1); END;\n",
		         t, t, name);
	if (view && pick(m, 5, 2))
		buf_addf(m->out, "CREATE VIEW vv%u AS SELECT c1 FROM v%u;\n", t, t);
	if (pick(m, 3, 3) == 0)
		buf_addf(m->out,
		         "CREATE TRIGGER r%u AFTER INSERT ON %s BEGIN UPDATE %s SET c1 = c1 + %u "
		         "WHERE false; END;\n",
		         t, name, name, pick(m, 4, 2));
}

void random_schema(struct buf *out, uint64_t seed, uint64_t mutation)
{
	struct maker m = { .out = out, .seed = seed, .mutation = mutation };

	for (unsigned t = 0; t < TABLES; t++)
		if (has_table(&m, t))
			add_table(&m, t);
	for (unsigned t = 0; t < TABLES; t++)
		if (has_table(&m, t))
			add_code(&m, t);
}
