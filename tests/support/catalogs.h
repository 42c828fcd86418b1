/*
 * tests/support/catalogs.h - all that PostgreSQL's catalogs say of users' objects
 */
#ifndef LIMBECK_TESTS_CATALOGS_H
#define LIMBECK_TESTS_CATALOGS_H

#include "tests/support/pg_dump.h"

/*
 * An entry for each object and catalog, a line for each column, as catalogs.sql finds
 * them; servers since 14.
 */
void catalogs_read(struct arena *a, const char *url, struct pg_dump *out);

#endif
