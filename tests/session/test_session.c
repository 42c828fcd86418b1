/* tests/session/test_session.c - objects, their rows and their transactions, on every database */
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

SUITES(session, session_models)

EVERYWHERE(session, s1_lives_from_pending_to_detached)
{
	struct user *ed = ADD(s, User, .name = "Ed", .score = 1.5, .mood = GLAD);
	cr_expect_eq(orm_session_state(s, ed), ORM_PENDING);
	cr_expect_eq(ed->id, 0);
	MUST(orm_session_flush(s));
	cr_expect_eq(orm_session_state(s, ed), ORM_PERSISTENT);
	cr_expect_neq(ed->id, 0);
	MUST(orm_session_delete(s, ed));
	MUST(orm_session_flush(s));
	cr_expect_eq(orm_session_state(s, ed), ORM_DELETED);
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_session_state(s, ed), ORM_DETACHED);
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
}

EVERYWHERE(session, s3_gives_one_object_for_a_row)
{
	struct user *ed = ADD(s, User, .name = "Ed", .active = true);
	MUST(orm_session_commit(s));
	struct orm_objects found = SELECT(s, User, .where = EQ(User.name, "Ed"));
	cr_assert_eq(found.len, 1);
	cr_expect_eq(found.items[0], ed);
	cr_expect(ed->active);
	ed->name = "Edward";
	/* A query doesn't overwrite what was changed; it flushes it. */
	found = SELECT(s, User);
	cr_expect_str_eq(ed->name, "Edward");
	cr_expect_eq(GET(s, User, ed->id), ed);
	cr_expect_eq(GET(s, User, ed->id + 1000), NULL);
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(session, s11_rollback_brings_back_what_was)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	struct user *al = ADD(s, User, .name = "Al");
	MUST(orm_session_commit(s));
	ed->name = "X";
	MUST(orm_session_delete(s, al));
	struct user *no = ADD(s, User, .name = "No");
	MUST(orm_session_flush(s));
	orm_session_rollback(s);
	cr_expect_str_eq(ed->name, "Ed");
	cr_expect_eq(orm_session_state(s, al), ORM_PERSISTENT);
	cr_expect_eq(orm_session_state(s, no), ORM_TRANSIENT);
	cr_expect_eq(GET(s, User, al->id), al);
	MUST(orm_session_fresh(s, ed));
	cr_expect_eq(number("SELECT count(*) FROM users"), 2);
}

EVERYWHERE(session, s12_refuses_all_after_a_failed_flush)
{
	ADD(s, User, .name = "Ed", .email = "e");
	MUST(orm_session_commit(s));
	ADD(s, User, .name = "Al");
	ADD(s, User, .name = "Bo", .email = "e");
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	cr_expect_eq(SELECT(s, User).len, 0);
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	cr_expect_eq(SELECT(s, User).len, 1);
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(session, s18_nested_transactions_end_by_themselves)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_begin_nested(s));
	ed->name = "Inner";
	ADD(s, User, .name = "Gone");
	MUST(orm_session_flush(s));
	orm_session_rollback_nested(s);
	MUST(orm_session_error(s)->code == ERR_NONE);
	cr_expect_str_eq(ed->name, "Ed");
	MUST(orm_session_begin_nested(s));
	ed->name = "Kept";
	MUST(orm_session_commit_nested(s));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Kept'"), 1);
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
}

EVERYWHERE(session, s22_a_version_finds_others_changes)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	struct address *home = ADD(s, Address, .user_id = ed->id, .street = "a");
	MUST(orm_session_commit(s));
	cr_expect_eq(home->version, 1);
	home->street = "b";
	MUST(orm_session_commit(s));
	cr_expect_eq(home->version, 2);
	cr_assert(orm_exec(c, "UPDATE addresses SET version = 7", &err));
	home->street = "c";
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
}

EVERYWHERE(session, s24_writes_only_what_changed)
{
	struct user *ed = ADD(s, User, .name = "Ed", .age = { true, 40 });
	MUST(orm_session_commit(s));
	cr_assert(orm_exec(c, "UPDATE users SET score = 9", &err));
	char buffer[] = "Eddy";
	ed->name = buffer;
	cr_expect(orm_session_is_changed(s, ed));
	cr_expect_eq(orm_session_changed(s).len, 1);
	MUST(orm_session_commit(s));
	/* The text is the session's own now. */
	buffer[0] = 'X';
	cr_expect_str_eq(ed->name, "Eddy");
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Eddy' AND score = 9"), 1);
	ed->name = "Eddy";
	cr_expect_not(orm_session_is_changed(s, ed));
}

