/*
 * orm/ddl/rewrite.h - every text of a schema, to be looked through for something
 */
#ifndef LIMBECK_ORM_DDL_REWRITE_H
#define LIMBECK_ORM_DDL_REWRITE_H

#include "orm/schema/metadata.h"

/* Puts another text there, perhaps; false when it didn't. */
typedef bool orm_rewrite_fn(void *data, const char **text);

/*
 * Calls `f` for the type, default, expression or definition that each object has, and
 * for its options; what the database kept of an object that changed is forgotten.
 */
void orm_rewrite(struct orm_metadata *m, orm_rewrite_fn *f, void *data);

#endif
