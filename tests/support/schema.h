/*
 * tests/support/schema.h - schemas for tests, from SQL
 */
#ifndef LIMBECK_TESTS_SCHEMA_H
#define LIMBECK_TESTS_SCHEMA_H

#include "migrate/compare.h"
#include "orm/schema/metadata.h"

/* Runs the SQL in an empty SQLite database in memory and reflects it. */
struct orm_metadata *schema_of(struct arena *a, const char *sql);

/* Models in Lua, in SQLite's terms. */
struct orm_metadata *schema_of_models(struct arena *a, const char *lua);

/* What turns one into the other. */
struct compare_result schema_diff(struct arena *a, const struct orm_metadata *from,
                                  const struct orm_metadata *to);

#endif
