/*
 * migrate/runner_compiled.c - what changes of schema came to, as text
 *
 * "START COUNT COUNT ..." on the first line; then each statement of the last
 * change, its length in bytes on a line before it.
 */
#include "migrate/run.h"

#include <stdlib.h>

#include "base/buf.h"

char *run_write_compiled(struct arena *a, const struct migrate_compiled *c)
{
	struct buf b = { 0 };

	buf_addf(&b, "%u", c->start);
	for (size_t i = 0; i < c->counts.len; i++)
		buf_addf(&b, " %u", c->counts.items[i]);
	buf_addc(&b, '\n');
	for (size_t i = 0; i < c->statements.len; i++)
		buf_addf(&b, "%zu\n%s\n", strlen(c->statements.items[i]), c->statements.items[i]);
	return buf_take(&b, a);
}

/* A number and the character behind it. */
static bool read_number(const char **at, unsigned *out)
{
	char *end;

	*out = (unsigned)strtoul(*at, &end, 10);
	if (end == *at || (*end != ' ' && *end != '\n'))
		return false;
	*at = end + 1;
	return true;
}

void run_read_compiled(struct arena *a, const char *text, struct migrate_compiled *out)
{
	const char *end = text + strlen(text);
	unsigned n;

	*out = (struct migrate_compiled){ 0 };
	if (!read_number(&text, &out->start))
		return;
	while (text[-1] == ' ' && read_number(&text, &n))
		vec_push(a, &out->counts, n);
	while (text < end && read_number(&text, &n) && n < (size_t)(end - text)) {
		vec_push(a, &out->statements, arena_strndup(a, text, n));
		text += n + 1;
	}
}
