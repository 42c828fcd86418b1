/* tests/orm/test_sql_statement.c - statements as each database's text */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/orm/sql.h"

TestSuite(sql_statement, .init = enter_sql, .fini = leave_folder);

Test(sql_statement, q17_q18_q19_order_limit_offset)
{
	struct orm_select s = { .columns = LIST(id),
		                .order_by = LIST(DESC(name), NULLS_LAST(ASC(age)), id),
		                .limit = ORM_EXPR(3),
		                .offset = ORM_EXPR(2) };
	SAYS(&s,
	     "SELECT users.id FROM users ORDER BY users.name DESC, users.age NULLS LAST, users.id "
	     "LIMIT ? OFFSET ?",
	     "SELECT users.id FROM users ORDER BY users.name DESC, users.age NULLS LAST, users.id "
	     "LIMIT ? OFFSET ?",
	     "SELECT users.id FROM users ORDER BY users.name DESC, users.age IS NULL, users.age, "
	     "users.id LIMIT ? OFFSET ?");
	struct orm_select offset = { .columns = LIST(id), .offset = ORM_EXPR(2) };
	SAYS(&offset, "SELECT users.id FROM users LIMIT -1 OFFSET ?",
	     "SELECT users.id FROM users OFFSET ?",
	     "SELECT users.id FROM users LIMIT 18446744073709551615 OFFSET ?");
}

Test(sql_statement, q20_distinct)
{
	struct orm_select s = { .distinct = true, .columns = LIST(age) };
	struct orm_select on = { .distinct_on = LIST(age), .columns = LIST(name) };
	ALL_SAY(&s, "SELECT DISTINCT users.age FROM users");
	SAYS(&on, NULL, "SELECT DISTINCT ON (users.age) users.name FROM users", NULL);
}

Test(sql_statement, q21_q22_q31_groups_counts_labels)
{
	const struct orm_expr *n = LABEL(COUNT_ALL(), "n");
	struct orm_select s = { .columns = LIST(age, n, FUNC_DISTINCT("count", name)),
		                .group_by = LIST(age),
		                .having = GT(COUNT_ALL(), 1),
		                .order_by = LIST(DESC(n)) };
	ALL_SAY(&s, "SELECT users.age, count(*) AS n, count(DISTINCT users.name) FROM users "
	            "GROUP BY users.age HAVING count(*) > ? ORDER BY n DESC");
	struct orm_select filter = { .columns = LIST(FILTER("sum", age, GT(id, 1))) };
	SAYS(&filter, "SELECT sum(users.age) FILTER (WHERE users.id > ?) FROM users",
	     "SELECT sum(users.age) FILTER (WHERE users.id > ?) FROM users", NULL);
}

Test(sql_statement, q23_join_takes_the_only_foreign_key)
{
	struct orm_select s = { .columns = LIST(name, order_word),
		                .from = FROM(TABLE(users)),
		                .joins = JOINS(JOIN(TABLE(orders))) };
	SAYS(&s,
	     "SELECT users.name, orders.\"order\" FROM users JOIN orders ON orders.user_id = "
	     "users.id",
	     "SELECT users.name, orders.\"order\" FROM users JOIN orders ON orders.user_id = "
	     "users.id",
	     "SELECT users.name, orders.`order` FROM users JOIN orders ON orders.user_id = "
	     "users.id");
	/* What is joined doesn't have to be listed, and aliases are followed. */
	struct orm_select derived = { .columns = LIST(name),
		                      .joins = JOINS(JOIN(TABLE_AS(orders, "o"))) };
	ALL_SAY(&derived, "SELECT users.name FROM users JOIN orders AS o ON o.user_id = users.id");
	struct orm_select none = { .from = FROM(TABLE(pairs)),
		                   .joins = JOINS(JOIN(TABLE(orders))) };
	struct orm_select several = { .from = FROM(TABLE(users)),
		                      .joins = JOINS(JOIN(TABLE(pairs))) };
	refuses(QUERY(&none), "no foreign key joins \"orders\"");
	refuses(QUERY(&several), "2 foreign keys could join \"pairs\"");
}

