/* migrate/strangers.c - what is left alone though it names what goes */
#include "migrate/strangers.h"

#include "base/map.h"
#include "orm/schema/needs.h"

/* A table or column that isn't there any more under its name. */
struct lost {
	const char *key, *column; /* folded; NULL = the table itself */
	const char *text;
};

struct losts {
	VEC(struct lost *);
};

struct finder {
	struct arena *arena;
	const struct orm_dialect *d;
	const struct orm_metadata *to;
	struct map *by_key;   /* struct lost */
	struct map *by_table; /* folded name -> struct losts */
	struct map *dropped;  /* keys of definitions */
};

static bool breaks(const struct orm_change *c)
{
	return (c->verb == ORM_DROP || c->verb == ORM_RENAME) &&
	       (c->kind == ORM_TABLE || c->kind == ORM_COLUMN);
}

bool migrate_breaks_strangers(const struct orm_dialect *d, const struct migrate_ops *ops)
{
	if (!d->knows_depends || d->follows_renames)
		return false;
	for (size_t i = 0; i < ops->len; i++)
		for (size_t j = 0; j < ops->items[i].changes.len; j++)
			if (breaks(&ops->items[i].changes.items[j]))
				return true;
	return false;
}

static bool comes_back(const struct finder *f, const struct orm_change *c)
{
	bool table = c->kind == ORM_TABLE;
	const struct orm_table *t = orm_metadata_table(f->to, table ? c->from->schema : c->schema,
	                                               table ? c->from->name : c->table);

	return t && (table || orm_table_column(t, f->d, c->from->name));
}

static void note_lost(struct finder *f, const struct orm_change *c)
{
	struct arena *a = f->arena;
	bool table = c->kind == ORM_TABLE;
	const char *name = f->d->fold(a, table ? c->from->name : c->table);
	struct losts *list = map_get(f->by_table, name);
	struct lost l = { .key = orm_object_key(a, f->d, c->from) };

	l.column = table ? NULL : f->d->fold(a, c->from->name);
	l.text = c->verb == ORM_DROP
	             ? arena_printf(a, "%s, which is dropped", orm_object_label(a, c->from))
	             : arena_printf(a, "%s, which becomes \"%s\"", orm_object_label(a, c->from),
	                            c->to->name);
	if (!list) {
		list = ARENA_NEW(a, struct losts);
		map_put(f->by_table, name, list);
	}
	vec_push(a, list, arena_copy(a, &l, sizeof l));
	map_put(f->by_key, l.key, list->items[list->len - 1]);
}

static void note_ops(struct finder *f, const struct migrate_ops *ops)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t j = 0; j < ops->items[i].changes.len; j++) {
			const struct orm_change *c = &ops->items[i].changes.items[j];

			if (c->verb == ORM_DROP && ORM_IS_DEFINITION(c->kind))
				map_put(f->dropped, orm_object_key(f->arena, f->d, c->from), f);
			else if (breaks(c) && !comes_back(f, c))
				note_lost(f, c);
		}
}

/* Routines are read by nobody: words that are a table's name, and a column's. */
static const struct lost *in_words(struct finder *f, const struct orm_object *o)
{
	struct names words = { 0 };
	struct map *all = map_new(f->arena);

	orm_mentioned(f->arena, f->d, o, &words);
	for (size_t i = 0; i < words.len; i++)
		map_put(all, words.items[i], f);
	for (size_t i = 0; i < words.len; i++) {
		const struct losts *list = map_get(f->by_table, words.items[i]);

		for (size_t j = 0; list && j < list->len; j++)
			if (!list->items[j]->column || map_has(all, list->items[j]->column))
				return list->items[j];
	}
	return NULL;
}

static const struct lost *in_depends(struct finder *f, const struct orm_object *o)
{
	for (size_t i = 0; i < o->depends.len; i++) {
		const struct lost *found = map_get(f->by_key, o->depends.items[i]);

		if (found)
			return found;
	}
	return NULL;
}

static const struct lost *find(struct finder *f, const struct orm_definition *d)
{
	const struct orm_table *t = d->object.table;

	switch (d->object.kind) {
	case ORM_TRIGGER: /* it goes with its table */
		if (t && map_has(f->by_key, orm_object_key(f->arena, f->d, &t->object)))
			return NULL;
		return in_depends(f, &d->object);
	case ORM_VIEW:
		return in_depends(f, &d->object);
	case ORM_SEQUENCE:
		return NULL;
	default:
		return in_words(f, &d->object);
	}
}

static struct map *keys_of(struct finder *f, const struct orm_metadata *m)
{
	struct map *keys = map_new(f->arena);

	for (size_t i = 0; i < m->definitions.len; i++)
		map_put(keys, orm_object_key(f->arena, f->d, &m->definitions.items[i]->object), f);
	return keys;
}

void migrate_strangers(struct arena *a, const struct orm_dialect *d,
                       const struct orm_metadata *there, const struct orm_metadata *to,
                       const struct migrate_ops *ops, struct names *out)
{
	struct finder f = { .arena = a,
		            .d = d,
		            .to = to,
		            .by_key = map_new(a),
		            .by_table = map_new(a),
		            .dropped = map_new(a) };
	struct map *wanted;

	if (!migrate_breaks_strangers(d, ops))
		return;
	note_ops(&f, ops);
	wanted = keys_of(&f, to);
	for (size_t i = 0; i < there->definitions.len; i++) {
		const struct orm_object *o = &there->definitions.items[i]->object;
		const char *key = orm_object_key(a, d, o);
		const struct lost *lost;

		if (map_has(wanted, key) || map_has(f.dropped, key))
			continue;
		lost = find(&f, there->definitions.items[i]);
		if (lost)
			vec_push(
			    a, out,
			    arena_printf(a, "%s names %s", orm_object_label(a, o), lost->text));
	}
}
