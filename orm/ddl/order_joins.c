/*
 * orm/ddl/order_joins.c - what gives way before a table joins its parent
 *
 * A partition or an heir has all columns and checks of the parent, which those that go
 * are not to be among, and no two partitions have a bound in common.
 */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/order_private.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

/* It is known to take the column of the same name from the table's heirs, which have heirs. */
static void ease_heirs(struct order_sorter *s, const struct orm_object *o, size_t i)
{
	const char *column = arena_printf(s->arena, "%s ", orm_kinds[ORM_COLUMN].name);
	const char *name = arena_printf(s->arena, ".%s", s->d->fold(s->arena, o->name));

	for (size_t k = 0; k < o->depends.len; k++) {
		const char *key = o->depends.items[k];

		if (!text_starts(key, column) || !text_ends(key, name))
			continue;
		key += strlen(column);
		key = arena_printf(s->arena, "%s %.*s", orm_kinds[ORM_TABLE].name,
		                   (int)(strlen(key) - strlen(name)), key);
		vec_push(s->arena, &order_site(s, s->sites, key)->eased, i);
	}
}

/* A check or column that whoever joins the table need not have. */
static void add_eased(struct order_sorter *s, const struct orm_change *c, size_t i)
{
	struct orm_table table = { .object = {
				       .kind = ORM_TABLE, .schema = c->schema, .name = c->table } };
	struct order_site *at =
	    order_site(s, s->sites, orm_object_key(s->arena, s->d, &table.object));

	vec_push(s->arena, &at->eased, i);
	if (c->kind == ORM_COLUMN)
		ease_heirs(s, c->from, i);
}

/* Another bound of a partition: it may make room for whoever joins the table. */
static void add_bound(struct order_sorter *s, const struct orm_change *c, size_t i)
{
	const struct orm_table *from = (const struct orm_table *)c->from;
	const struct orm_table *to = (const struct orm_table *)c->to;
	struct names keys = { 0 };

	if (!from || !from->partition_of || !text_same(from->partition_of, to->partition_of) ||
	    text_same(from->bound, to->bound))
		return;
	orm_parents(s->arena, s->d, to, &keys);
	for (size_t k = 0; k < keys.len; k++)
		vec_push(s->arena, &order_site(s, s->sites, keys.items[k])->eased, i);
}

void order_add_eased(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);

	if (c->verb == ORM_DROP && (c->kind == ORM_CHECK || c->kind == ORM_COLUMN) && c->table)
		add_eased(s, c, i);
	if (c->verb == ORM_ALTER && c->kind == ORM_TABLE)
		add_bound(s, c, i);
}

/* What joins a parent has all its checks and columns; those that go are not asked for. */
void order_after_eased(struct order_sorter *s, size_t i)
{
	const struct orm_change *c = order_change_at(s, i);
	struct names keys = { 0 };

	if (c->kind == ORM_TABLE &&
	    (c->verb == ORM_CREATE || order_other_parent(c, c->to, c->from)))
		orm_parents(s->arena, s->d, (const struct orm_table *)c->to, &keys);
	for (size_t k = 0; k < keys.len; k++) {
		const struct order_site *at = map_get(s->sites, keys.items[k]);

		for (size_t j = 0; at && j < at->eased.len; j++)
			order_need(&s->order, i, at->eased.items[j], true, NULL);
	}
}
