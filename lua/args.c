/* lua/args.c - arguments by position and by keyword, gathered and taken */
#include "lua/args.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "lua/state.h"

/* A table that Lua code wrote, with nothing but names as keys? */
static bool only_keywords(lua_State *L, int index)
{
	bool any = false;

	if (!lua_istable(L, index))
		return false;
	lua_pushnil(L);
	while (lua_next(L, index)) {
		any = true;
		lua_pop(L, 1);
		if (lua_type(L, -1) != LUA_TSTRING) {
			lua_pop(L, 1);
			return false;
		}
	}
	return any;
}

/* Leaves one table on the stack that holds all arguments. */
static void gather(lua_State *L, int first)
{
	int top = lua_gettop(L), last = top;

	if (top == first && lua_istable(L, first)) {
		lua_pushvalue(L, first);
		return;
	}
	lua_newtable(L);
	if (top > first && only_keywords(L, top)) {
		last--;
		lua_pushnil(L);
		while (lua_next(L, top)) {
			lua_pushvalue(L, -2);
			lua_insert(L, -2);
			lua_rawset(L, top + 1);
		}
	}
	for (int i = first; i <= last; i++) {
		lua_pushvalue(L, i);
		lua_rawseti(L, top + 1, i - first + 1);
	}
}

static int compare_text(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

static void add_key(struct luax_args *args)
{
	lua_State *L = args->L;

	if (lua_type(L, -1) == LUA_TSTRING) {
		if (args->keys == LUAX_KEYS)
			luax_fail(L, ERR_INPUT, "too many options of %s", args->of);
		args->key[args->keys++] = lua_tostring(L, -1);
	} else if (lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0 &&
	           lua_tointeger(L, -1) < 1000000) {
		int place = (int)lua_tointeger(L, -1);

		args->count = place > args->count ? place : args->count;
	} else {
		luax_fail(L, ERR_INPUT, "%s can't use a %s as the name of an option", args->of,
		          luaL_typename(L, -1));
	}
}

void luax_args_open(lua_State *L, int first, const char *of, struct luax_args *args)
{
	args->L = L;
	args->arena = luax_state(L)->arena;
	args->of = of;
	args->count = args->keys = args->known = 0;
	luaL_checkstack(L, LUA_MINSTACK, NULL);
	gather(L, first);
	args->table = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, args->table)) {
		lua_pop(L, 1);
		add_key(args);
	}
	qsort(args->key, (size_t)args->keys, sizeof *args->key, compare_text);
}

void luax_args_insert(struct luax_args *args, int place, const char *text)
{
	lua_State *L = args->L;

	lua_newtable(L);
	for (int i = 0; i < args->keys; i++) {
		lua_pushstring(L, args->key[i]);
		lua_pushvalue(L, -1);
		lua_rawget(L, args->table);
		lua_rawset(L, -3);
	}
	for (int i = 1; i <= args->count; i++) {
		lua_rawgeti(L, args->table, i);
		lua_rawseti(L, -2, i < place ? i : i + 1);
	}
	lua_pushstring(L, text);
	lua_rawseti(L, -2, place);
	/* The old table stays below on the stack: it holds the keys' texts. */
	args->table = lua_gettop(L);
	args->count = args->count < place ? place : args->count + 1;
}

void luax_args_push(struct luax_args *args, int place)
{
	lua_rawgeti(args->L, args->table, place);
}

bool luax_args_take(struct luax_args *args, const char *name)
{
	if (args->known < LUAX_KEYS)
		args->name[args->known++] = name;
	for (int i = 0; i < args->keys; i++) {
		if (args->key[i] && strcmp(args->key[i], name) == 0) {
			args->key[i] = NULL;
			lua_pushstring(args->L, name);
			lua_rawget(args->L, args->table);
			return true;
		}
	}
	return false;
}

void luax_args_done(struct luax_args *args, int positions)
{
	for (int i = 0; i < args->keys; i++) {
		if (args->key[i])
			luax_fail_near(args->L, args->key[i], args->name, (size_t)args->known,
			               "unknown option \"%s\" of %s", args->key[i], args->of);
	}
	if (args->count > positions)
		luax_fail(args->L, ERR_INPUT, "%s takes %d argument%s, got %d", args->of, positions,
		          positions == 1 ? "" : "s", args->count);
}

void luax_args_expect(struct luax_args *args, int place, const char *name, const char *what)
{
	const char *got = luax_describe(args->L, -1);

	if (place)
		luax_fail(args->L, ERR_INPUT, "argument %d of %s expects %s, got %s", place,
		          args->of, what, got);
	luax_fail(args->L, ERR_INPUT, "\"%s\" of %s expects %s, got %s", name, args->of, what, got);
}

