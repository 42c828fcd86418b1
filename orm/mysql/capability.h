/*
 * orm/mysql/capability.h - what a server of this family can, by kind and version
 */
#ifndef LIMBECK_ORM_MYSQL_CAPABILITY_H
#define LIMBECK_ORM_MYSQL_CAPABILITY_H

#include "orm/dialect.h"

/* One row for each in capability.c; versions as orm_conn_version counts them. */
enum my_feature {
	MY_CHECKS,          /* CHECK constraints are enforced */
	MY_ALTER_CHECK,     /* [NOT] ENFORCED can be changed in place */
	MY_RENAME_COLUMN,   /* ALTER TABLE ... RENAME COLUMN */
	MY_RENAME_INDEX,    /* ALTER TABLE ... RENAME INDEX */
	MY_EXPRESSION_KEYS, /* indexes on expressions */
	MY_INVISIBLE_INDEX, /* INVISIBLE; MariaDB says IGNORED */
	MY_INSTANT,         /* ALGORITHM=INSTANT */
	MY_RENAME_FOLLOWS,  /* a renamed column is renamed in expressions, too */
	MY_OR_REPLACE,      /* CREATE OR REPLACE of all but tables, not of views alone */
	MY_LIBRARIES,       /* CREATE LIBRARY, of JavaScript */
	MY_PARTITION_LOCKS, /* ALGORITHM and LOCK with an action on partitions */
	MY_FEATURE_COUNT
};

/* Can it?  `version` 0 = the newest known. */
bool my_can(const struct orm_dialect *d, int version, enum my_feature feature);

#endif
