/* tests/session/test_faults.c - a flush that fails at any of its statements, on every database */
#include <stdlib.h>
#include <unistd.h>

#include "orm/engine/engine.h"
#include "orm/engine/event.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"

/* The statement that fails, from 1; 0 = none. */
static int fatal, sent;

static bool count_down(void *data, struct orm_conn *of, const struct orm_execution *x,
                       struct error *e)
{
	(void)data;
	(void)of;
	(void)x;
	return ++sent != fatal || fail(e, ERR_DATABASE, "statement %d was to fail", fatal);
}

static const char *where; /* the database that the suite has made */

static const char *at(const char *url)
{
	return where = url;
}

static void remove_file(void *path)
{
	unlink(path);
}

static const char *file(void)
{
	char path[] = "/tmp/limbeck_faults_XXXXXX";
	int fd = mkstemp(path);
	cr_assert(fd >= 0);
	close(fd);
	arena_defer(&arena, remove_file, arena_strdup(&arena, path));
	return arena_printf(&arena, "sqlite:///%s", path);
}

SUITE(faults, sqlite, at(file()), session_models)
SUITE(faults, postgresql, at(server_postgresql(&arena)), session_models)
SUITE(faults, mariadb, at(server_mariadb(&arena)), session_models)
SUITE(faults, mysql, at(server_mysql(&arena)), session_models)

/* Inserts, updates and deletes in several tables. */
static bool work_on(struct orm_session *t, struct user *ed, struct user *al, struct part *p)
{
	ed->name = "Edward";
	p->state = "used";
	orm_session_delete(t, al);
	struct user *bo = ADD(t, User, .name = "Bo");
	return bo && ADD(t, Part, .box = 2, .code = "b", .state = "new") &&
	       ADD(t, User, .name = "Cy") && orm_session_flush(t) &&
	       ADD(t, Address, .user_id = bo->id, .street = "S") && orm_session_commit(t);
}

static void check_nothing_happened(struct orm_session *t, struct user *ed, struct user *al,
                                   struct part *p)
{
	enum error_code why = orm_session_error(t)->code;
	cr_expect_eq(why, ERR_DATABASE, "at %d", fatal);
	/* Until the rollback all is refused, for the same reason. */
	cr_expect_null(GET(t, User, ed->id));
	cr_expect_eq(orm_session_error(t)->code, why);
	orm_session_rollback(t);
	cr_expect_str_eq(ed->name, "Ed", "at %d", fatal);
	cr_expect_str_eq(p->state, "old", "at %d", fatal);
	cr_expect_eq(orm_session_state(t, ed), ORM_PERSISTENT, "at %d", fatal);
	cr_expect_eq(orm_session_state(t, al), ORM_PERSISTENT, "at %d", fatal);
	cr_expect_eq(orm_session_pending(t).len, 0, "at %d", fatal);
	cr_expect_eq(orm_session_changed(t).len, 0, "at %d", fatal);
	fatal = 0;
	cr_expect_eq(GET(t, User, al->id), al);
	cr_expect_eq(HOW_MANY(t, User), 2);
	cr_expect_eq(HOW_MANY(t, Part), 1);
	cr_expect_eq(HOW_MANY(t, Address), 0);
	orm_session_rollback(t);
}

EVERYWHERE(faults, s12_a_fault_at_every_statement_leaves_all_as_it_was)
{
	struct orm_engine *e;
	cr_assert(orm_engine_new(&arena, where, NULL, &e, &err), "%s", err.message);
	orm_engine_listen(e, &(struct orm_listener){ .before_execute = count_down });
	struct orm_session *t = orm_session_open(e, registry, NULL);
	struct user *ed = ADD(t, User, .name = "Ed"), *al = ADD(t, User, .name = "Al");
	struct part *p = ADD(t, Part, .box = 1, .code = "a", .state = "old");
	cr_assert(orm_session_commit(t), "%s", orm_session_error(t)->message);
	bool done = false;
	for (int n = 1; !done && n < 50; n++) {
		sent = 0;
		fatal = n;
		done = work_on(t, ed, al, p);
		if (!done)
			check_nothing_happened(t, ed, al, p);
	}
	cr_expect(done);
	cr_expect_gt(fatal, 5);
	fatal = 0;
	cr_expect_eq(HOW_MANY(t, User, .where = IN(User.name, "Edward", "Bo", "Cy")), 3);
	cr_expect_eq(HOW_MANY(t, Part, .where = IN(Part.state, "used", "new")), 2);
	cr_expect_eq(HOW_MANY(t, Address), 1);
	orm_session_close(t);
	orm_engine_close(e);
}
