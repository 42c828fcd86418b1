/*
 * orm/postgresql/guard.h - values that a change of a column's type would alter, or that it can't
 * take
 */
#ifndef LIMBECK_ORM_POSTGRESQL_GUARD_H
#define LIMBECK_ORM_POSTGRESQL_GUARD_H

#include "orm/postgresql/alter.h"

/* A query that refuses to alter values unnoticed; types as text, `column` as SQL. */
void pg_guard_type(struct pg_batch *b, const struct orm_column *c, const char *column,
                   const char *from, const char *to);

#endif
