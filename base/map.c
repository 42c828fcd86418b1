/* base/map.c - string keys to pointers */
#include "base/map.h"

#include <string.h>

#define uthash_malloc(size) xmalloc(size)
#include <uthash.h>

struct entry {
	const char *key;
	void *value;
	UT_hash_handle hh;
};

struct map {
	struct arena *arena;
	struct entry *entries;
	struct entry *unused; /* removed ones, linked by `value` */
};

/* Entries go with the arena, the hash table itself is on the heap. */
static void clear(void *object)
{
	struct map *m = object;
	HASH_CLEAR(hh, m->entries);
}

struct map *map_new(struct arena *a)
{
	struct map *m = ARENA_NEW(a, struct map);
	m->arena = a;
	arena_defer(a, clear, m);
	return m;
}

static struct entry *find(const struct map *m, const char *key)
{
	struct entry *e = NULL;
	HASH_FIND(hh, m->entries, key, strlen(key), e);
	return e;
}

static struct entry *take_unused(struct map *m)
{
	struct entry *e = m->unused;
	if (!e)
		return ARENA_NEW(m->arena, struct entry);
	m->unused = e->value;
	*e = (struct entry){ 0 };
	return e;
}

void map_put(struct map *m, const char *key, void *value)
{
	struct entry *e = find(m, key);
	if (e) {
		e->value = value;
		return;
	}
	e = take_unused(m);
	e->key = key;
	e->value = value;
	HASH_ADD_KEYPTR(hh, m->entries, key, strlen(key), e);
}

void *map_get(const struct map *m, const char *key)
{
	struct entry *e = find(m, key);
	return e ? e->value : NULL;
}

bool map_has(const struct map *m, const char *key)
{
	return find(m, key);
}

void *map_remove(struct map *m, const char *key)
{
	struct entry *e = find(m, key);
	if (!e)
		return NULL;
	void *value = e->value;
	HASH_DEL(m->entries, e);
	e->value = m->unused;
	m->unused = e;
	return value;
}

size_t map_count(const struct map *m)
{
	return HASH_COUNT(m->entries);
}
