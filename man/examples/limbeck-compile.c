/* man/examples/limbeck-compile.c - the example of limbeck-compile(3) */
#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/sql/compile.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_select s = {
		.from = FROM(NAMED("users")),
		.where = AND(EQ(NAME("name"), "O'Hara"), GT(NAME("id"), PARAM("least"))),
	};
	struct orm_compiled c;

	if (!orm_compile(&a, QUERY(&s), &orm_sqlite, 0, &c, &err) ||
	    !orm_compiled_set(&c, "least", orm_int(3), &err)) {
		puts(err.message);
		return 1;
	}
	printf("%s, with %zu values\n", c.sql, c.params.len);
	arena_release(&a);
	return c.params.len == 2 ? 0 : 1;
}
