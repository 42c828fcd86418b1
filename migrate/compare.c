/* migrate/compare.c - list the operations that turn one schema into another */
#include "migrate/compare.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "migrate/compare_depends.h"
#include "migrate/compare_hint.h"
#include "migrate/order.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

static const char *key(struct comparison *k, const char *schema, const char *name)
{
	return k->d->fold(k->arena, schema ? arena_printf(k->arena, "%s.%s", schema, name) : name);
}

struct migrate_op *compare_add_op(struct comparison *k)
{
	struct migrate_op *op = vec_add(k->arena, &k->out->ops);

	op->kind = MIGRATE_CHANGE;
	return op;
}

void compare_add(struct comparison *k, struct orm_change c, const char *loses)
{
	struct migrate_op *op = compare_add_op(k);

	vec_push(k->arena, &op->changes, c);
	op->loses = loses;
}

/* Is there one that was called so before, and is made anew since it can't be renamed? */
static bool is_followed(const struct comparison *k, const struct orm_object *o)
{
	for (size_t i = 0; ORM_IS_DEFINITION(o->kind) && i < k->to->definitions.len; i++) {
		const struct orm_object *to = &k->to->definitions.items[i]->object;

		if (to->kind == o->kind && to->renamed_from && text_same(to->schema, o->schema) &&
		    k->d->same_name(to->renamed_from, o->name) &&
		    !orm_metadata_definition(k->from, to->kind, to->schema, to->name))
			return true;
	}
	return false;
}

bool compare_may_drop(struct comparison *k, const struct orm_object *o)
{
	if (!k->options || !k->options->may_drop || is_followed(k, o) ||
	    k->options->may_drop(k->options->data, o))
		return true;
	vec_push(k->arena, &k->out->unmanaged, orm_object_label(k->arena, o));
	return false;
}

static void create_table(struct comparison *k, struct orm_table *t)
{
	compare_add(k,
	            (struct orm_change){ .verb = ORM_CREATE, .kind = ORM_TABLE, .to = &t->object },
	            NULL);
}

static void drop_table(struct comparison *k, struct orm_table *t)
{
	compare_add(k,
	            (struct orm_change){ .verb = ORM_DROP, .kind = ORM_TABLE, .from = &t->object },
	            compare_losses(k, &t->object));
}

/* A virtual table is what its module's text says; it can only be made anew. */
static bool same_module(struct comparison *k, const struct orm_table *x, const struct orm_table *y)
{
	return orm_same_expr(k->d, x->module, y->module);
}

/* What can't be changed of a table is a table made anew. */
static bool is_alterable(struct comparison *k, struct orm_table *from, struct orm_table *to)
{
	struct orm_change c = compare_change(ORM_ALTER, &from->object, &to->object,
	                                     from->object.schema, from->object.name);

	c.mask = compare_differ(k, &from->object, &to->object);
	return !c.mask || k->d->can_alter(&c);
}

/* A partition goes with the partitioned table, and comes with the new one. */
static bool goes_with_parent(struct comparison *k, const struct orm_table *from,
                             const struct orm_table *to)
{
	struct names was = { 0 }, is = { 0 };

	if (!k->d->knows_depends)
		return false;
	orm_parents(k->arena, k->d, from, &was);
	orm_parents(k->arena, k->d, to, &is);
	for (size_t i = 0; i < was.len; i++)
		for (size_t j = 0; j < is.len; j++) {
			struct orm_table *x = map_get(k->old_by_key, was.items[i]);
			struct orm_table *y = map_get(k->to_by_key, is.items[j]);

			if (text_same(was.items[i], is.items[j]) && x && y &&
			    (!is_alterable(k, x, y) || goes_with_parent(k, x, y)))
				return true;
		}
	return false;
}

static void compare_pair(struct comparison *k, struct orm_table *from, struct orm_table *to)
{
	if (from->module || to->module) {
		if (same_module(k, from, to))
			return;
		drop_table(k, from);
		create_table(k, to);
		return;
	}
	if (is_alterable(k, from, to) && !goes_with_parent(k, from, to)) {
		if (k->d->knows_depends)
			compare_table_parts(k, from, to);
		else
			compare_tables(k, from, to);
		return;
	}
	drop_table(k, from);
	create_table(k, to);
}

static struct map *tables_by_key(struct comparison *k, const struct orm_metadata *m)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; k->d->knows_depends && i < m->tables.len; i++)
		map_put(map, orm_object_key(k->arena, k->d, &m->tables.items[i]->object),
		        m->tables.items[i]);
	return map;
}

