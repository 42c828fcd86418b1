/*
 * migrate/compare_hint.h - what looks renamed is pointed out; private to the comparison
 */
#ifndef LIMBECK_MIGRATE_COMPARE_HINT_H
#define LIMBECK_MIGRATE_COMPARE_HINT_H

#include "migrate/compare_table.h"

/* A table before and after, and which of its columns go and come. */
struct columns_moved {
	const struct orm_table *from, *to;
	const struct orm_changes *dropped, *added;
};

/* Columns that go and come and look alike may be one, renamed: each is said to be one other. */
void compare_hints(struct comparison *k, const struct columns_moved *t);

/* Tables that go and come with the same columns may be one as well. */
void compare_table_hints(struct comparison *k);

/*
 * Where the database renames them in place: types, sequences, schemas and all else that
 * goes and comes as another; values of enum types.  To be asked once all operations on
 * definitions are there.
 */
void compare_object_hints(struct comparison *k);

/* `what` says of which two there is reason to think so, and why. */
void compare_add_hint(struct comparison *k, const struct orm_object *from,
                      const struct orm_object *to, const char *what);

#endif
