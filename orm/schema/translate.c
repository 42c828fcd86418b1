/* orm/schema/translate.c - a schema of one database for another kind of database */
#include "orm/schema/translate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "orm/schema/translate_private.h"

void translate_note(struct translation *x, const char *what, const char *path, const char *format,
                    ...)
{
	char why[512];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	orm_metadata_leave_out(x->out, what, path, arena_strdup(x->arena, why));
}

const char *translate_path(struct translation *x, const struct orm_table *t, const char *name)
{
	const char *table = t->object.name;

	if (t->object.schema)
		table = arena_printf(x->arena, "%s.%s", t->object.schema, table);
	return name ? arena_printf(x->arena, "%s.%s", table, name) : table;
}

/* Nothing of how the other database wrote it down, or knows it. */
static void forget_origin(struct orm_object *o)
{
	o->text = o->lead = o->trail = NULL;
	o->depends = (struct names){ 0 };
}

static const char *path_of(struct translation *x, const struct orm_table *t,
                           const struct orm_object *o)
{
	return translate_path(x, t, o->kind == ORM_TABLE ? NULL : o->name);
}

static bool is_state(const struct orm_dialect *d, enum orm_kind kind, const char *option)
{
	const struct orm_option_info *info = orm_option_find(d, kind, option);

	return info && info->value == ORM_ATTR_STATE;
}

/* Options are one database's own, but where the other is derived from it. */
static void translate_options(struct translation *x, const struct orm_table *t,
                              struct orm_object *o, const struct orm_options *had)
{
	o->options = (struct orm_options){ 0 };
	for (size_t i = 0; i < had->len; i++) {
		const struct orm_option *option = &had->items[i];

		if (option->dialect) {
			vec_push(x->arena, &o->options, *option);
		} else if (x->related && orm_option_find(x->to, o->kind, option->name) &&
		           strcmp(option->name, "collate") != 0) {
			orm_option_set(x->arena, &o->options, x->to->name, option->name,
			               option->value);
		} else if (!text_empty(option->value) && !text_same(option->value, "false") &&
		           strcmp(option->name, "auto_increment") != 0 &&
		           !is_state(x->d, o->kind, option->name)) {
			translate_note(x, "option", path_of(x, t, o), "%s %s of a %s is %s's alone",
			               option->name, option->value, orm_kinds[o->kind].label,
			               x->d->title);
		}
	}
}

static void translate_comment(struct translation *x, const struct orm_table *t,
                              struct orm_object *o)
{
	if (o->comment && !x->to->has_comments)
		translate_note(x, "comment", path_of(x, t, o), "%s has no comments", x->to->title);
}

static bool counts(struct translation *x, const struct orm_table *t, const struct orm_column *c)
{
	const char *path = translate_path(x, t, c->object.name);

	if (text_same(orm_option_get(&c->object.options, NULL, "auto_increment"), "true") ||
	    (x->d->numbers_itself && x->d->numbers_itself(c)))
		return true;
	for (size_t i = 0; i < x->from->definitions.len; i++) {
		const struct orm_definition *d = x->from->definitions.items[i];

		if (d->object.kind == ORM_SEQUENCE && d->owned_by &&
		    c->server_default.kind == ORM_DEFAULT_SQL && text_same(d->owned_by, path))
			return true;
	}
	return false;
}

static bool is_only_key(struct translation *x, const struct orm_table *t, const char *name)
{
	const struct orm_constraint *pk = orm_table_primary_key(t);

	return pk && pk->elements.len == 1 && pk->elements.items[0].column &&
	       x->d->same_name(pk->elements.items[0].column, name);
}

/* A key that counts up says so by saying nothing. */
static void translate_counting(struct translation *x, const struct orm_table *t,
                               const struct orm_column *from, struct orm_column *c)
{
	bool key = is_only_key(x, t, c->object.name);

	if (c->identity && (!key || x->to->counts_anywhere))
		return;
	if (!counts(x, t, from) && !c->identity) {
		if (key && !from->object.text && c->autoincrement == ORM_UNSPECIFIED)
			c->autoincrement = ORM_NO;
		return;
	}
	c->identity = NULL;
	c->server_default = (struct orm_default){ 0 };
	c->nullable = key ? ORM_UNSPECIFIED : ORM_NO;
	c->autoincrement = key ? ORM_UNSPECIFIED : ORM_YES;
	if (key || x->to->counts_anywhere)
		return;
	c->autoincrement = ORM_UNSPECIFIED;
	translate_note(x, "counter", translate_path(x, t, c->object.name),
	               "%s counts up in a primary key of one column alone", x->to->title);
}

