/* tests/orm/test_mysql_lex.c - MySQL's and MariaDB's SQL as tokens and statements */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "orm/dialect.h"

/* One letter a token: s)pace c)omment w)ord q)uoted t)ext b)lob n)umber v)ariable o)perator
 * !)illegal; `mariadb` NULL = the same */
static const struct {
	const char *sql, *mysql, *mariadb;
} cuts[] = {
	{ "", "", NULL },
	{ "a1 _b$ \xc3\xbc 1a", "wswswsw", NULL },
	{ "`a``b`'it''s'\"x\"\"y\"", "qtt", NULL },
	{ "'a\\'b' \"c\\\"d\" `e\\`", "tstsq", NULL },
	{ "N'x' n 'x' _utf8mb4'x' x'1f' X'1F' b'01' 0x1f 0b01", "tswstswtsbsbsbsbsb", NULL },
	{ "0X1f 0xfg 0b2 0x", "wswswsw", NULL },
	{ "1 1.5 .5 1. 1e9 1e 1e+5 1..2", "nsnsnsnsnswsnsnon", NULL },
	{ "t.a 1.2.3", "wowsnn", NULL },
	{ "/* a /* b */ c */x", "cswscw", NULL },
	{ "/*! a */ b", "cswscsw", NULL },
	{ "/*!50100 a */b", "cswscw", "cswscw" },
	{ "/*!80016 a */b", "cswscw", "cw" },
	{ "/*!50706 a /* b */ c */d", "cswscswscw", "cw" },
	{ "/*!100100 a */b", "cw", "cswscw" },
	{ "/*M! a */b", "cw", "cswscw" },
	{ "/*M!100100 a */b", "cw", "cswscw" },
	{ "/*!50100 ')*/' */", "cstsc", NULL },
	{ "count(*/* all */)", "wooco", NULL },
	{ "/* open", "!", NULL },
	{ "'open", "!", NULL },
	{ "`open", "!", NULL },
	{ "-- to the end\nx", "csw", NULL },
	{ "# to the end\nx", "csw", NULL },
	{ "1--2 --\n3", "noonscsn", NULL },
	{ "@a @@global.x @`a b` @'a' `r`@`h` := <=> ->> ||",
	  "vsvsvsvsqvsososo"
	  "so",
	  NULL },
	{ "\\N \\G ?", "ws!sv", NULL },
	{ "$$a'b$$ $x$ $$ $x$ $a", "tstsw", "w!" },
	{ "a!b", "wow", NULL },
};

static char letter(enum orm_token_kind kind)
{
	return "-scwqtbnvo!"[kind];
}

static void check_cut(size_t i, const struct orm_dialect *d, const char *kinds)
{
	const char *at = cuts[i].sql, *end = at + strlen(at);
	struct buf got = { 0 };

	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		buf_addc(&got, letter(t.kind));
		at = t.start + t.len;
	}
	cr_expect_str_eq(buf_str(&got), kinds, "case %zu, %s: %s", i, d->name, buf_str(&got));
	buf_release(&got);
}

Test(mysql_lex, cuts_as_it_documents)
{
	for (size_t i = 0; i < COUNT(cuts); i++) {
		check_cut(i, &orm_mysql, cuts[i].mysql);
		if (cuts[i].mariadb || !strchr(cuts[i].sql, '$'))
			check_cut(i, &orm_mariadb,
			          cuts[i].mariadb ? cuts[i].mariadb : cuts[i].mysql);
	}
}

static const struct {
	const char *text, *value;
} quotes[] = {
	{ "'it''s'", "it's" },
	{ "\"a\"\"b'\"", "a\"b'" },
	{ "`a``b\\n`", "a`b\\n" },
	{ "'a\\n\\'\\\\\\x\\%'", "a\n'\\x\\%" },
	{ "'\\b\\r\\t\\Z'", "\b\r\t\032" },
	{ "N'caf\xc3\xa9'", "caf\xc3\xa9" },
	{ "plain", "plain" },
};

