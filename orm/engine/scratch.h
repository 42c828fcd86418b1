/*
 * orm/engine/scratch.h - an empty database that goes with its connection
 */
#ifndef LIMBECK_ORM_SCRATCH_H
#define LIMBECK_ORM_SCRATCH_H

#include "orm/engine/conn.h"

/*
 * Makes an empty database on the server of `server` and connects to it.
 * orm_close drops it; what a killed process leaves is dropped by the next call.
 * ERR_UNSUPPORTED says which right is missing.
 */
bool orm_scratch_open(const struct orm_url *server, struct orm_conn **out,
                      struct error *err) MUST_CHECK;

/*
 * The same within that database itself, where it has such a thing: nothing is ever
 * committed.  Not for SQL that somebody wrote, which may do anything; statements of
 * ours are understood.
 */
bool orm_scratch_inside(const struct orm_url *server, struct orm_conn **out,
                        struct error *err) MUST_CHECK;

/*
 * The schemas of the database that a tenant's `schema` has beside it: the default one,
 * and those whose objects it needs.  None where schemas are databases.
 */
bool orm_scratch_neighbours(struct orm_conn *c, struct arena *a, const char *schema,
                            struct names *out, struct error *err) MUST_CHECK;

/* Makes the schema in a scratch database, and names without one mean it from now on. */
bool orm_scratch_enter(struct orm_conn *scratch, const char *schema, struct error *err) MUST_CHECK;

/* Was it made so?  Then the default schema's own privileges aren't there. */
bool orm_scratch_is_inside(const struct orm_conn *c);

/*
 * For drivers, which make such a database.  Asks all that there is to know in one row:
 * `count` texts, kept in `a`.
 */
bool orm_scratch_ask(struct orm_conn *c, struct arena *a, const char *sql, const char **facts,
                     int count, struct error *err) MUST_CHECK;

/*
 * Gives `drop_it` the databases that `sql` finds, which killed processes have left.
 * Someone else may be at it as well: what can't be dropped now can wait.
 */
bool orm_scratch_sweep(struct orm_conn *c, const char *sql,
                       bool (*drop_it)(struct orm_conn *c, const char *name, struct error *err),
                       struct error *err) MUST_CHECK;

#endif
