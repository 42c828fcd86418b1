/*
 * lua/header.c - read a script's header without running it
 *
 * Leading comments are the message and what follows it; then come assignments
 * of strings, nil and lists of strings.  Whatever else is found there (a
 * concatenation, a call) makes the header unusual: then the script is run, in a
 * sandbox, to see what it sets.
 */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "lua/script.h"

struct reader {
	struct arena *arena;
	const char *path;
	const char *p, *end;
	int line;
	struct migrate_revision *revision;
	struct error *err;
	struct buf doc;
	bool unusual;
};

static const char *const keys[] = { "revision",   "down_revision", "branch_labels",
	                            "depends_on", "replaces",      "created" };

static bool at(const struct reader *r, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(r->end - r->p) >= len && memcmp(r->p, text, len) == 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* "[[" or "[=[": the number of '=' plus one; 0 = no long bracket. */
static size_t long_bracket(const struct reader *r)
{
	const char *p = r->p;

	if (p == r->end || *p++ != '[')
		return 0;
	while (p < r->end && *p == '=')
		p++;
	return p < r->end && *p == '[' ? (size_t)(p - r->p) : 0;
}

/* Goes over "[==[ ... ]==]"; the text between is from *start, *len long. */
static void skip_long(struct reader *r, size_t level, const char **start, size_t *len)
{
	r->p += level + 1;
	*start = r->p;
	for (; r->p < r->end; r->p++) {
		if (*r->p == '\n')
			r->line++;
		if (*r->p != ']' || (size_t)(r->end - r->p) <= level || r->p[level] != ']')
			continue;
		if (strspn(r->p + 1, "=") == level - 1) {
			*len = (size_t)(r->p - *start);
			r->p += level + 1;
			return;
		}
	}
	*len = (size_t)(r->p - *start);
}

/* Goes over one comment; its text. */
static void skip_comment(struct reader *r, const char **start, size_t *len)
{
	size_t level;

	r->p += 2;
	level = long_bracket(r);
	if (level) {
		skip_long(r, level, start, len);
		return;
	}
	*start = r->p;
	while (r->p < r->end && *r->p != '\n')
		r->p++;
	*len = (size_t)(r->p - *start);
}

static void skip_space(struct reader *r)
{
	for (; r->p < r->end && is_space(*r->p); r->p++)
		if (*r->p == '\n')
			r->line++;
}

static void skip_blank(struct reader *r)
{
	const char *start;
	size_t len;

	for (skip_space(r); at(r, "--"); skip_space(r))
		skip_comment(r, &start, &len);
}

/* The comments at the top: the first line is the message, the others the doc. */
static void read_comments(struct reader *r)
{
	const char *start;
	size_t len;

	for (skip_space(r); at(r, "--"); skip_space(r)) {
		skip_comment(r, &start, &len);
		buf_adds(&r->doc, text_trim(r->arena, start, len));
		buf_addc(&r->doc, '\n');
	}
}

static void set_comments(struct reader *r)
{
	char *text = text_trim(r->arena, buf_str(&r->doc), r->doc.len);
	size_t line = strcspn(text, "\n");
	char *rest = text_trim(r->arena, text + line, strlen(text + line));

	r->revision->message = arena_strndup(r->arena, text, line);
	r->revision->doc = *rest ? rest : NULL;
}

/* "..." without escapes, or NULL. */
static const char *read_string(struct reader *r)
{
	char quote = r->p < r->end ? *r->p : '\0';
	const char *start = r->p + 1;

	if (quote != '"' && quote != '\'')
		return NULL;
	for (r->p++; r->p < r->end && *r->p != quote; r->p++)
		if (*r->p == '\\' || *r->p == '\n' || *r->p == '\0')
			return NULL;
	if (r->p == r->end)
		return NULL;
	r->p++;
	return arena_strndup(r->arena, start, (size_t)(r->p - 1 - start));
}

static bool read_list(struct reader *r, struct names *out)
{
	r->p++;
	for (skip_blank(r); r->p < r->end && *r->p != '}'; skip_blank(r)) {
		const char *text = read_string(r);

		if (!text)
			return false;
		vec_push(r->arena, out, text);
		skip_blank(r);
		if (r->p < r->end && (*r->p == ',' || *r->p == ';'))
			r->p++;
		else if (r->p == r->end || *r->p != '}')
			return false;
	}
	if (r->p == r->end)
		return false;
	r->p++;
	return true;
}

static const char *read_word(struct reader *r)
{
	const char *start = r->p;

	while (r->p < r->end &&
	       (is_letter(*r->p) || (r->p > start && *r->p >= '0' && *r->p <= '9')))
		r->p++;
	return arena_strndup(r->arena, start, (size_t)(r->p - start));
}

/* nil, "text" or {"text", ...}; false: something else. */
static bool read_value(struct reader *r, struct names *out)
{
	const char *text;

	*out = (struct names){ 0 };
	if (r->p == r->end)
		return false;
	if (*r->p == '{')
		return read_list(r, out);
	if (is_letter(*r->p))
		return strcmp(read_word(r), "nil") == 0;
	text = read_string(r);
	if (text)
		vec_push(r->arena, out, text);
	return text != NULL;
}

/* A value ends where a statement begins: else it goes on (.. or and) */
static bool value_ends(struct reader *r)
{
	struct reader ahead;
	const char *word;

	skip_blank(r);
	if (r->p < r->end && *r->p == ';') {
		r->p++;
		return true;
	}
	if (r->p == r->end)
		return true;
	ahead = *r;
	word = read_word(&ahead);
	return *word && strcmp(word, "or") != 0 && strcmp(word, "and") != 0;
}

bool luax_header_set(struct arena *a, struct migrate_revision *r, const char *name,
                     const struct names *value, struct error *err)
{
	const char *one = value->len ? value->items[0] : NULL;

	(void)a;
	if (strcmp(name, "down_revision") == 0)
		r->down = *value;
	else if (strcmp(name, "branch_labels") == 0)
		r->labels = *value;
	else if (strcmp(name, "depends_on") == 0)
		r->depends_on = *value;
	else if (strcmp(name, "replaces") == 0)
		r->replaces = *value;
	else if (value->len > 1 || (one && !*one))
		return fail(err, ERR_INPUT, "\"%s\" is one text, not empty", name);
	else if (strcmp(name, "revision") == 0)
		r->id = one;
	else
		r->created = one;
	return true;
}

static bool fail_unknown(struct reader *r, const char *name)
{
	const char *near = text_nearest(name, keys, COUNT(keys));

	if (near)
		return fail(r->err, ERR_INPUT,
		            "unknown name \"%s\" in the header; did you mean \"%s\"?", name, near);
	fail(r->err, ERR_INPUT, "unknown name \"%s\" in the header", name);
	return fail_hint(r->err, "Write \"local %s\" if it is the script's own.", name);
}

static bool is_key(const char *name)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i], name) == 0)
			return true;
	return false;
}

