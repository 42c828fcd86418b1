/* orm/session/load.c - rows become objects */
#include "base/text.h"
#include "orm/session/private.h"

const struct orm_expr *reader_column(struct arena *a, const struct orm_source *of,
                                     const struct orm_field *f)
{
	return orm_node(
	    a, (struct orm_expr){ .kind = ORM_EXPR_COLUMN, .of = of, .name = orm_field_column(f) });
}

static bool among(const struct orm_members *list, const struct orm_field *f)
{
	for (size_t n = 0; n < list->len; n++)
		if (list->items[n] == f)
			return true;
	return false;
}

static bool names_some_of(const struct orm_members *list, const struct orm_source *of)
{
	for (size_t n = 0; n < list->len; n++)
		if (list->items[n]->source == of)
			return true;
	return false;
}

/* Is it of the key of a relation? */
static bool leads(const struct orm_mapped *m, const struct orm_field *x)
{
	for (size_t n = 0; n < m->relation_count; n++)
		for (size_t k = 0; k < m->relations[n].key_count; k++)
			if (m->relations[n].relation->key[k] == x)
				return true;
	return false;
}

/* Keys, and what leads to others, are always read. */
static bool is_wanted(const struct orm_mapped *m, const struct orm_field *x,
                      const struct orm_find *f)
{
	if (x->primary_key || x->version || x->references || x == m->root->kinds || leads(m, x))
		return true;
	if (f && among(&f->undefer, x))
		return true;
	if (f && among(&f->defer, x))
		return false;
	if (f && names_some_of(&f->only, x->source))
		return among(&f->only, x);
	return x->deferred == ORM_NOT_DEFERRED;
}

struct reader reader_new(struct orm_session *s, struct arena *a, struct orm_mapped *m,
                         const struct orm_source *source, const struct orm_find *f,
                         struct columns *columns)
{
	struct reader d = { .s = s, .mapped = m, .source = source, .fresh = f && f->fresh };
	d.places = arena_alloc(a, (m->read.len + 1) * sizeof *d.places);
	for (size_t n = 0; n < m->read.len; n++) {
		bool wanted = is_wanted(m, m->read.items[n], f);
		d.places[n] = wanted ? (int)columns->len : -1;
		d.partly = d.partly || !wanted;
		if (wanted)
			vec_push(a, columns, reader_column(a, source, m->read.items[n]));
	}
	return d;
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

/* A row that is to become an object of a model: where that model's fields are in it. */
struct row {
	const struct reader *d;
	struct orm_result *r;
	struct orm_mapped *mapped;
	const size_t *positions; /* NULL: as in d->places */
};

static int place_of(const struct row *w, size_t field)
{
	return w->d->places[w->positions ? w->positions[field] : field];
}

static bool wrong(const struct row *w, struct error *err)
{
	fail_object(err, "%s", w->mapped->model->name);
	return session_fail(w->d->s, err);
}

/* Texts that haven't changed keep their place, so that reading again costs no memory. */
static bool keeps_text(const struct instance *i, const struct orm_field *f, void *into,
                       const struct orm_value *v)
{
	const char *row = i->row;
	if (f->kind != ORM_MEMBER_TEXT || v->kind != ORM_TEXT ||
	    !text_same(*(const char *const *)(const void *)(row + f->offset), v->data))
		return false;
	if (into != i->row)
		memcpy((char *)into + f->offset, row + f->offset, f->size);
	return true;
}

static void leave_out(const struct row *w, struct instance *i, void *into, size_t field)
{
	const struct orm_field *f = i->mapped->fields.items[field];
	memset((char *)into + f->offset, 0, f->size);
	instance_lack(w->d->s, i)->columns[field / 64] |= (uint64_t)1 << field % 64;
}

/* What most columns are. */
static bool set_quickly(const struct row *w, const struct orm_field *f, char *object,
                        const struct orm_value *v)
{
	void *member = object + f->offset;
	if (f->kind == ORM_MEMBER_TEXT && v->kind == ORM_TEXT)
		*(const char **)member = instance_text(w->d->s, v->data, v->len);
	else if (f->kind == ORM_MEMBER_SIGNED && f->size == 8 && !f->names && v->kind == ORM_INT)
		*(int64_t *)member = v->integer;
	else
		return false;
	return true;
}

/* A column of the row, into the object or what is known of its row. */
static bool fill_field(const struct row *w, struct instance *i, void *into, size_t n)
{
	struct error err;
	const struct orm_field *f = i->mapped->fields.items[n];
	if (place_of(w, n) < 0) {
		leave_out(w, i, into, n);
		return true;
	}
	struct orm_value v = orm_get(w->r, place_of(w, n));
	return (i->row && keeps_text(i, f, into, &v)) || set_quickly(w, f, into, &v) ||
	       orm_member_set(&w->d->s->arena, f, into, &v, &err) || wrong(w, &err);
}

/* What the program has changed stays so, and is written by the next flush. */
static bool fill_again(const struct row *w, struct instance *i)
{
	char *object = instance_object(i), *row = i->row;
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		bool changed = !w->d->fresh && !orm_member_same(f, object, row);
		if (!fill_field(w, i, changed ? row : object, n))
			return false;
		if (!changed)
			memcpy(row + f->offset, object + f->offset, f->size);
	}
	for (size_t n = 0; n < i->mapped->relation_count && w->d->fresh; n++)
		relation_back(&i->mapped->relations[n], i);
	return true;
}

