/* man/examples/limbeck-expr.c - the example of limbeck-expr(3) */
#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/sql/compile.h"
#include <stdio.h>

/* A condition that grows with what is asked for. */
static const struct orm_expr *among(struct arena *a, const int *ids, size_t count)
{
	const struct orm_expr *condition = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct orm_expr *is = orm_eq(a, KEEP(a, NAME("id")), KEEP(a, ids[i]));
		condition = condition ? orm_or(a, condition, is) : is;
	}
	return condition;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	const int ids[] = { 3, 5, 8 };
	struct orm_select s = { .from = FROM(NAMED("users")), .where = among(&a, ids, 3) };
	const char *sql;

	if (!orm_compile_literal(&a, QUERY(&s), &orm_sqlite, 0, &sql, &err)) {
		puts(err.message);
		return 1;
	}
	puts(sql);
	arena_release(&a);
	return 0;
}
