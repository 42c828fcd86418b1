/*
 * tests/support/random_maker.h - what generators of random schemas share
 */
#ifndef LIMBECK_TESTS_RANDOM_MAKER_H
#define LIMBECK_TESTS_RANDOM_MAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/* What is done with columns depends on what they hold. */
enum random_family { RANDOM_NUMBER, RANDOM_TEXT, RANDOM_TIME, RANDOM_FLAG, RANDOM_OTHER };

struct random_type {
	const char *type, *defaults[3];
	enum random_family family;
};

struct random_maker {
	struct arena *arena;
	uint64_t seed, mutation;
	struct names *out;
	const struct random_type *types; /* of columns */
	unsigned type_count;
};

/* A number that only depends on its arguments (splitmix64). */
uint64_t random_mix(uint64_t a, uint64_t b);

/*
 * Decision `what` about place `at`: 0 .. n-1.  With a mutation one in fourteen is made
 * anew.
 */
unsigned random_pick(const struct random_maker *m, unsigned at, unsigned what, unsigned n);

/* The same, with a chance of one in `n`. */
bool random_one_in(const struct random_maker *m, unsigned at, unsigned what, unsigned n);

/* Where decisions about a column are made; the first is that of its table. */
unsigned random_place(unsigned table, unsigned column);

/* Are they there, of which type and family, and is it computed of column 1? */
bool random_has_table(const struct random_maker *m, unsigned t);
bool random_has_column(const struct random_maker *m, unsigned t, unsigned c);
unsigned random_type_of(const struct random_maker *m, unsigned t, unsigned c);
bool random_is(const struct random_maker *m, unsigned t, unsigned c, enum random_family f);
bool random_is_computed(const struct random_maker *m, unsigned t, unsigned c);

/* A statement. */
void random_add(struct random_maker *m, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
