/* orm/schema/translate_key.c - constraints and indexes for another kind of database */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "orm/schema/naming.h"
#include "orm/schema/translate_private.h"

/* As many characters of four bytes as an index takes. */
#define WHOLE_LENGTH 768

/* Why the other database refuses the object as it is; NULL when it doesn't. */
static const char *refusal(struct translation *x, const struct orm_object *o)
{
	struct orm_object *copy = orm_object_copy(x->arena, o);
	struct error err = { .position = -1 };
	bool ok;

	copy->options = (struct orm_options){ 0 };
	ok = x->to->resolve(x->arena, copy, &err);
	const char *why = ok ? NULL : arena_strdup(x->arena, err.message);
	error_clear(&err);
	return why;
}

static void without_deferring(struct orm_object *o)
{
	struct orm_constraint *c = (struct orm_constraint *)o;

	if (o->kind == ORM_INDEX)
		return;
	c->deferrable = ORM_NO;
	c->initially = NULL;
}

static void without_match(struct orm_object *o)
{
	if (o->kind == ORM_FOREIGN_KEY)
		((struct orm_constraint *)o)->match = NULL;
}

static void without_distinct(struct orm_object *o)
{
	if (o->kind == ORM_INDEX)
		((struct orm_index *)o)->nulls_not_distinct = false;
	else
		((struct orm_constraint *)o)->nulls_not_distinct = false;
}

static void without_enforcing(struct orm_object *o)
{
	if (o->kind != ORM_INDEX)
		((struct orm_constraint *)o)->not_enforced = false;
}

static void without_condition(struct orm_object *o)
{
	if (o->kind == ORM_INDEX && !((struct orm_index *)o)->unique)
		((struct orm_index *)o)->where = NULL;
}

/* Takes away what the other refuses, one thing after the other; false: all of it. */
static bool make_acceptable(struct translation *x, const char *what, const char *path,
                            struct orm_object *o)
{
	static void (*const without[])(struct orm_object *) = {
		without_deferring, without_match,     without_distinct,
		without_enforcing, without_condition,
	};
	const char *why = refusal(x, o);

	for (size_t i = 0; why && i < COUNT(without); i++) {
		const char *before = why;

		without[i](o);
		why = refusal(x, o);
		if (!text_same(why, before))
			translate_note(x, what, path, "it goes without what is refused: %s",
			               before);
	}
	if (why)
		translate_note(x, what, path, "%s", why);
	return !why;
}

static struct orm_elements *elements_of(struct orm_object *o)
{
	return o->kind == ORM_INDEX ? &((struct orm_index *)o)->elements
	                            : &((struct orm_constraint *)o)->elements;
}

/* Can't it be in an index as a whole there? */
static bool is_too_long(const struct translation *x, const struct orm_element *e)
{
	const struct orm_column *c = e->column ? orm_table_column(x->table, x->d, e->column) : NULL;
	const struct orm_type *type = c ? c->type : NULL;

	if (!x->to->text_max || !type)
		return false;
	return type->id == ORM_TYPE_TEXT || type->id == ORM_TYPE_UNICODETEXT ||
	       type->id == ORM_TYPE_LARGEBINARY ||
	       ((type->id == ORM_TYPE_STRING || type->id == ORM_TYPE_UNICODE) &&
	        (!type->length || type->length > WHOLE_LENGTH));
}

/* A text of any length, as an expression makes one of another, is in no key of such a database. */
static const char *long_text_in(const struct translation *x, const char *expr)
{
	for (size_t i = 0; x->table && i < x->table->columns.len; i++) {
		struct orm_element e = { .column = x->table->columns.items[i]->object.name };

		if (is_too_long(x, &e) && orm_mentions(x->d, expr, e.column))
			return e.column;
	}
	return NULL;
}

