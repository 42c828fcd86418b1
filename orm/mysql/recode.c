/* orm/mysql/recode.c - values under another character set or collation */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/create.h"
#include "orm/mysql/mysql.h"
#include "orm/mysql/types.h"

/* Of a text; NULL: it is none, or only its table says. */
static const char *charset_of(struct arena *a, const struct orm_column *c)
{
	return my_is_text(c->type) ? my_charset_name(a, my_charset_for(a, c, NULL)) : NULL;
}

static bool is_bytes(const struct orm_type *type)
{
	const char *name = type && type->name ? type->name : "";

	return text_starts(name, "binary") || text_starts(name, "varbinary") ||
	       text_ends(name, "blob");
}

static bool is_any(const char *charset, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(charset, *list))
			return true;
	return false;
}

/* Has `to` all characters of `from`? */
static bool takes_all(const char *from, const char *to)
{
	static const char *const all[] = {
		"utf8mb4", "utf16", "utf16le", "utf32", "gb18030", NULL
	};
	static const char *const most[] = { "utf8mb3", "ucs2", NULL };
	static const char *const few[] = { "ascii", "latin1", "utf8mb3", "ucs2", NULL };

	return !strcmp(from, to) || is_any(to, all) || (is_any(to, most) && is_any(from, few)) ||
	       (!strcmp(from, "ascii") && text_starts(to, "latin"));
}

const char *my_recoded(struct arena *a, const char *column, const struct orm_column *from,
                       const struct orm_column *to)
{
	const char *was = charset_of(a, from), *is = charset_of(a, to);

	return was && is && strcmp(was, is) != 0
	           ? arena_printf(a, "CONVERT(%s USING %s)", column, is)
	           : NULL;
}

/* What isn't the same once it is back in Unicode was lost on the way. */
const char *my_unwritable(struct arena *a, const char *column, const struct orm_column *from,
                          const struct orm_column *to)
{
	const char *was = charset_of(a, from), *is = charset_of(a, to);
	bool single = is && my_charset_width(is) == 1 && strcmp(is, "ascii") != 0;

	if (is && !single && is_bytes(from->type))
		return arena_printf(a,
		                    "NOT (CAST(CONVERT(%s USING %s) AS BINARY) <=> CAST(%s AS "
		                    "BINARY))",
		                    column, is, column);
	if (!was || !is || takes_all(was, is))
		return NULL;
	return arena_printf(a,
	                    "NOT (CAST(CONVERT(CONVERT(%s USING %s) USING utf8mb4) AS BINARY) <=> "
	                    "CAST(CONVERT(%s USING utf8mb4) AS BINARY))",
	                    column, is, column);
}

const char *my_collated(struct arena *a, const char *column, const struct orm_column *from,
                        const struct orm_column *to)
{
	const char *was = charset_of(a, from), *is = charset_of(a, to);

	if (!is || (!was && !is_bytes(from->type)))
		return NULL;
	if (was && !strcmp(was, is) && text_same_nocase(from->collation, to->collation))
		return NULL;
	return arena_printf(a, "CONVERT(%s USING %s)%s%s", column, is,
	                    to->collation ? " COLLATE " : "", to->collation ? to->collation : "");
}
