/*
 * migrate/keep.c - leave out of a comparison what a project says isn't its own
 */
#include "migrate/keep.h"

#include <string.h>

#include "orm/dialect.h"

struct keep {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const struct orm_metadata *from, *to;
	const struct migrate_keep *how;
	struct orm_metadata *out;
	struct map *kept; /* keys of tables and views that take no part */
	struct error *err;
};

/* Both sides are asked, the database's first; either may say no. */
static bool ask(const struct keep *k, const struct orm_object *from, const struct orm_object *to,
                bool *in)
{
	*in = true;
	if (from && !k->how->takes_part(k->how->data, from, true, to, in, k->err))
		return false;
	return !*in || !to || k->how->takes_part(k->how->data, to, false, from, in, k->err);
}

static const char *key_of(const struct keep *k, const char *schema, const char *name)
{
	return arena_printf(k->arena, "%s.%s", schema ? schema : "", name);
}

/* A part of one table under way. */
struct part {
	struct keep *k;
	const struct orm_table *from, *to;
	struct orm_table *out;
	struct map *kept; /* names of columns that take no part */
	bool changed;
};

static bool has_kept(const struct part *p, const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++)
		if (elements->items[i].column && map_has(p->kept, elements->items[i].column))
			return true;
	return false;
}

/* Where the database has it: after the column that comes before it there. */
static void put_back(struct part *p, size_t at)
{
	struct orm_column *copy = orm_column_copy(p->k->arena, p->from->columns.items[at]);
	size_t place = 0;

	copy->object.table = p->out;
	for (size_t i = at; i-- > 0 && !place;)
		for (size_t n = 0; n < p->out->columns.len && !place; n++)
			if (!strcmp(p->out->columns.items[n]->object.name,
			            p->from->columns.items[i]->object.name))
				place = n + 1;
	vec_insert(p->k->arena, &p->out->columns, place, copy);
}

static bool keep_parts_of(struct part *p, const struct orm_column *from, struct orm_column *to)
{
	const struct migrate_keep *how = p->k->how;
	bool type = false, value = false;

	if (!how->keeps_type(how->data, from, to, &type, p->k->err) ||
	    !how->keeps_default(how->data, from, to, &value, p->k->err))
		return false;
	if (type) {
		to->type = from->type;
		to->collation = from->collation;
	}
	if (value)
		to->server_default = from->server_default;
	p->changed |= type || value;
	return true;
}

static bool keep_declared(struct part *p)
{
	const struct orm_dialect *d = p->k->dialect;
	bool in;

	for (size_t i = p->out->columns.len; i-- > 0;) {
		struct orm_column *to = p->out->columns.items[i];
		struct orm_column *from = orm_table_column(p->from, d, to->object.name);

		if (!ask(p->k, from ? &from->object : NULL, &to->object, &in) ||
		    (in && from && !keep_parts_of(p, from, to)))
			return false;
		if (in)
			continue;
		p->changed = true;
		map_put(p->kept, to->object.name, p);
		if (from)
			map_put(p->kept, from->object.name, p);
		vec_remove(&p->out->columns, i);
	}
	return true;
}

static bool keep_columns(struct part *p)
{
	bool in;

	if (!keep_declared(p))
		return false;
	for (size_t i = 0; i < p->from->columns.len; i++) {
		struct orm_column *from = p->from->columns.items[i];

		if (!map_has(p->kept, from->object.name)) {
			if (orm_table_column(p->to, p->k->dialect, from->object.name))
				continue;
			if (!ask(p->k, &from->object, NULL, &in))
				return false;
			if (in)
				continue;
			map_put(p->kept, from->object.name, p);
		}
		p->changed = true;
		put_back(p, i);
	}
	return true;
}

/* What is made of a column that takes no part takes none either. */
static bool part_takes_part(const struct part *p, const struct orm_object *from,
                            const struct orm_object *to, const struct orm_elements *f,
                            const struct orm_elements *t, bool *in)
{
	*in = !(f && has_kept(p, f)) && !(t && has_kept(p, t));
	return !*in || ask(p->k, from, to, in);
}

static bool keep_constraints(struct part *p)
{
	const struct orm_dialect *d = p->k->dialect;
	bool in;

	for (size_t i = p->out->constraints.len; i-- > 0;) {
		struct orm_constraint *to = p->out->constraints.items[i], *from = NULL;

		if (to->object.name)
			from = orm_table_constraint(p->from, d, to->object.name);
		if (!part_takes_part(p, from ? &from->object : NULL, &to->object,
		                     from ? &from->elements : NULL, &to->elements, &in))
			return false;
		if (in)
			continue;
		p->changed = true;
		vec_remove(&p->out->constraints, i);
		if (from)
			orm_table_add_constraint(p->k->arena, p->out,
			                         orm_constraint_copy(p->k->arena, from));
	}
	for (size_t i = 0; i < p->from->constraints.len; i++) {
		struct orm_constraint *from = p->from->constraints.items[i];

		if (from->object.name && orm_table_constraint(p->to, d, from->object.name))
			continue;
		if (!part_takes_part(p, &from->object, NULL, &from->elements, NULL, &in))
			return false;
		if (in)
			continue;
		p->changed = true;
		orm_table_add_constraint(p->k->arena, p->out,
		                         orm_constraint_copy(p->k->arena, from));
	}
	return true;
}

