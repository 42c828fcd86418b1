/* orm/ddl/order_names.c - names in the order of changes: one thing at a time has one */
#include "orm/ddl/order_private.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

bool order_is_renamed_by(const struct order_sorter *s, size_t i, size_t j)
{
	const struct orm_change *c = order_change_at(s, i);

	return c->verb == ORM_CREATE && order_is_rename(s, j) &&
	       c->to->name == order_change_at(s, j)->from->name;
}

/* Tables, indexes, sequences and types of a schema share their names. */
static bool shares_names(enum orm_kind kind)
{
	switch (kind) {
	case ORM_TABLE:
	case ORM_PRIMARY_KEY:
	case ORM_UNIQUE:
	case ORM_EXCLUDE:
	case ORM_INDEX:
	case ORM_VIEW:
	case ORM_MATERIALIZED_VIEW:
	case ORM_ENUM:
	case ORM_DOMAIN:
	case ORM_COMPOSITE:
	case ORM_RANGE:
	case ORM_SEQUENCE:
		return true;
	default:
		return false;
	}
}

static void add_name(struct order_sorter *s, const struct orm_object *o, size_t i, bool made)
{
	struct order_site *at;

	if (!o->name || !shares_names(o->kind))
		return;
	at = order_site(s, s->names,
	                s->d->fold(s->arena, arena_printf(s->arena, "%s.%s",
	                                                  o->schema ? o->schema : "", o->name)));
	vec_push(s->arena, made ? &at->made : &at->gone, i);
}

void order_add_names(struct order_sorter *s, const struct orm_object *o, size_t i, bool made)
{
	const struct orm_table *t = (const struct orm_table *)o;

	add_name(s, o, i, made);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->constraints.len; k++)
		add_name(s, &t->constraints.items[k]->object, i, made);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->indexes.len; k++)
		add_name(s, &t->indexes.items[k]->object, i, made);
}

bool order_has_new_name(const struct order_sorter *s, const struct orm_object *o, size_t i)
{
	const struct orm_change *rename = order_change_at(s, i);
	const struct orm_table *t = (const struct orm_table *)o;

	return rename->kind == ORM_COLUMN && o && o->kind == ORM_TABLE && rename->table &&
	       s->d->same_name(o->name, rename->table) && text_same(o->schema, rename->schema) &&
	       orm_table_column(t, s->d, rename->to->name) &&
	       !orm_table_column(t, s->d, rename->from->name);
}

/* Does change `j` drop what change `i` has given its name?  No rename takes one that is taken. */
static bool drops_renamed(const struct order_sorter *s, size_t j, size_t i)
{
	const struct orm_change *c = order_change_at(s, j), *rename = order_change_at(s, i);

	if (!order_is_rename(s, i) || c->verb != ORM_DROP)
		return false;
	return order_has_new_name(s, c->from, i) ||
	       (c->kind == rename->kind && text_same(orm_object_key(s->arena, s->d, c->from),
	                                             orm_object_key(s->arena, s->d, rename->to)));
}

/* A name is free once what had it is gone; the same for what is made anew. */
static void order_after_free(struct order_sorter *s, const struct map *map, const char *key,
                             size_t i)
{
	const struct order_site *at = map_get(map, key);

	for (size_t j = 0; at && j < at->gone.len; j++)
		if (!order_is_renamed_by(s, i, at->gone.items[j]) &&
		    !drops_renamed(s, at->gone.items[j], i))
			order_need(&s->order, i, at->gone.items[j], order_is_rename(s, i), NULL);
}

/* A column of one's own can't be there as long as a parent's of the name is. */
static void order_after_inherited(struct order_sorter *s, const struct orm_object *o, size_t i)
{
	struct names keys = { 0 };

	if (o->kind != ORM_COLUMN || !o->table)
		return;
	orm_parents(s->arena, s->d, o->table, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		const char *table = strchr(keys.items[k], ' ') + 1;

		order_after_free(s, s->sites,
		                 arena_printf(s->arena, "%s %s.%s", orm_kinds[ORM_COLUMN].name,
		                              table, s->d->fold(s->arena, o->name)),
		                 i);
	}
}

void order_after_names(struct order_sorter *s, const struct orm_object *o, size_t i)
{
	const struct orm_table *t = (const struct orm_table *)o;

	order_after_free(s, s->sites, orm_object_key(s->arena, s->d, o), i);
	order_after_inherited(s, o, i);
	/* a column's is its own */
	if (o->name && o->kind != ORM_COLUMN)
		order_after_free(
		    s, s->names,
		    s->d->fold(s->arena, arena_printf(s->arena, "%s.%s", o->schema ? o->schema : "",
		                                      o->name)),
		    i);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->constraints.len; k++)
		order_after_names(s, &t->constraints.items[k]->object, i);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->indexes.len; k++)
		order_after_names(s, &t->indexes.items[k]->object, i);
}

void order_after_published(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct names words = { 0 };

	if (c->kind != ORM_PUBLICATION)
		return;
	orm_mentioned(s->arena, s->d, c->from, &words);
	for (size_t k = 0; k < words.len; k++) {
		const struct order_numbers *list = map_get(s->renamers, words.items[k]);

		for (size_t j = 0; list && j < list->len; j++)
			order_need(&s->order, i, list->items[j], true, NULL);
	}
}
