/* tests/orm/test_mysql_types.c - MySQL's and MariaDB's types, defaults, and models in their terms
 */
#include <criterion/criterion.h>
#include <string.h>

#include "orm/mysql/types.h"
#include "orm/schema/naming.h"
#include "orm/schema/resolve.h"

static const struct {
	const char *given, *mysql, *mariadb; /* mariadb NULL: the same */
} spellings[] = {
	{ "INT", "int", "int(11)" },
	{ "integer", "int", "int(11)" },
	{ "int(5)", "int", "int(5)" },
	{ "int(0)", "int", "int(11)" },
	{ "int signed", "int", "int(11)" },
	{ "int unsigned", "int unsigned", "int(10) unsigned" },
	{ "int(5) zerofill", "int(5) unsigned zerofill", NULL },
	{ "int zerofill", "int(10) unsigned zerofill", NULL },
	{ "bool", "tinyint(1)", NULL },
	{ "boolean", "tinyint(1)", NULL },
	{ "tinyint", "tinyint", "tinyint(4)" },
	{ "tinyint(1)", "tinyint(1)", NULL },
	{ "tinyint(1) unsigned", "tinyint unsigned", "tinyint(1) unsigned" },
	{ "middleint", "mediumint", "mediumint(9)" },
	{ "int8", "bigint", "bigint(20)" },
	{ "serial", "bigint unsigned", "bigint(20) unsigned" },
	{ "decimal", "decimal(10,0)", NULL },
	{ "dec(4)", "decimal(4,0)", NULL },
	{ "numeric( 4 , 1 ) unsigned", "decimal(4,1) unsigned", NULL },
	{ "float(24)", "float", NULL },
	{ "float(25)", "double", NULL },
	{ "float(7,3)", "float(7,3)", NULL },
	{ "double precision", "double", NULL },
	{ "real(5,2)", "double(5,2)", NULL },
	{ "bit", "bit(1)", NULL },
	{ "char", "char(1)", NULL },
	{ "char(0)", "char(0)", NULL },
	{ "char(5) byte", "binary(5)", NULL },
	{ "varchar(5) character set binary", "varbinary(5)", NULL },
	{ "text charset binary", "blob", NULL },
	{ "character varying(10)", "varchar(10)", NULL },
	{ "national character varying(10)", "varchar(10) character set utf8mb3", NULL },
	{ "nchar", "char(1) character set utf8mb3", NULL },
	{ "char(5) ascii", "char(5) character set latin1", NULL },
	{ "varchar(5) CHARACTER SET 'Latin1' COLLATE latin1_bin",
	  "varchar(5) character set latin1 collate latin1_bin", NULL },
	{ "text(63)", "tinytext", NULL },
	{ "text(64)", "text", NULL },
	{ "text(255) charset latin1", "tinytext character set latin1", NULL },
	{ "text(16384)", "mediumtext", NULL },
	{ "text(16777215)", "longtext", NULL },
	{ "blob(255)", "tinyblob", NULL },
	{ "blob(65536)", "mediumblob", NULL },
	{ "long", "mediumtext", NULL },
	{ "long varbinary", "mediumblob", NULL },
	{ "time(0)", "time", NULL },
	{ "DATETIME(6)", "datetime(6)", NULL },
	{ "year", "year", "year(4)" },
	{ "year(4)", "year", "year(4)" },
	{ "geomcollection", "geomcollection", "geometrycollection" },
	{ "enum(\"it's\" , 'c\\\\d','tab\\t','x ')", "enum('it''s','c\\\\d','tab\t','x')", NULL },
	{ "SET('A','b')", "set('A','b')", NULL },
	{ "json", "json", NULL },
	{ "inet6", "inet6", NULL },
	{ "something  New ( 1 , 'A' )", "something new ( 1 , 'A' )", NULL },
};

