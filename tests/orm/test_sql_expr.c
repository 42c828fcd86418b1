/* tests/orm/test_sql_expr.c - expressions as each database's text */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/orm/sql.h"

TestSuite(sql, .init = enter_sql, .fini = leave_folder);

Test(sql, q1_null_is_asked_for)
{
	const char *none = NULL;
	WHERE_SAYS(EQ(name, NULL), "users.name IS NULL");
	WHERE_SAYS(NE(name, none), "users.name IS NOT NULL");
	WHERE_SAYS(EQ(NULL_VALUE, name), "users.name IS NULL");
	WHERE_SAYS(EQ(name, "x"), "users.name = ?");
}

Test(sql, q2_null_as_a_value)
{
	where_says(IS_DISTINCT(age, 3), "users.age IS NOT ?", "users.age IS DISTINCT FROM ?",
	           "NOT users.age <=> ?");
	where_says(NOT(IS_DISTINCT(age, 3)), "users.age IS ?", "users.age IS NOT DISTINCT FROM ?",
	           "users.age <=> ?");
}

Test(sql, q3_q4_parentheses_only_where_needed)
{
	WHERE_SAYS(AND(GT(age, 1), OR(LT(age, 2), EQ(name, "a"))),
	           "users.age > ? AND (users.age < ? OR users.name = ?)");
	WHERE_SAYS(OR(AND(GT(age, 1), LT(age, 2)), EQ(name, "a")),
	           "users.age > ? AND users.age < ? OR users.name = ?");
	WHERE_SAYS(EQ(TIMES(PLUS(age, 1), 2), MINUS(age, MINUS(id, 1))),
	           "(users.age + ?) * ? = users.age - (users.id - ?)");
	WHERE_SAYS(EQ(MINUS(MINUS(age, 1), 2), 3), "users.age - ? - ? = ?");
	WHERE_SAYS(AND(GT(age, 1), TEXT("a OR b")), "users.age > ? AND (a OR b)");
}

Test(sql, q5_empty_and_or)
{
	WHERE_SAYS(AND(), "1 = 1");
	WHERE_SAYS(OR(), "0 = 1");
	WHERE_SAYS(OR(NULL, EQ(age, 1)), "users.age = ?");
	const struct orm_expr *grown = NULL;
	for (int i = 0; i < 3; i++)
		grown = orm_or(&arena, grown, orm_eq(&arena, KEEP(&arena, age), KEEP(&arena, i)));
	WHERE_SAYS(grown, "users.age = ? OR users.age = ? OR users.age = ?");
}

Test(sql, q6_not)
{
	WHERE_SAYS(NOT(EQ(age, 1)), "users.age <> ?");
	WHERE_SAYS(NOT(IN(age, 1, 2)), "users.age NOT IN (?, ?)");
	WHERE_SAYS(NOT(LIKE(name, "a%")), "users.name NOT LIKE ?");
	WHERE_SAYS(NOT(AND(EQ(age, 1), EQ(id, 2))), "NOT (users.age = ? AND users.id = ?)");
	WHERE_SAYS(NOT(NOT(EQ(age, 1))), "users.age = ?");
}

Test(sql, q7_q8_q10_lists_of_any_length)
{
	struct orm_value many[1000];
	struct orm_select s = { .columns = LIST(id), .from = FROM(TABLE(users)) };
	struct orm_compiled c;
	WHERE_SAYS(IN_VALUES(age, NULL, 0), "0 = 1");
	WHERE_SAYS(NOT(IN_VALUES(age, NULL, 0)), "1 = 1");
	WHERE_SAYS(IN(age, NULL, 1), "users.age IN (NULL, ?)");
	for (int i = 0; i < 1000; i++)
		many[i] = orm_int(i);
	s.where = IN_VALUES(age, many, 1000);
	cr_assert(orm_compile(&arena, QUERY(&s), &orm_sqlite, 0, &c, &err));
	cr_expect_eq(c.params.len, 1000);
	cr_expect_eq(c.params.items[999].integer, 999);
}

Test(sql, q9_in_a_query)
{
	struct orm_select inner = { .columns = LIST(user_id) };
	WHERE_SAYS(IN_SELECT(id, &inner), "users.id IN (SELECT orders.user_id FROM orders)");
}

Test(sql, q11_tuples)
{
	where_says(IN(TUPLE(id, name), TUPLE(1, "a"), TUPLE(2, "b")),
	           "(users.id, users.name) IN (VALUES (?, ?), (?, ?))",
	           "(users.id, users.name) IN ((?, ?), (?, ?))",
	           "(users.id, users.name) IN ((?, ?), (?, ?))");
}

Test(sql, q12_between)
{
	WHERE_SAYS(BETWEEN(age, 1, 5), "users.age BETWEEN ? AND ?");
	WHERE_SAYS(NOT(BETWEEN(age, 1, 5)), "users.age NOT BETWEEN ? AND ?");
	where_says(BETWEEN_SYMMETRIC(age, 5, 1), NULL, "users.age BETWEEN SYMMETRIC ? AND ?", NULL);
}

