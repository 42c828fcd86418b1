/* lua/definitions.c - constructors of what is, for the most part, a text: View, Function, ... */
#include <lauxlib.h>
#include <string.h>

#include "lua/model.h"

void luax_refuse_twice(lua_State *L, const struct orm_object *first, const char *label)
{
	struct luax *s = luax_state(L);

	if (!first)
		return;
	(void)fail(s->err, ERR_INPUT, "%s \"%s\" is declared twice", label, first->name);
	if (first->file)
		fail_hint(s->err, "The first one is in %s, line %d.", first->file, first->line);
	luax_throw(L);
}

static const char *sql_argument(struct luax_args *args, int place, const char *what)
{
	const char *text;

	luax_args_push(args, place);
	text = luax_sql_at(args->L, -1);
	if (!text)
		luax_args_expect(args, place, NULL, what);
	lua_pop(args->L, 1);
	return text;
}

/* What the name alone says: Schema{"app"}, Extension{"citext"}. */
static bool needs_no_text(const struct luax_args *args, enum orm_kind kind, int place)
{
	return (kind == ORM_SCHEMA || kind == ORM_EXTENSION) && place > args->count;
}

static void read_positional(struct luax_args *args, struct orm_object *o,
                            const struct orm_attr *attr, int place)
{
	if (attr->kind == ORM_ATTR_NAMES) {
		luax_args_push(args, place);
		if (!luax_names_at(args->L, -1, orm_attr_at(o, attr)))
			luax_args_expect(args, place, NULL, "a list of strings");
		lua_pop(args->L, 1);
	} else if (attr->kind == ORM_ATTR_NAME) {
		*(const char **)orm_attr_at(o, attr) =
		    luax_args_string(args, place, "the name of a table");
	} else {
		*(const char **)orm_attr_at(o, attr) = sql_argument(args, place, "SQL as a string");
	}
}

/* A domain's checks and a materialized view's indexes. */
static void add_part(struct luax_args *args, struct orm_definition *d, int place)
{
	struct luax_value *v;
	enum orm_kind kind;

	luax_args_push(args, place);
	v = luax_tagged(args->L, -1, LUAX_OBJECT);
	kind = v ? v->object->kind : ORM_KIND_COUNT;
	if (d->object.kind == ORM_DOMAIN && kind == ORM_CHECK)
		vec_push(args->arena, &d->checks,
		         orm_constraint_copy(args->arena, (struct orm_constraint *)v->object));
	else if (d->object.kind == ORM_MATERIALIZED_VIEW && kind == ORM_INDEX)
		vec_push(args->arena, &d->indexes,
		         orm_index_copy(args->arena, (struct orm_index *)v->object));
	else
		luax_args_expect(args, place, NULL, "nothing");
	lua_pop(args->L, 1);
}

struct orm_definition *luax_build_definition(struct luax_args *args, enum orm_kind kind)
{
	const struct orm_kind_info *info = &orm_kinds[kind];
	struct orm_definition *d =
	    orm_definition_new(args->arena, kind, luax_args_string(args, 1, "a name"));
	int place = 2;

	for (size_t i = 0; i < info->attr_count; i++)
		if (info->attrs[i].positional && !needs_no_text(args, kind, place))
			read_positional(args, &d->object, &info->attrs[i], place++);
	for (; place <= args->count; place++)
		add_part(args, d, place);
	luax_declared_here(args->L, &d->object);
	luax_args_object(args, &d->object);
	luax_args_done(args, args->count);
	return d;
}

/* In a map: finding by name would look at all of them, for each of them. */
static void declare_definition(lua_State *L, struct luax *s, struct orm_definition *d)
{
	struct orm_object *o = &d->object;
	const char *key = orm_object_key(s->arena, NULL, o);

	if (d->arguments)
		key = arena_printf(s->arena, "%s(%s)", key, d->arguments);
	if (!s->definitions)
		s->definitions = map_new(s->arena);
	luax_refuse_twice(L, map_get(s->definitions, key), orm_kinds[o->kind].label);
	map_put(s->definitions, key, o);
	orm_metadata_add_definition(s->metadata, d);
}

/* Upvalue: the kind. */
static int definition_word(lua_State *L)
{
	enum orm_kind kind = (enum orm_kind)lua_tointeger(L, lua_upvalueindex(1));
	struct luax *s = luax_state(L);
	struct luax_args args;
	struct orm_definition *d;

	luax_args_open(L, 1, orm_kinds[kind].model, &args);
	d = luax_build_definition(&args, kind);
	if (s->metadata)
		declare_definition(L, s, d);
	luax_push_object(L, &d->object);
	return 1;
}

void luax_open_definitions(lua_State *L)
{
	for (int kind = 0; kind < ORM_KIND_COUNT; kind++) {
		if (!ORM_IS_DEFINITION(kind))
			continue;
		lua_pushinteger(L, kind);
		lua_pushcclosure(L, definition_word, 1);
		lua_setglobal(L, orm_kinds[kind].model);
	}
}
