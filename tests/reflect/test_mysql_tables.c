/* tests/reflect/test_mysql_tables.c - tables of real servers, read and made again */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "postgresql.h"
#include "reflect/write/write.h"
#include "tests/support/server.h"

/* What a server must be; VECTORS: a MariaDB that has them. */
enum kind { EITHER, MARIADB, VECTORS, MYSQL };

static const struct {
	enum kind kind;
	const char *sql;
} tables[] = {
	{ EITHER, "CREATE TABLE p (id int unsigned AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT=50" },
	{ EITHER, "CREATE TABLE types (a tinyint(1), b smallint unsigned, c mediumint zerofill, d "
	          "bigint, e decimal(10,2), f decimal(5), g float, h double, i double(10,3), j "
	          "bit(3) DEFAULT b'101', k char(3), l varchar(20), m binary(3), n varbinary(9), o "
	          "tinytext, p text, q mediumtext, r longtext, s tinyblob, t blob, u mediumblob, v "
	          "longblob, w date, x time(2), y datetime(6), z timestamp NULL, aa year, bb json, "
	          "cc enum('a''b','c\\\\d','x,y)','') NOT NULL, dd set('x','y') DEFAULT 'x')" },
	{ EITHER,
	  "CREATE TABLE defaults (a int DEFAULT 5, b varchar(20) DEFAULT 'O''Reilly \\\\ x', c "
	  "datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), d "
	  "timestamp NOT NULL DEFAULT '2000-01-01 00:00:00', e int NOT NULL DEFAULT -5, f "
	  "varbinary(4) DEFAULT 'a\\0b', g datetime DEFAULT (now() + interval 1 day), h int "
	  "DEFAULT (1 + 2), i decimal(5,2) unsigned zerofill DEFAULT 1.5, j char(1) DEFAULT "
	  "'', k varchar(9) DEFAULT (concat('a', \"b'c\")))" },
	{ EITHER,
	  "CREATE TABLE `we``ird \"n` (`a b` int, `c``d` int, `select` int, KEY `k``\" x` (`a "
	  "b`), CONSTRAINT `c``x` CHECK (`a b` <> 1)) COMMENT 'it''s \\\\ \"x\"\n\ttwo'" },
	{ EITHER, "CREATE TABLE charsets (a varchar(9), b varchar(9) CHARACTER SET utf8mb4, c "
	          "varchar(9) COLLATE latin1_bin, d varchar(9) CHARACTER SET utf8mb3, e enum('x') "
	          "CHARACTER SET ascii, f varchar(9) COLLATE latin1_swedish_ci) CHARSET latin1" },
	{ EITHER, "CREATE TABLE generated_ (a int, b int AS (a + 1) VIRTUAL, c varchar(20) AS "
	          "(concat(a, 'x''y\\\\z)')) STORED COMMENT 'c', KEY (c))" },
	{ EITHER, "CREATE TABLE hidden (a int, b int INVISIBLE DEFAULT 5, c int AS (a + 1) VIRTUAL "
	          "INVISIBLE)" },
	{ EITHER,
	  "CREATE TABLE checks (a int, b int, CHECK (a > 0 AND b <> 5), CONSTRAINT ck CHECK (b "
	  "IN (1, 2) OR a < (b + 1) * 2))" },
	{ EITHER, "CREATE TABLE taken (a int NOT NULL, b int)" },
	{ EITHER, "ALTER TABLE taken ALTER COLUMN b DROP DEFAULT" },
	{ EITHER,
	  "CREATE TABLE `keys` (id int, a varchar(50), b varchar(50), c text, PRIMARY KEY (id, "
	  "a(5)) COMMENT 'pk', UNIQUE KEY u (b(3), id), KEY d (a DESC, b), KEY m (a) USING "
	  "BTREE COMMENT 'idx', FULLTEXT KEY ft (c, b), KEY (c(10)))" },
	{ EITHER,
	  "CREATE TABLE spatial_ (a point NOT NULL, b geometry, c multipolygon, SPATIAL KEY "
	  "(a))" },
	{ EITHER, "CREATE TABLE fk (a int unsigned, b int unsigned, c int unsigned, CONSTRAINT f1 "
	          "FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL, FOREIGN "
	          "KEY (b) REFERENCES p (id) ON DELETE RESTRICT, CONSTRAINT f3 FOREIGN KEY f3i (c) "
	          "REFERENCES p (id) ON UPDATE NO ACTION)" },
	{ EITHER, "CREATE TABLE tree (id int PRIMARY KEY, up int, FOREIGN KEY (up) REFERENCES tree "
	          "(id))" },
	{ EITHER,
	  "CREATE TABLE opts (a int) ROW_FORMAT=DYNAMIC MAX_ROWS=10 MIN_ROWS=1 AVG_ROW_LENGTH=9 "
	  "STATS_PERSISTENT=1 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=5 COMMENT 'x'" },
	{ EITHER, "CREATE TABLE compact (a int) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4" },
	{ EITHER,
	  "CREATE TABLE myisam_ (a int, b char(20), KEY (b)) ENGINE=MyISAM ROW_FORMAT=FIXED "
	  "PACK_KEYS=0 CHECKSUM=1 DELAY_KEY_WRITE=1" },
	{ EITHER, "CREATE TABLE m1 (a int) ENGINE=MyISAM" },
	{ EITHER, "CREATE TABLE m2 (a int) ENGINE=MyISAM" },
	{ EITHER, "CREATE TABLE merge_ (a int) ENGINE=MERGE UNION=(m1, m2) INSERT_METHOD=LAST" },
	{ EITHER, "CREATE TABLE memory_ (a int, KEY USING HASH (a), KEY b USING BTREE (a)) "
	          "ENGINE=MEMORY" },
	{ EITHER, "CREATE TABLE csv_ (a int NOT NULL) ENGINE=CSV" },
	{ EITHER, "CREATE TABLE ranges (id int, d date, KEY (d)) PARTITION BY RANGE (year(d)) "
	          "SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2000) "
	          "COMMENT='p''0' MAX_ROWS=5, PARTITION p1 VALUES LESS THAN MAXVALUE)" },
	{ EITHER,
	  "CREATE TABLE lists (id int, s varchar(10)) PARTITION BY LIST COLUMNS (s) (PARTITION "
	  "a VALUES IN ('x', 'y)'), PARTITION b VALUES IN (NULL))" },
	{ EITHER,
	  "CREATE TABLE hashes (id int PRIMARY KEY) PARTITION BY LINEAR KEY (id) PARTITIONS 4" },

	{ MARIADB,
	  "CREATE TABLE ma_types (a inet6, b inet4, c uuid DEFAULT uuid(), d text COMPRESSED, "
	  "e varchar(100) COMPRESSED DEFAULT 'q', f blob DEFAULT 'x', g point "
	  "REF_SYSTEM_ID=4326)" },
	{ MARIADB,
	  "CREATE TABLE ma_checks (a int COMMENT 'x' CHECK (a > 0 AND a <> 5), b json DEFAULT "
	  "'{}', c int DEFAULT 3 COMMENT 'y' CHECK (c > 1))" },
	{ MARIADB, "ALTER TABLE ma_checks ALTER COLUMN c DROP DEFAULT" },
	{ MARIADB,
	  "CREATE TABLE ma_keys (a int, b varchar(999), KEY k (a) IGNORED, UNIQUE KEY u (b) "
	  "USING HASH, KEY z (a) KEY_BLOCK_SIZE=4)" },
	{ MARIADB,
	  "CREATE TABLE versions (a int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re "
	  "timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, b int WITHOUT SYSTEM "
	  "VERSIONING, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING PARTITION BY "
	  "SYSTEM_TIME INTERVAL 1 DAY STARTS '2026-01-01 00:00:00' PARTITIONS 3" },
	{ MARIADB, "CREATE TABLE versions2 (a int WITH SYSTEM VERSIONING, b int)" },
	{ MARIADB,
	  "CREATE TABLE periods (id int, s date, e date, PERIOD FOR app (s, e), UNIQUE (id, app "
	  "WITHOUT OVERLAPS))" },
	{ MARIADB,
	  "CREATE TABLE periods2 (id int, s date, e date, PERIOD FOR `a b` (s, e), PRIMARY KEY "
	  "(id, `a b` WITHOUT OVERLAPS))" },
	{ MARIADB, "CREATE TABLE aria_ (a int KEY) ENGINE=Aria TRANSACTIONAL=1 PAGE_CHECKSUM=0" },
	{ MARIADB, "CREATE TABLE pages (a int) PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=3" },
	{ MARIADB, "CREATE TABLE lists2 (a int) PARTITION BY LIST (a) (PARTITION a VALUES IN (1), "
	           "PARTITION z DEFAULT)" },
	{ VECTORS,
	  "CREATE TABLE vectors (id int PRIMARY KEY, v vector(5) NOT NULL, VECTOR KEY (v) m=8 "
	  "distance=cosine)" },
	{ MARIADB, "CREATE SEQUENCE seq" },
	{ MARIADB, "CREATE TABLE counts (a bigint DEFAULT nextval(seq), b int)" },

	{ MYSQL, "CREATE TABLE my_columns (a point NOT NULL SRID 4326, b int COLUMN_FORMAT FIXED "
	         "STORAGE DISK, c int GENERATED ALWAYS AS (b) STORED NOT NULL, d text NOT NULL, e "
	         "blob DEFAULT ('x'), f json DEFAULT (json_object()))" },
	{ MYSQL, "CREATE TABLE my_vectors (a vector(3))" },
	{ MYSQL,
	  "CREATE TABLE my_keys (a int, b varchar(50), c json, d text, KEY k (a) INVISIBLE, KEY e "
	  "((a + 1), (lower(b)) DESC, b), KEY m ((CAST(c->'$.a' AS unsigned ARRAY))), FULLTEXT "
	  "KEY f (d) WITH PARSER ngram)" },
	{ MYSQL, "CREATE TABLE my_checks (a int CHECK (a > 0), b varchar(9), CHECK (b <> 'x)') NOT "
	         "ENFORCED)" },
	{ MYSQL, "CREATE TABLE my_second (a int NOT SECONDARY, b text) SECONDARY_ENGINE=rapid" },
	{ MYSQL, "CREATE TABLE my_space (a int) AUTOEXTEND_SIZE=4M" },
	{ MYSQL, "CREATE TABLE my_general (a int) TABLESPACE innodb_system" },
	{ MYSQL,
	  "CREATE TABLE my_hashes (id int PRIMARY KEY) PARTITION BY LINEAR KEY ALGORITHM=1 (id) "
	  "PARTITIONS 4" },
	{ MYSQL,
	  "CREATE TABLE my_explicit (a varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, b "
	  "varchar(9)) COLLATE utf8mb4_bin" },
};

