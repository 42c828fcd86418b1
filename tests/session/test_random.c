/*
 * tests/session/test_random.c - random work in a session, beside a plain model of it
 *
 * After each flush, commit and rollback rows, objects and lists are what the model says.
 * LIMBECK_TEST_PAIRS sets how many lives of sessions, LIMBECK_TEST_SEED the first.  Of one
 * that goes wrong the fewest steps are shown that still do.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/session/everywhere.h"
#include "tests/session/life.h"

static void *make(struct life *l, enum world_kind kind, int owner)
{
	const char *n = arena_strdup(&arena, l->now.things[l->now.count].name);
	switch (kind) {
	case OWNER:
		return ADD(s, Owner, .name = n);
	case KID:
		return ADD(s, Kid, .name = n);
	case PET:
		return ADD(s, Pet, .name = n, .owner = l->now.things[owner].object);
	case BADGE:
		return ADD(s, Badge, .name = n);
	case SLIP:
		return ADD(s, Slip, .name = n);
	case STICKER:
		return ADD(s, Sticker, .name = n, .word = n);
	default:
		return ADD(s, Twig, .name = n);
	}
}

static void step_add(struct life *l)
{
	enum world_kind kind = life_any_kind(l);
	int owner = kind == PET ? life_pick(l, OWNER) : NOBODY;
	struct thing *t = &l->now.things[l->now.count];
	if (l->now.count == THINGS || (kind == PET && owner == NOBODY))
		return;
	*t = (struct thing){ .kind = kind, .state = NEW, .owner = owner, .darling = NOBODY };
	t->told = owner != NOBODY;
	snprintf(t->name, sizeof t->name, "%s%d", world_families[kind].table, ++l->names);
	t->object = make(l, kind, owner);
	life_expect(l, t->object, "add");
	life_say(l, "add %s of %s", t->name, life_name(l, owner));
	l->now.count++;
}

static void step_rename(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	life_say(l, "rename %s to r%d", t->name, l->names + 1);
	snprintf(t->name, sizeof t->name, "r%d", ++l->names);
	*(const char **)(void *)((char *)t->object + life_family(t)->name) =
	    arena_strdup(&arena, t->name);
}

/* Is it known whose it is, so that a pointer can say something else? */
static bool knows(const struct life *l, const struct thing *t)
{
	(void)l;
	return t->owner == NOBODY || *world_pointer(t);
}

static bool has_badge(const struct life *l, int owner)
{
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].kind == BADGE && l->now.things[n].owner == owner &&
		    (l->now.things[n].state == ROW || l->now.things[n].state == NEW))
			return true;
	return false;
}

/* Somebody it may belong to: a tree stays one for the most part. */
static int pick_owner(struct life *l, const struct thing *t)
{
	int owner = life_roll(l, 4) ? life_pick(l, life_family(t)->parent) : NOBODY;
	if (t->kind == BADGE && owner != NOBODY && has_badge(l, owner))
		return NOBODY;
	return owner == NOBODY || t->object != l->now.things[owner].object ? owner : NOBODY;
}

/* Both sides say so, where both know. */
static void take_badge(struct owner *o, const void *badge)
{
	if (o->badge == badge)
		o->badge = NULL;
}

static void step_point(struct life *l)
{
	int n = life_pick_child(l);
	if (n == NOBODY || l->now.things[n].kind == SLIP)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (!knows(l, t) || (t->kind == PET && owner == NOBODY))
		return;
	if (t->owner == NOBODY && t->state == ROW && *world_pointer(t))
		return; /* set by its column, and not flushed */
	life_say(l, "%s->owner = %s", t->name, life_name(l, owner));
	if (t->kind == BADGE && t->owner != NOBODY)
		take_badge(l->now.things[t->owner].object, t->object);
	*world_pointer(t) = owner == NOBODY ? NULL : l->now.things[owner].object;
	t->owner = owner;
	t->told = true;
}