Test(mysql_lex, takes_quotes_off)
{
	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct arena a = { 0 };
		struct orm_token t = orm_mysql.next_token(quotes[i].text, strlen(quotes[i].text));

		cr_expect_str_eq(orm_unquote(&a, &orm_mysql, &t), quotes[i].value, "case %zu", i);
		arena_release(&a);
	}
}

/* Statements are what stands between the bars. */
static const struct {
	const char *sql, *statements; /* the last without a final bar: it isn't finished */
} scripts[] = {
	{ "SELECT 1; SELECT ';', \";\", `;`;", "SELECT 1|SELECT ';', \";\", `;`|" },
	{ "SELECT 1", "SELECT 1" },
	{ ";;; -- nothing\n# nor here;\n", "" },
	{ "/*!40101 SET NAMES utf8 */;\n/* no */ SELECT 1;",
	  "/*!40101 SET NAMES utf8 */|SELECT 1|" },
	{ "BEGIN; SELECT 1; COMMIT; BEGIN WORK; XA BEGIN 'x'; XA END 'x';",
	  "BEGIN|SELECT 1|COMMIT|BEGIN WORK|XA BEGIN 'x'|XA END 'x'|" },
	{ "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END; SELECT 3;",
	  "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END|SELECT 3|" },
	{ "create or replace definer=`a`@`b` procedure if not exists p(in begin int) comment ';' "
	  "begin end; select 1;",
	  "create or replace definer=`a`@`b` procedure if not exists p(in begin int) comment ';' "
	  "begin end|select 1|" },
	{ "CREATE PROCEDURE p() SELECT begin, end FROM t; SELECT 1;",
	  "CREATE PROCEDURE p() SELECT begin, end FROM t|SELECT 1|" },
	{ "CREATE PROCEDURE p() IF 1 THEN SELECT 1; ELSE SELECT 2; END IF; SELECT 3;",
	  "CREATE PROCEDURE p() IF 1 THEN SELECT 1; ELSE SELECT 2; END IF|SELECT 3|" },
	{ "CREATE FUNCTION f() RETURNS INT RETURN IF(1, 2, CASE 1 WHEN 1 THEN 2 END); SELECT 1;",
	  "CREATE FUNCTION f() RETURNS INT RETURN IF(1, 2, CASE 1 WHEN 1 THEN 2 END)|SELECT 1|" },
	{ "CREATE FUNCTION f() RETURNS SET('a') CHARACTER SET latin1 BEGIN RETURN 1; END; SELECT "
	  "1;",
	  "CREATE FUNCTION f() RETURNS SET('a') CHARACTER SET latin1 BEGIN RETURN 1; END|SELECT "
	  "1|" },
	{ "CREATE FUNCTION f() RETURNS INT SONAME 'x.so'; SELECT 1;",
	  "CREATE FUNCTION f() RETURNS INT SONAME 'x.so'|SELECT 1|" },
	{ "CREATE PROCEDURE p() BEGIN\n"
	  "  DECLARE x INT DEFAULT CASE WHEN 1 THEN 2 ELSE 3 END;\n"
	  "  DECLARE CONTINUE HANDLER FOR NOT FOUND SET x = 1;\n"
	  "  DECLARE EXIT HANDLER FOR SQLSTATE '42000', SQLEXCEPTION BEGIN ROLLBACK; END;\n"
	  "  l: LOOP\n"
	  "    IF x THEN LEAVE l; ELSEIF IF(x, 1, 0) THEN ITERATE l; END IF;\n"
	  "    WHILE CASE x WHEN 1 THEN 0 END DO SET x = REPEAT('a', 3); END WHILE;\n"
	  "    REPEAT SET x = 2; UNTIL x > CASE WHEN 1 THEN 2 END END REPEAT;\n"
	  "    CASE x WHEN 1 THEN SELECT t.end, end FROM t; ELSE BEGIN END; END CASE;\n"
	  "    DROP TABLE IF EXISTS t;\n"
	  "  END LOOP l;\n"
	  "END; SELECT 1;",
	  NULL },
	{ "CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW SET NEW.end = OLD.begin; SELECT 1;",
	  "CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW SET NEW.end = OLD.begin|SELECT 1|" },
	{ "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW FOLLOWS q BEGIN SET @a = 1; END; SELECT "
	  "1;",
	  "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW FOLLOWS q BEGIN SET @a = 1; END|SELECT "
	  "1|" },
	{ "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW IF NEW.a THEN SET @a = 1; END IF; "
	  "SELECT 1;",
	  "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW IF NEW.a THEN SET @a = 1; END IF|SELECT "
	  "1|" },
	{ "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENDS '2030-01-01' DO BEGIN DELETE FROM t; END; "
	  "ALTER EVENT e DO BEGIN SELECT 1; END; ALTER EVENT e DISABLE; SELECT 1;",
	  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENDS '2030-01-01' DO BEGIN DELETE FROM t; END|"
	  "ALTER EVENT e DO BEGIN SELECT 1; END|ALTER EVENT e DISABLE|SELECT 1|" },
	{ "BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END; l: BEGIN NOT ATOMIC "
	  "LEAVE l; END; IF 1 THEN SELECT 3; END IF; SELECT 4;",
	  "BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END|l: BEGIN NOT ATOMIC "
	  "LEAVE l; END|IF 1 THEN SELECT 3; END IF|SELECT 4|" },
	{ "CREATE PROCEDURE p (a IN INT) AS x INT; CURSOR c IS SELECT b AS d FROM t; BEGIN "
	  "FOR i IN 1..3 LOOP <<l>> WHILE x LOOP NULL; END LOOP l; END LOOP; EXCEPTION WHEN OTHERS "
	  "THEN NULL; END; SELECT 1;",
	  "CREATE PROCEDURE p (a IN INT) AS x INT; CURSOR c IS SELECT b AS d FROM t; BEGIN "
	  "FOR i IN 1..3 LOOP <<l>> WHILE x LOOP NULL; END LOOP l; END LOOP; EXCEPTION WHEN OTHERS "
	  "THEN NULL; END|SELECT 1|" },
	{ "CREATE FUNCTION f(a INT) RETURN INT AS BEGIN RETURN a; END; "
	  "CREATE FUNCTION g(a INT) RETURNS INT RETURN a IS NOT NULL; SELECT 1;",
	  "CREATE FUNCTION f(a INT) RETURN INT AS BEGIN RETURN a; END|"
	  "CREATE FUNCTION g(a INT) RETURNS INT RETURN a IS NOT NULL|SELECT 1|" },
	{ "CREATE PACKAGE k AS PROCEDURE p; FUNCTION f RETURN INT; END; CREATE PACKAGE BODY k AS "
	  "x INT; PROCEDURE q; PROCEDURE p AS y INT; BEGIN SELECT 1; END; FUNCTION f RETURN INT AS "
	  "BEGIN RETURN 1; END; BEGIN SET x = 1; END; SELECT 1;",
	  "CREATE PACKAGE k AS PROCEDURE p; FUNCTION f RETURN INT; END|CREATE PACKAGE BODY k AS "
	  "x INT; PROCEDURE q; PROCEDURE p AS y INT; BEGIN SELECT 1; END; FUNCTION f RETURN INT AS "
	  "BEGIN RETURN 1; END; BEGIN SET x = 1; END|SELECT 1|" },
	{ "CREATE TABLE begin (end INT, `case` INT); CREATE VIEW v AS SELECT CASE 1 WHEN 1 THEN 2 "
	  "END; SELECT 1;",
	  "CREATE TABLE begin (end INT, `case` INT)|CREATE VIEW v AS SELECT CASE 1 WHEN 1 THEN 2 "
	  "END|SELECT 1|" },
	{ "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\n\ndelimiter ;\nSELECT 2;",
	  "CREATE PROCEDURE p() BEGIN SELECT 1; END|SELECT 2|" },
	{ "DELIMITER //\nSELECT ';//'; -- no // here\nSELECT 1 // SELECT 2//\nDELIMITER ;;\nSELECT "
	  "3;\n"
	  "SELECT 4 ;; DELIMITER ;\n SELECT 5; SELECT 6",
	  "SELECT ';//'|SELECT 1 |SELECT 2|SELECT 3|SELECT 4 |SELECT 5|SELECT 6" },
	{ "DELIMITER //\nDROP TRIGGER r;\nCREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW\nBEGIN "
	  "SET @a = 1; END;\n//\nDELIMITER ;\nSELECT 1;",
	  "DROP TRIGGER r|CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW\nBEGIN SET @a = 1; "
	  "END|SELECT 1|" },
	{ "/*!50003 CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW SET @a = 1; */;\nSELECT 1;",
	  "/*!50003 CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW SET @a = 1; */|SELECT 1|" },
	{ "DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER r BEFORE "
	  "INSERT "
	  "ON t FOR EACH ROW BEGIN SET @a = 1; END */;;\nDELIMITER ;\nSELECT 1;",
	  "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER r BEFORE INSERT "
	  "ON t FOR EACH ROW BEGIN SET @a = 1; END */|SELECT 1|" },
	{ "DELIMITER \nSELECT 1;", "DELIMITER \nSELECT 1|" },
};

