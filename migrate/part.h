/*
 * migrate/part.h - the part of a large schema that a change concerns
 *
 * What differs, what that needs, and what needs it.  Trying things out costs what is
 * tried, not what there is.
 */
#ifndef LIMBECK_MIGRATE_PART_H
#define LIMBECK_MIGRATE_PART_H

#include "migrate/op.h"

/* Is it so large that less than all of it is worth finding? */
bool migrate_is_large(const struct orm_metadata *m);

/*
 * What of `m` the operations concern, with what it needs, and what needs it; `m` is one
 * of the schemas between which they lead.  The objects are its own.
 */
struct orm_metadata *migrate_part(struct arena *a, const struct orm_metadata *m,
                                  const struct migrate_ops *ops);

/*
 * `model`, of which `spelled` is a part in the database's own words: the rest, in which
 * `ops` see no difference to `from`, is as `from`, which is a database's, has it.
 */
struct orm_metadata *migrate_part_join(struct arena *a, const struct orm_metadata *from,
                                       const struct orm_metadata *model,
                                       const struct orm_metadata *spelled,
                                       const struct migrate_ops *ops);

#endif