Test(sql, q13_like_without_case)
{
	where_says(ILIKE(name, "A%"), "lower(users.name) LIKE lower(?)", "users.name ILIKE ?",
	           "lower(users.name) LIKE lower(?)");
	where_says(NOT(ILIKE(name, "A%")), "lower(users.name) NOT LIKE lower(?)",
	           "users.name NOT ILIKE ?", "lower(users.name) NOT LIKE lower(?)");
}

Test(sql, q14_beginnings_and_ends_are_plain_text)
{
	struct orm_select s = { .columns = LIST(id), .where = STARTS_WITH(name, "50%_/") };
	struct orm_compiled c;
	where_says(STARTS_WITH(name, "a"), "users.name LIKE ? || '%' ESCAPE '/'",
	           "users.name LIKE ? || '%' ESCAPE '/'",
	           "users.name LIKE concat(?, '%') ESCAPE '/'");
	where_says(CONTAINS(name, "a"), "users.name LIKE '%' || ? || '%' ESCAPE '/'",
	           "users.name LIKE '%' || ? || '%' ESCAPE '/'",
	           "users.name LIKE concat('%', ?, '%') ESCAPE '/'");
	where_says(ENDS_WITH(name, "a"), "users.name LIKE '%' || ? ESCAPE '/'",
	           "users.name LIKE '%' || ? ESCAPE '/'",
	           "users.name LIKE concat('%', ?) ESCAPE '/'");
	cr_assert(orm_compile(&arena, QUERY(&s), &orm_sqlite, 0, &c, &err));
	cr_expect_str_eq(c.params.items[0].data, "50/%/_//");
}

Test(sql, q15_regular_expressions)
{
	where_says(MATCHES(name, "^a"), "users.name REGEXP ?", "users.name ~ ?",
	           "users.name REGEXP ?");
	where_says(NOT(MATCHES(name, "^a")), "users.name NOT REGEXP ?", "users.name !~ ?",
	           "users.name NOT REGEXP ?");
}

Test(sql, q16_concat)
{
	where_says(EQ(CONCAT(CONCAT(name, "-"), name), "x"), "users.name || ? || users.name = ?",
	           "users.name || ? || users.name = ?",
	           "concat(concat(users.name, ?), users.name) = ?");
}

Test(sql, q29_case_cast_coalesce)
{
	const struct orm_type integer = { .id = ORM_TYPE_INTEGER, .precision = -1, .scale = -1 };
	WHERE_SAYS(EQ(CASE("many", EQ(age, 1), "one"), "one"),
	           "CASE WHEN users.age = ? THEN ? ELSE ? END = ?");
	where_says(EQ(CAST(name, &integer), 1), "CAST(users.name AS INTEGER) = ?",
	           "CAST(users.name AS integer) = ?", "CAST(users.name AS SIGNED) = ?");
	WHERE_SAYS(EQ(FUNC("coalesce", name, "none"), FUNC("nullif", name, "x")),
	           "coalesce(users.name, ?) = nullif(users.name, ?)");
}

Test(sql, q30_functions)
{
	where_says(LT(FUNC0("now"), FUNC("my_schema.f", age)),
	           "CURRENT_TIMESTAMP < my_schema.f(users.age)", "now() < my_schema.f(users.age)",
	           "CURRENT_TIMESTAMP < my_schema.f(users.age)");
	where_says(EQ(FUNC("a(b", age), 1), "\"a(b\"(users.age) = ?", "\"a(b\"(users.age) = ?",
	           "`a(b`(users.age) = ?");
}

Test(sql, q32_literals)
{
	WHERE_SAYS(EQ(age, LITERAL(-3)), "users.age = (-3)");
	WHERE_SAYS(EQ(name, LITERAL("it's")), "users.name = 'it''s'");
	where_says(EQ(name, LITERAL("\\")), "users.name = '\\'", "users.name = '\\'",
	           "users.name = '\\\\'");
	where_says(EQ(name, LITERAL(orm_blob("\1\xFF", 2))), "users.name = X'01FF'",
	           "users.name = '\\x01FF'::bytea", "users.name = X'01FF'");
	where_says(EQ(TRUE_VALUE, FALSE_VALUE), "1 = 0", "true = false", "1 = 0");
	WHERE_SAYS(EQ(age, LITERAL(NULL)), "users.age = NULL");
}

Test(sql, q33_text_with_named_parameters)
{
	struct orm_compiled c;
	WHERE_SAYS(TEXT_WITH("age = :age AND name <> ':age' -- :age", LABEL(3, "age")),
	           "age = ? AND name <> ':age' -- :age");
	WHERE_SAYS(TEXT("age\\:x = 1"), "age:x = 1");
	where_says(TEXT("age::text = :x"), "age::text = ?", "age::text = ?", "age::text = ?");
	cr_assert(orm_compile(&arena, QUERY(TEXT("SELECT :a, :b, :a")), &orm_sqlite, 0, &c, &err));
	cr_assert(orm_compiled_set(&c, "a", orm_int(7), &err));
	cr_expect_eq(c.params.items[0].integer, 7);
	cr_expect_eq(c.params.items[2].integer, 7);
	cr_expect_str_eq(c.unset.items[1], "b");
	cr_expect_not(orm_compiled_set(&c, "c", orm_int(7), &err));
	cr_expect_eq(err.code, ERR_USAGE);
}