static void check_spelling(size_t i, const struct orm_dialect *d, const char *expected)
{
	struct arena a = { 0 };
	char *got = my_canonical_type(&a, d, spellings[i].given);

	cr_expect_str_eq(got, expected, "case %zu, %s: %s", i, d->name, got);
	cr_expect(d->same_type(spellings[i].given, expected, false), "case %zu", i);
	arena_release(&a);
}

Test(mysql_types, have_one_spelling)
{
	for (size_t i = 0; i < COUNT(spellings); i++) {
		const char *mariadb = spellings[i].mariadb;

		check_spelling(i, &orm_mysql, spellings[i].mysql);
		check_spelling(i, &orm_mariadb, mariadb ? mariadb : spellings[i].mysql);
	}
}

static const struct {
	const char *x, *y;
	bool mysql, mariadb, loose; /* loose: the same on both */
} pairs[] = {
	{ "int(11)", "int", true, true, true },
	{ "int(5)", "int", true, false, true },
	{ "int(5) zerofill", "int zerofill", false, false, false },
	{ "tinyint(1)", "tinyint", false, false, false },
	{ "tinyint(1)", "boolean", true, true, true },
	{ "int", "int unsigned", false, false, false },
	{ "int", "bigint", false, false, false },
	{ "varchar(5)", "varchar(6)", false, false, false },
	{ "enum('a','b')", "enum('b','a')", false, false, false },
	{ "enum('a','b')", "enum('a','B')", false, false, false },
	{ "decimal(10,0)", "decimal", true, true, true },
	{ "datetime", "datetime(6)", false, false, false },
	{ "datetime", "timestamp", false, false, false },
};

Test(mysql_types, are_compared_as_each_server_sees_them)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const char *x = pairs[i].x, *y = pairs[i].y;

		cr_expect_eq(orm_mysql.same_type(x, y, false), pairs[i].mysql, "case %zu", i);
		cr_expect_eq(orm_mariadb.same_type(x, y, false), pairs[i].mariadb, "case %zu", i);
		cr_expect_eq(orm_mysql.same_type(x, y, true), pairs[i].loose, "case %zu", i);
		cr_expect_eq(orm_mariadb.same_type(y, x, true), pairs[i].loose, "case %zu", i);
	}
}

static const struct {
	const struct orm_dialect *dialect; /* NULL: both */
	const char *text;
	enum orm_type_id id; /* EXACT: none */
	int length, precision, scale;
} generic[] = {
	{ &orm_mysql, "int", ORM_TYPE_INTEGER, 0, -1, -1 },
	{ &orm_mariadb, "int(11)", ORM_TYPE_INTEGER, 0, -1, -1 },
	{ &orm_mariadb, "int(10)", ORM_TYPE_EXACT, 0, 0, 0 },
	{ &orm_mysql, "bigint", ORM_TYPE_BIGINTEGER, 0, -1, -1 },
	{ &orm_mariadb, "smallint(6)", ORM_TYPE_SMALLINTEGER, 0, -1, -1 },
	{ &orm_mysql, "bigint unsigned", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "tinyint(1)", ORM_TYPE_BOOLEAN, 0, -1, -1 },
	{ NULL, "varchar(50)", ORM_TYPE_STRING, 50, -1, -1 },
	{ NULL, "char(50)", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "tinytext", ORM_TYPE_TEXT, 63, -1, -1 },
	{ NULL, "text", ORM_TYPE_TEXT, 0, -1, -1 },
	{ NULL, "mediumtext", ORM_TYPE_TEXT, 4194303, -1, -1 },
	{ NULL, "longtext", ORM_TYPE_TEXT, 1073741823, -1, -1 },
	{ NULL, "blob", ORM_TYPE_LARGEBINARY, 0, -1, -1 },
	{ NULL, "longblob", ORM_TYPE_LARGEBINARY, 2147483647, -1, -1 },
	{ NULL, "decimal(10,2)", ORM_TYPE_NUMERIC, 0, 10, 2 },
	{ NULL, "decimal(10,2) unsigned", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "float", ORM_TYPE_FLOAT, 0, -1, -1 },
	{ NULL, "float(7,3)", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "double", ORM_TYPE_DOUBLE, 0, -1, -1 },
	{ NULL, "date", ORM_TYPE_DATE, 0, -1, -1 },
	{ NULL, "time(3)", ORM_TYPE_TIME, 0, 3, -1 },
	{ NULL, "datetime(6)", ORM_TYPE_DATETIME, 0, 6, -1 },
	{ NULL, "timestamp", ORM_TYPE_DATETIME, 0, -1, -1 },
	{ NULL, "enum('a','it''s')", ORM_TYPE_ENUM, 0, -1, -1 },
	{ &orm_mysql, "json", ORM_TYPE_JSON, 0, -1, -1 },
	{ &orm_mariadb, "uuid", ORM_TYPE_UUID, 0, -1, -1 },
	{ &orm_mysql, "char(32)", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "set('a')", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "bit(1)", ORM_TYPE_EXACT, 0, 0, 0 },
	{ NULL, "point", ORM_TYPE_EXACT, 0, 0, 0 },
};

