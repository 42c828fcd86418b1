/* tests/orm/sql.c - tables for the tests of statements */
#include "tests/orm/sql.h"

#include <criterion/criterion.h>

struct orm_table *users, *orders, *pairs;
struct orm_column *id, *name, *age, *order_id, *user_id, *order_word;

static struct orm_column *column(struct orm_table *t, const char *n, enum orm_type_id type)
{
	struct orm_column *c = orm_column_new(&arena, n);
	c->type = orm_type_new(&arena, type);
	orm_table_add_column(&arena, t, c);
	return c;
}

static void key(struct orm_table *t, const char *n, const char *to)
{
	struct orm_constraint *k =
	    orm_constraint_new(&arena, to ? ORM_FOREIGN_KEY : ORM_PRIMARY_KEY);
	vec_push(&arena, &k->elements, (struct orm_element){ .column = n });
	k->referred_table = to;
	orm_table_add_constraint(&arena, t, k);
}

void make_tables(void)
{
	users = orm_table_new(&arena, NULL, "users");
	id = column(users, "id", ORM_TYPE_INTEGER);
	name = column(users, "name", ORM_TYPE_TEXT);
	age = column(users, "age", ORM_TYPE_INTEGER);
	key(users, "id", NULL);
	orders = orm_table_new(&arena, NULL, "orders");
	order_id = column(orders, "id", ORM_TYPE_INTEGER);
	user_id = column(orders, "user_id", ORM_TYPE_INTEGER);
	order_word = column(orders, "order", ORM_TYPE_TEXT);
	key(orders, "id", NULL);
	key(orders, "user_id", "users");
	pairs = orm_table_new(&arena, NULL, "pairs");
	column(pairs, "a", ORM_TYPE_INTEGER);
	column(pairs, "b", ORM_TYPE_INTEGER);
	key(pairs, "a", "users");
	key(pairs, "b", "users");
}

void enter_sql(void)
{
	enter_folder();
	make_tables();
}

const char *said(struct orm_query q, const struct orm_dialect *d)
{
	struct orm_compiled c;
	error_clear(&err);
	return orm_compile(&arena, q, d, 0, &c, &err) ? c.sql : NULL;
}

void says(struct orm_query q, const char *sqlite, const char *postgresql, const char *mysql)
{
	const struct {
		const struct orm_dialect *d;
		const char *text;
	} cases[] = { { &orm_sqlite, sqlite },
		      { &orm_postgresql, postgresql },
		      { &orm_mysql, mysql } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = said(q, cases[i].d);
		if (cases[i].text) {
			cr_expect(text, "%s: %s", cases[i].d->name, err.message);
			if (text)
				cr_expect_str_eq(text, cases[i].text, "%s:\n%s\n%s",
				                 cases[i].d->name, text, cases[i].text);
		} else {
			cr_expect_null(text, "%s", text);
			cr_expect_eq(err.code, ERR_UNSUPPORTED, "%s", err.message);
			cr_expect(strstr(err.hint, "These have it: "), "%s", err.hint);
		}
	}
}

void where_says(const struct orm_expr *e, const char *sqlite, const char *postgresql,
                const char *mysql)
{
	const struct orm_select s = { .columns = LIST(id), .from = FROM(TABLE(users)), .where = e };
	const char *texts[] = { sqlite, postgresql, mysql };
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i])
			texts[i] =
			    arena_printf(&arena, "SELECT users.id FROM users WHERE %s", texts[i]);
	says(QUERY(&s), texts[0], texts[1], texts[2]);
}

void refuses(struct orm_query q, const char *message)
{
	const char *text = said(q, &orm_postgresql);
	cr_expect_null(text, "%s", text);
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect(strstr(err.message, message), "%s", err.message);
}
