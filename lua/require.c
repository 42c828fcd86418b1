/* lua/require.c - other files of the project, relative to the file that asks */
#include <lauxlib.h>
#include <string.h>

#include "base/file.h"
#include "lua/state.h"

static const char loaded_key = 0; /* its address: where the registry keeps modules */

/*
 * "shop.orders" is shop/orders.lua.  Each part is one plain name, so that there
 * is no way up and none to the root.
 */
static char *module_path(lua_State *L, const char *dir, const char *name)
{
	struct arena *a = luax_state(L)->arena;
	char *path = arena_printf(a, "%s.lua", name);
	bool start = true;

	for (char *p = path; p < path + strlen(name); p++) {
		if (*p == '/' || *p == '\\' || (*p == '.' && start))
			return NULL;
		start = *p == '.';
		if (start)
			*p = '/';
	}
	return start ? NULL : path_join(a, dir, path);
}

static char *find_module(lua_State *L, const char *name)
{
	struct luax *s = luax_state(L);
	const char *from, *main_file = s->files.items[0];
	char *near, *top;

	(void)luax_here(L, &from);
	near = module_path(L, path_dir(s->arena, from ? from : main_file), name);
	top = module_path(L, path_dir(s->arena, main_file), name);
	if (!near || !top) {
		(void)fail(s->err, ERR_INPUT, "\"%s\" isn't the name of a module", name);
		fail_hint(s->err, "Write require(\"a.b\") for the file a/b.lua.");
		luax_throw(L);
	}
	if (file_exists(near))
		return near;
	if (file_exists(top))
		return top;
	luax_fail(L, ERR_INPUT, "module \"%s\" was not found: no file \"%s\"", name, near);
}

int luax_require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	const char *path = find_module(L, name);

	lua_settop(L, 1);
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key) == LUA_TNIL) {
		lua_newtable(L);
		lua_copy(L, -1, 2);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded_key);
	}
	switch (lua_getfield(L, 2, path)) {
	case LUA_TNIL:
		break;
	case LUA_TLIGHTUSERDATA:
		luax_fail(L, ERR_INPUT, "module \"%s\" requires itself", name);
	default:
		return 1;
	}
	lua_pushlightuserdata(L, luax_state(L));
	lua_setfield(L, 2, path);
	luax_load_file(L, path);
	lua_call(L, 0, 1);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushboolean(L, 1);
	}
	lua_pushvalue(L, -1);
	lua_setfield(L, 2, path);
	return 1;
}
