/*
 * orm/model/registry.h - the models of a program, checked and linked
 *
 * Made once, never changed, shared by sessions and threads.  It holds the
 * metadata that the models come to: what create_all makes, and what the command
 * line compares a database with.
 */
#ifndef LIMBECK_ORM_REGISTRY_H
#define LIMBECK_ORM_REGISTRY_H

#include "orm/model/model.h"

struct orm_registry;

/*
 * `models` ends with NULL; all models that a relation or foreign key leads to are
 * among them.  ERR_INPUT names the model and the column: no key, a column listed
 * and not described, one that may be NULL in a member that can't, a type that
 * makes no sense, a relation whose key leads elsewhere.
 * The registry lives in `a`.
 */
bool orm_registry_new(struct arena *a, const struct orm_model *const *models,
                      struct orm_registry **out, struct error *err) MUST_CHECK;

/* In generic terms; lives with the registry. */
const struct orm_metadata *orm_registry_metadata(const struct orm_registry *r);

/*
 * A model made at run time of any table, a reflected one as well: its objects are
 * arrays of struct orm_value, one for each column in the table's order.  `a` holds it.
 */
const struct orm_model *orm_model_of_table(struct arena *a, const struct orm_table *t);

#endif
