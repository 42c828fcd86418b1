/*
 * migrate/compare_table.h - one table against another; private to the comparison
 */
#ifndef LIMBECK_MIGRATE_COMPARE_TABLE_H
#define LIMBECK_MIGRATE_COMPARE_TABLE_H

#include "migrate/compare.h"

struct comparison {
	struct arena *arena;
	const struct orm_dialect *d;
	const struct orm_metadata *from, *to;
	struct orm_metadata *old; /* tables of `from`, by the names they will have */
	const struct compare_options *options;
	struct compare_result *out;
	bool loose;              /* a side is a model: compare by meaning */
	bool from_open, to_open; /* a model: what it doesn't say is as the other's */
	struct map *kept;        /* tables left alone though `to` lacks them */
	struct names renamed;    /* old names of tables and columns that are renamed */

	/* Where the database tells what needs what: key -> table. */
	struct map *old_by_key, *to_by_key;
	struct map *old_heirs, *to_heirs; /* of a parent: key -> struct orm_tables */
};

/* An operation to fill in, at the end of the list. */
struct migrate_op *compare_add_op(struct comparison *k);

/* An operation of one change. */
void compare_add(struct comparison *k, struct orm_change c, const char *loses);

/* May it be dropped?  If not, it is reported as unmanaged. */
bool compare_may_drop(struct comparison *k, const struct orm_object *o);

/* Appends what turns `from` into `to`; both have the same name. */
void compare_tables(struct comparison *k, struct orm_table *from, struct orm_table *to);

/* The same for tables as two databases have them. */
void compare_table_parts(struct comparison *k, struct orm_table *from, struct orm_table *to);

/* Appends the renames that `to` asks for; sets k->old. */
void compare_renames(struct comparison *k);

#endif
