/*
 * orm/postgresql/neighbours.h - a tenant's schema and those beside it; slots of the driver
 */
#ifndef LIMBECK_ORM_POSTGRESQL_NEIGHBOURS_H
#define LIMBECK_ORM_POSTGRESQL_NEIGHBOURS_H

#include "orm/engine/conn.h"

bool pg_neighbours(struct orm_conn *c, struct arena *a, const char *schema, struct names *out,
                   struct error *err) MUST_CHECK;
bool pg_enter_schema(struct orm_conn *c, const char *schema, struct error *err) MUST_CHECK;

#endif
