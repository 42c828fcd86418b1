/* orm/ddl/order.c - put changes in an order that a database accepts */
#include "orm/ddl/order.h"

#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "orm/ddl/order_private.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

struct order_site *order_site(struct order_sorter *s, struct map *map, const char *key)
{
	struct order_site *found = map_get(map, key);

	if (!found) {
		found = ARENA_NEW(s->arena, struct order_site);
		map_put(map, key, found);
	}
	return found;
}

/* What no text of another object can be about, though a column may be called the same. */
static bool is_unspoken(enum orm_kind kind)
{
	return kind == ORM_PRIVILEGE || kind == ORM_SCHEMA || kind == ORM_TRIGGER ||
	       kind == ORM_EVENT;
}

static void add_maker(struct order_sorter *s, struct map *makers, const struct orm_object *o,
                      size_t i)
{
	const char *name =
	    o->name && ORM_STANDS_ALONE(o->kind) ? s->d->fold(s->arena, o->name) : NULL;
	struct order_numbers *list = name ? map_get(makers, name) : NULL;

	if (!name || is_unspoken(o->kind))
		return;
	if (!list) {
		list = ARENA_NEW(s->arena, struct order_numbers);
		map_put(makers, name, list);
	}
	vec_push(s->arena, list, i);
}

static void add_provided(struct order_sorter *s, const struct orm_object *o, size_t i, bool made)
{
	struct names keys = { 0 };

	orm_provides(s->arena, s->d, o, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		struct order_site *at = order_site(s, s->sites, keys.items[k]);

		vec_push(s->arena, made ? &at->made : &at->gone, i);
	}
	order_add_names(s, o, i, made);
}

/* Changes of one thing stay in the order in which they are given. */
static void add_changed(struct order_sorter *s, const struct orm_object *o, size_t i)
{
	struct order_site *at = order_site(s, s->sites, orm_object_key(s->arena, s->d, o));

	if (at->changed.len)
		order_need(&s->order, i, at->changed.items[at->changed.len - 1], false, NULL);
	vec_push(s->arena, &at->changed, i);
}

/* What refers to a table refers to its partitions. */
static void add_less(struct order_sorter *s, const struct orm_object *o, size_t i)
{
	struct names keys = { 0 };

	if (o->kind == ORM_TABLE)
		orm_parents(s->arena, s->d, (const struct orm_table *)o, &keys);
	for (size_t k = 0; k < keys.len; k++)
		vec_push(s->arena, &order_site(s, s->sites, keys.items[k])->less, i);
}

/* New columns of a table come in its order. */
static void add_grown(struct order_sorter *s, const struct orm_change *c, size_t i)
{
	struct orm_table table = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };
	struct order_site *at =
	    order_site(s, s->sites, orm_object_key(s->arena, s->d, &table.object));

	if (at->grown.len)
		order_need(&s->order, i, at->grown.items[at->grown.len - 1], true, NULL);
	vec_push(s->arena, &at->grown, i);
}

static struct order_site *site_of(struct order_sorter *s, const struct orm_object *o)
{
	return order_site(s, s->sites, orm_object_key(s->arena, s->d, o));
}

/* Foreign keys may lead to it. */
static bool is_key(enum orm_kind kind)
{
	return kind == ORM_INDEX || kind == ORM_PRIMARY_KEY || kind == ORM_UNIQUE;
}

static void add_sites(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);

	if (c->verb == ORM_CREATE && c->kind == ORM_COLUMN)
		add_grown(s, c, i);
	if (c->verb == ORM_CREATE && is_key(c->kind) && c->to->table)
		vec_push(s->arena, &site_of(s, &c->to->table->object)->indexed, i);
	if (c->verb == ORM_DROP && is_key(c->kind) && c->from->table)
		vec_push(s->arena, &site_of(s, &c->from->table->object)->bared, i);
	order_add_eased(s, i);
	if (c->verb == ORM_ALTER) {
		add_changed(s, c->to, i);
		return;
	}
	if (c->verb == ORM_DROP)
		add_less(s, c->from, i);
	if (c->verb == ORM_DROP || c->verb == ORM_RENAME)
		add_provided(s, c->from, i, false);
	if (c->verb == ORM_CREATE || c->verb == ORM_RENAME)
		add_provided(s, c->to, i, true);
	if (c->verb == ORM_CREATE)
		add_maker(s, s->makers, c->to, i);
	if (c->verb == ORM_RENAME)
		add_maker(s, s->renamers, c->to, i);
}