static void step_column(struct life *l)
{
	int n = life_pick_child(l);
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (t->told || t->state != ROW || (life_family(t)->plain && owner == NOBODY) ||
	    (owner != NOBODY && l->now.things[owner].state != ROW))
		return;
	life_say(l, "%s->owner_id = %s", t->name, life_name(l, owner));
	char *at = (char *)t->object + life_family(t)->foreign_at;
	int64_t id = owner == NOBODY ? 0 : l->now.things[owner].id;
	if (life_family(t)->plain)
		*(int64_t *)(void *)at = id;
	else
		*(struct orm_opt_int *)(void *)at = (struct orm_opt_int){ owner != NOBODY, id };
	t->owner = owner;
	t->set = true;
}

/* A pointer of the other side that isn't known, or out of date, says nothing. */
static bool is_told(const struct thing *t)
{
	return t->told || t->state == NEW;
}

static void step_append(struct life *l)
{
	int n = life_pick_child(l);
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (owner == NOBODY || t->kind == BADGE)
		return;
	if (t->kind == SLIP && (t->owner != NOBODY || is_told(t)) && t->owner != owner)
		return; /* nobody tells its former owner */
	life_say(l, "append %s to %s", t->name, life_name(l, owner));
	life_expect(
	    l, orm_session_append(s, l->now.things[owner].object, life_family(t)->list, t->object),
	    "append");
	t->owner = owner;
	t->told = true;
}

static void step_remove(struct life *l)
{
	int n = life_pick_child(l);
	if (n == NOBODY || l->now.things[n].kind == BADGE)
		return;
	struct thing *t = &l->now.things[n];
	int owner = t->owner;
	if (owner == NOBODY || !life_is_live(&l->now.things[owner]))
		return;
	if (t->set)
		return;
	if (t->kind == PET && t->state == NEW)
		return;
	struct orm_many *m = world_list(&l->now.things[owner], t->kind);
	if (!m->loaded && l->now.things[owner].state == ROW && life_roll(l, 2)) {
		life_say(l, "load list %s of %s", life_family(t)->table, life_name(l, owner));
		life_expect(l,
		            orm_session_load(s, l->now.things[owner].object, life_family(t)->list),
		            "load");
		life_asked(l);
		if (!life_is_live(t) || t->owner != owner)
			return;
	}
	life_say(l, "remove %s from %s", t->name, life_name(l, owner));
	life_expect(
	    l, orm_session_remove(s, l->now.things[owner].object, life_family(t)->list, t->object),
	    "remove");
	t->owner = NOBODY;
	t->told = true;
}

static void step_darling(struct life *l)
{
	int n = life_pick(l, OWNER), k = life_pick(l, KID);
	if (n == NOBODY || k == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	struct owner *o = t->object;
	life_say(l, "%s->darling = %s", t->name, life_name(l, k));
	o->darling = l->now.things[k].object;
	t->darling = k;
}

static void step_badge(struct life *l)
{
	int n = life_pick(l, OWNER), b = life_pick(l, BADGE);
	if (n == NOBODY || b == NOBODY || has_badge(l, n) || l->now.things[b].owner != NOBODY)
		return;
	struct owner *o = l->now.things[n].object;
	if (o->badge)
		return;
	life_say(l, "%s->badge = %s", life_name(l, n), life_name(l, b));
	o->badge = l->now.things[b].object;
	if (l->now.things[b].told || life_roll(l, 2))
		o->badge->owner = o;
	l->now.things[b].owner = n;
	l->now.things[b].told = true;
}

static void step_tag(struct life *l)
{
	int k = life_pick(l, KID), n = life_pick(l, STICKER);
	if (k == NOBODY || n == NOBODY)
		return;
	struct thing *kid = &l->now.things[k], *tag = &l->now.things[n];
	bool there = kid->tags >> n & 1, add = life_roll(l, 3), far = life_roll(l, 2);
	struct thing *x = far ? tag : kid, *y = far ? kid : tag;
	const struct orm_relation *r = far ? &Sticker.kids : &Kid.tags;
	if (x->state == ROW && life_roll(l, 2)) {
		life_say(l, "load tags of %s", x->name);
		life_expect(l, orm_session_load(s, x->object, r), "load");
		life_asked(l);
		if (!life_is_live(kid) || !life_is_live(tag))
			return;
		there = kid->tags >> n & 1;
	}
	if (!add && !there)
		return;
	life_say(l, "%s %s %s %s", add ? "append" : "remove", y->name, add ? "to" : "from",
	         x->name);
	life_expect(l,
	            add ? orm_session_append(s, x->object, r, y->object)
	                : orm_session_remove(s, x->object, r, y->object),
	            "tag");
	kid->tags = add ? kid->tags | (uint64_t)1 << n : kid->tags & ~((uint64_t)1 << n);
}

/* Another key, while nothing refers to it. */
static void step_key(struct life *l)
{
	int n = life_pick(l, STICKER);
	if (n == NOBODY)
		return;
	for (int k = 0; k < l->now.count; k++)
		if (l->now.things[k].tags >> n & 1 && l->now.things[k].state != ABSENT)
			return;
	life_flush(l);
	struct sticker *t = l->now.things[n].object;
	life_say(l, "flush; key of %s", life_name(l, n));
	t->word = arena_printf(&arena, "w%d", ++l->names);
}

static bool has_slips(const struct life *l, int owner)
{
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].kind == SLIP && l->now.things[n].owner == owner)
			return true;
	return false;
}

