/* tests/session/test_classical.c - tables that were there first, mapped at run time, on every
 * database */
#include "reflect/reflect.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

SUITES(classical, session_models)

/* Some of the columns of users, one under another name. */
struct person {
	int64_t key;
	const char *called;
	const char *email;
	struct orm_value age;
	int64_t active, mood;
	double score;
};

/* A registry and a session of models that were made of tables. */
static struct orm_session *session_of(const struct orm_model *m)
{
	const struct orm_model *const models[] = { m, NULL };
	struct orm_registry *of_tables;
	cr_assert(orm_registry_new(&arena, models, &of_tables, &err), "%s", err.message);
	return orm_session_new(c, of_tables, NULL);
}

static const struct orm_table *reflected(const char *name)
{
	struct orm_metadata *m;
	cr_assert(reflect_table(&arena, c, NULL, name, &m, &err), "%s", err.message);
	for (size_t i = 0; i < m->tables.len; i++)
		if (strcmp(m->tables.items[i]->object.name, name) == 0)
			return m->tables.items[i];
	cr_assert_fail("no table \"%s\"", name);
	return NULL;
}

#define NEED(session, x)                                              \
	cr_assert((x), "%s: %s", orm_session_error(session)->message, \
	          orm_session_error(session)->statement)

EVERYWHERE(classical, m2_m5_a_reflected_table_fills_a_struct)
{
	static const char *const moods[] = { "calm", "cross", "glad", NULL };
	const struct orm_binding bindings[] = {
		BIND_AS(struct person, key, "id"),
		BIND_AS(struct person, called, "name"),
		BIND(struct person, email),
		BIND(struct person, age),
		BIND(struct person, active),
		BIND(struct person, score),
		{ "mood", ORM_MEMBER_SIGNED, sizeof(int64_t), offsetof(struct person, mood),
		  moods },
	};
	const struct orm_model *m;
	cr_assert(orm_model_bind(&arena, reflected("users"), sizeof(struct person), bindings,
	                         COUNT(bindings), &m, &err),
	          "%s", err.message);
	struct orm_session *t = session_of(m);
	struct person *ed = orm_session_add(
	    t, m, &(struct person){ .called = "Ed", .age = orm_int(40), .mood = 2 });
	orm_session_add(t, m, &(struct person){ .called = "Al", .email = "a@b" });
	NEED(t, orm_session_commit(t));
	cr_expect_neq(ed->key, 0);
	orm_session_clear(t);
	struct orm_objects found = orm_session_all(
	    t, &(struct orm_find){ .of = m, .where = EQ(*orm_model_field(m, "name"), "Ed") });
	NEED(t, found.len == 1);
	ed = found.items[0];
	cr_expect_eq(ed->age.integer, 40);
	cr_expect_eq(ed->mood, 2);
	cr_expect_null(ed->email);
	ed->called = "Edward";
	NEED(t, orm_session_commit(t));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Edward' AND age = 40"), 1);
	orm_session_close(t);
	const struct orm_binding wrong = BIND_AS(struct person, key, "nothing");
	cr_expect_not(
	    orm_model_bind(&arena, reflected("users"), sizeof(struct person), &wrong, 1, &m, &err));
	cr_expect(strstr(err.message, "no column \"nothing\""));
}

EVERYWHERE(classical, m2_m25_rows_of_any_table_are_objects)
{
	const struct orm_table *table = reflected("users");
	const struct orm_model *m = orm_model_of_table(&arena, table);
	struct orm_session *t = session_of(m);
	size_t name = (size_t)(orm_model_field(m, "name") - m->fields);
	struct orm_value given[7] = { 0 };
	cr_assert_eq(m->field_count, COUNT(given));
	for (size_t i = 1; i < COUNT(given); i++)
		given[i] = orm_int(1);
	given[name] = orm_text("Ed");
	given[name + 1] = orm_null(); /* email */
	given[orm_model_field(m, "mood") - m->fields] = orm_text("glad");
	struct orm_value *ed = orm_session_add(t, m, given);
	NEED(t, orm_session_flush(t));
	cr_expect_eq(ed[0].kind, ORM_INT);
	cr_expect_eq(orm_session_get(t, m, LIST(ed[0])), ed);
	ed[name] = orm_text("Eddy");
	NEED(t, orm_session_commit(t));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Eddy'"), 1);
	NEED(t, orm_session_delete(t, ed));
	NEED(t, orm_session_commit(t));
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
	orm_session_close(t);
}
