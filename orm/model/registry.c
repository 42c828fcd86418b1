/* orm/model/registry.c - models checked and linked */
#include "base/text.h"
#include "orm/model/private.h"

struct orm_mapped *orm_registry_find(const struct orm_registry *r, const struct orm_model *m)
{
	return m ? orm_registry_source(r, &m->source) : NULL;
}

struct orm_mapped *orm_registry_source(const struct orm_registry *r, const struct orm_source *s)
{
	for (size_t i = 0; i < r->models.len; i++)
		if (&r->models.items[i]->model->source == s)
			return r->models.items[i];
	return NULL;
}

const struct orm_linked *orm_mapped_relation(const struct orm_mapped *m,
                                             const struct orm_relation *r)
{
	for (size_t i = 0; i < m->relation_count; i++)
		if (m->relations[i].relation == r)
			return &m->relations[i];
	return NULL;
}

const struct orm_metadata *orm_registry_metadata(const struct orm_registry *r)
{
	return r->metadata;
}

static bool check_field(const struct orm_model *m, size_t i, struct error *err)
{
	const struct orm_field *f = &m->fields[i];
	if (!f->member)
		return fail(err, ERR_INPUT,
		            "%s: column %zu is listed in its schema and not described", m->name,
		            i + 1);
	if (text_empty(orm_field_column(f)))
		return fail(err, ERR_INPUT, "%s: column %zu has no name", m->name, i + 1);
	if (f->source != &m->source)
		return fail(err, ERR_INPUT, "%s.%s is described as a column of another model",
		            m->name, f->member);
	if (f->nullable && !orm_field_has_null(f)) {
		fail(err, ERR_INPUT, "%s.%s may be NULL, which its member can't be", m->name,
		     f->member);
		return fail_hint(err, "Make it a struct orm_opt_int, orm_opt_double, orm_opt_bool, "
		                      "orm_opt_datetime or orm_opt_uuid.");
	}
	if (f->references && !f->references->member)
		return fail(err, ERR_INPUT, "%s.%s refers to a column that isn't described",
		            m->name, f->member);
	return true;
}

static void link_fields(struct orm_registry *r, struct orm_mapped *d, const struct orm_model *m)
{
	if (m->base)
		link_fields(r, d, m->base);
	for (size_t i = 0; i < m->field_count; i++) {
		const struct orm_field *f = &m->fields[i];
		vec_push(r->arena, &d->fields, f);
		if (f->primary_key)
			vec_push(r->arena, &d->keys, f);
		if (f->version)
			d->version = f;
	}
}

static bool counts_up(const struct orm_mapped *d, const struct orm_field *f)
{
	return d->keys.len == 1 && !f->no_autoincrement && !f->references && !f->server_default &&
	       !f->fill &&
	       (f->kind == ORM_MEMBER_SIGNED || f->kind == ORM_MEMBER_UNSIGNED ||
	        f->kind == ORM_MEMBER_VALUE);
}

static bool check_model(struct orm_registry *r, struct orm_mapped *d, struct error *err)
{
	const struct orm_model *m = d->model;
	if (text_empty(m->source.name))
		return fail(err, ERR_INPUT, "%s: the model has no table", m->name);
	for (size_t i = 0; i < m->field_count; i++)
		if (!check_field(m, i, err))
			return false;
	if (m->base && (!m->kind || !d->root->kinds))
		return fail(err, ERR_INPUT,
		            "%s: a model with a base has a kind, and its base a column of kinds",
		            m->name);
	link_fields(r, d, m);
	if (!d->keys.len)
		return fail(err, ERR_INPUT, "%s: no column is its primary key", m->name);
	const struct orm_field *first = d->keys.items[0];
	if (d->keys.len == 1 && first->kind == ORM_MEMBER_SIGNED && first->size == 8 &&
	    !first->names)
		d->number = first;
	if (counts_up(d, d->keys.items[0]))
		d->counter = d->keys.items[0];
	return true;
}

static bool add_model(struct orm_registry *r, const struct orm_model *m, struct error *err)
{
	struct orm_mapped *d;
	if (orm_registry_find(r, m))
		return true;
	d = ARENA_NEW(r->arena, struct orm_mapped);
	d->model = d->root = m;
	while (d->root->base)
		d->root = d->root->base;
	d->size = m->size;
	d->index = r->models.len;
	vec_push(r->arena, &r->models, d);
	return check_model(r, d, err);
}