static void step_delete(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	if (t->state == NEW)
		return;
	/* Slips don't tell owners of columns that were set. */
	if (t->kind == OWNER && life_roll(l, 2)) {
		life_say(l, "flush");
		life_flush(l);
	} else if (t->kind == OWNER && has_slips(l, n))
		return;
	if (!life_is_live(t))
		return;
	life_say(l, "delete %s", t->name);
	life_expect(l, orm_session_delete(s, t->object), "delete");
	t->doomed = true;
}

/* The same key again, in the same transaction. */
static void step_again(struct life *l)
{
	int n = life_pick(l, STICKER);
	if (n == NOBODY || l->now.count == THINGS)
		return;
	life_say(l, "delete %s, flush, and add its key again", life_name(l, n));
	life_flush(l);
	if (!life_is_live(&l->now.things[n]))
		return;
	struct sticker *old = l->now.things[n].object;
	life_expect(l, orm_session_delete(s, old), "delete");
	l->now.things[n].doomed = true;
	life_flush(l);
	struct thing *t = &l->now.things[l->now.count++];
	*t = (struct thing){ .kind = STICKER, .state = NEW, .owner = NOBODY, .darling = NOBODY };
	snprintf(t->name, sizeof t->name, "again%d", ++l->names);
	t->object = ADD(s, Sticker, .word = old->word, .name = arena_strdup(&arena, t->name));
}

static void step_load(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	if (life_family(t)->pointer && life_roll(l, 2)) {
		life_say(l, "load owner of %s", t->name);
		life_expect(l, orm_session_load(s, t->object, life_family(t)->pointer), "load");
		life_asked(l);
		if (l->wrong || t->state != ROW || l->options.no_autoflush)
			return;
		void *should = t->owner == NOBODY ? NULL : l->now.things[t->owner].object;
		if (*world_pointer(t) != should)
			l->wrong = arena_printf(&arena, "the owner of %s isn't %s", t->name,
			                        life_name(l, t->owner));
		return;
	}
	static const enum world_kind lists[] = { KID, PET, SLIP, BADGE };
	enum world_kind kind = t->kind == TWIG ? TWIG : lists[life_roll(l, COUNT(lists))];
	if (t->kind != OWNER && t->kind != TWIG)
		return;
	life_say(l, "load list %s of %s", world_families[kind].table, t->name);
	life_expect(l, orm_session_load(s, t->object, world_families[kind].list), "load");
	life_asked(l);
	if (!l->wrong && t->state == ROW && !l->options.no_autoflush)
		l->wrong = world_check_list(&arena, &l->now, s, n, kind);
}

