/*
 * tests/cli/test_errors.c - errors as people and programs read them
 */
#include <criterion/criterion.h>

#include "cli/errors.h"
#include "cli/terminal.h"

#include <string.h>

static const char *rendered(struct buf *out, const struct error *e)
{
	buf_cut(out, 0);
	error_render(out, e, false);
	return buf_str(out);
}

Test(errors, a_message_says_file_line_and_hint)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };

	fail(&e, ERR_INPUT, "unknown option \"nulable\" of Column");
	fail_hint(&e, "Did you mean \"nullable\"?");
	fail_at(&e, "models.lua", 12);
	cr_expect_str_eq(rendered(&out, &e),
	                 "limbeck: models.lua:12: unknown option \"nulable\" of Column\n"
	                 "  hint: Did you mean \"nullable\"?\n");
	buf_release(&out);
}

Test(errors, details_are_all_that_is_known)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };

	fail(&e, ERR_DATABASE, "no such column: totl");
	memcpy(e.sqlstate, "42703", sizeof e.sqlstate);
	fail_at(&e, "orders.sql", 3);
	fail_object(&e, "table \"orders\"");
	fail_statement(&e, "SELECT id,\n  totl\nFROM orders", 13);
	error_render_details(&out, &e);
	cr_expect_str_eq(buf_str(&out), "  kind: database\n"
	                                "  sqlstate: 42703\n"
	                                "  file: orders.sql\n"
	                                "  line: 3\n"
	                                "  object: table \"orders\"\n"
	                                "  position: 13\n"
	                                "  statement: SELECT id,\n"
	                                "      totl\n"
	                                "    FROM orders\n");
	buf_release(&out);
}

Test(errors, the_position_in_a_statement_is_marked)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };

	fail(&e, ERR_DATABASE, "no such column: totl");
	fail_statement(&e, "SELECT id,\n\ttotl\nFROM orders", 12);
	cr_expect_str_eq(rendered(&out, &e), "limbeck: no such column: totl\n"
	                                     "  LINE 2:  totl\n"
	                                     "           ^\n");
	buf_release(&out);
}

Test(errors, long_lines_are_cut_around_the_position)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };
	char sql[400];

	memset(sql, 'x', sizeof sql - 1);
	sql[sizeof sql - 1] = '\0';
	sql[200] = '!';
	fail(&e, ERR_DATABASE, "syntax error");
	fail_statement(&e, sql, 200);
	const char *text = rendered(&out, &e);
	const char *line = strstr(text, "LINE 1");
	const char *mark = strchr(text, '^');
	cr_assert(line && mark);
	/* The caret stands under the character that is meant. */
	const char *caret_line = mark;
	while (caret_line[-1] != '\n')
		caret_line--;
	cr_expect_eq((line - 2)[mark - caret_line], '!');
	for (const char *l = text; l; l = strchr(l + 1, '\n'))
		cr_expect_lt(strcspn(l + 1, "\n"), 100);
	buf_release(&out);
}

Test(errors, a_position_out_of_range_is_no_position)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };

	fail(&e, ERR_DATABASE, "syntax error");
	fail_statement(&e, "SELECT", 4000);
	cr_expect(strstr(rendered(&out, &e), "statement: SELECT\n"));
	buf_release(&out);
}

Test(errors, no_password_survives)
{
	struct error e = { .position = -1 };
	struct buf out = { 0 };

	fail(&e, ERR_CONNECT, "no answer from postgresql://me:secret@host/db");
	fail_hint(&e, "Is mysql://root:secret@localhost up?");
	cr_expect_null(strstr(rendered(&out, &e), "secret"));
	buf_cut(&out, 0);
	error_render_json(&out, &e);
	cr_expect_null(strstr(buf_str(&out), "secret"));
	buf_release(&out);
}

Test(errors, foreign_names_cannot_move_the_cursor)
{
	struct buf out = { 0 };

	terminal_escape(&out, "a\033[2Jb\x7f\xc2\x9b"
	                      "c\n\td\xc3\xa9");
	cr_expect_str_eq(buf_str(&out), "a\\x1b[2Jb\\x7f\\x9bc\n\td\xc3\xa9");
	buf_release(&out);
}

Test(errors, each_kind_has_its_status)
{
	static const struct {
		enum error_code code;
		enum cli_status status;
	} cases[] = {
		{ ERR_USAGE, STATUS_USAGE },     { ERR_INPUT, STATUS_FAILED },
		{ ERR_REFUSED, STATUS_REFUSED }, { ERR_LOCKED, STATUS_LOCKED },
		{ ERR_DATABASE, STATUS_FAILED }, { ERR_INTERRUPTED, STATUS_FAILED },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = { .code = cases[i].code };

		cr_expect_eq(error_status(&e), cases[i].status, "case %zu", i);
	}
}
