/*
 * tests/migrate/mysql_pairs.h - pairs of schemas of MySQL and MariaDB
 */
#ifndef LIMBECK_TESTS_MYSQL_PAIRS_H
#define LIMBECK_TESTS_MYSQL_PAIRS_H

#include <stddef.h>

struct mysql_pair {
	const char *name;
	enum { BOTH, MYSQL, MARIADB } server; /* where both are valid */
	const char *from, *to;
	unsigned most; /* statements that it may take; 0 = any number */
	int empty;     /* a row that is there would be in the way */
};

/* Ended by one without a name. */
extern const struct mysql_pair mysql_pairs[];

#endif
