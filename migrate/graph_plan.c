/*
 * migrate/graph_plan.c - which revisions to run, which to undo
 *
 * Both are differences of sets, so that branches and dependencies need no
 * cases of their own.
 */
#include "migrate/graph_private.h"

#include <string.h>

bool migrate_graph_upgrade(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, const char *target,
                           struct migrate_revisions *out, struct error *err)
{
	struct graph_point point;
	bool *marks;

	*out = (struct migrate_revisions){ 0 };
	if (!graph_point(a, g, applied, target, false, &point, err))
		return false;
	if (point.way < 0) {
		(void)fail(err, ERR_USAGE, "\"%s\" goes down", target);
		return fail_hint(err, "Use limbeck downgrade %s.", target);
	}
	marks = graph_marks_of(a, g, &point.at);
	graph_mark_ancestors(g, marks, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < g->all.len; i++)
		if (marks[i] && !migrate_set_has(applied, g->all.items[i]->id))
			vec_push(a, out, g->all.items[i]);
	return true;
}

static bool must_be_applied(struct arena *a, const struct migrate_graph *g,
                            const struct migrate_set *applied, const struct migrate_revisions *at,
                            struct error *err)
{
	struct migrate_revisions current;

	for (size_t i = 0; i < at->len; i++) {
		if (migrate_set_has(applied, at->items[i]->id))
			continue;
		migrate_graph_current(a, g, applied, &current);
		(void)fail(err, ERR_STATE, "can't downgrade to \"%s\": it is not applied",
		           at->items[i]->id);
		if (current.len)
			return fail_hint(err, "The database is at %s.", graph_names(a, &current));
		return fail_hint(err, "Nothing is applied to the database.");
	}
	return true;
}

/*
 * What a downgrade has to undo first: what the steps left, else the children of
 * where it goes to; everything when that is base.
 */
static bool *first_to_go(struct arena *a, const struct migrate_graph *g,
                         const struct graph_point *point)
{
	bool *marks = graph_marks_of(a, g, &point->off);

	if (point->off.len)
		return marks;
	for (size_t i = 0; i < point->at.len; i++)
		for (size_t j = 0; j < point->at.items[i]->children.len; j++)
			marks[point->at.items[i]->children.items[j]->index] = true;
	if (point->base)
		memset(marks, true, g->all.len * sizeof *marks);
	return marks;
}

bool migrate_graph_downgrade(struct arena *a, const struct migrate_graph *g,
                             const struct migrate_set *applied, const char *target,
                             struct migrate_revisions *out, struct error *err)
{
	struct graph_point point;
	bool *marks;

	*out = (struct migrate_revisions){ 0 };
	if (!graph_point(a, g, applied, target, false, &point, err))
		return false;
	if (point.way > 0) {
		(void)fail(err, ERR_USAGE, "\"%s\" goes up", target);
		return fail_hint(err, "Use limbeck upgrade %s.", target);
	}
	if (point.here)
		return true;
	if (!must_be_applied(a, g, applied, &point.at, err))
		return false;
	marks = first_to_go(a, g, &point);
	graph_mark_followers(g, marks, GRAPH_ALL_LINKS);
	for (size_t i = g->all.len; i-- > 0;)
		if (marks[i] && migrate_set_has(applied, g->all.items[i]->id))
			vec_push(a, out, g->all.items[i]);
	return true;
}

bool migrate_graph_stamp(struct arena *a, const struct migrate_graph *g,
                         const struct migrate_set *applied, const struct names *targets, bool alone,
                         struct migrate_set *out, struct error *err)
{
	bool *kept = graph_marks_applied(a, g, alone ? NULL : applied);
	bool *wanted = graph_marks(a, g);
	struct graph_point point;

	for (size_t i = 0; i < targets->len; i++) {
		if (!graph_point(a, g, applied, targets->items[i], false, &point, err))
			return false;
		for (size_t k = 0; k < point.at.len; k++)
			wanted[point.at.items[k]->index] = true;
		if (point.here)
			continue;
		bool *gone = first_to_go(a, g, &point);
		graph_mark_followers(g, gone, GRAPH_ALL_LINKS);
		for (size_t k = 0; k < g->all.len; k++)
			kept[k] = kept[k] && !gone[k];
	}
	graph_mark_ancestors(g, wanted, GRAPH_ALL_LINKS);
	out->ids = map_new(a);
	for (size_t i = 0; i < g->all.len; i++)
		if (kept[i] || wanted[i])
			map_put(out->ids, g->all.items[i]->id, g->all.items[i]);
	return true;
}

/* Is it only steps, such as +2, so that it counts from the other end of a range? */
static bool is_steps(const char *text, char sign)
{
	return *text == sign;
}

static bool range_end(struct arena *a, const struct migrate_graph *g,
                      const struct migrate_set *applied, const char *text,
                      struct migrate_revisions *out, struct error *err)
{
	struct graph_point point;

	if (!graph_point(a, g, applied, text, true, &point, err))
		return false;
	*out = point.at;
	return true;
}

static bool find_ends(struct arena *a, const struct migrate_graph *g,
                      const struct migrate_set *applied, const char *text,
                      struct migrate_revisions *start, struct migrate_revisions *end,
                      struct error *err)
{
	const char *colon = strchr(text, ':');
	const char *from = colon ? arena_strndup(a, text, (size_t)(colon - text)) : "";
	const char *to = colon ? colon + 1 : text;
	struct migrate_set near;

	*start = *end = (struct migrate_revisions){ 0 };
	if (strchr(to, ':'))
		return fail(err, ERR_USAGE, "\"%s\" is not a range START:END", text);
	if (is_steps(from, '-') && *to && !is_steps(to, '+')) {
		if (!range_end(a, g, applied, to, end, err))
			return false;
		near = graph_closure(a, g, end);
		return range_end(a, g, &near, from, start, err);
	}
	if (*from && !range_end(a, g, applied, from, start, err))
		return false;
	if (is_steps(to, '+') && (*from || !applied)) {
		near = graph_closure(a, g, start);
		return range_end(a, g, &near, to, end, err);
	}
	return range_end(a, g, applied, *to ? to : "heads", end, err);
}

/* Between two branches, and backwards, there is nothing: that isn't what was meant. */
static bool leads(struct arena *a, const struct migrate_graph *g,
                  const struct migrate_revisions *start, const struct migrate_revisions *end,
                  struct error *err)
{
	bool *marks = graph_marks_of(a, g, end);
	bool found = !start->len;

	graph_mark_ancestors(g, marks, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < start->len; i++)
		found = found || marks[start->items[i]->index];
	if (found)
		return true;
	fail(err, ERR_STATE, "%s does not lead to %s", graph_names(a, start),
	     end->len ? graph_names(a, end) : "base");
	return fail_hint(err, "A range goes from an earlier revision to one that follows it.");
}

bool migrate_graph_range(struct arena *a, const struct migrate_graph *g,
                         const struct migrate_set *applied, const char *text,
                         struct migrate_revisions *start, struct migrate_revisions *end,
                         struct error *err)
{
	return find_ends(a, g, applied, text, start, end, err) && leads(a, g, start, end, err);
}
