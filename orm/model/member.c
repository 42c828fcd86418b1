/* orm/model/member.c - members of structs to and from values */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "orm/model/private.h"

/* A member of one of C's types, wherever it is in its struct. */
#define AT(type, f, object) (*(type *)(void *)((char *)(object) + (f)->offset))
#define IN(type, f, object) (*(const type *)(const void *)((const char *)(object) + (f)->offset))

static int64_t read_signed(const struct orm_field *f, const void *o)
{
	switch (f->size) {
	case 1:
		return IN(int8_t, f, o);
	case 2:
		return IN(int16_t, f, o);
	case 4:
		return IN(int32_t, f, o);
	default:
		return IN(int64_t, f, o);
	}
}

static uint64_t read_unsigned(const struct orm_field *f, const void *o)
{
	switch (f->size) {
	case 1:
		return IN(uint8_t, f, o);
	case 2:
		return IN(uint16_t, f, o);
	case 4:
		return IN(uint32_t, f, o);
	default:
		return IN(uint64_t, f, o);
	}
}

static enum orm_datetime_parts parts_of(const struct orm_field *f)
{
	if (!f->type)
		return ORM_DATE_AND_TIME;
	if (text_same_nocase(f->type, "date"))
		return ORM_DATE_ALONE;
	return text_same_nocase(f->type, "time") || text_starts(f->type, "Time(") ||
	               text_starts(f->type, "time(")
	           ? ORM_TIME_ALONE
	           : ORM_DATE_AND_TIME;
}

static struct orm_value uuid_value(struct arena *a, const struct orm_uuid *u)
{
	/* 32 digits: what CHAR(32) holds where there is no such type; those that are take them. */
	char *text = arena_alloc(a, 2 * sizeof u->bytes + 1);
	for (size_t i = 0; i < sizeof u->bytes; i++)
		snprintf(text + 2 * i, 3, "%02x", u->bytes[i]);
	return orm_text(text);
}

static size_t count_names(const struct orm_field *f)
{
	size_t n = 0;
	while (f->names[n])
		n++;
	return n;
}

static struct orm_value whole_value(struct arena *a, const struct orm_field *f, const void *o)
{
	uint64_t u = f->kind == ORM_MEMBER_UNSIGNED ? read_unsigned(f, o) : 0;
	int64_t i = f->kind == ORM_MEMBER_UNSIGNED ? (int64_t)u : read_signed(f, o);
	if (f->names)
		return i >= 0 && (size_t)i < count_names(f) ? orm_text(f->names[i]) : orm_int(i);
	if (u > INT64_MAX)
		return orm_text(arena_printf(a, "%" PRIu64, u));
	return orm_int(i);
}

static struct orm_value bytes_value(const struct orm_bytes *b)
{
	return b->data ? orm_blob(b->data, b->len) : orm_null();
}

static struct orm_value time_value(struct arena *a, const struct orm_field *f,
                                   const struct orm_datetime *t)
{
	return orm_text(orm_datetime_text(a, t, parts_of(f)));
}

struct orm_value orm_member_get(struct arena *a, const struct orm_field *f, const void *o)
{
	switch (f->kind) {
	case ORM_MEMBER_BOOL:
		return orm_int(IN(bool, f, o));
	case ORM_MEMBER_SIGNED:
	case ORM_MEMBER_UNSIGNED:
		return whole_value(a, f, o);
	case ORM_MEMBER_REAL:
		return orm_double(f->size == sizeof(float) ? (double)IN(float, f, o)
		                                           : IN(double, f, o));
	case ORM_MEMBER_TEXT:
		return orm_text(IN(char *const, f, o));
	case ORM_MEMBER_BYTES:
		return bytes_value(&IN(struct orm_bytes, f, o));
	case ORM_MEMBER_DATETIME:
		return time_value(a, f, &IN(struct orm_datetime, f, o));
	case ORM_MEMBER_UUID:
		return uuid_value(a, &IN(struct orm_uuid, f, o));
	case ORM_MEMBER_VALUE:
		return IN(struct orm_value, f, o);
	default:
		break;
	}
	if (!IN(bool, f, o))
		return orm_null();
	switch (f->kind) {
	case ORM_MEMBER_OPT_BOOL:
		return orm_int(IN(struct orm_opt_bool, f, o).value);
	case ORM_MEMBER_OPT_INT:
		return orm_int(IN(struct orm_opt_int, f, o).value);
	case ORM_MEMBER_OPT_DOUBLE:
		return orm_double(IN(struct orm_opt_double, f, o).value);
	case ORM_MEMBER_OPT_DATETIME:
		return time_value(a, f, &IN(struct orm_opt_datetime, f, o).value);
	default:
		return uuid_value(a, &IN(struct orm_opt_uuid, f, o).value);
	}
}

