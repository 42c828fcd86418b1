/*
 * orm/mysql/unstored.c - values that a generated column doesn't take
 *
 * What type an expression has isn't written anywhere; as a member of a JSON array it tells.
 * A query only warns of what strict mode refuses to store.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/mysql.h"
#include "orm/mysql/types.h"

#define NUMBER "'^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$'"
#define EXACT  "'INTEGER', 'UNSIGNED INTEGER', 'DECIMAL'"

/* `list`: names between blanks */
static bool is(struct arena *a, const struct my_type *t, const char *list)
{
	return strstr(list, arena_printf(a, " %s ", t->name));
}

/* A text that is no number; of a JSON document, which is quoted, that isn't said. */
static const char *no_number(struct arena *a, const char *kind, const char *e)
{
	return arena_printf(a, "%s = 'STRING' AND %s NOT LIKE '\"%%' AND %s NOT REGEXP " NUMBER,
	                    kind, e, e);
}

static const char *out_of_range(struct arena *a, const struct my_type *t, const char *e)
{
	static const struct {
		const char *name;
		int bits;
	} all[] = { { "tinyint", 8 }, { "smallint", 16 }, { "mediumint", 24 }, { "int", 32 } };

	for (size_t i = 0; i < COUNT(all); i++) {
		unsigned long long half = 1ull << (all[i].bits - 1);

		if (strcmp(all[i].name, t->name) != 0)
			continue;
		return t->is_unsigned
		           ? arena_printf(a, "ROUND(%s) NOT BETWEEN 0 AND %llu", e, half * 2 - 1)
		           : arena_printf(a, "ROUND(%s) NOT BETWEEN -%llu AND %llu", e, half,
		                          half - 1);
	}
	if (!strcmp(t->name, "bigint"))
		return arena_printf(a, "ROUND(%s) NOT BETWEEN %s", e,
		                    t->is_unsigned
		                        ? "0 AND 18446744073709551615"
		                        : "-9223372036854775808 AND 9223372036854775807");
	if (!strcmp(t->name, "decimal") && t->length > 0) {
		long places = t->decimals > 0 ? t->decimals : 0;

		return arena_printf(a, "ABS(ROUND(%s, %ld)) >= 1e%ld", e, places,
		                    (long)t->length - places);
	}
	return "FALSE";
}

/* Blanks at the end are cut without an error. */
static const char *too_long(struct arena *a, const struct my_type *t, const char *kind,
                            const char *e)
{
	long length = t->length < 0 ? 1 : (long)t->length;

	if (is(a, t, " char varchar "))
		return arena_printf(a,
		                    "%s IN ('STRING', " EXACT ") AND CHAR_LENGTH(RTRIM(%s)) > %ld",
		                    kind, e, length);
	if (is(a, t, " tinytext tinyblob "))
		length = 255;
	else if (is(a, t, " text blob "))
		length = 65535;
	else if (!is(a, t, " binary varbinary "))
		return NULL;
	return arena_printf(a, "%s IN ('STRING', 'BLOB') AND LENGTH(RTRIM(%s)) > %ld", kind, e,
	                    length);
}

/*
 * Nothing but columns that have values, numbers and signs gives NULL where it is divided by
 * zero, or else not at all.
 */
static const char *divided(struct arena *a, const struct orm_table *t, const char *expr)
{
	const struct orm_dialect *d = &orm_mysql;
	struct buf b = { 0 };
	bool divides = false, plain = true;

	buf_addf(&b, "(%s) IS NULL", expr);
	for (const char *at = expr; *at && plain;) {
		struct orm_token k = d->next_token(at, strlen(at));
		bool name = k.kind == ORM_TOKEN_WORD || k.kind == ORM_TOKEN_QUOTED;
		const struct orm_column *c =
		    name ? orm_table_column(t, d, orm_unquote(a, d, &k)) : NULL;
		bool sign = k.len == 3 &&
		            (!strncasecmp(k.start, "div", 3) || !strncasecmp(k.start, "mod", 3));

		if (c)
			buf_addf(&b, " AND %s IS NOT NULL", my_name(a, c->object.name));
		plain = c || sign || k.kind == ORM_TOKEN_SPACE || k.kind == ORM_TOKEN_NUMBER ||
		        (k.kind == ORM_TOKEN_OPERATOR && k.len == 1 && strchr("+-*/%()", *k.start));
		divides = divides || (sign && !c) || (k.len == 1 && strchr("/%", *k.start));
		at = k.start + k.len;
	}
	if (plain && divides)
		return buf_take(&b, a);
	buf_release(&b);
	return NULL;
}

/* What isn't stored of that type; NULL: not known. */
static const char *misfit(struct arena *a, const char *expr, const struct orm_column *to)
{
	const char *e = arena_printf(a, "(%s)", expr);
	const char *kind = arena_printf(a, "JSON_TYPE(JSON_EXTRACT(JSON_ARRAY(%s), '$[0]'))", e);
	struct my_type t;

	if (!my_type_read(a, to->type->name, &t))
		return NULL;
	if (is(a, &t, " tinyint smallint mediumint int bigint decimal float double "))
		return arena_printf(a, "CASE WHEN %s IN (" EXACT ", 'DOUBLE') THEN %s ELSE %s END",
		                    kind, out_of_range(a, &t, e), no_number(a, kind, e));
	if (is(a, &t, " date datetime timestamp "))
		return arena_printf(
		    a, "%s = 'STRING' AND %s NOT LIKE '\"%%' AND CAST(%s AS DATETIME) IS NULL",
		    kind, e, e);
	return too_long(a, &t, kind, e);
}

const char *my_unstored(struct arena *a, const struct orm_table *t, const char *expr,
                        const struct orm_column *to)
{
	const char *type = misfit(a, expr, to), *zero = divided(a, t, expr);

	if (type && zero)
		return arena_printf(a, "(%s) OR (%s)", type, zero);
	return type ? type : zero;
}
