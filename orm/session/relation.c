/* orm/session/relation.c - lists and pointers between objects */
#include "base/text.h"
#include "orm/session/private.h"

void **relation_pointer(const struct orm_linked *l, void *object)
{
	return (void **)(void *)((char *)object + l->relation->offset);
}

struct orm_many *relation_many(const struct orm_linked *l, void *object)
{
	return (struct orm_many *)(void *)((char *)object + l->relation->offset);
}

bool relation_is_list(const struct orm_linked *l)
{
	return l->relation->kind == ORM_HAS_MANY || l->relation->kind == ORM_MANY_TO_MANY;
}

uint64_t relation_bit(const struct orm_linked *l)
{
	return (uint64_t)1 << l->number;
}

void relation_empty(const struct orm_linked *l, struct instance *i)
{
	if (relation_is_list(l))
		*relation_many(l, instance_object(i)) = (struct orm_many){ .loaded = true };
	else
		*relation_pointer(l, instance_object(i)) = NULL;
}

static size_t size_of(const struct orm_linked *l)
{
	return relation_is_list(l) ? sizeof(struct orm_many) : sizeof(void *);
}

void relation_taken(const struct orm_linked *l, struct instance *i)
{
	if (i->row)
		memcpy((char *)i->row + l->relation->offset,
		       (char *)instance_object(i) + l->relation->offset, size_of(l));
	i->loaded |= relation_bit(l);
}

void relation_back(const struct orm_linked *l, struct instance *i)
{
	memcpy((char *)instance_object(i) + l->relation->offset,
	       (char *)i->row + l->relation->offset, size_of(l));
}

void relation_not_loaded(const struct orm_linked *l, struct instance *i)
{
	i->loaded &= ~relation_bit(l);
	if (i->row)
		relation_back(l, i);
	if (relation_is_list(l))
		relation_many(l, instance_object(i))->loaded = false;
}

void relation_turn_back(const struct orm_linked *l, struct instance *owner, struct instance *i)
{
	if (!l->back || relation_is_list(l->back) || l->relation->kind == ORM_BELONGS_TO)
		return;
	struct kept k = relation_keep(NULL, l->back, i);
	*relation_pointer(l->back, instance_object(i)) = instance_object(owner);
	relation_taken(l->back, i);
	if (k.changed)
		*relation_pointer(l->back, instance_object(i)) = k.pointer;
}

static size_t place(const struct orm_many *m, const void *object)
{
	size_t at = 0;
	while (at < m->len && m->items[at] != object)
		at++;
	return at;
}

/* The row's list may be the same array: it is as long as it was. */
void many_push(struct orm_session *s, struct orm_many *m, void *object)
{
	if (m->len == m->cap) {
		size_t cap = m->cap ? m->cap * 2 : 4;
		void **items = arena_alloc(&s->lists, cap * sizeof *items);
		if (m->len)
			memcpy(items, m->items, m->len * sizeof *items);
		m->items = items;
		m->cap = cap;
	}
	m->items[m->len++] = object;
}

bool many_has(const struct orm_many *m, const void *object)
{
	return place(m, object) < m->len;
}

bool many_add(struct orm_session *s, struct orm_many *m, void *object)
{
	if (many_has(m, object))
		return false;
	many_push(s, m, object);
	return true;
}

/* Into an array of its own, for the row's still has it. */
bool many_remove(struct orm_session *s, struct orm_many *m, const void *object)
{
	size_t at = place(m, object);
	if (at == m->len)
		return false;
	void **items = arena_alloc(&s->lists, m->len * sizeof *items);
	memcpy(items, m->items, at * sizeof *items);
	memcpy(items + at, m->items + at + 1, (m->len - at - 1) * sizeof *items);
	m->items = items;
	m->cap = m->len--;
	return true;
}

/* Does the foreign key lead to the whole primary key, so that the map knows the owner? */
bool relation_by_key(const struct orm_linked *l, const struct orm_mapped *owner)
{
	if (l->key_count != owner->keys.len)
		return false;
	for (size_t k = 0; k < l->key_count; k++)
		if (!l->refers[k]->primary_key)
			return false;
	return true;
}

struct instance *relation_owner(struct orm_session *s, const struct orm_linked *l,
                                const struct orm_mapped *owner, const void *child)
{
	struct arena a = { 0 };
	struct error ignored;
	struct instance *found = NULL;
	if (!relation_by_key(l, owner))
		return NULL;
	void *row = arena_alloc(&a, owner->size);
	bool ok = true;
	for (size_t k = 0; k < l->key_count && ok; k++) {
		struct orm_value v = orm_member_get(&a, l->relation->key[k], child);
		ok = v.kind != ORM_NULL && orm_member_set(&a, l->refers[k], row, &v, &ignored);
	}
	if (ok)
		found = identity_find(s, owner, row, identity_hash(owner, row));
	arena_release(&a);
	return found;
}

