/*
 * tests/migrate/postgresql_steps.h - a PostgreSQL database from one state to another, by hand
 *
 * For tests that change what was read before it is compared.  All of them fail the test
 * that calls them when the server refuses something.
 */
#ifndef LIMBECK_TESTS_POSTGRESQL_STEPS_H
#define LIMBECK_TESTS_POSTGRESQL_STEPS_H

#include "migrate/compare.h"
#include "orm/engine/conn.h"

/* A new database in which the SQL was run; for orm_close. */
struct orm_conn *steps_database(struct arena *a, const char *sql);

struct orm_metadata *steps_reflect(struct arena *a, struct orm_conn *c);

struct compare_result steps_compare(struct arena *a, const struct orm_metadata *from,
                                    const struct orm_metadata *to);

/* Makes what is `from` into what the operations lead to. */
void steps_apply(struct arena *a, struct orm_conn *c, const struct orm_metadata *from,
                 const struct migrate_ops *ops);

#endif
