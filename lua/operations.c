/* lua/operations.c - operations that a project adds to `op` */
#include <lauxlib.h>

#include "lua/luax.h"
#include "lua/op.h"

static const char loaded_key = 0; /* its address: where the registry keeps them */

/* Set once by the program, see luax.h. */
static const char *file;

void luax_script_operations(const char *path)
{
	file = path;
}

/* The function `part` of what is at the top of the stack: pushes it, or nil. */
static void push_part(lua_State *L, const char *name, const char *part)
{
	bool run = *part == 'r' && part[1] == 'u';

	if (lua_isfunction(L, -1)) {
		if (run)
			lua_pushvalue(L, -1);
		else
			lua_pushnil(L);
		return;
	}
	if (!lua_istable(L, -1))
		luax_fail(L, ERR_INPUT,
		          "operation \"%s\" is to be a function, or a table with run and reverse, "
		          "not %s",
		          name, luax_describe(L, -1));
	lua_pushstring(L, part);
	lua_rawget(L, -2);
	if (!lua_isfunction(L, -1) && (run || !lua_isnil(L, -1)))
		luax_fail(L, ERR_INPUT, "\"%s\" of operation \"%s\" is to be a function, not %s",
		          part, name, luax_describe(L, -1));
}

/* Every one is looked at, so that a mistake shows before it is needed. */
static void check(lua_State *L)
{
	if (!lua_istable(L, -1))
		luax_fail(L, ERR_INPUT,
		          "the file \"%s\" is to return a table of operations, not %s", file,
		          luax_describe(L, -1));
	lua_getglobal(L, "op");
	lua_pushnil(L);
	while (lua_next(L, -3)) {
		const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;

		if (!name)
			luax_fail(L, ERR_INPUT, "operations are given by name in \"%s\"", file);
		lua_pushvalue(L, -2);
		if (lua_rawget(L, -4) != LUA_TNIL)
			luax_fail(L, ERR_INPUT, "there is an operation \"%s\" already", name);
		lua_pop(L, 1);
		push_part(L, name, "run");
		lua_pop(L, 1);
		push_part(L, name, "reverse");
		lua_pop(L, 2);
	}
	lua_pop(L, 1);
}

/* Pushes the table that the file returned; false and nothing when there is no file. */
static bool push_operations(lua_State *L)
{
	if (!file)
		return false;
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key) == LUA_TTABLE)
		return true;
	lua_pop(L, 1);
	luax_load_file(L, file);
	lua_call(L, 0, 1);
	check(L);
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded_key);
	return true;
}

bool luax_push_operation(lua_State *L, const char *name, const char *part)
{
	int top = lua_gettop(L);

	if (!push_operations(L))
		return false;
	lua_pushstring(L, name);
	if (lua_rawget(L, -2) == LUA_TNIL) {
		lua_settop(L, top);
		return false;
	}
	push_part(L, name, part);
	lua_replace(L, top + 1);
	lua_settop(L, top + 1);
	return true;
}

void luax_operation_names(lua_State *L, struct names *out)
{
	if (!push_operations(L))
		return;
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		lua_pop(L, 1);
		vec_push(luax_state(L)->arena, out, luax_text_at(L, -1));
	}
	lua_pop(L, 1);
}

/* op.reverse.name(...) */
static int reverse(lua_State *L)
{
	const char *name = luaL_checkstring(L, 2);
	struct names known = { 0 };

	if (luax_push_operation(L, name, "reverse")) {
		if (lua_isnil(L, -1))
			luax_fail(L, ERR_UNSUPPORTED, "operation \"%s\" has no reverse", name);
		return 1;
	}
	luax_operation_names(L, &known);
	luax_sort_names(&known);
	luax_fail_near(L, name, known.items, known.len, "unknown operation \"op.reverse.%s\"",
	               name);
}

void luax_push_reverse(lua_State *L)
{
	lua_newtable(L);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, reverse);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}
