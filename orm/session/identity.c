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

uint64_t identity_hash(const struct orm_mapped *m, const void *row)
{
	struct arena a = { 0 };
	uint64_t h = (uint64_t)(uintptr_t)m->table;
	for (size_t i = 0; i < m->keys.len; i++)
		h = mix(h + hash_value(orm_member_get(&a, m->keys.items[i], row)));
	arena_release(&a);
	return h;
}

static bool same_key(const struct orm_mapped *m, const void *x, const void *y)
{
	for (size_t i = 0; i < m->keys.len; i++)
		if (!orm_member_same(m->keys.items[i], x, y))
			return false;
	return true;
}

struct instance *identity_find(const struct orm_session *s, const struct orm_mapped *m,
                               const void *row, uint64_t hash)
{
	const struct identity *id = &s->identity;
	struct instance *i = id->size ? id->places[hash & (id->size - 1)] : NULL;
	for (; i; i = i->chain)
		if (i->hash == hash && i->mapped->table == m->table && same_key(m, i->row, row))
			return i;
	return NULL;
}

static void link(struct identity *id, struct instance *i)
{
	struct instance **place = &id->places[i->hash & (id->size - 1)];
	i->chain = *place;
	*place = i;
}

static void grow(struct identity *id)
{
	struct identity old = *id;
	id->size = old.size ? old.size * 2 : 64;
	id->places = xmalloc(id->size * sizeof(struct instance *));
	memset(id->places, 0, id->size * sizeof(struct instance *));
	for (size_t p = 0; p < old.size; p++)
		for (struct instance *i = old.places[p], *next; i; i = next) {
			next = i->chain;
			link(id, i);
		}
	free(old.places);
}

void identity_put(struct orm_session *s, struct instance *i, uint64_t hash)
{
	if (s->identity.count >= s->identity.size)
		grow(&s->identity);
	i->hash = hash;
	link(&s->identity, i);
	s->identity.count++;
}

void identity_remove(struct orm_session *s, struct instance *i)
{
	struct instance **at =
	    s->identity.size ? &s->identity.places[i->hash & (s->identity.size - 1)] : NULL;
	while (at && *at && *at != i)
		at = &(*at)->chain;
	if (!at || !*at)
		return;
	*at = i->chain;
	i->chain = NULL;
	s->identity.count--;
}
