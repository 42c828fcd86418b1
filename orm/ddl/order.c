/* orm/ddl/order.c - put changes in an order that a database accepts */
#include "orm/ddl/order.h"

#include <string.h>

#include "base/order.h"
#include "base/text.h"
#include "orm/ddl/order_private.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

struct numbers {
	VEC(size_t);
};

/* Which changes make, drop or alter the thing of one key. */
struct site {
	struct numbers made, gone, changed;
	struct numbers less; /* which drop a partition of it */
};

struct sorter {
	struct arena *arena;
	const struct orm_dialect *d;
	struct orm_order *list;
	struct order order;
	struct map *sites;  /* key -> struct site */
	struct map *names;  /* "schema.name" of what can't share it -> struct site */
	struct map *makers; /* bare name -> struct numbers: who makes such a thing */
	bool cut;           /* a need was taken out: sort again */
};

static const struct orm_change *change_at(const struct sorter *s, size_t i)
{
	return &s->list->items[i].change;
}

static struct site *site(struct sorter *s, struct map *map, const char *key)
{
	struct site *found = map_get(map, key);

	if (!found) {
		found = ARENA_NEW(s->arena, struct site);
		map_put(map, key, found);
	}
	return found;
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

static void add_name(struct sorter *s, const struct orm_object *o, size_t i, bool made)
{
	struct site *at;

	if (!o->name || !shares_names(o->kind))
		return;
	at = site(s, s->names,
	          s->d->fold(s->arena,
	                     arena_printf(s->arena, "%s.%s", o->schema ? o->schema : "", o->name)));
	vec_push(s->arena, made ? &at->made : &at->gone, i);
}

static void add_names(struct sorter *s, const struct orm_object *o, size_t i, bool made)
{
	const struct orm_table *t = (const struct orm_table *)o;

	add_name(s, o, i, made);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->constraints.len; k++)
		add_name(s, &t->constraints.items[k]->object, i, made);
	for (size_t k = 0; o->kind == ORM_TABLE && k < t->indexes.len; k++)
		add_name(s, &t->indexes.items[k]->object, i, made);
}

static void add_maker(struct sorter *s, const struct orm_object *o, size_t i)
{
	const char *name =
	    o->name && ORM_STANDS_ALONE(o->kind) ? s->d->fold(s->arena, o->name) : NULL;
	struct numbers *list = name ? map_get(s->makers, name) : NULL;

	if (!name || o->kind == ORM_PRIVILEGE || o->kind == ORM_SCHEMA)
		return;
	if (!list) {
		list = ARENA_NEW(s->arena, struct numbers);
		map_put(s->makers, name, list);
	}
	vec_push(s->arena, list, i);
}

static void add_provided(struct sorter *s, const struct orm_object *o, size_t i, bool made)
{
	struct names keys = { 0 };

	orm_provides(s->arena, s->d, o, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		struct site *at = site(s, s->sites, keys.items[k]);

		vec_push(s->arena, made ? &at->made : &at->gone, i);
	}
	add_names(s, o, i, made);
}

/* Changes of one thing stay in the order in which they are given. */
static void add_changed(struct sorter *s, const struct orm_object *o, size_t i)
{
	struct site *at = site(s, s->sites, orm_object_key(s->arena, s->d, o));

	if (at->changed.len)
		order_need(&s->order, i, at->changed.items[at->changed.len - 1], false, NULL);
	vec_push(s->arena, &at->changed, i);
}

/* What refers to a table refers to its partitions. */
static void add_less(struct sorter *s, const struct orm_object *o, size_t i)
{
	struct names keys = { 0 };

	if (o->kind == ORM_TABLE)
		orm_parents(s->arena, s->d, (const struct orm_table *)o, &keys);
	for (size_t k = 0; k < keys.len; k++)
		vec_push(s->arena, &site(s, s->sites, keys.items[k])->less, i);
}

static void add_sites(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);

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
		add_maker(s, c->to, i);
}

static bool joins_parent(const struct orm_change *c)
{
	const struct orm_table *t = (const struct orm_table *)c->to;

	return t->partition_of || t->inherits.len;
}

