/*
 * migrate/compare_rename.c - what models say was called something else before
 *
 * Renames come before all else, so that everything else, also what other tables
 * say of the renamed, has the new names already.
 */
#include <stdint.h>

#include "base/text.h"
#include "migrate/compare_depends.h"
#include "orm/ddl/rename.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

/* The definition of this kind, name, table and signature. */
static struct orm_definition *find_definition(struct comparison *k, const struct orm_metadata *m,
                                              const struct orm_definition *like)
{
	const char *key = orm_object_key(k->arena, k->d, &like->object);

	for (size_t i = 0; i < m->definitions.len; i++)
		if (!strcmp(orm_object_key(k->arena, k->d, &m->definitions.items[i]->object), key))
			return m->definitions.items[i];
	return NULL;
}

/* Where what it needs was called otherwise. */
static void rename_keys(struct names *keys, const struct map *map)
{
	for (size_t i = 0; i < keys->len; i++)
		if (map_has(map, keys->items[i]))
			keys->items[i] = map_get(map, keys->items[i]);
}

static void rename_all_keys(struct comparison *k, const struct map *map)
{
	const struct orm_metadata *m = k->old;

	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];

		rename_keys(&t->object.depends, map);
		for (size_t j = 0; j < t->columns.len; j++)
			rename_keys(&t->columns.items[j]->object.depends, map);
		for (size_t j = 0; j < t->constraints.len; j++)
			rename_keys(&t->constraints.items[j]->object.depends, map);
		for (size_t j = 0; j < t->indexes.len; j++)
			rename_keys(&t->indexes.items[j]->object.depends, map);
	}
	for (size_t i = 0; k->d->follows_renames && i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		rename_keys(&d->object.depends, map);
		for (size_t j = 0; j < d->indexes.len; j++)
			rename_keys(&d->indexes.items[j]->object.depends, map);
	}
}

static struct orm_object *find_object(struct comparison *k, const struct orm_change *c,
                                      const struct orm_object *named)
{
	struct orm_table *t;

	if (ORM_IS_DEFINITION(c->kind))
		return &find_definition(k, k->old, (const struct orm_definition *)named)->object;
	t = orm_metadata_table(k->old, c->kind == ORM_TABLE ? named->schema : c->schema,
	                       c->kind == ORM_TABLE ? named->name : c->table);
	return c->kind == ORM_TABLE ? &t->object : &orm_table_column(t, k->d, named->name)->object;
}

/* Keys of the object, and for a schema of all that is in it, always in one order. */
static void provided(struct comparison *k, struct orm_object *o, struct names *out)
{
	const struct orm_metadata *m = k->old;

	orm_provides(k->arena, k->d, o, out);
	for (size_t i = 0; o->kind == ORM_SCHEMA && i < m->tables.len; i++)
		if (text_same(m->tables.items[i]->object.schema, o->name))
			orm_provides(k->arena, k->d, &m->tables.items[i]->object, out);
	for (size_t i = 0; o->kind == ORM_SCHEMA && i < m->definitions.len; i++)
		if (text_same(m->definitions.items[i]->object.schema, o->name))
			orm_provides(k->arena, k->d, &m->definitions.items[i]->object, out);
}

/* Makes the change and keeps its effect in k->old. */
static void rename_it(struct comparison *k, struct orm_change c)
{
	struct error ignored = { 0 };
	struct names before = { 0 }, after = { 0 };
	struct map *map = map_new(k->arena);

	vec_push(k->arena, &k->renamed, c.from->name);
	compare_add(k, c, NULL);
	if (k->d->knows_depends)
		provided(k, find_object(k, &c, c.from), &before);
	if (!orm_change_apply(k->arena, k->old, &c, &ignored) || !k->d->knows_depends)
		return;
	provided(k, find_object(k, &c, c.to), &after);
	for (size_t i = 0; i < before.len && i < after.len; i++)
		map_put(map, before.items[i], (void *)(uintptr_t)after.items[i]);
	rename_all_keys(k, map);
}

static void rename_table(struct comparison *k, struct orm_table *to)
{
	const char *schema = to->object.schema, *name = to->object.renamed_from;
	struct orm_table *old = name ? orm_metadata_table(k->old, schema, name) : NULL;

	if (!old || orm_metadata_table(k->old, schema, to->object.name) ||
	    orm_metadata_table(k->to, schema, name))
		return;
	rename_it(k, (struct orm_change){ .verb = ORM_RENAME,
	                                  .kind = ORM_TABLE,
	                                  .from = &orm_table_copy(k->arena, old)->object,
	                                  .to = &to->object });
}

/* Or would it be dropped and made again, be its name what it may? */
static bool stays(struct comparison *k, const struct orm_table *t, struct orm_column *old,
                  struct orm_column *c)
{
	struct orm_change alter =
	    compare_change(ORM_ALTER, &old->object, &c->object, t->object.schema, t->object.name);

	alter.mask = compare_differ(k, &old->object, &c->object);
	return !alter.mask || k->d->can_alter(&alter);
}

static void rename_column(struct comparison *k, const struct orm_table *to, struct orm_column *c)
{
	const struct orm_table *t = orm_metadata_table(k->old, to->object.schema, to->object.name);
	const char *name = c->object.renamed_from;
	struct orm_column *old = t && name ? orm_table_column(t, k->d, name) : NULL;

	if (!old || orm_table_column(t, k->d, c->object.name) || orm_table_column(to, k->d, name) ||
	    !stays(k, t, old, c))
		return;
	rename_it(k, (struct orm_change){ .verb = ORM_RENAME,
	                                  .kind = ORM_COLUMN,
	                                  .from = &orm_column_copy(k->arena, old)->object,
	                                  .to = &c->object,
	                                  .mask = ORM_ATTR_ALL,
	                                  .schema = t->object.schema,
	                                  .table = t->object.name });
}

