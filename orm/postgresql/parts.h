/*
 * orm/postgresql/parts.h - pieces of statements: columns, constraints, elements
 */
#ifndef LIMBECK_ORM_POSTGRESQL_PARTS_H
#define LIMBECK_ORM_POSTGRESQL_PARTS_H

#include "orm/dialect.h"

/* What follows a column's name in CREATE TABLE and ADD COLUMN. */
void pg_column_text(struct buf *out, const struct orm_column *c, int version);
/* "GENERATED ALWAYS AS IDENTITY (...)" */
void pg_identity_text(struct buf *out, const struct orm_column *c);
/* Options of a sequence as CREATE SEQUENCE and identity columns take them. */
void pg_sequence_options(struct buf *out, const struct orm_identity *i);

/* "CONSTRAINT name CHECK (...)", without NOT VALID. */
void pg_constraint_text(struct buf *out, const struct orm_constraint *k);
/* DEFERRABLE INITIALLY DEFERRED, if so. */
void pg_deferrable_text(struct buf *out, const struct orm_constraint *k);

/* "(a, lower(b) COLLATE "C" text_ops DESC NULLS LAST)" */
void pg_elements_text(struct buf *out, const struct orm_elements *e);

/* A collation as the catalogs name it, perhaps with its schema. */
void pg_collation_text(struct buf *out, const char *name);

/* CREATE INDEX, as a whole. */
void pg_index_text(struct buf *out, const struct orm_index *x, const char *schema,
                   const char *table, bool if_not_exists, bool concurrently);

#endif