bool relation_is_left(const struct orm_linked *l, struct instance *owner, struct instance *child)
{
	return l->back && relation_is_list(l) && !relation_is_list(l->back) &&
	       *relation_pointer(l->back, instance_object(child)) != instance_object(owner);
}

void relations_expire(struct instance *i)
{
	i->loaded = 0;
	for (size_t n = 0; n < i->mapped->relation_count; n++) {
		const struct orm_linked *l = &i->mapped->relations[n];
		if (!relation_is_list(l))
			continue;
		relation_many(l, instance_object(i))->loaded = false;
		if (i->row)
			relation_many(l, i->row)->loaded = false;
	}
}

static const struct orm_linked *must_relate(struct orm_session *s, const struct instance *i,
                                            const struct orm_relation *r)
{
	const struct orm_linked *l = orm_mapped_relation(i->mapped, r);
	if (!l)
		session_failf(s, ERR_USAGE, "%s has no relation \"%s\"", i->mapped->model->name,
		              r && r->member ? r->member : "");
	return l;
}

bool orm_session_load(struct orm_session *s, void *object, const struct orm_relation *r)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "load relations of");
	const struct orm_linked *l = i ? must_relate(s, i, r) : NULL;
	if (!l)
		return false;
	bool refused =
	    r->loading == ORM_LOAD_RAISE || (i->lack && i->lack->refused & relation_bit(l));
	if (refused && !(i->loaded & relation_bit(l)))
		return session_failf(s, ERR_USAGE, "\"%s\" of %s is loaded by queries alone",
		                     r->member, i->mapped->model->name);
	if (!s->options.no_autoflush && !orm_session_flush(s))
		return false;
	struct instances one = { .items = &i, .len = 1 };
	return relation_load(s, l, NULL, &one, NULL, NULL);
}

/* The pointer of the other side, or its list. */
static void turn_back(struct orm_session *s, const struct orm_linked *l, void *other, void *object,
                      bool add)
{
	if (!l->back)
		return;
	if (relation_is_list(l->back)) {
		struct orm_many *m = relation_many(l->back, other);
		(void)(add ? many_add(s, m, object) : many_remove(s, m, object));
		return;
	}
	void **pointer = relation_pointer(l->back, other);
	if (add || *pointer == object)
		*pointer = add ? object : NULL;
}

/* What belongs to one owner alone leaves the one that it had. */
static void leave(struct orm_session *s, const struct orm_linked *l, void *other, void *object)
{
	if (!l->back || l->relation->kind == ORM_MANY_TO_MANY)
		return;
	void *old = *relation_pointer(l->back, other);
	if (old && old != object && instance_of(s, old))
		many_remove(s, relation_many(l, old), other);
}

static bool change(struct orm_session *s, void *object, const struct orm_relation *r, void *other,
                   bool add)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "change relations of");
	struct instance *o = i ? instance_must(s, other, add ? "add" : "remove") : NULL;
	const struct orm_linked *l = o ? must_relate(s, i, r) : NULL;
	if (!l)
		return false;
	if (!relation_is_list(l))
		return session_failf(s, ERR_USAGE, "\"%s\" of %s is no list", r->member,
		                     i->mapped->model->name);
	if (o->mapped->table != l->target->table)
		return session_failf(s, ERR_USAGE, "\"%s\" of %s holds no %s", r->member,
		                     i->mapped->model->name, o->mapped->model->name);
	if (add)
		leave(s, l, other, object);
	struct orm_many *m = relation_many(l, object);
	struct instances one = { .items = &i, .len = 1 };
	if (!add && !many_has(m, other) && !relation_load(s, l, NULL, &one, NULL, NULL))
		return false;
	bool changed = add ? many_add(s, m, other) : many_remove(s, m, other);
	if (changed || l->relation->kind != ORM_MANY_TO_MANY)
		turn_back(s, l, other, object, add);
	return true;
}

bool orm_session_append(struct orm_session *s, void *object, const struct orm_relation *r,
                        void *other)
{
	return change(s, object, r, other, true);
}

bool orm_session_remove(struct orm_session *s, void *object, const struct orm_relation *r,
                        void *other)
{
	return change(s, object, r, other, false);
}
