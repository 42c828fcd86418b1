/* tests/orm/test_mysql_ddl.c - changes as the statements of MySQL and MariaDB */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/parse.h"

static struct arena arena;
static const struct orm_dialect *dialect;
static struct orm_metadata *now; /* what the compiler finds when it looks */
static struct orm_table *table;  /* in it */
static struct ddl_statements made;

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	(void)data;
	(void)schema;
	(void)name;
	(void)err;
	*out = now;
	return true;
}

/* The table "t" of this definition, as SHOW CREATE TABLE has it. */
static struct orm_table *parse(const struct orm_dialect *d, const char *definition)
{
	struct my_context context = { .dialect = d, .blobs_have_defaults = d == &orm_mariadb };
	struct orm_table *t = orm_table_new(&arena, NULL, "t");
	const char *why = "";

	cr_assert(my_parse_table(&arena, &context,
	                         arena_printf(&arena, "CREATE TABLE `t` (%s", definition), t, &why),
	          "%s: %s", definition, why);
	return t;
}

static void begin(const struct orm_dialect *d, const char *definition)
{
	dialect = d;
	now = orm_metadata_new(&arena);
	now->dialect = d;
	table = parse(d, definition);
	orm_metadata_add_table(now, table);
}

static void tear_down(void)
{
	arena_release(&arena);
}

TestSuite(mysql_ddl, .fini = tear_down);

/* The statements with " ; " between them, runs of white space as one space. */
static const char *compile_with(struct ddl d, const struct orm_change *changes, size_t count)
{
	struct error err = { 0 };
	struct buf b = { 0 };

	d.arena = &arena;
	d.dialect = dialect;
	d.lookup = now ? lookup : NULL;
	cr_assert(ddl_compile(&d, changes, count, &err), "%s", err.message);
	for (size_t i = 0; i < d.out.len; i++) {
		buf_adds(&b, i ? " ; " : "");
		for (const char *p = d.out.items[i].sql; *p; p++) {
			bool space = *p == ' ' || *p == '\n';

			if (!space || buf_str(&b)[b.len - 1] != ' ')
				buf_addc(&b, space ? ' ' : *p);
		}
	}
	made = d.out;
	return buf_take(&b, &arena);
}

static const char *compile(const struct orm_change *changes, size_t count)
{
	return compile_with((struct ddl){ 0 }, changes, count);
}

static struct orm_column *column(const char *name, const char *type)
{
	struct orm_column *c = orm_column_new(&arena, name);

	c->type = type ? orm_type_exact(&arena, type) : NULL;
	return c;
}

static struct orm_change change(enum orm_verb verb, void *from, void *to)
{
	struct orm_object *o = to ? to : from;

	return (struct orm_change){
		.verb = verb, .kind = o->kind, .from = from, .to = to, .table = "t"
	};
}

/* What a script says: a name, and what changes. */
static struct orm_change alter(struct orm_column *to, const char *attr)
{
	struct orm_change c = change(ORM_ALTER, column(to->object.name, NULL), to);

	c.mask = attr ? orm_attr_bit(ORM_COLUMN, attr) : ORM_ATTR_OPTIONS;
	return c;
}

/* The table becomes that of another partitioning. */
static struct orm_change repartition(const char *partition_by)
{
	struct orm_table *to = orm_table_new(&arena, NULL, "t");
	struct orm_change c = change(ORM_ALTER, orm_table_new(&arena, NULL, "t"), to);

	to->partition_by = partition_by;
	c.mask = orm_attr_bit(ORM_TABLE, "partition_by");
	c.allow_data_loss = true;
	return c;
}

#define RICH                                                                                    \
	"`a` varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'x' COMMENT " \
	"'why',\n `b` int DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 "                 \
	"COLLATE=utf8mb4_bin"

Test(mysql_ddl, a_column_keeps_what_a_change_does_not_name)
{
	struct orm_change c = alter(column("a", "varchar(20)"), "type");

	begin(&orm_mysql, RICH);
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t MODIFY COLUMN a varchar(20) CHARACTER SET latin1 COLLATE "
	                 "latin1_bin NOT NULL DEFAULT 'x' COMMENT 'why'");
}

Test(mysql_ddl, a_number_has_no_collation)
{
	struct orm_column *to = column("a", "int");
	struct orm_change c = alter(to, "type");

	begin(&orm_mysql, RICH);
	c.mask |= orm_attr_bit(ORM_COLUMN, "server_default");
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t MODIFY COLUMN a int NOT NULL COMMENT 'why'");
}

