/* orm/ddl/rename.c - put a new name in the place of an old one */
#include "orm/ddl/rename.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/schema/needs.h"

static bool is_name(const struct orm_dialect *d, const struct orm_token *t, const char *name)
{
	struct arena a = { 0 };
	bool is = (t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED) &&
	          d->same_name(orm_unquote(&a, d, t), name);

	arena_release(&a);
	return is;
}

static bool opens_call(const struct orm_dialect *d, const char *at, const char *end)
{
	struct orm_token t = d->next_token(at, (size_t)(end - at));

	return t.kind == ORM_TOKEN_OPERATOR && *t.start == '(';
}

const char *orm_rename_in_text(struct arena *a, const struct orm_dialect *d, const char *text,
                               const char *from, const char *to)
{
	const char *at = text, *end;
	struct buf b = { 0 };
	bool found = false;

	if (!text)
		return NULL;
	end = text + strlen(text);
	while (at < end) {
		struct orm_token t = d->next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (is_name(d, &t, from) && !(t.kind == ORM_TOKEN_WORD && opens_call(d, at, end))) {
			ddl_name(&b, d, to);
			found = true;
		} else {
			buf_add(&b, t.start, t.len);
		}
	}
	if (!found) {
		buf_release(&b);
		return text;
	}
	return buf_take(&b, a);
}

struct renaming {
	struct arena *arena;
	const struct orm_dialect *dialect;
	const char *from, *to;
};

static bool rename_text(const struct renaming *r, const char **text)
{
	const char *old = *text;

	*text = orm_rename_in_text(r->arena, r->dialect, old, r->from, r->to);
	return *text != old;
}

static bool rename_name(const struct renaming *r, const char **name)
{
	if (!*name || !r->dialect->same_name(*name, r->from))
		return false;
	*name = r->to;
	return true;
}

static void changed(struct orm_object *o, bool yes)
{
	if (yes)
		o->text = NULL;
}

static bool rename_elements(const struct renaming *r, struct orm_elements *e)
{
	bool any = false;

	for (size_t i = 0; i < e->len; i++) {
		any |= rename_name(r, &e->items[i].column);
		any |= rename_text(r, &e->items[i].expr);
	}
	return any;
}

/* A list of their own: copies of an object share them. */
static bool rename_names(const struct renaming *r, struct names *names)
{
	struct names renamed = { 0 };
	bool any = false;

	for (size_t i = 0; i < names->len; i++) {
		const char *name = names->items[i];

		any |= rename_name(r, &name);
		vec_push(r->arena, &renamed, name);
	}
	*names = renamed;
	return any;
}

static void rename_referred(const struct renaming *r, const struct orm_table *owner,
                            const struct orm_table *t)
{
	for (size_t i = 0; i < owner->constraints.len; i++) {
		struct orm_constraint *c = owner->constraints.items[i];
		bool any = false;

		if (c->object.kind != ORM_FOREIGN_KEY ||
		    !r->dialect->same_name(c->referred_table, t->object.name))
			continue;
		for (size_t j = 0; j < c->referred_columns.len; j++)
			any |= rename_name(r, &c->referred_columns.items[j]);
		changed(&c->object, any);
		if (any && c->inline_column) {
			struct orm_column *in =
			    orm_table_column(owner, r->dialect, c->inline_column);

			changed(&in->object, true);
		}
	}
}

static void rename_in_constraint(const struct renaming *r, struct orm_table *t,
                                 struct orm_constraint *c)
{
	bool any = rename_elements(r, &c->elements);

	any |= rename_text(r, &c->expr);
	any |= rename_names(r, &c->ondelete_columns);
	any |= rename_names(r, &c->include);
	if (c->inline_column) {
		struct orm_column *in = orm_table_column(t, r->dialect, c->inline_column);

		rename_name(r, &c->inline_column);
		changed(&in->object, any);
	}
	changed(&c->object, any);
}

static bool names_table(const struct renaming *r, const char *text, const struct orm_table *t)
{
	struct orm_token token = r->dialect->next_token(text, strlen(text));

	return r->dialect->same_name(orm_unquote(r->arena, r->dialect, &token), t->object.name);
}

/*
 * The table or column of a sequence's owner, "schema.table.column": name number
 * `from_end` from the end, where the rest is the table's.
 */
