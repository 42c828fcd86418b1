/* orm/schema/type.c - column types: making, copying, comparing */
#include "orm/schema/type.h"

#include <string.h>

#include "base/text.h"

const struct orm_type_info orm_type_infos[ORM_TYPE_COUNT] = {
	[ORM_TYPE_EXACT] = { .name = "Type" },
	[ORM_TYPE_SMALLINTEGER] = { .name = "SmallInteger" },
	[ORM_TYPE_INTEGER] = { .name = "Integer" },
	[ORM_TYPE_BIGINTEGER] = { .name = "BigInteger" },
	[ORM_TYPE_NUMERIC] = { .name = "Numeric", .positional = { "precision", "scale" } },
	[ORM_TYPE_FLOAT] = { .name = "Float", .positional = { "precision" } },
	[ORM_TYPE_DOUBLE] = { .name = "Double", .positional = { "precision" } },
	[ORM_TYPE_BOOLEAN] = { .name = "Boolean" },
	[ORM_TYPE_STRING] = { .name = "String", .positional = { "length" } },
	[ORM_TYPE_UNICODE] = { .name = "Unicode", .positional = { "length" } },
	[ORM_TYPE_TEXT] = { .name = "Text", .positional = { "length" } },
	[ORM_TYPE_UNICODETEXT] = { .name = "UnicodeText", .positional = { "length" } },
	[ORM_TYPE_LARGEBINARY] = { .name = "LargeBinary", .positional = { "length" } },
	[ORM_TYPE_DATE] = { .name = "Date" },
	[ORM_TYPE_TIME] = { .name = "Time", .positional = { "precision" }, .timezone = true },
	[ORM_TYPE_DATETIME] = { .name = "DateTime",
	                        .positional = { "precision" },
	                        .timezone = true },
	[ORM_TYPE_INTERVAL] = { .name = "Interval", .positional = { "precision" } },
	[ORM_TYPE_ENUM] = { .name = "Enum", .values = true },
	[ORM_TYPE_JSON] = { .name = "JSON" },
	[ORM_TYPE_UUID] = { .name = "Uuid" },
	[ORM_TYPE_ARRAY] = { .name = "ARRAY", .item = true },
};

struct orm_type *orm_type_new(struct arena *a, enum orm_type_id id)
{
	struct orm_type *t = ARENA_NEW(a, struct orm_type);

	t->id = id;
	t->precision = t->scale = -1;
	return t;
}

struct orm_type *orm_type_exact(struct arena *a, const char *text)
{
	struct orm_type *t = orm_type_new(a, ORM_TYPE_EXACT);

	t->name = arena_strdup(a, text);
	return t;
}

static struct names copy_names(struct arena *a, const struct names *from)
{
	struct names to = { 0 };

	for (size_t i = 0; i < from->len; i++)
		vec_push(a, &to, arena_strdup(a, from->items[i]));
	return to;
}

struct orm_type *orm_type_copy(struct arena *a, const struct orm_type *t)
{
	struct orm_type *copy;

	if (!t)
		return NULL;
	copy = arena_copy(a, t, sizeof *t);
	copy->name = arena_strdup(a, t->name);
	copy->values = copy_names(a, &t->values);
	copy->renamed_values = copy_names(a, &t->renamed_values);
	copy->item = orm_type_copy(a, t->item);
	copy->declared = orm_type_copy(a, t->declared);
	return copy;
}

bool orm_type_same(const struct orm_type *x, const struct orm_type *y)
{
	if (!x || !y)
		return x == y;
	if (x->id != y->id || !text_same(x->name, y->name) || x->length != y->length ||
	    x->precision != y->precision || x->scale != y->scale || x->timezone != y->timezone ||
	    x->create_constraint != y->create_constraint || x->not_native != y->not_native ||
	    x->dimensions != y->dimensions || x->values.len != y->values.len)
		return false;
	for (size_t i = 0; i < x->values.len; i++)
		if (!text_same(x->values.items[i], y->values.items[i]))
			return false;
	return orm_type_same(x->item, y->item);
}