static char *joined(struct arena *a, const struct orm_dialect *d, const char *sql)
{
	struct orm_statements all = { 0 };
	bool finished = orm_split(a, d, sql, strlen(sql), &all);
	struct buf b = { 0 };

	for (size_t i = 0; i < all.len; i++) {
		buf_add(&b, all.items[i].start, all.items[i].len);
		if (finished || i + 1 < all.len)
			buf_addc(&b, '|');
	}
	return buf_take(&b, a);
}

static const struct {
	const char *x, *y;
	bool same;
} pairs[] = {
	{ "a in (_utf8mb4'x',_latin1 'y')", "a in (_latin1'x','y')", true },
	{ "a = _binary'x'", "a = 'x'", false },
	{ "a = _latin1'x'", "a = _latin1'X'", false },
	{ "a = _latin1 x'e9'", "a = x'e9'", false },
	{ "_a = 'x'", "a = 'x'", false },
	{ "a = _b", "a = ", false },
};

Test(mysql_lex, a_literal_is_the_same_in_another_character_set)
{
	static const struct orm_dialect *const dialects[] = { &orm_mysql, &orm_mariadb };

	for (size_t i = 0; i < COUNT(pairs) * 2; i++)
		cr_expect_eq(orm_same_expr(dialects[i % 2], pairs[i / 2].x, pairs[i / 2].y),
		             pairs[i / 2].same, "case %zu", i / 2);
}

