/*
 * lua/op.c - the table `op`: each call is one operation, run at once
 *
 * Changes of schema are named by migrate_change_name; which builder reads a
 * call is a table by verb and kind.
 */
#include "lua/op.h"

#include <lauxlib.h>
#include <string.h>

#include "lua/script.h"

/* `table`: which argument is the table's name, left out in a batch; 0 = none. */
struct builder {
	luax_builder *build;
	int table;
};

static const struct builder builders[][ORM_KIND_COUNT] = {
	[ORM_CREATE] = {
		[ORM_TABLE] = { luax_op_create_table, 0 },
		[ORM_COLUMN] = { luax_op_create_column, 1 },
		[ORM_PRIMARY_KEY] = { luax_op_create_key, 2 },
		[ORM_UNIQUE] = { luax_op_create_key, 2 },
		[ORM_FOREIGN_KEY] = { luax_op_create_foreign_key, 2 },
		[ORM_CHECK] = { luax_op_create_check, 2 },
		[ORM_EXCLUDE] = { luax_op_create_check, 2 },
		[ORM_INDEX] = { luax_op_create_index, 2 },
	},
	[ORM_DROP] = {
		[ORM_TABLE] = { luax_op_drop, 0 },
		[ORM_COLUMN] = { luax_op_drop_column, 1 },
		[ORM_PRIMARY_KEY] = { luax_op_drop_constraint, 2 },
		[ORM_UNIQUE] = { luax_op_drop_constraint, 2 },
		[ORM_FOREIGN_KEY] = { luax_op_drop_constraint, 2 },
		[ORM_CHECK] = { luax_op_drop_constraint, 2 },
		[ORM_EXCLUDE] = { luax_op_drop_constraint, 2 },
		[ORM_INDEX] = { luax_op_drop, 2 },
	},
	[ORM_ALTER] = {
		[ORM_TABLE] = { luax_op_alter_table, 1 },
		[ORM_COLUMN] = { luax_op_alter_column, 1 },
		[ORM_PRIMARY_KEY] = { luax_op_alter_part, 2 },
		[ORM_UNIQUE] = { luax_op_alter_part, 2 },
		[ORM_FOREIGN_KEY] = { luax_op_alter_part, 2 },
		[ORM_CHECK] = { luax_op_alter_part, 2 },
		[ORM_EXCLUDE] = { luax_op_alter_part, 2 },
		[ORM_INDEX] = { luax_op_alter_part, 2 },
	},
	[ORM_RENAME] = {
		[ORM_TABLE] = { luax_op_rename, 0 },
		[ORM_COLUMN] = { luax_op_rename_column, 1 },
		[ORM_PRIMARY_KEY] = { luax_op_rename_constraint, 3 },
		[ORM_UNIQUE] = { luax_op_rename_constraint, 3 },
		[ORM_FOREIGN_KEY] = { luax_op_rename_constraint, 3 },
		[ORM_CHECK] = { luax_op_rename_constraint, 3 },
		[ORM_EXCLUDE] = { luax_op_rename_constraint, 3 },
		[ORM_INDEX] = { luax_op_rename, 3 },
	},
};

/* Views, triggers and the like; only triggers belong to a table that a batch knows. */
static const struct builder definition_builders[] = {
	[ORM_CREATE] = { luax_op_create_definition, 0 },
	[ORM_DROP] = { luax_op_drop_definition, 0 },
	[ORM_ALTER] = { luax_op_alter_definition, 0 },
	[ORM_RENAME] = { luax_op_rename_definition, 0 },
};
static const struct builder create_trigger = { luax_op_create_definition, 2 };
static const struct builder drop_trigger = { luax_op_drop_definition, 2 };

static const struct builder *builder_of(enum orm_verb verb, enum orm_kind kind)
{
	if (kind == ORM_TRIGGER && verb == ORM_CREATE)
		return &create_trigger;
	if (kind == ORM_TRIGGER && verb == ORM_DROP)
		return &drop_trigger;
	return ORM_IS_DEFINITION(kind) ? &definition_builders[verb] : &builders[verb][kind];
}

/* Alembic's names for what is an ALTER here. */
static const struct builder comment = { luax_op_comment_table, 1 };
static const struct builder uncomment = { luax_op_uncomment_table, 1 };

struct migrate_context *luax_context(lua_State *L)
{
	struct luax *s = luax_state(L);

