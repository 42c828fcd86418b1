/* lua/types.c - column types: Integer, String(50), VARCHAR(7), Type"any text" */
#include <lauxlib.h>
#include <limits.h>
#include <string.h>

#include "base/buf.h"
#include "lua/args.h"
#include "lua/state.h"

static bool takes_collation(enum orm_type_id id)
{
	return id == ORM_TYPE_STRING || id == ORM_TYPE_TEXT || id == ORM_TYPE_UNICODE ||
	       id == ORM_TYPE_UNICODETEXT || id == ORM_TYPE_ENUM || id == ORM_TYPE_EXACT;
}

/* The number at the top of the stack, which it pops. */
static int read_number(struct luax_args *args, int place, const char *name)
{
	lua_Integer n = lua_tointeger(args->L, -1);

	if (!lua_isinteger(args->L, -1) || n < 0 || n > INT_MAX)
		luax_args_expect(args, place, name, "a whole number");
	lua_pop(args->L, 1);
	return (int)n;
}

static void set_number(struct orm_type *t, const char *name, int n)
{
	if (strcmp(name, "length") == 0)
		t->length = n;
	else if (strcmp(name, "precision") == 0)
		t->precision = n;
	else
		t->scale = n;
}

static int read_numbers(struct luax_args *args, struct orm_type *t)
{
	const struct orm_type_info *info = &orm_type_infos[t->id];
	int places = 0;

	for (size_t i = 0; i < COUNT(info->positional) && info->positional[i]; i++) {
		places++;
		luax_args_push(args, places);
		if (lua_isnil(args->L, -1))
			lua_pop(args->L, 1);
		else
			set_number(t, info->positional[i],
			           read_number(args, places, info->positional[i]));
		if (luax_args_take(args, info->positional[i]))
			set_number(t, info->positional[i],
			           read_number(args, 0, info->positional[i]));
	}
	return places;
}

/* Enum{"a", "b"}, Enum("a", "b") and Enum({"a", "b"}, {name = "x"}) */
static int read_values(struct luax_args *args, struct orm_type *t)
{
	luax_args_push(args, 1);
	if (lua_istable(args->L, -1) && luax_names_at(args->L, -1, &t->values))
		return 1;
	lua_pop(args->L, 1);
	for (int i = 1; i <= args->count; i++)
		vec_push(args->arena, &t->values, luax_args_string(args, i, "a string"));
	if (!t->values.len)
		luax_fail(args->L, ERR_INPUT, "%s needs at least one value", args->of);
	return args->count;
}

static int read_item(struct luax_args *args, struct orm_type *t)
{
	struct luax_value *item;

	luax_args_push(args, 1);
	item = luax_tagged(args->L, -1, LUAX_TYPE);
	if (!item)
		luax_args_expect(args, 1, NULL, "a type");
	t->item = item->type;
	lua_pop(args->L, 1);
	if (luax_args_take(args, "dimensions"))
		t->dimensions = read_number(args, 0, "dimensions");
	return 1;
}

static void read_native(struct luax_args *args, struct orm_type *t, const char *name)
{
	if (!luax_args_take(args, name))
		return;
	if (!lua_isboolean(args->L, -1))
		luax_args_expect(args, 0, name, "true or false");
	t->not_native = !lua_toboolean(args->L, -1);
	lua_pop(args->L, 1);
}

static void read_renames(struct luax_args *args, struct orm_type *t)
{
	if (!luax_args_take(args, "values_renamed_from"))
		return;
	if (!luax_renames_at(args->L, -1, &t->renamed_values))
		luax_args_expect(args, 0, "values_renamed_from", "a table like {new = \"old\"}");
	lua_pop(args->L, 1);
}

static void read_generic(struct luax_args *args, struct orm_type *t)
{
	const struct orm_type_info *info = &orm_type_infos[t->id];
	int places;

	if (info->values)
		places = read_values(args, t);
	else
		places = info->item ? read_item(args, t) : read_numbers(args, t);
	if (info->timezone && luax_args_flag(args, "timezone"))
		t->timezone = true;
	if (info->values) {
		t->name = luax_args_keyword(args, "name");
		read_renames(args, t);
		read_native(args, t, "native_enum");
	}
	if (info->values || t->id == ORM_TYPE_BOOLEAN)
		t->create_constraint = luax_args_flag(args, "create_constraint");
	if (t->id == ORM_TYPE_UUID)
		read_native(args, t, "native_uuid");
	luax_args_done(args, places);
}

