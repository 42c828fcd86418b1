/*
 * tests/session/everywhere.h - tests of sessions, each on every database
 */
#ifndef LIMBECK_TESTS_SESSION_EVERYWHERE_H
#define LIMBECK_TESTS_SESSION_EVERYWHERE_H

#include <criterion/criterion.h>

#include "orm/dsl.h"
#include "orm/session/session.h"
#include "tests/support/server.h"

extern struct arena arena;
extern struct error err;
extern struct orm_conn *c;
extern struct orm_registry *registry;
extern struct orm_session *s;

/* An empty database with the tables of these models, and a session. */
void begin_on(const char *url, const struct orm_model *const *models);
void end_session(void);
int64_t number(const char *sql);

/* The suites name_sqlite, name_postgresql, name_mariadb and name_mysql. */
#define SUITE(name, database, url, models)                                                 \
	static void name##_begin_##database(void)                                          \
	{                                                                                  \
		begin_on((url), (models));                                                 \
	}                                                                                  \
	TestSuite(name##_##database, .init = name##_begin_##database, .fini = end_session, \
	          .timeout = 60);
#define SUITES(name, models)                                       \
	SUITE(name, sqlite, "sqlite://", models)                   \
	SUITE(name, postgresql, server_postgresql(&arena), models) \
	SUITE(name, mariadb, server_mariadb(&arena), models)       \
	SUITE(name, mysql, server_mysql(&arena), models)

#define EVERYWHERE(name, test)        \
	static void test(void);       \
	Test(name##_sqlite, test)     \
	{                             \
		test();               \
	}                             \
	Test(name##_postgresql, test) \
	{                             \
		test();               \
	}                             \
	Test(name##_mariadb, test)    \
	{                             \
		test();               \
	}                             \
	Test(name##_mysql, test)      \
	{                             \
		test();               \
	}                             \
	static void test(void)

#define MUST(x) \
	cr_assert((x), "%s: %s", orm_session_error(s)->message, orm_session_error(s)->statement)

#endif
