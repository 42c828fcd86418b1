/* orm/ddl/apply.c - apply a change to metadata */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/change.h"
#include "orm/ddl/rename.h"
#include "orm/dialect.h"

struct applier {
	struct arena *arena;
	const struct orm_dialect *dialect;
	struct orm_metadata *m; /* NULL: only the table */
	struct orm_table *t;
	const struct orm_change *c;
	struct error *err;
};

static bool missing(struct applier *p, const struct orm_object *o)
{
	if (p->c->if_exists)
		return true;
	return fail(p->err, ERR_STATE, "there is no %s \"%s\"%s%s%s", orm_kinds[o->kind].label,
	            o->name ? o->name : "(unnamed)", p->t ? " in table \"" : "",
	            p->t ? p->t->object.name : "", p->t ? "\"" : "");
}

static void clear_column_text(struct applier *p, const char *name)
{
	struct orm_column *c = name ? orm_table_column(p->t, p->dialect, name) : NULL;

	if (c)
		c->object.text = NULL;
}

static void remove_constraint(struct applier *p, size_t i)
{
	clear_column_text(p, p->t->constraints.items[i]->inline_column);
	vec_remove(&p->t->constraints, i);
}

static bool only_column(const struct applier *p, const struct orm_elements *e, const char *name)
{
	return e->len == 1 && e->items[0].column && p->dialect->same_name(e->items[0].column, name);
}

static bool uses_column(const struct applier *p, const struct orm_elements *e, const char *name)
{
	for (size_t i = 0; i < e->len; i++)
		if ((e->items[i].column && p->dialect->same_name(e->items[i].column, name)) ||
		    orm_mentions(p->dialect, e->items[i].expr, name))
			return true;
	return false;
}

static bool still_used(struct applier *p, const char *column, const struct orm_object *by)
{
	fail(p->err, ERR_STATE, "column \"%s\" of table \"%s\" is used by %s", column,
	     p->t->object.name, orm_object_label(p->arena, by));
	return fail_hint(p->err, "Drop or change that first, in the same batch.");
}

/* What stands on the column alone goes with it; what has others stays, and so
 * must the column. */
static bool release_constraints(struct applier *p, const char *name)
{
	for (size_t i = p->t->constraints.len; i-- > 0;) {
		struct orm_constraint *k = p->t->constraints.items[i];

		if ((k->inline_column && p->dialect->same_name(k->inline_column, name)) ||
		    only_column(p, &k->elements, name))
			vec_remove(&p->t->constraints, i);
		else if (k->inherited && k->object.kind == ORM_CHECK &&
		         orm_mentions(p->dialect, k->expr, name))
			/* its parent dropped it before */
			vec_remove(&p->t->constraints, i);
		else if (uses_column(p, &k->elements, name) ||
		         orm_mentions(p->dialect, k->expr, name))
			return still_used(p, name, &k->object);
	}
	return true;
}

static bool release_indexes(struct applier *p, const char *name)
{
	for (size_t i = p->t->indexes.len; i-- > 0;) {
		struct orm_index *x = p->t->indexes.items[i];

		if (only_column(p, &x->elements, name) && !orm_mentions(p->dialect, x->where, name))
			vec_remove(&p->t->indexes, i);
		else if (uses_column(p, &x->elements, name) ||
		         orm_mentions(p->dialect, x->where, name))
			return still_used(p, name, &x->object);
	}
	return true;
}

static bool drop_column(struct applier *p)
{
	const char *name = p->c->from->name;

	for (size_t i = 0; i < p->t->columns.len; i++) {
		struct orm_column *c = p->t->columns.items[i];

		if (!p->dialect->same_name(c->object.name, name) &&
		    orm_mentions(p->dialect, c->computed, name))
			return still_used(p, name, &c->object);
	}
	for (size_t i = 0; i < p->t->columns.len; i++) {
		if (!p->dialect->same_name(p->t->columns.items[i]->object.name, name))
			continue;
		if (!release_constraints(p, name) || !release_indexes(p, name))
			return false;
		vec_remove(&p->t->columns, i);
		return true;
	}
	return missing(p, p->c->from);
}

/* Behind the column that the change names, if it names one. */
static bool place_column(struct applier *p)
{
	struct orm_columns *all = &p->t->columns;
	const char *after = p->c->after;
	size_t from = 0, to = 0;
	struct orm_column *moved;

	if (!after)
		return true;
	if (*after && !orm_table_column(p->t, p->dialect, after))
		return fail(p->err, ERR_STATE, "table \"%s\" has no column \"%s\"",
		            p->t->object.name, after);
	while (!p->dialect->same_name(all->items[from]->object.name, p->c->to->name))
		from++;
	moved = all->items[from];
	vec_remove(all, from);
	while (*after && to < all->len &&
	       !p->dialect->same_name(all->items[to]->object.name, after))
		to++;
	vec_insert(p->arena, all, *after && to < all->len ? to + 1 : to, moved);
	return true;
}

