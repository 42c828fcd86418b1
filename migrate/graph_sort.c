/*
 * migrate/graph_sort.c - put revisions in order of execution
 *
 * A topological sort that always takes the revision created first among those
 * that can go next, so that the result does not depend on the order of files.
 */
#include "migrate/graph_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* While sorting, a revision's index is its rank by date and id. */
struct sorter {
	struct migrate_revision **ranked;
	size_t count;
	unsigned *waits; /* by rank: how many links lead to what isn't placed yet */
	size_t *first;   /* by rank: where its followers begin in `followers` */
	unsigned *followers;
	unsigned *heap; /* ranks that can go next, smallest first */
	size_t heap_len;
};

static int by_date_and_id(const void *x, const void *y)
{
	const struct migrate_revision *r = *(struct migrate_revision *const *)x;
	const struct migrate_revision *s = *(struct migrate_revision *const *)y;
	int order = strcmp(r->created ? r->created : "", s->created ? s->created : "");

	return order ? order : strcmp(r->id, s->id);
}

static void heap_put(struct sorter *s, unsigned rank)
{
	size_t i = s->heap_len++;

	for (; i > 0 && s->heap[(i - 1) / 2] > rank; i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = rank;
}

static unsigned heap_take(struct sorter *s)
{
	unsigned top = s->heap[0], last = s->heap[--s->heap_len];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < s->heap_len) {
		if (child + 1 < s->heap_len && s->heap[child + 1] < s->heap[child])
			child++;
		if (last <= s->heap[child])
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return top;
}

/* The i-th revision that `r` waits for, parents first; NULL after the last. */
static struct migrate_revision *waits_for(const struct migrate_revision *r, size_t i)
{
	if (i < r->parents.len)
		return r->parents.items[i];
	i -= r->parents.len;
	return i < r->needs.len ? r->needs.items[i] : NULL;
}

/* Turns "waits for" round: lists of followers, one after the other in one array. */
static void list_followers(struct arena *a, struct sorter *s)
{
	size_t *next = arena_alloc(a, (s->count + 1) * sizeof *next);
	struct migrate_revision *p;

	s->first = arena_alloc(a, (s->count + 1) * sizeof *s->first);
	s->waits = arena_alloc(a, (s->count + 1) * sizeof *s->waits);
	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; (p = waits_for(s->ranked[i], j)); j++) {
			s->first[p->index + 1]++;
			s->waits[i]++;
		}
	for (size_t i = 0; i < s->count; i++)
		next[i + 1] = s->first[i + 1] += s->first[i];
	s->followers = arena_alloc(a, (s->first[s->count] + 1) * sizeof *s->followers);
	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; (p = waits_for(s->ranked[i], j)); j++)
			s->followers[next[p->index]++] = (unsigned)i;
}

/* `waits` is 0 for what was placed; from anywhere else each step back stays in or before a cycle.
 */
static bool name_cycle(struct arena *a, const struct sorter *s, struct error *err)
{
	bool *seen = arena_alloc(a, s->count);
	struct migrate_revision *r = NULL, *p;
	struct buf ids = { 0 }, paths = { 0 };

	for (size_t i = 0; !r; i++)
		if (s->waits[i])
			r = s->ranked[i];
	while (!seen[r->index]) {
		seen[r->index] = true;
		for (size_t j = 0; (p = waits_for(r, j)) && !s->waits[p->index]; j++)
			;
		r = p;
	}
	struct migrate_revision *first = r;
	do {
		buf_addf(&ids, "\"%s\" after ", r->id);
		buf_addf(&paths, "%s%s", paths.len ? ", " : "", r->path ? r->path : "built in");
		for (size_t j = 0; (p = waits_for(r, j)) && !s->waits[p->index]; j++)
			;
		r = p;
	} while (r != first);
	(void)fail(err, ERR_STATE, "revisions follow each other in a circle: %s\"%s\"",
	           buf_str(&ids), first->id);
	(void)fail_hint(err, "Correct down_revision or depends_on in one of: %s", buf_str(&paths));
	buf_release(&ids);
	buf_release(&paths);
	return first->path ? fail_at(err, first->path, 0) : false;
}

bool graph_sort(struct arena *a, struct migrate_graph *g, struct error *err)
{
	struct sorter s = { .count = g->all.len };
	size_t placed = 0;

	s.ranked = arena_alloc(a, (s.count + 1) * sizeof *s.ranked);
	s.heap = arena_alloc(a, (s.count + 1) * sizeof *s.heap);
	for (size_t i = 0; i < s.count; i++)
		s.ranked[i] = g->all.items[i];
	qsort(s.ranked, s.count, sizeof *s.ranked, by_date_and_id);
	for (size_t i = 0; i < s.count; i++)
		s.ranked[i]->index = (unsigned)i;
	list_followers(a, &s);
	for (size_t i = 0; i < s.count; i++)
		if (!s.waits[i])
			heap_put(&s, (unsigned)i);
	while (s.heap_len) {
		unsigned rank = heap_take(&s);

		g->all.items[placed++] = s.ranked[rank];
		for (size_t i = s.first[rank]; i < s.first[rank + 1]; i++)
			if (!--s.waits[s.followers[i]])
				heap_put(&s, s.followers[i]);
	}
	if (placed < s.count)
		return name_cycle(a, &s, err);
	for (size_t i = 0; i < s.count; i++)
		g->all.items[i]->index = (unsigned)i;
	return true;
}
