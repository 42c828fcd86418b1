/* migrate/cost.c - the statements that operations come to, and what is known of their costs */
#include "migrate/cost.h"

#include "base/text.h"
#include "migrate/describe.h"
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

/* Tables and views that the plan makes: nobody else knows them yet. */
struct made {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct map *names;
};

static const char *key_of(const struct made *m, const char *schema, const char *name)
{
	return m->dialect->fold(m->arena,
	                        arena_printf(m->arena, "%s.%s", schema ? schema : "", name));
}

static bool is_relation(enum orm_kind kind)
{
	return kind == ORM_TABLE || kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW;
}

static void add_touch(const struct made *m, struct migrate_statement *s, const char *schema,
                      const char *table, struct ddl_cost cost)
{
	if (!cost.lock && cost.work <= DDL_INSTANT)
		return;
	if (map_has(m->names, key_of(m, schema, table)))
		return;
	for (size_t i = 0; i < s->touched.len; i++)
		if (text_same(s->touched.items[i].schema, schema) &&
		    text_same(s->touched.items[i].table, table))
			return;
	if (cost.work > s->work)
		s->work = cost.work;
	vec_push(m->arena, &s->touched, (struct ddl_touched){ schema, table, cost, false });
}

/* Both sides of a foreign key are read, and both are locked. */
static void touch_referred(const struct made *m, struct migrate_statement *s,
                           const struct orm_change *c, struct ddl_cost cost)
{
	const struct orm_constraint *k =
	    (const struct orm_constraint *)(const void *)describe_object(c);

	if (c->kind == ORM_FOREIGN_KEY && k->referred_table && cost.work != DDL_COPY)
		add_touch(m, s, k->referred_schema, k->referred_table, cost);
}

static void touch(const struct made *m, struct migrate_statement *s, const struct migrate_op *op,
                  struct ddl_cost cost)
{
	for (size_t i = 0; i < op->changes.len; i++) {
		const struct orm_change *c = &op->changes.items[i];
		const struct orm_object *o = c->from ? c->from : c->to;
		const char *owner = describe_owner(c);

		if (owner)
			add_touch(m, s, c->schema ? c->schema : o->schema, owner, cost);
		else if (is_relation(c->kind) && o->name)
			add_touch(m, s, o->schema, o->name, cost);
		touch_referred(m, s, c, cost);
	}
}

static void note_made(const struct made *m, const struct migrate_op *op)
{
	for (size_t i = 0; i < op->changes.len; i++) {
		const struct orm_change *c = &op->changes.items[i];

		if (c->verb == ORM_CREATE && is_relation(c->kind))
			map_put(m->names, key_of(m, c->to->schema, c->to->name), NULL);
	}
}

static void add_statement(const struct made *m, const struct migrate_ops *ops,
                          const struct ddl_statement *s, struct migrate_statements *out)
{
	struct ddl_cost cost = m->dialect->cost ? m->dialect->cost(s) : s->cost;
	struct orm_outside how;
	struct migrate_statement one = { .sql = s->sql, .note = s->note, .op = s->op };

	one.outside = s->flags & DDL_OUTSIDE ||
	              (m->dialect->outside && m->dialect->outside(m->arena, s->sql, &how) &&
	               !how.inside && !how.apart && m->dialect->transactional_ddl);
	touch(m, &one, &ops->items[s->op], cost);
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
	struct made made = { .arena = a, .dialect = server->dialect, .names = map_new(a) };
	struct ddl_statements list = { 0 };
	size_t op = 0;

	if (!render_statements_for(a, server, from, ops, &list, err))
		return false;
	for (size_t i = 0; i < list.len; i++) {
		for (; op <= list.items[i].op; op++)
			note_made(&made, &ops->items[op]);
		if (!(list.items[i].flags & (DDL_CHECK | DDL_CONNECTION)))
			add_statement(&made, ops, &list.items[i], out);
	}
	return true;
}
