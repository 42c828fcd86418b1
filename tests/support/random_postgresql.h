/*
 * tests/support/random_postgresql.h - schemas of PostgreSQL made from a seed
 */
#ifndef LIMBECK_TESTS_RANDOM_POSTGRESQL_H
#define LIMBECK_TESTS_RANDOM_POSTGRESQL_H

#include <stdint.h>

#include "base/vec.h"

/*
 * The statements of the schema that `seed` gives, each of a small part of it: who takes
 * some of them out may have another schema.  `mutation` as in random_schema.h.
 */
void random_postgresql(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out);

#endif