/* An ALTER of the very table that `part` is in? */
static bool is_whole_of(const struct orm_change *c, const struct orm_change *part)
{
	return c->kind == ORM_TABLE && c->verb == ORM_ALTER && !ORM_STANDS_ALONE(part->kind) &&
	       text_same(part->table, c->to->name) && text_same(part->schema, c->to->schema);
}

/* A table that joins a parent: its parts have to be there before. */
static bool is_join_of(const struct order_sorter *s, size_t i, const struct orm_change *part)
{
	const struct orm_change *c = order_change_at(s, i);

	return is_whole_of(c, part) && order_other_parent(c, c->to, c->from);
}

/* A table that leaves a parent: its parts can only go after. */
static bool is_leave_of(const struct order_sorter *s, size_t i, const struct orm_change *part)
{
	const struct orm_change *c = order_change_at(s, i);

	return is_whole_of(c, part) && c->from && order_other_parent(c, c->from, c->to);
}

/* The change that makes what change `i` renames, or `i`. */
static size_t maker_of(const struct order_sorter *s, const struct order_site *at, size_t i)
{
	for (size_t j = 0; at && j < at->made.len; j++)
		if (order_is_renamed_by(s, at->made.items[j], i))
			return at->made.items[j];
	return i;
}

static bool leads_with(const struct order_sorter *s, const struct orm_elements *key,
                       const char *name, size_t count)
{
	for (size_t i = 0; i < count && i < key->len; i++)
		if (key->items[i].column && s->d->same_name(key->items[i].column, name))
			return true;
	return false;
}

static const struct orm_elements *elements_of(const struct orm_object *key)
{
	return key->kind == ORM_INDEX ? &((const struct orm_index *)key)->elements
	                              : &((const struct orm_constraint *)key)->elements;
}

/* Does the key begin with the columns at either end of the key?  Databases look for one. */
static bool serves(const struct order_sorter *s, size_t key, const struct orm_constraint *fk)
{
	const struct orm_change *c = order_change_at(s, key);
	const struct orm_elements *x = elements_of(c->to ? c->to : c->from);
	size_t count = fk->elements.len, own = 0, referred = 0;

	for (size_t i = 0; i < count; i++)
		own += fk->elements.items[i].column &&
		       leads_with(s, x, fk->elements.items[i].column, count);
	for (size_t i = 0; i < fk->referred_columns.len; i++)
		referred += leads_with(s, x, fk->referred_columns.items[i], count);
	return own == count || referred == count;
}

/* What joins a parent has all that the parent has. */
static void order_after_parts(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct names keys = { 0 };

	if (!order_other_parent(c, c->to, c->from))
		return;
	orm_provides(s->arena, s->d, c->to, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		const struct order_site *at = map_get(s->sites, keys.items[k]);

		for (size_t j = 0; at && j < at->made.len; j++)
			order_need(&s->order, i, at->made.items[j], true, NULL);
	}
}

static void all_needs(const struct order_sorter *s, const struct orm_object *o,
                      struct orm_need_list *out)
{
	orm_needs(s->arena, s->d, o, out);
	orm_column_needs(s->arena, s->d, o, out);
}

