/* orm/model/bind.c - tables that were there first, mapped at run time */
#include "base/text.h"
#include "orm/model/private.h"

/* Dates and times alone are told apart by what models call them. */
static const char *type_name(const struct orm_column *c)
{
	if (c->type->id == ORM_TYPE_DATE || c->type->id == ORM_TYPE_TIME)
		return orm_type_infos[c->type->id].name;
	return c->type->id == ORM_TYPE_EXACT ? c->type->name : NULL;
}

static struct orm_field field_of(const struct orm_model *m, const struct orm_table *t,
                                 const struct orm_column *c, const struct orm_binding *b)
{
	struct orm_field f = {
		.source = &m->source,
		.member = c->object.name,
		.column = c->object.name,
		.kind = b->kind,
		.size = b->size,
		.offset = b->offset,
		.type = type_name(c),
		.primary_key = orm_column_is_key(t, NULL, c->object.name),
		.server_default = c->server_default.text,
		.computed = c->computed,
		.names = b->names,
	};
	f.nullable = orm_field_has_null(&f) && c->nullable != ORM_NO;
	return f;
}

static struct orm_model *model_of(struct arena *a, const struct orm_table *t, size_t size)
{
	struct orm_model *m = ARENA_NEW(a, struct orm_model);
	m->source = (struct orm_source){ .schema = t->object.schema, .name = t->object.name };
	m->name = t->object.name;
	m->table = t;
	m->size = size;
	return m;
}

static const struct orm_column *find(const struct orm_table *t, const char *name)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (text_same(t->columns.items[i]->object.name, name))
			return t->columns.items[i];
	return NULL;
}

bool orm_model_bind(struct arena *a, const struct orm_table *t, size_t size,
                    const struct orm_binding *bindings, size_t count, const struct orm_model **out,
                    struct error *err)
{
	struct orm_model *m = model_of(a, t, size);
	struct orm_field *fields = arena_alloc(a, (count + 1) * sizeof *fields);
	*out = m;
	for (size_t i = 0; i < count; i++) {
		const struct orm_column *c = find(t, bindings[i].column);
		if (!c)
			return fail(err, ERR_INPUT, "table \"%s\" has no column \"%s\"",
			            t->object.name, bindings[i].column);
		fields[i] = field_of(m, t, c, &bindings[i]);
	}
	m->fields = fields;
	m->field_count = count;
	return true;
}

const struct orm_model *orm_model_of_table(struct arena *a, const struct orm_table *t)
{
	struct orm_model *m = model_of(a, t, t->columns.len * sizeof(struct orm_value));
	struct orm_field *fields = arena_alloc(a, (t->columns.len + 1) * sizeof *fields);
	for (size_t i = 0; i < t->columns.len; i++) {
		const struct orm_binding b = { .kind = ORM_MEMBER_VALUE,
			                       .size = sizeof(struct orm_value),
			                       .offset = i * sizeof(struct orm_value) };
		fields[i] = field_of(m, t, t->columns.items[i], &b);
	}
	m->fields = fields;
	m->field_count = t->columns.len;
	return m;
}

const struct orm_field *orm_model_field(const struct orm_model *m, const char *column)
{
	for (size_t i = 0; i < m->field_count; i++)
		if (text_same(orm_field_column(&m->fields[i]), column))
			return &m->fields[i];
	return NULL;
}
