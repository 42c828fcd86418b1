/* man/examples/limbeck-resolve.c - the example of limbeck-resolve(3) */
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
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
	struct orm_metadata *m;

	if (!orm_resolve(&a, shop(&a), &orm_sqlite, &m, &err)) {
		puts(err.message);
		return 1;
	}
	const struct orm_table *t = orm_metadata_table(m, NULL, "customers");
	puts(t->columns.items[1]->type->name);
	arena_release(&a);
	return 0;
}
