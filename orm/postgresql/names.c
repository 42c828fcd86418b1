/* orm/postgresql/names.c - names, literals and options of objects, as SQL */
#include "base/text.h"
#include "orm/postgresql/postgresql.h"

const char *pg_name(struct arena *a, const char *name)
{
	return pg_full_name(a, NULL, name);
}

const char *pg_full_name(struct arena *a, const char *schema, const char *name)
{
	struct buf b = { 0 };

	ddl_full_name(&b, &orm_postgresql, schema, name);
	return buf_take(&b, a);
}

const char *pg_string(struct arena *a, const char *text)
{
	struct buf b = { 0 };

	ddl_string(&b, &orm_postgresql, text);
	return buf_take(&b, a);
}

const char *pg_option(const struct orm_object *o, const char *name)
{
	const char *value = orm_option_get(&o->options, NULL, name);

	return value ? value : orm_option_get(&o->options, "postgresql", name);
}

bool pg_is(const struct orm_object *o, const char *name)
{
	return text_same_nocase(pg_option(o, name), "true");
}

bool pg_gives(const struct orm_change *c, const char *attr)
{
	return (c->mask & orm_attr_bit(c->kind, attr)) != 0;
}

static bool says(const struct orm_object *o, const char *name)
{
	for (size_t i = 0; i < o->options.len; i++)
		if (text_same(o->options.items[i].name, name))
			return true;
	return false;
}

bool pg_gives_option(const struct orm_change *c, const char *name, const char **value)
{
	*value = pg_option(c->to, name);
	if (!(c->mask & ORM_ATTR_OPTIONS) || !says(c->to, name))
		return false;
	return !c->from || !text_same(*value, pg_option(c->from, name));
}
