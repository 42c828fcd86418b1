/* orm/postgresql/excluded.c - rows that an exclusion constraint wouldn't have beside others */
#include "base/buf.h"
#include "orm/postgresql/postgresql.h"

/* The columns, and what tells a row from others: partitions each count their own. */
static const char *row_of(struct arena *a, const struct names *columns)
{
	struct buf b = { 0 };

	buf_adds(&b, "tableoid AS limbeck_t, ctid AS limbeck_c");
	for (size_t i = 0; i < columns->len; i++)
		buf_addf(&b, ", %s", columns->items[i]);
	return buf_take(&b, a);
}

/*
 * A table with the constraint takes one row after the other, and leaves out what those
 * before it exclude: with an index, as the constraint itself would look for them.
 */
void pg_exclusion_trial(struct arena *a, const struct orm_constraint *k, const struct orm_table *t,
                        const struct names *columns, struct orm_trial *out)
{
	const char *table = pg_full_name(a, t->object.schema, t->object.name);
	const char *row = row_of(a, columns);

	out->make = arena_printf(
	    a,
	    "DO $limbeck$BEGIN CREATE TEMP TABLE limbeck_kept AS SELECT %s FROM %s WITH NO DATA; "
	    "ALTER TABLE pg_temp.limbeck_kept ADD EXCLUDE %s; "
	    "INSERT INTO pg_temp.limbeck_kept SELECT %s FROM %s ORDER BY 2 "
	    "ON CONFLICT DO NOTHING; END$limbeck$",
	    row, table, k->expr, row, table);
	out->fails = arena_printf(a,
	                          "NOT EXISTS (SELECT 1 FROM pg_temp.limbeck_kept WHERE "
	                          "limbeck_t = %s.tableoid AND limbeck_c = %s.ctid)",
	                          table, table);
	out->drop = "DROP TABLE pg_temp.limbeck_kept";
}