/* The members of a key or index; false: an expression has no translation. */
static bool translate_elements(struct translation *x, const struct orm_table *t, const char *what,
                               const char *path, struct orm_object *o)
{
	struct orm_elements *elements = elements_of(o);

	for (size_t i = 0; !x->related && i < elements->len; i++) {
		struct orm_element *e = &elements->items[i];
		const char *expr = e->expr ? translate_expr(x, t, e->expr) : NULL;

		if (e->expr && !expr) {
			translate_note(x, what, path, "%s may mean something else", e->expr);
			return false;
		}
		if (expr && long_text_in(x, expr)) {
			translate_note(x, what, path, "\"%s\" may be too long for a key there",
			               long_text_in(x, expr));
			return false;
		}
		e->expr = expr;
		if (e->collation || e->opclass || e->nulls)
			translate_note(x, what, path, "how \"%s\" is ordered is %s's alone",
			               e->column ? e->column : e->expr, x->d->title);
		e->collation = e->opclass = e->nulls = NULL;
		if (e->length && !x->to->text_max)
			translate_note(x, what, path, "all of \"%s\" is in it there", e->column);
		e->length = x->to->text_max ? e->length : 0;
	}
	return true;
}

static void cut(struct translation *x, const char *what, const char *path, struct orm_element *e,
                int length)
{
	e->length = length;
	translate_note(x, what, path, "the first %d of \"%s\" are in it there", length, e->column);
}

/* Characters of a member that is a String, or the start of one; 0: it is neither. */
static int width(const struct translation *x, const struct orm_element *e)
{
	const struct orm_column *c = e->column ? orm_table_column(x->table, x->d, e->column) : NULL;
	bool is_string =
	    c && c->type && (c->type->id == ORM_TYPE_STRING || c->type->id == ORM_TYPE_UNICODE);

	return e->length ? e->length : is_string ? c->type->length : 0;
}

/* What is too long by itself, and then what is too long together with the others. */
static void shorten(struct translation *x, const char *what, const char *path,
                    struct orm_elements *elements)
{
	int each = translate_key_length(elements->len), all = 0;

	for (size_t i = 0; !x->related && x->to->text_max && i < elements->len; i++) {
		struct orm_element *e = &elements->items[i];

		if (!e->length && is_too_long(x, e))
			cut(x, what, path, e, each);
		all += width(x, e);
	}
	for (size_t i = 0; all > WHOLE_LENGTH && i < elements->len; i++)
		if (width(x, &elements->items[i]) > each)
			cut(x, what, path, &elements->items[i], each);
}

/* Both in one schema have names of their own; elsewhere that is of one table alone. */
static void settle_name(struct translation *x, const struct orm_table *t, const char *what,
                        struct orm_object *o)
{
	const char *name = o->name, *key;

	if (!name)
		return;
	key = text_lower(x->arena, name);
	if (map_has(x->names, key)) {
		o->name = orm_name_within(x->arena, x->to,
		                          arena_printf(x->arena, "%s_%s", t->object.name, name));
		translate_note(x, what, translate_path(x, t, name),
		               "it is \"%s\" there, where its name is taken", o->name);
		key = text_lower(x->arena, o->name);
	}
	map_put(x->names, key, o);
}

/* SQLite keeps keys to tables that it doesn't have. */
static bool refers_to_nothing(struct translation *x, const struct orm_constraint *c)
{
	const struct orm_table *t =
	    orm_metadata_table(x->from, c->referred_schema, c->referred_table);

	return c->referred_schema || (!t && x->to->checks_references) ||
	       (t && map_has(x->left, orm_object_key(x->arena, x->d, &t->object)));
}

static bool are_same_columns(const struct translation *x, const struct orm_elements *key,
                             const struct names *columns)
{
	size_t found = 0;

	for (size_t i = 0; i < key->len; i++)
		for (size_t j = 0; key->items[i].column && j < columns->len; j++)
			found += x->d->same_name(key->items[i].column, columns->items[j]);
	return found == key->len && found == columns->len;
}

