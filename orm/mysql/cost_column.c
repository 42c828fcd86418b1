/* orm/mysql/cost_column.c - what the change of a column's definition costs */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/algorithm.h"
#include "orm/mysql/create.h"

struct change {
	const struct orm_dialect *d;
	const struct orm_table *was, *is;
	const struct orm_column *from, *to;
};

/* Bytes that a character takes at most. */
static int width(const char *charset)
{
	static const struct {
		const char *charset;
		int width;
	} widths[] = {
		{ "utf8mb4", 4 }, { "utf16", 4 }, { "utf16le", 4 }, { "utf32", 4 },
		{ "gb18030", 4 }, { "utf8", 3 },  { "utf8mb3", 3 }, { "ujis", 3 },
		{ "eucjpms", 3 }, { "ucs2", 2 },  { "big5", 2 },    { "sjis", 2 },
		{ "cp932", 2 },   { "gbk", 2 },   { "gb2312", 2 },  { "euckr", 2 },
	};

	for (size_t i = 0; i < COUNT(widths); i++)
		if (text_same_nocase(widths[i].charset, charset))
			return widths[i].width;
	return 1;
}

static const char *collation_of(const struct orm_table *t, const struct orm_column *c)
{
	return c->collation ? c->collation : my_option(&t->object, "collate");
}

static long length_of(const char *type)
{
	const char *at = strchr(type, '(');

	return at ? strtol(at + 1, NULL, 10) : 0;
}

static bool is_varchar(const char *type)
{
	return !strncasecmp(type, "varchar(", 8);
}

static bool is_bytes(const char *type)
{
	return !strncasecmp(type, "varbinary(", 10);
}

/*
 * MySQL minds whether the length takes one byte or two; MariaDB can also grow
 * from 127 bytes to more than 255.
 */
static bool text_grows(const struct change *x)
{
	struct arena a = { 0 };
	const char *from = x->from->type->name, *to = x->to->type->name;
	const char *collation = collation_of(x->is, x->to);
	long bytes = width(collation ? my_charset_of(&a, collation) : "utf8mb4");
	long was = length_of(from) * bytes, becomes = length_of(to) * bytes;

	arena_release(&a);
	if (is_bytes(from) && is_bytes(to)) {
		was = length_of(from);
		becomes = length_of(to);
	} else if (!is_varchar(from) || !is_varchar(to)) {
		return false;
	}
	if (becomes < was)
		return false;
	return (was > 255) == (becomes > 255) || (my_is_mariadb(x->d) && was <= 127);
}

static size_t members(const struct orm_dialect *d, const char *type)
{
	size_t n = 0;

	for (const char *at = type, *end = type + strlen(type); at < end;) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		n += t.kind == ORM_TOKEN_STRING;
		at = t.start + t.len;
	}
	return n;
}

/* Bytes of an ENUM or SET of so many members. */
static int member_bytes(bool set, size_t n)
{
	if (!set)
		return n > 255 ? 2 : 1;
	return n > 32 ? 8 : n > 24 ? 4 : (int)((n + 7) / 8);
}

static bool enum_grows(const struct change *x)
{
	const char *from = x->from->type->name, *to = x->to->type->name;
	bool set = !strncasecmp(from, "set(", 4);
	size_t kept = strlen(from);

	if (!set && strncasecmp(from, "enum(", 5) != 0)
		return false;
	return kept && !strncmp(from, to, kept - 1) && to[kept - 1] == ',' &&
	       member_bytes(set, members(x->d, from)) == member_bytes(set, members(x->d, to));
}

static bool same_option(const struct change *x, const char *option)
{
	return text_same(my_option(&x->from->object, option), my_option(&x->to->object, option));
}

static bool is_indexed(const struct change *x)
{
	const struct orm_constraint *key = orm_table_primary_key(x->is);
	const char *name = x->to->object.name;

	for (size_t i = 0; i < x->is->indexes.len; i++) {
		const struct orm_index *k = x->is->indexes.items[i];

		for (size_t j = 0; j < k->elements.len; j++)
			if (!k->elements.items[j].column ||
			    x->d->same_name(k->elements.items[j].column, name))
				return true;
	}
	return key && orm_column_is_key(x->is, x->d, name);
}

/* Another order of the same bytes, which nothing is sorted by. */
static bool collates_only(const struct change *x)
{
	struct arena a = { 0 };
	const char *from = collation_of(x->was, x->from), *to = collation_of(x->is, x->to);
	const char *was = from ? my_charset_of(&a, from) : NULL;
	const char *is = to ? my_charset_of(&a, to) : NULL;
	bool only = was && is && text_same_nocase(x->from->type->name, x->to->type->name) &&
	            is_varchar(x->to->type->name) && !is_indexed(x) && text_same_nocase(was, is);

	arena_release(&a);
	return only;
}

static enum my_step type_step(const struct change *x)
{
	if (collates_only(x))
		return MY_COLLATE_TEXT;
	if (my_is_text(x->to->type) &&
	    !text_same_nocase(collation_of(x->was, x->from), collation_of(x->is, x->to)))
		return MY_CHANGE_TYPE;
	if (text_grows(x))
		return MY_GROW_TEXT;
	return enum_grows(x) ? MY_GROW_ENUM : MY_CHANGE_TYPE;
}

/* Or stops, which MariaDB does without looking at the rows. */
static bool starts_counting(const struct change *x)
{
	return !same_option(x, "auto_increment") &&
	       !(my_is_mariadb(x->d) && my_is(&x->from->object, "auto_increment"));
}

/* How wide a client shows an integer is nothing that rows hold. */
static bool width_only(const struct orm_type *from, const struct orm_type *to)
{
	const char *x = from->name, *y = to->name;
	size_t word = strcspn(x, "(");

	if (!strstr(x, "int(") || strncmp(x, y, word) != 0 || y[word] != '(')
		return false;
	x = strchr(x, ')');
	y = strchr(y, ')');
	return x && y && text_same(x, y);
}

struct my_cost my_column_cost(const struct orm_dialect *d, int version, const struct orm_table *was,
                              const struct orm_column *from, const struct orm_table *is,
                              const struct orm_column *to)
{
	struct change x = { d, was, is, from, to };
	struct my_cost sum = my_cost_of(d, version, MY_SET_DEFAULT), more;
	bool type = !d->same_type(from->type->name, to->type->name, false) ||
	            (my_is_text(to->type) &&
	             !text_same_nocase(collation_of(was, from), collation_of(is, to)));

	if (type && !width_only(from->type, to->type)) {
		more = my_cost_of(d, version, type_step(&x));
		my_cost_add(&sum, &more);
	}
	if (from->nullable != to->nullable && !to->computed) {
		more = my_table_cost(d, version, was,
		                     to->nullable == ORM_NO ? MY_SET_NOT_NULL : MY_SET_NULL);
		my_cost_add(&sum, &more);
	}
	if (!orm_same_expr(d, from->computed, to->computed) || !same_option(&x, "check") ||
	    starts_counting(&x) || !same_option(&x, "compressed") || !same_option(&x, "srid")) {
		more = my_cost_of(d, version, MY_CHANGE_EXPRESSION);
		my_cost_add(&sum, &more);
	}
	if (!same_option(&x, "invisible")) {
		more = my_cost_of(d, version, MY_SET_INVISIBLE);
		my_cost_add(&sum, &more);
	}
	return sum;
}
