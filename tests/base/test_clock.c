/* tests/base/test_clock.c - time, random ids, who and where we are */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

Test(clock, utc_has_one_form)
{
	struct arena a = { 0 };
	unsetenv("SOURCE_DATE_EPOCH");
	char *now = clock_utc(&a);
	cr_expect_eq(strlen(now), 20);
	cr_expect(now[10] == 'T' && now[19] == 'Z');
	arena_release(&a);
}

Test(clock, source_date_epoch_stands_still)
{
	static const struct {
		const char *epoch, *text;
	} cases[] = {
		{ "0", "1970-01-01T00:00:00Z" },
		{ "1795514400", "2026-11-24T10:00:00Z" },
	};
	struct arena a = { 0 };
	for (size_t i = 0; i < COUNT(cases); i++) {
		setenv("SOURCE_DATE_EPOCH", cases[i].epoch, 1);
		cr_expect_str_eq(clock_utc(&a), cases[i].text, "case %zu", i);
	}
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	cr_expect_str_neq(clock_utc(&a), cases[0].text);
	setenv("SOURCE_DATE_EPOCH", "9223372036854775807", 1);
	cr_expect_not_null(clock_utc(&a));
	arena_release(&a);
}

Test(clock, sleeping_takes_time)
{
	int64_t start = clock_ms();
	clock_sleep_ms(-5);
	clock_sleep_ms(20);
	cr_expect_geq(clock_ms() - start, 20);
}

Test(clock, random_ids_differ)
{
	struct arena a = { 0 };
	char *x = random_hex(&a, 12), *y = random_hex(&a, 12);
	cr_expect_eq(strlen(x), 12);
	cr_expect_eq(strspn(x, "0123456789abcdef"), 12);
	cr_expect_str_neq(x, y);
	cr_expect_str_eq(random_hex(&a, 0), "");
	arena_release(&a);
}

Test(clock, user_and_host_are_known)
{
	struct arena a = { 0 };
	cr_expect_gt(strlen(system_user(&a)), 0);
	cr_expect_gt(strlen(system_host(&a)), 0);
	arena_release(&a);
}
