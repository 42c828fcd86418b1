/*
 * orm/mysql/definitions.h - statements about views, triggers, routines, events, sequences
 */
#ifndef LIMBECK_ORM_MYSQL_DEFINITIONS_H
#define LIMBECK_ORM_MYSQL_DEFINITIONS_H

#include "orm/mysql/mysql.h"

enum my_manner {
	MY_NEW,
	MY_UNLESS_THERE, /* IF NOT EXISTS */
	MY_IN_PLACE_OF,  /* OR REPLACE */
};

/*
 * CREATE of any definition, in the modes that it was made in.  `before`: the
 * trigger that it comes before, or NULL.
 */
bool my_make_definition(struct ddl *d, const struct orm_definition *o, enum my_manner manner,
                        const char *before, struct error *err);
bool my_drop_definition(struct ddl *d, const struct orm_definition *o, bool if_exists,
                        struct error *err);

/* "VIEW", "PACKAGE BODY", ...; NULL and ERR_UNSUPPORTED where the database has no such thing. */
const char *my_kind_words(const struct orm_dialect *d, enum orm_kind kind, struct error *err);

/* The definition with this clause of a trigger ("FOLLOWS", "PRECEDES") about another. */
const char *my_ordered_trigger(struct arena *a, const struct orm_dialect *d, const char *definition,
                               const char *word, const char *other);

/* SET before a CREATE that needs other modes than the session's, and SET back after it. */
void my_enter_modes(struct ddl *d, const struct orm_definition *o);
void my_leave_modes(struct ddl *d, const struct orm_definition *o);

/* What follows an event's name, with the STARTS that is kept apart. */
const char *my_event_text(struct arena *a, const struct orm_dialect *d,
                          const struct orm_definition *o);

/* "DEFINER=`u`@`h` ", or "". */
const char *my_definer(const struct ddl *d, const struct orm_definition *o);

/*
 * A definer that nobody speaks of stays: without the word it is who runs the change.
 * `o` is the object as it is called now, `to` becomes whose it is.
 */
bool my_keep_definer(struct ddl *d, const struct orm_definition *o, struct orm_definition *to,
                     struct error *err) MUST_CHECK;
/* Before `o` is dropped: remembers whose it is. */
bool my_note_definer(struct ddl *d, const struct orm_definition *o, struct error *err) MUST_CHECK;
/* What is made again after that, with whose it was; or `o`. */
const struct orm_definition *my_given_back(struct ddl *d, const struct orm_definition *o);

#endif
