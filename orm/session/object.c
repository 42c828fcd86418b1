/* orm/session/object.c - objects, and what they were */
#include <stdlib.h>

#include "base/text.h"
#include "orm/session/private.h"

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 4 * 1024 * 1024, KEPT = 16 * 1024 * 1024 };

static size_t aligned(size_t size)
{
	size_t to = _Alignof(max_align_t);
	return (size + to - 1) / to * to;
}

static size_t next_size(const struct blocks *b, size_t wanted)
{
	size_t size = FIRST_BLOCK;
	if (b->len)
		size = b->items[b->len - 1].size * 2;
	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	return size > wanted ? size : wanted;
}

static void *take(struct orm_session *s, struct blocks *b, size_t size)
{
	while (b->current < b->len && b->items[b->current].size - b->items[b->current].used < size)
		b->current++;
	if (b->current == b->len) {
		size_t whole = next_size(b, size);
		vec_push(&s->own, b, (struct block){ xmalloc(whole), 0, whole });
	}
	struct block *block = &b->items[b->current];
	void *at = block->base + block->used;
	block->used += size;
	return at;
}

/* Empties them all, and keeps as much as `most`. */
static void give_back(struct blocks *b, size_t most)
{
	size_t kept = 0;
	for (size_t n = 0; n < b->len; n++) {
		if (b->items[n].size <= most) {
			most -= b->items[n].size;
			b->items[kept] = b->items[n];
			b->items[kept++].used = 0;
		} else {
			free(b->items[n].base);
		}
	}
	b->len = kept;
	b->current = 0;
}

const char *instance_text(struct orm_session *s, const char *text, size_t len)
{
	char *copy = take(s, &s->texts, len + 1);
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

/* In one piece: the instance, the object, and room for its row. */
struct instance *instance_new(struct orm_session *s, struct orm_mapped *m)
{
	size_t size = aligned(sizeof(struct instance)) + 2 * aligned(m->size);
	struct instance *i = take(s, &s->objects, size);
	memset(i, 0, size);
	i->self = instance_object(i);
	i->mapped = m;
	i->order = (uint32_t)s->all.len;
	vec_push(&s->lists, &s->all, i);
	return i;
}

/* Where the row is once there is one. */
static void *row_of(struct instance *i)
{
	return (char *)instance_object(i) + aligned(i->mapped->size);
}

struct instance *instance_of(const struct orm_session *s, const void *object)
{
	const char *at = object;
	for (size_t b = s->objects.len; at && b-- > 0;) {
		const struct block *k = &s->objects.items[b];
		if (at < k->base + sizeof(struct instance) || at >= k->base + k->used)
			continue;
		size_t offset = (size_t)(at - k->base) - sizeof(struct instance);
		struct instance *i = (void *)(k->base + offset);
		return offset % _Alignof(max_align_t) == 0 && i->self == object ? i : NULL;
	}
	return NULL;
}

struct instance *instance_must(struct orm_session *s, const void *object, const char *what)
{
	struct instance *i = instance_of(s, object);
	if (i && (i->state == ORM_PENDING || i->state == ORM_PERSISTENT))
		return i;
	if (!i)
		session_failf(s, ERR_USAGE, "can't %s what isn't an object of this session", what);
	else
		session_failf(s, ERR_USAGE, "can't %s a %s that the session has let go of", what,
		              i->mapped->model->name);
	return NULL;
}

void instance_free_all(struct orm_session *s, bool keep)
{
	give_back(&s->objects, keep ? KEPT : 0);
	give_back(&s->texts, keep ? KEPT : 0);
	identity_clear(s, keep);
	arena_release(&s->lists);
	arena_release(&s->arena);
	arena_release(&s->undo_arena);
	memset(&s->all, 0, sizeof s->all);
	memset(&s->undo, 0, sizeof s->undo);
	memset(&s->nested, 0, sizeof s->nested);
	if (!keep)
		arena_release(&s->own);
}

bool instance_changed(const struct instance *i)
{
	const void *object = i + 1;
	if (!i->row)
		return true;
	if (memcmp(object, i->row, i->mapped->size) == 0)
		return false;
	for (size_t f = 0; f < i->mapped->fields.len; f++)
		if (!orm_member_same(i->mapped->fields.items[f], object, i->row))
			return true;
	return false;
}

bool instance_lacks(const struct instance *i, size_t field)
{
	return i->lack && i->lack->columns[field / 64] >> field % 64 & 1;
}

struct lack *instance_lack(struct orm_session *s, struct instance *i)
{
	size_t words = (i->mapped->fields.len + 63) / 64;
	if (!i->lack)
		i->lack = arena_alloc(&s->lists, sizeof *i->lack + words * sizeof(uint64_t));
	return i->lack;
}

void instance_remember(struct orm_session *s, struct instance *i)
{
	struct undo u = { .instance = i, .state = i->state, .doomed = i->doomed };
	if (i->row)
		u.row = arena_copy(&s->undo_arena, i->row, i->mapped->size);
	vec_push(&s->undo_arena, &s->undo, u);
}

static void undo_one(struct orm_session *s, const struct undo *u)
{
	struct instance *i = u->instance;
	if (i->state == ORM_PERSISTENT)
		identity_remove(s, i);
	/* Who was let go stays so: its row may have another object by now. */
	if (i->state == ORM_DETACHED)
		i->state = u->row ? ORM_DETACHED : ORM_TRANSIENT;
	else
		i->state = u->state;
	i->doomed = false;
	if (!u->row) {
		i->row = NULL;
		return;
	}
	memcpy(i->row, u->row, i->mapped->size);
	if (i->state == ORM_PERSISTENT)
		identity_put(s, i, identity_hash(i->mapped, i->row));
}

void instance_undo(struct orm_session *s, size_t length)
{
	while (s->undo.len > length)
		undo_one(s, &s->undo.items[--s->undo.len]);
	for (size_t n = 0; n < s->all.len; n++) {
		struct instance *i = s->all.items[n];
		if (i->state == ORM_PENDING)
			i->state = ORM_TRANSIENT;
		if (i->state != ORM_PERSISTENT)
			continue;
		memcpy(instance_object(i), i->row, i->mapped->size);
		i->doomed = false;
		i->expired = true;
		relations_expire(i);
	}
}

void instance_take_row(struct instance *i)
{
	i->row = row_of(i);
	memcpy(i->row, instance_object(i), i->mapped->size);
}

/* Texts of the program become the session's; those that say the same stay. */
static void keep_data(struct orm_session *s, const struct orm_field *f, void *object,
                      const void *row)
{
	struct error ignored;
	struct arena none = { 0 };
	struct orm_value v;
	if (row && orm_member_same(f, object, row)) {
		memcpy((char *)object + f->offset, (const char *)row + f->offset, f->size);
		return;
	}
	v = orm_member_get(&none, f, object);
	if (v.kind == ORM_TEXT || v.kind == ORM_BLOB)
		(void)!orm_member_set(&s->arena, f, object, &v, &ignored);
	arena_release(&none);
}

void instance_settle(struct orm_session *s, struct instance *i)
{
	void *object = instance_object(i);
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		if (f->kind == ORM_MEMBER_TEXT || f->kind == ORM_MEMBER_BYTES ||
		    f->kind == ORM_MEMBER_VALUE)
			keep_data(s, f, object, i->row);
	}
	instance_take_row(i);
}
