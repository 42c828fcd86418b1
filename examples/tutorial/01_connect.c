/*
 * examples/tutorial/01_connect.c - connect, and see what is sent
 *
 * A URL names the database; it is parsed first, so that what is wrong with it is told
 * before anything happens.  A connection sends what it is asked to and nothing else:
 * `echo` is called with every statement.
 */
#include <stdio.h>

#include "orm/engine/conn.h"

static void show(void *data, const char *sql)
{
	(void)data;
	printf("-- %s\n", sql);
}

static bool work(struct arena *a, struct orm_conn *c, struct error *err)
{
	const struct orm_value word = orm_text("world");
	struct orm_value answer;

	if (!orm_query_value(a, c, "SELECT 'hello'", NULL, 0, &answer, err))
		return false;
	printf("%s\n", (const char *)answer.data);
	/* Values go beside the SQL, for a ? each, in every database. */
	if (!orm_query_value(a, c, "SELECT CASE WHEN ? = 'world' THEN 'it is' END", &word, 1,
	                     &answer, err))
		return false;
	printf("%s\n", (const char *)answer.data);
	return true;
}

int main(int argc, char **argv)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_connect_options options = { .create = true, .echo = show };
	struct orm_url url;
	struct orm_conn *c;

	/* Nothing is connected to yet. */
	if (!orm_url_parse(&a, argc > 1 ? argv[1] : "sqlite://", &url, &err) ||
	    !orm_connect(&url, &options, &c, &err)) {
		fprintf(stderr, "tutorial: %s\n", err.message);
		return 1;
	}
	bool ok = work(&a, c, &err);
	if (!ok)
		fprintf(stderr, "tutorial: %s\n", err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
