/*
 * orm/postgresql/types.h - PostgreSQL's types and their names
 */
#ifndef LIMBECK_ORM_POSTGRESQL_TYPES_H
#define LIMBECK_ORM_POSTGRESQL_TYPES_H

#include "orm/dialect.h"

/* Slots of the dialect. */
bool pg_type_text(struct buf *out, const struct orm_type *type, const struct orm_column *c,
                  const struct orm_table *t, struct error *err);
struct orm_type *pg_generic_type(struct arena *a, const char *text);
bool pg_same_type(const char *x, const char *y, bool loose);

/*
 * The type as format_type() spells it: "varchar(5)" is "character varying(5)",
 * "int8" is "bigint".
 */
char *pg_canonical_type(struct arena *a, const char *text);

/* Its name alone, without modifiers and array brackets, canonical. */
char *pg_base_type(struct arena *a, const char *text);

/*
 * What turns a value of `column` from one type into another in an ALTER, or NULL
 * when the database does it by itself.
 */
char *pg_cast(struct arena *a, const char *column, const char *from, const char *to);

/*
 * Does a column that becomes another type have all its rows written anew?  As known of
 * the server's own types, in any time zone.
 */
bool pg_rewrites(struct arena *a, const char *from, const char *to);

/* SERIAL of this integer type: "serial", ...; NULL for any other. */
const char *pg_serial(const char *type);
/* The integer type of a serial; any other is itself. */
const char *pg_not_serial(const char *type);

#endif