Test(sql_statement, q24_joins_of_all_kinds)
{
	struct orm_select left = { .from = FROM(TABLE(users)),
		                   .joins = JOINS(LEFT_JOIN(TABLE(orders))) };
	struct orm_select full = { .from = FROM(TABLE(users)),
		                   .joins = JOINS(FULL_JOIN(TABLE(orders))) };
	struct orm_select right = { .from = FROM(TABLE(users)),
		                    .joins = JOINS(RIGHT_JOIN_ON(TABLE(orders), EQ(user_id, id))) };
	struct orm_select cross = { .from = FROM(TABLE(users)),
		                    .joins = JOINS(CROSS_JOIN(TABLE(orders))) };
	struct orm_compiled c;
	ALL_SAY(&left, "SELECT * FROM users LEFT JOIN orders ON orders.user_id = users.id");
	ALL_SAY(&right, "SELECT * FROM users RIGHT JOIN orders ON orders.user_id = users.id");
	ALL_SAY(&cross, "SELECT * FROM users CROSS JOIN orders");
	SAYS(&full, "SELECT * FROM users FULL JOIN orders ON orders.user_id = users.id",
	     "SELECT * FROM users FULL JOIN orders ON orders.user_id = users.id", NULL);
	cr_expect_not(orm_compile(&arena, QUERY(&full), &orm_sqlite, 33800, &c, &err));
	cr_expect_str_eq(err.message, "this version of SQLite has no FULL JOIN");
	cr_expect_str_eq(err.hint, "These have it: SQLite from 3.39 on, PostgreSQL.");
}

Test(sql_statement, q25_all_pairs_have_to_be_asked_for)
{
	struct orm_select unsaid = { .columns = LIST(name, order_id) };
	struct orm_select said_so = { .columns = LIST(name, order_id),
		                      .from = FROM(TABLE(users), TABLE(orders)) };
	struct orm_select other = { .columns = LIST(order_id), .from = FROM(TABLE(users)) };
	refuses(QUERY(&unsaid), "\"users\" and \"orders\"");
	ALL_SAY(&said_so, "SELECT users.name, orders.id FROM users, orders");
	refuses(QUERY(&other), "\"orders\", which isn't in the statement");
}

Test(sql_statement, q26_aliases_subqueries_ctes)
{
	struct orm_select inner = { .columns = LIST(age, LABEL(COUNT_ALL(), "n")),
		                    .group_by = LIST(age) };
	const struct orm_source *sub = SUBQUERY(&inner), *u = TABLE_AS(users, "u");
	struct orm_select s = { .columns = LIST(COL(sub, "n"), COL(u, "name")),
		                .from = FROM(sub),
		                .joins = JOINS(JOIN_ON(u, EQ(COL(u, "age"), COL(sub, "age")))) };
	ALL_SAY(&s, "SELECT anon_1.n, u.name FROM (SELECT users.age, count(*) AS n FROM users "
	            "GROUP BY users.age) AS anon_1 JOIN users AS u ON u.age = anon_1.age");
	const struct orm_source *t = NAMED("t");
	struct orm_select next = { .columns = LIST(PLUS(COL(t, "n"), 1)),
		                   .from = FROM(t),
		                   .where = LT(COL(t, "n"), 5) };
	struct orm_select first = { .columns = LIST(LITERAL(1)),
		                    .compounds = COMPOUNDS({ ORM_UNION_ALL, &next }) };
	struct orm_select all = { .with = WITH({ "t", LIST(NAME("n")), { .select = &first } }),
		                  .recursive = true,
		                  .columns = LIST(COL(t, "n")) };
	ALL_SAY(&all,
	        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT t.n + ? FROM t WHERE t.n < ?) "
	        "SELECT t.n FROM t");
}

