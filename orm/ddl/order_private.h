/*
 * orm/ddl/order_private.h - what the parts of the ordering of changes share
 */
#ifndef LIMBECK_ORM_DDL_ORDER_PRIVATE_H
#define LIMBECK_ORM_DDL_ORDER_PRIVATE_H

#include "base/map.h"
#include "base/order.h"
#include "orm/ddl/order.h"

struct order_numbers {
	VEC(size_t);
};

/* Which changes make, drop or alter the thing of one key. */
struct order_site {
	struct order_numbers made, gone, changed;
	struct order_numbers less;    /* which drop a partition of it */
	struct order_numbers grown;   /* which add a column to it */
	struct order_numbers indexed; /* which add a key or index to it */
	struct order_numbers bared;   /* which drop a key or index of it */
	struct order_numbers
	    eased; /* which drop a check or column of it, or move a partition's bound */
};

struct order_sorter {
	struct arena *arena;
	const struct orm_dialect *d;
	struct orm_order *list;
	struct order order;
	struct map *sites;    /* key -> struct order_site */
	struct map *names;    /* "schema.name" of what can't share it -> struct order_site */
	struct map *makers;   /* bare name -> struct order_numbers: who makes such a thing */
	struct map *renamers; /* the same: who gives it the name */
	bool cut;             /* a need was taken out: sort again */
};

static inline const struct orm_change *order_change_at(const struct order_sorter *s, size_t i)
{
	return &s->list->items[i].change;
}

static inline bool order_is_rename(const struct order_sorter *s, size_t i)
{
	return order_change_at(s, i)->verb == ORM_RENAME;
}

/* What is known of a key, or a name. */
struct order_site *order_site(struct order_sorter *s, struct map *map, const char *key);

/* Change `i` makes `o`, or it goes: its name and those of its parts. */
void order_add_names(struct order_sorter *s, const struct orm_object *o, size_t i, bool made);
/* Change `i` gives `o` its name: after that is free. */
void order_after_names(struct order_sorter *s, const struct orm_object *o, size_t i);
/* Change `i` drops a publication, which goes by the names that its tables will have. */
void order_after_published(struct order_sorter *s, size_t i);
/* Change `i` takes something from a parent: tables join that later. */
void order_add_eased(struct order_sorter *s, size_t i);
/* What joins a parent has all its checks and columns; those that go are not asked for. */
void order_after_eased(struct order_sorter *s, size_t i);
/*
 * Has what change `i` makes its name only until change `j` gives it another?  They
 * speak of one object then; not so where `j` makes room for `i`.
 */
bool order_is_renamed_by(const struct order_sorter *s, size_t i, size_t j);

/*
 * Is `o` a table that has a column already by the name that change `i` gives one, so that it
 * is not the table, or not yet, which that is about?
 */
bool order_has_new_name(const struct order_sorter *s, const struct orm_object *o, size_t i);

/* An ALTER that renames an enum's values: what comes after it has the new names, be it on its way
 * out. */
bool order_renames_values(const struct orm_change *c);

/* What comes before what, unless one needs the other. */
int order_rank(const struct orm_change *c);

/*
 * Takes the foreign key out of change `i`, a CREATE or DROP of its table, and
 * appends a change for it alone; false when it isn't in there.
 */
bool order_split_key(struct arena *a, struct orm_order *list, size_t i,
                     const struct orm_constraint *fk);

/*
 * Change `i`, a CREATE or DROP of a function, is made of one that does nothing,
 * and another change appended that turns that into the real one or back; false
 * when it is no such change, or was done already.
 */
bool order_split_function(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                          size_t i);

/*
 * Appends change number `index`, of some two: a sequence is made before the column
 * that counts by it, and only then belongs to it; a table leaves its parents before
 * its columns change, and joins others after.
 */
void order_append(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                  const struct orm_change *c, size_t index);

/* Puts changes of one table side by side where nothing else has to come between. */
void order_batch(struct order_sorter *s);

/* An ALTER of a table: is a parent in `x` that isn't in `y`?  Leaves: from, to; joins: to, from. */
bool order_other_parent(const struct orm_change *c, const struct orm_object *x,
                        const struct orm_object *y);

#endif
