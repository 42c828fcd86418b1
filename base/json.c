/* base/json.c - write JSON */
#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void new_line(struct json *j)
{
	if (!j->pretty)
		return;
	buf_addc(j->out, '\n');
	buf_fill(j->out, ' ', (size_t)j->depth * 2);
}

/* What comes between this member and the one before. */
static void separate(struct json *j)
{
	if (j->depth == 0)
		return;
	if (j->filled[j->depth])
		buf_addc(j->out, ',');
	j->filled[j->depth] = true;
	new_line(j);
}

static void begin_value(struct json *j)
{
	assert(j->depth == 0 || j->array[j->depth] || j->after_key);
	if (!j->after_key)
		separate(j);
	j->after_key = false;
}

static void open(struct json *j, bool array)
{
	begin_value(j);
	j->depth++;
	assert((size_t)j->depth < COUNT(j->filled));
	j->filled[j->depth] = false;
	j->array[j->depth] = array;
	buf_addc(j->out, array ? '[' : '{');
}

void json_open_object(struct json *j)
{
	open(j, false);
}

void json_open_array(struct json *j)
{
	open(j, true);
}

void json_close(struct json *j)
{
	assert(j->depth > 0 && !j->after_key);
	bool array = j->array[j->depth], filled = j->filled[j->depth];
	j->depth--;
	if (filled)
		new_line(j);
	buf_addc(j->out, array ? ']' : '}');
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = memchr(from, c, sizeof from - 1);
	if (at)
		buf_addf(out, "\\%c", to[at - from]);
	else
		buf_addf(out, "\\u%04x", (unsigned)c);
}

/* The length of the well-formed character at `s`, or 0. */
static size_t character(const char *s, size_t len)
{
	for (size_t n = 1; n <= 4 && n <= len; n++) {
		if (utf8_valid(s, n))
			return n;
	}
	return 0;
}

static void add_quoted(struct buf *out, const char *text, size_t len)
{
	buf_addc(out, '"');
	for (size_t n; len; text += n, len -= n) {
		n = 0;
		while (n < len && text[n] >= ' ' && text[n] < 0x7F && text[n] != '"' &&
		       text[n] != '\\')
			n++;
		if (n) {
			buf_add(out, text, n);
		} else if ((unsigned char)*text < 0x80) {
			n = 1;
			add_escaped(out, (unsigned char)*text);
		} else if ((n = character(text, len))) {
			buf_add(out, text, n);
		} else {
			n = 1;
			buf_adds(out, "\xEF\xBF\xBD");
		}
	}
	buf_addc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	assert(j->depth > 0 && !j->array[j->depth] && !j->after_key);
	separate(j);
	add_quoted(j->out, key, strlen(key));
	buf_adds(j->out, j->pretty ? ": " : ":");
	j->after_key = true;
}

void json_put_string(struct json *j, const char *text)
{
	if (text)
		json_put_stringn(j, text, strlen(text));
	else
		json_put_null(j);
}

void json_put_stringn(struct json *j, const char *text, size_t len)
{
	begin_value(j);
	add_quoted(j->out, text, len);
}

void json_put_int(struct json *j, int64_t value)
{
	begin_value(j);
	buf_addf(j->out, "%" PRId64, value);
}

/* The shortest spelling that reads back as the same number. */
void json_put_double(struct json *j, double value)
{
	if (!isfinite(value)) {
		json_put_null(j);
		return;
	}
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		double back = strtod(text, NULL);
		if (!(back < value) && !(back > value))
			break;
	}
	/* The program that we are part of may have set a locale. */
	char *comma = strchr(text, ',');
	if (comma)
		*comma = '.';
	begin_value(j);
	buf_adds(j->out, text);
	if (!strpbrk(text, ".e"))
		buf_adds(j->out, ".0");
}

void json_put_bool(struct json *j, bool value)
{
	begin_value(j);
	buf_adds(j->out, value ? "true" : "false");
}

void json_put_null(struct json *j)
{
	begin_value(j);
	buf_adds(j->out, "null");
}

void json_put_json(struct json *j, const char *text, size_t len)
{
	begin_value(j);
	buf_add(j->out, text, len);
}
