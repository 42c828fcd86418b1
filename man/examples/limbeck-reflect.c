/* man/examples/limbeck-reflect.c - the example of limbeck-reflect(3) */
#include "reflect/reflect.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;
	struct orm_metadata *m;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err) ||
	    !orm_exec(c, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)", &err) ||
	    !reflect_database(&a, c, NULL, &m, &err)) {
		puts(err.message);
		return 1;
	}
	for (size_t i = 0; i < m->tables.len; i++)
		printf("%s, %zu columns\n", m->tables.items[i]->object.name,
		       m->tables.items[i]->columns.len);
	orm_close(c);
	arena_release(&a);
	return 0;
}
