/* tests/support/random_mysql_keys.c - indexes, checks, foreign keys of random schemas */
#include "tests/support/random_mysql_parts.h"

static void add_plain(struct random_maker *m, unsigned t)
{
	const char *table = mysql_tables[t];
	unsigned p = random_place(t, 20);

	if (random_one_in(m, p, 20, 3))
		random_add(m, "ALTER TABLE %s ADD UNIQUE KEY u%u (id)", table, t);
	if (random_one_in(m, p, 0, 2))
		random_add(m, "ALTER TABLE %s ADD KEY k1 (a%s)%s%s", table,
		           random_one_in(m, p, 1, 3) ? ", id" : "",
		           random_one_in(m, p, 21, 5) ? " USING BTREE" : "",
		           random_one_in(m, p, 2, 3) ? " COMMENT 'k'" : "");
	if (random_is(m, t, 2, RANDOM_TEXT) && random_one_in(m, p, 3, 2))
		random_add(m, "ALTER TABLE %s ADD %sKEY k2 (b%s)", table,
		           random_one_in(m, p, 4, 3) ? "UNIQUE " : "",
		           random_one_in(m, p, 5, 2) ? "(2)" : "");
	/* MariaDB 10.11 corrupts it where old rows are kept, too */
	if (random_is(m, t, 3, RANDOM_TEXT) && !mysql_has_past(m, t) && random_one_in(m, p, 6, 4))
		random_add(m, "ALTER TABLE %s ADD FULLTEXT KEY k3 (`c d`)%s", table,
		           random_one_in(m, p, 22, 3) ? " WITH PARSER ngram" : "");
	if (random_is(m, t, 4, RANDOM_TIME) && random_one_in(m, p, 7, 2))
		random_add(m, "ALTER TABLE %s ADD KEY k4 (`order` %s, id)", table,
		           random_one_in(m, p, 8, 2) ? "DESC" : "ASC");
	if (random_one_in(m, p, 17, 6))
		random_add(m, "ALTER TABLE %s ALTER INDEX k1 %s", table,
		           random_one_in(m, p, 18, 2) ? "INVISIBLE" : "IGNORED");
}

/* What not every column takes, or only one of the servers. */
static void add_special(struct random_maker *m, unsigned t)
{
	const char *table = mysql_tables[t];
	unsigned p = random_place(t, 23);

	if (random_one_in(m, random_place(t, 20), 15, 6))
		random_add(m, "ALTER TABLE %s ADD KEY k5 ((id + %u))", table,
		           random_pick(m, random_place(t, 20), 16, 2));
	/* MariaDB forgets at some changes that it hashes the places of a unique key */
	if (!random_is(m, t, 1, RANDOM_FLAG) && random_one_in(m, p, 0, 4))
		random_add(m, "ALTER TABLE %s ADD UNIQUE KEY `k 6` (id, a)%s", table,
		           random_one_in(m, p, 1, 4) && !mysql_is_myisam(m, t) ? " KEY_BLOCK_SIZE=4"
		                                                               : "");
	if (random_is(m, t, 2, RANDOM_TEXT) && random_one_in(m, p, 2, 4))
		random_add(m, "ALTER TABLE %s ADD KEY k7 ((%s(b)), id DESC)", table,
		           random_one_in(m, p, 3, 2) ? "lower" : "upper");
	if (random_is(m, t, 3, RANDOM_FLAG) && random_one_in(m, p, 4, 2))
		random_add(m, "ALTER TABLE %s ADD SPATIAL KEY k8 (`c d`)", table);
	if (random_is(m, t, 3, RANDOM_OTHER) && random_one_in(m, p, 5, 3))
		random_add(m, "ALTER TABLE %s ADD KEY k9 (`c d`(%u))", table,
		           random_pick(m, p, 6, 2) + 3);
	if (random_is(m, t, 4, RANDOM_OTHER) && random_one_in(m, p, 7, 3))
		random_add(m, "ALTER TABLE %s ADD KEY k10 ((cast(`order`->'$.x' AS %s ARRAY)))",
		           table, random_one_in(m, p, 8, 2) ? "unsigned" : "char(10)");
	if (random_has_column(m, t, 6) && !random_is(m, t, 6, RANDOM_FLAG) &&
	    random_one_in(m, p, 9, 4))
		random_add(m, "ALTER TABLE %s ADD %sKEY f (f)", table,
		           random_one_in(m, p, 10, 4) ? "UNIQUE " : "");
	if (random_one_in(m, p, 11, 5))
		random_add(m, "ALTER TABLE %s ADD PRIMARY KEY (id, a)", table);
}

static void add_checks(struct random_maker *m, unsigned t)
{
	const char *table = mysql_tables[t], *name = mysql_bare[t];
	unsigned p = random_place(t, 20);

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
	if (random_is(m, t, 4, RANDOM_TIME) && random_one_in(m, p, 23, 4))
		random_add(m,
		           "ALTER TABLE %s ADD CONSTRAINT `%s 2` CHECK (`order` BETWEEN "
		           "'200%u-01-01' AND '2099-12-31' OR id = 0)",
		           table, name, random_pick(m, p, 24, 2));
}

void mysql_random_keys(struct random_maker *m, unsigned t)
{
	add_plain(m, t);
	add_special(m, t);
	add_checks(m, t);
}

void mysql_random_references(struct random_maker *m, unsigned t)
{
	static const char *const actions[] = { "", " ON DELETE CASCADE", " ON DELETE SET NULL",
		                               " ON UPDATE CASCADE ON DELETE RESTRICT",
		                               " ON UPDATE NO ACTION" };
	unsigned p = random_place(t, 24), to = random_pick(m, p, 0, MYSQL_TABLES);

	for (unsigned c = 1; c < MYSQL_COLUMNS; c++) {
		unsigned other = random_pick(m, random_place(t, c), 30, MYSQL_TABLES);

		if (random_has_column(m, t, c) && random_type_of(m, t, c) < 3 &&
		    !mysql_generated(m, t, c) && random_has_table(m, other) &&
		    random_one_in(m, random_place(t, c), 31, 2))
			random_add(m, "ALTER TABLE %s ADD %sFOREIGN KEY (%s) REFERENCES %s (id)%s",
			           mysql_tables[t],
			           random_one_in(m, random_place(t, c), 33, 3)
			               ? ""
			               : arena_printf(m->arena, "CONSTRAINT f%u_%u ", t, c),
			           mysql_columns[c], mysql_tables[other],
			           actions[random_pick(m, random_place(t, c), 32, COUNT(actions))]);
	}
	if (random_has_table(m, to) && random_one_in(m, p, 1, 2))
		random_add(m,
		           "ALTER TABLE %s ADD CONSTRAINT `two %u` FOREIGN KEY (id, a) REFERENCES "
		           "%s (id, a)%s",
		           mysql_tables[t], t, mysql_tables[to],
		           actions[random_pick(m, p, 2, COUNT(actions))]);
}
