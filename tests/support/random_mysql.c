/* tests/support/random_mysql.c - schemas of MySQL and MariaDB made from a seed */
#include "tests/support/random_mysql.h"

#include "base/buf.h"
#include "tests/support/random_mysql_parts.h"

const char *const mysql_tables[] = { "t0", "`T 1`", "`select`", "t3" };
const char *const mysql_bare[] = { "t0", "t1", "t2", "t3" };
const char *const mysql_columns[] = { "id", "a", "b", "`c d`", "`order`", "e", "f" };

const char *mysql_generated(const struct random_maker *m, unsigned t, unsigned c)
{
	unsigned where = random_place(t, c), n = random_pick(m, where, 3, 2) + 2;

	if (random_is_computed(m, t, c))
		return arena_printf(m->arena, "bigint AS (a * %u)", n);
	if (c != 6 || !random_one_in(m, where, 13, 3))
		return NULL;
	if (random_is(m, t, 2, RANDOM_TEXT))
		return arena_printf(m->arena, "varchar(90) AS (concat(b, '-', %u))", n);
	if (random_is(m, t, 2, RANDOM_TIME))
		return arena_printf(m->arena, "int AS (year(b) + %u)", n);
	if (random_is(m, t, 2, RANDOM_NUMBER))
		return arena_printf(m->arena, "varchar(20) AS (if(b > %u, 'more', NULL))", n);
	return NULL;
}

/* Whatever the mutation: a table's past doesn't go to another engine. */
bool mysql_is_myisam(const struct random_maker *m, unsigned t)
{
	const struct random_maker same = { .seed = m->seed };

	return random_one_in(&same, random_place(t, 0), 5, 15);
}

bool mysql_has_past(const struct random_maker *m, unsigned t)
{
	return !mysql_is_myisam(m, t) && random_one_in(m, random_place(t, 0), 6, 8);
}

static void add_values(const struct random_maker *m, struct buf *b, unsigned t, unsigned c)
{
	const struct random_type *type = &mysql_types[random_type_of(m, t, c)];
	unsigned where = random_place(t, c);
	const char *generated = mysql_generated(m, t, c);

	if (generated) {
		buf_addf(b, "%s %s", generated,
		         random_one_in(m, where, 4, 2) ? "STORED" : "VIRTUAL");
		return;
	}
	buf_adds(b, type->type);
	if (random_one_in(m, where, 8, 4))
		buf_adds(b, " NOT NULL");
	if (random_one_in(m, where, 6, 3))
		buf_addf(b, " DEFAULT %s", type->defaults[random_pick(m, where, 7, 3)]);
}

static void add_column(struct random_maker *m, unsigned t, unsigned c)
{
	unsigned where = random_place(t, c);
	struct buf b = { 0 };

	buf_addf(&b, "ALTER TABLE %s ADD COLUMN %s ", mysql_tables[t], mysql_columns[c]);
	add_values(m, &b, t, c);
	if (random_one_in(m, where, 9, 6))
		buf_addf(&b, " COMMENT 'it''s %u%s'", random_pick(m, where, 10, 2),
		         random_one_in(m, where, 14, 3) ? "\\\\ \\n\xc3\xa9" : "");
	if (random_one_in(m, where, 15, 12))
		buf_addf(&b, " CHECK (length(%s) <> %u)", mysql_columns[c],
		         random_pick(m, where, 16, 2) + 90);
	if (random_one_in(m, where, 11, 9))
		buf_adds(&b, random_one_in(m, where, 12, 2)   ? " INVISIBLE"
		             : random_one_in(m, where, 17, 2) ? " AFTER id"
		                                              : " FIRST");
	random_add(m, "%s", buf_str(&b));
	buf_release(&b);
}

static const char *options_of(const struct random_maker *m, unsigned t)
{
	static const char *const options[] = {
		"",
		"",
		"",
		" ROW_FORMAT=DYNAMIC",
		" ROW_FORMAT=COMPACT",
		" ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8",
		" DEFAULT CHARSET latin1",
		" DEFAULT CHARSET latin1 COLLATE latin1_bin",
		" DEFAULT CHARSET utf8mb3",
		" COLLATE utf8mb4_bin",
		" MAX_ROWS=100",
		" STATS_PERSISTENT=1 STATS_SAMPLE_PAGES=20",
		" AUTO_INCREMENT=100",
		" CHECKSUM=1 AVG_ROW_LENGTH=50",
		" PACK_KEYS=1 MIN_ROWS=3",
		" PAGE_COMPRESSED=1",
	};

	return options[random_pick(m, random_place(t, 0), 3, COUNT(options))];
}

static void add_table(struct random_maker *m, unsigned t)
{
	static const char *const keys[] = { "int PRIMARY KEY",
		                            "int AUTO_INCREMENT PRIMARY KEY",
		                            "bigint AUTO_INCREMENT PRIMARY KEY",
		                            "int NOT NULL",
		                            "int unsigned AUTO_INCREMENT PRIMARY KEY",
		                            "int PRIMARY KEY" };
	unsigned p = random_place(t, 0);

	random_add(m, "CREATE TABLE %s (id %s) ENGINE=%s%s%s", mysql_tables[t],
	           keys[random_pick(m, p, 2, COUNT(keys))],
	           mysql_is_myisam(m, t) ? "MyISAM" : "InnoDB", options_of(m, t),
	           random_one_in(m, p, 4, 4) ? " COMMENT 'c''s'" : "");
	for (unsigned c = 1; c < MYSQL_COLUMNS; c++)
		if (random_has_column(m, t, c))
			add_column(m, t, c);
	if (mysql_has_past(m, t))
		random_add(m, "ALTER TABLE %s ADD SYSTEM VERSIONING", mysql_tables[t]);
}

void random_mysql(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out)
{
	static void (*const parts[])(struct random_maker *,
	                             unsigned) = { add_table, mysql_random_keys,
		                                   mysql_random_references, mysql_random_code };
	struct random_maker m = { .arena = a,
		                  .seed = seed,
		                  .mutation = mutation,
		                  .out = out,
		                  .types = mysql_types,
		                  .type_count = mysql_type_count };

	mysql_random_partitions(&m);
	for (size_t i = 0; i < COUNT(parts); i++)
		for (unsigned t = 0; t < MYSQL_TABLES; t++)
			if (random_has_table(&m, t))
				parts[i](&m, t);
	mysql_random_rest(&m);
}
