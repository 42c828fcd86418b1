/*
 * tests/support/random_sqlite.h - schemas of SQLite made from a seed
 */
#ifndef LIMBECK_TESTS_RANDOM_SQLITE_H
#define LIMBECK_TESTS_RANDOM_SQLITE_H

#include "base/vec.h"
#include "tests/support/random_maker.h"

/*
 * Adds the statements that make the schema that `seed` gives.  `mutation` 0 is the schema
 * itself; another number the same schema with some decisions made anew.
 */
void random_sqlite(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out);

#endif