static void rename_owner(const struct renaming *r, struct orm_definition *def,
                         const struct orm_table *t, size_t from_end)
{
	const char *at = def->owned_by, *end = at ? at + strlen(at) : NULL;
	struct names tokens = { 0 };
	struct buf b = { 0 };
	size_t place;

	if (!at || !text_same(def->object.schema, t->object.schema))
		return;
	while (at < end) {
		struct orm_token token = r->dialect->next_token(at, (size_t)(end - at));

		vec_push(r->arena, &tokens, arena_strndup(r->arena, token.start, token.len));
		at = token.start + token.len;
	}
	place = tokens.len - 1 - 2 * from_end;
	if (tokens.len < 3 || !names_table(r, tokens.items[tokens.len - 3], t))
		return;
	for (size_t i = 0; i < tokens.len; i++)
		buf_adds(&b, i == place ? orm_rename_in_text(r->arena, r->dialect, tokens.items[i],
		                                             r->from, r->to)
		                        : tokens.items[i]);
	def->owned_by = buf_take(&b, r->arena);
}

static void rename_in_definition(const struct renaming *r, const struct orm_table *t,
                                 struct orm_definition *def)
{
	bool is_its_own = def->on && r->dialect->same_name(def->on, t->object.name);

	rename_owner(r, def, t, 0);
	if (r->dialect->knows_depends && (!is_its_own || def->object.kind == ORM_RULE)) {
		orm_rename_in_definition(r->arena, r->dialect, t, def, r->from, r->to);
	} else if (is_its_own) {
		rename_text(r, &def->definition);
		rename_text(r, &def->object.text);
	}
}

static bool is_heir(const struct renaming *r, const struct orm_table *t, const char *parent)
{
	struct names parents = { 0 };

	orm_parents(r->arena, r->dialect, t, &parents);
	for (size_t i = 0; i < parents.len; i++)
		if (!strcmp(parents.items[i], parent))
			return true;
	return false;
}

/* The children's columns that are the parent's. */
static void rename_inherited(const struct renaming *r, struct orm_metadata *m,
                             const struct orm_table *parent)
{
	const char *key = orm_object_key(r->arena, r->dialect, &parent->object);

	for (size_t i = 0; i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];
		const struct orm_column *c = orm_table_column(t, r->dialect, r->from);

		if (c && c->inherited && is_heir(r, t, key))
			orm_rename_column(r->arena, m, r->dialect, t, r->from, r->to);
	}
}

/* What the children call the NOT NULL of a column, which the parent calls otherwise now. */
static void rename_not_null(const struct renaming *r, struct orm_metadata *m,
                            const struct orm_table *parent, const char *column, const char *was,
                            const char *is)
{
	const char *key = orm_object_key(r->arena, r->dialect, &parent->object);

	for (size_t i = 0; strcmp(was, is) != 0 && i < m->tables.len; i++) {
		struct orm_table *t = m->tables.items[i];
		struct orm_column *c = orm_table_column(t, r->dialect, column);

		if (!c || !text_same(c->not_null_name, was) || !is_heir(r, t, key))
			continue;
		c->not_null_name = is;
		changed(&c->object, true);
		rename_not_null(r, m, t, column, was, is);
	}
}

/* A check that is part of the column, as MariaDB's of JSON. */
static bool rename_options(const struct renaming *r, struct orm_object *o)
{
	bool any = false;

	for (size_t i = 0; i < o->options.len; i++) {
		struct orm_option *option = &o->options.items[i];
		const struct orm_option_info *info =
		    orm_option_find(r->dialect, o->kind, option->name);

		if (info && info->value == ORM_ATTR_EXPR)
			any |= rename_text(r, &option->value);
	}
	return any;
}

static bool rename_in_column(const struct renaming *r, struct orm_column *c)
{
	bool any = rename_text(r, &c->computed);

	/* a bare word in a default may be one of the language */
	if (c->server_default.kind == ORM_DEFAULT_SQL && !r->dialect->is_reserved(r->from))
		any = rename_text(r, &c->server_default.text) || any;
	return rename_options(r, &c->object) || any;
}

