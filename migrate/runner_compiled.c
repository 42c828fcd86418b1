/*
 * migrate/runner_compiled.c - what changes of schema came to, as text
 *
 * "START COUNT COUNT ..." on the first line; then each statement of the last
 * change, its length in bytes on a line before it; then, behind a line "dropped",
 * what was, in the same way.
 */
#include "migrate/run.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"

static const char dropped[] = "dropped\n";

static void write_texts(struct buf *b, const struct names *list)
{
	for (size_t i = 0; i < list->len; i++)
		buf_addf(b, "%zu\n%s\n", strlen(list->items[i]), list->items[i]);
}

char *run_write_compiled(struct arena *a, const struct migrate_compiled *c)
{
	struct buf b = { 0 };

	buf_addf(&b, "%u", c->start);
	for (size_t i = 0; i < c->counts.len; i++)
		buf_addf(&b, " %u", c->counts.items[i]);
	buf_addc(&b, '\n');
	write_texts(&b, &c->statements);
	if (c->dropped.len) {
		buf_adds(&b, dropped);
		write_texts(&b, &c->dropped);
	}
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

static void read_texts(struct arena *a, const char **at, struct names *out)
{
	const char *end = *at + strlen(*at);
	unsigned n;

	while (*at < end && read_number(at, &n) && n < (size_t)(end - *at)) {
		vec_push(a, out, arena_strndup(a, *at, n));
		*at += n + 1;
	}
}

void run_read_compiled(struct arena *a, const char *text, struct migrate_compiled *out)
{
	unsigned n;

	*out = (struct migrate_compiled){ 0 };
	if (!read_number(&text, &out->start))
		return;
	while (text[-1] == ' ' && read_number(&text, &n))
		vec_push(a, &out->counts, n);
	read_texts(a, &text, &out->statements);
	if (!text_starts(text, dropped))
		return;
	text += strlen(dropped);
	read_texts(a, &text, &out->dropped);
}
