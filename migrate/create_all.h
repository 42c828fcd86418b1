/*
 * migrate/create_all.h - the tables of a program's models, made and dropped
 *
 * For programs that don't keep a history of migrations: a test, a cache, a first
 * start.  What is there is left alone, whatever it looks like; a schema that is
 * to change with the program wants revisions, or migrate_apply.
 */
#ifndef LIMBECK_MIGRATE_CREATE_ALL_H
#define LIMBECK_MIGRATE_CREATE_ALL_H

#include "orm/engine/conn.h"
#include "orm/schema/metadata.h"

/*
 * Makes the tables (and types, sequences, ...) of `m` that the database lacks, in
 * an order that their foreign keys allow; all or none where DDL rolls back.  ERR_USAGE
 * inside a transaction.
 */
bool migrate_create_all(struct orm_conn *c, const struct orm_metadata *m,
                        struct error *err) MUST_CHECK;

/* Drops those that it has, with all rows.  Fails when others depend on them. */
bool migrate_drop_all(struct orm_conn *c, const struct orm_metadata *m,
                      struct error *err) MUST_CHECK;

#endif
