/*
 * tests/migrate/random_pairs.h - the comparison's laws on random schemas of a server
 */
#ifndef LIMBECK_TESTS_RANDOM_PAIRS_H
#define LIMBECK_TESTS_RANDOM_PAIRS_H

#include <stdint.h>

#include "base/vec.h"

struct random_server {
	const char *title;
	/* The URL of a new database, dropped with the arena. */
	const char *(*database)(struct arena *a);
	/* The statements of a schema; what the server refuses of them isn't in it. */
	void (*make)(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out);
	/* Empties a database; ended by NULL.  NULL: it is dropped, and made again. */
	const char *const *empty;
	/* Done now and then, or NULL: what makes room where the emptied schemas were. */
	const char *tidy;
};

/*
 * Equal schemas give nothing; different ones converge; the inverse leads back; the
 * proof says the same; rows stay unless the plan says that they don't.  `pairs` of them, unless
 * LIMBECK_TEST_PAIRS says how many, from seed 1 on, unless LIMBECK_TEST_SEED says from which.
 * The smallest pair is shown that fails as well.
 */
void random_pairs_run(const struct random_server *server, uint64_t pairs);

#endif
