/* lua/op_data.c - op.execute, op.query and op.bulk_insert */
#include <ctype.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lua/op.h"
#include "migrate/literal.h"
#include "orm/dialect.h"
#include "orm/engine/conn.h"

struct values {
	VEC(struct orm_value);
};

struct orm_value luax_sql_value(lua_State *L, int index, const char *of)
{
	struct luax_value *v = luax_tagged(L, index, LUAX_DEFAULT);
	size_t len;
	const char *text;

	if (v && v->value.kind == ORM_DEFAULT_NULL)
		return orm_null();
	switch (lua_type(L, index)) {
	case LUA_TNIL:
		return orm_null();
	case LUA_TBOOLEAN:
		return orm_int(lua_toboolean(L, index));
	case LUA_TNUMBER:
		if (lua_isinteger(L, index))
			return orm_int(lua_tointeger(L, index));
		return orm_double(lua_tonumber(L, index));
	case LUA_TSTRING:
		text = lua_tolstring(L, index, &len);
		return (struct orm_value){
			.kind = ORM_TEXT,
			.data = arena_strndup(luax_state(L)->arena, text, len),
			.len = len,
		};
	default:
		luax_fail(L, ERR_INPUT, "%s expects a string, number, boolean or null, got %s", of,
		          luax_describe(L, index));
	}
}

/*
 * The next token, with ? and :name for parameters in every database: not all of them
 * know these themselves.
 */
static struct orm_token next_token(const struct orm_dialect *d, const char *p)
{
	struct orm_token t = d->next_token(p, strlen(p));

	if (t.kind == ORM_TOKEN_VARIABLE)
		return t;
	if (t.len == 1 && *p == '?') {
		t.kind = ORM_TOKEN_VARIABLE;
	} else if (t.len == 1 && *p == ':' && (isalpha((unsigned char)p[1]) || p[1] == '_')) {
		t.kind = ORM_TOKEN_VARIABLE;
		for (t.len = 2; isalnum((unsigned char)p[t.len]) || p[t.len] == '_';)
			t.len++;
	} else if (t.kind == ORM_TOKEN_OPERATOR && t.len > 1 && p[t.len - 1] == '?' && *p != '@') {
		/* id=?, where signs in a row would be one operator */
		t.len--;
	}
	return t;
}

/* The value that stands for variable token `t`: the next, or one by name. */
static struct orm_value find_parameter(lua_State *L, const struct orm_token *t, int *next)
{
	struct arena *a = luax_state(L)->arena;
	struct orm_value v;

	if (t->len == 1) {
		lua_rawgeti(L, 2, ++*next);
	} else if (isdigit((unsigned char)t->start[1])) {
		int n = (int)strtol(t->start + 1, NULL, 10);

		*next = n > *next ? n : *next;
		lua_rawgeti(L, 2, n);
	} else {
		lua_pushstring(L, arena_strndup(a, t->start + 1, t->len - 1));
		lua_rawget(L, 2);
	}
	if (lua_isnil(L, -1))
		luax_fail(L, ERR_INPUT, "op.execute has no value for \"%.*s\" (NULL is null)",
		          (int)t->len, t->start);
	v = luax_sql_value(L, -1, "op.execute");
	lua_pop(L, 1);
	return v;
}

/*
 * Parameters become literals, so that the statement can be recorded, shown and
 * written offline like any other.
 */
static const char *fill_in(lua_State *L, const struct orm_dialect *d, const char *sql)
{
	struct arena *a = luax_state(L)->arena;
	struct values values = { 0 };
	struct buf out = { 0 };
	int next = 0;
	size_t n = 0;

	/* Twice over: what may throw comes first, then what fills the buffer. */
	for (const char *p = sql; *p;) {
		struct orm_token t = next_token(d, p);

		if (t.kind == ORM_TOKEN_VARIABLE)
			vec_push(a, &values, find_parameter(L, &t, &next));
		p += t.len;
	}
	if ((lua_Unsigned)next < lua_rawlen(L, 2))
		luax_fail(L, ERR_INPUT, "op.execute has %d values for %d parameters",
		          (int)lua_rawlen(L, 2), next);
	for (const char *p = sql; *p;) {
		struct orm_token t = next_token(d, p);

		if (t.kind == ORM_TOKEN_VARIABLE)
			write_literal(&out, d, &values.items[n++]);
		else
			buf_add(&out, t.start, t.len);
		p += t.len;
	}
	return buf_take(&out, a);
}

/* op.execute("sql"), op.execute("... ?", {1}), op.execute("... :name", {name = 1}) */
int luax_op_execute(lua_State *L)
{
	struct migrate_context *ctx = luax_context(L);
	struct migrate_op op = { .kind = MIGRATE_EXECUTE };

	if (luax_state(L)->batch)
		luax_fail(L, ERR_INPUT, "op.execute can't stand inside a batch");
	if (lua_istable(L, 1)) { /* op.execute{"sql", {...}} */
		lua_rawgeti(L, 1, 1);
		lua_rawgeti(L, 1, 2);
		lua_remove(L, 1);
	}
	lua_settop(L, 2);
	op.sql = luax_sql_at(L, 1);
	if (!op.sql)
		luax_fail(L, ERR_INPUT, "op.execute expects SQL as a string, got %s",
		          luax_describe(L, 1));
	if (lua_istable(L, 2))
		op.sql = fill_in(L, orm_conn_dialect(ctx->conn), op.sql);
	else if (!lua_isnil(L, 2))
		luax_fail(L, ERR_INPUT, "op.execute expects its parameters in a table");
	luax_run_op(L, &op);
	return 0;
}

