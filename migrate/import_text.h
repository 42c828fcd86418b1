/*
 * migrate/import_text.h - the text of another tool's migration
 */
#ifndef LIMBECK_MIGRATE_IMPORT_TEXT_H
#define LIMBECK_MIGRATE_IMPORT_TEXT_H

#include "base/buf.h"
#include "base/error.h"

struct orm_dialect;

struct import_text {
	const char *text; /* NULL = none */
	size_t len;
	int line; /* of its start in the file */
};

/*
 * Divides a file where its markers say so; without markers all of it is `all`,
 * and `other` is left as it is.  With them `all` is the part up, `other` the
 * part down.
 */
void import_split(const char *text, size_t len, struct import_text *all, struct import_text *other);

/*
 * Adds the statements, comments between them included, without markers and
 * without those that begin or end a transaction.  ERR_INPUT names `path` and the
 * line of what belongs to the native client, or undoes a part.
 */
bool import_statements(struct arena *a, const struct orm_dialect *d, const char *path,
                       const struct import_text *t, struct buf *out, struct error *err) MUST_CHECK;

#endif