static void check_generic(size_t i, const struct orm_dialect *d)
{
	struct arena a = { 0 };
	struct orm_type *t = d->generic_type(&a, generic[i].text);
	struct buf b = { 0 };

	cr_assert_eq(t != NULL, generic[i].id != ORM_TYPE_EXACT, "case %zu, %s", i, d->name);
	if (t) {
		cr_expect_eq(t->id, generic[i].id, "case %zu: %d", i, (int)t->id);
		cr_expect_eq(t->length, generic[i].length, "case %zu: %d", i, t->length);
		cr_expect_eq(t->precision, generic[i].precision, "case %zu", i);
		cr_expect_eq(t->scale, generic[i].scale, "case %zu", i);
		cr_expect_eq(t->timezone, !strcmp(generic[i].text, "timestamp"), "case %zu", i);
		cr_expect(d->type_text(&b, t, NULL, NULL, NULL));
		cr_expect_str_eq(buf_str(&b), generic[i].text, "case %zu", i);
	}
	buf_release(&b);
	arena_release(&a);
}

Test(mysql_types, are_told_portably_and_back)
{
	for (size_t i = 0; i < COUNT(generic); i++) {
		if (generic[i].dialect != &orm_mariadb)
			check_generic(i, &orm_mysql);
		if (generic[i].dialect != &orm_mysql)
			check_generic(i, &orm_mariadb);
	}
}

static const char *text_of(struct arena *a, const struct orm_dialect *d, const struct orm_type *t)
{
	struct buf b = { 0 };
	struct error err = { 0 };
	bool ok = d->type_text(&b, t, NULL, NULL, &err);

	if (ok)
		return buf_take(&b, a);
	buf_release(&b);
	return arena_strdup(a, err.message);
}

Test(mysql_types, portable_ones_have_a_text)
{
	struct arena a = { 0 };
	struct orm_type *t = orm_type_new(&a, ORM_TYPE_STRING);

	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "a String needs a length on MySQL");
	cr_expect_str_eq(text_of(&a, &orm_mariadb, t), "a String needs a length on MariaDB");
	t->id = ORM_TYPE_UUID;
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "char(32)");
	cr_expect_str_eq(text_of(&a, &orm_mariadb, t), "uuid");
	t->not_native = true;
	cr_expect_str_eq(text_of(&a, &orm_mariadb, t), "char(32)");
	t->id = ORM_TYPE_ENUM;
	vec_push(&a, &t->values, "draft");
	vec_push(&a, &t->values, "it's\\");
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "varchar(5)");
	t->not_native = false;
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "enum('draft','it''s\\\\')");
	t = orm_type_new(&a, ORM_TYPE_ARRAY);
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "MySQL has no arrays");
	t->id = ORM_TYPE_INTERVAL;
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "datetime");
	t->id = ORM_TYPE_NUMERIC;
	cr_expect_str_eq(text_of(&a, &orm_mysql, t), "decimal(10,0)");
	arena_release(&a);
}