static bool create_column(struct applier *p)
{
	struct orm_column *c = orm_column_copy(p->arena, (struct orm_column *)p->c->to);
	struct orm_column *there = orm_table_column(p->t, p->dialect, c->object.name);

	for (size_t i = 0; there && there->inherited && i < p->t->columns.len; i++)
		if (p->t->columns.items[i] == there) {
			/* its parent dropped it before */
			vec_remove(&p->t->columns, i);
			there = NULL;
		}
	if (there)
		return p->c->if_exists ||
		       fail(p->err, ERR_STATE, "table \"%s\" has a column \"%s\" already",
		            p->t->object.name, c->object.name);
	orm_table_add_column(p->arena, p->t, c);
	return place_column(p);
}

static bool alter_object(struct applier *p, struct orm_object *o)
{
	orm_attrs_copy(p->arena, o, p->c->to, p->c->mask);
	o->text = NULL;
	return true;
}

static bool change_column(struct applier *p)
{
	struct orm_column *c;

	if (p->c->verb == ORM_CREATE)
		return create_column(p);
	if (p->c->verb == ORM_DROP)
		return drop_column(p);
	c = orm_table_column(p->t, p->dialect, p->c->from->name);
	/* its parent made it before */
	if (!c && p->c->verb == ORM_ALTER && ((const struct orm_column *)p->c->to)->inherited)
		return create_column(p);
	if (!c)
		return missing(p, p->c->from);
	if (p->c->verb == ORM_ALTER)
		return alter_object(p, &c->object) && place_column(p);
	if (orm_table_column(p->t, p->dialect, p->c->to->name) &&
	    !p->dialect->same_name(p->c->from->name, p->c->to->name))
		return fail(p->err, ERR_STATE, "table \"%s\" has a column \"%s\" already",
		            p->t->object.name, p->c->to->name);
	orm_rename_column(p->arena, p->m, p->dialect, p->t, p->c->from->name,
	                  arena_strdup(p->arena, p->c->to->name));
	return true;
}

/* A constraint that was named by what it says. */
static bool says_the_same(const struct applier *p, const struct orm_constraint *k)
{
	const struct orm_constraint *want = (const struct orm_constraint *)p->c->from;

	if (k->object.kind != want->object.kind)
		return false;
	if (want->object.kind == ORM_PRIMARY_KEY)
		return true;
	if (want->object.kind == ORM_CHECK)
		return orm_same_expr(p->dialect, k->expr, want->expr);
	if (k->elements.len != want->elements.len)
		return false;
	for (size_t i = 0; i < k->elements.len; i++)
		if (!k->elements.items[i].column || !want->elements.items[i].column ||
		    !p->dialect->same_name(k->elements.items[i].column,
		                           want->elements.items[i].column))
			return false;
	return !want->referred_table ||
	       p->dialect->same_name(k->referred_table, want->referred_table);
}

static bool has_wanted_name(const struct applier *p, const struct orm_constraint *k)
{
	const char *want = p->c->from->name;

	if (!want || !k->object.name)
		return !want && !k->object.name;
	return p->dialect->same_name(k->object.name, want);
}

/*
 * SQLite lets several constraints have one name, and a name may be no more than
 * what a convention gives: both name and content, then either.
 */
static size_t find_constraint(const struct applier *p)
{
	size_t named = p->t->constraints.len, alike = named;

	for (size_t i = p->t->constraints.len; i-- > 0;) {
		const struct orm_constraint *k = p->t->constraints.items[i];
		bool name = has_wanted_name(p, k), content = says_the_same(p, k);

		if (name && content && !orm_attrs_differ(p->dialect, &k->object, p->c->from, false))
			return i;
		if (name && content)
			named = i;
		else if (name && p->c->from->name && named == p->t->constraints.len)
			named = i;
		if (content && !p->c->from->name)
			alike = i;
	}
	return named < p->t->constraints.len ? named : alike;
}

static bool change_constraint(struct applier *p)
{
	struct orm_constraint *k;
	size_t i;

	if (p->c->verb == ORM_CREATE) {
		k = orm_constraint_copy(p->arena, (struct orm_constraint *)p->c->to);
		k->inline_column = NULL;
		if (k->object.kind == ORM_PRIMARY_KEY && orm_table_primary_key(p->t))
			return fail(p->err, ERR_STATE, "table \"%s\" has a primary key already",
			            p->t->object.name);
		orm_table_add_constraint(p->arena, p->t, k);
		return true;
	}
	i = find_constraint(p);
	if (i == p->t->constraints.len)
		return missing(p, p->c->from);
	k = p->t->constraints.items[i];
	if (p->c->verb == ORM_DROP) {
		remove_constraint(p, i);
		return true;
	}
	clear_column_text(p, k->inline_column);
	if (p->c->verb == ORM_ALTER)
		return alter_object(p, &k->object);
	k->object.name = arena_strdup(p->arena, p->c->to->name);
	k->object.text = NULL;
	return true;
}

