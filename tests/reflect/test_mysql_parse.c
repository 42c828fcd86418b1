/* tests/reflect/test_mysql_parse.c - what SHOW CREATE TABLE says, on both servers */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "postgresql.h"
#include "reflect/mysql/parse.h"

/* As a server says it: MariaDB, MySQL. */
enum server { MA, MY };

static struct orm_table *parse(struct arena *a, enum server server, const char *sql,
                               const char **why)
{
	struct map *defaults = map_new(a);
	struct my_context context = { server == MA ? &orm_mariadb : &orm_mysql, defaults,
		                      server == MA };
	struct orm_table *t = orm_table_new(a, NULL, "t");

	map_put(defaults, "latin1", "latin1_swedish_ci");
	return my_parse_table(a, &context, sql, t, why) ? t : NULL;
}

static struct orm_table *parsed(struct arena *a, enum server server, const char *sql)
{
	const char *why = NULL;
	struct orm_table *t = parse(a, server, sql, &why);

	cr_assert(t, "%s\n%s", why, sql);
	return t;
}

static void expect(struct arena *a, const struct orm_object *o, const char *expected,
                   const char *sql)
{
	const char *found = catalog_describe(a, o);

	cr_expect_str_eq(found, expected, "%s\nis      %s\nshould be %s", sql, found, expected);
}

