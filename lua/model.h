/*
 * lua/model.h - the constructors of models, and what operations share with them
 *
 * Each builder reads all of its arguments and says where the object was
 * declared.
 */
#ifndef LIMBECK_LUA_MODEL_H
#define LIMBECK_LUA_MODEL_H

#include "lua/args.h"
#include "lua/state.h"

/* Table{"name", columns, constraints, indexes...} */
struct orm_table *luax_build_table(struct luax_args *args);

/*
 * View{"name", "SELECT ..."}, Trigger{"name", "table", "AFTER ..."}, EnumType{"name", {"a", "b"}}:
 * the name, then the kind's positional attributes, then a domain's checks or a
 * materialized view's indexes.
 */
struct orm_definition *luax_build_definition(struct luax_args *args, enum orm_kind kind);

/* Sets file and line of the running Lua code. */
void luax_declared_here(lua_State *L, struct orm_object *o);

/*
 * Reads "table.column" or "schema.table.column" (`column` false: "table") into
 * the foreign key; false when it is neither.
 */
bool luax_read_reference(struct arena *a, struct orm_constraint *fk, const char *text);

/* The index that index = true asks for; its name comes from the naming convention. */
struct orm_index *luax_column_index(struct arena *a, const struct luax_value *column);

/* Schema and name, without regard to case: a key for maps. */
char *luax_table_key(struct arena *a, const char *schema, const char *name);

/* Names are there once, keys and indexes have columns of the table: throws. */
void luax_check_table(lua_State *L, const struct orm_table *t);

/* Every foreign key leads to a table of the metadata: throws. */
void luax_check_references(lua_State *L, const struct orm_metadata *m);

/* Reads the table at the top of the stack. */
void luax_read_naming(lua_State *L, struct orm_naming *out);

/* Throws when `first` isn't NULL: there is one of that name already. */
void luax_refuse_twice(lua_State *L, const struct orm_object *first, const char *label);

void luax_open_constraints(lua_State *L);
void luax_open_tables(lua_State *L);
void luax_open_definitions(lua_State *L);

/* All of it: values, types, words, constraints, tables; strict globals. */
void luax_open_model(lua_State *L);

#endif
