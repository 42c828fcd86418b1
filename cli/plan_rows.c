/* cli/plan_rows.c - --with-rows: how many, and what became of them */
#include <stdlib.h>

#include "base/buf.h"
#include "cli/plan.h"

bool plan_rows(const char *text, int64_t *out, struct error *err)
{
	char *end;

	*out = 0;
	if (!text)
		return true;
	long n = strtol(text, &end, 10);
	if (end == text || *end || n < 1 || n > MIGRATE_ROWS_MOST)
		return fail(err, ERR_USAGE,
		            "option \"--with-rows\" expects a number from 1 to %d, not \"%s\"",
		            MIGRATE_ROWS_MOST, text);
	*out = n;
	return true;
}

const char *plan_rows_text(struct arena *a, const struct migrate_rows *rows)
{
	struct buf b = { 0 };
	size_t tables = 0;

	if (!rows->wanted)
		return "";
	for (size_t i = 0; i < rows->tables.len; i++)
		tables += rows->tables.items[i].had > 0;
	buf_addf(&b, ", %zu table%s, %lld of %lld rows kept", tables, tables == 1 ? "" : "s",
	         (long long)rows->kept, (long long)rows->made);
	for (size_t i = 0; i < rows->unfilled.len; i++)
		buf_addf(&b, "%s%s", i ? "; " : "; without rows: ", rows->unfilled.items[i]);
	const char *text = buf_take(&b, a);
	buf_release(&b);
	return text;
}