Test(mysql_lex, splits_where_statements_end)
{
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct arena a = { 0 };
		const char *sql = scripts[i].sql, *expected = scripts[i].statements;

		/* all but the last nine characters, "SELECT 1;", is one statement */
		if (!expected)
			expected = arena_printf(&a, "%.*s|SELECT 1|", (int)strlen(sql) - 11, sql);
		cr_expect_str_eq(joined(&a, &orm_mysql, sql), expected, "case %zu: %s", i,
		                 joined(&a, &orm_mysql, sql));
		cr_expect_str_eq(joined(&a, &orm_mariadb, sql), expected, "case %zu", i);
		arena_release(&a);
	}
}

Test(mysql_lex, statements_keep_their_lines)
{
	static const char sql[] = "\nSELECT 1;\nDELIMITER $$\n\nSELECT 2;\n$$\nDELIMITER ;\n"
				  "/*!40101 SET @a = 1 */;\n";
	struct orm_statements all = { 0 };
	struct arena a = { 0 };

	cr_assert(orm_split(&a, &orm_mysql, sql, strlen(sql), &all));
	cr_assert_eq(all.len, 3);
	cr_expect_eq(all.items[0].line, 2);
	cr_expect_eq(all.items[1].line, 5);
	cr_expect_eq(all.items[2].line, 8);
	arena_release(&a);
}

