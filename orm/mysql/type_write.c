/* orm/mysql/type_write.c - a type's one spelling, as each server prints it */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

/* Widths that integers have when none is given: signed, unsigned. */
static const struct {
	const char *name;
	int width, unsigned_width;
} integers[] = {
	{ "tinyint", 4, 3 }, { "smallint", 6, 5 }, { "mediumint", 9, 8 },
	{ "int", 11, 10 },   { "bigint", 20, 20 },
};

/* Lengths of strings of bytes, the shortest first. */
static const struct {
	const char *text, *blob;
	long long bytes;
} sizes[] = {
	{ "tinytext", "tinyblob", 255 },
	{ "text", "blob", 65535 },
	{ "mediumtext", "mediumblob", 16777215 },
	{ "longtext", "longblob", 4294967295 },
};

/* MySQL shows no widths but those that mean something to somebody. */
static long width_of(const struct orm_dialect *d, const struct my_type *t, size_t i)
{
	long usual = t->is_unsigned ? integers[i].unsigned_width : integers[i].width;
	long width = t->length > 0 ? t->length : usual;

	if (my_is_mariadb(d) || t->zerofill)
		return width;
	return !strcmp(t->name, "tinyint") && width == 1 && !t->is_unsigned ? 1 : 0;
}

static bool add_integer(struct buf *out, const struct orm_dialect *d, const struct my_type *t)
{
	for (size_t i = 0; i < COUNT(integers); i++)
		if (!strcmp(t->name, integers[i].name)) {
			long width = width_of(d, t, i);

			buf_adds(out, t->name);
			if (width)
				buf_addf(out, "(%ld)", width);
			return true;
		}
	return false;
}

/* decimal is decimal(10,0); float(30) is double. */
static bool add_decimal(struct buf *out, const struct my_type *t)
{
	bool is_float = !strcmp(t->name, "float"), is_double = !strcmp(t->name, "double");

	if (!strcmp(t->name, "decimal"))
		buf_addf(out, "decimal(%ld,%ld)", t->length > 0 ? t->length : 10,
		         t->decimals > 0 ? t->decimals : 0);
	else if ((is_float || is_double) && t->decimals >= 0)
		buf_addf(out, "%s(%ld,%ld)", t->name, t->length, t->decimals);
	else if (is_float || is_double)
		buf_adds(out, is_double || t->length > 24 ? "double" : "float");
	else
		return false;
	return true;
}

/* text(100) is the smallest that holds as many characters. */
static bool add_sized(struct buf *out, const struct my_type *t)
{
	bool text = !strcmp(t->name, "text");
	long long bytes = t->length;

	if ((!text && strcmp(t->name, "blob") != 0) || t->length <= 0)
		return false;
	if (text)
		bytes *= my_charset_width(t->charset ? t->charset : t->collation);
	for (size_t i = 0; i < COUNT(sizes); i++)
		if (bytes <= sizes[i].bytes || i + 1 == COUNT(sizes)) {
			buf_adds(out, text ? sizes[i].text : sizes[i].blob);
			break;
		}
	return true;
}

static void add_members(struct buf *out, const struct my_type *t)
{
	buf_addf(out, "%s(", t->name);
	for (size_t i = 0; i < t->values.len; i++)
		buf_addf(out, "%s%s", i ? "," : "", t->values.items[i]);
	buf_addc(out, ')');
}

static bool is_any(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

static void add_other(struct buf *out, const struct orm_dialect *d, const struct my_type *t)
{
	static const char *const one[] = { "char", "binary", "bit", NULL };
	static const char *const times[] = { "time", "datetime", "timestamp", NULL };
	bool mariadb = my_is_mariadb(d);

	if (!strcmp(t->name, "geometrycollection") && !mariadb)
		buf_adds(out, "geomcollection");
	else if (!strcmp(t->name, "year"))
		buf_adds(out, mariadb ? "year(4)" : "year");
	else if (t->length < 0 && is_any(t->name, one))
		buf_addf(out, "%s(1)", t->name);
	else if (t->length < 0 && !strcmp(t->name, "vector") && !mariadb)
		buf_adds(out, "vector(2048)");
	else if (t->length < 0 || (!t->length && is_any(t->name, times)))
		buf_adds(out, t->name);
	else if (t->decimals < 0)
		buf_addf(out, "%s(%ld)", t->name, t->length);
	else
		buf_addf(out, "%s(%ld,%ld)", t->name, t->length, t->decimals);
}

char *my_type_write(struct arena *a, const struct orm_dialect *d, const struct my_type *t)
{
	struct buf b = { 0 };

	if (t->values.len)
		add_members(&b, t);
	else if (!add_integer(&b, d, t) && !add_decimal(&b, t) && !add_sized(&b, t))
		add_other(&b, d, t);
	if (t->is_unsigned)
		buf_adds(&b, " unsigned");
	if (t->zerofill)
		buf_adds(&b, " zerofill");
	return buf_take(&b, a);
}

/* Words in lower case, one space where there was any. */
static char *tidy(struct arena *a, const char *text)
{
	struct my_words w = my_words_of(&orm_mariadb, text);
	const char *before = NULL;
	struct buf b = { 0 };

	for (; w.t.kind != ORM_TOKEN_END; my_words_next(&w)) {
		char *token = arena_strndup(a, w.t.start, w.t.len);

		if (before && before != w.t.start)
			buf_addc(&b, ' ');
		buf_adds(&b, w.t.kind == ORM_TOKEN_WORD ? text_lower(a, token) : token);
		before = w.t.start + w.t.len;
	}
	return buf_take(&b, a);
}

char *my_canonical_type(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct my_type t;
	char *name;

	if (!my_type_read(a, text, &t))
		return tidy(a, text);
	name = my_type_write(a, d, &t);
	if (t.charset)
		name = arena_printf(a, "%s character set %s", name, t.charset);
	if (t.collation)
		name = arena_printf(a, "%s collate %s", name, t.collation);
	return t.binary ? arena_printf(a, "%s binary", name) : name;
}
