/*
 * tests/migrate/graphs.h - graphs of revisions, written as text
 */
#ifndef LIMBECK_TESTS_GRAPHS_H
#define LIMBECK_TESTS_GRAPHS_H

#include "migrate/graph.h"

/* down, needs and label are lists: "a,b"; all but the id may be NULL. */
struct graph_row {
	const char *id, *down, *needs, *label, *created;
};

struct names graph_names_of(struct arena *a, const char *list);

struct migrate_revision *graph_revision(struct arena *a, const struct graph_row *row);

bool graph_build(struct arena *a, const struct graph_row *rows, size_t count,
                 struct migrate_graph *g, struct error *err) MUST_CHECK;

/*
 * A graph as "a b=label:a c:a,b+d": words, each an id with its label, its parents
 * and what it depends on.
 */
bool graph_parse(struct arena *a, const char *text, struct migrate_graph *g,
                 struct error *err) MUST_CHECK;

/* "a b c" */
char *graph_ids(struct arena *a, const struct migrate_revisions *list);

/* The ids of a list "a,b"; NULL or "" for none. */
struct migrate_set graph_set(struct arena *a, const char *list);

/* The same, with all that they stand on. */
struct migrate_set graph_applied(struct arena *a, const struct migrate_graph *g, const char *list);

#endif
