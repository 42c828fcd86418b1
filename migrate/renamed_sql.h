/*
 * migrate/renamed_sql.h - what SQL files say was called something else before
 *
 * "-- renamed_from: NAME" before a statement is about what it creates; inside a CREATE
 * TABLE, behind a column or constraint or on the line above, about that one; inside a
 * CREATE TYPE ... AS ENUM in the same way about a value.
 */
#ifndef LIMBECK_MIGRATE_RENAMED_SQL_H
#define LIMBECK_MIGRATE_RENAMED_SQL_H

#include "orm/schema/metadata.h"

/* One such comment. */
struct migrate_renamed {
	enum orm_kind kind; /* ORM_ENUM with a part: a value; ORM_COLUMN: also a constraint */
	const char *schema; /* of what the statement creates; NULL: the default one */
	const char *object; /* what the statement creates, or NULL: nothing that is tracked */
	const char *part;   /* the column or constraint in it, or NULL */
	const char *was;
	int line;
};

struct migrate_renameds {
	VEC(struct migrate_renamed);
};

/* The comments of a file. */
void migrate_renamed_read(struct arena *a, const struct orm_dialect *d, const char *text,
                          size_t len, struct migrate_renameds *out);

/*
 * Notes them in `m`, which the file made.  ERR_INPUT with file and line when one is about
 * nothing that is there.
 */
bool migrate_renamed_note(struct arena *a, const char *path, const struct migrate_renameds *list,
                          struct orm_metadata *m, struct error *err) MUST_CHECK;

#endif
