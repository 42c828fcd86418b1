/* tests/orm/test_sql_run.c - statements run, and their rows read, on every database */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "orm/sql/dialect.h"
#include "orm/sql/list.h"
#include "tests/orm/sql.h"
#include "tests/support/server.h"

static struct orm_conn *c;
static char *dump; /* rows of the last query: a|b;c|d */

static void begin_on(const char *url)
{
	make_tables();
	c = connect_to(url);
	run(c, "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(100), age INTEGER)");
	run(c, orm_conn_dialect(c)->quote == '`'
	           ? "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, `order` TEXT)"
	           : "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, "
	             "\"order\" TEXT)");
	run(c, "INSERT INTO users VALUES (1, 'ann', 30), (2, 'bob', NULL), (3, 'a_b', 7), "
	       "(4, NULL, 30)");
	run(c, "INSERT INTO orders VALUES (10, 1, 'tea'), (11, 1, 'jam'), (12, 3, 'ham')");
}

static void begin_sqlite(void)
{
	enter_folder();
	begin_on("sqlite://");
}

static void begin_postgresql(void)
{
	enter_folder();
	begin_on(server_postgresql(&arena));
}

static void begin_mariadb(void)
{
	enter_folder();
	begin_on(server_mariadb(&arena));
}

static void begin_mysql(void)
{
	enter_folder();
	begin_on(server_mysql(&arena));
}

static void end(void)
{
	orm_close(c);
	leave_folder();
}

TestSuite(sql_sqlite, .init = begin_sqlite, .fini = end, .timeout = 300);
TestSuite(sql_postgresql, .init = begin_postgresql, .fini = end, .timeout = 300);
TestSuite(sql_mariadb, .init = begin_mariadb, .fini = end, .timeout = 300);
TestSuite(sql_mysql, .init = begin_mysql, .fini = end, .timeout = 300);

#define EVERYWHERE(test)           \
	static void test(void);    \
	Test(sql_sqlite, test)     \
	{                          \
		test();            \
	}                          \
	Test(sql_postgresql, test) \
	{                          \
		test();            \
	}                          \
	Test(sql_mariadb, test)    \
	{                          \
		test();            \
	}                          \
	Test(sql_mysql, test)      \
	{                          \
		test();            \
	}                          \
	static void test(void)

static const char *rows(struct orm_query q)
{
	struct orm_result *r;
	struct buf b = { 0 };
	enum orm_step step;
	cr_assert(orm_execute(c, q, &r, &err), "%s: %s", err.message, err.statement);
	while ((step = orm_next(r, &err)) == ORM_ROW) {
		buf_adds(&b, b.len ? ";" : "");
		for (int i = 0; i < orm_columns(r); i++) {
			const char *text;
			cr_assert(orm_read_text(r, i, &text, &err));
			buf_addf(&b, "%s%s", i ? "|" : "", text ? text : "NULL");
		}
	}
	cr_assert_eq(step, ORM_DONE, "%s", err.message);
	orm_result_close(r);
	dump = buf_take(&b, &arena);
	return dump;
}

static int64_t changed(struct orm_query q)
{
	cr_assert(orm_execute(c, q, NULL, &err), "%s: %s", err.message, err.statement);
	return orm_changes(c);
}

/* The ids of the users that the condition lets pass. */
static const char *who(const struct orm_expr *e)
{
	struct orm_select s = {
		.columns = LIST(id), .from = FROM(TABLE(users)), .where = e, .order_by = LIST(id)
	};
	return rows(QUERY(&s));
}

