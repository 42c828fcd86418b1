/* orm/mysql/alter_key.c - clauses of ALTER TABLE about keys and constraints */
#include <strings.h>

#include "base/text.h"
#include "orm/mysql/alter.h"
#include "orm/token.h"

static bool has_remade(const struct my_alter *x, const struct orm_elements *e)
{
	for (size_t i = 0; i < e->len; i++)
		if (e->items[i].column && my_is_listed(x, &x->remade, e->items[i].column))
			return true;
	return false;
}

static bool has_members(const struct orm_column *c)
{
	const char *type = c->type->name ? c->type->name : "";

	return !strncasecmp(type, "enum(", 5) || !strncasecmp(type, "set(", 4);
}

/*
 * MySQL takes the bytes of an ENUM or SET that becomes text for the length of a prefix,
 * to which it cuts its keys.
 */
static bool is_cut(const struct my_alter *x, const struct orm_elements *e)
{
	const struct orm_dialect *d = x->ddl->dialect;

	for (size_t i = 0; i < e->len && !my_is_mariadb(d); i++) {
		const char *name = e->items[i].column;
		const struct orm_column *from = name ? orm_table_column(x->base, d, name) : NULL;
		const struct orm_column *to = from ? orm_table_column(x->to, d, name) : NULL;

		if (to && has_members(from) && !has_members(to))
			return true;
	}
	return false;
}

/* Has it to be dropped and made again though it stays as it is? */
static bool is_lost(const struct my_alter *x, const struct orm_elements *e)
{
	return has_remade(x, e) || is_cut(x, e);
}

/* Servers write what keys have of their table to each that stays, once the table's changes. */
static bool is_reblocked(const struct my_alter *x)
{
	const char *was = my_option(&x->base->object, "key_block_size");

	return was && !text_same(was, my_option(&x->to->object, "key_block_size"));
}

static const char *index_text(struct my_alter *x, const struct orm_index *i)
{
	struct buf b = { 0 };

	if (my_index_text(x->ddl, &b, i, x->err))
		return buf_take(&b, x->ddl->arena);
	buf_release(&b);
	if (i->object.file)
		(void)fail_at(x->err, i->object.file, i->object.line);
	return NULL;
}

static const char *constraint_text(struct my_alter *x, const struct orm_constraint *k)
{
	struct buf b = { 0 };

	if (my_constraint_text(x->ddl, &b, k, x->err))
		return buf_take(&b, x->ddl->arena);
	buf_release(&b);
	if (k->object.file)
		(void)fail_at(x->err, k->object.file, k->object.line);
	return NULL;
}

/* The same of both but for its visibility. */
static const char *visible_text(struct my_alter *x, const struct orm_index *i)
{
	struct orm_index *copy = orm_index_copy(x->ddl->arena, i);

	for (size_t n = copy->object.options.len; n-- > 0;)
		if (text_same(copy->object.options.items[n].name, "invisible"))
			vec_remove(&copy->object.options, n);
	return index_text(x, copy);
}

static bool same_index(struct my_alter *x, const struct orm_index *from, const struct orm_index *to)
{
	return text_same(visible_text(x, from), visible_text(x, to)) &&
	       !is_lost(x, &to->elements) && !is_reblocked(x);
}

static bool is_renamed(const struct my_alter *x, const struct orm_index *i)
{
	return my_name_before(&x->indexes, i->object.name) != i->object.name;
}

/* Is it there before and after, so that it can stay? */
static bool stays(struct my_alter *x, const struct orm_index *from, const struct orm_index *to)
{
	return from && to && same_index(x, from, to) &&
	       (!is_renamed(x, to) || my_can(x->ddl->dialect, x->ddl->version, MY_RENAME_INDEX));
}

static bool comes_back(const struct my_alter *x, const struct orm_constraint *k)
{
	return k->object.kind == ORM_FOREIGN_KEY && k->object.name &&
	       my_is_listed(x, &x->back, k->object.name);
}

/* A check of a column goes with it. */
static bool is_of_remade(const struct my_alter *x, const struct orm_constraint *k)
{
	for (size_t i = 0; k->expr && i < x->remade.len; i++)
		if (orm_mentions(x->ddl->dialect, k->expr, x->remade.items[i]))
			return true;
	return false;
}

bool my_same_constraint(struct my_alter *x, const struct orm_constraint *from,
                        const struct orm_constraint *to)
{
	return text_same(constraint_text(x, from), constraint_text(x, to)) &&
	       !is_lost(x, &to->elements) && !is_of_remade(x, to) && !comes_back(x, to) &&
	       !(to->object.kind == ORM_PRIMARY_KEY && is_reblocked(x));
}

