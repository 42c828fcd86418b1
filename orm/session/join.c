/* orm/session/join.c - a query and its relations as one statement */
#include "orm/session/query.h"

/* The statement around a query whose rows are to be counted before they are joined. */
struct wrapping {
	struct orm_select select;
	struct orm_source inner; /* what the query is called in it */
	const struct orm_source *from[1];
	struct {
		VEC(struct orm_join);
	} joins;
	struct columns columns, order;
};

const struct orm_expr *moved(struct arena *a, const struct orm_expr *e,
                             const struct orm_source *from, const struct orm_source *to)
{
	if (!e)
		return NULL;
	struct orm_expr *copy = arena_copy(a, e, sizeof *e);
	if (e->of == from)
		copy->of = to;
	copy->left = moved(a, e->left, from, to);
	copy->right = moved(a, e->right, from, to);
	copy->third = moved(a, e->third, from, to);
	const struct orm_expr **items = arena_alloc(a, (e->list.len + 1) * sizeof *items);
	for (size_t n = 0; n < e->list.len; n++)
		items[n] = moved(a, e->list.items[n], from, to);
	copy->list.items = items;
	return copy;
}

/* ORDER BY of the query, by what it calls order_1 and so on. */
static void order_by_query(struct query *q, struct wrapping *w)
{
	for (size_t n = 0; n < q->select.order_by.len; n++) {
		const struct orm_expr *e = q->select.order_by.items[n];
		bool order = e->kind == ORM_EXPR_ORDER;
		const char *name = arena_printf(&q->a, "order_%zu", n + 1);
		struct orm_expr by = { .kind = ORM_EXPR_ORDER };
		if (order)
			by = *e;
		by.left = orm_node(
		    &q->a,
		    (struct orm_expr){ .kind = ORM_EXPR_COLUMN, .of = &w->inner, .name = name });
		vec_push(&q->a, &q->columns,
		         orm_node(&q->a, (struct orm_expr){ .kind = ORM_EXPR_LABEL,
		                                            .left = order ? e->left : e,
		                                            .name = name }));
		vec_push(&q->a, &w->order, orm_node(&q->a, by));
	}
	q->select.columns = (struct orm_exprs){ q->columns.items, q->columns.len };
}

/* Makes the query a subquery. */
static void wrap(struct query *q, struct wrapping *w)
{
	const struct orm_find *f = q->f;
	order_by_query(q, w);
	w->inner = (struct orm_source){ .select = &q->select, .alias = "found" };
	q->levels.items[0].source = &w->inner;
	q->reader = reader_new(q->s, &q->a, q->mapped, &w->inner, f, &w->columns);
}

static void order_by_keys(struct query *q, struct wrapping *w, const struct orm_mapped *m,
                          const struct orm_source *source)
{
	for (size_t k = 0; k < m->keys.len; k++)
		vec_push(
		    &q->a, &w->order,
		    orm_node(&q->a, (struct orm_expr){
					.kind = ORM_EXPR_ORDER,
					.left = reader_column(&q->a, source, m->keys.items[k]) }));
}

static void go_on(struct query *q, struct wrapping *w)
{
	w->select = q->select;
	w->columns = q->columns;
	for (size_t n = 0; n < q->select.joins.len; n++)
		vec_push(&q->a, &w->joins, q->select.joins.items[n]);
	for (size_t n = 0; n < q->select.order_by.len; n++)
		vec_push(&q->a, &w->order, q->select.order_by.items[n]);
	q->levels.items[0].source = &q->mapped->source;
	w->from[0] = &q->mapped->source;
}

static const struct orm_source *source_as(struct query *q, const struct orm_mapped *m, size_t level)
{
	struct orm_source *s = ARENA_NEW(&q->a, struct orm_source);
	s->table = m->table;
	s->alias = arena_printf(&q->a, "%s_%zu", m->table->object.name, level);
	return s;
}

/* AND here.key = there.key, of all columns; `key` is there, what it refers to here. */
static const struct orm_expr *same_key(struct arena *a, const struct orm_field *const *key,
                                       const struct orm_field *const *refers,
                                       const struct orm_source *there,
                                       const struct orm_source *here)
{
	const struct orm_expr *all = NULL;
	for (size_t k = 0; k < ORM_KEY_MAX && key[k]; k++)
		all = orm_and(
		    a, all,
		    orm_eq(a, reader_column(a, there, key[k]), reader_column(a, here, refers[k])));
	return all;
}

static void add_join(struct query *q, struct wrapping *w, const struct level *level,
                     const struct orm_source *source, const struct orm_expr *on)
{
	struct orm_join join = { .kind = ORM_JOIN_LEFT, .source = source, .on = on };
	/* Within what may be nobody, nothing is always there. */
	if (level->by->relation->always && level->from == 0)
		join.kind = ORM_JOIN_INNER;
	vec_push(&q->a, &w->joins, join);
}

static void join_level(struct query *q, struct wrapping *w, size_t n)
{
	struct level *level = &q->levels.items[n];
	const struct orm_linked *l = level->by;
	const struct orm_relation *r = l->relation;
	const struct orm_source *owner = q->levels.items[level->from].source;
	const struct orm_source *target = level->source = source_as(q, l->target, n);
	if (r->kind == ORM_BELONGS_TO) {
		add_join(q, w, level, target, same_key(&q->a, r->key, l->refers, owner, target));
	} else if (r->kind == ORM_MANY_TO_MANY) {
		const struct orm_source *between = source_as(q, l->through, n);
		add_join(q, w, level, between, same_key(&q->a, r->key, l->refers, between, owner));
		add_join(q, w, level, target,
		         same_key(&q->a, r->far, l->far_refers, between, target));
	} else {
		add_join(q, w, level, target, same_key(&q->a, r->key, l->refers, target, owner));
	}
	if (!relation_is_list(l))
		return;
	for (size_t k = 0; k < r->order_by.len; k++)
		vec_push(&q->a, &w->order,
		         moved(&q->a, r->order_by.items[k], &l->target->model->source, target));
}

void join_levels(struct query *q, bool subquery)
{
	struct wrapping *w = ARENA_NEW(&q->a, struct wrapping);
	w->from[0] = &w->inner;
	if (subquery)
		wrap(q, w);
	else
		go_on(q, w);
	/* What one object has is together, in the order that lists have always. */
	if (joins_lists(q))
		order_by_keys(q, w, q->mapped, q->levels.items[0].source);
	for (size_t n = 1; n < q->levels.len; n++) {
		struct level *level = &q->levels.items[n];
		if (!level->in_rows)
			continue;
		if (level->joined)
			join_level(q, w, n);
		if (level->joined && relation_is_list(level->by))
			order_by_keys(q, w, level->by->target, level->source);
		level->reader =
		    reader_new(q->s, &q->a, level->by->target, level->source, q->f, &w->columns);
	}
	w->select.from = (struct orm_sources){ w->from, 1 };
	w->select.joins = (struct orm_joins){ w->joins.items, w->joins.len };
	w->select.columns = (struct orm_exprs){ w->columns.items, w->columns.len };
	w->select.order_by = (struct orm_exprs){ w->order.items, w->order.len };
	q->outer = &w->select;
}
