/* migrate/cost_touch.c - which tables a statement is about, partitions and referred ones too */
#include "migrate/cost_touch.h"

#include "base/text.h"
#include "migrate/describe.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

enum { DEPTH = 8 };

struct cost_children {
	VEC(const struct orm_table *);
};

static const char *key_of(const struct cost_tables *m, const char *schema, const char *name)
{
	return m->dialect->fold(m->arena,
	                        arena_printf(m->arena, "%s.%s", schema ? schema : "", name));
}

static bool is_relation(enum orm_kind kind)
{
	return kind == ORM_TABLE || kind == ORM_VIEW || kind == ORM_MATERIALIZED_VIEW;
}

static void note_parents(struct cost_tables *m, const struct orm_table *t)
{
	struct names parents = { 0 };

	orm_parents(m->arena, m->dialect, t, &parents);
	for (size_t i = 0; i < parents.len; i++) {
		struct cost_children *list = map_get(m->children, parents.items[i]);

		if (!list) {
			list = ARENA_NEW(m->arena, struct cost_children);
			map_put(m->children, parents.items[i], list);
		}
		vec_push(m->arena, list, t);
	}
}

void cost_tables_find(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *from,
                      struct cost_tables *out)
{
	*out = (struct cost_tables){ a, d, from, map_new(a), map_new(a) };
	for (size_t i = 0; from && d->knows_depends && i < from->tables.len; i++)
		note_parents(out, from->tables.items[i]);
}

void cost_note_made(const struct cost_tables *m, const struct migrate_op *op)
{
	for (size_t i = 0; i < op->changes.len; i++) {
		const struct orm_change *c = &op->changes.items[i];

		if (c->verb == ORM_CREATE && is_relation(c->kind))
			map_put(m->made, key_of(m, c->to->schema, c->to->name), NULL);
	}
}

static void add(const struct cost_tables *m, struct migrate_statement *s, const char *schema,
                const char *table, struct ddl_cost cost)
{
	if (!cost.lock && cost.work <= DDL_INSTANT)
		return;
	if (map_has(m->made, key_of(m, schema, table)))
		return;
	for (size_t i = 0; i < s->touched.len; i++)
		if (text_same(s->touched.items[i].schema, schema) &&
		    text_same(s->touched.items[i].table, table))
			return;
	if (cost.work > s->work)
		s->work = cost.work;
	vec_push(m->arena, &s->touched, (struct ddl_touched){ schema, table, cost, false });
}

/* What is done to a table is done to its partitions and heirs, which have the rows. */
static void add_family(const struct cost_tables *m, struct migrate_statement *s, const char *schema,
                       const char *table, struct ddl_cost cost, int depth)
{
	const struct orm_table *t = m->from ? orm_metadata_table(m->from, schema, table) : NULL;
	const struct cost_children *children =
	    t ? map_get(m->children, orm_object_key(m->arena, m->dialect, &t->object)) : NULL;
	struct ddl_cost own = cost;

	if (children && t->partition_by && own.work > DDL_INSTANT)
		own.work = DDL_INSTANT;
	add(m, s, schema, table, own);
	for (size_t i = 0; children && depth < DEPTH && i < children->len; i++)
		add_family(m, s, children->items[i]->object.schema, children->items[i]->object.name,
		           cost, depth + 1);
}

/* Of what a new key takes: an index beside it, or a comment, is none of the other table's. */
static bool refer_cost(const struct orm_dialect *d, struct ddl_cost *cost)
{
	bool mild = cost->wait == DDL_WAIT_CHANGES;

	if (cost->work == DDL_BUILD || (mild && cost->work == DDL_INSTANT))
		return false;
	if (mild)
		*cost = d->validates;
	else
		*cost = (struct ddl_cost){ cost->work == DDL_INSTANT ? DDL_INSTANT : d->refers.work,
			                   d->refers.wait, d->refers.lock };
	return true;
}

/* Both sides of a foreign key are read, and both are locked. */
static void touch_referred(const struct cost_tables *m, struct migrate_statement *s,
                           const struct orm_constraint *k, enum orm_verb verb, struct ddl_cost cost)
{
	bool known = m->dialect->refers.lock && verb == ORM_CREATE;

	if (k->object.kind != ORM_FOREIGN_KEY || !k->referred_table)
		return;
	if (known ? refer_cost(m->dialect, &cost) : cost.work != DDL_COPY)
		add(m, s, k->referred_schema, k->referred_table, cost);
}