static bool alike(struct my_alter *x, const struct orm_constraint *a,
                  const struct orm_constraint *b)
{
	const struct orm_dialect *d = x->ddl->dialect;

	if (a->object.kind != b->object.kind)
		return false;
	if (a->object.kind == ORM_PRIMARY_KEY)
		return true;
	if (a->object.name && b->object.name)
		return d->same_name(a->object.name, b->object.name);
	return !a->object.name && !b->object.name && my_same_constraint(x, a, b);
}

/* The constraint of the same name, or that says the same without one. */
static const struct orm_constraint *counterpart(struct my_alter *x, const struct orm_table *t,
                                                const struct orm_constraint *k)
{
	for (size_t i = 0; i < t->constraints.len; i++)
		if (alike(x, t->constraints.items[i], k))
			return t->constraints.items[i];
	return NULL;
}

static bool only_enforced_differs(struct my_alter *x, const struct orm_constraint *from,
                                  const struct orm_constraint *to)
{
	struct orm_constraint as = *from;

	as.not_enforced = to->not_enforced;
	return from->object.kind == ORM_CHECK && from->not_enforced != to->not_enforced &&
	       my_can(x->ddl->dialect, x->ddl->version, MY_ALTER_CHECK) &&
	       my_same_constraint(x, &as, to);
}

static bool leads_with(const struct orm_elements *key, const struct names *columns,
                       const struct orm_dialect *d)
{
	for (size_t i = 0; i < columns->len; i++)
		if (i >= key->len || !key->items[i].column ||
		    !d->same_name(key->items[i].column, columns->items[i]))
			return false;
	return true;
}

/* MariaDB still needs what a table's foreign key to itself leads to while that is dropped. */
static bool leads_to_dropped(struct my_alter *x, const struct orm_constraint *fk)
{
	const struct orm_dialect *d = x->ddl->dialect;

	for (size_t i = 0; i < x->base->indexes.len; i++) {
		const struct orm_index *key = x->base->indexes.items[i];

		if (my_is_mariadb(d) && text_same_nocase(fk->referred_table, x->name) &&
		    leads_with(&key->elements, &fk->referred_columns, d) &&
		    !stays(x, key, orm_table_index(x->to, d, key->object.name)))
			return true;
	}
	return false;
}

static void drop_constraint(struct my_alter *x, const struct orm_constraint *k)
{
	const char *name = k->object.name ? my_name(x->ddl->arena, k->object.name) : NULL;

	switch (k->object.kind) {
	case ORM_PRIMARY_KEY:
		my_clause(x, &x->main,
		          orm_table_primary_key(x->to) ? MY_REPLACE_PRIMARY : MY_DROP_PRIMARY,
		          "DROP PRIMARY KEY");
		break;
	case ORM_FOREIGN_KEY:
		my_clause(x, leads_to_dropped(x, k) ? &x->early : &x->main, MY_DROP_FOREIGN,
		          "DROP FOREIGN KEY %s", name);
		break;
	default:
		my_clause(x, &x->main, MY_DROP_CHECK, "DROP %s %s",
		          my_is_mariadb(x->ddl->dialect) ? "CONSTRAINT" : "CHECK", name);
		break;
	}
}

static void drop_constraints(struct my_alter *x, enum orm_kind kind)
{
	for (size_t i = 0; i < x->base->constraints.len; i++) {
		const struct orm_constraint *k = x->base->constraints.items[i], *to;

		if (k->object.kind != kind)
			continue;
		to = counterpart(x, x->to, k);
		if (to && only_enforced_differs(x, k, to))
			my_clause(
			    x, &x->main, to->not_enforced ? MY_IGNORE_CHECK : MY_ENFORCE_CHECK,
			    "ALTER CHECK %s %sENFORCED", my_name(x->ddl->arena, k->object.name),
			    to->not_enforced ? "NOT " : "");
		else if (!to || !my_same_constraint(x, k, to))
			drop_constraint(x, k);
	}
}

/* MariaDB looks at all keys, also at those that go, when it takes a format with shorter ones. */
static bool is_too_long(const struct my_alter *x, const struct orm_index *i)
{
	const char *format = my_option(&x->to->object, "row_format");
	bool narrows =
	    my_is_mariadb(x->ddl->dialect) &&
	    !text_same_nocase(format, my_option(&x->base->object, "row_format")) &&
	    (text_same_nocase(format, "COMPACT") || text_same_nocase(format, "REDUNDANT"));

	for (size_t k = 0; narrows && k < i->elements.len; k++)
		if (i->elements.items[k].length)
			return true;
	return false;
}

