/*
 * orm/postgresql/bound.c - rows that a table may not have as a partition of another
 *
 * The server tells what a bound means, by hash, of several columns, of expressions, or
 * of all that is left: temporary tables have the parent's key and the bounds.
 */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/postgresql/postgresql.h"

static bool is_default(const struct orm_table *partition)
{
	return !partition->bound || !strcmp(partition->bound, "DEFAULT");
}

static void add_partition(struct buf *b, size_t number, const char *bound)
{
	buf_addf(b, "CREATE TEMP TABLE limbeck_%zu PARTITION OF pg_temp.limbeck_parent %s; ",
	         number, bound);
}

/* What the others don't take is of the one that takes the rest. */
static void add_others(struct buf *b, const struct orm_metadata *to,
                       const struct orm_table *partition)
{
	for (size_t i = 0; i < to->tables.len; i++) {
		const struct orm_table *t = to->tables.items[i];

		if (text_same(t->partition_of, partition->partition_of) && !is_default(t))
			add_partition(b, i + 1, t->bound);
	}
}

void pg_bound_trial(struct arena *a, const struct orm_metadata *to, const struct orm_table *parent,
                    const struct orm_table *partition, const struct orm_table *was,
                    struct orm_trial *out)
{
	const char *table = pg_full_name(a, was->object.schema, was->object.name);
	struct buf b = { 0 };

	buf_addf(&b,
	         "DO $limbeck$BEGIN CREATE TEMP TABLE limbeck_parent (LIKE %s) PARTITION BY %s; ",
	         table, parent->partition_by);
	if (is_default(partition))
		add_others(&b, to, partition);
	add_partition(&b, 0, is_default(partition) ? "DEFAULT" : partition->bound);
	buf_addf(&b,
	         "EXECUTE format('CREATE FUNCTION pg_temp.limbeck_fails(%%s) RETURNS boolean "
	         "LANGUAGE sql AS $limbeck_sql$SELECT NOT (%%s) FROM (SELECT ($1).*) "
	         "limbeck_row$limbeck_sql$', %s, "
	         "pg_get_partition_constraintdef('pg_temp.limbeck_0'::regclass)); END$limbeck$",
	         pg_string(a, table));
	out->make = buf_take(&b, a);
	out->fails = arena_printf(a, "pg_temp.limbeck_fails(%s.*)", table);
	out->drop = arena_printf(a,
	                         "DO $limbeck$BEGIN DROP FUNCTION pg_temp.limbeck_fails(%s); "
	                         "DROP TABLE pg_temp.limbeck_parent; END$limbeck$",
	                         table);
}
