/*
 * migrate/script_name.c - what new scripts are called
 */
#include "migrate/script_name.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/text.h"
#include "migrate/script.h"

/* "2026-11-20T10:00:00Z" to "20261120T1000"; nothing of what isn't such a date. */
static void add_date(struct buf *out, const char *created)
{
	static const char shape[] = "dddd-dd-ddTdd:dd";
	size_t i = 0;

	for (; created && shape[i] && created[i]; i++) {
		bool fits = shape[i] == 'd'   ? isdigit((unsigned char)created[i])
		            : shape[i] == 'T' ? created[i] == 'T' || created[i] == ' '
		                              : created[i] == shape[i];
		if (!fits)
			break;
	}
	if (i != strlen(shape) && i != strlen("dddd-dd-dd"))
		return;
	for (size_t k = 0; k < i; k++)
		if (shape[k] == 'd' || shape[k] == 'T')
			buf_addc(out, shape[k] == 'T' ? 'T' : created[k]);
	buf_addc(out, '_');
}

/* Words of ASCII letters and digits with '_' between, cut after a whole word if one fits. */
static void add_slug(struct buf *out, const char *before, const char *message, size_t max)
{
	struct buf slug = { 0 };

	for (; message && *message; message++) {
		unsigned char c = (unsigned char)*message;

		if (c < 128 && isalnum(c))
			buf_addc(&slug, (char)tolower(c));
		else if (c < 128 && slug.len && slug.data[slug.len - 1] != '_')
			buf_addc(&slug, '_');
	}
	if (slug.len > max) {
		size_t cut = max;

		while (cut > 0 && slug.data[cut] != '_')
			cut--;
		buf_cut(&slug, cut ? cut : max);
	}
	while (slug.len && slug.data[slug.len - 1] == '_')
		buf_cut(&slug, slug.len - 1);
	if (slug.len)
		buf_addf(out, "%s%s", before, slug.data);
	buf_release(&slug);
}

char *migrate_script_filename(struct arena *a, const struct migrate_revision *r,
                              const char *extension)
{
	struct buf name = { 0 };

	add_date(&name, r->created);
	buf_adds(&name, r->id);
	add_slug(&name, "_", r->message, MIGRATE_SLUG_MAX);
	buf_addf(&name, ".%s", extension);
	return buf_take(&name, a);
}

/* What a template names, in the order of `struct when`. */
static const char *const tokens[] = { "year",   "month", "day", "hour", "minute",
	                              "second", "epoch", "rev", "slug" };
enum { TOKEN_EPOCH = 6, TOKEN_REV, TOKEN_SLUG };

struct token {
	size_t which;
	int width; /* of a number, filled up with zeros */
	size_t len;
};

/* "%(name)s", "%(name)d", "%(name).2d" or "%(name)02d"; false when it is none. */
static bool read_token(const char *p, struct token *t)
{
	size_t len = strcspn(p + 2, ")");
	const char *end = p + 2 + len;
	char *rest;

	if (p[1] != '(' || !*end)
		return false;
	for (t->which = 0; t->which < COUNT(tokens); t->which++)
		if (strlen(tokens[t->which]) == len && !memcmp(tokens[t->which], p + 2, len))
			break;
	end += 1 + (end[1] == '.');
	t->width = (int)strtol(end, &rest, 10);
	t->len = (size_t)(rest + 1 - p);
	return t->which < COUNT(tokens) && (*rest == 's' || *rest == 'd') && t->width >= 0 &&
	       t->width < 20;
}

bool migrate_script_name_check(const char *template, struct error *err)
{
	struct token t;

	for (const char *p = template; *p;) {
		if (*p == '%' && p[1] != '%' && !read_token(p, &t)) {
			(void)fail(err, ERR_INPUT, "no name can be made of \"%s\"", p);
			return fail_hint(err, "Known are %%(rev)s, %%(slug)s, %%(year)d, "
			                      "%%(month).2d, %%(day).2d, %%(hour).2d, "
			                      "%%(minute).2d, %%(second).2d and %%(epoch)d.");
		}
		if (*p == '\\' || text_starts(p, "/.") || text_starts(p, "//"))
			return fail(err, ERR_INPUT, "a name has no \"%.*s\" in it",
			            *p == '/' ? 2 : 1, p);
		p += *p != '%' ? 1 : p[1] == '%' ? 2 : t.len;
	}
	return *template && !strchr("./-", *template) && !text_ends(template, "/")
	           ? true
	           : fail(err, ERR_INPUT, "a script can't be called \"%s\"", template);
}

/* Year to second, then seconds since 1970; zeros when the date isn't known. */
static void read_date(const char *created, long long out[7])
{
	struct tm tm = { 0 };

	memset(out, 0, 7 * sizeof *out);
	if (!created || !strptime(created, "%Y-%m-%dT%H:%M:%S", &tm))
		return;
	out[0] = tm.tm_year + 1900;
	out[1] = tm.tm_mon + 1;
	out[2] = tm.tm_mday;
	out[3] = tm.tm_hour;
	out[4] = tm.tm_min;
	out[5] = tm.tm_sec;
	out[TOKEN_EPOCH] = (long long)timegm(&tm);
}

/* Without a message nothing is left of the slug, nor of what joins it on. */
static void trim(struct buf *name)
{
	while (name->len && (name->data[name->len - 1] == '_' || name->data[name->len - 1] == '-'))
		buf_cut(name, name->len - 1);
}

char *migrate_script_name(struct arena *a, const char *template, int slug_max,
                          const struct migrate_revision *r)
{
	struct buf name = { 0 };
	long long date[7];
	struct token t;
	bool bare = false;

	read_date(r->created, date);
	for (const char *p = template; *p;) {
		if (*p != '%' || !read_token(p, &t)) {
			buf_addc(&name, *p);
			p += *p == '%' && p[1] == '%' ? 2 : 1;
			continue;
		}
		size_t before = name.len;
		if (t.which == TOKEN_REV)
			buf_adds(&name, r->id);
		else if (t.which == TOKEN_SLUG)
			add_slug(&name, "", r->message, (size_t)slug_max);
		else
			buf_addf(&name, "%0*lld", t.width, date[t.which]);
		bare |= name.len == before;
		p += t.len;
	}
	if (bare)
		trim(&name);
	if (!name.len)
		buf_adds(&name, r->id);
	return buf_take(&name, a);
}
