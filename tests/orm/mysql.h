/*
 * tests/orm/mysql.h - what the tests of MySQL's and MariaDB's driver share
 */
#ifndef LIMBECK_TESTS_ORM_MYSQL_H
#define LIMBECK_TESTS_ORM_MYSQL_H

#include "orm/dialect.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

/* An empty database and a connection to it, of the server that the test is for. */
extern const char *url;
extern struct orm_conn *c;

void begin_mysql(void);
void begin_mariadb(void);
void end_mysql(void);

/* The suites of a file, one for each server: BOTH has a test in both. */
#define MYSQL_SUITES(mysql, mariadb)                                              \
	TestSuite(mysql, .init = begin_mysql, .fini = end_mysql, .timeout = 300); \
	TestSuite(mariadb, .init = begin_mariadb, .fini = end_mysql, .timeout = 300)

#define BOTH_IN(mysql, mariadb, test) \
	static void test(void);       \
	Test(mysql, test)             \
	{                             \
		test();               \
	}                             \
	Test(mariadb, test)           \
	{                             \
		test();               \
	}                             \
	static void test(void)

/* The first value of the first row. */
const char *text(struct orm_conn *conn, const char *sql);

/* The statement must fail so. */
void fails(struct orm_conn *conn, const char *sql, enum error_code code, const char *sqlstate);

/* The database's URL with more parameters. */
const char *with(const char *more);

/* The URL of a user of the test's own, without rights but for the database. */
struct orm_url limited(const char *password);
void drop_limited(void);

#endif
