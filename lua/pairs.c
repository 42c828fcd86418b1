/*
 * lua/pairs.c - pairs() in an order that is always the same
 *
 * Lua's own order of strings changes from run to run, and with it the order in
 * which a loop would declare tables.  Here: numbers, then strings, each sorted,
 * then the rest as it comes.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "lua/state.h"

struct key {
	int place; /* position among the keys as Lua gave them, from 1 */
	int rank;  /* 0 number, 1 string, 2 other */
	lua_Number number;
	const char *text; /* borrowed: its table holds it */
};

static int compare_keys(const void *x, const void *y)
{
	const struct key *a = x, *b = y;
	int order = 0;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->rank == 0)
		order = (a->number > b->number) - (a->number < b->number);
	else if (a->rank == 1)
		order = strcmp(a->text, b->text);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* Pushes a list of the keys of the table at index 1; returns their number. */
static int list_keys(lua_State *L)
{
	int n = 0;

	lua_newtable(L);
	lua_pushnil(L);
	while (lua_next(L, 1)) {
		lua_pop(L, 1);
		lua_pushvalue(L, -1);
		lua_rawseti(L, -3, ++n);
	}
	return n;
}

static struct key describe(lua_State *L, int list, int place)
{
	struct key k = { .place = place, .rank = 2 };
	int type = lua_rawgeti(L, list, place);

	if (type == LUA_TNUMBER) {
		k.rank = 0;
		k.number = lua_tonumber(L, -1);
	} else if (type == LUA_TSTRING) {
		k.rank = 1;
		k.text = lua_tostring(L, -1);
	}
	lua_pop(L, 1);
	return k;
}

static int next_pair(lua_State *L)
{
	lua_Integer n = lua_tointeger(L, lua_upvalueindex(3));

	for (;;) {
		if (lua_rawgeti(L, lua_upvalueindex(2), ++n) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		/* What was removed during the loop is passed over. */
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break;
		lua_pop(L, 2);
	}
	lua_pushinteger(L, n);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

int luax_pairs(lua_State *L)
{
	struct key *keys;
	int n;

	luaL_checkany(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	n = list_keys(L);
	keys = lua_newuserdatauv(L, sizeof *keys * (size_t)(n + 1), 0);
	for (int i = 0; i < n; i++)
		keys[i] = describe(L, 2, i + 1);
	qsort(keys, (size_t)n, sizeof *keys, compare_keys);
	lua_pushvalue(L, 1);
	lua_createtable(L, n, 0);
	for (int i = 0; i < n; i++) {
		lua_rawgeti(L, 2, keys[i].place);
		lua_rawseti(L, -2, i + 1);
	}
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, next_pair, 3);
	return 1;
}
