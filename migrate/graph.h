/*
 * migrate/graph.h - revisions and how they follow each other
 *
 * Pure: no files, no database.  A revision's parents are its down_revisions;
 * dependencies (depends_on) must run before it without being parents.  The
 * database remembers the set of applied revisions; heads are derived from it.
 */
#ifndef LIMBECK_MIGRATE_GRAPH_H
#define LIMBECK_MIGRATE_GRAPH_H

#include "base/error.h"
#include "base/map.h"
#include "base/vec.h"

struct migrate_format;

struct migrate_revision {
	const char *id;
	struct names down;       /* ids of the parents; none = a base */
	struct names labels;     /* branch labels */
	struct names depends_on; /* ids or labels */
	struct names replaces;   /* ids of those that it stands for: migrate/squash.h */
	const char *message;     /* one line */
	const char *doc;         /* further lines of the header, or NULL */
	const char *created;     /* as written, or NULL */
	const char *path;        /* NULL when it isn't from a file */
	const char *folder;      /* of a new one: where its file is to be; or NULL */
	const char *text;        /* the script's text (read on demand; see script.h) */
	size_t text_len;
	char checksum[65]; /* of the text; "" when not read */
	const struct migrate_format *format;
	const void *builtin; /* C programs: the revision's data */

	/* Set by migrate_graph_build. */
	struct {
		VEC(struct migrate_revision *);
	} parents, children, needs; /* needs: resolved depends_on */
	unsigned index;             /* position in the order of execution */
	struct names branch; /* labels that hold for it: its own, those of what it follows, and
	                      * those of what follows it before a branch or a merge; sorted */
};

struct migrate_revisions {
	VEC(struct migrate_revision *);
};

struct migrate_graph {
	struct arena *arena;
	struct migrate_revisions all;   /* parents and dependencies before children; stable */
	struct migrate_revisions given; /* those replaced among them; empty: none is */
	struct map *by_id;
	struct map *by_label;
};

/*
 * Links revisions; of those that another one replaces only that one is shown, and
 * then they are copies.  Errors (ERR_STATE, with both files where there are two): an
 * id used twice, a parent or dependency that doesn't exist, a cycle, a label
 * used twice, an id or label that is empty, longer than 255 bytes, has white
 * space or one of "@-+:,/", or is head, heads, base or current.
 */
bool migrate_graph_build(struct arena *a, const struct migrate_revisions *revisions,
                         struct migrate_graph *out, struct error *err) MUST_CHECK;

struct migrate_revision *migrate_graph_find(const struct migrate_graph *g, const char *id);

/* Revisions without children / without parents, in order of execution. */
void migrate_graph_heads(struct arena *a, const struct migrate_graph *g,
                         struct migrate_revisions *out);
void migrate_graph_bases(struct arena *a, const struct migrate_graph *g,
                         struct migrate_revisions *out);

/* Applied revisions: ids to anything. */
struct migrate_set {
	struct map *ids;
};

bool migrate_set_has(const struct migrate_set *s, const char *id);

/* Applied revisions that no applied revision follows: what `current` shows. */
void migrate_graph_current(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, struct migrate_revisions *out);

/*
 * Resolves one identifier: an id, a unique prefix of one, a label, head, heads,
 * base, current, REV+N, REV-N, +N, -N, LABEL@head, LABEL@+N (limbeck(1),
 * REVISIONS).  base gives none.  `applied` NULL: current and +N can't be used.
 * ERR_STATE says what was not found, or lists what an ambiguous prefix matches.
 *
 * REV+N follows links from a named revision.  +N and -N count revisions that
 * would run, or be undone, one by one from where the database is; a step that
 * could be either of two is refused with both.
 */
bool migrate_graph_resolve(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, const char *text,
                           struct migrate_revisions *out, struct error *err) MUST_CHECK;

/*
 * Resolves START:END; either may be left out, without a colon it is END.  Steps
 * alone count from the other end (a1b2:+1, -3:current); too many stop at the
 * end of the history.  ERR_STATE where START does not lead to END.
 */
bool migrate_graph_range(struct arena *a, const struct migrate_graph *g,
                         const struct migrate_set *applied, const char *text,
                         struct migrate_revisions *start, struct migrate_revisions *end,
                         struct error *err) MUST_CHECK;

/* Revisions to run, in order, so that `target` and what it needs are applied. */
bool migrate_graph_upgrade(struct arena *a, const struct migrate_graph *g,
                           const struct migrate_set *applied, const char *target,
                           struct migrate_revisions *out, struct error *err) MUST_CHECK;

/*
 * Revisions to undo, in order, so that `target` is (still) applied and none of
 * its descendants is; what depends on one that goes, goes with it.  "base" undoes
 * all, LABEL@base one branch, LABEL@REV no other branch that grows from REV, REV-N
 * none that does not pass through REV.
 * ERR_STATE when `target` is not applied.
 */
bool migrate_graph_downgrade(struct arena *a, const struct migrate_graph *g,
                             const struct migrate_set *applied, const char *target,
                             struct migrate_revisions *out, struct error *err) MUST_CHECK;

/*
 * What is applied when `targets` are said to be: they and what they need, nothing that
 * a downgrade to one of them would undo, and, unless they are to be alone, the rest of
 * what was applied.
 */
bool migrate_graph_stamp(struct arena *a, const struct migrate_graph *g,
                         const struct migrate_set *applied, const struct names *targets, bool alone,
                         struct migrate_set *out, struct error *err) MUST_CHECK;

/* Adds all revisions that `r` needs, itself included, to a set of ids, which has a map. */
void migrate_graph_ancestors(struct arena *a, const struct migrate_revision *r,
                             struct migrate_set *out);

#endif
