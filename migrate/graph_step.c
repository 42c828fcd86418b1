/*
 * migrate/graph_step.c - so many revisions up or down
 *
 * From a named revision the steps follow its links.  From the current one each
 * step is one revision that would run, and it is taken only when no other could
 * run in its place.
 */
#include "migrate/graph_private.h"

static bool too_far(struct graph_lookup *l, long done, const char *way)
{
	if (l->clamp)
		return true;
	if (!done)
		return fail(l->err, ERR_STATE, "\"%s\": there is nothing to go %s to", l->text,
		            way);
	return fail(l->err, ERR_STATE, "\"%s\": there %s only %ld revision%s to go %s", l->text,
	            done == 1 ? "is" : "are", done, done == 1 ? "" : "s", way);
}

static bool ambiguous(struct graph_lookup *l, const struct migrate_revisions *list, const char *way)
{
	return fail(l->err, ERR_STATE, "\"%s\" could go %s to any of %zu revisions: %s", l->text,
	            way, list->len, graph_names(l->arena, list));
}

static bool which(struct graph_lookup *l)
{
	return fail_hint(l->err, "Name the one that you mean, or its branch before an @.");
}

static bool in_lineage(const struct graph_lookup *l, const struct migrate_revision *r)
{
	return !l->lineage || l->lineage[r->index];
}

static void next_up(struct graph_lookup *l, const struct migrate_revision *from,
                    struct migrate_revisions *out)
{
	*out = (struct migrate_revisions){ 0 };
	for (size_t i = 0; from && i < from->children.len; i++)
		if (in_lineage(l, from->children.items[i]))
			vec_push(l->arena, out, from->children.items[i]);
	for (size_t i = 0; !from && i < l->graph->all.len; i++)
		if (!l->graph->all.items[i]->parents.len && in_lineage(l, l->graph->all.items[i]))
			vec_push(l->arena, out, l->graph->all.items[i]);
}

bool graph_step_up(struct graph_lookup *l, struct migrate_revision *from, long steps,
                   struct graph_point *out)
{
	struct migrate_revisions next;

	for (long i = 0; i < steps; i++) {
		next_up(l, from, &next);
		if (!next.len && !too_far(l, i, "up"))
			return false;
		if (!next.len)
			break;
		if (next.len > 1) {
			(void)ambiguous(l, &next, "up");
			return which(l);
		}
		from = next.items[0];
	}
	if (from)
		vec_push(l->arena, &out->at, from);
	return true;
}

/* The last step may lead from a merge to all its parents, or off the first revision to base. */
bool graph_step_down(struct graph_lookup *l, struct migrate_revision *from, long steps,
                     struct graph_point *out)
{
	struct migrate_revisions next = { 0 };

	for (long i = 0; i < steps; i++) {
		if (i > 0 && !next.len) {
			if (!too_far(l, i, "down"))
				return false;
			break;
		}
		if (next.len > 1) {
			(void)ambiguous(l, &next, "down");
			return which(l);
		}
		if (next.len)
			from = next.items[0];
		next = (struct migrate_revisions){ 0 };
		for (size_t j = 0; j < from->parents.len; j++)
			if (in_lineage(l, from->parents.items[j]))
				vec_push(l->arena, &next, from->parents.items[j]);
	}
	out->at = next;
	vec_push(l->arena, &out->off, from);
	return true;
}

/* Revisions that follow where the database is; the first ones when nothing is applied. */
static bool *follow_current(struct graph_lookup *l, const bool *applied)
{
	const struct migrate_graph *g = l->graph;
	bool *followed = graph_followed(l->arena, g, applied, GRAPH_PARENTS);
	bool *next = graph_marks(l->arena, g);
	bool nothing = true;

	for (size_t i = 0; i < g->all.len; i++)
		nothing = nothing && !(applied[i] && in_lineage(l, g->all.items[i]));
	for (size_t i = 0; i < g->all.len; i++) {
		const struct migrate_revision *r = g->all.items[i];

		if (applied[i] || !in_lineage(l, r))
			continue;
		next[i] = nothing && !r->parents.len;
		for (size_t j = 0; j < r->parents.len; j++) {
			size_t p = r->parents.items[j]->index;

			/* In a named branch it may have been passed by already. */
			next[i] = next[i] || (applied[p] && (l->lineage || !followed[p]));
		}
	}
	return next;
}

/* Is all of this there, as far as it belongs to the branch that was named? */
static bool all_there(const struct graph_lookup *l, const bool *applied,
                      struct migrate_revision *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!applied[items[i]->index] && in_lineage(l, items[i]))
			return false;
	return true;
}