EVERYWHERE(session, s25_reads_back_what_the_server_gave)
{
	struct part *p = ADD(s, Part, .box = 1, .code = "a");
	MUST(orm_session_flush(s));
	MUST(orm_session_fresh(s, p));
	cr_expect_str_eq(p->state, "new");
	cr_expect_eq(p->data.data, NULL);
	p->data = (struct orm_bytes){ "\0\1", 2 };
	p->made = (struct orm_opt_datetime){ true, { .year = 2026, .month = 11, .day = 21 } };
	MUST(orm_session_commit(s));
	MUST(orm_session_refresh(s, p));
	cr_expect_eq(p->data.len, 2);
	cr_expect_eq(memcmp(p->data.data, "\0\1", 2), 0);
	cr_expect(p->made.has);
	cr_expect_eq(p->made.value.day, 21);
	cr_expect_eq(GET(s, Part, 1, "a"), p);
	cr_expect_eq(GET(s, Part, 1, "b"), NULL);
}

EVERYWHERE(session, s23_a_key_may_change)
{
	struct part *p = ADD(s, Part, .box = 1, .code = "a", .state = "x");
	MUST(orm_session_commit(s));
	p->code = "b";
	MUST(orm_session_commit(s));
	cr_expect_eq(GET(s, Part, 1, "b"), p);
	cr_expect_eq(GET(s, Part, 1, "a"), NULL);
}

EVERYWHERE(session, y5_one_is_one)
{
	for (int i = 0; i < 3; i++)
		ADD(s, User, .name = i ? "many" : "one", .score = i);
	cr_expect_not_null(ONE(s, User, .where = EQ(User.name, "one")));
	cr_expect_null(ONE(s, User, .where = EQ(User.name, "none")));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
	cr_expect_null(ONE(s, User, .where = EQ(User.name, "many")));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
	struct user *first = FIRST(s, User, .order_by = LIST(DESC(User.score)));
	MUST(first);
	cr_expect_float_eq(first->score, 2, 0.001);
	cr_expect_eq(HOW_MANY(s, User, .where = EQ(User.name, "many")), 2);
	cr_expect(orm_session_exists(s, ORM_FIND(User, .where = EQ(User.name, "one"))));
	cr_expect_not(orm_session_exists(s, ORM_FIND(User, .where = EQ(User.name, "?"))));
}

EVERYWHERE(session, y10_joins_by_the_foreign_key)
{
	struct user *ed = ADD(s, User, .name = "Ed"), *al = ADD(s, User, .name = "Al");
	MUST(orm_session_flush(s));
	ADD(s, Address, .user_id = ed->id, .street = "High Street");
	ADD(s, Address, .user_id = al->id, .street = "Low Street");
	struct orm_objects found = SELECT(s, User, .joins = JOINS(JOIN(&Address.model.source)),
	                                  .where = STARTS_WITH(Address.street, "High"));
	MUST(found.len == 1);
	cr_expect_eq(found.items[0], ed);
}

EVERYWHERE(session, each_goes_on_and_stops)
{
	int seen = 0;
	for (int i = 0; i < 5; i++)
		ADD(s, User, .name = "u", .score = i);
	struct orm_objects all = SELECT(s, User, .order_by = LIST(User.score));
	EACH(User, u, &all)
	{
		if (u->score < 1)
			continue;
		if (u->score > 3)
			break;
		seen++;
	}
	cr_expect_eq(seen, 3);
}

EVERYWHERE(session, s16_merge_takes_over_what_is_given)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	struct user given = { .id = ed->id, .name = "Merged", .score = 4 };
	cr_expect_eq(orm_session_merge(s, &User.model, &given), ed);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'Merged' AND score = 4"), 1);
}

Test(session_sqlite, wrong_use_is_an_error)
{
	struct user stranger = { .id = 1 };
	cr_expect_not(orm_session_delete(s, &stranger));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	cr_expect_null(orm_session_get(s, &User.model, LIST(1, 2)));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	struct orm_model unknown = { .name = "Unknown" };
	cr_expect_null(orm_session_add(s, &unknown, &stranger));
	cr_expect_eq(orm_session_error(s)->code, ERR_USAGE);
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_expunge(s, ed));
	cr_expect_not(orm_session_delete(s, ed));
	cr_expect(orm_session_flush(s));
}
