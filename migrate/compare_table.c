/* migrate/compare_table.c - what turns one table into another */
#include "migrate/compare_hint.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

/* Changes of one table by what they do, so that they come in an order that works. */
struct table_changes {
	struct comparison *k;
	struct orm_table *from, *to;
	struct orm_changes drop_indexes, drop_constraints, add_columns, alter, drop_columns,
	    add_constraints, create_indexes;
	const char *loses;
};

static struct orm_change change(struct table_changes *c, enum orm_verb verb,
                                struct orm_object *from, struct orm_object *to)
{
	return (struct orm_change){ .verb = verb,
		                    .kind = from ? from->kind : to->kind,
		                    .from = from,
		                    .to = to,
		                    .mask = ORM_ATTR_ALL,
		                    .schema = c->from->object.schema,
		                    .table = c->from->object.name };
}

/* Options that `to` lacks are said to be taken away. */
static struct orm_object *with_options_removed(struct table_changes *c, struct orm_object *from,
                                               struct orm_object *to)
{
	struct orm_object *copy = to;

	for (size_t i = 0; i < from->options.len; i++) {
		const struct orm_option *o = &from->options.items[i];

		if (orm_option_get(&to->options, o->dialect, o->name))
			continue;
		if (copy == to)
			copy = orm_object_copy(c->k->arena, to);
		orm_option_set(c->k->arena, &copy->options, o->dialect, o->name, "");
	}
	return copy;
}

/*
 * Once an object changes, what `to` says and `from` leaves open belongs to the
 * change: a column that becomes a generated one is stored or not.
 */
static uint64_t with_said_flags(const struct orm_object *from, const struct orm_object *to,
                                uint64_t mask)
{
	const struct orm_kind_info *k = &orm_kinds[to->kind];

	for (size_t i = 0; i < k->attr_count; i++) {
		const enum orm_flag *said = orm_attr_at(to, &k->attrs[i]);
		const enum orm_flag *was = orm_attr_at(from, &k->attrs[i]);

		if (k->attrs[i].kind == ORM_ATTR_FLAG && !k->attrs[i].spelling && *said != *was)
			mask |= ORM_ATTR_BIT(i);
	}
	return mask;
}

static void alter_object(struct table_changes *c, struct orm_object *from, struct orm_object *to,
                         uint64_t mask)
{
	struct orm_change alter;

	if (mask & ORM_ATTR_OPTIONS) {
		struct orm_object *target = with_options_removed(c, from, to);

		from = with_options_removed(c, to, from);
		to = target;
	}
	alter = change(c, ORM_ALTER, from, to);
	alter.mask = with_said_flags(from, to, mask);
	vec_push(c->k->arena, &c->alter, alter);
}

static void lose_values(struct table_changes *c, const char *column)
{
	c->loses = arena_printf(c->k->arena, "%s%sthe values of column \"%s\"",
	                        c->loses ? c->loses : "", c->loses ? ", " : "", column);
}

/* Is what the column holds gone afterwards? */
static bool takes_values(const struct orm_change *change)
{
	const struct orm_column *from = (const struct orm_column *)change->from;
	const struct orm_column *to = (const struct orm_column *)change->to;

	if (change->kind != ORM_COLUMN || !from || from->computed)
		return false;
	return change->verb == ORM_DROP || (change->verb == ORM_ALTER && to->computed);
}

static void compare_columns(struct table_changes *c)
{
	for (size_t i = 0; i < c->to->columns.len; i++) {
		struct orm_column *to = c->to->columns.items[i];
		struct orm_column *from = orm_table_column(c->from, c->k->d, to->object.name);
		uint64_t mask;

		if (!from) {
			struct orm_column *added = orm_column_copy(c->k->arena, to);

			added->object.table = to->object.table;
			vec_push(c->k->arena, &c->add_columns,
			         change(c, ORM_CREATE, NULL, &added->object));
			continue;
		}
		mask = orm_attrs_differ(c->k->d, &from->object, &to->object, c->k->loose);
		if (mask)
			alter_object(c, &from->object, &to->object, mask);
		if (to->computed && !from->computed)
			lose_values(c, from->object.name);
	}
	for (size_t i = 0; i < c->from->columns.len; i++) {
		struct orm_column *from = c->from->columns.items[i];

		if (orm_table_column(c->to, c->k->d, from->object.name))
			continue;
		vec_push(c->k->arena, &c->drop_columns, change(c, ORM_DROP, &from->object, NULL));
		if (!from->computed)
			lose_values(c, from->object.name);
	}
}

