/* migrate/steps.c - changes with a backfill as what is done one after the other */
#include "migrate/steps.h"

#include "base/buf.h"
#include "orm/dialect.h"

bool migrate_has_steps(const struct orm_dialect *d, const struct orm_changes *changes)
{
	for (size_t i = 0; !d->fills && i < changes->len; i++)
		if (changes->items[i].backfill)
			return true;
	return false;
}

/* The type comes with the first step, so that the value can be one of the new type. */
static uint64_t early_mask(const struct orm_change *c)
{
	return c->mask & (orm_attr_bit(ORM_COLUMN, "type") | orm_attr_bit(ORM_COLUMN, "collation"));
}

/* Nullable still, and without the default that would hide which rows have no value. */
static struct orm_change first(struct arena *a, const struct orm_change *c)
{
	struct orm_change out = *c;
	struct orm_column *to;

	out.backfill = NULL;
	if (c->verb == ORM_ALTER) {
		out.mask = early_mask(c);
		out.after = NULL;
		return out;
	}
	to = orm_column_copy(a, (struct orm_column *)c->to);
	to->object.table = c->to->table;
	to->object.text = NULL;
	to->nullable = ORM_YES;
	to->not_null_name = NULL;
	to->server_default = (struct orm_default){ 0 };
	to->attached = (struct orm_constraints){ 0 };
	out.to = &to->object;
	return out;
}

static void add(struct arena *a, struct orm_changes *out, struct orm_change c)
{
	if (c.verb != ORM_ALTER || c.mask || c.after)
		vec_push(a, out, c);
}

/* What the first step left out. */
static void add_second(struct arena *a, const struct orm_dialect *d, const struct orm_change *c,
                       struct orm_changes *list)
{
	const struct orm_column *to = (const struct orm_column *)c->to;
	struct orm_change out = *c;

	out.backfill = NULL;
	if (c->verb == ORM_ALTER) {
		out.mask &= ~early_mask(c);
		add(a, list, out);
		return;
	}
	out.verb = ORM_ALTER;
	out.from = first(a, c).to;
	out.after = out.was_after = NULL;
	out.if_exists = false;
	out.mask = orm_attrs_differ(d, out.from, out.to, false);
	add(a, list, out);
	for (size_t i = 0; i < to->attached.len; i++)
		vec_push(a, list,
		         (struct orm_change){ .verb = ORM_CREATE,
		                              .kind = to->attached.items[i]->object.kind,
		                              .to = &to->attached.items[i]->object,
		                              .mask = ORM_ATTR_ALL,
		                              .schema = c->schema,
		                              .table = c->table });
}

static const char *update(struct arena *a, const struct orm_dialect *d, const struct orm_change *c,
                          const struct orm_table *now)
{
	struct buf b = { 0 };

	buf_adds(&b, "UPDATE ");
	ddl_full_name(&b, d, c->schema, c->table);
	buf_adds(&b, " SET ");
	ddl_name(&b, d, c->to->name);
	buf_addf(&b, " = %s", c->backfill);
	if (now && d->keep_values)
		d->keep_values(&b, now);
	buf_adds(&b, " WHERE ");
	ddl_name(&b, d, c->to->name);
	buf_adds(&b, " IS NULL");
	return buf_take(&b, a);
}

static bool makes_column(const struct orm_change *c)
{
	return c->kind == ORM_COLUMN && (c->verb == ORM_CREATE || c->verb == ORM_ALTER);
}

/* Columns come first; what may need their values, or takes away others, waits for them. */
static void split(struct arena *a, const struct orm_dialect *d, const struct orm_changes *changes,
                  struct orm_changes *before, struct orm_changes *after)
{
	bool filled = false;

	for (size_t i = 0; i < changes->len; i++) {
		const struct orm_change *c = &changes->items[i];

		if (c->backfill) {
			filled = true;
			add(a, before, first(a, c));
			add_second(a, d, c, after);
		} else {
			vec_push(a, filled && !makes_column(c) ? after : before, *c);
		}
	}
}

static void add_step(struct arena *a, const struct orm_changes *changes, struct migrate_steps *out)
{
	if (changes->len)
		vec_push(a, out, (struct migrate_step){ .changes = *changes });
}

void migrate_steps(struct arena *a, const struct orm_dialect *d, const struct orm_changes *changes,
                   const struct orm_table *now, struct migrate_steps *out)
{
	struct orm_changes before = { 0 }, after = { 0 };

	if (!migrate_has_steps(d, changes)) {
		add_step(a, changes, out);
		return;
	}
	split(a, d, changes, &before, &after);
	add_step(a, &before, out);
	for (size_t i = 0; i < changes->len; i++)
		if (changes->items[i].backfill)
			vec_push(
			    a, out,
			    (struct migrate_step){ .sql = update(a, d, &changes->items[i], now),
			                           .fills = &changes->items[i] });
	add_step(a, &after, out);
}
