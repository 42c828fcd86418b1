/*
 * orm/postgresql/capability.h - what a server can, by its version
 */
#ifndef LIMBECK_ORM_POSTGRESQL_CAPABILITY_H
#define LIMBECK_ORM_POSTGRESQL_CAPABILITY_H

#include "orm/dialect.h"

/* One row for each in capability.c. */
enum pg_feature {
	PG_STORAGE_WORDS,         /* STORAGE in CREATE TABLE, and SET STORAGE DEFAULT */
	PG_SET_EXPRESSION,        /* ALTER COLUMN ... SET EXPRESSION */
	PG_NOT_NULL_CONSTRAINT,   /* a column's NOT NULL is a constraint */
	PG_DOMAIN_NOT_NULL,       /* a domain's is one */
	PG_PARTITIONED_NOT_VALID, /* foreign keys of partitioned tables can be NOT VALID */
	PG_FEATURE_COUNT
};

/* Can it?  `version` as orm_conn_version counts, 0 = the newest known. */
bool pg_can(int version, enum pg_feature feature);

/* The same where there is another way to say it: false when the version isn't known. */
bool pg_surely_can(int version, enum pg_feature feature);

/*
 * Does a server of this version hold all that the object says?  ERR_UNSUPPORTED
 * names what it doesn't, and since when others do.
 */
bool pg_holds(int version, const struct orm_object *o, struct error *err) MUST_CHECK;

#endif
