/* migrate/cost.c - the statements that operations come to, and what is known of their costs */
#include "migrate/cost.h"

#include "migrate/cost_touch.h"
#include "migrate/render.h"
#include "orm/dialect.h"

const char *migrate_work_name(enum ddl_work work)
{
	static const char *const names[] = {
		[DDL_UNKNOWN] = NULL,  [DDL_INSTANT] = "instant", [DDL_SCAN] = "scan",
		[DDL_BUILD] = "build", [DDL_COPY] = "rewrite",
	};

	return names[work];
}

const char *migrate_wait_name(enum ddl_wait wait)
{
	static const char *const names[] = {
		[DDL_WAIT_NONE] = "nothing",
		[DDL_WAIT_CHANGES] = "changes",
		[DDL_WAIT_WRITES] = "writes",
		[DDL_WAIT_ALL] = "all",
	};

	return names[wait];
}

static bool is_checked(const struct orm_dialect *d, const struct orm_object *o,
                       const struct orm_type *type)
{
	const struct orm_definition *domain = (const struct orm_definition *)o;

	return o && o->kind == ORM_DOMAIN && orm_mentions(d, type->name, o->name) &&
	       (domain->checks.len || domain->nullable == ORM_NO);
}

/* A column of a type that has conditions of its own: rows are written to look at them. */
static bool adds_checked(const struct cost_tables *m, const struct migrate_ops *ops,
                         const struct orm_change *c)
{
	const struct orm_type *type = ((const struct orm_column *)c->to)->type;

	if (!type || !type->name)
		return false;
	for (size_t i = 0; m->from && i < m->from->definitions.len; i++)
		if (is_checked(m->dialect, &m->from->definitions.items[i]->object, type))
			return true;
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++)
			if (is_checked(m->dialect, ops->items[i].changes.items[k].to, type))
				return true;
	return false;
}

static bool writes_rows(const struct cost_tables *m, const struct migrate_ops *ops,
                        const struct migrate_op *op)
{
	for (size_t i = 0; i < op->changes.len; i++) {
		const struct orm_change *c = &op->changes.items[i];

		if (c->verb == ORM_CREATE && c->kind == ORM_COLUMN && adds_checked(m, ops, c))
			return true;
	}
	return false;
}

static void add_statement(const struct cost_tables *m, const struct migrate_ops *ops,
                          const struct ddl_statement *s, struct migrate_statements *out)
{
	struct ddl_cost cost = m->dialect->cost ? m->dialect->cost(s) : s->cost;
	struct orm_outside how;
	struct migrate_statement one = { .sql = s->sql, .note = s->note, .op = s->op };

	one.outside = s->flags & DDL_OUTSIDE ||
	              (m->dialect->outside && m->dialect->outside(m->arena, s->sql, &how) &&
	               !how.inside && !how.apart && m->dialect->transactional_ddl);
	if (cost.lock && cost.work < DDL_COPY && writes_rows(m, ops, &ops->items[s->op]))
		cost.work = DDL_COPY;
	cost_touch(m, &one, &ops->items[s->op], cost);
	/* what is about no table, or a new one, is over at once; a script's own may be anything */
	if (!one.touched.len)
		one.work = ops->items[s->op].kind == MIGRATE_CHANGE ? DDL_INSTANT : cost.work;
	else if (!cost.work)
		one.work = DDL_UNKNOWN;
	vec_push(m->arena, out, one);
}

bool migrate_costs(struct arena *a, const struct migrate_server *server,
                   const struct orm_metadata *from, const struct migrate_ops *ops,
                   struct migrate_statements *out, struct error *err)
{
	struct cost_tables tables;
	struct ddl_statements list = { 0 };
	size_t op = 0;

	if (!render_statements_for(a, server, from, ops, &list, err))
		return false;
	cost_tables_find(a, server->dialect, from, &tables);
	for (size_t i = 0; i < list.len; i++) {
		for (; op <= list.items[i].op; op++)
			cost_note_made(&tables, &ops->items[op]);
		if (!(list.items[i].flags & (DDL_CHECK | DDL_CONNECTION)))
			add_statement(&tables, ops, &list.items[i], out);
	}
	return true;
}