/* A column's definition, and what it becomes. */
static const struct {
	enum server server;
	const char *sql, *expected;
} columns[] = {
	{ MA, "int(11) DEFAULT NULL", "type=int(11) nullable=yes" },
	{ MA, "int(10) unsigned zerofill NOT NULL AUTO_INCREMENT",
	  "type=int(10) unsigned zerofill nullable=no auto_increment:true" },
	{ MY, "int unsigned NOT NULL AUTO_INCREMENT",
	  "type=int unsigned nullable=no auto_increment:true" },
	{ MA, "varchar(10) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'it''s \\\\ \"x\"'",
	  "type=varchar(10) nullable=yes server_default='it''s \\\\ \"x\"' collation=latin1_bin" },
	{ MY, "varchar(10) CHARACTER SET latin1 NOT NULL",
	  "type=varchar(10) nullable=no collation=latin1_swedish_ci" },
	{ MY, "varchar(10) CHARACTER SET koi8r NOT NULL",
	  "type=varchar(10) nullable=no charset:koi8r" },
	{ MY, "varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
	  "type=varchar(10) nullable=no explicit_collation:true" },
	{ MY, "varchar(10) COLLATE utf8mb4_bin NOT NULL", "type=varchar(10) nullable=no" },
	{ MA, "enum('a''b','c\\\\d','x,y)','') NOT NULL DEFAULT 'x,y)'",
	  "type=enum('a''b','c\\\\d','x,y)','') nullable=no server_default='x,y)'" },
	{ MA, "datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)",
	  "type=datetime(3) nullable=yes server_default=current_timestamp(3) "
	  "on_update:current_timestamp(3)" },
	{ MY, "timestamp NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP",
	  "type=timestamp nullable=yes on_update:CURRENT_TIMESTAMP" },
	{ MA, "timestamp /* mariadb-5.3 */ NOT NULL DEFAULT '0000-00-00 00:00:00'",
	  "type=timestamp nullable=no server_default='0000-00-00 00:00:00'" },
	{ MA, "bit(3) DEFAULT b'101'", "type=bit(3) nullable=yes server_default=b'101'" },
	{ MA, "int(11) DEFAULT -5 COMMENT 'it''s'",
	  "type=int(11) nullable=yes server_default=-5 comment=it's" },
	{ MA, "int(11) DEFAULT (1 + 2) COMMENT 'a\\nb'",
	  "type=int(11) nullable=yes server_default=(1 + 2) comment=a\nb" },
	{ MA, "bigint(20) DEFAULT nextval(`db`.`seq`) CHECK (`c` > 0)",
	  "type=bigint(20) nullable=yes server_default=nextval(`db`.`seq`) check:`c` > 0" },
	{ MA, "varchar(9) DEFAULT concat('a',repeat('b',2)) INVISIBLE",
	  "type=varchar(9) nullable=yes server_default=concat('a',repeat('b',2)) invisible:true" },
	{ MA, "varchar(9) DEFAULT trim(both 'x' from ' COMMENT ') COMMENT 'x'",
	  "type=varchar(9) nullable=yes server_default=trim(both 'x' from ' COMMENT ') comment=x" },
	{ MY, "datetime DEFAULT ((now() + interval 1 day))",
	  "type=datetime nullable=yes server_default=((now() + interval 1 day))" },
	{ MY, "blob DEFAULT (_utf8mb4'x')", "type=blob nullable=yes server_default=(_utf8mb4'x')" },
	{ MY, "int", "type=int nullable=yes no_default:true" },
	{ MY, "longtext", "type=longtext nullable=yes" },
	{ MA, "longtext", "type=longtext nullable=yes no_default:true" },
	{ MA,
	  "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK "
	  "(json_valid(`c`))",
	  "type=longtext nullable=yes check:json_valid(`c`) explicit_collation:true" },
	{ MA, "varchar(9) GENERATED ALWAYS AS (concat(`b`,'x\\'),')) STORED COMMENT 'x'",
	  "type=varchar(9) nullable=yes computed=concat(`b`,'x\\'),') persisted=yes comment=x" },
	{ MY, "int GENERATED ALWAYS AS ((`n` + 1)) VIRTUAL NOT NULL /*!80023 INVISIBLE */",
	  "type=int nullable=no computed=`n` + 1 persisted=no invisible:true" },
	{ MY, "int GENERATED ALWAYS AS (((`a` + 1) * (`b` + 2))) STORED",
	  "type=int nullable=yes computed=(`a` + 1) * (`b` + 2) persisted=yes" },
	{ MY, "int DEFAULT '5' /*!80023 INVISIBLE */",
	  "type=int nullable=yes server_default='5' invisible:true" },
	{ MA, "int(11) INVISIBLE DEFAULT 5",
	  "type=int(11) nullable=yes server_default=5 invisible:true" },
	{ MY, "point NOT NULL /*!80003 SRID 4326 */", "type=point nullable=no srid:4326" },
	{ MY, "int /*!50606 STORAGE DISK */ /*!50606 COLUMN_FORMAT FIXED */ DEFAULT NULL",
	  "type=int nullable=yes column_format:FIXED storage:DISK" },
	{ MY, "int NOT SECONDARY DEFAULT NULL", "type=int nullable=yes not_secondary:true" },
	{ MY,
	  "int DEFAULT NULL /*!80021 ENGINE_ATTRIBUTE '{\"a\": 1}' */ /*!80021 "
	  "SECONDARY_ENGINE_ATTRIBUTE '{}' */",
	  "type=int nullable=yes engine_attribute:{\"a\": 1} secondary_engine_attribute:{}" },
	{ MA, "text /*M!100301 COMPRESSED*/ DEFAULT NULL",
	  "type=text nullable=yes compressed:true" },
	{ MA, "timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE",
	  "type=timestamp(6) nullable=yes invisible:true row:start" },
	{ MA, "timestamp(6) GENERATED ALWAYS AS ROW END",
	  "type=timestamp(6) nullable=yes row:end" },
	{ MA, "int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING",
	  "type=int(11) nullable=yes without_system_versioning:true" },
	{ MA, "int(11) NOT NULL COMMENT 'x' `complex`='c\\'f' `other`=7 CHECK (`a` > 0)",
	  "type=int(11) nullable=no comment=x attributes:`complex`='c\\'f' `other`=7 check:`a` > "
	  "0" },
	{ MY, "vector(3) DEFAULT NULL", "type=vector(3) nullable=yes" },
	{ MA, "inet6 DEFAULT '::'", "type=inet6 nullable=yes server_default='::'" },
};

Test(mysql_parse, columns)
{
	for (size_t i = 0; i < COUNT(columns); i++) {
		struct arena a = { 0 };
		const char *sql = arena_printf(&a,
		                               "CREATE TABLE `t` (\n  `we``ird \"c` %s\n) "
		                               "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 "
		                               "COLLATE=utf8mb4_bin",
		                               columns[i].sql);
		struct orm_table *t = parsed(&a, columns[i].server, sql);

		cr_assert_eq(t->columns.len, 1);
		cr_expect_str_eq(t->columns.items[0]->object.name, "we`ird \"c");
		expect(&a, &t->columns.items[0]->object, columns[i].expected, sql);
		arena_release(&a);
	}
}

