/* lua/elements.c - the small words: text, func, null, none, desc, collate */
#include <lauxlib.h>
#include <string.h>

#include "base/buf.h"
#include "lua/args.h"
#include "lua/state.h"

static int text_word(lua_State *L)
{
	struct luax_args args;
	const char *sql;

	luax_args_open(L, 1, "text", &args);
	sql = luax_args_string(&args, 1, "SQL as a string");
	luax_args_done(&args, 1);
	luax_push_value(L, LUAX_DEFAULT, "text")->value =
	    (struct orm_default){ .kind = ORM_DEFAULT_SQL, .text = sql };
	return 1;
}

/* An argument of func.name(...) as SQL; NULL when it can't be one. */
static const char *argument_sql(lua_State *L, int index)
{
	struct luax_value *v = luax_tagged(L, index, LUAX_DEFAULT);
	struct arena *a = luax_state(L)->arena;
	struct buf out = { 0 };
	const char *text;

	if (v && v->value.kind == ORM_DEFAULT_NULL)
		return "NULL";
	if (v)
		return luax_sql_at(L, index);
	if (lua_isboolean(L, index))
		return lua_toboolean(L, index) ? "TRUE" : "FALSE";
	if (lua_type(L, index) == LUA_TNUMBER)
		return arena_strdup(a, lua_tostring(L, index));
	text = luax_text_at(L, index);
	if (!text)
		return NULL;
	buf_addc(&out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_addc(&out, '\'');
		buf_addc(&out, *text);
	}
	buf_addc(&out, '\'');
	return buf_take(&out, a);
}

static int call_function(lua_State *L)
{
	struct arena *a = luax_state(L)->arena;
	const char *call = arena_strdup(a, lua_tostring(L, lua_upvalueindex(1)));
	int n = lua_gettop(L);

	call = arena_printf(a, "%s(", call);
	for (int i = 1; i <= n; i++) {
		const char *sql = argument_sql(L, i);

		if (!sql)
			luax_fail(L, ERR_INPUT, "argument %d of func.%s expects a value, got %s", i,
			          lua_tostring(L, lua_upvalueindex(1)), luax_describe(L, i));
		call = arena_printf(a, "%s%s%s", call, i > 1 ? ", " : "", sql);
	}
	luax_push_value(L, LUAX_DEFAULT, "func")->value = (struct orm_default){
		.kind = ORM_DEFAULT_FUNC,
		.text = arena_printf(a, "%s)", call),
	};
	return 1;
}

static int find_function(lua_State *L)
{
	luaL_checkstring(L, 2);
	lua_settop(L, 2);
	lua_pushcclosure(L, call_function, 1);
	return 1;
}

/* Pushes a copy of argument `place` as an element that can be changed. */
static struct orm_element *push_element(struct luax_args *args, int place)
{
	struct orm_element element;

	luax_args_push(args, place);
	if (!luax_element_at(args->L, -1, &element))
		luax_args_expect(args, place, NULL, "a column or text\"...\"");
	lua_pop(args->L, 1);
	struct luax_value *v = luax_push_value(args->L, LUAX_ELEMENT, args->of);
	v->element = element;
	return &v->element;
}

static struct orm_element *open_element(lua_State *L, const char *of, int places,
                                        struct luax_args *args)
{
	luax_args_open(L, 1, of, args);
	luax_args_done(args, places);
	return push_element(args, 1);
}

static int desc(lua_State *L)
{
	struct luax_args args;

	open_element(L, "desc", 1, &args)->descending = true;
	return 1;
}

static int asc(lua_State *L)
{
	struct luax_args args;

	open_element(L, "asc", 1, &args)->descending = false;
	return 1;
}

static int nulls_first(lua_State *L)
{
	struct luax_args args;

	open_element(L, "nulls_first", 1, &args)->nulls = "FIRST";
	return 1;
}

static int nulls_last(lua_State *L)
{
	struct luax_args args;

	open_element(L, "nulls_last", 1, &args)->nulls = "LAST";
	return 1;
}

static int opclass(lua_State *L)
{
	struct luax_args args;
	struct orm_element *element = open_element(L, "opclass", 2, &args);

	element->opclass = luax_args_string(&args, 2, "the name of an operator class");
	return 1;
}

static int collate(lua_State *L)
{
	struct luax_args args;
	struct orm_element *element = open_element(L, "collate", 2, &args);

	element->collation = luax_args_string(&args, 2, "the name of a collation");
	return 1;
}

static void define(lua_State *L, const char *name, enum orm_default_kind kind)
{
	luax_push_value(L, LUAX_DEFAULT, name)->value.kind = kind;
	lua_setglobal(L, name);
}

void luax_open_elements(lua_State *L)
{
	static const luaL_Reg words[] = {
		{ "text", text_word },  { "desc", desc },
		{ "asc", asc },         { "nulls_first", nulls_first },
		{ "collate", collate }, { "nulls_last", nulls_last },
		{ "opclass", opclass }, { NULL, NULL },
	};

	for (const luaL_Reg *w = words; w->name; w++)
		lua_register(L, w->name, w->func);
	define(L, "null", ORM_DEFAULT_NULL);
	define(L, "none", ORM_DEFAULT_NONE);
	lua_newtable(L);
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, find_function);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_setglobal(L, "func");
}
