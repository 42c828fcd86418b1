/* tests/reflect/test_mysql_definitions.c - views, triggers, routines, events, sequences */
#include <criterion/criterion.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "postgresql.h"
#include "tests/support/server.h"

static struct arena arena;
static struct orm_conn *c;
static bool maria;

static void end_test(void)
{
	orm_close(c);
	arena_release(&arena);
}

TestSuite(mysql_definitions, .fini = end_test, .timeout = 60);

static void begin(bool mariadb)
{
	maria = mariadb;
	c = server_connect(mariadb ? server_mariadb(&arena) : server_mysql(&arena));
}

/* A test on each kind of server. */
#define ON_BOTH(name)                         \
	static void name(void);               \
	Test(mysql_definitions, name##_mysql) \
	{                                     \
		begin(false);                 \
		name();                       \
	}                                     \
	Test(mysql_definitions, name##_maria) \
	{                                     \
		begin(true);                  \
		name();                       \
	}                                     \
	static void name(void)

static const struct orm_metadata *made(const char *sql)
{
	catalog_run(&arena, c, sql);
	return catalog_reflect(&arena, c, NULL);
}

/* What the object is, which is the same on both unless `on_maria` is given. */
static void expect(const struct orm_metadata *m, const char *key, const char *is,
                   const char *on_maria)
{
	const struct orm_object *o = catalog_find(&arena, m, key);

	cr_assert_not_null(o, "%s isn't there:\n%s", key, catalog_dump(&arena, m));
	cr_expect_str_eq(catalog_describe(&arena, o), maria && on_maria ? on_maria : is,
	                 "%s\n  is %s", key, catalog_describe(&arena, o));
}

static const char *needs(const struct orm_metadata *m, const char *key)
{
	const struct orm_object *o = catalog_find(&arena, m, key);
	const char *list = "";

	cr_assert_not_null(o, "%s isn't there:\n%s", key, catalog_dump(&arena, m));
	for (size_t i = 0; i < o->depends.len; i++)
		list = arena_printf(&arena, "%s%s%s", list, i ? ", " : "", o->depends.items[i]);
	return list;
}

static bool is_left_out(const struct orm_metadata *m, const char *kind, const char *name,
                        const char *why)
{
	for (size_t i = 0; i < m->left_out.len; i++) {
		const struct orm_left_out *l = &m->left_out.items[i];

		if (text_same(l->kind, kind) && text_same(l->name, name) && strstr(l->why, why))
			return true;
	}
	return false;
}

#define ROOT " definer:`root`@`localhost`"

ON_BOTH(views)
{
	const struct orm_metadata *m =
	    made("CREATE TABLE t (a int PRIMARY KEY, b varchar(20));"
	         "CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1;"
	         "CREATE VIEW v1 AS SELECT a FROM t WHERE a > 1 WITH LOCAL CHECK OPTION;"
	         "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v2 (x, `y z`) AS "
	         "SELECT a, f(a) FROM t WITH CHECK OPTION;"
	         "CREATE DEFINER=`o``brien`@`%` VIEW v3 AS SELECT 'it''s \\\\' AS `AS`, ';' AS c");

	expect(
	    m, "view v1",
	    "definition=select `t`.`a` AS `a` from `t` where (`t`.`a` > 1) check_option:LOCAL" ROOT,
	    "definition=select `t`.`a` AS `a` from `t` where `t`.`a` > 1 check_option:LOCAL" ROOT);
	expect(m, "view v2",
	       "definition=select `t`.`a` AS `a`,`f`(`t`.`a`) AS `f(a)` from `t` columns=x,y z "
	       "algorithm:MERGE check_option:CASCADED" ROOT " security:INVOKER",
	       "definition=select `t`.`a` AS `x`,`f`(`t`.`a`) AS `y z` from `t` "
	       "algorithm:MERGE check_option:CASCADED" ROOT " security:INVOKER");
	expect(m, "view v3",
	       "definition=select 'it\\'s \\\\' AS `AS`,';' AS `c` definer:`o``brien`@`%`", NULL);
	cr_expect_str_eq(needs(m, "view v1"), "table t, column t.a");
	cr_expect_str_eq(needs(m, "view v2"), "function f, table t, column t.a");
	cr_expect_str_eq(needs(m, "view v3"), "");
}

/* Names of the database itself say nothing, wherever the server writes them. */
ON_BOTH(views_into_other_databases)
{
	const char *own = orm_conn_url(c)->database;
	const struct orm_metadata *m =
	    made(arena_printf(&arena,
	                      "CREATE TABLE t (a int, `%s` int); CREATE TABLE u (a int);"
	                      "CREATE VIEW v AS SELECT t.a AS x FROM t JOIN "
	                      "information_schema.SCHEMATA s ON s.SCHEMA_NAME = t.a;"
	                      "CREATE VIEW w AS SELECT `%s`.a FROM t `%s` JOIN "
	                      "information_schema.SCHEMATA s ON s.SCHEMA_NAME = 'x'",
	                      own, own, own));
	const struct orm_definition *v = orm_metadata_definition(m, ORM_VIEW, NULL, "v");
	const struct orm_definition *w = orm_metadata_definition(m, ORM_VIEW, NULL, "w");

	cr_expect_null(strstr(v->definition, own), "%s", v->definition);
	cr_expect_not_null(strstr(v->definition, "from (`t` join"), "%s", v->definition);
	/* an alias of that name makes it hard to tell: all is left as it is */
	if (maria)
		cr_expect_not_null(
		    strstr(w->definition, arena_printf(&arena, "`%s`.`t` `%s`", own, own)), "%s",
		    w->definition);
	cr_expect_str_eq(needs(m, "view v"), "table t, column t.a");
	cr_expect(text_starts(needs(m, "view w"), "table t, column t.a"), "%s", needs(m, "view w"));
}

static size_t place(const struct orm_metadata *m, enum orm_kind kind, const char *name)
{
	for (size_t i = 0; i < m->definitions.len; i++)
		if (m->definitions.items[i]->object.kind == kind &&
		    text_same(m->definitions.items[i]->object.name, name))
			return i;
	cr_assert_fail("%s isn't there", name);
	return 0;
}

ON_BOTH(views_come_after_what_they_use)
{
	const struct orm_metadata *m =
	    made("CREATE TABLE t (a int, b int); CREATE TABLE q (c int);"
	         "CREATE VIEW c AS SELECT a FROM t; CREATE VIEW b AS SELECT a AS t FROM c;"
	         "CREATE VIEW a AS SELECT x.a, (SELECT MAX(t) FROM b) AS m FROM c x;"
	         "CREATE VIEW d AS WITH q AS (SELECT b FROM t) SELECT b FROM q");

	cr_expect_lt(place(m, ORM_VIEW, "c"), place(m, ORM_VIEW, "b"));
	cr_expect_lt(place(m, ORM_VIEW, "b"), place(m, ORM_VIEW, "a"));
	cr_expect_str_eq(needs(m, "view b"), "view c");
	cr_expect_str_eq(needs(m, "view a"), "view b, view c");
	/* WITH's q isn't the table */
	cr_expect_str_eq(needs(m, "view d"), "table t, column t.b");
}

ON_BOTH(triggers)
{
	const struct orm_metadata *m = made(
	    "CREATE TABLE t (a int, b varchar(20)); CREATE TABLE `lo``g` (a int);"
	    "CREATE TRIGGER z BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;"
	    "create trigger `a` before insert on t for each row follows z "
	    "BEGIN SET NEW.b = 'it''s \\\\'; SET NEW.a = 2; END;"
	    "CREATE TRIGGER m AFTER DELETE ON `lo``g` FOR EACH ROW INSERT INTO t (a) VALUES (1)");
	const struct orm_definition *a = orm_metadata_definition(m, ORM_TRIGGER, NULL, "a");

	expect(m, "trigger t.z",
	       "on=t definition=BEFORE INSERT ON `t` FOR EACH ROW SET NEW.a = 1" ROOT, NULL);
	expect(m, "trigger t.a",
	       "on=t definition=BEFORE INSERT ON `t` FOR EACH ROW BEGIN SET NEW.b = 'it''s \\\\'; "
	       "SET NEW.a = 2; END" ROOT " follows:z",
	       NULL);
	expect(m, "trigger lo`g.m",
	       "on=lo`g definition=AFTER DELETE ON `lo``g` FOR EACH ROW INSERT INTO t (a) VALUES "
	       "(1)" ROOT,
	       NULL);
	cr_expect_lt(place(m, ORM_TRIGGER, "z"), place(m, ORM_TRIGGER, "a"));
	cr_expect_str_eq(needs(m, "trigger t.a"), "table t, trigger t.z, column t.a, column t.b");
	cr_expect_eq(a->object.table, orm_metadata_table(m, NULL, "t"));
	/* MariaDB keeps the head as it was written */
	if (maria)
		cr_expect_str_eq(a->object.text,
		                 "CREATE DEFINER=`root`@`localhost` trigger `a` before insert on t "
		                 "for each row BEGIN SET NEW.b = 'it''s \\\\'; SET NEW.a = 2; END");
	else
		cr_expect_null(a->object.text);
}

ON_BOTH(routines)
{
	const struct orm_metadata *m =
	    made("CREATE PROCEDURE p() SELECT ')' AS x;"
	         "CREATE PROCEDURE `p q`( IN a enum('x)','''', \"(\"), INOUT `)` decimal(5,2)) "
	         "MODIFIES SQL DATA SQL SECURITY INVOKER COMMENT 'it''s' BEGIN SELECT 1; END;"
	         "CREATE DEFINER=`x`@`%` FUNCTION f(a varchar(5) CHARSET latin1) RETURNS "
	         "varchar(9) CHARSET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC RETURN a");

	expect(m, "procedure p", "arguments= definition=SELECT ')' AS x" ROOT, NULL);
	expect(m, "procedure p q",
	       "arguments= IN a enum('x)','''', \"(\"), INOUT `)` decimal(5,2) definition=MODIFIES "
	       "SQL DATA\n    SQL SECURITY INVOKER\n    COMMENT 'it''s'\nBEGIN SELECT 1; END" ROOT,
	       NULL);
	expect(
	    m, "function f",
	    "arguments=a varchar(5) CHARSET latin1 definition=RETURNS varchar(9) CHARSET utf8mb4 "
	    "COLLATE utf8mb4_bin\n    DETERMINISTIC\nRETURN a definer:`x`@`%`",
	    NULL);
}

/* In terms of the routine's own modes a name is in other quotes. */
ON_BOTH(modes)
{
	struct error err = { 0 };
	const struct orm_metadata *m;

	catalog_run(&arena, c,
	            "SET @old = @@sql_mode, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
	cr_assert(orm_exec(c,
	                   "CREATE PROCEDURE \"a \"\"b`c\"(\"x)\" enum('\\')) SELECT '\\', \"x)\"",
	                   &err),
	          "%s", err.message);
	catalog_run(&arena, c, "SET sql_mode = ''; CREATE PROCEDURE none() SELECT 1");
	m = made(
	    "SET sql_mode = @old; SET @c = @@collation_connection; SET NAMES latin1; "
	    "CREATE VIEW v AS SELECT 1 AS a; SET NAMES utf8mb4; SET collation_connection = @c");
	expect(m, "procedure a \"b`c",
	       "arguments=\"x)\" enum('\\') definition=SELECT '\\', \"x)\"" ROOT
	       " sql_mode:ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
	       NULL);
	expect(m, "procedure none", "arguments= definition=SELECT 1" ROOT " sql_mode:none", NULL);
	expect(m, "view v",
	       "definition=select 1 AS `a` character_set_client:latin1 "
	       "collation_connection:latin1_swedish_ci" ROOT,
	       NULL);
}

ON_BOTH(events)
{
	const struct orm_metadata *m =
	    made("SET @old = @@time_zone; CREATE TABLE t (a int);"
	         "CREATE EVENT every ON SCHEDULE EVERY 2 HOUR DO BEGIN DELETE FROM t; END;"
	         "CREATE EVENT exact ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS "
	         "'2030-01-01 00:00:00' ENDS '2031-01-01' ON COMPLETION PRESERVE DISABLE "
	         "COMMENT ' STARTS ''2030''' DO SELECT ' STARTS ';"
	         "SET time_zone = '+02:00';"
	         "CREATE EVENT once ON SCHEDULE AT '2035-02-03 04:05:06' DO SELECT 1;"
	         "SET time_zone = @old");
	const struct orm_object *every = catalog_find(&arena, m, "event every");

	expect(m, "event exact",
	       "definition=ON SCHEDULE EVERY '1:30' HOUR_MINUTE ENDS '2031-01-01 00:00:00' ON "
	       "COMPLETION PRESERVE DISABLE COMMENT ' STARTS ''2030''' DO SELECT ' STARTS '" ROOT
	       " starts:2030-01-01 00:00:00",
	       NULL);
	expect(m, "event once",
	       "definition=ON SCHEDULE AT '2035-02-03 04:05:06' ON COMPLETION NOT PRESERVE ENABLE "
	       "DO SELECT 1" ROOT " time_zone:+02:00",
	       NULL);
	/* the server's choice isn't the author's word */
	cr_assert_not_null(every);
	cr_expect_str_eq(((const struct orm_definition *)every)->definition,
	                 "ON SCHEDULE EVERY 2 HOUR ON COMPLETION NOT PRESERVE ENABLE DO BEGIN "
	                 "DELETE FROM t; END");
	cr_expect_not_null(orm_option_get(&every->options, NULL, "started"));
}

Test(mysql_definitions, sequences)
{
	const struct orm_metadata *m;

	begin(true);
	m = made("CREATE SEQUENCE bare;"
	         "CREATE SEQUENCE full START WITH 5 INCREMENT BY -2 MINVALUE -100 MAXVALUE 50 "
	         "CACHE 7 CYCLE ENGINE=Aria COMMENT='it''s';"
	         "CREATE SEQUENCE down INCREMENT BY -1 NOCACHE;"
	         "CREATE TABLE t (a bigint DEFAULT (NEXT VALUE FOR bare), b int)");
	expect(m, "sequence bare", "", NULL);
	expect(m, "sequence full",
	       "comment=it's cache:7 cycle:true engine:Aria increment:-2 maxvalue:50 "
	       "minvalue:-100 start:5",
	       NULL);
	expect(m, "sequence down", "cache:0 increment:-1", NULL);
	expect(m, "column t.a", "type=bigint(20) nullable=yes server_default=nextval(`bare`)",
	       NULL);
	cr_expect_str_eq(needs(m, "table t"), "sequence bare");
	cr_expect_eq(m->tables.len, 1);
}

Test(mysql_definitions, packages)
{
	const struct orm_metadata *m;

	begin(true);
	m = made(
	    "SET @old = @@sql_mode, sql_mode = 'ORACLE';"
	    "CREATE PACKAGE p AS FUNCTION f(a int) RETURN int; END;"
	    "CREATE PACKAGE BODY p AS FUNCTION f(a int) RETURN int AS BEGIN RETURN a; END; END;"
	    "CREATE PROCEDURE bare AS BEGIN SELECT 1; END; SET sql_mode = @old;"
	    "CREATE AGGREGATE FUNCTION g(x int) RETURNS int BEGIN DECLARE t int DEFAULT 0; "
	    "DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN t; LOOP FETCH GROUP NEXT ROW; SET t "
	    "= t + x; END LOOP; END");
	cr_expect_str_eq(orm_metadata_definition(m, ORM_PACKAGE, NULL, "p")->definition,
	                 "AS FUNCTION f(a int) RETURN int; END");
	cr_expect_str_eq(orm_metadata_definition(m, ORM_PACKAGE_BODY, NULL, "p")->definition,
	                 "AS FUNCTION f(a int) RETURN int AS BEGIN RETURN a; END; END");
	cr_expect_str_eq(orm_metadata_definition(m, ORM_PROCEDURE, NULL, "bare")->definition,
	                 "AS BEGIN SELECT 1; END");
	expect(m, "function g",
	       "arguments=x int definition=RETURNS int(11)\nBEGIN DECLARE t int DEFAULT 0; DECLARE "
	       "CONTINUE HANDLER FOR NOT FOUND RETURN t; LOOP FETCH GROUP NEXT ROW; SET t = t + x; "
	       "END LOOP; END aggregate:true" ROOT,
	       NULL);
}

ON_BOTH(definers_can_be_left_out)
{
	static const struct reflect_options without = { .no_definers = true };
	const struct orm_metadata *m;

	catalog_run(&arena, c,
	            "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
	            "create trigger r before insert on t for each row SET NEW.a = 1");
	m = catalog_reflect(&arena, c, &without);
	expect(m, "view v", "definition=select `t`.`a` AS `a` from `t`", NULL);
	expect(m, "trigger t.r", "on=t definition=BEFORE INSERT ON `t` FOR EACH ROW SET NEW.a = 1",
	       NULL);
	/* the statement as it is kept has the definer in it */
	cr_expect_null(orm_metadata_definition(m, ORM_TRIGGER, NULL, "r")->object.text);
}

ON_BOTH(only_what_is_wanted)
{
	struct reflect_options some = { 0 };
	const struct orm_metadata *m;
	struct orm_metadata *one;
	struct error err = { 0 };

	vec_push(&arena, &some.exclude, "x*");
	catalog_run(
	    &arena, c,
	    "CREATE TABLE t (a int); CREATE TABLE x (a int); CREATE VIEW xv AS SELECT 1 AS a;"
	    "CREATE VIEW v AS SELECT a FROM x; CREATE PROCEDURE p() SELECT 1;"
	    "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;"
	    "CREATE TRIGGER xr BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1");
	m = catalog_reflect(&arena, c, &some);
	cr_expect_eq(m->definitions.len, 3, "%s", catalog_dump(&arena, m));
	cr_expect_not_null(orm_metadata_definition(m, ORM_TRIGGER, NULL, "r"));
	cr_expect_str_eq(needs(m, "view v"), "table x");
	cr_assert(reflect_table(&arena, c, NULL, "x", &one, &err), "%s", err.message);
	cr_assert_eq(one->definitions.len, 1, "%s", catalog_dump(&arena, one));
	cr_expect_not_null(orm_metadata_definition(one, ORM_TRIGGER, NULL, "xr"));
}

/* A change of one of many asks for the others' texts in vain. */
ON_BOTH(one_alone)
{
	static const struct {
		const char *name;
		enum orm_kind kind;
	} all[] = {
		{ "v", ORM_VIEW }, { "r", ORM_TRIGGER }, { "p", ORM_PROCEDURE }, { "e", ORM_EVENT }
	};
	struct orm_metadata *one;
	struct error err = { 0 };

	catalog_run(&arena, c,
	            "CREATE TABLE t (a int); CREATE VIEW v AS SELECT 1 AS a;"
	            "CREATE VIEW w AS SELECT a FROM v; CREATE PROCEDURE p() SELECT 1;"
	            "CREATE PROCEDURE q() SELECT 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1;"
	            "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;"
	            "CREATE TRIGGER s BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 1");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		cr_assert(reflect_table(&arena, c, NULL, all[i].name, &one, &err), "%s",
		          err.message);
		cr_assert_not_null(one, "%s", all[i].name);
		cr_expect_eq(one->definitions.len, 1, "%s", catalog_dump(&arena, one));
		cr_expect_not_null(orm_metadata_definition(one, all[i].kind, NULL, all[i].name));
	}
	cr_assert(reflect_table(&arena, c, NULL, "none", &one, &err), "%s", err.message);
	cr_expect_null(one);
}

/* A connection of a user who may do nothing but what `rights` say. */
static struct orm_conn *as_user(const char *user, const char *rights)
{
	struct orm_url url = *orm_conn_url(c);
	struct orm_conn *out;
	struct error err = { 0 };

	catalog_run(&arena, c,
	            arena_printf(&arena,
	                         "CREATE USER %s IDENTIFIED BY 'f'; GRANT %s ON `%s`.* TO %s", user,
	                         rights, url.database, user));
	url.user = user;
	url.password = "f";
	cr_assert(orm_connect(&url, NULL, &out, &err), "%s", err.message);
	return out;
}

/* What can't be seen is named, and nothing fails. */
ON_BOTH(rights)
{
	const char *own = orm_conn_url(c)->database, *user = arena_printf(&arena, "%s_u", own);
	struct orm_conn *few;
	const struct orm_metadata *m;

	catalog_run(&arena, c,
	            "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
	            "CREATE PROCEDURE p() SELECT 1;"
	            "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1");
	few = as_user(user, "SELECT, EXECUTE");
	m = catalog_reflect(&arena, few, NULL);
	orm_close(few);
	cr_expect_not_null(orm_metadata_table(m, NULL, "t"));
	cr_expect(is_left_out(m, "view", "v", "SHOW VIEW"), "%s", catalog_dump(&arena, m));
	cr_expect(is_left_out(m, "procedure", "p", maria ? "SHOW CREATE ROUTINE" : "SHOW_ROUTINE"),
	          "%s", catalog_dump(&arena, m));
	cr_expect(is_left_out(m, "triggers", arena_printf(&arena, "of %s", own), "TRIGGER"), "%s",
	          catalog_dump(&arena, m));
	m = catalog_reflect(&arena, c, NULL);
	cr_expect(is_left_out(m, "privileges", arena_printf(&arena, "'%s'@'%%'", user), ""), "%s",
	          catalog_dump(&arena, m));
	cr_expect_eq(m->left_out.len, 1, "%s", catalog_dump(&arena, m));
	catalog_run(&arena, c, arena_printf(&arena, "DROP USER %s", user));
}

/* What a script has set doesn't change what is read, and is as it was afterwards. */
ON_BOTH(sessions)
{
	const struct orm_metadata *m;
	struct orm_value v;
	struct error err = { 0 };

	catalog_run(&arena, c,
	            "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
	            "CREATE PROCEDURE p() SELECT 1; SET sql_mode = 'ANSI_QUOTES'; SET NAMES latin1;"
	            "SET time_zone = '+03:00'; CREATE PROCEDURE q() SELECT 1;"
	            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1");
	m = catalog_reflect(&arena, c, NULL);
	cr_expect_not_null(orm_metadata_table(m, NULL, "t"));
	expect(m, "procedure p", "arguments= definition=SELECT 1" ROOT, NULL);
	expect(m, "procedure q",
	       "arguments= definition=SELECT 1 character_set_client:latin1 "
	       "collation_connection:latin1_swedish_ci" ROOT " sql_mode:ANSI_QUOTES",
	       NULL);
	cr_expect_null(orm_option_get(
	    &orm_metadata_definition(m, ORM_EVENT, NULL, "e")->object.options, NULL, "starts"));
	cr_assert(orm_query_value(&arena, c,
	                          "SELECT CONCAT(@@sql_mode, @@time_zone, @@character_set_client, "
	                          "@@collation_connection)",
	                          NULL, 0, &v, &err),
	          "%s", err.message);
	cr_expect_str_eq(v.data, "ANSI_QUOTES+03:00latin1latin1_swedish_ci");
}

/* In a scratch database nobody said who its maker is. */
ON_BOTH(scratch)
{
	static const struct reflect_options scratch = { .scratch = true };
	const struct orm_metadata *m;

	catalog_run(
	    &arena, c,
	    "CREATE VIEW v AS SELECT 1 AS a; CREATE DEFINER=`joe`@`%` VIEW w AS SELECT 1 AS a");
	m = catalog_reflect(&arena, c, &scratch);
	expect(m, "view v", "definition=select 1 AS `a` definer:", NULL);
	expect(m, "view w", "definition=select 1 AS `a` definer:`joe`@`%`", NULL);
}
