/*
 * migrate/scratch.h - databases in which things are tried
 */
#ifndef LIMBECK_MIGRATE_SCRATCH_H
#define LIMBECK_MIGRATE_SCRATCH_H

#include "orm/engine/conn.h"
#include "orm/schema/metadata.h"

/*
 * Opens an empty scratch database for the dialect: in memory where it can be,
 * else beside that of `server` (may be NULL: then ERR_UNSUPPORTED asks for
 * one).  orm_close drops it.
 */
bool migrate_scratch_open(const struct orm_dialect *d, const struct orm_url *server,
                          struct orm_conn **out, struct error *err) MUST_CHECK;

/*
 * The same for what models say, not for SQL that somebody wrote: who may not make
 * databases on the server gets one within that of `server`.
 */
bool migrate_scratch_for_models(const struct orm_dialect *d, const struct orm_url *server,
                                struct orm_conn **out, struct error *err) MUST_CHECK;

/* Can it be made there, so that a difference would mean something? */
bool migrate_scratch_holds(const struct orm_conn *scratch, const struct orm_definition *d);

/*
 * Where the URL names a tenant's schema: what lies beside that one in its database, as
 * far as it can be made, without rows; and the schema, which is what names without one
 * mean from now on.  Else nothing.  Not for a scratch that is inside of a database.
 */
bool migrate_scratch_beside(struct orm_conn *scratch, const struct orm_url *tenant,
                            struct error *err) MUST_CHECK;

/* Runs an SQL script (a schema) there; errors name `path` and the line. */
bool migrate_scratch_load(struct orm_conn *scratch, const char *path, const char *text, size_t len,
                          struct error *err) MUST_CHECK;

/*
 * Makes the schema `m` there, in whatever order works: models don't say what
 * needs what.  Errors name the file and line of the object.
 */
bool migrate_scratch_make(struct orm_conn *scratch, const struct orm_metadata *m,
                          struct error *err) MUST_CHECK;

/* The same as far as it can be made: what fails is left out, with what needs it. */
bool migrate_scratch_furnish(struct orm_conn *scratch, const struct orm_metadata *m,
                             struct error *err) MUST_CHECK;

/*
 * `m`, a model in the dialect's terms, as the database itself puts it: made there
 * and reflected.  Where its objects were declared and what they were called
 * before is kept.
 */
bool migrate_scratch_spell(struct arena *a, struct orm_conn *scratch, const struct orm_metadata *m,
                           struct orm_metadata **out, struct error *err) MUST_CHECK;

#endif
