/*
 * lua/hooks.c - call what limbeck.lua gives
 */
#include <lauxlib.h>
#include <string.h>

#include "base/clock.h"
#include "lua/hooks_private.h"
#include "lua/model.h"
#include "lua/op.h"
#include "lua/script.h"
#include "orm/schema/attribute.h"

/* A hook is asked once for every object: it gets as long as the file itself. */
#define SECONDS_MAX 30

const char *const luax_hook_names[LUAX_HOOKS] = {
	[LUAX_INCLUDE_NAME] = "include_name",
	[LUAX_INCLUDE_OBJECT] = "include_object",
	[LUAX_COMPARE_TYPE] = "compare_type",
	[LUAX_COMPARE_DEFAULT] = "compare_server_default",
	[LUAX_PROCESS_OPERATIONS] = "process_operations",
	[LUAX_BEFORE_REVISION] = "before_revision",
	[LUAX_AFTER_REVISION] = "after_revision",
};

bool luax_hooks_has(const struct luax_hooks *h, enum luax_hook which)
{
	return h && h->given[which];
}

void luax_hooks_close(struct luax_hooks *h)
{
	if (h)
		luax_close(&h->lua);
}

void luax_hooks_keep(lua_State *L, struct luax_hooks *h, enum luax_hook which)
{
	h->given[which] = true;
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &luax_hook_names[which]);
}

/* What a call is about; one struct for all hooks. */
struct hook_call {
	struct luax_hooks *hooks;
	enum luax_hook which;
	const struct orm_object *object, *other;
	bool reflected;
	const struct orm_column *from, *to;
	const char *from_text, *to_text;
	const struct migrate_revision *revision;
	enum migrate_direction direction;
	bool answer, changed;
	const struct orm_dialect *dialect;
	struct migrate_ops *ops;
};

static bool protected_call(struct hook_call *c, lua_CFunction f, struct error *err)
{
	struct luax *s = &c->hooks->lua;

	s->err = err;
	s->line = 0;
	s->deadline = c->which >= LUAX_BEFORE_REVISION ? 0 : clock_ms() + SECONDS_MAX * 1000;
	return luax_protected(s, f, c);
}

static void push_hook(lua_State *L, const struct hook_call *c)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &luax_hook_names[c->which]);
}

/* "table", "foreign_key_constraint", "materialized_view" */
static void push_kind(lua_State *L, enum orm_kind kind)
{
	const char *label = orm_kinds[kind].label;

	luaL_gsub(L, label, " ", "_");
	if (!ORM_IS_CONSTRAINT(kind) || strstr(label, "constraint"))
		return;
	lua_pushliteral(L, "_constraint");
	lua_concat(L, 2);
}

static void set_text(lua_State *L, const char *name, const char *text)
{
	lua_pushstring(L, text);
	lua_setfield(L, -2, name);
}

static const char *owner_of(const struct orm_object *o)
{
	if (ORM_IS_DEFINITION(o->kind))
		return ((const struct orm_definition *)(const void *)o)->on;
	return o->kind != ORM_TABLE && o->table ? o->table->object.name : NULL;
}

static const char *schema_of(const struct orm_object *o)
{
	return ORM_STANDS_ALONE(o->kind) || !o->table ? o->schema : o->table->object.schema;
}

/* {name, type, schema, table, comment}, nil where there is nothing */
static void push_object(lua_State *L, const struct orm_object *o)
{
	if (!o) {
		lua_pushnil(L);
		return;
	}
	lua_newtable(L);
	set_text(L, "name", o->name);
	set_text(L, "schema", schema_of(o));
	set_text(L, "table", owner_of(o));
	set_text(L, "comment", o->comment);
	push_kind(L, o->kind);
	lua_setfield(L, -2, "type");
}

/* {schema_name, table_name, schema_qualified_table_name} */
static void push_parents(lua_State *L, const struct orm_object *o)
{
	const char *schema = schema_of(o), *table = owner_of(o);

	if (o->kind == ORM_TABLE)
		table = o->name;
	lua_newtable(L);
	set_text(L, "schema_name", schema);
	set_text(L, "table_name", table);
	if (!table)
		return;
	lua_pushfstring(L, "%s%s%s", schema ? schema : "", schema ? "." : "", table);
	lua_setfield(L, -2, "schema_qualified_table_name");
}

