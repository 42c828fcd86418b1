/* orm/mysql/alter_column.c - clauses of ALTER TABLE about columns */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/alter.h"

/* A column in the new state, and what it was. */
struct column {
	struct my_alter *x;
	const struct orm_column *from, *to; /* from: NULL = it is new */
	const char *text, *was;             /* their definitions */
	size_t at;                          /* in the new state */
};

bool my_becomes_versioned(const struct my_alter *x)
{
	return !my_is(&x->base->object, "system_versioning") &&
	       my_is(&x->to->object, "system_versioning");
}

/* A collation that is the table's is that of its default, and isn't said. */
static const char *definition(struct my_alter *x, const struct orm_table *t,
                              const struct orm_column *c, bool versioned)
{
	const char *usual = my_option(&t->object, "collate");
	struct orm_column *copy = orm_column_copy(x->ddl->arena, c), plain = *c;
	struct buf b = { 0 };

	if (!versioned)
		orm_option_set(x->ddl->arena, &copy->object.options, NULL,
		               "without_system_versioning", NULL);
	plain.object.options = copy->object.options;
	if (text_same_nocase(usual, c->collation))
		plain.collation = NULL;
	if (my_column_text(x->ddl, &b, t, &plain, x->err))
		return buf_take(&b, x->ddl->arena);
	buf_release(&b);
	if (c->object.file)
		(void)fail_at(x->err, c->object.file, c->object.line);
	return NULL;
}

/* A virtual column has no place in the rows: it can't become another kind, or be one. */
static bool changes_kind(const struct orm_column *from, const struct orm_column *to)
{
	bool was = from->computed && from->persisted != ORM_YES;
	bool is = to->computed && to->persisted != ORM_YES;

	return was != is;
}

void my_find_remade(struct my_alter *x)
{
	for (size_t i = 0; i < x->to->columns.len; i++) {
		const struct orm_column *to = x->to->columns.items[i];
		const struct orm_column *from =
		    orm_table_column(x->base, x->ddl->dialect, to->object.name);

		if (!from || !changes_kind(from, to) ||
		    my_is_listed(x, &x->remade, to->object.name))
			continue;
		vec_push(x->ddl->arena, &x->remade, to->object.name);
		if (!from->computed)
			my_guard_values(x, from);
	}
}

/* Nothing but columns that come at the end anyway? */
static bool is_at_end(const struct column *c)
{
	const struct orm_columns *all = &c->x->to->columns;

	for (size_t i = c->at; i < all->len; i++)
		if (orm_table_column(c->x->base, c->x->ddl->dialect, all->items[i]->object.name) ||
		    my_is_listed(c->x, &c->x->placed, all->items[i]->object.name))
			return false;
	return true;
}

static const char *place(const struct column *c)
{
	struct arena *a = c->x->ddl->arena;

	if (!c->at)
		return " FIRST";
	return arena_printf(a, " AFTER %s",
	                    my_name(a, c->x->to->columns.items[c->at - 1]->object.name));
}

static void take_default_away(const struct column *c)
{
	if (my_is(&c->to->object, "no_default"))
		my_clause(c->x, &c->x->late, MY_SET_DEFAULT, "ALTER COLUMN %s DROP DEFAULT",
		          my_name(c->x->ddl->arena, c->to->object.name));
}

static bool is_volatile(const struct orm_default *v)
{
	static const char *const functions[] = { "uuid",    "uuid_short", "uuid_v4", "uuid_v7",
		                                 "sysdate", "sys_guid",   "nextval" };

	for (size_t i = 0; v->text && v->kind != ORM_DEFAULT_STRING && i < COUNT(functions); i++)
		if (orm_mentions(&orm_mariadb, v->text, functions[i]))
			return true;
	return false;
}

static void add_column(const struct column *c)
{
	bool last = is_at_end(c);
	enum my_step step = last ? MY_ADD_LAST : MY_ADD_COLUMN;

	if (c->to->computed)
		step = c->to->persisted == ORM_YES ? MY_ADD_STORED : MY_ADD_VIRTUAL;
	else if (my_is(&c->to->object, "auto_increment"))
		step = MY_ADD_COUNTER;
	else if (is_volatile(&c->to->server_default))
		step = MY_ADD_VOLATILE;
	else if (c->to->server_default.text && text_starts(c->to->server_default.text, "("))
		step = MY_ADD_COMPUTED;
	my_clause(c->x, &c->x->main, step, "ADD COLUMN %s%s", c->text, last ? "" : place(c));
	take_default_away(c);
}