/* Is the same column computed whenever it is read there, too? */
static bool is_virtual_there(const struct translation *x, const struct orm_table *t,
                             const struct orm_column *c)
{
	const struct orm_table *twin =
	    x->like ? orm_metadata_table(x->like, t->object.schema, t->object.name) : NULL;
	const struct orm_column *same = twin ? orm_table_column(twin, x->to, c->object.name) : NULL;

	return same && same->computed && same->persisted != ORM_YES;
}

static void translate_computed(struct translation *x, const struct orm_table *t,
                               struct orm_column *c)
{
	char *expr;

	if (!c->computed)
		return;
	expr = translate_expr(x, t, c->computed);
	if (!expr)
		translate_note(x, "generated column", translate_path(x, t, c->object.name),
		               "it is a plain column: %s may mean something else", c->computed);
	c->computed = expr;
	c->persisted = expr ? c->persisted : ORM_UNSPECIFIED;
	if (!expr || c->persisted == ORM_YES || !x->to->stores_computed ||
	    is_virtual_there(x, t, c))
		return;
	c->persisted = ORM_YES;
	translate_note(x, "generated column", translate_path(x, t, c->object.name),
	               "it is stored there: not every %s computes it when it is read",
	               x->to->title);
}

static void translate_column(struct translation *x, struct orm_table *to, const struct orm_table *t,
                             const struct orm_column *from)
{
	struct orm_column *c;

	/* MariaDB's JSON is a text with a check to its relatives */
	if (x->related && x->d->short_column)
		from = x->d->short_column(x->arena, from);
	c = orm_column_copy(x->arena, from);

	forget_origin(&c->object);
	c->not_null_name = NULL;
	c->inherited = c->hidden = false;
	if (orm_column_is_key(t, x->d, c->object.name))
		c->nullable = ORM_UNSPECIFIED;
	translate_options(x, t, &c->object, &from->object.options);
	translate_comment(x, t, &c->object);
	translate_type(x, t, from, c);
	translate_counting(x, t, from, c);
	translate_default(x, t, c);
	translate_computed(x, t, c);
	if (c->collation)
		translate_note(x, "collation", translate_path(x, t, c->object.name),
		               "collation \"%s\" is %s's alone", c->collation, x->d->title);
	c->collation = NULL;
	orm_table_add_column(x->arena, to, c);
}

static void leave_out_table(struct translation *x, const struct orm_table *t, const char *why)
{
	map_put(x->left, orm_object_key(x->arena, x->d, &t->object), (void *)(uintptr_t)t);
	translate_note(x, "table", translate_path(x, t, NULL), "%s", why);
}

/* Why the table as a whole has no counterpart; NULL when it has one. */
static const char *obstacle(const struct orm_table *t)
{
	if (t->module)
		return "a virtual table is one database's alone";
	if (t->partition_of)
		return "a partition is one database's alone";
	if (t->inherits.len)
		return "a table that inherits is one database's alone";
	return t->object.schema ? "it is in another schema than the default one" : NULL;
}

/* Where its column is in the table; behind all where it has several. */
static size_t place_of(struct translation *x, const struct orm_table *t,
                       const struct orm_constraint *c)
{
	const char *name = c->elements.len == 1 ? c->elements.items[0].column : NULL;
	size_t i = 0;

	while (name && i < t->columns.len &&
	       !x->d->same_name(t->columns.items[i]->object.name, name))
		i++;
	return name ? i : t->columns.len;
}

/* In the order of their columns: databases number those without a name. */
static void add_in_order(struct translation *x, struct orm_table *t, struct orm_constraint *c)
{
	struct orm_constraint **all;
	size_t place = place_of(x, t, c), at;

	orm_table_add_constraint(x->arena, t, c);
	all = t->constraints.items;
	for (at = t->constraints.len - 1; at && place_of(x, t, all[at - 1]) > place; at--)
		all[at] = all[at - 1];
	all[at] = c;
}

static void translate_parts(struct translation *x, struct orm_table *to, const struct orm_table *t)
{
	for (size_t i = 0; i < t->constraints.len; i++) {
		struct orm_constraint *c = orm_constraint_copy(x->arena, t->constraints.items[i]);

		forget_origin(&c->object);
		translate_options(x, t, &c->object, &t->constraints.items[i]->object.options);
		if (translate_constraint(x, t, c))
			add_in_order(x, to, c);
	}
	for (size_t i = 0; i < t->indexes.len; i++) {
		struct orm_index *index = orm_index_copy(x->arena, t->indexes.items[i]);

		forget_origin(&index->object);
		if (!translate_index(x, t, index))
			continue;
		translate_options(x, t, &index->object, &t->indexes.items[i]->object.options);
		orm_table_add_index(x->arena, to, index);
	}
}