/* A key or constraint, its kind and name, and what it becomes. */
static const struct {
	enum server server;
	const char *sql;
	enum orm_kind kind;
	const char *name, *expected;
} parts[] = {
	{ MA, "PRIMARY KEY (`a`,`b`(10) DESC) USING BTREE COMMENT 'x'", ORM_PRIMARY_KEY, NULL,
	  "columns=[a][b(10) desc] comment=x using:BTREE" },
	{ MA, "PRIMARY KEY (`a`,`p` WITHOUT OVERLAPS)", ORM_PRIMARY_KEY, NULL,
	  "columns=[a] without_overlaps:p" },
	{ MA, "KEY `k` (`a`)", ORM_INDEX, "k", "columns=[a]" },
	{ MA, "UNIQUE KEY `u``k` (`a`(3),`b`) USING HASH KEY_BLOCK_SIZE=4 COMMENT 'it''s'",
	  ORM_INDEX, "u`k",
	  "columns=[a(3)][b] unique=yes using=HASH comment=it's key_block_size:4" },
	{ MA, "UNIQUE KEY `u` (`a`,`p` WITHOUT OVERLAPS)", ORM_INDEX, "u",
	  "columns=[a] unique=yes without_overlaps:p" },
	{ MA, "KEY `k` (`a`) IGNORED", ORM_INDEX, "k", "columns=[a] invisible:true" },
	{ MY, "KEY `k` (`a`) /*!80000 INVISIBLE */", ORM_INDEX, "k", "columns=[a] invisible:true" },
	{ MY, "FULLTEXT KEY `k` (`a`,`b`) /*!50100 WITH PARSER `ngram` */ ", ORM_INDEX, "k",
	  "columns=[a][b] prefix:FULLTEXT with_parser:ngram" },
	{ MA, "SPATIAL KEY `k` (`a`)", ORM_INDEX, "k", "columns=[a] prefix:SPATIAL" },
	{ MA, "VECTOR KEY `k` (`a`) `m`='6' `distance`='cosine'", ORM_INDEX, "k",
	  "columns=[a] distance:cosine m:6 prefix:VECTOR" },
	{ MY, "KEY `k` (((`a` + 1)),(lower(`b`)) DESC,`c`)", ORM_INDEX, "k",
	  "columns=[expr `a` + 1][expr lower(`b`) desc][c]" },
	{ MY, "KEY `k` ((cast(json_extract(`f`,_utf8mb4'$.a') as unsigned array)))", ORM_INDEX, "k",
	  "columns=[expr cast(json_extract(`f`,_utf8mb4'$.a') as unsigned array)]" },
	{ MY, "KEY `k` (`a`) /*!80021 ENGINE_ATTRIBUTE '{}' */", ORM_INDEX, "k",
	  "columns=[a] engine_attribute:{}" },
	{ MA, "CONSTRAINT `c` CHECK (`a` > 1 and `b` <> ')')", ORM_CHECK, "c",
	  "expr=`a` > 1 and `b` <> ')'" },
	{ MA, "CHECK ((`a`) > (`b`))", ORM_CHECK, NULL, "expr=(`a`) > (`b`)" },
	{ MY, "CONSTRAINT `c` CHECK (((`a` > 1) and (`b` < 2))) /*!80016 NOT ENFORCED */",
	  ORM_CHECK, "c", "expr=(`a` > 1) and (`b` < 2) not_enforced=yes" },
	{ MA,
	  "CONSTRAINT `f` FOREIGN KEY (`a`, `b`) REFERENCES `p` (`x`, `y`) ON DELETE CASCADE ON "
	  "UPDATE SET NULL",
	  ORM_FOREIGN_KEY, "f",
	  "columns=[a][b] referred_table=p referred_columns=x,y ondelete=CASCADE onupdate=SET "
	  "NULL" },
	{ MY, "CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `o.d`.`p` (`x`) ON DELETE RESTRICT",
	  ORM_FOREIGN_KEY, "f",
	  "columns=[a] referred_schema=o.d referred_table=p referred_columns=x ondelete=RESTRICT" },
	{ MA,
	  "CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `p` (`x`) ON DELETE SET DEFAULT ON UPDATE "
	  "NO ACTION",
	  ORM_FOREIGN_KEY, "f",
	  "columns=[a] referred_table=p referred_columns=x ondelete=SET DEFAULT onupdate=NO "
	  "ACTION" },
};

