/* tests/session/test_unit_of_work.c - when objects are written, read, and let go, on every database
 */
#include "orm/sql/run.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

SUITES(unit, session_models)

/* Behind the session's back, on its connection. */
static void behind(const char *sql)
{
	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
}

EVERYWHERE(unit, s2_what_is_new_changed_and_doomed_can_be_seen)
{
	struct user *ed = ADD(s, User, .name = "Ed"), *al = ADD(s, User, .name = "Al");
	MUST(orm_session_commit(s));
	struct user *bo = ADD(s, User, .name = "Bo");
	ed->score = 3;
	MUST(orm_session_delete(s, al));
	struct orm_objects pending = orm_session_pending(s), changed = orm_session_changed(s),
			   doomed = orm_session_doomed(s);
	cr_assert(pending.len == 1 && changed.len == 1 && doomed.len == 1);
	cr_expect_eq(pending.items[0], bo);
	cr_expect_eq(changed.items[0], ed);
	cr_expect_eq(doomed.items[0], al);
	/* What is as it was before isn't changed. */
	ed->score = 0;
	cr_expect_eq(orm_session_changed(s).len, 0);
	cr_expect_not(orm_session_is_changed(s, ed));
}

EVERYWHERE(unit, s4_y3_get_asks_the_database_only_when_it_must)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	behind("UPDATE users SET name = 'Other'");
	cr_expect_eq(GET(s, User, ed->id), ed);
	cr_expect_str_eq(ed->name, "Ed");
	MUST(orm_session_expire(s, ed));
	cr_expect_eq(GET(s, User, ed->id), ed);
	cr_expect_str_eq(ed->name, "Other");
	cr_expect_null(GET(s, User, ed->id + 1));
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(unit, s5_a_query_flushes_first_unless_it_is_told_not_to)
{
	ADD(s, User, .name = "Ed");
	cr_expect_eq(HOW_MANY(s, User), 1);
	orm_session_rollback(s);
	orm_session_close(s);
	s = orm_session_new(c, registry, &(struct orm_session_options){ .no_autoflush = true });
	ADD(s, User, .name = "Ed");
	cr_expect_eq(HOW_MANY(s, User), 0);
	MUST(orm_session_flush(s));
	cr_expect_eq(HOW_MANY(s, User), 1);
}

EVERYWHERE(unit, s6_a_flush_stays_in_the_transaction)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	cr_expect_neq(ed->id, 0);
	cr_expect(orm_in_transaction(c));
	orm_session_rollback(s);
	cr_expect_eq(number("SELECT count(*) FROM users"), 0);
}

EVERYWHERE(unit, s8_rows_are_inserted_in_the_order_of_adding)
{
	struct user *added[5];
	for (int i = 0; i < 5; i++)
		added[i] = ADD(s, User, .name = i % 2 ? "odd" : "even", .score = i);
	MUST(orm_session_commit(s));
	for (int i = 1; i < 5; i++)
		cr_expect_lt(added[i - 1]->id, added[i]->id);
}

EVERYWHERE(unit, s9_a_unique_value_is_free_after_a_flush)
{
	struct user *ed = ADD(s, User, .name = "Ed", .email = "e");
	MUST(orm_session_commit(s));
	MUST(orm_session_delete(s, ed));
	ADD(s, User, .name = "Ed", .email = "e");
	/* Inserts go first. */
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY);
	orm_session_rollback(s);
	MUST(orm_session_delete(s, ed));
	MUST(orm_session_flush(s));
	ADD(s, User, .name = "Ed", .email = "e");
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
}

EVERYWHERE(unit, s10_what_was_committed_is_read_again)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	cr_expect_not(orm_in_transaction(c));
	behind("UPDATE users SET name = 'Other'");
	MUST(orm_session_fresh(s, ed));
	cr_expect_str_eq(ed->name, "Other");
	orm_session_close(s);
	s = orm_session_new(c, registry, &(struct orm_session_options){ .keep_on_commit = true });
	ed = ONE(s, User);
	MUST(ed && orm_session_commit(s));
	behind("UPDATE users SET name = 'Third'");
	MUST(orm_session_fresh(s, ed));
	cr_expect_str_eq(ed->name, "Other");
}

EVERYWHERE(unit, s13_y13_rows_are_read_again_when_asked_to)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	MUST(orm_session_fresh(s, ed));
	behind("UPDATE users SET name = 'Other'");
	MUST(SELECT(s, User).len == 1);
	cr_expect_str_eq(ed->name, "Ed");
	MUST(orm_session_refresh(s, ed));
	cr_expect_str_eq(ed->name, "Other");
	behind("UPDATE users SET name = 'Third'");
	MUST(orm_session_expire(s, ed));
	cr_expect_str_eq(ed->name, "Other");
	MUST(SELECT(s, User).len == 1);
	cr_expect_str_eq(ed->name, "Third");
	behind("UPDATE users SET name = 'Fourth'");
	MUST(SELECT(s, User, .fresh = true, .lock.kind = ORM_FOR_UPDATE).len == 1);
	cr_expect_str_eq(ed->name, "Fourth");
}

