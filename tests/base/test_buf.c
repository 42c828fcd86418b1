/* tests/base/test_buf.c - a string that grows */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

Test(buf, empty_is_a_string)
{
	struct buf b = { 0 };
	struct arena a = { 0 };
	cr_expect_str_eq(buf_str(&b), "");
	buf_cut(&b, 0);
	cr_expect_str_eq(buf_take(&b, &a), "");
	buf_release(&b);
	arena_release(&a);
}

Test(buf, every_change_leaves_a_zero_byte)
{
	struct buf b = { 0 };
	for (size_t i = 0; i < 1000; i++) {
		buf_addf(&b, "%zu,", i);
		buf_adds(&b, "x");
		buf_addc(&b, 'y');
		buf_add(&b, "zzz", 2);
		buf_fill(&b, ' ', i % 7);
		cr_assert_eq(strlen(b.data), b.len);
		cr_assert_lt(b.len, b.cap);
	}
	cr_expect(strncmp(b.data, "0,xyzz1,xyzz 2,xyzz  ", 21) == 0);
	buf_cut(&b, 3);
	cr_expect_str_eq(buf_str(&b), "0,x");
	buf_release(&b);
}

Test(buf, formats_longer_than_the_room)
{
	struct buf b = { 0 };
	struct arena a = { 0 };
	char wide[1000];
	memset(wide, 'w', sizeof wide);
	buf_addf(&b, "<%.*s>", (int)sizeof wide, wide);
	cr_expect_eq(b.len, 1002);
	char *text = buf_take(&b, &a);
	cr_expect_eq(strlen(text), 1002);
	cr_expect_eq(b.len, 0);
	cr_expect_null(b.data);
	arena_release(&a);
}

Test(buf, formats_of_texts_alone_are_as_printf_has_them)
{
	struct buf b = { 0 };
	struct arena a = { 0 };
	char wide[300] = { 0 };
	memset(wide, 'w', sizeof wide - 1);
	buf_addf(&b, "%s", "");
	cr_expect_str_eq(buf_str(&b), "");
	buf_addf(&b, "plain");
	buf_addf(&b, "<%s%s>%s.", "a", "", wide);
	cr_expect_eq(b.len, strlen("plain<a>.") + 299);
	cr_expect_str_eq(b.data, arena_printf(&a, "plain<%s>%s%c", "a", wide, '.'));
	buf_cut(&b, 0);
	buf_addf(&b, "%s 100%% %d%s", "x", 5, "y");
	cr_expect_str_eq(b.data, "x 100% 5y");
	cr_expect_str_eq(arena_printf(&a, "%s-%s", "one", "two"), "one-two");
	cr_expect_str_eq(arena_printf(&a, "%s%%%s", "one", "two"), "one%two");
	cr_expect_str_eq(arena_printf(&a, "%5s|%.2s|%-3s|", "ab", "cde", "f"), "   ab|cd|f  |");
	buf_release(&b);
	arena_release(&a);
}
