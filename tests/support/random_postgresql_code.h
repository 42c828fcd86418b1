/*
 * tests/support/random_postgresql_code.h - partitions and code of random schemas of PostgreSQL
 */
#ifndef LIMBECK_TESTS_RANDOM_POSTGRESQL_CODE_H
#define LIMBECK_TESTS_RANDOM_POSTGRESQL_CODE_H

#include "tests/support/random_maker.h"

enum { RANDOM_TABLES = 4 };

/* The names of the tables as SQL, and as parts of other names. */
extern const char *const random_tables[RANDOM_TABLES], *const random_bare[RANDOM_TABLES];

/* Is there a table that inherits from this one? */
bool random_has_heir(const struct random_maker *m, unsigned t);

/* A partitioned table. */
void random_partitions(struct random_maker *m);

/* Views, triggers, functions and what is granted, of one table. */
void random_code(struct random_maker *m, unsigned t);

#endif