static void exec(struct orm_conn *c, const char *sql)
{
	struct error err = { 0 };

	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
}

/* Names of the database itself taken out. */
static const char *without_database(struct arena *a, struct orm_conn *c, const char *text)
{
	const char *own = arena_printf(a, "`%s`.", orm_conn_url(c)->database), *at;
	struct buf out = { 0 };

	for (; (at = strstr(text, own)); text = at + strlen(own))
		buf_add(&out, text, (size_t)(at - text));
	buf_adds(&out, text);
	return buf_take(&out, a);
}

static const char *show(struct arena *a, struct orm_conn *c, const char *name)
{
	struct buf quoted = { 0 };
	struct orm_result *rows;
	struct error err = { 0 };
	const char *text;

	ddl_name(&quoted, orm_conn_dialect(c), name);
	cr_assert(orm_query(c, arena_printf(a, "SHOW CREATE TABLE %s", buf_take(&quoted, a)), NULL,
	                    0, &rows, &err),
	          "%s", err.message);
	cr_assert_eq(orm_next(rows, &err), ORM_ROW);
	text = without_database(a, c, orm_get_text(rows, 1));
	orm_result_close(rows);
	return text;
}

static bool fits(const struct orm_conn *c, enum kind kind)
{
	bool mariadb = !strcmp(orm_conn_dialect(c)->name, "mariadb");

	if (kind == VECTORS)
		return mariadb && orm_conn_version(c) >= 110701;
	return kind == EITHER || mariadb == (kind == MARIADB);
}