static bool change_index(struct applier *p)
{
	const struct orm_object *o = p->c->from ? p->c->from : p->c->to;
	struct orm_index *x = orm_table_index(p->t, p->dialect, o->name);

	if (p->c->verb == ORM_CREATE) {
		if (x)
			return p->c->if_exists ||
			       fail(p->err, ERR_STATE, "table \"%s\" has an index \"%s\" already",
			            p->t->object.name, o->name);
		orm_table_add_index(p->arena, p->t,
		                    orm_index_copy(p->arena, (struct orm_index *)p->c->to));
		return true;
	}
	if (!x)
		return missing(p, o);
	if (p->c->verb == ORM_ALTER)
		return alter_object(p, &x->object);
	if (p->c->verb == ORM_RENAME) {
		x->object.name = arena_strdup(p->arena, p->c->to->name);
		x->object.text = NULL;
		return true;
	}
	for (size_t i = 0; i < p->t->indexes.len; i++)
		if (p->t->indexes.items[i] == x)
			vec_remove(&p->t->indexes, i);
	return true;
}

/* SQLite's AUTOINCREMENT is of the table, but written in its key. */
static void clear_key_text(struct applier *p)
{
	struct orm_constraint *pk = orm_table_primary_key(p->t);

	if (!pk)
		return;
	pk->object.text = NULL;
	clear_column_text(p, pk->inline_column);
}

static bool change_table(struct applier *p)
{
	if (p->c->verb == ORM_ALTER) {
		clear_key_text(p);
		return alter_object(p, &p->t->object);
	}
	if (p->c->verb == ORM_RENAME) {
		orm_rename_table(p->arena, p->m, p->dialect, p->t,
		                 arena_strdup(p->arena, p->c->to->name));
		return true;
	}
	return fail(p->err, ERR_USAGE, "not a change of one table");
}

static bool apply_in_table(struct applier *p)
{
	bool ok;

	switch (p->c->kind) {
	case ORM_TABLE:
		ok = change_table(p);
		break;
	case ORM_COLUMN:
		ok = change_column(p);
		break;
	case ORM_INDEX:
		ok = change_index(p);
		break;
	default:
		ok = change_constraint(p);
		break;
	}
	if (p->c->kind != ORM_INDEX)
		p->t->object.text = NULL;
	return ok || (p->c->from && p->c->from->file &&
	              fail_at(p->err, p->c->from->file, p->c->from->line));
}

bool orm_change_apply_table(struct arena *a, const struct orm_dialect *d, struct orm_table *t,
                            const struct orm_change *c, struct error *err)
{
	struct applier p = { a, d, NULL, t, c, err };

	return apply_in_table(&p);
}

static void forget_table(struct orm_metadata *m, struct orm_table *t)
{
	const char *key = t->object.schema
	                      ? arena_printf(m->arena, "%s.%s", t->object.schema, t->object.name)
	                      : t->object.name;

	map_remove(m->by_name, m->dialect ? m->dialect->fold(m->arena, key) : key);
	for (size_t i = 0; i < m->tables.len; i++)
		if (m->tables.items[i] == t)
			vec_remove(&m->tables, i);
}

/*
 * By all that tells it apart from others: functions by their argument types,
 * triggers by their table.  A script may say the name alone.
 */
static struct orm_definition *find_definition(struct applier *p, const struct orm_object *o)
{
	const char *key = orm_object_key(p->arena, p->dialect, o);

	for (size_t i = 0; i < p->m->definitions.len; i++) {
		struct orm_object *other = &p->m->definitions.items[i]->object;

		if (other->kind == o->kind &&
		    !strcmp(orm_object_key(p->arena, p->dialect, other), key))
			return p->m->definitions.items[i];
	}
	if (p->c->verb == ORM_CREATE && p->dialect->knows_depends)
		return NULL;
	return orm_metadata_definition(p->m, p->c->kind, o->schema, o->name);
}

static bool is_type(enum orm_kind kind)
{
	return kind == ORM_ENUM || kind == ORM_DOMAIN || kind == ORM_COMPOSITE || kind == ORM_RANGE;
}

