/* man/examples/limbeck-engine.c - the example of limbeck-engine(3) */
#include <stdio.h>

#include "orm/engine/engine.h"

static bool count(struct arena *a, struct orm_conn *c, int64_t *out, struct error *err)
{
	struct orm_value v;
	bool ok = orm_query_value(a, c, "SELECT count(*) FROM t", NULL, 0, &v, err);

	*out = v.integer;
	return ok;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_engine *e;
	struct orm_conn *c;
	int64_t rows;

	if (!orm_engine_new(&a, "sqlite://", NULL, &e, &err) || !orm_engine_connect(e, &c, &err)) {
		puts(err.message);
		return 1;
	}
	bool ok = orm_exec(c, "CREATE TABLE t (a INTEGER)", &err) && orm_commit(c, &err) &&
	          orm_exec(c, "INSERT INTO t VALUES (1)", &err);
	orm_close(c); /* given back: what isn't committed is rolled back */
	if (!ok || !orm_engine_connect(e, &c, &err) || !count(&a, c, &rows, &err)) {
		puts(err.message);
		return 1;
	}
	printf("%d rows\n", (int)rows);
	orm_close(c);
	orm_engine_close(e);
	arena_release(&a);
	return rows == 0 ? 0 : 1;
}
