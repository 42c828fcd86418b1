/* migrate/context_batches.c - rows updated range by range, or at once where that is better */
#include "migrate/batches.h"
#include "migrate/batches_key.h"
#include "migrate/context_private.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

static bool find_key(struct migrate_context *ctx, struct migrate_batches *b, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct orm_metadata *m = NULL;
	const struct orm_table *t;

	if (!reflect_table(ctx->arena, ctx->conn, b->schema, b->table, &m, err))
		return false;
	t = m ? orm_metadata_table(m, b->schema, b->table) : NULL;
	if (!t)
		return fail(err, ERR_INPUT, "there is no table \"%s\" to fill", b->table);
	return migrate_batches_key(ctx->arena, d, t, b, err);
}

static void say(struct migrate_context *ctx, const struct migrate_batches *b)
{
	if (ctx->sql)
		buf_addf(ctx->sql, "-- limbeck itself does this %lld rows at a time\n",
		         (long long)b->size);
	if (ctx->trial && ctx->on_warning)
		ctx->on_warning(ctx->data,
		                arena_printf(ctx->arena,
		                             "all rows of \"%s\" at once here; else it would be "
		                             "%lld at a time, each time a transaction",
		                             b->table, (long long)b->size));
}

static bool run_whole(struct migrate_context *ctx, const struct migrate_batches *b,
                      struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	bool alone = ctx->autocommit, ok;

	say(ctx, b);
	ctx->autocommit = false;
	ok = context_send(ctx, migrate_batches_update(ctx->arena, d, b, NULL), NULL, 0, err);
	ctx->autocommit = alone;
	return ok;
}

bool migrate_context_batches(struct migrate_context *ctx, const struct migrate_batches *b,
                             struct error *err)
{
	struct migrate_batches whole = *b;
	const char *sql = migrate_batches_update(ctx->arena, orm_conn_dialect(ctx->conn), b, NULL);

	ctx->line = b->line ? b->line : ctx->line;
	if (!context_go_on(ctx, err))
		return context_fail(ctx, err);
	ctx->altered = true;
	/* It may be gone since. */
	if (ctx->statements < ctx->done) {
		ctx->statements++;
		return true;
	}
	if (!find_key(ctx, &whole, err))
		return context_fail(ctx, err);
	if (!ctx->batches)
		return run_whole(ctx, &whole, err);
	if (ctx->on_statement)
		ctx->on_statement(ctx->data, sql, ctx->statements);
	if (!ctx->batches(ctx, &whole, sql, err))
		return context_fail(ctx, err);
	ctx->statements++;
	return true;
}
