/*
 * tests/migrate/mutations.h - one attribute of one object, changed alone
 *
 * A row gives two states of a small schema.  What turns one into the other must
 * be found, do that, and be undone, so that pg_dump sees no difference.
 */
#ifndef LIMBECK_TESTS_MUTATIONS_H
#define LIMBECK_TESTS_MUTATIONS_H

#include "orm/schema/metadata.h"

struct mutation {
	const char *of;    /* "column.type": what differs, several with spaces between */
	const char *setup; /* what both states begin with, rows included */
	const char *from, *to;
	const char *keeps; /* a query whose answer stays what it is; NULL = count rows */
	int version;       /* of the server, at least; 0 = any */
};

struct mutations {
	const char *name;
	const struct mutation *rows;
	size_t count;
	int alone; /* each row has a database of its own: it isn't in a schema */
};

/* All groups, ended by one without a name. */
extern const struct mutations mutations_columns, mutations_constraints, mutations_indexes,
    mutations_tables, mutations_types, mutations_views, mutations_functions, mutations_triggers,
    mutations_privileges, mutations_database;

/* Runs every row of a group. */
void mutations_run(const struct mutations *group);

/*
 * Does each of `what` ("column.type table.name") differ between the two?  An
 * object that only one of them has differs in its name and in all it has.
 */
bool mutation_changes(struct arena *a, const struct orm_dialect *d, const char *what,
                      const struct orm_metadata *from, const struct orm_metadata *to);

#endif
