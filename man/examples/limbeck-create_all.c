/* man/examples/limbeck-create_all.c - the example of limbeck-create_all(3) */
#include "migrate/create_all.h"
#include <stdio.h>

static struct orm_metadata *shop(struct arena *a)
{
	struct orm_metadata *m = orm_metadata_new(a);
	struct orm_table *t = orm_table_new(a, NULL, "customers");
	struct orm_column *id = orm_column_new(a, "id"), *name = orm_column_new(a, "name");

	id->type = orm_type_new(a, ORM_TYPE_INTEGER);
	name->type = orm_type_new(a, ORM_TYPE_STRING);
	orm_table_add_column(a, t, id);
	orm_table_add_column(a, t, name);
	orm_metadata_add_table(m, t);
	return m;
}

int main(void)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_url url;
	struct orm_conn *c;

	if (!orm_url_parse(&a, "sqlite://", &url, &err) || !orm_connect(&url, NULL, &c, &err) ||
	    !migrate_create_all(c, shop(&a), &err) ||
	    !orm_exec(c, "INSERT INTO customers (name) VALUES ('Ada')", &err) ||
	    !migrate_drop_all(c, shop(&a), &err)) {
		puts(err.message);
		return 1;
	}
	orm_close(c);
	arena_release(&a);
	return 0;
}
