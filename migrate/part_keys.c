/* migrate/part_keys.c - foreign keys that a model has as the database has them */
#include "migrate/part.h"
#include "orm/dialect.h"

struct settling {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct map *changed; /* keys of the tables of which foreign keys change */
};

static const char *table_key(const struct settling *s, const char *schema, const char *name)
{
	struct orm_object table = { .kind = ORM_TABLE, .schema = schema, .name = name };

	return orm_object_key(s->arena, s->dialect, &table);
}

static void note_changes(const struct settling *s, const struct migrate_ops *ops)
{
	for (size_t i = 0; i < ops->len; i++)
		for (size_t k = 0; k < ops->items[i].changes.len; k++) {
			const struct orm_change *c = &ops->items[i].changes.items[k];

			if (c->kind == ORM_FOREIGN_KEY)
				map_put(s->changed, table_key(s, c->schema, c->table), s->changed);
		}
}

/* In words that are the same, and by the same name unless the model leaves that open. */
static bool is_same(const struct settling *s, const struct orm_constraint *model,
                    const struct orm_constraint *from)
{
	const char *said = model->object.name, *is = from->object.name;

	return from->object.kind == ORM_FOREIGN_KEY &&
	       (!said || (is && s->dialect->same_name(said, is))) &&
	       !orm_attrs_differ(s->dialect, &from->object, &model->object, true);
}

/* The place of what the model's key is in the database, and is no other's. */
static bool find(const struct settling *s, const struct orm_constraint *k,
                 const struct orm_table *from, bool *used)
{
	for (size_t i = 0; i < from->constraints.len; i++) {
		if (used[i] || !is_same(s, k, from->constraints.items[i]))
			continue;
		used[i] = true;
		return true;
	}
	return false;
}

static size_t count(const struct orm_table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->constraints.len; i++)
		n += t->constraints.items[i]->object.kind == ORM_FOREIGN_KEY;
	return n;
}

static bool are_same(const struct settling *s, const struct orm_table *t,
                     const struct orm_table *from)
{
	bool *used = arena_alloc(s->arena, from->constraints.len + 1);

	if (count(t) != count(from))
		return false;
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == ORM_FOREIGN_KEY &&
		    !find(s, t->constraints.items[i], from, used))
			return false;
	return true;
}

static void take_out(const struct settling *s, struct orm_table *t, const struct orm_table *from,
                     struct migrate_settled *out)
{
	struct migrate_settled_table was = { t, from, t->constraints };

	vec_push(s->arena, out, was);
	t->constraints = (struct orm_constraints){ 0 };
	for (size_t i = 0; i < was.constraints.len; i++)
		if (was.constraints.items[i]->object.kind != ORM_FOREIGN_KEY)
			vec_push(s->arena, &t->constraints, was.constraints.items[i]);
}

void migrate_settle(struct arena *a, struct orm_metadata *m, const struct orm_metadata *from,
                    const struct migrate_ops *ops, struct migrate_settled *out)
{
	struct settling s = { a, m->dialect, map_new(a) };

	note_changes(&s, ops);
	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];
		const struct orm_table *is =
		    orm_metadata_table(from, t->object.schema, t->object.name);

		if (count(t) && is && are_same(&s, t, is) &&
		    !map_has(s.changed, table_key(&s, t->object.schema, t->object.name)))
			take_out(&s, t, is, out);
	}
}

static void give(struct arena *a, struct orm_table *t, const struct orm_table *from)
{
	for (size_t i = 0; i < from->constraints.len; i++)
		if (from->constraints.items[i]->object.kind == ORM_FOREIGN_KEY)
			orm_table_add_constraint(
			    a, t, orm_constraint_copy(a, from->constraints.items[i]));
}

void migrate_unsettle(struct arena *a, const struct migrate_settled *settled,
                      struct orm_metadata *spelled)
{
	for (size_t i = 0; i < settled->len; i++) {
		const struct migrate_settled_table *was = &settled->items[i];
		struct orm_table *t = NULL;

		was->table->constraints = was->constraints;
		if (spelled)
			t = orm_metadata_table(spelled, was->table->object.schema,
			                       was->table->object.name);
		if (t)
			give(a, t, was->from);
	}
}