/* A table comes and goes with its foreign keys. */
static void touch_all_referred(const struct cost_tables *m, struct migrate_statement *s,
                               const struct orm_change *c, struct ddl_cost cost)
{
	const struct orm_table *t = (const struct orm_table *)describe_object(c);

	for (size_t i = 0; m->dialect->refers.lock && c->verb != ORM_ALTER &&
	                   c->verb != ORM_RENAME && i < t->constraints.len;
	     i++)
		touch_referred(m, s, t->constraints.items[i], c->verb, cost);
}

/* The table whose partition it is, or was, or becomes. */
static void touch_parents(const struct cost_tables *m, struct migrate_statement *s,
                          const struct orm_change *c, struct ddl_cost cost)
{
	const struct orm_table *from = (const struct orm_table *)c->from;
	const struct orm_table *to = (const struct orm_table *)c->to;
	const struct orm_table *t = to && to->partition_of ? to : from;
	struct names parents = { 0 };

	if (!m->from || !m->dialect->knows_depends || !t || !t->partition_of ||
	    (from && to && text_same(from->partition_of, to->partition_of)) || !cost.lock)
		return;
	if (to && to->partition_of)
		cost = m->dialect->attaches;
	orm_parents(m->arena, m->dialect, t, &parents);
	for (size_t i = 0; i < m->from->tables.len; i++) {
		const struct orm_object *o = &m->from->tables.items[i]->object;
		const char *key = orm_object_key(m->arena, m->dialect, o);

		for (size_t k = 0; k < parents.len; k++)
			if (text_same(parents.items[k], key))
				add(m, s, o->schema, o->name, cost);
	}
}

static bool has_type(const struct cost_tables *m, const struct orm_table *t,
                     const struct orm_object *type)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_type *of = t->columns.items[i]->type;

		if (of && of->name && orm_mentions(m->dialect, of->name, type->name))
			return true;
	}
	return false;
}

/* The tables that have columns of a type: the one that the statement names, or all. */
static void touch_users(const struct cost_tables *m, struct migrate_statement *s,
                        const struct orm_object *type, struct ddl_cost cost)
{
	struct cost_children users = { 0 };
	bool named = false;

	for (size_t i = 0; m->from && i < m->from->tables.len; i++)
		if (has_type(m, m->from->tables.items[i], type))
			vec_push(m->arena, &users, m->from->tables.items[i]);
	for (size_t i = 0; i < users.len; i++)
		named = named || orm_mentions(m->dialect, s->sql, users.items[i]->object.name);
	for (size_t i = 0; i < users.len; i++) {
		const struct orm_object *o = &users.items[i]->object;

		if (!named || orm_mentions(m->dialect, s->sql, o->name))
			add(m, s, o->schema, o->name, cost);
	}
}

static bool is_type(enum orm_kind kind)
{
	return kind == ORM_DOMAIN || kind == ORM_ENUM || kind == ORM_COMPOSITE;
}

static void touch(const struct cost_tables *m, struct migrate_statement *s,
                  const struct orm_change *c, struct ddl_cost cost)
{
	const struct orm_object *o = c->from ? c->from : c->to, *is = describe_object(c);
	const char *owner = describe_owner(c);
	const char *schema = c->schema ? c->schema : o->schema;
	bool wide = cost.wait >= DDL_WAIT_WRITES;

	if (owner && wide)
		add_family(m, s, schema, owner, cost, 0);
	else if (owner)
		add(m, s, schema, owner, cost);
	else if (is_relation(c->kind) && o->name)
		add(m, s, o->schema, o->name, cost);
	if (c->kind == ORM_FOREIGN_KEY)
		touch_referred(m, s, (const struct orm_constraint *)is, c->verb, cost);
	if (c->kind == ORM_TABLE) {
		touch_all_referred(m, s, c, cost);
		touch_parents(m, s, c, cost);
	}
	if (is_type(c->kind) && c->verb == ORM_ALTER)
		touch_users(m, s, o, cost);
}

void cost_touch(const struct cost_tables *m, struct migrate_statement *s,
                const struct migrate_op *op, struct ddl_cost cost)
{
	for (size_t i = 0; i < op->changes.len; i++)
		touch(m, s, &op->changes.items[i], cost);
}
