/*
 * orm/mysql/scratch.h - temporary databases; slots of the driver
 *
 * Who makes a scratch database holds a user lock of its name for as long as it
 * is used: one whose lock is free has been left behind.
 */
#ifndef LIMBECK_ORM_MYSQL_SCRATCH_H
#define LIMBECK_ORM_MYSQL_SCRATCH_H

#include "orm/engine/conn.h"

bool my_make_scratch(struct orm_conn *c, struct arena *a, struct orm_url *out,
                     struct error *err) MUST_CHECK;
bool my_drop_scratch(struct orm_conn *c, const struct orm_url *url, struct error *err) MUST_CHECK;

#endif
