/* orm/ddl/order_split.c - changes that can't be made at once, in parts */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/order_private.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

static struct orm_table *without_key(struct arena *a, const struct orm_table *t,
                                     const struct orm_constraint *fk)
{
	struct orm_table *copy = arena_copy(a, t, sizeof *t);

	copy->constraints = (struct orm_constraints){ 0 };
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i] != fk)
			vec_push(a, &copy->constraints, t->constraints.items[i]);
	return copy->constraints.len < t->constraints.len ? copy : NULL;
}

bool order_split_key(struct arena *a, struct orm_order *list, size_t i,
                     const struct orm_constraint *fk)
{
	struct orm_ordered split = list->items[i];
	struct orm_change *c = &list->items[i].change;
	struct orm_object **side = c->verb == ORM_DROP ? &c->from : &c->to;
	struct orm_table *rest;

	if (c->kind != ORM_TABLE || (c->verb != ORM_CREATE && c->verb != ORM_DROP))
		return false;
	rest = without_key(a, (const struct orm_table *)*side, fk);
	if (!rest)
		return false;
	split.split = true;
	split.change.kind = ORM_FOREIGN_KEY;
	split.change.schema = (*side)->schema;
	split.change.table = (*side)->name;
	if (c->verb == ORM_DROP)
		split.change.from = orm_object_copy(a, &fk->object);
	else
		split.change.to = orm_object_copy(a, &fk->object);
	(c->verb == ORM_DROP ? split.change.from : split.change.to)->table = rest;
	*side = &rest->object;
	vec_push(a, list, split);
	return true;
}

/* Without what only the body needs: that can't be told, but types and tables may be arguments. */
static bool is_for_arguments(const char *key)
{
	static const enum orm_kind kinds[] = { ORM_VIEW,     ORM_MATERIALIZED_VIEW, ORM_COLUMN,
		                               ORM_FUNCTION, ORM_PROCEDURE,         ORM_AGGREGATE };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t len = strlen(orm_kinds[kinds[i]].name);

		if (!strncmp(key, orm_kinds[kinds[i]].name, len) && key[len] == ' ')
			return false;
	}
	return true;
}

static struct orm_definition *stub_of(struct arena *a, const struct orm_dialect *d,
                                      const struct orm_definition *function)
{
	const char *text = d->stub ? d->stub(a, function) : NULL;
	struct orm_definition *stub;

	if (!text || text_same(text, function->definition))
		return NULL;
	stub = orm_definition_copy(a, function);
	stub->definition = text;
	stub->object.depends.len = 0;
	for (size_t i = 0; i < function->object.depends.len; i++)
		if (is_for_arguments(function->object.depends.items[i]))
			vec_push(a, &stub->object.depends, function->object.depends.items[i]);
	return stub;
}

bool order_split_function(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                          size_t i)
{
	struct orm_ordered alter = list->items[i];
	struct orm_change *c = &list->items[i].change;
	struct orm_object **side = c->verb == ORM_DROP ? &c->from : &c->to;
	struct orm_definition *stub;

	if ((c->kind != ORM_FUNCTION && c->kind != ORM_PROCEDURE) ||
	    (c->verb != ORM_CREATE && c->verb != ORM_DROP))
		return false;
	stub = stub_of(a, d, (const struct orm_definition *)*side);
	if (!stub)
		return false;
	alter.split = true;
	alter.change.verb = ORM_ALTER;
	alter.change.mask = orm_attr_bit(c->kind, "definition");
	alter.change.from = c->verb == ORM_DROP ? *side : &stub->object;
	alter.change.to = c->verb == ORM_DROP ? &stub->object : *side;
	*side = &stub->object;
	vec_push(a, list, alter);
	return true;
}

/* What it needs of its owner it needs no more. */
static struct orm_object *without_owner(struct arena *a, const struct orm_object *o)
{
	struct orm_definition *copy = arena_copy(a, o, sizeof *copy);

	copy->owned_by = NULL;
	copy->object.depends = (struct names){ 0 };
	return &copy->object;
}

static bool split_owner(struct arena *a, struct orm_order *list, const struct orm_change *c,
                        size_t index)
{
	struct orm_ordered whole = { .change = *c, .index = index }, alter = whole;
	struct orm_object *o = c->verb == ORM_DROP ? c->from : c->to;

	if (c->kind != ORM_SEQUENCE || (c->verb != ORM_CREATE && c->verb != ORM_DROP) ||
	    !((const struct orm_definition *)o)->owned_by)
		return false;
	alter.split = true;
	alter.change.verb = ORM_ALTER;
	alter.change.mask = orm_attr_bit(ORM_SEQUENCE, "owned_by");
	if (c->verb == ORM_DROP) {
		whole.change.from = alter.change.to = without_owner(a, o);
		vec_push(a, list, alter);
		vec_push(a, list, whole);
	} else {
		whole.change.to = alter.change.from = without_owner(a, o);
		vec_push(a, list, whole);
		vec_push(a, list, alter);
	}
	return true;
}

