/* tests/support/server.c - databases on the servers that tests/support/servers starts */
#include "tests/support/server.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct database {
	const char *server, *name;
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

static void must_run(const char *server, const char *sql)
{
	struct orm_conn *c = server_connect(server);
	struct error err;
	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
	orm_close(c);
}

static void drop(void *data)
{
	const struct database *d = data;
	char sql[200];
	snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", d->name);
	must_run(d->server, sql);
}

const char *server_postgresql_with(struct arena *a, const char *params)
{
	static int count;
	struct database *d = ARENA_NEW(a, struct database);
	struct orm_url url;
	struct error err;
	d->server = getenv("LIMBECK_TEST_POSTGRESQL_URL");
	if (!d->server || !*d->server)
		cr_skip_test("no PostgreSQL server, see tests/support/servers");
	d->name = arena_printf(a, "limbeck_test_%ld_%d", (long)getpid(), ++count);
	must_run(d->server, arena_printf(a, "CREATE DATABASE %s TEMPLATE template0", d->name));
	arena_defer(a, drop, d);
	cr_assert(orm_url_parse(a, d->server, &url, &err));
	url.database = d->name;
	const char *text = orm_url_text(a, &url, true);
	return *params ? arena_printf(a, "%s&%s", text, params) : text;
}

const char *server_postgresql(struct arena *a)
{
	return server_postgresql_with(a, "");
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