/* First there are both names, then rows get the new one, and the old one goes with the rest. */
static void rename_values(const struct column *c, const char *before)
{
	struct my_alter *x = c->x;
	struct arena *a = x->ddl->arena;
	struct names renames = my_renamed_values(a, c->from->type, c->to->type);
	const char *table = my_full_name(a, x->schema, x->name), *text;
	struct orm_column *both;

	/* the past of a versioned table keeps the old names */
	if (!renames.len || my_is(&x->base->object, "system_versioning"))
		return;
	both = orm_column_copy(a, c->from);
	both->object.name = before;
	both->type = orm_type_exact(a, my_with_values(a, c->from->type, &renames));
	if (!(text = definition(x, x->base, both, true)))
		return;
	ddl_addf(x->ddl, 0, "values are renamed: there are both names at first",
	         "ALTER TABLE %s MODIFY COLUMN %s", table, text);
	ddl_addf(x->ddl, 0, "rows get the new name", "%s",
	         my_update_values(a, table, my_name(a, before), &renames, x->base));
}

/* Does a foreign key of the table have the column, before and after? */
static bool is_bound(struct my_alter *x, const char *column)
{
	const struct orm_dialect *d = x->ddl->dialect;

	for (size_t i = 0; i < x->base->constraints.len; i++) {
		const struct orm_constraint *was = x->base->constraints.items[i], *is = NULL;

		if (was->object.kind != ORM_FOREIGN_KEY || !was->object.name)
			continue;
		for (size_t k = 0; k < x->to->constraints.len && !is; k++)
			if (x->to->constraints.items[k]->object.kind == ORM_FOREIGN_KEY &&
			    text_same_nocase(x->to->constraints.items[k]->object.name,
			                     was->object.name))
				is = x->to->constraints.items[k];
		for (size_t k = 0; is && k < was->elements.len; k++)
			if (d->same_name(was->elements.items[k].column, column) &&
			    my_same_constraint(x, was, is))
				return true;
	}
	return false;
}

/* MySQL takes NOT NULL for another type when it copies the table, of what such a key has. */
static bool is_tightened(const struct column *c)
{
	return !my_is_mariadb(c->x->ddl->dialect) && c->from->nullable != ORM_NO &&
	       c->to->nullable == ORM_NO && is_bound(c->x, c->to->object.name);
}

/* Is there more to it, for which it has to be said once more? */
static bool is_elsewhere(const struct column *c)
{
	const char *name = c->to->object.name;

	return my_is_listed(c->x, &c->x->placed, name) ||
	       my_name_before(&c->x->columns, name) != name;
}

/* As it will be, where it is, and by the name that it has. */
static const char *text_before(const struct column *c)
{
	struct orm_column *copy = arena_copy(c->x->ddl->arena, c->to, sizeof *c->to);

	copy->object.name = my_name_before(&c->x->columns, c->to->object.name);
	return definition(c->x, c->x->base, copy, true);
}

static void tighten(const struct column *c, struct my_clauses *to)
{
	struct my_alter *x = c->x;
	struct my_cost cost =
	    my_column_cost(x->ddl->dialect, x->ddl->version, x->base, c->from, x->to, c->to);

	my_guard_column(x, c->from, c->to);
	my_clause(x, to, MY_SET_NOT_NULL, "MODIFY COLUMN %s", c->text);
	my_cost_add(&to->cost, &cost);
	take_default_away(c);
}

bool my_tighten_columns(struct my_alter *x)
{
	bool copies = x->main.cost.algorithm == MY_COPY;

	for (size_t i = 0; i < x->to->columns.len; i++) {
		struct column c = { .x = x, .to = x->to->columns.items[i], .at = i };

		c.from = orm_table_column(x->base, x->ddl->dialect, c.to->object.name);
		if (!c.from || !is_tightened(&c) || (!copies && is_elsewhere(&c)))
			continue;
		c.text = copies ? text_before(&c) : definition(x, x->to, c.to, true);
		if (!c.text)
			return false;
		tighten(&c, copies ? &x->early : &x->main);
	}
	return true;
}

