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
 * Mapping at run time, of any table, a reflected one as well; `a` holds the models.
 * Conditions name their columns by orm_model_field, or by the table's own.
 */

/* Objects are arrays of struct orm_value, one for each column in the table's order. */
const struct orm_model *orm_model_of_table(struct arena *a, const struct orm_table *t);

/* A member of a struct for a column: BIND(struct user, name). */
struct orm_binding {
	const char *column;
	enum orm_member kind;
	size_t size, offset;
	const char *const *names; /* an enum's texts, as in struct orm_field */
};
#define BIND(type, m) BIND_AS(type, m, #m)
#define BIND_AS(type, m, name)                                              \
	{                                                                   \
		.column = (name), .kind = ORM_MEMBER_OF(&((type *)0)->m),   \
		.size = sizeof(((type *)0)->m), .offset = offsetof(type, m) \
	}

/*
 * Objects are structs of `size`, whose members hold some of the columns, those of the
 * primary key among them.  ERR_INPUT names a column that the table lacks.
 */
bool orm_model_bind(struct arena *a, const struct orm_table *t, size_t size,
                    const struct orm_binding *bindings, size_t count, const struct orm_model **out,
                    struct error *err) MUST_CHECK;

/* The column of this name, or NULL. */
const struct orm_field *orm_model_field(const struct orm_model *m, const char *column);

#endif
