/*
 * tests/support/random_schema.h - SQLite schemas made from a seed
 */
#ifndef LIMBECK_TESTS_RANDOM_SCHEMA_H
#define LIMBECK_TESTS_RANDOM_SCHEMA_H

#include <stdint.h>

#include "base/buf.h"

/*
 * The SQL of the schema that `seed` gives.  `mutation` 0 is the schema itself;
 * another number the same schema with about one decision in ten made anew.
 */
void random_schema(struct buf *out, uint64_t seed, uint64_t mutation);

/* A number that only depends on its arguments (splitmix64). */
uint64_t random_mix(uint64_t a, uint64_t b);

#endif