static void change_column(const struct column *c)
{
	struct my_alter *x = c->x;
	struct arena *a = x->ddl->arena;
	const char *before = my_name_before(&x->columns, c->to->object.name);
	bool renamed = before != c->to->object.name, moved;
	struct my_cost cost;

	moved = my_is_listed(x, &x->placed, c->to->object.name);
	if (text_same(c->text, c->was) && !moved) {
		if (renamed && my_can(x->ddl->dialect, x->ddl->version, MY_RENAME_COLUMN))
			my_clause(x, &x->main, MY_RENAME, "RENAME COLUMN %s TO %s",
			          my_name(a, before), my_name(a, c->to->object.name));
		else if (renamed)
			my_clause(x, &x->main, MY_RENAME, "CHANGE COLUMN %s %s", my_name(a, before),
			          c->text);
		return;
	}
	rename_values(c, before);
	my_guard_column(x, c->from, c->to);
	my_clause(x, &x->main, moved ? MY_MOVE : MY_SET_DEFAULT, "%s %s%s%s%s",
	          renamed ? "CHANGE COLUMN" : "MODIFY COLUMN", renamed ? my_name(a, before) : "",
	          renamed ? " " : "", c->text, moved ? place(c) : "");
	cost = my_column_cost(x->ddl->dialect, x->ddl->version, x->base, c->from, x->to, c->to);
	my_cost_add(&x->main.cost, &cost);
	take_default_away(c);
}

static void drop_columns(struct my_alter *x)
{
	for (size_t i = 0; i < x->base->columns.len; i++) {
		const struct orm_column *c = x->base->columns.items[i];

		if (orm_table_column(x->to, x->ddl->dialect, c->object.name) &&
		    !my_is_listed(x, &x->remade, c->object.name))
			continue;
		my_clause(x, &x->main,
		          c->computed && c->persisted != ORM_YES ? MY_DROP_VIRTUAL : MY_DROP_COLUMN,
		          "DROP COLUMN %s",
		          my_name(x->ddl->arena, my_name_before(&x->columns, c->object.name)));
	}
}

/* The server wants the table to be versioned before a column isn't. */
static bool leave_unversioned(struct my_alter *x)
{
	for (size_t i = 0; my_becomes_versioned(x) && i < x->to->columns.len; i++) {
		const struct orm_column *c = x->to->columns.items[i];
		const char *text;

		if (!my_is(&c->object, "without_system_versioning"))
			continue;
		text = definition(x, x->to, c, true);
		if (!text)
			return false;
		my_clause(x, &x->late, MY_ADD_VERSIONING, "MODIFY COLUMN %s", text);
	}
	return true;
}

/* MariaDB takes a change of a column where rows begin or end for another such column. */
static bool can_change(const struct column *c)
{
	const char *row = my_option(&c->from->object, "row"), *name = c->to->object.name;

	if (!row || !text_same(row, my_option(&c->to->object, "row")) ||
	    (text_same(c->text, c->was) && !my_is_listed(c->x, &c->x->placed, name)))
		return true;
	fail(c->x->err, ERR_UNSUPPORTED, "column \"%s.%s\" can't be changed, for rows %s there",
	     c->x->name, name, text_same_nocase(row, "end") ? "end" : "begin");
	return fail_hint(c->x->err, "What it says can't change while the table is versioned, and "
	                            "the past of the rows would be lost without.");
}

bool my_alter_columns(struct my_alter *x)
{
	bool versioned = !my_becomes_versioned(x);

	drop_columns(x);
	for (size_t i = 0; i < x->to->columns.len; i++) {
		struct column c = { .x = x, .to = x->to->columns.items[i], .at = i };

		c.from = orm_table_column(x->base, x->ddl->dialect, c.to->object.name);
		if (my_is_listed(x, &x->remade, c.to->object.name))
			c.from = NULL;
		if (!(c.text = definition(x, x->to, c.to, versioned)) ||
		    (c.from && !(c.was = definition(x, x->to, c.from, versioned))))
			return false;
		if (c.from && !can_change(&c))
			return false;
		if (!c.from)
			add_column(&c);
		else if (!is_tightened(&c) || is_elsewhere(&c))
			change_column(&c);
	}
	return leave_unversioned(x);
}
