/*
 * orm/mysql/trial.c - rows for which MariaDB stops, found by having it try each
 *
 * A query only warns of what strict mode doesn't store; a variable takes it no more than a
 * column does.
 */
#include "base/buf.h"
#include "orm/mysql/mysql.h"

/* A loop over the rows that computes `expr` of each. */
static void add_loop(struct buf *b, struct arena *a, const struct orm_table *t, const char *expr,
                     const char *handler)
{
	struct buf names = { 0 }, values = { 0 };

	for (size_t i = 0; i < t->columns.len; i++) {
		const char *name = my_name(a, t->columns.items[i]->object.name);

		buf_addf(&names, "%s%s", i ? ", " : "", name);
		buf_addf(&values, "%slimbeck_r.%s AS %s", i ? ", " : "", name, name);
	}
	buf_addf(b,
	         "FOR limbeck_r IN (SELECT %s FROM %s) DO BEGIN %sSET limbeck_v = (SELECT %s "
	         "FROM (SELECT %s) limbeck_row); END; END FOR; END",
	         buf_str(&names), my_full_name(a, t->object.schema, t->object.name), handler, expr,
	         buf_str(&values));
	buf_release(&names);
	buf_release(&values);
}

/* The key of a row, with `prefix` before each name; NULL: there is none. */
static const char *key_of(struct arena *a, const struct orm_table *t, const char *prefix)
{
	const struct orm_constraint *key = orm_table_primary_key(t);
	struct buf b = { 0 };

	for (size_t i = 0; key && i < key->elements.len; i++)
		buf_addf(&b, "%s%s%s", i ? ", " : "", prefix,
		         my_name(a, key->elements.items[i].column));
	return b.len ? buf_take(&b, a) : NULL;
}

void mariadb_trial(struct arena *a, const struct orm_table *t, const char *expr, const char *type,
                   struct orm_trial *out)
{
	const char *table = my_full_name(a, t->object.schema, t->object.name);
	const char *key = key_of(a, t, "");
	struct buf b = { 0 };

	buf_addf(&b, "BEGIN NOT ATOMIC DECLARE limbeck_v %s; ", type);
	add_loop(&b, a, t, expr, "");
	out->test = buf_take(&b, a);
	if (!key)
		return;
	buf_addf(&b,
	         "BEGIN NOT ATOMIC DECLARE limbeck_v %s; CREATE OR REPLACE TEMPORARY TABLE "
	         "limbeck_fails AS SELECT %s FROM %s LIMIT 0; ",
	         type, key, table);
	add_loop(&b, a, t, expr,
	         arena_printf(a,
	                      "DECLARE EXIT HANDLER FOR SQLEXCEPTION INSERT INTO limbeck_fails "
	                      "VALUES (%s); ",
	                      key_of(a, t, "limbeck_r.")));
	out->make = buf_take(&b, a);
	out->computes = true;
	out->fails = arena_printf(a, "(%s) IN (SELECT * FROM limbeck_fails)", key);
	out->drop = "DROP TEMPORARY TABLE limbeck_fails";
}
