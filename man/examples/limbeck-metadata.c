/* man/examples/limbeck-metadata.c - the example of limbeck-metadata(3) */
#include "orm/schema/metadata.h"
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
	const struct orm_metadata *m = shop(&a);
	const struct orm_table *t = orm_metadata_table(m, NULL, "customers");

	for (size_t i = 0; t && i < t->columns.len; i++)
		puts(t->columns.items[i]->object.name);
	arena_release(&a);
	return t ? 0 : 1;
}
