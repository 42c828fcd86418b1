/*
 * migrate/compare_parts.c - one table against another, as two databases have them
 *
 * Names are all there and say what is what.  The order is found later, so each
 * change is an operation by itself.
 */
#include <stdint.h>

#include "base/text.h"
#include "migrate/compare_depends.h"
#include "migrate/compare_hint.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

struct pair {
	struct comparison *k;
	struct orm_table *from, *to;
	bool joins, leaves;                /* a parent table that the other doesn't have */
	struct orm_changes added, dropped; /* columns */
};

struct objects {
	VEC(struct orm_object *);
};

static void emit(struct pair *p, enum orm_verb verb, struct orm_object *from, struct orm_object *to,
                 const char *loses)
{
	compare_add(p->k, compare_change(verb, from, to, p->to->object.schema, p->to->object.name),
	            loses);
}

bool compare_is_inherited(const struct orm_object *o)
{
	const struct orm_attr *attr = orm_attr_find(o->kind, "inherited");

	return attr && *(const bool *)orm_attr_at(o, attr);
}

static bool has_like(struct comparison *k, const struct orm_table *t, const struct orm_object *o)
{
	uint64_t same = orm_attr_bit(o->kind, "columns") | orm_attr_bit(o->kind, "where");

	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == o->kind &&
		    !(compare_differ(k, &t->constraints.items[i]->object, o) & same))
			return true;
	for (size_t i = 0; o->kind == ORM_INDEX && i < t->indexes.len; i++)
		if (!(compare_differ(k, &t->indexes.items[i]->object, o) & same))
			return true;
	return false;
}

/* The partitioned table has the key or index, and had it, but not for this partition. */
static bool was_in_parent(struct pair *p, const struct orm_object *o)
{
	struct comparison *k = p->k;
	struct names keys = { 0 };

	if (o->kind != ORM_PRIMARY_KEY && o->kind != ORM_UNIQUE && o->kind != ORM_INDEX)
		return false;
	orm_parents(k->arena, k->d, p->to, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const struct orm_table *from = map_get(k->old_by_key, keys.items[i]);
		const struct orm_table *to = map_get(k->to_by_key, keys.items[i]);

		if (from && to && has_like(k, from, o) && has_like(k, to, o))
			return true;
	}
	return false;
}

/*
 * A parent's change covers it; but joining a parent, columns and checks have to be
 * there, and keys and indexes that are keep their names.
 */
static bool comes_from_parent(struct pair *p, const struct orm_object *o)
{
	return compare_is_inherited(o) && !p->joins && !was_in_parent(p, o);
}

static bool goes_with_parent(const struct pair *p, const struct orm_object *o)
{
	return compare_is_inherited(o) && !p->leaves;
}

const char *compare_losses(struct comparison *k, const struct orm_object *o)
{
	if (o->kind == ORM_TABLE)
		return ((const struct orm_table *)o)->module ? "all of the virtual table"
		                                             : "all rows of the table";
	if (o->kind != ORM_COLUMN || ((const struct orm_column *)o)->computed)
		return NULL;
	return arena_printf(k->arena, "the values of column \"%s\"", o->name);
}

static void create(struct pair *p, struct orm_object *o)
{
	if (comes_from_parent(p, o)) {
		compare_heirs_own(p->k, p->to, o);
		return;
	}
	emit(p, ORM_CREATE, NULL, o, NULL);
	if (o->kind == ORM_COLUMN)
		vec_push(p->k->arena, &p->added, compare_change(ORM_CREATE, NULL, o, NULL, NULL));
}

static void drop(struct pair *p, struct orm_object *o)
{
	if (goes_with_parent(p, o))
		return;
	emit(p, ORM_DROP, o, NULL, compare_losses(p->k, o));
	if (o->kind == ORM_COLUMN)
		vec_push(p->k->arena, &p->dropped, compare_change(ORM_DROP, o, NULL, NULL, NULL));
}

/*
 * What heirs may have otherwise than their parent, which would give them its own; a default
 * is in the way of another type.
 */
static uint64_t own_bits(uint64_t mask)
{
	if (mask & orm_attr_bit(ORM_COLUMN, "type"))
		return mask & ORM_ATTR_OPTIONS;
	return mask & (orm_attr_bit(ORM_COLUMN, "server_default") | ORM_ATTR_OPTIONS);
}