static void drop_indexes(struct my_alter *x)
{
	struct arena *a = x->ddl->arena;

	for (size_t i = 0; i < x->base->indexes.len; i++) {
		const struct orm_index *from = x->base->indexes.items[i];
		const struct orm_index *to =
		    orm_table_index(x->to, x->ddl->dialect, from->object.name);

		if (!stays(x, from, to))
			my_clause(x, is_too_long(x, from) ? &x->early : &x->main, MY_DROP_KEY,
			          "DROP INDEX %s",
			          my_name(a, my_name_before(&x->indexes, from->object.name)));
	}
}

/* The texts of all that will be there: is there anything that can't be? */
static bool check_all(struct my_alter *x)
{
	for (size_t i = 0; i < x->to->indexes.len; i++)
		if (!index_text(x, x->to->indexes.items[i]))
			return false;
	for (size_t i = 0; i < x->to->constraints.len; i++)
		if (!constraint_text(x, x->to->constraints.items[i]))
			return false;
	return true;
}

bool my_drop_keys(struct my_alter *x)
{
	if (!check_all(x))
		return false;
	drop_constraints(x, ORM_FOREIGN_KEY);
	drop_constraints(x, ORM_CHECK);
	drop_constraints(x, ORM_PRIMARY_KEY);
	drop_indexes(x);
	return true;
}

static enum my_step step_of(const struct orm_index *i)
{
	const char *prefix = my_option(&i->object, "prefix");

	if (text_same_nocase(prefix, "FULLTEXT"))
		return MY_ADD_FULLTEXT;
	for (size_t k = 0; k < i->elements.len; k++)
		if (i->elements.items[k].expr)
			return MY_ADD_EXPRESSION_KEY;
	return prefix ? MY_ADD_SPATIAL : MY_ADD_KEY;
}

static void hide(struct my_alter *x, const struct orm_index *i)
{
	bool invisible = my_is(&i->object, "invisible");
	const char *how = my_is_mariadb(x->ddl->dialect) ? invisible ? "IGNORED" : "NOT IGNORED"
	                  : invisible                    ? "INVISIBLE"
	                                                 : "VISIBLE";

	my_clause(x, &x->main, MY_HIDE_KEY, "ALTER INDEX %s %s",
	          my_name(x->ddl->arena, i->object.name), how);
}

/*
 * MySQL (9.7) damages a MyISAM table when a key is dropped and added at once of which only
 * what the rows don't show changes ("Incorrect key file for table"), unless it copies.
 */
static bool is_damaged(const struct my_alter *x)
{
	return !my_is_mariadb(x->ddl->dialect) &&
	       text_same_nocase(my_option(&x->base->object, "engine"), "MyISAM") &&
	       !text_same_nocase(x->algorithm, "COPY");
}

static void copy_rather(struct my_alter *x)
{
	if (is_damaged(x) && (!x->algorithm || text_same_nocase(x->algorithm, "DEFAULT")))
		x->algorithm = "COPY";
}

/*
 * MySQL takes a key that is dropped and added at once for the one that was when it
 * differs in nothing but these, and leaves it as it is.
 */
static struct my_clauses *where_added(struct my_alter *x, const struct orm_object *from,
                                      const struct orm_object *to)
{
	static const char *const unseen[] = { "key_block_size", "with_parser", "engine_attribute",
		                              "secondary_engine_attribute" };

	if (my_is_mariadb(x->ddl->dialect))
		return &x->main;
	if (from && is_damaged(x))
		return &x->late;
	for (size_t i = 0; from && i < COUNT(unseen); i++)
		if (!text_same(my_option(from, unseen[i]), my_option(to, unseen[i])))
			return &x->late;
	return &x->main;
}

static void add_indexes(struct my_alter *x)
{
	struct arena *a = x->ddl->arena;

	for (size_t i = 0; i < x->to->indexes.len; i++) {
		const struct orm_index *to = x->to->indexes.items[i];
		const struct orm_index *from =
		    orm_table_index(x->base, x->ddl->dialect, to->object.name);
		const char *before = my_name_before(&x->indexes, to->object.name);

		if (!stays(x, from, to)) {
			if (from)
				copy_rather(x);
			my_clause(x, where_added(x, from ? &from->object : NULL, &to->object),
			          step_of(to), "ADD %s", index_text(x, to));
			continue;
		}
		if (is_renamed(x, to))
			my_clause(x, &x->main, MY_RENAME_KEY, "RENAME INDEX %s TO %s",
			          my_name(a, before), my_name(a, to->object.name));
		else if (my_would_go(x, to))
			my_clause(x, &x->main, MY_RENAME_KEY, "RENAME INDEX %s TO %s",
			          my_name(a, before), my_name(a, before));
		if (my_is(&from->object, "invisible") != my_is(&to->object, "invisible"))
			hide(x, to);
	}
}