/* What the new state needs has to be made, or changed, before. */
static void order_after_made(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct orm_need_list needs = { 0 };

	all_needs(s, c->to, &needs);
	for (size_t k = 0; k < needs.len; k++) {
		const struct orm_need *n = &needs.items[k];
		const struct order_site *at = map_get(s->sites, n->key);

		for (size_t j = 0; at && j < at->made.len; j++)
			order_need(&s->order, i, at->made.items[j], n->fk && c->kind == ORM_TABLE,
			           n->fk);
		for (size_t j = 0; at && j < at->changed.len; j++)
			if (!is_join_of(s, at->changed.items[j], c) &&
			    !is_leave_of(s, i, order_change_at(s, at->changed.items[j])))
				order_need(&s->order, i, at->changed.items[j], true, NULL);
		for (size_t j = 0; at && j < at->gone.len; j++)
			if (maker_of(s, at, at->gone.items[j]) != at->gone.items[j])
				order_need(&s->order, at->gone.items[j], i, false, NULL);
		for (size_t j = 0; at && n->fk && j < at->indexed.len; j++)
			if (serves(s, at->indexed.items[j], n->fk))
				order_need(&s->order, i, at->indexed.items[j], true, NULL);
	}
}

/* What an ALTER still needs once it is done. */
static struct map *kept_needs(struct order_sorter *s, const struct orm_change *c)
{
	struct map *map = map_new(s->arena);
	struct orm_need_list needs = { 0 };

	if (c->verb == ORM_ALTER)
		all_needs(s, c->to, &needs);
	for (size_t k = 0; k < needs.len; k++)
		map_put(map, needs.items[k].key, NULL);
	return map;
}

/* Would what becomes something else only be read again when that is gone, or another? */
static bool bears(const struct order_sorter *s, const struct orm_change *c, size_t other)
{
	return c->verb == ORM_ALTER && s->d->effect &&
	       s->d->effect(order_change_at(s, other), c->from) == ORM_STAYS;
}

/* A trigger that came after one that goes: that one comes back before it says so again. */
static bool leaves_row(const struct order_sorter *s, const struct orm_change *c, size_t gone)
{
	return c->verb == ORM_ALTER && c->kind == ORM_TRIGGER &&
	       order_change_at(s, gone)->kind == ORM_TRIGGER;
}

/* Rather before what it needed is gone, but after it as well? */
static bool can_outlive(const struct order_sorter *s, const struct orm_change *c,
                        const struct orm_need *n, size_t gone, bool kept)
{
	if ((n->fk && c->kind == ORM_TABLE) || order_is_rename(s, gone))
		return true;
	return bears(s, c, gone) && (kept || !leaves_row(s, c, gone));
}

/* What the old state needed can only go, or change, after. */
static void order_before_gone(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct map *kept = kept_needs(s, c);
	struct orm_need_list needs = { 0 };

	all_needs(s, c->from, &needs);
	for (size_t k = 0; k < needs.len; k++) {
		const struct orm_need *n = &needs.items[k];
		const struct order_site *at = map_get(s->sites, n->key);

		for (size_t j = 0; at && j < at->gone.len; j++)
			order_need(&s->order, at->gone.items[j], i,
			           can_outlive(s, c, n, at->gone.items[j], map_has(kept, n->key)),
			           n->fk);
		for (size_t j = 0; at && n->fk && j < at->less.len; j++)
			order_need(&s->order, at->less.items[j], i, true, NULL);
		for (size_t j = 0; at && n->fk && j < at->bared.len; j++)
			if (serves(s, at->bared.items[j], n->fk))
				order_need(&s->order, at->bared.items[j], i, true, NULL);
		for (size_t j = 0; at && !map_has(kept, n->key) && j < at->changed.len; j++)
			if (is_leave_of(s, at->changed.items[j], c) ||
			    order_renames_values(order_change_at(s, at->changed.items[j])))
				order_need(&s->order, i, at->changed.items[j], true, NULL);
			/* a view may need it by way of others still, and is read when it is made */
			else if (c->kind != ORM_VIEW || !bears(s, c, at->changed.items[j]))
				order_need(&s->order, at->changed.items[j], i, true, NULL);
		for (size_t j = 0; at && j < at->made.len; j++)
			if (order_is_rename(s, at->made.items[j]))
				order_need(&s->order, i, at->made.items[j], true, NULL);
	}
}

