/* orm/mysql/types.c - portable types as MySQL's and MariaDB's own, and back */
#include "orm/mysql/types.h"

#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"

/* Without arguments; the dialect's one spelling is found by my_type_write. */
static const char *const type_names[ORM_TYPE_COUNT] = {
	[ORM_TYPE_SMALLINTEGER] = "smallint",
	[ORM_TYPE_INTEGER] = "int",
	[ORM_TYPE_BIGINTEGER] = "bigint",
	[ORM_TYPE_NUMERIC] = "decimal",
	[ORM_TYPE_FLOAT] = "float",
	[ORM_TYPE_DOUBLE] = "double",
	[ORM_TYPE_BOOLEAN] = "tinyint",
	[ORM_TYPE_STRING] = "varchar",
	[ORM_TYPE_UNICODE] = "varchar",
	[ORM_TYPE_TEXT] = "text",
	[ORM_TYPE_UNICODETEXT] = "text",
	[ORM_TYPE_LARGEBINARY] = "blob",
	[ORM_TYPE_DATE] = "date",
	[ORM_TYPE_TIME] = "time",
	[ORM_TYPE_DATETIME] = "datetime",
	[ORM_TYPE_INTERVAL] = "datetime", /* since 1970, as SQLAlchemy has it */
	[ORM_TYPE_ENUM] = "enum",
	[ORM_TYPE_JSON] = "json",
	[ORM_TYPE_UUID] = "char",
};

static bool needs_length(const struct orm_dialect *d, const struct orm_type *type,
                         struct error *err)
{
	fail(err, ERR_INPUT, "a %s needs a length on %s", orm_type_infos[type->id].name, d->title);
	return fail_hint(err, "Say how long it may be, %s(255), or use Text.",
	                 orm_type_infos[type->id].name);
}

static bool take_members(struct arena *a, const struct orm_type *type, struct my_type *t,
                         struct error *err)
{
	size_t longest = 1;

	if (!type->values.len)
		return fail(err, ERR_INPUT, "an Enum needs values");
	for (size_t i = 0; i < type->values.len; i++) {
		if (utf8_width(type->values.items[i]) > longest)
			longest = utf8_width(type->values.items[i]);
		if (!type->not_native)
			vec_push(a, &t->values, my_string(a, type->values.items[i]));
	}
	if (type->not_native) {
		t->name = "varchar";
		t->length = (long)longest;
	}
	return true;
}

static bool take_arguments(struct arena *a, const struct orm_dialect *d,
                           const struct orm_type *type, struct my_type *t, struct error *err)
{
	switch (type->id) {
	case ORM_TYPE_STRING:
	case ORM_TYPE_UNICODE:
		t->length = type->length;
		return type->length > 0 || needs_length(d, type, err);
	case ORM_TYPE_TEXT:
	case ORM_TYPE_UNICODETEXT:
	case ORM_TYPE_LARGEBINARY:
		t->length = type->length > 0 ? type->length : -1;
		return true;
	case ORM_TYPE_BOOLEAN:
		t->length = 1;
		return true;
	case ORM_TYPE_UUID:
		if (my_is_mariadb(d) && !type->not_native)
			t->name = "uuid";
		else
			t->length = 32;
		return true;
	case ORM_TYPE_ENUM:
		return take_members(a, type, t, err);
	case ORM_TYPE_ARRAY:
		return fail(err, ERR_UNSUPPORTED, "%s has no arrays", d->title);
	case ORM_TYPE_DATETIME:
		if (type->timezone)
			t->name = "timestamp";
		break;
	default:
		break;
	}
	t->length = type->precision;
	t->decimals = type->id == ORM_TYPE_NUMERIC ? type->scale : -1;
	return true;
}

static bool type_text(const struct orm_dialect *d, struct buf *out, const struct orm_type *type,
                      const struct orm_column *c, const struct orm_table *t, struct error *err)
{
	struct my_type x = { .name = type_names[type->id], .length = -1, .decimals = -1 };
	struct arena a = { 0 };
	bool ok;

	if (type->id == ORM_TYPE_EXACT) {
		buf_adds(out, type->name);
		return true;
	}
	x.charset = my_charset_for(&a, c, t);
	ok = take_arguments(&a, d, type, &x, err);
	if (ok)
		buf_adds(out, my_type_write(&a, d, &x));
	arena_release(&a);
	return ok;
}

bool my_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                  const struct orm_table *t, struct error *err)
{
	return type_text(&orm_mysql, out, type, c, t, err);
}

bool mariadb_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                       const struct orm_table *t, struct error *err)
{
	return type_text(&orm_mariadb, out, type, c, t, err);
}

