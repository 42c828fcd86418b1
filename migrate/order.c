/* migrate/order.c - put operations in an order that can be executed, by names and phases */
#include "migrate/order.h"

#include <stdint.h>
#include <string.h>

#include "migrate/order_depends.h"
#include "orm/dialect.h"

/* What comes before what, whatever the objects. */
enum phase {
	DROP_TRIGGERS,
	DROP_VIEWS,
	RENAME_TABLES,
	RENAME_COLUMNS,
	DROP_INDEXES,
	DROP_FOREIGN_KEYS,
	DROP_TABLES,
	CREATE_TABLES,
	CHANGE_TABLES,
	CREATE_INDEXES,
	CREATE_VIEWS,
	CREATE_TRIGGERS,
	THE_REST,
	PHASES
};

static enum phase phase_of(const struct migrate_op *op)
{
	const struct orm_change *c = op->changes.items;

	if (op->kind != MIGRATE_CHANGE || !op->changes.len)
		return THE_REST;
	switch (c->kind) {
	case ORM_TRIGGER:
		return c->verb == ORM_DROP ? DROP_TRIGGERS : CREATE_TRIGGERS;
	case ORM_VIEW:
		return c->verb == ORM_DROP ? DROP_VIEWS : CREATE_VIEWS;
	case ORM_INDEX:
		return c->verb == ORM_CREATE ? CREATE_INDEXES : DROP_INDEXES;
	case ORM_TABLE:
		if (c->verb == ORM_RENAME)
			return RENAME_TABLES;
		if (c->verb == ORM_ALTER)
			return CHANGE_TABLES;
		return c->verb == ORM_DROP ? DROP_TABLES : CREATE_TABLES;
	case ORM_FOREIGN_KEY:
		return c->verb == ORM_DROP && op->changes.len == 1 ? DROP_FOREIGN_KEYS
		                                                   : CHANGE_TABLES;
	case ORM_COLUMN:
		return c->verb == ORM_RENAME && op->changes.len == 1 ? RENAME_COLUMNS
		                                                     : CHANGE_TABLES;
	default:
		return CHANGE_TABLES;
	}
}

struct numbers {
	VEC(size_t);
};

/* A group of operations and which of them need which. */
struct group {
	struct arena *arena;
	const struct orm_dialect *d;
	struct migrate_op **ops;
	size_t count;
	struct map *by_name;   /* folded name -> index + 1 */
	struct numbers *needs; /* per operation */
	bool *seen;
	struct numbers order;
};

static const struct orm_object *object_of(const struct migrate_op *op)
{
	const struct orm_change *c = op->changes.items;

	return c->to ? c->to : c->from;
}

static void need(struct group *g, size_t i, const char *name)
{
	size_t other = (size_t)(uintptr_t)map_get(g->by_name, g->d->fold(g->arena, name));

	if (other && other - 1 != i)
		vec_push(g->arena, &g->needs[i], other - 1);
}

static void need_referred_tables(struct group *g, size_t i)
{
	const struct orm_table *t = (const struct orm_table *)object_of(g->ops[i]);

	for (size_t k = 0; k < t->constraints.len; k++)
		if (t->constraints.items[k]->object.kind == ORM_FOREIGN_KEY)
			need(g, i, t->constraints.items[k]->referred_table);
}

/* Every name in its text may be one of the others. */
static void need_mentioned(struct group *g, size_t i)
{
	const struct orm_definition *v = (const struct orm_definition *)object_of(g->ops[i]);
	const char *at = v->definition ? v->definition : "", *end = at + strlen(at);

	while (at < end) {
		struct orm_token t = g->d->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind == ORM_TOKEN_WORD || t.kind == ORM_TOKEN_QUOTED)
			need(g, i, orm_unquote(g->arena, g->d, &t));
	}
}

/* Postorder: what is needed first.  A cycle is cut where it closes, which for
 * the databases that check at creation is the comparison's business to avoid. */
static void visit(struct group *g, size_t i)
{
	if (g->seen[i])
		return;
	g->seen[i] = true;
	for (size_t n = 0; n < g->needs[i].len; n++)
		visit(g, g->needs[i].items[n]);
	vec_push(g->arena, &g->order, i);
}

static void sort_group(struct arena *a, const struct orm_dialect *d, struct migrate_op **ops,
                       size_t count, void (*find)(struct group *g, size_t i), bool reverse)
{
	struct group g = { a, d, ops, count, map_new(a), NULL, NULL, { 0 } };
	struct migrate_op **sorted = arena_alloc(a, (count + 1) * sizeof *sorted);

	g.needs = arena_alloc(a, (count + 1) * sizeof *g.needs);
	g.seen = arena_alloc(a, count + 1);
	for (size_t i = 0; i < count; i++)
		map_put(g.by_name, d->fold(a, object_of(ops[i])->name), (void *)(i + 1));
	for (size_t i = 0; i < count; i++)
		find(&g, i);
	for (size_t i = 0; i < count; i++)
		visit(&g, i);
	for (size_t i = 0; i < count; i++)
		sorted[i] = ops[g.order.items[reverse ? count - 1 - i : i]];
	memcpy(ops, sorted, count * sizeof *ops);
}

static void sort_phase(struct arena *a, const struct orm_dialect *d, enum phase phase,
                       struct migrate_op **ops, size_t count)
{
	if (count < 2)
		return;
	if (phase == CREATE_TABLES || phase == DROP_TABLES)
		sort_group(a, d, ops, count, need_referred_tables, phase == DROP_TABLES);
	else if (phase == CREATE_VIEWS || phase == DROP_VIEWS)
		sort_group(a, d, ops, count, need_mentioned, phase == DROP_VIEWS);
}

void migrate_order(struct arena *a, const struct orm_dialect *d, struct migrate_ops *ops)
{
	struct migrate_op **sorted = arena_alloc(a, (ops->len + 1) * sizeof *sorted);
	struct migrate_op *copy;
	size_t n = 0;

	if (!ops->len)
		return;
	if (d->knows_depends) {
		order_by_depends(a, d, ops);
		return;
	}
	copy = arena_copy(a, ops->items, ops->len * sizeof *copy);
	for (int phase = 0; phase < PHASES; phase++) {
		size_t start = n;

		for (size_t i = 0; i < ops->len; i++)
			if (phase_of(&copy[i]) == (enum phase)phase)
				sorted[n++] = &copy[i];
		sort_phase(a, d, (enum phase)phase, sorted + start, n - start);
	}
	for (size_t i = 0; i < n; i++)
		ops->items[i] = *sorted[i];
}