Test(sql_statement, q27_subqueries_are_correlated)
{
	struct orm_select inner = { .columns = LIST(LITERAL(1)), .where = EQ(user_id, id) };
	struct orm_select most = { .columns = LIST(FUNC("max", order_id)),
		                   .where = EQ(user_id, id) };
	struct orm_select s = { .columns = LIST(name, LABEL(&most, "newest")),
		                .where = EXISTS(&inner) };
	struct orm_select not_s = { .columns = LIST(name),
		                    .from = FROM(TABLE(users)),
		                    .where = NOT(EXISTS(&inner)) };
	ALL_SAY(&s, "SELECT users.name, (SELECT max(orders.id) FROM orders WHERE orders.user_id = "
	            "users.id) AS newest FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE "
	            "orders.user_id = users.id)");
	ALL_SAY(&not_s, "SELECT users.name FROM users WHERE NOT EXISTS (SELECT 1 FROM orders WHERE "
	                "orders.user_id = users.id)");
}

Test(sql_statement, q28_set_operations)
{
	struct orm_select b = { .columns = LIST(order_id) },
			  limited = { .columns = LIST(order_id), .limit = ORM_EXPR(1) };
	struct orm_select s = { .columns = LIST(id),
		                .compounds = COMPOUNDS({ ORM_UNION, &b }),
		                .order_by = LIST(NAME("id")),
		                .limit = ORM_EXPR(5) };
	struct orm_select two = { .columns = LIST(id),
		                  .compounds = COMPOUNDS({ ORM_EXCEPT, &limited }) };
	ALL_SAY(
	    &s,
	    "SELECT users.id FROM users UNION SELECT orders.id FROM orders ORDER BY id LIMIT ?");
	ALL_SAY(&two, "SELECT users.id FROM users EXCEPT SELECT * FROM (SELECT orders.id FROM "
	              "orders LIMIT ?) "
	              "AS anon_1");
}

Test(sql_statement, q34_windows)
{
	struct orm_select s = {
		.columns = LIST(OVER(FUNC("sum", age), .partition_by = LIST(name),
		                     .order_by = LIST(id), .frame = ORM_FRAME_ROWS,
		                     .from = { ORM_PRECEDING, 2 }, .to = { ORM_CURRENT_ROW, 0 }),
		                OVER(FUNC0("row_number"), .order_by = LIST(DESC(id))))
	};
	ALL_SAY(
	    &s,
	    "SELECT sum(users.age) OVER (PARTITION BY users.name ORDER BY users.id ROWS BETWEEN 2 "
	    "PRECEDING AND CURRENT ROW), row_number() OVER (ORDER BY users.id DESC) FROM users");
	struct orm_select groups = { .columns = LIST(OVER(FUNC("sum", age), .order_by = LIST(id),
		                                          .frame = ORM_FRAME_GROUPS,
		                                          .to = { ORM_UNBOUNDED_FOLLOWING, 0 })) };
	SAYS(&groups,
	     "SELECT sum(users.age) OVER (ORDER BY users.id GROUPS BETWEEN UNBOUNDED PRECEDING AND "
	     "UNBOUNDED FOLLOWING) FROM users",
	     "SELECT sum(users.age) OVER (ORDER BY users.id GROUPS BETWEEN UNBOUNDED PRECEDING AND "
	     "UNBOUNDED FOLLOWING) FROM users",
	     NULL);
}

Test(sql_statement, q36_locks)
{
	struct orm_select s = { .columns = LIST(id),
		                .lock = { ORM_FOR_UPDATE, FROM(TABLE(users)),
		                          .skip_locked = true } };
	struct orm_select share = { .columns = LIST(id),
		                    .lock = { ORM_FOR_SHARE, .nowait = true } };
	SAYS(&s, "SELECT users.id FROM users",
	     "SELECT users.id FROM users FOR UPDATE OF users SKIP LOCKED",
	     "SELECT users.id FROM users FOR UPDATE OF users SKIP LOCKED");
	SAYS(&share, "SELECT users.id FROM users", "SELECT users.id FROM users FOR SHARE NOWAIT",
	     "SELECT users.id FROM users FOR SHARE NOWAIT");
	cr_expect_str_eq(said(QUERY(&share), &orm_mariadb),
	                 "SELECT users.id FROM users LOCK IN SHARE MODE NOWAIT");
}

