/* migrate/compare_definitions.c - views, types, functions and all else that is a definition */
#include <string.h>

#include "base/text.h"
#include "migrate/compare_depends.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

struct orm_change compare_change(enum orm_verb verb, struct orm_object *from, struct orm_object *to,
                                 const char *schema, const char *table)
{
	return (struct orm_change){ .verb = verb,
		                    .kind = from ? from->kind : to->kind,
		                    .from = from,
		                    .to = to,
		                    .mask = ORM_ATTR_ALL,
		                    .schema = schema,
		                    .table = table };
}

/* A copy that shares all but the list of its options. */
static struct orm_object *with_own_options(struct arena *a, const struct orm_object *o)
{
	struct orm_object *copy = arena_copy(a, o, orm_kinds[o->kind].size);

	copy->options = (struct orm_options){ 0 };
	for (size_t i = 0; i < o->options.len; i++)
		vec_push(a, &copy->options, o->options.items[i]);
	return copy;
}

/* Does the object leave the option open, being of a model or saying so? */
static bool leaves(const struct orm_dialect *d, const struct orm_object *o,
                   const struct orm_option *option, bool model)
{
	if (!orm_option_is_open(d, o->kind, option->name))
		return false;
	for (size_t i = 0; i < o->options.len; i++)
		if (text_same(o->options.items[i].name, option->name) &&
		    text_same(o->options.items[i].dialect, option->dialect))
			return !*o->options.items[i].value;
	return model;
}

/*
 * A rename made a name of its own the usual one, which would go along when that is
 * undone: catalogs don't name the usual one.
 */
static bool became_usual(struct comparison *k, const struct orm_object *o,
                         const struct orm_option *option)
{
	return o->kind == ORM_DOMAIN && k->from->reflected && k->d->not_null_name &&
	       !strcmp(option->name, "not_null_name") &&
	       text_same(option->value, k->d->not_null_name(k->arena, o->name, NULL));
}

struct orm_object *compare_with_open(struct comparison *k, const struct orm_object *o,
                                     const struct orm_object *other, bool model)
{
	struct orm_object *copy = (struct orm_object *)(uintptr_t)o;

	for (size_t i = 0; i < other->options.len; i++) {
		const struct orm_option *option = &other->options.items[i];

		if (!*option->value || !leaves(k->d, o, option, model) ||
		    became_usual(k, o, option))
			continue;
		if (copy == o)
			copy = with_own_options(k->arena, o);
		orm_option_set(k->arena, &copy->options, option->dialect, option->name,
		               option->value);
	}
	return copy;
}

struct orm_object *compare_with_manner(struct comparison *k, struct orm_object *index,
                                       const struct orm_object *made)
{
	struct orm_object *copy = index;

	for (size_t i = 0; i < made->options.len; i++) {
		const struct orm_option *option = &made->options.items[i];
		const struct orm_option_info *info =
		    orm_option_find(k->d, made->kind, option->name);

		if (made->kind != ORM_INDEX || !info || info->value != ORM_ATTR_STATE ||
		    !orm_option_is_flag(info))
			continue;
		if (copy == index)
			copy = with_own_options(k->arena, index);
		orm_option_set(k->arena, &copy->options, option->dialect, option->name,
		               option->value);
	}
	return copy;
}

uint64_t compare_differ(struct comparison *k, const struct orm_object *from,
                        const struct orm_object *to)
{
	uint64_t mask = orm_attrs_differ(k->d, from, to, k->loose);

	if (mask & ORM_ATTR_OPTIONS)
		mask &= ~ORM_ATTR_OPTIONS |
		        orm_attrs_differ(k->d, compare_with_open(k, from, to, k->from_open),
		                         compare_with_open(k, to, from, k->to_open), k->loose);
	return mask & ~orm_attr_bit(from->kind, "inherited");
}