static void step_query(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	life_say(l, "query %s with relations", life_family(t)->table);
	struct orm_find all = { .of = life_family(t)->model };
	const struct orm_relation *with[4] = { 0 };
	struct orm_loads loads = { with, 0 };
	for (size_t r = 0; r < life_family(t)->model->relation_count && loads.len < 3; r++)
		if (life_roll(l, 2))
			with[loads.len++] = &life_family(t)->model->relations[r];
	if (life_roll(l, 2))
		all.load = loads;
	else
		all.joined = loads;
	struct orm_objects found = orm_session_all(s, &all);
	life_expect(l, orm_session_error(s)->code == ERR_NONE, "query");
	life_asked(l);
	size_t count = 0;
	for (int k = 0; k < l->now.count; k++)
		count += l->now.things[k].kind == t->kind && l->now.things[k].state == ROW;
	if (!l->wrong && count != found.len && !l->options.no_autoflush)
		l->wrong = arena_printf(&arena, "%zu were found instead of %zu", found.len, count);
}

/* Reads an object, perhaps one that has changed. */
static void step_get(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY || l->now.things[n].state != ROW || l->now.things[n].kind == STICKER)
		return;
	struct thing *t = &l->now.things[n];
	life_say(l, "get %s", t->name);
	if (orm_session_get(s, life_family(t)->model, LIST(t->id)) != t->object)
		life_expect(l, false, "get");
}

static void step_again_new(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	life_say(l, "expire %s", t->name);
	life_expect(l, orm_session_expire(s, t->object), "expire");
}

static void step_commit(struct life *l)
{
	if (l->depth)
		return;
	life_say(l, "commit");
	life_expect(l, orm_session_commit(s), "commit");
	life_flushed(l);
	l->committed = l->now;
	life_check(l);
}

/* Another object for the same row. */
static void step_expunge(struct life *l)
{
	int n = life_pick(l, life_any_kind(l));
	if (n == NOBODY || l->depth || l->options.keep_on_commit)
		return;
	step_commit(l);
	struct thing *t = &l->now.things[n];
	if (t->state != ROW || t->kind == STICKER || l->wrong)
		return;
	life_say(l, "expunge %s", t->name);
	life_expect(l, orm_session_expunge(s, t->object), "expunge");
	void *other = orm_session_get(s, life_family(t)->model, LIST(t->id));
	life_expect(l, other && other != t->object, "get");
	t->object = l->committed.things[n].object = other;
}

/* One that a rollback has let go, as if it were new. */
static void step_revive(struct life *l)
{
	int n = (int)life_roll(l, THINGS);
	struct thing *t = &l->now.things[n];
	if (n >= l->now.count || t->state != ABSENT || t->kind == STICKER || t->kind == PET)
		return;
	const struct orm_model *m = life_family(t)->model;
	life_say(l, "add %s again", t->name);
	for (size_t r = 0; r < m->relation_count; r++) {
		bool list = m->relations[r].kind == ORM_HAS_MANY ||
		            m->relations[r].kind == ORM_MANY_TO_MANY;
		memset((char *)t->object + m->relations[r].offset, 0,
		       list ? sizeof(struct orm_many) : sizeof(void *));
	}
	for (size_t f = 0; f < m->field_count; f++)
		if (m->fields[f].kind != ORM_MEMBER_TEXT)
			memset((char *)t->object + m->fields[f].offset, 0, m->fields[f].size);
	*(const char **)(void *)((char *)t->object + life_family(t)->name) =
	    arena_strdup(&arena, t->name);
	life_expect(l, orm_session_add_again(s, t->object), "add again");
	t->state = NEW;
	t->owner = t->darling = NOBODY;
	t->tags = 0;
	t->told = t->set = false;
}

static void step_flush(struct life *l)
{
	life_say(l, "flush");
	life_flush(l);
	life_check(l);
}

