/* lua/op_backfill.c - op.backfill: rows updated range by range */
#include <math.h>

#include "base/buf.h"
#include "lua/op.h"
#include "migrate/batches.h"
#include "orm/dialect.h"

/* The keys of the table at the top of the stack, sorted. */
static struct names columns_at(lua_State *L)
{
	struct names out = { 0 };

	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		if (lua_type(L, -2) != LUA_TSTRING)
			luax_fail(L, ERR_INPUT, "\"set\" of op.backfill expects columns by name");
		vec_push(luax_state(L)->arena, &out, luax_text_at(L, -2));
	}
	luax_sort_names(&out);
	return out;
}

/* {column = "SQL", ...} at the top of the stack, as an UPDATE has it. */
static const char *read_columns(lua_State *L)
{
	const struct orm_dialect *d = orm_conn_dialect(luax_context(L)->conn);
	struct arena *a = luax_state(L)->arena;
	struct names columns = columns_at(L), values = { 0 };
	struct buf out = { 0 };

	for (size_t i = 0; i < columns.len; i++) {
		const char *sql;

		lua_getfield(L, -1, columns.items[i]);
		sql = luax_sql_of(L, -1);
		if (!sql)
			luax_fail(L, ERR_INPUT, "\"%s\" of op.backfill expects SQL, got %s",
			          columns.items[i], luax_describe(L, -1));
		vec_push(a, &values, sql);
		lua_pop(L, 1);
	}
	for (size_t i = 0; i < columns.len; i++) {
		buf_adds(&out, i ? ", " : "");
		ddl_name(&out, d, columns.items[i]);
		buf_addf(&out, " = %s", values.items[i]);
	}
	return buf_take(&out, a);
}

static const char *read_set(lua_State *L, struct luax_args *args)
{
	const char *sql;

	if (!luax_args_take(args, "set"))
		luax_fail(L, ERR_INPUT, "op.backfill needs \"set\": what to set, as SQL");
	sql = luax_sql_at(L, -1);
	if (!sql && lua_istable(L, -1))
		sql = read_columns(L);
	if (!sql || !*sql)
		luax_args_expect(args, 0, "set", "SQL, or SQL by name of column");
	lua_pop(L, 1);
	return sql;
}

/* A number of at least `least`. */
static double read_number(struct luax_args *args, const char *name, double least, double unless)
{
	double x = unless;

	if (!luax_args_take(args, name))
		return unless;
	if (lua_type(args->L, -1) == LUA_TNUMBER)
		x = lua_tonumber(args->L, -1);
	if (lua_type(args->L, -1) != LUA_TNUMBER || !(x >= least) || x > 1e9)
		luax_args_expect(args, 0, name, least > 0 ? "a number of rows" : "seconds");
	lua_pop(args->L, 1);
	return x;
}

static void read_key(struct luax_args *args, struct names *out)
{
	if (!luax_args_take(args, "key"))
		return;
	if (!luax_names_at(args->L, -1, out))
		luax_args_expect(args, 0, "key", "a column, or a list of them");
	lua_pop(args->L, 1);
}

/* op.backfill{"table", set = {state = "'open'"}, where = "state IS NULL", batch = 1000} */
int luax_op_backfill(lua_State *L)
{
	struct luax *s = luax_state(L);
	struct migrate_context *ctx = luax_context(L);
	struct migrate_batches b = { 0 };
	struct luax_args args;

	if (s->batch)
		luax_fail(L, ERR_INPUT, "op.backfill can't stand inside a batch");
	luax_args_open(L, 1, "op.backfill", &args);
	b.table = luax_args_string(&args, 1, "the name of the table");
	b.schema = luax_args_keyword(&args, "schema");
	b.set = read_set(L, &args);
	b.where = luax_args_keyword(&args, "where");
	read_key(&args, &b.key);
	b.size = (int64_t)read_number(&args, "batch", 1, MIGRATE_BATCH_SIZE);
	b.pause_ms = (int)fmin(1000 * read_number(&args, "pause", 0, 0), 1e9);
	luax_args_done(&args, 1);
	b.line = luax_here(L, &b.file);
	ctx->file = b.file ? b.file : ctx->file;
	if (!migrate_context_batches(ctx, &b, s->err))
		luax_throw(L);
	return 0;
}
