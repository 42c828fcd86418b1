/* tests/migrate/test_script.c - script folders, file names and the SQL format */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "migrate/script.h"

static bool header(struct arena *a, const char *text, struct migrate_revision *r, struct error *err)
{
	*r = (struct migrate_revision){ 0 };
	return migrate_sql_format.read_header(a, "m/x.sql", text, strlen(text), r, err);
}

Test(sql_script, reads_its_header)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_revision r;

	cr_assert(header(&a,
	                 "\xef\xbb\xbf-- fix: add orders\r\n--\r\n-- They were asked for.\r\n"
	                 "-- revision: ae1027a6acf0\r\n-- down_revision = '1975ea83b712', b2\r\n"
	                 "-- branch_labels: shop\r\n-- depends_on:\r\n"
	                 "-- created: 2026-11-20T10:00:00Z\r\n\r\n-- limbeck: upgrade\r\n"
	                 "CREATE TABLE t (id);\r\n",
	                 &r, &err),
	          "%s", err.message);
	cr_expect_str_eq(r.id, "ae1027a6acf0");
	cr_expect_str_eq(r.message, "fix: add orders");
	cr_expect_str_eq(r.doc, "They were asked for.");
	cr_expect_str_eq(r.created, "2026-11-20T10:00:00Z");
	cr_assert_eq(r.down.len, 2);
	cr_expect_str_eq(r.down.items[0], "1975ea83b712");
	cr_expect_str_eq(r.down.items[1], "b2");
	cr_assert_eq(r.labels.len, 1);
	cr_expect_str_eq(r.labels.items[0], "shop");
	cr_expect_eq(r.depends_on.len, 0);
	arena_release(&a);
}

Test(sql_script, takes_none_and_nothing_for_a_base)
{
	static const char *const bases[] = { "", "none", "nil", "None", "\"\"" };

	for (size_t i = 0; i < COUNT(bases); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_revision r;

		cr_expect(header(&a,
		                 arena_printf(&a,
		                              "-- revision: a\n-- down_revision: %s\n"
		                              "-- limbeck: upgrade\n",
		                              bases[i]),
		                 &r, &err),
		          "%s", err.message);
		cr_expect_eq(r.down.len, 0, "%s", bases[i]);
		cr_expect_eq(r.message, NULL);
		arena_release(&a);
	}
}

static const struct {
	const char *text, *says, *hint;
	int line;
} bad_headers[] = {
	{ "-- revison: a\n-- limbeck: upgrade\n", "unknown header \"revison\"", "\"revision\"", 1 },
	{ "-- revision: a\n-- note: x\n-- limbeck: upgrade\n", "\"note\"", "Headers are", 2 },
	{ "-- revision: a\n-- revision: b\n-- limbeck: upgrade\n", "given twice", "", 2 },
	{ "-- revision: a\nSELECT 1;\n-- limbeck: upgrade\n", "SQL before", "", 2 },
	{ "-- revision: a\n-- limbeck: up\n", "unknown section", "upgrade", 2 },
	{ "-- revision: a\n-- limbeck: upgrade\n-- limbeck: upgrade\n", "two sections", "", 3 },
	{ "-- revision: a\n", "no section \"-- limbeck: upgrade\"", "", 0 },
	{ "-- limbeck: upgrade\nSELECT 1;\n", "no revision in the header", "", 0 },
	{ "", "no revision", "", 0 },
};

Test(sql_script, says_what_is_wrong_with_a_header)
{
	for (size_t i = 0; i < COUNT(bad_headers); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct migrate_revision r;

		cr_expect_not(header(&a, bad_headers[i].text, &r, &err), "%zu", i);
		cr_expect_eq(err.code, ERR_INPUT);
		cr_expect_eq(err.line, bad_headers[i].line, "%zu: line %d", i, err.line);
		cr_expect_str_eq(err.file, "m/x.sql");
		cr_expect(strstr(err.message, bad_headers[i].says), "%zu: %s", i, err.message);
		cr_expect(strstr(err.hint, bad_headers[i].hint), "%zu: %s", i, err.hint);
		arena_release(&a);
	}
}

