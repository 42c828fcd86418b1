/*
 * orm/schema/translate.h - a schema of one database for another kind of database
 *
 * Types, defaults and constraints become the portable ones of models; what has no
 * portable form, or means something else there, is listed.  Nothing is guessed:
 * expressions are carried over where every word of them is known to mean the same,
 * and the bodies of views, triggers and routines never are.
 */
#ifndef LIMBECK_ORM_TRANSLATE_H
#define LIMBECK_ORM_TRANSLATE_H

#include "orm/schema/metadata.h"

/* What a type of one dialect is, nearly, in portable terms. */
struct orm_near_type {
	const char *name;    /* in lower case, without arguments; a * stands for anything */
	enum orm_type_id id; /* the arguments of the type are its arguments, where there are any */
	int first, second;   /* else these: length, or precision and scale; 0 = none */
	bool same;           /* it holds the same values, so there is nothing to say */
};

/*
 * A copy of `m`, which is in its dialect's terms, in portable ones, for orm_resolve to
 * take to `to`.  What couldn't be kept as it was is in left_out, after what was there:
 * which kind of object or attribute, of what, and why.  `like` (may be NULL) is in the
 * terms of `to` and has the names that types without one get where it has the same.
 */
struct orm_metadata *orm_translate(struct arena *a, const struct orm_metadata *m,
                                   const struct orm_dialect *to, const struct orm_metadata *like);

/*
 * Takes out of `m` the constraints, indexes, defaults and definitions that orm_translate
 * left out of another schema: nothing can be said of them.
 */
void orm_forget_untranslated(struct orm_metadata *m, const struct orm_left_outs *list);

#endif
