/*
 * tests/reflect/postgresql.h - what a PostgreSQL database's objects become, as text
 */
#ifndef LIMBECK_TESTS_REFLECT_POSTGRESQL_H
#define LIMBECK_TESTS_REFLECT_POSTGRESQL_H

#include "reflect/reflect.h"

/* Runs a script. */
void catalog_run(struct arena *a, struct orm_conn *c, const char *sql);

/* Reflects the whole database, or fails the test. */
struct orm_metadata *catalog_reflect(struct arena *a, struct orm_conn *c,
                                     const struct reflect_options *options);

/* The object with this key (orm_object_key), or NULL. */
struct orm_object *catalog_find(struct arena *a, const struct orm_metadata *m, const char *key);

/* Its attributes that aren't empty, options, comment: "type=integer nullable=no". */
const char *catalog_describe(struct arena *a, const struct orm_object *o);

/* Everything: a line for every object, with what it depends on. */
const char *catalog_dump(struct arena *a, const struct orm_metadata *m);

#endif
