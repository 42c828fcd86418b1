/*
 * lua/attrs.c - attributes and options of any object, from keywords
 *
 * Driven by the tables of attribute.h and of the dialects: what is added there
 * is read here without a change.
 */
#include <lauxlib.h>
#include <string.h>

#include "base/text.h"
#include "lua/args.h"
#include "lua/state.h"
#include "orm/dialect.h"

/* Each reads the value at the top of the stack into `at`; false: wrong kind. */
typedef bool read_fn(lua_State *L, void *at);

static bool read_bool(lua_State *L, void *at)
{
	*(bool *)at = lua_toboolean(L, -1);
	return lua_isboolean(L, -1);
}

static bool read_flag(lua_State *L, void *at)
{
	*(enum orm_flag *)at = lua_toboolean(L, -1) ? ORM_YES : ORM_NO;
	return lua_isboolean(L, -1);
}

static bool read_text(lua_State *L, void *at)
{
	return (*(const char **)at = luax_text_at(L, -1)) != NULL;
}

static bool read_sql(lua_State *L, void *at)
{
	return (*(const char **)at = luax_sql_at(L, -1)) != NULL;
}

static bool read_names(lua_State *L, void *at)
{
	return luax_names_at(L, -1, at);
}

static bool read_renames(lua_State *L, void *at)
{
	return luax_renames_at(L, -1, at);
}

static bool read_elements(lua_State *L, void *at)
{
	return luax_elements_at(L, -1, at);
}

static bool read_type(lua_State *L, void *at)
{
	struct luax_value *v = luax_tagged(L, -1, LUAX_TYPE);

	if (v)
		*(struct orm_type **)at = orm_type_copy(luax_state(L)->arena, v->type);
	return v != NULL;
}

static bool read_default(lua_State *L, void *at)
{
	struct luax_value *v = luax_tagged(L, -1, LUAX_DEFAULT);
	struct orm_default *out = at;

	if (v) {
		*out = v->value;
		return true;
	}
	switch (lua_type(L, -1)) {
	case LUA_TBOOLEAN:
		out->kind = ORM_DEFAULT_BOOL;
		out->text = lua_toboolean(L, -1) ? "true" : "false";
		return true;
	case LUA_TNUMBER:
		out->kind = ORM_DEFAULT_NUMBER;
		lua_pushvalue(L, -1);
		out->text = arena_strdup(luax_state(L)->arena, lua_tostring(L, -1));
		lua_pop(L, 1);
		return true;
	default:
		out->kind = ORM_DEFAULT_STRING;
		return (out->text = luax_text_at(L, -1)) != NULL;
	}
}

static bool read_identity(lua_State *L, void *at)
{
	struct luax_value *v = luax_tagged(L, -1, LUAX_IDENTITY);
	struct arena *a = luax_state(L)->arena;
	struct orm_identity **out = at;

	*out = NULL;
	if (v)
		*out = arena_copy(a, &v->identity, sizeof v->identity);
	else if (lua_toboolean(L, -1))
		*out = ARENA_NEW(a, struct orm_identity);
	return v || lua_isboolean(L, -1);
}

static const struct {
	read_fn *read;
	const char *what;
} readers[] = {
	[ORM_ATTR_BOOL] = { read_bool, "true or false" },
	[ORM_ATTR_FLAG] = { read_flag, "true or false" },
	[ORM_ATTR_NAME] = { read_text, "a name" },
	[ORM_ATTR_NAMES] = { read_names, "a list of names" },
	[ORM_ATTR_RENAMES] = { read_renames, "a table like {new = \"old\"}" },
	[ORM_ATTR_TEXT] = { read_text, "a string" },
	[ORM_ATTR_WORDS] = { read_text, "a string" },
	[ORM_ATTR_STATE] = { read_text, "a string" },
	[ORM_ATTR_EXPR] = { read_sql, "SQL as a string" },
	[ORM_ATTR_TYPE] = { read_type, "a type" },
	[ORM_ATTR_DEFAULT] = { read_default, "a string, number, boolean, func, text or null" },
	[ORM_ATTR_ELEMENTS] = { read_elements, "a list of columns" },
	[ORM_ATTR_IDENTITY] = { read_identity, "true, false or Identity{}" },
};

