/* tests/support/random_mysql_code.c - views and programs of random schemas of MySQL and MariaDB */
#include "tests/support/random_mysql_parts.h"

static void add_views(struct random_maker *m, unsigned t)
{
	static const char *const heads[] = { "", "", "SQL SECURITY INVOKER ", "ALGORITHM=MERGE ",
		                             "ALGORITHM=TEMPTABLE " };
	const char *table = mysql_tables[t], *name = mysql_bare[t];
	unsigned p = random_place(t, 22), other = random_pick(m, p, 4, MYSQL_TABLES);

	random_add(m, "CREATE %sVIEW v%s AS SELECT id, %sa, %u AS n FROM %s%s",
	           heads[random_pick(m, p, 1, COUNT(heads))], name,
	           random_is(m, t, 2, RANDOM_TEXT) ? "b, " : "", random_pick(m, p, 2, 2), table,
	           random_one_in(m, p, 5, 5) ? " WHERE id > 3 WITH LOCAL CHECK OPTION" : "");
	if (random_one_in(m, p, 3, 2))
		random_add(m, "CREATE VIEW w%s AS SELECT a, n + 1 AS m FROM v%s", name, name);
	/* views come and go in the order of what they need */
	if (random_one_in(m, p, 6, 3))
		random_add(
		    m,
		    "CREATE VIEW `a %s` AS SELECT x.m, count(*) AS c, max(y.id) AS `i d` FROM "
		    "w%s x %sJOIN %s y ON y.a = x.a GROUP BY x.m",
		    name, name, random_one_in(m, p, 17, 2) ? "LEFT " : "", mysql_tables[other]);
}

static void add_triggers(struct random_maker *m, unsigned t)
{
	const char *table = mysql_tables[t], *name = mysql_bare[t];
	unsigned p = random_place(t, 22);

	if (random_one_in(m, p, 7, 3))
		random_add(m, "CREATE TRIGGER r%s %s ON %s FOR EACH ROW SET @x = %u", name,
		           random_one_in(m, p, 8, 2) ? "BEFORE INSERT" : "AFTER UPDATE", table,
		           random_pick(m, p, 9, 2));
	if (random_one_in(m, p, 18, 3))
		random_add(
		    m,
		    "CREATE TRIGGER `s %s` BEFORE INSERT ON %s FOR EACH ROW%s BEGIN /* %u */ "
		    "IF NEW.id > 5 THEN SET @y = 'it''s'; END IF; END",
		    name, table,
		    random_one_in(m, p, 19, 2)
			? arena_printf(m->arena, " %s r%s",
		                       random_one_in(m, p, 20, 2) ? "PRECEDES" : "FOLLOWS", name)
			: "",
		    random_pick(m, p, 21, 2));
}

static void add_routines(struct random_maker *m, unsigned t)
{
	const char *table = mysql_tables[t], *name = mysql_bare[t];
	unsigned p = random_place(t, 22);

	if (random_one_in(m, p, 10, 5))
		random_add(m, "CREATE FUNCTION g%s(n int) RETURNS int DETERMINISTIC RETURN n + %u",
		           name, random_pick(m, p, 11, 2));
	if (random_one_in(m, p, 12, 6))
		random_add(
		    m, "CREATE PROCEDURE h%s(IN n int) SELECT count(*) FROM %s WHERE id > n + %u",
		    name, table, random_pick(m, p, 13, 2));
	if (random_one_in(m, p, 22, 5))
		random_add(
		    m,
		    "CREATE PROCEDURE `p %s`(INOUT `a b` varchar(%u) CHARSET latin1, OUT n "
		    "decimal(5,2))%s%s BEGIN DECLARE x int DEFAULT 1; SET n = x; SET `a b` = "
		    "'%u'; END",
		    name, random_pick(m, p, 23, 2) + 10,
		    random_one_in(m, p, 24, 3) ? " MODIFIES SQL DATA" : "",
		    random_one_in(m, p, 25, 3) ? " SQL SECURITY INVOKER COMMENT 'it''s'" : "",
		    random_pick(m, p, 26, 2));
}

static void add_events(struct random_maker *m, unsigned t)
{
	const char *name = mysql_bare[t];
	unsigned p = random_place(t, 22);

	if (random_one_in(m, p, 14, 8))
		random_add(m,
		           "CREATE EVENT ev%s ON SCHEDULE EVERY %u DAY STARTS '2030-01-01' DISABLE "
		           "DO SET @y = 1",
		           name, random_pick(m, p, 15, 2) + 1);
	if (random_one_in(m, p, 27, 8))
		random_add(
		    m, "CREATE EVENT `e %s` ON SCHEDULE %s%s DISABLE%s DO BEGIN SET @y = %u; END",
		    name,
		    random_one_in(m, p, 28, 2)
			? "AT '2037-01-01 10:00:00'"
			: "EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01' ENDS '2031-01-01'",
		    random_one_in(m, p, 29, 2) ? " ON COMPLETION PRESERVE" : "",
		    random_one_in(m, p, 30, 2) ? " COMMENT 'c'" : "", random_pick(m, p, 31, 2));
	if (random_one_in(m, p, 16, 8))
		random_add(m, "CREATE SEQUENCE s%s START %u", name, random_pick(m, p, 32, 2) + 1);
}

void mysql_random_code(struct random_maker *m, unsigned t)
{
	if (random_one_in(m, random_place(t, 22), 0, 2))
		add_views(m, t);
	add_triggers(m, t);
	add_routines(m, t);
	add_events(m, t);
}
