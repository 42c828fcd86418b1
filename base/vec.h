/*
 * base/vec.h - arrays that grow inside an arena
 *
 *	struct names { VEC(const char *) };
 *	vec_push(a, &names, "users");
 *	for (size_t i = 0; i < names.len; i++) use(names.items[i]);
 *
 * A zeroed vector is empty.  Growing moves the items: keep indexes, not
 * pointers into it.
 */
#ifndef LIMBECK_BASE_VEC_H
#define LIMBECK_BASE_VEC_H

#include <string.h>

#include "base/arena.h"

#define VEC(type)    \
	type *items; \
	size_t len, cap

/* Returns the items with room for at least one more. */
void *vec_room(struct arena *a, void *items, size_t len, size_t *cap, size_t size);

/* Appends `item` (an expression of the item's type). */
#define vec_push(a, v, ...)                                                               \
	((v)->items = vec_room((a), (v)->items, (v)->len, &(v)->cap, sizeof *(v)->items), \
	 (void)((v)->items[(v)->len++] = (__VA_ARGS__)))

/* Appends a zeroed item and gives its address, valid until the next append. */
#define vec_add(a, v)                                                                     \
	((v)->items = vec_room((a), (v)->items, (v)->len, &(v)->cap, sizeof *(v)->items), \
	 memset(&(v)->items[(v)->len], 0, sizeof *(v)->items), &(v)->items[(v)->len++])

/* Removes item `i`, keeping the order of the others. */
#define vec_remove(v, i)                                                                         \
	(memmove(&(v)->items[i], &(v)->items[(i) + 1], ((v)->len - (i)-1) * sizeof *(v)->items), \
	 (void)(v)->len--)

/* Inserts `item` before item `i`; i == len appends. */
#define vec_insert(a, v, i, ...)                                                               \
	((v)->items = vec_room((a), (v)->items, (v)->len, &(v)->cap, sizeof *(v)->items),      \
	 memmove(&(v)->items[(i) + 1], &(v)->items[i], ((v)->len - (i)) * sizeof *(v)->items), \
	 (v)->len++, (void)((v)->items[i] = (__VA_ARGS__)))

/* A list of names, the vector that most interfaces share. */
struct names {
	VEC(const char *);
};

#endif