Test(sql_statement, q37_lateral_values_samples)
{
	struct orm_select inner = { .columns = LIST(order_id), .where = EQ(user_id, id) };
	struct orm_select s = { .columns = LIST(name),
		                .from = FROM(TABLE(users)),
		                .joins = JOINS(CROSS_JOIN(LATERAL(&inner, "o"))) };
	SAYS(&s, NULL,
	     "SELECT users.name FROM users CROSS JOIN LATERAL (SELECT orders.id FROM orders WHERE "
	     "orders.user_id = users.id) AS o",
	     "SELECT users.name FROM users CROSS JOIN LATERAL (SELECT orders.id FROM orders WHERE "
	     "orders.user_id = users.id) AS o");
	struct orm_select values = {
		.from = FROM(
		    ORM_SOURCE(.rows = LIST(TUPLE(LITERAL(1)), TUPLE(LITERAL(2))), .alias = "v"))
	};
	SAYS(&values, "SELECT * FROM (VALUES (1), (2)) AS v",
	     "SELECT * FROM (VALUES (1), (2)) AS v", "SELECT * FROM (VALUES ROW(1), ROW(2)) AS v");
	struct orm_select sample = { .from = FROM(ORM_SOURCE(.table = users, .sample = "system",
		                                             .percent = 10)) };
	SAYS(&sample, NULL, "SELECT * FROM users TABLESAMPLE system (10)", NULL);
}

Test(sql_statement, q43_q46_insert)
{
	struct orm_insert one = { .into = TABLE(users), .set = SET(TO(name, "ed"), TO(age, NULL)) };
	struct orm_insert many = { .into = TABLE(users),
		                   .columns = LIST(name, age),
		                   .rows = LIST(TUPLE("a", 1), TUPLE("b", 2)) };
	struct orm_insert nothing = { .into = TABLE(users) };
	struct orm_insert uneven = { .into = TABLE(users),
		                     .columns = LIST(name, age),
		                     .rows = LIST(TUPLE("a")) };
	ALL_SAY(&one, "INSERT INTO users (name, age) VALUES (?, NULL)");
	ALL_SAY(&many, "INSERT INTO users (name, age) VALUES (?, ?), (?, ?)");
	SAYS(&nothing, "INSERT INTO users DEFAULT VALUES", "INSERT INTO users DEFAULT VALUES",
	     "INSERT INTO users () VALUES ()");
	refuses(QUERY(&uneven), "row 1 has 1 values, there are 2 columns");
}

Test(sql_statement, q44_q45_from_select_returning)
{
	struct orm_select from = { .columns = LIST(name) };
	struct orm_insert s = { .into = TABLE(orders),
		                .columns = LIST(order_word),
		                .select = &from,
		                .returning = LIST(order_id) };
	SAYS(&s, "INSERT INTO orders (\"order\") SELECT users.name FROM users RETURNING id",
	     "INSERT INTO orders (\"order\") SELECT users.name FROM users RETURNING id", NULL);
	cr_expect_str_eq(said(QUERY(&s), &orm_mariadb),
	                 "INSERT INTO orders (`order`) SELECT users.name FROM users RETURNING id");
}