static const struct {
	const char *x, *y;
	bool same, loose;
} defaults[] = {
	{ "now()", "CURRENT_TIMESTAMP", true, true },
	{ "current_timestamp()", "LOCALTIME", true, true },
	{ "CURRENT_TIMESTAMP(6)", "now(6)", true, true },
	{ "CURRENT_TIMESTAMP(6)", "now()", false, false },
	{ "'10'", "10", false, true },
	{ "'0.00'", "0", false, true },
	{ "'0.00'", "'0'", false, false },
	{ "'007'", "'7'", false, false },
	{ "1.50", "1.5", true, true },
	{ "-0.0", "0", true, true },
	{ "18446744073709551615", "18446744073709551614", false, false },
	{ "1e3", "1000.0e0", true, true },
	{ "b'101'", "5", true, true },
	{ "b'0'", "'0'", false, true },
	{ "true", "1", true, true },
	{ "_utf8mb4'a'", "'a'", true, true },
	{ "\"it's\"", "'it''s'", true, true },
	{ "'a'", "'A'", false, false },
	{ "(uuid())", "UUID()", true, true },
	{ "(1 + 2)", "3", false, false },
	{ "NULL", "null", true, true },
	{ "(('x'))", "'x'", true, true },
};

Test(mysql_types, defaults_compare_by_words_or_value)
{
	for (size_t i = 0; i < COUNT(defaults); i++) {
		struct orm_default x = { defaults[i].x, ORM_DEFAULT_SQL };
		struct orm_default y = { defaults[i].y, ORM_DEFAULT_SQL };

		cr_expect_eq(orm_mysql.same_default(&x, &y, false), defaults[i].same, "case %zu",
		             i);
		cr_expect_eq(orm_mysql.same_default(&y, &x, true), defaults[i].loose, "case %zu",
		             i);
	}
}

Test(mysql_types, defaults_of_models_compare_with_what_is_shown)
{
	struct orm_default shown = { "'a\\\\b'", ORM_DEFAULT_SQL };
	struct orm_default given = { "a\\b", ORM_DEFAULT_STRING };
	struct orm_default none = { 0 }, null = { NULL, ORM_DEFAULT_NULL };

	cr_expect(orm_mysql.same_default(&shown, &given, true));
	given = (struct orm_default){ "now()", ORM_DEFAULT_FUNC };
	shown = (struct orm_default){ "current_timestamp()", ORM_DEFAULT_SQL };
	cr_expect(orm_mariadb.same_default(&shown, &given, true));
	given = (struct orm_default){ "true", ORM_DEFAULT_BOOL };
	shown = (struct orm_default){ "'1'", ORM_DEFAULT_SQL };
	cr_expect(orm_mysql.same_default(&shown, &given, true));
	cr_expect(orm_mysql.same_default(&none, &null, false));
	cr_expect(!orm_mysql.same_default(&none, &shown, true));
}

static struct orm_column *add_column(struct arena *a, struct orm_table *t, const char *name,
                                     enum orm_type_id id)
{
	struct orm_column *c = orm_column_new(a, name);

	c->type = orm_type_new(a, id);
	orm_table_add_column(a, t, c);
	return c;
}

static struct orm_constraint *add_key(struct arena *a, struct orm_table *t, enum orm_kind kind,
                                      const char *column)
{
	struct orm_constraint *k = orm_constraint_new(a, kind);

	vec_push(a, &k->elements, (struct orm_element){ .column = column });
	orm_table_add_constraint(a, t, k);
	return k;
}

static const char *option(const struct orm_object *o, const char *name)
{
	const char *value = orm_option_get(&o->options, NULL, name);

	return value ? value : "";
}

