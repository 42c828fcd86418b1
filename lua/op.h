/*
 * lua/op.h - one call of op.something, on its way to become a change
 */
#ifndef LIMBECK_LUA_OP_H
#define LIMBECK_LUA_OP_H

#include "lua/model.h"
#include "migrate/op.h"

struct luax_call {
	lua_State *L;
	struct luax *state;
	struct luax_args args;
	enum orm_verb verb;
	enum orm_kind kind;
	bool if_exists, allow_data_loss, only;
	const char *schema, *table; /* of a column, constraint, index, trigger */
	struct orm_changes changes; /* what the builders add to */
};

/* Reads the arguments and adds changes; calls luax_args_done. */
typedef void luax_builder(struct luax_call *c);

luax_builder luax_op_create_table, luax_op_create_column, luax_op_create_key,
    luax_op_create_foreign_key, luax_op_create_check, luax_op_create_index,
    luax_op_create_definition;
luax_builder luax_op_drop, luax_op_drop_column, luax_op_drop_constraint;
luax_builder luax_op_rename, luax_op_rename_column, luax_op_rename_constraint;
luax_builder luax_op_alter_table, luax_op_alter_column;
luax_builder luax_op_drop_definition, luax_op_alter_definition, luax_op_rename_definition;
luax_builder luax_op_alter_part;
luax_builder luax_op_comment_table, luax_op_uncomment_table;

/* Adds a change of the call's verb and kind. */
struct orm_change *luax_add_change(struct luax_call *c, struct orm_object *from,
                                   struct orm_object *to);

/* A new object of `kind` that has nothing but a name. */
struct orm_object *luax_named(struct luax_call *c, enum orm_kind kind, const char *name);

/*
 * Everything that keywords say of `to`, and existing_... of `from`; returns the
 * mask of what `to` gives.
 */
uint64_t luax_read_changes(struct luax_call *c, struct orm_object *from, struct orm_object *to);

/* Raises an error when the call changes nothing. */
void luax_refuse_nothing(struct luax_call *c);

/* Reads type_ = "check" (or `type`) into the call's kind. */
void luax_read_constraint_type(struct luax_call *c, const char *type);

/* Raises an error unless upgrade() or downgrade() is running. */
struct migrate_context *luax_context(lua_State *L);

/* Runs an operation at once, or throws. */
void luax_run_op(lua_State *L, struct migrate_op *op);

/* Functions of `op` that aren't changes of schema. */
int luax_op_execute(lua_State *L);
int luax_op_query(lua_State *L);
int luax_op_bulk_insert(lua_State *L);
int luax_op_backfill(lua_State *L);

/*
 * The project's own operations: pushes the function `part` ("run" or "reverse", nil
 * without one) of that name; false and nothing when there is no such operation.
 */
bool luax_push_operation(lua_State *L, const char *name, const char *part);
void luax_operation_names(lua_State *L, struct names *out);
/* Pushes op.reverse. */
void luax_push_reverse(lua_State *L);

/* Converts the value at `index`; throws, naming `of`, when it can't be one. */
struct orm_value luax_sql_value(lua_State *L, int index, const char *of);

/*
 * Reads backfill = "SQL", or a number or boolean; NULL when it isn't given.
 */
const char *luax_read_backfill(struct luax_call *c);
/* The same of the value at `index`; NULL when it is none of these. */
const char *luax_sql_of(lua_State *L, int index);

/*
 * Reads insert_after = "column" and insert_first = true: what orm_change.after says;
 * NULL when neither is given.
 */
const char *luax_read_place(struct luax_call *c);

#endif
