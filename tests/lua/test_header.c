/* tests/lua/test_header.c - headers of scripts, read without running them */
#include "base/clock.h"
#include "support.h"

static bool read_header(struct world *w, const char *text, struct migrate_revision *r)
{
	*r = (struct migrate_revision){ 0 };
	error_clear(&w->err);
	return luax_script_format.read_header(&w->arena, "s.lua", text, strlen(text), r, &w->err);
}

static const char usual[] = "-- add orders\n"
			    "--\n"
			    "-- proven on SQLite 3.40\n"
			    "revision      = \"ae1027a6acf0\"\n"
			    "down_revision = \"1975ea83b712\"      -- a list for a merge\n"
			    "branch_labels = nil\n"
			    "depends_on    = {\"a\", 'b',}\n"
			    "created       = \"2026-11-20T10:00:00Z\"\n"
			    "\n"
			    "function upgrade()\n"
			    "  not_known()\n"
			    "end\n";

Test(header, the_usual_one_is_read)
{
	struct world w = { 0 };
	struct migrate_revision r;

	cr_assert(read_header(&w, usual, &r), "%s", w.err.message);
	cr_expect_str_eq(r.id, "ae1027a6acf0");
	cr_assert_eq(r.down.len, 1);
	cr_expect_str_eq(r.down.items[0], "1975ea83b712");
	cr_expect_eq(r.labels.len, 0);
	cr_assert_eq(r.depends_on.len, 2);
	cr_expect_str_eq(r.depends_on.items[1], "b");
	cr_expect_str_eq(r.created, "2026-11-20T10:00:00Z");
	cr_expect_str_eq(r.message, "add orders");
	cr_expect_str_eq(r.doc, "proven on SQLite 3.40");
	world_release(&w);
}

static const struct {
	const char *text, *id, *message, *down;
} cases[] = {
	{ "revision = 'a'", "a", "", NULL },
	{ "\xef\xbb\xbf-- m\r\nrevision = \"a\";\r\ndown_revision = 'b';\r\n", "a", "m", "b" },
	{ "--[[ long\ncomment ]] revision = \"a\"", "a", "long", NULL },
	{ "--[==[ x ]] y ]==]\nrevision = \"a\"", "a", "x ]] y", NULL },
	{ "revision=\"a\"down_revision={\"b\"}", "a", "", "b" },
	{ "revision = --[[why]] \"a\" -- because\ndown_revision = { -- one\n\"b\" }", "a", "",
	  "b" },
	/* unusual: these run */
	{ "revision = \"a\" .. \"b\"", "ab", "", NULL },
	{ "-- m\nrevision = [[a]]\ndown_revision = (\"b\")", "a", "m", "b" },
	{ "revision = nil or \"c\"\nfunction upgrade() end", "c", "", NULL },
	{ "revision = \"a\\98\"", "ab", "", NULL },
	{ "down_revision = string.rep(\"b\", 2)\nrevision = \"a\"\nlocal t = Integer", "a", "",
	  "bb" },
};

Test(header, other_spellings_are_read_too)
{
	struct world w = { 0 };
	struct migrate_revision r;

	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_assert(read_header(&w, cases[i].text, &r), "%s: %s", cases[i].text,
		          w.err.message);
		cr_expect_str_eq(r.id, cases[i].id, "%s", cases[i].text);
		cr_expect_str_eq(r.message, cases[i].message, "%s", cases[i].text);
		cr_expect_eq(r.down.len, cases[i].down != NULL, "%s", cases[i].text);
		if (cases[i].down)
			cr_expect_str_eq(r.down.items[0], cases[i].down);
	}
	world_release(&w);
}

static const struct {
	const char *text;
	int line;
	const char *message;
} mistakes[] = {
	{ "", 1, "the script's header has no \"revision\"" },
	{ "function upgrade() end\nrevision = \"a\"", 1,
	  "the script's header has no \"revision\"" },
	{ "\nrevision = \"a\"\ndown_revison = \"b\"", 3,
	  "unknown name \"down_revison\" in the header; did you mean \"down_revision\"?" },
	{ "revision = \"a\"\nbatch_size = \"b\"", 2, "unknown name \"batch_size\" in the header" },
	{ "revision = \"\"", 1, "\"revision\" is one text, not empty" },
	{ "revision = {\"a\", \"b\"}", 1, "\"revision\" is one text, not empty" },
	{ "revision = 5 + 5", 1, "\"revision\" expects nil, a string or a list of strings" },
	{ "revision = \"a\nfoo", 1, NULL },
	{ "revision = {\"a\"", 1, NULL },
	{ "revision = \"a\" .. op.query(\"x\")", 1,
	  "op can be used in upgrade() and downgrade() only" },
};

Test(header, mistakes_have_a_line)
{
	struct world w = { 0 };
	struct migrate_revision r;

	for (size_t i = 0; i < COUNT(mistakes); i++) {
		cr_expect(!read_header(&w, mistakes[i].text, &r), "%s", mistakes[i].text);
		cr_expect_eq(w.err.code, ERR_INPUT);
		cr_expect_str_eq(w.err.file, "s.lua");
		cr_expect_eq(w.err.line, mistakes[i].line, "%s: %d", mistakes[i].text, w.err.line);
		if (mistakes[i].message)
			cr_expect_str_eq(w.err.message, mistakes[i].message);
	}
	world_release(&w);
}

Test(header, ten_thousand_are_read_in_no_time)
{
	struct world w = { 0 };
	struct migrate_revision r;
	int64_t start = clock_ms();

	for (int i = 0; i < 10000; i++)
		cr_assert(read_header(&w, usual, &r));
	cr_expect_lt(clock_ms() - start, 2000, "%d ms", (int)(clock_ms() - start));
	world_release(&w);
}
