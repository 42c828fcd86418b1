/* man/examples/limbeck-event.c - the example of limbeck-event(3) */
#include <stdio.h>

#include "orm/engine/engine.h"

/* Each connection is to have this, whenever it is opened. */
static bool set_up(void *data, struct orm_conn *c, struct error *err)
{
	(void)data;
	return orm_exec(c, "PRAGMA foreign_keys = ON", err);
}

static void count(void *data, struct orm_conn *c, const struct orm_execution *s,
                  struct error *failed)
{
	(void)c;
	(void)failed;
	printf("%s\n", s->sql);
	++*(int *)data;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	int statements = 0;
	struct orm_listener listener = { .data = &statements,
		                         .connect = set_up,
		                         .after_execute = count };
	struct orm_engine *e;
	struct orm_conn *c;

	if (!orm_engine_new(&a, "sqlite://", NULL, &e, &err)) {
		puts(err.message);
		return 1;
	}
	orm_engine_listen(e, &listener);
	if (!orm_engine_connect(e, &c, &err) || !orm_exec(c, "SELECT 1", &err)) {
		puts(err.message);
		return 1;
	}
	orm_close(c);
	orm_engine_close(e);
	arena_release(&a);
	return statements == 1 ? 0 : 1;
}
