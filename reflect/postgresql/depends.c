/* reflect/postgresql/depends.c - what needs what, and the order that follows */
#include <stdlib.h>

#include "base/map.h"
#include "base/order.h"
#include "base/text.h"
#include "reflect/postgresql/reader.h"

/* What pg_depend names: an object's entry, and the very object. */
struct end {
	struct pg_entry *entry;
	struct orm_object *object;
};

static struct end end_of(struct pg_reader *r, struct orm_result *rows, int column)
{
	struct end e = { pg_registered(r->registry, pg_number(rows, column),
		                       pg_number(rows, column + 1)),
		         NULL };
	struct orm_column *c;

	if (!e.entry)
		return e;
	c = pg_place(e.entry, pg_number(rows, column + 2));
	e.object = c ? &c->object : e.entry->object;
	return e;
}

static const char *key_of(struct pg_reader *r, struct end e)
{
	if (e.object != e.entry->object)
		return orm_object_key(r->arena, r->dialect, e.object);
	if (!e.entry->key)
		e.entry->key = orm_object_key(r->arena, r->dialect, e.object);
	return e.entry->key;
}

/* The entry of the table or definition that it is, or is a part of. */
static struct pg_entry *whole(struct end e)
{
	return e.entry->owner ? e.entry->owner : e.entry;
}

/*
 * A column is needed as such, and its table is.  What a table's columns and
 * checks need from elsewhere the table needs; its foreign keys can wait.
 */
static void note(struct pg_reader *r, struct order *o, struct end from, struct end to)
{
	struct pg_entry *x = whole(from), *y = whole(to);
	const char *key = key_of(r, to);
	bool part = from.object != x->object;

	if (from.object == to.object)
		return;
	vec_push(r->arena, &from.object->depends, key);
	if (x == y)
		return;
	if (to.object != y->object)
		vec_push(r->arena, &from.object->depends, key_of(r, (struct end){ y, y->object }));
	if (from.object->kind == ORM_FOREIGN_KEY || from.object->kind == ORM_INDEX)
		return;
	if (part)
		vec_push(r->arena, &x->object->depends, key);
	order_need(o, x->node, y->node, part, NULL);
}

/* Kinds as they are made when nothing else is known. */
static int rank_of(enum orm_kind kind)
{
	static const unsigned char ranks[ORM_KIND_COUNT] = {
		[ORM_SCHEMA] = 0,       [ORM_EXTENSION] = 1,
		[ORM_COLLATION] = 2,    [ORM_LANGUAGE] = 2,
		[ORM_ENUM] = 3,         [ORM_DOMAIN] = 4,
		[ORM_COMPOSITE] = 4,    [ORM_RANGE] = 4,
		[ORM_SEQUENCE] = 5,     [ORM_FUNCTION] = 6,
		[ORM_PROCEDURE] = 6,    [ORM_AGGREGATE] = 7,
		[ORM_OPERATOR] = 8,     [ORM_CAST] = 9,
		[ORM_TEXT_SEARCH] = 9,  [ORM_WRAPPER] = 8,
		[ORM_SERVER] = 9,       [ORM_TABLE] = 10,
		[ORM_VIEW] = 11,        [ORM_MATERIALIZED_VIEW] = 11,
		[ORM_STATISTICS] = 12,  [ORM_RULE] = 13,
		[ORM_TRIGGER] = 14,     [ORM_POLICY] = 15,
		[ORM_PUBLICATION] = 16, [ORM_EVENT_TRIGGER] = 17,
		[ORM_PRIVILEGE] = 18,
	};

	return ranks[kind];
}

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Each key once; the server's order means nothing. */
static void tidy(struct names *keys)
{
	size_t n = 0;

	if (keys->len)
		qsort(keys->items, keys->len, sizeof *keys->items, by_text);
	for (size_t i = 0; i < keys->len; i++)
		if (!n || strcmp(keys->items[n - 1], keys->items[i]))
			keys->items[n++] = keys->items[i];
	keys->len = n;
}

static void tidy_entry(struct pg_entry *e)
{
	struct orm_table *t = (struct orm_table *)e->object;
	struct orm_indexes *indexes = &t->indexes;

	tidy(&e->object->depends);
	if (ORM_IS_DEFINITION(e->object->kind)) {
		indexes = &((struct orm_definition *)e->object)->indexes;
	} else {
		for (size_t i = 0; i < t->columns.len; i++)
			tidy(&t->columns.items[i]->object.depends);
		for (size_t i = 0; i < t->constraints.len; i++)
			tidy(&t->constraints.items[i]->object.depends);
	}
	for (size_t i = 0; i < indexes->len; i++)
		tidy(&indexes->items[i]->object.depends);
}

static void order_definitions(struct pg_reader *r, struct order *o)
{
	order_run(o, NULL, NULL);
	r->m->definitions.len = 0;
	for (size_t i = 0; i < o->sorted.len; i++) {
		struct orm_object *object = r->entries.items[o->sorted.items[i]]->object;

		if (ORM_IS_DEFINITION(object->kind))
			orm_metadata_add_definition(r->m, (struct orm_definition *)object);
	}
}

static bool needs_one_of(const struct orm_object *o, const struct map *keys)
{
	for (size_t i = 0; i < o->depends.len; i++)
		if (map_has(keys, o->depends.items[i]))
			return true;
	return false;
}

/*
 * A materialized view that reads an empty one may have rows from before; a copy
 * of both can be made only if it has none either.
 */
static void leave_empty(struct pg_reader *r)
{
	struct map *empty = map_new(&r->scratch);

	for (size_t i = 0; i < r->m->definitions.len; i++) {
		struct orm_object *o = &r->m->definitions.items[i]->object;
		bool materialized = o->kind == ORM_MATERIALIZED_VIEW;
		bool needs = needs_one_of(o, empty);

		if (!materialized && o->kind != ORM_VIEW && o->kind != ORM_FUNCTION)
			continue;
		if (materialized && needs)
			orm_option_set(r->arena, &o->options, NULL, "with_data", "false");
		if (needs || (materialized && orm_option_get(&o->options, NULL, "with_data")))
			map_put(empty, orm_object_key(&r->scratch, r->dialect, o), o);
	}
}

bool pg_read_depends(struct pg_reader *r, struct orm_result *rows, struct error *err)
{
	struct order o = { .arena = &r->scratch };
	enum orm_step step;

	for (size_t i = 0; i < r->entries.len; i++)
		r->entries.items[i]->node =
		    order_add(&o, rank_of(r->entries.items[i]->object->kind));
	while ((step = orm_next(rows, err)) == ORM_ROW) {
		struct end from = end_of(r, rows, 0), to = end_of(r, rows, 3);

		if (from.entry && to.entry)
			note(r, &o, from, to);
	}
	if (step != ORM_DONE)
		return false;
	for (size_t i = 0; i < r->entries.len; i++)
		tidy_entry(r->entries.items[i]);
	order_definitions(r, &o);
	leave_empty(r);
	return true;
}