Test(mysql_ddl, changes_of_a_table_are_one_statement)
{
	struct orm_column *added = column("n", "int");
	struct orm_index *index = orm_index_new(&arena, "k");
	struct orm_change all[] = {
		change(ORM_CREATE, NULL, added),
		alter(column("b", "bigint"), "type"),
		change(ORM_CREATE, NULL, index),
		change(ORM_DROP, column("a", NULL), NULL),
	};

	begin(&orm_mysql, RICH);
	all[0].after = "";
	vec_push(&arena, &index->elements, (struct orm_element){ .column = "n" });
	cr_expect_str_eq(compile(all, COUNT(all)),
	                 "ALTER TABLE t DROP COLUMN a, ADD COLUMN n int DEFAULT NULL FIRST, "
	                 "MODIFY COLUMN b bigint DEFAULT NULL, ADD KEY k (n)");
	cr_expect_eq(made.items[0].flags, DDL_REWRITE);
	cr_expect_str_eq(made.items[0].note, "copies the table, writes wait");
}

Test(mysql_ddl, columns_find_their_places_in_any_order)
{
	struct orm_change all[] = {
		change(ORM_CREATE, NULL, column("z", "int")),
		change(ORM_CREATE, NULL, column("y", "int")),
	};

	begin(&orm_mysql, RICH);
	all[0].after = "y";
	all[1].after = "a";
	cr_expect_str_eq(compile(all, COUNT(all)),
	                 "ALTER TABLE t ADD COLUMN y int DEFAULT NULL AFTER a, "
	                 "ADD COLUMN z int DEFAULT NULL AFTER y");
}

#define LEANED_ON                                                                             \
	"`a` int DEFAULT NULL,\n `g` int GENERATED ALWAYS AS ((`a` + 1)) VIRTUAL,\n KEY `k` " \
	"(`a`),\n CONSTRAINT `c` CHECK ((`a` > 0))) ENGINE=InnoDB"

Test(mysql_ddl, what_leans_on_a_renamed_column_is_said_again)
{
	struct orm_change c = change(ORM_RENAME, column("a", NULL), column("z", NULL));

	begin(&orm_mysql, LEANED_ON);
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t DROP CHECK c, RENAME COLUMN a TO z, MODIFY COLUMN g int "
	                 "GENERATED ALWAYS AS (z + 1) VIRTUAL, ADD CONSTRAINT c CHECK (z > 0)");
	begin(&orm_mariadb, LEANED_ON);
	cr_expect_str_eq(compile(&c, 1), "ALTER TABLE t RENAME COLUMN a TO z");
}

Test(mysql_ddl, a_virtual_column_is_made_again_to_be_stored)
{
	struct orm_column *to = column("g", NULL);
	struct orm_change c = alter(to, "persisted");

	begin(&orm_mysql, "`g` int GENERATED ALWAYS AS (1) VIRTUAL,\n `b` int DEFAULT NULL,\n KEY "
	                  "`k` (`g`)) ENGINE=InnoDB");
	to->persisted = ORM_YES;
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t DROP INDEX k, DROP COLUMN g, ADD COLUMN g int GENERATED "
	                 "ALWAYS AS (1) STORED FIRST, ADD KEY k (g)");
}

Test(mysql_ddl, a_foreign_key_of_the_same_name_takes_two_statements)
{
	struct orm_constraint *to = orm_constraint_new(&arena, ORM_FOREIGN_KEY);
	struct orm_constraint *from = orm_constraint_new(&arena, ORM_FOREIGN_KEY);
	struct orm_change c;

	begin(&orm_mysql,
	      "`a` int DEFAULT NULL,\n KEY `f` (`a`),\n CONSTRAINT `f` FOREIGN KEY (`a`) "
	      "REFERENCES `p` (`id`)) ENGINE=InnoDB");
	to->object.name = from->object.name = "f";
	to->ondelete = "CASCADE";
	c = change(ORM_ALTER, from, to);
	c.mask = orm_attr_bit(ORM_FOREIGN_KEY, "ondelete");
	cr_expect_str_eq(
	    compile(&c, 1),
	    "ALTER TABLE t DROP FOREIGN KEY f, RENAME INDEX f TO f ; ALTER TABLE t ADD "
	    "CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE");
}

#define RANGE(list) "`a` int DEFAULT NULL) ENGINE=InnoDB PARTITION BY RANGE (`a`) (" list ")"
#define P0          "PARTITION p0 VALUES LESS THAN (10)"
#define P1          "PARTITION p1 VALUES LESS THAN (20)"
#define P2          "PARTITION p2 VALUES LESS THAN (30)"
#define P3          "PARTITION p3 VALUES LESS THAN (40)"
#define PM          "PARTITION pm VALUES LESS THAN MAXVALUE"

