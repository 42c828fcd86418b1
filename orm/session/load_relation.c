/* orm/session/load_relation.c - relations of many objects in few queries */
#include "orm/session/private.h"

enum { AT_ONCE = 500 };

/* One query for a relation of some objects. */
struct loader {
	struct orm_session *s;
	const struct orm_linked *l;
	struct orm_mapped *owner; /* the model that has the relation */
	const struct orm_find *f;
	struct columns columns; /* of the other side, */
	struct reader reader;   /* and how to read them */
	struct arena a;
	struct instances absent; /* those that it is for, */
	struct {
		VEC(struct kept);
	} kept; /* ... and what was changed of each */
	struct instances *found;
	struct arena *found_in;
};

/* What every query for the other side begins with. */
static struct orm_exprs read_target(struct loader *d)
{
	d->columns = (struct columns){ 0 };
	d->reader = reader_new(d->s, &d->a, d->l->target, &d->l->target->source, d->f, &d->columns);
	return (struct orm_exprs){ d->columns.items, d->columns.len };
}

static const struct orm_expr *value(struct arena *a, const struct orm_field *f,
                                    const struct instance *i)
{
	return orm_node(a, orm_expr_value(orm_member_get(a, f, i + 1)));
}

/* WHERE the columns of `key`, or what they refer to, are as the objects have them. */
static const struct orm_expr *condition(struct loader *d, const struct orm_source *of,
                                        const struct instances *list, bool here)
{
	const struct orm_relation *r = d->l->relation;
	const struct orm_expr *all = NULL;
	if (d->l->key_count == 1) {
		const struct orm_field *there = here ? d->l->refers[0] : r->key[0];
		const struct orm_field *ours = here ? r->key[0] : d->l->refers[0];
		struct orm_value *values = arena_alloc(&d->a, (list->len + 1) * sizeof *values);
		for (size_t n = 0; n < list->len; n++)
			values[n] = orm_member_get(&d->a, ours, list->items[n] + 1);
		return orm_in(&d->a, reader_column(&d->a, of, there), values, list->len);
	}
	for (size_t n = 0; n < list->len; n++) {
		const struct orm_expr *one = NULL;
		for (size_t k = 0; k < d->l->key_count; k++) {
			const struct orm_field *there = here ? d->l->refers[k] : r->key[k];
			const struct orm_field *ours = here ? r->key[k] : d->l->refers[k];
			one = orm_and(&d->a, one,
			              orm_eq(&d->a, reader_column(&d->a, of, there),
			                     value(&d->a, ours, list->items[n])));
		}
		all = orm_or(&d->a, all, one);
	}
	return all;
}

/* Keys of the relation's order; else the primary key. */
static struct orm_exprs order(struct loader *d)
{
	const struct orm_mapped *m = d->l->target;
	if (d->l->relation->order_by.len)
		return d->l->relation->order_by;
	const struct orm_expr **items = arena_alloc(&d->a, m->keys.len * sizeof *items);
	for (size_t k = 0; k < m->keys.len; k++)
		items[k] =
		    orm_node(&d->a, (struct orm_expr){ .kind = ORM_EXPR_ORDER,
		                                       .left = reader_column(&d->a, &m->source,
		                                                             m->keys.items[k]) });
	return (struct orm_exprs){ items, m->keys.len };
}

static bool run(struct loader *d, const struct orm_select *q, struct orm_result **out)
{
	struct error err;
	if (!session_begin(d->s, false))
		return false;
	return orm_execute(d->s->conn, orm_query_select(q), out, &err) || session_fail(d->s, &err);
}

/* All rows as objects of the other side, `each` called for every one. */
static bool read_all(struct loader *d, struct orm_result *r,
                     void (*each)(struct loader *d, struct orm_result *r, struct instance *i))
{
	struct error err;
	enum orm_step step;
	while ((step = orm_next(r, &err)) == ORM_ROW) {
		struct instance *i = reader_row(&d->reader, r);
		if (!i)
			break;
		each(d, r, i);
	}
	orm_result_close(r);
	return step == ORM_DONE || (step == ORM_FAILED && session_fail(d->s, &err));
}