static struct orm_object *with_options_of(struct comparison *k, struct orm_object *o,
                                          const struct orm_object *other)
{
	struct orm_object *copy = o;

	for (size_t i = 0; i < other->options.len; i++) {
		const struct orm_option *option = &other->options.items[i];

		if (orm_option_get(&o->options, option->dialect, option->name))
			continue;
		if (copy == o)
			copy = orm_object_copy(k->arena, o);
		orm_option_set(k->arena, &copy->options, option->dialect, option->name, "");
	}
	return copy;
}

void compare_name_options(struct comparison *k, struct orm_object **from, struct orm_object **to)
{
	struct orm_object *was = compare_with_open(k, *from, *to, k->from_open);
	struct orm_object *is = compare_with_open(k, *to, *from, k->to_open);

	*from = with_options_of(k, was, is);
	*to = with_options_of(k, is, was);
}

static struct orm_change whole(enum orm_verb verb, struct orm_definition *from,
                               struct orm_definition *to)
{
	const struct orm_definition *d = from ? from : to;

	return compare_change(verb, from ? &from->object : NULL, to ? &to->object : NULL,
	                      d->object.schema, d->on);
}

static struct map *index_by_key(struct comparison *k, const struct orm_metadata *m)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; i < m->definitions.len; i++) {
		struct orm_definition *d = m->definitions.items[i];

		map_put(map, orm_object_key(k->arena, k->d, &d->object), d);
	}
	return map;
}

static struct orm_index *find_index(struct comparison *k, const struct orm_indexes *list,
                                    const char *name)
{
	for (size_t i = 0; name && i < list->len; i++) {
		const char *other = list->items[i]->object.name;

		if (other && k->d->same_name(other, name))
			return list->items[i];
	}
	return NULL;
}

static void index_change(struct comparison *k, const struct orm_definition *of, enum orm_verb verb,
                         struct orm_index *from, struct orm_index *to)
{
	compare_add(k,
	            compare_change(verb, from ? &from->object : NULL, to ? &to->object : NULL,
	                           of->object.schema, of->object.name),
	            NULL);
}

static void compare_index(struct comparison *k, const struct orm_definition *of,
                          struct orm_index *from, struct orm_index *to)
{
	struct orm_object *was = &from->object, *is = &to->object;
	uint64_t mask = compare_differ(k, was, is);
	struct orm_change c;

	if (!mask)
		return;
	compare_name_options(k, &was, &is);
	c = compare_change(ORM_ALTER, was, is, of->object.schema, of->object.name);
	c.mask = mask;
	if (k->d->can_alter(&c)) {
		compare_add(k, c, NULL);
		return;
	}
	was = compare_with_manner(k, &from->object, &to->object);
	index_change(k, of, ORM_DROP, (struct orm_index *)was, NULL);
	index_change(k, of, ORM_CREATE, NULL, to);
}

/* Those of a materialized view. */
static void compare_indexes(struct comparison *k, struct orm_definition *from,
                            struct orm_definition *to)
{
	for (size_t i = 0; i < to->indexes.len; i++) {
		struct orm_index *is = to->indexes.items[i];
		struct orm_index *was = find_index(k, &from->indexes, is->object.name);

		if (was)
			compare_index(k, to, was, is);
		else
			index_change(k, to, ORM_CREATE, NULL, is);
	}
	for (size_t i = 0; i < from->indexes.len; i++)
		if (!find_index(k, &to->indexes, from->indexes.items[i]->object.name))
			index_change(k, from, ORM_DROP, from->indexes.items[i], NULL);
}

/* The checks of a domain, as of a table of its values. */
static struct orm_constraints checks_of(struct comparison *k, const struct orm_definition *d)
{
	struct orm_constraints out = { 0 };
	struct orm_column *value;
	struct orm_table *t;

	if (!d->checks.len)
		return out;
	t = orm_table_new(k->arena, d->object.schema, d->object.name);
	value = orm_column_new(k->arena, "value");
	value->type = orm_type_exact(k->arena, d->definition);
	orm_table_add_column(k->arena, t, value);
	for (size_t i = 0; i < d->checks.len; i++) {
		struct orm_constraint *c = arena_copy(k->arena, d->checks.items[i], sizeof *c);

		c->object.table = t;
		vec_push(k->arena, &out, c);
	}
	return out;
}

