/* tests/migrate/test_compiled.c - what changes came to, to text and back */
#include <criterion/criterion.h>

#include "migrate/run.h"

static struct arena arena;

static void end_test(void)
{
	arena_release(&arena);
}

TestSuite(compiled, .fini = end_test);

static struct migrate_compiled sample(void)
{
	struct migrate_compiled c = { .start = 7 };
	vec_push(&arena, &c.counts, 1u);
	vec_push(&arena, &c.counts, 0u);
	vec_push(&arena, &c.counts, 2u);
	vec_push(&arena, &c.statements, "CREATE TABLE t (\n  a int\n)");
	vec_push(&arena, &c.statements, "12\n3 ö");
	vec_push(&arena, &c.dropped, "view v");
	vec_push(&arena, &c.dropped, "`dropped\n`@`%`");
	return c;
}

Test(compiled, is_the_same_after_reading)
{
	struct migrate_compiled c = sample(), back;
	run_read_compiled(&arena, run_write_compiled(&arena, &c), &back);
	cr_expect_eq(back.start, 7);
	cr_assert_eq(back.counts.len, 3);
	cr_expect_eq(back.counts.items[2], 2);
	cr_assert_eq(back.statements.len, 2);
	cr_expect_str_eq(back.statements.items[0], c.statements.items[0]);
	cr_expect_str_eq(back.statements.items[1], c.statements.items[1]);
	cr_assert_eq(back.dropped.len, 2);
	cr_expect_str_eq(back.dropped.items[0], c.dropped.items[0]);
	cr_expect_str_eq(back.dropped.items[1], c.dropped.items[1]);
}

Test(compiled, nothing_is_nothing)
{
	struct migrate_compiled c = { 0 }, back = sample();
	run_read_compiled(&arena, run_write_compiled(&arena, &c), &back);
	cr_expect_eq(back.start, 0);
	cr_expect_eq(back.counts.len, 0);
	cr_expect_eq(back.statements.len, 0);
	cr_expect_eq(back.dropped.len, 0);
	run_read_compiled(&arena, "", &back);
	cr_expect_eq(back.counts.len, 0);
}

Test(compiled, a_text_that_was_cut_is_read_as_far_as_it_goes)
{
	struct migrate_compiled c = sample(), back;
	const char *text = run_write_compiled(&arena, &c);
	for (size_t len = 0; len < strlen(text); len++) {
		run_read_compiled(&arena, arena_strndup(&arena, text, len), &back);
		cr_expect_leq(back.counts.len, 3);
		cr_expect_leq(back.statements.len, 2);
		cr_expect_leq(back.dropped.len, 2);
	}
}
