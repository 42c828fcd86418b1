/*
 * orm/ddl/outline.h - the words of a statement without what is in parentheses and quotes
 */
#ifndef LIMBECK_ORM_OUTLINE_H
#define LIMBECK_ORM_OUTLINE_H

#include "orm/ddl/ddl.h"

/*
 * "ALTER TABLE X ADD CHECK () NOT VALID, DROP COLUMN X": in upper case, with single
 * spaces; X stands for a quoted name, '' for a string, () for all in parentheses.
 */
char *ddl_outline(struct arena *a, const struct orm_dialect *d, const char *sql);

/* What a statement that has these words costs. */
struct ddl_fact {
	const char *start; /* of the outline, or of an action of ALTER TABLE */
	const char *has;   /* further on; NULL = anything */
	struct ddl_cost cost;
};

/* The first fact that fits, or `otherwise`. */
struct ddl_cost ddl_find_fact(const struct ddl_fact *facts, size_t count, const char *outline,
                              struct ddl_cost otherwise);

/* Both at once: the dearer of each. */
void ddl_cost_add(struct ddl_cost *to, const struct ddl_cost *more);

#endif
