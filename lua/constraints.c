/* lua/constraints.c - constructors of keys, foreign keys, checks and indexes */
#include <lauxlib.h>
#include <string.h>

#include "lua/model.h"

void luax_declared_here(lua_State *L, struct orm_object *o)
{
	o->line = luax_here(L, &o->file);
}

/* Arguments `first` and on: members of a key. */
static void read_members(struct luax_args *args, int first, struct orm_elements *out)
{
	for (int i = first; i <= args->count; i++) {
		struct orm_element element;

		luax_args_push(args, i);
		if (!luax_element_at(args->L, -1, &element))
			luax_args_expect(args, i, NULL, "a column or text\"...\"");
		vec_push(args->arena, out, element);
		lua_pop(args->L, 1);
	}
	if (!out->len)
		luax_fail(args->L, ERR_INPUT, "%s needs at least one column", args->of);
}

static void finish(struct luax_args *args, struct orm_object *o)
{
	if (o->kind != ORM_INDEX)
		o->name = luax_args_keyword(args, "name");
	luax_args_object(args, o);
	luax_args_done(args, args->count);
	luax_declared_here(args->L, o);
	luax_push_object(args->L, o);
}

static int build_key(lua_State *L, enum orm_kind kind)
{
	struct luax_args args;
	struct orm_constraint *c;

	luax_args_open(L, 1, orm_kinds[kind].model, &args);
	c = orm_constraint_new(args.arena, kind);
	read_members(&args, 1, &c->elements);
	finish(&args, &c->object);
	return 1;
}

static int primary_key(lua_State *L)
{
	return build_key(L, ORM_PRIMARY_KEY);
}

static int unique(lua_State *L)
{
	return build_key(L, ORM_UNIQUE);
}

static int check(lua_State *L)
{
	struct luax_args args;
	struct orm_constraint *c;

	luax_args_open(L, 1, orm_kinds[ORM_CHECK].model, &args);
	c = orm_constraint_new(args.arena, ORM_CHECK);
	luax_args_push(&args, 1);
	c->expr = luax_sql_at(L, -1);
	if (!c->expr || args.count > 1)
		luax_args_expect(&args, 1, NULL, "one condition as a string");
	lua_pop(L, 1);
	finish(&args, &c->object);
	return 1;
}

/* ExcludeConstraint{"USING gist (room WITH =, during WITH &&)"} */
static int exclude(lua_State *L)
{
	struct luax_args args;
	struct orm_constraint *c;

	luax_args_open(L, 1, orm_kinds[ORM_EXCLUDE].model, &args);
	c = orm_constraint_new(args.arena, ORM_EXCLUDE);
	luax_args_push(&args, 1);
	c->expr = luax_sql_at(L, -1);
	if (!c->expr || args.count > 1)
		luax_args_expect(&args, 1, NULL, "what follows EXCLUDE, as a string");
	lua_pop(L, 1);
	finish(&args, &c->object);
	return 1;
}

/* Index{"name", "column", desc"other", ...}; the name may be nil */
static int index_word(lua_State *L)
{
	struct luax_args args;
	struct orm_index *i;

	luax_args_open(L, 1, orm_kinds[ORM_INDEX].model, &args);
	i = orm_index_new(args.arena, luax_args_optional(&args, 1, "the name of the index"));
	read_members(&args, 2, &i->elements);
	finish(&args, &i->object);
	return 1;
}

bool luax_read_reference(struct arena *a, struct orm_constraint *fk, const char *text)
{
	const char *first = strchr(text, '.'), *last = strrchr(text, '.');
	const char *schema = NULL, *table = text;

	if (!*text || first == text || (last && !last[1]))
		return false;
	if (first) {
		vec_push(a, &fk->referred_columns, last + 1);
		if (first != last) {
			schema = arena_strndup(a, text, (size_t)(first - text));
			table = arena_strndup(a, first + 1, (size_t)(last - first - 1));
		} else {
			table = arena_strndup(a, text, (size_t)(last - text));
		}
	}
	if (!*table || strchr(table, '.') ||
	    (fk->referred_table && strcmp(fk->referred_table, table) != 0))
		return false;
	fk->referred_schema = schema;
	fk->referred_table = table;
	return true;
}

/* Names that hold a dot can't stand in a path: keywords give them instead. */
static bool read_referred(struct luax_args *args, struct orm_constraint *fk)
{
	fk->referred_schema = luax_args_keyword(args, "referred_schema");
	fk->referred_table = luax_args_keyword(args, "referred_table");
	if (luax_args_take(args, "referred_columns")) {
		if (!luax_names_at(args->L, -1, &fk->referred_columns))
			luax_args_expect(args, 0, "referred_columns", "a list of names");
		lua_pop(args->L, 1);
	}
	return fk->referred_table != NULL;
}

static void read_paths(struct luax_args *args, struct orm_constraint *fk, int place)
{
	static const char what[] = "\"table.column\" or \"schema.table.column\"";
	struct names paths;

	if (read_referred(args, fk))
		return;
	luax_args_push(args, place);
	if (!luax_names_at(args->L, -1, &paths) || !paths.len)
		luax_args_expect(args, place, NULL, what);
	for (size_t i = 0; i < paths.len; i++)
		if (!luax_read_reference(args->arena, fk, paths.items[i]))
			luax_fail(args->L, ERR_INPUT, "\"%s\" of %s isn't %s of one table",
			          paths.items[i], args->of, what);
	lua_pop(args->L, 1);
}

