/* orm/session/cascade.c - what becomes of those whose owner is deleted */
#include "orm/session/statement.h"

/* Those to be deleted, and new ones that won't be written, each once. */
struct cascade {
	struct orm_session *s;
	struct relating *r;
	struct instances dying;
};

static bool is_here(const struct instance *i)
{
	return i && (i->state == ORM_PENDING || i->state == ORM_PERSISTENT);
}

static bool is_dying(const struct instance *i)
{
	return i->doomed || !is_here(i);
}

static void drop(struct cascade *c, struct instance *i)
{
	if (i->state == ORM_PENDING)
		i->state = ORM_TRANSIENT;
	else
		i->doomed = true;
	vec_push(c->r->a, &c->dying, i);
}

/* Does it still belong there when this flush is over? */
static bool belongs(struct orm_session *s, const struct orm_linked *l, const struct instance *child,
                    const struct instance *owner)
{
	const struct link *k = relate_find(child, l);
	return k ? k->owner == owner : relation_owner(s, l, owner->mapped, child + 1) == owner;
}

static void lose(struct cascade *c, const struct orm_linked *l, struct instance *child, bool listed)
{
	enum orm_cascade how = l->relation->cascade;
	relate_touch(c->r, child);
	if (how == ORM_CASCADE_ORPHANS || (how == ORM_CASCADE_DELETE && listed)) {
		drop(c, child);
		return;
	}
	relate_link(c->r, l, child, NULL);
	if (l->back)
		*relation_pointer(l->back, instance_object(child)) = NULL;
}

/* Has it come to a list since that was a row's, so that no column says so? */
static bool is_added(const struct orm_linked *l, struct instance *owner, struct instance *child,
                     const struct orm_many *was)
{
	return !relate_find(child, l) && !many_has(was, child + 1) &&
	       !relation_is_left(l, owner, child);
}

/* Those that an owner had, and has. */
static void lose_list(struct cascade *c, const struct orm_linked *l, struct instance *owner,
                      const struct orm_many *was, const struct orm_many *now)
{
	for (size_t n = 0; n < was->len + now->len; n++) {
		void *object = n < now->len ? now->items[n] : was->items[n - now->len];
		struct instance *child = instance_of(c->s, object);
		if (is_here(child) && !child->doomed &&
		    (is_added(l, owner, child, was) || belongs(c->s, l, child, owner)))
			lose(c, l, child, many_has(now, object));
	}
}

static struct orm_many members(const struct orm_linked *l, void *object)
{
	struct orm_many one = { .items = relation_pointer(l, object) };
	if (relation_is_list(l))
		return *relation_many(l, object);
	one.len = *one.items != NULL;
	return one;
}

static bool lose_relation(struct cascade *c, const struct orm_linked *l, struct instance *i)
{
	struct instances one = { .items = &i, .len = 1 };
	if (l->relation->kind == ORM_BELONGS_TO || l->relation->cascade == ORM_CASCADE_PASSIVE)
		return true;
	if (l->relation->kind == ORM_MANY_TO_MANY) {
		vec_push(c->r->a, &c->r->removed, (struct pair){ l, i, NULL });
		return true;
	}
	if (!relation_load(c->s, l, NULL, &one, NULL, NULL))
		return false;
	struct orm_many now = members(l, instance_object(i)), was = { 0 };
	if (i->row)
		was = members(l, i->row);
	lose_list(c, l, i, &was, &now);
	return true;
}

/* Deleting one may doom others, also such as have come to it in this flush. */
static bool lose_all(struct cascade *c, size_t from)
{
	for (size_t n = from; n < c->dying.len; n++) {
		struct instance *i = c->dying.items[n];
		relate_touch(c->r, i);
		for (size_t k = 0; k < i->mapped->relation_count; k++)
			if (!lose_relation(c, &i->mapped->relations[k], i))
				return false;
	}
	return true;
}

static void lose_linked(struct cascade *c)
{
	for (size_t n = 0; n < c->r->links.len; n++) {
		struct link *k = c->r->links.items[n];
		const struct orm_linked *l = relate_owners_side(k->relation);
		if (l && k->owner && is_dying(k->owner) && is_here(k->child) && !k->child->doomed &&
		    l->relation->cascade != ORM_CASCADE_PASSIVE)
			lose(c, l, k->child, true);
	}
}

bool relate_cascade(struct orm_session *s, struct relating *r)
{
	struct cascade c = { .s = s, .r = r };
	for (size_t n = 0; n < s->all.len; n++)
		if (s->all.items[n]->doomed && s->all.items[n]->state == ORM_PERSISTENT)
			vec_push(r->a, &c.dying, s->all.items[n]);
	for (size_t n = 0; n < r->dropped.len; n++)
		vec_push(r->a, &c.dying, r->dropped.items[n]);
	for (size_t from = 0; from < c.dying.len;) {
		if (!lose_all(&c, from))
			return false;
		from = c.dying.len;
		lose_linked(&c);
	}
	return true;
}

/* UPDATE t SET key = NULL WHERE its row */
static bool let_go(struct orm_session *s, struct instance *i, const struct orm_linked *l)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	size_t count = l->key_count, width = count + statement_row_width(i->mapped);
	struct orm_value *values = arena_alloc(&a, width * sizeof *values);
	for (size_t k = 0; k < count; k++)
		values[k] = orm_null();
	statement_row_values(&a, i, values + count);
	statement_begin(&b, s, "UPDATE", i->mapped);
	buf_adds(&b, " SET ");
	statement_fields(&b, s, l->relation->key, count, ", ", " = ?");
	statement_where_row(&b, s, i->mapped);
	bool ok = statement_run(s, i->mapped, buf_str(&b), values, width);
	buf_release(&b);
	arena_release(&a);
	return ok;
}

static bool can_let_go(const struct orm_linked *l)
{
	for (size_t k = 0; k < l->key_count; k++)
		if (!l->relation->key[k]->nullable)
			return false;
	return true;
}

bool relate_open_circles(struct orm_session *s, const struct instances *deletes)
{
	for (size_t n = 0; n < deletes->len; n++) {
		struct instance *i = deletes->items[n];
		for (size_t k = 0; k < i->mapped->relation_count; k++) {
			const struct orm_linked *l = &i->mapped->relations[k];
			if (l->relation->kind != ORM_BELONGS_TO || !can_let_go(l))
				continue;
			const struct instance *owner = relation_owner(s, l, l->target, i->row);
			if (owner && owner != i && owner->doomed && relate_order(owner, i) >= 0 &&
			    !let_go(s, i, l))
				return false;
		}
	}
	return true;
}
