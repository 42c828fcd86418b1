/* man/examples/limbeck-write.c - the example of limbeck-write(3) */
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
#include "reflect/write/write.h"
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
	struct buf out = { 0 };

	if (!write_lua(&out, shop(&a), &err) || !orm_resolve(&a, shop(&a), &orm_sqlite, &m, &err) ||
	    !write_sql(&out, m, &err)) {
		puts(err.message);
		return 1;
	}
	fputs(buf_str(&out), stdout);
	buf_release(&out);
	arena_release(&a);
	return 0;
}
