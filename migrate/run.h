/*
 * migrate/run.h - what the parts of the runner share
 *
 * A run is one call: it holds the lock, knows what is applied and keeps that up
 * to date while it goes on.
 */
#ifndef LIMBECK_MIGRATE_RUN_H
#define LIMBECK_MIGRATE_RUN_H

#include "migrate/context.h"
#include "migrate/runner.h"

struct run {
	struct arena *arena;
	struct migrate_runner *runner;
	enum migrate_direction direction;
	struct migrate_graph graph;     /* of the files; a downgrade adds what is stored */
	struct migrate_history history; /* as read with the lock held */
	struct migrate_set applied;     /* ids, up to date */
	struct migrate_set before;      /* the same as it was at the start */
	bool has_table;
	int64_t position; /* of the row that was written last */
	struct migrate_revisions plan;
	size_t index; /* of the plan's revision that runs */

	/* Of the revision that runs: see runner_journal.c. */
	bool journalled;                  /* the version table has a row for it */
	unsigned committed;               /* statements that stay whatever happens */
	const char *cut_off;              /* the one during which the run before ended, or NULL */
	const char *fingerprint;          /* of what that one names, before it */
	struct migrate_compiled compiled; /* of what is committed */
	bool moved;                       /* since somebody held a lock */

	/* What was broken before the present revision, once somebody had to ask. */
	struct orm_problems problems;
	bool problems_known, problems_deep;
};

/* Takes the lock, reads the state, does the work, gives the lock back. */
bool run_locked(struct run *run, bool (*work)(struct run *run, void *data, struct error *err),
                void *data, struct error *err) MUST_CHECK;

/* What `history` says is applied. */
struct migrate_set run_applied(struct arena *a, const struct migrate_history *history);

/* Was the script edited since it was applied? */
bool run_is_edited(const struct migrate_applied *row, const struct migrate_revision *r);

/*
 * Whether the database is fit to go on from, before anything runs: ERR_STATE for
 * an interrupted run, an edited script, a revision without a script, one that
 * is applied while what it follows is not.
 */
bool run_check_upgrade(struct run *run, struct error *err) MUST_CHECK;
bool run_check_downgrade(struct run *run, struct error *err) MUST_CHECK;

/* ERR_STATE unless the plan goes on with what an earlier run left half way. */
bool run_check_interrupted(const struct run *run, struct error *err) MUST_CHECK;

/* Adds applied revisions without a file to run->graph, as the database keeps them. */
bool run_add_stored(struct run *run, struct error *err) MUST_CHECK;

/* Is there a script for all that is to be undone? */
bool run_can_undo(const struct run *run, struct error *err) MUST_CHECK;

/* Runs the plan; `done` grows with each revision. */
bool run_plan(struct run *run, struct migrate_revisions *done, struct error *err) MUST_CHECK;

/* The state of a revision's row while it is on its way. */
const char *run_state(enum migrate_direction direction);

/* The same as text, for a cell of the version table. */
char *run_write_compiled(struct arena *a, const struct migrate_compiled *c);
/* What isn't such a text gives none. */
void run_read_compiled(struct arena *a, const char *text, struct migrate_compiled *out);

/* What the version table has of an earlier attempt at the revision. */
void run_find_journal(struct run *run, const struct migrate_revision *r);

/* The context's `outside`, with run as its data. */
bool run_outside(struct migrate_context *ctx, const struct orm_outside *how, const char *sql,
                 struct error *err) MUST_CHECK;

/* The context's `batches`, the same. */
bool run_batches(struct migrate_context *ctx, const struct migrate_batches *b, const char *sql,
                 struct error *err) MUST_CHECK;

/*
 * What both of them do.  First: commits, and notes that `sql` is about to start.  Last,
 * either: notes that it is done, and begins; or takes the note back if nothing has
 * happened.  `compares`: nothing of the statement has, whatever came before.
 */
bool run_announce(struct run *run, struct migrate_context *ctx, const char *sql,
                  const char *fingerprint, struct error *err) MUST_CHECK;
bool run_confirm(struct run *run, struct migrate_context *ctx, struct error *err) MUST_CHECK;
void run_call_off(struct run *run, struct migrate_context *ctx, bool compares);

/* Is `sql` what the run before was cut off at?  ERR_STATE, unless edits are allowed. */
bool run_is_same(const struct run *run, const char *sql, struct error *err) MUST_CHECK;

/* Says in the hint what stays; returns false. */
bool run_fail_half_way(const struct run *run, struct error *err);

struct run_wait {
	int64_t since;
	unsigned tries;
};

/* After a rollback: was it a lock, and is there time to try again?  Then it has paused. */
bool run_retry(const struct run *run, struct run_wait *wait, struct error *err) MUST_CHECK;

/* Reads what is applied over a second connection: is it what was written? */
bool run_verify(const struct run *run, struct error *err) MUST_CHECK;

/* Makes the version table before a transaction where it would end that. */
bool run_ensure_early(struct run *run, struct error *err) MUST_CHECK;

/* A context for one revision, and the script on it. */
struct migrate_context run_context(struct run *run, struct arena *a,
                                   const struct migrate_revision *r);
bool run_script(struct run *run, struct migrate_context *ctx, const struct migrate_revision *r,
                struct error *err) MUST_CHECK;

/* The row to remember a revision by; texts are the revision's own. */
struct migrate_applied run_row(const struct migrate_runner *runner,
                               const struct migrate_revision *r);

/* What the script made and did not drop again itself, in the context's arena. */
struct names run_objects(struct migrate_context *ctx);

/*
 * Runs one revision on the runner's connection, a scratch database's, in a transaction
 * of its own.  `*changes`: the script's own statements may have changed rows.
 */
bool run_revision_in_scratch(struct migrate_runner *runner, const struct migrate_revision *r,
                             enum migrate_direction direction, bool *changes,
                             struct error *err) MUST_CHECK;

/* Does the work on a scratch database in one transaction, rolled back when it fails. */
bool run_in_scratch(struct orm_conn *c, bool (*work)(void *data, struct error *err), void *data,
                    struct error *err) MUST_CHECK;

/*
 * For offline: fails on a database that isn't at run->applied, of which the plan is to
 * run; or, in the middle of it, on one that isn't where `r` is to run.
 */
void run_guard(struct run *run, const struct orm_dialect *d, struct buf *out);
void run_guard_one(struct run *run, const struct migrate_revision *r, struct arena *a,
                   struct buf *out);

void run_tell(const struct run *run, struct migrate_event e);

#endif
