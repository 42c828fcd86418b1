/* man/examples/limbeck-statement.c - the example of limbeck-statement(3) */
#include "orm/dialect.h"
#include "orm/dsl.h"
#include "orm/sql/compile.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	const struct orm_source *users = NAMED("users");
	struct orm_insert s = {
		.into = users,
		.set = SET(TO(NAME("name"), "Ed"), TO(NAME("visits"), 1)),
		.conflict = { .kind = ORM_CONFLICT_UPDATE,
		              .columns = LIST(NAME("name")),
		              .set = SET(TO(NAME("visits"), PLUS(COL(users, "visits"), 1))) },
	};
	const char *sql;

	if (!orm_compile_literal(&a, QUERY(&s), orm_dialect_find("postgresql"), 0, &sql, &err)) {
		puts(err.message);
		return 1;
	}
	puts(sql);
	arena_release(&a);
	return 0;
}
