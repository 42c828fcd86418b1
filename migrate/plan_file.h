/*
 * migrate/plan_file.h - a plan in a file, for the state that it was made for
 *
 * The file has the operations and statements for people to read, and what a plan is
 * made from: the state that it starts from and the schema that it leads to.  It is
 * documented in limbeck-diff(1).
 */
#ifndef LIMBECK_MIGRATE_PLAN_FILE_H
#define LIMBECK_MIGRATE_PLAN_FILE_H

#include "migrate/fingerprint.h"
#include "migrate/render.h"
#include "reflect/reflect.h"

/* What rows get that have no value in a column. */
struct migrate_plan_value {
	const char *schema, *table, *name, *sql;
};

struct migrate_plan_file {
	const struct orm_dialect *dialect;
	struct reflect_options scope; /* what of the database counts */
	bool no_privileges;           /* privileges don't */
	struct migrate_fingerprint start;
	struct orm_metadata *target;
	struct names statements; /* as they were shown */
	struct {
		VEC(struct migrate_plan_value);
	} backfills; /* read: those of its operations */
	bool edited; /* read: by somebody, since it was written */
};

/* The whole file; `file` without `statements`, which are those of `p`. */
bool migrate_plan_write(struct buf *out, const struct render_plan *p,
                        const struct migrate_plan_file *file, struct error *err) MUST_CHECK;

/*
 * Reads it.  `*is_plan` tells whether it is one: then ERR_INPUT says what is wrong
 * with it.  What isn't JSON is none.
 */
bool migrate_plan_read(struct arena *a, const char *path, const char *text, size_t len,
                       bool *is_plan, struct migrate_plan_file *out, struct error *err) MUST_CHECK;

/* Gives what is to be done the values that the plan was made with. */
void migrate_plan_backfill(const struct migrate_plan_file *file, struct migrate_ops *ops);

#endif
