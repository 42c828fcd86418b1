/*
 * orm/ddl/cost.h - what a statement takes from those who use the database meanwhile
 */
#ifndef LIMBECK_ORM_COST_H
#define LIMBECK_ORM_COST_H

#include <stdbool.h>

#include "base/vec.h"

/* What the server does with the rows of a table, from the cheapest. */
enum ddl_work {
	DDL_UNKNOWN,
	DDL_INSTANT, /* changes the catalogs only */
	DDL_SCAN,    /* reads the table */
	DDL_BUILD,   /* reads it and builds an index */
	DDL_COPY,    /* writes all of it anew */
};

/* What others have to wait for until the lock is gone. */
enum ddl_wait {
	DDL_WAIT_NONE,
	DDL_WAIT_CHANGES, /* changes of the schema */
	DDL_WAIT_WRITES,
	DDL_WAIT_ALL, /* reads, too */
};

struct ddl_cost {
	enum ddl_work work;
	enum ddl_wait wait;
	const char *lock; /* as the database calls it; NULL = none */
};

/* The same for a table. */
struct ddl_touched {
	const char *schema, *table; /* schema NULL = the default one */
	struct ddl_cost cost;
	bool held; /* observed: the lock is an earlier statement's */
};

struct ddl_touches {
	VEC(struct ddl_touched);
};

#endif
