/* migrate/context_explain.c - which rows made a change fail */
#include "migrate/context_private.h"

#include "base/text.h"
#include "migrate/obstacle.h"
#include "orm/dialect.h"
#include "reflect/reflect.h"

#define MARK "limbeck_change"

static bool can_fail(const struct orm_change *c)
{
	if (ORM_IS_CONSTRAINT(c->kind))
		return c->verb == ORM_CREATE;
	if (c->kind == ORM_INDEX)
		return c->verb == ORM_CREATE && ((const struct orm_index *)c->to)->unique;
	return c->kind == ORM_COLUMN && (c->verb == ORM_CREATE || c->verb == ORM_ALTER);
}

/* An option, or going by steps, may have it made outside of the transaction, which ends that. */
static bool stays_inside(const struct migrate_context *ctx, const struct orm_changes *changes)
{
	if (context_by_steps(ctx) && context_online(ctx, changes))
		return false;
	for (size_t i = 0; i < changes->len; i++)
		if (changes->items[i].kind == ORM_INDEX && changes->items[i].to &&
		    changes->items[i].to->options.len)
			return false;
	return true;
}

bool context_mark(struct migrate_context *ctx, const struct orm_changes *changes, bool *marked,
                  struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	*marked = false;
	if (!d->transactional_ddl || !orm_in_transaction(ctx->conn) || ctx->sql ||
	    ctx->statements < ctx->done || !stays_inside(ctx, changes))
		return true;
	for (size_t i = 0; i < changes->len && !*marked; i++)
		*marked = can_fail(&changes->items[i]);
	return !*marked || orm_savepoint(ctx->conn, MARK, err);
}

bool context_unmark(struct migrate_context *ctx, struct error *err)
{
	return orm_release(ctx->conn, MARK, err);
}

/* The tables that the changes name, as they are. */
static bool look(struct migrate_context *ctx, const struct orm_changes *changes,
                 struct orm_metadata **out)
{
	const struct orm_change *c = changes->items;
	struct error ignored = { .position = -1 };

	if (!reflect_table(ctx->arena, ctx->conn, c->schema, c->table, out, &ignored) || !*out)
		return false;
	for (size_t i = 0; i < changes->len; i++) {
		const struct orm_constraint *k =
		    (const struct orm_constraint *)changes->items[i].to;
		struct orm_metadata *m = NULL;
		struct orm_table *t;

		if (changes->items[i].kind != ORM_FOREIGN_KEY || !k || !k->referred_table ||
		    orm_metadata_table(*out, k->referred_schema, k->referred_table))
			continue;
		if (!reflect_table(ctx->arena, ctx->conn, k->referred_schema, k->referred_table, &m,
		                   &ignored))
			return false;
		t = m ? orm_metadata_table(m, k->referred_schema, k->referred_table) : NULL;
		if (t)
			orm_metadata_add_table(*out, t);
	}
	return true;
}

/* A script says of a column what changes; which rows that concerns, its type tells, too. */
static struct orm_changes with_types(struct migrate_context *ctx, const struct orm_changes *changes,
                                     const struct orm_metadata *now)
{
	struct orm_changes out = { 0 };

	for (size_t i = 0; i < changes->len; i++) {
		struct orm_change c = changes->items[i];
		const struct orm_table *t = orm_metadata_table(now, c.schema, c.table);
		const struct orm_column *was = NULL;
		struct orm_column *to;

		if (t && c.kind == ORM_COLUMN && c.verb == ORM_ALTER)
			was = orm_table_column(t, orm_conn_dialect(ctx->conn), c.to->name);
		if (was && !((const struct orm_column *)c.to)->type) {
			to = orm_column_copy(ctx->arena, (const struct orm_column *)c.to);
			to->type = orm_type_copy(ctx->arena, was->type);
			to->object.table = c.to->table;
			c.to = &to->object;
		}
		vec_push(ctx->arena, &out, c);
	}
	return out;
}

/* Does the server say that it was the rows? */
static bool is_about_rows(const struct error *err)
{
	return err->code == ERR_INTEGRITY || text_starts(err->sqlstate, "22") ||
	       text_starts(err->sqlstate, "23");
}

void context_explain(struct migrate_context *ctx, const struct orm_changes *changes, bool marked,
                     struct error *err)
{
	struct migrate_op op = { .kind = MIGRATE_CHANGE };
	struct migrate_ops ops = { 0 };
	struct migrate_obstacles found = { 0 };
	struct orm_metadata *now = NULL;
	struct error ignored = { .position = -1 };

	if (!is_about_rows(err) || ctx->sql || !changes->len || !changes->items->table)
		return;
	if (marked)
		orm_rollback_to(ctx->conn, MARK);
	if (!look(ctx, changes, &now))
		return;
	op.changes = with_types(ctx, changes, now);
	vec_push(ctx->arena, &ops, op);
	if (!migrate_find_obstacles(ctx->arena, ctx->conn, now, now, &ops, &found, &ignored))
		return;
	for (size_t i = 0; i < found.len; i++) {
		const struct migrate_obstacle *o = &found.items[i];

		if (!o->rows)
			continue;
		(void)fail_hint(err, "In the way: %s. %s", o->text,
		                o->needs_value && !o->change->backfill
		                    ? "Give the rows a value by backfill = \"...\"."
		                    : o->hint);
		return;
	}
}
