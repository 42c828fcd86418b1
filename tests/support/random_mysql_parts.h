/*
 * tests/support/random_mysql_parts.h - what random schemas of MySQL and MariaDB are made of
 */
#ifndef LIMBECK_TESTS_RANDOM_MYSQL_PARTS_H
#define LIMBECK_TESTS_RANDOM_MYSQL_PARTS_H

#include "tests/support/random_maker.h"

enum { MYSQL_TABLES = 4, MYSQL_COLUMNS = 7 };

/* The names of tables as SQL, and as parts of other names; those of columns. */
extern const char *const mysql_tables[MYSQL_TABLES], *const mysql_bare[MYSQL_TABLES],
							 *const mysql_columns[MYSQL_COLUMNS];

/* The types of columns. */
extern const struct random_type mysql_types[];
extern const unsigned mysql_type_count;

/* Of what the column is generated, and as what type; NULL when it isn't. */
const char *mysql_generated(const struct random_maker *m, unsigned t, unsigned c);

/* Is it a table of MyISAM, or one with system versioning? */
bool mysql_is_myisam(const struct random_maker *m, unsigned t);
bool mysql_has_past(const struct random_maker *m, unsigned t);

/* Each of one table: indexes and checks, foreign keys, views and programs. */
void mysql_random_keys(struct random_maker *m, unsigned t);
void mysql_random_references(struct random_maker *m, unsigned t);
void mysql_random_code(struct random_maker *m, unsigned t);

/* A table in partitions; tables with a past, sequences, what stands alone. */
void mysql_random_partitions(struct random_maker *m);
void mysql_random_rest(struct random_maker *m);

#endif
