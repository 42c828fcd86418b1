/*
 * orm/ddl/order_batch.c - changes of one table side by side, so that they are one statement
 *
 * Where a table is best changed at once, all of its changes wait until what they
 * need of other tables is done, if that is possible: tables may wait for each
 * other, and then change in steps.
 */
#include "base/text.h"
#include "orm/ddl/order_private.h"
#include "orm/dialect.h"

/* The changes of a table, or one that is for itself. */
struct group {
	struct order_list members; /* as they are sorted */
	size_t waits;              /* needs that are of other groups and not done */
	size_t member, need;       /* the one to look at */
	bool seen;
};

struct batcher {
	struct order_sorter *s;
	struct group *groups;
	size_t *group_of;             /* of each change */
	struct order_list *needed_by; /* of each change */
	bool *done;
	struct order_list out, stack;
};

static bool is_part(const struct orm_change *c)
{
	if (c->kind == ORM_TABLE)
		return c->verb == ORM_ALTER;
	return c->kind == ORM_INDEX || ORM_IS_CONSTRAINT(c->kind) ||
	       (c->kind == ORM_COLUMN && c->verb != ORM_RENAME);
}

static const char *table_key(const struct order_sorter *s, const struct orm_change *c)
{
	struct orm_table t = { .object = {
				   .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };

	return orm_object_key(s->arena, s->d, &t.object);
}

static void find_groups(struct batcher *b)
{
	struct order_sorter *s = b->s;
	struct map *tables = map_new(s->arena);
	size_t count = 0;

	for (size_t i = 0; i < s->order.sorted.len; i++) {
		size_t at = s->order.sorted.items[i];
		const struct orm_change *c = order_change_at(s, at);
		const char *key = is_part(c) && c->table ? table_key(s, c) : NULL;
		struct group *g = key ? map_get(tables, key) : NULL;

		if (!g)
			g = &b->groups[count++];
		if (key)
			map_put(tables, key, g);
		b->group_of[at] = (size_t)(g - b->groups);
		vec_push(s->arena, &g->members, at);
	}
}

static struct group *group_at(struct batcher *b, size_t change)
{
	return &b->groups[b->group_of[change]];
}

static void find_needs(struct batcher *b)
{
	for (size_t i = 0; i < b->s->order.nodes.len; i++) {
		const struct order_node *n = &b->s->order.nodes.items[i];

		for (size_t k = 0; k < n->needs.len; k++) {
			size_t needed = n->needs.items[k].node;

			if (!n->needs.items[k].held || b->group_of[needed] == b->group_of[i])
				continue;
			vec_push(b->s->arena, &b->needed_by[needed], i);
			group_at(b, i)->waits++;
		}
	}
}

static void emit(struct batcher *b, size_t change)
{
	b->done[change] = true;
	vec_push(b->s->arena, &b->out, change);
	for (size_t i = 0; i < b->needed_by[change].len; i++)
		group_at(b, b->needed_by[change].items[i])->waits--;
}

static bool is_ready(const struct batcher *b, size_t change)
{
	const struct order_node *n = &b->s->order.nodes.items[change];

	for (size_t k = 0; k < n->needs.len; k++)
		if (n->needs.items[k].held && !b->done[n->needs.items[k].node])
			return false;
	return true;
}

static void emit_ready(struct batcher *b, struct group *g)
{
	for (size_t i = 0; i < g->members.len; i++) {
		size_t change = g->members.items[i];

		if (!b->done[change] && (!g->waits || is_ready(b, change)))
			emit(b, change);
	}
}

/* The next group that `g` waits for and that may be done whole before it. */
static struct group *next_needed(struct batcher *b, struct group *g)
{
	for (; g->member < g->members.len; g->member++, g->need = 0) {
		const struct order_node *n = &b->s->order.nodes.items[g->members.items[g->member]];

		while (g->need < n->needs.len) {
			const struct order_need *need = &n->needs.items[g->need++];
			struct group *other = group_at(b, need->node);

			if (need->held && !b->done[need->node] && other != g &&
			    (!other->seen || !other->waits))
				return other;
		}
	}
	return NULL;
}

static void push(struct batcher *b, struct group *g)
{
	g->seen = true;
	g->member = g->need = 0;
	vec_push(b->s->arena, &b->stack, (size_t)(g - b->groups));
}

/* Does what a group waits for, if that doesn't wait for it. */
static void do_needed(struct batcher *b, struct group *first)
{
	push(b, first);
	while (b->stack.len) {
		struct group *g = &b->groups[b->stack.items[b->stack.len - 1]];
		struct group *needed = g->waits ? next_needed(b, g) : NULL;

		if (needed && needed->waits) {
			push(b, needed);
			continue;
		}
		if (needed) {
			emit_ready(b, needed);
			continue;
		}
		b->stack.len--;
		if (!g->waits)
			emit_ready(b, g);
	}
}

void order_batch(struct order_sorter *s)
{
	size_t count = s->order.nodes.len;
	struct batcher b = { .s = s };

	b.groups = arena_alloc(s->arena, count * sizeof *b.groups);
	b.group_of = arena_alloc(s->arena, count * sizeof *b.group_of);
	b.needed_by = arena_alloc(s->arena, count * sizeof *b.needed_by);
	b.done = arena_alloc(s->arena, count * sizeof *b.done);
	find_groups(&b);
	find_needs(&b);
	for (size_t i = 0; i < s->order.sorted.len; i++) {
		size_t change = s->order.sorted.items[i];

		if (!b.done[change])
			do_needed(&b, group_at(&b, change));
		if (b.done[change])
			continue;
		emit(&b, change);
		emit_ready(&b, group_at(&b, change));
	}
	s->order.sorted = b.out;
}
