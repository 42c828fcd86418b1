/*
 * migrate/runner_trial.c - scripts run on a copy of a database that has no rows
 */
#include "migrate/run.h"

#include "base/text.h"

/* Classes of SQLSTATEs that statements end with because of what rows there are. */
static const char *const of_rows[] = { "21", "22", "23", "45", "P0" };

static bool is_of_rows(const struct error *err)
{
	if (err->code == ERR_INTEGRITY)
		return true;
	for (size_t i = 0; i < COUNT(of_rows); i++)
		if (text_starts(err->sqlstate, of_rows[i]))
			return true;
	return false;
}

/* A script that has looked for rows in vain may say so by an error of its own. */
static bool lacks_rows(const struct migrate_context *ctx, const struct error *err)
{
	if (err->statement[0])
		return (ctx->rows_read || ctx->rows_change) && is_of_rows(err);
	return ctx->rows_read && err->code == ERR_INPUT;
}

static bool plan(struct run *run, const char *target, struct error *err)
{
	run->applied = run_applied(run->arena, &run->history);
	if (run->direction == MIGRATE_UP)
		return migrate_graph_upgrade(run->arena, &run->graph, &run->applied, target,
		                             &run->plan, err);
	return run_add_stored(run, err) &&
	       migrate_graph_downgrade(run->arena, &run->graph, &run->applied, target, &run->plan,
	                               err) &&
	       run_can_undo(run, err);
}

struct attempt {
	struct run run;
	struct migrate_trial *trial;
};

static bool run_all(void *data, struct error *err)
{
	struct attempt *t = data;

	for (size_t i = 0; i < t->run.plan.len; i++) {
		struct arena a = { 0 };
		struct migrate_context ctx = run_context(&t->run, &a, t->run.plan.items[i]);
		bool ok = run_script(&t->run, &ctx, t->run.plan.items[i], err);

		t->trial->lacks_rows = !ok && lacks_rows(&ctx, err);
		arena_release(&a);
		if (!ok)
			return false;
	}
	return true;
}

/* Nothing is in the scratch that could be lost. */
bool migrate_try(struct arena *a, const struct migrate_runner *r, struct orm_conn *scratch,
                 enum migrate_direction direction, const char *target,
                 const struct migrate_history *history, struct migrate_trial *out,
                 struct error *err)
{
	struct migrate_runner runner = *r;
	struct attempt t = { .run = { .arena = a,
		                      .runner = &runner,
		                      .direction = direction,
		                      .graph = *r->graph,
		                      .history = *history },
		             .trial = out };

	*out = (struct migrate_trial){ 0 };
	runner.conn = scratch;
	runner.allow_data_loss = true;
	if (!plan(&t.run, target, err))
		return false;
	out->begun = true;
	return run_in_scratch(scratch, run_all, &t, err);
}
