/* orm/session/flush.c - the unit of work: what is written, in which order */
#include <stdlib.h>

#include "orm/session/private.h"

/* What one flush writes, by rank of the model: parents before those that refer to them. */
struct work {
	struct arena a;
	struct relating relating;
	struct instances inserts, updates, deletes;
};

int relate_order(const struct instance *x, const struct instance *y)
{
	if (x->mapped->rank != y->mapped->rank)
		return x->mapped->rank < y->mapped->rank ? -1 : 1;
	if (x->mapped->index != y->mapped->index)
		return x->mapped->index < y->mapped->index ? -1 : 1;
	return (x->depth > y->depth) - (x->depth < y->depth);
}

static int by_order(const void *px, const void *py)
{
	const struct instance *x = *(struct instance *const *)px,
			      *y = *(struct instance *const *)py;
	int rank = relate_order(x, y);
	return rank ? rank : (x->order > y->order) - (x->order < y->order);
}

static int compare_values(const struct orm_value *x, const struct orm_value *y)
{
	if (x->kind == ORM_INT && y->kind == ORM_INT)
		return (x->integer > y->integer) - (x->integer < y->integer);
	if (x->data && y->data)
		return strcmp(x->data, y->data);
	return 0;
}

/* By key, so that two sessions that change the same rows don't lock each other out. */
static int by_key(const void *px, const void *py)
{
	const struct instance *x = *(struct instance *const *)px,
			      *y = *(struct instance *const *)py;
	int order = relate_order(x, y);
	struct arena a = { 0 };
	for (size_t k = 0; k < x->mapped->keys.len && !order; k++) {
		const struct orm_field *f = x->mapped->keys.items[k];
		struct orm_value v = orm_member_get(&a, f, x->row);
		struct orm_value w = orm_member_get(&a, f, y->row);
		order = compare_values(&v, &w);
	}
	arena_release(&a);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void sort(struct instances *list, int (*order)(const void *, const void *))
{
	size_t n = 1;
	/* For the most part they came in order. */
	while (n < list->len && order(&list->items[n - 1], &list->items[n]) <= 0)
		n++;
	if (n < list->len)
		qsort(list->items, list->len, sizeof *list->items, order);
}

static void gather(struct orm_session *s, struct work *w)
{
	for (size_t n = 0; n < s->all.len; n++) {
		struct instance *i = s->all.items[n];
		if (i->state == ORM_PENDING)
			vec_push(&w->a, &w->inserts, i);
		else if (i->state == ORM_PERSISTENT && i->doomed)
			vec_push(&w->a, &w->deletes, i);
		else if (i->state == ORM_PERSISTENT && (i->links || instance_changed(i)))
			vec_push(&w->a, &w->updates, i);
	}
	sort(&w->inserts, by_order);
	sort(&w->updates, by_key);
	sort(&w->deletes, by_key);
}

/* Of one model, and none of them refers to another that is as new. */
static bool alike(const struct instance *x, const struct instance *y)
{
	return x->mapped == y->mapped && x->depth == y->depth;
}

static struct instances run_of(const struct instances *list, size_t at)
{
	struct instances run = { .items = list->items + at };
	while (at + run.len < list->len && alike(run.items[run.len], run.items[0]))
		run.len++;
	return run;
}

static bool validate(struct orm_session *s, const struct instances *list)
{
	for (size_t n = 0; n < list->len; n++) {
		struct instance *i = list->items[n];
		struct error err;
		for (const struct orm_model *m = i->mapped->model; m; m = m->base)
			if (m->validate && !m->validate(instance_object(i), &err)) {
				fail_object(&err, "%s", i->mapped->model->name);
				return session_fail(s, &err);
			}
	}
	return true;
}

/* Inserts, then updates, of each model in turn. */
static bool save(struct orm_session *s, const struct work *w)
{
	size_t i = 0, u = 0;
	while (i < w->inserts.len || u < w->updates.len) {
		bool insert = u == w->updates.len ||
		              (i < w->inserts.len &&
		               relate_order(w->inserts.items[i], w->updates.items[u]) <= 0);
		struct instances run = insert ? run_of(&w->inserts, i) : run_of(&w->updates, u);
		if (!(insert ? write_inserts(s, &run) : write_updates(s, &run)))
			return false;
		i += insert ? run.len : 0;
		u += insert ? 0 : run.len;
	}
	return true;
}

/* Owners that weren't rows yet when those that refer to them were written: a circle. */
static bool close_circles(struct orm_session *s, const struct work *w)
{
	for (size_t n = 0; n < w->relating.links.len; n++) {
		struct instances one = { .items = &w->relating.links.items[n]->child, .len = 1 };
		if (!w->relating.links.items[n]->done && one.items[0]->state == ORM_PERSISTENT &&
		    !one.items[0]->doomed && !write_updates(s, &one))
			return false;
	}
	return true;
}

/* Those that refer to others go first. */
static bool delete_all(struct orm_session *s, const struct work *w)
{
	if (!relate_open_circles(s, &w->deletes))
		return false;
	for (size_t end = w->deletes.len; end > 0;) {
		size_t at = end - 1;
		while (at > 0 && alike(w->deletes.items[at - 1], w->deletes.items[at]))
			at--;
		struct instances run = { .items = w->deletes.items + at, .len = end - at };
		if (!write_deletes(s, &run))
			return false;
		end = at;
	}
	return true;
}

/* What can't be completed must not be half done: the transaction is gone at once. */
static bool give_up(struct orm_session *s)
{
	s->broken = true;
	if (!s->nested.len)
		session_undo(s);
	return false;
}

static bool write_all(struct orm_session *s, struct work *w)
{
	return validate(s, &w->inserts) && validate(s, &w->updates) && session_begin(s, true) &&
	       relate_remove(s, &w->relating) && save(s, w) && close_circles(s, w) &&
	       relate_add(s, &w->relating) && delete_all(s, w);
}

bool orm_session_flush(struct orm_session *s)
{
	struct work w = { 0 };
	if (!session_enter(s))
		return false;
	if (s->telling)
		return true;
	session_tell(s, AT_FLUSH);
	w.relating.a = &w.a;
	bool ok = relate_gather(s, &w.relating), wrote = false;
	if (ok) {
		gather(s, &w);
		if (w.inserts.len || w.updates.len || w.deletes.len || w.relating.added.len ||
		    w.relating.removed.len) {
			ok = write_all(s, &w) || give_up(s);
			wrote = ok;
		}
	}
	relate_end(s, &w.relating, ok);
	if (wrote)
		session_tell(s, AT_FLUSHED);
	arena_release(&w.a);
	return ok;
}
