/* migrate/rows_prepare.c - which columns of a table are given values */
#include "base/text.h"
#include "migrate/rows_value.h"
#include "orm/dialect.h"

/* The column as it will be; NULL when it goes. */
static const struct orm_column *column_after(const struct rows_filler *f, const struct orm_table *t,
                                             const struct orm_column *c)
{
	for (size_t i = 0; i < f->to->tables.len; i++) {
		const struct orm_table *to = f->to->tables.items[i];
		const char *name =
		    to->object.renamed_from ? to->object.renamed_from : to->object.name;

		if (!text_same(to->object.schema, t->object.schema) ||
		    !f->dialect->same_name(name, t->object.name))
			continue;
		for (size_t k = 0; k < to->columns.len; k++) {
			const struct orm_object *o = &to->columns.items[k]->object;

			if (f->dialect->same_name(o->renamed_from ? o->renamed_from : o->name,
			                          c->object.name))
				return to->columns.items[k];
		}
	}
	return NULL;
}

static bool is_filled_by_plan(const struct rows_filler *f, const struct orm_column *to)
{
	for (size_t i = 0; f->ops && i < f->ops->len; i++)
		for (size_t k = 0; k < f->ops->items[i].changes.len; k++) {
			const struct orm_change *c = &f->ops->items[i].changes.items[k];

			if (c->to == &to->object && c->backfill)
				return true;
		}
	return false;
}

static bool has_element(const struct rows_filler *f, const struct orm_elements *e,
                        const char *column)
{
	for (size_t i = 0; i < e->len; i++)
		if (e->items[i].column && f->dialect->same_name(e->items[i].column, column))
			return true;
	return false;
}

static bool is_keyed(const struct rows_filler *f, const struct orm_table *t, const char *column)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if ((k->object.kind == ORM_PRIMARY_KEY || k->object.kind == ORM_UNIQUE) &&
		    has_element(f, &k->elements, column))
			return true;
	}
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->unique &&
		    has_element(f, &t->indexes.items[i]->elements, column))
			return true;
	return false;
}

static void find_reference(const struct rows_filler *f, const struct orm_table *t,
                           struct rows_column *c)
{
	for (size_t i = 0; i < t->constraints.len && !c->reference; i++) {
		const struct orm_constraint *k = t->constraints.items[i];

		if (k->object.kind != ORM_FOREIGN_KEY || k->not_enforced)
			continue;
		for (size_t e = 0; e < k->elements.len; e++)
			if (k->elements.items[e].column &&
			    f->dialect->same_name(k->elements.items[e].column,
			                          c->column->object.name)) {
				c->reference = k;
				c->part = e;
			}
	}
}

static bool is_left_out(const struct orm_column *c)
{
	return c->computed || c->hidden || (c->identity && c->identity->always);
}

void rows_prepare(struct rows_filler *f, struct rows_table *t)
{
	for (size_t i = 0; i < t->table->columns.len; i++) {
		const struct orm_column *c = t->table->columns.items[i], *to;
		struct rows_column one = { .column = c };

		if (is_left_out(c))
			continue;
		to = column_after(f, t->table, c);
		one.keyed = is_keyed(f, t->table, c->object.name);
		one.null_ok = c->nullable != ORM_NO && !one.keyed &&
		              (!to || to->nullable != ORM_NO || is_filled_by_plan(f, to));
		find_reference(f, t->table, &one);
		rows_forms(f->arena, f->from, t->table, &one);
		vec_push(f->arena, &t->columns, one);
	}
	t->nulls = true;
}
