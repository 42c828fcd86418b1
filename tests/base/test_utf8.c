/* tests/base/test_utf8.c - well-formed UTF-8 and its width */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"

Test(utf8, only_the_well_formed_is_valid)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
		{ "", true },
		{ "plain", true },
		{ "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", true },
		{ "\xF4\x8F\xBF\xBF", true },
		{ "\xC3", false }, /* cut */
		{ "\xE2\x82", false },
		{ "\xC0\xAF", false }, /* overlong */
		{ "\xE0\x80\xAF", false },
		{ "\xF0\x80\x80\xAF", false },
		{ "\xED\xA0\x80", false },     /* surrogate */
		{ "\xF4\x90\x80\x80", false }, /* beyond the last */
		{ "\xF5\x80\x80\x80", false },
		{ "\x80", false }, /* no start */
		{ "\xC3(", false },
		{ "\xFF", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(utf8_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid,
		             "case %zu", i);
	cr_expect(utf8_valid("a\0b", 3));
	cr_expect_not(utf8_valid("\xC3\xA4", 1));
}

Test(utf8, width_is_that_of_a_terminal)
{
	static const struct {
		const char *text;
		size_t width;
	} cases[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "\xC3\xA4", 1 },
		{ "a\xCC\x88", 1 }, /* a with a combining mark */
		{ "\xE6\xBC\xA2\xE5\xAD\x97", 4 },
		{ "\xF0\x9F\x98\x80", 2 },
		{ "\xFF\xFE", 2 }, /* what isn't UTF-8 takes a column a byte */
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(utf8_width(cases[i].text), cases[i].width, "case %zu", i);
}