/* The only table of `m` in the dialect's terms. */
static struct orm_table *resolved(struct arena *a, const struct orm_metadata *m,
                                  const struct orm_dialect *d)
{
	struct orm_metadata *out;
	struct error err = { 0 };

	cr_assert(orm_resolve(a, m, d, &out, &err), "%s", err.message);
	return out->tables.items[0];
}

static const char *type_of(const struct orm_table *t, const char *column)
{
	return orm_table_column(t, &orm_mysql, column)->type->name;
}

Test(mysql_types, models_are_told_as_the_server_would)
{
	struct arena a = { 0 };
	struct orm_metadata *m = orm_metadata_new(&a);
	struct orm_table *t = orm_table_new(&a, NULL, "t");
	struct orm_column *c;

	add_column(&a, t, "id", ORM_TYPE_INTEGER);
	add_key(&a, t, ORM_PRIMARY_KEY, "id")->object.name = "pk_t";
	add_column(&a, t, "parent", ORM_TYPE_INTEGER);
	c = add_column(&a, t, "seen", ORM_TYPE_DATETIME);
	c->type->precision = 6;
	c->server_default = (struct orm_default){ "now()", ORM_DEFAULT_FUNC };
	orm_option_set(&a, &c->object.options, "mysql", "on_update", "now()");
	add_column(&a, t, "data", ORM_TYPE_JSON);
	c = add_column(&a, t, "name", ORM_TYPE_EXACT);
	c->type->name = "NVARCHAR(20)";
	add_key(&a, t, ORM_UNIQUE, "name");
	add_key(&a, t, ORM_FOREIGN_KEY, "parent")->referred_table = "t";
	orm_option_set(&a, &t->object.options, "mysql", "default_charset", "UTF8");
	orm_option_set(&a, &t->object.options, "mysql", "partitions", "4");
	orm_option_set(&a, &t->object.options, "mysql", "encryption", "Y");
	orm_option_set(&a, &t->object.options, "mariadb", "page_compressed", "1");
	t->partition_by = "HASH (id)";
	orm_metadata_add_table(m, t);

	t = resolved(&a, m, &orm_mysql);
	cr_expect_str_eq(type_of(t, "id"), "int");
	cr_expect_str_eq(option(&t->columns.items[0]->object, "auto_increment"), "true");
	cr_expect_eq(t->columns.items[0]->nullable, ORM_NO);
	cr_expect_str_eq(option(&t->columns.items[1]->object, "auto_increment"), "");
	cr_expect_str_eq(t->columns.items[2]->server_default.text, "now(6)");
	cr_expect_str_eq(option(&t->columns.items[2]->object, "on_update"), "CURRENT_TIMESTAMP(6)");
	cr_expect_str_eq(type_of(t, "data"), "json");
	cr_expect_str_eq(type_of(t, "name"), "varchar(20)");
	cr_expect_str_eq(option(&t->object, "charset"), "utf8mb3");
	cr_expect_str_eq(option(&t->object, "encryption"), "Y");
	cr_expect_str_eq(t->partition_by, "HASH (id) PARTITIONS 4");
	cr_expect_null(orm_table_primary_key(t)->object.name);
	cr_assert_eq(t->indexes.len, 2);
	cr_expect_str_eq(t->indexes.items[0]->object.name, "name");
	cr_expect(t->indexes.items[0]->unique);
	cr_expect_str_eq(t->indexes.items[1]->object.name, "parent");
	cr_expect_eq(t->constraints.len, 2);

	t = resolved(&a, m, &orm_mariadb);
	cr_expect_str_eq(type_of(t, "id"), "int(11)");
	cr_expect_str_eq(type_of(t, "data"), "longtext");
	cr_expect_str_eq(orm_table_column(t, &orm_mariadb, "data")->collation, "utf8mb4_bin");
	cr_expect_str_eq(option(&t->columns.items[3]->object, "check"), "json_valid(`data`)");
	cr_expect_str_eq(option(&t->columns.items[2]->object, "on_update"), "current_timestamp(6)");
	cr_expect_str_eq(option(&t->object, "encryption"), "", "MySQL's own");
	cr_expect_str_eq(option(&t->object, "page_compressed"), "1");
	arena_release(&a);
}

