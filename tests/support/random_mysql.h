/*
 * tests/support/random_mysql.h - schemas of MySQL and MariaDB made from a seed
 */
#ifndef LIMBECK_TESTS_RANDOM_MYSQL_H
#define LIMBECK_TESTS_RANDOM_MYSQL_H

#include <stdint.h>

#include "base/vec.h"

/* As random_postgresql; what only the one server has the other refuses. */
void random_mysql(struct arena *a, uint64_t seed, uint64_t mutation, struct names *out);

#endif
