/*
 * orm/postgresql/serial.h - columns, the sequences they count by, and their names
 */
#ifndef LIMBECK_ORM_POSTGRESQL_SERIAL_H
#define LIMBECK_ORM_POSTGRESQL_SERIAL_H

#include "orm/dialect.h"

/* The names in a path as SQL writes it, s."T".c, without the schema "public" before others. */
struct names pg_path(struct arena *a, const char *text);

/* The key (orm_object_key) of a sequence. */
const char *pg_sequence_key(struct arena *a, const char *schema, const char *name);
/* The same of the one that a default counts by; NULL when none. */
const char *pg_sequence_needed(struct arena *a, const struct orm_default *v);

/* Has it nothing that CREATE TABLE with a serial column doesn't give it? */
bool pg_is_plain_sequence(const struct orm_definition *sequence);
/* Does the column own it, and is it called and typed as SERIAL would? */
bool pg_is_serial_with(struct arena *a, const struct orm_column *c,
                       const struct orm_definition *sequence);

/* What an identity column's sequence is called, said or not. */
const char *pg_identity_sequence(struct arena *a, const struct orm_column *c, const char *table);

/* The statement that comments on it; NULL takes the comment away. */
const char *pg_identity_comment(struct arena *a, const struct orm_column *c, const char *schema,
                                const char *table, const char *comment);

/* A default that counts by a sequence knows it whatever it is called: that is no change. */
void pg_follow_renames(struct arena *a, struct orm_changes *changes);

/*
 * A sequence that gives its place to an identity column's of the same name, or
 * takes it, has another name meanwhile, so that the one can go on where the
 * other was.
 */
void pg_swap_sequences(struct arena *a, struct orm_changes *changes);

/* Where a table or column gets a new name, its identity's sequence gets the usual one. */
void pg_rename_identities(struct arena *a, struct orm_changes *changes);

#endif
