/* tests/session/world.c - objects of all kinds of relations, and what their rows should be */
#include "tests/session/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

const struct owner_schema Owner = {
	.model = ORM_MODEL(Owner, "owners"),
	.id = { COLUMN(Owner, id), .primary_key = true },
	.name = { COLUMN(Owner, name), .type = "String(30)" },
	.version = { COLUMN(Owner, version), .version = true },
	.darling_id = { COLUMN(Owner, darling_id), .nullable = true, .references = &Kid.id },
	.darling = { BELONGS_TO(Owner, darling, Kid, Owner.darling_id), .back = &Kid.fans },
	.kids = { HAS_MANY(Owner, kids, Kid.owner_id), .back = &Kid.owner },
	.pets = { HAS_MANY(Owner, pets, Pet.owner_id), .back = &Pet.owner,
	          .cascade = ORM_CASCADE_ORPHANS },
	.slips = { HAS_MANY(Owner, slips, Slip.owner_id) },
	.badge = { HAS_ONE(Owner, badge, Badge, Badge.owner_id), .back = &Badge.owner,
	           .cascade = ORM_CASCADE_DELETE },
};
const struct kid_schema Kid = {
	.model = ORM_MODEL(Kid, "kids"),
	.id = { COLUMN(Kid, id), .primary_key = true },
	.name = { COLUMN(Kid, name), .type = "String(30)" },
	.owner_id = { COLUMN(Kid, owner_id), .nullable = true, .references = &Owner.id },
	.owner = { BELONGS_TO(Kid, owner, Owner, Kid.owner_id), .back = &Owner.kids },
	.tags = { MANY_TO_MANY(Kid, tags, KidTag.kid_id, KidTag.tag), .back = &Sticker.kids },
	.fans = { HAS_MANY(Kid, fans, Owner.darling_id), .back = &Owner.darling },
};
const struct pet_schema Pet = {
	.model = ORM_MODEL(Pet, "pets"),
	.id = { COLUMN(Pet, id), .primary_key = true },
	.name = { COLUMN(Pet, name), .type = "String(30)" },
	.owner_id = { COLUMN(Pet, owner_id), .references = &Owner.id },
	.owner = { BELONGS_TO(Pet, owner, Owner, Pet.owner_id), .back = &Owner.pets },
};
const struct badge_schema Badge = {
	.model = ORM_MODEL(Badge, "badges"),
	.id = { COLUMN(Badge, id), .primary_key = true },
	.name = { COLUMN(Badge, name), .type = "String(30)" },
	.owner_id = { COLUMN(Badge, owner_id), .nullable = true, .references = &Owner.id },
	.owner = { BELONGS_TO(Badge, owner, Owner, Badge.owner_id), .back = &Owner.badge },
};
const struct slip_schema Slip = {
	.model = ORM_MODEL(Slip, "slips"),
	.id = { COLUMN(Slip, id), .primary_key = true },
	.name = { COLUMN(Slip, name), .type = "String(30)" },
	.owner_id = { COLUMN(Slip, owner_id), .nullable = true, .references = &Owner.id },
};
const struct sticker_schema Sticker = {
	.model = ORM_MODEL(Sticker, "stickers"),
	.word = { COLUMN(Sticker, word), .primary_key = true, .type = "String(30)" },
	.name = { COLUMN(Sticker, name), .type = "String(30)" },
	.kids = { MANY_TO_MANY(Sticker, kids, KidTag.tag, KidTag.kid_id), .back = &Kid.tags },
};
const struct twig_schema Twig = {
	.model = ORM_MODEL(Twig, "twigs"),
	.id = { COLUMN(Twig, id), .primary_key = true },
	.name = { COLUMN(Twig, name), .type = "String(30)" },
	.parent_id = { COLUMN(Twig, parent_id), .nullable = true, .references = &Twig.id },
	.parent = { BELONGS_TO(Twig, parent, Twig, Twig.parent_id), .back = &Twig.children },
	.children = { HAS_MANY(Twig, children, Twig.parent_id), .back = &Twig.parent,
	              .cascade = ORM_CASCADE_DELETE },
};
const struct kid_tag_schema KidTag = {
	.model = ORM_MODEL(KidTag, "kid_tags"),
	.kid_id = { COLUMN(KidTag, kid_id), .primary_key = true, .references = &Kid.id },
	.tag = { COLUMN(KidTag, tag), .primary_key = true, .type = "String(30)",
	         .references = &Sticker.word },
};

const struct orm_model *const world_models[] = {
	&Twig.model,    &KidTag.model, &Pet.model,   &Badge.model, &Slip.model,
	&Sticker.model, &Kid.model,    &Owner.model, NULL,
};

