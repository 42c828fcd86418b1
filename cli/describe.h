/*
 * cli/describe.h - revisions as text and JSON
 *
 * The shapes are Alembic's: `aaaa1, bbbb2 -> cccc3 (label) (head) (mergepoint), message`.
 */
#ifndef LIMBECK_CLI_DESCRIBE_H
#define LIMBECK_CLI_DESCRIBE_H

#include "cli/cli.h"
#include "migrate/graph.h"

/* What is told about a revision besides its id. */
struct describe {
	const struct migrate_graph *graph;
	bool parents, labels, message, points;   /* points: branchpoint, mergepoint */
	const struct migrate_revisions *current; /* marks these; NULL = none */
};

/* One line. */
void describe_line(struct buf *out, const struct migrate_revision *r, const struct describe *d);

/* A block of lines: Rev, Parent, ..., Path and the message. */
void describe_block(struct buf *out, const struct migrate_revision *r, const struct describe *d);

/* A JSON object, documented in limbeck-show(1). */
void describe_json(struct json *j, const struct migrate_revision *r, const struct describe *d);

/* All of them into the results: lines, blocks with -v, an array with --json. */
void describe_list(struct cli *cli, const struct migrate_revisions *list, const struct describe *d);

/* The same, always in full. */
void describe_list_full(struct cli *cli, const struct migrate_revisions *list,
                        const struct describe *d);

/* "key": [ids] */
void describe_json_ids(struct json *j, const char *key, const struct migrate_revisions *list);

/* "ae1027a6acf0, 1975ea83b712", or "base". */
const char *describe_ids(struct arena *a, const struct migrate_revisions *list);

/* The only one that `text` has led to; else ERR_STATE. */
bool describe_one(struct arena *a, const char *text, const struct migrate_revisions *found,
                  struct migrate_revision **out, struct error *err) MUST_CHECK;

/* Does another revision depend on it (depends_on)? */
bool describe_is_needed(const struct migrate_graph *g, const struct migrate_revision *r);

/* Is the revision among them? */
bool describe_has(const struct migrate_revisions *list, const struct migrate_revision *r);

#endif
