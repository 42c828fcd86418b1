/*
 * migrate/compare_depends.h - the comparison where the database tells what needs what
 */
#ifndef LIMBECK_MIGRATE_COMPARE_DEPENDS_H
#define LIMBECK_MIGRATE_COMPARE_DEPENDS_H

#include "migrate/compare_table.h"

/* Appends what turns the definitions of k->old into those of k->to. */
void compare_by_depends(struct comparison *k);

/*
 * What depends on something that is dropped, or changed so that the database
 * refuses while anything hangs on it, is taken down before and brought back
 * after, though it doesn't change itself.
 */
void compare_take_down(struct comparison *k);

/* The change of an object of any kind; `schema` and `table` are its owner's. */
struct orm_change compare_change(enum orm_verb verb, struct orm_object *from, struct orm_object *to,
                                 const char *schema, const char *table);

/* The attributes in which they differ, but for what comes from a parent table. */
uint64_t compare_differ(struct comparison *k, const struct orm_object *from,
                        const struct orm_object *to);

/* Is it a parent table's, which its heirs have along with it? */
bool compare_is_inherited(const struct orm_object *o);

/* The heirs and partitions of the schema's tables: key of the parent -> struct orm_tables. */
struct map *compare_heirs_of(struct comparison *k, const struct orm_metadata *m);

/* The columns of that name of all that inherit from the table, be it by way of others. */
void compare_heirs_columns(struct comparison *k, const struct map *heirs, const char *schema,
                           const char *table, const char *name, struct orm_columns *out);

/* Has a parent of `t`, which is one of the new state, the column, and had it?  Both of them. */
bool compare_is_parents(struct comparison *k, const struct orm_table *t, const char *column,
                        struct orm_column **was, struct orm_column **is);

/* What a column has otherwise than its parent's, of which it comes: an operation of its own. */
void compare_heirs_own(struct comparison *k, const struct orm_table *t, struct orm_object *o);

/*
 * What a column has otherwise than its parent's, whose change gives it its own: that comes
 * back afterwards.  `down`: attributes that the parent's change reaches.
 */
void compare_heirs_rest(struct comparison *k, const struct orm_table *t, struct orm_object *o,
                        uint64_t down);

/*
 * A parent's column takes those of its heirs along: what stands on them is put in order as
 * what stands on the parent's.
 */
void compare_heirs(struct comparison *k);

/*
 * Says in the operations which column comes after which, where the database keeps
 * them in order; what isn't in its place gets an operation.
 */
void compare_column_order(struct comparison *k);

/* What is lost with the object, in words; NULL when nothing. */
const char *compare_losses(struct comparison *k, const struct orm_object *o);

/*
 * The object with what `other` has for the options that it leaves open; itself when
 * that is nothing.  `model`: it is of a model.  All else is shared.
 */
struct orm_object *compare_with_open(struct comparison *k, const struct orm_object *o,
                                     const struct orm_object *other, bool model);

/* An index that goes for another to be made in its place, the way that one is made. */
struct orm_object *compare_with_manner(struct comparison *k, struct orm_object *index,
                                       const struct orm_object *made);

/* Both with all the options of either named, "" where there is none. */
void compare_name_options(struct comparison *k, struct orm_object **from, struct orm_object **to);

#endif
