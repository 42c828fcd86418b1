/* orm/schema/copy.c - deep copies of objects */
#include <string.h>

#include "orm/schema/attribute.h"

static void copy_header(struct arena *a, struct orm_object *to, const struct orm_object *from)
{
	to->schema = arena_strdup(a, from->schema);
	to->name = arena_strdup(a, from->name);
	to->comment = arena_strdup(a, from->comment);
	to->renamed_from = arena_strdup(a, from->renamed_from);
	to->text = arena_strdup(a, from->text);
	to->lead = arena_strdup(a, from->lead);
	to->trail = arena_strdup(a, from->trail);
	to->file = arena_strdup(a, from->file);
	to->line = from->line;
	to->table = from->table;
	for (size_t i = 0; i < from->depends.len; i++)
		vec_push(a, &to->depends, arena_strdup(a, from->depends.items[i]));
}

/* Any object but for the lists of other objects inside it. */
static struct orm_object *copy_flat(struct arena *a, const struct orm_object *from)
{
	struct orm_object *to = arena_alloc(a, orm_kinds[from->kind].size);

	to->kind = from->kind;
	copy_header(a, to, from);
	orm_attrs_copy(a, to, from, ORM_ATTR_ALL);
	return to;
}

struct orm_constraint *orm_constraint_copy(struct arena *a, const struct orm_constraint *c)
{
	return (struct orm_constraint *)copy_flat(a, &c->object);
}

struct orm_index *orm_index_copy(struct arena *a, const struct orm_index *i)
{
	return (struct orm_index *)copy_flat(a, &i->object);
}

struct orm_definition *orm_definition_copy(struct arena *a, const struct orm_definition *d)
{
	struct orm_definition *copy = (struct orm_definition *)copy_flat(a, &d->object);

	copy->by_default = d->by_default;
	copy->ownership = arena_strdup(a, d->ownership);
	for (size_t i = 0; i < d->grants.len; i++)
		vec_push(a, &copy->grants, arena_strdup(a, d->grants.items[i]));
	for (size_t i = 0; i < d->checks.len; i++)
		vec_push(a, &copy->checks, orm_constraint_copy(a, d->checks.items[i]));
	for (size_t i = 0; i < d->indexes.len; i++)
		vec_push(a, &copy->indexes, orm_index_copy(a, d->indexes.items[i]));
	return copy;
}

struct orm_column *orm_column_copy(struct arena *a, const struct orm_column *c)
{
	struct orm_column *copy = (struct orm_column *)copy_flat(a, &c->object);

	for (size_t i = 0; i < c->attached.len; i++)
		vec_push(a, &copy->attached, orm_constraint_copy(a, c->attached.items[i]));
	return copy;
}

struct orm_table *orm_table_copy(struct arena *a, const struct orm_table *t)
{
	struct orm_table *copy = (struct orm_table *)copy_flat(a, &t->object);

	copy->opaque = arena_strdup(a, t->opaque);
	for (size_t i = 0; i < t->columns.len; i++)
		orm_table_add_column(a, copy, orm_column_copy(a, t->columns.items[i]));
	for (size_t i = 0; i < t->constraints.len; i++)
		orm_table_add_constraint(a, copy, orm_constraint_copy(a, t->constraints.items[i]));
	for (size_t i = 0; i < t->indexes.len; i++)
		orm_table_add_index(a, copy, orm_index_copy(a, t->indexes.items[i]));
	return copy;
}

struct orm_object *orm_object_copy(struct arena *a, const struct orm_object *o)
{
	switch (o->kind) {
	case ORM_TABLE:
		return &orm_table_copy(a, (const struct orm_table *)o)->object;
	case ORM_COLUMN:
		return &orm_column_copy(a, (const struct orm_column *)o)->object;
	default:
		if (ORM_IS_DEFINITION(o->kind))
			return &orm_definition_copy(a, (const struct orm_definition *)o)->object;
		return copy_flat(a, o);
	}
}