EVERYWHERE(conditions_mean_the_same)
{
	const struct orm_value two[] = { orm_int(1), orm_int(4) };
	struct orm_select buyers = { .columns = LIST(user_id) };
	struct orm_select theirs = { .columns = LIST(LITERAL(1)), .where = EQ(user_id, id) };
	cr_expect_str_eq(who(EQ(age, NULL)), "2");
	cr_expect_str_eq(who(NE(age, 30)), "3");
	cr_expect_str_eq(who(IS_DISTINCT(age, 30)), "2;3");
	cr_expect_str_eq(who(NOT_DISTINCT(age, 30)), "1;4");
	cr_expect_str_eq(who(OR(EQ(name, "ann"), AND(GT(age, 8), IS_NULL(name)))), "1;4");
	cr_expect_str_eq(who(IN_VALUES(id, two, 2)), "1;4");
	cr_expect_str_eq(who(IN_VALUES(age, two, 0)), "");
	cr_expect_str_eq(who(NOT(IN_VALUES(age, two, 0))), "1;2;3;4");
	cr_expect_str_eq(who(IN(TUPLE(id, name), TUPLE(1, "ann"), TUPLE(2, "x"))), "1");
	cr_expect_str_eq(who(STARTS_WITH(name, "a_")), "3");
	cr_expect_str_eq(who(STARTS_WITH(name, LITERAL("a_"))), "3");
	cr_expect_str_eq(who(CONTAINS(name, "_")), "3");
	cr_expect_str_eq(who(ENDS_WITH(name, "b")), "2;3");
	cr_expect_str_eq(who(ILIKE(name, "AN%")), "1");
	cr_expect_str_eq(who(BETWEEN(age, 5, 10)), "3");
	cr_expect_str_eq(who(IN_SELECT(id, &buyers)), "1;3");
	cr_expect_str_eq(who(EXISTS(&theirs)), "1;3");
	cr_expect_str_eq(who(NOT(EXISTS(&theirs))), "2;4");
	cr_expect_str_eq(who(EQ(CONCAT(name, "!"), "bob!")), "2");
	cr_expect_str_eq(who(GT(DIVIDED(age, 4), 7.25)), "1;4");
	cr_expect_str_eq(who(EQ(DIVIDED_WHOLE(age, 4), 7)), "1;4");
	cr_expect_str_eq(who(EQ(CASE(0, GT(age, 10), 1), 1)), "1;4");
	cr_expect_str_eq(who(EQ(name, "' OR '1' = '1")), "");
	cr_expect_str_eq(who(TEXT_WITH("age = :age", LABEL(7, "age"))), "3");
}

EVERYWHERE(joins_groups_and_orders)
{
	struct orm_select joined = { .columns = LIST(name, order_word),
		                     .joins = JOINS(LEFT_JOIN(TABLE(orders))),
		                     .order_by = LIST(id, order_id) };
	const struct orm_expr *n = LABEL(COUNT_ALL(), "n");
	struct orm_select groups = { .columns = LIST(age, n),
		                     .group_by = LIST(age),
		                     .order_by = LIST(DESC(n), NULLS_FIRST(ASC(age))) };
	joined.from = FROM(TABLE(users));
	struct orm_select ages = { .columns = LIST(id),
		                   .order_by = LIST(NULLS_LAST(DESC(age)), id),
		                   .limit = ORM_EXPR(3),
		                   .offset = ORM_EXPR(1) };
	struct orm_select rest = { .columns = LIST(id),
		                   .order_by = LIST(id),
		                   .offset = ORM_EXPR(2) };
	cr_expect_str_eq(rows(QUERY(&joined)), "ann|tea;ann|jam;bob|NULL;a_b|ham;NULL|NULL");
	cr_expect_str_eq(rows(QUERY(&groups)), "30|2;NULL|1;7|1");
	cr_expect_str_eq(rows(QUERY(&ages)), "4;3;2");
	cr_expect_str_eq(rows(QUERY(&rest)), "3;4");
}

EVERYWHERE(ctes_windows_and_set_operations)
{
	const struct orm_source *t = NAMED("t");
	struct orm_select next = { .columns = LIST(PLUS(COL(t, "n"), 1)),
		                   .from = FROM(t),
		                   .where = LT(COL(t, "n"), 4) };
	struct orm_select first = { .columns = LIST(LITERAL(1)),
		                    .compounds = COMPOUNDS({ ORM_UNION_ALL, &next }) };
	struct orm_select all = { .with = WITH({ "t", LIST(NAME("n")), { .select = &first } }),
		                  .recursive = true,
		                  .columns = LIST(FUNC("sum", COL(t, "n"))) };
	cr_expect_str_eq(rows(QUERY(&all)), "10");
	struct orm_select ranked = {
		.columns = LIST(order_id, OVER(FUNC0("row_number"), .partition_by = LIST(user_id),
		                               .order_by = LIST(DESC(order_id)))),
		.order_by = LIST(order_id)
	};
	cr_expect_str_eq(rows(QUERY(&ranked)), "10|2;11|1;12|1");
	struct orm_select last = { .columns = LIST(user_id),
		                   .order_by = LIST(DESC(order_id)),
		                   .limit = ORM_EXPR(1) };
	struct orm_select except = { .columns = LIST(id),
		                     .compounds = COMPOUNDS({ ORM_EXCEPT, &last }),
		                     .order_by = LIST(NAME("id")) };
	cr_expect_str_eq(rows(QUERY(&except)), "1;2;4");
	struct orm_select sub = { .columns = LIST(age, LABEL(COUNT_ALL(), "n")),
		                  .group_by = LIST(age) };
	const struct orm_source *s = SUBQUERY(&sub);
	struct orm_select outer = { .columns = LIST(FUNC("max", COL(s, "n"))) };
	cr_expect_str_eq(rows(QUERY(&outer)), "2");
}