/*
 * What could run next on the way to what follows the current revisions.  When
 * that is a merge whose other branch lags behind, the other branch comes first.
 */
static void runnable(struct graph_lookup *l, const bool *applied, struct migrate_revisions *out)
{
	bool *wanted = follow_current(l, applied);

	*out = (struct migrate_revisions){ 0 };
	graph_mark_ancestors(l->graph, wanted, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < l->graph->all.len; i++) {
		struct migrate_revision *r = l->graph->all.items[i];

		if (wanted[i] && !applied[i] && in_lineage(l, r) &&
		    all_there(l, applied, r->parents.items, r->parents.len) &&
		    all_there(l, applied, r->needs.items, r->needs.len))
			vec_push(l->arena, out, r);
	}
}

void graph_frontier(struct graph_lookup *l, const bool *marks, struct migrate_revisions *out)
{
	const struct migrate_graph *g = l->graph;
	bool *inside = graph_marks(l->arena, g), *followed;

	for (size_t i = 0; i < g->all.len; i++)
		inside[i] = marks[i] && in_lineage(l, g->all.items[i]);
	followed = graph_followed(l->arena, g, inside, GRAPH_PARENTS);
	for (size_t i = 0; i < g->all.len; i++)
		if (inside[i] && !followed[i])
			vec_push(l->arena, out, g->all.items[i]);
}

/* Of branches that the database isn't on. */
static bool name_others(struct graph_lookup *l)
{
	struct migrate_revisions others = { 0 };

	for (size_t i = 0; i < l->graph->all.len; i++)
		if (!migrate_set_has(l->applied, l->graph->all.items[i]->id))
			vec_push(l->arena, &others, l->graph->all.items[i]);
	if (!others.len)
		return false;
	return fail_hint(l->err, "What isn't applied is of other branches: %s; name one of them.",
	                 graph_names(l->arena, &others));
}

bool graph_run_up(struct graph_lookup *l, long steps, struct graph_point *out)
{
	bool *applied = graph_marks_applied(l->arena, l->graph, l->applied);
	bool *taken = graph_marks(l->arena, l->graph);
	struct migrate_revisions next;

	for (long i = 0; i < steps; i++) {
		runnable(l, applied, &next);
		if (!next.len && !too_far(l, i, "up"))
			return name_others(l);
		if (!next.len)
			break;
		if (next.len > 1) {
			(void)ambiguous(l, &next, "up");
			return fail_hint(l->err, "Say which one, as %s or LABEL@+N.",
			                 next.items[0]->id);
		}
		applied[next.items[0]->index] = taken[next.items[0]->index] = true;
	}
	graph_frontier(l, taken, &out->at);
	return true;
}

/*
 * What could be undone first.  In a branch that was named what depends on it
 * elsewhere goes as well, but nothing that other branches have grown from.
 */
static void undoable(struct graph_lookup *l, const bool *applied, struct migrate_revisions *out)
{
	bool *followed = graph_followed(l->arena, l->graph, applied,
	                                l->lineage ? GRAPH_PARENTS : GRAPH_ALL_LINKS);

	*out = (struct migrate_revisions){ 0 };
	for (size_t i = 0; i < l->graph->all.len; i++)
		if (applied[i] && !followed[i] && in_lineage(l, l->graph->all.items[i]))
			vec_push(l->arena, out, l->graph->all.items[i]);
}

static void take_off(struct graph_lookup *l, bool *applied, struct migrate_revision *r)
{
	bool *gone = graph_marks(l->arena, l->graph);

	gone[r->index] = true;
	graph_mark_followers(l->graph, gone, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < l->graph->all.len; i++)
		applied[i] = applied[i] && !gone[i];
}

bool graph_run_down(struct graph_lookup *l, long steps, struct graph_point *out)
{
	bool *applied = graph_marks_applied(l->arena, l->graph, l->applied);
	struct migrate_revisions next;

	for (long i = 0; i < steps; i++) {
		undoable(l, applied, &next);
		if (!next.len && !too_far(l, i, "down"))
			return false;
		if (!next.len)
			break;
		if (next.len > 1) {
			(void)ambiguous(l, &next, "down");
			return fail_hint(l->err, "Say which one, as %s-1 or LABEL@-1.",
			                 next.items[0]->id);
		}
		vec_push(l->arena, &out->off, next.items[0]);
		take_off(l, applied, next.items[0]);
	}
	graph_frontier(l, applied, &out->at);
	return true;
}
