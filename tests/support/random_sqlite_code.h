/*
 * tests/support/random_sqlite_code.h - what stands beside the tables of random schemas of SQLite
 */
#ifndef LIMBECK_TESTS_RANDOM_SQLITE_CODE_H
#define LIMBECK_TESTS_RANDOM_SQLITE_CODE_H

#include "tests/support/random_maker.h"

enum { RANDOM_SQLITE_TABLES = 4 };

/* Names of tables and columns as SQL wants them; some need quotes. */
extern const char *const random_sqlite_tables[RANDOM_SQLITE_TABLES];
extern const char *const random_sqlite_columns[];

/* Of table `t`: its indexes; views on it, and what triggers they and it have. */
void random_sqlite_indexes(struct random_maker *m, unsigned t);
void random_sqlite_views(struct random_maker *m, unsigned t);
void random_sqlite_triggers(struct random_maker *m, unsigned t);

/* Virtual tables; settings of the database. */
void random_sqlite_virtual(struct random_maker *m);
void random_sqlite_settings(struct random_maker *m);

#endif
