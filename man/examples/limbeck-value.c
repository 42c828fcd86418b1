/* man/examples/limbeck-value.c - the example of limbeck-value(3) */
#include "base/arena.h"
#include "orm/engine/value.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct orm_value v = orm_text("42");
	struct orm_datetime t;
	int64_t number;

	if (!orm_value_int(&v, &number) || !orm_datetime_parse("2026-11-21 10:00:00", &t))
		return 1;
	printf("%d, %s\n", (int)number, orm_datetime_text(&a, &t, ORM_DATE_ALONE));
	arena_release(&a);
	return 0;
}