static void add_exact_argument(struct luax_args *args, struct buf *out, int place)
{
	size_t len;
	const char *text;

	luax_args_push(args, place);
	if (lua_type(args->L, -1) == LUA_TSTRING) {
		text = lua_tolstring(args->L, -1, &len);
		buf_addc(out, '\'');
		for (size_t i = 0; i < len; i++) {
			if (text[i] == '\'')
				buf_addc(out, '\'');
			buf_addc(out, text[i]);
		}
		buf_addc(out, '\'');
	} else {
		buf_addf(out, "%lld", (long long)lua_tointeger(args->L, -1));
	}
	lua_pop(args->L, 1);
}

/* VARCHAR(7), NUMERIC(12, 2), SET("a", "b"), INTEGER{unsigned = true} */
static void read_exact(struct luax_args *args, struct orm_type *t)
{
	static const struct {
		const char *name, *words;
	} endings[] = {
		{ "unsigned", " UNSIGNED" },
		{ "zerofill", " ZEROFILL" },
		{ "timezone", " WITH TIME ZONE" },
	};
	bool said[COUNT(endings)];
	struct buf out = { 0 };

	for (size_t i = 0; i < COUNT(endings); i++)
		said[i] = luax_args_flag(args, endings[i].name);
	luax_args_done(args, args->count);
	for (int i = 1; i <= args->count; i++) {
		luax_args_push(args, i);
		if (lua_type(args->L, -1) != LUA_TSTRING && !lua_isinteger(args->L, -1))
			luax_args_expect(args, i, NULL, "a whole number or a string");
		lua_pop(args->L, 1);
	}
	/* Nothing from here on throws, or the buffer would leak. */
	buf_adds(&out, t->name);
	for (int i = 1; i <= args->count; i++) {
		buf_adds(&out, i == 1 ? "(" : ", ");
		add_exact_argument(args, &out, i);
	}
	if (args->count)
		buf_addc(&out, ')');
	for (size_t i = 0; i < COUNT(endings); i++)
		buf_adds(&out, said[i] ? endings[i].words : "");
	t->name = buf_take(&out, args->arena);
}

int luax_call_type(lua_State *L)
{
	struct luax_value *from = luax_value_at(L, 1), *to;
	struct luax_args args;
	struct orm_type *t;

	luax_args_open(L, 2, from->label, &args);
	t = orm_type_copy(args.arena, from->type);
	to = luax_push_value(L, LUAX_TYPE, from->label);
	to->type = t;
	if (takes_collation(t->id))
		to->collation = luax_args_keyword(&args, "collation");
	if (t->id == ORM_TYPE_EXACT)
		read_exact(&args, t);
	else
		read_generic(&args, t);
	lua_pushvalue(L, args.table + 1);
	return 1;
}

/* Type"double precision": exactly this text */
static int exact_type(lua_State *L)
{
	struct luax_args args;
	struct luax_value *v;
	const char *text, *collation;

	luax_args_open(L, 1, "Type", &args);
	text = luax_args_string(&args, 1, "the text of a type");
	collation = luax_args_keyword(&args, "collation");
	luax_args_done(&args, 1);
	v = luax_push_value(L, LUAX_TYPE, "Type");
	v->type = orm_type_exact(args.arena, text);
	v->collation = collation;
	return 1;
}

/* DOUBLE_PRECISION: an underscore stands for a space, as in SQLAlchemy's names */
void luax_push_exact_type(lua_State *L, const char *name)
{
	struct arena *a = luax_state(L)->arena;
	char *text = arena_strdup(a, name);
	struct luax_value *v;

	for (char *p = text; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	v = luax_push_value(L, LUAX_TYPE, text);
	v->type = orm_type_exact(a, text);
}

void luax_open_types(lua_State *L)
{
	struct arena *a = luax_state(L)->arena;

	for (int id = 0; id < ORM_TYPE_COUNT; id++) {
		const char *name = orm_type_infos[id].name;
		struct luax_value *v;

		if (id == ORM_TYPE_EXACT)
			continue;
		v = luax_push_value(L, LUAX_TYPE, name);
		v->type = orm_type_new(a, (enum orm_type_id)id);
		lua_setglobal(L, name);
	}
	lua_register(L, "Type", exact_type);
}