/* MySQL takes a key to columns that any index begins with; others want one that is unique. */
static bool refers_to_no_key(const struct translation *x, const struct orm_constraint *c)
{
	const struct orm_table *t =
	    orm_metadata_table(x->from, c->referred_schema, c->referred_table);

	if ((x->related && !x->to->refers_to_keys) || !t)
		return false;
	if (!c->referred_columns.len)
		return !orm_table_primary_key(t);
	for (size_t i = 0; i < t->constraints.len; i++)
		if ((t->constraints.items[i]->object.kind == ORM_PRIMARY_KEY ||
		     t->constraints.items[i]->object.kind == ORM_UNIQUE) &&
		    are_same_columns(x, &t->constraints.items[i]->elements, &c->referred_columns))
			return false;
	for (size_t i = 0; i < t->indexes.len; i++)
		if (t->indexes.items[i]->unique && !t->indexes.items[i]->where &&
		    are_same_columns(x, &t->indexes.items[i]->elements, &c->referred_columns))
			return false;
	return true;
}

/* Some want to be told which columns the primary key has. */
static void name_referred(struct translation *x, struct orm_constraint *c)
{
	const struct orm_table *t =
	    orm_metadata_table(x->from, c->referred_schema, c->referred_table);
	const struct orm_constraint *key =
	    t && !c->referred_columns.len ? orm_table_primary_key(t) : NULL;

	for (size_t i = 0; key && i < key->elements.len; i++)
		if (key->elements.items[i].column)
			vec_push(x->arena, &c->referred_columns,
			         arena_strdup(x->arena, key->elements.items[i].column));
}

static bool changes_rows(const char *action)
{
	return action && (text_same_nocase(action, "CASCADE") || text_starts(action, "SET"));
}

/* The column of the check that a foreign key's action changes, where none may; or NULL. */
static const char *acted_on(const struct translation *x, const struct orm_table *t,
                            const char *check)
{
	for (size_t i = 0; x->to->guards_actions && i < t->constraints.len; i++) {
		const struct orm_constraint *c = t->constraints.items[i];
		bool acts = changes_rows(c->onupdate) ||
		            (changes_rows(c->ondelete) && text_starts(c->ondelete, "SET"));

		for (size_t j = 0; acts && j < c->elements.len; j++)
			if (orm_mentions(x->d, check, c->elements.items[j].column))
				return c->elements.items[j].column;
	}
	return NULL;
}

/* SET NULL of a column that takes none fails wherever it isn't refused from the start. */
static void settle_action(struct translation *x, const struct orm_table *t, const char *what,
                          const char *path, struct orm_constraint *c)
{
	const char **actions[] = { &c->ondelete, &c->onupdate };

	for (size_t i = 0; i < COUNT(actions); i++)
		for (size_t j = 0; text_same_nocase(*actions[i], "SET NULL") && j < c->elements.len;
		     j++) {
			const struct orm_column *column =
			    orm_table_column(t, x->d, c->elements.items[j].column);

			if (!column || column->nullable != ORM_NO)
				continue;
			translate_note(x, what, path,
			               "SET NULL of \"%s\", which takes none, is NO "
			               "ACTION there",
			               column->object.name);
			*actions[i] = NULL;
		}
}

/* What only that kind of constraint has; false: it is left out. */
static bool translate_own(struct translation *x, const struct orm_table *t, const char *what,
                          const char *path, struct orm_constraint *c)
{
	if (c->object.kind == ORM_CHECK) {
		char *expr = translate_expr(x, t, c->expr);
		const char *column = acted_on(x, t, c->expr);

		if (!expr)
			translate_note(x, what, path, "%s may mean something else", c->expr);
		else if (column)
			translate_note(x, what, path, "a foreign key's action changes \"%s\"",
			               column);
		c->expr = expr;
		return expr && !column;
	}
	if (c->object.kind == ORM_FOREIGN_KEY && refers_to_nothing(x, c)) {
		translate_note(x, what, path, "the table it refers to isn't there");
		return false;
	}
	if (c->object.kind == ORM_FOREIGN_KEY && refers_to_no_key(x, c)) {
		translate_note(x, what, path, "what it refers to is no key of \"%s\"",
		               c->referred_table);
		return false;
	}
	if (c->object.kind == ORM_FOREIGN_KEY) {
		name_referred(x, c);
		settle_action(x, t, what, path, c);
	}
	return true;
}

