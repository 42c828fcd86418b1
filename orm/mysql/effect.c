/* orm/mysql/effect.c - what can be changed in place, and what is in the way */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/create.h"
#include "orm/mysql/mysql.h"

static bool is_virtual(const struct orm_column *c)
{
	return c->computed && c->persisted != ORM_YES;
}

bool my_is_geometry(const char *type)
{
	static const char *const words[] = {
		"geometry",       "point",           "linestring",   "polygon",
		"multipoint",     "multilinestring", "multipolygon", "geometrycollection",
		"geomcollection",
	};
	size_t len = strcspn(type, " (");

	for (size_t i = 0; i < COUNT(words); i++)
		if (len == strlen(words[i]) && !strncmp(type, words[i], len))
			return true;
	return false;
}

/* MariaDB's own types, which are only made of text or bytes, and the other way round. */
static bool is_unlike(const char *x, const char *y)
{
	static const char *const types[] = { "uuid", "inet4", "inet6" };
	static const char *const texts[] = { "char", "text", "binary", "blob", "enum", "set" };
	bool is_text = false;

	for (size_t i = 0; i < COUNT(texts); i++)
		is_text = is_text || strstr(y, texts[i]);
	for (size_t i = 0; i < COUNT(types); i++)
		if (text_same_nocase(x, types[i]) && !text_same_nocase(x, y) && !is_text)
			return true;
	return false;
}

static bool is_vector(const char *type)
{
	return !strncmp(type, "vector", strlen("vector"));
}

static bool is_bytes(const char *type)
{
	return strstr(type, "blob") || strstr(type, "binary");
}

/* Of places and vectors only bytes can be made, and of bytes those. */
static bool is_castable(const struct orm_column *from, const struct orm_column *to)
{
	const char *x = from->type->name, *y = to->type->name;

	if (is_unlike(x, y) || is_unlike(y, x))
		return false;
	if (is_vector(x) != is_vector(y))
		return is_bytes(x) || is_bytes(y);
	return my_is_geometry(x) == my_is_geometry(y) || strstr(x, "blob") || strstr(y, "blob");
}

/* A generated column that takes the place of values is one that is dropped and made. */
static bool can_alter_column(const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;

	if (from && my_gives(c, "type") && from->type && to->type && !is_castable(from, to))
		return false;
	return !my_gives(c, "computed") || !to->computed || !from || from->computed;
}

static bool can_alter_constraint(const struct orm_change *c)
{
	static const char *const foreign[] = { "ondelete",  "onupdate",     "match",
		                               "options",   "comment",      "deferrable",
		                               "initially", "not_enforced", NULL };
	static const char *const check[] = { "not_enforced", "options", "comment", NULL };
	static const char *const key[] = { "options", "comment", NULL };

	if (c->kind == ORM_FOREIGN_KEY)
		return orm_change_gives_only(c, foreign);
	return orm_change_gives_only(c, c->kind == ORM_CHECK ? check : key);
}

bool my_can_alter(const struct orm_change *c)
{
	static const char *const index[] = { "options", "comment", "using", NULL };
	const struct orm_definition *from = (const struct orm_definition *)c->from;

	if (c->verb == ORM_RENAME)
		return c->kind != ORM_SCHEMA &&
		       (!ORM_IS_DEFINITION(c->kind) || c->kind == ORM_VIEW ||
		        c->kind == ORM_SEQUENCE || c->kind == ORM_EVENT || from->definition);
	if (c->kind == ORM_COLUMN)
		return can_alter_column(c);
	if (c->kind == ORM_INDEX)
		return orm_change_gives_only(c, index);
	if (c->kind == ORM_TRIGGER)
		return !my_gives(c, "on") || !from ||
		       text_same(from->on, ((const struct orm_definition *)c->to)->on);
	return ORM_IS_CONSTRAINT(c->kind) ? can_alter_constraint(c) : true;
}