/* All that fits, in an empty database; the number of tables. */
static size_t make_tables(struct orm_conn *c)
{
	size_t count = 0;

	exec(c, "SET default_storage_engine = InnoDB");
	for (size_t i = 0; i < COUNT(tables); i++) {
		if (!fits(c, tables[i].kind))
			continue;
		exec(c, tables[i].sql);
		count += text_starts(tables[i].sql, "CREATE TABLE");
	}
	return count;
}

static void make_again(struct arena *a, struct orm_conn *c, const struct orm_object *o)
{
	struct ddl d = { .arena = a,
		         .dialect = orm_conn_dialect(c),
		         .version = orm_conn_version(c) };
	struct error err = { 0 };

	cr_assert(ddl_create(&d, o, &err), "%s", err.message);
	for (size_t i = 0; i < d.out.len; i++)
		exec(c, d.out.items[i].sql);
}

/* Each can be read, and what is written of it makes the same again. */
static void again(struct arena *a, const char *from, const char *to)
{
	struct orm_conn *x = server_connect(from), *y = server_connect(to);
	size_t count = make_tables(x);
	struct orm_metadata *m = catalog_reflect(a, x, NULL);

	cr_assert_eq(m->left_out.len, 0, "%s", catalog_dump(a, m));
	cr_expect_eq(m->tables.len, count);
	exec(y, "SET foreign_key_checks = 0");
	for (size_t i = 0; i < m->definitions.len; i++)
		make_again(a, y, &m->definitions.items[i]->object);
	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i];

		cr_expect_null(t->opaque, "%s: %s", t->object.name, t->opaque);
		make_again(a, y, &t->object);
		cr_expect_str_eq(show(a, y, t->object.name), show(a, x, t->object.name));
	}
	cr_expect_str_eq(catalog_dump(a, catalog_reflect(a, y, NULL)), catalog_dump(a, m));
	orm_close(x);
	orm_close(y);
}

