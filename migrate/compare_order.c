/* migrate/compare_order.c - the order of a table's columns: which come after which */
#include <stdint.h>

#include "base/map.h"
#include "base/text.h"
#include "migrate/compare_depends.h"
#include "orm/dialect.h"

struct places {
	struct comparison *k;
	struct orm_table *from, *to;
	struct map *changes; /* key -> change that makes or alters the column */
	struct map *dropped; /* key -> change that drops it */
	struct map *moved;   /* key -> itself */
};

static const char *key_of(struct places *p, const char *schema, const char *table,
                          const char *column)
{
	return p->k->d->fold(p->k->arena, arena_printf(p->k->arena, "%s.%s.%s",
	                                               schema ? schema : "", table, column));
}

static const char *key(struct places *p, const struct orm_column *c)
{
	return key_of(p, p->to->object.schema, p->to->object.name, c->object.name);
}

static void find_changes(struct places *p)
{
	const struct migrate_ops *ops = &p->k->out->ops;

	for (size_t i = 0; i < ops->len; i++) {
		struct orm_change *c = ops->items[i].changes.items;
		const struct orm_object *o = c && c->to ? c->to : c ? c->from : NULL;

		if (ops->items[i].kind == MIGRATE_CHANGE && c->kind == ORM_COLUMN &&
		    c->verb != ORM_RENAME)
			map_put(c->verb == ORM_DROP ? p->dropped : p->changes,
			        key_of(p, c->schema, c->table, o->name), c);
	}
}

static bool is_new(struct places *p, const struct orm_column *c)
{
	const struct orm_change *change = map_get(p->changes, key(p, c));

	return change && change->verb == ORM_CREATE;
}

/* Where the columns that stay were, in the order in which they will be. */
static size_t *old_places(struct places *p, size_t *count)
{
	size_t *at = arena_alloc(p->k->arena, (p->to->columns.len + 1) * sizeof *at);
	struct map *was = map_new(p->k->arena);

	for (size_t i = 0; i < p->from->columns.len; i++)
		map_put(was, key(p, p->from->columns.items[i]), (void *)(i + 1));
	*count = 0;
	for (size_t i = 0; i < p->to->columns.len; i++)
		if (!is_new(p, p->to->columns.items[i]))
			at[(*count)++] = (size_t)map_get(was, key(p, p->to->columns.items[i]));
	return at;
}

/* How long the longest rise is that ends at each: those of the longest can stay. */
static bool *find_stayers(struct places *p, const size_t *at, size_t count)
{
	bool *stays = arena_alloc(p->k->arena, count + 1);
	size_t *tail = arena_alloc(p->k->arena, (count + 1) * sizeof *tail);
	size_t *before = arena_alloc(p->k->arena, (count + 1) * sizeof *before), len = 0;

	for (size_t i = 0; i < count; i++) {
		size_t low = 0, high = len;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (at[tail[middle]] < at[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? tail[low - 1] : SIZE_MAX;
		tail[low] = i;
		len += low == len;
	}
	for (size_t i = len ? tail[len - 1] : SIZE_MAX; i != SIZE_MAX; i = before[i])
		stays[i] = true;
	return stays;
}

static void find_moved(struct places *p)
{
	size_t count, n = 0;
	size_t *at = old_places(p, &count);
	bool *stays = find_stayers(p, at, count);

	for (size_t i = 0; i < p->to->columns.len; i++)
		if (!is_new(p, p->to->columns.items[i]) && !stays[n++])
			map_put(p->moved, key(p, p->to->columns.items[i]), p->to->columns.items[i]);
}

static const char *name_before(const struct orm_columns *all, size_t i)
{
	return i ? all->items[i - 1]->object.name : "";
}

/* The change that says so, or a new one that says nothing else. */
static struct orm_change *change_of(struct places *p, size_t i)
{
	struct orm_column *to = p->to->columns.items[i];
	struct orm_change *known = map_get(p->changes, key(p, to));
	struct orm_change c;

	if (known)
		return known;
	c = compare_change(ORM_ALTER, &orm_table_column(p->from, p->k->d, to->object.name)->object,
	                   &to->object, p->to->object.schema, p->to->object.name);
	c.mask = 0;
	compare_add(p->k, c, NULL);
	known = p->k->out->ops.items[p->k->out->ops.len - 1].changes.items;
	map_put(p->changes, key(p, to), known);
	return known;
}

/* From the last one that stays where it is on, new ones come at the end by themselves. */
static void say_places(struct places *p)
{
	bool stayer = false;

	for (size_t i = p->to->columns.len; i-- > 0;) {
		const struct orm_column *c = p->to->columns.items[i];
		bool moves = map_has(p->moved, key(p, c));

		if (moves || (is_new(p, c) && stayer))
			change_of(p, i)->after = name_before(&p->to->columns, i);
		stayer = stayer || !(moves || is_new(p, c));
	}
}

/*
 * The same of the old order, so that the change can be undone: in reverse, so that
 * all but the last one have to say it.
 */
static void say_old_places(struct places *p)
{
	for (size_t i = p->from->columns.len; i-- > 0;) {
		const struct orm_column *c = p->from->columns.items[i];
		bool moves = map_has(p->moved, key(p, c));
		struct orm_change *drop = map_get(p->dropped, key(p, c));
		struct orm_change *change = drop ? drop : map_get(p->changes, key(p, c));

		if (change && (moves || (drop && i + 1 < p->from->columns.len)))
			change->was_after = name_before(&p->from->columns, i);
	}
}

static void order_table(struct places *p)
{
	p->moved = map_new(p->k->arena);
	find_moved(p);
	say_places(p);
	say_old_places(p);
}

/* All of the same names at the same places, and none of them made anew? */
static bool is_in_order(struct places *p)
{
	if (p->from->columns.len != p->to->columns.len)
		return false;
	for (size_t i = 0; i < p->to->columns.len; i++)
		if (!p->k->d->same_name(p->from->columns.items[i]->object.name,
		                        p->to->columns.items[i]->object.name) ||
		    map_has(p->dropped, key(p, p->to->columns.items[i])))
			return false;
	return true;
}

void compare_column_order(struct comparison *k)
{
	struct places p = { .k = k, .changes = map_new(k->arena), .dropped = map_new(k->arena) };
	size_t count = k->to->tables.len;

	find_changes(&p);
	for (size_t i = 0; i < count; i++) {
		p.to = k->to->tables.items[i];
		p.from = orm_metadata_table(k->old, p.to->object.schema, p.to->object.name);
		if (p.from && !is_in_order(&p))
			order_table(&p);
	}
}
