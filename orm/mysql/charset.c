/* orm/mysql/charset.c - character sets and what collations belong to them */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/types.h"

const char *my_charset_of(struct arena *a, const char *collation)
{
	const char *end;

	if (!collation)
		return NULL;
	end = strchr(collation, '_');
	return text_lower(a,
	                  end ? arena_strndup(a, collation, (size_t)(end - collation)) : collation);
}

const char *my_charset_for(struct arena *a, const struct orm_column *c, const struct orm_table *t)
{
	const struct orm_object *from[] = { c ? &c->object : NULL, t ? &t->object : NULL };

	if (c && c->collation)
		return my_charset_of(a, c->collation);
	for (size_t i = 0; i < COUNT(from); i++) {
		const char *charset = from[i] ? my_option(from[i], "charset") : NULL;
		const char *collation = from[i] ? my_option(from[i], "collate") : NULL;

		if (charset || collation)
			return charset ? charset : my_charset_of(a, collation);
	}
	return NULL;
}

const char *my_charset_name(struct arena *a, const char *name)
{
	if (!name)
		return NULL;
	name = text_lower(a, name);
	if (!strcmp(name, "utf8"))
		return "utf8mb3";
	return text_starts(name, "utf8_") ? arena_printf(a, "utf8mb3%s", name + 4) : name;
}

int my_charset_width(const char *charset)
{
	static const struct {
		const char *prefix;
		int width;
	} wide[] = {
		{ "utf8mb4", 4 }, { "utf8", 3 },    { "utf16", 4 }, { "utf32", 4 },
		{ "gb18030", 4 }, { "ucs2", 2 },    { "gbk", 2 },   { "big5", 2 },
		{ "gb2312", 2 },  { "euckr", 2 },   { "sjis", 2 },  { "cp932", 2 },
		{ "ujis", 3 },    { "eucjpms", 3 },
	};

	if (!charset)
		return 4;
	for (size_t i = 0; i < COUNT(wide); i++)
		if (text_starts(charset, wide[i].prefix))
			return wide[i].width;
	return 1;
}