/* Those that share a table are one table, made by the base. */
static bool make_table(struct orm_registry *r, struct orm_mapped *d, struct error *err)
{
	const struct orm_source *s = &d->root->source;
	struct orm_mapped *root = orm_registry_find(r, d->root);
	if (!root)
		return fail(err, ERR_INPUT, "%s: its base %s isn't registered", d->model->name,
		            d->root->name);
	if (d == root) {
		if (orm_metadata_table(r->metadata, s->schema, s->name))
			return fail(err, ERR_INPUT, "two models have the table \"%s\"", s->name);
		d->table = d->model->table ? orm_table_copy(r->arena, d->model->table)
		                           : orm_table_new(r->arena, s->schema, s->name);
		orm_metadata_add_table(r->metadata, d->table);
	}
	d->table = root->table;
	d->source = (struct orm_source){ .table = d->table };
	return d->root->table || orm_model_table(r->arena, d->model, d->table, err);
}

static size_t count_keys(const struct orm_field *const *key)
{
	size_t n = 0;
	while (n < ORM_KEY_MAX && key[n])
		n++;
	return n;
}

static bool wrong(const struct orm_mapped *d, const struct orm_relation *l, const char *what,
                  struct error *err)
{
	return fail(err, ERR_INPUT, "%s.%s: %s", d->model->name, l->member, what);
}

/* What a column refers to by itself, or as one of a key of several. */
static const struct orm_field *referred(const struct orm_mapped *holder, const struct orm_field *f)
{
	if (f->references)
		return f->references;
	for (const struct orm_model *m = holder->model; m; m = m->base)
		for (const struct orm_model_key *k = m->keys; k && k->kind; k++)
			for (size_t i = 0; i < count_keys(k->fields); i++)
				if (k->kind == ORM_FOREIGN_KEY && k->fields[i] == f)
					return k->references[i];
	return NULL;
}

static void refer(const struct orm_mapped *holder, const struct orm_field *const *key,
                  const struct orm_field **out)
{
	for (size_t i = 0; i < count_keys(key); i++)
		out[i] = referred(holder, key[i]);
}

static struct orm_mapped *leads_to(const struct orm_registry *r, const struct orm_field *referred)
{
	return referred ? orm_registry_source(r, referred->source) : NULL;
}

static bool of_same_table(const struct orm_mapped *x, const struct orm_mapped *y)
{
	return x && y && x->table == y->table;
}

/* The identity map, by which relations are loaded, has the primary key alone. */
static bool leads_to_key(const struct orm_mapped *owner, const struct orm_field *const *key,
                         const struct orm_field *const *refers)
{
	size_t count = count_keys(key);
	for (size_t i = 0; i < count; i++)
		if (!refers[i] || !refers[i]->primary_key)
			return false;
	return count == owner->keys.len;
}

static bool link_relation(const struct orm_registry *r, struct orm_mapped *d, struct orm_linked *l,
                          struct error *err)
{
	const struct orm_relation *rel = l->relation;
	struct orm_mapped *holder =
	    rel->key[0] ? orm_registry_source(r, rel->key[0]->source) : NULL;
	if (!rel->member)
		return fail(err, ERR_INPUT,
		            "%s: a relation is listed in its schema and not described",
		            d->model->name);
	l->key_count = count_keys(rel->key);
	if (!holder)
		return wrong(d, rel, "the model of its key isn't registered", err);
	refer(holder, rel->key, l->refers);
	refer(holder, rel->far, l->far_refers);
	if (rel->kind == ORM_BELONGS_TO) {
		l->target = leads_to(r, l->refers[0]);
		return of_same_table(holder, d) ||
		       wrong(d, rel, "its key is of another model", err);
	}
	if (!of_same_table(leads_to(r, l->refers[0]), d))
		return wrong(d, rel, "its key doesn't refer to this model", err);
	l->target = holder;
	if (rel->kind == ORM_MANY_TO_MANY) {
		l->through = holder;
		l->target = leads_to(r, l->far_refers[0]);
	}
	return true;
}

/* Having found both sides. */
static bool check_relation(const struct orm_mapped *d, const struct orm_linked *l,
                           struct error *err)
{
	const struct orm_relation *r = l->relation;
	if (!l->target)
		return wrong(d, r, "its key refers to no registered model", err);
	if (!leads_to_key(r->kind == ORM_BELONGS_TO ? l->target : d, r->key, l->refers) ||
	    (r->kind == ORM_MANY_TO_MANY && !leads_to_key(l->target, r->far, l->far_refers)))
		return wrong(d, r, "its key doesn't refer to a whole primary key", err);
	return true;
}

