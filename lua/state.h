/*
 * lua/state.h - a sandboxed Lua state and how errors leave it
 *
 * Lifecycle: luax_open, luax_protected any number of times, luax_close.  Lua
 * leaves C functions by longjmp, so nothing below luax_protected may hold
 * memory that isn't in an arena.
 *
 * An error is put into `err`, then thrown; what is thrown is only a carrier.
 * There is no pcall in the sandbox: a failed operation can't be swallowed.
 */
#ifndef LIMBECK_LUA_STATE_H
#define LIMBECK_LUA_STATE_H

#include <lua.h>

#include "migrate/context.h"
#include "orm/schema/metadata.h"

#define NORETURN __attribute__((noreturn))

struct luax {
	lua_State *L;
	struct arena *arena;  /* results */
	struct arena scratch; /* until the check that uses it ends */
	struct error *err;    /* what failed, once the carrier is thrown */
	struct names files;   /* sources; chunk "@N" is files.items[N] */
	int line;             /* in files.items[0]: where an error is when no code runs */
	size_t memory;        /* bytes that Lua holds */
	int64_t deadline;     /* of clock_ms(); 0 = none */

	struct orm_metadata *metadata; /* where declarations go; NULL: nowhere */
	struct map *definitions;       /* what was declared, besides tables; or NULL */
	struct map *external;          /* tables that a foreign key calls external; or NULL */
	struct migrate_context *ctx;   /* scripts: what op acts on */
	struct orm_changes *batch;     /* inside batch_alter_table: collects */
	const char *batch_schema, *batch_table;
};

/*
 * Opens a sandbox with env, print, require and the table `x`.  `timed`: it is
 * data, so code that runs for long is an error.
 */
bool luax_open(struct luax *s, struct arena *a, const struct names *x, bool timed,
               struct error *err) MUST_CHECK;
void luax_close(struct luax *s);

/* Calls `f` with `data` as a light userdata; false: s->err is filled. */
bool luax_protected(struct luax *s, lua_CFunction f, void *data) MUST_CHECK;

/* The state that L belongs to. */
struct luax *luax_state(lua_State *L);

/* Throws s->err, which is filled; the running Lua line is added to it. */
void luax_throw(lua_State *L) NORETURN;

/* Fills s->err and throws it. */
void luax_fail(lua_State *L, enum error_code code, const char *format, ...)
    PRINTF_LIKE(3, 4) NORETURN;

/* The same; when one of the candidates is near `word`, the message asks for it. */
void luax_fail_near(lua_State *L, const char *word, const char *const *candidates, size_t count,
                    const char *format, ...) PRINTF_LIKE(5, 6) NORETURN;

/* File (NULL = none) and line of the Lua code that is running. */
int luax_here(lua_State *L, const char **file);

/* Compiles text and pushes the function; throws.  `path` must outlive the state. */
void luax_load(lua_State *L, const char *path, const char *text, size_t len);

/* Reads, compiles and pushes a file; throws. */
void luax_load_file(lua_State *L, const char *path);

/* Names that aren't known raise an error; `exact`: all-upper-case ones are types. */
void luax_strict_globals(lua_State *L, bool exact);

/* Parts of the sandbox. */
int luax_pairs(lua_State *L);   /* pairs in an order that is always the same */
int luax_require(lua_State *L); /* relative to the file that asks */

#endif
