/* base/format.c - formats in which only %s stands for something */
#include "base/format.h"

#include <string.h>

bool format_has_texts(const char *format)
{
	while ((format = strchr(format, '%'))) {
		if (format[1] != 's')
			return false;
		format += 2;
	}
	return true;
}

/* As printf has it. */
static const char *text_of(const char *text)
{
	return text ? text : "(null)";
}

size_t format_length(const char *format, va_list args)
{
	size_t len = strlen(format);
	while ((format = strchr(format, '%'))) {
		len += strlen(text_of(va_arg(args, const char *))) - 2;
		format += 2;
	}
	return len;
}

void format_write(char *out, const char *format, va_list args)
{
	const char *at;
	for (; (at = strchr(format, '%')); format = at + 2) {
		const char *text = text_of(va_arg(args, const char *));
		size_t before = (size_t)(at - format), len = strlen(text);
		memcpy(out, format, before);
		memcpy(out + before, text, len);
		out += before + len;
	}
	memcpy(out, format, strlen(format) + 1);
}