EVERYWHERE(unit, s14_what_is_let_go_is_let_go)
{
	struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_commit(s));
	MUST(orm_session_expunge(s, ed));
	cr_expect_eq(orm_session_state(s, ed), ORM_DETACHED);
	ed->name = "Nobody sees it";
	MUST(orm_session_commit(s));
	struct user *again = ONE(s, User);
	MUST(again);
	cr_expect_neq(again, ed);
	cr_expect_str_eq(again->name, "Ed");
	orm_session_clear(s);
	ADD(s, User, .name = "Al");
	MUST(orm_session_flush(s));
	/* Closing rolls back. */
	orm_session_close(s);
	s = NULL;
	cr_expect_not(orm_in_transaction(c));
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
}

EVERYWHERE(unit, s17_a_delete_is_done_by_the_flush)
{
	struct user *ed = ADD(s, User, .name = "Ed"), *new = ADD(s, User, .name = "New");
	MUST(orm_session_flush(s));
	MUST(orm_session_delete(s, ed));
	cr_expect_eq(number("SELECT count(*) FROM users"), 2);
	cr_expect_eq(HOW_MANY(s, User), 1);
	struct user *pending = ADD(s, User, .name = "Pending");
	MUST(orm_session_delete(s, pending));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users"), 1);
	cr_expect_eq(GET(s, User, new->id), new);
}

EVERYWHERE(unit, s20_many_are_written_without_objects)
{
	struct user many[40] = { 0 };
	for (int i = 0; i < 40; i++)
		many[i] = (struct user){ .name = "u", .score = i };
	MUST(orm_session_insert_all(s, &User.model, many, 40));
	struct orm_update u = { .table = &User.model.source,
		                .set = SET(TO(User.name, "low")),
		                .where = LT(User.score, 10) };
	cr_expect_eq(orm_session_execute(s, QUERY(&u)), 10);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name = 'low'"), 10);
	cr_expect_eq(number("SELECT count(*) FROM users"), 40);
}

EVERYWHERE(unit, s21_y9_statements_tell_how_many_and_objects_follow)
{
	struct user *ed = ADD(s, User, .name = "Ed"), *al = ADD(s, User, .name = "Al");
	MUST(orm_session_flush(s));
	struct orm_update u = { .table = &User.model.source, .set = SET(TO(User.name, "All")) };
	cr_expect_eq(orm_session_execute(s, QUERY(&u)), 2);
	MUST(orm_session_fresh(s, ed));
	cr_expect_str_eq(ed->name, "All");
	struct orm_delete d = { .table = &User.model.source, .where = EQ(User.id, al->id) };
	cr_expect_eq(orm_session_execute(s, QUERY(&d)), 1);
	cr_expect_eq(orm_session_execute(s, QUERY(&d)), 0);
	cr_expect_null(GET(s, User, al->id));
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
}

EVERYWHERE(unit, y1_y11_a_query_has_all_of_a_select)
{
	static const char *const names[] = { "a", "b", "b", "c", "d" };
	for (int i = 0; i < 5; i++)
		ADD(s, User, .name = names[i], .score = i, .active = i > 0);
	struct orm_objects found =
	    SELECT(s, User, .where = AND(EQ(User.active, true), NE(User.name, "d")),
	           .order_by = LIST(DESC(User.score)), .limit = 2, .offset = 1);
	MUST(found.len == 2);
	cr_expect_float_eq(((struct user *)found.items[0])->score, 2, 0.001);
	cr_expect_float_eq(((struct user *)found.items[1])->score, 1, 0.001);
	cr_expect_eq(SELECT(s, User, .distinct = true).len, 5);

	struct orm_select names_twice = { .columns = LIST(User.name),
		                          .group_by = LIST(User.name),
		                          .having = GT(COUNT_ALL(), 1) };
	struct orm_select others = { .columns = LIST(User.name), .where = EQ(User.name, "a") };
	names_twice.compounds = COMPOUNDS({ ORM_UNION, &others });
	names_twice.order_by = LIST(NAME("name"));
	struct orm_result *rows;
	cr_assert(orm_execute(orm_session_conn(s), QUERY(&names_twice), &rows, &err), "%s",
	          err.message);
	cr_assert_eq(orm_next(rows, &err), ORM_ROW);
	cr_expect_str_eq(orm_get_text(rows, 0), "a");
	cr_assert_eq(orm_next(rows, &err), ORM_ROW);
	cr_expect_str_eq(orm_get_text(rows, 0), "b");
	cr_expect_eq(orm_next(rows, &err), ORM_DONE);
	orm_result_close(rows);
}

EVERYWHERE(unit, y4_y6_y7_y8_the_first_all_how_many_and_whether_any)
{
	cr_expect_null(FIRST(s, User));
	cr_expect_eq(orm_session_error(s)->code, ERR_NONE);
	cr_expect_not(orm_session_exists(s, ORM_FIND(User)));
	struct user *ed = ADD(s, User, .name = "Ed", .score = 1);
	ADD(s, User, .name = "Al", .score = 2);
	MUST(orm_session_flush(s));
	ADD(s, Address, .user_id = ed->id, .street = "a");
	ADD(s, Address, .user_id = ed->id, .street = "b");
	cr_expect_eq(FIRST(s, User, .order_by = LIST(User.score)), ed);
	cr_expect(orm_session_exists(s, ORM_FIND(User)));
	cr_expect_eq(HOW_MANY(s, User, .limit = 1), 1);
	cr_expect_eq(HOW_MANY(s, User, .where = GT(User.score, 1)), 1);
	/* Two rows of a join are one object. */
	struct orm_objects joined = SELECT(s, User, .joins = JOINS(JOIN(&Address.model.source)));
	MUST(joined.len == 1);
	cr_expect_eq(joined.items[0], ed);
}
