/* man/examples/limbeck-op.c - the example of limbeck-op(3) */
#include "migrate/op.h"
#include "orm/dialect.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_ops ops = { 0 }, back = { 0 };
	struct migrate_op op = { .kind = MIGRATE_EXECUTE,
		                 .sql = "INSERT INTO kinds VALUES ('new')",
		                 .undo = "DELETE FROM kinds WHERE kind = 'new'" };

	vec_push(&a, &ops, op);
	if (!migrate_invert(&a, &ops, &back, &err)) {
		puts(err.message);
		return 1;
	}
	puts(back.items[0].sql);
	arena_release(&a);
	return 0;
}
