/*
 * migrate/script_name.h - what new scripts are called
 */
#ifndef LIMBECK_MIGRATE_SCRIPT_NAME_H
#define LIMBECK_MIGRATE_SCRIPT_NAME_H

#include "migrate/graph.h"

/* Bytes of a message that a name takes, unless the project says otherwise. */
#define MIGRATE_SLUG_MAX 40

/* 20261120T1000_ae1027a6acf0_add_orders */
#define MIGRATE_FILE_TEMPLATE "%(year)d%(month).2d%(day).2dT%(hour).2d%(minute).2d_%(rev)s_%(slug)s"

/*
 * A name by template, without the extension: %(rev)s, %(slug)s, %(year)d, %(month).2d,
 * day, hour, minute, second, epoch, and %% for '%'.  The date is when the revision
 * was made, UTC.
 */
char *migrate_script_name(struct arena *a, const char *template, int slug_max,
                          const struct migrate_revision *r);

/* ERR_INPUT unless it is such a template; a slash in it makes folders. */
bool migrate_script_name_check(const char *template, struct error *err) MUST_CHECK;

#endif