EVERYWHERE(q43_to_q50_changes)
{
	struct orm_insert many = { .into = TABLE(users),
		                   .columns = LIST(id, name, age),
		                   .rows = LIST(TUPLE(5, "eve", 1), TUPLE(6, NULL, NULL)) };
	struct orm_update from = { .table = TABLE(users),
		                   .set = SET(TO(name, order_word)),
		                   .from = FROM(TABLE(orders)),
		                   .where = AND(EQ(user_id, id), EQ(order_word, "ham")) };
	struct orm_delete some = { .table = TABLE(users), .where = GE(id, 4) };
	struct orm_select copied = { .columns = LIST(PLUS(id, 20), id, name),
		                     .from = FROM(TABLE(users)),
		                     .where = NOT_NULL(age) };
	struct orm_insert copy = { .into = TABLE(orders),
		                   .columns = LIST(order_id, user_id, order_word),
		                   .select = &copied };
	struct orm_select after = { .columns = LIST(STAR),
		                    .from = FROM(TABLE(users)),
		                    .order_by = LIST(id) };
	struct orm_select bought = { .columns = LIST(order_id, order_word),
		                     .order_by = LIST(order_id) };
	cr_expect_eq(changed(QUERY(&many)), 2);
	cr_expect_eq(changed(QUERY(&from)), 1);
	cr_expect_eq(changed(QUERY(&some)), 3);
	cr_expect_eq(changed(QUERY(&copy)), 2);
	cr_expect_str_eq(rows(QUERY(&after)), "1|ann|30;2|bob|NULL;3|ham|7");
	cr_expect_str_eq(rows(QUERY(&bought)), "10|tea;11|jam;12|ham;21|ann;23|ham");
}

EVERYWHERE(q51_q52_upserts)
{
	const struct orm_exprs key = LIST(id), none = { 0 };
	bool keyed = orm_sql_knows(orm_conn_dialect(c), 0, ORM_CAN_UPSERT_KEY);
	struct orm_insert update = { .into = TABLE(users),
		                     .set = SET(TO(id, 1), TO(name, "new")),
		                     .conflict = { ORM_CONFLICT_UPDATE,
		                                   .set = SET(TO(name, EXCLUDED(name))) } };
	struct orm_insert ignore = { .into = TABLE(users),
		                     .set = SET(TO(id, 1), TO(name, "no")),
		                     .conflict = { .kind = ORM_CONFLICT_IGNORE } };
	struct orm_select source = { .columns = LIST(id, order_word),
		                     .from = FROM(TABLE(users)),
		                     .joins = JOINS(JOIN(TABLE(orders))) };
	struct orm_insert select = { .into = TABLE(users),
		                     .columns = LIST(id, name),
		                     .select = &source,
		                     .conflict = { .kind = ORM_CONFLICT_IGNORE } };
	update.conflict.columns = keyed ? key : none;
	changed(QUERY(&update));
	changed(QUERY(&ignore));
	changed(QUERY(&select));
	cr_expect_str_eq(who(EQ(name, "new")), "1");
	cr_expect_str_eq(who(NULL), "1;2;3;4");
}