static const struct orm_object *only_part(const struct orm_table *t)
{
	cr_assert_eq(t->constraints.len + t->indexes.len, 1);
	return t->indexes.len ? &t->indexes.items[0]->object : &t->constraints.items[0]->object;
}

Test(mysql_parse, keys_and_constraints)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct arena a = { 0 };
		const char *sql = arena_printf(
		    &a, "CREATE TABLE `t` (\n  `a` int NOT NULL,\n  %s\n) ENGINE=InnoDB",
		    parts[i].sql);
		const struct orm_object *o = only_part(parsed(&a, parts[i].server, sql));

		cr_expect_eq(o->kind, parts[i].kind, "%s", sql);
		cr_expect(text_same(o->name, parts[i].name), "%s is %s", sql, o->name);
		expect(&a, o, parts[i].expected, sql);
		arena_release(&a);
	}
}

/* What follows the parenthesis. */
static const struct {
	enum server server;
	const char *sql, *expected;
} options[] = {
	{ MA, "ENGINE=InnoDB AUTO_INCREMENT=50 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
	  "auto_increment:50 collate:utf8mb4_bin engine:InnoDB" },
	{ MY, "ENGINE=InnoDB DEFAULT CHARSET=latin1", "collate:latin1_swedish_ci engine:InnoDB" },
	{ MY, "ENGINE=InnoDB DEFAULT CHARSET=koi8r", "charset:koi8r engine:InnoDB" },
	{ MA,
	  "ENGINE=MyISAM MIN_ROWS=1 MAX_ROWS=10 AVG_ROW_LENGTH=9 PACK_KEYS=1 CHECKSUM=1 "
	  "DELAY_KEY_WRITE=1 ROW_FORMAT=FIXED KEY_BLOCK_SIZE=8 COMMENT='tab''le' DATA "
	  "DIRECTORY='/a b/' INDEX DIRECTORY='/c/'",
	  "comment=tab'le avg_row_length:9 checksum:1 data_directory:/a b/ delay_key_write:1 "
	  "engine:MyISAM index_directory:/c/ key_block_size:8 max_rows:10 min_rows:1 pack_keys:1 "
	  "row_format:FIXED" },
	{ MA, "ENGINE=InnoDB STATS_PERSISTENT=1 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=5",
	  "engine:InnoDB stats_auto_recalc:0 stats_persistent:1 stats_sample_pages:5" },
	{ MA, "ENGINE=MRG_MyISAM INSERT_METHOD=LAST UNION=(`a`,`b`)",
	  "engine:MRG_MyISAM insert_method:LAST union:(`a`,`b`)" },
	{ MA, "ENGINE=Aria PAGE_CHECKSUM=0 TRANSACTIONAL=1",
	  "engine:Aria page_checksum:0 transactional:1" },
	{ MA, "ENGINE=FEDERATED CONNECTION='mysql://u@h/d'",
	  "connection:mysql://u@h/d engine:FEDERATED" },
	{ MA, "ENGINE=InnoDB WITH SYSTEM VERSIONING", "engine:InnoDB system_versioning:true" },
	{ MY, "/*!50100 TABLESPACE `ts` STORAGE DISK */ ENGINE=InnoDB",
	  "engine:InnoDB storage:DISK tablespace:ts" },
	{ MY,
	  "/*!80023 AUTOEXTEND_SIZE=4194304 */ ENGINE=InnoDB COMPRESSION='zlib' /*!80016 DEFAULT "
	  "ENCRYPTION='Y' */",
	  "autoextend_size:4194304 compression:zlib encryption:Y engine:InnoDB" },
	{ MY, "ENGINE=InnoDB SECONDARY_ENGINE=rapid /*!80021 SECONDARY_ENGINE_ATTRIBUTE='{}' */",
	  "engine:InnoDB secondary_engine:rapid secondary_engine_attribute:{}" },
	{ MY,
	  "ENGINE=InnoDB\n/*!50100 PARTITION BY LINEAR KEY */ /*!50611 ALGORITHM = 1 */ /*!50100 "
	  "(id)\nPARTITIONS 4 */",
	  "partition_by=LINEAR KEY ALGORITHM = 1 (id)\nPARTITIONS 4 engine:InnoDB" },
	{ MA,
	  "ENGINE=InnoDB\n PARTITION BY LIST  COLUMNS(`s`)\n(PARTITION `a` VALUES IN ('x','y)') "
	  "COMMENT = 'it''s',\n PARTITION `b` DEFAULT)",
	  "partition_by=LIST COLUMNS(`s`)\n(PARTITION `a` VALUES IN ('x','y)') COMMENT = "
	  "'it''s',\n PARTITION `b` DEFAULT) engine:InnoDB" },
	{ MA,
	  "ENGINE=InnoDB WITH SYSTEM VERSIONING\n PARTITION BY SYSTEM_TIME INTERVAL 1 DAY STARTS "
	  "TIMESTAMP'2026-11-21 00:00:00'\nPARTITIONS 3",
	  "partition_by=SYSTEM_TIME INTERVAL 1 DAY STARTS TIMESTAMP'2026-11-21 "
	  "00:00:00'\nPARTITIONS 3 engine:InnoDB system_versioning:true" },
};