void luax_read_attr(struct luax_args *args, const char *name, struct orm_object *o,
                    const struct orm_attr *attr)
{
	struct luax_value *type = luax_tagged(args->L, -1, LUAX_TYPE);

	/* `none` leaves it at its zero value. */
	if (!luax_is_none(args->L, -1) && !readers[attr->kind].read(args->L, orm_attr_at(o, attr)))
		luax_args_expect(args, 0, name, readers[attr->kind].what);
	if (type && type->collation && o->kind == ORM_COLUMN)
		((struct orm_column *)o)->collation = type->collation;
	lua_pop(args->L, 1);
}

void luax_args_object(struct luax_args *args, struct orm_object *o)
{
	const struct orm_kind_info *kind = &orm_kinds[o->kind];
	/* in scripts: an alteration may take options away */
	bool partial = !luax_state(args->L)->metadata && ORM_IS_DEFINITION(o->kind);
	const char *name;

	for (size_t i = 0; i < kind->attr_count; i++) {
		name = kind->attrs[i].name;
		if (!kind->attrs[i].positional && luax_args_take(args, name))
			luax_read_attr(args, name, o, &kind->attrs[i]);
	}
	o->comment = luax_args_keyword(args, "comment");
	o->renamed_from = luax_args_keyword(args, "renamed_from");
	if (ORM_STANDS_ALONE(o->kind))
		o->schema = luax_args_keyword(args, "schema");
	luax_args_options(args, "", o->kind, &o->options, partial);
}

/* The known name that `key` begins with, before a '_'; *rest is what follows. */
static const char *dialect_prefix(const char *key, const char **rest)
{
	for (const char *const *d = orm_dialect_names; *d; d++) {
		size_t len = strlen(*d);

		if (strncmp(key, *d, len) == 0 && key[len] == '_' && key[len + 1]) {
			*rest = key + len + 1;
			return *d;
		}
	}
	return NULL;
}

static const struct orm_dialect *compiled_in(const char *name)
{
	for (const struct orm_dialect *const *d = orm_dialects; *d; d++)
		if (strcmp((*d)->name, name) == 0)
			return *d;
	return NULL;
}

/* {"a", "b"} as "a, b", {c = 1} as "c = 1": kept for a dialect to read. */
static const char *join(lua_State *L, struct arena *a)
{
	struct names parts = { 0 };
	const char *text = "";

	lua_pushnil(L);
	while (lua_next(L, -2)) {
		const char *value = lua_type(L, -1) == LUA_TNUMBER || lua_type(L, -1) == LUA_TSTRING
		                        ? lua_tostring(L, -1)
		                        : NULL;

		if (!value)
			return NULL;
		vec_push(a, &parts,
		         lua_type(L, -2) == LUA_TSTRING
		             ? arena_printf(a, "%s = %s", lua_tostring(L, -2), value)
		             : arena_strdup(a, value));
		lua_pop(L, 1);
		if (lua_type(L, -1) == LUA_TSTRING)
			luax_sort_names(&parts);
	}
	for (size_t i = 0; i < parts.len; i++)
		text = arena_printf(a, "%s%s%s", text, i ? ", " : "", parts.items[i]);
	return text;
}

static const char *any_value(lua_State *L, struct arena *a)
{
	const char *text;

	if (lua_isboolean(L, -1))
		return lua_toboolean(L, -1) ? "true" : "false";
	if (luax_is_none(L, -1))
		return "";
	if (lua_istable(L, -1))
		return join(L, a);
	if (lua_type(L, -1) == LUA_TNUMBER) {
		lua_pushvalue(L, -1);
		text = arena_strdup(a, lua_tostring(L, -1));
		lua_pop(L, 1);
		return text;
	}
	return luax_sql_at(L, -1);
}

