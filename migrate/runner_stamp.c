/*
 * migrate/runner_stamp.c - say what is applied, running nothing
 *
 * Works whatever the database says so far: it is what puts the record straight.
 */
#include "migrate/run.h"

#include "base/clock.h"
#include "orm/dialect.h"

struct stamp {
	const struct names *targets;
	bool purge;
	struct migrate_report *report;
	struct migrate_set wanted;
	struct map *kept; /* id to its row */
	struct map *made; /* id to names of what it makes */
};

/* Objects of stamped revisions are the history's as much as those of others. */
static bool find_made(struct run *run, struct stamp *s, struct error *err)
{
	struct migrate_revisions list = { 0 };
	bool missing = false;

	s->made = map_new(run->arena);
	for (size_t i = 0; i < run->graph.all.len; i++) {
		struct migrate_revision *r = run->graph.all.items[i];

		if (!migrate_set_has(&s->wanted, r->id))
			continue;
		vec_push(run->arena, &list, r);
		missing |= s->purge || !migrate_set_has(&run->applied, r->id);
	}
	return !missing || !run->runner->made ||
	       run->runner->made(run->runner->made_data, &list, s->made, err);
}

/* Rows to stay are those of whole, wanted revisions; an edited script is accepted. */
static bool sweep(struct run *run, struct stamp *s, struct error *err)
{
	struct orm_conn *c = run->runner->conn;

	s->kept = map_new(run->arena);
	for (size_t i = run->history.len; i-- > 0;) {
		struct migrate_applied *row = &run->history.items[i];
		struct migrate_revision *r = migrate_graph_find(&run->graph, row->revision);
		struct migrate_applied fresh;

		if (s->purge || !migrate_set_has(&s->wanted, row->revision) ||
		    !migrate_set_has(&run->applied, row->revision)) {
			if (!migrate_version_delete(c, row->revision, err))
				return false;
			continue;
		}
		map_put(s->kept, row->revision, row);
		fresh = run_row(run->runner, r);
		if (run_is_edited(row, r) && !migrate_version_accept(c, &fresh, err))
			return false;
	}
	return true;
}

static bool add_missing(struct run *run, struct stamp *s, struct error *err)
{
	for (size_t i = 0; i < run->graph.all.len; i++) {
		struct migrate_revision *r = run->graph.all.items[i];
		struct migrate_applied row;

		if (!migrate_set_has(&s->wanted, r->id) || map_has(s->kept, r->id))
			continue;
		row = run_row(run->runner, r);
		if (map_get(s->made, r->id))
			row.objects = *(const struct names *)map_get(s->made, r->id);
		row.applied_at = clock_utc(run->arena);
		row.by = arena_printf(run->arena, "%s@%s", system_user(run->arena),
		                      system_host(run->arena));
		if (run->has_table && !migrate_version_insert(run->runner->conn, &row, err))
			return false;
		vec_push(run->arena, &s->report->done, r);
	}
	return true;
}

static bool write_rows(struct run *run, struct stamp *s, struct error *err)
{
	struct orm_conn *c = run->runner->conn;

	/* Trying it leaves no table where that can't be rolled back. */
	if (!run->has_table && (!run->runner->dry_run || orm_conn_dialect(c)->transactional_ddl)) {
		if (!migrate_version_ensure(c, err))
			return false;
		run->has_table = true;
	}
	return sweep(run, s, err) && add_missing(run, s, err);
}

static bool stamp(struct run *run, void *data, struct error *err)
{
	struct stamp *s = data;
	struct orm_conn *c = run->runner->conn;

	if (!migrate_graph_stamp(run->arena, &run->graph, &run->applied, s->targets, s->purge,
	                         &s->wanted, err) ||
	    !find_made(run, s, err) || !run_ensure_early(run, err) || !orm_begin(c, err))
		return false;
	if (!write_rows(run, s, err)) {
		orm_rollback(c);
		return false;
	}
	if (run->runner->dry_run) {
		orm_rollback(c);
		return true;
	}
	if (!orm_commit(c, err)) {
		orm_rollback(c);
		return false;
	}
	run->applied = s->wanted;
	return run_verify(run, err);
}

bool migrate_stamp(struct arena *a, struct migrate_runner *r, const struct names *targets,
                   bool purge, struct migrate_report *report, struct error *err)
{
	struct run run = { .arena = a, .runner = r, .graph = *r->graph };
	struct stamp s = { .targets = targets, .purge = purge, .report = report };
	bool ok;

	*report = (struct migrate_report){ 0 };
	ok = run_locked(&run, stamp, &s, err);
	if (run.applied.ids)
		migrate_graph_current(a, &run.graph, &run.applied, &report->current);
	return ok;
}
