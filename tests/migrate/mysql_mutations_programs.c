/* tests/migrate/mysql_mutations_programs.c - what MySQL and MariaDB keep as text, one thing changed
 */
#include "mysql_pairs.h"

#define TABLE                                                                                      \
	"CREATE TABLE t (a INT, b INT); CREATE TABLE u (a INT, b INT); CREATE VIEW w AS SELECT 1 " \
	"AS x; "
#define ALTERED(of, server, x, y)                  \
	{                                          \
		of, server, TABLE x, TABLE y, 0, 0 \
	}
#define VIEW(of, x, y) ALTERED("view." of, BOTH, "CREATE " x, "CREATE " y)
#define TRIGGER(of, x, y)                                                                   \
	ALTERED("trigger." of, BOTH, "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " x, \
	        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " y)
#define SET1 "SET NEW.b = 1"

/* A routine's rest is its definition: what it returns, what it is like, its text. */
#define FUNCTION(x, y) \
	ALTERED("function.definition", BOTH, "CREATE FUNCTION f() " x, "CREATE FUNCTION f() " y)
#define PROCEDURE(x, y) \
	ALTERED("procedure.definition", BOTH, "CREATE PROCEDURE p() " x, "CREATE PROCEDURE p() " y)
#define EVENT(of, x, y) \
	ALTERED("event." of, BOTH, "CREATE EVENT e ON SCHEDULE " x, "CREATE EVENT e ON SCHEDULE " y)
#define DAILY "EVERY 1 DAY STARTS '2037-01-01 00:00:00' "

/* The same of what has each of them: definer and sql_mode. */
#define FOR(of, create)                                                           \
	ALTERED(of ".definer", BOTH, "CREATE DEFINER=`root`@`localhost` " create, \
	        "CREATE DEFINER=`o``b`@`%` " create)
#define UNDER(of, create)                                                             \
	ALTERED(of ".sql_mode", BOTH, "SET sql_mode = 'ANSI_QUOTES'; CREATE " create, \
	        "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; CREATE " create)
#define CREATE_FUNCTION  "FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1"
#define CREATE_PROCEDURE "PROCEDURE p() SELECT 1"
#define CREATE_TRIGGER   "TRIGGER g BEFORE INSERT ON t FOR EACH ROW " SET1
#define CREATE_EVENT     "EVENT e ON SCHEDULE " DAILY "DISABLE DO SET @a = 1"

#define ORACLE(x) "SET sql_mode = 'ORACLE'; " x
#define HEAD      "PACKAGE pk AS FUNCTION f RETURN INT; END"
#define BODY      "PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END"

const struct mysql_pair mysql_program_mutations[] = {
	VIEW("name", "TABLE y (a INT)", "VIEW v AS SELECT a FROM t; CREATE TABLE y (a INT)"),
	VIEW("definition", "VIEW v AS SELECT a FROM t", "VIEW v AS SELECT a, b FROM t"),
	VIEW("definition", "VIEW v AS SELECT a AS `x y` FROM t",
	     "VIEW v AS SELECT a AS `x``y` FROM t"),
	VIEW("definition", "VIEW v AS SELECT 'it''s \\\\ %' AS a", "VIEW v AS SELECT 'it\"s' AS a"),
	ALTERED("view.columns", MYSQL, "CREATE VIEW v (c, d) AS SELECT a, b FROM t",
	        "CREATE VIEW v (d, c) AS SELECT a, b FROM t"),
	ALTERED("view.definition", MARIADB, "CREATE VIEW v (c, d) AS SELECT a, b FROM t",
	        "CREATE VIEW v (d, c) AS SELECT a, b FROM t"),
	VIEW("algorithm", "VIEW v AS SELECT a FROM t", "ALGORITHM=MERGE VIEW v AS SELECT a FROM t"),
	VIEW("algorithm", "ALGORITHM=MERGE VIEW v AS SELECT a FROM t",
	     "ALGORITHM=TEMPTABLE VIEW v AS SELECT a FROM t"),
	VIEW("security", "VIEW v AS SELECT a FROM t",
	     "SQL SECURITY INVOKER VIEW v AS SELECT a FROM t"),
	VIEW("check_option", "VIEW v AS SELECT a FROM t WHERE a > 0",
	     "VIEW v AS SELECT a FROM t WHERE a > 0 WITH CHECK OPTION"),
	VIEW("check_option", "VIEW v AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION",
	     "VIEW v AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION"),
	{ "view.json_duality", MYSQL, "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
	  "CREATE TABLE t (id INT PRIMARY KEY, a INT); CREATE JSON RELATIONAL DUALITY VIEW v AS "
	  "SELECT JSON_DUALITY_OBJECT('_id': id, 'a': a) FROM t",
	  0, 1 },
	FOR("view", "VIEW v AS SELECT a FROM t"),

	ALTERED("trigger.name", BOTH, "",
	        "CREATE TRIGGER g AFTER DELETE ON t FOR EACH ROW SET @a = 1"),
	TRIGGER("definition", SET1, "SET NEW.b = 2"),
	TRIGGER("definition", SET1,
	        "BEGIN IF NEW.a > 1 THEN SET NEW.b = 3; END IF; SET @s = 'it''s; \\\\'; END"),
	ALTERED("trigger.definition", BOTH,
	        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " SET1,
	        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW " SET1),
	ALTERED("trigger.definition", BOTH,
	        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
	        "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SET @a = 1"),
	ALTERED("trigger.on", BOTH, "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " SET1,
	        "CREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW " SET1),
	ALTERED("trigger.follows", BOTH,
	        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " SET1
	        "; CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW FOLLOWS g SET NEW.b = 2",
	        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW " SET1
	        "; CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW PRECEDES g SET NEW.b = 2"),
	FOR("trigger", CREATE_TRIGGER),
	UNDER("trigger", CREATE_TRIGGER),

	ALTERED("function.name", BOTH, "", "CREATE " CREATE_FUNCTION),
	ALTERED("function.arguments", BOTH,
	        "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN 1",
	        "CREATE FUNCTION f(a INT, `x``y` VARCHAR(10)) RETURNS INT DETERMINISTIC RETURN 1"),
	FUNCTION("RETURNS INT DETERMINISTIC RETURN 1", "RETURNS INT DETERMINISTIC RETURN 2"),
	FUNCTION("RETURNS INT DETERMINISTIC RETURN 1",
	         "RETURNS BIGINT UNSIGNED DETERMINISTIC RETURN 1"),
	FUNCTION("RETURNS INT DETERMINISTIC RETURN 1", "RETURNS INT READS SQL DATA RETURN 1"),
	FUNCTION("RETURNS INT DETERMINISTIC RETURN 1",
	         "RETURNS INT DETERMINISTIC COMMENT 'it''s \\\\' RETURN 1"),
	FUNCTION("RETURNS INT DETERMINISTIC RETURN 1",
	         "RETURNS INT DETERMINISTIC SQL SECURITY INVOKER RETURN 1"),
	FOR("function", CREATE_FUNCTION),
	UNDER("function", CREATE_FUNCTION),
	ALTERED("function.aggregate", MARIADB,
	        "CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN 1",
	        "CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR "
	        "NOT FOUND RETURN 1; LOOP FETCH GROUP NEXT ROW; END LOOP; END"),

	ALTERED("procedure.name", BOTH, "", "CREATE PROCEDURE p() SELECT 1"),
	ALTERED("procedure.arguments", BOTH, "CREATE PROCEDURE p(IN a INT) SELECT 1",
	        "CREATE PROCEDURE p(OUT a INT) SELECT 1"),
	PROCEDURE("SELECT 1", "BEGIN SELECT 1; SELECT 'it''s; \\\\'; END"),
	PROCEDURE("SELECT 1", "MODIFIES SQL DATA SELECT 1"),
	PROCEDURE("SELECT 1", "COMMENT 'x' SELECT 1"),
	PROCEDURE("SELECT 1", "SQL SECURITY INVOKER SELECT 1"),
	FOR("procedure", CREATE_PROCEDURE),
	UNDER("procedure", CREATE_PROCEDURE),

	EVENT("name", DAILY "DISABLE DO SET @b = 1",
	      DAILY "DISABLE DO SET @b = 1; CREATE EVENT f ON SCHEDULE " DAILY "DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1", DAILY "DISABLE DO SET @a = 2"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1", DAILY "DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1",
	      DAILY "DISABLE COMMENT 'it''s' DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1",
	      DAILY "ON COMPLETION PRESERVE DISABLE DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1",
	      "EVERY 2 WEEK STARTS '2037-01-01 00:00:00' DISABLE DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1",
	      DAILY "ENDS '2038-01-01 00:00:00' DISABLE DO SET @a = 1"),
	EVENT("definition", DAILY "DISABLE DO SET @a = 1",
	      "AT '2037-01-01 00:00:00' DISABLE DO SET @a = 1"),
	EVENT("starts", DAILY "DISABLE DO SET @a = 1",
	      "EVERY 1 DAY STARTS '2037-02-01 00:00:00' DISABLE DO SET @a = 1"),
	ALTERED("event.time_zone", BOTH, "SET time_zone = '+01:00'; CREATE " CREATE_EVENT,
	        "SET time_zone = '+02:00'; CREATE " CREATE_EVENT),
	FOR("event", CREATE_EVENT),
	UNDER("event", CREATE_EVENT),

	{ "package.name", MARIADB, "CREATE TABLE t (a INT)",
	  "CREATE TABLE t (a INT); " ORACLE("CREATE " HEAD), 0, 0 },
	{ "package.definition", MARIADB, ORACLE("CREATE " HEAD),
	  ORACLE("CREATE PACKAGE pk AS FUNCTION f RETURN INT; PROCEDURE p (a INT); END"), 0, 0 },
	{ "package.definer", MARIADB, ORACLE("CREATE DEFINER=root@localhost " HEAD),
	  ORACLE("CREATE DEFINER=other@localhost " HEAD), 0, 0 },
	{ "package.sql_mode", MARIADB, ORACLE("CREATE " HEAD),
	  "SET sql_mode = 'ORACLE,ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; CREATE " HEAD, 0, 0 },
	{ "package_body.name", MARIADB, ORACLE("CREATE " HEAD),
	  ORACLE("CREATE " HEAD "; CREATE PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN "
	         "1; END; END"),
	  0, 0 },
	{ "package_body.definition", MARIADB,
	  ORACLE("CREATE " HEAD "; CREATE PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN "
	         "1; END; END"),
	  ORACLE("CREATE " HEAD "; CREATE PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN "
	         "2; END; END"),
	  0, 0 },
	{ "package_body.definer", MARIADB,
	  ORACLE("CREATE " HEAD "; CREATE DEFINER=root@localhost " BODY),
	  ORACLE("CREATE " HEAD "; CREATE DEFINER=other@localhost " BODY), 0, 0 },
	{ "package_body.sql_mode", MARIADB, ORACLE("CREATE " HEAD "; CREATE " BODY),
	  ORACLE("CREATE " HEAD
	         "; SET sql_mode = 'ORACLE,ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; CREATE " BODY),
	  0, 0 },
	{ 0 },
};
