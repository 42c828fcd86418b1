/* orm/session/load.c - rows become objects */
#include "base/text.h"
#include "orm/session/private.h"

/* The key's columns, into a struct of the model; texts are borrowed, or in `a`. */
static bool read_keys(struct orm_session *s, const struct orm_mapped *m,
                      const struct orm_value *values, void *row, struct arena *a)
{
	struct error err;
	for (size_t f = 0, k = 0; k < m->keys.len; f++) {
		if (m->fields.items[f] != m->keys.items[k])
			continue;
		if (!orm_member_set(a, m->keys.items[k++], row, &values[f], &err)) {
			fail_object(&err, "%s", m->model->name);
			return session_fail(s, &err);
		}
	}
	return true;
}

struct orm_exprs load_columns(struct arena *a, const struct orm_mapped *m)
{
	const struct orm_expr **items = arena_alloc(a, m->read.len * sizeof *items);
	for (size_t f = 0; f < m->read.len; f++)
		items[f] =
		    orm_node(a, (struct orm_expr){ .kind = ORM_EXPR_COLUMN,
		                                   .of = &m->source,
		                                   .name = orm_field_column(m->read.items[f]) });
	return (struct orm_exprs){ items, m->read.len };
}

const struct orm_expr *load_condition(struct arena *a, const struct orm_mapped *m)
{
	const struct orm_field *kinds = m->root->kinds;
	size_t count = 0;
	if (!m->model->base || !kinds)
		return NULL;
	struct orm_value *values = arena_alloc(a, (m->variants.len + 1) * sizeof *values);
	values[count++] = orm_text(m->model->kind);
	for (size_t i = 0; i < m->variants.len; i++)
		values[count++] = orm_text(m->variants.items[i].mapped->model->kind);
	return orm_in(a,
	              orm_node(a, (struct orm_expr){ .kind = ORM_EXPR_COLUMN,
	                                             .of = &m->source,
	                                             .name = orm_field_column(kinds) }),
	              values, count);
}

/* Texts that haven't changed keep their place, so that reading again costs no memory. */
static bool keeps_text(struct instance *i, const struct orm_field *f, const struct orm_value *v)
{
	const char *row = i->row;
	char *object = instance_object(i);
	if (f->kind != ORM_MEMBER_TEXT || v->kind != ORM_TEXT ||
	    !text_same(*(const char *const *)(const void *)(row + f->offset), v->data))
		return false;
	memcpy(object + f->offset, row + f->offset, f->size);
	return true;
}

static bool fill(struct orm_session *s, struct instance *i, const struct orm_value *values)
{
	struct error err;
	void *object = instance_object(i);
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		if (i->row && keeps_text(i, f, &values[n]))
			continue;
		if (!orm_member_set(&s->arena, f, object, &values[n], &err)) {
			fail_object(&err, "%s", i->mapped->model->name);
			return session_fail(s, &err);
		}
	}
	i->expired = false;
	return true;
}

static struct instance *add_row(struct orm_session *s, struct orm_mapped *m,
                                const struct orm_value *values, uint64_t hash)
{
	struct instance *i = instance_new(s, m);
	if (!fill(s, i, values))
		return NULL;
	instance_take_row(i);
	i->state = ORM_PERSISTENT;
	identity_put(s, i, hash);
	return i;
}

static bool overwrite(struct orm_session *s, struct instance *i, const struct orm_value *values)
{
	if (!fill(s, i, values))
		return false;
	instance_take_row(i);
	return true;
}

static struct instance *find_or_add(struct orm_session *s, struct orm_mapped *m,
                                    const struct orm_value *values, void *row, struct arena *a,
                                    bool fresh)
{
	if (!read_keys(s, m, values, row, a))
		return NULL;
	uint64_t hash = identity_hash(m, row);
	struct instance *i = identity_find(s, m, row, hash);
	if (!i)
		return add_row(s, m, values, hash);
	return (i->expired || fresh) && !overwrite(s, i, values) ? NULL : i;
}

/* The model of the row, and its values in the order of that model's fields. */
static struct orm_mapped *pick(struct orm_mapped *m, struct orm_value *values, struct arena *a)
{
	const char *kind = NULL;
	for (size_t f = 0; f < m->read.len && m->variants.len; f++)
		if (m->read.items[f] == m->root->kinds && values[f].kind == ORM_TEXT)
			kind = values[f].data;
	const struct orm_variant *v = kind ? orm_mapped_variant(m, kind) : NULL;
	if (!v)
		return m;
	struct orm_value *read = arena_copy(a, values, m->read.len * sizeof *read);
	for (size_t f = 0; f < v->mapped->fields.len; f++)
		values[f] = read[v->positions[f]];
	return v->mapped;
}