Test(mysql_ddl, partitions_change_as_little_as_can_be)
{
	static const struct {
		const char *from, *to, *sql;
	} rows[] = {
		{ P0, P0 ", " P1, "ADD PARTITION (" P1 ")" },
		{ P0 ", " PM, P0 ", " P1 ", " PM, "REORGANIZE PARTITION pm INTO (" P1 ", " PM ")" },
		{ P0 ", " P1 ", " PM, P1 ", " PM, "REORGANIZE PARTITION p0, p1 INTO (" P1 ")" },
		{ P0 ", " P1, P0, "DROP PARTITION p1" },
		{ P0 ", " P1 ", " P2, P1 ", " P2 ", " P3,
		  "REORGANIZE PARTITION p0, p1 INTO (" P1 ") ; ALTER TABLE t ADD PARTITION (" P3
		  ")" },
		{ P0 ", " P1 ", " P2 ", " P3, P0 ", " P2,
		  "DROP PARTITION p3 ; ALTER TABLE t REORGANIZE PARTITION p1, p2 INTO (" P2 ")" },
		{ P0 ", " PM, P0 ", " P1, "PARTITION BY RANGE (`a`) (" P0 ", " P1 ")" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct orm_change c =
		    repartition(arena_printf(&arena, "RANGE (`a`) (%s)", rows[i].to));

		begin(&orm_mysql, arena_printf(&arena, RANGE("%s"), rows[i].from));
		cr_expect_str_eq(compile(&c, 1),
		                 arena_printf(&arena, "ALTER TABLE t %s", rows[i].sql));
	}
}

Test(mysql_ddl, a_list_loses_the_partitions_whose_values_have_no_other)
{
	static const char from[] = "LIST (`a`) (PARTITION p0 VALUES IN (0), PARTITION p1 VALUES IN "
				   "(1), PARTITION p2 VALUES IN (2), PARTITION p3 VALUES IN "
				   "(NULL,3), PARTITION p5 VALUES IN (5))";
	struct orm_change c = repartition("LIST (`a`) (PARTITION p0 VALUES IN (0), PARTITION p2 "
	                                  "VALUES IN (2), PARTITION p4 VALUES IN (4,5))");
	struct orm_table *was = orm_table_new(&arena, NULL, "t");

	begin(&orm_mysql,
	      arena_printf(&arena, "`a` int DEFAULT NULL) ENGINE=InnoDB PARTITION BY %s", from));
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t DROP PARTITION p1, p3 ; ALTER TABLE t "
	                 "REORGANIZE PARTITION p5 INTO (PARTITION p4 VALUES IN (4,5))");
	was->partition_by = from;
	c.from = &was->object;
	cr_expect_str_eq(my_losses(&arena, &c),
	                 "the rows of partition \"p1\", the rows of partition \"p3\"");
}

Test(mysql_ddl, rows_of_a_partition_are_not_dropped_unasked)
{
	struct orm_change c = repartition("RANGE (`a`) (" P0 ")");

	begin(&orm_mysql, RANGE(P0 ", " P1));
	c.allow_data_loss = false;
	(void)compile(&c, 1);
	cr_assert_eq(made.len, 2);
	cr_expect_eq(made.items[0].flags, DDL_CHECK);
	cr_expect(strstr(made.items[0].sql, "FROM t PARTITION (p1) LIMIT 1"));
}

Test(mysql_ddl, partitions_by_number_grow_and_shrink)
{
	struct orm_change more = repartition("HASH (`a`) PARTITIONS 6");
	struct orm_change fewer = repartition("HASH (`a`) PARTITIONS 2");
	struct orm_change none = repartition(NULL);

	begin(&orm_mysql,
	      "`a` int DEFAULT NULL) ENGINE=InnoDB PARTITION BY HASH (`a`) PARTITIONS 4");
	cr_expect_str_eq(compile(&more, 1), "ALTER TABLE t ADD PARTITION PARTITIONS 2");
	cr_expect_str_eq(compile(&fewer, 1), "ALTER TABLE t COALESCE PARTITION 2");
	cr_expect_str_eq(compile(&none, 1), "ALTER TABLE t REMOVE PARTITIONING");
}

