/* migrate/compare_heirs.c - what stands on an heir's column stands on its parent's */
#include "migrate/compare_depends.h"

#include "orm/dialect.h"
#include "orm/schema/needs.h"

struct heirs {
	struct comparison *k;
	struct map *under_old, *under_to; /* key of an heir's column -> keys of its parents' */
	struct map *gone, *made;          /* keys of tables that go, or come, whole */
};

struct map *compare_heirs_of(struct comparison *k, const struct orm_metadata *m)
{
	struct map *heirs = map_new(k->arena);

	for (size_t i = 0; i < m->tables.len; i++) {
		struct names parents = { 0 };

		orm_parents(k->arena, k->d, m->tables.items[i], &parents);
		for (size_t j = 0; j < parents.len; j++) {
			struct orm_tables *list = map_get(heirs, parents.items[j]);

			if (!list) {
				list = ARENA_NEW(k->arena, struct orm_tables);
				map_put(heirs, parents.items[j], list);
			}
			vec_push(k->arena, list, m->tables.items[i]);
		}
	}
	return heirs;
}

void compare_heirs_columns(struct comparison *k, const struct map *heirs, const char *schema,
                           const char *table, const char *name, struct orm_columns *out)
{
	struct orm_table parent = { .object = {
					.kind = ORM_TABLE, .schema = schema, .name = table } };
	const struct orm_tables *list =
	    map_get(heirs, orm_object_key(k->arena, k->d, &parent.object));

	for (size_t i = 0; list && i < list->len; i++) {
		const struct orm_object *heir = &list->items[i]->object;
		struct orm_column *c = orm_table_column(list->items[i], k->d, name);

		if (!c)
			continue;
		vec_push(k->arena, out, c);
		compare_heirs_columns(k, heirs, heir->schema, heir->name, name, out);
	}
}

bool compare_is_parents(struct comparison *k, const struct orm_table *t, const char *column,
                        struct orm_column **was, struct orm_column **is)
{
	struct names keys = { 0 };

	orm_parents(k->arena, k->d, t, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const struct orm_table *from = map_get(k->old_by_key, keys.items[i]);
		const struct orm_table *to = map_get(k->to_by_key, keys.items[i]);

		*was = from ? orm_table_column(from, k->d, column) : NULL;
		*is = to ? orm_table_column(to, k->d, column) : NULL;
		if (*was && *is)
			return true;
	}
	return false;
}

/* The column of a parent of `t` that gives it to its heirs now. */
static const struct orm_column *new_parents(struct comparison *k, const struct orm_table *t,
                                            const char *column)
{
	struct names keys = { 0 };

	orm_parents(k->arena, k->d, t, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const struct orm_table *from = map_get(k->old_by_key, keys.items[i]);
		const struct orm_table *to = map_get(k->to_by_key, keys.items[i]);
		const struct orm_column *c = to ? orm_table_column(to, k->d, column) : NULL;

		if (c && from && !orm_table_column(from, k->d, column))
			return c;
	}
	return NULL;
}

void compare_heirs_own(struct comparison *k, const struct orm_table *t, struct orm_object *o)
{
	const struct orm_column *given = o->kind == ORM_COLUMN ? new_parents(k, t, o->name) : NULL;
	struct orm_change alter;
	struct orm_column *from;

	if (!given)
		return;
	from = orm_column_copy(k->arena, given);
	from->object.comment = NULL; /* no heir gets it */
	from->object.table = o->table;
	alter = compare_change(ORM_ALTER, &from->object, o, t->object.schema, t->object.name);
	alter.mask = compare_differ(k, alter.from, o) &
	             (orm_attr_bit(ORM_COLUMN, "server_default") |
	              orm_attr_bit(ORM_COLUMN, "nullable") | ORM_ATTR_OPTIONS | ORM_ATTR_COMMENT);
	if (alter.mask)
		compare_add(k, alter, NULL);
}

void compare_heirs_rest(struct comparison *k, const struct orm_table *t, struct orm_object *o,
                        uint64_t down)
{
	uint64_t nullable = orm_attr_bit(ORM_COLUMN, "nullable");
	uint64_t value = orm_attr_bit(ORM_COLUMN, "server_default");
	struct orm_column *was = NULL, *is = NULL, *from;
	struct orm_change alter;

	/* NOT NULL that another heir has for itself may stay by itself: that's the server's */
	if (!t->partition_of)
		nullable = 0;
	if (o->kind != ORM_COLUMN || !(down & (nullable | value)) ||
	    !compare_is_parents(k, t, o->name, &was, &is))
		return;
	from = orm_column_copy(k->arena, (const struct orm_column *)o);
	from->object.table = o->table;
	if (down & nullable)
		from->nullable = is->nullable;
	if (down & value)
		from->server_default = is->server_default;
	alter = compare_change(ORM_ALTER, &from->object, o, t->object.schema, t->object.name);
	alter.mask = compare_differ(k, alter.from, o) & down & (nullable | value);
	if (alter.mask)
		compare_add(k, alter, NULL);
}

