/*
 * tests/cli/test_option.c - command lines read through tables
 */
#include <criterion/criterion.h>

#include "cli/option.h"

#include <string.h>

struct common {
	const char *url;
	struct names x;
	bool quiet, verbose;
};

struct own {
	const char *message, *color, *first;
	struct names rest, tags;
	int count;
	bool all;
};

static const char *const colors[] = { "red", "blue", NULL };

static const struct option common_options[] = {
	{ 'u', "url", TEXT(common, url), "URL", "the database" },
	{ 'x', "arg", LIST(common, x), "KEY=VALUE", "an argument" },
	{ 'q', "quiet", FLAG(common, quiet), NULL, "be quiet" },
	{ 'v', "verbose", FLAG(common, verbose), NULL, "tell more" },
	{ 0 },
};

static const struct option own_options[] = {
	{ 'm', "message", TEXT(own, message), "TEXT", "a message" },
	{ 'a', "all", FLAG(own, all), NULL, "everything" },
	{ 0, "tag", LIST(own, tags), "TAG", "a tag" },
	{ 0, "count", INT(own, count), "N", "a number" },
	{ 0, "color", TEXT(own, color), "COLOR", "a colour", colors },
	{ 0 },
};

static const struct argument own_arguments[] = {
	{ "FIRST", TEXT(own, first), "the first", false },
	{ "REST", LIST(own, rest), "the others", true },
	{ 0 },
};

struct parsed {
	struct arena arena;
	struct common common;
	struct own own;
	struct error err;
	bool ok;
};

/* Words separated by single spaces. */
static void parse(struct parsed *p, const char *line)
{
	char *argv[16];
	int argc = 0;

	memset(p, 0, sizeof *p);
	char *copy = arena_strdup(&p->arena, line);
	for (char *word = copy; word && *word;) {
		char *space = strchr(word, ' ');

		argv[argc++] = word;
		if (space)
			*space++ = '\0';
		word = space;
	}
	struct option_parser parser = { .arena = &p->arena,
		                        .common = common_options,
		                        .common_args = &p->common,
		                        .options = own_options,
		                        .arguments = own_arguments,
		                        .args = &p->own };
	p->ok = option_parse(&parser, argc, argv, &p->err);
}

Test(option, a_value_follows_in_each_of_four_ways)
{
	static const char *const lines[] = { "-mhi f",         "-m hi f", "--message=hi f",
		                             "--message hi f", "f -m hi", "-qvmhi f" };
	struct parsed p;

	for (size_t i = 0; i < COUNT(lines); i++) {
		parse(&p, lines[i]);
		cr_expect(p.ok, "%s: %s", lines[i], p.err.message);
		cr_expect_str_eq(p.own.message, "hi", "%s", lines[i]);
		cr_expect_str_eq(p.own.first, "f", "%s", lines[i]);
		arena_release(&p.arena);
	}
}

Test(option, short_flags_bundle_across_both_tables)
{
	struct parsed p;

	parse(&p, "-qav f");
	cr_expect(p.ok && p.common.quiet && p.own.all && p.common.verbose);
	arena_release(&p.arena);
}

Test(option, lists_grow_and_texts_are_replaced)
{
	struct parsed p;

	parse(&p, "-x a=1 --arg b=2 --tag t -m one -m two f g h");
	cr_assert(p.ok, "%s", p.err.message);
	cr_expect_eq(p.common.x.len, 2);
	cr_expect_str_eq(p.common.x.items[1], "b=2");
	cr_expect_eq(p.own.tags.len, 1);
	cr_expect_str_eq(p.own.message, "two");
	cr_expect_eq(p.own.rest.len, 2);
	arena_release(&p.arena);
}

Test(option, words_after_two_dashes_are_no_options)
{
	struct parsed p;

	parse(&p, "-- -m");
	cr_assert(p.ok, "%s", p.err.message);
	cr_expect_str_eq(p.own.first, "-m");
	cr_expect_null(p.own.message);
	arena_release(&p.arena);
}

Test(option, a_negative_number_is_an_argument)
{
	struct parsed p;

	parse(&p, "-1 -a");
	cr_assert(p.ok, "%s", p.err.message);
	cr_expect_str_eq(p.own.first, "-1");
	cr_expect(p.own.all);
	arena_release(&p.arena);
}

Test(option, mistakes_are_named)
{
	static const struct {
		const char *line, *message, *hint;
	} cases[] = {
		{ "", "FIRST is missing", "" },
		{ "f --mesage hi", "unknown option \"--mesage\"", "Did you mean --message?" },
		{ "f --mess hi", "unknown option \"--mess\"", NULL },
		{ "f -z", "unknown option \"-z\"", "" },
		{ "f -m", "option \"-m\" needs a value", "" },
		{ "f --message", "option \"--message\" needs a value", "" },
		{ "f --all=yes", "option \"--all\" takes no value", "" },
		{ "f --count many", "option \"--count\" expects a number, not \"many\"", "" },
		{ "f --count 99999999999",
		  "option \"--count\" expects a number, not \"99999999999\"", "" },
		{ "f --color green", "option \"--color\" can't be \"green\"",
		  "It is one of: red, blue." },
	};
	struct parsed p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		parse(&p, cases[i].line);
		cr_expect(!p.ok, "%s", cases[i].line);
		cr_expect_eq(p.err.code, ERR_USAGE, "%s", cases[i].line);
		cr_expect_str_eq(p.err.message, cases[i].message);
		if (cases[i].hint)
			cr_expect_str_eq(p.err.hint, cases[i].hint, "%s", cases[i].line);
		arena_release(&p.arena);
	}
}

Test(option, numbers_may_be_none)
{
	struct parsed p;

	parse(&p, "f --count none");
	cr_expect(p.ok && p.own.count == -1);
	arena_release(&p.arena);
	parse(&p, "f --count=12");
	cr_expect(p.ok && p.own.count == 12);
	arena_release(&p.arena);
}

Test(option, the_command_is_the_first_word)
{
	static const struct {
		char *argv[4];
		int argc, at;
	} cases[] = {
		{ { "diff", "-q" }, 2, 0 },
		{ { "-q", "diff" }, 2, 1 },
		{ { "-u", "sqlite://", "diff" }, 3, 2 },
		{ { "-usqlite://", "diff" }, 2, 1 },
		{ { "--url=sqlite://", "diff" }, 2, 1 },
		{ { "--url", "sqlite://", "diff" }, 3, 2 },
		{ { "-qu", "sqlite://", "diff" }, 3, 2 },
		{ { "-q" }, 1, 1 },
		{ { "--help" }, 1, 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		cr_expect_eq(option_first_word(common_options, cases[i].argc, cases[i].argv),
		             cases[i].at, "case %zu", i);
}