/* A foreign key without columns means the other table's primary key. */
static struct names referred(const struct orm_metadata *m, const struct orm_constraint *k)
{
	const struct orm_table *t;
	const struct orm_constraint *pk;
	struct names out = k->referred_columns;

	if (out.len || k->object.kind != ORM_FOREIGN_KEY)
		return out;
	t = orm_metadata_table(m, k->referred_schema, k->referred_table);
	pk = t ? orm_table_primary_key(t) : NULL;
	for (size_t i = 0; pk && i < pk->elements.len; i++)
		if (pk->elements.items[i].column)
			vec_push(m->arena, &out, pk->elements.items[i].column);
	return out;
}

static bool same_constraint(struct table_changes *c, struct orm_constraint *from,
                            struct orm_constraint *to)
{
	struct names x = from->referred_columns, y = to->referred_columns;
	uint64_t mask;

	if (c->k->loose && x.len != y.len && to->object.kind == ORM_FOREIGN_KEY) {
		from->referred_columns = referred(c->k->old, from);
		to->referred_columns = referred(c->k->to, to);
	}
	mask = orm_attrs_differ(c->k->d, &from->object, &to->object, c->k->loose);
	from->referred_columns = x;
	to->referred_columns = y;
	return !mask;
}

static bool same_name(struct table_changes *c, const char *x, const char *y)
{
	return x && y && c->k->d->same_name(x, y);
}

/* Could they be one constraint?  3: in all, 2: by name, 1: by what they say. */
static int match(struct table_changes *c, struct orm_constraint *from, struct orm_constraint *to)
{
	if (from->object.kind != to->object.kind)
		return 0;
	if (same_name(c, from->object.name, to->object.name))
		return same_constraint(c, from, to) ? 3 : 2;
	if ((from->object.name && to->object.name) ||
	    (!c->k->loose && (from->object.name || to->object.name)))
		return 0;
	return same_constraint(c, from, to);
}

static size_t find_match(struct table_changes *c, const bool *used, struct orm_constraint *to)
{
	size_t best = c->from->constraints.len;
	int best_match = 0;

	for (size_t i = 0; i < c->from->constraints.len && best_match < 3; i++) {
		int m = used[i] ? 0 : match(c, c->from->constraints.items[i], to);

		if (m > best_match) {
			best = i;
			best_match = m;
		}
	}
	return best;
}

static bool is_new_column(struct table_changes *c, const char *name)
{
	return name && !orm_table_column(c->from, c->k->d, name);
}

/* A constraint on a new column alone is made with the column. */
static bool attach(struct table_changes *c, struct orm_constraint *to)
{
	const char *column = to->inline_column;

	if (!column && to->object.kind == ORM_FOREIGN_KEY && to->elements.len == 1)
		column = to->elements.items[0].column;
	if (!is_new_column(c, column))
		return false;
	for (size_t i = 0; i < c->add_columns.len; i++) {
		struct orm_column *added = (struct orm_column *)c->add_columns.items[i].to;

		if (c->k->d->same_name(added->object.name, column)) {
			if (!to->inline_column)
				added->object.text = NULL; /* it doesn't say this */
			vec_push(c->k->arena, &added->attached, to);
			return true;
		}
	}
	return false;
}

/* Does dropping the column drop it as well? */
static bool goes_with_column(struct table_changes *c, const struct orm_constraint *from)
{
	return from->inline_column && !orm_table_column(c->to, c->k->d, from->inline_column) &&
	       !from->object.name;
}

