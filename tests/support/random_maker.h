/*
 * tests/support/random_maker.h - what generators of random schemas share
 */
#ifndef LIMBECK_TESTS_RANDOM_MAKER_H
#define LIMBECK_TESTS_RANDOM_MAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

struct random_maker {
	struct arena *arena;
	uint64_t seed, mutation;
	struct names *out;
};

/*
 * Decision `what` about place `at`: 0 .. n-1.  With a mutation one in fourteen is made
 * anew.
 */
unsigned random_pick(const struct random_maker *m, unsigned at, unsigned what, unsigned n);

/* The same, with a chance of one in `n`. */
bool random_one_in(const struct random_maker *m, unsigned at, unsigned what, unsigned n);

/* A statement. */
void random_add(struct random_maker *m, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
