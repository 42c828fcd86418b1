/*
 * migrate/import_text.c - the text of another tool's migration
 */
#include "migrate/import_text.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

enum marker { NO_MARKER, MARKER_UP, MARKER_DOWN, MARKER_NOTHING };

/* What stands after "--" and white space; a longer line may follow it. */
static const struct {
	const char *text;
	enum marker marker;
} markers[] = {
	{ "+goose Up", MARKER_UP },    { "+goose Down", MARKER_DOWN },
	{ "+migrate Up", MARKER_UP },  { "+migrate Down", MARKER_DOWN },
	{ "migrate:up", MARKER_UP },   { "migrate:down", MARKER_DOWN },
	{ "+goose ", MARKER_NOTHING }, { "+migrate ", MARKER_NOTHING },
};

static enum marker marker_of(const char *line, size_t len)
{
	while (len && (*line == ' ' || *line == '\t'))
		line++, len--;
	if (len < 2 || memcmp(line, "--", 2) != 0)
		return NO_MARKER;
	line += 2, len -= 2;
	while (len && (*line == ' ' || *line == '\t'))
		line++, len--;
	for (size_t i = 0; i < COUNT(markers); i++) {
		size_t n = strlen(markers[i].text);

		if (len >= n && !memcmp(line, markers[i].text, n))
			return markers[i].marker;
	}
	return NO_MARKER;
}

static size_t line_length(const char *text, const char *end)
{
	const char *stop = memchr(text, '\n', (size_t)(end - text));

	return (size_t)((stop ? stop + 1 : end) - text);
}

void import_split(const char *text, size_t len, struct import_text *all, struct import_text *other)
{
	const char *end = text + len;
	struct import_text *open = NULL;
	int line = 1;

	*all = (struct import_text){ .text = text, .len = len, .line = 1 };
	for (const char *at = text; at < end; line++) {
		size_t n = line_length(at, end);
		enum marker m = marker_of(at, n);

		if (m == MARKER_UP || m == MARKER_DOWN) {
			if (open)
				open->len = (size_t)(at - open->text);
			open = m == MARKER_UP ? all : other;
			*open = (struct import_text){ .text = at + n,
				                      .len = (size_t)(end - at - (long)n),
				                      .line = line + 1 };
		}
		at += n;
	}
}

/* The text without lines that are markers; as many lines as before. */
static char *without_markers(struct arena *a, const struct import_text *t)
{
	char *copy = arena_strndup(a, t->text, t->len), *end = copy + strlen(copy);

	for (char *at = copy; at < end;) {
		size_t n = line_length(at, end);

		if (marker_of(at, n) == MARKER_NOTHING)
			for (size_t i = 0; i < n && at[i] != '\n'; i++)
				at[i] = ' ';
		at += n;
	}
	return copy;
}

enum control { CONTROL_NONE, CONTROL_BOUND, CONTROL_UNDO };

/* Words of a statement that is about transactions. */
static const struct {
	const char *first, *second;
	enum control control;
} controls[] = {
	{ "BEGIN", NULL, CONTROL_BOUND },
	{ "BEGIN", "TRANSACTION", CONTROL_BOUND },
	{ "BEGIN", "WORK", CONTROL_BOUND },
	{ "BEGIN", "IMMEDIATE", CONTROL_BOUND },
	{ "BEGIN", "EXCLUSIVE", CONTROL_BOUND },
	{ "START", "TRANSACTION", CONTROL_BOUND },
	{ "COMMIT", NULL, CONTROL_BOUND },
	{ "COMMIT", "TRANSACTION", CONTROL_BOUND },
	{ "COMMIT", "WORK", CONTROL_BOUND },
	{ "END", NULL, CONTROL_BOUND },
	{ "END", "TRANSACTION", CONTROL_BOUND },
	{ "ROLLBACK", NULL, CONTROL_UNDO },
	{ "ROLLBACK", "TRANSACTION", CONTROL_UNDO },
	{ "ROLLBACK", "WORK", CONTROL_UNDO },
};

static enum control control_of(struct arena *a, const struct orm_dialect *d,
                               const struct orm_statement *s)
{
	const char *at = s->start, *end = s->start + s->len, *words[2] = { 0 };
	size_t count = 0;

	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		at += t.len;
		if (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT)
			continue;
		if (t.kind != ORM_TOKEN_WORD || count == COUNT(words))
			return CONTROL_NONE;
		words[count++] = arena_strndup(a, t.start, t.len);
	}
	for (size_t i = 0; i < COUNT(controls) && count; i++)
		if (text_same_nocase(words[0], controls[i].first) &&
		    text_same_nocase(words[1], controls[i].second))
			return controls[i].control;
	return CONTROL_NONE;
}

/* Up to and with the end of the statement's terminator, if there is one. */
static const char *after(const struct orm_dialect *d, const struct orm_statement *s,
                         const char *end)
{
	const char *at = s->start + s->len;

	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT)
			return *t.start == ';' ? t.start + t.len : s->start + s->len;
		at += t.len;
	}
	return s->start + s->len;
}

static bool check(struct arena *a, const struct orm_dialect *d, const struct orm_statement *s,
                  enum control control, struct error *err)
{
	if (control == CONTROL_UNDO) {
		fail(err, ERR_INPUT, "\"%.*s\" would undo a part of the migration", (int)s->len,
		     s->start);
		return fail_hint(err, "Take out what is undone, and the statement.");
	}
	return !d->accepts || d->accepts(arena_strndup(a, s->start, s->len), err);
}

bool import_statements(struct arena *a, const struct orm_dialect *d, const char *path,
                       const struct import_text *t, struct buf *out, struct error *err)
{
	const char *text = without_markers(a, t), *at = text, *end = text + strlen(text);
	struct orm_statements list = { 0 };

	(void)!orm_split(a, d, text, strlen(text), &list);
	for (size_t i = 0; i < list.len; i++) {
		const struct orm_statement *s = &list.items[i];
		enum control control = control_of(a, d, s);

		if (!check(a, d, s, control, err))
			return fail_at(err, path, t->line + s->line - 1);
		if (control == CONTROL_NONE)
			continue;
		buf_add(out, at, (size_t)(s->start - at));
		at = after(d, s, end);
	}
	buf_add(out, at, (size_t)(end - at));
	if (out->len && out->data[out->len - 1] != '\n')
		buf_addc(out, '\n');
	return true;
}