Test(mysql_lex, refuses_what_is_for_the_client)
{
	static const char *const refused[] = { "source x.sql", "DELIMITER", "SELECT 1\\G",
		                               "\\. x.sql",    "USE other", "/*!40101 use x */" };
	struct error err = { 0 };

	cr_expect(orm_mysql.accepts("SELECT \\N, '\\G'", &err));
	cr_expect(orm_mysql.accepts("HELP 'SELECT'", &err));
	for (size_t i = 0; i < COUNT(refused); i++) {
		err = (struct error){ 0 };
		cr_expect(!orm_mysql.accepts(refused[i], &err), "case %zu", i);
		cr_expect_eq(err.code, ERR_INPUT, "case %zu", i);
		cr_expect(*err.hint, "case %zu", i);
	}
	cr_expect_str_eq(err.message, "USE would leave the database that is worked on");
	(void)!orm_mysql.accepts("SELECT 1\\G", &err);
	cr_expect_str_eq(err.message, "\"\\G\" is a command of the mysql client, not SQL");
}

static const struct {
	const char *sql;
	enum orm_kind kind;
	const char *name; /* NULL: not tracked */
	bool created;
} statements[] = {
	{ "CREATE TABLE IF NOT EXISTS s.`T x` (a int)", ORM_TABLE, "T x", true },
	{ "create or replace table Abc (a int)", ORM_TABLE, "Abc", true },
	{ "CREATE TEMPORARY TABLE t (a int)", ORM_TABLE, NULL, true },
	{ "CREATE FULLTEXT INDEX i ON t (a)", ORM_INDEX, "i", true },
	{ "DROP INDEX i ON t", ORM_INDEX, "i", false },
	{ "CREATE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW v AS SELECT 1",
	  ORM_VIEW, "v", true },
	{ "CREATE DEFINER=CURRENT_USER() TRIGGER r AFTER INSERT ON t FOR EACH ROW SET @a = 1",
	  ORM_TRIGGER, "r", true },
	{ "/*!50003 CREATE*/ /*!50017 DEFINER=a@b */ /*!50003 FUNCTION f() RETURNS INT RETURN 1 */",
	  ORM_FUNCTION, "f", true },
	{ "CREATE OR REPLACE AGGREGATE FUNCTION f(x INT) RETURNS INT", ORM_FUNCTION, "f", true },
	{ "DROP PROCEDURE IF EXISTS s.p", ORM_PROCEDURE, "p", false },
	{ "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1", ORM_EVENT, "e", true },
	{ "CREATE SEQUENCE q", ORM_SEQUENCE, "q", true },
	{ "CREATE PACKAGE BODY k AS END", ORM_PACKAGE_BODY, "k", true },
	{ "CREATE DATABASE d", ORM_TABLE, NULL, true },
	{ "SELECT 1", ORM_TABLE, NULL, false },
};

Test(mysql_lex, knows_what_a_statement_makes)
{
	for (size_t i = 0; i < COUNT(statements); i++) {
		struct arena a = { 0 };
		enum orm_kind kind;
		const char *name = NULL;
		bool created, tracked;

		tracked = orm_mysql.classify(&a, statements[i].sql, &kind, &name, &created);
		cr_expect_eq(tracked, statements[i].name != NULL, "case %zu", i);
		if (tracked) {
			cr_expect_eq(kind, statements[i].kind, "case %zu", i);
			cr_expect_str_eq(name, statements[i].name, "case %zu", i);
			cr_expect_eq(created, statements[i].created, "case %zu", i);
		}
		arena_release(&a);
	}
}
