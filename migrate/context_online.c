/* migrate/context_online.c - changes during which others go on writing */
#include "base/text.h"
#include "migrate/backfill.h"
#include "migrate/batches.h"
#include "migrate/context_private.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

bool context_by_steps(const struct migrate_context *ctx)
{
	return ctx->online && !ctx->trial && !ctx->single &&
	       orm_conn_dialect(ctx->conn)->goes_by_steps;
}

bool context_can_be_online(const struct migrate_context *ctx, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	if (!ctx->online || d->takes_locks)
		return true;
	if (!d->goes_by_steps) {
		fail(err, ERR_UNSUPPORTED, "%s can't be asked to refuse what others would wait for",
		     d->title);
		return fail_hint(err, "Leave out --online.");
	}
	if (!ctx->single)
		return true;
	fail(err, ERR_UNSUPPORTED, "one transaction would hold its locks to the end");
	return fail_hint(err, "Leave out --single-transaction, or --online.");
}

/* Nobody else knows the table yet. */
static bool is_new(const struct migrate_context *ctx, const struct orm_change *c)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct migrate_context in = { .arena = ctx->arena };
	struct names wanted = { 0 };
	bool found = c->verb == ORM_CREATE && ORM_STANDS_ALONE(c->kind);

	context_note(&in, &wanted, ORM_TABLE, c->schema, c->table);
	if (!c->schema || text_same(c->schema, d->default_schema)) {
		context_note(&in, &wanted, ORM_TABLE, NULL, c->table);
		context_note(&in, &wanted, ORM_TABLE, d->default_schema, c->table);
	}
	for (size_t i = 0; i < wanted.len; i++)
		for (size_t k = 0; k < ctx->created.len; k++)
			found = found || text_same(ctx->created.items[k], wanted.items[i]);
	return found;
}

bool context_online(const struct migrate_context *ctx, const struct orm_changes *changes)
{
	if (!orm_conn_dialect(ctx->conn)->goes_by_steps)
		return ctx->online;
	return context_by_steps(ctx) && !is_new(ctx, changes->items);
}

bool context_lets_write(const struct migrate_context *ctx, const struct ddl_statements *list,
                        struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	for (size_t i = 0; d->goes_by_steps && i < list->len; i++) {
		const struct ddl_statement *s = &list->items[i];
		struct ddl_cost cost = d->cost(s);

		if (s->flags & DDL_CHECK || cost.work < DDL_SCAN || cost.wait < DDL_WAIT_WRITES)
			continue;
		fail(err, ERR_REFUSED,
		     "writes would have to wait while this goes through all "
		     "rows, and there are no steps for it");
		(void)fail_hint(err, "Leave out --online, or make the change in steps by hand.");
		return fail_statement(err, s->sql, -1);
	}
	return true;
}

static bool has_key(struct migrate_context *ctx, const struct orm_change *c, bool *out,
                    struct error *err)
{
	struct orm_metadata *m = NULL;
	const struct orm_table *t;

	*out = false;
	if (!reflect_table(ctx->arena, ctx->conn, c->schema, c->table, &m, err))
		return context_fail(ctx, err);
	t = m ? orm_metadata_table(m, c->schema, c->table) : NULL;
	for (size_t i = 0; t && i < t->constraints.len; i++)
		*out = *out || t->constraints.items[i]->object.kind == ORM_PRIMARY_KEY;
	return true;
}

static bool fill_in_batches(struct migrate_context *ctx, const struct orm_change *c,
                            struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	struct migrate_batches b = { .schema = c->schema,
		                     .table = c->table,
		                     .size = MIGRATE_BATCH_SIZE };
	struct buf set = { 0 }, where = { 0 };

	ddl_name(&set, d, c->to->name);
	buf_addf(&set, " = %s", c->backfill);
	ddl_name(&where, d, c->to->name);
	buf_adds(&where, " IS NULL");
	b.set = buf_take(&set, ctx->arena);
	b.where = buf_take(&where, ctx->arena);
	return migrate_context_batches(ctx, &b, err);
}

static bool fill(struct migrate_context *ctx, const struct migrate_step *step, struct error *err)
{
	bool alone = ctx->autocommit, keyed, ok;

	if (!context_by_steps(ctx))
		return context_send(ctx, step->sql, NULL, 0, err);
	if (ctx->batches) {
		if (!has_key(ctx, step->fills, &keyed, err))
			return false;
		if (keyed)
			return fill_in_batches(ctx, step->fills, err);
	}
	/* at least without the lock of the new column */
	ctx->autocommit = true;
	ok = context_send(ctx, step->sql, NULL, 0, err);
	ctx->autocommit = alone;
	return ok;
}

/* Whatever the server says, it was the expression that somebody gave. */
static void name_backfill(struct migrate_context *ctx, const struct orm_change *c,
                          struct error *err)
{
	const char *name = migrate_backfill_name(ctx->arena, c);

	if (err->code != ERR_DATABASE && err->code != ERR_INTEGRITY)
		return;
	(void)fail_object(err, "column \"%s\"", name);
	if (!*err->hint)
		(void)fail_hint(err,
		                "Choose another value: backfill = \"...\" in a script, "
		                "--backfill \"%s=...\" elsewhere.",
		                name);
}

bool context_fill(struct migrate_context *ctx, const struct migrate_step *step, struct error *err)
{
	struct orm_changes one = { 0 };
	bool marked = false;

	vec_push(ctx->arena, &one, *step->fills);
	/* what goes by steps is committed in between */
	if (!context_by_steps(ctx) && !context_mark(ctx, &one, &marked, err))
		return context_fail(ctx, err);
	if (!fill(ctx, step, err)) {
		context_explain(ctx, &one, marked, err);
		name_backfill(ctx, step->fills, err);
		return false;
	}
	return !marked || context_unmark(ctx, err) || context_fail(ctx, err);
}