/* Of two renames one gives the name away that the other takes: they speak of two objects. */
static bool makes_room(const struct order_sorter *s, size_t i, size_t j)
{
	return order_is_rename(s, i) && order_change_at(s, i)->kind == order_change_at(s, j)->kind;
}

static void order_after_renames_to(struct order_sorter *s, const struct orm_object *o, size_t i,
                                   bool weak)
{
	const struct order_site *at = map_get(s->sites, orm_object_key(s->arena, s->d, o));

	for (size_t j = 0; at && j < at->made.len; j++)
		if (order_is_rename(s, at->made.items[j]) && !makes_room(s, i, at->made.items[j]))
			order_need(&s->order, i, at->made.items[j], weak, NULL);
}

/* It, and the table that it is part of, are spoken of by their new names. */
static void order_after_rename(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct orm_table table = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };

	order_after_renames_to(s, c->from, i, true);
	if (c->table && c->verb != ORM_RENAME && !ORM_STANDS_ALONE(c->kind))
		order_after_renames_to(s, &table.object, i, false);
}

/* The column that it comes, or came, after is spoken of by its new name as well. */
static void order_after_neighbours(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	const char *names[] = { c->after, c->was_after };
	struct orm_table table = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };

	for (size_t k = 0; k < COUNT(names); k++) {
		struct orm_column neighbour = { .object = { .kind = ORM_COLUMN,
			                                    .schema = c->schema,
			                                    .name = names[k],
			                                    .table = &table } };

		if (names[k] && *names[k])
			order_after_renames_to(s, &neighbour.object, i, true);
	}
}

/* What gets its name after it was made, and had another meanwhile. */
static void order_after_maker(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	const struct order_site *at = map_get(s->sites, orm_object_key(s->arena, s->d, c->from));
	size_t maker = maker_of(s, at, i);

	if (maker == i)
		return;
	order_need(&s->order, i, maker, false, NULL);
	for (size_t j = 0; j < at->changed.len; j++)
		order_need(&s->order, i, at->changed.items[j], false, NULL);
}

/*
 * A partition's own index: the partitioned table's would take it for its part, so that it is
 * made after that one, and goes before that one does, as when this is undone.
 */
static void order_around_parents(struct order_sorter *s, const struct orm_object *o, size_t i,
                                 bool goes)
{
	struct names keys = { 0 };

	if (o->kind != ORM_INDEX || !o->table)
		return;
	orm_parents(s->arena, s->d, o->table, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		const struct order_site *at = map_get(s->sites, keys.items[k]);
		const struct order_numbers *theirs = !at ? NULL : goes ? &at->bared : &at->indexed;

		for (size_t j = 0; theirs && j < theirs->len; j++)
			order_need(&s->order, goes ? theirs->items[j] : i,
			           goes ? i : theirs->items[j], true, NULL);
	}
}

/* Bodies of functions are text to the database, models are text to us. */
static void order_after_mentioned(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct names words = { 0 };

	if (c->to->depends.len && c->kind != ORM_FUNCTION && c->kind != ORM_PROCEDURE)
		return;
	orm_mentioned(s->arena, s->d, c->to, &words);
	for (size_t k = 0; k < words.len; k++) {
		const struct order_numbers *list = map_get(s->makers, words.items[k]);

		for (size_t j = 0; list && j < list->len; j++)
			order_need(&s->order, i, list->items[j], true, NULL);
	}
}