/* The hook's answer; nil is `otherwise`. */
static bool take_answer(lua_State *L, const struct hook_call *c, bool otherwise)
{
	if (lua_isnil(L, -1))
		return otherwise;
	if (!lua_isboolean(L, -1))
		luax_fail(L, ERR_INPUT, "\"%s\" is to return true or false, not %s",
		          luax_hook_names[c->which], luax_describe(L, -1));
	return lua_toboolean(L, -1);
}

static int include_name(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);

	push_hook(L, c);
	lua_pushstring(L, c->object->name);
	push_kind(L, c->object->kind);
	push_parents(L, c->object);
	lua_call(L, 3, 1);
	c->answer = take_answer(L, c, true);
	return 0;
}

static int include_object(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);

	push_hook(L, c);
	push_object(L, c->object);
	lua_pushstring(L, c->object->name);
	push_kind(L, c->object->kind);
	lua_pushboolean(L, c->reflected);
	push_object(L, c->other);
	lua_call(L, 5, 1);
	c->answer = take_answer(L, c, true);
	return 0;
}

bool luax_hooks_include(struct luax_hooks *h, const struct orm_object *o, bool reflected,
                        const struct orm_object *other, bool *out, struct error *err)
{
	struct hook_call c = { .hooks = h,
		               .which = LUAX_INCLUDE_NAME,
		               .object = o,
		               .other = other,
		               .reflected = reflected,
		               .answer = true };

	if (luax_hooks_has(h, c.which) && !protected_call(&c, include_name, err))
		return false;
	c.which = LUAX_INCLUDE_OBJECT;
	if (c.answer && luax_hooks_has(h, c.which) && !protected_call(&c, include_object, err))
		return false;
	*out = c.answer;
	return true;
}

static int differs(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);

	push_hook(L, c);
	push_object(L, &c->from->object);
	push_object(L, &c->to->object);
	lua_pushstring(L, c->from_text);
	lua_pushstring(L, c->to_text);
	lua_call(L, 4, 1);
	c->answer = take_answer(L, c, true);
	return 0;
}

bool luax_hooks_differs(struct luax_hooks *h, enum luax_hook which, const struct orm_column *from,
                        const struct orm_column *to, const char *from_text, const char *to_text,
                        bool *out, struct error *err)
{
	struct hook_call c = { .hooks = h,
		               .which = which,
		               .from = from,
		               .to = to,
		               .from_text = from_text,
		               .to_text = to_text,
		               .answer = true };
	bool ok = !luax_hooks_has(h, which) || protected_call(&c, differs, err);

	*out = c.answer;
	return ok;
}

