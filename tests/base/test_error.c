/* tests/base/test_error.c - what went wrong, as a value */
#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

Test(error, fail_fills_everything_anew)
{
	struct error err;
	memset(&err, 'x', sizeof err);
	cr_expect_not(fail(&err, ERR_INPUT, "no column \"%s\"", "a"));
	cr_expect_eq(err.code, ERR_INPUT);
	cr_expect_str_eq(err.message, "no column \"a\"");
	cr_expect_str_eq(err.hint, "");
	cr_expect_str_eq(err.sqlstate, "");
	cr_expect_str_eq(err.file, "");
	cr_expect_str_eq(err.statement, "");
	cr_expect_eq(err.position, -1);
}

Test(error, the_message_stays_on_one_line)
{
	struct error err;
	fail(&err, ERR_INPUT, "no table \"%s\"", "a\nb\tc");
	cr_expect_str_eq(err.message, "no table \"a b c\"");
}

Test(error, its_own_text_may_be_an_argument)
{
	struct error err;
	fail(&err, ERR_INPUT, "inner");
	fail(&err, ERR_STATE, "outer: %s", err.message);
	cr_expect_str_eq(err.message, "outer: inner");
	fail_hint(&err, "%s %s", err.message, "x");
	cr_expect_str_eq(err.hint, "outer: inner x");
}

Test(error, a_long_message_is_cut_between_characters)
{
	struct error err;
	char text[3000] = "";
	for (size_t i = 0; i < 900; i++)
		strcat(text, "\xE2\x82\xAC");
	fail(&err, ERR_INPUT, "a%s", text);
	cr_expect(utf8_valid(err.message, strlen(err.message)));
	cr_expect_gt(strlen(err.message), 1000);
}

Test(error, the_first_to_know_the_place_is_right)
{
	struct error err;
	fail(&err, ERR_INPUT, "x");
	fail_at(&err, NULL, 3);
	fail_at(&err, "a.lua", 7);
	fail_at(&err, "b.lua", 9);
	fail_object(&err, "table \"%s\"", "t");
	fail_object(&err, "other");
	fail_statement(&err, "SELECT", 2);
	fail_statement(&err, "other", 1);
	cr_expect_str_eq(err.file, "a.lua");
	cr_expect_eq(err.line, 7);
	cr_expect_str_eq(err.object, "table \"t\"");
	cr_expect_str_eq(err.statement, "SELECT");
	cr_expect_eq(err.position, 2);
}

Test(error, of_a_long_statement_the_failed_place_is_kept)
{
	static const long places[] = { 0, 100, 3583, 3584, 4094, 4095, 4096, 9000, 19999 };
	char sql[20001];
	for (size_t i = 0; i < COUNT(places); i++) {
		struct error err;
		memset(sql, ' ', sizeof sql - 1);
		sql[sizeof sql - 1] = '\0';
		sql[places[i]] = 'X';
		fail(&err, ERR_DATABASE, "x");
		fail_statement(&err, sql, places[i]);
		cr_assert(err.position >= 0 && err.position < (long)strlen(err.statement), "%zu",
		          i);
		cr_expect_eq(err.statement[err.position], 'X', "case %zu", i);
	}
}