static void note(struct heirs *h, struct map *under, const char *heir, const char *parent)
{
	struct names *keys = map_get(under, heir);

	if (!keys) {
		keys = ARENA_NEW(h->k->arena, struct names);
		map_put(under, heir, keys);
	}
	vec_push(h->k->arena, keys, parent);
}

/* The object with more that it needs; all else is shared. */
static struct orm_object *needing(struct heirs *h, const struct orm_object *o,
                                  const struct names *more)
{
	struct arena *a = h->k->arena;
	struct orm_object *copy = arena_copy(a, o, orm_kinds[o->kind].size);

	copy->depends = (struct names){ 0 };
	for (size_t i = 0; i < o->depends.len; i++)
		vec_push(a, &copy->depends, o->depends.items[i]);
	for (size_t i = 0; i < more->len; i++)
		vec_push(a, &copy->depends, more->items[i]);
	return copy;
}

/*
 * A parent's column goes before, and comes after, those of heirs that have them as their own
 * as well: there is no other way.  Heirs that go whole do so before, and come after: `whole`.
 */
static void note_column(struct heirs *h, const struct orm_change *c, struct orm_object **o,
                        const struct map *heirs, struct map *under, const struct map *whole)
{
	struct comparison *k = h->k;
	struct orm_columns columns = { 0 };
	struct names keys = { 0 };
	const char *key;

	if (!*o)
		return;
	compare_heirs_columns(k, heirs, c->schema, c->table, (*o)->name, &columns);
	if (!columns.len)
		return;
	key = orm_object_key(k->arena, k->d, *o);
	for (size_t i = 0; i < columns.len; i++) {
		const struct orm_object *column = &columns.items[i]->object;
		const char *heir = orm_object_key(k->arena, k->d, column);

		note(h, under, heir, key);
		if (!map_has(whole, orm_object_key(k->arena, k->d, &column->table->object)))
			vec_push(k->arena, &keys, heir);
	}
	if (c->verb != ORM_ALTER && keys.len)
		*o = needing(h, *o, &keys);
}

static void need_parents(struct heirs *h, struct orm_object **o, const struct map *under)
{
	struct comparison *k = h->k;
	struct orm_need_list needs = { 0 };
	struct names more = { 0 };

	if (!*o)
		return;
	if ((*o)->kind == ORM_COLUMN)
		vec_push(k->arena, &needs,
		         (struct orm_need){ orm_object_key(k->arena, k->d, *o), NULL });
	else
		orm_needs(k->arena, k->d, *o, &needs);
	for (size_t i = 0; i < needs.len; i++) {
		const struct names *keys = map_get(under, needs.items[i].key);

		for (size_t j = 0; keys && j < keys->len; j++)
			vec_push(k->arena, &more, keys->items[j]);
	}
	if (more.len)
		*o = needing(h, *o, &more);
}

static void find_whole(struct heirs *h)
{
	const struct migrate_ops *ops = &h->k->out->ops;

	for (size_t i = 0; i < ops->len; i++) {
		const struct orm_change *c = ops->items[i].changes.items;

		if (ops->items[i].kind != MIGRATE_CHANGE || c->kind != ORM_TABLE)
			continue;
		if (c->verb == ORM_CREATE)
			map_put(h->made, orm_object_key(h->k->arena, h->k->d, c->to), c->to);
		if (c->verb == ORM_DROP)
			map_put(h->gone, orm_object_key(h->k->arena, h->k->d, c->from), c->from);
	}
}

void compare_heirs(struct comparison *k)
{
	struct heirs h = { k, map_new(k->arena), map_new(k->arena), map_new(k->arena),
		           map_new(k->arena) };
	struct migrate_ops *ops = &k->out->ops;

	find_whole(&h);
	for (size_t i = 0; i < ops->len; i++) {
		struct orm_change *c = ops->items[i].changes.items;

		if (ops->items[i].kind != MIGRATE_CHANGE || c->kind != ORM_COLUMN ||
		    c->verb == ORM_RENAME)
			continue;
		note_column(&h, c, &c->from, k->old_heirs, h.under_old, h.gone);
		note_column(&h, c, &c->to, k->to_heirs, h.under_to, h.made);
	}
	if (!map_count(h.under_old) && !map_count(h.under_to))
		return;
	for (size_t i = 0; i < ops->len; i++) {
		struct orm_change *c = ops->items[i].changes.items;

		if (ops->items[i].kind != MIGRATE_CHANGE || c->verb == ORM_RENAME)
			continue;
		if (c->kind != ORM_COLUMN)
			need_parents(&h, &c->from, h.under_old);
		if (c->kind != ORM_COLUMN || c->verb == ORM_ALTER)
			need_parents(&h, &c->to, h.under_to);
	}
}
