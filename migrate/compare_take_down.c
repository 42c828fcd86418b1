/* migrate/compare_take_down.c - dependents of what goes or changes, away meanwhile */
#include "migrate/compare_depends.h"

#include <stdint.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

/* An object of the old state, and the table or view that it is part of. */
struct member {
	struct orm_object *object;
	const char *schema, *owner;
};

struct members {
	VEC(const struct member *);
};

/* Where the operations about an object of the old state are; numbers from 1. */
struct taken {
	size_t drop, create, alter;
};

struct taker {
	struct comparison *k;
	struct map *dependents; /* key -> struct members */
	struct map *wanted;     /* key -> struct member of the new state */
	struct map *taken;      /* key -> struct taken */
	struct names followed;  /* keys of types that columns follow */
	struct orm_changes queue;
};

static const char *key_of(struct taker *t, const struct orm_object *o)
{
	return orm_object_key(t->k->arena, t->k->d, o);
}

/* Calls f for all objects of `m`, the parts of tables and views among them. */
static void each_member(struct taker *t, const struct orm_metadata *m,
                        void (*f)(struct taker *t, const struct member *member))
{
	struct arena *a = t->k->arena;

	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *table = m->tables.items[i];
		struct member own = { &table->object, table->object.schema, table->object.name };

		f(t, arena_copy(a, &own, sizeof own));
		for (size_t j = 0; j < table->columns.len; j++) {
			own.object = &table->columns.items[j]->object;
			f(t, arena_copy(a, &own, sizeof own));
		}
		for (size_t j = 0; j < table->constraints.len; j++) {
			own.object = &table->constraints.items[j]->object;
			f(t, arena_copy(a, &own, sizeof own));
		}
		for (size_t j = 0; j < table->indexes.len; j++) {
			own.object = &table->indexes.items[j]->object;
			f(t, arena_copy(a, &own, sizeof own));
		}
	}
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];
		struct member own = { &d->object, d->object.schema, d->on };

		f(t, arena_copy(a, &own, sizeof own));
		own.owner = d->object.name;
		for (size_t j = 0; j < d->indexes.len; j++) {
			own.object = &d->indexes.items[j]->object;
			f(t, arena_copy(a, &own, sizeof own));
		}
	}
}

/* A table stands for its parts in what it needs: those are here by themselves. */
static void note_needs(struct taker *t, const struct member *member)
{
	struct orm_need_list needs = { 0 };

	if (member->object->kind == ORM_TABLE)
		return;
	orm_needs(t->k->arena, t->k->d, member->object, &needs);
	for (size_t i = 0; i < needs.len; i++) {
		struct members *list = map_get(t->dependents, needs.items[i].key);

		if (!list) {
			list = ARENA_NEW(t->k->arena, struct members);
			map_put(t->dependents, needs.items[i].key, list);
		}
		vec_push(t->k->arena, list, member);
	}
}

static void note_wanted(struct taker *t, const struct member *member)
{
	map_put(t->wanted, key_of(t, member->object), (void *)(uintptr_t)member);
}

static struct taken *taken(struct taker *t, const struct orm_object *o)
{
	const char *key = key_of(t, o);
	struct taken *found = map_get(t->taken, key);

	if (!found) {
		found = ARENA_NEW(t->k->arena, struct taken);
		map_put(t->taken, key, found);
	}
	return found;
}

static struct orm_change *change_at(struct taker *t, size_t number)
{
	return &t->k->out->ops.items[number - 1].changes.items[0];
}

static void note_op(struct taker *t, size_t number)
{
	const struct migrate_op *op = &t->k->out->ops.items[number - 1];
	const struct orm_change *c = op->changes.items;

	if (op->kind != MIGRATE_CHANGE || !op->changes.len)
		return;
	if (c->verb == ORM_DROP)
		taken(t, c->from)->drop = number;
	else if (c->verb == ORM_CREATE)
		taken(t, c->to)->create = number;
	else if (c->verb == ORM_ALTER && !taken(t, c->from)->alter)
		taken(t, c->from)->alter = number;
	if (c->verb == ORM_DROP || c->verb == ORM_ALTER)
		vec_push(t->k->arena, &t->queue, *c);
}

static void add(struct taker *t, struct orm_change c, const char *loses)
{
	compare_add(t->k, c, loses);
	note_op(t, t->k->out->ops.len);
}

