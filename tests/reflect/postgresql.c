/* tests/reflect/postgresql.c - metadata as lines of text, found by key */
#include "postgresql.h"

#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"

void catalog_run(struct arena *a, struct orm_conn *c, const char *sql)
{
	const char *text = arena_printf(a, "%s\n;", sql);
	struct orm_statements list = { 0 };
	struct error err = { 0 };

	cr_assert(orm_split(a, orm_conn_dialect(c), text, strlen(text), &list), "%s", sql);
	for (size_t i = 0; i < list.len; i++)
		cr_assert(
		    orm_exec(c, arena_strndup(a, list.items[i].start, list.items[i].len), &err),
		    "%s: %s", err.message, err.statement);
}

struct orm_metadata *catalog_reflect(struct arena *a, struct orm_conn *c,
                                     const struct reflect_options *options)
{
	struct orm_metadata *m;
	struct error err = { 0 };

	cr_assert(reflect_database(a, c, options, &m, &err), "%s\n%s", err.message, err.statement);
	return m;
}

struct objects {
	VEC(struct orm_object *);
};

static void add_all(struct arena *a, struct objects *out, const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];

		vec_push(a, out, &t->object);
		for (size_t j = 0; j < t->columns.len; j++)
			vec_push(a, out, &t->columns.items[j]->object);
		for (size_t j = 0; j < t->constraints.len; j++)
			vec_push(a, out, &t->constraints.items[j]->object);
		for (size_t j = 0; j < t->indexes.len; j++)
			vec_push(a, out, &t->indexes.items[j]->object);
	}
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		vec_push(a, out, &d->object);
		for (size_t j = 0; j < d->checks.len; j++)
			vec_push(a, out, &d->checks.items[j]->object);
		for (size_t j = 0; j < d->indexes.len; j++)
			vec_push(a, out, &d->indexes.items[j]->object);
	}
}

struct orm_object *catalog_find(struct arena *a, const struct orm_metadata *m, const char *key)
{
	struct objects all = { 0 };

	add_all(a, &all, m);
	for (size_t i = 0; i < all.len; i++)
		if (!strcmp(orm_object_key(a, m->dialect, all.items[i]), key))
			return all.items[i];
	return NULL;
}

static void add_names(struct buf *b, const struct names *names)
{
	for (size_t i = 0; i < names->len; i++)
		buf_addf(b, "%s%s", i ? "," : "", names->items[i]);
}

static void add_elements(struct buf *b, const struct orm_elements *e)
{
	for (size_t i = 0; i < e->len; i++) {
		const struct orm_element *x = &e->items[i];

		buf_addf(b, "[%s", x->column ? x->column : "");
		if (x->expr)
			buf_addf(b, "expr %s", x->expr);
		if (x->length)
			buf_addf(b, "(%d)", x->length);
		if (x->collation)
			buf_addf(b, " collate %s", x->collation);
		if (x->opclass)
			buf_addf(b, " %s", x->opclass);
		if (x->descending)
			buf_adds(b, " desc");
		if (x->nulls)
			buf_addf(b, " nulls %s", x->nulls);
		buf_addc(b, ']');
	}
}

static void add_identity(struct buf *b, const struct orm_identity *i)
{
	const struct {
		const char *name, *value;
	} numbers[] = { { "start", i->start },
		        { "increment", i->increment },
		        { "minvalue", i->minvalue },
		        { "maxvalue", i->maxvalue },
		        { "cache", i->cache } };

	buf_adds(b, i->always ? "always" : "default");
	for (size_t k = 0; k < COUNT(numbers); k++)
		if (numbers[k].value)
			buf_addf(b, ",%s %s", numbers[k].name, numbers[k].value);
	if (i->cycle)
		buf_adds(b, ",cycle");
}

static void add_value(struct buf *b, const struct orm_object *o, const struct orm_attr *attr)
{
	void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		buf_adds(b, "yes");
		break;
	case ORM_ATTR_FLAG:
		buf_adds(b, *(enum orm_flag *)p == ORM_YES ? "yes" : "no");
		break;
	case ORM_ATTR_RENAMES:
	case ORM_ATTR_NAMES:
		add_names(b, p);
		break;
	case ORM_ATTR_TYPE:
		buf_adds(b, (*(struct orm_type **)p)->name);
		break;
	case ORM_ATTR_DEFAULT:
		buf_adds(b, ((struct orm_default *)p)->text);
		break;
	case ORM_ATTR_ELEMENTS:
		add_elements(b, p);
		break;
	case ORM_ATTR_IDENTITY:
		add_identity(b, *(struct orm_identity **)p);
		break;
	default:
		buf_adds(b, *(char **)p);
	}
}

/* What every constraint has is left out. */
static bool is_plain(const struct orm_object *o, const struct orm_attr *attr)
{
	return orm_attr_empty(o, attr) || (!strcmp(attr->name, "deferrable") &&
	                                   *(enum orm_flag *)orm_attr_at(o, attr) == ORM_NO);
}

const char *catalog_describe(struct arena *a, const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];
	struct buf b = { 0 };

	for (size_t i = 0; i < k->attr_count; i++) {
		if (is_plain(o, &k->attrs[i]))
			continue;
		buf_addf(&b, "%s%s=", b.len ? " " : "", k->attrs[i].name);
		add_value(&b, o, &k->attrs[i]);
	}
	if (o->comment)
		buf_addf(&b, "%scomment=%s", b.len ? " " : "", o->comment);
	for (size_t i = 0; i < o->options.len; i++)
		buf_addf(&b, "%s%s:%s", b.len ? " " : "", o->options.items[i].name,
		         o->options.items[i].value);
	return buf_take(&b, a);
}

const char *catalog_dump(struct arena *a, const struct orm_metadata *m)
{
	struct objects all = { 0 };
	struct buf b = { 0 };

	add_all(a, &all, m);
	for (size_t i = 0; i < all.len; i++) {
		buf_addf(&b, "%s %s needs ", orm_object_key(a, m->dialect, all.items[i]),
		         catalog_describe(a, all.items[i]));
		add_names(&b, &all.items[i]->depends);
		buf_addc(&b, '\n');
	}
	for (size_t i = 0; i < m->left_out.len; i++)
		buf_addf(&b, "left out %s %s\n", m->left_out.items[i].kind,
		         m->left_out.items[i].name);
	return buf_take(&b, a);
}