Test(mysql_types, serials_and_character_sets_in_types_are_taken_apart)
{
	struct arena a = { 0 };
	struct orm_metadata *m = orm_metadata_new(&a);
	struct orm_table *t = orm_table_new(&a, NULL, "t");

	add_column(&a, t, "n", ORM_TYPE_EXACT)->type->name = "SERIAL";
	add_column(&a, t, "a", ORM_TYPE_EXACT)->type->name = "VARCHAR(5) BINARY";
	add_column(&a, t, "b", ORM_TYPE_EXACT)->type->name = "CHAR(5) COLLATE latin1_general_ci";
	add_column(&a, t, "c", ORM_TYPE_UNICODE)->type->length = 9;
	add_column(&a, t, "d", ORM_TYPE_EXACT)->type->name = "TEXT(255)";
	orm_option_set(&a, &t->object.options, "mysql", "collate", "latin1_general_ci");
	orm_metadata_add_table(m, t);
	t = resolved(&a, m, &orm_mysql);
	cr_expect_str_eq(type_of(t, "n"), "bigint unsigned");
	cr_expect_eq(t->columns.items[0]->nullable, ORM_NO);
	cr_assert_eq(t->indexes.len, 1);
	cr_expect_str_eq(t->indexes.items[0]->object.name, "n");
	cr_expect_str_eq(type_of(t, "a"), "varchar(5)");
	cr_expect_str_eq(t->columns.items[1]->collation, "latin1_bin");
	cr_expect_null(t->columns.items[2]->collation, "it is the table's");
	cr_expect_str_eq(option(&t->columns.items[3]->object, "charset"), "utf8mb4");
	cr_expect_str_eq(type_of(t, "d"), "tinytext");
	arena_release(&a);
}

/* What is said of the only index of a table, and what becomes of it. */
static bool resolve_index(struct arena *a, struct orm_index *i, const char *option_name,
                          const char *value, struct error *err)
{
	if (option_name)
		orm_option_set(a, &i->object.options, "mysql", option_name, value);
	return orm_resolve_object(a, &i->object, NULL, &orm_mysql, err);
}

Test(mysql_types, keys_take_lengths_and_refuse_what_is_not_there)
{
	struct arena a = { 0 };
	struct orm_index *i = orm_index_new(&a, "i");
	struct error err = { 0 };

	vec_push(&a, &i->elements, (struct orm_element){ .column = "x" });
	vec_push(&a, &i->elements, (struct orm_element){ .column = "y" });
	cr_expect(resolve_index(&a, i, "length", "y=20", &err));
	cr_expect_eq(i->elements.items[0].length, 0);
	cr_expect_eq(i->elements.items[1].length, 20);
	cr_expect(resolve_index(&a, i, "length", "10", &err));
	cr_expect_eq(i->elements.items[0].length, 10);
	cr_expect(!resolve_index(&a, i, "length", "z=1", &err));
	cr_expect_str_eq(err.message, "\"z=1\" isn't the length of a column in the key");
	orm_option_set(&a, &i->object.options, NULL, "length", NULL);
	orm_option_set(&a, &i->object.options, "mysql", "length", NULL);
	cr_expect(resolve_index(&a, i, "prefix", "fulltext", &err));
	cr_expect_str_eq(option(&i->object, "prefix"), "FULLTEXT");
	i->where = "x > 0";
	cr_expect(!resolve_index(&a, i, NULL, NULL, &err));
	cr_expect_str_eq(err.message, "MySQL has no indexes with a condition");
	arena_release(&a);
}

