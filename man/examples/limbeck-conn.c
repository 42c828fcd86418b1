/* man/examples/limbeck-conn.c - the example of limbeck-conn(3) */
#include "orm/engine/conn.h"
#include <stdio.h>

static bool work(struct orm_conn *c, struct error *err)
{
	const struct orm_value row[] = { orm_int(1), orm_text("Ada") };
	struct orm_result *rows;

	if (!orm_exec(c, "CREATE TABLE people (id INTEGER, name TEXT)", err) ||
	    !orm_exec_params(c, "INSERT INTO people VALUES (?, ?)", row, 2, err) ||
	    !orm_query(c, "SELECT name FROM people", NULL, 0, &rows, err))
		return false;
	enum orm_step step;
	while ((step = orm_next(rows, err)) == ORM_ROW)
		puts(orm_get_text(rows, 0));
	orm_result_close(rows);
	return step == ORM_DONE;
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
	bool ok = work(c, &err);
	if (!ok)
		puts(err.message);
	orm_close(c);
	arena_release(&a);
	return ok ? 0 : 1;
}
