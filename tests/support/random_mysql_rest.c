/* tests/support/random_mysql_rest.c - partitions, periods, sequences of random schemas */
#include "tests/support/random_mysql_parts.h"

enum { PARTS_AT = 600, REST_AT = 601 };

static const char *const parts[] = {
	"RANGE (k) (PARTITION x VALUES LESS THAN (10), PARTITION y VALUES LESS THAN (20))",
	("RANGE (k) (PARTITION x VALUES LESS THAN (10) COMMENT 'c''x', PARTITION y VALUES LESS "
	 "THAN "
	 "MAXVALUE)"),
	"LIST (k) (PARTITION x VALUES IN (1, 2), PARTITION y VALUES IN (3))",
	"LIST (k) (PARTITION x VALUES IN (1, NULL), PARTITION `y z` VALUES IN (3, 4))",
	"HASH (k) PARTITIONS 3",
	"HASH (k + 1) (PARTITION h0, PARTITION h1)",
	"LINEAR HASH (k) PARTITIONS 4",
	"KEY (k) PARTITIONS 2",
	"LINEAR KEY (k) PARTITIONS 3",
	"KEY ALGORITHM=1 (k) PARTITIONS 2",
	"RANGE COLUMNS (k) (PARTITION x VALUES LESS THAN (5), PARTITION y VALUES LESS THAN "
	"(MAXVALUE))",
	"LIST COLUMNS (k) (PARTITION x VALUES IN (1), PARTITION y VALUES IN (2, 3))",
	("RANGE (k) SUBPARTITION BY HASH (k) SUBPARTITIONS 2 (PARTITION x VALUES LESS THAN (10), "
	 "PARTITION y VALUES LESS THAN (20))"),
	("RANGE (k) SUBPARTITION BY KEY (k) (PARTITION x VALUES LESS THAN (10) (SUBPARTITION s1, "
	 "SUBPARTITION s2), PARTITION y VALUES LESS THAN MAXVALUE (SUBPARTITION s3, SUBPARTITION "
	 "s4))"),
	"LIST (k % 2) (PARTITION x VALUES IN (0), PARTITION y VALUES IN (1) COMMENT = 'odd')",
};

void mysql_random_partitions(struct random_maker *m)
{
	bool plain = random_one_in(m, PARTS_AT, 3, 4);

	if (random_one_in(m, PARTS_AT, 0, 4))
		return;
	random_add(m, "CREATE TABLE p0 (k int NOT NULL, v %s%s) ENGINE=InnoDB%s%s",
	           random_one_in(m, PARTS_AT, 1, 2) ? "text" : "varchar(10)",
	           random_one_in(m, PARTS_AT, 2, 3) ? " NOT NULL" : "",
	           plain ? "" : " PARTITION BY ",
	           plain ? "" : parts[random_pick(m, PARTS_AT, 4, COUNT(parts))]);
	if (random_one_in(m, PARTS_AT, 5, 2))
		random_add(m, "ALTER TABLE p0 ADD KEY kv (v(5))");
	if (random_one_in(m, PARTS_AT, 6, 2))
		random_add(m, "ALTER TABLE p0 ADD PRIMARY KEY (k)");
	if (random_one_in(m, PARTS_AT, 7, 3))
		random_add(m, "ALTER TABLE p0 ADD COLUMN w int%s",
		           random_one_in(m, PARTS_AT, 8, 2) ? " FIRST" : " COMMENT 'w'");
}

/* MariaDB's. */
static void add_periods(struct random_maker *m)
{
	unsigned p = REST_AT;
	/* the server lets nothing about these columns change */
	const struct random_maker same = { .seed = m->seed };
	const char *hidden = random_one_in(&same, p, 5, 2) ? " INVISIBLE" : "";

	if (random_one_in(m, p, 0, 3))
		random_add(m, "CREATE TABLE h0 (n int%s, s date, e date, PERIOD FOR app (s, e)%s)",
		           random_one_in(m, p, 1, 2) ? " NOT NULL" : "",
		           random_one_in(m, p, 2, 2) ? ", UNIQUE KEY hu (n, app WITHOUT OVERLAPS)"
		                                     : "");
	if (random_one_in(m, p, 3, 3))
		random_add(
		    m,
		    "CREATE TABLE h1 (n int, o int%s, s timestamp(6) GENERATED ALWAYS AS ROW "
		    "START%s, e timestamp(6) GENERATED ALWAYS AS ROW END%s, PERIOD FOR "
		    "SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING",
		    random_one_in(m, p, 4, 3) ? " WITHOUT SYSTEM VERSIONING" : "", hidden, hidden);
	if (random_one_in(m, p, 6, 3))
		random_add(m, "CREATE TABLE h2 (n int%s) WITH SYSTEM VERSIONING%s",
		           random_one_in(m, p, 7, 2) ? " PRIMARY KEY" : "",
		           random_one_in(m, p, 8, 2)
		               ? " PARTITION BY SYSTEM_TIME (PARTITION past HISTORY, PARTITION now "
		                 "CURRENT)"
		               : "");
}

void mysql_random_rest(struct random_maker *m)
{
	unsigned p = REST_AT;

	add_periods(m);
	if (random_one_in(m, p, 10, 3))
		random_add(m, "CREATE SEQUENCE q0 INCREMENT BY %u%s%s MAXVALUE %u%s",
		           random_pick(m, p, 11, 2) + 1,
		           random_one_in(m, p, 12, 2) ? " CACHE 5" : " NOCACHE",
		           random_one_in(m, p, 13, 2) ? " CYCLE" : "",
		           random_pick(m, p, 14, 2) + 900,
		           random_one_in(m, p, 15, 2) ? "" : " COMMENT 'count'");
	if (random_one_in(m, p, 16, 3))
		random_add(m, "CREATE VIEW lone (`x y`, z) AS SELECT 1, '%u'%s",
		           random_pick(m, p, 17, 2),
		           random_one_in(m, p, 18, 2) ? " UNION ALL SELECT 2, 'it''s'" : "");
}
