/*
 * tests/fuzz/fuzz_json_read.c - any bytes as a snapshot
 *
 * What can be read is written and read again, which must give the same text;
 * the writers of Lua and SQL must get along with it too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "reflect/write/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_again(struct arena *a, const struct orm_metadata *m)
{
	struct error err = { 0 };
	struct orm_metadata *again;
	struct buf x = { 0 }, y = { 0 };

	write_json(&x, m);
	must(read_json(a, "x.json", buf_str(&x), x.len, &again, &err));
	write_json(&y, again);
	must(!strcmp(buf_str(&x), buf_str(&y)));
	buf_release(&x);
	buf_release(&y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct orm_metadata *m;
	struct buf out = { 0 };

	if (read_json(&a, "x.json", (const char *)data, size, &m, &err)) {
		check_again(&a, m);
		must(write_lua(&out, m, &err));
		/* any text is somebody's SQL: it may be refused */
		if (m->dialect && !write_sql(&out, m, &err))
			must(err.code != ERR_NONE);
	} else {
		must(err.code == ERR_INPUT && *err.message);
	}
	buf_release(&out);
	arena_release(&a);
	return 0;
}