static bool set_signed(const struct orm_field *f, void *o, int64_t i)
{
	switch (f->size) {
	case 1:
		return AT(int8_t, f, o) = (int8_t)i, i >= INT8_MIN && i <= INT8_MAX;
	case 2:
		return AT(int16_t, f, o) = (int16_t)i, i >= INT16_MIN && i <= INT16_MAX;
	case 4:
		return AT(int32_t, f, o) = (int32_t)i, i >= INT32_MIN && i <= INT32_MAX;
	default:
		return AT(int64_t, f, o) = i, true;
	}
}

static bool set_unsigned(const struct orm_field *f, void *o, uint64_t u)
{
	switch (f->size) {
	case 1:
		return AT(uint8_t, f, o) = (uint8_t)u, u <= UINT8_MAX;
	case 2:
		return AT(uint16_t, f, o) = (uint16_t)u, u <= UINT16_MAX;
	case 4:
		return AT(uint32_t, f, o) = (uint32_t)u, u <= UINT32_MAX;
	default:
		return AT(uint64_t, f, o) = u, true;
	}
}

/* The number of an enum's text. */
static bool set_named(const struct orm_field *f, void *o, const struct orm_value *v)
{
	for (size_t i = 0; v->kind == ORM_TEXT && f->names[i]; i++)
		if (text_same(f->names[i], v->data))
			return f->kind == ORM_MEMBER_SIGNED ? set_signed(f, o, (int64_t)i)
			                                    : set_unsigned(f, o, i);
	return false;
}

static bool set_whole(const struct orm_field *f, void *o, const struct orm_value *v)
{
	int64_t i;
	uint64_t u;
	if (f->names)
		return set_named(f, o, v);
	if (f->kind == ORM_MEMBER_UNSIGNED)
		return orm_value_uint(v, &u) && set_unsigned(f, o, u);
	return orm_value_int(v, &i) && set_signed(f, o, i);
}

static bool set_real(const struct orm_field *f, void *o, const struct orm_value *v)
{
	double d;
	if (!orm_value_double(v, &d))
		return false;
	if (f->size == sizeof(float))
		AT(float, f, o) = (float)d;
	else
		AT(double, f, o) = d;
	return true;
}

static const char *text_of(struct arena *a, const struct orm_value *v)
{
	if (v->kind == ORM_INT)
		return arena_printf(a, "%" PRId64, v->integer);
	if (v->kind == ORM_DOUBLE)
		return arena_printf(a, "%.17g", v->real);
	return arena_strndup(a, v->len ? v->data : "", v->len);
}

static bool set_bytes(struct arena *a, const struct orm_field *f, void *o,
                      const struct orm_value *v)
{
	if (v->kind != ORM_BLOB && v->kind != ORM_TEXT)
		return false;
	AT(struct orm_bytes, f, o) =
	    (struct orm_bytes){ arena_strndup(a, v->len ? v->data : "", v->len), v->len };
	return true;
}

static bool set_value(struct arena *a, const struct orm_field *f, void *o,
                      const struct orm_value *v)
{
	struct orm_value copy = *v;
	if (v->kind == ORM_TEXT || v->kind == ORM_BLOB)
		copy.data = arena_strndup(a, v->len ? v->data : "", v->len);
	AT(struct orm_value, f, o) = copy;
	return true;
}

static bool set_plain(struct arena *a, const struct orm_field *f, void *o,
                      const struct orm_value *v)
{
	switch (f->kind) {
	case ORM_MEMBER_BOOL:
		return orm_value_bool(v, &AT(bool, f, o));
	case ORM_MEMBER_SIGNED:
	case ORM_MEMBER_UNSIGNED:
		return set_whole(f, o, v);
	case ORM_MEMBER_REAL:
		return set_real(f, o, v);
	case ORM_MEMBER_TEXT:
		return v->kind != ORM_BLOB && (AT(const char *, f, o) = text_of(a, v));
	case ORM_MEMBER_BYTES:
		return set_bytes(a, f, o, v);
	case ORM_MEMBER_DATETIME:
		return orm_value_datetime(v, &AT(struct orm_datetime, f, o));
	case ORM_MEMBER_UUID:
		return orm_value_uuid(v, AT(struct orm_uuid, f, o).bytes);
	case ORM_MEMBER_OPT_BOOL:
		return orm_value_bool(v, &AT(struct orm_opt_bool, f, o).value);
	case ORM_MEMBER_OPT_INT:
		return orm_value_int(v, &AT(struct orm_opt_int, f, o).value);
	case ORM_MEMBER_OPT_DOUBLE:
		return orm_value_double(v, &AT(struct orm_opt_double, f, o).value);
	case ORM_MEMBER_OPT_DATETIME:
		return orm_value_datetime(v, &AT(struct orm_opt_datetime, f, o).value);
	case ORM_MEMBER_OPT_UUID:
		return orm_value_uuid(v, AT(struct orm_opt_uuid, f, o).value.bytes);
	default:
		return set_value(a, f, o, v);
	}
}

