/*
 * base/map.h - string keys to pointers
 *
 * The map lives in an arena and ends with it.  Keys are borrowed: they must
 * live as long as the map.
 */
#ifndef LIMBECK_BASE_MAP_H
#define LIMBECK_BASE_MAP_H

#include <stdbool.h>

#include "base/arena.h"

struct map;

/* Returns an empty map, freed with the arena. */
struct map *map_new(struct arena *a);

/* Sets `key` to `value`, replacing what was there. */
void map_put(struct map *m, const char *key, void *value);

/* Returns the value, or NULL when `key` is not there. */
void *map_get(const struct map *m, const char *key);

/* Tells whether `key` is there, also when its value is NULL. */
bool map_has(const struct map *m, const char *key);

/* Removes `key` and returns its value, or NULL. */
void *map_remove(struct map *m, const char *key);

size_t map_count(const struct map *m);

#endif