static void compare_all_tables(struct comparison *k)
{
	struct map *used = map_new(k->arena);

	k->old_by_key = tables_by_key(k, k->old);
	k->to_by_key = tables_by_key(k, k->to);
	k->old_heirs = compare_heirs_of(k, k->old);
	k->to_heirs = compare_heirs_of(k, k->to);
	for (size_t i = 0; i < k->to->tables.len; i++) {
		struct orm_table *to = k->to->tables.items[i];
		struct orm_table *from =
		    orm_metadata_table(k->old, to->object.schema, to->object.name);

		if (!from) {
			create_table(k, to);
			continue;
		}
		map_put(used, key(k, from->object.schema, from->object.name), from);
		compare_pair(k, from, to);
	}
	for (size_t i = 0; i < k->old->tables.len; i++) {
		struct orm_table *from = k->old->tables.items[i];

		if (map_has(used, key(k, from->object.schema, from->object.name)))
			continue;
		if (compare_may_drop(k, &from->object))
			drop_table(k, from);
		else
			map_put(k->kept, key(k, from->object.schema, from->object.name), from);
	}
}

static void drop_definition(struct comparison *k, struct orm_definition *d)
{
	compare_add(k,
	            (struct orm_change){ .verb = ORM_DROP,
	                                 .kind = d->object.kind,
	                                 .from = &d->object,
	                                 .schema = d->object.schema,
	                                 .table = d->on },
	            NULL);
}

static void create_definition(struct comparison *k, struct orm_definition *d)
{
	compare_add(k,
	            (struct orm_change){ .verb = ORM_CREATE,
	                                 .kind = d->object.kind,
	                                 .to = &d->object,
	                                 .schema = d->object.schema,
	                                 .table = d->on },
	            NULL);
}

static const char *definition_key(struct comparison *k, const struct orm_definition *d)
{
	return arena_printf(k->arena, "%d %s", (int)d->object.kind,
	                    key(k, d->object.schema, d->object.name));
}

static struct map *index_definitions(struct comparison *k, const struct orm_metadata *m)
{
	struct map *index = map_new(k->arena);

	for (size_t i = 0; i < m->definitions.len; i++)
		map_put(index, definition_key(k, m->definitions.items[i]), m->definitions.items[i]);
	return index;
}

static bool changed_by_rename(struct comparison *k, const struct orm_definition *d)
{
	for (size_t i = 0; i < k->renamed.len; i++)
		if (orm_mentions(k->d, d->definition, k->renamed.items[i]))
			return true;
	return false;
}

/* A definition that there was, and what becomes of it. */
struct fate {
	struct orm_definition *was, *becomes; /* becomes: NULL = it goes for good */
	bool dropped;
};

static struct fate fate_of(struct comparison *k, struct orm_definition *d,
                           struct orm_definition *other)
{
	struct fate f = { d, other, false };
	bool kept = d->on && map_has(k->kept, key(k, d->object.schema, d->on));

	if (other)
		f.dropped = changed_by_rename(k, d) ||
		            orm_attrs_differ(k->d, &d->object, &other->object, k->loose);
	else if (kept || !compare_may_drop(k, &d->object))
		f.becomes = d;
	else
		f.dropped = true;
	return f;
}

/* Does it belong to a view that is dropped, or read one? */
static bool needs_dropped(struct comparison *k, const struct fate *all, size_t count,
                          const struct orm_definition *d)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = all[i].was->object.name;

		if (!all[i].dropped || all[i].was->object.kind == ORM_TRIGGER)
			continue;
		if ((d->on && k->d->same_name(d->on, name)) ||
		    orm_mentions(k->d, d->definition, name))
			return true;
	}
	return false;
}

/*
 * Nothing is left that can't be compiled meanwhile: SQLite refuses to alter a
 * table then, others refuse to drop the view.
 */
static void drop_dependents(struct comparison *k, struct fate *all, size_t count)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < count; i++) {
			if (all[i].dropped || !needs_dropped(k, all, count, all[i].was))
				continue;
			all[i].dropped = again = true;
		}
	}
}

static void compare_definitions(struct comparison *k)
{
	struct map *from = index_definitions(k, k->from), *to = index_definitions(k, k->to);
	size_t count = k->from->definitions.len;
	struct fate *all = arena_alloc(k->arena, (count + 1) * sizeof *all);

	for (size_t i = 0; i < count; i++) {
		struct orm_definition *d = k->from->definitions.items[i];

		all[i] = fate_of(k, d, map_get(to, definition_key(k, d)));
	}
	drop_dependents(k, all, count);
	for (size_t i = 0; i < count; i++)
		if (all[i].dropped)
			drop_definition(k, all[i].was);
	for (size_t i = 0; i < count; i++)
		if (all[i].dropped && all[i].becomes)
			create_definition(k, all[i].becomes);
	for (size_t i = 0; i < k->to->definitions.len; i++)
		if (!map_has(from, definition_key(k, k->to->definitions.items[i])))
			create_definition(k, k->to->definitions.items[i]);
}

