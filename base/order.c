/* base/order.c - put things in an order in which each comes after what it needs */
#include "base/order.h"

#include <stdlib.h>

enum { UNSEEN, OPEN, DONE };

size_t order_add(struct order *o, int rank)
{
	vec_push(o->arena, &o->nodes, (struct order_node){ .rank = rank });
	return o->nodes.len - 1;
}

void order_need(struct order *o, size_t node, size_t needed, bool weak, const void *why)
{
	if (node != needed)
		vec_push(o->arena, &o->nodes.items[node].needs,
		         (struct order_need){ needed, weak, why });
}

struct sorter {
	struct order *order;
	struct order_list stack;
	void (*cut)(void *data, size_t node, size_t needed, const void *why);
	void *data;
};

/* The next one that has to come before the node at the top, which it goes past. */
static bool next_needed(struct sorter *s, size_t top, size_t *out)
{
	struct order_node *n = &s->order->nodes.items[top];

	while (n->next < n->needs.len) {
		const struct order_need *need = &n->needs.items[n->next++];
		int state = s->order->nodes.items[need->node].state;

		*out = need->node;
		if (state == UNSEEN)
			return true;
		if (state == OPEN && !need->weak && s->cut)
			s->cut(s->data, top, need->node, need->why);
	}
	return false;
}

/* With a stack of its own: chains may be as long as the schema is large. */
static void visit(struct sorter *s, size_t start)
{
	struct order *o = s->order;

	o->nodes.items[start].state = OPEN;
	vec_push(o->arena, &s->stack, start);
	while (s->stack.len) {
		size_t top = s->stack.items[s->stack.len - 1], needed;

		if (next_needed(s, top, &needed)) {
			o->nodes.items[needed].state = OPEN;
			vec_push(o->arena, &s->stack, needed);
			continue;
		}
		o->nodes.items[top].state = DONE;
		vec_push(o->arena, &o->sorted, top);
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

	for (size_t i = 0; i < o->nodes.len; i++)
		all[i] = (struct ranked){ o->nodes.items[i].rank, i };
	qsort(all, o->nodes.len, sizeof *all, by_rank);
	for (size_t i = 0; i < o->nodes.len; i++)
		if (o->nodes.items[all[i].node].state == UNSEEN)
			visit(&s, all[i].node);
}
