/*
 * lua/hooks_private.h - what the reader of settings and the caller of hooks share
 */
#ifndef LIMBECK_LUA_HOOKS_PRIVATE_H
#define LIMBECK_LUA_HOOKS_PRIVATE_H

#include "lua/hooks.h"
#include "lua/state.h"

struct luax_hooks {
	struct luax lua;
	bool given[LUAX_HOOKS];
	bool has_op; /* the table `op` is there */
};

/* Keeps the function at the top of the stack. */
void luax_hooks_keep(lua_State *L, struct luax_hooks *h, enum luax_hook which);

#endif