bool orm_member_set(struct arena *a, const struct orm_field *f, void *o, const struct orm_value *v,
                    struct error *err)
{
	if (v->kind == ORM_NULL && f->kind != ORM_MEMBER_VALUE) {
		if (!orm_field_has_null(f))
			return fail(err, ERR_INPUT, "column \"%s\" is NULL, its member can't be",
			            orm_field_column(f));
		memset((char *)o + f->offset, 0, f->size);
		return true;
	}
	if (!set_plain(a, f, o, v))
		return fail(err, ERR_INPUT, "column \"%s\" holds no value for its member",
		            orm_field_column(f));
	if (f->kind >= ORM_MEMBER_OPT_BOOL && f->kind <= ORM_MEMBER_OPT_UUID)
		AT(bool, f, o) = true;
	return true;
}

static bool same_data(const void *x, size_t x_len, const void *y, size_t y_len)
{
	return x == y ? x_len == y_len : x && y && x_len == y_len && memcmp(x, y, x_len) == 0;
}

static bool same_double(double x, double y)
{
	return isnan(x) || isnan(y) ? isnan(x) && isnan(y) : !(x < y) && !(x > y);
}

static bool same_value(const struct orm_value *x, const struct orm_value *y)
{
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case ORM_INT:
		return x->integer == y->integer;
	case ORM_DOUBLE:
		return same_double(x->real, y->real);
	case ORM_NULL:
		return true;
	default:
		return same_data(x->data, x->len, y->data, y->len);
	}
}

static bool same_time(const struct orm_datetime *x, const struct orm_datetime *y)
{
	return x->year == y->year && x->month == y->month && x->day == y->day &&
	       x->hour == y->hour && x->minute == y->minute && x->second == y->second &&
	       x->microsecond == y->microsecond && x->has_zone == y->has_zone && x->zone == y->zone;
}

static bool same_opt(const struct orm_field *f, const void *x, const void *y)
{
	if (IN(bool, f, x) != IN(bool, f, y) || !IN(bool, f, x))
		return IN(bool, f, x) == IN(bool, f, y);
	switch (f->kind) {
	case ORM_MEMBER_OPT_BOOL:
		return IN(struct orm_opt_bool, f, x).value == IN(struct orm_opt_bool, f, y).value;
	case ORM_MEMBER_OPT_INT:
		return IN(struct orm_opt_int, f, x).value == IN(struct orm_opt_int, f, y).value;
	case ORM_MEMBER_OPT_DOUBLE:
		return same_double(IN(struct orm_opt_double, f, x).value,
		                   IN(struct orm_opt_double, f, y).value);
	case ORM_MEMBER_OPT_DATETIME:
		return same_time(&IN(struct orm_opt_datetime, f, x).value,
		                 &IN(struct orm_opt_datetime, f, y).value);
	default:
		return memcmp(IN(struct orm_opt_uuid, f, x).value.bytes,
		              IN(struct orm_opt_uuid, f, y).value.bytes, 16) == 0;
	}
}

bool orm_member_same(const struct orm_field *f, const void *x, const void *y)
{
	const struct orm_bytes *b, *c;
	switch (f->kind) {
	case ORM_MEMBER_TEXT:
		return IN(char *const, f, x) == IN(char *const, f, y) ||
		       text_same(IN(char *const, f, x), IN(char *const, f, y));
	case ORM_MEMBER_BYTES:
		b = &IN(struct orm_bytes, f, x), c = &IN(struct orm_bytes, f, y);
		return same_data(b->data, b->len, c->data, c->len);
	case ORM_MEMBER_DATETIME:
		return same_time(&IN(struct orm_datetime, f, x), &IN(struct orm_datetime, f, y));
	case ORM_MEMBER_VALUE:
		return same_value(&IN(struct orm_value, f, x), &IN(struct orm_value, f, y));
	case ORM_MEMBER_OPT_BOOL:
	case ORM_MEMBER_OPT_INT:
	case ORM_MEMBER_OPT_DOUBLE:
	case ORM_MEMBER_OPT_DATETIME:
	case ORM_MEMBER_OPT_UUID:
		return same_opt(f, x, y);
	default:
		return memcmp((const char *)x + f->offset, (const char *)y + f->offset, f->size) ==
		       0;
	}
}

bool orm_member_is_zero(const struct orm_field *f, const void *object)
{
	const char *p = (const char *)object + f->offset;
	if (f->size == sizeof(int64_t))
		return *(const int64_t *)(const void *)p == 0;
	for (size_t i = 0; i < f->size; i++)
		if (p[i])
			return false;
	return true;
}
