/*
 * orm/schema/needs.h - what an object can't exist without
 *
 * What the database itself says (object.depends) and what follows from how the
 * object is built: a foreign key's table, the columns of a key, a trigger's
 * table.
 */
#ifndef LIMBECK_ORM_NEEDS_H
#define LIMBECK_ORM_NEEDS_H

#include "orm/schema/metadata.h"

/* One need: the key (orm_object_key) of what is needed. */
struct orm_need {
	const char *key;
	const struct orm_constraint *fk; /* the foreign key that needs it, or NULL */
};

struct orm_need_list {
	VEC(struct orm_need);
};

/*
 * Needs of `o` and of all it holds (a table's columns, constraints, indexes).
 * Some keys may be of things that don't exist: a view stands under the names of
 * a table, too.
 */
void orm_needs(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
               struct orm_need_list *out);

/*
 * Needs of the columns that `o`, a check or an index, reads: their types, with which a
 * database may write its expression anew.  Nothing for other objects.
 */
void orm_column_needs(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                      struct orm_need_list *out);

/* Keys of the tables whose partition or heir `t` is. */
void orm_parents(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                 struct names *out);

/* Keys of `o` and of all it holds: what others may need of it. */
void orm_provides(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                  struct names *out);

/*
 * Identifiers in the texts of `o` and of all it holds (types, expressions,
 * definitions, bodies of functions): what it may need, where nobody says.
 */
void orm_mentioned(struct arena *a, const struct orm_dialect *d, const struct orm_object *o,
                   struct names *out);

#endif
