/* orm/engine/datetime.c - days and times as texts */
#include "base/arena.h"
#include "orm/engine/value.h"

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

bool orm_value_datetime(const struct orm_value *v, struct orm_datetime *out)
{
	*out = (struct orm_datetime){ 0 };
	return v->kind == ORM_TEXT && orm_datetime_parse(v->data, out);
}

static const char *zone_text(struct arena *a, const struct orm_datetime *t)
{
	int minutes = (t->zone < 0 ? -t->zone : t->zone) / 60;
	if (!t->has_zone)
		return "";
	return arena_printf(a, "%c%02d:%02d", t->zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static const char *fraction_text(struct arena *a, const struct orm_datetime *t)
{
	return t->microsecond ? arena_printf(a, ".%06d", t->microsecond) : "";
}

char *orm_datetime_text(struct arena *a, const struct orm_datetime *t,
                        enum orm_datetime_parts parts)
{
	char *date = arena_printf(a, "%04d-%02d-%02d", t->year, t->month, t->day);
	char *time = arena_printf(a, "%02d:%02d:%02d%s%s", t->hour, t->minute, t->second,
	                          fraction_text(a, t), zone_text(a, t));
	if (parts == ORM_DATE_ALONE)
		return date;
	return parts == ORM_TIME_ALONE ? time : arena_printf(a, "%s %s", date, time);
}
