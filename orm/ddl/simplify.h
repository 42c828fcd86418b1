/*
 * orm/ddl/simplify.h - a schema in the words that its database has for it
 */
#ifndef LIMBECK_ORM_DDL_SIMPLIFY_H
#define LIMBECK_ORM_DDL_SIMPLIFY_H

#include "orm/schema/metadata.h"

/*
 * The same schema for who writes it down: with the dialect's shorthands
 * (orm/dialect.h, simplify).  `m` itself where there are none; else what differs
 * is copied, in the arena, and the rest borrowed from `m`.
 */
const struct orm_metadata *orm_simplified(struct arena *a, const struct orm_metadata *m);

#endif
