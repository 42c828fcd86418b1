/*
 * tests/tsan/criterion/criterion.h - as much of Criterion as the thread sanitizer can bear
 *
 * Criterion's own library doesn't start under it.  Tests are the same: each runs in
 * a process of its own; see runner.c.
 */
#ifndef LIMBECK_TESTS_TSAN_CRITERION_H
#define LIMBECK_TESTS_TSAN_CRITERION_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct plain_suite {
	const char *name;
	void (*init)(void), (*fini)(void);
	double timeout;
	struct plain_suite *next;
};

struct plain_test {
	const char *suite, *name;
	void (*run)(void);
	double timeout;
	struct plain_test *next;
};

void plain_add_suite(struct plain_suite *s);
void plain_add_test(struct plain_test *t);
/* Notes a failure, and ends the test if it is fatal. */
void plain_check(bool fine, bool fatal, const char *file, int line, const char *what,
                 const char *format, ...);
void plain_skip(const char *format, ...);

#define TestSuite(s, ...)                                                  \
	static struct plain_suite suite_##s = { .name = #s, __VA_ARGS__ }; \
	__attribute__((constructor)) static void add_suite_##s(void)       \
	{                                                                  \
		plain_add_suite(&suite_##s);                               \
	}                                                                  \
	extern int ends_suite_##s

#define PLAIN_TEST(s, n, ...)                                                             \
	static void run_##s##_##n(void);                                                  \
	static struct plain_test test_##s##_##n = { #s, #n, run_##s##_##n, __VA_ARGS__ }; \
	__attribute__((constructor)) static void add_##s##_##n(void)                      \
	{                                                                                 \
		plain_add_test(&test_##s##_##n);                                          \
	}                                                                                 \
	static void run_##s##_##n(void)
#define Test(s, ...) PLAIN_TEST(s, __VA_ARGS__, .next = NULL)

#define PLAIN(fine, fatal, what, ...) \
	plain_check((fine), (fatal), __FILE__, __LINE__, what, " " __VA_ARGS__)
#define cr_assert(x, ...)           PLAIN((x), true, #x, __VA_ARGS__)
#define cr_expect(x, ...)           PLAIN((x), false, #x, __VA_ARGS__)
#define cr_assert_not(x, ...)       PLAIN(!(x), true, "not " #x, __VA_ARGS__)
#define cr_expect_not(x, ...)       PLAIN(!(x), false, "not " #x, __VA_ARGS__)
#define cr_assert_null(x, ...)      PLAIN(!(x), true, #x " is NULL", __VA_ARGS__)
#define cr_expect_null(x, ...)      PLAIN(!(x), false, #x " is NULL", __VA_ARGS__)
#define cr_assert_not_null(x, ...)  PLAIN((x), true, #x " isn't NULL", __VA_ARGS__)
#define cr_assert_eq(x, y, ...)     PLAIN((x) == (y), true, #x " == " #y, __VA_ARGS__)
#define cr_expect_eq(x, y, ...)     PLAIN((x) == (y), false, #x " == " #y, __VA_ARGS__)
#define cr_expect_neq(x, y, ...)    PLAIN((x) != (y), false, #x " != " #y, __VA_ARGS__)
#define cr_expect_lt(x, y, ...)     PLAIN((x) < (y), false, #x " < " #y, __VA_ARGS__)
#define cr_expect_leq(x, y, ...)    PLAIN((x) <= (y), false, #x " <= " #y, __VA_ARGS__)
#define cr_expect_geq(x, y, ...)    PLAIN((x) >= (y), false, #x " >= " #y, __VA_ARGS__)
#define cr_expect_str_eq(x, y, ...) PLAIN(strcmp((x), (y)) == 0, false, #x " is " #y, __VA_ARGS__)
#define cr_skip_test(...)           plain_skip(__VA_ARGS__)

#endif