static bool fill(const struct row *w, struct instance *i)
{
	if (i->lack)
		memset(i->lack->columns, 0, (i->mapped->fields.len + 63) / 64 * sizeof(uint64_t));
	if (i->row) {
		if (!fill_again(w, i))
			return false;
	} else {
		for (size_t n = 0; n < i->mapped->fields.len; n++)
			if (!fill_field(w, i, instance_object(i), n))
				return false;
		instance_take_row(i);
	}
	i->expired = false;
	return true;
}

/* What an object lacks and the row has, unless the program has assigned it. */
static bool complete(const struct row *w, struct instance *i)
{
	struct error err;
	char *object = instance_object(i), *row = i->row;
	for (size_t n = 0; n < i->mapped->fields.len; n++) {
		const struct orm_field *f = i->mapped->fields.items[n];
		if (!instance_lacks(i, n) || place_of(w, n) < 0)
			continue;
		i->lack->columns[n / 64] &= ~((uint64_t)1 << n % 64);
		struct orm_value v = orm_get(w->r, place_of(w, n));
		bool same = orm_member_same(f, object, row);
		if (!orm_member_set(&w->d->s->arena, f, row, &v, &err))
			return wrong(w, &err);
		if (same)
			memcpy(object + f->offset, row + f->offset, f->size);
	}
	return true;
}

static struct instance *add_row(const struct row *w, uint32_t hash)
{
	struct instance *i = instance_new(w->d->s, w->mapped);
	if (!fill(w, i))
		return NULL;
	i->state = ORM_PERSISTENT;
	identity_put(w->d->s, i, hash);
	session_tell_of(w->d->s, OF_LOAD, i);
	return i;
}

/* The key's columns, into a struct of the model; texts are borrowed, or in `a`. */
static bool read_keys(const struct row *w, void *row, struct arena *a)
{
	struct error err;
	const struct orm_mapped *m = w->mapped;
	for (size_t f = 0, k = 0; k < m->keys.len; f++) {
		if (m->fields.items[f] != m->keys.items[k])
			continue;
		struct orm_value v = orm_get(w->r, place_of(w, f));
		if (m->number && v.kind == ORM_INT) {
			*(int64_t *)(void *)((char *)row + m->number->offset) = v.integer;
			return true;
		}
		if (!orm_member_set(a, m->keys.items[k++], row, &v, &err))
			return wrong(w, &err);
	}
	return true;
}

static struct instance *find_or_add(const struct row *w, void *row, struct arena *a)
{
	if (!read_keys(w, row, a))
		return NULL;
	uint32_t hash = identity_hash(w->mapped, row);
	struct instance *i = identity_find(w->d->s, w->mapped, row, hash);
	if (!i)
		return add_row(w, hash);
	bool ok = i->expired || w->d->fresh ? fill(w, i) : !i->lack || complete(w, i);
	return ok ? i : NULL;
}

/* The model of the row, by its kind. */
static void pick(struct row *w)
{
	const struct orm_mapped *m = w->mapped;
	const char *kind = NULL;
	for (size_t f = 0; f < m->read.len && m->variants.len; f++)
		if (m->read.items[f] == m->root->kinds)
			kind = orm_get_text(w->r, w->d->places[f]);
	const struct orm_variant *v = kind ? orm_mapped_variant(m, kind) : NULL;
	if (!v)
		return;
	w->mapped = v->mapped;
	w->positions = v->positions;
}

bool reader_nobody(const struct reader *d, struct orm_result *r)
{
	for (size_t n = 0; n < d->mapped->read.len; n++)
		if (d->mapped->read.items[n]->primary_key &&
		    orm_get(r, d->places[n]).kind != ORM_NULL)
			return false;
	return true;
}

enum { SMALL = 512 };

