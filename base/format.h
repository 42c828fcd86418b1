/*
 * base/format.h - formats in which only %s stands for something
 *
 * Most are such, and printf takes several times as long for them.
 */
#ifndef LIMBECK_BASE_FORMAT_H
#define LIMBECK_BASE_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Is it such a format? */
bool format_has_texts(const char *format);

/* How long the text of such a format is, without the zero byte at its end. */
size_t format_length(const char *format, va_list args);

/* Writes it, and the zero byte. */
void format_write(char *out, const char *format, va_list args);

#endif
