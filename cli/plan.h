/*
 * cli/plan.h - what revision, check, status and apply have in common
 *
 * Loading the history, comparing a database with the models, and what may be
 * dropped: only what the models or the history made.
 */
#ifndef LIMBECK_CLI_PLAN_H
#define LIMBECK_CLI_PLAN_H

#include "cli/source.h"
#include "migrate/compare.h"
#include "migrate/render.h"
#include "migrate/rows.h"
#include "migrate/runner.h"

/*
 * Reads the scripts of `dir`, or of the project when NULL.  A project's folder
 * that isn't there is an empty history.
 */
bool plan_graph(struct cli *cli, const char *dir, struct migrate_graph *out,
                struct error *err) MUST_CHECK;

/*
 * Is there a folder of scripts to run?  ERR_USAGE where there is none, but for a
 * limbeck.lua whose folder nobody has written to yet.
 */
bool plan_folder(struct cli *cli, struct error *err) MUST_CHECK;

/*
 * Would the graph take these revisions, too?  They are linked by that.  ERR_STATE: see
 * migrate_graph_build.
 */
bool plan_graph_takes(struct cli *cli, const struct migrate_graph *g,
                      const struct migrate_revisions *fresh, struct error *err) MUST_CHECK;

/* A runner with the project's settings; `conn` is watched for signals. */
bool plan_runner(struct cli *cli, struct orm_conn *conn, const struct migrate_graph *graph,
                 struct migrate_runner *out, struct error *err) MUST_CHECK;

/* How the database stands to the scripts, read and let go. */
bool plan_status(struct cli *cli, const struct migrate_graph *graph, struct migrate_status *out,
                 struct error *err) MUST_CHECK;

/* The applied set of the database; `graph` becomes what it is for that one. */
bool plan_applied(struct cli *cli, struct migrate_graph *graph, struct migrate_set *out,
                  struct error *err) MUST_CHECK;

/* Milliseconds to wait for the lock, from the value of --wait ("" of it: NULL). */
bool plan_wait(const char *seconds, int *out_ms, struct error *err) MUST_CHECK;

/* The same; where it is given, databases that are only starting are waited for as long. */
bool plan_wait_both(struct cli *cli, const char *seconds, int *out_ms,
                    struct error *err) MUST_CHECK;

/* Which objects may be dropped; `data` of compare_options. */
struct plan_owned {
	struct arena *arena;
	struct map *made; /* "table orders", by scripts */
	bool everything;  /* --drop-unmanaged */
	struct {
		VEC(const struct orm_object *);
	} refused; /* what was asked for and isn't ours */
};

/* Fills `out` from the version table's rows. */
void plan_owned_init(struct arena *a, const struct migrate_history *history, bool everything,
                     struct plan_owned *out);
bool plan_may_drop(void *data, const struct orm_object *o);

/* A comparison and all it was made from. */
struct plan {
	const struct orm_dialect *dialect;
	struct source_terms terms;
	struct orm_metadata *from; /* the database */
	struct orm_metadata *to;   /* the models */
	struct plan_owned owned;
	struct compare_result result;
	bool online; /* it is to go by steps during which others write */
	bool told;   /* by plan_weigh: what it comes to */
	struct migrate_statements statements;
	struct migrate_sizes sizes;
	const char *proof;             /* once it is proved: a line that says so */
	struct migrate_rows rows;      /* what the proof is made with; `wanted` 0: none */
	struct orm_left_outs left_out; /* what the target says and the plan can't */
};

/*
 * Compares the database with `source` (NULL: the project's models).  `history`
 * tells what may be dropped.
 */
bool plan_compare(struct cli *cli, struct orm_conn *conn, const char *source,
                  const struct migrate_history *history, bool drop_unmanaged, struct plan *out,
                  struct error *err) MUST_CHECK;

/*
 * The same with the project's models, and with the database as it was read in
 * source_beside's scope: `from` becomes the plan's.
 */
bool plan_compare_read(struct cli *cli, struct orm_conn *conn,
                       const struct migrate_history *history, struct orm_metadata *from,
                       struct plan *out, struct error *err) MUST_CHECK;

/*
 * Asks on a terminal what was renamed, and compares again where something was.
 */
bool plan_ask_renames(struct cli *cli, struct orm_conn *conn, const struct migrate_history *history,
                      bool drop_unmanaged, struct plan *p, struct error *err) MUST_CHECK;

/* The same once something was done: the database as it is now, with what was aimed at. */
bool plan_compare_again(struct cli *cli, struct orm_conn *conn,
                        const struct migrate_history *history, bool drop_unmanaged,
                        const struct plan *before, struct plan *out, struct error *err) MUST_CHECK;

/*
 * Finds out what the plan's statements are and cost; `conn` (may be NULL) says how
 * large their tables are.  plan_prove then corrects what only a server knows.
 */
bool plan_weigh(struct cli *cli, struct orm_conn *conn, struct plan *p,
                struct error *err) MUST_CHECK;

/* The plan with all that is known of it. */
struct render_plan plan_rendered(const struct cli *cli, const struct plan *p);

/* Its statements on standard error, unless -q. */
void plan_show_statements(const struct cli *cli, const struct plan *p);

/*
 * Runs the plan up and down on a scratch copy; `down` may be NULL.  ERR_REFUSED
 * when a difference is left.
 */
bool plan_prove(struct cli *cli, struct plan *p, const struct migrate_ops *down,
                struct error *err) MUST_CHECK;

/* Rows from the value of --with-rows; NULL: none. */
bool plan_rows(const char *text, int64_t *out, struct error *err) MUST_CHECK;

/* ", 3 tables, 300 of 300 rows kept", and which couldn't be filled; "" without rows. */
const char *plan_rows_text(struct arena *a, const struct migrate_rows *rows);

/* ERR_STATE unless all scripts are applied and none is unknown. */
bool plan_need_heads(const struct migrate_status *status, struct error *err) MUST_CHECK;

/*
 * Makes what the plan leads to the state aimed at: with what is there and isn't ours
 * to drop.  plan_prove does it, too.
 */
void plan_keep_unmanaged(const struct cli *cli, struct plan *p);

/*
 * Once `done` was carried out: may what is `left` be other words for what it did, which
 * no scratch database was there to tell?
 */
bool plan_left_is_spelling(const struct cli *cli, const struct plan *done, const struct plan *left);

/* Names on standard error what was left alone because it isn't ours. */
void plan_say_unmanaged(const struct cli *cli, const struct compare_result *r);

/* The first operation that would lose data says what, else NULL. */
const char *plan_loses(const struct compare_result *r);

#endif
