/* orm/mysql/short_column.c - a column in fewer words that my_resolve_column takes for the same */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/types.h"

/* A copy that may be changed. */
static struct orm_column *copy_of(struct arena *a, const struct orm_column *c)
{
	struct orm_column *copy = orm_column_copy(a, c);

	copy->object.table = c->object.table;
	return copy;
}

static const char *shorter_now(struct arena *a, const struct orm_dialect *d,
                               const struct my_type *type, const char *text)
{
	struct buf b = { 0 };
	long precision;

	if (!my_is_now(text, &precision) || precision != (type->length > 0 ? type->length : 0))
		return text;
	my_now_text(&b, d, 0);
	return buf_take(&b, a);
}

/* CURRENT_TIMESTAMP needs no precision that is the column's own. */
static const struct orm_column *with_short_now(struct arena *a, const struct orm_dialect *d,
                                               const struct orm_column *c)
{
	const char *on_update = my_option(&c->object, "on_update");
	struct orm_column *copy;
	struct my_type type;

	if ((c->server_default.kind != ORM_DEFAULT_SQL && !on_update) || !c->type->name ||
	    !my_type_read(a, c->type->name, &type) ||
	    (strcmp(type.name, "datetime") != 0 && strcmp(type.name, "timestamp") != 0))
		return c;
	copy = copy_of(a, c);
	if (c->server_default.kind == ORM_DEFAULT_SQL)
		copy->server_default.text = shorter_now(a, d, &type, c->server_default.text);
	if (on_update && orm_option_get(&c->object.options, NULL, "on_update"))
		orm_option_set(a, &copy->object.options, NULL, "on_update",
		               shorter_now(a, d, &type, on_update));
	return copy;
}

/* Is it what my_resolve_column makes of a JSON column? */
static bool is_json(struct arena *a, const struct orm_column *c)
{
	const char *check = my_option(&c->object, "check"), *collation = c->collation;

	if (!collation && c->object.table)
		collation = my_option(&c->object.table->object, "collate");
	return c->type && text_same(c->type->name, MY_JSON_TYPE) &&
	       text_same(collation, MY_JSON_COLLATION) && !my_option(&c->object, "charset") &&
	       check && !c->computed && !strcmp(check, my_json_check(a, c));
}

static const struct orm_column *with_json(struct arena *a, const struct orm_column *c)
{
	struct orm_column *json = copy_of(a, c);
	struct orm_type *type = orm_type_exact(a, "json");

	type->declared = orm_type_new(a, ORM_TYPE_JSON);
	json->type = type;
	json->collation = NULL;
	orm_option_set(a, &json->object.options, NULL, "check", NULL);
	return json;
}

const struct orm_column *my_short_column(struct arena *a, const struct orm_column *c)
{
	return c->type ? with_short_now(a, &orm_mysql, c) : c;
}

const struct orm_column *mariadb_short_column(struct arena *a, const struct orm_column *c)
{
	if (is_json(a, c))
		return with_json(a, c);
	return c->type ? with_short_now(a, &orm_mariadb, c) : c;
}
