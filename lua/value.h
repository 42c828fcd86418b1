/*
 * lua/value.h - what constructors give: C values inside Lua
 *
 * One userdata type with a tag.  What it points to lives in the state's arena,
 * so Lua's collector never frees anything that C still uses.
 */
#ifndef LIMBECK_LUA_VALUE_H
#define LIMBECK_LUA_VALUE_H

#include <lua.h>

#include "orm/schema/metadata.h"

enum luax_tag {
	LUAX_TYPE,
	LUAX_OBJECT,
	LUAX_ELEMENT,
	LUAX_DEFAULT, /* text"...", func.now(), null, none */
	LUAX_COMPUTED,
	LUAX_IDENTITY,
};

struct luax_value {
	enum luax_tag tag;
	const char *label;          /* what made it, for messages: "ForeignKey" */
	struct orm_type *type;      /* TYPE */
	const char *collation;      /* TYPE: belongs to the column */
	struct orm_object *object;  /* OBJECT */
	bool primary_key, index;    /* OBJECT, a column: its table makes the key, the index */
	bool unique;                /* with index: a unique one */
	struct orm_element element; /* ELEMENT */
	struct orm_default value;   /* DEFAULT */
	const char *expr;           /* COMPUTED */
	enum orm_flag persisted;
	struct orm_identity identity; /* IDENTITY */
};

/* Pushes a zeroed value; borrowed, alive as long as Lua holds it. */
struct luax_value *luax_push_value(lua_State *L, enum luax_tag tag, const char *label);

void luax_push_object(lua_State *L, struct orm_object *o);
void luax_push_exact_type(lua_State *L, const char *name);

/* The value at `index`, or NULL when it is something else. */
struct luax_value *luax_value_at(lua_State *L, int index);

/* The value at `index` when it has this tag, or NULL. */
struct luax_value *luax_tagged(lua_State *L, int index, enum luax_tag tag);

/* Is it the object at `index` of this kind? */
bool luax_is_object(lua_State *L, int index, enum orm_kind kind);

/* Is it the word `none`, which takes something away? */
bool luax_is_none(lua_State *L, int index);

/* "string", "ForeignKey", "nothing": for "expects ..., got ..." */
const char *luax_describe(lua_State *L, int index);

/* A copy of the string at `index` in the arena; NULL when it isn't one. */
const char *luax_text_at(lua_State *L, int index);

void luax_sort_names(struct names *names);

/* Calling a type gives it arguments: String(50). */
int luax_call_type(lua_State *L);

/* Makes the metatable of values; each of these defines globals. */
void luax_open_values(lua_State *L);
void luax_open_types(lua_State *L);
void luax_open_elements(lua_State *L);

#endif