static void note(struct loader *d, struct instance *i)
{
	if (d->found)
		vec_push(d->found_in, d->found, i);
}

static void put(struct loader *d, struct instance *owner, struct instance *i)
{
	if (!owner)
		return;
	if (relation_is_list(d->l))
		many_push(d->s, relation_many(d->l, instance_object(owner)), instance_object(i));
	else
		*relation_pointer(d->l, instance_object(owner)) = instance_object(i);
	note(d, i);
	relation_turn_back(d->l, owner, i);
}

static void put_child(struct loader *d, struct orm_result *r, struct instance *i)
{
	(void)r;
	put(d, relation_owner(d->s, d->l, d->owner, i + 1), i);
}

/* The columns after those of the object are the near side's key. */
static void put_far(struct loader *d, struct orm_result *r, struct instance *i)
{
	struct error ignored;
	void *row = arena_alloc(&d->a, d->owner->size);
	for (size_t k = 0; k < d->l->key_count; k++) {
		struct orm_value v = orm_get(r, (int)(d->columns.len + k));
		if (!orm_member_set(&d->a, d->l->refers[k], row, &v, &ignored))
			return;
	}
	put(d, identity_find(d->s, d->owner, row, identity_hash(d->owner, row)), i);
}

static void ignore(struct loader *d, struct orm_result *r, struct instance *i)
{
	(void)d;
	(void)r;
	(void)i;
}

static bool load_children(struct loader *d, const struct instances *list)
{
	const struct orm_source *from[] = { &d->l->target->source };
	struct orm_result *r;
	struct orm_select q = { .columns = read_target(d),
		                .from = { from, 1 },
		                .where = condition(d, from[0], list, false),
		                .order_by = order(d) };
	return run(d, &q, &r) && read_all(d, r, put_child);
}

/* The table between joined to the other side. */
static bool load_far(struct loader *d, const struct instances *list)
{
	const struct orm_relation *rel = d->l->relation;
	const struct orm_mapped *target = d->l->target, *through = d->l->through;
	struct orm_exprs own = read_target(d);
	const struct orm_expr **columns =
	    arena_alloc(&d->a, (own.len + d->l->key_count) * sizeof *columns);
	const struct orm_expr *on = NULL;
	const struct orm_source *from[] = { &target->source };
	struct orm_result *r;
	memcpy(columns, own.items, own.len * sizeof *columns);
	for (size_t k = 0; k < d->l->key_count; k++)
		columns[own.len + k] = reader_column(&d->a, &through->source, rel->key[k]);
	for (size_t k = 0; k < ORM_KEY_MAX && rel->far[k]; k++)
		on = orm_and(&d->a, on,
		             orm_eq(&d->a, reader_column(&d->a, &through->source, rel->far[k]),
		                    reader_column(&d->a, &target->source, d->l->far_refers[k])));
	struct orm_join join = { .source = &through->source, .on = on };
	struct orm_select q = { .columns = { columns, own.len + d->l->key_count },
		                .from = { from, 1 },
		                .joins = { &join, 1 },
		                .where = condition(d, &through->source, list, false),
		                .order_by = order(d) };
	return run(d, &q, &r) && read_all(d, r, put_far);
}

static bool load_lists(struct loader *d, const struct instances *list)
{
	bool ok = true;
	for (size_t n = 0; n < list->len; n++)
		relation_empty(d->l, list->items[n]);
	for (size_t n = 0; n < list->len && ok; n += AT_ONCE) {
		struct instances some = { .items = list->items + n, .len = list->len - n };
		some.len = some.len < AT_ONCE ? some.len : AT_ONCE;
		ok = d->l->relation->kind == ORM_MANY_TO_MANY ? load_far(d, &some)
		                                              : load_children(d, &some);
	}
	return ok;
}

