/* tests/base/test_file.c - whole files, paths and folders */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[] = "/tmp/limbeck-test-XXXXXX";
static struct arena a;
static struct error err;

static void enter(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave(void)
{
	char command[100];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_expect_eq(system(command), 0);
	arena_release(&a);
}

TestSuite(file, .init = enter, .fini = leave);

static void expect_content(const char *path, const char *content)
{
	char *text;
	size_t len;
	cr_assert(file_read(&a, path, &text, &len, &err), "%s", err.message);
	cr_expect_eq(len, strlen(content));
	cr_expect_str_eq(text, content);
}

Test(file, what_is_written_is_read)
{
	cr_assert(file_write("x", "one", 3, false, &err));
	expect_content("x", "one");
	cr_assert(file_write("x", "", 0, false, &err));
	expect_content("x", "");
}

Test(file, nothing_but_the_file_is_left)
{
	struct names names = { 0 };
	cr_assert(file_write("x", "one", 3, true, &err));
	cr_assert(file_write("x", "two", 3, false, &err));
	cr_expect_eq(system("test \"$(ls -A)\" = x"), 0);
	cr_assert(file_list(&a, ".", &names, &err));
	cr_expect_eq(names.len, 1);
}

Test(file, exclusive_writing_spares_what_is_there)
{
	cr_assert(file_write("x", "one", 3, true, &err));
	cr_expect_not(file_write("x", "two", 3, true, &err));
	cr_expect_eq(err.code, ERR_IO);
	cr_expect(strstr(err.message, "\"x\": File exists"));
	expect_content("x", "one");
}

Test(file, replacing_keeps_mode_and_links)
{
	struct stat st;
	cr_assert(file_write("x", "one", 3, false, &err));
	cr_assert_eq(chmod("x", 0640), 0);
	cr_assert_eq(symlink("x", "link"), 0);
	cr_assert(file_write("link", "two", 3, false, &err));
	expect_content("x", "two");
	cr_assert_eq(lstat("link", &st), 0);
	cr_expect(S_ISLNK(st.st_mode));
	cr_assert_eq(stat("x", &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0640);
}

Test(file, what_is_no_file_is_written_to)
{
	struct stat st;
	cr_expect(file_write("/dev/null", "x", 1, false, &err));
	cr_assert_eq(stat("/dev/null", &st), 0);
	cr_expect(S_ISCHR(st.st_mode));
}

Test(file, errors_say_why)
{
	char *text;
	cr_expect_not(file_read(&a, "none", &text, NULL, &err));
	cr_expect_str_eq(err.message, "can't open \"none\": No such file or directory");
	cr_expect_not(file_read(&a, ".", &text, NULL, &err));
	cr_expect_str_eq(err.message, "can't read \".\": Is a directory");
	cr_expect_not(file_write("none/x", "", 0, false, &err));
	cr_expect_eq(err.code, ERR_IO);
}

Test(file, folders_are_made_with_their_parents)
{
	cr_assert(file_mkdir("a/b//c/", &err));
	cr_assert(file_mkdir("a/b/c", &err));
	cr_expect(file_is_dir("a/b/c"));
	cr_assert(file_write("a/f", "", 0, false, &err));
	cr_expect(file_exists("a/f") && !file_is_dir("a/f"));
	cr_expect_not(file_mkdir("a/f/d", &err));
	cr_expect_eq(err.code, ERR_IO);
}

Test(file, listing_is_sorted_and_without_dot_files)
{
	static const char *const files[] = { "b", "a", ".hidden", "B", "\xC3\xA4" };
	static const char *const listed[] = { "B", "a", "b", "\xC3\xA4" };
	struct names names = { 0 };
	for (size_t i = 0; i < COUNT(files); i++)
		cr_assert(file_write(files[i], "", 0, false, &err));
	cr_assert(file_list(&a, ".", &names, &err));
	cr_assert_eq(names.len, COUNT(listed));
	for (size_t i = 0; i < names.len; i++)
		cr_expect_str_eq(names.items[i], listed[i]);
	cr_expect_not(file_list(&a, "none", &names, &err));
}

Test(path, joined_and_taken_apart)
{
	cr_expect_str_eq(path_join(&a, "dir", "x"), "dir/x");
	cr_expect_str_eq(path_join(&a, "dir/", "x"), "dir/x");
	cr_expect_str_eq(path_join(&a, "dir", "/x"), "/x");
	cr_expect_str_eq(path_join(&a, "", "x"), "x");
	cr_expect_str_eq(path_dir(&a, "a/b/c"), "a/b");
	cr_expect_str_eq(path_dir(&a, "/c"), "/");
	cr_expect_str_eq(path_dir(&a, "c"), ".");
	cr_expect_str_eq(path_base("a/b/c"), "c");
	cr_expect_str_eq(path_base("c"), "c");
	arena_release(&a);
}
