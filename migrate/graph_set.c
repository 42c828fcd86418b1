/*
 * migrate/graph_set.c - sets of revisions: what leads where, what is applied
 */
#include "migrate/graph_private.h"

#include "base/buf.h"

#define NAMES_SHOWN 5

bool migrate_set_has(const struct migrate_set *s, const char *id)
{
	return s && s->ids && map_has(s->ids, id);
}

bool *graph_marks(struct arena *a, const struct migrate_graph *g)
{
	return arena_alloc(a, (g->all.len + 1) * sizeof(bool));
}

bool *graph_marks_of(struct arena *a, const struct migrate_graph *g,
                     const struct migrate_revisions *list)
{
	bool *marks = graph_marks(a, g);

	for (size_t i = 0; i < list->len; i++)
		marks[list->items[i]->index] = true;
	return marks;
}

bool *graph_marks_applied(struct arena *a, const struct migrate_graph *g,
                          const struct migrate_set *applied)
{
	bool *marks = graph_marks(a, g);

	for (size_t i = 0; i < g->all.len; i++)
		marks[i] = migrate_set_has(applied, g->all.items[i]->id);
	return marks;
}

void graph_mark_ancestors(const struct migrate_graph *g, bool *marks, enum graph_links links)
{
	for (size_t i = g->all.len; i-- > 0;) {
		const struct migrate_revision *r = g->all.items[i];

		if (!marks[i])
			continue;
		for (size_t j = 0; j < r->parents.len; j++)
			marks[r->parents.items[j]->index] = true;
		for (size_t j = 0; links == GRAPH_ALL_LINKS && j < r->needs.len; j++)
			marks[r->needs.items[j]->index] = true;
	}
}

static bool follows_marked(const struct migrate_revision *r, const bool *marks,
                           enum graph_links links)
{
	for (size_t j = 0; j < r->parents.len; j++)
		if (marks[r->parents.items[j]->index])
			return true;
	for (size_t j = 0; links == GRAPH_ALL_LINKS && j < r->needs.len; j++)
		if (marks[r->needs.items[j]->index])
			return true;
	return false;
}

void graph_mark_followers(const struct migrate_graph *g, bool *marks, enum graph_links links)
{
	for (size_t i = 0; i < g->all.len; i++)
		marks[i] = marks[i] || follows_marked(g->all.items[i], marks, links);
}

bool *graph_followed(struct arena *a, const struct migrate_graph *g, const bool *marks,
                     enum graph_links links)
{
	bool *followed = graph_marks(a, g);

	for (size_t i = 0; i < g->all.len; i++) {
		const struct migrate_revision *r = g->all.items[i];

		if (!marks[i])
			continue;
		for (size_t j = 0; j < r->parents.len; j++)
			followed[r->parents.items[j]->index] = true;
		for (size_t j = 0; links == GRAPH_ALL_LINKS && j < r->needs.len; j++)
			followed[r->needs.items[j]->index] = true;
	}
	return followed;
}

struct migrate_set graph_closure(struct arena *a, const struct migrate_graph *g,
                                 const struct migrate_revisions *list)
{
	struct migrate_set set = { .ids = map_new(a) };
	bool *marks = graph_marks_of(a, g, list);

	graph_mark_ancestors(g, marks, GRAPH_ALL_LINKS);
	for (size_t i = 0; i < g->all.len; i++)
		if (marks[i])
			map_put(set.ids, g->all.items[i]->id, g->all.items[i]);
	return set;
}

void migrate_graph_heads(struct arena *a, const struct migrate_graph *g,
                         struct migrate_revisions *out)
{
	*out = (struct migrate_revisions){ 0 };
	for (size_t i = 0; i < g->all.len; i++)
		if (!g->all.items[i]->children.len)
			vec_push(a, out, g->all.items[i]);
}

void migrate_graph_bases(struct arena *a, const struct migrate_graph *g,
                         struct migrate_revisions *out)
{
	*out = (struct migrate_revisions){ 0 };
	for (size_t i = 0; i < g->all.len; i++)
		if (!g->all.items[i]->parents.len)
			vec_push(a, out, g->all.items[i]);
}

/*
 * Dependencies don't count, as they don't for heads: so everything is applied
 * exactly when current equals heads.
 */
void migrate_graph_current(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, struct migrate_revisions *out)
{
	bool *marks = graph_marks_applied(a, g, applied);
	bool *followed = graph_followed(a, g, marks, GRAPH_PARENTS);

	*out = (struct migrate_revisions){ 0 };
	for (size_t i = 0; i < g->all.len; i++)
		if (marks[i] && !followed[i])
			vec_push(a, out, g->all.items[i]);
}

static void want(struct arena *a, struct migrate_set *seen, struct migrate_revisions *work,
                 struct migrate_revision *r)
{
	if (map_has(seen->ids, r->id))
		return;
	map_put(seen->ids, r->id, r);
	vec_push(a, work, r);
}

void migrate_graph_ancestors(struct arena *a, const struct migrate_revision *r,
                             struct migrate_set *out)
{
	struct migrate_revisions work = { 0 };

	map_put(out->ids, r->id, NULL);
	for (size_t next = 0; r; r = next < work.len ? work.items[next++] : NULL) {
		for (size_t i = 0; i < r->parents.len; i++)
			want(a, out, &work, r->parents.items[i]);
		for (size_t i = 0; i < r->needs.len; i++)
			want(a, out, &work, r->needs.items[i]);
	}
}

char *graph_names(struct arena *a, const struct migrate_revisions *list)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < list->len && i < NAMES_SHOWN; i++) {
		const struct migrate_revision *r = list->items[i];

		buf_addf(&b, "%s\"%s\"", i ? ", " : "", r->id);
		if (r->message && *r->message)
			buf_addf(&b, " (%s)", r->message);
	}
	if (list->len > NAMES_SHOWN)
		buf_addf(&b, " and %zu more", list->len - NAMES_SHOWN);
	return buf_take(&b, a);
}
