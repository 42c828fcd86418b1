/*
 * orm/postgresql/scratch.h - temporary databases; slots of the driver
 *
 * A scratch database is named after the session that made it, whose process
 * and start the server knows, so that it can be told when that session is gone.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_SCRATCH_H
#define LIMBECK_ORM_POSTGRESQL_SCRATCH_H

#include "orm/engine/conn.h"

bool pg_make_scratch(struct orm_conn *c, struct arena *a, struct orm_url *out,
                     struct error *err) MUST_CHECK;
bool pg_drop_scratch(struct orm_conn *c, const struct orm_url *url, struct error *err) MUST_CHECK;

#endif
