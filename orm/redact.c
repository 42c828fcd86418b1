/* orm/redact.c - keep passwords out of texts that people see */
#include "base/buf.h"
#include "base/text.h"
#include "orm/url.h"

/*
 * A text may hold a URL that doesn't parse, so this reads none: where it is in
 * doubt whether something belongs to a password, it does.
 */

static const char spaces[] = " \t\r\n";

/* The end of the word, or the next URL in it.  Quotes may belong to a password. */
static const char *word_end(const char *start)
{
	const char *end = start + strcspn(start, spaces), *next = strstr(start, "://");
	return next && next < end ? next : end;
}

/* Is it ":5432" as opposed to a password? */
static bool is_port(const char *colon)
{
	const char *p = colon + 1 + strspn(colon + 1, "0123456789");
	return strchr("/?,;)<>\"'` \t\r\n", *p);
}

/* The @ behind the password that starts after `colon`; NULL when there is none. */
static const char *password_end(const char *start, const char *colon, const char *end)
{
	const char *path = start + strcspn(start, "/?"), *query = start + strcspn(start, "?");
	const char *at = path < end ? memrchr(start, '@', (size_t)(path - start)) : NULL;
	/* A slash in the password hides the @ from the parser, not from us. */
	const char *limit = at && query < end ? query : end;
	at = memrchr(colon, '@', (size_t)(limit - colon));
	if (at || is_port(colon))
		return at;
	at = memchr(colon, '@', strcspn(colon, "\r\n"));
	return at ? at : colon + strcspn(colon, " \t\r\n\"'`<>");
}

/* Copies what follows "://" up to the end of its password, if it has one. */
static const char *copy_authority(struct buf *b, const char *start)
{
	const char *end = word_end(start);
	const char *colon = start + strcspn(start, ":/?@");
	if (colon >= end || *colon != ':')
		return start;
	const char *at = password_end(start, colon, end);
	if (!at)
		return start;
	buf_add(b, start, (size_t)(colon + 1 - start));
	buf_adds(b, "***");
	return at;
}

static bool starts_nocase(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++) {
		if ((*text | 0x20) != *prefix)
			return false;
	}
	return true;
}

/* The length of "password=" at `text`, or 0. */
static size_t key_length(const char *text)
{
	static const char *const keys[] = { "password", "passwd" };
	for (size_t i = 0; i < COUNT(keys); i++) {
		size_t n = strlen(keys[i]);
		if (starts_nocase(text, keys[i]) && text[n] == '=')
			return n + 1;
	}
	return 0;
}

/* The end of a value, which may be in quotes. */
static const char *value_end(const char *value)
{
	if (*value == '\'' || *value == '"') {
		const char *close = strchr(value + 1, *value);
		return close ? close + 1 : value + strlen(value);
	}
	return value + strcspn(value, "&; \t\r\n\"'`<>");
}

/* The colon of "user:password@host" where "://" was forgotten or mistyped, or NULL. */
static const char *bare_password(const char *word, const char **at)
{
	const char *end = word + strcspn(word, " \t\r\n\"'`<>");
	const char *colon = memchr(word, ':', (size_t)(end - word));
	if (!colon || text_starts(colon, "://"))
		return NULL;
	*at = memrchr(colon, '@', (size_t)(end - colon));
	return *at ? colon : NULL;
}

char *orm_url_redact(struct arena *a, const char *text)
{
	struct buf b = { 0 };
	const char *start = text;
	while (*text) {
		size_t n = key_length(text);
		bool begins = text == start || strchr(" \t\r\n\"'`<(", text[-1]);
		const char *at, *colon = begins ? bare_password(text, &at) : NULL;
		if (colon) {
			buf_add(&b, text, (size_t)(colon + 1 - text));
			buf_adds(&b, "***");
			text = at;
		} else if (n) {
			buf_add(&b, text, n);
			text = value_end(text + n);
			buf_adds(&b, "***");
		} else if (text_starts(text, "://") && text > start) {
			buf_adds(&b, "://");
			text = copy_authority(&b, text + 3);
		} else {
			buf_addc(&b, *text++);
		}
	}
	return buf_take(&b, a);
}

/* Adds `text` with `secret` as "***". */
static void add_hiding(struct buf *out, const char *text, const char *secret)
{
	const char *at;
	/* A short one would tear holes into words. */
	if (secret && strlen(secret) > 2)
		for (; (at = strstr(text, secret)); text = at + strlen(secret)) {
			buf_add(out, text, (size_t)(at - text));
			buf_adds(out, "***");
		}
	buf_adds(out, text);
}

static char *hide_secrets(struct arena *a, const struct orm_url *url, const char *text)
{
	struct buf b = { 0 };
	add_hiding(&b, text, url->password);
	char *hidden = buf_take(&b, a);
	for (size_t i = 0; i < url->params.len; i++) {
		if (!text_ends(url->params.items[i].key, "password"))
			continue;
		add_hiding(&b, hidden, url->params.items[i].value);
		hidden = buf_take(&b, a);
	}
	return orm_url_redact(a, hidden);
}

/* White space, which may be a line's end in a name, becomes one space. */
static char *one_line(struct arena *a, const char *text)
{
	struct buf b = { 0 };
	for (; *text; text++) {
		bool space = strchr(" \t\r\n", *text);
		if (!space)
			buf_addc(&b, *text);
		else if (b.len && b.data[b.len - 1] != ' ')
			buf_addc(&b, ' ');
	}
	if (b.len && b.data[b.len - 1] == ' ')
		buf_cut(&b, b.len - 1);
	return buf_take(&b, a);
}

char *orm_url_redact_message(struct arena *a, const struct orm_url *url, const char *text)
{
	return hide_secrets(a, url, one_line(a, text));
}
