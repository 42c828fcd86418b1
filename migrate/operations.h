/*
 * migrate/operations.h - operations for revisions in C
 *
 * The operations of scripts, limbeck-scripts(5), are a verb and a kind of object
 * (orm/ddl/change.h), and so they are here: op.add_column, op.create_table,
 * op.create_index, op.create_view, ... are migrate_create of a column, a table, an
 * index, a view.  Objects are made by orm_table_new and the like (orm/schema/metadata.h)
 * in ctx->arena.  `schema` NULL is the default one, `table` the owner of a column,
 * constraint, index or trigger, else NULL.
 *
 * SQL is run by migrate_context_execute and migrate_context_query; several changes of
 * one table at a time are a struct migrate_op for migrate_context_run, and
 * ctx->autocommit has statements run outside of the transaction.
 *
 * Errors are those of migrate_context_run.
 */
#ifndef LIMBECK_MIGRATE_OPERATIONS_H
#define LIMBECK_MIGRATE_OPERATIONS_H

#include "migrate/context.h"

bool migrate_create(struct migrate_context *ctx, const char *schema, const char *table,
                    struct orm_object *object, struct error *err) MUST_CHECK;

/* `name` may be NULL for a primary key, the only one of its kind. */
bool migrate_drop(struct migrate_context *ctx, enum orm_kind kind, const char *schema,
                  const char *table, const char *name, struct error *err) MUST_CHECK;

bool migrate_rename(struct migrate_context *ctx, enum orm_kind kind, const char *schema,
                    const char *table, const char *name, const char *new_name,
                    struct error *err) MUST_CHECK;

/*
 * Gives what is called like `to` those of its attributes that are in `mask`
 * (orm_attr_bit, ORM_ATTR_COMMENT, ORM_ATTR_OPTIONS); the others stay as they are.
 */
bool migrate_alter(struct migrate_context *ctx, const char *schema, const char *table,
                   struct orm_object *to, uint64_t mask, struct error *err) MUST_CHECK;

/* op.raise_irreversible: fails with ERR_UNSUPPORTED, and why. */
bool migrate_irreversible(const char *why, struct error *err) MUST_CHECK;

#endif
