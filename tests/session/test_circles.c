/* tests/session/test_circles.c - who belongs to whom, where that isn't simple, on every database */
#include "tests/session/everywhere.h"
#include "tests/session/world.h"

SUITES(circles, world_models)

static struct owner *add_owner(const char *name)
{
	return ADD(s, Owner, .name = name);
}

/* Tables that refer to each other, and one that refers to them. */
EVERYWHERE(circles, s7_m10_a_circle_of_tables_is_written_and_deleted)
{
	struct owner *o = add_owner("o");
	struct pet *p = ADD(s, Pet, .name = "p", .owner = o);
	struct kid *k = ADD(s, Kid, .name = "k", .owner = o);
	o->darling = k;
	MUST(orm_session_commit(s));
	cr_expect_eq(p->owner_id, o->id);
	cr_expect_eq(k->owner_id.value, o->id);
	cr_expect_eq(o->darling_id.value, k->id);
	MUST(orm_session_delete(s, k));
	MUST(orm_session_delete(s, o));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM owners"), 0);
	cr_expect_eq(number("SELECT count(*) FROM pets"), 0);
}

EVERYWHERE(circles, m10_a_circle_of_rows_is_deleted)
{
	struct twig *x = ADD(s, Twig, .name = "x"), *y = ADD(s, Twig, .name = "y");
	x->parent = y;
	y->parent = x;
	MUST(orm_session_commit(s));
	MUST(orm_session_delete(s, x));
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM twigs"), 0);
}

EVERYWHERE(circles, m12_who_has_moved_stays_when_the_former_owner_goes)
{
	struct owner *o = add_owner("o"), *n = add_owner("n");
	struct pet *a = ADD(s, Pet, .name = "a", .owner = o);
	struct pet *b = ADD(s, Pet, .name = "b", .owner = o);
	struct pet *d = ADD(s, Pet, .name = "d", .owner = o);
	MUST(orm_session_commit(s));
	a->owner = n;
	MUST(APPEND(s, n, Owner.pets, b));
	MUST(orm_session_delete(s, o));
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_session_state(s, d), ORM_DETACHED);
	cr_expect_eq(number("SELECT count(*) FROM pets"), 2);
	MUST(LOAD(s, n, Owner.pets));
	cr_expect_eq(n->pets.len, 2);
}

EVERYWHERE(circles, m12_who_has_just_come_goes_with_the_owner)
{
	struct owner *o = add_owner("o");
	struct sticker *t = ADD(s, Sticker, .word = "t", .name = "t");
	MUST(orm_session_commit(s));
	struct pet *p = ADD(s, Pet, .name = "p");
	struct kid *k = ADD(s, Kid, .name = "k");
	MUST(APPEND(s, o, Owner.pets, p) && APPEND(s, o, Owner.kids, k) &&
	     APPEND(s, k, Kid.tags, t));
	MUST(orm_session_delete(s, o));
	MUST(orm_session_delete(s, t));
	MUST(orm_session_commit(s));
	cr_expect_eq(orm_session_state(s, p), ORM_TRANSIENT);
	cr_expect_eq(orm_session_state(s, k), ORM_PERSISTENT);
	cr_expect_null(k->owner);
	cr_expect_eq(number("SELECT count(*) FROM kids WHERE owner_id IS NULL"), 1);
	cr_expect_eq(number("SELECT count(*) FROM kid_tags"), 0);
}

/* The former owner comes after the object in the session, the new one isn't in it. */
EVERYWHERE(circles, m12_a_column_that_is_set_says_whose_it_is)
{
	struct owner *o = add_owner("o"), *n = add_owner("n");
	ADD(s, Pet, .name = "p", .owner = o);
	MUST(orm_session_commit(s));
	int64_t other = n->id;
	orm_session_clear(s);
	struct pet *p = ONE(s, Pet);
	MUST(p && LOAD(s, p, Pet.owner));
	MUST(LOAD(s, p->owner, Owner.pets));
	p->owner_id = other;
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM pets"), 1);
	cr_expect_eq(p->owner_id, other);
}

/* Reading an object again, or its list, doesn't undo what isn't written yet. */
EVERYWHERE(circles, s13_what_is_not_written_yet_outlives_reading)
{
	struct owner *o = add_owner("o");
	struct kid *k = ADD(s, Kid, .name = "k");
	ADD(s, Slip, .name = "old", .owner_id = { 0 });
	MUST(orm_session_commit(s));
	struct slip *n = ADD(s, Slip, .name = "n");
	o->name = "new";
	o->darling = k;
	MUST(APPEND(s, o, Owner.slips, n));
	MUST(GET(s, Owner, o->id) == o);
	cr_expect_str_eq(o->name, "new");
	cr_expect_eq(o->darling, k);
	MUST(LOAD(s, o, Owner.slips));
	cr_expect_eq(o->slips.len, 1);
	MUST(orm_session_commit(s));
	cr_expect_eq(number("SELECT count(*) FROM owners WHERE name = 'new' AND darling_id IS NOT "
	                    "NULL"),
	             1);
	cr_expect_eq(number("SELECT count(*) FROM slips WHERE owner_id IS NOT NULL"), 1);
	/* Unless that is what is wanted. */
	o->name = "lost";
	o->darling = NULL;
	MUST(orm_session_refresh(s, o));
	cr_expect_str_eq(o->name, "new");
	cr_expect_eq(o->darling, k);
}

EVERYWHERE(circles, s11_s14_who_was_let_go_stays_so_after_a_rollback)
{
	struct owner *o = add_owner("o");
	MUST(orm_session_commit(s));
	o->name = "n";
	MUST(orm_session_flush(s) && orm_session_expunge(s, o));
	struct owner *other = GET(s, Owner, o->id);
	MUST(other && other != o);
	cr_expect_str_eq(other->name, "n");
	orm_session_rollback(s);
	cr_expect_eq(orm_session_state(s, o), ORM_DETACHED);
	cr_expect_eq(GET(s, Owner, o->id), other);
	cr_expect_str_eq(other->name, "o");
	cr_expect_eq(HOW_MANY(s, Owner), 1);
}

Test(circles_sqlite, s4_a_key_of_another_kind_is_an_error_of_its_model)
{
	cr_expect_null(GET(s, Owner, "x"));
	cr_expect_eq(orm_session_error(s)->code, ERR_INPUT);
	cr_expect_str_eq(orm_session_error(s)->object, "Owner");
	cr_expect_str_eq(orm_session_error(s)->message,
	                 "column \"id\" holds no value for its member");
}