EVERYWHERE(r3_to_r7_first_one_scalar)
{
	struct orm_row row;
	struct orm_value v;
	struct orm_select all = { .columns = LIST(id, name), .order_by = LIST(id) };
	struct orm_select none = { .columns = LIST(id), .where = EQ(id, 99) };
	struct orm_select only = { .columns = LIST(name), .where = EQ(id, 2) };
	cr_assert(orm_first(&arena, c, QUERY(&all), &row, &err));
	cr_expect_eq(row.len, 2);
	cr_expect_eq(row.values[0].integer, 1);
	cr_expect_str_eq(row.values[1].data, "ann");
	cr_assert(orm_first(&arena, c, QUERY(&none), &row, &err));
	cr_expect_null(row.values);
	cr_expect_not(orm_one(&arena, c, QUERY(&none), &row, &err));
	cr_expect_eq(err.code, ERR_STATE);
	cr_expect_not(orm_one(&arena, c, QUERY(&all), &row, &err));
	cr_expect(strstr(err.message, "several rows"));
	cr_assert(orm_one(&arena, c, QUERY(&only), &row, &err));
	cr_expect_str_eq(row.values[0].data, "bob");
	cr_assert(orm_one_or_none(&arena, c, QUERY(&none), &row, &err));
	cr_expect_null(row.values);
	cr_expect_not(orm_one_or_none(&arena, c, QUERY(&all), &row, &err));
	cr_assert(orm_scalar(&arena, c, QUERY(&all), &v, &err));
	cr_expect_eq(v.integer, 1);
	cr_assert(orm_scalar(&arena, c, QUERY(&none), &v, &err));
	cr_expect_eq(v.kind, ORM_NULL);
	cr_expect_not(orm_scalar_one(&arena, c, QUERY(&none), &v, &err));
	cr_assert(orm_scalar_one(&arena, c, QUERY(&only), &v, &err));
	cr_expect_str_eq(v.data, "bob");
}

