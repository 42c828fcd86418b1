/*
 * migrate/runner_glance.c - is there anything to do at all?
 */
#include "migrate/run.h"
#include "migrate/squash.h"

static bool is_at_rest(const struct migrate_history *history)
{
	for (size_t i = 0; i < history->len; i++)
		if (strcmp(history->items[i].state, "applied") != 0)
			return false;
	return true;
}

static bool find_plan(struct run *run, const char *target, struct error *err)
{
	struct arena *a = run->arena;

	if (run->direction == MIGRATE_UP)
		return run_check_upgrade(run, err) &&
		       migrate_graph_upgrade(a, &run->graph, &run->applied, target, &run->plan,
		                             err);
	return run_check_downgrade(run, err) && run_add_stored(run, err) &&
	       migrate_graph_downgrade(a, &run->graph, &run->applied, target, &run->plan, err);
}

bool migrate_nothing_to_do(struct arena *a, struct migrate_runner *r,
                           enum migrate_direction direction, const char *target,
                           struct migrate_report *report)
{
	struct run run = { .arena = a, .runner = r, .direction = direction, .graph = *r->graph };
	struct migrate_revisions whole = { 0 };
	struct error ignored = { .position = -1 };

	*report = (struct migrate_report){ 0 };
	if (!migrate_version_read(a, r->conn, &run.history, &ignored) || !run.history.exists ||
	    !is_at_rest(&run.history) ||
	    !migrate_squash_fit(a, &run.graph, &run.history, false, &whole, &ignored) || whole.len)
		return false;
	run.applied = run_applied(a, &run.history);
	if (!find_plan(&run, target, &ignored) || run.plan.len)
		return false;
	migrate_graph_current(a, &run.graph, &run.applied, &report->current);
	return true;
}
