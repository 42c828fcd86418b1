/* man/examples/limbeck-type.c - the example of limbeck-type(3) */
#include "orm/schema/type.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	struct orm_type *t = orm_type_new(&a, ORM_TYPE_STRING);

	t->length = 50;
	printf("%s of %d\n", orm_type_infos[t->id].name, t->length);
	bool same = orm_type_same(t, orm_type_copy(&a, t));
	arena_release(&a);
	return same ? 0 : 1;
}
