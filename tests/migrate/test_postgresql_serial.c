/* tests/migrate/test_postgresql_serial.c - sequences of columns, and what they are called */
#include <criterion/criterion.h>

#include <string.h>

#include "orm/dialect.h"
#include "reflect/write/write.h"
#include "tests/migrate/postgresql_steps.h"

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

TestSuite(postgresql_serial, .fini = release);

static const char *answer(struct orm_conn *c, const char *sql)
{
	struct orm_value v;
	struct error err = { 0 };

	cr_assert(orm_query_value(&arena, c, sql, NULL, 0, &v, &err), "%s: %s", sql, err.message);
	return v.data;
}

static void was(struct orm_object *o, const char *name)
{
	o->renamed_from = name;
}

Test(postgresql_serial, renamed_tables_and_columns_count_on)
{
	struct orm_conn *c =
	    steps_database(&arena, "CREATE TABLE a (id serial PRIMARY KEY);"
	                           "SELECT setval('a_id_seq', 33);"
	                           "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY, o serial);"
	                           "SELECT setval('b_id_seq', 44), setval('b_o_seq', 55)");
	struct orm_conn *wanted =
	    steps_database(&arena, "CREATE TABLE x (id serial PRIMARY KEY);"
	                           "CREATE TABLE y (i int GENERATED ALWAYS AS IDENTITY, p serial)");
	struct orm_metadata *from = steps_reflect(&arena, c), *to = steps_reflect(&arena, wanted);
	struct orm_table *y = orm_metadata_table(to, NULL, "y");
	struct compare_result r;

	was(&orm_metadata_table(to, NULL, "x")->object, "a");
	was(&y->object, "b");
	was(&orm_table_column(y, &orm_postgresql, "i")->object, "id");
	was(&orm_table_column(y, &orm_postgresql, "p")->object, "o");
	r = steps_compare(&arena, from, to);
	for (size_t i = 0; i < r.ops.len; i++)
		cr_expect_null(r.ops.items[i].loses, "%s", r.ops.items[i].loses);
	steps_apply(&arena, c, from, &r.ops);
	cr_expect_eq(
	    steps_compare(&arena, steps_reflect(&arena, c), steps_reflect(&arena, wanted)).ops.len,
	    0);
	cr_expect_str_eq(answer(c, "SELECT nextval('x_id_seq')::text"), "34");
	cr_expect_str_eq(answer(c, "SELECT nextval('y_i_seq')::text"), "45");
	cr_expect_str_eq(answer(c, "SELECT nextval('y_p_seq')::text"), "56");
	orm_close(c);
	orm_close(wanted);
}

static const char *lua_of(const char *sql)
{
	struct orm_conn *c = steps_database(&arena, sql);
	struct buf b = { 0 };
	struct error err = { 0 };

	cr_assert(write_lua(&b, steps_reflect(&arena, c), &err), "%s", err.message);
	orm_close(c);
	return buf_take(&b, &arena);
}

Test(postgresql_serial, a_model_says_no_more_than_it_has_to)
{
	const char *text = lua_of("CREATE TABLE a (id serial PRIMARY KEY, n bigserial);"
	                          "CREATE TABLE p (id serial) PARTITION BY RANGE (id);"
	                          "CREATE TABLE q PARTITION OF p DEFAULT");

	cr_expect_not_null(strstr(text, "Column{\"id\", Integer},"), "%s", text);
	cr_expect_not_null(
	    strstr(text, "Column{\"n\", BigInteger, nullable = false, autoincrement = true},"),
	    "%s", text);
	cr_expect_null(strstr(text, "Sequence{"), "%s", text);
}

/* Each has something that SERIAL doesn't say. */
static const char *const others[] = {
	"CREATE TABLE t (id serial); COMMENT ON SEQUENCE t_id_seq IS 'x'",
	"CREATE TABLE t (id serial); ALTER SEQUENCE t_id_seq CACHE 5",
	"CREATE TABLE t (id serial); ALTER SEQUENCE t_id_seq AS bigint",
	"CREATE TABLE t (id serial); ALTER TABLE t ALTER id DROP NOT NULL",
	"CREATE TABLE t (id serial); ALTER SEQUENCE t_id_seq OWNED BY NONE",
	"CREATE TABLE t (id serial); ALTER SEQUENCE t_id_seq RENAME TO s",
	"CREATE TABLE t (id serial); CREATE TABLE u (id int DEFAULT nextval('t_id_seq'))",
	"CREATE TABLE t (id serial); CREATE VIEW v AS SELECT last_value FROM t_id_seq",
};

Test(postgresql_serial, a_sequence_that_is_more_is_written_down)
{
	for (size_t i = 0; i < COUNT(others); i++) {
		const char *text = lua_of(others[i]);

		cr_expect_not_null(strstr(text, "Sequence{"), "%s\n%s", others[i], text);
		cr_expect_not_null(strstr(text, "nextval("), "%s\n%s", others[i], text);
	}
}
