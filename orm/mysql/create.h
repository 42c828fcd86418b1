/*
 * orm/mysql/create.h - what CREATE and ALTER of tables share beyond mysql.h
 */
#ifndef LIMBECK_ORM_MYSQL_CREATE_H
#define LIMBECK_ORM_MYSQL_CREATE_H

#include "orm/mysql/mysql.h"

/* CREATE TABLE with all that is inside; what it can't say comes after it. */
bool my_make_table(struct ddl *d, const struct orm_table *t, bool if_not_exists, struct error *err);

/*
 * One table option as ALTER TABLE takes it, "ROW_FORMAT=DYNAMIC"; `value` NULL or
 * "" is the default again.  NULL when the option is no such clause.
 */
const char *my_table_option(struct arena *a, const struct orm_dialect *d, const char *name,
                            const char *value);
/* "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"; NULL when the table says neither. */
const char *my_table_charset(struct arena *a, const struct orm_table *t);

/* "PERIOD FOR `p` (`a`, `b`)" of option period_p, or NULL when it is none. */
const char *my_period_text(struct arena *a, const struct orm_option *o);

/* Has a column of the type a character set? */
bool my_is_text(const struct orm_type *type);

/* Is it the text of a type of places, such as "point"? */
bool my_is_geometry(const char *type);

/* Engine-defined attributes as they stand, a space before them. */
void my_add_attributes(struct buf *out, const struct orm_object *o);

/*
 * A default such as '0000-00-00' can't be made, nor can its table be altered, in a session
 * with NO_ZERO_DATE or NO_ZERO_IN_DATE: SETs go around what is done to such a table.
 */
bool my_has_zero_dates(const struct orm_table *t);
void my_allow_zero_dates(struct ddl *d);
void my_mind_zero_dates(struct ddl *d);

/* A unique constraint as the index that it is here. */
struct orm_index *my_unique_index(struct arena *a, const struct orm_constraint *k);

/*
 * Gives indexes without a name the one that the server would, and makes unique
 * constraints the indexes that they are here.
 */
void my_settle_keys(struct arena *a, const struct orm_dialect *d, struct orm_table *t);

#endif
