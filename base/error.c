/* base/error.c - what went wrong, as a value */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Copies what fits, never cutting a character in two. */
static void copy_cut(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);
	if (len >= size) {
		len = size - 1;
		while (len > 0 && is_continuation(from[len]))
			len--;
	}
	memmove(to, from, len);
	to[len] = '\0';
}

/*
 * Texts from elsewhere may be long and may hold line ends.  The arguments may
 * point into the struct that is being filled, hence the room aside.
 */
static void format_line(char *to, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static void format_line(char *to, size_t size, const char *format, va_list args)
{
	char line[4200];
	vsnprintf(line, sizeof line, format, args);
	for (char *p = line; *p; p++) {
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	}
	copy_cut(to, size, line);
}

void error_clear(struct error *err)
{
	memset(err, 0, sizeof *err);
	err->position = -1;
}

bool fail(struct error *err, enum error_code code, const char *format, ...)
{
	char message[sizeof err->message];
	va_list args;
	va_start(args, format);
	format_line(message, sizeof message, format, args);
	va_end(args);
	error_clear(err);
	err->code = code;
	memcpy(err->message, message, sizeof message);
	return false;
}

bool fail_hint(struct error *err, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	format_line(err->hint, sizeof err->hint, format, args);
	va_end(args);
	return false;
}

bool fail_at(struct error *err, const char *file, int line)
{
	if (err->file[0] || !file)
		return false;
	copy_cut(err->file, sizeof err->file, file);
	err->line = line;
	return false;
}

/* Of a statement that is too long, the part around the position is kept. */
bool fail_statement(struct error *err, const char *sql, long position)
{
	enum { BEFORE = 1024, AFTER = 512 };
	if (err->statement[0] || !sql)
		return false;
	size_t len = strlen(sql);
	long start = 0;
	if (len >= sizeof err->statement && position > (long)sizeof err->statement - AFTER) {
		start = position - BEFORE;
		while (start < position && is_continuation(sql[start]))
			start++;
	}
	copy_cut(err->statement, sizeof err->statement, sql + start);
	err->position = position < 0 ? -1 : position - start;
	return false;
}

bool fail_object(struct error *err, const char *format, ...)
{
	if (err->object[0])
		return false;
	va_list args;
	va_start(args, format);
	format_line(err->object, sizeof err->object, format, args);
	va_end(args);
	return false;
}
