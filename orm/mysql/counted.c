/*
 * orm/mysql/counted.c - the keys that many rows of one INSERT are given
 *
 * The server says the first.  Where it knows how many rows there are, and none brings its
 * own key, InnoDB takes as many numbers at once, in every innodb_autoinc_lock_mode: the
 * manual's "simple inserts".  Other engines promise nothing, nor does a trigger that sets
 * keys.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdlib.h>

#include "base/text.h"
#include "orm/dialect.h"

static const char find_engine[] =
    "SELECT t.engine FROM information_schema.tables t"
    " WHERE t.table_schema = coalesce(?, database()) AND t.table_name = ? AND NOT EXISTS"
    " (SELECT 1 FROM information_schema.triggers x"
    " WHERE x.event_object_schema = t.table_schema AND x.event_object_table = t.table_name"
    " AND x.event_manipulation = 'INSERT' AND x.action_timing = 'BEFORE')";

bool my_tells_keys(struct orm_conn *c, const char *schema, const char *table)
{
	struct arena a = { 0 };
	struct error ignored;
	struct orm_value engine;
	const struct orm_value params[] = { schema ? orm_text(schema) : orm_null(),
		                            orm_text(table) };
	/* MariaDB has RETURNING, or is one that is no more. */
	bool told = c->dialect != &orm_mariadb &&
	            orm_query_value(&a, c, find_engine, params, COUNT(params), &engine, &ignored) &&
	            engine.kind == ORM_TEXT && text_same(engine.data, "InnoDB");
	arena_release(&a);
	return told;
}

bool my_key_step(struct orm_conn *c, int64_t *step, struct error *err)
{
	struct arena a = { 0 };
	struct orm_value v;
	bool ok = orm_query_value(&a, c, "SELECT @@auto_increment_increment", NULL, 0, &v, err);
	if (ok)
		*step = v.kind == ORM_INT ? v.integer : strtoll(v.data, NULL, 10);
	arena_release(&a);
	return ok;
}

#endif