/* A new name needs nothing but what it is a name in: the schema and the table. */
static void order_after_home(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct orm_definition schema = { .object = { .kind = ORM_SCHEMA, .name = c->to->schema } };
	struct orm_table table = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };
	const struct orm_object *homes[] = { &schema.object, &table.object };

	for (size_t h = 0; h < COUNT(homes); h++) {
		const struct order_site *at =
		    homes[h]->name ? map_get(s->sites, orm_object_key(s->arena, s->d, homes[h]))
				   : NULL;

		for (size_t j = 0; at && j < at->made.len; j++)
			/* one made anew, for which it comes too late */
			if (!order_has_new_name(s, order_change_at(s, at->made.items[j])->to, i))
				order_need(&s->order, i, at->made.items[j], false, NULL);
	}
}

static void add_needs(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);

	if (c->verb == ORM_RENAME)
		order_after_home(s, i);
	order_after_neighbours(s, i);
	if (c->verb != ORM_DROP && c->to) {
		if (c->verb != ORM_RENAME) {
			order_after_made(s, i);
			order_after_eased(s, i);
			order_after_parts(s, i);
		}
		if (c->verb != ORM_ALTER)
			order_after_names(s, c->to, i);
		if (c->verb == ORM_CREATE) {
			order_after_mentioned(s, i);
			order_around_parents(s, c->to, i, false);
		}
	}
	if (c->verb == ORM_DROP) {
		order_around_parents(s, c->from, i, true);
		order_after_published(s, i);
	}
	if (c->verb != ORM_CREATE && c->from) {
		if (c->verb != ORM_RENAME)
			order_before_gone(s, i);
		else
			order_after_maker(s, i);
		order_after_rename(s, i);
	}
}

/* A circle by way of a foreign key: it leaves its table and stands alone. */
static void cut(void *data, size_t node, size_t needed, const void *why)
{
	struct order_sorter *s = data;

	if (why ? order_split_key(s->arena, s->list, node, why) ||
	              order_split_key(s->arena, s->list, needed, why)
	        : order_split_function(s->arena, s->d, s->list, node) ||
	              order_split_function(s->arena, s->d, s->list, needed)) {
		s->cut = true;
		return;
	}
	vec_push(s->arena, &s->list->circles,
	         orm_object_label(s->arena, order_change_at(s, node)->to
	                                        ? order_change_at(s, node)->to
	                                        : order_change_at(s, node)->from));
}

/* Where a table changes at once, all that is in it has one place. */
static int rank_of(const struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct orm_change column = *c;

	if (s->d->indexes_inside && (c->kind == ORM_INDEX || ORM_IS_CONSTRAINT(c->kind))) {
		column.kind = ORM_COLUMN;
		column.verb = ORM_CREATE;
	}
	return order_rank(&column);
}

static void sort(struct order_sorter *s)
{
	s->order = (struct order){ .arena = s->arena };
	s->sites = map_new(s->arena);
	s->names = map_new(s->arena);
	s->makers = map_new(s->arena);
	s->renamers = map_new(s->arena);
	s->list->circles.len = 0;
	s->cut = false;
	for (size_t i = 0; i < s->list->len; i++)
		order_add(&s->order, rank_of(s, i));
	for (size_t i = 0; i < s->list->len; i++)
		add_sites(s, i);
	for (size_t i = 0; i < s->list->len; i++)
		add_needs(s, i);
	order_run(&s->order, cut, s);
}

static void arrange(struct order_sorter *s)
{
	struct orm_ordered *copy =
	    arena_copy(s->arena, s->list->items, s->list->len * sizeof *copy);

	for (size_t i = 0; i < s->order.sorted.len; i++)
		s->list->items[i] = copy[s->order.sorted.items[i]];
}

void orm_order_changes(struct arena *a, const struct orm_dialect *d,
                       const struct orm_changes *changes, struct orm_order *out)
{
	struct order_sorter s = { .arena = a, .d = d, .list = out };

	*out = (struct orm_order){ 0 };
	for (size_t i = 0; i < changes->len; i++)
		order_append(a, d, out, &changes->items[i], i);
	if (!out->len)
		return;
	do
		sort(&s);
	while (s.cut);
	if (d->batches && d->indexes_inside)
		order_batch(&s);
	arrange(&s);
}