#define OF(type, m) offsetof(struct type, m)
const struct world_family world_families[WORLD_KINDS] = {
	[OWNER] = { .model = &Owner.model, .table = "owners", .name = OF(owner, name) },
	[KID] = { &Kid.model, "kids", "id", "owner_id", OWNER, OF(kid, name), OF(kid, owner_id),
	          OF(kid, owner), &Kid.owner, &Owner.kids },
	[PET] = { &Pet.model, "pets", "id", "owner_id", OWNER, OF(pet, name), OF(pet, owner_id),
	          OF(pet, owner), &Pet.owner, &Owner.pets, .dies = true, .is_orphan = true,
	          .plain = true },
	[BADGE] = { &Badge.model, "badges", "id", "owner_id", OWNER, OF(badge, name),
	            OF(badge, owner_id), OF(badge, owner), &Badge.owner, &Owner.badge,
	            .dies = true },
	[SLIP] = { &Slip.model, "slips", "id", "owner_id", OWNER, OF(slip, name),
	           OF(slip, owner_id), 0, NULL, &Owner.slips },
	[STICKER] = { .model = &Sticker.model, .table = "stickers", .name = OF(sticker, name) },
	[TWIG] = { &Twig.model, "twigs", "id", "parent_id", TWIG, OF(twig, name),
	           OF(twig, parent_id), OF(twig, parent), &Twig.parent, &Twig.children,
	           .dies = true },
};

struct orm_many *world_list(const struct thing *owner, enum world_kind kind)
{
	return (void *)((char *)owner->object + world_families[kind].list->offset);
}

void **world_pointer(const struct thing *t)
{
	return (void *)((char *)t->object + world_families[t->kind].pointer_at);
}

static bool is_doomed(const struct world *w, int n)
{
	return n != NOBODY && w->things[n].doomed;
}

/* Those that die with their owners; again, until nobody does. */
static bool doom_more(struct world *w)
{
	bool more = false;
	for (int n = 0; n < w->count; n++) {
		struct thing *t = &w->things[n];
		const struct world_family *f = &world_families[t->kind];
		if ((t->state != NEW && t->state != ROW) || t->doomed || !f->foreign || !f->dies)
			continue;
		if (is_doomed(w, t->owner) || (f->is_orphan && t->owner == NOBODY))
			more = t->doomed = true;
	}
	return more;
}

void world_flush(struct world *w)
{
	while (doom_more(w))
		continue;
	for (int n = 0; n < w->count; n++) {
		struct thing *t = &w->things[n];
		if (is_doomed(w, t->owner) && !t->doomed)
			t->owner = NOBODY;
		if (is_doomed(w, t->darling) && !t->doomed)
			t->darling = NOBODY;
		for (int k = 0; k < w->count; k++)
			if (t->tags >> k & 1 && w->things[k].doomed)
				t->tags &= ~((uint64_t)1 << k);
	}
	for (int n = 0; n < w->count; n++) {
		struct thing *t = &w->things[n];
		t->told = t->set = false;
		if (t->doomed)
			t->state = t->state == ROW ? GONE : ABSENT;
		else if (t->state == NEW)
			t->state = ROW;
		t->doomed = false;
	}
}

/* "name|owner's name|" of each row, as the database has it. */
static const char *const rows_sql[WORLD_KINDS] = {
	[OWNER] = "SELECT o.name || '|' || coalesce(k.name, '') FROM owners o LEFT JOIN kids k ON "
		  "k.id = o.darling_id",
	[KID] =
	    "SELECT x.name || '|' || coalesce(o.name, '') FROM kids x LEFT JOIN owners o ON o.id = "
	    "x.owner_id",
	[PET] =
	    "SELECT x.name || '|' || coalesce(o.name, '') FROM pets x LEFT JOIN owners o ON o.id = "
	    "x.owner_id",
	[BADGE] =
	    "SELECT x.name || '|' || coalesce(o.name, '') FROM badges x LEFT JOIN owners o ON "
	    "o.id = x.owner_id",
	[SLIP] =
	    "SELECT x.name || '|' || coalesce(o.name, '') FROM slips x LEFT JOIN owners o ON o.id "
	    "= x.owner_id",
	[STICKER] = "SELECT x.name || '|' FROM stickers x",
	[TWIG] =
	    "SELECT x.name || '|' || coalesce(o.name, '') FROM twigs x LEFT JOIN twigs o ON o.id "
	    "= x.parent_id",
};

