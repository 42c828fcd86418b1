/*
 * orm/engine/value.h - a value on its way to or from a database
 */
#ifndef LIMBECK_ORM_VALUE_H
#define LIMBECK_ORM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum orm_value_kind { ORM_NULL, ORM_INT, ORM_DOUBLE, ORM_TEXT, ORM_BLOB };

struct arena;

struct orm_value {
	enum orm_value_kind kind;
	int64_t integer;
	double real;
	const char *data; /* text (zero byte follows) or blob; borrowed */
	size_t len;
};

/* A day and a time as the calendar has them; zone in seconds east of UTC. */
struct orm_datetime {
	int year, month, day, hour, minute, second, microsecond;
	bool has_zone;
	int zone;
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
	return (struct orm_value){ .kind = ORM_BLOB, .data = (const char *)data, .len = len };
}

/* What a value is, exactly; false: something else, NULL as well. */
bool orm_value_int(const struct orm_value *v, int64_t *out);
bool orm_value_uint(const struct orm_value *v, uint64_t *out);
bool orm_value_double(const struct orm_value *v, double *out);
bool orm_value_bool(const struct orm_value *v, bool *out);
bool orm_value_datetime(const struct orm_value *v, struct orm_datetime *out);
/* Sixteen bytes, from text with or without hyphens, or from a blob of sixteen. */
bool orm_value_uuid(const struct orm_value *v, unsigned char out[16]);

/* "2026-11-21", "2026-11-21 10:00:00.5+01", "10:00:00"; parts that aren't there are 0. */
bool orm_datetime_parse(const char *text, struct orm_datetime *out);

enum orm_datetime_parts { ORM_DATE_AND_TIME, ORM_DATE_ALONE, ORM_TIME_ALONE };
/* The same the other way round, in `a`. */
char *orm_datetime_text(struct arena *a, const struct orm_datetime *t,
                        enum orm_datetime_parts parts);

#endif
