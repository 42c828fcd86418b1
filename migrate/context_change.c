/*
 * migrate/context_change.c - changes of schema: compiled for the database as it is
 */
#include "migrate/context_private.h"

#include <stdint.h>

#include "base/text.h"
#include "migrate/rights.h"
#include "migrate/steps.h"
#include "orm/ddl/ddl.h"
#include "orm/dialect.h"
#include "orm/schema/resolve.h"
#include "reflect/reflect.h"

static bool lookup(void *data, const char *schema, const char *name, struct orm_metadata **out,
                   struct error *err)
{
	struct migrate_context *ctx = data;

	if (ctx->seen.name && ctx->seen.at == ctx->statements && text_same(ctx->seen.name, name) &&
	    text_same(ctx->seen.schema, schema)) {
		*out = ctx->seen.metadata;
		return true;
	}
	ctx->seen.name = NULL;
	if (!reflect_table(ctx->arena, ctx->conn, schema, name, out, err))
		return false;
	ctx->seen.schema = schema;
	ctx->seen.name = name;
	ctx->seen.metadata = *out;
	ctx->seen.at = ctx->statements;
	return true;
}

static bool lookup_columns(void *data, const char *schema, const char *name,
                           struct orm_metadata **out, struct error *err)
{
	struct migrate_context *ctx = data;

	return reflect_columns(ctx->arena, ctx->conn, schema, name, out, err);
}

/* A column's type may depend on its table: STRICT, or a key that counts up. */
static bool find_table(struct migrate_context *ctx, const struct orm_change *c,
                       struct orm_object *o, struct error *err)
{
	struct orm_metadata *m = NULL;

	if (c->kind == ORM_COLUMN && o == c->to && ((struct orm_column *)(void *)o)->type &&
	    !lookup(ctx, c->schema, c->table, &m, err))
		return false;
	o->table = m ? orm_metadata_table(m, c->schema, c->table) : NULL;
	if (!o->table)
		o->table = orm_table_new(ctx->arena, c->schema, c->table);
	return true;
}

/* What an ALTER says of a table, without what the table holds. */
static struct orm_object *copy_of(struct migrate_context *ctx, const struct orm_change *c,
                                  const struct orm_object *o)
{
	struct orm_table *t;

	if (c->verb != ORM_ALTER || o->kind != ORM_TABLE)
		return orm_object_copy(ctx->arena, o);
	t = orm_table_new(ctx->arena, o->schema, o->name);
	orm_attrs_copy(ctx->arena, &t->object, o, ORM_ATTR_ALL);
	return &t->object;
}

/*
 * A column is said to have the collation that was its table's, or will be: by now
 * the table may have another one.
 */
static struct orm_object *with_collation(struct migrate_context *ctx, const struct orm_change *c,
                                         const struct orm_object *said, struct orm_object *o)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);

	if (c->verb != ORM_ALTER || c->kind != ORM_COLUMN || !d->whole_column || !o->table ||
	    !((const struct orm_column *)said)->collation)
		return o;
	return (struct orm_object *)(uintptr_t)&d
	    ->whole_column(ctx->arena, o->table, (const struct orm_column *)o)
	    ->object;
}

/*
 * A copy in the database's terms: the same operation may run again, and elsewhere.
 * Conventions name a constraint after its table, of which a script says the name only.
 */
static bool resolve(struct migrate_context *ctx, const struct orm_change *c, struct orm_object **o,
                    struct error *err)
{
	const struct orm_object *said = *o;
	struct orm_object *copy;

	if (!*o)
		return true;
	copy = copy_of(ctx, c, *o);
	copy->table = (*o)->table;
	if (!copy->table && c->table) {
		struct orm_change of_copy = *c;

		if (*o == c->to)
			of_copy.to = copy;
		if (!find_table(ctx, &of_copy, copy, err))
			return false;
	}
	if (!orm_resolve_object(ctx->arena, copy, ctx->naming, orm_conn_dialect(ctx->conn), err))
		return false;
	*o = with_collation(ctx, c, said, copy);
	return true;
}

