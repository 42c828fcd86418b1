/* tests/orm/test_mysql_capability.c - what which version can, and what it costs there */
#include <criterion/criterion.h>

#include "orm/mysql/algorithm.h"
#include "orm/mysql/capability.h"
#include "orm/mysql/mysql.h"

/* The version just before, and the first that can; 0: each that is supported can, -1: none. */
static const struct {
	enum my_feature feature;
	int mysql, mariadb;
} firsts[] = {
	{ MY_CHECKS, 80016, 0 },           { MY_ALTER_CHECK, 80016, -1 },
	{ MY_RENAME_COLUMN, 0, 0 },        { MY_RENAME_INDEX, 0, 0 },
	{ MY_EXPRESSION_KEYS, 80013, -1 }, { MY_INVISIBLE_INDEX, 0, 0 },
	{ MY_INSTANT, 80012, 0 },          { MY_RENAME_FOLLOWS, -1, 0 },
	{ MY_OR_REPLACE, -1, 0 },          { MY_LIBRARIES, 90200, -1 },
	{ MY_PARTITION_LOCKS, 0, -1 },
};

static void check_first(const struct orm_dialect *d, enum my_feature f, int first)
{
	static const int mysql[] = { 80011, 80046, 80400, 90700 };
	static const int mariadb[] = { 100600, 101100, 110400, 110800 };
	const int *versions = my_is_mariadb(d) ? mariadb : mysql;

	for (size_t i = 0; i < COUNT(mysql); i++)
		cr_expect_eq(my_can(d, versions[i], f), first >= 0 && versions[i] >= first,
		             "%s %d, feature %d", d->name, versions[i], f);
	cr_expect_eq(my_can(d, 0, f), first >= 0, "%s, feature %d", d->name, f);
	if (first > 0) {
		cr_expect(my_can(d, first, f), "%s, feature %d", d->name, f);
		cr_expect_not(my_can(d, first - 1, f), "%s, feature %d", d->name, f);
	}
}

Test(mysql_capability, each_version_can_what_its_manual_says)
{
	cr_assert_eq(COUNT(firsts), MY_FEATURE_COUNT, "a feature isn't tested");
	for (size_t i = 0; i < COUNT(firsts); i++) {
		check_first(&orm_mysql, firsts[i].feature, firsts[i].mysql);
		check_first(&orm_mariadb, firsts[i].feature, firsts[i].mariadb);
	}
}

/* Where versions differ: until one, and from it on. */
static const struct {
	enum my_step step;
	const struct orm_dialect *dialect;
	int version;
	enum my_algorithm algorithm;
	bool rebuilds;
	enum my_lock lock;
} costs[] = {
	{ MY_ADD_LAST, &orm_mysql, 80011, MY_INPLACE, true, MY_LOCK_NONE },
	{ MY_ADD_LAST, &orm_mysql, 80012, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_ADD_COLUMN, &orm_mysql, 80028, MY_INPLACE, true, MY_LOCK_NONE },
	{ MY_ADD_COLUMN, &orm_mysql, 80029, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_ADD_COLUMN, &orm_mariadb, 100600, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_DROP_COLUMN, &orm_mysql, 80028, MY_INPLACE, true, MY_LOCK_NONE },
	{ MY_DROP_COLUMN, &orm_mysql, 80029, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_RENAME, &orm_mysql, 80027, MY_INPLACE, false, MY_LOCK_NONE },
	{ MY_RENAME, &orm_mysql, 80028, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_MOVE, &orm_mysql, 90700, MY_INPLACE, true, MY_LOCK_NONE },
	{ MY_MOVE, &orm_mariadb, 100600, MY_INSTANTLY, false, MY_LOCK_NONE },
	{ MY_COLLATE_TEXT, &orm_mysql, 80400, MY_COPY, true, MY_LOCK_SHARED },
	{ MY_COLLATE_TEXT, &orm_mysql, 90700, MY_INPLACE, false, MY_LOCK_NONE },
	{ MY_ADD_KEY, &orm_mysql, 80400, MY_INPLACE, false, MY_LOCK_NONE },
	{ MY_ADD_KEY, &orm_mariadb, 100600, MY_NOCOPY, false, MY_LOCK_NONE },
	{ MY_CHANGE_TYPE, &orm_mysql, 90700, MY_COPY, true, MY_LOCK_SHARED },
	{ MY_CHANGE_TYPE, &orm_mariadb, 101100, MY_COPY, true, MY_LOCK_SHARED },
	{ MY_CHANGE_TYPE, &orm_mariadb, 110200, MY_COPY, true, MY_LOCK_NONE },
	{ MY_ADD_FOREIGN, &orm_mariadb, 110400, MY_COPY, true, MY_LOCK_SHARED },
	{ MY_SET_ENCRYPTION, &orm_mysql, 80400, MY_COPY, true, MY_LOCK_SHARED },
};

Test(mysql_capability, steps_cost_what_the_manual_of_the_version_says)
{
	for (size_t i = 0; i < COUNT(costs); i++) {
		struct my_cost c = my_cost_of(costs[i].dialect, costs[i].version, costs[i].step);

		cr_expect(c.algorithm == costs[i].algorithm && c.lock == costs[i].lock &&
		              c.rebuilds == costs[i].rebuilds,
		          "case %zu: algorithm %d, lock %d", i, c.algorithm, c.lock);
		cr_expect_not_null(c.section);
	}
}

Test(mysql_capability, what_a_foreign_key_changes_is_not_copied_meanwhile)
{
	struct arena a = { 0 };
	struct orm_table *t = orm_table_new(&a, NULL, "t");
	struct orm_constraint *k = orm_constraint_new(&a, ORM_FOREIGN_KEY);

	orm_table_add_constraint(&a, t, k);
	cr_expect_eq(my_table_cost(&orm_mariadb, 110400, t, MY_CHANGE_TYPE).lock, MY_LOCK_NONE);
	k->ondelete = "CASCADE";
	cr_expect_eq(my_table_cost(&orm_mariadb, 110400, t, MY_CHANGE_TYPE).lock, MY_LOCK_SHARED);
	arena_release(&a);
}