/* One assignment; *more is false where the header ends. */
static bool read_assignment(struct reader *r, bool *more)
{
	struct names value;
	const char *name;
	int line;

	*more = false;
	skip_blank(r);
	if (r->p == r->end || !is_letter(*r->p))
		return true;
	line = r->line;
	name = read_word(r);
	skip_blank(r);
	if (r->p == r->end || *r->p != '=' || at(r, "=="))
		return true; /* function, local, a call */
	if (!is_key(name)) {
		fail_unknown(r, name);
		return fail_at(r->err, r->path, line);
	}
	r->p++;
	skip_blank(r);
	if (!read_value(r, &value) || !value_ends(r)) {
		r->unusual = true;
		return true;
	}
	*more = true;
	return luax_header_set(r->arena, r->revision, name, &value, r->err) ||
	       fail_at(r->err, r->path, line);
}

bool luax_header_read(struct arena *a, const char *path, const char *text, size_t len,
                      struct migrate_revision *revision, struct error *err)
{
	struct reader r = { .arena = a,
		            .path = path,
		            .p = text,
		            .end = text + len,
		            .line = 1,
		            .revision = revision,
		            .err = err };
	bool ok = true, more = true;

	if (at(&r, "\xef\xbb\xbf"))
		r.p += 3;
	read_comments(&r);
	set_comments(&r);
	buf_release(&r.doc);
	while (ok && more)
		ok = read_assignment(&r, &more);
	if (ok && r.unusual)
		ok = luax_header_run(a, path, text, len, keys, COUNT(keys), revision, err);
	if (!ok || revision->id)
		return ok;
	fail(err, ERR_INPUT, "the script's header has no \"revision\"");
	return fail_at(err, path, 1);
}
