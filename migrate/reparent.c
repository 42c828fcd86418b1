/*
 * migrate/reparent.c - let a script follow others than it says
 *
 * Headers are lines: `down_revision = "a1"` in Lua, `-- down_revision: a1` in SQL.
 */
#include "migrate/reparent.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

struct line {
	const char *start;
	size_t len; /* without its end */
	int number;
};

/* Does the line give the header `key`? */
static bool gives(const struct line *l, const char *key)
{
	const char *at = l->start, *end = l->start + l->len;

	if (end - at >= 2 && !memcmp(at, "--", 2))
		at += 2;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if ((size_t)(end - at) <= strlen(key) || strncmp(at, key, strlen(key)) != 0)
		return false;
	at += strlen(key);
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && (*at == ':' || *at == '=');
}

static bool find(const char *text, const char *key, struct line *out)
{
	out->number = 0;
	for (out->start = text; *out->start;) {
		out->len = strcspn(out->start, "\r\n");
		out->number++;
		if (gives(out, key))
			return true;
		out->start += strcspn(out->start, "\n");
		out->start += *out->start == '\n';
	}
	return false;
}

static bool is_comment(const struct line *l)
{
	return l->len >= 2 && !memcmp(l->start, "--", 2);
}

/* Lua's list may go on below. */
static bool is_whole(const struct line *l)
{
	const char *open = memchr(l->start, '{', l->len);

	return !open || memchr(open, '}', l->len - (size_t)(open - l->start));
}

static void add_header(struct buf *out, bool comment, const struct names *down)
{
	bool list = !comment && down->len > 1;

	buf_adds(out, comment ? "-- down_revision: " : "down_revision = ");
	buf_adds(out, list ? "{" : "");
	for (size_t i = 0; i < down->len; i++)
		buf_addf(out, comment ? "%s%s" : "%s\"%s\"", i ? ", " : "", down->items[i]);
	if (!down->len)
		buf_adds(out, comment ? "" : "nil");
	buf_adds(out, list ? "}" : "");
}

bool migrate_reparent(struct arena *a, const struct migrate_revision *r, const struct names *down,
                      char **out, struct error *err)
{
	struct line at, id;
	struct buf text = { 0 };
	bool there = find(r->text, "down_revision", &at);

	if (!find(r->text, "revision", &id) || (there && !is_whole(&at))) {
		fail(err, ERR_INPUT, "the header of \"%s\" can't be changed safely", r->path);
		fail_hint(err, "Change its down_revision by hand.");
		return fail_at(err, r->path, there ? at.number : 0);
	}
	if (!there)
		at = (struct line){ .start = id.start + id.len, .number = id.number };
	buf_add(&text, r->text, (size_t)(at.start - r->text));
	buf_adds(&text, there ? "" : "\n");
	add_header(&text, is_comment(&id), down);
	buf_adds(&text, at.start + at.len);
	*out = buf_take(&text, a);
	return true;
}
