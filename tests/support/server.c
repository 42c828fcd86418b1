/* tests/support/server.c - databases on the servers that tests/support/servers starts */
#include "tests/support/server.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A kind of server, and how its databases are made and dropped. */
struct server {
	const char *title, *variable, *create, *drop;
};

static const struct server postgresql = {
	"PostgreSQL",
	"LIMBECK_TEST_POSTGRESQL_URL",
	"CREATE DATABASE %s TEMPLATE template0",
	"DROP DATABASE IF EXISTS %s WITH (FORCE)",
};

static const struct server mysql = {
	"MySQL",
	"LIMBECK_TEST_MYSQL_URL",
	"CREATE DATABASE %s",
	"DROP DATABASE IF EXISTS %s",
};

static const struct server mariadb = {
	"MariaDB",
	"LIMBECK_TEST_MARIADB_URL",
	"CREATE DATABASE %s",
	"DROP DATABASE IF EXISTS %s",
};

struct database {
	const struct server *server;
	const char *url, *name; /* the server's URL */
};

struct orm_conn *server_connect(const char *url)
{
	struct arena a = { 0 };
	struct orm_url u;
	struct orm_conn *c;
	struct error err;
	bool ok = orm_url_parse(&a, url, &u, &err) && orm_connect(&u, NULL, &c, &err);
	arena_release(&a);
	cr_assert(ok, "%s: %s", url, err.message);
	return c;
}

/* The statement has %s where the database's name goes. */
static void must_run(const struct database *d, const char *statement)
{
	struct arena a = { 0 };
	const char *at = strstr(statement, "%s");
	const char *sql =
	    arena_printf(&a, "%.*s%s%s", (int)(at - statement), statement, d->name, at + 2);
	struct orm_conn *c = server_connect(d->url);
	struct error err;
	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
	orm_close(c);
	arena_release(&a);
}

static void drop(void *data)
{
	const struct database *d = data;
	must_run(d, d->server->drop);
}

/* A new database there; its URL is in `out`. */
static void make(struct arena *a, const struct server *server, struct orm_url *out)
{
	static int count;
	struct database *d = ARENA_NEW(a, struct database);
	struct error err;
	*d = (struct database){ .server = server, .url = getenv(server->variable) };
	if (!d->url || !*d->url)
		cr_skip_test("no %s server, see tests/support/servers", server->title);
	d->name = arena_printf(a, "limbeck_test_%ld_%d", (long)getpid(), ++count);
	must_run(d, server->create);
	arena_defer(a, drop, d);
	cr_assert(orm_url_parse(a, d->url, out, &err));
	out->database = d->name;
}

const char *server_postgresql_with(struct arena *a, const char *params)
{
	struct orm_url url;
	make(a, &postgresql, &url);
	const char *text = orm_url_text(a, &url, true);
	return *params ? arena_printf(a, "%s&%s", text, params) : text;
}

const char *server_postgresql(struct arena *a)
{
	return server_postgresql_with(a, "");
}

const char *server_mysql(struct arena *a)
{
	struct orm_url url;
	make(a, &mysql, &url);
	return orm_url_text(a, &url, true);
}

const char *server_mariadb(struct arena *a)
{
	struct orm_url url;
	make(a, &mariadb, &url);
	return orm_url_text(a, &url, true);
}

const char *server_pooled(struct arena *a, const char *direct)
{
	const char *pooler = getenv("LIMBECK_TEST_PGBOUNCER_URL");
	struct orm_url url, database;
	struct error err;
	if (!pooler || !*pooler)
		cr_skip_test("no pgbouncer, see tests/support/servers");
	cr_assert(orm_url_parse(a, pooler, &url, &err) &&
	          orm_url_parse(a, direct, &database, &err));
	url.database = database.database;
	return orm_url_text(a, &url, true);
}