/* Has an heir, before or after, something else than what changes in the parent's column? */
static bool has_own(struct comparison *k, const struct orm_table *parent,
                    const struct orm_object *from, const struct orm_object *to)
{
	uint64_t bits = own_bits(compare_differ(k, from, to));
	struct orm_columns heirs = { 0 };

	if (!bits)
		return false;
	compare_heirs_columns(k, k->to_heirs, parent->object.schema, parent->object.name, to->name,
	                      &heirs);
	for (size_t i = 0; i < heirs.len; i++) {
		const struct orm_column *is = heirs.items[i], *was;
		const struct orm_table *t = map_get(
		    k->old_by_key, orm_object_key(k->arena, k->d, &is->object.table->object));

		was = t ? orm_table_column(t, k->d, to->name) : NULL;
		if (was &&
		    ((compare_differ(k, &is->object, to) | compare_differ(k, &was->object, from)) &
		     bits))
			return true;
	}
	return false;
}

/* What changes in the parent's column and reaches its heirs. */
static uint64_t parents_change(struct comparison *k, const struct orm_table *parent,
                               const struct orm_object *from, const struct orm_object *to)
{
	uint64_t mask = compare_differ(k, from, to);

	return has_own(k, parent, from, to) ? mask & ~own_bits(mask) : mask;
}

/* How the parents' columns of this name differ: that comes down by itself. */
static uint64_t inherited_change(struct pair *p, const struct orm_object *o)
{
	struct comparison *k = p->k;
	struct names keys = { 0 };
	uint64_t mask = 0;

	orm_parents(k->arena, k->d, p->to, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const char *key = keys.items[i];
		const struct orm_table *from = map_get(k->old_by_key, key);
		const struct orm_table *to = map_get(k->to_by_key, key);
		const struct orm_column *was = from ? orm_table_column(from, k->d, o->name) : NULL;
		const struct orm_column *is = to ? orm_table_column(to, k->d, o->name) : NULL;

		if (was && is)
			mask |= parents_change(k, to, &was->object, &is->object);
		/* the name of an inherited NOT NULL can't be changed */
		if ((is && is->nullable == ORM_NO) || (was && was->nullable == ORM_NO))
			mask |= orm_attr_bit(ORM_COLUMN, "not_null_name");
	}
	return mask;
}

/* A partitioned table's key or index is whole once all partitions have one, by itself. */
static uint64_t becomes_valid(const struct orm_object *from, const struct orm_object *to)
{
	const struct orm_attr *attr = orm_attr_find(to->kind, "invalid");

	return attr && to->table && to->table->partition_by &&
	               *(const bool *)orm_attr_at(from, attr)
	           ? orm_attr_bit(to->kind, "invalid")
	           : 0;
}

static uint64_t differ(struct pair *p, const struct orm_object *from, const struct orm_object *to)
{
	uint64_t mask = compare_differ(p->k, from, to);

	if (!mask || p->joins)
		return mask;
	if (to->kind == ORM_COLUMN)
		return mask & ~inherited_change(p, to);
	if (compare_is_inherited(to))
		return mask & (ORM_ATTR_COMMENT | ORM_ATTR_OPTIONS);
	return mask & ~becomes_valid(from, to);
}

/* It was a parent's, which has it no more, and is the table's own now. */
static bool is_left_behind(struct pair *p, const struct orm_object *from,
                           const struct orm_object *to)
{
	struct names keys = { 0 };

	if (to->kind != ORM_COLUMN || !compare_is_inherited(from) || compare_is_inherited(to) ||
	    p->leaves)
		return false;
	orm_parents(p->k->arena, p->k->d, p->to, &keys);
	for (size_t i = 0; i < keys.len; i++) {
		const struct orm_table *t = map_get(p->k->to_by_key, keys.items[i]);

		if (t && orm_table_column(t, p->k->d, to->name))
			return false;
	}
	return true;
}

/*
 * The column with what its table gives it.  A table that leaves that open gives what
 * the column has on the other side.
 */
