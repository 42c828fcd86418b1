/* migrate/compare_hint_objects.c - definitions and values that go and come, and look renamed */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "migrate/compare_depends.h"
#include "migrate/compare_hint.h"
#include "orm/dialect.h"

/* The change, when it is of a definition as a whole. */
static const struct orm_change *definition_change(const struct migrate_op *op, enum orm_verb verb)
{
	const struct orm_change *c = op->changes.items;

	return op->kind == MIGRATE_CHANGE && op->changes.len == 1 && c->verb == verb &&
	               ORM_IS_DEFINITION(c->kind)
	           ? c
	           : NULL;
}

/* Definitions by their keys, on both sides, and which of those that go were hinted at. */
struct sides {
	struct map *old, *to;
	bool *taken;
};

static struct map *keys_of(struct comparison *k, const struct orm_metadata *m)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; i < m->definitions.len; i++)
		map_put(map, orm_object_key(k->arena, k->d, &m->definitions.items[i]->object),
		        NULL);
	return map;
}

/* What goes only to be made again has its name before and after. */
static bool is_there(struct comparison *k, const struct map *side, const struct orm_object *o)
{
	return map_has(side, orm_object_key(k->arena, k->d, o));
}

/* Tables of `m` that are in the schema. */
static size_t tables_in(const struct orm_metadata *m, const char *schema)
{
	size_t n = 0;

	for (size_t i = 0; i < m->tables.len; i++)
		n += text_same(m->tables.items[i]->object.schema, schema);
	return n;
}

/* Schemas that have tables of the same names. */
static bool same_tables(struct comparison *k, const char *from, const char *to)
{
	for (size_t i = 0; i < k->to->tables.len; i++) {
		const struct orm_object *o = &k->to->tables.items[i]->object;

		if (text_same(o->schema, to) && !orm_metadata_table(k->old, from, o->name))
			return false;
	}
	return tables_in(k->old, from) && tables_in(k->old, from) == tables_in(k->to, to);
}

static bool look_alike(struct comparison *k, const struct sides *s, const struct orm_change *goes,
                       const struct orm_change *comes)
{
	const struct orm_object *x = goes->from, *y = comes->to;
	struct orm_change rename =
	    compare_change(ORM_RENAME, goes->from, comes->to, comes->schema, comes->table);

	if (x->kind != y->kind || !x->name || !y->name || k->d->same_name(x->name, y->name) ||
	    !text_same(goes->schema, comes->schema) || !text_same(goes->table, comes->table))
		return false;
	if (x->kind == ORM_SCHEMA ? !same_tables(k, x->name, y->name)
	                          : orm_attrs_differ(k->d, x, y, k->loose) != 0)
		return false;
	return !is_there(k, s->old, y) && !is_there(k, s->to, x) && k->d->can_alter(&rename);
}

static const char *both(const struct orm_object *o)
{
	return o->kind == ORM_SCHEMA ? "they have the same tables" : "they look alike";
}

static void hint_definition(struct comparison *k, const struct sides *s,
                            const struct orm_change *comes)
{
	const struct migrate_ops *ops = &k->out->ops;

	for (size_t i = 0; i < ops->len; i++) {
		const struct orm_change *goes = definition_change(&ops->items[i], ORM_DROP);

		if (s->taken[i] || !goes || !look_alike(k, s, goes, comes))
			continue;
		s->taken[i] = true;
		compare_add_hint(k, goes->from, comes->to,
		                 arena_printf(k->arena, "%s \"%s\" goes and \"%s\" comes, and %s",
		                              orm_kinds[comes->kind].label, goes->from->name,
		                              comes->to->name, both(comes->to)));
		return;
	}
}

/* One that changes the type of a column. */
static const struct orm_change *column_change(const struct migrate_op *op)
{
	const struct orm_change *c = op->changes.items;

	return op->kind == MIGRATE_CHANGE && op->changes.len == 1 && c->verb == ORM_ALTER &&
	               c->kind == ORM_COLUMN && (c->mask & orm_attr_bit(ORM_COLUMN, "type"))
	           ? c
	           : NULL;
}

static bool has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->len; i++)
		if (!strcmp(names->items[i], name))
			return true;
	return false;
}

/* How it is declared: beside the value in SQL, in a keyword of the type in models. */
static const char *value_declaration(struct comparison *k, const struct orm_object *type,
                                     const char *was, const char *now)
{
	if (k->to->reflected && !type->file)
		return arena_printf(k->arena, "'%s', -- renamed_from: %s", now, was);
	return arena_printf(k->arena, "values_renamed_from = {[\"%s\"] = \"%s\"}", now, was);
}

static void hint_value(struct comparison *k, const struct orm_change *c, const char *was,
                       const char *now)
{
	struct compare_hint *hint = vec_add(k->arena, &k->out->hints);

	hint->from = c->from;
	hint->to = c->to;
	hint->was = was;
	hint->now = now;
	hint->text = arena_printf(k->arena,
	                          "value \"%s\" of %s goes and \"%s\" comes in its place; "
	                          "if it was renamed, declare it: %s",
	                          was, orm_object_label(k->arena, c->to), now,
	                          value_declaration(k, c->to, was, now));
}

/* Values in the same place, as long as all are. */
static void hint_places(struct comparison *k, const struct orm_change *c, const struct names *x,
                        const struct names *y)
{
	if (x->len != y->len)
		return;
	for (size_t i = 0; i < x->len; i++)
		if (!has(y, x->items[i]) && !has(x, y->items[i]))
			hint_value(k, c, x->items[i], y->items[i]);
}

static void hint_values(struct comparison *k, const struct orm_change *c)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;

	if (!from->renamed_values.len)
		hint_places(k, c, &from->columns, &((const struct orm_definition *)c->to)->columns);
}

/* Where the values of an enum are the column's own: models can say it. */
static void hint_column_values(struct comparison *k, const struct orm_change *c)
{
	const struct orm_type *from = ((const struct orm_column *)c->from)->type;
	const struct orm_type *to = ((const struct orm_column *)c->to)->type;

	if (!c->to->file || !from || !to || to->renamed_values.len || from->id != ORM_TYPE_EXACT ||
	    to->id != ORM_TYPE_EXACT)
		return;
	from = k->d->generic_type(k->arena, from->name);
	to = k->d->generic_type(k->arena, to->name);
	if (from && to && from->id == ORM_TYPE_ENUM && to->id == ORM_TYPE_ENUM)
		hint_places(k, c, &from->values, &to->values);
}

void compare_object_hints(struct comparison *k)
{
	const struct migrate_ops *ops = &k->out->ops;
	struct sides s = { .old = keys_of(k, k->old),
		           .to = keys_of(k, k->to),
		           .taken = arena_alloc(k->arena, ops->len + 1) };

	for (size_t i = 0; i < ops->len; i++) {
		const struct orm_change *comes = definition_change(&ops->items[i], ORM_CREATE);
		const struct orm_change *changes = definition_change(&ops->items[i], ORM_ALTER);

		if (comes)
			hint_definition(k, &s, comes);
		if (changes && changes->kind == ORM_ENUM)
			hint_values(k, changes);
		changes = column_change(&ops->items[i]);
		if (changes)
			hint_column_values(k, changes);
	}
}
