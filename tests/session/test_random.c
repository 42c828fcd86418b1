/*
 * tests/session/test_random.c - random work in a session, beside a plain model of it
 *
 * After each flush, commit and rollback rows, objects and lists are what the model says.
 * LIMBECK_TEST_PAIRS sets how many lives of sessions, LIMBECK_TEST_SEED the first.  Of one
 * that goes wrong the fewest steps are shown that still do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tests/session/everywhere.h"
#include "tests/session/world.h"

enum { STEPS = 60, DEPTH = 4, LIVES = 100 };

struct life {
	struct world now, committed, nested[DEPTH];
	int depth;
	uint64_t random;
	int names;
	const char *wrong;
	struct buf trace;
	bool skip[STEPS];
	struct orm_session_options options;
};

static unsigned roll(struct life *l, unsigned sides)
{
	l->random = l->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(l->random >> 33) % sides;
}

static void say(struct life *l, const char *format, ...)
{
	char text[200];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_addf(&l->trace, "  %s\n", text);
}

static void expect(struct life *l, bool ok, const char *what)
{
	if (!ok && !l->wrong)
		l->wrong =
		    arena_printf(&arena, "%s: %s: %s %s", what, orm_session_error(s)->object,
		                 orm_session_error(s)->message, orm_session_error(s)->statement);
}

static bool is_live(const struct thing *t)
{
	return (t->state == NEW || t->state == ROW) && !t->doomed;
}

/* Any object of a kind, or NOBODY. */
static int pick(struct life *l, enum world_kind kind)
{
	int found = NOBODY;
	unsigned count = 0;
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].kind == kind && is_live(&l->now.things[n]) &&
		    roll(l, ++count) == 0)
			found = n;
	return found;
}

static enum world_kind any_kind(struct life *l)
{
	return (enum world_kind)roll(l, WORLD_KINDS);
}

/* Of a kind that belongs to somebody. */
static int pick_child(struct life *l)
{
	static const enum world_kind kinds[] = { KID, PET, BADGE, SLIP, TWIG };
	return pick(l, kinds[roll(l, COUNT(kinds))]);
}

static const struct world_family *family(const struct thing *t)
{
	return &world_families[t->kind];
}

static const char *name(const struct life *l, int n)
{
	return n == NOBODY ? "nobody" : l->now.things[n].name;
}

/* What the session has just flushed. */
static void flushed(struct life *l)
{
	world_flush(&l->now);
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].state == ROW && l->now.things[n].kind != STICKER)
			l->now.things[n].id = *(int64_t *)l->now.things[n].object;
}

/* What has been asked of it would have flushed first. */
static void asked(struct life *l)
{
	if (!l->options.no_autoflush)
		flushed(l);
}

static void flush(struct life *l)
{
	expect(l, orm_session_flush(s), "flush");
	flushed(l);
}

static void check(struct life *l)
{
	if (!l->wrong)
		l->wrong = world_check(&arena, &l->now, s);
	flushed(l);
}

static void *make(struct life *l, enum world_kind kind, int owner)
{
	const char *n = arena_strdup(&arena, l->now.things[l->now.count].name);
	(void)owner;
	(void)l;
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
	enum world_kind kind = any_kind(l);
	int owner = kind == PET ? pick(l, OWNER) : NOBODY;
	struct thing *t = &l->now.things[l->now.count];
	if (l->now.count == THINGS || (kind == PET && owner == NOBODY))
		return;
	*t = (struct thing){ .kind = kind, .state = NEW, .owner = owner, .darling = NOBODY };
	t->told = owner != NOBODY;
	snprintf(t->name, sizeof t->name, "%s%d", world_families[kind].table, ++l->names);
	t->object = make(l, kind, owner);
	expect(l, t->object, "add");
	say(l, "add %s of %s", t->name, name(l, owner));
	l->now.count++;
}

