/* tests/base/test_arena.c - memory that is freed all at once */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

Test(arena, memory_is_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = { 0, 1, 7, 16, 4000, 100000, 3, 1 << 20, 5 };
	struct arena a = { 0 };
	unsigned char *all[COUNT(sizes)];
	for (size_t i = 0; i < COUNT(sizes); i++) {
		all[i] = arena_alloc(&a, sizes[i]);
		cr_expect_eq((uintptr_t)all[i] % 16, 0, "case %zu", i);
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert_eq(all[i][j], 0, "case %zu", i);
		memset(all[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			cr_assert_eq(all[i][j], i + 1, "case %zu", i);
	}
	arena_release(&a);
}

Test(arena, strings_are_copies)
{
	struct arena a = { 0 };
	char text[] = "orders";
	char *copy = arena_strdup(&a, text), *part = arena_strndup(&a, text, 3);
	text[0] = 'x';
	cr_expect_str_eq(copy, "orders");
	cr_expect_str_eq(part, "ord");
	cr_expect_null(arena_strdup(&a, NULL));
	cr_expect_str_eq(arena_printf(&a, "%s-%d", "a", 7), "a-7");
	arena_release(&a);
}

static char order[16];

static void note(void *object)
{
	size_t len = strlen(order);
	order[len] = *(char *)object;
}

Test(arena, cleanups_run_backwards_before_the_memory_goes)
{
	struct arena a = { 0 };
	for (const char *p = "abc"; *p; p++)
		arena_defer(&a, note, arena_copy(&a, p, 1));
	arena_release(&a);
	cr_expect_str_eq(order, "cba");
	arena_release(&a);
	cr_expect_str_eq(order, "cba", "once only");
	cr_expect_str_eq(arena_strdup(&a, "usable again"), "usable again");
	arena_release(&a);
}