/* As it is wanted; as it was when it is none of ours to drop. */
static const struct member *wanted(struct taker *t, const struct member *m)
{
	const struct member *w = map_get(t->wanted, key_of(t, m->object));

	return w ? w : m;
}

/* A materialized view is made with its indexes. */
static void forget_indexes(struct taker *t, const struct member *m)
{
	struct migrate_ops *ops = &t->k->out->ops;

	for (size_t i = 0; m->object->kind == ORM_MATERIALIZED_VIEW && i < ops->len; i++) {
		const struct orm_change *c = ops->items[i].changes.items;

		if (ops->items[i].changes.len && c->kind == ORM_INDEX &&
		    text_same(c->schema, m->schema) && text_same(c->table, m->object->name))
			ops->items[i].changes.len = 0;
	}
}

/* A routine that reads a column of a type needs the type, whatever the database says of it. */
static struct orm_object *with_types(struct taker *t, struct orm_object *o)
{
	struct orm_definition *copy;

	if (!t->followed.len || (o->kind != ORM_FUNCTION && o->kind != ORM_PROCEDURE))
		return o;
	copy = orm_definition_copy(t->k->arena, (const struct orm_definition *)o);
	for (size_t i = 0; i < t->followed.len; i++)
		vec_push(t->k->arena, &copy->object.depends, t->followed.items[i]);
	return &copy->object;
}

/* What goes, or comes, by itself does so before, or after, what is made of the types. */
static void need_types(struct taker *t, const struct taken *at)
{
	struct orm_change *c;

	if (at->drop != SIZE_MAX) {
		c = change_at(t, at->drop);
		c->from = with_types(t, c->from);
	}
	if (at->create) {
		c = change_at(t, at->create);
		c->to = with_types(t, c->to);
	}
}

/* Dropped and made again, instead of altered if it was to be. */
static void take_down(struct taker *t, const struct member *m)
{
	struct taken *at = taken(t, m->object);
	const struct member *w = wanted(t, m);
	struct orm_object *from = with_types(t, m->object);
	struct orm_object *back =
	    with_types(t, compare_with_open(t->k, w->object, m->object, t->k->to_open));

	if (at->drop) {
		need_types(t, at);
		return;
	}
	forget_indexes(t, m);
	if (at->alter) {
		struct orm_change *c = change_at(t, at->alter);

		*c = compare_change(ORM_DROP, from, NULL, m->schema, m->owner);
		t->k->out->ops.items[at->alter - 1].loses = compare_losses(t->k, m->object);
		at->drop = at->alter;
		at->alter = 0;
		vec_push(t->k->arena, &t->queue, *c);
	} else {
		add(t, compare_change(ORM_DROP, from, NULL, m->schema, m->owner),
		    compare_losses(t->k, m->object));
	}
	add(t, compare_change(ORM_CREATE, NULL, back, w->schema, w->owner), NULL);
}

static struct orm_column *without_default(struct taker *t, const struct orm_object *o)
{
	struct orm_column *c = orm_column_copy(t->k->arena, (const struct orm_column *)o);

	c->server_default = (struct orm_default){ 0 };
	c->object.depends = (struct names){ 0 };
	c->object.table = o->table;
	return c;
}

/* A column stays, its default is away meanwhile. */
static void reset(struct taker *t, const struct member *m)
{
	uint64_t bit = orm_attr_bit(ORM_COLUMN, "server_default");
	struct taken *at = taken(t, m->object);
	const struct member *w = wanted(t, m);
	struct orm_object *bare = &without_default(t, m->object)->object;
	struct orm_change away = compare_change(ORM_ALTER, m->object, bare, m->schema, m->owner);
	struct orm_change back = compare_change(ORM_ALTER, bare, w->object, w->schema, w->owner);

	if (at->drop)
		return;
	at->drop = SIZE_MAX; /* once is enough */
	away.mask = back.mask = bit;
	if (at->alter) {
		back = *change_at(t, at->alter);
		back.from = bare;
		back.mask |= bit;
		*change_at(t, at->alter) = away;
	} else {
		compare_add(t->k, away, NULL);
	}
	if (at->alter || ((struct orm_column *)w->object)->server_default.kind != ORM_DEFAULT_NONE)
		compare_add(t->k, back, NULL);
}