static void step_rename(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	say(l, "rename %s to r%d", t->name, l->names + 1);
	snprintf(t->name, sizeof t->name, "r%d", ++l->names);
	*(const char **)(void *)((char *)t->object + family(t)->name) =
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
	int owner = roll(l, 4) ? pick(l, family(t)->parent) : NOBODY;
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
	int n = pick_child(l);
	if (n == NOBODY || l->now.things[n].kind == SLIP)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (!knows(l, t) || (t->kind == PET && owner == NOBODY))
		return;
	if (t->owner == NOBODY && t->state == ROW && *world_pointer(t))
		return; /* set by its column, and not flushed */
	say(l, "%s->owner = %s", t->name, name(l, owner));
	if (t->kind == BADGE && t->owner != NOBODY)
		take_badge(l->now.things[t->owner].object, t->object);
	*world_pointer(t) = owner == NOBODY ? NULL : l->now.things[owner].object;
	t->owner = owner;
	t->told = true;
}

static void step_column(struct life *l)
{
	int n = pick_child(l);
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (t->told || t->state != ROW || (family(t)->plain && owner == NOBODY) ||
	    (owner != NOBODY && l->now.things[owner].state != ROW))
		return;
	say(l, "%s->owner_id = %s", t->name, name(l, owner));
	char *at = (char *)t->object + family(t)->foreign_at;
	int64_t id = owner == NOBODY ? 0 : l->now.things[owner].id;
	if (family(t)->plain)
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
	int n = pick_child(l);
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	int owner = pick_owner(l, t);
	if (owner == NOBODY || t->kind == BADGE)
		return;
	if (t->kind == SLIP && (t->owner != NOBODY || is_told(t)) && t->owner != owner)
		return; /* nobody tells its former owner */
	say(l, "append %s to %s", t->name, name(l, owner));
	expect(l, orm_session_append(s, l->now.things[owner].object, family(t)->list, t->object),
	       "append");
	t->owner = owner;
	t->told = true;
}

static void step_remove(struct life *l)
{
	int n = pick_child(l);
	if (n == NOBODY || l->now.things[n].kind == BADGE)
		return;
	struct thing *t = &l->now.things[n];
	int owner = t->owner;
	if (owner == NOBODY || !is_live(&l->now.things[owner]))
		return;
	if (t->set)
		return;
	if (t->kind == PET && t->state == NEW)
		return;
	struct orm_many *m = world_list(&l->now.things[owner], t->kind);
	if (!m->loaded && l->now.things[owner].state == ROW && roll(l, 2)) {
		say(l, "load list %s of %s", family(t)->table, name(l, owner));
		expect(l, orm_session_load(s, l->now.things[owner].object, family(t)->list),
		       "load");
		asked(l);
		if (!is_live(t) || t->owner != owner)
			return;
	}
	say(l, "remove %s from %s", t->name, name(l, owner));
	expect(l, orm_session_remove(s, l->now.things[owner].object, family(t)->list, t->object),
	       "remove");
	t->owner = NOBODY;
	t->told = true;
}

