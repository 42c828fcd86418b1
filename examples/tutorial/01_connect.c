/*
 * examples/tutorial/01_connect.c - connect, and see what is sent
 *
 * An engine is a URL, options, and a pool of connections; it is made once, and connects
 * when somebody asks for a connection.  With echo it shows each statement and its values.
 * orm_close gives it back.  Without autocommit its first statement begins a transaction,
 * which orm_commit ends, and giving it back rolls back.
 */
#include <stdio.h>

#include "orm/engine/engine.h"

static void show(void *data, const char *line)
{
	(void)data;
	printf("-- %s\n", line);
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
	struct orm_engine_options options = { .echo = ORM_ECHO_STATEMENTS,
		                              .echo_to = show,
		                              .autocommit = true };
	struct orm_engine *engine;
	struct orm_conn *c;

	options.connect.create = true;
	if (!orm_engine_new(&a, argc > 1 ? argv[1] : "sqlite://", &options, &engine, &err)) {
		fprintf(stderr, "tutorial: %s\n", err.message);
		return 1;
	}
	printf("connections so far: %d\n", (int)orm_engine_counts(engine).opened);
	bool ok = orm_engine_connect(engine, &c, &err);
	if (ok) {
		ok = work(&a, c, &err);
		orm_close(c);
	}
	if (!ok)
		fprintf(stderr, "tutorial: %s\n", err.message);
	orm_engine_close(engine);
	arena_release(&a);
	return ok ? 0 : 1;
}
