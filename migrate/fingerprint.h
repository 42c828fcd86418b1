/*
 * migrate/fingerprint.h - what state a schema is in, in few words
 *
 * What servers change by themselves, and how a definition was once written, has no
 * part in it: counters, the text of a statement, the order of constraints.
 */
#ifndef LIMBECK_MIGRATE_FINGERPRINT_H
#define LIMBECK_MIGRATE_FINGERPRINT_H

#include "orm/schema/metadata.h"

struct migrate_print {
	const char *object; /* table "orders" */
	const char *hash;
};

struct migrate_fingerprint {
	VEC(struct migrate_print); /* sorted by object */
};

void migrate_fingerprint(struct arena *a, const struct orm_metadata *m,
                         struct migrate_fingerprint *out);

/* The first object that isn't the same, `table "orders" was changed`; NULL = all are. */
const char *migrate_fingerprint_change(struct arena *a, const struct migrate_fingerprint *then,
                                       const struct migrate_fingerprint *now);

#endif
