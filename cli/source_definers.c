/*
 * cli/source_definers.c - whose rights objects have, where only one side says so
 */
#include "base/text.h"
#include "cli/source.h"

static const char *definer_of(const struct orm_object *o)
{
	return o ? orm_option_get(&o->options, NULL, "definer") : NULL;
}

/* The text as the database keeps it has the definer in it. */
static void drop_definer(struct arena *a, struct orm_object *o)
{
	if (!definer_of(o))
		return;
	orm_option_set(a, &o->options, NULL, "definer", NULL);
	o->text = NULL;
}

void source_without_definers(struct arena *a, struct orm_metadata *m)
{
	for (size_t i = 0; i < m->definitions.len; i++)
		drop_definer(a, &m->definitions.items[i]->object);
}

static bool is_own(const struct orm_metadata *m, const struct orm_object *o)
{
	return m->definer && text_same(definer_of(o), m->definer);
}

static struct map *definitions_of(struct arena *a, const struct orm_dialect *d,
                                  const struct orm_metadata *m)
{
	struct map *map = map_new(a);

	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_object *o = &m->definitions.items[i]->object;

		map_put(map, orm_object_key(a, d, o), o);
	}
	return map;
}

/* What the other side says of it counts. */
static void drop_own(struct arena *a, const struct orm_dialect *d, struct orm_metadata *m,
                     struct orm_metadata *other)
{
	struct map *others = m->definer ? definitions_of(a, d, other) : NULL;

	for (size_t i = 0; m->definer && i < m->definitions.len; i++) {
		struct orm_object *o = &m->definitions.items[i]->object, *twin;

		if (!is_own(m, o))
			continue;
		twin = map_get(others, orm_object_key(a, d, o));
		if (definer_of(twin) && !is_own(other, twin))
			continue;
		drop_definer(a, o);
		if (twin)
			drop_definer(a, twin);
	}
}

void source_without_own_definers(const struct source_terms *terms, struct arena *a,
                                 struct orm_metadata *m, struct orm_metadata *other)
{
	drop_own(a, terms->dialect, m, other);
	drop_own(a, terms->dialect, other, m);
}
