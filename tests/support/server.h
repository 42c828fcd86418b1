/*
 * tests/support/server.h - databases on the servers that tests/support/servers starts
 */
#ifndef LIMBECK_TESTS_SERVER_H
#define LIMBECK_TESTS_SERVER_H

#include "orm/engine/conn.h"

/*
 * The URL of a new, empty PostgreSQL database, in `a`; it is dropped with the
 * arena.  Skips the test when no server is there.
 */
const char *server_postgresql(struct arena *a);

/* The same with parameters, "options=...". */
const char *server_postgresql_with(struct arena *a, const char *params);

/* The same of a MySQL and of a MariaDB. */
const char *server_mysql(struct arena *a);
const char *server_mariadb(struct arena *a);

/*
 * The URL of the database that `direct` names through a pooler, which gives each
 * transaction another session.  Skips the test when there is none.
 */
const char *server_pooled(struct arena *a, const char *direct);

/* Connects to any URL, or fails the test. */
struct orm_conn *server_connect(const char *url);

#endif