/* Its default becomes another one, which doesn't need what goes. */
static bool is_reset_anyway(struct taker *t, const struct orm_change *c, const struct member *m)
{
	struct taken *at = taken(t, m->object);
	const struct orm_change *alter = at->alter ? change_at(t, at->alter) : NULL;
	const char *key = key_of(t, c->from);

	if (!alter || !(alter->mask & orm_attr_bit(ORM_COLUMN, "server_default")))
		return false;
	for (size_t i = 0; i < alter->to->depends.len; i++)
		if (text_same(alter->to->depends.items[i], key))
			return false;
	return true;
}

static bool goes_with_table(struct taker *t, const struct member *m)
{
	struct orm_table owner = { .object = {
				       .kind = ORM_TABLE, .schema = m->schema, .name = m->owner } };
	struct taken *at;

	if (!m->owner || ORM_IS_DEFINITION(m->object->kind))
		return false;
	at = map_get(t->taken, key_of(t, &owner.object));
	return at && at->drop;
}

/* Its type changes along with an enum's: what hangs on the column goes for that. */
static void follow(struct taker *t, const struct member *m)
{
	struct orm_change c = compare_change(ORM_ALTER, m->object, m->object, m->schema, m->owner);

	/* a default that changes as well may be a value that goes */
	if (taken(t, m->object)->alter)
		reset(t, m);
	c.mask = orm_attr_bit(ORM_COLUMN, "type");
	vec_push(t->k->arena, &t->queue, c);
}

/* What nobody wants can't come back to what goes for good: let the database refuse. */
static bool is_stranger(struct taker *t, const struct orm_change *c, const struct member *m)
{
	return c->verb == ORM_DROP && !taken(t, c->from)->create &&
	       !map_has(t->wanted, key_of(t, m->object));
}

/* An index goes and comes with its materialized view. */
static bool goes_with_view(const struct orm_change *c, const struct member *m)
{
	return c->verb == ORM_DROP && ORM_IS_DEFINITION(c->kind) && m->object->kind == ORM_INDEX &&
	       text_same(c->from->name, m->owner) && text_same(c->from->schema, m->schema);
}

/* So does a parent's key with all that heirs have of it. */
static bool goes_with_parent(struct taker *t, const struct member *m)
{
	return m->object->kind != ORM_COLUMN && compare_is_inherited(m->object) &&
	       compare_is_inherited(wanted(t, m)->object);
}

/* A parent's column takes its heirs' along, which come again with it. */
static bool is_heirs_column(struct taker *t, const struct member *m)
{
	const struct orm_object *is = wanted(t, m)->object;
	struct orm_column *parent, *new_parent;

	return m->object->kind == ORM_COLUMN && compare_is_inherited(m->object) &&
	       compare_is_inherited(is) && is->table &&
	       compare_is_parents(t->k, is->table, is->name, &parent, &new_parent);
}

/* The parent's default goes with those of heirs that have the same, and comes with theirs. */
static bool is_heirs_default(struct taker *t, const struct member *m)
{
	const struct orm_object *is = wanted(t, m)->object;
	struct orm_column *parent, *new_parent;

	return is_heirs_column(t, m) &&
	       compare_is_parents(t->k, is->table, is->name, &parent, &new_parent) &&
	       !((compare_differ(t->k, &parent->object, m->object) |
	          compare_differ(t->k, &new_parent->object, is)) &
	         orm_attr_bit(ORM_COLUMN, "server_default"));
}

/* A column that gets another type keeps its values: what it had before goes after that. */
static bool outgrows(struct taker *t, const struct orm_change *c, const struct member *m)
{
	struct taken *at = taken(t, m->object);
	struct orm_need_list needs = { 0 };
	struct names gone = { 0 };

	if (c->verb != ORM_DROP || m->object->kind != ORM_COLUMN || !at->alter ||
	    !(change_at(t, at->alter)->mask & orm_attr_bit(ORM_COLUMN, "type")))
		return false;
	orm_needs(t->k->arena, t->k->d, change_at(t, at->alter)->to, &needs);
	orm_provides(t->k->arena, t->k->d, c->from, &gone);
	for (size_t i = 0; i < needs.len; i++)
		for (size_t j = 0; j < gone.len; j++)
			if (text_same(needs.items[i].key, gone.items[j]))
				return false;
	return true;
}

