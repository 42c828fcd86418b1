/* man/examples/limbeck-pool.c - the example of limbeck-pool(3) */
#include <stdio.h>

#include "orm/engine/engine.h"

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	/* Two connections, none beyond them, and nobody waits. */
	struct orm_engine_options options = {
		.pool = { .kind = ORM_POOL_QUEUE,
		          .size = 2,
		          .overflow = ORM_NO_OVERFLOW,
		          .timeout_ms = -1 },
	};
	struct orm_engine *e;
	struct orm_conn *c[3];

	if (!orm_engine_new(&a, "sqlite://", &options, &e, &err) ||
	    !orm_engine_connect(e, &c[0], &err) || !orm_engine_connect(e, &c[1], &err)) {
		puts(err.message);
		return 1;
	}
	bool third = orm_engine_connect(e, &c[2], &err);
	puts(err.message);
	orm_close(c[0]);
	orm_close(c[1]);
	printf("%zu idle\n", orm_engine_counts(e).idle);
	orm_engine_close(e);
	arena_release(&a);
	return third ? 1 : 0;
}
