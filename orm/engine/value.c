/* orm/engine/value.c - a value as the types that a program has */
#include "orm/engine/value.h"

#include <errno.h>
#include <stdlib.h>

#include "base/text.h"

/* A number with a fraction is no integer. */
static bool whole(double real, int64_t *out)
{
	if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0))
		return false;
	*out = (int64_t)real;
	return !(real < (double)*out) && !(real > (double)*out);
}

bool orm_value_int(const struct orm_value *v, int64_t *out)
{
	char *end;
	if (v->kind == ORM_INT)
		*out = v->integer;
	if (v->kind == ORM_DOUBLE)
		return whole(v->real, out);
	if (v->kind != ORM_TEXT)
		return v->kind == ORM_INT;
	errno = 0;
	*out = strtoll(v->data, &end, 10);
	return errno == 0 && end != v->data && *end == '\0';
}

bool orm_value_uint(const struct orm_value *v, uint64_t *out)
{
	int64_t i;
	char *end;
	if (v->kind == ORM_TEXT && *v->data != '-') {
		errno = 0;
		*out = strtoull(v->data, &end, 10);
		return errno == 0 && end != v->data && *end == '\0';
	}
	if (!orm_value_int(v, &i) || i < 0)
		return false;
	*out = (uint64_t)i;
	return true;
}

bool orm_value_double(const struct orm_value *v, double *out)
{
	char *end;
	if (v->kind == ORM_TEXT) {
		*out = strtod(v->data, &end);
		return end != v->data && *end == '\0';
	}
	*out = v->kind == ORM_INT ? (double)v->integer : v->real;
	return v->kind == ORM_INT || v->kind == ORM_DOUBLE;
}

bool orm_value_bool(const struct orm_value *v, bool *out)
{
	if (v->kind == ORM_INT && (v->integer == 0 || v->integer == 1)) {
		*out = v->integer == 1;
		return true;
	}
	*out = v->kind == ORM_TEXT && (text_same(v->data, "t") || text_same(v->data, "true"));
	return *out ||
	       (v->kind == ORM_TEXT && (text_same(v->data, "f") || text_same(v->data, "false")));
}

static bool hex(char c, unsigned *out)
{
	const char *all = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(all, c) : NULL;
	*out = at ? (unsigned)(at - all) % 16 : 0;
	return at;
}

bool orm_value_uuid(const struct orm_value *v, unsigned char out[16])
{
	size_t found = 0;
	unsigned digit;
	if (v->kind == ORM_BLOB && v->len == 16) {
		memcpy(out, v->data, 16);
		return true;
	}
	memset(out, 0, 16);
	for (size_t i = 0; v->kind == ORM_TEXT && i < v->len; i++) {
		if (v->data[i] == '-')
			continue;
		if (found == 32 || !hex(v->data[i], &digit))
			return false;
		out[found / 2] = (unsigned char)((unsigned)out[found / 2] << 4 | digit);
		found++;
	}
	return found == 32;
}
