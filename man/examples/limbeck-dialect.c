/* man/examples/limbeck-dialect.c - the example of limbeck-dialect(3) */
#include "orm/dialect.h"
#include <stdio.h>

int main(void)
{
	for (size_t i = 0; orm_dialects[i]; i++)
		printf("%s quotes with %c\n", orm_dialects[i]->name, orm_dialects[i]->quote);
	return orm_dialect_find("sqlite") == &orm_sqlite ? 0 : 1;
}
