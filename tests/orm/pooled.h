/*
 * tests/orm/pooled.h - tests of engines and their pools, each on every database
 */
#ifndef LIMBECK_TESTS_ORM_POOLED_H
#define LIMBECK_TESTS_ORM_POOLED_H

#include <criterion/criterion.h>

#include "base/buf.h"
#include "orm/engine/engine.h"
#include "tests/orm/engine.h"
#include "tests/support/server.h"

/* An engine in the tests' arena, for a new file where it is one; it must come about. */
struct orm_engine *engine_with(const char *url, const struct orm_engine_options *options);

/* A connection, which must be had. */
struct orm_conn *checkout(struct orm_engine *e);
/* The same that can't be had. */
void no_checkout(struct orm_engine *e, enum error_code code);

/* Ends the connection from outside, as a failing network would; the server's own say. */
void kill_connection(const char *url, struct orm_conn *victim);

/* Echo and listeners write into it; lines end with a bar. */
extern struct buf seen;
void see(void *data, const char *line);

/* A table t (a) with the rows 1 and 2. */
void make_table(struct orm_engine *e);

bool is_sqlite(const char *url);
/* The query that tells the isolation level, in lower case. */
const char *isolation_question(const char *url);

/* Where connections are to be killed, there is a server. */
#define REMOTE(test)                             \
	static void test(const char *url);       \
	Test(pool_postgresql, test)              \
	{                                        \
		test(server_postgresql(&arena)); \
	}                                        \
	Test(pool_mariadb, test)                 \
	{                                        \
		test(server_mariadb(&arena));    \
	}                                        \
	Test(pool_mysql, test)                   \
	{                                        \
		test(server_mysql(&arena));      \
	}                                        \
	static void test(const char *url)

#define EVERYWHERE(test)                   \
	static void test(const char *url); \
	Test(pool_sqlite, test)            \
	{                                  \
		test("sqlite:///pool.db"); \
	}                                  \
	REMOTE(test)

#endif
