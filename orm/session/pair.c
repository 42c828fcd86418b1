/* orm/session/pair.c - rows of the tables between the sides of many-to-many relations */
#include "orm/session/statement.h"

static bool is_here(const struct instance *i)
{
	return i && (i->state == ORM_PENDING || i->state == ORM_PERSISTENT);
}

/* Does the other side know that the row is there already? */
static bool is_known(const struct orm_linked *l, const struct instance *near, struct instance *far)
{
	return l->back && far->row && far->loaded & relation_bit(l->back) &&
	       many_has(relation_many(l->back, far->row), near + 1);
}

bool relate_know_pairs(struct orm_session *s, const struct orm_linked *l, struct instance *i)
{
	struct instances one = { .items = &i, .len = 1 };
	if (!i->row || i->loaded & relation_bit(l))
		return true;
	const struct orm_many *now = relation_many(l, instance_object(i));
	const struct orm_many *was = relation_many(l, i->row);
	for (size_t n = 0; n < now->len; n++) {
		const struct instance *far = instance_of(s, now->items[n]);
		bool told = l->back && far && far->loaded & relation_bit(l->back);
		if (far && far->state == ORM_PERSISTENT && !told && !many_has(was, now->items[n]))
			return relation_load(s, l, NULL, &one, NULL, NULL);
	}
	return true;
}

/* Do both sides say so?  Then it is the business of one. */
static bool said_there(const struct pair *p, bool added)
{
	const struct orm_linked *back = p->relation->back;
	const struct orm_many none = { 0 };
	if (!back || !p->far || p->relation->relation < back->relation || p->far->doomed)
		return false;
	const void *near = p->near + 1;
	const struct orm_many *now = relation_many(back, instance_object(p->far));
	const struct orm_many *was = p->far->row ? relation_many(back, p->far->row) : &none;
	return many_has(added ? now : was, near) && !many_has(added ? was : now, near);
}

void relate_pair(struct relating *r, const struct pair *p, bool added)
{
	if (said_there(p, added) || (added && is_known(p->relation, p->near, p->far)))
		return;
	vec_push(r->a, added ? &r->added : &r->removed, *p);
}

/* The columns of a pair's row, those that lead here first, and what they are. */
struct pair_row {
	struct arena a;
	struct orm_fields fields;
	struct orm_value values[2 * ORM_KEY_MAX];
};

static void add_side(struct pair_row *w, const struct orm_field *const *key,
                     const struct orm_field *const *refers, const struct instance *i)
{
	for (size_t k = 0; k < ORM_KEY_MAX && key[k]; k++) {
		w->values[w->fields.len] = orm_member_get(&w->a, refers[k], i->row);
		vec_push(&w->a, &w->fields, key[k]);
	}
}

/* `far` NULL: of all pairs of the near side. */
static void pair_row(struct pair_row *w, const struct pair *p)
{
	const struct orm_linked *l = p->relation;
	*w = (struct pair_row){ 0 };
	add_side(w, l->relation->key, l->refers, p->near);
	if (p->far)
		add_side(w, l->relation->far, l->far_refers, p->far);
}

/* Those of one relation that follow each other, at once. */
static bool add_pairs(struct orm_session *s, const struct pair *pairs, size_t count)
{
	struct arena a = { 0 };
	struct pair_row w;
	struct orm_value *values = arena_alloc(&a, count * 2 * ORM_KEY_MAX * sizeof *values);
	struct orm_fields fields = { 0 };
	for (size_t n = 0; n < count; n++) {
		pair_row(&w, &pairs[n]);
		for (size_t k = 0; k < w.fields.len; k++) {
			struct orm_value *v = &values[n * w.fields.len + k];
			*v = w.values[k];
			/* Both sides' rows stay where they are; what was written down doesn't. */
			if (v->kind == ORM_TEXT || v->kind == ORM_BLOB)
				v->data = arena_strndup(&a, v->data, v->len);
			if (!n)
				vec_push(&a, &fields, w.fields.items[k]);
		}
		arena_release(&w.a);
	}
	bool ok = statement_insert_rows(s, pairs->relation->through, &fields,
	                                (struct orm_rows){ .values = values, .row_count = count });
	arena_release(&a);
	return ok;
}

static bool remove_pair(struct orm_session *s, const struct pair *p)
{
	struct pair_row w;
	struct buf b = { 0 };
	if (!p->near->row || (p->far && !p->far->row))
		return true;
	pair_row(&w, p);
	statement_begin(&b, s, "DELETE FROM", p->relation->through);
	buf_adds(&b, " WHERE ");
	statement_fields(&b, s, w.fields.items, w.fields.len, " AND ", " = ?");
	bool ok = statement_run(s, p->relation->through, buf_str(&b), w.values, w.fields.len);
	buf_release(&b);
	arena_release(&w.a);
	return ok;
}

bool relate_remove(struct orm_session *s, struct relating *r)
{
	for (size_t n = 0; n < r->removed.len; n++)
		if (!remove_pair(s, &r->removed.items[n]))
			return false;
	return true;
}

/* Those both of whose sides stay. */
static void keep_pairs(struct pairs *p)
{
	size_t kept = 0;
	for (size_t n = 0; n < p->len; n++) {
		const struct pair *x = &p->items[n];
		if (is_here(x->near) && is_here(x->far) && !x->near->doomed && !x->far->doomed)
			p->items[kept++] = *x;
	}
	p->len = kept;
}

bool relate_add(struct orm_session *s, struct relating *r)
{
	keep_pairs(&r->added);
	for (size_t n = 0, len; n < r->added.len; n += len) {
		const struct pair *first = &r->added.items[n];
		for (len = 1; n + len < r->added.len; len++)
			if (first[len].relation != first->relation)
				break;
		if (!add_pairs(s, first, len))
			return false;
	}
	return true;
}
