/*
 * migrate/runner.h - run scripts against a database
 *
 * The lock is taken before any state is read and held to the end.  A revision
 * and its row commit together; after the last commit the state is read again
 * over a second connection.
 */
#ifndef LIMBECK_MIGRATE_RUNNER_H
#define LIMBECK_MIGRATE_RUNNER_H

#include "migrate/script.h"
#include "migrate/version.h"

enum migrate_event_kind {
	MIGRATE_WAITING,  /* for the lock: `holder` says for whom; once, then every 10 s */
	MIGRATE_STARTING, /* `revision`, `direction`, `index` (from 0) of `total` */
	MIGRATE_RUNNING,  /* a statement: `sql` */
	MIGRATE_FINISHED, /* `revision`: `duration_ms`, `statements` */
	MIGRATE_WARNING,  /* `text` */
	MIGRATE_PROGRESS, /* `rows` of the table `text` are done, others aren't yet */
};

struct migrate_event {
	enum migrate_event_kind kind;
	const struct migrate_revision *revision;
	enum migrate_direction direction;
	size_t index, total;
	int64_t duration_ms;
	unsigned statements;
	int64_t rows;
	const char *sql, *text;
	const struct orm_lock_holder *holder;
};

struct migrate_runner {
	struct orm_conn *conn;
	const struct migrate_graph *graph;
	const struct migrate_formats *formats; /* to undo revisions whose file is gone */
	const struct orm_naming *naming;
	const char *limbeck_version;
	int wait_ms; /* for the lock; 0 = don't wait, -1 = for ever */
	bool allow_data_loss;
	bool online;       /* others go on writing during a change, or it is refused */
	bool allow_edited; /* go on although an applied script was edited since */
	bool dry_run;      /* roll each revision back: nothing stays */
	bool single;       /* all revisions in one transaction, or none */
	/*
	 * Called in the revision's own transaction, before its script and once it is
	 * recorded; NULL = nobody.  Not for what runs on a scratch database.
	 */
	bool (*before)(void *hooks, struct migrate_context *ctx, const struct migrate_revision *r,
	               enum migrate_direction direction, struct error *err);
	bool (*after)(void *hooks, struct migrate_context *ctx, const struct migrate_revision *r,
	              enum migrate_direction direction, struct error *err);
	void *hooks;
	/*
	 * migrate_stamp asks what these revisions, all that are to be applied in order,
	 * make: id to struct names.  NULL, and what it doesn't know: nothing.
	 */
	bool (*made)(void *made_data, const struct migrate_revisions *list, struct map *out,
	             struct error *err);
	void *made_data;
	void (*event)(void *data, const struct migrate_event *e); /* may be NULL */
	void *data;
	volatile int *cancelled; /* set by a signal handler; checked between statements; or NULL */
};

struct migrate_report {
	struct migrate_revisions done;    /* in order */
	struct migrate_revisions current; /* where the database is now */
};

/*
 * upgrade, downgrade: to `target` as in migrate_graph_resolve.  Nothing to do
 * is success with an empty report.  ERR_STATE: unknown revision in the database
 * (named, with who applied it and when), a fork, an edited script (names them).
 * ERR_LOCKED: the lock was not had in time, message names the holder.
 * An error leaves the database at the last whole revision; `report` says which
 * were done.
 */
bool migrate_upgrade(struct arena *a, struct migrate_runner *r, const char *target,
                     struct migrate_report *report, struct error *err) MUST_CHECK;
bool migrate_downgrade(struct arena *a, struct migrate_runner *r, const char *target,
                       struct migrate_report *report, struct error *err) MUST_CHECK;

/*
 * Is the database where it is to be, with nothing that either of them would complain
 * about?  Told by one query, without the lock; what can't be told is no.  The report
 * is then what theirs would be.
 */
bool migrate_nothing_to_do(struct arena *a, struct migrate_runner *r,
                           enum migrate_direction direction, const char *target,
                           struct migrate_report *report) MUST_CHECK;

/*
 * Sets the applied set to what migrate_graph_stamp says, running nothing; unknown
 * revisions go, files edited since are accepted as they are.  `purge`: to `targets`
 * and what they need alone, all rows written anew.  report->done are the revisions
 * that were added.
 */
bool migrate_stamp(struct arena *a, struct migrate_runner *r, const struct names *targets,
                   bool purge, struct migrate_report *report, struct error *err) MUST_CHECK;

/*
 * The SQL that records the same in a database at `start`, "" being base, and refuses to
 * run on any other; NULL: wherever the database is, all that is recorded is replaced.
 */
bool migrate_stamp_offline(struct arena *a, struct migrate_runner *r, const struct orm_dialect *d,
                           const char *start, const struct names *targets, struct buf *out,
                           struct error *err) MUST_CHECK;

/*
 * The SQL of upgrade or downgrade from `start` to `end` (ranges as in Alembic;
 * `start` NULL = base), version rows included, run against a scratch database of
 * the kind: `scratch` is an empty one.
 */
bool migrate_offline(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                     enum migrate_direction direction, const char *start, const char *end,
                     struct buf *out, struct error *err) MUST_CHECK;

/*
 * Runs the scripts that lead to `target` on `scratch` (empty), silently: its
 * schema is then that of the history.  NULL = heads.
 */
bool migrate_replay(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                    const char *target, struct error *err) MUST_CHECK;

/* The same, to one revision after the other, each with all that it needs. */
bool migrate_replay_to(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                       const struct migrate_revisions *targets, struct error *err) MUST_CHECK;

/* The same, these revisions in this order and no others. */
bool migrate_replay_list(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *list, struct error *err) MUST_CHECK;

/* The same; `out` says what each of them makes: id to struct names. */
bool migrate_replay_made(struct arena *a, struct migrate_runner *r, struct orm_conn *scratch,
                         const struct migrate_revisions *list, struct map *out,
                         struct error *err) MUST_CHECK;

struct migrate_trial {
	bool begun;      /* false: there is no way to the target, which the run itself tells */
	bool lacks_rows; /* what failed may do well where there are rows */
};

/*
 * Runs the scripts that lead a database with that history to `target` on `scratch`, a
 * copy of its schema without its rows.
 */
bool migrate_try(struct arena *a, const struct migrate_runner *r, struct orm_conn *scratch,
                 enum migrate_direction direction, const char *target,
                 const struct migrate_history *history, struct migrate_trial *out,
                 struct error *err) MUST_CHECK;

/* How history, database and files fit together. */
struct migrate_status {
	struct migrate_history history;
	struct migrate_revisions current; /* heads of what is applied and known */
	struct migrate_revisions pending; /* up to all heads, in order */
	struct names unknown;             /* applied, no file */
	struct names edited;              /* applied, file changed since */
	struct names interrupted;         /* state "running" */
};

/*
 * The history, and `g` as it is for this database: some of its scripts may replace
 * others, see migrate/squash.h.
 */
bool migrate_read_history(struct arena *a, struct orm_conn *c, struct migrate_graph *g,
                          struct migrate_history *out, struct error *err) MUST_CHECK;

bool migrate_read_status(struct arena *a, struct orm_conn *c, const struct migrate_graph *g,
                         struct migrate_status *out, struct error *err) MUST_CHECK;

#endif
