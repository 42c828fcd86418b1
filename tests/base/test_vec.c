/* tests/base/test_vec.c - arrays that grow inside an arena */
#include <criterion/criterion.h>

#include "base/vec.h"

struct numbers {
	VEC(int);
};

Test(vec, items_stay_in_order_while_it_grows)
{
	struct arena a = { 0 };
	struct numbers v = { 0 };
	for (int i = 0; i < 1000; i++) {
		vec_push(&a, &v, i);
		cr_assert_leq(v.len, v.cap);
	}
	for (int i = 0; i < 1000; i++)
		cr_assert_eq(v.items[i], i);
	arena_release(&a);
}

Test(vec, inserts_and_removes_anywhere)
{
	struct arena a = { 0 };
	struct numbers v = { 0 };
	vec_insert(&a, &v, 0, 3);
	vec_insert(&a, &v, 0, 1);
	vec_insert(&a, &v, 1, 2);
	vec_insert(&a, &v, 3, 4);
	vec_insert(&a, &v, 4, 5);
	vec_remove(&v, 0);
	vec_remove(&v, 3);
	cr_assert_eq(v.len, 3);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(v.items[i], i + 2);
	arena_release(&a);
}

Test(vec, an_added_item_is_zeroed)
{
	struct arena a = { 0 };
	struct numbers v = { 0 };
	vec_push(&a, &v, 7);
	v.len = 0;
	int *item = vec_add(&a, &v);
	cr_expect_eq(*item, 0);
	cr_expect_eq(v.len, 1);
	arena_release(&a);
}