static void compare_constraints(struct table_changes *c)
{
	bool *used = arena_alloc(c->k->arena, c->from->constraints.len + 1);

	for (size_t i = 0; i < c->to->constraints.len; i++) {
		struct orm_constraint *to = c->to->constraints.items[i];
		size_t at = find_match(c, used, to);

		if (at < c->from->constraints.len) {
			struct orm_constraint *from = c->from->constraints.items[at];

			used[at] = true;
			if (same_constraint(c, from, to))
				continue;
			vec_push(c->k->arena, &c->drop_constraints,
			         change(c, ORM_DROP, &from->object, NULL));
		}
		if (!attach(c, to))
			vec_push(c->k->arena, &c->add_constraints,
			         change(c, ORM_CREATE, NULL, &to->object));
	}
	for (size_t i = 0; i < c->from->constraints.len; i++)
		if (!used[i] && !goes_with_column(c, c->from->constraints.items[i]))
			vec_push(c->k->arena, &c->drop_constraints,
			         change(c, ORM_DROP, &c->from->constraints.items[i]->object, NULL));
}

static void compare_indexes(struct table_changes *c)
{
	for (size_t i = 0; i < c->to->indexes.len; i++) {
		struct orm_index *to = c->to->indexes.items[i];
		struct orm_index *from = orm_table_index(c->from, c->k->d, to->object.name);

		if (from && !orm_attrs_differ(c->k->d, &from->object, &to->object, c->k->loose))
			continue;
		if (from)
			vec_push(c->k->arena, &c->drop_indexes,
			         change(c, ORM_DROP, &from->object, NULL));
		vec_push(c->k->arena, &c->create_indexes, change(c, ORM_CREATE, NULL, &to->object));
	}
	for (size_t i = 0; i < c->from->indexes.len; i++) {
		struct orm_index *from = c->from->indexes.items[i];

		if (!orm_table_index(c->to, c->k->d, from->object.name))
			vec_push(c->k->arena, &c->drop_indexes,
			         change(c, ORM_DROP, &from->object, NULL));
	}
}

static void append(struct comparison *k, struct orm_changes *all, const struct orm_changes *some)
{
	for (size_t i = 0; i < some->len; i++)
		vec_push(k->arena, all, some->items[i]);
}

static void add_each(struct comparison *k, const struct orm_changes *changes)
{
	for (size_t i = 0; i < changes->len; i++)
		compare_add(k, changes->items[i], NULL);
}

/* New columns alone need no batch; anything more is best made at once. */
static bool is_batch(const struct comparison *k, const struct orm_changes *all,
                     const struct table_changes *c)
{
	return k->d->batches && all->len > 1 && all->len > c->add_columns.len;
}

/* New columns where `to` has them, which costs nothing in a table that is copied anyway. */
static void place_columns(struct table_changes *c)
{
	bool copied = c->alter.len || c->drop_constraints.len || c->add_constraints.len;
	struct orm_column **to = c->to->columns.items;
	size_t last = c->to->columns.len;

	/* behind the last that there was they come by themselves */
	while (last && is_new_column(c, to[last - 1]->object.name))
		last--;
	for (size_t i = 0; copied && i < c->add_columns.len; i++) {
		struct orm_change *add = &c->add_columns.items[i];

		for (size_t at = 0; at < last; at++)
			if (c->k->d->same_name(to[at]->object.name, add->to->name))
				add->after = at ? to[at - 1]->object.name : "";
	}
}

static void emit(struct table_changes *c)
{
	struct comparison *k = c->k;
	struct orm_changes all = { 0 };

	place_columns(c);
	append(k, &all, &c->drop_constraints);
	append(k, &all, &c->add_columns);
	append(k, &all, &c->alter);
	append(k, &all, &c->drop_columns);
	append(k, &all, &c->add_constraints);
	add_each(k, &c->drop_indexes);
	if (is_batch(k, &all, c)) {
		struct migrate_op *op = compare_add_op(k);

		op->changes = all;
		op->loses = c->loses;
	} else {
		for (size_t i = 0; i < all.len; i++)
			compare_add(k, all.items[i], takes_values(&all.items[i]) ? c->loses : NULL);
	}
	add_each(k, &c->create_indexes);
}

void compare_tables(struct comparison *k, struct orm_table *from, struct orm_table *to)
{
	struct table_changes c = { .k = k, .from = from, .to = to };
	uint64_t mask = orm_attrs_differ(k->d, &from->object, &to->object, k->loose);

	if (mask)
		alter_object(&c, &from->object, &to->object, mask);
	compare_columns(&c);
	compare_constraints(&c);
	compare_indexes(&c);
	compare_hints(k, &(struct columns_moved){ from, to, &c.drop_columns, &c.add_columns });
	emit(&c);
}