/* What portable types are tried for an exact one, in this order. */
static const enum orm_type_id portable[] = {
	ORM_TYPE_INTEGER,  ORM_TYPE_SMALLINTEGER, ORM_TYPE_BIGINTEGER, ORM_TYPE_BOOLEAN,
	ORM_TYPE_NUMERIC,  ORM_TYPE_FLOAT,        ORM_TYPE_DOUBLE,     ORM_TYPE_STRING,
	ORM_TYPE_TEXT,     ORM_TYPE_LARGEBINARY,  ORM_TYPE_DATE,       ORM_TYPE_TIME,
	ORM_TYPE_DATETIME, ORM_TYPE_ENUM,         ORM_TYPE_JSON,       ORM_TYPE_UUID,
};

/*
 * How many characters Text may hold so that it becomes this type whatever the
 * character set, and bytes LargeBinary.
 */
static int length_of(const char *name)
{
	static const struct {
		const char *name;
		int length;
	} lengths[] = {
		{ "tinytext", 63 },  { "mediumtext", 4194303 },  { "longtext", 1073741823 },
		{ "tinyblob", 255 }, { "mediumblob", 16777215 }, { "longblob", 2147483647 },
	};

	for (size_t i = 0; i < COUNT(lengths); i++)
		if (!strcmp(lengths[i].name, name))
			return lengths[i].length;
	return 0;
}

static void take_numbers(struct arena *a, struct orm_type *to, const struct my_type *from)
{
	switch (to->id) {
	case ORM_TYPE_STRING:
		to->length = (int)from->length;
		break;
	case ORM_TYPE_TEXT:
	case ORM_TYPE_LARGEBINARY:
		to->length = length_of(from->name);
		break;
	case ORM_TYPE_NUMERIC:
		to->precision = (int)from->length;
		to->scale = (int)from->decimals;
		break;
	case ORM_TYPE_DATETIME:
		to->timezone = !strcmp(from->name, "timestamp");
		to->precision = (int)from->length;
		break;
	case ORM_TYPE_TIME:
		to->precision = (int)from->length;
		break;
	case ORM_TYPE_ENUM:
		for (size_t i = 0; i < from->values.len; i++) {
			const char *v = from->values.items[i];

			vec_push(a, &to->values, my_unescape(a, v, v + strlen(v)));
		}
		break;
	default:
		break;
	}
}

static bool spells(const struct orm_dialect *d, const struct orm_type *t, const char *text)
{
	struct error none = { 0 };
	struct buf b = { 0 };
	bool same = d->type_text(&b, t, NULL, NULL, &none) && !strcmp(buf_str(&b), text);

	buf_release(&b);
	return same;
}

static struct orm_type *generic_type(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct my_type exact;

	if (!my_type_read(a, text, &exact))
		return NULL;
	for (size_t i = 0; i < COUNT(portable); i++) {
		struct orm_type *t = orm_type_new(a, portable[i]);

		/* JSON here is another type with a check */
		if (portable[i] == ORM_TYPE_JSON && my_is_mariadb(d))
			continue;
		take_numbers(a, t, &exact);
		if ((portable[i] != ORM_TYPE_UUID || my_is_mariadb(d)) && spells(d, t, text))
			return t;
	}
	return NULL;
}

struct orm_type *my_generic_type(struct arena *a, const char *text)
{
	return generic_type(a, &orm_mysql, text);
}

struct orm_type *mariadb_generic_type(struct arena *a, const char *text)
{
	return generic_type(a, &orm_mariadb, text);
}

/* Without the width of an integer, unless zeros fill it or it says BOOLEAN. */
static char *loose_type(struct arena *a, const struct orm_dialect *d, const char *text)
{
	struct my_type t;

	if (my_type_read(a, text, &t) && !t.zerofill && text_ends(t.name, "int") &&
	    (t.length != 1 || strcmp(t.name, "tinyint") != 0)) {
		t.length = -1;
		return my_type_write(a, d, &t);
	}
	return my_canonical_type(a, d, text);
}

static bool same_type(const struct orm_dialect *d, const char *x, const char *y, bool loose)
{
	char *(*spelling)(struct arena *, const struct orm_dialect *, const char *) =
	    loose ? loose_type : my_canonical_type;
	struct arena a = { 0 };
	bool same;

	if (!strcmp(x, y))
		return true;
	same = !strcmp(spelling(&a, d, x), spelling(&a, d, y));
	arena_release(&a);
	return same;
}

bool my_same_type(const char *x, const char *y, bool loose)
{
	return same_type(&orm_mysql, x, y, loose);
}

bool mariadb_same_type(const char *x, const char *y, bool loose)
{
	return same_type(&orm_mariadb, x, y, loose);
}
