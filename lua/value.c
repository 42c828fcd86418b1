/* lua/value.c - C values inside Lua: making, recognising, describing */
#include "lua/value.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "lua/state.h"

#define METATABLE "limbeck.value"

static int call(lua_State *L)
{
	if (luax_tagged(L, 1, LUAX_TYPE))
		return luax_call_type(L);
	luax_fail(L, ERR_INPUT, "%s can't be called", luax_describe(L, 1));
}

static int index_value(lua_State *L)
{
	luax_fail(L, ERR_INPUT, "%s has no member \"%s\"", luax_describe(L, 1),
	          luaL_tolstring(L, 2, NULL));
}

static int to_string(lua_State *L)
{
	lua_pushstring(L, luax_describe(L, 1));
	return 1;
}

void luax_open_values(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "__call", call },
		{ "__index", index_value },
		{ "__newindex", index_value },
		{ "__tostring", to_string },
		{ NULL, NULL },
	};

	luaL_newmetatable(L, METATABLE);
	luaL_setfuncs(L, methods, 0);
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}

struct luax_value *luax_push_value(lua_State *L, enum luax_tag tag, const char *label)
{
	struct luax_value *v = lua_newuserdatauv(L, sizeof *v, 0);

	*v = (struct luax_value){ .tag = tag, .label = label };
	luaL_setmetatable(L, METATABLE);
	return v;
}

void luax_push_object(lua_State *L, struct orm_object *o)
{
	luax_push_value(L, LUAX_OBJECT, orm_kinds[o->kind].model)->object = o;
}

struct luax_value *luax_value_at(lua_State *L, int index)
{
	return luaL_testudata(L, index, METATABLE);
}

struct luax_value *luax_tagged(lua_State *L, int index, enum luax_tag tag)
{
	struct luax_value *v = luax_value_at(L, index);

	return v && v->tag == tag ? v : NULL;
}

bool luax_is_object(lua_State *L, int index, enum orm_kind kind)
{
	struct luax_value *v = luax_tagged(L, index, LUAX_OBJECT);

	return v && v->object->kind == kind;
}

bool luax_is_none(lua_State *L, int index)
{
	struct luax_value *v = luax_tagged(L, index, LUAX_DEFAULT);

	return v && v->value.kind == ORM_DEFAULT_NONE;
}

const char *luax_describe(lua_State *L, int index)
{
	struct luax_value *v = luax_value_at(L, index);

	if (v)
		return v->label;
	if (lua_isnoneornil(L, index))
		return "nothing";
	return luaL_typename(L, index);
}

const char *luax_text_at(lua_State *L, int index)
{
	size_t len;
	const char *text;

	if (lua_type(L, index) != LUA_TSTRING)
		return NULL;
	text = lua_tolstring(L, index, &len);
	if (memchr(text, '\0', len))
		luax_fail(L, ERR_INPUT, "a text with a zero byte can't be used here");
	return arena_strndup(luax_state(L)->arena, text, len);
}

static int compare_names(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

void luax_sort_names(struct names *names)
{
	if (names->len)
		qsort(names->items, names->len, sizeof *names->items, compare_names);
}
