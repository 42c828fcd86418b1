/*
 * tests/orm/sql.h - tables for the tests of statements
 */
#ifndef LIMBECK_TESTS_ORM_SQL_H
#define LIMBECK_TESTS_ORM_SQL_H

#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/sql/run.h"
#include "tests/orm/engine.h"

/* users(id, name, age), orders(id, user_id -> users, "order"), pairs(a, b -> users twice) */
extern struct orm_table *users, *orders, *pairs;
extern struct orm_column *id, *name, *age, *order_id, *user_id, *order_word;

void make_tables(void);
void enter_sql(void);

/* The text for a dialect, its newest version; NULL when that fails. */
const char *said(struct orm_query q, const struct orm_dialect *d);

/* What SQLite, PostgreSQL and MySQL are told; NULL: ERR_UNSUPPORTED, with who can. */
void says(struct orm_query q, const char *sqlite, const char *postgresql, const char *mysql);
#define SAYS(s, ...) says(QUERY(s), __VA_ARGS__)
/* The same for all of them. */
#define ALL_SAY(s, text) says(QUERY(s), text, text, text)
/* A condition of SELECT id FROM users. */
void where_says(const struct orm_expr *e, const char *sqlite, const char *postgresql,
                const char *mysql);
#define WHERE_SAYS(e, text) where_says(e, text, text, text)
/* ERR_INPUT, and its message holds this. */
void refuses(struct orm_query q, const char *message);

#endif
