/*
 * lua/args.h - arguments by position and by keyword
 *
 * f{"a", b = 1}, f("a", {b = 1}) and f("a") all arrive as one table.  A reader
 * takes what it knows; luax_args_done raises an error for what is left, with
 * the nearest of the keywords that were asked for.
 */
#ifndef LIMBECK_LUA_ARGS_H
#define LIMBECK_LUA_ARGS_H

#include <lua.h>

#include "lua/value.h"
#include "orm/schema/attribute.h"

#define LUAX_KEYS 64

struct luax_args {
	lua_State *L;
	struct arena *arena;
	const char *of; /* "Column", "op.add_column": for messages */
	int table;      /* its place on the stack */
	int count;      /* highest position given */
	int keys, known;
	const char *key[LUAX_KEYS];  /* given, sorted; NULL once taken; Lua's */
	const char *name[LUAX_KEYS]; /* asked for, until now */
};

/* Gathers the arguments of the C function that runs, from stack index `first`. */
void luax_args_open(lua_State *L, int first, const char *of, struct luax_args *args);

/* Puts `text` in before position `place`. */
void luax_args_insert(struct luax_args *args, int place, const char *text);

/* Raises an error when a keyword or a position beyond `positions` is left. */
void luax_args_done(struct luax_args *args, int positions);

/* The same with options of `kind` among what may be suggested. */
void luax_args_unknown(struct luax_args *args, enum orm_kind kind);

/* Pushes argument number `place`, nil when it isn't there. */
void luax_args_push(struct luax_args *args, int place);

/* Takes a keyword: pushes its value, or pushes nothing and returns false. */
bool luax_args_take(struct luax_args *args, const char *name);

/* "argument 2 of Column expects WHAT, got ..."; `place` 0: keyword `name`. */
void luax_args_expect(struct luax_args *args, int place, const char *name, const char *what)
    __attribute__((noreturn));

/* The string at `place`; `what` says what it is for.  Lives in the arena. */
const char *luax_args_string(struct luax_args *args, int place, const char *what);
/* The same, NULL when it is nil. */
const char *luax_args_optional(struct luax_args *args, int place, const char *what);
/* By keyword: NULL when it isn't there. */
const char *luax_args_keyword(struct luax_args *args, const char *name);
bool luax_args_flag(struct luax_args *args, const char *name);

/* SQL at the top of the stack: a string or text"..."; NULL when it is neither. */
const char *luax_sql_at(lua_State *L, int index);

/* Names at the top of the stack: a string or a list; false when neither. */
bool luax_names_at(lua_State *L, int index, struct names *out);

/* {new = "old"} at the top of the stack, sorted by the new names; false when it isn't that. */
bool luax_renames_at(lua_State *L, int index, struct names *out);

/* Key members at the top of the stack: one or a list; false when neither. */
bool luax_elements_at(lua_State *L, int index, struct orm_elements *out);
/* One member; false when it is none. */
bool luax_element_at(lua_State *L, int index, struct orm_element *out);

/*
 * Takes every keyword that is an attribute of o's kind, a dialect's option, or
 * common to all objects (comment, renamed_from, schema, name).
 */
void luax_args_object(struct luax_args *args, struct orm_object *o);

/* Reads the value at the top of the stack into an attribute and pops it. */
void luax_read_attr(struct luax_args *args, const char *name, struct orm_object *o,
                    const struct orm_attr *attr);

/*
 * Takes keywords such as sqlite_strict, after `prefix`; returns how many.  `partial`: the value
 * "", which stands for `none`, is kept, for it takes the option away.
 */
int luax_args_options(struct luax_args *args, const char *prefix, enum orm_kind kind,
                      struct orm_options *out, bool partial);

#endif