static int order_texts(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *lines(struct arena *a, const char **texts, size_t count)
{
	struct buf b = { 0 };
	qsort(texts, count, sizeof *texts, order_texts);
	for (size_t n = 0; n < count; n++)
		buf_addf(&b, "%s; ", texts[n]);
	return buf_take(&b, a);
}

static const char *found_rows(struct arena *a, struct orm_conn *c, const char *sql)
{
	struct error err;
	struct orm_result *r;
	const char *texts[1000];
	size_t count = 0;
	if (!orm_query(c, sql, NULL, 0, &r, &err))
		return arena_strdup(a, err.message);
	while (orm_next(r, &err) == ORM_ROW)
		texts[count++] = arena_strdup(a, orm_get_text(r, 0));
	orm_result_close(r);
	return lines(a, texts, count);
}

static const char *name_of(const struct world *w, int n)
{
	return n == NOBODY ? "" : w->things[n].name;
}

static const char *expected_rows(struct arena *a, const struct world *w, enum world_kind kind)
{
	const char *texts[THINGS];
	size_t count = 0;
	for (int n = 0; n < w->count; n++) {
		const struct thing *t = &w->things[n];
		if (t->kind == kind && t->state == ROW)
			texts[count++] = arena_printf(
			    a, "%s|%s", t->name, name_of(w, kind == OWNER ? t->darling : t->owner));
	}
	return lines(a, texts, count);
}

static const char *expected_pairs(struct arena *a, const struct world *w)
{
	const char *texts[THINGS * THINGS];
	size_t count = 0;
	for (int n = 0; n < w->count; n++)
		for (int k = 0; k < w->count; k++)
			if (w->things[n].state == ROW && w->things[n].tags >> k & 1)
				texts[count++] =
				    arena_printf(a, "%s|%s", w->things[n].name, w->things[k].name);
	return lines(a, texts, count);
}

static const char *differ(struct arena *a, const char *what, const char *wanted, const char *found)
{
	if (!strcmp(wanted, found))
		return NULL;
	return arena_printf(a, "%s\n  should be %s\n  is        %s", what, wanted, found);
}

static enum orm_state wanted_state(const struct thing *t, enum orm_state is)
{
	if (t->state == NEW)
		return ORM_PENDING;
	if (t->state == ROW)
		return ORM_PERSISTENT;
	if (t->state == GONE)
		return is == ORM_DELETED ? ORM_DELETED : ORM_DETACHED;
	return ORM_TRANSIENT;
}

static const char *check_object(struct arena *a, const struct thing *t, struct orm_session *s)
{
	enum orm_state is = orm_session_state(s, t->object);
	if (is != wanted_state(t, is))
		return arena_printf(a, "%s is %d", t->name, (int)is);
	if (t->state != ROW)
		return NULL;
	if (!orm_session_fresh(s, t->object))
		return arena_printf(a, "%s: %s", t->name, orm_session_error(s)->message);
	const char *name =
	    *(const char *const *)(void *)((char *)t->object + world_families[t->kind].name);
	return differ(a, "object", t->name, name ? name : "NULL");
}

const char *world_check(struct arena *a, const struct world *w, struct orm_session *s)
{
	const char *wrong = NULL;
	struct orm_conn *c = orm_session_conn(s);
	if (!c)
		return arena_printf(a, "%s: %s", orm_session_error(s)->message,
		                    orm_session_error(s)->statement);
	for (int k = 0; k < WORLD_KINDS && !wrong; k++)
		wrong = differ(a, world_families[k].table, expected_rows(a, w, (enum world_kind)k),
		               found_rows(a, c, rows_sql[k]));
	if (!wrong)
		wrong =
		    differ(a, "kid_tags", expected_pairs(a, w),
		           found_rows(a, c,
		                      "SELECT k.name || '|' || t.name FROM kid_tags x JOIN kids "
		                      "k ON k.id = kid_id JOIN stickers t ON t.word = x.tag"));
	for (int n = 0; n < w->count && !wrong; n++)
		wrong = check_object(a, &w->things[n], s);
	return wrong;
}

static const char *name_at(struct arena *a, const struct world *w, const void *object)
{
	for (int n = 0; n < w->count; n++)
		if (w->things[n].object == object)
			return w->things[n].name;
	return arena_printf(a, "%p", object);
}

const char *world_check_list(struct arena *a, const struct world *w, struct orm_session *s,
                             int owner, enum world_kind kind)
{
	const char *wanted[THINGS], *found[THINGS * 2];
	size_t wanted_count = 0, found_count = 0;
	struct orm_many *m = world_list(&w->things[owner], kind);
	struct orm_many one = { .items = (void **)(void *)m, .len = *(void *const *)m != NULL };
	if (kind == BADGE)
		m = &one;
	for (size_t n = 0; n < m->len && n < THINGS * 2; n++)
		if (orm_session_state(s, m->items[n]) == ORM_PERSISTENT ||
		    orm_session_state(s, m->items[n]) == ORM_PENDING)
			found[found_count++] = name_at(a, w, m->items[n]);
	for (int n = 0; n < w->count; n++)
		if (w->things[n].kind == kind && w->things[n].state == ROW &&
		    w->things[n].owner == owner)
			wanted[wanted_count++] = w->things[n].name;
	return differ(
	    a, arena_printf(a, "list %s of %s", world_families[kind].table, w->things[owner].name),
	    lines(a, wanted, wanted_count), lines(a, found, found_count));
}