/* A table that joins a parent: its parts have to be there before. */
static bool is_join_of(const struct sorter *s, size_t i, const struct orm_change *part)
{
	const struct orm_change *c = change_at(s, i);
	uint64_t bits =
	    orm_attr_bit(ORM_TABLE, "partition_of") | orm_attr_bit(ORM_TABLE, "inherits");

	return c->kind == ORM_TABLE && c->verb == ORM_ALTER && (c->mask & bits) &&
	       !ORM_STANDS_ALONE(part->kind) && joins_parent(c) &&
	       text_same(part->table, c->to->name) && text_same(part->schema, c->to->schema);
}

static bool is_rename(const struct sorter *s, size_t i)
{
	return change_at(s, i)->verb == ORM_RENAME;
}

/* What the new state needs has to be made, or changed, before. */
static void order_after_made(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);
	struct orm_need_list needs = { 0 };

	orm_needs(s->arena, s->d, c->to, &needs);
	for (size_t k = 0; k < needs.len; k++) {
		const struct orm_need *n = &needs.items[k];
		const struct site *at = map_get(s->sites, n->key);

		for (size_t j = 0; at && j < at->made.len; j++)
			order_need(&s->order, i, at->made.items[j], n->fk && c->kind == ORM_TABLE,
			           n->fk);
		for (size_t j = 0; at && j < at->changed.len; j++)
			if (!is_join_of(s, at->changed.items[j], c))
				order_need(&s->order, i, at->changed.items[j], true, NULL);
	}
}

/* What an ALTER still needs once it is done. */
static struct map *kept_needs(struct sorter *s, const struct orm_change *c)
{
	struct map *map = map_new(s->arena);
	struct orm_need_list needs = { 0 };

	if (c->verb == ORM_ALTER)
		orm_needs(s->arena, s->d, c->to, &needs);
	for (size_t k = 0; k < needs.len; k++)
		map_put(map, needs.items[k].key, NULL);
	return map;
}

/* What the old state needed can only go, or change, after. */
static void order_before_gone(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);
	struct map *kept = kept_needs(s, c);
	struct orm_need_list needs = { 0 };

	orm_needs(s->arena, s->d, c->from, &needs);
	for (size_t k = 0; k < needs.len; k++) {
		const struct orm_need *n = &needs.items[k];
		const struct site *at = map_get(s->sites, n->key);

		for (size_t j = 0; at && j < at->gone.len; j++)
			order_need(&s->order, at->gone.items[j], i,
			           (n->fk && c->kind == ORM_TABLE) ||
			               is_rename(s, at->gone.items[j]),
			           n->fk);
		for (size_t j = 0; at && n->fk && j < at->less.len; j++)
			order_need(&s->order, at->less.items[j], i, true, NULL);
		for (size_t j = 0; at && !map_has(kept, n->key) && j < at->changed.len; j++)
			order_need(&s->order, at->changed.items[j], i, true, NULL);
		for (size_t j = 0; at && j < at->made.len; j++)
			if (is_rename(s, at->made.items[j]))
				order_need(&s->order, i, at->made.items[j], true, NULL);
	}
}

/* It is spoken of by its new name. */
static void order_after_rename(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);
	const struct site *at = map_get(s->sites, orm_object_key(s->arena, s->d, c->from));

	for (size_t j = 0; at && j < at->made.len; j++)
		if (is_rename(s, at->made.items[j]))
			order_need(&s->order, i, at->made.items[j], true, NULL);
}

/* A name is free once what had it is gone; the same for what is made anew. */
static void order_after_free(struct sorter *s, const struct map *map, const char *key, size_t i)
{
	const struct site *at = map_get(map, key);

	for (size_t j = 0; at && j < at->gone.len; j++)
		order_need(&s->order, i, at->gone.items[j], is_rename(s, i), NULL);
}

/* A column of one's own can't be there as long as a parent's of the name is. */
static void order_after_inherited(struct sorter *s, const struct orm_object *o, size_t i)
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

static void order_after_names(struct sorter *s, const struct orm_object *o, size_t i)
{
	const struct orm_table *t = (const struct orm_table *)o;

	order_after_free(s, s->sites, orm_object_key(s->arena, s->d, o), i);
	order_after_inherited(s, o, i);
	if (o->name)
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

/* Bodies of functions are text to the database, models are text to us. */
static void order_after_mentioned(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);
	struct names words = { 0 };

	if (c->to->depends.len && c->kind != ORM_FUNCTION && c->kind != ORM_PROCEDURE)
		return;
	orm_mentioned(s->arena, s->d, c->to, &words);
	for (size_t k = 0; k < words.len; k++) {
		const struct numbers *list = map_get(s->makers, words.items[k]);

		for (size_t j = 0; list && j < list->len; j++)
			order_need(&s->order, i, list->items[j], true, NULL);
	}
}