Test(mysql_tables, mariadb_tables_are_made_again)
{
	struct arena a = { 0 };
	const char *from = server_mariadb(&a);

	again(&a, from, server_mariadb(&a));
	arena_release(&a);
}

Test(mysql_tables, mysql_tables_are_made_again)
{
	struct arena a = { 0 };
	const char *from = server_mysql(&a);

	again(&a, from, server_mysql(&a));
	arena_release(&a);
}

/* The rest differs little from server to server. */
static struct orm_conn *connect_any(struct arena *a)
{
	const char *mariadb = getenv("LIMBECK_TEST_MARIADB_URL");

	return server_connect(mariadb && *mariadb ? server_mariadb(a) : server_mysql(a));
}

static bool has_table(const struct orm_metadata *m, const char *name)
{
	return orm_metadata_table(m, NULL, name) != NULL;
}

Test(mysql_tables, only_what_is_wanted)
{
	struct arena a = { 0 };
	struct orm_conn *c = connect_any(&a);
	struct reflect_options options = { 0 };
	struct orm_metadata *m;

	catalog_run(
	    &a, c,
	    "CREATE TABLE app_a (a int); CREATE TABLE app_b (a int); CREATE TABLE other (a "
	    "int); CREATE TABLE limbeck_version (a int); CREATE TEMPORARY TABLE passing (a int)");
	m = catalog_reflect(&a, c, NULL);
	cr_expect(has_table(m, "app_a") && has_table(m, "other"));
	cr_expect(!has_table(m, "limbeck_version") && !has_table(m, "passing"));
	options.own_tables = true;
	cr_expect(has_table(catalog_reflect(&a, c, &options), "limbeck_version"));
	vec_push(&a, &options.include, "app_*");
	vec_push(&a, &options.exclude, "*_b");
	m = catalog_reflect(&a, c, &options);
	cr_expect_eq(m->tables.len, 1);
	cr_expect(has_table(m, "app_a"));
	orm_close(c);
	arena_release(&a);
}

Test(mysql_tables, another_schema)
{
	struct arena a = { 0 };
	struct orm_conn *c = connect_any(&a), *other = connect_any(&a);
	struct reflect_options options = { 0 };
	struct orm_metadata *m;
	struct error err = { 0 };
	struct orm_value v;

	catalog_run(
	    &a, other,
	    "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f FOREIGN "
	    "KEY (a) REFERENCES p (id))");
	cr_assert(orm_query_value(&a, other, "SELECT DATABASE()", NULL, 0, &v, &err));
	options.schema = v.data;
	m = catalog_reflect(&a, c, &options);
	cr_assert_eq(m->tables.len, 2);
	cr_expect_str_eq(m->tables.items[0]->object.schema, v.data);
	cr_expect_not_null(
	    catalog_find(&a, m, arena_printf(&a, "table %s.p", (const char *)v.data)));
	cr_expect_str_eq(m->tables.items[1]->constraints.items[0]->referred_schema, v.data);
	options.schema = "limbeck_none_such";
	cr_expect(!reflect_database(&a, c, &options, &m, &err));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_str_eq(err.message, "no schema \"limbeck_none_such\"");
	orm_close(c);
	orm_close(other);
	arena_release(&a);
}