static void note_include(struct translation *x, const char *path, const struct names *columns)
{
	if (columns->len)
		translate_note(x, "option", path, "what it includes is %s's alone", x->d->title);
}

bool translate_constraint(struct translation *x, const struct orm_table *t,
                          struct orm_constraint *c)
{
	const char *what = orm_kinds[c->object.kind].label;
	const char *path = translate_path(x, t, c->object.name ? c->object.name : what);

	if (c->object.kind == ORM_PRIMARY_KEY ||
	    (c->object.name && x->d->chose_name && x->d->chose_name(t, c)))
		c->object.name = NULL;
	if (!translate_own(x, t, what, path, c) ||
	    !translate_elements(x, t, what, path, &c->object))
		return false;
	if (c->not_valid)
		translate_note(x, "option", path, "rows that there are have to satisfy it, too");
	if (c->no_inherit)
		translate_note(x, "option", path, "tables that inherit are %s's alone",
		               x->d->title);
	if (c->object.comment)
		translate_note(x, "comment", path, "constraints have none there");
	note_include(x, path, &c->include);
	c->inherited = c->invalid = c->not_valid = c->no_inherit = false;
	c->include = (struct names){ 0 };
	c->object.comment = NULL;
	if (!make_acceptable(x, what, path, &c->object))
		return false;
	if (c->object.kind != ORM_FOREIGN_KEY)
		shorten(x, what, path, &c->elements);
	settle_name(x, t, what, &c->object);
	return true;
}

/* The index that a foreign key has anyway, under its name. */
static bool is_of_foreign_key(struct translation *x, const struct orm_table *t,
                              const struct orm_index *i)
{
	for (size_t j = 0; x->d->indexes_inside && j < t->constraints.len; j++) {
		const struct orm_constraint *c = t->constraints.items[j];

		if (c->object.kind == ORM_FOREIGN_KEY && !i->unique &&
		    text_same(c->object.name, i->object.name))
			return true;
	}
	return false;
}

static bool is_plain(struct translation *x, const struct orm_index *i)
{
	const char *kind =
	    x->d->index_kind ? orm_option_get(&i->object.options, NULL, x->d->index_kind) : NULL;

	return !kind && (!i->method || text_same_nocase(i->method, "btree") ||
	                 text_same_nocase(i->method, "hash"));
}

static bool translate_condition(struct translation *x, const struct orm_table *t, const char *path,
                                struct orm_index *i)
{
	char *where;

	if (!i->where)
		return true;
	where = translate_expr(x, t, i->where);
	if (!where)
		translate_note(x, "index", path, "%s may mean something else", i->where);
	i->where = where;
	return where != NULL;
}

bool translate_index(struct translation *x, const struct orm_table *t, struct orm_index *i)
{
	const char *path = translate_path(x, t, i->object.name);

	if (is_of_foreign_key(x, t, i))
		return false;
	if (!x->related && !is_plain(x, i)) {
		translate_note(x, "index", path, "such indexes are %s's alone", x->d->title);
		return false;
	}
	if (!x->related && i->method && !text_same_nocase(i->method, "btree"))
		translate_note(x, "option", path, "it is a sorted index there");
	if (i->object.comment && !x->to->has_comments)
		translate_note(x, "comment", path, "%s has no comments", x->to->title);
	note_include(x, path, &i->include);
	i->method = NULL;
	i->include = (struct names){ 0 };
	i->inherited = i->invalid = false;
	i->object.comment = x->to->has_comments ? i->object.comment : NULL;
	if (!translate_condition(x, t, path, i) ||
	    !translate_elements(x, t, "index", path, &i->object) ||
	    !make_acceptable(x, "index", path, &i->object))
		return false;
	shorten(x, "index", path, &i->elements);
	settle_name(x, t, "index", &i->object);
	return true;
}