Test(mysql_ddl, a_default_of_the_table_converts_nothing)
{
	struct orm_table *to = orm_table_new(&arena, NULL, "t");
	struct orm_change c = change(ORM_ALTER, orm_table_new(&arena, NULL, "t"), to);
	struct orm_change both[2];

	begin(&orm_mysql, "`a` varchar(5) DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=latin1 "
	                  "COLLATE=latin1_bin");
	orm_option_set(&arena, &to->object.options, NULL, "collate", "utf8mb4_bin");
	c.mask = ORM_ATTR_OPTIONS;
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
	both[0] = c;
	both[1] = alter(column("a", "varchar(9)"), "type");
	cr_expect_str_eq(compile(both, 2),
	                 "ALTER TABLE t MODIFY COLUMN a varchar(9) CHARACTER SET latin1 COLLATE "
	                 "latin1_bin DEFAULT NULL, DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
}

Test(mysql_ddl, values_are_not_rounded_unasked)
{
	struct orm_change c = alter(column("a", "decimal(8,1)"), "type");

	begin(&orm_mysql, "`a` decimal(10,2) DEFAULT NULL) ENGINE=InnoDB");
	(void)compile(&c, 1);
	cr_assert_eq(made.len, 2);
	cr_expect_eq(made.items[0].flags, DDL_CHECK);
	cr_expect(strstr(made.items[0].sql, "WHERE a <> ROUND(a, 1)"));
	c.allow_data_loss = true;
	(void)compile(&c, 1);
	cr_expect_eq(made.len, 1);
}

Test(mysql_ddl, a_lock_is_asked_for)
{
	struct orm_change c = change(ORM_CREATE, NULL, column("n", "int"));

	begin(&orm_mysql, "`a` int DEFAULT NULL) ENGINE=InnoDB");
	cr_expect_str_eq(compile_with((struct ddl){ .online = true }, &c, 1),
	                 "ALTER TABLE t ADD COLUMN n int DEFAULT NULL, LOCK=NONE");
	orm_option_set(&arena, &c.to->options, NULL, "algorithm", "INPLACE");
	cr_expect_str_eq(compile(&c, 1),
	                 "ALTER TABLE t ADD COLUMN n int DEFAULT NULL, ALGORITHM=INPLACE");
}

Test(mysql_ddl, the_past_of_a_versioned_table_changes_along)
{
	struct orm_change c = change(ORM_CREATE, NULL, column("n", "int(11)"));

	begin(&orm_mariadb, "`a` int(11) DEFAULT NULL) ENGINE=InnoDB WITH SYSTEM VERSIONING");
	cr_expect_str_eq(compile(&c, 1),
	                 "SET SESSION system_versioning_alter_history = KEEP ; ALTER TABLE t ADD "
	                 "COLUMN n int(11) DEFAULT NULL ; SET SESSION "
	                 "system_versioning_alter_history = DEFAULT");
	cr_expect_eq(made.items[0].flags, DDL_CONNECTION);
}

Test(mysql_ddl, only_mariadb_replaces_what_is_no_view)
{
	struct orm_definition *from = orm_definition_new(&arena, ORM_PROCEDURE, "p");
	struct orm_definition *to = orm_definition_new(&arena, ORM_PROCEDURE, "p");
	struct orm_change c = change(ORM_ALTER, from, to);

	from->definition = "SELECT 1";
	to->definition = "SELECT 2";
	c.mask = orm_attr_bit(ORM_PROCEDURE, "definition");
	orm_option_set(&arena, &from->object.options, NULL, "sql_mode", "ANSI_QUOTES");
	dialect = &orm_mysql;
	cr_expect_str_eq(compile(&c, 1),
	                 "DROP PROCEDURE p ; SET @limbeck_sql_mode = COALESCE(@limbeck_sql_mode, "
	                 "@@SESSION.sql_mode), SESSION sql_mode = 'ANSI_QUOTES' ; CREATE PROCEDURE "
	                 "p() SELECT 2 ; "
	                 "SET SESSION sql_mode = @limbeck_sql_mode, @limbeck_sql_mode = NULL");
	dialect = &orm_mariadb;
	cr_expect(strstr(compile(&c, 1), "CREATE OR REPLACE PROCEDURE p() SELECT 2"));
}

Test(mysql_ddl, a_trigger_comes_behind_the_one_it_follows)
{
	struct orm_definition *t = orm_definition_new(&arena, ORM_TRIGGER, "t2");
	struct orm_change c = change(ORM_CREATE, NULL, t);

	dialect = &orm_mysql;
	t->on = "t";
	t->definition = "BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1";
	orm_option_set(&arena, &t->object.options, NULL, "follows", "t1");
	cr_expect_str_eq(compile(&c, 1),
	                 "CREATE TRIGGER t2 BEFORE INSERT ON t FOR EACH ROW FOLLOWS "
	                 "t1 SET NEW.a = 1");
}

Test(mysql_ddl, says_what_a_database_lacks)
{
	struct orm_definition *s = orm_definition_new(&arena, ORM_SEQUENCE, "s");
	struct orm_change c = change(ORM_CREATE, NULL, s);
	struct ddl d = { .arena = &arena, .dialect = &orm_mysql };
	struct error err = { 0 };

	cr_expect_not(ddl_compile(&d, &c, 1, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED);
	cr_expect_str_eq(err.message, "there is no sequence on MySQL");
}
