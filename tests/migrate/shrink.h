/*
 * tests/migrate/shrink.h - the smallest pair of schemas that fails as well
 */
#ifndef LIMBECK_TESTS_SHRINK_H
#define LIMBECK_TESTS_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

struct shrinker {
	struct arena *arena;
	/* What is wrong with the two, in the arena; NULL = nothing, or they can't be loaded. */
	const char *(*check)(void *data, const struct names parts[2]);
	void *data;
};

/*
 * Takes parts away as long as something stays wrong.  `wrong`: what is wrong with all of
 * them; gives what is wrong with those that are left.
 */
const char *shrink(const struct shrinker *s, struct names parts[2], const char *wrong);

/* The parts, each with `end` behind it; a star before those that `other` hasn't. */
const char *shrink_text(struct arena *a, const struct names *parts, const struct names *other,
                        const char *end);

/* Is it set that all is to be shown, be it as large as it is? */
bool shrink_is_off(void);

/* What the environment says, a number, or else `otherwise`. */
uint64_t shrink_number(const char *name, uint64_t otherwise);

#endif
