/* tests/base/test_dylib.c - shared libraries loaded on first use */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/dylib.h"

#define SOME(USE) USE(sqlite3_libversion) USE(sqlite3_libversion_number)

static struct {
	SOME(DYLIB_MEMBER)
} some;

static const struct dylib_symbol some_symbols[] = { SOME(DYLIB_ENTRY){ 0 } };

Test(dylib, functions_land_in_typed_members)
{
	struct error err;
	cr_assert(dylib_load("libsqlite3.so.0", NULL, "libsqlite3-0", some_symbols, &some, &err));
	cr_expect_eq(some.sqlite3_libversion_number(), sqlite3_libversion_number());
	cr_expect_str_eq(some.sqlite3_libversion(), sqlite3_libversion());
}

Test(dylib, a_missing_library_names_its_package)
{
	struct error err;
	cr_expect_not(
	    dylib_load("libnowhere.so.9", NULL, "libnowhere9", some_symbols, &some, &err));
	cr_expect_eq(err.code, ERR_UNSUPPORTED);
	cr_expect(strstr(err.message, "libnowhere.so.9"));
	cr_expect(strstr(err.hint, "\"libnowhere9\""));
}

Test(dylib, the_environment_may_name_another_file)
{
	struct error err;
	setenv("LIMBECK_TEST_LIBRARY", "/nonexistent/lib.so", 1);
	cr_expect_not(
	    dylib_load("libsqlite3.so.0", "LIMBECK_TEST_LIBRARY", "p", some_symbols, &some, &err));
	cr_expect(strstr(err.message, "/nonexistent/lib.so"));
	setenv("LIMBECK_TEST_LIBRARY", "", 1);
	cr_expect(
	    dylib_load("libsqlite3.so.0", "LIMBECK_TEST_LIBRARY", "p", some_symbols, &some, &err));
}

Test(dylib, a_library_too_old_is_told_by_its_functions)
{
	static const struct dylib_symbol symbols[] = { { "sqlite3_from_the_future" }, { 0 } };
	struct error err;
	void *member;
	cr_expect_not(dylib_load("libsqlite3.so.0", NULL, "p", symbols, &member, &err));
	cr_expect(strstr(err.message, "\"sqlite3_from_the_future\""));
}