const char *luax_args_optional(struct luax_args *args, int place, const char *what)
{
	const char *text;

	luax_args_push(args, place);
	text = luax_text_at(args->L, -1);
	if (!text && !lua_isnil(args->L, -1))
		luax_args_expect(args, place, NULL, what);
	lua_pop(args->L, 1);
	return text;
}

const char *luax_args_string(struct luax_args *args, int place, const char *what)
{
	const char *text = luax_args_optional(args, place, what);

	if (!text) {
		lua_pushnil(args->L);
		luax_args_expect(args, place, NULL, what);
	}
	return text;
}

const char *luax_args_keyword(struct luax_args *args, const char *name)
{
	const char *text;

	if (!luax_args_take(args, name))
		return NULL;
	text = luax_text_at(args->L, -1);
	if (!text && !luax_is_none(args->L, -1))
		luax_args_expect(args, 0, name, "a string");
	lua_pop(args->L, 1);
	return text;
}

bool luax_args_flag(struct luax_args *args, const char *name)
{
	bool value;

	if (!luax_args_take(args, name))
		return false;
	if (!lua_isboolean(args->L, -1))
		luax_args_expect(args, 0, name, "true or false");
	value = lua_toboolean(args->L, -1);
	lua_pop(args->L, 1);
	return value;
}

const char *luax_sql_at(lua_State *L, int index)
{
	struct luax_value *v = luax_tagged(L, index, LUAX_DEFAULT);

	if (v && (v->value.kind == ORM_DEFAULT_SQL || v->value.kind == ORM_DEFAULT_FUNC))
		return v->value.text;
	return luax_text_at(L, index);
}

bool luax_names_at(lua_State *L, int index, struct names *out)
{
	struct arena *a = luax_state(L)->arena;
	const char *text = luax_text_at(L, index);

	*out = (struct names){ 0 };
	if (text) {
		vec_push(a, out, text);
		return true;
	}
	if (!lua_istable(L, index))
		return false;
	index = lua_absindex(L, index);
	for (int i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
		text = luax_text_at(L, -1);
		lua_pop(L, 1);
		if (!text)
			return false;
		vec_push(a, out, text);
	}
	lua_pop(L, 1);
	return out->len == lua_rawlen(L, index);
}

/* The value that a table has for each of its keys, which are `keys`. */
static void add_renames(lua_State *L, int index, const struct names *keys, struct names *out)
{
	struct arena *a = luax_state(L)->arena;

	for (size_t i = 0; i < keys->len; i++) {
		lua_pushstring(L, keys->items[i]);
		lua_rawget(L, index);
		vec_push(a, out, keys->items[i]);
		vec_push(a, out, luax_text_at(L, -1));
		lua_pop(L, 1);
	}
}

bool luax_renames_at(lua_State *L, int index, struct names *out)
{
	struct names keys = { 0 };

	*out = (struct names){ 0 };
	if (!lua_istable(L, index))
		return false;
	index = lua_absindex(L, index);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
		if (lua_type(L, -1) != LUA_TSTRING || lua_type(L, -2) != LUA_TSTRING) {
			lua_pop(L, 2);
			return false;
		}
		vec_push(luax_state(L)->arena, &keys, luax_text_at(L, -2));
	}
	luax_sort_names(&keys);
	add_renames(L, index, &keys, out);
	return true;
}

bool luax_element_at(lua_State *L, int index, struct orm_element *out)
{
	struct luax_value *v = luax_value_at(L, index);

	*out = (struct orm_element){ 0 };
	if (v && v->tag == LUAX_ELEMENT)
		*out = v->element;
	else if (v)
		out->expr = luax_sql_at(L, index);
	else
		out->column = luax_text_at(L, index);
	return out->column || out->expr;
}

bool luax_elements_at(lua_State *L, int index, struct orm_elements *out)
{
	struct arena *a = luax_state(L)->arena;
	struct orm_element element;

	*out = (struct orm_elements){ 0 };
	if (!lua_istable(L, index)) {
		if (!luax_element_at(L, index, &element))
			return false;
		vec_push(a, out, element);
		return true;
	}
	index = lua_absindex(L, index);
	for (int i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
		bool ok = luax_element_at(L, -1, &element);

		lua_pop(L, 1);
		if (!ok)
			return false;
		vec_push(a, out, element);
	}
	lua_pop(L, 1);
	return out->len == lua_rawlen(L, index);
}
