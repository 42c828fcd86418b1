/*
 * orm/schema/resolve.h - models in the terms of one database
 *
 * A model says Integer, identity, `index = true`, and leaves names out; what a
 * database would hold is only known once its dialect is.
 */
#ifndef LIMBECK_ORM_RESOLVE_H
#define LIMBECK_ORM_RESOLVE_H

#include "orm/schema/metadata.h"

/*
 * A copy of `m` in the terms of `d`: exact types, names by the naming
 * convention, options of other dialects left out and this one's prefixes taken
 * off, literal defaults kept as literals, what the database can't hold
 * (comments in SQLite) left out.  Metadata already in these terms is copied as
 * it is.  ERR_INPUT names the object, its file and line.
 */
bool orm_resolve(struct arena *a, const struct orm_metadata *m, const struct orm_dialect *d,
                 struct orm_metadata **out, struct error *err) MUST_CHECK;

/* The same for one object, as operations in scripts need it. */
bool orm_resolve_object(struct arena *a, struct orm_object *o, const struct orm_naming *naming,
                        const struct orm_dialect *d, struct error *err) MUST_CHECK;

#endif
