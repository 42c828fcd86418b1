/*
 * migrate/runner_status.c - how history, database and files fit together
 */
#include "migrate/run.h"
#include "migrate/squash.h"

bool migrate_read_history(struct arena *a, struct orm_conn *c, struct migrate_graph *g,
                          struct migrate_history *out, struct error *err)
{
	struct migrate_revisions whole = { 0 };

	if (!migrate_version_read(a, c, out, err) ||
	    !migrate_squash_fit(a, g, out, false, &whole, err))
		return false;
	for (size_t i = 0; i < whole.len; i++)
		(void)migrate_squash_row(a, whole.items[i], out);
	return true;
}

bool migrate_read_status(struct arena *a, struct orm_conn *c, const struct migrate_graph *graph,
                         struct migrate_status *out, struct error *err)
{
	struct migrate_graph fitting = *graph, *g = &fitting;
	struct migrate_set applied;

	*out = (struct migrate_status){ 0 };
	if (!migrate_read_history(a, c, g, &out->history, err))
		return false;
	applied = run_applied(a, &out->history);
	migrate_graph_current(a, g, &applied, &out->current);
	for (size_t i = 0; i < g->all.len; i++)
		if (!migrate_set_has(&applied, g->all.items[i]->id))
			vec_push(a, &out->pending, g->all.items[i]);
	for (size_t i = 0; i < out->history.len; i++) {
		const struct migrate_applied *row = &out->history.items[i];
		const struct migrate_revision *r = migrate_graph_find(g, row->revision);

		if (!migrate_set_has(&applied, row->revision))
			vec_push(a, &out->interrupted, row->revision);
		else if (!r)
			vec_push(a, &out->unknown, row->revision);
		else if (run_is_edited(row, r))
			vec_push(a, &out->edited, row->revision);
	}
	return true;
}