/* Where it can be renamed in place; it is made anew elsewhere. */
static void rename_definition(struct comparison *k, struct orm_definition *to)
{
	struct orm_object was = to->object;
	struct orm_definition *old, *new, probe = *to;
	struct orm_change c;

	was.name = to->object.renamed_from;
	probe.object = was;
	old = was.name ? find_definition(k, k->old, &probe) : NULL;
	new = find_definition(k, k->old, to);
	if (!old || new || find_definition(k, k->to, &probe))
		return;
	c = compare_change(ORM_RENAME, &orm_definition_copy(k->arena, old)->object, &to->object,
	                   to->object.schema, to->on);
	if (k->d->can_alter(&c))
		rename_it(k, c);
}

/* Where the name is among them; their number when it isn't. */
static size_t place_of(const struct names *names, const char *name)
{
	size_t i = 0;

	while (i < names->len && strcmp(names->items[i], name) != 0)
		i++;
	return i;
}

static bool has(const struct names *names, const char *name)
{
	return place_of(names, name) < names->len;
}

/* All that mentions the value has its new name from now on; both types say what it was. */
static void rename_value(struct comparison *k, struct orm_definition *from,
                         struct orm_definition *to, const char *was, const char *now)
{
	struct orm_definition *old = find_definition(k, k->old, to);
	size_t at = place_of(&old->columns, was);

	orm_rename_value(k->arena, k->old, k->d, old, was, now);
	old->columns.items[at] = to->columns.items[at] = now;
	vec_push(k->arena, &from->renamed_values, was);
	vec_push(k->arena, &from->renamed_values, now);
	vec_push(k->arena, &to->renamed_values, now);
	vec_push(k->arena, &to->renamed_values, was);
}

/* A change by itself, so that whatever else becomes of the type finds the new names. */
static void rename_values(struct comparison *k, const struct orm_definition *wanted)
{
	struct orm_definition *old = find_definition(k, k->old, wanted), *from, *to;
	struct orm_change c;

	if (!old || !wanted->renamed_values.len)
		return;
	from = orm_definition_copy(k->arena, old);
	to = orm_definition_copy(k->arena, old);
	for (size_t i = 0; i + 1 < wanted->renamed_values.len; i += 2) {
		const char *now = wanted->renamed_values.items[i];
		const char *was = wanted->renamed_values.items[i + 1];

		if (has(&old->columns, was) && !has(&old->columns, now) &&
		    has(&wanted->columns, now) && !has(&wanted->columns, was))
			rename_value(k, from, to, was, now);
	}
	if (!to->renamed_values.len)
		return;
	c = compare_change(ORM_ALTER, &from->object, &to->object, old->object.schema, NULL);
	c.mask = orm_attr_bit(ORM_ENUM, "values");
	compare_add(k, c, NULL);
}

static bool any_said(const struct orm_metadata *m)
{
	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i];

		if (t->object.renamed_from)
			return true;
		for (size_t j = 0; j < t->columns.len; j++)
			if (t->columns.items[j]->object.renamed_from)
				return true;
	}
	for (size_t i = 0; i < m->definitions.len; i++)
		if (m->definitions.items[i]->object.renamed_from ||
		    m->definitions.items[i]->renamed_values.len)
			return true;
	return false;
}

/*
 * Definitions that mention what is renamed are made anew, but where the database
 * knows them by more than their text.
 */
static struct orm_metadata *copy_old(struct comparison *k)
{
	struct orm_metadata *m = orm_metadata_new(k->arena);

	m->dialect = k->d;
	m->reflected = k->from->reflected;
	for (size_t i = 0; i < k->from->tables.len; i++)
		orm_metadata_add_table(m, orm_table_copy(k->arena, k->from->tables.items[i]));
	for (size_t i = 0; k->d->knows_depends && i < k->from->definitions.len; i++)
		orm_metadata_add_definition(
		    m, orm_definition_copy(k->arena, k->from->definitions.items[i]));
	return m;
}

void compare_renames(struct comparison *k)
{
	if (!any_said(k->to))
		return;
	k->old = copy_old(k);
	for (size_t i = 0; k->d->knows_depends && i < k->to->definitions.len; i++)
		if (k->to->definitions.items[i]->object.kind == ORM_SCHEMA)
			rename_definition(k, k->to->definitions.items[i]);
	for (size_t i = 0; i < k->to->tables.len; i++)
		rename_table(k, k->to->tables.items[i]);
	for (size_t i = 0; i < k->to->tables.len; i++)
		for (size_t j = 0; j < k->to->tables.items[i]->columns.len; j++)
			rename_column(k, k->to->tables.items[i],
			              k->to->tables.items[i]->columns.items[j]);
	for (size_t i = 0; k->d->knows_depends && i < k->to->definitions.len; i++)
		if (k->to->definitions.items[i]->object.renamed_from)
			rename_definition(k, k->to->definitions.items[i]);
	for (size_t i = 0; k->d->knows_depends && i < k->to->definitions.len; i++)
		rename_values(k, k->to->definitions.items[i]);
}
