/* tests/base/test_text.c - small questions about strings */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"

Test(text, compares_without_ascii_case)
{
	static const struct {
		const char *a, *b;
		bool same, nocase;
	} cases[] = {
		{ NULL, NULL, true, true },
		{ "a", NULL, false, false },
		{ NULL, "a", false, false },
		{ "Ab", "aB", false, true },
		{ "a", "ab", false, false },
		{ "a", "a", true, true },
		{ "\xC3\x84", "\xC3\xA4", false, false },
		{ "[", "{", false, false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(text_same(cases[i].a, cases[i].b), cases[i].same, "case %zu", i);
		cr_expect_eq(text_same_nocase(cases[i].a, cases[i].b), cases[i].nocase, "case %zu",
		             i);
	}
	cr_expect_lt(text_compare_nocase("A", "b"), 0);
	cr_expect_gt(text_compare_nocase("\xC3", "z"), 0);
}

Test(text, knows_starts_and_ends)
{
	cr_expect(text_starts("orders", "ord"));
	cr_expect(text_starts("orders", ""));
	cr_expect_not(text_starts("or", "ord"));
	cr_expect(text_ends("a.lua", ".lua"));
	cr_expect_not(text_ends("lua", ".lua"));
	cr_expect(text_empty(NULL) && text_empty("") && !text_empty(" "));
}

Test(text, copies_trimmed_and_in_lower_case)
{
	struct arena a = { 0 };
	cr_expect_str_eq(text_trim(&a, " \t a b\r\n", 8), "a b");
	cr_expect_str_eq(text_trim(&a, "   ", 3), "");
	cr_expect_str_eq(text_trim(&a, "abc ", 2), "ab");
	cr_expect_str_eq(text_lower(&a, "ABC \xC3\x84z"), "abc \xC3\x84z");
	cr_expect_null(text_lower(&a, NULL));
	arena_release(&a);
}

Test(text, nearest_is_what_was_probably_meant)
{
	static const char *const words[] = {
		"nullable", "unique", "index", "name", "default", "x"
	};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "nulable", "nullable" },
		{ "nullabel", "nullable" },
		{ "NULLABLE", "nullable" },
		{ "uniqe", "unique" },
		{ "inedx", "index" },
		{ "nane", "name" },
		{ "nam", "name" },
		{ "default", "default" },
		{ "defualts", "default" },
		{ "something", NULL },
		{ "nmea", NULL },
		{ "y", NULL },
		{ "", NULL },
		{ "xy", "x" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *found = text_nearest(cases[i].word, words, COUNT(words));
		cr_expect(text_same(found, cases[i].nearest), "%s gives %s", cases[i].word,
		          found ? found : "nothing");
	}
}

Test(text, a_very_long_word_is_near_nothing)
{
	char word[5000];
	const char *candidates[] = { word };
	memset(word, 'a', sizeof word - 1);
	word[sizeof word - 1] = '\0';
	cr_expect_null(text_nearest(word, candidates, 1));
	cr_expect_null(text_nearest("aaaa", candidates, 1));
}

Test(text, glob_matches_the_whole)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = {
		{ "", "", true },
		{ "*", "", true },
		{ "*", "abc", true },
		{ "a*c", "abbc", true },
		{ "a*c", "abcd", false },
		{ "a?c", "abc", true },
		{ "a?c",
		  "a\xC3\xA4"
		  "c",
		  true },
		{ "?", "", false },
		{ "*b*b*", "abab", true },
		{ "*b*b*", "ab", false },
		{ "tmp_*", "tmp_", true },
		{ "tmp_*", "tm", false },
		{ "a**b", "ab", true },
		{ "*a", "aaab", false },
		{ "abc", "ab", false },
		{ "*aaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(text_glob(cases[i].pattern, cases[i].text), cases[i].matches,
		             "case %zu", i);
}