static bool resolve_all(struct migrate_context *ctx, const struct orm_changes *changes,
                        struct orm_changes *out, struct error *err)
{
	for (size_t i = 0; i < changes->len; i++) {
		struct orm_change c = changes->items[i];

		c.allow_data_loss = c.allow_data_loss || ctx->allow_data_loss;
		if (!resolve(ctx, &c, &c.from, err) || !resolve(ctx, &c, &c.to, err))
			return false;
		vec_push(ctx->arena, out, c);
	}
	return true;
}

/* A row says why the change must not be made. */
static bool check(struct migrate_context *ctx, const char *sql, struct error *err)
{
	struct orm_result *r;
	enum orm_step step;

	if (!context_go_on(ctx, err) || !orm_query(ctx->conn, sql, NULL, 0, &r, err))
		return false;
	if ((step = orm_next(r, err)) == ORM_ROW) {
		(void)fail(err, ERR_REFUSED, "%s", orm_get_text(r, 0));
		(void)fail_hint(err, "%s", orm_get_text(r, 1));
	}
	orm_result_close(r);
	return step == ORM_DONE;
}

static bool run_statement(struct migrate_context *ctx, const struct ddl_statement *s,
                          struct error *err)
{
	if (s->flags & DDL_CHECK) {
		if (ctx->statements < ctx->done)
			return true;
		if (ctx->sql && s->guard)
			buf_addf(ctx->sql, "%s;\n", s->guard);
		return check(ctx, s->sql, err) || context_fail(ctx, err);
	}
	if (s->flags & DDL_REWRITE)
		ctx->rebuilt = true;
	return context_send(ctx, s->sql, NULL, 0, err);
}

/* Is it an object of its own, one that scripts can be said to have made? */
static bool stands_alone(enum orm_kind kind)
{
	return kind == ORM_INDEX || ORM_STANDS_ALONE(kind);
}

static void note_created(struct migrate_context *ctx, const struct orm_change *c)
{
	const struct orm_table *t;

	context_note(ctx, &ctx->created, c->kind, c->to->schema, c->to->name);
	if (c->kind != ORM_TABLE)
		return;
	t = (const struct orm_table *)(const void *)c->to;
	for (size_t i = 0; i < t->indexes.len; i++)
		context_note(ctx, &ctx->created, ORM_INDEX, c->to->schema,
		             t->indexes.items[i]->object.name);
}

static void note(struct migrate_context *ctx, const struct orm_change *c)
{
	if (c->verb != ORM_CREATE || !stands_alone(c->kind))
		ctx->altered = true;
	if (!stands_alone(c->kind))
		return;
	if ((c->verb == ORM_DROP || c->verb == ORM_RENAME) && c->from)
		context_note(ctx, &ctx->dropped, c->kind, c->from->schema, c->from->name);
	if ((c->verb == ORM_CREATE || c->verb == ORM_RENAME) && c->to)
		note_created(ctx, c);
}

/* Remembered before the first of them is sent. */
static void keep(struct migrate_context *ctx, const struct ddl_statements *list)
{
	ctx->compiled.statements = (struct names){ 0 };
	ctx->compiled.start = ctx->statements;
	for (size_t i = 0; i < list->len; i++)
		if (!(list->items[i].flags & DDL_CHECK))
			vec_push(ctx->arena, &ctx->compiled.statements, list->items[i].sql);
	vec_push(ctx->arena, &ctx->compiled.counts, (unsigned)ctx->compiled.statements.len);
}

static bool compile(struct migrate_context *ctx, const struct orm_changes *changes,
                    struct error *err)
{
	struct ddl d = { .arena = ctx->arena,
		         .dialect = orm_conn_dialect(ctx->conn),
		         .version = orm_conn_version(ctx->conn),
		         .online = context_online(ctx, changes),
		         .lookup = lookup,
		         .lookup_columns = lookup_columns,
		         .lookup_data = ctx,
		         .dropped = &ctx->compiled.dropped };

