/*
 * migrate/graph_private.h - what the parts of the graph share
 *
 * Sets of revisions are flags, one per revision, at its index.  Since
 * graph->all is in order of execution, following links is one pass over it.
 */
#ifndef LIMBECK_MIGRATE_GRAPH_PRIVATE_H
#define LIMBECK_MIGRATE_GRAPH_PRIVATE_H

#include "migrate/graph.h"

/* Which links to follow: parents only, or depends_on as well. */
enum graph_links { GRAPH_PARENTS, GRAPH_ALL_LINKS };

bool *graph_marks(struct arena *a, const struct migrate_graph *g);
bool *graph_marks_of(struct arena *a, const struct migrate_graph *g,
                     const struct migrate_revisions *list);
bool *graph_marks_applied(struct arena *a, const struct migrate_graph *g,
                          const struct migrate_set *applied);

/* Adds everything that the marked revisions need. */
void graph_mark_ancestors(const struct migrate_graph *g, bool *marks, enum graph_links links);

/* Adds everything that follows the marked revisions. */
void graph_mark_followers(const struct migrate_graph *g, bool *marks, enum graph_links links);

/* The revisions that a marked one follows directly. */
bool *graph_followed(struct arena *a, const struct migrate_graph *g, const bool *marks,
                     enum graph_links links);

/* The list and what it needs, as a set of ids. */
struct migrate_set graph_closure(struct arena *a, const struct migrate_graph *g,
                                 const struct migrate_revisions *list);

/* For messages: "a1" (add orders), "b2" (add items) and 3 more. */
char *graph_names(struct arena *a, const struct migrate_revisions *list);

/* Orders g->all and sets each index; ERR_STATE names a cycle. */
bool graph_sort(struct arena *a, struct migrate_graph *g, struct error *err) MUST_CHECK;

/* What an identifier points at. */
struct graph_point {
	struct migrate_revisions at;  /* none: before the first revision */
	struct migrate_revisions off; /* left by steps down, or next in the branch that is
	                               * named: with what follows them, all that a
	                               * downgrade to here has to undo; none: what
	                               * follows `at` */
	bool here;                    /* where the database is: nothing to run or undo */
	bool base;                    /* the start of everything, no branch named */
	int way;                      /* relative to the current revision: 1 up, -1 down */
};

/* `clamp`: a step too many stops at the end instead of failing. */
bool graph_point(struct arena *a, const struct migrate_graph *g, const struct migrate_set *applied,
                 const char *text, bool clamp, struct graph_point *out,
                 struct error *err) MUST_CHECK;

/* An identifier that is being resolved. */
struct graph_lookup {
	struct arena *arena;
	const struct migrate_graph *graph;
	const struct migrate_set *applied;
	const char *text;                /* as it was given */
	struct migrate_revision *branch; /* what stands before '@', or NULL */
	bool *lineage;                   /* all before and after `branch`; NULL = everything */
	bool clamp;
	struct error *err;
};

/* Steps along the graph: `from` NULL is the place before the first revision. */
bool graph_step_up(struct graph_lookup *l, struct migrate_revision *from, long steps,
                   struct graph_point *out) MUST_CHECK;
bool graph_step_down(struct graph_lookup *l, struct migrate_revision *from, long steps,
                     struct graph_point *out) MUST_CHECK;

/* The marked revisions of the lineage that no other such follows. */
void graph_frontier(struct graph_lookup *l, const bool *marks, struct migrate_revisions *out);

/* Steps that the database would take from where it is, one revision each. */
bool graph_run_up(struct graph_lookup *l, long steps, struct graph_point *out) MUST_CHECK;
bool graph_run_down(struct graph_lookup *l, long steps, struct graph_point *out) MUST_CHECK;

#endif