static struct orm_object *whole_column(struct pair *p, const struct orm_table *t,
                                       const struct orm_column *c, const struct orm_table *other_t,
                                       const struct orm_column *other)
{
	const struct orm_dialect *d = p->k->d;
	bool open = t == p->from ? p->k->from_open : p->k->to_open;
	const struct orm_column *column = d->whole_column(p->k->arena, t, c);
	const struct orm_table *filled =
	    (struct orm_table *)compare_with_open(p->k, &t->object, &other_t->object, open);
	struct orm_column *copy;

	if (column != c || filled == t)
		return (struct orm_object *)(uintptr_t)&column->object;
	column = d->whole_column(p->k->arena, filled, c);
	if (column == c)
		return (struct orm_object *)(uintptr_t)&column->object;
	copy = arena_copy(p->k->arena, column, sizeof *column);
	other = d->whole_column(p->k->arena, other_t, other);
	copy->collation = other->collation ? other->collation : column->collation;
	return &copy->object;
}

/*
 * A rename made a name of its own the usual one, which would go along when that is
 * undone: catalogs don't name the usual one.
 */
static bool became_usual(struct pair *p, const struct orm_table *t, const struct orm_column *c,
                         const char *name)
{
	const struct orm_dialect *d = p->k->d;

	return t == p->to && p->k->from->reflected && d->not_null_name &&
	       text_same(name, d->not_null_name(p->k->arena, t->object.name, c));
}

/* A model that doesn't say what a column's NOT NULL is called doesn't mind. */
static struct orm_object *with_not_null_name(struct pair *p, const struct orm_table *t,
                                             struct orm_object *o, const struct orm_object *other,
                                             bool open)
{
	const char *name = ((const struct orm_column *)other)->not_null_name;
	const struct orm_column *c = (const struct orm_column *)o;
	struct orm_column *copy;

	if (!open || !name || c->not_null_name || became_usual(p, t, c, name))
		return o;
	copy = arena_copy(p->k->arena, o, sizeof *copy);
	copy->not_null_name = name;
	return &copy->object;
}

static struct orm_object *whole(struct pair *p, const struct orm_table *t, struct orm_object *o,
                                const struct orm_table *other_t, const struct orm_object *other)
{
	bool open = t == p->from ? p->k->from_open : p->k->to_open;

	if (o->kind != ORM_COLUMN)
		return o;
	if (p->k->d->whole_column)
		o = whole_column(p, t, (const struct orm_column *)o, other_t,
		                 (const struct orm_column *)other);
	return with_not_null_name(p, t, o, other, open);
}

/* What undoes the change gives the values of an enum their names back. */
static struct orm_object *with_names_back(struct arena *a, struct orm_object *was,
                                          const struct orm_object *is)
{
	const struct orm_type *to = ((const struct orm_column *)is)->type;
	struct orm_column *copy;
	struct names *back;

	if (!to->renamed_values.len)
		return was;
	copy = orm_column_copy(a, (const struct orm_column *)was);
	copy->type = orm_type_copy(a, copy->type);
	back = &copy->type->renamed_values;
	*back = (struct names){ 0 };
	for (size_t i = 0; i + 1 < to->renamed_values.len; i += 2) {
		vec_push(a, back, to->renamed_values.items[i + 1]);
		vec_push(a, back, to->renamed_values.items[i]);
	}
	return &copy->object;
}

static bool is_plain_now(const struct orm_object *was, const struct orm_object *is)
{
	return is->kind == ORM_COLUMN && ((const struct orm_column *)was)->computed &&
	       !((const struct orm_column *)is)->computed;
}

static void compare_same(struct pair *p, struct orm_object *from, struct orm_object *to)
{
	struct orm_object *was = whole(p, p->from, from, p->to, to);
	struct orm_object *is = whole(p, p->to, to, p->from, from);
	struct orm_change c;
	uint64_t mask = differ(p, was, is);
	const char *loses = NULL;

	if (is_left_behind(p, from, to)) {
		emit(p, ORM_CREATE, NULL, to, NULL);
		return;
	}
	if (to->kind == ORM_COLUMN && !p->joins && !p->leaves)
		compare_heirs_rest(p->k, p->to, is, inherited_change(p, to));
	if (!mask)
		return;
	/* how a generated column is kept is open while it isn't one */
	if (is->kind == ORM_COLUMN && (mask & orm_attr_bit(ORM_COLUMN, "computed")))
		mask |= orm_attr_bit(ORM_COLUMN, "persisted");
	compare_name_options(p->k, &was, &is);
	if (is->kind == ORM_COLUMN)
		was = with_names_back(p->k->arena, was, is);
	is->table = to->table;
	was->table = from->table;
	c = compare_change(ORM_ALTER, was, is, p->to->object.schema, p->to->object.name);
	c.mask = mask;
	c.only = is->kind == ORM_COLUMN && has_own(p->k, p->to, was, is);
	if (p->k->d->can_alter(&c)) {
		if (is->kind == ORM_COLUMN && p->k->d->losses)
			loses = p->k->d->losses(p->k->arena, &c);
		compare_add(p->k, c, loses);
		return;
	}
	loses = compare_losses(p->k, from);
	if (is_plain_now(was, is))
		loses =
		    arena_printf(p->k->arena, "the values that column \"%s\" computes", is->name);
	emit(p, ORM_DROP, compare_with_manner(p->k, from, to), NULL, loses);
	emit(p, ORM_CREATE, NULL, to, NULL);
}

