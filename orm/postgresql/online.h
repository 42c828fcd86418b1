/*
 * orm/postgresql/online.h - changes in steps during which others go on writing
 *
 * Where struct ddl says online: what reads rows, or builds an index, does so under a
 * lock that lets others write, and the step that needs a stronger one is over at once.
 * What can't be had that way stays as it is.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_ONLINE_H
#define LIMBECK_ORM_POSTGRESQL_ONLINE_H

#include "orm/postgresql/alter.h"

/*
 * Adds a constraint: a check or foreign key that isn't valid yet and is validated
 * then, a key from an index that is there.  `replaced`: one that goes with the same
 * statement, as SQL; or NULL.  False = nothing was done.
 */
bool pg_add_online(struct pg_batch *b, const struct orm_constraint *k, const char *replaced);

/* Makes a column NOT NULL by a constraint that is validated; false = nothing was done. */
bool pg_set_not_null_online(struct pg_batch *b, const struct orm_column *c);

/* Can the index be built while others write? */
bool pg_index_online(struct ddl *d, const struct orm_index *x, const char *schema,
                     const char *table);

#endif