static bool keep_indexes(struct part *p)
{
	const struct orm_dialect *d = p->k->dialect;
	bool in;

	for (size_t i = p->out->indexes.len; i-- > 0;) {
		struct orm_index *to = p->out->indexes.items[i];
		struct orm_index *from = orm_table_index(p->from, d, to->object.name);

		if (!part_takes_part(p, from ? &from->object : NULL, &to->object,
		                     from ? &from->elements : NULL, &to->elements, &in))
			return false;
		if (in)
			continue;
		p->changed = true;
		vec_remove(&p->out->indexes, i);
		if (from)
			orm_table_add_index(p->k->arena, p->out, orm_index_copy(p->k->arena, from));
	}
	for (size_t i = 0; i < p->from->indexes.len; i++) {
		struct orm_index *from = p->from->indexes.items[i];

		if (orm_table_index(p->to, d, from->object.name))
			continue;
		if (!part_takes_part(p, &from->object, NULL, &from->elements, NULL, &in))
			return false;
		if (in)
			continue;
		p->changed = true;
		orm_table_add_index(p->k->arena, p->out, orm_index_copy(p->k->arena, from));
	}
	return true;
}

static bool add_merged(struct keep *k, const struct orm_table *from, const struct orm_table *to)
{
	struct part p = { .k = k, .from = from, .to = to };

	p.out = orm_table_copy(k->arena, to);
	p.kept = map_new(k->arena);
	if (from && (!keep_columns(&p) || !keep_constraints(&p) || !keep_indexes(&p)))
		return false;
	if (p.changed)
		p.out->object.text = NULL;
	orm_metadata_add_table(k->out, p.out);
	return true;
}

static void keep_table(struct keep *k, const struct orm_table *t)
{
	orm_metadata_add_table(k->out, orm_table_copy(k->arena, t));
}

static bool keep_tables(struct keep *k)
{
	bool in;

	for (size_t i = 0; i < k->to->tables.len; i++) {
		struct orm_table *to = k->to->tables.items[i];
		struct orm_table *from =
		    orm_metadata_table(k->from, to->object.schema, to->object.name);

		if (!ask(k, from ? &from->object : NULL, &to->object, &in) ||
		    (in && !add_merged(k, from, to)))
			return false;
		if (in)
			continue;
		map_put(k->kept, key_of(k, to->object.schema, to->object.name), k);
		if (from)
			keep_table(k, from);
	}
	for (size_t i = 0; i < k->from->tables.len; i++) {
		struct orm_table *from = k->from->tables.items[i];

		if (orm_metadata_table(k->to, from->object.schema, from->object.name))
			continue;
		if (!ask(k, &from->object, NULL, &in))
			return false;
		if (in)
			continue;
		map_put(k->kept, key_of(k, from->object.schema, from->object.name), k);
		keep_table(k, from);
	}
	return true;
}

/* Functions may share a name: what they are called with tells them apart. */
static struct map *by_key(const struct keep *k, const struct orm_metadata *m)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; i < m->definitions.len; i++)
		map_put(map, orm_object_key(k->arena, k->dialect, &m->definitions.items[i]->object),
		        m->definitions.items[i]);
	return map;
}

static const struct orm_definition *counterpart(const struct keep *k, const struct map *map,
                                                const struct orm_definition *d)
{
	return map_get(map, orm_object_key(k->arena, k->dialect, &d->object));
}

static bool definition_takes_part(struct keep *k, const struct orm_definition *one,
                                  const struct orm_definition *from,
                                  const struct orm_definition *to, bool *in)
{
	*in = !one->on || !map_has(k->kept, key_of(k, one->object.schema, one->on));
	if (*in && !ask(k, from ? &from->object : NULL, to ? &to->object : NULL, in))
		return false;
	if (!*in && !one->on)
		map_put(k->kept, key_of(k, one->object.schema, one->object.name), k);
	return true;
}

static bool keep_definitions(struct keep *k)
{
	const struct map *froms = by_key(k, k->from), *tos = by_key(k, k->to);
	const struct orm_definition *from, *to;
	bool in;

	for (size_t i = 0; i < k->to->definitions.len; i++) {
		to = k->to->definitions.items[i];
		from = counterpart(k, froms, to);
		if (!definition_takes_part(k, to, from, to, &in))
			return false;
		if (in || from)
			orm_metadata_add_definition(k->out,
			                            orm_definition_copy(k->arena, in ? to : from));
	}
	for (size_t i = 0; i < k->from->definitions.len; i++) {
		from = k->from->definitions.items[i];
		if (counterpart(k, tos, from))
			continue;
		if (!definition_takes_part(k, from, from, NULL, &in))
			return false;
		if (!in)
			orm_metadata_add_definition(k->out, orm_definition_copy(k->arena, from));
	}
	return true;
}

bool migrate_keep(struct arena *a, const struct orm_metadata *from, const struct orm_metadata *to,
                  const struct migrate_keep *how, struct orm_metadata **out, struct error *err)
{
	struct keep k = {
		.arena = a, .dialect = to->dialect, .from = from, .to = to, .how = how, .err = err
	};

	k.kept = map_new(a);
	k.out = orm_metadata_new(a);
	k.out->dialect = to->dialect;
	k.out->reflected = to->reflected;
	k.out->left_out = to->left_out;
	k.out->settings = to->settings;
	k.out->naming = to->naming;
	*out = k.out;
	return keep_tables(&k) && keep_definitions(&k);
}
