/* tests/fuzz/fuzz_lua_header.c - any bytes as the header of a Lua script */
#include <stdint.h>
#include <stdlib.h>

#include "lua/luax.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_revision r = { 0 };
	/* An exact copy: a byte read too far is seen. */
	char *text = xmalloc(size + 1);
	static volatile const int stop = 1;

	memcpy(text, data, size);
	text[size] = '\0';
	/* An unusual header is run: a loop in it would take its thirty seconds. */
	luax_interrupt_flag(&stop);
	if (luax_script_format.read_header(&a, "fuzz.lua", text, size, &r, &err) && !r.id)
		abort();
	free(text);
	arena_release(&a);
	return 0;
}
