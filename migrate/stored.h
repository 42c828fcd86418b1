/*
 * migrate/stored.h - what a model says and the database puts in other words
 */
#ifndef LIMBECK_MIGRATE_STORED_H
#define LIMBECK_MIGRATE_STORED_H

#include "orm/schema/metadata.h"

/*
 * Adds a line for each column, condition, index and definition of the model that the
 * database has otherwise: `column "t.a": varchar(10) is stored as character
 * varying(10)`.  Both in terms of `d`.
 */
void migrate_stored(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *model,
                    const struct orm_metadata *stored, struct names *out);

#endif
