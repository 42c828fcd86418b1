/* tests/orm/engine.c - what the tests of the engine and its drivers share */
#include "tests/orm/engine.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

struct arena arena;
struct error err;

static char folder[] = "/tmp/limbeck-test-XXXXXX";

void enter_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

void leave_folder(void)
{
	char command[100];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_expect_eq(system(command), 0);
	arena_release(&arena);
}

bool try_connect(const char *url, const struct orm_connect_options *options, struct orm_conn **out)
{
	struct orm_url u;
	cr_assert(orm_url_parse(&arena, url, &u, &err), "%s", err.message);
	return orm_connect(&u, options, out, &err);
}

struct orm_conn *connect_to(const char *url)
{
	struct orm_connect_options options = { .create = true };
	struct orm_conn *c;
	cr_assert(try_connect(url, &options, &c), "%s", err.message);
	return c;
}

void run(struct orm_conn *c, const char *sql)
{
	cr_assert(orm_exec(c, sql, &err), "%s: %s", sql, err.message);
}

int64_t number(struct orm_conn *c, const char *sql)
{
	struct orm_value v;
	cr_assert(orm_query_value(&arena, c, sql, NULL, 0, &v, &err), "%s: %s", sql, err.message);
	cr_assert_eq(v.kind, ORM_INT);
	return v.integer;
}
