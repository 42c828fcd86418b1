/* tests/migrate/mutations_changes.c - which attributes two schemas differ in */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "mutations.h"
#include "orm/dialect.h"

struct objects {
	VEC(const struct orm_object *);
};

static void add(struct arena *a, struct objects *out, enum orm_kind kind,
                const struct orm_object *o)
{
	if (o->kind == kind)
		vec_push(a, out, o);
}

static struct objects all_of(struct arena *a, const struct orm_metadata *m, enum orm_kind kind)
{
	struct objects out = { 0 };

	for (size_t i = 0; i < m->tables.len; i++) {
		const struct orm_table *t = m->tables.items[i];

		add(a, &out, kind, &t->object);
		for (size_t j = 0; j < t->columns.len; j++)
			add(a, &out, kind, &t->columns.items[j]->object);
		for (size_t j = 0; j < t->constraints.len; j++)
			add(a, &out, kind, &t->constraints.items[j]->object);
		for (size_t j = 0; j < t->indexes.len; j++)
			add(a, &out, kind, &t->indexes.items[j]->object);
	}
	for (size_t i = 0; i < m->definitions.len; i++) {
		const struct orm_definition *d = m->definitions.items[i];

		add(a, &out, kind, &d->object);
		for (size_t j = 0; j < d->checks.len; j++)
			add(a, &out, kind, &d->checks.items[j]->object);
		for (size_t j = 0; j < d->indexes.len; j++)
			add(a, &out, kind, &d->indexes.items[j]->object);
	}
	return out;
}

static bool has(const struct orm_object *o, const char *name)
{
	const struct orm_attr *attr = orm_attr_find(o->kind, name);

	if (!strcmp(name, "name"))
		return true;
	if (!strcmp(name, "comment"))
		return !text_empty(o->comment);
	return attr ? !orm_attr_empty(o, attr)
	            : !text_empty(orm_option_get(&o->options, NULL, name));
}

static bool differs(const struct orm_dialect *d, const struct orm_object *x,
                    const struct orm_object *y, const char *name)
{
	uint64_t bit = orm_attr_bit(x->kind, name);

	if (bit)
		return (orm_attrs_differ(d, x, y, false) & bit) != 0;
	return !text_same(orm_option_get(&x->options, NULL, name),
	                  orm_option_get(&y->options, NULL, name));
}

static bool attribute_changes(struct arena *a, const struct orm_dialect *d, enum orm_kind kind,
                              const char *name, const struct orm_metadata *from,
                              const struct orm_metadata *to)
{
	struct objects x = all_of(a, from, kind), y = all_of(a, to, kind);
	struct map *there = map_new(a);

	for (size_t i = 0; i < x.len; i++)
		map_put(there, orm_object_key(a, d, x.items[i]), (void *)(uintptr_t)x.items[i]);
	for (size_t i = 0; i < y.len; i++) {
		const struct orm_object *was = map_remove(there, orm_object_key(a, d, y.items[i]));

		if (was ? differs(d, was, y.items[i], name) : has(y.items[i], name))
			return true;
	}
	for (size_t i = 0; i < x.len; i++)
		if (map_has(there, orm_object_key(a, d, x.items[i])) && has(x.items[i], name))
			return true;
	return false;
}

bool mutation_changes(struct arena *a, const struct orm_dialect *d, const char *what,
                      const struct orm_metadata *from, const struct orm_metadata *to)
{
	while (*what) {
		size_t len = strcspn(what, " "), dot = strcspn(what, ".");
		enum orm_kind kind = 0;

		while (kind < ORM_KIND_COUNT && (strlen(orm_kinds[kind].name) != dot ||
		                                 strncmp(orm_kinds[kind].name, what, dot) != 0))
			kind++;
		if (kind == ORM_KIND_COUNT || dot >= len ||
		    !attribute_changes(a, d, kind, arena_strndup(a, what + dot + 1, len - dot - 1),
		                       from, to))
			return false;
		what += len + (what[len] == ' ');
	}
	return true;
}