/* The option's value as text; "" takes it away.  Its kind is known. */
static const char *checked_value(struct luax_args *args, const char *key, enum orm_attr_kind kind)
{
	bool flag = kind == ORM_ATTR_BOOL || kind == ORM_ATTR_FLAG;
	const char *text;

	if (luax_is_none(args->L, -1))
		return "";
	if (flag != lua_isboolean(args->L, -1))
		luax_args_expect(args, 0, key, readers[kind].what);
	text = any_value(args->L, args->arena);
	if (!text)
		luax_args_expect(args, 0, key, readers[kind].what);
	return text;
}

static const char *option_value(struct luax_args *args, enum orm_kind kind, const char *key,
                                const char *dialect, const char *name)
{
	const struct orm_dialect *d = compiled_in(dialect);
	const struct orm_option_info *info = d ? orm_option_find(d, kind, name) : NULL;
	const struct orm_attr *attr = orm_attr_find(kind, name);
	const char *text;

	if (info) {
		text = checked_value(args, key,
		                     orm_option_is_flag(info) ? ORM_ATTR_BOOL : info->value);
		/* A flag that is off unless said otherwise is taken away by false. */
		if (strcmp(text, "false") == 0 && !text_same_nocase(info->initial, "true"))
			return "";
		return text;
	}
	if (d && !attr)
		luax_args_unknown(args, kind);
	if (attr)
		return checked_value(args, key, attr->kind);
	text = any_value(args->L, args->arena);
	if (!text)
		luax_args_expect(args, 0, key, "a string, number, boolean or list");
	return text;
}

int luax_args_options(struct luax_args *args, const char *prefix, enum orm_kind kind,
                      struct orm_options *out, bool partial)
{
	size_t skip = strlen(prefix);
	int n = 0;

	for (int i = 0; i < args->keys; i++) {
		const char *key = args->key[i], *name, *value;
		const char *dialect =
		    key && text_starts(key, prefix) ? dialect_prefix(key + skip, &name) : NULL;

		if (!dialect)
			continue;
		lua_pushstring(args->L, key);
		lua_rawget(args->L, args->table);
		value = option_value(args, kind, key, dialect, name);
		lua_pop(args->L, 1);
		args->key[i] = NULL;
		if (*value || partial)
			orm_option_set(args->arena, out, dialect, name, value);
		n++;
	}
	return n;
}

/* Options of the kind, with their prefixes; of one dialect, or of all (NULL). */
static void add_options(struct arena *a, enum orm_kind kind, const char *dialect, struct names *out)
{
	for (const struct orm_dialect *const *d = orm_dialects; *d; d++)
		for (const struct orm_option_info *o = (*d)->options; o && o->name; o++)
			if (o->kind == kind && (!dialect || !strcmp(dialect, (*d)->name)))
				vec_push(a, out, arena_printf(a, "%s_%s", (*d)->name, o->name));
}

/*
 * The first keyword that nobody took, an option of a dialect that has none such.
 * Another dialect's may be meant; which ones there are is told of its own.
 */
void luax_args_unknown(struct luax_args *args, enum orm_kind kind)
{
	struct names known = { 0 }, all = { 0 };
	const char *key = NULL, *dialect = NULL, *name;

	for (int i = 0; i < args->keys && !dialect; i++) {
		key = args->key[i];
		dialect = key ? dialect_prefix(text_starts(key, "existing_") ? key + 9 : key, &name)
		              : NULL;
	}
	for (int i = 0; i < args->known; i++) {
		vec_push(args->arena, &known, args->name[i]);
		vec_push(args->arena, &all, args->name[i]);
	}
	add_options(args->arena, kind, dialect, &known);
	add_options(args->arena, kind, NULL, &all);
	if (text_nearest(key, all.items, all.len))
		known = all;
	luax_fail_near(args->L, key, known.items, known.len, "unknown option \"%s\" of %s", key,
	               args->of);
}
