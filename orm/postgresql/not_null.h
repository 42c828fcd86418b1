/*
 * orm/postgresql/not_null.h - NOT NULL of columns and domains
 */
#ifndef LIMBECK_ORM_POSTGRESQL_NOT_NULL_H
#define LIMBECK_ORM_POSTGRESQL_NOT_NULL_H

#include "orm/postgresql/alter.h"

/* " CONSTRAINT name NOT NULL", in a column's definition; nothing where it isn't. */
void pg_not_null_text(struct buf *out, const struct orm_column *c);
/* "CONSTRAINT name NOT NULL column", for a column that is the parent's. */
void pg_own_not_null_text(struct buf *out, const char *table, const struct orm_column *c);
/* Is a column that isn't the parent's alone NOT NULL because the parent's is? */
bool pg_not_null_is_parents(const struct orm_column *c);
/* What that can't say, after the table (as SQL, and its name alone) is made. */
void pg_finish_not_null(struct ddl *d, const char *table, const char *bare,
                        const struct orm_column *c);
/* The action of ALTER TABLE that makes it so. */
const char *pg_set_not_null(struct ddl *d, const struct orm_column *c);
/* The actions of an ALTER of the column that concern its NOT NULL. */
void pg_alter_not_null(struct pg_batch *b, const struct orm_change *c);

/*
 * After a table or a column got a new name: the names that the server made up of the
 * old one follow, wherever it allows that (orm/ddl/ddl.h, lookup).
 */
void pg_rename_not_nulls(struct pg_batch *b, const struct orm_change *c);

/* The same for domains. */
void pg_domain_not_null_text(struct buf *out, const struct orm_definition *o);
void pg_finish_domain_not_null(struct ddl *d, const struct orm_definition *o);
void pg_alter_domain_not_null(struct ddl *d, const struct orm_change *c);
void pg_rename_domain_not_null(struct ddl *d, const struct orm_change *c);
/* What a column's is called, said or not. */
const char *pg_not_null_name(struct arena *a, const char *table, const struct orm_column *c);
const char *pg_domain_not_null_name(struct arena *a, const struct orm_definition *o);

#endif
