/* tests/session/test_batch.c - many rows that a flush changes at once, on every database */
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

enum { MANY = 30, HALF = MANY / 2 };

SUITES(batch, session_models)

/* Behind the session's back, in its transaction. */
static void behind(const char *sql)
{
	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
}

/* One of somebody, with as many addresses as there are. */
static void add_addresses(struct address *of[])
{
	const struct user *ed = ADD(s, User, .name = "Ed");
	MUST(orm_session_flush(s));
	for (int n = 0; n < MANY; n++)
		of[n] = ADD(s, Address, .user_id = ed->id, .street = "Old Road");
	MUST(orm_session_commit(s));
}

EVERYWHERE(batch, s6_of_many_updates_one_that_is_stale_fails_all)
{
	struct address *of[MANY];
	add_addresses(of);
	for (int n = 0; n < MANY; n++)
		of[n]->street = "it's ?; \\ New Road";
	MUST(orm_session_flush(s));
	cr_expect_eq(number("SELECT count(*) FROM addresses WHERE version = 2"), MANY);
	behind("UPDATE addresses SET version = 9 WHERE id = 15");
	for (int n = 0; n < MANY; n++)
		of[n]->street = "Newer Road";
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
	cr_expect_str_eq(orm_session_error(s)->object, "Address");
	orm_session_rollback(s);
	cr_expect_eq(HOW_MANY(s, Address, .where = EQ(Address.street, "Old Road")), MANY);
	for (int n = 0; n < MANY; n++) {
		cr_expect(orm_session_fresh(s, of[n]));
		cr_expect_str_eq(of[n]->street, "Old Road");
		cr_expect_eq(of[n]->version, 1);
	}
}

EVERYWHERE(batch, s6_of_many_updates_one_that_is_refused_fails_all)
{
	struct user *all[MANY];
	for (int n = 0; n < MANY; n++)
		all[n] = ADD(s, User, .name = "Ed", .email = arena_printf(&arena, "%d@x", n));
	MUST(orm_session_commit(s));
	for (int n = 0; n < MANY; n++)
		all[n]->email = arena_printf(&arena, "%d@x", n == HALF ? 100 : n + 100);
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_INTEGRITY, "%s",
	             orm_session_error(s)->message);
	cr_expect(strstr(orm_session_error(s)->statement, "UPDATE"));
	orm_session_rollback(s);
	cr_expect_eq(number("SELECT count(*) FROM users WHERE email LIKE '1__@x'"), 0);
	cr_expect_str_eq(all[0]->email, "0@x");
	for (int n = 0; n < MANY; n++)
		all[n]->email = arena_printf(&arena, "%d@x", n + 100);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM users WHERE email LIKE '1__@x'"), MANY);
}

enum { NEW = 2500 };

/* Each knows the key of its own row. */
static void add_many(void)
{
	struct user *all[NEW];
	struct orm_result *r;
	int found = 0;
	for (int n = 0; n < NEW; n++)
		all[n] = ADD(s, User, .name = "new", .age = { true, n });
	MUST(orm_session_flush(s));
	cr_assert(orm_query(c, "SELECT id, age FROM users", NULL, 0, &r, &err), "%s", err.message);
	for (; orm_next(r, &err) == ORM_ROW; found++)
		cr_assert_eq(orm_get_int(r, 0), all[orm_get_int(r, 1)]->id);
	orm_result_close(r);
	cr_expect_eq(found, NEW);
	orm_session_rollback(s);
	orm_session_clear(s);
}

EVERYWHERE(batch, s6_many_new_ones_get_their_keys)
{
	add_many();
}

static int64_t inserts(void)
{
	struct orm_result *r;
	cr_assert(orm_query(c, "SHOW SESSION STATUS LIKE 'Com_insert'", NULL, 0, &r, &err));
	cr_assert_eq(orm_next(r, &err), ORM_ROW);
	int64_t count = orm_get_int(r, 1);
	orm_result_close(r);
	return count;
}

/* How many statements that takes. */
static int64_t inserts_of_many(void)
{
	int64_t before = inserts();
	add_many();
	return inserts() - before;
}

