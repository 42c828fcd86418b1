/*
 * tests/support/pg_dump.h - what pg_dump says of a database, to be compared
 */
#ifndef LIMBECK_TESTS_PG_DUMP_H
#define LIMBECK_TESTS_PG_DUMP_H

#include "base/map.h"
#include "base/vec.h"

/* The schema: an entry for each object, its lines sorted. */
struct pg_dump {
	struct names headers; /* "Name: t; Type: TABLE; Schema: s; Owner: o" */
	struct map *entries;  /* header -> text */
};

/* Where no pg_dump is for this server's version, what its catalogs say (catalogs.h). */
void pg_dump_read(struct arena *a, const char *url, struct pg_dump *out);

/* Entries that differ: lines (+) of `x` alone and (-) of `y` alone; "" when none does. */
const char *pg_dump_differ(struct arena *a, const struct pg_dump *x, const struct pg_dump *y);

#endif
