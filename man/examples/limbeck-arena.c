/* man/examples/limbeck-arena.c - the example of limbeck-arena(3) */
#include "base/arena.h"
#include <stdio.h>

int main(void)
{
	struct arena a = { 0 };
	const char *text = arena_printf(&a, "%d bottles", 99);

	puts(text);
	arena_release(&a);
	return 0;
}
