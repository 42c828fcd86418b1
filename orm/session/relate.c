/* orm/session/relate.c - relations that have changed become foreign keys */
#include "orm/session/statement.h"

enum { DEEPEST = 10000 }; /* of rows that refer to rows of their own table */

static bool is_here(const struct instance *i)
{
	return i && (i->state == ORM_PENDING || i->state == ORM_PERSISTENT);
}

void relate_touch(struct relating *r, struct instance *i)
{
	if (!i->touched)
		vec_push(r->a, &r->touched, i);
	i->touched = true;
}

struct link *relate_find(const struct instance *child, const struct orm_linked *l)
{
	struct link *k = child->links;
	while (k && k->relation->relation->key[0] != l->relation->key[0])
		k = k->next;
	return k;
}

void relate_link(struct relating *r, const struct orm_linked *l, struct instance *child,
                 struct instance *owner)
{
	struct link *k = relate_find(child, l);
	if (!k) {
		k = ARENA_NEW(r->a, struct link);
		k->next = child->links;
		k->child = child;
		child->links = k;
		vec_push(r->a, &r->links, k);
	}
	k->relation = l;
	k->owner = owner;
}

static bool keys_changed(const struct orm_linked *l, const struct instance *i)
{
	for (size_t k = 0; i->row && k < l->key_count; k++)
		if (!orm_member_same(l->relation->key[k], i + 1, i->row))
			return true;
	return false;
}

static bool not_ours(struct orm_session *s, const struct instance *i, const struct orm_linked *l)
{
	return session_failf(s, ERR_USAGE,
	                     "\"%s\" of a %s points at what isn't an object of this session",
	                     l->relation->member, i->mapped->model->name);
}

/* Lists of owners, which follow a pointer that was assigned. */
static void follow(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                   struct instance *i, void *old, void *new)
{
	struct instance *from = instance_of(s, old), *to = instance_of(s, new);
	if (!l->back || !relation_is_list(l->back))
		return;
	if (is_here(from) && many_remove(s, relation_many(l->back, old), instance_object(i)))
		relate_touch(r, from);
	if (is_here(to) && relation_many(l->back, new)->loaded &&
	    many_add(s, relation_many(l->back, new), instance_object(i)))
		relate_touch(r, to);
}

static bool gather_pointer(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                           struct instance *i)
{
	void **new = relation_pointer(l, instance_object(i));
	void *old = i->row ? *relation_pointer(l, i->row) : NULL;
	if (*new == old && keys_changed(l, i)) {
		/* The column was set instead: the pointer is out of date. */
		struct instance *owner = relation_owner(s, l, l->target, i + 1);
		*new = owner ? instance_object(owner) : NULL;
		relate_touch(r, i);
		follow(s, r, l, i, old, *new);
		if (owner)
			relate_link(r, l, i, owner);
		return true;
	}
	if (*new == old)
		return true;
	struct instance *owner = instance_of(s, *new);
	if (*new && !is_here(owner))
		return not_ours(s, i, l);
	relate_touch(r, i);
	follow(s, r, l, i, old, *new);
	relate_link(r, l, i, owner);
	if (!owner)
		vec_push(r->a, &r->orphans, i);
	return true;
}

/* What is in one list and not in the other. */
static void **missing(const struct orm_many *of, const struct orm_many *in, size_t *at)
{
	for (; *at < of->len; (*at)++) {
		size_t n = 0;
		while (n < in->len && in->items[n] != of->items[*at])
			n++;
		if (n == in->len)
			return &of->items[(*at)++];
	}
	return NULL;
}

/* Does each in a list know by a pointer whose it is? */
static bool pointed(const struct orm_linked *l)
{
	return l->back && relation_is_list(l) && !relation_is_list(l->back);
}