static struct orm_constraint *as_constraint(struct translation *x, const struct orm_index *i)
{
	struct orm_constraint *c = orm_constraint_new(x->arena, ORM_UNIQUE);

	c->object.name = i->object.name;
	for (size_t j = 0; j < i->elements.len; j++)
		vec_push(x->arena, &c->elements, i->elements.items[j]);
	return c;
}

/* One that a constraint makes as well, and that nothing tells from the constraint's. */
static bool is_plain_unique(struct translation *x, const struct orm_index *i)
{
	bool plain = x->d->indexes_inside && i->unique && !i->where && !i->method &&
	             !i->object.options.len && !i->object.comment;

	for (size_t j = 0; j < i->elements.len; j++)
		plain = plain && i->elements.items[j].column && !i->elements.items[j].length &&
		        !i->elements.items[j].descending;
	return plain;
}

/* The table with unique constraints where they are indexes. */
static const struct orm_table *with_constraints(struct translation *x, const struct orm_table *t)
{
	struct orm_table *copy;
	size_t i = 0;

	if (!x->d->indexes_inside || x->related)
		return t;
	copy = orm_table_copy(x->arena, t);
	while (i < copy->indexes.len) {
		struct orm_index *index = copy->indexes.items[i];

		if (!is_plain_unique(x, index)) {
			i++;
			continue;
		}
		orm_table_add_constraint(x->arena, copy, as_constraint(x, index));
		vec_remove(&copy->indexes, i);
	}
	return copy;
}

static void translate_table(struct translation *x, const struct orm_table *from)
{
	struct orm_table *t =
	    orm_table_new(x->arena, NULL, arena_strdup(x->arena, from->object.name));
	const struct orm_table *whole = with_constraints(x, from);

	x->table = t;
	t->object.comment = from->object.comment;
	t->object.file = from->object.file;
	t->object.line = from->object.line;
	translate_options(x, from, &t->object, &from->object.options);
	translate_comment(x, from, &t->object);
	if (from->partition_by)
		translate_note(x, "partitioning", translate_path(x, from, NULL),
		               "its rows are in one table there");
	for (size_t i = 0; i < from->columns.len; i++)
		translate_column(x, t, whole, from->columns.items[i]);
	translate_parts(x, t, whole);
	orm_metadata_add_table(x->out, t);
}

/* A type that columns became, or a sequence by which one counts. */
static bool is_within_columns(const struct orm_definition *d)
{
	return d->object.kind == ORM_ENUM || d->object.kind == ORM_DOMAIN ||
	       (d->object.kind == ORM_SEQUENCE && d->owned_by) ||
	       (d->object.kind == ORM_SCHEMA && !strcmp(d->object.name, "public"));
}

static void leave_out_definition(struct translation *x, const struct orm_definition *d)
{
	const struct orm_object *o = &d->object;

	if (is_within_columns(d))
		return;
	translate_note(x, orm_kinds[o->kind].label,
	               o->schema ? arena_printf(x->arena, "%s.%s", o->schema, o->name) : o->name,
	               d->definition ? "what it says is not translated"
	                             : "it is one database's alone");
}

static bool are_related(const struct orm_dialect *a, const struct orm_dialect *b)
{
	return text_same(a->base ? a->base : a->name, b->base ? b->base : b->name);
}

struct orm_metadata *orm_translate(struct arena *a, const struct orm_metadata *m,
                                   const struct orm_dialect *to, const struct orm_metadata *like)
{
	struct orm_metadata *out = orm_metadata_new(a);
	struct translation x = { .arena = a,
		                 .from = m,
		                 .like = like,
		                 .d = m->dialect,
		                 .to = to,
		                 .related = are_related(m->dialect, to),
		                 .out = out,
		                 .names = map_new(a),
		                 .left = map_new(a) };

	out->naming = m->naming;
	for (size_t i = 0; i < m->left_out.len; i++)
		vec_push(a, &out->left_out, m->left_out.items[i]);
	for (size_t i = 0; i < m->tables.len; i++)
		if (obstacle(m->tables.items[i]))
			leave_out_table(&x, m->tables.items[i], obstacle(m->tables.items[i]));
	for (size_t i = 0; i < m->tables.len; i++)
		if (!obstacle(m->tables.items[i]))
			translate_table(&x, m->tables.items[i]);
	translate_widen(&x);
	for (size_t i = 0; i < m->definitions.len; i++)
		leave_out_definition(&x, m->definitions.items[i]);
	return out;
}