/* The name of an index on a table that is called `count` times `text`. */
static char *index_name(struct arena *a, const struct orm_dialect *d, const char *text, int count)
{
	struct orm_naming naming = { .ix = "%(table_name)s" };
	struct orm_index *i = orm_index_new(a, NULL);
	struct buf b = { 0 };

	while (count--)
		buf_adds(&b, text);
	orm_table_add_index(a, orm_table_new(a, NULL, buf_take(&b, a)), i);
	return orm_name_by_convention(a, &naming, d, i->object.table, &i->object);
}

Test(mysql_types, names_are_cut_between_characters)
{
	struct arena a = { 0 };

	/* a limit of 64 characters, and one of 63 bytes */
	cr_expect_eq(strlen(index_name(&a, &orm_mysql, "x", 64)), 64);
	cr_expect_eq(strlen(index_name(&a, &orm_mysql, "\xd0\xb6", 64)), 128);
	cr_expect_eq(strlen(index_name(&a, &orm_mysql, "\xd0\xb6", 65)), 59 * 2 + 5);
	cr_expect_eq(strlen(index_name(&a, &orm_postgresql, "x", 63)), 63);
	cr_expect_eq(strlen(index_name(&a, &orm_postgresql, "x", 64)), 63);
	cr_expect_eq(strlen(index_name(&a, &orm_postgresql, "\xd0\xb6", 31)), 62);
	cr_expect_eq(strlen(index_name(&a, &orm_postgresql, "\xd0\xb6", 32)), 63);
	cr_expect_eq(strlen(index_name(&a, &orm_postgresql, "\xe6\x97\xa5", 30)), 57 + 5);
	arena_release(&a);
}

/* The default and ON UPDATE that a column of the type is written with. */
static const char *short_texts(struct arena *a, const struct orm_dialect *d, const char *type,
                               const char *text)
{
	struct orm_column *c = orm_column_new(a, "c");
	const struct orm_column *out;

	c->type = orm_type_exact(a, type);
	c->server_default = (struct orm_default){ text, ORM_DEFAULT_SQL };
	orm_option_set(a, &c->object.options, NULL, "on_update", text);
	out = d->short_column(a, c);
	return arena_printf(a, "%s, %s", out->server_default.text,
	                    option(&out->object, "on_update"));
}

Test(mysql_types, columns_have_a_shorter_form)
{
	struct arena a = { 0 };
	struct orm_column *c = orm_column_new(&a, "c");
	const struct orm_column *json;

	cr_expect_str_eq(short_texts(&a, &orm_mysql, "datetime(6)", "CURRENT_TIMESTAMP(6)"),
	                 "CURRENT_TIMESTAMP, CURRENT_TIMESTAMP");
	cr_expect_str_eq(short_texts(&a, &orm_mariadb, "timestamp(3)", "current_timestamp(3)"),
	                 "current_timestamp(), current_timestamp()");
	cr_expect_str_eq(short_texts(&a, &orm_mysql, "varchar(30)", "CURRENT_TIMESTAMP(6)"),
	                 "CURRENT_TIMESTAMP(6), CURRENT_TIMESTAMP(6)");
	cr_expect_str_eq(short_texts(&a, &orm_mariadb, "datetime", "'2020-01-01'"),
	                 "'2020-01-01', '2020-01-01'");

	c->type = orm_type_exact(&a, "longtext");
	c->collation = "utf8mb4_bin";
	cr_expect_eq(mariadb_short_column(&a, c), c, "a check makes it JSON");
	orm_option_set(&a, &c->object.options, NULL, "check", "json_valid(`c`)");
	json = mariadb_short_column(&a, c);
	cr_expect_str_eq(json->type->name, "json");
	cr_expect_null(json->collation);
	cr_expect_str_eq(option(&json->object, "check"), "");
	arena_release(&a);
}
