/* orm/model/table.c - the table that a model describes */
#include <stdlib.h>

#include "base/text.h"
#include "orm/model/private.h"

static const enum orm_type_id defaults[ORM_MEMBER_COUNT] = {
	[ORM_MEMBER_BOOL] = ORM_TYPE_BOOLEAN,      [ORM_MEMBER_REAL] = ORM_TYPE_DOUBLE,
	[ORM_MEMBER_TEXT] = ORM_TYPE_TEXT,         [ORM_MEMBER_BYTES] = ORM_TYPE_LARGEBINARY,
	[ORM_MEMBER_DATETIME] = ORM_TYPE_DATETIME, [ORM_MEMBER_UUID] = ORM_TYPE_UUID,
	[ORM_MEMBER_OPT_BOOL] = ORM_TYPE_BOOLEAN,  [ORM_MEMBER_OPT_INT] = ORM_TYPE_BIGINTEGER,
	[ORM_MEMBER_OPT_DOUBLE] = ORM_TYPE_DOUBLE, [ORM_MEMBER_OPT_DATETIME] = ORM_TYPE_DATETIME,
	[ORM_MEMBER_OPT_UUID] = ORM_TYPE_UUID,     [ORM_MEMBER_VALUE] = ORM_TYPE_TEXT,
};

static enum orm_type_id whole_type(const struct orm_field *f)
{
	/* An unsigned number wants a signed column of twice the size. */
	size_t size = f->kind == ORM_MEMBER_UNSIGNED ? f->size * 2 : f->size;
	if (size <= 2)
		return ORM_TYPE_SMALLINTEGER;
	return size == 4 ? ORM_TYPE_INTEGER : ORM_TYPE_BIGINTEGER;
}

static struct orm_type *type_of_member(struct arena *a, const struct orm_model *m,
                                       const struct orm_field *f)
{
	bool whole = f->kind == ORM_MEMBER_SIGNED || f->kind == ORM_MEMBER_UNSIGNED;
	if (f->names) {
		struct orm_type *t = orm_type_new(a, ORM_TYPE_ENUM);
		t->name = arena_printf(a, "%s_%s", m->source.name, orm_field_column(f));
		for (size_t i = 0; f->names[i]; i++)
			vec_push(a, &t->values, f->names[i]);
		return t;
	}
	if (f->kind == ORM_MEMBER_REAL && f->size == sizeof(float))
		return orm_type_new(a, ORM_TYPE_FLOAT);
	return orm_type_new(a, whole ? whole_type(f) : defaults[f->kind]);
}

static void set_argument(struct orm_type *t, const char *name, int n)
{
	if (text_same(name, "length"))
		t->length = n;
	else if (text_same(name, "precision"))
		t->precision = n;
	else
		t->scale = n;
}

/* "10, 2)" */
static bool read_arguments(struct orm_type *t, const char *p)
{
	const struct orm_type_info *info = &orm_type_infos[t->id];
	for (size_t i = 0; i < COUNT(info->positional) && info->positional[i]; i++) {
		char *end;
		long n = strtol(p, &end, 10);
		if (end == p || n < 0 || n > INT32_MAX)
			return false;
		set_argument(t, info->positional[i], (int)n);
		p = end + strspn(end, ", ");
		if (*p == ')')
			return p[1] == '\0';
	}
	return false;
}

/* A generic name, as models in Lua have them, or the database's own words. */
static bool type_of_text(struct arena *a, const char *text, struct orm_type **out)
{
	size_t len = strcspn(text, "(");
	for (enum orm_type_id id = ORM_TYPE_EXACT + 1; id < ORM_TYPE_COUNT; id++) {
		const char *name = orm_type_infos[id].name;
		if (strlen(name) != len || strncmp(name, text, len) != 0)
			continue;
		*out = orm_type_new(a, id);
		if (orm_type_infos[id].values || orm_type_infos[id].item)
			return false;
		if (orm_type_infos[id].timezone && text_same(text + len, "(timezone)"))
			return (*out)->timezone = true;
		return text[len] == '\0' || read_arguments(*out, text + len + 1);
	}
	*out = orm_type_exact(a, text);
	return true;
}

static struct orm_default default_of(const struct orm_field *f)
{
	if (!f->server_default)
		return (struct orm_default){ 0 };
	return (struct orm_default){ f->server_default, ORM_DEFAULT_SQL };
}

static struct orm_elements elements_of(struct arena *a, const struct orm_field *const *fields,
                                       size_t max)
{
	struct orm_elements e = { 0 };
	for (size_t i = 0; i < max && fields[i]; i++)
		vec_push(a, &e, (struct orm_element){ .column = orm_field_column(fields[i]) });
	return e;
}

