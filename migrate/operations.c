/*
 * migrate/operations.c - operations for revisions in C
 */
#include "migrate/operations.h"

static bool change(struct migrate_context *ctx, struct orm_change c, struct error *err)
{
	struct migrate_op op = { .kind = MIGRATE_CHANGE };

	c.allow_data_loss = ctx->allow_data_loss;
	vec_push(ctx->arena, &op.changes, c);
	return migrate_context_run(ctx, &op, err);
}

static struct orm_object *named(struct migrate_context *ctx, enum orm_kind kind, const char *schema,
                                const char *name)
{
	struct orm_object *o = arena_alloc(ctx->arena, orm_kinds[kind].size);

	o->kind = kind;
	o->schema = schema;
	o->name = name;
	return o;
}

bool migrate_create(struct migrate_context *ctx, const char *schema, const char *table,
                    struct orm_object *object, struct error *err)
{
	return change(ctx,
	              (struct orm_change){ .verb = ORM_CREATE,
	                                   .kind = object->kind,
	                                   .to = object,
	                                   .schema = schema,
	                                   .table = table },
	              err);
}

bool migrate_drop(struct migrate_context *ctx, enum orm_kind kind, const char *schema,
                  const char *table, const char *name, struct error *err)
{
	return change(ctx,
	              (struct orm_change){ .verb = ORM_DROP,
	                                   .kind = kind,
	                                   .from = named(ctx, kind, schema, name),
	                                   .schema = schema,
	                                   .table = table },
	              err);
}

bool migrate_rename(struct migrate_context *ctx, enum orm_kind kind, const char *schema,
                    const char *table, const char *name, const char *new_name, struct error *err)
{
	return change(ctx,
	              (struct orm_change){ .verb = ORM_RENAME,
	                                   .kind = kind,
	                                   .from = named(ctx, kind, schema, name),
	                                   .to = named(ctx, kind, schema, new_name),
	                                   .schema = schema,
	                                   .table = table },
	              err);
}

bool migrate_alter(struct migrate_context *ctx, const char *schema, const char *table,
                   struct orm_object *to, uint64_t mask, struct error *err)
{
	return change(ctx,
	              (struct orm_change){ .verb = ORM_ALTER,
	                                   .kind = to->kind,
	                                   .from = named(ctx, to->kind, schema, to->name),
	                                   .to = to,
	                                   .mask = mask,
	                                   .schema = schema,
	                                   .table = table },
	              err);
}

bool migrate_irreversible(const char *why, struct error *err)
{
	return fail(err, ERR_UNSUPPORTED, "%s", why);
}
