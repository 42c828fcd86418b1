/* orm/schema/metadata.c - make, add and find the objects of a schema */
#include "orm/schema/metadata.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"

struct orm_metadata *orm_metadata_new(struct arena *a)
{
	struct orm_metadata *m = ARENA_NEW(a, struct orm_metadata);

	m->arena = a;
	m->by_name = map_new(a);
	return m;
}

struct orm_metadata *orm_metadata_like(struct arena *a, const struct orm_metadata *m)
{
	struct orm_metadata *out = orm_metadata_new(a);

	out->dialect = m->dialect;
	out->reflected = m->reflected;
	out->left_out = m->left_out;
	out->settings = m->settings;
	out->definer = m->definer;
	out->naming = m->naming;
	return out;
}

struct orm_table *orm_table_new(struct arena *a, const char *schema, const char *name)
{
	struct orm_table *t = ARENA_NEW(a, struct orm_table);

	t->object.kind = ORM_TABLE;
	t->object.schema = schema;
	t->object.name = name;
	return t;
}

struct orm_column *orm_column_new(struct arena *a, const char *name)
{
	struct orm_column *c = ARENA_NEW(a, struct orm_column);

	c->object.kind = ORM_COLUMN;
	c->object.name = name;
	return c;
}

struct orm_constraint *orm_constraint_new(struct arena *a, enum orm_kind kind)
{
	struct orm_constraint *c = ARENA_NEW(a, struct orm_constraint);

	c->object.kind = kind;
	return c;
}

struct orm_index *orm_index_new(struct arena *a, const char *name)
{
	struct orm_index *i = ARENA_NEW(a, struct orm_index);

	i->object.kind = ORM_INDEX;
	i->object.name = name;
	return i;
}

struct orm_definition *orm_definition_new(struct arena *a, enum orm_kind kind, const char *name)
{
	struct orm_definition *d = ARENA_NEW(a, struct orm_definition);

	d->object.kind = kind;
	d->object.name = name;
	return d;
}

static const char *table_key(struct arena *a, const struct orm_dialect *d, const char *schema,
                             const char *name)
{
	const char *key = schema ? arena_printf(a, "%s.%s", schema, name) : name;

	return d ? d->fold(a, key) : key;
}

void orm_metadata_add_table(struct orm_metadata *m, struct orm_table *t)
{
	vec_push(m->arena, &m->tables, t);
	map_put(m->by_name, table_key(m->arena, m->dialect, t->object.schema, t->object.name), t);
}

void orm_metadata_add_definition(struct orm_metadata *m, struct orm_definition *d)
{
	vec_push(m->arena, &m->definitions, d);
}

void orm_metadata_leave_out(struct orm_metadata *m, const char *kind, const char *name,
                            const char *why)
{
	vec_push(m->arena, &m->left_out, (struct orm_left_out){ kind, name, why });
}

void orm_metadata_hold(struct orm_metadata *m, struct orm_table *t, const char *why)
{
	const struct orm_object *o = &t->object;

	if (t->opaque)
		return;
	t->opaque = why;
	orm_metadata_leave_out(
	    m, "part of table",
	    o->schema ? arena_printf(m->arena, "%s.%s", o->schema, o->name) : o->name, why);
}

static void own(struct orm_object *o, struct orm_table *t)
{
	o->table = t;
	o->schema = t->object.schema;
}

void orm_table_add_column(struct arena *a, struct orm_table *t, struct orm_column *c)
{
	own(&c->object, t);
	vec_push(a, &t->columns, c);
	for (size_t i = 0; i < c->attached.len; i++) {
		c->attached.items[i]->inline_column = c->object.name;
		orm_table_add_constraint(a, t, c->attached.items[i]);
	}
	c->attached.len = 0;
}

void orm_table_add_constraint(struct arena *a, struct orm_table *t, struct orm_constraint *c)
{
	own(&c->object, t);
	vec_push(a, &t->constraints, c);
}

void orm_table_add_index(struct arena *a, struct orm_table *t, struct orm_index *i)
{
	own(&i->object, t);
	vec_push(a, &t->indexes, i);
}

static int compare_option(const struct orm_option *o, const char *dialect, const char *name)
{
	int order = strcmp(o->dialect ? o->dialect : "", dialect ? dialect : "");

	return order ? order : strcmp(o->name, name);
}

void orm_option_set(struct arena *a, struct orm_options *o, const char *dialect, const char *name,
                    const char *value)
{
	size_t i = 0;

	while (i < o->len && compare_option(&o->items[i], dialect, name) < 0)
		i++;
	if (i < o->len && !compare_option(&o->items[i], dialect, name)) {
		if (value)
			o->items[i].value = arena_strdup(a, value);
		else
			vec_remove(o, i);
	} else if (value) {
		vec_insert(a, o, i,
		           (struct orm_option){ arena_strdup(a, dialect), arena_strdup(a, name),
		                                arena_strdup(a, value) });
	}
}