/* A table whose definition can't be had is named; the others are there. */
Test(mysql_tables, a_broken_table)
{
	struct arena a = { 0 };
	struct orm_conn *c = connect_any(&a);
	struct orm_metadata *m;

	catalog_run(
	    &a, c,
	    "CREATE TABLE a (a int); CREATE TABLE part (a int) ENGINE=MyISAM; CREATE TABLE "
	    "whole (a int) ENGINE=MERGE UNION=(part); DROP TABLE part; CREATE TABLE z (a int)");
	m = catalog_reflect(&a, c, NULL);
	cr_expect(has_table(m, "a") && has_table(m, "z"));
	cr_expect_eq(m->tables.len + m->left_out.len, 3);
	if (m->left_out.len) {
		cr_expect_str_eq(m->left_out.items[0].name, "whole");
		cr_expect(*m->left_out.items[0].why);
	}
	orm_close(c);
	arena_release(&a);
}

/* Another session drops a table when it has been listed. */
static void drop_one(void *data, const char *sql)
{
	struct orm_conn **other = data;
	struct orm_conn *c = *other;

	if (!c || !strstr(sql, "SHOW CREATE TABLE"))
		return;
	*other = NULL;
	exec(c, "DROP TABLE b");
	orm_close(c);
}

Test(mysql_tables, a_table_that_goes_meanwhile)
{
	struct arena a = { 0 };
	const char *mariadb = getenv("LIMBECK_TEST_MARIADB_URL");
	const char *text = mariadb && *mariadb ? server_mariadb(&a) : server_mysql(&a);
	struct orm_conn *other = server_connect(text), *c;
	struct orm_connect_options options = { .echo = drop_one, .echo_data = &other };
	struct orm_metadata *m;
	struct orm_url url;
	struct error err = { 0 };

	catalog_run(&a, other,
	            "CREATE TABLE a (a int); CREATE TABLE b (a int); CREATE TABLE c (a int)");
	cr_assert(orm_url_parse(&a, text, &url, &err));
	cr_assert(orm_connect(&url, &options, &c, &err), "%s", err.message);
	m = catalog_reflect(&a, c, NULL);
	cr_expect_null(other, "it was dropped");
	cr_expect_eq(m->tables.len, 2);
	cr_expect_eq(m->left_out.len, 0);
	cr_expect(has_table(m, "a") && has_table(m, "c"));
	orm_close(c);
	arena_release(&a);
}

