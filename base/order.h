/*
 * base/order.h - put things in an order in which each comes after what it needs
 *
 *	struct order o = { .arena = a };
 *	size_t x = order_add(&o, 1), y = order_add(&o, 2);
 *	order_need(&o, x, y, false, NULL);
 *	order_run(&o, NULL, NULL);
 *	for (size_t i = 0; i < o.sorted.len; i++) use(o.sorted.items[i]);
 *
 * Those of lower rank come first, then those added first, unless they need
 * something that would come later: that is pulled before them.  Linear, and the
 * same input gives the same order.
 */
#ifndef LIMBECK_BASE_ORDER_H
#define LIMBECK_BASE_ORDER_H

#include <stdbool.h>

#include "base/vec.h"

struct order_need {
	size_t node;
	bool weak;       /* may be given up where needs go in a circle */
	bool held;       /* private: it counts */
	const void *why; /* the caller's */
};

/* Private but for the rank. */
struct order_node {
	int rank, state;
	size_t next; /* the need to look at */
	size_t number, low, circle;
	struct {
		VEC(struct order_need);
	} needs;
};

struct order_list {
	VEC(size_t);
};

struct order {
	struct arena *arena;
	struct {
		VEC(struct order_node);
	} nodes;
	struct order_list sorted; /* set by order_run */
	size_t seen, circles;     /* private */
};

/* Returns the number of the new node. */
size_t order_add(struct order *o, int rank);

/* `node` comes after `needed`; a node's need of itself is none. */
void order_need(struct order *o, size_t node, size_t needed, bool weak, const void *why);

/*
 * Sorts, once.  Where needs go in a circle, weak ones are left out first, and
 * `cut` (may be NULL) is told of each that has a reason.
 */
void order_run(struct order *o,
               void (*cut)(void *data, size_t node, size_t needed, const void *why), void *data);

#endif