/* external = true: the table isn't declared in these models */
static void finish_foreign_key(struct luax_args *args, struct orm_constraint *fk)
{
	struct luax *s = luax_state(args->L);

	if (luax_args_flag(args, "external")) {
		if (!s->external)
			s->external = map_new(s->arena);
		map_put(s->external,
		        luax_table_key(s->arena, fk->referred_schema, fk->referred_table), s);
	}
	finish(args, &fk->object);
}

/* ForeignKeyConstraint{{"a", "b"}, {"parent.x", "parent.y"}} */
static int foreign_key_constraint(lua_State *L)
{
	struct luax_args args;
	struct orm_constraint *fk;

	luax_args_open(L, 1, orm_kinds[ORM_FOREIGN_KEY].model, &args);
	fk = orm_constraint_new(args.arena, ORM_FOREIGN_KEY);
	luax_args_push(&args, 1);
	if (!luax_elements_at(L, -1, &fk->elements) || !fk->elements.len)
		luax_args_expect(&args, 1, NULL, "a list of columns");
	lua_pop(L, 1);
	read_paths(&args, fk, 2);
	if (args.count > 2)
		luax_fail(L, ERR_INPUT, "%s takes 2 arguments, got %d", args.of, args.count);
	if (fk->referred_columns.len && fk->referred_columns.len != fk->elements.len)
		luax_fail(L, ERR_INPUT, "%s has %zu columns that refer to %zu", args.of,
		          fk->elements.len, fk->referred_columns.len);
	finish_foreign_key(&args, fk);
	return 1;
}

/* ForeignKey{"parent.id", ondelete = "CASCADE"}, inside a column */
static int foreign_key(lua_State *L)
{
	struct luax_args args;
	struct orm_constraint *fk;

	luax_args_open(L, 1, "ForeignKey", &args);
	fk = orm_constraint_new(args.arena, ORM_FOREIGN_KEY);
	read_paths(&args, fk, 1);
	if (args.count > 1 || fk->referred_columns.len > 1)
		luax_fail(L, ERR_INPUT, "ForeignKey refers to one column");
	finish_foreign_key(&args, fk);
	return 1;
}

static const char *number_keyword(struct luax_args *args, const char *name)
{
	const char *text;

	if (!luax_args_take(args, name))
		return NULL;
	if (!lua_isinteger(args->L, -1))
		luax_args_expect(args, 0, name, "a whole number");
	text = arena_printf(args->arena, "%lld", (long long)lua_tointeger(args->L, -1));
	lua_pop(args->L, 1);
	return text;
}

static int identity(lua_State *L)
{
	struct luax_args args;
	struct orm_identity i = { 0 };

	luax_args_open(L, 1, "Identity", &args);
	i.always = luax_args_flag(&args, "always");
	i.cycle = luax_args_flag(&args, "cycle");
	i.start = number_keyword(&args, "start");
	i.increment = number_keyword(&args, "increment");
	i.minvalue = number_keyword(&args, "minvalue");
	i.maxvalue = number_keyword(&args, "maxvalue");
	i.cache = number_keyword(&args, "cache");
	luax_args_done(&args, 0);
	luax_push_value(L, LUAX_IDENTITY, "Identity")->identity = i;
	return 1;
}

static int computed(lua_State *L)
{
	struct luax_args args;
	struct luax_value *v;
	const char *expr;
	enum orm_flag persisted = ORM_UNSPECIFIED;

	luax_args_open(L, 1, "Computed", &args);
	luax_args_push(&args, 1);
	expr = luax_sql_at(L, -1);
	if (!expr)
		luax_args_expect(&args, 1, NULL, "SQL as a string");
	if (luax_args_take(&args, "persisted")) {
		if (!lua_isboolean(L, -1))
			luax_args_expect(&args, 0, "persisted", "true or false");
		persisted = lua_toboolean(L, -1) ? ORM_YES : ORM_NO;
	}
	luax_args_done(&args, 1);
	v = luax_push_value(L, LUAX_COMPUTED, "Computed");
	v->expr = expr;
	v->persisted = persisted;
	return 1;
}

void luax_open_constraints(lua_State *L)
{
	lua_register(L, orm_kinds[ORM_PRIMARY_KEY].model, primary_key);
	lua_register(L, orm_kinds[ORM_UNIQUE].model, unique);
	lua_register(L, orm_kinds[ORM_FOREIGN_KEY].model, foreign_key_constraint);
	lua_register(L, orm_kinds[ORM_CHECK].model, check);
	lua_register(L, orm_kinds[ORM_EXCLUDE].model, exclude);
	lua_register(L, orm_kinds[ORM_INDEX].model, index_word);
	lua_register(L, "ForeignKey", foreign_key);
	lua_register(L, "Identity", identity);
	lua_register(L, "Computed", computed);
}