Test(mysql_tables, names_that_differ_in_case)
{
	struct arena a = { 0 };
	struct orm_conn *c = connect_any(&a);
	struct reflect_options options = { 0 };
	struct orm_metadata *m;
	struct error err = { 0 };
	struct orm_value v;

	cr_assert(orm_query_value(&a, c, "SELECT CAST(@@lower_case_table_names AS char)", NULL, 0,
	                          &v, &err));
	if (strcmp(v.data, "0") != 0)
		cr_skip_test("this server doesn't tell names by their case");
	catalog_run(&a, c, "CREATE TABLE users (a int); CREATE TABLE Users (a int)");
	cr_expect(!reflect_database(&a, c, NULL, &m, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED);
	cr_expect_not_null(strstr(err.message, "Users"), "%s", err.message);
	vec_push(&a, &options.exclude, "U*");
	cr_expect_eq(catalog_reflect(&a, c, &options)->tables.len, 1);
	orm_close(c);
	arena_release(&a);
}

Test(mysql_tables, one_table)
{
	struct arena a = { 0 };
	struct orm_conn *c = connect_any(&a);
	struct orm_metadata *m;
	struct error err = { 0 };

	catalog_run(
	    &a, c,
	    "CREATE TABLE limbeck_version (a int, b int); CREATE TABLE other (a int); CREATE VIEW "
	    "v AS SELECT a FROM other");
	cr_assert(reflect_table(&a, c, NULL, "limbeck_version", &m, &err), "%s", err.message);
	cr_assert_not_null(m);
	cr_expect_eq(m->tables.len, 1);
	cr_expect_eq(m->tables.items[0]->columns.len, 2);
	cr_expect_eq(m->definitions.len, 0);
	cr_assert(reflect_table(&a, c, NULL, "none_such", &m, &err), "%s", err.message);
	cr_expect_null(m);
	orm_close(c);
	arena_release(&a);
}

/* The servers show a ? for such a character. */
static void four_bytes(struct arena *a, const char *url)
{
	static const char ours[] = "enum('x','ü😀','?','it''s😁','q\\\\?')";
	struct orm_conn *c = server_connect(url);
	struct orm_metadata *m, *again;
	struct error err = { 0 };
	const struct orm_table *t;
	struct orm_value v;
	struct buf sql = { 0 };

	exec(c, arena_printf(a,
	                     "CREATE TABLE t (a varchar(9) DEFAULT '😀é', b %s DEFAULT 'ü😀', "
	                     "c set('a','😀?','b?'), d varchar(9) DEFAULT 'what?') "
	                     "DEFAULT CHARSET=utf8mb4",
	                     ours));
	cr_assert(reflect_database(a, c, NULL, &m, &err), "%s", err.message);
	t = m->tables.items[0];
	cr_expect_str_eq(t->columns.items[1]->type->name, ours);
	cr_expect_str_eq(t->columns.items[2]->type->name, "set('a','😀?','b?')");
	cr_expect_str_eq(t->columns.items[3]->server_default.text, "'what?'");
	cr_assert(write_sql(&sql, m, &err), "%s", err.message);
	exec(c, "DROP TABLE t");
	catalog_run(a, c, buf_str(&sql));
	exec(c, "INSERT INTO t VALUES ()");
	cr_assert(orm_query_value(a, c, "SELECT HEX(CONCAT(a, b)) FROM t", NULL, 0, &v, &err));
	cr_expect_str_eq(v.data, "F09F9880C3A9C3BCF09F9880");
	cr_assert(reflect_database(a, c, NULL, &again, &err), "%s", err.message);
	cr_expect_str_eq(again->tables.items[0]->columns.items[1]->type->name, ours);
	buf_release(&sql);
	orm_close(c);
	arena_release(a);
}

/* MySQL keeps it in the column's character set, and shows bytes that aren't UTF-8. */
Test(mysql_tables, literals_of_other_character_sets_on_mysql)
{
	struct arena a = { 0 };
	struct orm_conn *c = server_connect(server_mysql(&a));
	struct orm_metadata *m;
	struct error err = { 0 };
	struct orm_value v;
	struct buf sql = { 0 };

	exec(c, "CREATE TABLE a (k int)");
	exec(c, "CREATE TABLE t (a varchar(9), g varchar(20) AS (concat(a, 'ö?')), "
	        "b varchar(9) CHARACTER SET gbk, CHECK (a IN ('é', 'x?')), CHECK (b <> '中')) "
	        "DEFAULT CHARSET=latin1");
	exec(c, "CREATE TABLE u (k int)");
	exec(c, "ALTER TABLE t ADD KEY (a)");
	cr_assert(reflect_database(&a, c, NULL, &m, &err), "%s", err.message);
	cr_assert_eq(m->tables.len, 3);
	cr_expect_str_eq(m->tables.items[1]->object.name, "t");
	cr_assert(write_sql(&sql, m, &err), "%s", err.message);
	exec(c, "DROP TABLE a, t, u");
	catalog_run(&a, c, buf_str(&sql));
	exec(c, "INSERT INTO t (a) VALUES ('é')");
	cr_assert(orm_query_value(&a, c, "SELECT g FROM t", NULL, 0, &v, &err));
	cr_expect_str_eq(v.data, "éö?");
	cr_expect_not(orm_exec(c, "INSERT INTO t (a) VALUES ('?')", &err));
	cr_expect_not(orm_exec(c, "INSERT INTO t (b) VALUES ('中')", &err));
	buf_release(&sql);
	orm_close(c);
	arena_release(&a);
}

Test(mysql_tables, characters_of_four_bytes_on_mysql)
{
	struct arena a = { 0 };

	four_bytes(&a, server_mysql(&a));
}

Test(mysql_tables, characters_of_four_bytes_on_mariadb)
{
	struct arena a = { 0 };

	four_bytes(&a, server_mariadb(&a));
}
