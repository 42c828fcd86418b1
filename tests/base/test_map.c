/* tests/base/test_map.c - string keys to pointers */
#include <criterion/criterion.h>

#include "base/map.h"

Test(map, finds_what_was_put)
{
	struct arena a = { 0 };
	struct map *m = map_new(&a);
	int values[1000];
	for (int i = 0; i < 1000; i++)
		map_put(m, arena_printf(&a, "key %d", i), &values[i]);
	cr_expect_eq(map_count(m), 1000);
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(map_get(m, arena_printf(&a, "key %d", i)), &values[i]);
	cr_expect_null(map_get(m, "key 1000"));
	arena_release(&a);
}

Test(map, replaces_and_removes)
{
	struct arena a = { 0 };
	struct map *m = map_new(&a);
	int x, y;
	map_put(m, "", &x);
	map_put(m, "", &y);
	cr_expect_eq(map_get(m, ""), &y);
	cr_expect_eq(map_count(m), 1);
	cr_expect_eq(map_remove(m, ""), &y);
	cr_expect_null(map_remove(m, ""));
	cr_expect_not(map_has(m, ""));
	map_put(m, "again", &x);
	cr_expect_eq(map_get(m, "again"), &x);
	cr_expect_eq(map_count(m), 1);
	arena_release(&a);
}

Test(map, a_key_may_have_no_value)
{
	struct arena a = { 0 };
	struct map *m = map_new(&a);
	map_put(m, "set", NULL);
	cr_expect(map_has(m, "set"));
	cr_expect_null(map_get(m, "set"));
	arena_release(&a);
}