static void gather_one(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                       struct instance *i, struct instance *other, bool added)
{
	if (l->relation->kind == ORM_MANY_TO_MANY) {
		relate_pair(r, &(struct pair){ l, i, other }, added);
		return;
	}
	relate_touch(r, other);
	if (added == relation_is_left(l, i, other) && pointed(l)) {
		/* The pointer was assigned since: the list follows. */
		struct orm_many *m = relation_many(l, instance_object(i));
		(void)(added ? many_remove(s, m, instance_object(other))
		             : many_add(s, m, instance_object(other)));
		return;
	}
	if (added) {
		relate_link(r, l, other, i);
		return;
	}
	/* Its pointer says what is to become of it, or its column does. */
	if (relate_find(other, l) || keys_changed(l, other))
		return;
	relate_link(r, l, other, NULL);
	vec_push(r->a, &r->orphans, other);
}

/* Without what they begin and end with alike. */
static void strip(struct orm_many *x, struct orm_many *y)
{
	while (x->len && y->len && *x->items == *y->items) {
		x->items++, x->len--;
		y->items++, y->len--;
	}
	while (x->len && y->len && x->items[x->len - 1] == y->items[y->len - 1])
		x->len--, y->len--;
}

static bool gather_lists(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                         struct instance *i, struct orm_many old, struct orm_many new)
{
	void **other;
	strip(&old, &new);
	if (!old.len && !new.len)
		return true;
	relate_touch(r, i);
	for (size_t at = 0; (other = missing(&old, &new, &at));)
		if (is_here(instance_of(s, *other)))
			gather_one(s, r, l, i, instance_of(s, *other), false);
	for (size_t at = 0; (other = missing(&new, &old, &at));) {
		if (!is_here(instance_of(s, *other)))
			return not_ours(s, i, l);
		gather_one(s, r, l, i, instance_of(s, *other), true);
	}
	return true;
}

static bool gather_has_one(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                           struct instance *i)
{
	void **old = i->row ? relation_pointer(l, i->row) : NULL;
	void **new = relation_pointer(l, instance_object(i));
	struct orm_many before = { .items = old, .len = old && *old };
	struct orm_many after = { .items = new, .len = *new != NULL };
	if ((old ? *old : NULL) == *new)
		return true;
	return gather_lists(s, r, l, i, before, after);
}

static bool gather_relation(struct orm_session *s, struct relating *r, const struct orm_linked *l,
                            struct instance *i)
{
	const struct orm_many none = { 0 };
	if (l->relation->kind == ORM_BELONGS_TO)
		return gather_pointer(s, r, l, i);
	if (l->relation->kind == ORM_HAS_ONE)
		return gather_has_one(s, r, l, i);
	if (l->relation->kind == ORM_MANY_TO_MANY && !relate_know_pairs(s, l, i))
		return false;
	return gather_lists(s, r, l, i, i->row ? *relation_many(l, i->row) : none,
	                    *relation_many(l, instance_object(i)));
}

/* Has it lost an owner that it can't do without, and found no other? */
static bool is_orphan(const struct instance *i)
{
	for (const struct link *k = i->links; k; k = k->next) {
		const struct orm_linked *l = relate_owners_side(k->relation);
		if (!k->owner && l && l->relation->cascade == ORM_CASCADE_ORPHANS)
			return true;
	}
	return false;
}

static void drop_orphans(struct relating *r)
{
	for (size_t n = 0; n < r->orphans.len; n++) {
		struct instance *i = r->orphans.items[n];
		if (!is_here(i) || i->doomed || !is_orphan(i))
			continue;
		if (i->state == ORM_PERSISTENT) {
			i->doomed = true;
			continue;
		}
		i->state = ORM_TRANSIENT;
		vec_push(r->a, &r->dropped, i);
	}
}

static bool has_relations(const struct instance *i)
{
	return i->mapped->relation_count && is_here(i) && !i->doomed &&
	       (!i->row || memcmp(i + 1, i->row, i->mapped->size) != 0);
}

/* New ones of a table that refer to each other: owners first; a circle ends somewhere. */
static unsigned depth_of(struct instance *i, unsigned so_far)
{
	if (i->walk != NOT_WALKED || so_far > DEEPEST)
		return i->walk == WALKED ? i->depth : 0;
	i->walk = ON_THE_WAY;
	for (struct link *k = i->links; k; k = k->next)
		if (k->owner && k->owner->state == ORM_PENDING &&
		    k->owner->mapped->table == i->mapped->table && k->owner->walk != ON_THE_WAY) {
			unsigned above = depth_of(k->owner, so_far + 1) + 1;
			i->depth = above > i->depth ? above : i->depth;
		}
	i->walk = WALKED;
	return i->depth;
}

