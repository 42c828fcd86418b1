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
 * What of `m`, a model, the database is to be asked for its own words: what the operations
 * concern, all that needs or mentions that, and what those need.
 */
struct orm_metadata *migrate_part_said(struct arena *a, const struct orm_metadata *m,
                                       const struct migrate_ops *ops);

/* Tables of a model whose foreign keys are a database's, and what these are there. */
struct migrate_settled {
	VEC(struct migrate_settled_table {
		struct orm_table *table;
		const struct orm_table *from;
		struct orm_constraints constraints; /* all that the model's has */
	});
};

/*
 * Takes the foreign keys out of the tables of `m`, a model, that have the same ones in
 * `from`, a database's, and of which `ops` change none: there are no other words for
 * them, and no table has to be made for another one to refer to.
 */
void migrate_settle(struct arena *a, struct orm_metadata *m, const struct orm_metadata *from,
                    const struct migrate_ops *ops, struct migrate_settled *out);

/* Gives the model its own back, and `spelled`, which was made of it, those of the database. */
void migrate_unsettle(struct arena *a, const struct migrate_settled *settled,
                      struct orm_metadata *spelled);

/*
 * `model`, of which `spelled` is a part in the database's own words: the rest, in which
 * `ops` see no difference to `from`, is as `from`, which is a database's, has it.
 */
struct orm_metadata *migrate_part_join(struct arena *a, const struct orm_metadata *from,
                                       const struct orm_metadata *model,
                                       const struct orm_metadata *spelled,
                                       const struct migrate_ops *ops);

#endif