struct instance *reader_row(const struct reader *d, struct orm_result *r)
{
	_Alignas(max_align_t) char small[SMALL];
	struct arena a = { 0 };
	struct row w = { .d = d, .r = r, .mapped = d->mapped };
	pick(&w);
	void *row = w.mapped->size <= SMALL ? small : arena_alloc(&a, w.mapped->size);
	struct instance *i = find_or_add(&w, row, &a);
	arena_release(&a);
	return i;
}

/* WHERE key = row's key */
static const struct orm_expr *key_condition(struct arena *a, const struct orm_mapped *m,
                                            const void *row)
{
	const struct orm_expr *all = NULL;
	for (size_t k = 0; k < m->keys.len; k++) {
		const struct orm_field *f = m->keys.items[k];
		all = orm_and(a, all,
		              orm_eq(a, reader_column(a, &m->source, f),
		                     orm_node(a, orm_expr_value(orm_member_get(a, f, row)))));
	}
	return all;
}

/* The row with the keys of `row`, by `d`; NULL without an error: there is none. */
static struct instance *read_one(const struct reader *d, struct arena *a, const void *row,
                                 const struct columns *columns)
{
	struct error err;
	struct orm_result *r = NULL;
	struct instance *found = NULL;
	struct orm_mapped *m = d->mapped;
	const struct orm_source *from[] = { &m->source };
	struct orm_select q = { .columns = { columns->items, columns->len },
		                .from = { from, 1 },
		                .where =
		                    orm_and(a, load_condition(a, m), key_condition(a, m, row)) };
	if (!session_begin(d->s, false))
		return NULL;
	if (!orm_execute(d->s->conn, orm_query_select(&q), &r, &err)) {
		session_fail(d->s, &err);
		return NULL;
	}
	enum orm_step step = orm_next(r, &err);
	if (step == ORM_ROW)
		found = reader_row(d, r);
	else if (step == ORM_FAILED)
		session_fail(d->s, &err);
	orm_result_close(r);
	return found;
}

static struct instance *load_by_key(struct orm_session *s, struct orm_mapped *m, const void *row,
                                    const struct orm_find *f)
{
	struct arena a = { 0 };
	struct columns columns = { 0 };
	struct reader d = reader_new(s, &a, m, &m->source, f, &columns);
	struct instance *found = read_one(&d, &a, row, &columns);
	arena_release(&a);
	return found;
}

bool load_again(struct orm_session *s, struct instance *i)
{
	const struct orm_find again = { .fresh = true };
	if (load_by_key(s, i->mapped, i->row, &again))
		return true;
	return session_ready(s) &&
	       session_failf(s, ERR_STATE, "the row of this %s is gone", i->mapped->model->name);
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
		if (!orm_member_set(a, m->keys.items[k], row, &key.items[k]->value, &err)) {
			fail_object(&err, "%s", m->model->name);
			return session_fail(s, &err);
		}
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
		session_failf(s, ERR_USAGE, "the model %s isn't registered",
		              model && model->name ? model->name : "");
		return NULL;
	}
	void *row = arena_alloc(&a, m->size);
	if (key_of(s, m, key, row, &a)) {
		i = identity_find(s, m, row, identity_hash(m, row));
		if (!i || i->expired)
			i = load_by_key(s, m, row, NULL);
		if (i && !relations_wanted(s, i))
			i = NULL;
	}
	arena_release(&a);
	return i && !i->doomed && orm_mapped_is(i->mapped, m) ? instance_object(i) : NULL;
}

/* Reads one column, of the row with the object's key. */
static bool fetch(struct orm_session *s, struct instance *i, const struct orm_field *f)
{
	struct orm_find only = { .undefer = { &f, 1 }, .fresh = i->expired };
	if (!i->expired)
		only.only = (struct orm_members){ &f, 1 };
	if (load_by_key(s, i->mapped, i->row, &only))
		return true;
	return session_ready(s) &&
	       session_failf(s, ERR_STATE, "the row of this %s is gone", i->mapped->model->name);
}

bool orm_session_fetch(struct orm_session *s, void *object, const struct orm_field *f)
{
	size_t n = 0;
	if (!session_enter(s))
		return false;
	struct instance *i = instance_must(s, object, "read a column of");
	if (!i)
		return false;
	while (n < i->mapped->fields.len && i->mapped->fields.items[n] != f)
		n++;
	if (n == i->mapped->fields.len)
		return session_failf(s, ERR_USAGE, "%s has no column \"%s\"",
		                     i->mapped->model->name, f && f->member ? f->member : "");
	if (!instance_lacks(i, n) || !orm_member_is_zero(f, object))
		return true;
	if (f->deferred == ORM_DEFER_RAISE)
		return session_failf(s, ERR_USAGE,
		                     "\"%s\" of %s is read by queries that name it alone",
		                     f->member, i->mapped->model->name);
	return fetch(s, i, f);
}