/* Has `y` the name that the database gives `x`, which has none? */
static bool is_given_name(struct comparison *k, const struct orm_constraint *x,
                          const struct orm_constraint *y)
{
	return !x->object.name && y->object.name && y->object.table && k->d->chose_name &&
	       k->d->chose_name(y->object.table, y);
}

static bool same_check(struct comparison *k, const struct orm_constraint *from,
                       const struct orm_constraint *to)
{
	return (text_same(from->object.name, to->object.name) ||
	        (k->from_open && is_given_name(k, from, to)) ||
	        (k->to_open && is_given_name(k, to, from))) &&
	       !compare_differ(k, &from->object, &to->object);
}

static bool same_checks(struct comparison *k, const struct orm_definition *from,
                        const struct orm_definition *to)
{
	struct orm_constraints x = checks_of(k, from), y = checks_of(k, to);

	if (x.len != y.len)
		return false;
	for (size_t i = 0; i < x.len; i++) {
		size_t j = 0;

		while (j < y.len && !same_check(k, x.items[i], y.items[j]))
			j++;
		if (j == y.len)
			return false;
		vec_remove(&y, j);
	}
	return true;
}

/* A model need not say of an extension what the server has chosen, nor any its version. */
static struct orm_definition *with_choices(struct comparison *k, const struct orm_definition *d,
                                           const struct orm_object *other, bool open)
{
	static const char *const names[] = { "version", "schema" };
	struct orm_definition *copy = orm_definition_copy(k->arena, d);
	struct orm_object *o = &copy->object;

	for (size_t i = 0; i < (open ? COUNT(names) : 1); i++)
		if (!orm_option_get(&o->options, NULL, names[i]))
			orm_option_set(k->arena, &o->options, NULL, names[i],
			               orm_option_get(&other->options, NULL, names[i]));
	if (open && !o->comment)
		o->comment = other->comment;
	return copy;
}

static uint64_t differ(struct comparison *k, struct orm_definition *from, struct orm_definition *to)
{
	uint64_t mask;

	if (from->object.kind == ORM_EXTENSION) {
		from = with_choices(k, from, &to->object, k->from_open);
		to = with_choices(k, to, &from->object, k->to_open);
	}
	mask = compare_differ(k, &from->object, &to->object);
	if (!same_checks(k, from, to))
		mask |= ORM_ATTR_PARTS;
	return mask;
}

static void compare_one(struct comparison *k, struct orm_definition *from,
                        struct orm_definition *to)
{
	struct orm_object *was = &from->object, *is = &to->object;
	uint64_t mask = differ(k, from, to);
	struct orm_change alter;

	if (mask) {
		compare_name_options(k, &was, &is);
		alter = compare_change(ORM_ALTER, was, is, is->schema, to->on);
		alter.mask = mask;
		if (!k->d->can_alter(&alter)) {
			compare_add(k, whole(ORM_DROP, from, NULL), NULL);
			is = compare_with_open(k, &to->object, &from->object, k->to_open);
			compare_add(k, whole(ORM_CREATE, NULL, (struct orm_definition *)is), NULL);
			return;
		}
		compare_add(k, alter, NULL);
	}
	compare_indexes(k, from, to);
}

/* The sequences that go, by the column that owns them. */
static struct map *owned_that_go(struct comparison *k, const struct map *to)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; i < k->old->definitions.len; i++) {
		struct orm_definition *d = k->old->definitions.items[i];

		if (d->owned_by && !map_has(to, orm_object_key(k->arena, k->d, &d->object)))
			map_put(map, d->owned_by, d);
	}
	return map;
}

/* Its owner has it under another name: it must not lose its place. */
static struct orm_definition *rename_owned(struct comparison *k, struct map *going,
                                           struct map *wanted, struct orm_definition *to)
{
	struct orm_definition *was = to->owned_by ? map_get(going, to->owned_by) : NULL, *renamed;
	struct orm_change c;