static void push_result_value(lua_State *L, struct orm_value v)
{
	switch (v.kind) {
	case ORM_NULL:
		lua_getglobal(L, "null");
		break;
	case ORM_INT:
		lua_pushinteger(L, v.integer);
		break;
	case ORM_DOUBLE:
		lua_pushnumber(L, v.real);
		break;
	default:
		lua_pushlstring(L, v.data ? v.data : "", v.len);
	}
}

static void push_row(lua_State *L, struct orm_result *result)
{
	lua_createtable(L, 0, orm_columns(result));
	for (int i = 0; i < orm_columns(result); i++) {
		push_result_value(L, orm_get(result, i));
		lua_setfield(L, -2, orm_column_name(result, i));
	}
}

/* A result holds the connection: it is closed however this call ends. */
static int collect(lua_State *L)
{
	struct orm_result *result = lua_touserdata(L, 1);
	struct luax *s = luax_state(L);
	enum orm_step step;
	lua_Integer n = 0;

	lua_newtable(L);
	while ((step = orm_next(result, s->err)) == ORM_ROW) {
		push_row(L, result);
		lua_rawseti(L, -2, ++n);
	}
	if (step == ORM_FAILED)
		luax_throw(L);
	return 1;
}

/* op.query("SELECT ... ?", value...) -> rows, each a table by name of column */
int luax_op_query(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct migrate_context *ctx = luax_context(L);
	const char *sql = luax_sql_at(L, 1), *file;
	struct values values = { 0 };
	struct orm_result *result;
	int status;

	if (!sql)
		luax_fail(L, ERR_INPUT, "op.query expects SQL as a string, got %s",
		          luax_describe(L, 1));
	for (int i = 2; i <= lua_gettop(L); i++)
		vec_push(s->arena, &values, luax_sql_value(L, i, "op.query"));
	ctx->line = luax_here(L, &file);
	if (!migrate_context_query(ctx, sql, values.items, values.len, &result, s->err))
		luax_throw(L);
	lua_pushcfunction(L, collect);
	lua_pushlightuserdata(L, result);
	status = lua_pcall(L, 1, 1, 0);
	orm_result_close(result);
	if (status != LUA_OK)
		lua_error(L);
	return 1;
}

/* The keys of the row at the top of the stack, sorted. */
static struct names row_columns(lua_State *L)
{
	struct names columns = { 0 };

	lua_pushnil(L);
	while (lua_next(L, -2)) {
		lua_pop(L, 1);
		if (lua_type(L, -1) != LUA_TSTRING)
			luax_fail(L, ERR_INPUT, "op.bulk_insert expects rows by name of column");
		vec_push(luax_state(L)->arena, &columns, luax_text_at(L, -1));
	}
	luax_sort_names(&columns);
	return columns;
}

static bool same_columns(const struct names *x, const struct names *y)
{
	if (x->len != y->len)
		return false;
	for (size_t i = 0; i < x->len; i++)
		if (strcmp(x->items[i], y->items[i]) != 0)
			return false;
	return true;
}

static struct migrate_row read_row(lua_State *L, const struct names *columns)
{
	struct migrate_row row = { 0 };

	for (size_t i = 0; i < columns->len; i++) {
		lua_getfield(L, -1, columns->items[i]);
		vec_push(luax_state(L)->arena, &row, luax_sql_value(L, -1, "op.bulk_insert"));
		lua_pop(L, 1);
	}
	return row;
}

/* Rows that give the same columns go together: what a row leaves out is a default. */
static void insert_rows(lua_State *L, struct migrate_op *op)
{
	struct arena *a = luax_state(L)->arena;

	for (int i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
		struct names columns;

		if (!lua_istable(L, -1))
			luax_fail(L, ERR_INPUT, "row %d of op.bulk_insert is a %s, not a table", i,
			          luax_describe(L, -1));
		columns = row_columns(L);
		if (!columns.len)
			luax_fail(L, ERR_INPUT, "row %d of op.bulk_insert is empty", i);
		if (op->rows.len && !same_columns(&columns, &op->columns)) {
			luax_run_op(L, op);
			op->rows.len = 0;
		}
		op->columns = columns;
		vec_push(a, &op->rows, read_row(L, &columns));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	if (op->rows.len)
		luax_run_op(L, op);
}

/* op.bulk_insert("table", {{id = 1, name = "a"}, ...}) */
int luax_op_bulk_insert(lua_State *L)
{
	struct migrate_op op = { .kind = MIGRATE_BULK_INSERT };
	struct luax_args args;
	struct luax_value *v;

	(void)luax_context(L);
	luax_args_open(L, 1, "op.bulk_insert", &args);
	op.schema = luax_args_keyword(&args, "schema");
	luax_args_done(&args, 2);
	luax_args_push(&args, 1);
	v = luax_tagged(L, -1, LUAX_OBJECT);
	op.table = v && v->object->kind == ORM_TABLE ? v->object->name : luax_text_at(L, -1);
	if (!op.table)
		luax_args_expect(&args, 1, NULL, "the name of the table");
	luax_args_push(&args, 2);
	if (!lua_istable(L, -1))
		luax_args_expect(&args, 2, NULL, "a list of rows");
	insert_rows(L, &op);
	return 0;
}
