/*
 * migrate/batches_key.c - which key a table is updated by, range by range
 *
 * Ranges need an order and no NULL, for that is in no range.  They don't need the key
 * to be unique: rows that are alike are in one range.
 */
#include "migrate/batches_key.h"

#include "base/text.h"
#include "orm/dialect.h"

static bool is_never_null(const struct orm_dialect *d, const struct orm_table *t,
                          const struct orm_column *c)
{
	return c->nullable == ORM_NO || d->key_may_be_null(t, c);
}

static bool is_fit(const struct orm_dialect *d, const struct orm_table *t, const char *name)
{
	const struct orm_column *c = name ? orm_table_column(t, d, name) : NULL;

	return c && is_never_null(d, t, c) && (!d->is_ordered || d->is_ordered(c));
}

/* All of them, or none. */
static bool take(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                 const struct orm_elements *elements, struct names *out)
{
	for (size_t i = 0; i < elements->len; i++)
		if (elements->items[i].expr || elements->items[i].length ||
		    elements->items[i].collation || !is_fit(d, t, elements->items[i].column))
			return false;
	for (size_t i = 0; i < elements->len; i++)
		vec_push(a, out, elements->items[i].column);
	return elements->len;
}

static bool choose(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                   struct names *out)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);
	const char *row = d->row_name ? d->row_name(t) : NULL;

	if (pk && take(a, d, t, &pk->elements, out))
		return true;
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == ORM_UNIQUE &&
		    take(a, d, t, &t->constraints.items[i]->elements, out))
			return true;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->unique && !t->indexes.items[i]->where &&
		    !t->indexes.items[i]->invalid &&
		    take(a, d, t, &t->indexes.items[i]->elements, out))
			return true;
	if (row)
		vec_push(a, out, row);
	return row;
}

static bool check(const struct orm_dialect *d, const struct orm_table *t, const char *name,
                  struct error *err)
{
	const struct orm_column *c = orm_table_column(t, d, name);

	if (!c)
		return fail(err, ERR_INPUT, "table \"%s\" has no column \"%s\" to go by",
		            t->object.name, name);
	if (is_fit(d, t, name))
		return true;
	(void)fail(err, ERR_INPUT,
	           is_never_null(d, t, c)
	               ? "rows of \"%s\" can't be gone through by \"%s\": literals don't compare "
	                 "exactly with its values"
	               : "rows of \"%s\" can't be gone through by \"%s\": it may be NULL",
	           t->object.name, name);
	return fail_hint(err, "Name columns that are NOT NULL, best those of a unique index.");
}

bool migrate_batches_key(struct arena *a, const struct orm_dialect *d, const struct orm_table *t,
                         struct migrate_batches *b, struct error *err)
{
	const char *row = d->row_name ? d->row_name(t) : NULL;

	for (size_t i = 0; i < b->key.len; i++)
		if (!text_same(b->key.items[i], row) && !check(d, t, b->key.items[i], err))
			return false;
	if (b->key.len || choose(a, d, t, &b->key))
		return true;
	(void)fail(err, ERR_INPUT, "table \"%s\" has no key to go through its rows by",
	           t->object.name);
	return fail_hint(err, "Name columns that are NOT NULL as key = {\"...\"}, or update the "
	                      "rows at once with op.execute.");
}
