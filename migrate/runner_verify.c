/*
 * migrate/runner_verify.c - was what was reported as done really done?
 */
#include "migrate/run.h"

#include "base/text.h"
#include "orm/dialect.h"

/* Nobody else can look into a database in memory. */
static bool is_private(const struct orm_conn *c)
{
	const char *database = orm_conn_url(c)->database;

	return orm_conn_dialect(c)->scratch_in_memory &&
	       (text_empty(database) || !strcmp(database, ":memory:"));
}

static bool compare(const struct run *run, const struct migrate_history *seen, struct error *err)
{
	struct arena a = { 0 };
	struct migrate_set there = run_applied(&a, seen);
	const char *lost = NULL;

	for (size_t i = 0; i < run->graph.all.len && !lost; i++) {
		const char *id = run->graph.all.items[i]->id;

		if (migrate_set_has(&there, id) != migrate_set_has(&run->applied, id))
			lost = id;
	}
	arena_release(&a);
	if (!lost)
		return true;
	(void)fail(err, ERR_STATE, "revision \"%s\" was %s, but the database does not show it",
	           lost, migrate_set_has(&run->applied, lost) ? "applied" : "undone");
	return fail_hint(err, "Another program changed limbeck_version, or the write was lost: see "
	                      "limbeck status.");
}

bool run_verify(const struct run *run, struct error *err)
{
	struct orm_connect_options options = { .read_only = true, .default_schema_first = true };
	struct migrate_history seen;
	struct orm_conn *second;
	struct arena a = { 0 };
	bool ok;

	if (is_private(run->runner->conn))
		return true;
	if (!orm_connect(orm_conn_url(run->runner->conn), &options, &second, err))
		return false;
	ok = migrate_version_read(&a, second, &seen, err) && compare(run, &seen, err);
	orm_close(second);
	arena_release(&a);
	return ok;
}
