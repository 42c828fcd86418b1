/* base/vec.c - arrays that grow inside an arena */
#include "base/vec.h"

#include <assert.h>
#include <stdint.h>

void *vec_room(struct arena *a, void *items, size_t len, size_t *cap, size_t size)
{
	if (len < *cap)
		return items;
	size_t more = len < 4 ? 4 : len * 2;
	assert(more < SIZE_MAX / size);
	void *bigger = arena_alloc(a, more * size);
	if (len)
		memcpy(bigger, items, len * size);
	*cap = more;
	return bigger;
}