static void push_names(lua_State *L, const struct names *list)
{
	lua_newtable(L);
	for (size_t i = 0; i < list->len; i++) {
		lua_pushstring(L, list->items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

/* The words of scripts; what watches over settings isn't asked about them. */
static void need_op(lua_State *L, struct luax_hooks *h)
{
	if (h->has_op)
		return;
	lua_pushglobaltable(L);
	lua_getmetatable(L, -1);
	lua_pushnil(L);
	lua_setmetatable(L, -3);
	luax_open_types(L);
	luax_open_elements(L);
	luax_open_constraints(L);
	luax_open_tables(L);
	luax_open_op(L);
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
	h->has_op = true;
}

static int revision(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);
	const struct migrate_revision *r = c->revision;

	need_op(L, c->hooks);
	push_hook(L, c);
	lua_newtable(L);
	set_text(L, "revision", r->id);
	set_text(L, "message", r->message);
	set_text(L, "path", r->path);
	set_text(L, "direction", c->direction == MIGRATE_UP ? "upgrade" : "downgrade");
	push_names(L, &r->down);
	lua_setfield(L, -2, "down_revision");
	push_names(L, &r->labels);
	lua_setfield(L, -2, "branch_labels");
	lua_call(L, 1, 0);
	return 0;
}

bool luax_hooks_revision(struct luax_hooks *h, enum luax_hook which, struct migrate_context *ctx,
                         const struct migrate_revision *r, enum migrate_direction direction,
                         struct error *err)
{
	struct hook_call c = { .hooks = h, .which = which, .revision = r, .direction = direction };
	const char *file = ctx->file;
	int line = ctx->line;
	struct arena *arena;
	bool ok;

	if (!luax_hooks_has(h, which))
		return true;
	arena = h->lua.arena;
	h->lua.arena = ctx->arena;
	h->lua.ctx = ctx;
	ok = protected_call(&c, revision, err);
	h->lua.ctx = NULL;
	h->lua.arena = arena;
	ctx->file = file;
	ctx->line = line;
	return ok;
}

/* An operation as the hook sees it; `operation` leads back to it. */
static void push_operation(lua_State *L, const struct hook_call *c, struct migrate_op *op)
{
	const struct orm_change *change = op->changes.len ? &op->changes.items[0] : NULL;
	const struct orm_object *o = !change ? NULL : change->to ? change->to : change->from;

	lua_newtable(L);
	lua_pushlightuserdata(L, op);
	lua_setfield(L, -2, "operation");
	set_text(L, "text", migrate_op_text(luax_state(L)->arena, c->dialect, op));
	set_text(L, "loses", op->loses);
	set_text(L, "name",
	         change                        ? migrate_change_name(change->verb, change->kind)
	         : op->kind == MIGRATE_EXECUTE ? "execute"
	                                       : "bulk_insert");
	if (!change)
		return;
	push_object(L, o);
	lua_setfield(L, -2, "object");
	set_text(L, "table",
	         change->table               ? change->table
	         : o && o->kind == ORM_TABLE ? o->name
	                                     : NULL);
	set_text(L, "schema", change->schema ? change->schema : o ? o->schema : NULL);
}

static struct migrate_op *operation_at(lua_State *L, int index)
{
	struct migrate_op *op = NULL;

	if (lua_istable(L, index)) {
		lua_pushliteral(L, "operation");
		lua_rawget(L, index < 0 ? index - 1 : index);
		op = lua_touserdata(L, -1);
		lua_pop(L, 1);
	}
	return op;
}

/* "SQL", or {"SQL", undo = "SQL"}. */
static struct migrate_op read_statement(lua_State *L)
{
	struct migrate_op op = { .kind = MIGRATE_EXECUTE, .sql = luax_text_at(L, -1) };

	if (lua_istable(L, -1)) {
		lua_rawgeti(L, -1, 1);
		op.sql = luax_text_at(L, -1);
		lua_getfield(L, -2, "undo");
		op.undo = luax_text_at(L, -1);
		lua_pop(L, 2);
	}
	if (!op.sql)
		luax_fail(L, ERR_INPUT,
		          "\"process_operations\" is to return operations and SQL, not %s",
		          luax_describe(L, -1));
	return op;
}

static void take_operation(lua_State *L, struct hook_call *c, struct migrate_ops *out)
{
	const struct migrate_op *op = operation_at(L, -1);

	vec_push(luax_state(L)->arena, out, op ? *op : read_statement(L));
	c->changed |= !op || out->len > c->ops->len || op != &c->ops->items[out->len - 1];
}

static int process(lua_State *L)
{
	struct hook_call *c = lua_touserdata(L, 1);
	struct migrate_ops out = { 0 };

	push_hook(L, c);
	lua_newtable(L);
	for (size_t i = 0; i < c->ops->len; i++) {
		push_operation(L, c, &c->ops->items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_call(L, 1, 1);
	if (lua_isnil(L, -1))
		return 0;
	if (!lua_istable(L, -1))
		luax_fail(L, ERR_INPUT, "\"process_operations\" is to return a list, not %s",
		          luax_describe(L, -1));
	for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
		take_operation(L, c, &out);
		lua_pop(L, 1);
	}
	c->changed |= out.len != c->ops->len;
	if (c->changed)
		*c->ops = out;
	return 0;
}

bool luax_hooks_process(struct luax_hooks *h, const struct orm_dialect *d, struct migrate_ops *ops,
                        bool *changed, struct error *err)
{
	struct hook_call c = {
		.hooks = h, .which = LUAX_PROCESS_OPERATIONS, .dialect = d, .ops = ops
	};
	bool ok = !luax_hooks_has(h, c.which) || !ops->len || protected_call(&c, process, err);

	*changed = c.changed;
	return ok;
}