	if (!was || !text_same(was->object.schema, to->object.schema))
		return NULL;
	c = compare_change(ORM_RENAME, &was->object, &to->object, to->object.schema, NULL);
	if (!k->d->can_alter(&c))
		return NULL;
	map_remove(going, to->owned_by);
	map_put(wanted, orm_object_key(k->arena, k->d, &was->object), to);
	compare_add(k, c, NULL);
	renamed = orm_definition_copy(k->arena, was);
	renamed->object.name = to->object.name;
	return renamed;
}

static bool is_kept_table(struct comparison *k, const char *schema, const char *name)
{
	const char *table = schema ? arena_printf(k->arena, "%s.%s", schema, name) : name;

	return map_has(k->kept, k->d->fold(k->arena, table));
}

static bool is_kept(struct comparison *k, const struct orm_definition *d)
{
	return d->on && is_kept_table(k, d->object.schema, d->on);
}

static bool needs_key(const struct orm_object *o, const char *key)
{
	for (size_t i = 0; i < o->depends.len; i++)
		if (!strcmp(o->depends.items[i], key))
			return true;
	return false;
}

/* The old columns by their keys, but for those of tables that are left alone. */
static struct map *columns_by_key(struct comparison *k)
{
	struct map *map = map_new(k->arena);

	for (size_t i = 0; i < k->old->tables.len; i++) {
		struct orm_table *t = k->old->tables.items[i];

		if (is_kept_table(k, t->object.schema, t->object.name))
			continue;
		for (size_t j = 0; j < t->columns.len; j++) {
			struct orm_object *o = &t->columns.items[j]->object;

			map_put(map, orm_object_key(k->arena, k->d, o), o);
		}
	}
	return map;
}

/*
 * Is it what a column counted by that it belongs to?  It is a part of the column,
 * and goes with it or with its default; nobody need have made it by itself.
 */
static bool goes_with_column(struct comparison *k, const struct map *columns,
                             const struct orm_definition *d)
{
	const char *key = orm_object_key(k->arena, k->d, &d->object);
	struct orm_need_list needs = { 0 };

	if (!d->owned_by)
		return false;
	orm_needs(k->arena, k->d, &d->object, &needs);
	for (size_t i = 0; i < needs.len; i++) {
		const struct orm_object *column = map_get(columns, needs.items[i].key);

		if (column && needs_key(column, key))
			return true;
	}
	return false;
}

/* What comes with its renamed table keeps what its model leaves open. */
static struct orm_definition *as_before(struct comparison *k, const struct map *from,
                                        struct orm_definition *d)
{
	const struct orm_table *t =
	    d->on ? orm_metadata_table(k->to, d->object.schema, d->on) : NULL;
	struct orm_definition probe = *d, *was;

	if (!t || !t->object.renamed_from)
		return d;
	probe.on = t->object.renamed_from;
	probe.object.table = NULL;
	was = map_get(from, orm_object_key(k->arena, k->d, &probe.object));
	return was ? (struct orm_definition *)compare_with_open(k, &d->object, &was->object,
	                                                        k->to_open)
	           : d;
}

void compare_by_depends(struct comparison *k)
{
	struct map *from = index_by_key(k, k->old), *to = index_by_key(k, k->to);
	struct map *going = owned_that_go(k, to), *columns = columns_by_key(k);

	for (size_t i = 0; i < k->to->definitions.len; i++) {
		struct orm_definition *d = k->to->definitions.items[i];
		struct orm_definition *was =
		    map_get(from, orm_object_key(k->arena, k->d, &d->object));

		if (!was)
			was = rename_owned(k, going, to, d);
		if (was)
			compare_one(k, was, d);
		else
			compare_add(k, whole(ORM_CREATE, NULL, as_before(k, from, d)), NULL);
	}
	for (size_t i = 0; i < k->old->definitions.len; i++) {
		struct orm_definition *d = k->old->definitions.items[i];

		if (map_has(to, orm_object_key(k->arena, k->d, &d->object)) || is_kept(k, d))
			continue;
		if (!goes_with_column(k, columns, d) && !compare_may_drop(k, &d->object))
			continue;
		compare_add(k, whole(ORM_DROP, d, NULL), NULL);
	}
}