/* The same but for its name, which isn't wanted any more. */
static size_t find_renamed(struct pair *p, const struct objects *from, const bool *used,
                           const struct map *wanted, struct orm_object *to)
{
	if (to->kind == ORM_COLUMN || compare_is_inherited(to))
		return from->len;
	for (size_t i = 0; i < from->len; i++) {
		struct orm_object *o = from->items[i];
		struct orm_change c = compare_change(ORM_RENAME, o, to, NULL, NULL);

		if (!used[i] && o->kind == to->kind && !compare_is_inherited(o) &&
		    !map_has(wanted, orm_object_key(p->k->arena, p->k->d, o)) &&
		    !compare_differ(p->k, o, to) && p->k->d->can_alter(&c))
			return i;
	}
	return from->len;
}

/* A model without a name has the one that the database gives it. */
static bool has_given_name(const struct pair *p, const struct orm_table *t,
                           const struct orm_object *o, const struct orm_object *other)
{
	return !other->name && o->name && ORM_IS_CONSTRAINT(o->kind) && p->k->d->chose_name &&
	       p->k->d->chose_name(t, (const struct orm_constraint *)o);
}

/* Is it more than a name that nobody asked for? */
static bool is_renamed(const struct pair *p, const struct orm_object *from,
                       const struct orm_object *to)
{
	return !(p->k->to_open && has_given_name(p, p->from, from, to)) &&
	       !(p->k->from_open && has_given_name(p, p->to, to, from));
}

static struct map *number(struct pair *p, const struct objects *list)
{
	struct map *map = map_new(p->k->arena);

	for (size_t i = list->len; i-- > 0;)
		map_put(map, orm_object_key(p->k->arena, p->k->d, list->items[i]), &list->items[i]);
	return map;
}

static bool is_namesake(const struct pair *p, const struct orm_object *x,
                        const struct orm_object *y)
{
	return x->kind == y->kind && x->name && y->name && p->k->d->same_name(x->name, y->name);
}

/* Where `o` is in the list, looked for at `place` first, if it isn't one of `used`. */
static size_t find_namesake(const struct pair *p, const struct objects *list, size_t place,
                            const struct orm_object *o, unsigned used)
{
	enum { FEW = 16 };

	if (list->len > FEW)
		return is_namesake(p, list->items[place], o) ? place : list->len;
	for (size_t i = 0; i < list->len; i++) {
		size_t at = (place + i) % list->len;

		if (!(used & 1U << at) && is_namesake(p, list->items[at], o))
			return at;
	}
	return list->len;
}

/* Most tables have the same parts, by name, and few of them: no map is needed for those. */
static bool compare_namesakes(struct pair *p, const struct objects *from, const struct objects *to)
{
	struct objects same = { 0 };
	unsigned used = 0;

	if (from->len != to->len)
		return false;
	for (size_t i = 0; i < to->len; i++) {
		size_t at = find_namesake(p, from, i, to->items[i], used);

		if (at == from->len)
			return false;
		used |= at < 16 ? 1U << at : 0;
		vec_push(p->k->arena, &same, from->items[at]);
	}
	for (size_t i = 0; i < to->len; i++)
		compare_same(p, same.items[i], to->items[i]);
	return true;
}