static const struct {
	const char *created, *id, *message, *name;
} file_names[] = {
	{ "2026-11-20T10:00:00Z", "ae10", "Add orders!", "20261120T1000_ae10_add_orders.lua" },
	{ "2026-11-20 10:07", "ae10", "", "20261120T1007_ae10.lua" },
	{ "2026-11-20", "ae10", NULL, "20261120_ae10.lua" },
	{ "yesterday", "ae10", "x", "ae10_x.lua" },
	{ NULL, "ae10", "--- ", "ae10.lua" },
	{ NULL, "ae10",
	  "Stra\xc3\x9f"
	  "e: a/b",
	  "ae10_strae_a_b.lua" },
	{ NULL, "a", "one two three four five six seven eight nine ten",
	  "a_one_two_three_four_five_six_seven_eight.lua" },
	{ NULL, "a", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	  "a_abcdefghijklmnopqrstuvwxyzabcdefghijklmn.lua" },
};

Test(script, file_names)
{
	for (size_t i = 0; i < COUNT(file_names); i++) {
		struct arena a = { 0 };
		struct migrate_revision r = { .id = file_names[i].id,
			                      .created = file_names[i].created,
			                      .message = file_names[i].message };

		cr_expect_str_eq(migrate_script_filename(&a, &r, "lua"), file_names[i].name,
		                 "%zu: %s", i, migrate_script_filename(&a, &r, "lua"));
		arena_release(&a);
	}
}

Test(script, new_ids_are_twelve_digits)
{
	struct arena a = { 0 };
	char *x = migrate_new_id(&a);

	cr_expect_eq(strlen(x), 12);
	cr_expect_eq(strspn(x, "0123456789abcdef"), 12);
	cr_expect_str_neq(x, migrate_new_id(&a));
	arena_release(&a);
}

static void put(const char *dir, const char *name, const char *text, size_t len)
{
	struct arena a = { 0 };
	struct error err = { 0 };

	cr_assert(file_write(path_join(&a, dir, name), text, len, false, &err), "%s", err.message);
	arena_release(&a);
}

#define SCRIPT(id) "-- revision: " id "\n-- limbeck: upgrade\nSELECT 1;\n"

static bool read_dir(struct arena *a, const char *dir, struct migrate_revisions *out,
                     struct error *err)
{
	struct migrate_formats formats = { 0 };

	vec_push(a, &formats, &migrate_sql_format);
	return migrate_scripts_read(a, dir, &formats, out, err);
}

Test(script, reads_a_folder)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct migrate_revisions out = { 0 };
	char dir[] = "/tmp/limbeck-test-XXXXXX";

	cr_assert(mkdtemp(dir));
	put(dir, "b.sql", SCRIPT("b"), strlen(SCRIPT("b")));
	put(dir, "a.sql", SCRIPT("a"), strlen(SCRIPT("a")));
	put(dir, "README", "no script", 9);
	put(dir, ".hidden.sql", "no script", 9);
	cr_assert(file_mkdir(path_join(&a, dir, "old.sql"), &err));
	cr_assert(read_dir(&a, dir, &out, &err), "%s", err.message);
	cr_assert_eq(out.len, 2);
	cr_expect_str_eq(out.items[0]->id, "a");
	cr_expect_eq(strlen(out.items[0]->checksum), 64);
	cr_expect_str_eq(out.items[1]->text, SCRIPT("b"));
	cr_expect_str_eq(path_base(out.items[1]->path), "b.sql");

	/* Line ends are no edit; anything else is. */
	char before[65];
	memcpy(before, out.items[0]->checksum, sizeof before);
	put(dir, "a.sql", "-- revision: a\r\n-- limbeck: upgrade\r\nSELECT 1;\r\n", 48);
	out.len = 0;
	cr_assert(read_dir(&a, dir, &out, &err), "%s", err.message);
	cr_expect_str_eq(out.items[0]->checksum, before);
	put(dir, "a.sql", SCRIPT("a") "\n", strlen(SCRIPT("a")) + 1);
	out.len = 0;
	cr_assert(read_dir(&a, dir, &out, &err), "%s", err.message);
	cr_expect_str_neq(out.items[0]->checksum, before);

	put(dir, "c.sql", "SELECT\n\0;", 9);
	out.len = 0;
	cr_expect_not(read_dir(&a, dir, &out, &err));
	cr_expect(strstr(err.message, "zero byte"));
	cr_expect_eq(err.line, 2);
	put(dir, "c.sql", "SELECT 1;", 9);
	out.len = 0;
	cr_expect_not(read_dir(&a, dir, &out, &err));
	cr_expect(strstr(err.file, "c.sql"), "%s", err.file);
	cr_expect_not(read_dir(&a, "/nowhere/at/all", &out, &err));
	cr_expect_eq(err.code, ERR_IO);
	(void)!system(arena_printf(&a, "rm -rf %s", dir));
	arena_release(&a);
}
