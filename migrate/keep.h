/*
 * migrate/keep.h - leave out of a comparison what a project says isn't its own
 *
 * What takes no part stays as the database has it: in what is aimed at it looks
 * the same.  So neither a plan nor its proof touches it, and a table can be
 * copied with it.
 */
#ifndef LIMBECK_MIGRATE_KEEP_H
#define LIMBECK_MIGRATE_KEEP_H

#include "base/error.h"
#include "orm/schema/metadata.h"

struct migrate_keep {
	/*
	 * Does the object take part?  `reflected`: it is the database's; `other` is
	 * what it is compared with, or NULL.  False: an error.
	 */
	bool (*takes_part)(void *data, const struct orm_object *o, bool reflected,
	                   const struct orm_object *other, bool *out, struct error *err);
	/* Is the type (the default) to be left as it is? */
	bool (*keeps_type)(void *data, const struct orm_column *from, const struct orm_column *to,
	                   bool *out, struct error *err);
	bool (*keeps_default)(void *data, const struct orm_column *from,
	                      const struct orm_column *to, bool *out, struct error *err);
	void *data;
};

/* `to` as `from` has to become; both in terms of one dialect, neither is changed. */
bool migrate_keep(struct arena *a, const struct orm_metadata *from, const struct orm_metadata *to,
                  const struct migrate_keep *how, struct orm_metadata **out,
                  struct error *err) MUST_CHECK;

#endif
