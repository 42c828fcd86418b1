/* tests/base/test_order.c - each after what it needs, the same way every time */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/order.h"

/* The order as text: nodes are digits. */
static const char *sorted(struct order *o, char *out)
{
	for (size_t i = 0; i < o->sorted.len; i++)
		out[i] = (char)('0' + o->sorted.items[i]);
	out[o->sorted.len] = '\0';
	return out;
}

static void add(struct order *o, const char *ranks)
{
	for (; *ranks; ranks++)
		order_add(o, *ranks - '0');
}

struct cuts {
	size_t count, node, needed;
};

static void count_cut(void *data, size_t node, size_t needed, const void *why)
{
	struct cuts *c = data;

	(void)why;
	c->count++;
	c->node = node;
	c->needed = needed;
}

Test(order, ranks_then_the_order_of_adding)
{
	struct arena a = { 0 };
	struct order o = { .arena = &a };
	char text[20];

	add(&o, "21010");
	order_run(&o, NULL, NULL);
	cr_expect_str_eq(sorted(&o, text), "24130");
	arena_release(&a);
}

Test(order, what_is_needed_is_pulled_before)
{
	struct arena a = { 0 };
	struct order o = { .arena = &a };
	char text[20];

	add(&o, "0009");
	order_need(&o, 1, 3, false, NULL);
	order_need(&o, 0, 2, false, NULL);
	order_run(&o, NULL, NULL);
	cr_expect_str_eq(sorted(&o, text), "2031");
	arena_release(&a);
}

Test(order, a_weak_need_gives_way_wherever_it_stands_in_the_circle)
{
	for (int first = 0; first < 2; first++) {
		struct arena a = { 0 };
		struct order o = { .arena = &a };
		struct cuts cuts = { 0 };
		char text[20];

		add(&o, "000");
		order_need(&o, 0, 1, first == 0, "why");
		order_need(&o, 1, 2, false, "why");
		order_need(&o, 2, 0, first == 1, "why");
		order_run(&o, count_cut, &cuts);
		cr_expect_str_eq(sorted(&o, text), first ? "210" : "021");
		cr_expect_eq(cuts.count, 1);
		arena_release(&a);
	}
}

Test(order, a_circle_of_strong_needs_is_told_once_and_all_are_there)
{
	struct arena a = { 0 };
	struct order o = { .arena = &a };
	struct cuts cuts = { 0 };

	add(&o, "00");
	order_need(&o, 0, 1, false, "why");
	order_need(&o, 1, 0, false, "why");
	order_run(&o, count_cut, &cuts);
	cr_expect_eq(cuts.count, 1);
	cr_expect_eq(o.sorted.len, 2);
	arena_release(&a);
}

/* Random needs, strong ones downwards only: the order keeps all of them. */
Test(order, strong_needs_hold_among_random_weak_ones)
{
	enum { N = 60, EDGES = 200 };

	for (unsigned seed = 1; seed <= 50; seed++) {
		struct arena a = { 0 };
		struct order o = { .arena = &a };
		size_t from[EDGES], to[EDGES], place[N];

		srand(seed);
		for (int i = 0; i < N; i++)
			order_add(&o, rand() % 3);
		for (int i = 0; i < EDGES; i++) {
			from[i] = 1 + (size_t)rand() % (N - 1);
			to[i] = (size_t)rand() % from[i];
			order_need(&o, from[i], to[i], false, NULL);
			order_need(&o, (size_t)rand() % N, (size_t)rand() % N, true, NULL);
		}
		order_run(&o, NULL, NULL);
		cr_assert_eq(o.sorted.len, N);
		for (size_t i = 0; i < N; i++)
			place[o.sorted.items[i]] = i;
		for (int i = 0; i < EDGES; i++)
			cr_assert_lt(place[to[i]], place[from[i]], "seed %u", seed);
		arena_release(&a);
	}
}

Test(order, a_long_chain_needs_no_deep_stack)
{
	enum { N = 200000 };
	struct arena a = { 0 };
	struct order o = { .arena = &a };

	for (size_t i = 0; i < N; i++)
		order_add(&o, 0);
	for (size_t i = 0; i + 1 < N; i++)
		order_need(&o, i, i + 1, true, NULL);
	order_run(&o, NULL, NULL);
	cr_expect_eq(o.sorted.items[0], N - 1);
	arena_release(&a);
}