static void compare_lists(struct pair *p, const struct objects *from, const struct objects *to)
{
	struct map *was, *wanted;
	bool *used;

	if (compare_namesakes(p, from, to))
		return;
	was = number(p, from);
	wanted = number(p, to);
	used = arena_alloc(p->k->arena, from->len + 1);
	for (size_t i = 0; i < to->len; i++) {
		struct orm_object *o = to->items[i];
		struct orm_object **same = map_get(was, orm_object_key(p->k->arena, p->k->d, o));
		size_t at =
		    same ? (size_t)(same - from->items) : find_renamed(p, from, used, wanted, o);

		if (at == from->len) {
			create(p, o);
			continue;
		}
		used[at] = true;
		if (same)
			compare_same(p, *same, o);
		else if (is_renamed(p, from->items[at], o))
			emit(p, ORM_RENAME, from->items[at], o, NULL);
	}
	for (size_t i = 0; i < from->len; i++)
		if (!used[i])
			drop(p, from->items[i]);
}

static struct objects columns(struct pair *p, const struct orm_table *t)
{
	struct objects out = { 0 };

	for (size_t i = 0; i < t->columns.len; i++)
		vec_push(p->k->arena, &out, &t->columns.items[i]->object);
	return out;
}

static struct objects constraints(struct pair *p, const struct orm_table *t)
{
	struct objects out = { 0 };

	for (size_t i = 0; i < t->constraints.len; i++)
		vec_push(p->k->arena, &out, &t->constraints.items[i]->object);
	return out;
}

static struct objects indexes(struct pair *p, const struct orm_table *t)
{
	struct objects out = { 0 };

	for (size_t i = 0; i < t->indexes.len; i++)
		vec_push(p->k->arena, &out, &t->indexes.items[i]->object);
	return out;
}

/*
 * A table that becomes a partition brings an index that is to become the parent's
 * part under another name, beside one like it under its own.
 */
static void lend_indexes(struct pair *p, struct objects *from, struct objects *to)
{
	for (size_t i = 0; p->joins && i < to->len; i++) {
		struct orm_object *part = to->items[i];

		for (size_t j = 0; compare_is_inherited(part) && j < from->len; j++) {
			struct orm_object *lent = from->items[j];
			const struct orm_index *own = orm_table_index(p->to, p->k->d, lent->name);

			if (!own || own->inherited || compare_differ(p->k, lent, part) ||
			    orm_table_index(p->from, p->k->d, part->name))
				continue;
			emit(p, ORM_RENAME, lent, part, NULL);
			vec_remove(from, j);
			vec_remove(to, i);
			i--;
			break;
		}
	}
}

static void compare_table_itself(struct pair *p)
{
	struct orm_object *from = &p->from->object, *to = &p->to->object;
	uint64_t mask = compare_differ(p->k, from, to);
	struct orm_change c;
	struct migrate_op *op;

	if (!mask)
		return;
	compare_name_options(p->k, &from, &to);
	c = compare_change(ORM_ALTER, from, to, to->schema, to->name);
	c.mask = mask;
	compare_add(p->k, c, NULL);
	if (!p->k->d->losses)
		return;
	op = &p->k->out->ops.items[p->k->out->ops.len - 1];
	op->loses = p->k->d->losses(p->k->arena, &c);
	c.from = to;
	c.to = from;
	op->loses_back = p->k->d->losses(p->k->arena, &c);
}

/* Is there a parent in `x` that `y` doesn't have? */
static bool has_other_parent(const struct orm_table *x, const struct orm_table *y)
{
	if (x->partition_of && !text_same(x->partition_of, y->partition_of))
		return true;
	for (size_t i = 0; i < x->inherits.len; i++) {
		bool found = false;

		for (size_t j = 0; j < y->inherits.len && !found; j++)
			found = text_same(x->inherits.items[i], y->inherits.items[j]);
		if (!found)
			return true;
	}
	return false;
}

void compare_table_parts(struct comparison *k, struct orm_table *from, struct orm_table *to)
{
	struct pair p = { .k = k,
		          .from = from,
		          .to = to,
		          .joins = has_other_parent(to, from),
		          .leaves = has_other_parent(from, to) };
	struct objects x, y;

	compare_table_itself(&p);
	x = columns(&p, from);
	y = columns(&p, to);
	compare_lists(&p, &x, &y);
	x = constraints(&p, from);
	y = constraints(&p, to);
	compare_lists(&p, &x, &y);
	x = indexes(&p, from);
	y = indexes(&p, to);
	lend_indexes(&p, &x, &y);
	compare_lists(&p, &x, &y);
	compare_hints(k, &(struct columns_moved){ from, to, &p.dropped, &p.added });
}