	if (!s->ctx)
		luax_fail(L, ERR_INPUT, "op can be used in upgrade() and downgrade() only");
	return s->ctx;
}

struct orm_change *luax_add_change(struct luax_call *c, struct orm_object *from,
                                   struct orm_object *to)
{
	vec_push(c->args.arena, &c->changes,
	         (struct orm_change){
		     .verb = c->verb,
		     .kind = c->kind,
		     .from = from,
		     .to = to,
		     .schema = c->schema,
		     .table = c->table,
		     .if_exists = c->if_exists,
		     .allow_data_loss = c->allow_data_loss,
		     .only = c->only,
		 });
	return &c->changes.items[c->changes.len - 1];
}

struct orm_object *luax_named(struct luax_call *c, enum orm_kind kind, const char *name)
{
	struct orm_object *o = arena_alloc(c->args.arena, orm_kinds[kind].size);

	o->kind = kind;
	o->schema = c->schema;
	o->name = name;
	return o;
}

void luax_run_op(lua_State *L, struct migrate_op *op)
{
	struct luax *s = luax_state(L);
	struct migrate_context *ctx = luax_context(L);

	op->line = luax_here(L, &op->file);
	ctx->file = op->file ? op->file : ctx->file;
	ctx->line = op->line;
	if (!migrate_context_run(ctx, op, s->err))
		luax_throw(L);
}

static void finish(struct luax_call *c)
{
	struct migrate_op op = { .kind = MIGRATE_CHANGE, .changes = c->changes };

	if (!c->state->batch) {
		luax_run_op(c->L, &op);
		return;
	}
	for (size_t i = 0; i < c->changes.len; i++)
		vec_push(c->args.arena, c->state->batch, c->changes.items[i]);
}

static bool makes_whole(const struct luax_call *c)
{
	return c->verb == ORM_CREATE && ORM_STANDS_ALONE(c->kind);
}

/* Upvalues: builder, verb, kind, name, is it one of a batch's? */
static int call(lua_State *L)
{
	const struct builder *b = lua_touserdata(L, lua_upvalueindex(1));
	struct luax_call c = {
		.L = L,
		.state = luax_state(L),
		.verb = (enum orm_verb)lua_tointeger(L, lua_upvalueindex(2)),
		.kind = (enum orm_kind)lua_tointeger(L, lua_upvalueindex(3)),
	};
	bool batch = lua_toboolean(L, lua_upvalueindex(5));

	(void)luax_context(L);
	if (batch != (c.state->batch != NULL))
		luax_fail(L, ERR_INPUT,
		          batch ? "this batch has ended"
		                : "use the batch's functions inside a batch");
	luax_args_open(L, 1, lua_tostring(L, lua_upvalueindex(4)), &c.args);
	if (batch) {
		luax_args_insert(&c.args, b->table, c.state->batch_table);
		c.schema = c.state->batch_schema;
	} else if (!makes_whole(&c)) {
		c.schema = luax_args_keyword(&c.args, "schema");
	}
	c.if_exists = luax_args_flag(&c.args, c.verb == ORM_CREATE ? "if_not_exists" : "if_exists");
	c.allow_data_loss = luax_args_flag(&c.args, "allow_data_loss");
	c.only = b->build == luax_op_alter_column && luax_args_flag(&c.args, "only");
	b->build(&c);
	finish(&c);
	return 0;
}

/* Adds a function to the table at the top of the stack, unless its name is taken. */
static void add(lua_State *L, const struct builder *b, enum orm_verb verb, enum orm_kind kind,
                const char *name, bool batch)
{
	if (!b->build || !name || (batch && !b->table))
		return;
	if (lua_getfield(L, -1, name) == LUA_TNIL) {
		lua_pushlightuserdata(L, (void *)(uintptr_t)b);
		lua_pushinteger(L, verb);
		lua_pushinteger(L, (lua_Integer)kind);
		lua_pushfstring(L, "%s.%s", batch ? "batch" : "op", name);
		lua_pushboolean(L, batch);
		lua_pushcclosure(L, call, 5);
		lua_setfield(L, -3, name);
	}
	lua_pop(L, 1);
}

