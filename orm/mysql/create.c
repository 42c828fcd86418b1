/* orm/mysql/create.c - CREATE TABLE as SHOW CREATE TABLE has it */
#include "orm/mysql/create.h"

#include <string.h>

#include "base/text.h"

struct table {
	struct ddl *ddl;
	struct buf *out;
	const struct orm_table *t;
	bool any;
};

static void begin_part(struct table *x)
{
	buf_adds(x->out, x->any ? ",\n  " : " (\n  ");
	x->any = true;
}

static bool add_columns(struct table *x, struct error *err)
{
	for (size_t i = 0; i < x->t->columns.len; i++) {
		begin_part(x);
		if (!my_column_text(x->ddl, x->out, x->t, x->t->columns.items[i], err))
			return false;
	}
	return true;
}

static bool add_constraints(struct table *x, enum orm_kind kind, struct error *err)
{
	for (size_t i = 0; i < x->t->constraints.len; i++) {
		if (x->t->constraints.items[i]->object.kind != kind)
			continue;
		begin_part(x);
		if (!my_constraint_text(x->ddl, x->out, x->t->constraints.items[i], err))
			return false;
	}
	return true;
}

static bool add_indexes(struct table *x, struct error *err)
{
	for (size_t i = 0; i < x->t->indexes.len; i++) {
		begin_part(x);
		if (!my_index_text(x->ddl, x->out, x->t->indexes.items[i], err))
			return false;
	}
	return true;
}

const char *my_period_text(struct arena *a, const struct orm_option *o)
{
	static const char prefix[] = "period_";
	const char *name = o->name + strlen(prefix);

	if (!text_starts(o->name, prefix) || text_empty(o->value))
		return NULL;
	return arena_printf(a, "PERIOD FOR %s (%s)",
	                    text_same(name, "system_time") ? "SYSTEM_TIME" : my_name(a, name),
	                    o->value);
}

static void add_periods(struct table *x)
{
	for (size_t i = 0; i < x->t->object.options.len; i++) {
		const char *period = my_period_text(x->ddl->arena, &x->t->object.options.items[i]);

		if (!period)
			continue;
		begin_part(x);
		buf_adds(x->out, period);
	}
}

static bool add_parts(struct table *x, struct error *err)
{
	if (!add_columns(x, err) || !add_constraints(x, ORM_PRIMARY_KEY, err) ||
	    !add_indexes(x, err))
		return false;
	add_periods(x);
	return add_constraints(x, ORM_FOREIGN_KEY, err) && add_constraints(x, ORM_CHECK, err) &&
	       add_constraints(x, ORM_EXCLUDE, err);
}

/* CREATE TABLE gives a column that may be NULL that for its default. */
static void take_defaults_away(struct ddl *d, const struct orm_table *t)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < t->columns.len; i++)
		if (my_is(&t->columns.items[i]->object, "no_default"))
			buf_addf(&b, "%s ALTER COLUMN %s DROP DEFAULT", b.len ? "," : "",
			         my_name(d->arena, t->columns.items[i]->object.name));
	if (b.len)
		ddl_addf(d, 0, NULL, "ALTER TABLE %s%s",
		         my_full_name(d->arena, t->object.schema, t->object.name), buf_str(&b));
	buf_release(&b);
}

/* Are its keys and indexes as a server has them, all with names? */
static bool is_settled(const struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (t->constraints.items[i]->object.kind == ORM_UNIQUE)
			return false;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (!t->indexes.items[i]->object.name)
			return false;
	return true;
}

static const struct orm_table *settled(struct ddl *d, const struct orm_table *t)
{
	struct orm_table *copy;

	if (is_settled(t))
		return t;
	copy = orm_table_copy(d->arena, t);
	my_settle_keys(d->arena, d->dialect, copy);
	return copy;
}

bool my_make_table(struct ddl *d, const struct orm_table *t, bool if_not_exists, struct error *err)
{
	const struct orm_table *whole = settled(d, t);
	struct buf b = { 0 };
	struct table x = { .ddl = d, .out = &b, .t = whole };
	bool ok;

	buf_addf(&b, "CREATE TABLE %s%s", if_not_exists ? "IF NOT EXISTS " : "",
	         my_full_name(d->arena, t->object.schema, t->object.name));
	ok = add_parts(&x, err);
	buf_adds(&b, x.any ? "\n)" : " ()");
	my_table_options(d, &b, whole);
	if (t->partition_by)
		buf_addf(&b, "\n PARTITION BY %s", t->partition_by);
	if (ok) {
		ddl_add(d, 0, NULL, buf_str(&b));
		take_defaults_away(d, whole);
	}
	buf_release(&b);
	return ok || (t->object.file && fail_at(err, t->object.file, t->object.line));
}

bool my_create_table(struct ddl *d, const struct orm_table *t, struct error *err)
{
	return my_make_table(d, t, false, err);
}