size_t orm_kept_parents(const struct orm_table *from, const struct orm_table *to)
{
	size_t kept = 0;

	for (size_t i = 0; i < from->inherits.len && kept < to->inherits.len; i++)
		kept += text_same(from->inherits.items[i], to->inherits.items[kept]);
	return kept;
}

static uint64_t parent_bits(void)
{
	return orm_attr_bit(ORM_TABLE, "inherits") | orm_attr_bit(ORM_TABLE, "partition_of");
}

bool order_other_parent(const struct orm_change *c, const struct orm_object *x,
                        const struct orm_object *y)
{
	const struct orm_table *t = (const struct orm_table *)x, *u = (const struct orm_table *)y;

	if (c->verb != ORM_ALTER || c->kind != ORM_TABLE || !(c->mask & parent_bits()))
		return false;
	return (t->partition_of && (!u || !text_same(t->partition_of, u->partition_of))) ||
	       t->inherits.len > (u ? orm_kept_parents(t, u) : 0);
}

/* The database says that the table needs its parents: not those that it has left. */
static void forget_parents(struct arena *a, const struct orm_dialect *d,
                           const struct orm_table *from, struct orm_table *between)
{
	struct names parents = { 0 };

	orm_parents(a, d, from, &parents);
	between->object.depends = (struct names){ 0 };
	for (size_t i = 0; i < from->object.depends.len; i++) {
		bool parent = false;

		for (size_t j = 0; j < parents.len; j++)
			parent |= text_same(from->object.depends.items[i], parents.items[j]);
		if (!parent)
			vec_push(a, &between->object.depends, from->object.depends.items[i]);
	}
}

/* From what it leaves to what it joins: by way of having neither. */
static bool split_parents(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                          const struct orm_change *c, size_t index)
{
	struct orm_ordered leave = { .change = *c, .index = index }, join = leave;
	const struct orm_table *from = (const struct orm_table *)c->from;
	const struct orm_table *to = (const struct orm_table *)c->to;
	struct orm_table *between;

	if (!from || !order_other_parent(c, c->from, c->to) ||
	    !order_other_parent(c, c->to, c->from))
		return false;
	between = arena_copy(a, from, sizeof *from);
	forget_parents(a, d, from, between);
	between->inherits = (struct names){ 0 };
	for (size_t i = 0; i < orm_kept_parents(from, to); i++)
		vec_push(a, &between->inherits, to->inherits.items[i]);
	if (!text_same(from->partition_of, to->partition_of))
		between->partition_of = between->bound = NULL;
	leave.change.to = join.change.from = &between->object;
	leave.change.mask = c->mask & (parent_bits() | orm_attr_bit(ORM_TABLE, "bound"));
	leave.split = true;
	vec_push(a, list, leave);
	vec_push(a, list, join);
	return true;
}

/*
 * Takes the partitioned table's keys that not all partitions have out of its CREATE:
 * partitions that come later would get them.
 */
static bool split_invalid(struct arena *a, struct orm_order *list, const struct orm_change *c,
                          size_t index)
{
	struct orm_ordered whole = { .change = *c, .index = index };
	const struct orm_table *t = (const struct orm_table *)c->to;
	struct orm_table *rest = NULL;

	for (size_t i = 0; c->verb == ORM_CREATE && c->kind == ORM_TABLE && i < t->constraints.len;
	     i++)
		if (t->constraints.items[i]->invalid)
			rest = without_key(a, rest ? rest : t, t->constraints.items[i]);
	if (!rest)
		return false;
	whole.change.to = &rest->object;
	vec_push(a, list, whole);
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_object *key = &t->constraints.items[i]->object;
		struct orm_ordered split = whole;

		if (!t->constraints.items[i]->invalid)
			continue;
		split.split = true;
		split.change.kind = key->kind;
		split.change.schema = t->object.schema;
		split.change.table = t->object.name;
		split.change.to = orm_object_copy(a, key);
		split.change.to->table = rest;
		vec_push(a, list, split);
	}
	return true;
}

void order_append(struct arena *a, const struct orm_dialect *d, struct orm_order *list,
                  const struct orm_change *c, size_t index)
{
	if (!split_owner(a, list, c, index) && !split_parents(a, d, list, c, index) &&
	    !split_invalid(a, list, c, index))
		vec_push(a, list, (struct orm_ordered){ .change = *c, .index = index });
}