const char *orm_option_get(const struct orm_options *o, const char *dialect, const char *name)
{
	for (size_t i = 0; i < o->len; i++)
		if (!compare_option(&o->items[i], dialect, name))
			return text_empty(o->items[i].value) ? NULL : o->items[i].value;
	return NULL;
}

struct orm_table *orm_metadata_table(const struct orm_metadata *m, const char *schema,
                                     const char *name)
{
	struct arena a = { 0 };
	struct orm_table *t = map_get(m->by_name, table_key(&a, m->dialect, schema, name));

	arena_release(&a);
	return t;
}

static bool same_name(const struct orm_dialect *d, const char *x, const char *y)
{
	if (!x || !y)
		return x == y;
	return d ? d->same_name(x, y) : !strcmp(x, y);
}

struct orm_definition *orm_metadata_definition(const struct orm_metadata *m, enum orm_kind kind,
                                               const char *schema, const char *name)
{
	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_object *o = &m->definitions.items[i]->object;

		if (o->kind == kind && same_name(m->dialect, o->name, name) &&
		    same_name(m->dialect, o->schema, schema))
			return m->definitions.items[i];
	}
	return NULL;
}

struct orm_column *orm_table_column(const struct orm_table *t, const struct orm_dialect *d,
                                    const char *name)
{
	for (size_t i = 0; i < t->columns.len; i++)
		if (same_name(d, t->columns.items[i]->object.name, name))
			return t->columns.items[i];
	return NULL;
}

struct orm_index *orm_table_index(const struct orm_table *t, const struct orm_dialect *d,
                                  const char *name)
{
	for (size_t i = 0; i < t->indexes.len; i++)
		if (same_name(d, t->indexes.items[i]->object.name, name))
			return t->indexes.items[i];
	return NULL;
}

struct orm_constraint *orm_table_constraint(const struct orm_table *t, const struct orm_dialect *d,
                                            const char *name)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const char *its = t->constraints.items[i]->object.name;

		if (its && same_name(d, its, name))
			return t->constraints.items[i];
	}
	return NULL;
}

struct orm_constraint *orm_table_primary_key(const struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == ORM_PRIMARY_KEY)
			return t->constraints.items[i];
	return NULL;
}

bool orm_column_is_key(const struct orm_table *t, const struct orm_dialect *d, const char *name)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);

	for (size_t i = 0; pk && i < pk->elements.len; i++)
		if (pk->elements.items[i].column &&
		    same_name(d, pk->elements.items[i].column, name))
			return true;
	return false;
}

enum { MOST_PIECES = 10 };

/* One after the other; NULL is nothing.  Keys are made by the hundred thousand. */
static char *joined(struct arena *a, const char *const *pieces, size_t count)
{
	size_t lengths[MOST_PIECES], total = 0;
	char *text, *at;

	for (size_t i = 0; i < count; i++)
		total += lengths[i] = pieces[i] ? strlen(pieces[i]) : 0;
	at = text = arena_alloc(a, total + 1);
	for (size_t i = 0; i < count; i++) {
		if (lengths[i])
			memcpy(at, pieces[i], lengths[i]);
		at += lengths[i];
	}
	return text;
}

char *orm_object_key(struct arena *a, const struct orm_dialect *d, const struct orm_object *o)
{
	const struct orm_definition *def =
	    ORM_IS_DEFINITION(o->kind) ? (const struct orm_definition *)o : NULL;
	const char *owner = def ? def->on : o->table ? o->table->object.name : NULL;
	const char *signature = def ? def->signature : NULL, *key;

	/* a configuration and a dictionary may have one name */
	if (o->kind == ORM_TEXT_SEARCH && def->definition)
		owner = arena_strndup(a, def->definition, strcspn(def->definition, " ("));

	const char *const pieces[] = { orm_kinds[o->kind].name,
		                       " ",
		                       o->schema,
		                       o->schema ? "." : NULL,
		                       owner,
		                       owner ? "." : NULL,
		                       o->name,
		                       signature ? "(" : NULL,
		                       signature,
		                       signature ? ")" : NULL };
	key = joined(a, pieces, COUNT(pieces));
	return (char *)(uintptr_t)(d ? d->fold(a, key) : key);
}

char *orm_object_label(struct arena *a, const struct orm_object *o)
{
	const char *label = orm_kinds[o->kind].label;
	const char *table = o->table ? o->table->object.name : NULL;

	if (!o->name)
		return table ? arena_printf(a, "unnamed %s of \"%s\"", label, table)
		             : arena_printf(a, "unnamed %s", label);
	if (o->kind == ORM_COLUMN && table)
		return arena_printf(a, "%s \"%s.%s\"", label, table, o->name);
	if (o->kind == ORM_PRIVILEGE && ((const struct orm_definition *)o)->on)
		return arena_printf(a, "%s \"%s\" on %s", label, o->name,
		                    ((const struct orm_definition *)o)->on);
	if (o->schema)
		return arena_printf(a, "%s \"%s.%s\"", label, o->schema, o->name);
	return arena_printf(a, "%s \"%s\"", label, o->name);
}
