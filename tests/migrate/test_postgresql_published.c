/* tests/migrate/test_postgresql_published.c - tables of a publication get other names */
#include <criterion/criterion.h>

#include "migrate/compare.h"
#include "tests/migrate/postgresql_steps.h"

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

TestSuite(postgresql_published, .fini = release);

/* There, where table z was a, and back; gives how many operations it takes. */
static size_t go(const char *was, const char *is)
{
	struct orm_conn *c = steps_database(&arena, was), *wanted = steps_database(&arena, is);
	struct orm_metadata *from = steps_reflect(&arena, c), *to = steps_reflect(&arena, wanted);
	struct migrate_ops up, down;
	struct error err = { 0 };

	orm_metadata_table(to, NULL, "z")->object.renamed_from = "a";
	up = steps_compare(&arena, from, to).ops;
	cr_assert(migrate_invert(&arena, &up, &down, &err), "%s", err.message);
	steps_apply(&arena, c, from, &up);
	cr_expect_eq(
	    steps_compare(&arena, steps_reflect(&arena, c), steps_reflect(&arena, wanted)).ops.len,
	    0);
	steps_apply(&arena, c, to, &down);
	cr_expect_eq(steps_compare(&arena, steps_reflect(&arena, c), from).ops.len, 0);
	orm_close(c);
	orm_close(wanted);
	return up.len;
}

#define WAS "CREATE TABLE a (id int); CREATE TABLE m (id int); CREATE PUBLICATION p FOR TABLE a, m"
#define IS  "CREATE TABLE z (id int); CREATE TABLE m (id int); CREATE PUBLICATION p FOR TABLE m, z"

Test(postgresql_published, stays_as_it_is_but_for_the_names)
{
	cr_expect_eq(go(WAS, IS), 1, "no more than the name");
}

Test(postgresql_published, changes_along_with_the_names)
{
	cr_expect_eq(go(WAS, IS " WITH (publish = 'insert')"), 3,
	             "the name, and another publication");
}