Test(sql, q35_parts_of_dates)
{
	where_says(EQ(EXTRACT("year", name), 2026),
	           "CAST(strftime('%Y', users.name) AS INTEGER) = ?",
	           "EXTRACT(year FROM users.name) = ?", "EXTRACT(YEAR FROM users.name) = ?");
	struct orm_select s = { .columns = LIST(EXTRACT("yaer", name)) };
	refuses(QUERY(&s), "\"yaer\"");
}

Test(sql, q38_any_and_all)
{
	struct orm_select inner = { .columns = LIST(user_id) };
	where_says(EQ(id, ANY(&inner)), NULL, "users.id = ANY (SELECT orders.user_id FROM orders)",
	           "users.id = ANY (SELECT orders.user_id FROM orders)");
	where_says(GT(id, ALL(&inner)), NULL, "users.id > ALL (SELECT orders.user_id FROM orders)",
	           "users.id > ALL (SELECT orders.user_id FROM orders)");
	where_says(EQ(id, ANY_OF(ARRAY(1, 2))), NULL,
	           "users.id = ANY (ARRAY[CAST(? AS bigint), CAST(? AS bigint)])", NULL);
}

Test(sql, q39_json)
{
	where_says(EQ(JSON_TEXT(name, "a'b", 0), "x"),
	           "json_extract(users.name, '$.\"a''b\"[0]') = ?",
	           "users.name -> 'a''b' ->> 0 = ?",
	           "json_unquote(json_extract(users.name, '$.\"a''b\"[0]')) = ?");
}

Test(sql, q40_division)
{
	where_says(EQ(DIVIDED(age, 2), 1), "users.age / (? + 0.0) = ?",
	           "users.age / CAST(? AS numeric) = ?", "users.age / ? = ?");
	where_says(EQ(DIVIDED_WHOLE(age, 2), 1), "CAST(users.age / ? AS INTEGER) = ?",
	           "div(CAST(users.age AS numeric), CAST(? AS numeric)) = ?",
	           "users.age DIV ? = ?");
}

Test(sql, q41_collate)
{
	where_says(EQ(COLLATE(name, "de_DE"), "x"), "users.name COLLATE de_DE = ?",
	           "users.name COLLATE \"de_DE\" = ?", "users.name COLLATE de_DE = ?");
}

Test(sql, q42_names_are_quoted_where_they_must)
{
	struct orm_select s = { .columns = LIST(order_word, COL(NAMED("a\"b`c"), "Select")),
		                .from = FROM(TABLE(orders), NAMED("a\"b`c")) };
	SAYS(&s, "SELECT orders.\"order\", \"a\"\"b`c\".\"Select\" FROM orders, \"a\"\"b`c\"",
	     "SELECT orders.\"order\", \"a\"\"b`c\".\"Select\" FROM orders, \"a\"\"b`c\"",
	     "SELECT orders.`order`, `a\"b``c`.`Select` FROM orders, `a\"b``c`");
}

Test(sql, an_expression_outlives_its_block)
{
	const struct orm_expr *kept;
	{
		char text[] = "abc";
		kept = orm_expr_copy(&arena, AND(EQ(name, text), IN(age, 1, 2)));
		memset(text, 'x', 3);
	}
	struct orm_select s = { .columns = LIST(id), .where = kept };
	struct orm_compiled c;
	cr_assert(orm_compile(&arena, QUERY(&s), &orm_sqlite, 0, &c, &err), "%s", err.message);
	cr_expect_str_eq(c.sql,
	                 "SELECT users.id FROM users WHERE users.name = ? AND users.age IN (?, ?)");
	cr_expect_str_eq(c.params.items[0].data, "abc");
}

Test(sql, what_makes_no_sense_is_told)
{
	struct orm_select none = { .columns = LIST(EQ(age, (const struct orm_expr *)NULL)) };
	struct orm_select label = { .columns = LIST(EQ(LABEL(age, "x"), 1)) };
	struct orm_select finite = { .columns = LIST(LITERAL(1e308 * 10)) };
	refuses(QUERY(&none), "an operand is missing");
	refuses(QUERY(&label), "label");
	refuses(QUERY(&finite), "finite");
	refuses(QUERY(TEXT("SELECT ?")), "without a name");
	refuses((struct orm_query){ 0 }, "missing");
	const struct orm_expr *deep = ORM_EXPR(id);
	for (int i = 0; i < 5000; i++)
		deep = orm_op(&arena, ORM_OP_NEG, deep, NULL);
	struct orm_select s = { .columns = LIST(deep) };
	refuses(QUERY(&s), "too deeply");
}
