/* lua/globals.c - names that nobody defined are errors */
#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

#include "lua/state.h"
#include "lua/value.h"

/* VARCHAR, TIMESTAMP, INT8RANGE: how exact types are written. */
static bool all_upper(const char *name)
{
	if (!isupper((unsigned char)*name))
		return false;
	for (; *name; name++) {
		if (!isupper((unsigned char)*name) && !isdigit((unsigned char)*name) &&
		    *name != '_')
			return false;
	}
	return true;
}

static void unknown_name(lua_State *L, const char *name) NORETURN;
static void unknown_name(lua_State *L, const char *name)
{
	struct luax *s = luax_state(L);
	struct names known = { 0 };

	lua_pushglobaltable(L);
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (lua_type(L, -2) == LUA_TSTRING)
			vec_push(s->arena, &known, lua_tostring(L, -2));
		lua_pop(L, 1);
	}
	luax_sort_names(&known);
	luax_fail_near(L, name, known.items, known.len, "unknown name \"%s\"", name);
}

static int missing(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;

	if (!name)
		return 0;
	if (!lua_toboolean(L, lua_upvalueindex(1)) || !all_upper(name))
		unknown_name(L, name);
	luax_push_exact_type(L, name);
	return 1;
}

void luax_strict_globals(lua_State *L, bool exact)
{
	lua_pushglobaltable(L);
	lua_createtable(L, 0, 2);
	lua_pushboolean(L, exact);
	lua_pushcclosure(L, missing, 1);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}
