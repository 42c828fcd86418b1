/*
 * orm/engine/value.h - a value on its way to or from a database
 */
#ifndef LIMBECK_ORM_VALUE_H
#define LIMBECK_ORM_VALUE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum orm_value_kind { ORM_NULL, ORM_INT, ORM_DOUBLE, ORM_TEXT, ORM_BLOB };

struct orm_value {
	enum orm_value_kind kind;
	int64_t integer;
	double real;
	const char *data; /* text (zero byte follows) or blob; borrowed */
	size_t len;
};

static inline struct orm_value orm_null(void)
{
	return (struct orm_value){ .kind = ORM_NULL };
}

static inline struct orm_value orm_int(int64_t i)
{
	return (struct orm_value){ .kind = ORM_INT, .integer = i };
}

static inline struct orm_value orm_double(double d)
{
	return (struct orm_value){ .kind = ORM_DOUBLE, .real = d };
}

/* NULL gives the SQL NULL. */
static inline struct orm_value orm_text(const char *text)
{
	if (!text)
		return orm_null();
	return (struct orm_value){ .kind = ORM_TEXT, .data = text, .len = strlen(text) };
}

static inline struct orm_value orm_blob(const void *data, size_t len)
{
	return (struct orm_value){ .kind = ORM_BLOB, .data = data, .len = len };
}

#endif
