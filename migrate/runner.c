/*
 * migrate/runner.c - upgrade and downgrade: lock, look, plan, run
 */
#include "migrate/run.h"

#include "migrate/lock.h"
#include "migrate/squash.h"

void run_tell(const struct run *run, struct migrate_event e)
{
	if (run->runner->event)
		run->runner->event(run->runner->data, &e);
}

static void waiting(void *data, const struct orm_lock_holder *holder)
{
	run_tell(data, (struct migrate_event){ .kind = MIGRATE_WAITING, .holder = holder });
}

struct migrate_set run_applied(struct arena *a, const struct migrate_history *history)
{
	struct migrate_set set = { .ids = map_new(a) };

	for (size_t i = 0; i < history->len; i++)
		if (!strcmp(history->items[i].state, "applied"))
			map_put(set.ids, history->items[i].revision, NULL);
	return set;
}

/* What is half undone has to be undone still. */
static void add_undoing(struct run *run, struct migrate_set *set)
{
	for (size_t i = 0; i < run->history.len; i++)
		if (run->direction == MIGRATE_DOWN &&
		    !strcmp(run->history.items[i].state, run_state(MIGRATE_DOWN)))
			map_put(set->ids, run->history.items[i].revision, NULL);
}

bool run_locked(struct run *run, bool (*work)(struct run *run, void *data, struct error *err),
                void *data, struct error *err)
{
	struct migrate_runner *r = run->runner;
	struct migrate_wait wait = {
		.wait_ms = r->wait_ms, .cancelled = r->cancelled, .waiting = waiting, .data = run
	};
	bool ok;

	if (!migrate_lock(r->conn, &wait, err))
		return false;
	ok = migrate_version_read(run->arena, r->conn, &run->history, err);
	if (ok) {
		run->has_table = run->history.exists;
		run->position =
		    run->history.len ? run->history.items[run->history.len - 1].position : 0;
		run->applied = run_applied(run->arena, &run->history);
		add_undoing(run, &run->applied);
		run->before = run_applied(run->arena, &run->history);
		ok = work(run, data, err);
	}
	orm_unlock(r->conn);
	return ok;
}

/* Where the database is, also when the run ended half way. */
static void report_current(struct run *run, struct migrate_report *report)
{
	const struct migrate_set *applied = run->runner->dry_run ? &run->before : &run->applied;

	if (run->graph.by_id && applied->ids)
		migrate_graph_current(run->arena, &run->graph, applied, &report->current);
}

static bool record_squash(struct run *run, const struct migrate_revision *r, struct error *err)
{
	struct orm_conn *c = run->runner->conn;
	struct migrate_applied row = *migrate_squash_row(run->arena, r, &run->history);

	if (run->runner->dry_run)
		return true;
	for (size_t i = 0; i < r->replaces.len; i++)
		if (!migrate_version_delete(c, r->replaces.items[i], err))
			return false;
	row.format = r->format ? r->format->extension : "";
	row.position = ++run->position;
	return migrate_version_insert(c, &row, err);
}

/* A database that has all that a revision replaces has that one from now on. */
static bool settle(struct run *run, struct error *err)
{
	struct orm_conn *c = run->runner->conn;
	struct migrate_revisions whole = { 0 };
	bool ok = true;

	if (!migrate_squash_fit(run->arena, &run->graph, &run->history, run->runner->dry_run,
	                        &whole, err))
		return false;
	if (!whole.len)
		return true;
	if (!orm_begin(c, err))
		return false;
	for (size_t i = 0; ok && i < whole.len; i++)
		ok = record_squash(run, whole.items[i], err);
	if (!ok || !orm_commit(c, err)) {
		orm_rollback(c);
		return false;
	}
	run->applied = run_applied(run->arena, &run->history);
	add_undoing(run, &run->applied);
	run->before = run_applied(run->arena, &run->history);
	return true;
}

struct steps {
	const char *target;
	struct migrate_report *report;
};

static bool upgrade(struct run *run, void *data, struct error *err)
{
	struct steps *s = data;

	return settle(run, err) && run_check_upgrade(run, err) &&
	       migrate_graph_upgrade(run->arena, &run->graph, &run->applied, s->target, &run->plan,
	                             err) &&
	       run_check_interrupted(run, err) && run_plan(run, &s->report->done, err);
}

static bool downgrade(struct run *run, void *data, struct error *err)
{
	struct steps *s = data;

	return settle(run, err) && run_check_downgrade(run, err) && run_add_stored(run, err) &&
	       migrate_graph_downgrade(run->arena, &run->graph, &run->applied, s->target,
	                               &run->plan, err) &&
	       run_check_interrupted(run, err) && run_can_undo(run, err) &&
	       run_plan(run, &s->report->done, err);
}

static bool run_steps(struct arena *a, struct migrate_runner *r, enum migrate_direction direction,
                      const char *target, struct migrate_report *report, struct error *err)
{
	struct run run = { .arena = a, .runner = r, .direction = direction, .graph = *r->graph };
	struct steps steps = { .target = target, .report = report };
	bool ok;

	*report = (struct migrate_report){ 0 };
	ok = run_locked(&run, direction == MIGRATE_UP ? upgrade : downgrade, &steps, err);
	report_current(&run, report);
	return ok;
}

bool migrate_upgrade(struct arena *a, struct migrate_runner *r, const char *target,
                     struct migrate_report *report, struct error *err)
{
	return run_steps(a, r, MIGRATE_UP, target, report, err);
}

bool migrate_downgrade(struct arena *a, struct migrate_runner *r, const char *target,
                       struct migrate_report *report, struct error *err)
{
	return run_steps(a, r, MIGRATE_DOWN, target, report, err);
}
