/* orm/session/related.c - conditions on relations */
#include "orm/session/query.h"

/* An operator without operands, which doesn't compile. */
static const struct orm_expr *nonsense(struct arena *a)
{
	return orm_op(a, ORM_OP_EQ, NULL, NULL);
}

static const struct orm_linked *linked(const struct orm_session *s, const struct orm_relation *r)
{
	const struct orm_mapped *m = r ? orm_registry_source(s->registry, r->source) : NULL;
	return m ? orm_mapped_relation(m, r) : NULL;
}

/* AND x.key = y.what it refers to */
static const struct orm_expr *same(struct arena *a, const struct orm_field *const *key,
                                   const struct orm_source *x,
                                   const struct orm_field *const *refers,
                                   const struct orm_source *y)
{
	const struct orm_expr *all = NULL;
	for (size_t k = 0; k < ORM_KEY_MAX && key[k]; k++)
		all = orm_and(
		    a, all, orm_eq(a, reader_column(a, x, key[k]), reader_column(a, y, refers[k])));
	return all;
}

/* EXISTS (SELECT 1 FROM there WHERE it is that of the row, and `where`) */
static const struct orm_expr *exists(struct arena *a, const struct orm_linked *l,
                                     const struct orm_mapped *here, const struct orm_expr *where)
{
	const struct orm_relation *r = l->relation;
	struct orm_source *there = arena_copy(a, &l->target->source, sizeof *there);
	struct orm_select *q = ARENA_NEW(a, struct orm_select);
	const struct orm_source **from = arena_alloc(a, sizeof *from);
	const struct orm_expr **one = arena_alloc(a, sizeof *one);
	/* A table that leads to itself is in the statement twice. */
	if (here->table == l->target->table)
		there->alias = "related";
	*from = there;
	*one = orm_node(
	    a, (struct orm_expr){ .kind = ORM_EXPR_LITERAL, .left = orm_node(a, orm_expr_int(1)) });
	q->columns = (struct orm_exprs){ one, 1 };
	q->from = (struct orm_sources){ from, 1 };
	if (r->kind == ORM_MANY_TO_MANY) {
		const struct orm_source *between = &l->through->source;
		struct orm_join join = { .source = between,
			                 .on = same(a, r->far, between, l->far_refers, there) };
		q->joins = (struct orm_joins){ arena_copy(a, &join, sizeof join), 1 };
		q->where = same(a, r->key, between, l->refers, &here->source);
	} else if (r->kind == ORM_BELONGS_TO) {
		q->where = same(a, r->key, &here->source, l->refers, there);
	} else {
		q->where = same(a, r->key, there, l->refers, &here->source);
	}
	if (where)
		q->where = orm_and(a, q->where, moved(a, where, &l->target->model->source, there));
	return orm_node(a, (struct orm_expr){ .kind = ORM_EXPR_EXISTS, .select = q });
}

const struct orm_expr *orm_related(const struct orm_session *s, struct arena *a,
                                   const struct orm_relation *r, const struct orm_expr *where)
{
	const struct orm_linked *l = linked(s, r);
	return l ? exists(a, l, orm_registry_source(s->registry, r->source), where) : nonsense(a);
}

/* The columns of the key are as the object has what they refer to. */
static const struct orm_expr *key_of(struct arena *a, const struct orm_source *of,
                                     const struct orm_field *const *key,
                                     const struct orm_field *const *refers, size_t count,
                                     const void *object)
{
	const struct orm_expr *all = NULL;
	for (size_t k = 0; k < count; k++) {
		const struct orm_expr *value =
		    orm_node(a, orm_expr_value(orm_member_get(a, refers[k], object)));
		all = orm_and(a, all, orm_eq(a, reader_column(a, of, key[k]), value));
	}
	return all;
}

static const struct orm_expr *is_nobody(struct arena *a, const struct orm_linked *l,
                                        const struct orm_mapped *here)
{
	if (l->relation->kind != ORM_BELONGS_TO)
		return orm_not(a, exists(a, l, here, NULL));
	return orm_op(a, ORM_OP_IS_NULL, reader_column(a, &here->source, l->relation->key[0]),
	              NULL);
}

const struct orm_expr *orm_related_to(const struct orm_session *s, struct arena *a,
                                      const struct orm_relation *r, const void *object)
{
	const struct orm_linked *l = linked(s, r);
	if (!l)
		return nonsense(a);
	const struct orm_mapped *here = orm_registry_source(s->registry, r->source);
	if (!object)
		return is_nobody(a, l, here);
	if (r->kind == ORM_BELONGS_TO)
		return key_of(a, &here->source, r->key, l->refers, l->key_count, object);
	const struct orm_fields *keys = &l->target->keys;
	return exists(
	    a, l, here,
	    key_of(a, &l->target->model->source, keys->items, keys->items, keys->len, object));
}
