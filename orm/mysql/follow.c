/* orm/mysql/follow.c - changes applied to a copy of the table */
#include <string.h>

#include "base/text.h"
#include "orm/ddl/rename.h"
#include "orm/mysql/alter.h"

bool my_is_listed(const struct my_alter *x, const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->len; i++)
		if (x->ddl->dialect->same_name(names->items[i], name))
			return true;
	return false;
}

const char *my_name_before(const struct my_renames *renames, const char *name)
{
	for (size_t i = 0; i < renames->len; i++)
		if (text_same_nocase(renames->items[i].to, name))
			return renames->items[i].from;
	return name;
}

static void note_rename(struct my_alter *x, struct my_renames *list, const char *from,
                        const char *to)
{
	for (size_t i = 0; i < list->len; i++)
		if (text_same_nocase(list->items[i].to, from)) {
			list->items[i].to = to;
			return;
		}
	vec_push(x->ddl->arena, list, (struct my_rename){ from, to });
}

static void rename_text(struct my_alter *x, const char **text, const struct my_rename *r)
{
	*text = orm_rename_in_text(x->ddl->arena, x->ddl->dialect, *text, r->from, r->to);
}

/* What orm_rename_column leaves: defaults, where the name is a word of the language, too. */
static void rename_rest(struct my_alter *x, struct orm_table *t, const struct my_rename *r)
{
	for (size_t i = 0; i < t->columns.len; i++) {
		struct orm_column *c = t->columns.items[i];

		if (c->server_default.kind == ORM_DEFAULT_SQL)
			rename_text(x, &c->server_default.text, r);
	}
}

static void rename_elements(const struct orm_dialect *d, struct orm_elements *e,
                            const struct my_rename *r)
{
	for (size_t i = 0; i < e->len; i++)
		if (e->items[i].column && d->same_name(e->items[i].column, r->from))
			e->items[i].column = r->to;
}

/* Where a server follows a rename in keys only, and expressions are in its way. */
static void rename_in_keys(struct my_alter *x, struct orm_table *t, const struct my_rename *r)
{
	const struct orm_dialect *d = x->ddl->dialect;

	for (size_t i = 0; i < t->constraints.len; i++)
		rename_elements(d, &t->constraints.items[i]->elements, r);
	for (size_t i = 0; i < t->indexes.len; i++)
		rename_elements(d, &t->indexes.items[i]->elements, r);
	orm_table_column(t, d, r->from)->object.name = r->to;
}

static bool rename_column(struct my_alter *x, const struct orm_change *c)
{
	const struct orm_dialect *d = x->ddl->dialect;
	struct my_rename r = { c->from->name, c->to->name };

	if (!orm_change_apply_table(x->ddl->arena, d, x->to, c, x->err))
		return false;
	rename_rest(x, x->to, &r);
	if (!orm_table_column(x->base, d, r.from))
		return true;
	note_rename(x, &x->columns, r.from, r.to);
	if (my_can(d, x->ddl->version, MY_RENAME_FOLLOWS)) {
		orm_rename_column(x->ddl->arena, NULL, d, x->base, r.from, r.to);
		rename_rest(x, x->base, &r);
	} else {
		rename_in_keys(x, x->base, &r);
	}
	return true;
}

static void rename_index(struct my_alter *x, const struct orm_change *c)
{
	struct orm_index *i = orm_table_index(x->base, x->ddl->dialect, c->from->name);

	if (!i)
		return;
	note_rename(x, &x->indexes, c->from->name, c->to->name);
	i->object.name = c->to->name;
}

static size_t place_of(const struct my_alter *x, const char *column)
{
	size_t i = 0;

	while (i < x->to->columns.len &&
	       !x->ddl->dialect->same_name(x->to->columns.items[i]->object.name, column))
		i++;
	return i;
}

/* Several that name each other may come in any order: my_follow puts them right. */
static bool place(struct my_alter *x, const struct orm_change *c)
{
	struct orm_columns *columns = &x->to->columns;
	size_t from = place_of(x, c->to->name), to = 0;
	struct orm_column *moved;

	if (from == columns->len)
		return true;
	moved = columns->items[from];
	if (*c->after && place_of(x, c->after) == columns->len) {
		fail(x->err, ERR_STATE, "table \"%s\" has no column \"%s\" to put \"%s\" after",
		     x->name, c->after, c->to->name);
		return c->to->file && fail_at(x->err, c->to->file, c->to->line);
	}
	vec_remove(columns, from);
	if (*c->after)
		to = place_of(x, c->after) + 1;
	vec_insert(x->ddl->arena, columns, to, moved);
	if (!my_is_listed(x, &x->placed, c->to->name))
		vec_push(x->ddl->arena, &x->placed, c->to->name);
	return true;
}

/* What stays behind of another type, or of a column that had values of its own. */
static void clear_leftovers(struct my_alter *x, struct orm_column *c)
{
	struct orm_options *o = &c->object.options;

	if (!my_is_text(c->type) && c->collation)
		c->collation = NULL;
	if (!my_is_text(c->type))
		orm_option_set(x->ddl->arena, o, NULL, "charset", NULL);
	if (!c->computed)
		return;
	c->server_default = (struct orm_default){ 0 };
	orm_option_set(x->ddl->arena, o, NULL, "on_update", NULL);
	orm_option_set(x->ddl->arena, o, NULL, "auto_increment", NULL);
	orm_option_set(x->ddl->arena, o, NULL, "no_default", NULL);
}