/* What an unmarked name means of several kinds is what the names table says first. */
static void add_changes(lua_State *L, bool batch)
{
	for (size_t verb = 0; verb < COUNT(builders); verb++) {
		for (int kind = 0; kind < ORM_KIND_COUNT; kind++) {
			const char *name =
			    migrate_change_name((enum orm_verb)verb, (enum orm_kind)kind);
			enum orm_verb first_verb;
			enum orm_kind first;

			if (name && migrate_change_find(name, &first_verb, &first))
				add(L, builder_of(first_verb, first), first_verb, first, name,
				    batch);
		}
	}
	add(L, &comment, ORM_ALTER, ORM_TABLE, "create_table_comment", batch);
	add(L, &uncomment, ORM_ALTER, ORM_TABLE, "drop_table_comment", batch);
}

/* Looking up a function that isn't there; upvalue: "op" or "batch". */
static int missing(lua_State *L)
{
	struct luax *s = luax_state(L);
	const char *of = lua_tostring(L, lua_upvalueindex(1)), *name = luaL_tolstring(L, 2, NULL);
	struct names known = { 0 };
	bool own = !strcmp(of, "op");

	if (own && luax_push_operation(L, name, "run"))
		return 1;
	if (own)
		luax_operation_names(L, &known);
	lua_pushnil(L);
	while (lua_next(L, 1)) {
		lua_pop(L, 1);
		vec_push(s->arena, &known, lua_tostring(L, -1));
	}
	luax_sort_names(&known);
	luax_fail_near(L, name, known.items, known.len, "unknown operation \"%s.%s\"", of, name);
}

static void guard(lua_State *L, const char *of)
{
	lua_createtable(L, 0, 1);
	lua_pushstring(L, of);
	lua_pushcclosure(L, missing, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
}

/* op.batch_alter_table("table", function(batch) ... end): one change of the table */
static int batch_alter_table(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct migrate_op op = { .kind = MIGRATE_CHANGE };
	struct luax_args args;

	(void)luax_context(L);
	if (s->batch)
		luax_fail(L, ERR_INPUT, "a batch can't stand inside another");
	luax_args_open(L, 1, "op.batch_alter_table", &args);
	s->batch_table = luax_args_string(&args, 1, "the name of the table");
	s->batch_schema = luax_args_keyword(&args, "schema");
	luax_args_done(&args, 2);
	luax_args_push(&args, 2);
	if (!lua_isfunction(L, -1))
		luax_args_expect(&args, 2, NULL, "a function");
	lua_newtable(L);
	add_changes(L, true);
	guard(L, "batch");
	s->batch = &op.changes;
	lua_call(L, 1, 0);
	s->batch = NULL;
	if (op.changes.len)
		luax_run_op(L, &op);
	return 0;
}

/* op.f("name"): names are taken as they are anyway */
static int final_name(lua_State *L)
{
	luaL_checkstring(L, 1);
	lua_settop(L, 1);
	return 1;
}

/* op.autocommit(function() ... end): SQL in it isn't in a transaction */
static int autocommit(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct migrate_context *ctx = luax_context(L);

	if (s->batch)
		luax_fail(L, ERR_INPUT, "op.autocommit can't stand inside a batch");
	if (ctx->autocommit)
		luax_fail(L, ERR_INPUT, "op.autocommit can't stand inside another");
	if (!lua_isfunction(L, 1))
		luax_fail(L, ERR_INPUT, "op.autocommit expects a function, got %s",
		          luax_describe(L, 1));
	lua_settop(L, 1);
	ctx->autocommit = true;
	lua_call(L, 0, 0);
	ctx->autocommit = false;
	return 0;
}

static int raise_irreversible(lua_State *L)
{
	const char *why = luaL_optstring(L, 1, "this revision can't be undone");

	luax_fail(L, ERR_UNSUPPORTED, "%s", why);
}

void luax_open_op(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "autocommit", autocommit },
		{ "backfill", luax_op_backfill },
		{ "batch_alter_table", batch_alter_table },
		{ "bulk_insert", luax_op_bulk_insert },
		{ "execute", luax_op_execute },
		{ "f", final_name },
		{ "query", luax_op_query },
		{ "raise_irreversible", raise_irreversible },
		{ NULL, NULL },
	};

	luaL_newlib(L, functions);
	luax_push_reverse(L);
	lua_setfield(L, -2, "reverse");
	add_changes(L, false);
	guard(L, "op");
	lua_setglobal(L, "op");
}
