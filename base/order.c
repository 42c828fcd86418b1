/* base/order.c - put things in an order in which each comes after what it needs */
#include "base/order.h"

#include <stdlib.h>

/* All walks have a stack of their own: chains may be as long as a schema is large. */

enum { UNSEEN, OPEN, DONE };

size_t order_add(struct order *o, int rank)
{
	vec_push(o->arena, &o->nodes, (struct order_node){ .rank = rank });
	return o->nodes.len - 1;
}

void order_need(struct order *o, size_t node, size_t needed, bool weak, const void *why)
{
	struct order_need need = { .node = needed, .weak = weak, .held = !weak, .why = why };

	if (node != needed)
		vec_push(o->arena, &o->nodes.items[node].needs, need);
}

struct sorter {
	struct order *order;
	struct order_list stack, members;
	void (*cut)(void *data, size_t node, size_t needed, const void *why);
	void *data;
};

static struct order_node *at(struct sorter *s, size_t i)
{
	return &s->order->nodes.items[i];
}

static void push(struct sorter *s, size_t i)
{
	at(s, i)->state = OPEN;
	vec_push(s->order->arena, &s->stack, i);
}

static size_t top(const struct sorter *s)
{
	return s->stack.items[s->stack.len - 1];
}

static void forget_states(struct sorter *s)
{
	for (size_t i = 0; i < s->order->nodes.len; i++) {
		at(s, i)->state = UNSEEN;
		at(s, i)->next = 0;
	}
}

static void lower(struct order_node *n, size_t low)
{
	if (low < n->low)
		n->low = low;
}

/* Tarjan's strongly connected components: nodes of one circle get its number. */
static void close_circle(struct sorter *s, size_t i)
{
	size_t member;

	if (at(s, i)->low != at(s, i)->number)
		return;
	s->order->circles++;
	do {
		member = s->members.items[--s->members.len];
		at(s, member)->circle = s->order->circles;
	} while (member != i);
}

static void enter(struct sorter *s, size_t i)
{
	push(s, i);
	vec_push(s->order->arena, &s->members, i);
	at(s, i)->number = at(s, i)->low = ++s->order->seen;
}

static void find_circles_from(struct sorter *s, size_t start)
{
	enter(s, start);
	while (s->stack.len) {
		size_t i = top(s);
		struct order_node *n = at(s, i);

		if (n->next < n->needs.len) {
			size_t needed = n->needs.items[n->next++].node;

			if (at(s, needed)->state == UNSEEN)
				enter(s, needed);
			else if (!at(s, needed)->circle)
				lower(n, at(s, needed)->number);
			continue;
		}
		close_circle(s, i);
		s->stack.len--;
		if (s->stack.len && !n->circle)
			lower(at(s, top(s)), n->low);
	}
}

/* Does `from` need `to`, by what counts and stays inside the circle? */
static bool reaches(struct sorter *s, size_t from, size_t to, struct order_list *seen)
{
	bool found = false;

	seen->len = 0;
	push(s, from);
	vec_push(s->order->arena, seen, from);
	while (s->stack.len && !found) {
		struct order_node *n = at(s, s->stack.items[--s->stack.len]);

		for (size_t k = 0; k < n->needs.len; k++) {
			const struct order_need *need = &n->needs.items[k];

			found = found || (need->held && need->node == to);
			if (!need->held || at(s, need->node)->circle != n->circle ||
			    at(s, need->node)->state != UNSEEN)
				continue;
			push(s, need->node);
			vec_push(s->order->arena, seen, need->node);
		}
	}
	s->stack.len = 0;
	for (size_t i = 0; i < seen->len; i++)
		at(s, seen->items[i])->state = UNSEEN;
	return found;
}

/* A weak need counts unless it would close a circle of those that do. */
static void settle(struct sorter *s, size_t i, struct order_list *seen)
{
	for (size_t k = 0; k < at(s, i)->needs.len; k++) {
		struct order_need *need = &at(s, i)->needs.items[k];

		if (need->held)
			continue;
		need->held = at(s, i)->circle != at(s, need->node)->circle ||
		             !reaches(s, need->node, i, seen);
		if (!need->held && need->why && s->cut)
			s->cut(s->data, i, need->node, need->why);
	}
}

/* The next one that has to come before node `i`, which it goes past. */
static bool next_needed(struct sorter *s, size_t i, size_t *out)
{
	struct order_node *n = at(s, i);

	while (n->next < n->needs.len) {
		const struct order_need *need = &n->needs.items[n->next++];
		int state = at(s, need->node)->state;

		*out = need->node;
		if (need->held && state == UNSEEN)
			return true;
		if (need->held && state == OPEN && s->cut)
			s->cut(s->data, i, need->node, need->why);
	}
	return false;
}

static void visit(struct sorter *s, size_t start)
{
	push(s, start);
	while (s->stack.len) {
		size_t i = top(s), needed;

		if (next_needed(s, i, &needed)) {
			push(s, needed);
			continue;
		}
		at(s, i)->state = DONE;
		vec_push(s->order->arena, &s->order->sorted, i);
		s->stack.len--;
	}
}

struct ranked {
	int rank;
	size_t node;
};

static int by_rank(const void *x, const void *y)
{
	const struct ranked *p = x, *q = y;

	if (p->rank != q->rank)
		return p->rank < q->rank ? -1 : 1;
	return (p->node > q->node) - (p->node < q->node);
}

void order_run(struct order *o,
               void (*cut)(void *data, size_t node, size_t needed, const void *why), void *data)
{
	struct sorter s = { .order = o, .cut = cut, .data = data };
	struct ranked *all = arena_alloc(o->arena, (o->nodes.len + 1) * sizeof *all);
	struct order_list seen = { 0 };

	for (size_t i = 0; i < o->nodes.len; i++) {
		all[i] = (struct ranked){ o->nodes.items[i].rank, i };
		if (at(&s, i)->state == UNSEEN)
			find_circles_from(&s, i);
	}
	forget_states(&s);
	for (size_t i = 0; i < o->nodes.len; i++)
		settle(&s, i, &seen);
	qsort(all, o->nodes.len, sizeof *all, by_rank);
	for (size_t i = 0; i < o->nodes.len; i++)
		if (at(&s, all[i].node)->state == UNSEEN)
			visit(&s, all[i].node);
}
