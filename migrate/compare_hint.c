/* migrate/compare_hint.c - what goes and comes, and looks like something renamed */
#include "migrate/compare_hint.h"

#include <string.h>

#include "base/map.h"
#include "orm/dialect.h"

/* How it is declared where it was: models have a word for it, SQL a comment. */
static const char *declaration(struct comparison *k, const struct orm_object *to, const char *was)
{
	if (k->to->reflected && !to->file)
		return arena_printf(k->arena, "-- renamed_from: %s", was);
	return arena_printf(k->arena, "%s{\"%s\", ..., renamed_from = \"%s\"}",
	                    orm_kinds[to->kind].model, to->name, was);
}

void compare_add_hint(struct comparison *k, const struct orm_object *from,
                      const struct orm_object *to, const char *what)
{
	struct compare_hint *hint = vec_add(k->arena, &k->out->hints);

	hint->from = from;
	hint->to = to;
	hint->text = arena_printf(k->arena, "%s; if it was renamed, declare it: %s", what,
	                          declaration(k, to, from->name));
}

/* Which column it is of its table. */
static size_t place_of(const struct orm_table *t, const struct orm_object *column)
{
	size_t i = 0;

	while (i < t->columns.len && strcmp(t->columns.items[i]->object.name, column->name) != 0)
		i++;
	return i;
}

/* The name of the column at a place; "" where there is none. */
static const char *name_at(const struct orm_table *t, size_t i)
{
	return i < t->columns.len ? t->columns.items[i]->object.name : "";
}

enum { NEIGHBOURS = 3 };

/* How many of its place, the column before it and the one behind they have in common. */
static int neighbours(struct comparison *k, const struct columns_moved *t,
                      const struct orm_object *from, const struct orm_object *to)
{
	size_t x = place_of(t->from, from), y = place_of(t->to, to);

	return (x == y) + k->d->same_name(name_at(t->from, x - 1), name_at(t->to, y - 1)) +
	       k->d->same_name(name_at(t->from, x + 1), name_at(t->to, y + 1));
}

/* The first that looks like it, with so many neighbours, and wasn't taken for another. */
static size_t like_it(struct comparison *k, const struct columns_moved *t,
                      const struct orm_object *from, int wanted, const bool *taken)
{
	for (size_t j = 0; j < t->added->len; j++)
		if (!taken[j] && neighbours(k, t, from, t->added->items[j].to) == wanted &&
		    !orm_attrs_differ(k->d, from, t->added->items[j].to, k->loose))
			return j;
	return t->added->len;
}

/* What each that goes is now, in `pairs`: those with the same neighbours first. */
static void pair_columns(struct comparison *k, const struct columns_moved *t,
                         const struct orm_object **pairs)
{
	bool *taken = arena_alloc(k->arena, (t->added->len + 1) * sizeof *taken);

	for (int wanted = NEIGHBOURS; wanted >= 0; wanted--)
		for (size_t i = 0; i < t->dropped->len; i++) {
			size_t j = pairs[i]
			               ? t->added->len
			               : like_it(k, t, t->dropped->items[i].from, wanted, taken);

			if (j == t->added->len)
				continue;
			taken[j] = true;
			pairs[i] = t->added->items[j].to;
		}
}

void compare_hints(struct comparison *k, const struct columns_moved *t)
{
	const struct orm_object **pairs =
	    arena_alloc(k->arena, (t->dropped->len + 1) * sizeof(const struct orm_object *));

	pair_columns(k, t, pairs);
	for (size_t i = 0; i < t->dropped->len; i++) {
		const struct orm_object *from = t->dropped->items[i].from;

		if (pairs[i])
			compare_add_hint(
			    k, from, pairs[i],
			    arena_printf(k->arena,
			                 "column \"%s\" of \"%s\" goes and \"%s\" comes, and "
			                 "they look alike",
			                 from->name, t->to->object.name, pairs[i]->name));
	}
}

/* The names of the columns, which tables have in common that are one. */
static const char *columns_of(struct comparison *k, const struct orm_table *t)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < t->columns.len; i++)
		buf_addf(&b, "%s\n", t->columns.items[i]->object.name);
	return k->d->fold(k->arena, buf_take(&b, k->arena));
}

static bool look_alike(struct comparison *k, const struct orm_table *from,
                       const struct orm_table *to)
{
	for (size_t i = 0; i < from->columns.len; i++) {
		const struct orm_column *x = from->columns.items[i], *y = to->columns.items[i];
		uint64_t mask = orm_attrs_differ(k->d, &x->object, &y->object, k->loose);

		/* a sequence is called after its table */
		if (mask & ~orm_attr_bit(ORM_COLUMN, "server_default"))
			return false;
	}
	return true;
}

static const struct orm_change *table_change(const struct migrate_op *op, enum orm_verb verb)
{
	const struct orm_change *c = op->changes.items;

	return op->kind == MIGRATE_CHANGE && op->changes.len == 1 && c->verb == verb &&
	               c->kind == ORM_TABLE
	           ? c
	           : NULL;
}

/* By their columns: tables that go, or would if they were limbeck's to drop. */
static struct map *tables_gone(struct comparison *k)
{
	struct map *gone = map_new(k->arena);

	for (size_t i = 0; i < k->out->ops.len; i++) {
		const struct orm_change *c = table_change(&k->out->ops.items[i], ORM_DROP);
		const struct orm_table *t = c ? (const struct orm_table *)c->from : NULL;

		if (t && t->columns.len)
			map_put(gone, columns_of(k, t), c->from);
	}
	for (size_t i = 0; map_count(k->kept) && i < k->old->tables.len; i++) {
		struct orm_table *t = k->old->tables.items[i];

		if (t->columns.len && !orm_metadata_table(k->to, t->object.schema, t->object.name))
			map_put(gone, columns_of(k, t), &t->object);
	}
	return gone;
}

void compare_table_hints(struct comparison *k)
{
	const struct map *gone = tables_gone(k);

	for (size_t i = 0; map_count(gone) && i < k->out->ops.len; i++) {
		const struct orm_change *c = table_change(&k->out->ops.items[i], ORM_CREATE);
		const struct orm_object *from =
		    c ? map_get(gone, columns_of(k, (const struct orm_table *)c->to)) : NULL;

		if (from && strcmp(from->name, c->to->name) != 0 &&
		    look_alike(k, (const struct orm_table *)from, (const struct orm_table *)c->to))
			compare_add_hint(
			    k, from, c->to,
			    arena_printf(
				k->arena,
				"table \"%s\" goes and \"%s\" comes, and they have the same "
				"columns",
				from->name, c->to->name));
	}
}
