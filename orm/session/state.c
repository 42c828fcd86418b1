/* orm/session/state.c - what is to become of objects, and how they are */
#include "base/text.h"
#include "orm/session/private.h"

void *orm_session_add(struct orm_session *s, const struct orm_model *m, const void *initial)
{
	struct orm_mapped *d = orm_registry_find(s->registry, m);
	if (!session_enter(s))
		return NULL;
	if (!d) {
		session_failf(s, ERR_USAGE, "the model %s isn't registered",
		              m && m->name ? m->name : "");
		return NULL;
	}
	if (!initial) {
		session_failf(s, ERR_USAGE, "there is no struct to make a %s of", m->name);
		return NULL;
	}
	struct instance *i = instance_new(s, d);
	i->state = ORM_PENDING;
	return memcpy(instance_object(i), initial, d->size);
}

bool orm_session_add_again(struct orm_session *s, void *object)
{
	struct instance *i = instance_of(s, object);
	if (!session_enter(s))
		return false;
	if (!i)
		return session_failf(s, ERR_USAGE,
		                     "can't add what isn't an object of this session");
	if (i->state == ORM_PENDING || i->state == ORM_PERSISTENT)
		return true;
	if (i->state == ORM_DELETED)
		return session_failf(s, ERR_USAGE, "this %s is deleted in this transaction",
		                     i->mapped->model->name);
	if (i->state == ORM_DETACHED && i->row) {
		if (identity_find(s, i->mapped, i->row, identity_hash(i->mapped, i->row)))
			return session_failf(s, ERR_USAGE, "another object has the key of this %s",
			                     i->mapped->model->name);
		i->state = ORM_PERSISTENT;
		identity_put(s, i, identity_hash(i->mapped, i->row));
		return true;
	}
	i->state = ORM_PENDING;
	return true;
}

bool orm_session_delete(struct orm_session *s, void *object)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "delete");
	if (!i)
		return false;
	if (i->state == ORM_PENDING)
		i->state = ORM_TRANSIENT;
	else
		i->doomed = true;
	return true;
}

static void let_go(struct orm_session *s, struct instance *i)
{
	if (i->state == ORM_PERSISTENT)
		identity_remove(s, i);
	i->state = i->state == ORM_PENDING ? ORM_TRANSIENT : ORM_DETACHED;
	i->doomed = false;
}

bool orm_session_expunge(struct orm_session *s, void *object)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "expunge");
	if (i)
		let_go(s, i);
	return i;
}

void instances_clear(struct orm_session *s, size_t from)
{
	if (s->nested.len || s->undo.len) {
		/* A rollback wants to know what they were. */
		for (size_t n = from; n < s->all.len; n++)
			if (s->all.items[n]->state == ORM_PENDING ||
			    s->all.items[n]->state == ORM_PERSISTENT)
				let_go(s, s->all.items[n]);
		return;
	}
	instance_free_all(s, true);
}

void orm_session_clear(struct orm_session *s)
{
	if (!session_may_end(s, false))
		return;
	batches_end(s);
	instances_clear(s, 0);
}

bool orm_session_expire(struct orm_session *s, void *object)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "expire");
	if (i)
		i->expired = i->state == ORM_PERSISTENT;
	return i;
}

bool orm_session_refresh(struct orm_session *s, void *object)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "refresh");
	if (i && i->state == ORM_PENDING)
		return session_failf(s, ERR_USAGE, "this %s isn't written yet",
		                     i->mapped->model->name);
	return i && load_again(s, i);
}

bool orm_session_fresh(struct orm_session *s, void *object)
{
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "read");
	return i && (!i->expired || load_again(s, i));
}

enum orm_state orm_session_state(const struct orm_session *s, const void *object)
{
	const struct instance *i = instance_of(s, object);
	return i ? (enum orm_state)i->state : ORM_TRANSIENT;
}

bool orm_session_is_changed(const struct orm_session *s, const void *object)
{
	const struct instance *i = instance_of(s, object);
	return i && (i->state == ORM_PENDING || i->state == ORM_PERSISTENT) && instance_changed(i);
}

static bool is_pending(const struct instance *i)
{
	return i->state == ORM_PENDING;
}

static bool is_changed(const struct instance *i)
{
	return i->state == ORM_PERSISTENT && !i->doomed && instance_changed(i);
}

static bool is_doomed(const struct instance *i)
{
	return i->state == ORM_PERSISTENT && i->doomed;
}

static struct orm_objects list(struct orm_session *s, bool (*wanted)(const struct instance *))
{
	struct {
		VEC(void *);
	} found = { 0 };
	for (size_t n = 0; n < s->all.len; n++)
		if (wanted(s->all.items[n]))
			vec_push(&s->lists, &found, instance_object(s->all.items[n]));
	return (struct orm_objects){ found.items, found.len };
}

struct orm_objects orm_session_pending(struct orm_session *s)
{
	return list(s, is_pending);
}

struct orm_objects orm_session_changed(struct orm_session *s)
{
	return list(s, is_changed);
}

struct orm_objects orm_session_doomed(struct orm_session *s)
{
	return list(s, is_doomed);
}

/* The members of `from` that are columns. */
static void copy_members(struct orm_session *s, const struct orm_mapped *m, void *to,
                         const void *from)
{
	struct error ignored;
	struct arena a = { 0 };
	for (size_t n = 0; n < m->fields.len; n++) {
		const struct orm_field *f = m->fields.items[n];
		struct orm_value v = orm_member_get(&a, f, from);
		if (v.kind == ORM_TEXT || v.kind == ORM_BLOB)
			(void)!orm_member_set(&s->arena, f, to, &v, &ignored);
		else
			memcpy((char *)to + f->offset, (const char *)from + f->offset, f->size);
	}
	arena_release(&a);
}

void *orm_session_merge(struct orm_session *s, const struct orm_model *m, const void *given)
{
	struct orm_mapped *d = orm_registry_find(s->registry, m);
	struct arena a = { 0 };
	struct orm_exprs key = { 0 };
	if (!d || !given || !session_enter(s))
		return orm_session_add(s, m, given);
	const struct orm_expr **items = arena_alloc(&a, d->keys.len * sizeof(*items));
	for (size_t n = 0; n < d->keys.len; n++)
		items[n] =
		    orm_node(&a, orm_expr_value(orm_member_get(&a, d->keys.items[n], given)));
	key = (struct orm_exprs){ items, d->keys.len };
	void *object = orm_session_get(s, m, key);
	arena_release(&a);
	if (!session_enter(s))
		return NULL;
	if (!object) {
		object = orm_session_add(s, m, given);
		memset(object, 0, d->size);
	}
	copy_members(s, d, object, given);
	return object;
}
