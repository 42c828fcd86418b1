/*
 * migrate/runner_guard.c - SQL for somebody else to run says where it may be run
 *
 * A database is fit for it that has what the first revision follows, and none of what
 * is about to come; on the way down, nothing that follows what is about to go.
 */
#include "migrate/graph_private.h"
#include "migrate/run.h"

#include "base/buf.h"
#include "orm/dialect.h"

static struct names ids_of(struct arena *a, const struct migrate_revisions *list)
{
	struct names out = { 0 };

	for (size_t i = 0; i < list->len; i++)
		vec_push(a, &out, list->items[i]->id);
	return out;
}

static bool follows_marked(const struct migrate_revision *r, const bool *marks)
{
	bool found = false;

	for (size_t i = 0; i < r->parents.len; i++)
		found = found || marks[r->parents.items[i]->index];
	for (size_t i = 0; i < r->needs.len; i++)
		found = found || marks[r->needs.items[i]->index];
	return found;
}

/* Where one isn't there, none of what follows it is: the first ones will do. */
static struct names find_absent(struct run *run)
{
	struct arena *a = run->arena;
	const struct migrate_graph *g = &run->graph;
	bool *marks = graph_marks_of(a, g, &run->plan);
	struct names out = { 0 };

	graph_mark_followers(g, marks, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < g->all.len; i++)
		if (migrate_set_has(&run->applied, g->all.items[i]->id))
			marks[g->all.items[i]->index] = false;
	for (size_t i = 0; i < g->all.len; i++) {
		const struct migrate_revision *r = g->all.items[i];

		if (marks[r->index] && !follows_marked(r, marks))
			vec_push(a, &out, r->id);
	}
	return out;
}

static void add(struct arena *a, const struct orm_dialect *d, const struct names *applied,
                const struct names *absent, struct buf *out)
{
	struct buf why = { 0 };

	buf_adds(&why, "this SQL is for a database at ");
	for (size_t i = 0; i < applied->len; i++)
		buf_addf(&why, "%s%s", i ? ", " : "", applied->items[i]);
	buf_adds(&why, applied->len ? "" : "base");
	d->script_guard(out, buf_str(&why), migrate_version_condition(a, d, applied, absent));
	buf_release(&why);
}

void run_guard(struct run *run, const struct orm_dialect *d, struct buf *out)
{
	struct migrate_revisions heads = { 0 };
	struct names applied, absent = find_absent(run);

	migrate_graph_current(run->arena, &run->graph, &run->applied, &heads);
	applied = ids_of(run->arena, &heads);
	add(run->arena, d, &applied, &absent, out);
}

void run_guard_one(struct run *run, const struct migrate_revision *r, struct arena *a,
                   struct buf *out)
{
	bool up = run->direction == MIGRATE_UP;
	struct names self = { 0 }, applied = { 0 };

	vec_push(a, &self, r->id);
	for (size_t i = 0; i < r->parents.len; i++)
		vec_push(a, &applied, r->parents.items[i]->id);
	if (up)
		add(a, orm_conn_dialect(run->runner->conn), &applied, &self, out);
	else
		add(a, orm_conn_dialect(run->runner->conn), &self, &(struct names){ 0 }, out);
}