static void step_darling(struct life *l)
{
	int n = pick(l, OWNER), k = pick(l, KID);
	if (n == NOBODY || k == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	struct owner *o = t->object;
	say(l, "%s->darling = %s", t->name, name(l, k));
	o->darling = l->now.things[k].object;
	t->darling = k;
}

static void step_badge(struct life *l)
{
	int n = pick(l, OWNER), b = pick(l, BADGE);
	if (n == NOBODY || b == NOBODY || has_badge(l, n) || l->now.things[b].owner != NOBODY)
		return;
	struct owner *o = l->now.things[n].object;
	if (o->badge)
		return;
	say(l, "%s->badge = %s", name(l, n), name(l, b));
	o->badge = l->now.things[b].object;
	if (l->now.things[b].told || roll(l, 2))
		o->badge->owner = o;
	l->now.things[b].owner = n;
	l->now.things[b].told = true;
}

static void step_tag(struct life *l)
{
	int k = pick(l, KID), n = pick(l, STICKER);
	if (k == NOBODY || n == NOBODY)
		return;
	struct thing *kid = &l->now.things[k], *tag = &l->now.things[n];
	bool there = kid->tags >> n & 1, add = roll(l, 3), far = roll(l, 2);
	struct thing *x = far ? tag : kid, *y = far ? kid : tag;
	const struct orm_relation *r = far ? &Sticker.kids : &Kid.tags;
	if (x->state == ROW && roll(l, 2)) {
		say(l, "load tags of %s", x->name);
		expect(l, orm_session_load(s, x->object, r), "load");
		asked(l);
		if (!is_live(kid) || !is_live(tag))
			return;
		there = kid->tags >> n & 1;
	}
	if (!add && !there)
		return;
	say(l, "%s %s %s %s", add ? "append" : "remove", y->name, add ? "to" : "from", x->name);
	expect(l,
	       add ? orm_session_append(s, x->object, r, y->object)
	           : orm_session_remove(s, x->object, r, y->object),
	       "tag");
	kid->tags = add ? kid->tags | (uint64_t)1 << n : kid->tags & ~((uint64_t)1 << n);
}

/* Another key, while nothing refers to it. */
static void step_key(struct life *l)
{
	int n = pick(l, STICKER);
	if (n == NOBODY)
		return;
	for (int k = 0; k < l->now.count; k++)
		if (l->now.things[k].tags >> n & 1 && l->now.things[k].state != ABSENT)
			return;
	flush(l);
	struct sticker *t = l->now.things[n].object;
	say(l, "flush; key of %s", name(l, n));
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
	int n = pick(l, any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	if (t->state == NEW)
		return;
	/* Slips don't tell owners of columns that were set. */
	if (t->kind == OWNER && roll(l, 2)) {
		say(l, "flush");
		flush(l);
	} else if (t->kind == OWNER && has_slips(l, n))
		return;
	if (!is_live(t))
		return;
	say(l, "delete %s", t->name);
	expect(l, orm_session_delete(s, t->object), "delete");
	t->doomed = true;
}

/* The same key again, in the same transaction. */
static void step_again(struct life *l)
{
	int n = pick(l, STICKER);
	if (n == NOBODY || l->now.count == THINGS)
		return;
	say(l, "delete %s, flush, and add its key again", name(l, n));
	flush(l);
	if (!is_live(&l->now.things[n]))
		return;
	struct sticker *old = l->now.things[n].object;
	expect(l, orm_session_delete(s, old), "delete");
	l->now.things[n].doomed = true;
	flush(l);
	struct thing *t = &l->now.things[l->now.count++];
	*t = (struct thing){ .kind = STICKER, .state = NEW, .owner = NOBODY, .darling = NOBODY };
	snprintf(t->name, sizeof t->name, "again%d", ++l->names);
	t->object = ADD(s, Sticker, .word = old->word, .name = arena_strdup(&arena, t->name));
}

static void step_load(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	if (family(t)->pointer && roll(l, 2)) {
		say(l, "load owner of %s", t->name);
		expect(l, orm_session_load(s, t->object, family(t)->pointer), "load");
		asked(l);
		if (l->wrong || t->state != ROW || l->options.no_autoflush)
			return;
		void *should = t->owner == NOBODY ? NULL : l->now.things[t->owner].object;
		if (*world_pointer(t) != should)
			l->wrong = arena_printf(&arena, "the owner of %s isn't %s", t->name,
			                        name(l, t->owner));
		return;
	}
	static const enum world_kind lists[] = { KID, PET, SLIP, BADGE };
	enum world_kind kind = t->kind == TWIG ? TWIG : lists[roll(l, COUNT(lists))];
	if (t->kind != OWNER && t->kind != TWIG)
		return;
	say(l, "load list %s of %s", world_families[kind].table, t->name);
	expect(l, orm_session_load(s, t->object, world_families[kind].list), "load");
	asked(l);
	if (!l->wrong && t->state == ROW && !l->options.no_autoflush)
		l->wrong = world_check_list(&arena, &l->now, s, n, kind);
}

static void step_query(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	say(l, "query %s with relations", family(t)->table);
	struct orm_find all = { .of = family(t)->model };
	const struct orm_relation *with[4] = { 0 };
	struct orm_loads loads = { with, 0 };
	for (size_t r = 0; r < family(t)->model->relation_count && loads.len < 3; r++)
		if (roll(l, 2))
			with[loads.len++] = &family(t)->model->relations[r];
	if (roll(l, 2))
		all.load = loads;
	else
		all.joined = loads;
	struct orm_objects found = orm_session_all(s, &all);
	expect(l, orm_session_error(s)->code == ERR_NONE, "query");
	asked(l);
	size_t count = 0;
	for (int k = 0; k < l->now.count; k++)
		count += l->now.things[k].kind == t->kind && l->now.things[k].state == ROW;
	if (!l->wrong && count != found.len && !l->options.no_autoflush)
		l->wrong = arena_printf(&arena, "%zu were found instead of %zu", found.len, count);
}

/* Reads an object, perhaps one that has changed. */
static void step_get(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY || l->now.things[n].state != ROW || l->now.things[n].kind == STICKER)
		return;
	struct thing *t = &l->now.things[n];
	say(l, "get %s", t->name);
	if (orm_session_get(s, family(t)->model, LIST(t->id)) != t->object)
		expect(l, false, "get");
}

static void step_again_new(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY)
		return;
	struct thing *t = &l->now.things[n];
	say(l, "expire %s", t->name);
	expect(l, orm_session_expire(s, t->object), "expire");
}