static bool apply_definition(struct applier *p)
{
	const struct orm_object *o = p->c->from ? p->c->from : p->c->to;
	struct orm_definition *d = find_definition(p, o);

	if (p->c->verb == ORM_CREATE) {
		if (d)
			return p->c->if_exists ||
			       fail(p->err, ERR_STATE, "there is a %s \"%s\" already",
			            orm_kinds[o->kind].label, o->name);
		orm_metadata_add_definition(
		    p->m, orm_definition_copy(p->arena, (struct orm_definition *)p->c->to));
		return true;
	}
	if (!d)
		return missing(p, o);
	if (p->c->verb == ORM_ALTER)
		return alter_object(p, &d->object);
	if (p->c->verb == ORM_RENAME) {
		if (is_type(d->object.kind) && p->dialect->follows_renames)
			orm_rename_type(p->arena, p->m, p->dialect, &d->object, p->c->to->name);
		if (d->object.kind == ORM_SCHEMA)
			orm_rename_schema(p->arena, p->m, p->dialect, d->object.name,
			                  arena_strdup(p->arena, p->c->to->name));
		d->object.name = arena_strdup(p->arena, p->c->to->name);
		d->object.text = NULL;
		return true;
	}
	for (size_t i = p->m->definitions.len; i-- > 0;) {
		struct orm_definition *x = p->m->definitions.items[i];

		/* a view takes its triggers along */
		if (x == d || (d->object.kind == ORM_VIEW && x->on &&
		               p->dialect->same_name(x->on, d->object.name)))
			vec_remove(&p->m->definitions, i);
	}
	return true;
}

static bool drop_table(struct applier *p)
{
	const char *name = p->t->object.name;

	for (size_t i = p->m->definitions.len; i-- > 0;) {
		struct orm_definition *x = p->m->definitions.items[i];

		if (x->on && p->dialect->same_name(x->on, name))
			vec_remove(&p->m->definitions, i);
	}
	forget_table(p->m, p->t);
	return true;
}

/* An index of a materialized view. */
static bool apply_view_index(struct applier *p, struct orm_definition *view)
{
	struct orm_table stand_in = { .object = view->object, .indexes = view->indexes };
	bool ok;

	p->t = &stand_in;
	ok = change_index(p);
	p->t = NULL;
	view->indexes = stand_in.indexes;
	for (size_t i = 0; i < view->indexes.len; i++)
		view->indexes.items[i]->object.table = NULL;
	return ok;
}

bool orm_change_apply(struct arena *a, struct orm_metadata *m, const struct orm_change *c,
                      struct error *err)
{
	struct applier p = { a, m->dialect, m, NULL, c, err };
	const struct orm_object *o = c->from ? c->from : c->to;
	const char *table = c->kind == ORM_TABLE ? o->name : c->table;

	if (ORM_IS_DEFINITION(c->kind))
		return apply_definition(&p);
	if (c->kind == ORM_TABLE && c->verb == ORM_CREATE) {
		if (orm_metadata_table(m, o->schema, o->name))
			return c->if_exists ||
			       fail(err, ERR_STATE, "there is a table \"%s\" already", o->name);
		orm_metadata_add_table(m, orm_table_copy(a, (struct orm_table *)c->to));
		return true;
	}
	p.t = orm_metadata_table(m, c->kind == ORM_TABLE ? o->schema : c->schema, table);
	if (!p.t && c->kind == ORM_INDEX && table) {
		struct orm_definition *view =
		    orm_metadata_definition(m, ORM_MATERIALIZED_VIEW, c->schema, table);

		if (view)
			return apply_view_index(&p, view);
	}
	if (!p.t) {
		if (c->kind == ORM_TABLE && c->if_exists)
			return true;
		return fail(err, ERR_STATE, "there is no table \"%s\"", table);
	}
	if (c->kind == ORM_TABLE && c->verb == ORM_DROP)
		return drop_table(&p);
	if (c->kind == ORM_TABLE && c->verb == ORM_RENAME) {
		struct orm_table *t = p.t;

		forget_table(m, t);
		if (!apply_in_table(&p))
			return false;
		orm_metadata_add_table(m, t);
		return true;
	}
	return apply_in_table(&p);
}

bool orm_change_gives_only(const struct orm_change *c, const char *const *names)
{
	const struct orm_kind_info *k = &orm_kinds[c->kind];
	uint64_t rest = c->mask & (ORM_ATTR_OPTIONS | ORM_ATTR_COMMENT);

	for (size_t i = 0; i < k->attr_count; i++)
		if (!k->attrs[i].spelling)
			rest |= c->mask & ORM_ATTR_BIT(i);
	for (; *names; names++)
		rest &=
		    ~(strcmp(*names, "options") ? orm_attr_bit(c->kind, *names) : ORM_ATTR_OPTIONS);
	return !rest;
}