/* Such as SQLite's user_version: only when both sides are real databases. */
static void compare_settings(struct comparison *k)
{
	const struct orm_options *x = &k->from->settings, *y = &k->to->settings;

	if (k->loose || !k->d->write_setting)
		return;
	for (size_t i = 0; i < x->len + y->len; i++) {
		const struct orm_option *o = i < x->len ? &x->items[i] : &y->items[i - x->len];
		const char *was = orm_option_get(x, NULL, o->name);
		const char *is = orm_option_get(y, NULL, o->name);
		struct orm_option set = { NULL, o->name, is ? is : "0" };
		struct orm_option unset = { NULL, o->name, was ? was : "0" };
		struct migrate_op *op;
		struct buf up = { 0 }, down = { 0 };

		if (o->dialect || text_same(was, is) || (i >= x->len && was))
			continue;
		k->d->write_setting(&up, &set);
		k->d->write_setting(&down, &unset);
		op = compare_add_op(k);
		op->kind = MIGRATE_EXECUTE;
		op->sql = buf_take(&up, k->arena);
		op->undo = buf_take(&down, k->arena);
	}
}

/* The first change of each operation that has some. */
static struct orm_changes all_changes(struct comparison *k)
{
	struct migrate_ops *ops = &k->out->ops;
	struct orm_changes changes = { 0 };

	for (size_t i = 0; i < ops->len; i++)
		if (ops->items[i].kind == MIGRATE_CHANGE)
			vec_push(k->arena, &changes, ops->items[i].changes.items[0]);
	return changes;
}

static void add_by_default(struct comparison *k)
{
	struct orm_changes changes = all_changes(k);
	size_t known = changes.len;

	k->d->by_default(k->arena, k->from, k->to, &changes);
	for (; known < changes.len; known++)
		compare_add(k, changes.items[known], NULL);
}

/* What the database has a word for takes the place of what makes it up. */
static void simplify(struct comparison *k)
{
	struct migrate_ops *ops = &k->out->ops;
	struct orm_changes changes = all_changes(k);
	size_t n = 0, known = changes.len;

	k->d->simplify(k->arena, &changes);
	for (size_t i = 0; i < ops->len; i++)
		if (ops->items[i].kind == MIGRATE_CHANGE)
			ops->items[i].changes.items[0] = changes.items[n++];
	for (size_t i = ops->len; i-- > 0;)
		if (ops->items[i].kind == MIGRATE_CHANGE && !ops->items[i].changes.items->from &&
		    !ops->items[i].changes.items->to)
			vec_remove(ops, i);
	for (; known < changes.len; known++)
		compare_add(k, changes.items[known], NULL);
}

/* A model with what is known of how the database on the other side stores it. */
static const struct orm_metadata *as_stored(struct arena *a, const struct orm_dialect *d,
                                            const struct orm_metadata *m,
                                            const struct orm_metadata *other)
{
	return d->as_stored && !m->reflected && other->reflected ? d->as_stored(a, m, other) : m;
}

bool migrate_compare(struct arena *a, const struct orm_dialect *d, const struct orm_metadata *from,
                     const struct orm_metadata *to, const struct compare_options *options,
                     struct compare_result *out, struct error *err)
{
	const struct orm_metadata *was = as_stored(a, d, from, to), *is = as_stored(a, d, to, from);
	struct comparison k = { .arena = a,
		                .d = d,
		                .from = was,
		                .to = is,
		                .old = (struct orm_metadata *)(uintptr_t)was,
		                .options = options,
		                .out = out,
		                .loose = !(from->reflected && to->reflected),
		                .from_open = !from->reflected,
		                .to_open = !to->reflected,
		                .kept = map_new(a) };

	(void)err;
	memset(out, 0, sizeof *out);
	compare_renames(&k);
	compare_all_tables(&k);
	compare_table_hints(&k);
	if (d->knows_depends)
		compare_by_depends(&k);
	else
		compare_definitions(&k);
	compare_settings(&k);
	if (d->knows_depends)
		compare_object_hints(&k);
	if (d->knows_depends)
		compare_take_down(&k);
	if (d->knows_depends && d->orders_columns)
		compare_column_order(&k);
	if (d->by_default)
		add_by_default(&k);
	if (d->simplify)
		simplify(&k);
	if (d->knows_depends)
		compare_heirs(&k);
	migrate_order(a, d, &out->ops);
	return true;
}