EVERYWHERE(r13_r14_r16_r17_what_a_result_has)
{
	struct orm_result *r;
	int at;
	struct orm_update u = { .table = TABLE(users), .set = SET(TO(age, 5)), .where = GT(id, 1) };
	struct orm_select twice = { .columns = LIST(id, LABEL(age, "n"), LABEL(name, "n")) };
	cr_expect_not(orm_execute(c, QUERY(&u), &r, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	cr_expect_eq(changed(QUERY(&u)), 3);
	cr_assert(orm_execute(c, QUERY(&twice), &r, &err));
	cr_expect_eq(orm_columns(r), 3);
	cr_assert(orm_find_column(r, "id", &at, &err));
	cr_expect_eq(at, 0);
	cr_expect_not(orm_find_column(r, "n", &at, &err));
	cr_expect(strstr(err.message, "several columns"));
	cr_expect_not(orm_find_column(r, "x", &at, &err));
	orm_result_close(r);
}

EVERYWHERE(r1_r2_r8_r9_r12_rows_are_kept_and_looked_at)
{
	struct orm_list all;
	struct orm_values names;
	struct orm_result *r;
	struct orm_select q = { .columns = LIST(name, id, LABEL(age, "twice"), LABEL(id, "twice")),
		                .order_by = LIST(id) };
	cr_assert(orm_all(&arena, c, QUERY(&q), &all, &err), "%s", err.message);
	cr_assert_eq(all.len, 4);
	cr_assert_eq(all.columns, 4);
	cr_expect_str_eq(all.items[1].values[0].data, "bob");
	cr_expect_str_eq(orm_list_value(&all, 1, "name")->data, "bob");
	cr_expect_eq(orm_list_value(&all, 2, "id")->integer, 3);
	cr_expect_eq(orm_list_value(&all, 3, "name")->kind, ORM_NULL);
	cr_expect_null(orm_list_value(&all, 0, "twice"));
	cr_expect_null(orm_list_value(&all, 0, "nothing"));
	cr_expect_null(orm_list_value(&all, 4, "name"));
	cr_assert(orm_scalars(&arena, c, QUERY(&q), 0, &names, &err));
	cr_assert_eq(names.len, 4);
	cr_expect_str_eq(names.items[2].data, "a_b");
	cr_expect_not(orm_scalars(&arena, c, QUERY(&q), 4, &names, &err));
	cr_expect_eq(err.code, ERR_USAGE);
	/* What is read is read: there is nothing behind the end. */
	cr_assert(orm_execute(c, QUERY(&q), &r, &err));
	cr_assert(orm_some(&arena, r, SIZE_MAX, &all, &err));
	cr_expect_eq(all.len, 4);
	cr_assert(orm_some(&arena, r, SIZE_MAX, &all, &err));
	cr_expect_eq(all.len, 0);
	orm_result_close(r);
}

EVERYWHERE(r10_r11_r18_rows_in_parts_each_once_and_together)
{
	struct orm_result *r;
	struct orm_list some, ages, more;
	size_t parts[3] = { 0 };
	struct orm_select q = { .columns = LIST(id), .order_by = LIST(id) };
	struct orm_select a = { .columns = LIST(age), .order_by = LIST(id) };
	cr_assert(orm_execute(c, QUERY(&q), &r, &err));
	for (size_t i = 0; i < COUNT(parts); i++) {
		cr_assert(orm_some(&arena, r, 3, &some, &err));
		parts[i] = some.len;
	}
	orm_result_close(r);
	cr_expect_eq(parts[0], 3);
	cr_expect_eq(parts[1], 1);
	cr_expect_eq(parts[2], 0);
	/* 30, NULL, 7, 30, twice */
	cr_assert(orm_all(&arena, c, QUERY(&a), &ages, &err));
	cr_assert(orm_all(&arena, c, QUERY(&a), &more, &err));
	cr_assert(orm_list_append(&arena, &ages, &more, &err));
	cr_expect_eq(ages.len, 8);
	orm_list_unique(&ages);
	cr_assert_eq(ages.len, 3);
	cr_expect_eq(ages.items[0].values[0].integer, 30);
	cr_expect_eq(ages.items[2].values[0].integer, 7);
	cr_expect_eq(more.len, 4);
	cr_expect_not(orm_list_append(&arena, &ages, &some, &err));
	cr_expect_eq(err.code, ERR_USAGE);
}

EVERYWHERE(compiled_once_it_runs_many_times)
{
	struct orm_compiled compiled;
	struct orm_result *r;
	struct orm_select s = { .columns = LIST(name), .where = EQ(id, PARAM("id")) };
	static const char *const names[] = { "ann", "bob", "a_b", NULL };
	cr_assert(orm_compile(&arena, QUERY(&s), orm_conn_dialect(c), orm_conn_version(c),
	                      &compiled, &err));
	cr_expect_not(orm_run(c, &compiled, &r, &err));
	cr_expect(strstr(err.message, "\"id\" has no value"));
	for (int i = 0; i < 4; i++) {
		const char *text;
		cr_assert(orm_compiled_set(&compiled, "id", orm_int(i + 1), &err));
		cr_assert(orm_run(c, &compiled, &r, &err), "%s", err.message);
		cr_assert_eq(orm_next(r, &err), ORM_ROW);
		cr_assert(orm_read_text(r, 0, &text, &err));
		if (names[i])
			cr_expect_str_eq(text, names[i]);
		else
			cr_expect_null(text);
		orm_result_close(r);
	}
}

EVERYWHERE(values_have_their_types)
{
	struct orm_result *r;
	int64_t i;
	double d;
	bool null, b;
	struct orm_select s = { .columns = LIST(3, 2.5, NULL_VALUE, "text", LITERAL(1)) };
	cr_assert(orm_execute(c, QUERY(&s), &r, &err), "%s", err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	cr_expect(orm_read_int(r, 0, &i, NULL, &err) && i == 3);
	cr_expect_eq(orm_get(r, 0).kind, ORM_INT);
	cr_expect(orm_read_double(r, 1, &d, NULL, &err) && d > 2.4 && d < 2.6);
	cr_expect_not(orm_read_int(r, 1, &i, NULL, &err));
	cr_expect(orm_read_int(r, 2, &i, &null, &err) && null);
	cr_expect_not(orm_read_int(r, 2, &i, NULL, &err));
	cr_expect(strstr(err.message, "is NULL"));
	cr_expect_not(orm_read_int(r, 3, &i, &null, &err));
	cr_expect(orm_read_bool(r, 4, &b, NULL, &err) && b);
	orm_result_close(r);
}

EVERYWHERE(q35_dates_and_identifiers_are_read)
{
	struct orm_result *r;
	struct orm_datetime t;
	unsigned char uuid[16];
	struct orm_type timestamp = { .id = ORM_TYPE_DATETIME, .precision = -1, .scale = -1 };
	const char *when = "2024-02-29 10:11:12", *code = "00112233-4455-6677-8899-aabbccddeeff";
	/* SQLite has no such type: its dates are texts. */
	const struct orm_expr *date =
	    orm_conn_dialect(c) == &orm_sqlite ? LITERAL(when) : CAST(LITERAL(when), &timestamp);
	struct orm_select s = { .columns = LIST(date, code, EXTRACT("year", date),
		                                EXTRACT("second", date)) };
	cr_assert(orm_execute(c, QUERY(&s), &r, &err), "%s", err.message);
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	cr_assert(orm_read_datetime(r, 0, &t, NULL, &err), "%s", err.message);
	cr_expect(t.year == 2024 && t.month == 2 && t.day == 29 && t.hour == 10 && t.second == 12);
	cr_assert(orm_read_uuid(r, 1, uuid, NULL, &err));
	cr_expect(uuid[0] == 0 && uuid[1] == 0x11 && uuid[15] == 0xff);
	cr_expect_not(orm_read_uuid(r, 0, uuid, NULL, &err));
	cr_expect_eq(orm_get_int(r, 2), 2024);
	cr_expect_eq(orm_get_int(r, 3), 12);
	orm_result_close(r);
}

Test(sql, dates_are_parsed_strictly)
{
	static const struct {
		const char *text;
		bool ok;
		int microsecond, zone;
	} cases[] = {
		{ "2024-02-29", true, 0, 0 },
		{ "2023-02-29", false, 0, 0 },
		{ "2024-13-01", false, 0, 0 },
		{ "2024-01-01T10:00:00.5Z", true, 500000, 0 },
		{ "2024-01-01 10:00:00.123456789+05:30", true, 123456, 19800 },
		{ "2024-01-01 10:00:00-03", true, 0, -10800 },
		{ "10:00", true, 0, 0 },
		{ "10:00:00x", false, 0, 0 },
		{ "2024-01-01 ", false, 0, 0 },
		{ "", false, 0, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct orm_datetime t;
		cr_expect_eq(orm_datetime_parse(cases[i].text, &t), cases[i].ok, "case %zu", i);
		if (cases[i].ok) {
			cr_expect_eq(t.microsecond, cases[i].microsecond, "case %zu", i);
			cr_expect_eq(t.zone, cases[i].zone, "case %zu", i);
		}
	}
}

Test(sql_sqlite, q45_rows_come_back)
{
	struct orm_insert s = { .into = TABLE(users),
		                .set = SET(TO(name, "eve")),
		                .returning = LIST(id, name) };
	struct orm_update u = { .table = TABLE(users),
		                .set = SET(TO(name, "x")),
		                .where = EQ(id, 5),
		                .returning = LIST(name) };
	cr_expect_str_eq(rows(QUERY(&s)), "5|eve");
	cr_expect_str_eq(rows(QUERY(&u)), "x");
}

Test(sql_sqlite, q39_json_is_looked_into)
{
	struct orm_select s = { .columns =
		                    LIST(JSON_TEXT(LITERAL("{\"a b\": [1, \"x\"]}"), "a b", 1),
		                         JSON_AT(LITERAL("{\"a b\": [1, \"x\"]}"), "a b", 1)) };
	cr_expect_str_eq(rows(QUERY(&s)), "x|\"x\"");
}

Test(sql_postgresql, q20_q37_q38_q45_what_postgresql_alone_has)
{
	struct orm_select on = { .distinct_on = LIST(user_id),
		                 .columns = LIST(user_id, order_id),
		                 .order_by = LIST(user_id, DESC(order_id)) };
	struct orm_select last = { .columns = LIST(order_id),
		                   .where = EQ(user_id, id),
		                   .order_by = LIST(DESC(order_id)),
		                   .limit = ORM_EXPR(1) };
	const struct orm_source *o = LATERAL(&last, "o");
	struct orm_select lateral = { .columns = LIST(id, COL(o, "id")),
		                      .from = FROM(TABLE(users)),
		                      .joins = JOINS(CROSS_JOIN(o)),
		                      .order_by = LIST(id) };
	struct orm_delete gone = { .table = TABLE(users),
		                   .from = FROM(TABLE(orders)),
		                   .where = AND(EQ(user_id, id), EQ(order_word, "ham")),
		                   .returning = LIST(name) };
	struct orm_select locked = { .columns = LIST(id),
		                     .where = EQ(id, 1),
		                     .lock = { ORM_FOR_UPDATE, .skip_locked = true } };
	cr_expect_str_eq(rows(QUERY(&on)), "1|11;3|12");
	cr_expect_str_eq(rows(QUERY(&lateral)), "1|11;3|12");
	cr_expect_str_eq(who(EQ(id, ANY_OF(ARRAY(1, 4)))), "1;4");
	cr_expect_str_eq(rows(QUERY(&gone)), "a_b");
	cr_expect_str_eq(rows(QUERY(&locked)), "1");
}