Test(mysql_parse, table_options)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		struct arena a = { 0 };
		const char *sql = arena_printf(&a, "CREATE TABLE `t` (\n  `a` int NOT NULL\n) %s",
		                               options[i].sql);

		expect(&a, &parsed(&a, options[i].server, sql)->object, options[i].expected, sql);
		arena_release(&a);
	}
}

Test(mysql_parse, periods)
{
	struct arena a = { 0 };
	const char *sql =
	    "CREATE TABLE `t` (\n  `s` date NOT NULL,\n  PERIOD FOR `app` (`s`, `e``x`),\n"
	    "  PERIOD FOR SYSTEM_TIME (`rs`, `select`)\n) ENGINE=InnoDB";

	expect(&a, &parsed(&a, MA, sql)->object,
	       "engine:InnoDB period_app:s, `e``x` period_system_time:rs, `select`", sql);
	arena_release(&a);
}

/* What the server prints as a comment, since nobody there knows it. */
Test(mysql_parse, options_of_absent_engines)
{
	struct arena a = { 0 };
	struct orm_table *t = parsed(
	    &a, MA, "CREATE TABLE `t` (\n  `a` int(11) NOT NULL /* `X`='y' */\n) ENGINE=InnoDB");

	cr_assert_not_null(t->opaque);
	cr_expect_not_null(strstr(t->opaque, "`X`='y'"), "%s", t->opaque);
	arena_release(&a);
}

/* Nothing is skipped: a reason that says where. */
static const struct {
	enum server server;
	const char *sql, *why;
} refused[] = {
	{ MA, "CREATE TABLE `t` (\n  `a` int(11) SPARKLING\n) ENGINE=InnoDB",
	  "line 2 of its definition, at \"SPARKLING\": an attribute of a column is expected here" },
	{ MA, "CREATE TABLE `t` (\n  `a` int(11),\n  KEY `k` (`a`) SHINY\n)", "at \"SHINY\"" },
	{ MA, "CREATE TABLE `t` (\n  `a` int(11)\n) SHAPE=ROUND", "\"shape\" isn't known" },
	{ MA, "CREATE TABLE `t` (\n  `a` int(11)\n", "line 3" },
	{ MA, "CREATE TABLE `t` (\n  `a` int(11) DEFAULT (1\n)", "is expected here" },
	{ MA, "CREATE TABLE `t` (\n  CLUSTERING KEY `a` (`b`)\n)", "at \"CLUSTERING KEY" },
	{ MA, "CREATE TEMPORARY TABLE `t` (\n  `a` int(11)\n)", "temporary table" },
	{ MY, "CREATE VIEW `v` AS select 1", "\"table\" is expected here" },
	{ MY, "", "\"create\" is expected here" },
	{ MA, "CREATE TABLE `t` (\n  `a` enum('\xc3\xa4", "line 2" },
};

Test(mysql_parse, refusals)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct arena a = { 0 };
		const char *why = NULL;

		cr_assert_null(parse(&a, refused[i].server, refused[i].sql, &why), "%s",
		               refused[i].sql);
		cr_assert_not_null(why);
		cr_expect_not_null(strstr(why, refused[i].why), "%s: %s", refused[i].sql, why);
		arena_release(&a);
	}
}