/* The same of those to be deleted, which go the other way round. */
static unsigned depth_of_doomed(struct orm_session *s, struct instance *i, unsigned so_far)
{
	if (i->walk != NOT_WALKED || so_far > DEEPEST)
		return i->walk == WALKED ? i->depth : 0;
	i->walk = ON_THE_WAY;
	for (size_t k = 0; k < i->mapped->relation_count; k++) {
		const struct orm_linked *l = &i->mapped->relations[k];
		if (l->relation->kind != ORM_BELONGS_TO || l->target->table != i->mapped->table)
			continue;
		struct instance *owner = relation_owner(s, l, l->target, i->row);
		if (owner && owner->doomed && owner->walk != ON_THE_WAY) {
			unsigned above = depth_of_doomed(s, owner, so_far + 1) + 1;
			i->depth = above > i->depth ? above : i->depth;
		}
	}
	i->walk = WALKED;
	return i->depth;
}

bool relate_gather(struct orm_session *s, struct relating *r)
{
	for (size_t n = 0; n < s->all.len; n++) {
		struct instance *i = s->all.items[n];
		for (size_t k = 0; has_relations(i) && k < i->mapped->relation_count; k++)
			if (!gather_relation(s, r, &i->mapped->relations[k], i))
				return false;
	}
	drop_orphans(r);
	if (!relate_cascade(s, r))
		return false;
	for (size_t n = 0; n < r->links.len; n++)
		depth_of(r->links.items[n]->child, 0);
	for (size_t n = 0; n < s->all.len; n++)
		if (s->all.items[n]->doomed && s->all.items[n]->state == ORM_PERSISTENT)
			depth_of_doomed(s, s->all.items[n], 0);
	return true;
}

static bool set_key(struct orm_session *s, struct link *k)
{
	struct error err;
	struct arena a = { 0 };
	bool ok = true;
	for (size_t n = 0; n < k->relation->key_count && ok; n++) {
		const struct orm_field *f = k->relation->relation->key[n];
		struct orm_value v = k->owner
		                         ? orm_member_get(&a, k->relation->refers[n], k->owner->row)
		                         : orm_null();
		ok = orm_member_set(&s->arena, f, instance_object(k->child), &v, &err);
	}
	arena_release(&a);
	k->done = ok;
	if (ok)
		return true;
	fail_object(&err, "%s", k->child->mapped->model->name);
	fail_hint(&err, "It has no owner any more: delete it, or let its column be NULL.");
	return session_fail(s, &err);
}

bool relate_apply(struct orm_session *s, struct instance *i)
{
	for (struct link *k = i->links; k; k = k->next)
		if (!k->done && (!k->owner || k->owner->row) && !set_key(s, k))
			return false;
	return true;
}

static void settle(struct orm_session *s, struct instance *i)
{
	instance_remember(s, i);
	for (size_t k = 0; k < i->mapped->relation_count; k++) {
		const struct orm_linked *l = &i->mapped->relations[k];
		size_t size = relation_is_list(l) ? sizeof(struct orm_many) : sizeof(void *);
		memcpy((char *)i->row + l->relation->offset,
		       (char *)instance_object(i) + l->relation->offset, size);
	}
}

static void end_walk(struct instance *i)
{
	i->depth = 0;
	i->walk = NOT_WALKED;
}

void relate_end(struct orm_session *s, struct relating *r, bool written)
{
	for (size_t n = 0; n < r->links.len; n++)
		if (r->links.items[n]->owner)
			end_walk(r->links.items[n]->owner);
	for (size_t n = 0; n < r->touched.len; n++) {
		struct instance *i = r->touched.items[n];
		i->touched = false;
		i->links = NULL;
		end_walk(i);
		if (written && i->state == ORM_PERSISTENT && i->row)
			settle(s, i);
	}
}
