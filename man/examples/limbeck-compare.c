/* man/examples/limbeck-compare.c - the example of limbeck-compare(3) */
#include "migrate/compare.h"
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
	struct orm_metadata *from, *to;
	struct compare_result result = { 0 };

	if (!orm_resolve(&a, orm_metadata_new(&a), &orm_sqlite, &from, &err) ||
	    !orm_resolve(&a, shop(&a), &orm_sqlite, &to, &err) ||
	    !migrate_compare(&a, &orm_sqlite, from, to, NULL, &result, &err)) {
		puts(err.message);
		return 1;
	}
	for (size_t i = 0; i < result.ops.len; i++)
		puts(migrate_op_text(&a, &orm_sqlite, &result.ops.items[i]));
	arena_release(&a);
	return result.ops.len == 1 ? 0 : 1;
}
