/* orm/postgresql/names.c - names, literals and options of objects, as SQL */
#include <string.h>

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

/* The longest part of at most `len` bytes that cuts no character in two. */
static int clip(const char *text, size_t len)
{
	while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return (int)len;
}

const char *pg_usual_name(struct arena *a, const char *first, const char *second, const char *label)
{
	size_t x = strlen(first), y = second ? strlen(second) : 0;
	size_t room = orm_postgresql.identifier_max - strlen(label) - strlen("_") -
	              (second ? strlen("_") : 0);

	while (x + y > room)
		*(x > y ? &x : &y) -= 1;
	return arena_printf(a, "%.*s%s%.*s_%s", clip(first, x), first, second ? "_" : "",
	                    second ? clip(second, y) : 0, second ? second : "", label);
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
	/* a script that takes it away need not say what it was */
	return !c->from || !says(c->from, name) || !text_same(*value, pg_option(c->from, name));
}

/* "t_a_b_key", also with a number after it where that was taken. */
static bool is_usual(const char *name, const char *usual)
{
	size_t len = strlen(usual);

	return !strncmp(name, usual, len) && !name[len + strspn(name + len, "0123456789")];
}

static bool chose_key_name(const struct orm_table *t, const char *name)
{
	struct arena a = { 0 };
	bool usual = is_usual(name, pg_usual_name(&a, t->object.name, NULL, "pkey"));

	arena_release(&a);
	return usual;
}

bool pg_chose_name(const struct orm_table *t, const struct orm_constraint *c)
{
	static const char *const labels[] = {
		[ORM_UNIQUE] = "key", [ORM_FOREIGN_KEY] = "fkey", [ORM_CHECK] = "check"
	};
	enum orm_kind kind = c->object.kind;
	struct buf columns = { 0 };
	struct arena a = { 0 };
	bool usual;

	if (kind == ORM_PRIMARY_KEY)
		return chose_key_name(t, c->object.name);
	if (kind != ORM_UNIQUE && kind != ORM_FOREIGN_KEY && kind != ORM_CHECK)
		return false;
	for (size_t i = 0; i < c->elements.len && c->elements.items[i].column; i++)
		buf_addf(&columns, "%s%s", i ? "_" : "", c->elements.items[i].column);
	usual = is_usual(c->object.name,
	                 pg_usual_name(&a, t->object.name, columns.len ? buf_str(&columns) : NULL,
	                               labels[kind]));
	for (size_t i = 0; kind == ORM_CHECK && !usual && i < t->columns.len; i++)
		usual = is_usual(
		    c->object.name,
		    pg_usual_name(&a, t->object.name, t->columns.items[i]->object.name, "check"));
	buf_release(&columns);
	arena_release(&a);
	return usual;
}