static bool link_relations(struct orm_registry *r, struct orm_mapped *d, struct error *err)
{
	size_t count = 0;
	for (const struct orm_model *m = d->model; m; m = m->base)
		count += m->relation_count;
	if (count > 64)
		return fail(err, ERR_INPUT, "%s has more than 64 relations", d->model->name);
	d->relations = arena_alloc(r->arena, (count + 1) * sizeof *d->relations);
	d->relation_count = count;
	/* From the end, so that those of a base have the numbers that they have there. */
	for (const struct orm_model *m = d->model; m; m = m->base)
		for (size_t i = m->relation_count; i-- > 0;) {
			struct orm_linked *l = &d->relations[--count];
			l->relation = &m->relations[i];
			l->number = count;
			if (!link_relation(r, d, l, err) || !check_relation(d, l, err))
				return false;
		}
	return true;
}

static bool link_back(struct orm_mapped *d, struct error *err)
{
	for (size_t i = 0; i < d->relation_count; i++) {
		struct orm_linked *l = &d->relations[i];
		if (!l->relation->back)
			continue;
		l->back = orm_mapped_relation(l->target, l->relation->back);
		if (!l->back || !of_same_table(l->back->target, d) ||
		    l->back->relation->key[0] != (l->relation->kind == ORM_MANY_TO_MANY
		                                      ? l->relation->far[0]
		                                      : l->relation->key[0]))
			return wrong(d, l->relation, "its other side is about another key", err);
	}
	return true;
}

bool orm_mapped_is(const struct orm_mapped *x, const struct orm_mapped *m)
{
	const struct orm_model *model = x->model;
	while (model && model != m->model)
		model = model->base;
	return model;
}

const struct orm_variant *orm_mapped_variant(const struct orm_mapped *m, const char *kind)
{
	for (size_t i = 0; i < m->variants.len; i++)
		if (text_same(m->variants.items[i].mapped->model->kind, kind))
			return &m->variants.items[i];
	return NULL;
}

/* Where the field is in what a query reads; appended if it isn't there. */
static size_t place_of(struct orm_registry *r, struct orm_fields *read, const struct orm_field *f)
{
	for (size_t i = 0; i < read->len; i++)
		if (read->items[i] == f)
			return i;
	vec_push(r->arena, read, f);
	return read->len - 1;
}

static void add_variant(struct orm_registry *r, struct orm_mapped *d, struct orm_mapped *v)
{
	size_t *positions = arena_alloc(r->arena, (v->fields.len + 1) * sizeof *positions);
	for (size_t i = 0; i < v->fields.len; i++)
		positions[i] = place_of(r, &d->read, v->fields.items[i]);
	vec_push(r->arena, &d->variants, (struct orm_variant){ v, positions });
}

static void link_variants(struct orm_registry *r, struct orm_mapped *d)
{
	for (size_t i = 0; i < d->fields.len; i++)
		vec_push(r->arena, &d->read, d->fields.items[i]);
	for (size_t i = 0; i < r->models.len; i++)
		if (r->models.items[i] != d && orm_mapped_is(r->models.items[i], d))
			add_variant(r, d, r->models.items[i]);
}

bool orm_registry_new(struct arena *a, const struct orm_model *const *models,
                      struct orm_registry **out, struct error *err)
{
	struct orm_registry *r = *out = ARENA_NEW(a, struct orm_registry);
	r->arena = a;
	r->metadata = orm_metadata_new(a);
	for (; *models; models++)
		if (!add_model(r, *models, err))
			return false;
	for (size_t i = 0; i < r->models.len; i++)
		if (r->models.items[i]->model->base == NULL &&
		    !make_table(r, r->models.items[i], err))
			return false;
	for (size_t i = 0; i < r->models.len; i++)
		if (r->models.items[i]->model->base && !make_table(r, r->models.items[i], err))
			return false;
	for (size_t i = 0; i < r->models.len; i++)
		if (!link_relations(r, r->models.items[i], err))
			return false;
	for (size_t i = 0; i < r->models.len; i++)
		if (!link_back(r->models.items[i], err))
			return false;
	for (size_t i = 0; i < r->models.len; i++)
		link_variants(r, r->models.items[i]);
	orm_models_rank(r);
	return true;
}