static void affect(struct taker *t, const struct orm_change *c, const struct member *m)
{
	if (m->object == c->from || goes_with_table(t, m) || goes_with_view(c, m) ||
	    goes_with_parent(t, m) || is_stranger(t, c, m) || outgrows(t, c, m))
		return;
	switch (t->k->d->effect(c, m->object)) {
	case ORM_STAYS:
		break;
	case ORM_GOES:
		if (!is_heirs_column(t, m))
			take_down(t, m);
		break;
	case ORM_RESETS:
		if (!is_reset_anyway(t, c, m) && !is_heirs_default(t, m))
			reset(t, m);
		break;
	case ORM_FOLLOWS:
		vec_push(t->k->arena, &t->followed, key_of(t, c->from));
		follow(t, m);
		break;
	}
}

/* What changes in a parent's column does so in its heirs'; one of their own stays when it goes. */
static void add_heirs(struct taker *t, const struct orm_change *c, struct names *keys)
{
	struct orm_columns heirs = { 0 };

	if (c->kind != ORM_COLUMN)
		return;
	compare_heirs_columns(t->k, t->k->old_heirs, c->schema, c->table, c->from->name, &heirs);
	for (size_t i = 0; i < heirs.len; i++)
		if (c->verb != ORM_DROP || heirs.items[i]->inherited)
			vec_push(t->k->arena, keys, key_of(t, &heirs.items[i]->object));
}

static void affect_all(struct taker *t, const struct orm_change *c)
{
	struct names keys = { 0 };

	if (c->verb == ORM_DROP)
		orm_provides(t->k->arena, t->k->d, c->from, &keys);
	else
		vec_push(t->k->arena, &keys, key_of(t, c->from));
	add_heirs(t, c, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const struct members *list = map_get(t->dependents, keys.items[i]);

		for (size_t j = 0; list && j < list->len; j++)
			affect(t, c, list->items[j]);
	}
}

static bool names_renamed(struct taker *t, const struct orm_object *o)
{
	const struct comparison *k = t->k;
	struct map *mentioned = map_new(k->arena);
	struct names words = { 0 };

	orm_mentioned(k->arena, k->d, o, &words);
	for (size_t i = 0; i < words.len; i++)
		map_put(mentioned, words.items[i], NULL);
	for (size_t i = 0; i < k->renamed.len; i++)
		if (map_has(mentioned, k->d->fold(k->arena, k->renamed.items[i])))
			return true;
	return false;
}

/*
 * Text that names what is renamed is right before or after that, not both: where
 * the database looks at it, it is away meanwhile.
 */
static void take_down_renamed(struct taker *t, const struct member *m)
{
	struct orm_change renamed = { .verb = ORM_RENAME, .kind = ORM_TABLE };
	size_t alter = taken(t, m->object)->alter;
	struct orm_object *to;

	if (!ORM_IS_DEFINITION(m->object->kind) || !alter ||
	    t->k->d->effect(&renamed, m->object) != ORM_GOES || !names_renamed(t, m->object))
		return;
	/* With all that the model leaves as it is. */
	to = change_at(t, alter)->to;
	take_down(t, m);
	change_at(t, t->k->out->ops.len)->to = to;
}

void compare_take_down(struct comparison *k)
{
	struct taker t = { .k = k,
		           .dependents = map_new(k->arena),
		           .wanted = map_new(k->arena),
		           .taken = map_new(k->arena) };

	if (!k->out->ops.len)
		return;
	each_member(&t, k->old, note_needs);
	each_member(&t, k->to, note_wanted);
	for (size_t i = 1; i <= k->out->ops.len; i++)
		note_op(&t, i);
	if (!k->d->follows_renames && k->renamed.len)
		each_member(&t, k->old, take_down_renamed);
	for (size_t i = 0; i < t.queue.len; i++) {
		struct orm_change c = t.queue.items[i];

		affect_all(&t, &c);
	}
	for (size_t i = k->out->ops.len; i-- > 0;)
		if (k->out->ops.items[i].kind == MIGRATE_CHANGE &&
		    !k->out->ops.items[i].changes.len)
			vec_remove(&k->out->ops, i);
}