static void step_commit(struct life *l)
{
	if (l->depth)
		return;
	say(l, "commit");
	expect(l, orm_session_commit(s), "commit");
	flushed(l);
	l->committed = l->now;
	check(l);
}

/* Another object for the same row. */
static void step_expunge(struct life *l)
{
	int n = pick(l, any_kind(l));
	if (n == NOBODY || l->depth || l->options.keep_on_commit)
		return;
	step_commit(l);
	struct thing *t = &l->now.things[n];
	if (t->state != ROW || t->kind == STICKER || l->wrong)
		return;
	say(l, "expunge %s", t->name);
	expect(l, orm_session_expunge(s, t->object), "expunge");
	void *other = orm_session_get(s, family(t)->model, LIST(t->id));
	expect(l, other && other != t->object, "get");
	t->object = l->committed.things[n].object = other;
}

/* One that a rollback has let go, as if it were new. */
static void step_revive(struct life *l)
{
	int n = (int)roll(l, THINGS);
	struct thing *t = &l->now.things[n];
	if (n >= l->now.count || t->state != ABSENT || t->kind == STICKER || t->kind == PET)
		return;
	const struct orm_model *m = family(t)->model;
	say(l, "add %s again", t->name);
	for (size_t r = 0; r < m->relation_count; r++) {
		bool list = m->relations[r].kind == ORM_HAS_MANY ||
		            m->relations[r].kind == ORM_MANY_TO_MANY;
		memset((char *)t->object + m->relations[r].offset, 0,
		       list ? sizeof(struct orm_many) : sizeof(void *));
	}
	for (size_t f = 0; f < m->field_count; f++)
		if (m->fields[f].kind != ORM_MEMBER_TEXT)
			memset((char *)t->object + m->fields[f].offset, 0, m->fields[f].size);
	*(const char **)(void *)((char *)t->object + family(t)->name) =
	    arena_strdup(&arena, t->name);
	expect(l, orm_session_add_again(s, t->object), "add again");
	t->state = NEW;
	t->owner = t->darling = NOBODY;
	t->tags = 0;
	t->told = t->set = false;
}

static void step_flush(struct life *l)
{
	say(l, "flush");
	flush(l);
	check(l);
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
	check(l);
}

static void step_rollback(struct life *l)
{
	if (roll(l, 2))
		return;
	say(l, "rollback");
	orm_session_rollback(s);
	l->depth = 0;
	back_to(l, &l->committed);
}

static void step_nest(struct life *l)
{
	if (l->depth == DEPTH)
		return;
	say(l, "begin nested");
	expect(l, orm_session_begin_nested(s), "begin nested");
	flushed(l);
	l->nested[l->depth++] = l->now;
}

static void step_end_nested(struct life *l)
{
	if (!l->depth)
		return;
	if (roll(l, 2)) {
		say(l, "commit nested");
		expect(l, orm_session_commit_nested(s), "commit nested");
		flushed(l);
		l->depth--;
		check(l);
	} else {
		say(l, "rollback nested");
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
		roll(l, 2);
		unsigned step = roll(l, COUNT(steps));
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
	uint64_t lives = setting("LIMBECK_TEST_PAIRS", LIVES);
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