static void refer(struct arena *a, struct orm_constraint *fk, const struct orm_field *const *to,
                  size_t max)
{
	fk->referred_table = to[0]->source->name;
	fk->referred_schema = to[0]->source->schema;
	for (size_t i = 0; i < max && to[i]; i++)
		vec_push(a, &fk->referred_columns, orm_field_column(to[i]));
}

static void add_foreign_key(struct arena *a, struct orm_table *t, const struct orm_field *f)
{
	struct orm_constraint *fk = orm_constraint_new(a, ORM_FOREIGN_KEY);
	fk->elements = elements_of(a, &f, 1);
	refer(a, fk, &f->references, 1);
	fk->ondelete = f->ondelete;
	fk->onupdate = f->onupdate;
	orm_table_add_constraint(a, t, fk);
}

static bool add_column(struct arena *a, const struct orm_model *m, const struct orm_field *f,
                       struct orm_table *t, struct error *err)
{
	struct orm_column *c = orm_column_new(a, orm_field_column(f));
	if (!f->type)
		c->type = type_of_member(a, m, f);
	else if (!type_of_text(a, f->type, &c->type))
		return fail(err, ERR_INPUT, "%s.%s: there is no type \"%s\"", m->name, f->member,
		            f->type);
	/* A struct that shares its table can't speak for the rows of others. */
	c->nullable = f->nullable || m->base ? ORM_YES : ORM_NO;
	c->server_default = default_of(f);
	c->computed = f->computed;
	c->autoincrement = f->no_autoincrement ? ORM_NO : ORM_UNSPECIFIED;
	c->object.comment = f->comment;
	c->object.renamed_from = f->renamed_from;
	orm_table_add_column(a, t, c);
	if (f->references)
		add_foreign_key(a, t, f);
	return true;
}

static void add_index(struct arena *a, struct orm_table *t, const struct orm_model_key *k)
{
	struct orm_index *i = orm_index_new(a, k->name);
	i->elements = elements_of(a, k->fields, ORM_KEY_MAX);
	i->unique = k->unique;
	orm_table_add_index(a, t, i);
}

static void add_key(struct arena *a, struct orm_table *t, const struct orm_model_key *k)
{
	struct orm_constraint *c;
	if (k->kind == ORM_INDEX) {
		add_index(a, t, k);
		return;
	}
	c = orm_constraint_new(a, k->kind);
	c->object.name = k->name;
	c->elements = elements_of(a, k->fields, ORM_KEY_MAX);
	c->expr = k->check;
	if (k->kind == ORM_FOREIGN_KEY)
		refer(a, c, k->references, ORM_KEY_MAX);
	c->ondelete = k->ondelete;
	c->onupdate = k->onupdate;
	orm_table_add_constraint(a, t, c);
}

static void add_primary_key(struct arena *a, const struct orm_model *m, struct orm_table *t)
{
	struct orm_constraint *pk = orm_constraint_new(a, ORM_PRIMARY_KEY);
	for (size_t i = 0; i < m->field_count; i++)
		if (m->fields[i].primary_key)
			vec_push(a, &pk->elements,
			         (struct orm_element){ .column = orm_field_column(&m->fields[i]) });
	if (pk->elements.len && !m->base)
		orm_table_add_constraint(a, t, pk);
}

/* `unique` and `index` of single columns, and the model's own list. */
static void add_keys(struct arena *a, const struct orm_model *m, struct orm_table *t)
{
	for (size_t i = 0; i < m->field_count; i++) {
		const struct orm_field *f = &m->fields[i];
		if (f->unique && !f->index)
			add_key(a, t, &(struct orm_model_key){ ORM_UNIQUE, .fields = { f } });
		if (f->index)
			add_key(a, t,
			        &(struct orm_model_key){ ORM_INDEX, .fields = { f },
			                                 .unique = f->unique });
	}
	for (const struct orm_model_key *k = m->keys; k && k->kind; k++)
		add_key(a, t, k);
}

bool orm_model_table(struct arena *a, const struct orm_model *m, struct orm_table *t,
                     struct error *err)
{
	for (size_t i = 0; i < m->field_count; i++)
		if (!add_column(a, m, &m->fields[i], t, err))
			return false;
	add_primary_key(a, m, t);
	add_keys(a, m, t);
	for (const struct orm_option *o = m->options; o && o->name; o++)
		orm_option_set(a, &t->object.options, o->dialect, o->name, o->value);
	if (!m->base)
		t->object.comment = m->comment;
	return true;
}