	if (!migrate_rights_ask(ctx, changes, err) ||
	    !ddl_compile(&d, changes->items, changes->len, err) ||
	    (d.online && !context_lets_write(ctx, &d.out, err)))
		return context_fail(ctx, err);
	migrate_rights_give(ctx, changes, &d.out);
	keep(ctx, &d.out);
	for (size_t i = 0; i < d.out.len; i++)
		if (!run_statement(ctx, &d.out.items[i], err))
			return false;
	migrate_rights_write(ctx, changes);
	return true;
}

/* As the run before compiled it, of which the last one may be done in part. */
static bool repeat(struct migrate_context *ctx, size_t i, struct error *err)
{
	const struct migrate_compiled *before = ctx->before;

	vec_push(ctx->arena, &ctx->compiled.counts, before->counts.items[i]);
	/* after one that was called off, none is done in part */
	if (i + 1 < before->counts.len || before->start > ctx->statements) {
		ctx->statements += before->counts.items[i];
		return true;
	}
	ctx->compiled.statements = before->statements;
	ctx->compiled.start = ctx->statements;
	for (size_t k = 0; k < before->statements.len; k++)
		if (!context_send(ctx, before->statements.items[k], NULL, 0, err))
			return false;
	return true;
}

/* The table as it is, for those steps that need to know. */
static bool steps_of(struct migrate_context *ctx, const struct orm_changes *changes,
                     struct migrate_steps *out, struct error *err)
{
	const struct orm_dialect *d = orm_conn_dialect(ctx->conn);
	const struct orm_change *c = changes->items;
	struct orm_metadata *m = NULL;
	const struct orm_table *now = NULL;

	if (d->keep_values && migrate_has_steps(d, changes)) {
		if (!lookup(ctx, c->schema, c->table, &m, err))
			return context_fail(ctx, err);
		now = m ? orm_metadata_table(m, c->schema, c->table) : NULL;
	}
	migrate_steps(ctx->arena, d, changes, now, out);
	return true;
}

static bool run_changes(struct migrate_context *ctx, const struct orm_changes *changes,
                        struct error *err)
{
	bool marked, committed = ctx->committed;

	if (!context_mark(ctx, changes, &marked, err))
		return context_fail(ctx, err);
	if (!compile(ctx, changes, err)) {
		context_explain(ctx, changes, marked && committed == ctx->committed, err);
		return false;
	}
	return !marked || committed != ctx->committed || context_unmark(ctx, err) ||
	       context_fail(ctx, err);
}

static bool run_step(struct migrate_context *ctx, const struct migrate_step *step,
                     struct error *err)
{
	size_t i = ctx->compiled.counts.len;

	if (step->sql)
		return context_fill(ctx, step, err);
	if (ctx->before && i < ctx->before->counts.len)
		return repeat(ctx, i, err);
	return run_changes(ctx, &step->changes, err);
}

bool context_change(struct migrate_context *ctx, const struct migrate_op *op, struct error *err)
{
	struct orm_changes changes = { 0 };
	struct migrate_steps steps = { 0 };

	ctx->seen.name = NULL;
	if (ctx->before && !ctx->compiled.counts.len)
		ctx->compiled.dropped = ctx->before->dropped;
	if (!context_can_be_online(ctx, err) || !resolve_all(ctx, &op->changes, &changes, err))
		return context_fail(ctx, err);
	if (!steps_of(ctx, &changes, &steps, err))
		return false;
	for (size_t i = 0; i < steps.len; i++)
		if (!run_step(ctx, &steps.items[i], err))
			return false;
	for (size_t i = 0; i < changes.len; i++)
		note(ctx, &changes.items[i]);
	return true;
}
