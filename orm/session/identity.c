/* orm/session/identity.c - one object for each row */
#include <stdlib.h>

#include "orm/session/private.h"

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	return h;
}

static uint64_t hash_bytes(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;
	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3ULL;
	return h;
}

static uint64_t hash_value(struct orm_value v)
{
	if (v.kind == ORM_INT)
		return (uint64_t)v.integer;
	if (v.kind == ORM_TEXT || v.kind == ORM_BLOB)
		return hash_bytes(0xcbf29ce484222325ULL, v.data, v.len);
	return hash_bytes(0, &v.real, sizeof v.real);
}

/* Numbers that follow each other have places that do, sixteen at a time: they come so. */
static uint32_t hash_number(const struct orm_mapped *m, int64_t key)
{
	uint64_t k = (uint64_t)key;
	return ((uint32_t)mix((k >> 4) + (uint64_t)(uintptr_t)m->table) & ~15U) | (k & 15);
}

static int64_t number_of(const struct orm_mapped *m, const void *row)
{
	return *(const int64_t *)(const void *)((const char *)row + m->number->offset);
}

uint32_t identity_hash(const struct orm_mapped *m, const void *row)
{
	if (m->number)
		return hash_number(m, number_of(m, row));
	struct arena a = { 0 };
	uint64_t h = (uint64_t)(uintptr_t)m->table;
	for (size_t i = 0; i < m->keys.len; i++)
		h = mix(h + hash_value(orm_member_get(&a, m->keys.items[i], row)));
	arena_release(&a);
	return (uint32_t)h;
}

static bool same_key(const struct orm_mapped *m, const void *x, const void *y)
{
	if (m->number)
		return number_of(m, x) == number_of(m, y);
	for (size_t i = 0; i < m->keys.len; i++)
		if (!orm_member_same(m->keys.items[i], x, y))
			return false;
	return true;
}

struct instance *identity_find(const struct orm_session *s, const struct orm_mapped *m,
                               const void *row, uint32_t hash)
{
	const struct identity *id = &s->identity;
	for (size_t at = hash; id->size; at++) {
		const struct identity_place *p = &id->places[at & (id->size - 1)];
		if (!p->number)
			break;
		if (p->hash != hash)
			continue;
		struct instance *i = s->all.items[p->number - 1];
		if (i->mapped->table == m->table && same_key(m, i->row, row))
			return i;
	}
	return NULL;
}

static void put(struct identity *id, struct identity_place what)
{
	size_t at = what.hash & (id->size - 1);
	while (id->places[at].number)
		at = (at + 1) & (id->size - 1);
	id->places[at] = what;
}

static void grow(struct identity *id)
{
	struct identity old = *id;
	id->size = old.size ? old.size * 2 : 64;
	id->places = xmalloc(id->size * sizeof *id->places);
	memset(id->places, 0, id->size * sizeof *id->places);
	for (size_t p = 0; p < old.size; p++)
		if (old.places[p].number)
			put(id, old.places[p]);
	free(old.places);
}

void identity_put(struct orm_session *s, struct instance *i, uint32_t hash)
{
	struct identity *id = &s->identity;
	if (3 * (id->count + 1) > 2 * id->size)
		grow(id);
	i->hash = hash;
	put(id, (struct identity_place){ hash, i->order + 1 });
	id->count++;
}

/* Those behind the gap move up, unless they are nearer to their own place than it is. */
static void close_gap(struct identity *id, size_t gap)
{
	size_t mask = id->size - 1;
	for (size_t at = (gap + 1) & mask; id->places[at].number; at = (at + 1) & mask) {
		size_t wanted = id->places[at].hash & mask;
		if (((at - wanted) & mask) < ((at - gap) & mask))
			continue;
		id->places[gap] = id->places[at];
		gap = at;
	}
	id->places[gap].number = 0;
}

void identity_remove(struct orm_session *s, struct instance *i)
{
	struct identity *id = &s->identity;
	for (size_t at = i->hash; id->size; at++) {
		const struct identity_place *p = &id->places[at & (id->size - 1)];
		if (!p->number)
			return;
		if (p->number != i->order + 1)
			continue;
		close_gap(id, at & (id->size - 1));
		id->count--;
		return;
	}
}

enum { MOST_KEPT = 4 * 1024 * 1024 };

void identity_clear(struct orm_session *s, bool keep)
{
	struct identity *id = &s->identity;
	size_t size = id->size * sizeof *id->places;
	if (keep && size <= MOST_KEPT && id->count > id->size / 8) {
		memset(id->places, 0, size);
		id->count = 0;
		return;
	}
	free(id->places);
	*id = (struct identity){ 0 };
}
