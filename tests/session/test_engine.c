/* tests/session/test_engine.c - sessions on an engine, and those who listen to them */
#include "base/buf.h"
#include "migrate/create_all.h"
#include "orm/engine/engine.h"
#include "orm/session/listen.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

static struct orm_engine *engine;
static struct buf seen;

static void begin(const char *url)
{
	struct orm_engine_options o = { .pool = { .size = 2, .overflow = ORM_NO_OVERFLOW } };
	cr_assert(orm_engine_new(&arena, url, &o, &engine, &err), "%s", err.message);
	cr_assert(orm_registry_new(&arena, session_models, &registry, &err), "%s", err.message);
	cr_assert(orm_engine_connect(engine, &c, &err), "%s", err.message);
	cr_assert(migrate_create_all(c, orm_registry_metadata(registry), &err), "%s: %s",
	          err.message, err.statement);
	orm_close(c);
	s = orm_session_open(engine, registry, NULL);
}

static void end(void)
{
	orm_session_close(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	arena_release(&arena);
	buf_release(&seen);
}

#define BEGIN_ON(database, url)            \
	static void begin_##database(void) \
	{                                  \
		begin(url);                \
	}                                  \
	TestSuite(engine_##database, .init = begin_##database, .fini = end, .timeout = 60);
BEGIN_ON(sqlite, "sqlite://")
BEGIN_ON(postgresql, server_postgresql(&arena))
BEGIN_ON(mariadb, server_mariadb(&arena))
BEGIN_ON(mysql, server_mysql(&arena))

static int64_t users(void)
{
	cr_assert(orm_engine_connect(engine, &c, &err), "%s", err.message);
	int64_t n = number("SELECT count(*) FROM users");
	orm_close(c);
	return n;
}

EVERYWHERE(engine, a_connection_is_had_while_there_is_something_to_do)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	cr_expect_eq(orm_engine_counts(engine).out, 0, "nothing was sent yet");
	MUST(orm_session_flush(s));
	cr_expect_eq(orm_engine_counts(engine).out, 1);
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	cr_expect_eq(users(), 1);
	ed->name = "Eddie";
	MUST(orm_session_flush(s));
	cr_expect_eq(orm_engine_counts(engine).out, 1);
	orm_session_rollback(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	MUST(HOW_MANY(s, User, .where = EQ(User.name, "Ed")) == 1);
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_engine_counts(engine).out, 0, "also if only reading was done");
}

EVERYWHERE(engine, closing_rolls_back)
{
	ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	orm_session_close(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	cr_expect_eq(users(), 0);
}

EVERYWHERE(engine, a_failed_flush_ends_with_the_rollback)
{
	ADD(s, User, .name = "Ed", .email = "e");
	ADD(s, User, .name = "Ed", .email = "e");
	cr_expect_not(orm_session_commit(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	cr_expect_eq(users(), 0);
}

EVERYWHERE(engine, a_lost_connection_is_replaced_after_the_rollback)
{
	ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	struct orm_conn *mine = orm_session_conn(s);
	orm_invalidate(mine);
	ADD(s, User, .name = "Ann");
	orm_session_rollback(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(engine, a_closed_session_says_so)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	orm_session_close(s);
	orm_session_close(s);
	cr_expect_null(ADD(s, User, .name = "Ann"));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_str_eq(orm_session_error(s)->message, "the session is closed");
	orm_session_rollback(s);
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_not(orm_session_flush(s));
	cr_expect_not(orm_session_commit(s));
	cr_expect_not(orm_session_begin_nested(s));
	cr_expect_null(GET(s, User, 1));
	cr_expect_eq(SELECT(s, User).len, 0);
	cr_expect_eq(HOW_MANY(s, User), -1);
	cr_expect_eq(orm_session_state(s, ed), ORM_TRANSIENT);
	cr_expect_not(orm_session_delete(s, ed));
	cr_expect_null(orm_session_conn(s));
	cr_expect_eq(orm_session_pending(s).len, 0);
	orm_session_rollback(s);
	orm_session_rollback_nested(s);
	orm_session_clear(s);
	cr_expect_eq(orm_engine_counts(engine).out, 0);
	struct orm_session *next = orm_session_open(engine, registry, NULL);
	cr_expect_eq(HOW_MANY(next, User), 1);
	orm_session_close(next);
}

EVERYWHERE(engine, an_object_of_another_session_is_none_of_ours)
{
	struct orm_session *other = orm_session_open(engine, registry, NULL);
	struct user *ed = ADD(other, User, .name = "Ed");
	cr_expect_not(orm_session_delete(s, ed));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_not(orm_session_refresh(s, ed));
	cr_expect_not(orm_session_add_again(s, ed));
	orm_session_close(other);
}

EVERYWHERE(engine, a_closed_engine_gives_none)
{
	orm_engine_close(engine);
	cr_expect_eq(HOW_MANY(s, User), -1);
	cr_expect_str_eq(orm_session_error(s)->message, "the engine is closed");
}

static void note(const char *what, const struct orm_model *m)
{
	buf_addf(&seen, "%s%s%s|", what, m ? " " : "", m ? m->name : "");
}

static void before_flush(void *data, struct orm_session *of)
{
	const struct user *extra = data;
	note("before flush", NULL);
	if (extra && orm_session_pending(of).len == 1)
		cr_expect_not_null(orm_session_add(of, &User.model, extra));
}

static void after_flush(void *data, struct orm_session *of)
{
	(void)data;
	cr_expect_eq(orm_session_pending(of).len, 0);
	note("after flush", NULL);
}

static bool before_commit(void *data, struct orm_session *of, struct error *why)
{
	(void)data;
	(void)of;
	(void)why;
	note("before commit", NULL);
	return true;
}

static void after_commit(void *data, struct orm_session *of)
{
	(void)data;
	(void)of;
	note("after commit", NULL);
}

static void after_rollback(void *data, struct orm_session *of)
{
	(void)data;
	(void)of;
	note("after rollback", NULL);
}

static void on_load(void *data, struct orm_session *of, const struct orm_model *m, void *object)
{
	(void)data;
	cr_expect_eq(orm_session_state(of, object), ORM_PERSISTENT);
	note("load", m);
}

static bool before_insert(void *data, struct orm_session *of, const struct orm_model *m,
                          void *object, struct error *why)
{
	struct user *u = object;
	(void)data;
	(void)of;
	note("before insert", m);
	u->score = 7;
	return strcmp(u->name, "nobody") != 0 || fail(why, ERR_REFUSED, "nobody is nobody");
}

static bool before_update(void *data, struct orm_session *of, const struct orm_model *m,
                          void *object, struct error *why)
{
	(void)data;
	(void)of;
	(void)object;
	(void)why;
	note("before update", m);
	return true;
}

static bool before_delete(void *data, struct orm_session *of, const struct orm_model *m,
                          void *object, struct error *why)
{
	(void)data;
	(void)of;
	(void)object;
	note("before delete", m);
	return strcmp(((struct user *)object)->name, "Kept") != 0 ||
	       fail(why, ERR_REFUSED, "she stays");
}

static void after_insert(void *data, struct orm_session *of, const struct orm_model *m,
                         void *object)
{
	(void)data;
	(void)of;
	cr_expect_neq(((struct user *)object)->id, 0);
	note("after insert", m);
}

static void after_update(void *data, struct orm_session *of, const struct orm_model *m,
                         void *object)
{
	(void)data;
	(void)of;
	(void)object;
	note("after update", m);
}

static void after_delete(void *data, struct orm_session *of, const struct orm_model *m,
                         void *object)
{
	(void)data;
	cr_expect_eq(orm_session_state(of, object), ORM_DELETED);
	note("after delete", m);
}

static const struct orm_session_listener all_ears = {
	.before_flush = before_flush,
	.after_flush = after_flush,
	.before_commit = before_commit,
	.after_commit = after_commit,
	.after_rollback = after_rollback,
	.load = on_load,
	.before_insert = before_insert,
	.before_update = before_update,
	.before_delete = before_delete,
	.after_insert = after_insert,
	.after_update = after_update,
	.after_delete = after_delete,
};

static void expect_seen(const char *text)
{
	cr_expect_str_eq(buf_str(&seen), text);
	buf_cut(&seen, 0);
}

EVERYWHERE(engine, s28_events_come_in_their_order)
{
	orm_session_listen(s, &all_ears);
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	expect_seen("before commit|before flush|before insert User|after insert User|after flush|"
	            "after commit|");
	ed->name = "Eddie";
	MUST(orm_session_flush(s));
	expect_seen("before flush|before update User|after update User|after flush|");
	MUST(orm_session_delete(s, ed));
	MUST(orm_session_flush(s));
	expect_seen("before flush|before delete User|after delete User|after flush|");
	orm_session_rollback(s);
	expect_seen("after rollback|");
	orm_session_clear(s);
	ed = FIRST(s, User);
	cr_assert_not_null(ed);
	cr_expect_eq((int)ed->score, 7, "what the listener has changed was written");
	expect_seen("before flush|load User|");
}

EVERYWHERE(engine, s28_listeners_may_add_and_refuse)
{
	struct user extra = { .name = "Extra" };
	struct orm_session_listener l = { .before_flush = before_flush,
		                          .before_delete = before_delete,
		                          .before_insert = before_insert,
		                          .data = &extra };
	orm_session_listen(s, &l);
	ADD(s, User, .name = "Kept");
	MUST(orm_session_commit(s));
	cr_expect_eq(users(), 2);
	struct user *kept = FIRST(s, User, .where = EQ(User.name, "Kept"));
	cr_assert_not_null(kept);
	MUST(orm_session_delete(s, kept));
	cr_expect_not(orm_session_commit(s));
	cr_expect_str_eq(orm_session_error(s)->message, "she stays");
	orm_session_rollback(s);
	ADD(s, User, .name = "nobody");
	cr_expect_not(orm_session_commit(s));
	cr_expect_str_eq(orm_session_error(s)->message, "nobody is nobody");
	orm_session_rollback(s);
	cr_expect_eq(users(), 2);
}

/* All that would take the object from those who are at work on it. */
static bool end_all(void *data, struct orm_session *t, const struct orm_model *m, void *object,
                    struct error *why)
{
	(void)m;
	(void)why;
	orm_session_rollback(t);
	cr_expect_eq(orm_session_error(t)->code, ERR_USAGE);
	cr_expect_not(orm_session_commit(t));
	cr_expect_not(orm_session_begin_nested(t));
	cr_expect_not(orm_session_commit_nested(t));
	orm_session_rollback_nested(t);
	orm_session_clear(t);
	orm_session_close(t);
	cr_expect_eq(orm_session_error(t)->code, ERR_USAGE);
	cr_expect_neq(orm_session_state(t, object), ORM_DETACHED);
	++*(int *)data;
	return true;
}

static void end_all_after(void *data, struct orm_session *t, const struct orm_model *m,
                          void *object)
{
	cr_expect(end_all(data, t, m, object, NULL));
}

EVERYWHERE(engine, s28_listeners_cant_end_what_they_are_told_of)
{
	int told = 0;
	struct orm_session_listener l = { .data = &told,
		                          .before_insert = end_all,
		                          .before_update = end_all,
		                          .after_insert = end_all_after,
		                          .after_update = end_all_after,
		                          .load = end_all_after };
	orm_session_listen(s, &l);
	struct user *ed = ADD(s, User, .name = "Ed"), *al = ADD(s, User, .name = "Al");
	MUST(orm_session_flush(s));
	ed->name = "Eddie";
	al->name = "Alan";
	MUST(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
	MUST(orm_session_commit(s));
	cr_expect_eq(told, 8);
	orm_session_clear(s);
	cr_expect_eq(HOW_MANY(s, User, .where = IN(User.name, "Eddie", "Alan")), 2);
	cr_expect_eq(SELECT(s, User).len, 2);
	cr_expect_eq(told, 10);
}

EVERYWHERE(engine, there_is_nothing_to_make_an_object_of)
{
	cr_expect_null(orm_session_add(s, &User.model, NULL));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_null(orm_session_merge(s, &User.model, NULL));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_eq(orm_session_pending(s).len, 0);
}