void orm_rename_column(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                       struct orm_table *t, const char *from, const char *to)
{
	struct renaming r = { a, d, from, to };
	struct orm_column *column = orm_table_column(t, d, from);
	const char *not_null =
	    d->not_null_name ? d->not_null_name(a, t->object.name, column) : NULL;

	for (size_t i = 0; i < t->constraints.len; i++)
		rename_in_constraint(&r, t, t->constraints.items[i]);
	for (size_t i = 0; i < t->indexes.len; i++) {
		struct orm_index *x = t->indexes.items[i];
		bool any = rename_elements(&r, &x->elements);

		any |= rename_text(&r, &x->where);
		any |= rename_names(&r, &x->include);
		changed(&x->object, any);
	}
	for (size_t i = 0; i < t->columns.len; i++)
		changed(&t->columns.items[i]->object, rename_in_column(&r, t->columns.items[i]));
	for (size_t i = 0; m && i < m->tables.len; i++)
		rename_referred(&r, m->tables.items[i], t);
	if (!m)
		rename_referred(&r, t, t);
	for (size_t i = 0; m && d->follows_renames && i < m->definitions.len; i++)
		rename_in_definition(&r, t, m->definitions.items[i]);
	rename_text(&r, &t->partition_by);
	(void)rename_options(&r, &t->object);
	column->object.name = to;
	column->object.text = NULL;
	t->object.text = NULL;
	if (m)
		rename_inherited(&r, m, t);
	if (m && not_null && column->nullable == ORM_NO)
		rename_not_null(&r, m, t, to, not_null,
		                d->not_null_name(a, t->object.name, column));
}

static void rename_target(const struct renaming *r, struct orm_table *owner)
{
	for (size_t i = 0; i < owner->constraints.len; i++) {
		struct orm_constraint *c = owner->constraints.items[i];

		if (c->object.kind != ORM_FOREIGN_KEY || !rename_name(r, &c->referred_table))
			continue;
		c->object.text = NULL;
		owner->object.text = NULL;
		if (c->inline_column)
			orm_table_column(owner, r->dialect, c->inline_column)->object.text = NULL;
	}
}

/* Partitions and children name their parents in full. */
static void rename_parent(const struct renaming *r, const struct orm_table *parent,
                          struct orm_table *t)
{
	const char *schema = parent->object.schema;
	struct buf from = { 0 }, to = { 0 };
	const char *was, *is;

	ddl_full_name(&from, r->dialect, schema, r->from);
	ddl_full_name(&to, r->dialect, schema, r->to);
	was = buf_take(&from, r->arena);
	is = buf_take(&to, r->arena);
	if (text_same(t->partition_of, was))
		t->partition_of = is;
	for (size_t i = 0; i < t->inherits.len; i++)
		if (text_same(t->inherits.items[i], was))
			t->inherits.items[i] = is;
}

static void rename_table_in(const struct renaming *r, const struct orm_table *t,
                            struct orm_definition *def)
{
	rename_owner(r, def, t, 1);
	rename_name(r, &def->on);
	if (r->dialect->knows_depends) {
		orm_rename_table_in_definition(r->arena, r->dialect, t, def, r->to);
		return;
	}
	rename_text(r, &def->definition);
	rename_text(r, &def->object.text);
}

/* Where the database's own names begin with the table's. */
static void rename_constraints(const struct renaming *r, struct orm_table *t)
{
	for (size_t i = 0; r->dialect->name_after && i < t->constraints.len; i++) {
		struct orm_constraint *c = t->constraints.items[i];
		const char *is = r->dialect->name_after(r->arena, c, r->from, r->to);

		changed(&c->object, is != c->object.name);
		c->object.name = is;
	}
}

void orm_rename_table(struct arena *a, struct orm_metadata *m, const struct orm_dialect *d,
                      struct orm_table *t, const char *to)
{
	struct renaming r = { a, d, t->object.name, to };

	for (size_t i = 0; m && d->not_null_name && i < t->columns.len; i++) {
		const struct orm_column *c = t->columns.items[i];

		if (c->nullable == ORM_NO)
			rename_not_null(&r, m, t, c->object.name,
			                d->not_null_name(a, t->object.name, c),
			                d->not_null_name(a, to, c));
	}
	for (size_t i = 0; m && i < m->tables.len; i++) {
		rename_target(&r, m->tables.items[i]);
		rename_parent(&r, t, m->tables.items[i]);
	}
	rename_target(&r, t); /* it may not be in `m` at the moment */
	for (size_t i = 0; m && d->follows_renames && i < m->definitions.len; i++)
		rename_table_in(&r, t, m->definitions.items[i]);
	if (m && d->knows_depends && d->follows_renames)
		orm_rename_type(a, m, d, &t->object, to);
	for (size_t i = 0; i < t->indexes.len; i++)
		t->indexes.items[i]->object.text = NULL;
	rename_constraints(&r, t);
	t->object.name = to;
	t->object.text = NULL;
}