/* The owners that aren't here yet. */
static bool load_owners(struct loader *d, const struct instances *list)
{
	const struct orm_source *from[] = { &d->l->target->source };
	struct orm_result *r;
	bool ok = true;
	for (size_t n = 0; n < list->len && ok; n += AT_ONCE) {
		struct instances some = { .items = list->items + n, .len = list->len - n };
		some.len = some.len < AT_ONCE ? some.len : AT_ONCE;
		struct orm_select q = { .columns = read_target(d),
			                .from = { from, 1 },
			                .where = condition(d, from[0], &some, true) };
		ok = run(d, &q, &r) && read_all(d, r, ignore);
	}
	return ok;
}

static bool has_owner(struct loader *d, const struct instance *i)
{
	for (size_t k = 0; k < d->l->key_count; k++)
		if (orm_member_get(&d->a, d->l->relation->key[k], i + 1).kind == ORM_NULL)
			return false;
	return true;
}

static bool load_pointers(struct loader *d, const struct instances *list)
{
	struct instances absent = { 0 };
	for (size_t n = 0; n < list->len; n++) {
		const struct instance *owner =
		    relation_owner(d->s, d->l, d->l->target, list->items[n] + 1);
		if ((!owner || owner->expired) && has_owner(d, list->items[n]))
			vec_push(&d->a, &absent, list->items[n]);
	}
	if (!load_owners(d, &absent))
		return false;
	for (size_t n = 0; n < list->len; n++) {
		struct instance *owner =
		    relation_owner(d->s, d->l, d->l->target, list->items[n] + 1);
		*relation_pointer(d->l, instance_object(list->items[n])) =
		    owner ? instance_object(owner) : NULL;
		if (owner)
			note(d, owner);
	}
	return true;
}

/* What was loaded before is found all the same. */
static void note_loaded(struct loader *d, struct instance *i)
{
	struct orm_many single = { .items = relation_pointer(d->l, instance_object(i)) };
	single.len = *single.items != NULL;
	const struct orm_many *m =
	    relation_is_list(d->l) ? relation_many(d->l, instance_object(i)) : &single;
	for (size_t n = 0; n < m->len; n++)
		note(d, instance_of(d->s, m->items[n]));
}

/* Those that haven't it yet; what they have changed of it is remembered. */
static void gather(struct loader *d, const struct instances *list)
{
	for (size_t n = 0; n < list->len; n++) {
		struct instance *i = list->items[n];
		d->owner = i->mapped;
		if (i->loaded & relation_bit(d->l) ||
		    (i->state != ORM_PERSISTENT && i->state != ORM_DELETED)) {
			note_loaded(d, i);
			continue;
		}
		vec_push(&d->a, &d->absent, i);
		vec_push(&d->a, &d->kept, relation_keep(&d->a, d->l, i));
		i->loaded |= relation_bit(d->l); /* it may be in the list twice */
	}
}

bool relation_load(struct orm_session *s, const struct orm_linked *l, const struct orm_find *f,
                   const struct instances *list, struct arena *a, struct instances *found)
{
	struct loader d = { .s = s, .l = l, .f = f, .found = found, .found_in = a };
	gather(&d, list);
	bool ok =
	    !d.absent.len || (l->relation->kind == ORM_BELONGS_TO ? load_pointers(&d, &d.absent)
	                                                          : load_lists(&d, &d.absent));
	for (size_t n = 0; n < d.absent.len; n++) {
		if (ok)
			relation_taken(l, d.absent.items[n]);
		else
			relation_not_loaded(l, d.absent.items[n]);
		relation_restore(s, l, d.absent.items[n], &d.kept.items[n]);
	}
	arena_release(&d.a);
	return ok;
}

bool relations_wanted(struct orm_session *s, struct instance *i)
{
	struct instances one = { .items = &i, .len = 1 };
	for (size_t n = 0; n < i->mapped->relation_count; n++) {
		const struct orm_linked *l = &i->mapped->relations[n];
		bool wanted = l->relation->loading == ORM_LOAD_SELECT_IN ||
		              l->relation->loading == ORM_LOAD_JOINED;
		if (wanted && !relation_load(s, l, NULL, &one, NULL, NULL))
			return false;
	}
	return true;
}
