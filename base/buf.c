/* base/buf.c - a string that grows */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/format.h"

static void grow(struct buf *b, size_t need)
{
	size_t cap = b->cap ? b->cap * 2 : 64;
	b->cap = cap < need ? need : cap;
	b->data = xrealloc(b->data, b->cap);
}

/* Makes room for `more` bytes and the zero byte after them. */
static void reserve(struct buf *b, size_t more)
{
	assert(more < SIZE_MAX / 4 && b->len < SIZE_MAX / 4);
	size_t need = b->len + more + 1;
	if (need > b->cap)
		grow(b, need);
}

void buf_add(struct buf *b, const char *data, size_t len)
{
	reserve(b, len);
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addc(struct buf *b, char c)
{
	reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

/* Most formats are of texts alone. */
static void add_texts(struct buf *b, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	size_t len = format_length(format, args);
	reserve(b, len);
	format_write(b->data + b->len, format, again);
	b->len += len;
	va_end(again);
}

static void add_formatted(struct buf *b, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	size_t room = b->cap - b->len;
	int len = vsnprintf(room ? b->data + b->len : NULL, room, format, args);
	assert(len >= 0);
	if ((size_t)len >= room) {
		reserve(b, (size_t)len);
		vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
	}
	b->len += (size_t)len;
	va_end(again);
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (format_has_texts(format))
		add_texts(b, format, args);
	else
		add_formatted(b, format, args);
	va_end(args);
}

void buf_fill(struct buf *b, char c, size_t count)
{
	reserve(b, count);
	memset(b->data + b->len, c, count);
	b->len += count;
	b->data[b->len] = '\0';
}

void buf_cut(struct buf *b, size_t len)
{
	assert(len <= b->len);
	b->len = len;
	if (b->data)
		b->data[len] = '\0';
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_take(struct buf *b, struct arena *a)
{
	char *text = arena_strndup(a, b->data, b->len);
	buf_release(b);
	return text;
}

void buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}