static bool has_key(const struct my_alter *x, const struct names *columns)
{
	const struct orm_dialect *d = x->ddl->dialect;
	const struct orm_constraint *primary = orm_table_primary_key(x->base);

	for (size_t i = 0; i < x->base->indexes.len; i++)
		if (leads_with(&x->base->indexes.items[i]->elements, columns, d))
			return true;
	return primary && leads_with(&primary->elements, columns, d);
}

static bool is_retyped(const struct my_alter *x, const char *column)
{
	const struct orm_column *from = orm_table_column(x->base, x->ddl->dialect, column);
	const struct orm_column *to = orm_table_column(x->to, x->ddl->dialect, column);

	return !from || !to || !text_same(from->type->name, to->type->name);
}

/*
 * MariaDB looks for what a table's foreign key to itself leads to in the table as it is
 * before the statement.
 */
static bool leads_to_new(const struct my_alter *x, const struct orm_constraint *fk)
{
	if (!my_is_mariadb(x->ddl->dialect) || !text_same_nocase(fk->referred_table, x->name))
		return false;
	for (size_t i = 0; i < fk->referred_columns.len; i++)
		if (is_retyped(x, fk->referred_columns.items[i]))
			return true;
	return !has_key(x, &fk->referred_columns);
}

static struct my_clauses *where_foreign(struct my_alter *x, const struct orm_constraint *from,
                                        const struct orm_constraint *fk)
{
	/* no server drops and adds a foreign key of one name at once */
	return from || leads_to_new(x, fk) ? &x->late : &x->main;
}

static bool is_counted(const struct my_alter *x, const struct orm_elements *key)
{
	const struct orm_dialect *d = x->ddl->dialect;

	for (size_t i = 0; i < key->len; i++) {
		const struct orm_column *c =
		    key->items[i].column ? orm_table_column(x->to, d, key->items[i].column) : NULL;

		if (c && my_is(&c->object, "auto_increment"))
			return true;
	}
	return false;
}

/* What counts up has a key all the time: until the key comes, one that only looks different. */
static void hold_key(struct my_alter *x, const struct orm_constraint *key)
{
	struct orm_constraint *other = orm_constraint_copy(x->ddl->arena, key);
	const char *comment = key->object.comment;

	other->object.comment = arena_printf(x->ddl->arena, "%s.", comment ? comment : "");
	my_clause(x, &x->main, MY_REPLACE_PRIMARY, "ADD %s", constraint_text(x, other));
	my_clause(x, &x->late, MY_REPLACE_PRIMARY, "DROP PRIMARY KEY");
}

static void add_constraint(struct my_alter *x, const struct orm_constraint *from,
                           const struct orm_constraint *k)
{
	struct my_clauses *to =
	    k->object.kind == ORM_FOREIGN_KEY ? where_foreign(x, from, k) : &x->main;
	enum my_step step = k->object.kind == ORM_FOREIGN_KEY ? MY_ADD_FOREIGN : MY_ADD_CHECK;

	if (k->object.kind == ORM_PRIMARY_KEY) {
		to = where_added(x, from ? &from->object : NULL, &k->object);
		step = from ? MY_REPLACE_PRIMARY : MY_ADD_PRIMARY;
		if (to == &x->late && is_counted(x, &k->elements))
			hold_key(x, k);
	}
	my_clause(x, to, step, "ADD %s", constraint_text(x, k));
}

static void add_constraints(struct my_alter *x, enum orm_kind kind)
{
	for (size_t i = 0; i < x->to->constraints.len; i++) {
		const struct orm_constraint *k = x->to->constraints.items[i], *from;

		if (k->object.kind != kind)
			continue;
		from = counterpart(x, x->base, k);
		if (!from || !(my_same_constraint(x, from, k) || only_enforced_differs(x, from, k)))
			add_constraint(x, from, k);
	}
}

bool my_add_keys(struct my_alter *x)
{
	add_constraints(x, ORM_PRIMARY_KEY);
	add_indexes(x);
	add_constraints(x, ORM_FOREIGN_KEY);
	add_constraints(x, ORM_CHECK);
	return true;
}