static bool changes_type(const struct orm_change *c)
{
	const char *was, *is;

	if (my_gives(c, "type") || my_gives(c, "collation"))
		return true;
	was = c->from ? my_option(c->from, "charset") : NULL;
	is = my_option(c->to, "charset");
	return (c->mask & ORM_ATTR_OPTIONS) && !text_same_nocase(was, is);
}

/* A column that can't become what it will be is dropped and made again. */
static bool remakes(const struct orm_change *c)
{
	const struct orm_column *from = (const struct orm_column *)c->from;
	const struct orm_column *to = (const struct orm_column *)c->to;

	return from && (my_gives(c, "computed") || my_gives(c, "persisted")) &&
	       is_virtual(from) != is_virtual(to);
}

static const char *losses(struct arena *a, const struct orm_dialect *d, const struct orm_change *c)
{
	if (c->kind == ORM_TABLE)
		return my_table_losses(a, d, c);
	if (!remakes(c) || ((const struct orm_column *)c->to)->computed)
		return NULL;
	return arena_printf(a, "the values that column \"%s\" computes", c->from->name);
}

const char *my_losses(struct arena *a, const struct orm_change *c)
{
	return losses(a, &orm_mysql, c);
}

const char *mariadb_losses(struct arena *a, const struct orm_change *c)
{
	return losses(a, &orm_mariadb, c);
}

/* The servers refuse while a foreign key has the column, at either end. */
static enum orm_effect effect_of_column(const struct orm_change *c, const struct orm_object *o)
{
	if (remakes(c))
		return o->kind == ORM_COLUMN || o->kind == ORM_CHECK || o->kind == ORM_FOREIGN_KEY
		           ? ORM_GOES
		           : ORM_STAYS;
	return o->kind == ORM_FOREIGN_KEY && changes_type(c) ? ORM_GOES : ORM_STAYS;
}

static enum orm_effect effect_of_drop(const struct orm_change *c, const struct orm_object *o)
{
	switch (o->kind) {
	case ORM_FOREIGN_KEY:
		return c->kind == ORM_TABLE || c->kind == ORM_COLUMN ? ORM_GOES : ORM_STAYS;
	case ORM_PRIMARY_KEY:
	case ORM_UNIQUE:
	case ORM_CHECK:
	case ORM_INDEX:
		return c->kind == ORM_COLUMN ? ORM_GOES : ORM_STAYS;
	case ORM_COLUMN:
		return c->kind == ORM_COLUMN && ((const struct orm_column *)o)->computed
		           ? ORM_GOES
		           : ORM_STAYS;
	case ORM_TRIGGER: /* goes with its table, and so has to come back with it */
		return c->kind == ORM_TABLE ? ORM_GOES : ORM_STAYS;
	default: /* views and routines are text: they work again once all is there */
		return ORM_STAYS;
	}
}

/* Error 1832, 1833: whether a column counts up is part of its type to MySQL. */
static bool counts_otherwise(const struct orm_change *c)
{
	return (c->mask & ORM_ATTR_OPTIONS) && c->from &&
	       my_is(c->from, "auto_increment") != my_is(c->to, "auto_increment");
}

enum orm_effect my_effect(const struct orm_change *c, const struct orm_object *dependent)
{
	if (c->verb == ORM_ALTER && c->kind == ORM_COLUMN && dependent->kind == ORM_FOREIGN_KEY &&
	    counts_otherwise(c))
		return ORM_GOES;
	return mariadb_effect(c, dependent);
}

enum orm_effect mariadb_effect(const struct orm_change *c, const struct orm_object *dependent)
{
	if (c->verb == ORM_DROP)
		return effect_of_drop(c, dependent);
	if (c->verb == ORM_RENAME) /* what they name has to be there when they are made */
		return dependent->kind == ORM_VIEW || dependent->kind == ORM_TRIGGER ? ORM_GOES
		                                                                     : ORM_STAYS;
	if (c->verb == ORM_ALTER && c->kind == ORM_COLUMN)
		return effect_of_column(c, dependent);
	return ORM_STAYS;
}
