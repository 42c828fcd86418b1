/* tests/session/test_faults.c - a flush that fails at any of its statements, on every database */
#include <stdlib.h>
#include <unistd.h>

#include "orm/engine/engine.h"
#include "orm/engine/event.h"
#include "tests/session/everywhere.h"
#include "tests/session/models.h"
#include "tests/session/world.h"

/* The statement that fails, from 1; 0 = none. */
static int fatal, sent;

static bool count_down(void *data, struct orm_conn *of, const struct orm_execution *x,
                       struct error *e)
{
	struct error ignored;
	(void)data;
	(void)x;
	if (++sent != fatal)
		return true;
	/* The server says no as well, which ends transactions on some. */
	(void)!orm_exec(of, "SELECT nothing FROM nowhere", &ignored);
	return fail(e, ERR_DATABASE, "statement %d was to fail", fatal);
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

SUITE(faults_related, sqlite, at(file()), world_models)
SUITE(faults_related, postgresql, at(server_postgresql(&arena)), world_models)
SUITE(faults_related, mariadb, at(server_mariadb(&arena)), world_models)
SUITE(faults_related, mysql, at(server_mysql(&arena)), world_models)

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

/* Whom the work below is done to. */
struct family {
	struct owner *stays, *goes;
	struct pet *moves, *dies;
	struct kid *kid;
	struct sticker *old, *new;
	struct badge *badge;
};

static bool found_family(struct orm_session *t, struct family *f)
{
	*f = (struct family){ .stays = ADD(t, Owner, .name = "stays") };
	f->goes = ADD(t, Owner, .name = "goes");
	f->moves = ADD(t, Pet, .name = "moves", .owner = f->goes);
	f->dies = ADD(t, Pet, .name = "dies", .owner = f->goes);
	f->kid = ADD(t, Kid, .name = "kid", .owner = f->goes);
	f->old = ADD(t, Sticker, .word = "old", .name = "old");
	f->new = ADD(t, Sticker, .word = "new", .name = "new");
	f->badge = ADD(t, Badge, .name = "badge", .owner = f->goes);
	f->goes->badge = f->badge;
	return APPEND(t, f->kid, Kid.tags, f->old) && orm_session_commit(t);
}

/* A cascade, moves, versions, pairs, and a circle of new ones. */
static bool relate(struct orm_session *t, struct family *f)
{
	struct owner *o = ADD(t, Owner, .name = "o");
	struct kid *k = ADD(t, Kid, .name = "k", .owner = o);
	o->darling = k;
	f->stays->name = "stayed";
	f->moves->owner = f->stays;
	return LOAD(t, f->kid, Kid.tags) && REMOVE(t, f->kid, Kid.tags, f->old) &&
	       APPEND(t, f->kid, Kid.tags, f->new) && orm_session_delete(t, f->goes) &&
	       orm_session_flush(t);
}

static bool nest(struct orm_session *t)
{
	const struct slip slips[] = { { .name = "1" }, { .name = "2" }, { .name = "3" } };
	struct twig *root = ADD(t, Twig, .name = "root"), *leaf = ADD(t, Twig, .name = "leaf");
	leaf->parent = root;
	return orm_session_insert_all(t, &Slip.model, slips, COUNT(slips)) && orm_session_flush(t);
}

static bool work_on_family(struct orm_session *t, struct family *f)
{
	return relate(t, f) && orm_session_begin_nested(t) && nest(t) &&
	       orm_session_commit_nested(t) && orm_session_commit(t);
}

static void check_family(struct orm_session *t, const struct family *f)
{
	void *const all[] = {
		f->stays, f->goes, f->moves, f->dies, f->kid, f->old, f->new, f->badge
	};
	cr_expect_eq(orm_session_error(t)->code, ERR_DATABASE, "at %d", fatal);
	orm_session_rollback(t);
	for (size_t n = 0; n < COUNT(all); n++)
		cr_expect_eq(orm_session_state(t, all[n]), ORM_PERSISTENT, "%zu at %d", n, fatal);
	cr_expect_str_eq(f->stays->name, "stays", "at %d", fatal);
	cr_expect_eq(f->moves->owner_id, f->goes->id, "at %d", fatal);
	cr_expect(f->kid->owner_id.has, "at %d", fatal);
	cr_expect_eq(orm_session_pending(t).len + orm_session_changed(t).len, 0, "at %d", fatal);
	fatal = 0;
	cr_expect_eq(HOW_MANY(t, Owner), 2);
	cr_expect_eq(HOW_MANY(t, Kid), 1);
	cr_expect_eq(HOW_MANY(t, Pet, .where = EQ(Pet.owner_id, f->goes->id)), 2);
	cr_expect_eq(HOW_MANY(t, Badge, .where = EQ(Badge.owner_id, f->goes->id)), 1);
	cr_expect_eq(HOW_MANY(t, KidTag, .where = EQ(KidTag.tag, "old")), 1);
	cr_expect_eq(HOW_MANY(t, KidTag) + HOW_MANY(t, Slip) + HOW_MANY(t, Twig), 1);
	cr_expect(LOAD(t, f->goes, Owner.pets) && f->goes->pets.len == 2);
	cr_expect(LOAD(t, f->kid, Kid.tags) && f->kid->tags.len == 1);
	orm_session_rollback(t);
}

static void check_work(struct orm_session *t, const struct family *f)
{
	fatal = 0;
	cr_expect_eq(HOW_MANY(t, Owner, .where = IN(Owner.name, "stayed", "o")), 2);
	cr_expect_eq(HOW_MANY(t, Kid, .where = IS_NULL(Kid.owner_id)), 1);
	cr_expect_eq(HOW_MANY(t, Pet, .where = EQ(Pet.owner_id, f->stays->id)), 1);
	cr_expect_eq(HOW_MANY(t, Badge), 0);
	cr_expect_eq(HOW_MANY(t, KidTag, .where = EQ(KidTag.tag, "new")), 1);
	cr_expect_eq(HOW_MANY(t, Slip) + HOW_MANY(t, Twig), 5);
}

static struct orm_engine *failing_engine(void)
{
	struct orm_engine *e;
	cr_assert(orm_engine_new(&arena, where, NULL, &e, &err), "%s", err.message);
	orm_engine_listen(e, &(struct orm_listener){ .before_execute = count_down });
	fatal = 0;
	return e;
}

EVERYWHERE(faults_related, s12_relations_are_as_they_were_after_any_fault)
{
	struct orm_engine *e = failing_engine();
	struct orm_session *t = orm_session_open(e, registry, NULL);
	struct family f;
	cr_assert(found_family(t, &f), "%s", orm_session_error(t)->message);
	bool done = false;
	for (int n = 1; !done && n < 100; n++) {
		sent = 0;
		fatal = n;
		done = work_on_family(t, &f);
		if (!done)
			check_family(t, &f);
	}
	cr_expect(done);
	cr_expect_gt(fatal, 20);
	check_work(t, &f);
	orm_session_close(t);
	orm_engine_close(e);
}

/* What was done before it is still there, and can be committed. */
EVERYWHERE(faults_related, s12_s18_a_fault_in_a_nested_transaction_undoes_that_alone)
{
	struct orm_engine *e = failing_engine();
	struct orm_session *t = orm_session_open(e, registry, NULL);
	struct family f;
	cr_assert(found_family(t, &f) && relate(t, &f), "%s", orm_session_error(t)->message);
	bool done = false;
	for (int n = 1; !done && n < 50; n++) {
		cr_assert(orm_session_begin_nested(t), "%s", orm_session_error(t)->message);
		sent = 0;
		fatal = n;
		done = nest(t) && orm_session_commit_nested(t);
		fatal = 0;
		if (done)
			continue;
		orm_session_rollback_nested(t);
		cr_expect_eq(HOW_MANY(t, Slip) + HOW_MANY(t, Twig), 0, "at %d", n);
		cr_expect_eq(orm_session_state(t, f.goes), ORM_DELETED);
		cr_expect_str_eq(f.stays->name, "stayed");
	}
	cr_expect(done);
	cr_assert(orm_session_commit(t), "%s", orm_session_error(t)->message);
	check_work(t, &f);
	orm_session_close(t);
	orm_engine_close(e);
}
