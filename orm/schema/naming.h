/*
 * orm/schema/naming.h - names by convention
 *
 * SQLAlchemy's templates: %(table_name)s, %(column_0_name)s, %(column_0N_name)s,
 * %(column_0_N_name)s (and the same with _key and _label), %(referred_table_name)s,
 * %(referred_column_0_name)s, %(constraint_name)s.
 */
#ifndef LIMBECK_ORM_NAMING_H
#define LIMBECK_ORM_NAMING_H

#include "orm/schema/metadata.h"

/*
 * The name that the convention gives to a constraint or index of `t`, cut to
 * the dialect's limit with a stable hash at the end; NULL when the convention
 * (`n`, may be NULL) has no template for the kind, or the template needs a name
 * that it lacks.  Indexes always have one: ix_%(column_0_label)s.
 */
char *orm_name_by_convention(struct arena *a, const struct orm_naming *n,
                             const struct orm_dialect *d, const struct orm_table *t,
                             const struct orm_object *o);

/* The name, cut in that way if it is too long for the dialect. */
char *orm_name_within(struct arena *a, const struct orm_dialect *d, char *name);

/* The name as the server has it, which may have cut it; NULL stays NULL. */
const char *orm_name_kept(struct arena *a, const struct orm_dialect *d, const char *name);

#endif
