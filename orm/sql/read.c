/* orm/sql/read.c - values of a row as the types that a program has */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "orm/sql/run.h"

static bool wrong(struct orm_result *r, int column, const char *wanted, struct error *err)
{
	return fail(err, ERR_INPUT, "column \"%s\" holds no %s", orm_column_name(r, column),
	            wanted);
}

/* True when there is a value to look at; `*ok` is the answer when there is none. */
static bool there(struct orm_result *r, int column, struct orm_value *v, bool *null, bool *ok,
                  struct error *err)
{
	*v = orm_get(r, column);
	*ok = true;
	if (null)
		*null = v->kind == ORM_NULL;
	else if (v->kind == ORM_NULL)
		*ok = fail(err, ERR_INPUT, "column \"%s\" is NULL", orm_column_name(r, column));
	return v->kind != ORM_NULL;
}

bool orm_read_int(struct orm_result *r, int column, int64_t *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	char *end;
	*out = 0;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	if (v.kind == ORM_DOUBLE && v.real >= -9223372036854775808.0 &&
	    v.real < 9223372036854775808.0) {
		*out = (int64_t)v.real;
		/* A number with a fraction is no integer. */
		ok = !(v.real < (double)*out) && !(v.real > (double)*out);
		return ok || wrong(r, column, "integer", err);
	}
	if (v.kind == ORM_TEXT) {
		errno = 0;
		*out = strtoll(v.data, &end, 10);
		if (errno == 0 && end != v.data && *end == '\0')
			return true;
	}
	if (v.kind != ORM_INT)
		return wrong(r, column, "integer", err);
	*out = v.integer;
	return true;
}

bool orm_read_double(struct orm_result *r, int column, double *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	char *end;
	*out = 0;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	if (v.kind == ORM_TEXT) {
		*out = strtod(v.data, &end);
		if (end != v.data && *end == '\0')
			return true;
	}
	if (v.kind != ORM_INT && v.kind != ORM_DOUBLE)
		return wrong(r, column, "number", err);
	*out = v.kind == ORM_INT ? (double)v.integer : v.real;
	return true;
}

bool orm_read_bool(struct orm_result *r, int column, bool *out, bool *null, struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = false;
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	if (v.kind == ORM_INT && (v.integer == 0 || v.integer == 1)) {
		*out = v.integer == 1;
		return true;
	}
	if (v.kind == ORM_TEXT && (text_same(v.data, "t") || text_same(v.data, "f") ||
	                           text_same(v.data, "true") || text_same(v.data, "false"))) {
		*out = *v.data == 't';
		return true;
	}
	return wrong(r, column, "truth value", err);
}

bool orm_read_text(struct orm_result *r, int column, const char **out, struct error *err)
{
	struct orm_value v = orm_get(r, column);
	*out = NULL;
	if (v.kind == ORM_BLOB)
		return wrong(r, column, "text", err);
	*out = orm_get_text(r, column);
	return true;
}

/* `count` digits, at most `most` in value. */
static bool digits(const char **p, int count, int most, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (**p - '0');
	}
	return *out <= most;
}

static bool parse_date(const char **p, struct orm_datetime *out)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap;
	if (!digits(p, 4, 9999, &out->year) || *(*p)++ != '-' || !digits(p, 2, 12, &out->month) ||
	    *(*p)++ != '-' || !digits(p, 2, 31, &out->day))
		return false;
	leap = out->year % 4 == 0 && (out->year % 100 != 0 || out->year % 400 == 0);
	return out->month >= 1 && out->day >= 1 && out->day <= days[out->month - 1] &&
	       (out->month != 2 || out->day <= 28 || leap);
}

static bool parse_zone(const char **p, struct orm_datetime *out)
{
	int hours, minutes = 0, sign = **p == '-' ? -1 : 1;
	out->has_zone = **p != '\0';
	if (**p == 'Z') {
		(*p)++;
		return true;
	}
	if (**p != '+' && **p != '-')
		return true;
	(*p)++;
	if (!digits(p, 2, 23, &hours))
		return false;
	if (**p == ':')
		(*p)++;
	if (**p && !digits(p, 2, 59, &minutes))
		return false;
	out->zone = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool parse_time(const char **p, struct orm_datetime *out)
{
	if (!digits(p, 2, 24, &out->hour) || *(*p)++ != ':' || !digits(p, 2, 59, &out->minute))
		return false;
	if (**p == ':') {
		(*p)++;
		if (!digits(p, 2, 60, &out->second))
			return false;
	}
	if (**p == '.') {
		(*p)++;
		for (int i = 0, unit = 100000; **p >= '0' && **p <= '9'; i++, (*p)++, unit /= 10)
			out->microsecond += (**p - '0') * unit;
	}
	return parse_zone(p, out);
}

bool orm_datetime_parse(const char *text, struct orm_datetime *out)
{
	const char *p = text;
	*out = (struct orm_datetime){ 0 };
	bool date = strlen(text) >= 10 && text[4] == '-';
	if (date && !parse_date(&p, out))
		return false;
	if (date && (*p == ' ' || *p == 'T'))
		p++;
	else if (date)
		return *p == '\0';
	return parse_time(&p, out) && *p == '\0';
}

bool orm_read_datetime(struct orm_result *r, int column, struct orm_datetime *out, bool *null,
                       struct error *err)
{
	struct orm_value v;
	bool ok;
	*out = (struct orm_datetime){ 0 };
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	return (v.kind == ORM_TEXT && orm_datetime_parse(v.data, out)) ||
	       wrong(r, column, "date or time", err);
}

static bool hex(char c, unsigned *out)
{
	const char *all = "0123456789abcdef0123456789ABCDEF", *at = c ? strchr(all, c) : NULL;
	*out = at ? (unsigned)(at - all) % 16 : 0;
	return at;
}

bool orm_read_uuid(struct orm_result *r, int column, unsigned char out[16], bool *null,
                   struct error *err)
{
	struct orm_value v;
	bool ok;
	size_t found = 0;
	unsigned digit;
	memset(out, 0, 16);
	if (!there(r, column, &v, null, &ok, err))
		return ok;
	if (v.kind == ORM_BLOB && v.len == 16) {
		memcpy(out, v.data, 16);
		return true;
	}
	for (size_t i = 0; v.kind == ORM_TEXT && i < v.len; i++) {
		if (v.data[i] == '-')
			continue;
		if (found == 32 || !hex(v.data[i], &digit))
			return wrong(r, column, "UUID", err);
		out[found / 2] = (unsigned char)((unsigned)out[found / 2] << 4 | digit);
		found++;
	}
	return found == 32 || wrong(r, column, "UUID", err);
}
