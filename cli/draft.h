/*
 * cli/draft.h - the content of a new script: compared, proven, written
 */
#ifndef LIMBECK_CLI_DRAFT_H
#define LIMBECK_CLI_DRAFT_H

#include "cli/cli.h"
#include "cli/plan.h"

struct revision_args {
	const char *message, *format, *head, *rev_id, *with_rows, *version_path;
	struct names labels, depends_on, backfill;
	bool autogenerate, sql, splice, empty, no_verify, drop_unmanaged;
};

struct draft {
	const struct revision_args *args;
	const char *format;      /* "lua" or "sql" */
	struct plan plan;        /* with --autogenerate */
	struct migrate_ops down; /* what undoes the plan */
	bool can_undo;
	char undo_problem[256]; /* why not */
	bool proven, written;
	const char *note; /* a line for the header of a script without a plan; or NULL */
};

/*
 * Fills a new revision that follows `parents`: id, message (`usual` if none is
 * given), labels, what it depends on.  ERR_STATE when a parent is no head and
 * args->splice isn't set, or the history has no place for it; ERR_USAGE when nothing says
 * in which of several folders it is to be.
 */
bool draft_revision(struct cli *cli, const struct migrate_graph *g,
                    const struct revision_args *args, const struct migrate_revisions *parents,
                    const char *usual, struct migrate_revision *r, struct error *err) MUST_CHECK;

/*
 * Comparing and proving take their time: ERR_STATE if somebody has written a script
 * meanwhile that isn't in `g` and has the place of `r`.  With `splice` branches are meant.
 */
bool draft_still_fits(struct cli *cli, const struct migrate_graph *g, bool splice,
                      const struct migrate_revision *r, struct error *err) MUST_CHECK;

/*
 * Compares database and models, and proves the result on a scratch copy.
 * ERR_STATE when scripts are not applied yet.
 */
bool draft_compare(struct cli *cli, const struct migrate_graph *graph, struct draft *d,
                   struct error *err) MUST_CHECK;

/*
 * Shows the plan, finds out how to undo it, and proves both on a scratch copy,
 * unless args->no_verify.
 */
bool draft_prove(struct cli *cli, struct draft *d, struct error *err) MUST_CHECK;

/* Writes the script; sets r->path. */
bool draft_write(struct cli *cli, struct migrate_revision *r, struct draft *d,
                 struct error *err) MUST_CHECK;

/* The path of what was written, or the same as JSON, into the results. */
void draft_report(struct cli *cli, const struct migrate_revision *r, const struct draft *d);

#endif