Test(batch_mysql, s6_keys_follow_each_other_where_the_server_says_so)
{
	behind("SET SESSION auto_increment_increment = 7, auto_increment_offset = 3");
	int64_t few = inserts_of_many();
	cr_expect(few > 0 && few < 10, "%d", (int)few);
	behind("CREATE TRIGGER of_users BEFORE INSERT ON users FOR EACH ROW SET NEW.score = 1");
	cr_expect_geq(inserts_of_many(), NEW);
	behind("DROP TRIGGER of_users");
	behind("DROP TABLE addresses");
	behind("ALTER TABLE users ENGINE = MyISAM");
	int64_t before = inserts();
	for (int n = 0; n < MANY; n++)
		ADD(s, User, .name = "new");
	MUST(orm_session_flush(s));
	cr_expect_eq(inserts() - before, MANY);
}

EVERYWHERE(batch, s6_keys_and_bytes_of_many_are_written_in_their_order)
{
	static const char bytes[] = "\0'\\?;\xff";
	struct part *all[MANY];
	for (int n = 0; n < MANY; n++)
		all[n] = ADD(s, Part, .box = n, .code = "it's");
	MUST(orm_session_flush(s));
	/* Each key is free only once the one before it has moved on. */
	for (int n = 0; n < MANY; n++) {
		all[n]->box = n - 1;
		all[n]->data = (struct orm_bytes){ bytes, n % 2 ? sizeof bytes : 0 };
	}
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM parts WHERE box BETWEEN -1 AND 28"), MANY);
	cr_expect_eq(number("SELECT count(*) FROM parts WHERE length(data) = 7"), HALF);
	cr_expect_eq(GET(s, Part, 3, "it's"), all[4]);
	for (int n = 0; n < MANY; n++)
		MUST(orm_session_delete(s, all[n]));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM parts"), 0);
}

EVERYWHERE(batch, s6_of_many_deletes_one_that_is_stale_fails_all)
{
	struct address *of[MANY];
	add_addresses(of);
	behind("UPDATE addresses SET version = 9 WHERE id = 15");
	for (int n = 0; n < MANY; n++)
		MUST(orm_session_delete(s, of[n]));
	cr_expect_not(orm_session_flush(s));
	cr_expect_eq(orm_session_error(s)->code, ERR_STATE);
	orm_session_rollback(s);
	cr_expect_eq(number("SELECT count(*) FROM addresses"), MANY);
	cr_expect_eq(orm_session_state(s, of[0]), ORM_PERSISTENT);
}

EVERYWHERE(batch, c10_a_statement_is_run_for_each_row)
{
	const struct orm_value v[] = { orm_text("a"), orm_int(1), orm_null(),    orm_int(0),
		                       orm_text("b"), orm_int(2), orm_text("c"), orm_int(2) };
	int64_t changes[4] = { 9, 9, 9, 9 };
	ADD(s, User, .name = "Ed");
	ADD(s, User, .name = "Al");
	MUST(orm_session_flush(s));
	static const char sql[] = "UPDATE users SET name = ? WHERE id = ?";
	cr_assert(orm_exec_rows(c, sql, v, 2, 4, changes, &err), "%s", err.message);
	cr_expect_eq(orm_changes(c), 3);
	cr_expect(changes[0] == 1 && changes[1] == 0 && changes[2] == 1 && changes[3] == 1);
	cr_expect_eq(number("SELECT count(*) FROM users WHERE name IN ('a', 'c')"), 2);
	cr_expect(orm_exec_rows(c, sql, v, 2, 0, changes, &err) && !orm_changes(c));
	/* Nothing hides behind a statement, and values are as many as there are places. */
	cr_assert(orm_savepoint(c, "x", &err));
	cr_expect_not(orm_exec_rows(c, "UPDATE users SET name = ? WHERE id = ?; DELETE FROM users",
	                            v, 2, 4, changes, &err));
	orm_rollback_to(c, "x");
	cr_expect_not(orm_exec_rows(c, sql, v, 1, 4, changes, &err));
	orm_rollback_to(c, "x");
	cr_expect_eq(number("SELECT count(*) FROM users"), 2);
}
