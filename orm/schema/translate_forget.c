/* orm/schema/translate_forget.c - nothing is said of what couldn't be translated */
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/attribute.h"
#include "orm/schema/translate.h"

struct forgetting {
	struct arena *arena;
	struct map *left_out; /* "kind name" */
};

static const char *key(struct forgetting *f, const char *kind, const char *name)
{
	return text_lower(f->arena, arena_printf(f->arena, "%s %s", kind, name));
}

static bool has(struct forgetting *f, const char *kind, const char *schema, const char *table,
                const char *name)
{
	const char *path = name ? name : "";

	if (table)
		path = arena_printf(f->arena, "%s.%s", table, path);
	if (schema)
		path = arena_printf(f->arena, "%s.%s", schema, path);
	return map_has(f->left_out, key(f, kind, path));
}

static void forget_parts(struct forgetting *f, struct orm_table *t)
{
	const char *schema = t->object.schema, *table = t->object.name;

	for (size_t i = 0; i < t->columns.len; i++)
		if (has(f, "default", schema, table, t->columns.items[i]->object.name))
			t->columns.items[i]->server_default = (struct orm_default){ 0 };
	for (size_t i = t->constraints.len; i-- > 0;) {
		const struct orm_object *o = &t->constraints.items[i]->object;

		if (has(f, orm_kinds[o->kind].label, schema, table, o->name))
			vec_remove(&t->constraints, i);
	}
	for (size_t i = t->indexes.len; i-- > 0;)
		if (has(f, "index", schema, table, t->indexes.items[i]->object.name))
			vec_remove(&t->indexes, i);
}

static bool has_definition(struct forgetting *f, const struct orm_definition *d)
{
	const struct orm_object *o = &d->object;

	return has(f, orm_kinds[o->kind].label, o->schema, NULL, o->name) ||
	       (d->on && has(f, orm_kinds[o->kind].label, o->schema, d->on, o->name));
}

void orm_forget_untranslated(struct orm_metadata *m, const struct orm_left_outs *list)
{
	struct forgetting f = { .arena = m->arena, .left_out = map_new(m->arena) };

	for (size_t i = 0; i < list->len; i++)
		map_put(f.left_out, key(&f, list->items[i].kind, list->items[i].name), m);
	for (size_t i = m->definitions.len; i-- > 0;)
		if (has_definition(&f, m->definitions.items[i]))
			vec_remove(&m->definitions, i);
	for (size_t i = 0; i < m->tables.len; i++)
		forget_parts(&f, m->tables.items[i]);
}