/* A new default is said, so that none was taken away any more. */
static void settle_column(struct my_alter *x, const struct orm_change *c)
{
	struct orm_column *now = orm_table_column(x->to, x->ddl->dialect, c->to->name);

	if (!now || !now->type)
		return;
	clear_leftovers(x, now);
	if (my_gives(c, "collation") && !now->collation)
		vec_push(x->ddl->arena, &x->usual, c->to->name);
	if (my_gives(c, "server_default") && !my_option(c->to, "no_default"))
		orm_option_set(x->ddl->arena, &now->object.options, NULL, "no_default", NULL);
}

static bool change_column(struct my_alter *x, const struct orm_change *c)
{
	struct arena *a = x->ddl->arena;
	struct orm_change unplaced = *c; /* all places are found once all columns are there */

	if (c->verb == ORM_RENAME)
		return rename_column(x, c);
	if (c->verb == ORM_DROP)
		vec_push(a, &x->dropped, c->from->name);
	else if (c->verb == ORM_CREATE && my_is_listed(x, &x->dropped, c->to->name))
		vec_push(a, &x->remade, c->to->name);
	unplaced.after = NULL;
	if (!orm_change_apply_table(a, x->ddl->dialect, x->to, &unplaced, x->err))
		return false;
	if (c->verb == ORM_ALTER)
		settle_column(x, c);
	return true;
}

static bool has_elements(const struct my_alter *x, const struct orm_index *i,
                         const struct orm_elements *e)
{
	if (!i->unique || i->elements.len != e->len)
		return false;
	for (size_t k = 0; k < e->len; k++)
		if (!i->elements.items[k].column || !e->items[k].column ||
		    !x->ddl->dialect->same_name(i->elements.items[k].column, e->items[k].column))
			return false;
	return true;
}

/* A unique constraint is an index, which may be told by its columns. */
static struct orm_object *as_index(struct my_alter *x, struct orm_object *o)
{
	const struct orm_constraint *k = (const struct orm_constraint *)o;
	struct orm_index *i = o ? my_unique_index(x->ddl->arena, k) : NULL;

	for (size_t n = 0; i && !i->object.name && n < x->to->indexes.len; n++)
		if (has_elements(x, x->to->indexes.items[n], &i->elements))
			i->object.name = x->to->indexes.items[n]->object.name;
	return i ? &i->object : NULL;
}

static bool change_unique(struct my_alter *x, const struct orm_change *c)
{
	struct orm_change as = *c;

	as.kind = ORM_INDEX;
	if (c->verb == ORM_CREATE) {
		orm_table_add_index(
		    x->ddl->arena, x->to,
		    my_unique_index(x->ddl->arena, (const struct orm_constraint *)c->to));
		return true;
	}
	as.from = as_index(x, c->from);
	as.to = as_index(x, c->to);
	if (c->verb == ORM_RENAME)
		rename_index(x, &as);
	return orm_change_apply_table(x->ddl->arena, x->ddl->dialect, x->to, &as, x->err);
}

/* A foreign key that goes and comes back is in the way of something, though it is the same. */
static void note_foreign(struct my_alter *x, const struct orm_change *c)
{
	if (c->kind != ORM_FOREIGN_KEY)
		return;
	if (c->verb == ORM_DROP && c->from->name)
		vec_push(x->ddl->arena, &x->away, c->from->name);
	else if (c->verb == ORM_CREATE && c->to->name && my_is_listed(x, &x->away, c->to->name))
		vec_push(x->ddl->arena, &x->back, c->to->name);
}

static void rename_table(struct my_alter *x, const struct orm_change *c)
{
	x->to->object.name = c->to->name;
	x->to->object.schema = c->to->schema;
}

static bool apply(struct my_alter *x, const struct orm_change *c)
{
	if (c->kind == ORM_COLUMN)
		return change_column(x, c);
	if (c->kind == ORM_UNIQUE)
		return change_unique(x, c);
	if (c->kind == ORM_TABLE && c->verb == ORM_RENAME) {
		rename_table(x, c);
		return true;
	}
	if (c->kind == ORM_INDEX && c->verb == ORM_RENAME)
		rename_index(x, c);
	note_foreign(x, c);
	return orm_change_apply_table(x->ddl->arena, x->ddl->dialect, x->to, c, x->err);
}

static bool is_early(const struct orm_change *c)
{
	return c->verb == ORM_DROP && c->kind != ORM_COLUMN;
}

/* As often as there are places to say, a place may wait for another. */
static bool place_all(struct my_alter *x, const struct orm_change *changes, size_t count)
{
	for (size_t round = 0; round < count; round++)
		for (size_t i = 0; i < count; i++)
			if (changes[i].kind == ORM_COLUMN && changes[i].after &&
			    (changes[i].verb == ORM_CREATE || changes[i].verb == ORM_ALTER) &&
			    !place(x, &changes[i]))
				return false;
	return true;
}

bool my_follow(struct my_alter *x, const struct orm_change *changes, size_t count)
{
	for (int early = 1; early >= 0; early--)
		for (size_t i = 0; i < count; i++)
			if (is_early(&changes[i]) == (early == 1) && !apply(x, &changes[i]))
				return false;
	if (!place_all(x, changes, count))
		return false;
	my_settle_keys(x->ddl->arena, x->ddl->dialect, x->to);
	return true;
}
