/*
 * lua/script.h - what the reader of headers and the runner of scripts share
 */
#ifndef LIMBECK_LUA_SCRIPT_H
#define LIMBECK_LUA_SCRIPT_H

#include "lua/state.h"
#include "migrate/script.h"

/* Reads message, doc and assignments; runs the script only if it has to. */
bool luax_header_read(struct arena *a, const char *path, const char *text, size_t len,
                      struct migrate_revision *r, struct error *err) MUST_CHECK;

/* Runs the script's outermost code and takes these globals from it. */
bool luax_header_run(struct arena *a, const char *path, const char *text, size_t len,
                     const char *const *keys, size_t count, struct migrate_revision *r,
                     struct error *err) MUST_CHECK;

/* One entry of a header; no value is nil. */
bool luax_header_set(struct arena *a, struct migrate_revision *r, const char *name,
                     const struct names *value, struct error *err) MUST_CHECK;

/* Defines the table `op`. */
void luax_open_op(lua_State *L);

#endif
