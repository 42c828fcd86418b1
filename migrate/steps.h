/*
 * migrate/steps.h - changes with a backfill as what is done one after the other
 *
 * A column that is to be NOT NULL comes nullable, its rows get their value, and then
 * it is made NOT NULL.
 */
#ifndef LIMBECK_MIGRATE_STEPS_H
#define LIMBECK_MIGRATE_STEPS_H

#include "orm/ddl/change.h"

/* Either of them. */
struct migrate_step {
	struct orm_changes changes;     /* at once */
	const char *sql;                /* a statement: the UPDATE */
	const struct orm_change *fills; /* which gives rows their value for this one */
};

struct migrate_steps {
	VEC(struct migrate_step);
};

/*
 * The steps of the changes of one operation, in the database's terms; a single one
 * when no change has a backfill, or the dialect fills rows itself.  `now` is the
 * table as it is, or NULL where that isn't known.
 */
void migrate_steps(struct arena *a, const struct orm_dialect *d, const struct orm_changes *changes,
                   const struct orm_table *now, struct migrate_steps *out);

/* Would there be more than one step? */
bool migrate_has_steps(const struct orm_dialect *d, const struct orm_changes *changes);

#endif
