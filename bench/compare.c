/*
 * bench/compare.c - what comparing large schemas costs, without any database
 *
 * Schemas of 1,000 and 10,000 tables with themselves, and with ones of which a twentieth
 * of the tables has another column: linear in both.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "migrate/compare.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"

static void add_column(struct arena *a, struct orm_table *t, const char *name, const char *type)
{
	struct orm_column *c = orm_column_new(a, name);

	c->type = orm_type_exact(a, type);
	orm_table_add_column(a, t, c);
}

static void add_table(struct arena *a, struct orm_metadata *m, int i, bool changed)
{
	struct orm_table *t = orm_table_new(a, NULL, arena_printf(a, "table_%d", i));
	struct orm_constraint *key = orm_constraint_new(a, ORM_PRIMARY_KEY);
	struct orm_constraint *reference = orm_constraint_new(a, ORM_FOREIGN_KEY);

	add_column(a, t, "id", "integer");
	add_column(a, t, "parent", "integer");
	add_column(a, t, "name", "character varying(50)");
	if (changed)
		add_column(a, t, "note", "text");
	key->object.name = arena_printf(a, "pk_%d", i);
	vec_push(a, &key->elements, (struct orm_element){ .column = "id" });
	orm_table_add_constraint(a, t, key);
	reference->object.name = arena_printf(a, "fk_%d", i);
	vec_push(a, &reference->elements, (struct orm_element){ .column = "parent" });
	reference->referred_table = arena_printf(a, "table_%d", i / 2);
	vec_push(a, &reference->referred_columns, "id");
	orm_table_add_constraint(a, t, reference);
	orm_metadata_add_table(m, t);
}

static struct orm_metadata *make(struct arena *a, int tables, bool changed)
{
	struct orm_metadata *m = orm_metadata_new(a), *out;
	struct error err;

	for (int i = 0; i < tables; i++)
		add_table(a, m, i, changed && i % 20 == 0);
	if (!orm_resolve(a, m, &orm_postgresql, &out, &err)) {
		fprintf(stderr, "bench: %s\n", err.message);
		exit(1);
	}
	return out;
}

static int64_t compare(struct arena *a, const struct orm_metadata *x, const struct orm_metadata *y)
{
	struct compare_result r = { 0 };
	struct error err;
	int64_t start = clock_ms();

	if (!migrate_compare(a, &orm_postgresql, x, y, NULL, &r, &err)) {
		fprintf(stderr, "bench: %s\n", err.message);
		exit(1);
	}
	return clock_ms() - start;
}

int main(void)
{
	static const int sizes[] = { 1000, 10000 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct arena a = { 0 };
		struct orm_metadata *x = make(&a, sizes[i], false), *y = make(&a, sizes[i], false);
		struct orm_metadata *z = make(&a, sizes[i], true);
		int64_t equal = compare(&a, x, y), changed = compare(&a, x, z);

		printf("comparing %d tables: %lld ms equal, %lld ms 5 %% changed\n", sizes[i],
		       (long long)equal, (long long)changed);
		arena_release(&a);
	}
	return 0;
}