Test(sql_statement, q47_q48_q50_update)
{
	struct orm_update all = { .table = TABLE(users),
		                  .set = SET(TO(name, "x"), TO(age, PLUS(age, 1))) };
	struct orm_update from = { .table = TABLE(users),
		                   .set = SET(TO(name, order_word)),
		                   .from = FROM(TABLE(orders)),
		                   .where = EQ(user_id, id) };
	struct orm_update none = { .table = TABLE(users) };
	ALL_SAY(&all, "UPDATE users SET name = ?, age = users.age + ?");
	SAYS(
	    &from,
	    "UPDATE users SET name = orders.\"order\" FROM orders WHERE orders.user_id = users.id",
	    "UPDATE users SET name = orders.\"order\" FROM orders WHERE orders.user_id = users.id",
	    "UPDATE users, orders SET users.name = orders.`order` WHERE orders.user_id = users.id");
	refuses(QUERY(&none), "nothing to set");
}

Test(sql_statement, q49_delete)
{
	struct orm_delete all = { .table = TABLE(users), .where = GT(age, 3) };
	struct orm_delete from = { .table = TABLE(users),
		                   .from = FROM(TABLE(orders)),
		                   .where = EQ(user_id, id) };
	ALL_SAY(&all, "DELETE FROM users WHERE users.age > ?");
	SAYS(&from, NULL, "DELETE FROM users USING orders WHERE orders.user_id = users.id",
	     "DELETE FROM users USING users, orders WHERE orders.user_id = users.id");
}

Test(sql_statement, q51_q52_upsert)
{
	struct orm_insert keyed = { .into = TABLE(users),
		                    .set = SET(TO(id, 1), TO(name, "a")),
		                    .conflict = { ORM_CONFLICT_UPDATE, .columns = LIST(id),
		                                  .set = SET(TO(name, EXCLUDED(name))),
		                                  .where = GT(age, 1) } };
	SAYS(&keyed,
	     "INSERT INTO users (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = "
	     "excluded.name WHERE users.age > ?",
	     "INSERT INTO users (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = "
	     "excluded.name WHERE users.age > ?",
	     NULL);
	struct orm_insert any = { .into = TABLE(users),
		                  .set = SET(TO(id, 1), TO(name, "a")),
		                  .conflict = { ORM_CONFLICT_UPDATE,
		                                .set = SET(TO(name, EXCLUDED(name))) } };
	SAYS(&any,
	     "INSERT INTO users (id, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = "
	     "excluded.name",
	     NULL,
	     "INSERT INTO users (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = "
	     "VALUES(name)");
	struct orm_insert ignore = { .into = TABLE(users),
		                     .set = SET(TO(id, 1)),
		                     .conflict = { .kind = ORM_CONFLICT_IGNORE } };
	SAYS(&ignore, "INSERT INTO users (id) VALUES (?) ON CONFLICT DO NOTHING",
	     "INSERT INTO users (id) VALUES (?) ON CONFLICT DO NOTHING",
	     "INSERT INTO users (id) VALUES (?) ON DUPLICATE KEY UPDATE users.id = users.id");
	struct orm_insert named = { .into = TABLE(users),
		                    .set = SET(TO(id, 1)),
		                    .conflict = { ORM_CONFLICT_IGNORE, .constraint = "uq x" } };
	SAYS(&named, NULL,
	     "INSERT INTO users (id) VALUES (?) ON CONFLICT ON CONSTRAINT \"uq x\" DO NOTHING",
	     NULL);
}

Test(sql_statement, a_statement_is_one_text_with_literals)
{
	const char *text;
	struct orm_insert s = { .into = TABLE(users), .set = SET(TO(name, "it's"), TO(age, 3)) };
	struct orm_select p = { .columns = LIST(id), .where = EQ(id, PARAM("id")) };
	cr_assert(orm_compile_literal(&arena, QUERY(&s), &orm_mysql, 0, &text, &err));
	cr_expect_str_eq(text, "INSERT INTO users (name, age) VALUES ('it''s', 3)");
	cr_expect_not(orm_compile_literal(&arena, QUERY(&p), &orm_mysql, 0, &text, &err));
	cr_expect(strstr(err.message, "\"id\" has no value"));
}