static void add_needs(struct sorter *s, size_t i)
{
	const struct orm_change *c = change_at(s, i);

	if (c->verb != ORM_DROP && c->to) {
		order_after_made(s, i);
		if (c->verb != ORM_ALTER)
			order_after_names(s, c->to, i);
		if (c->verb == ORM_CREATE)
			order_after_mentioned(s, i);
	}
	if (c->verb != ORM_CREATE && c->from) {
		if (c->verb != ORM_RENAME)
			order_before_gone(s, i);
		order_after_rename(s, i);
	}
}

/* A circle by way of a foreign key: it leaves its table and stands alone. */
static void cut(void *data, size_t node, size_t needed, const void *why)
{
	struct sorter *s = data;

	if (why ? order_split_key(s->arena, s->list, node, why) ||
	              order_split_key(s->arena, s->list, needed, why)
	        : order_split_function(s->arena, s->d, s->list, node) ||
	              order_split_function(s->arena, s->d, s->list, needed)) {
		s->cut = true;
		return;
	}
	vec_push(s->arena, &s->list->circles,
	         orm_object_label(s->arena, change_at(s, node)->to ? change_at(s, node)->to
	                                                           : change_at(s, node)->from));
}

static void sort(struct sorter *s)
{
	s->order = (struct order){ .arena = s->arena };
	s->sites = map_new(s->arena);
	s->names = map_new(s->arena);
	s->makers = map_new(s->arena);
	s->list->circles.len = 0;
	s->cut = false;
	for (size_t i = 0; i < s->list->len; i++)
		order_add(&s->order, order_rank(change_at(s, i)));
	for (size_t i = 0; i < s->list->len; i++)
		add_sites(s, i);
	for (size_t i = 0; i < s->list->len; i++)
		add_needs(s, i);
	order_run(&s->order, cut, s);
}

static void arrange(struct sorter *s)
{
	struct orm_ordered *copy =
	    arena_copy(s->arena, s->list->items, s->list->len * sizeof *copy);

	for (size_t i = 0; i < s->order.sorted.len; i++)
		s->list->items[i] = copy[s->order.sorted.items[i]];
}

void orm_order_changes(struct arena *a, const struct orm_dialect *d,
                       const struct orm_changes *changes, struct orm_order *out)
{
	struct sorter s = { .arena = a, .d = d, .list = out };

	*out = (struct orm_order){ 0 };
	for (size_t i = 0; i < changes->len; i++)
		order_split_owner(a, out, &changes->items[i], i);
	if (!out->len)
		return;
	do
		sort(&s);
	while (s.cut);
	arrange(&s);
}

/* An index of a table is a change of its own; a view's is made with it. */
static void add_creation(struct arena *a, struct orm_changes *out, struct orm_table *t)
{
	struct orm_table *bare = arena_copy(a, t, sizeof *t);

	bare->indexes = (struct orm_indexes){ 0 };
	vec_push(a, out,
	         (struct orm_change){ .verb = ORM_CREATE, .kind = ORM_TABLE, .to = &bare->object });
	for (size_t i = 0; i < t->indexes.len; i++)
		if (!t->indexes.items[i]->inherited)
			vec_push(a, out,
			         (struct orm_change){ .verb = ORM_CREATE,
			                              .kind = ORM_INDEX,
			                              .to = &t->indexes.items[i]->object,
			                              .schema = t->object.schema,
			                              .table = t->object.name });
}

void orm_creation(struct arena *a, const struct orm_metadata *m, struct orm_order *out)
{
	struct orm_changes changes = { 0 };

	for (size_t i = 0; i < m->tables.len; i++)
		add_creation(a, &changes, m->tables.items[i]);
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		vec_push(a, &changes,
		         (struct orm_change){ .verb = ORM_CREATE,
		                              .kind = d->object.kind,
		                              .to = &d->object,
		                              .schema = d->object.schema,
		                              .table = d->on });
	}
	orm_order_changes(a, m->dialect, &changes, out);
}
