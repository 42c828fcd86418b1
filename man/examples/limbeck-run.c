/* man/examples/limbeck-run.c - the example of limbeck-run(3) */
#include "orm/dsl.h"
#include "orm/sql/run.h"
#include <stdio.h>

static bool work(struct arena *a, struct orm_conn *c, struct error *err)
{
	struct orm_insert add = { .into = NAMED("people"),
		                  .columns = LIST(NAME("name"), NAME("age")),
		                  .rows = LIST(TUPLE("Ada", 36), TUPLE("Alan", 41)) };
	struct orm_select eldest = { .columns = LIST(FUNC("max", NAME("age"))),
		                     .from = FROM(NAMED("people")) };
	struct orm_value age;

	if (!orm_exec(c, "CREATE TABLE people (name TEXT, age INTEGER)", err) ||
	    !orm_execute(c, QUERY(&add), NULL, err) || !orm_scalar(a, c, QUERY(&eldest), &age, err))
		return false;
	printf("%d added, the eldest is %d\n", 2, (int)age.integer);
	return age.integer == 41;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err)) {
		puts(err.message);
		return 1;
	}
	bool ok = work(&a, c, &err);
	if (!ok)
		puts(err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