static void back_to(struct life *l, const struct world *w)
{
	struct world lost = l->now;
	l->now = *w;
	for (int n = w->count; n < lost.count; n++) {
		l->now.things[n] = lost.things[n];
		l->now.things[n].state = ABSENT;
		l->now.things[n].doomed = false;
	}
	l->now.count = lost.count;
	life_check(l);
}

static void step_rollback(struct life *l)
{
	if (life_roll(l, 2))
		return;
	life_say(l, "rollback");
	orm_session_rollback(s);
	l->depth = 0;
	back_to(l, &l->committed);
}

static void step_nest(struct life *l)
{
	if (l->depth == DEPTH)
		return;
	life_say(l, "begin nested");
	life_expect(l, orm_session_begin_nested(s), "begin nested");
	life_flushed(l);
	l->nested[l->depth++] = l->now;
}

static void step_end_nested(struct life *l)
{
	if (!l->depth)
		return;
	if (life_roll(l, 2)) {
		life_say(l, "commit nested");
		life_expect(l, orm_session_commit_nested(s), "commit nested");
		life_flushed(l);
		l->depth--;
		life_check(l);
	} else {
		life_say(l, "rollback nested");
		orm_session_rollback_nested(s);
		back_to(l, &l->nested[--l->depth]);
	}
}

static void (*const steps[])(struct life *l) = {
	step_add,    step_add,    step_add,      step_add,     step_rename,     step_point,
	step_point,  step_point,  step_append,   step_append,  step_append,     step_remove,
	step_remove, step_column, step_column,   step_darling, step_badge,      step_tag,
	step_tag,    step_tag,    step_key,      step_delete,  step_delete,     step_again,
	step_load,   step_load,   step_load,     step_query,   step_get,        step_again_new,
	step_commit, step_flush,  step_rollback, step_nest,    step_end_nested, step_expunge,
	step_revive, step_revive,
};

static void live(struct life *l, uint64_t seed)
{
	begin_on("sqlite://", world_models);
	cr_assert(orm_exec(c, "PRAGMA foreign_keys = ON", &err));
	orm_session_close(s);
	l->options = (struct orm_session_options){ .no_autoflush = seed % 3 == 1,
		                                   .keep_on_commit = seed % 4 == 1 };
	s = orm_session_new(c, registry, &l->options);
	l->now = l->committed = (struct world){ 0 };
	l->depth = l->names = 0;
	l->wrong = NULL;
	l->trace.len = 0;
	for (unsigned n = 0; n < STEPS && !l->wrong; n++) {
		l->random = seed * 1000003 + n;
		life_roll(l, 2);
		unsigned step = life_roll(l, COUNT(steps));
		if (!l->skip[n])
			steps[step](l);
	}
	if (!l->wrong)
		step_flush(l);
}

/* Leaves out every step that isn't needed to go wrong. */
static void shrink(struct life *l, uint64_t seed)
{
	for (int again = 0; again < 2; again++)
		for (int n = STEPS; n-- > 0;) {
			if (l->skip[n])
				continue;
			l->skip[n] = true;
			end_session();
			live(l, seed);
			l->skip[n] = l->wrong;
		}
	end_session();
	live(l, seed);
}

static uint64_t setting(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);
	return text ? strtoull(text, NULL, 10) : otherwise;
}

TestSuite(random_sessions, .timeout = 3600);

Test(random_sessions, objects_and_rows_are_what_was_done_to_them)
{
	uint64_t lives = setting("LIMBECK_TEST_PAIRS", 100);
	uint64_t first = setting("LIMBECK_TEST_SEED", 1);
	for (uint64_t seed = first; seed < first + lives; seed++) {
		struct life l = { 0 };
		live(&l, seed);
		if (l.wrong) {
			shrink(&l, seed);
			cr_expect(false, "seed %llu:\n%s%s", (unsigned long long)seed,
			          buf_str(&l.trace), l.wrong);
			seed = first + lives;
		}
		buf_release(&l.trace);
		end_session();
	}
}
