/* orm/ddl/rewrite.c - every text of a schema, to be looked through for something */
#include "orm/ddl/rewrite.h"

#include "orm/schema/attribute.h"

static bool in_type(struct orm_type *t, orm_rewrite_fn *f, void *data)
{
	return t && t->id == ORM_TYPE_EXACT && f(data, &t->name);
}

static bool in_elements(struct orm_elements *e, orm_rewrite_fn *f, void *data)
{
	bool any = false;

	for (size_t i = 0; i < e->len; i++) {
		any |= e->items[i].expr && f(data, &e->items[i].expr);
		any |= e->items[i].collation && f(data, &e->items[i].collation);
	}
	return any;
}

static bool in_attr(const struct orm_object *o, const struct orm_attr *attr, orm_rewrite_fn *f,
                    void *data)
{
	void *p = orm_attr_at(o, attr);

	if (orm_attr_empty(o, attr))
		return false;
	switch (attr->kind) {
	case ORM_ATTR_TEXT:
	case ORM_ATTR_EXPR:
		return f(data, p);
	case ORM_ATTR_TYPE:
		return in_type(*(struct orm_type **)p, f, data);
	case ORM_ATTR_DEFAULT:
		return f(data, &((struct orm_default *)p)->text);
	case ORM_ATTR_ELEMENTS:
		return in_elements(p, f, data);
	default:
		return false;
	}
}

static void in_object(struct orm_object *o, orm_rewrite_fn *f, void *data)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];
	bool any = false;

	for (size_t i = 0; i < k->attr_count; i++)
		any |= in_attr(o, &k->attrs[i], f, data);
	for (size_t i = 0; i < o->options.len; i++)
		any |= f(data, &o->options.items[i].value);
	if (any)
		o->text = NULL;
}

static void in_table(struct orm_table *t, orm_rewrite_fn *f, void *data)
{
	in_object(&t->object, f, data);
	for (size_t i = 0; i < t->columns.len; i++)
		in_object(&t->columns.items[i]->object, f, data);
	for (size_t i = 0; i < t->constraints.len; i++)
		in_object(&t->constraints.items[i]->object, f, data);
	for (size_t i = 0; i < t->indexes.len; i++)
		in_object(&t->indexes.items[i]->object, f, data);
}

void orm_rewrite(struct orm_metadata *m, orm_rewrite_fn *f, void *data)
{
	for (size_t i = 0; i < m->tables.len; i++)
		in_table(m->tables.items[i], f, data);
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		in_object(&d->object, f, data);
		for (size_t j = 0; j < d->checks.len; j++)
			in_object(&d->checks.items[j]->object, f, data);
		for (size_t j = 0; j < d->indexes.len; j++)
			in_object(&d->indexes.items[j]->object, f, data);
	}
}