enum { FEW = 32, SMALL = 512 };

struct instance *load_row(struct orm_session *s, struct orm_mapped *m, struct orm_result *r,
                          int column, bool fresh)
{
	_Alignas(max_align_t) char small[SMALL];
	struct orm_value few[FEW];
	struct arena a = { 0 };
	size_t count = m->read.len;
	struct orm_value *values = count <= FEW ? few : arena_alloc(&a, count * sizeof *values);
	for (size_t f = 0; f < count; f++)
		values[f] = orm_get(r, column + (int)f);
	m = pick(m, values, &a);
	void *row = m->size <= SMALL ? small : arena_alloc(&a, m->size);
	struct instance *i = find_or_add(s, m, values, row, &a, fresh);
	arena_release(&a);
	return i;
}

/* WHERE key = row's key */
static const struct orm_expr *key_condition(struct arena *a, const struct orm_mapped *m,
                                            const void *row)
{
	const struct orm_expr *all = NULL;
	for (size_t k = 0; k < m->keys.len; k++)
		all = orm_and(
		    a, all,
		    orm_eq(a,
		           orm_node(
			       a, (struct orm_expr){ .kind = ORM_EXPR_COLUMN,
		                                     .of = &m->source,
		                                     .name = orm_field_column(m->keys.items[k]) }),
		           orm_node(a, orm_expr_value(orm_member_get(a, m->keys.items[k], row)))));
	return all;
}

/* The object of the row with the keys of `row`, or NULL; an error is the session's. */
static struct instance *load_by_key(struct orm_session *s, struct orm_mapped *m, const void *row,
                                    bool fresh)
{
	struct arena a = { 0 };
	struct error err;
	struct orm_result *r = NULL;
	struct instance *found = NULL;
	const struct orm_source *from[] = { &m->source };
	struct orm_select q = { .columns = load_columns(&a, m),
		                .from = { from, 1 },
		                .where =
		                    orm_and(&a, load_condition(&a, m), key_condition(&a, m, row)) };
	if (!session_begin(s, false) || !orm_execute(s->conn, orm_query_select(&q), &r, &err)) {
		if (session_ready(s))
			session_fail(s, &err);
		arena_release(&a);
		return NULL;
	}
	enum orm_step step = orm_next(r, &err);
	if (step == ORM_ROW)
		found = load_row(s, m, r, 0, fresh);
	else if (step == ORM_FAILED)
		session_fail(s, &err);
	orm_result_close(r);
	arena_release(&a);
	return found;
}

bool load_again(struct orm_session *s, struct instance *i)
{
	if (load_by_key(s, i->mapped, i->row, true))
		return true;
	return session_failf(s, ERR_STATE, "the row of this %s is gone", i->mapped->model->name);
}

static bool key_of(struct orm_session *s, const struct orm_mapped *m, struct orm_exprs key,
                   void *row, struct arena *a)
{
	struct error err;
	if (key.len != m->keys.len)
		return session_failf(s, ERR_USAGE, "the key of %s has %zu columns, %zu were given",
		                     m->model->name, m->keys.len, key.len);
	for (size_t k = 0; k < key.len; k++) {
		if (key.items[k]->kind != ORM_EXPR_VALUE && key.items[k]->kind != ORM_EXPR_NULL)
			return session_failf(s, ERR_USAGE, "a key of %s is no value",
			                     m->model->name);
		if (!orm_member_set(a, m->keys.items[k], row, &key.items[k]->value, &err))
			return session_fail(s, &err);
	}
	return true;
}

void *orm_session_get(struct orm_session *s, const struct orm_model *model, struct orm_exprs key)
{
	struct arena a = { 0 };
	struct orm_mapped *m = orm_registry_find(s->registry, model);
	struct instance *i = NULL;
	if (!session_enter(s))
		return NULL;
	if (!m) {
		session_failf(s, ERR_USAGE, "this model isn't registered");
		return NULL;
	}
	void *row = arena_alloc(&a, m->size);
	if (key_of(s, m, key, row, &a)) {
		i = identity_find(s, m, row, identity_hash(m, row));
		if (!i || i->expired)
			i = load_by_key(s, m, row, false);
	}
	arena_release(&a);
	return i && !i->doomed && orm_mapped_is(i->mapped, m) ? instance_object(i) : NULL;
}
