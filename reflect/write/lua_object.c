/* reflect/write/lua_object.c - one object as a Lua constructor */
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

/* ", keyword = text" of what is no attribute. */
static void keyword(struct buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	buf_addf(out, ", %s = ", name);
	write_lua_string(out, text);
}

/* Can the name stand in "schema.table.column"? */
static bool is_simple(const char *name)
{
	return !name || (*name && !strchr(name, '.'));
}

/* Is "schema.table.column" (or "table") clear about what is what? */
static bool is_clear_path(const struct orm_constraint *c)
{
	if (c->referred_schema && !c->referred_columns.len)
		return false;
	for (size_t i = 0; i < c->referred_columns.len; i++)
		if (!is_simple(c->referred_columns.items[i]))
			return false;
	return is_simple(c->referred_schema) && is_simple(c->referred_table);
}

static void write_path(struct buf *out, const struct orm_constraint *c, const char *column)
{
	struct arena a = { 0 };
	const char *table = c->referred_table;

	if (c->referred_schema)
		table = arena_printf(&a, "%s.%s", c->referred_schema, table);
	write_lua_string(out, column ? arena_printf(&a, "%s.%s", table, column) : table);
	arena_release(&a);
}

/* What a foreign key refers to, as keywords, where a path isn't clear. */
static void referred_keywords(struct buf *out, const struct orm_constraint *c)
{
	keyword(out, "referred_schema", c->referred_schema);
	keyword(out, "referred_table", c->referred_table);
	if (!c->referred_columns.len)
		return;
	buf_adds(out, ", referred_columns = {");
	lua_names(out, &c->referred_columns);
	buf_addc(out, '}');
}

static void constraint_keywords(struct buf *out, const struct lua_scope *s,
                                const struct orm_constraint *c)
{
	keyword(out, "name", c->object.name);
	keyword(out, "renamed_from", c->object.renamed_from);
	lua_lengths(out, s->dialect, c->object.kind, &c->elements);
	write_lua_attrs(out, s->dialect, &c->object, lua_keywords(&c->object), "");
}

/* Does it refer to a table that the models don't declare? */
static bool is_external(const struct lua_scope *s, const struct orm_constraint *c)
{
	const struct orm_metadata *m = s->metadata;

	return m && !orm_metadata_table(m, c->referred_schema, c->referred_table) &&
	       !orm_metadata_table(m, c->object.schema, c->referred_table);
}

static void reference_keywords(struct buf *out, const struct lua_scope *s,
                               const struct orm_constraint *c)
{
	constraint_keywords(out, s, c);
	buf_adds(out, is_external(s, c) ? ", external = true}" : "}");
}

/* ForeignKey{"customers.id", ondelete = "CASCADE"}, inside a column. */
static void write_column_reference(struct buf *out, const struct lua_scope *s,
                                   const struct orm_constraint *c)
{
	buf_adds(out, "ForeignKey{");
	write_path(out, c, c->referred_columns.len ? c->referred_columns.items[0] : NULL);
	reference_keywords(out, s, c);
}

static void write_foreign_key(struct buf *out, const struct lua_scope *s,
                              const struct orm_constraint *c)
{
	buf_adds(out, "ForeignKeyConstraint{{");
	lua_elements(out, &c->elements);
	buf_addc(out, '}');
	if (!is_clear_path(c)) {
		referred_keywords(out, c);
	} else {
		buf_adds(out, ", {");
		if (!c->referred_columns.len)
			write_path(out, c, NULL);
		for (size_t i = 0; i < c->referred_columns.len; i++) {
			buf_adds(out, i ? ", " : "");
			write_path(out, c, c->referred_columns.items[i]);
		}
		buf_addc(out, '}');
	}
	reference_keywords(out, s, c);
}

void lua_constraint(struct buf *out, const struct lua_scope *s, const struct orm_constraint *c)
{
	if (c->object.kind == ORM_FOREIGN_KEY) {
		write_foreign_key(out, s, c);
		return;
	}
	buf_addf(out, "%s{", orm_kinds[c->object.kind].model);
	if (c->object.kind == ORM_CHECK || c->object.kind == ORM_EXCLUDE)
		write_lua_string(out, c->expr);
	else
		lua_elements(out, &c->elements);
	constraint_keywords(out, s, c);
	buf_addc(out, '}');
}

static void write_list(struct buf *out, const struct names *names)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < names->len; i++) {
		buf_adds(out, i ? ", " : "");
		write_lua_string(out, names->items[i]);
	}
	buf_addc(out, '}');
}

/* A domain's checks, a materialized view's indexes. */
static void write_parts(struct buf *out, const struct lua_scope *s, const struct orm_object *o)
{
	const struct orm_definition *d = (const struct orm_definition *)o;

	if (!ORM_IS_DEFINITION(o->kind))
		return;
	for (size_t i = 0; i < d->checks.len; i++) {
		buf_adds(out, ",\n  ");
		lua_constraint(out, s, d->checks.items[i]);
	}
	for (size_t i = 0; i < d->indexes.len; i++) {
		buf_adds(out, ",\n  ");
		lua_named(out, s, &d->indexes.items[i]->object);
	}
}

/* The name, what models give by position, the rest. */
void lua_named(struct buf *out, const struct lua_scope *s, const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];

	buf_addf(out, "%s{", k->model);
	if (o->name)
		write_lua_string(out, o->name);
	else
		buf_adds(out, "nil");
	for (size_t i = 0; i < k->attr_count; i++) {
		const char **text = orm_attr_at(o, &k->attrs[i]);

		if (!k->attrs[i].positional)
			continue;
		/* an enum without values has an empty list */
		if (orm_attr_empty(o, &k->attrs[i]) && k->attrs[i].kind != ORM_ATTR_NAMES)
			continue;
		buf_adds(out, ", ");
		if (k->attrs[i].kind == ORM_ATTR_ELEMENTS)
			lua_elements(out, orm_attr_at(o, &k->attrs[i]));
		else if (k->attrs[i].kind == ORM_ATTR_NAMES)
			write_list(out, orm_attr_at(o, &k->attrs[i]));
		else
			write_lua_string(out, *text);
	}
	write_parts(out, s, o);
	keyword(out, "schema", o->kind == ORM_INDEX ? NULL : o->schema);
	keyword(out, "renamed_from", o->renamed_from);
	if (o->kind == ORM_INDEX)
		lua_lengths(out, s->dialect, o->kind, &((const struct orm_index *)o)->elements);
	write_lua_attrs(out, s->dialect, o, lua_keywords(o), "");
	buf_addc(out, '}');
}

static bool is_plain_element(const struct orm_elements *elements)
{
	const struct orm_element *e = elements->items;

	return elements->len == 1 && e->column && !e->descending && !e->collation && !e->opclass &&
	       !e->nulls && !e->length;
}

bool lua_inlines(const struct orm_constraint *c)
{
	const struct orm_object *o = &c->object;

	if (o->kind == ORM_CHECK || !is_plain_element(&c->elements) || o->options.len ||
	    o->comment || o->renamed_from)
		return false;
	if (o->kind == ORM_FOREIGN_KEY)
		return c->referred_columns.len <= 1 && is_clear_path(c);
	return !o->name && lua_keywords(o) == ORM_ATTR_OPTIONS;
}

/* primary_key = true, unique = true: is there one of this kind to say it for? */
static bool has_flag(const struct orm_constraints *list, enum orm_kind kind)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i]->object.kind == kind && lua_inlines(list->items[i]))
			return true;
	return false;
}

/* What stands in a column by position, after its type. */
static void column_positional(struct buf *out, const struct lua_scope *s,
                              const struct orm_column *c, const struct orm_constraints *list)
{
	for (size_t i = 0; i < list->len; i++) {
		const struct orm_constraint *item = list->items[i];

		if (lua_inlines(item) && item->object.kind != ORM_FOREIGN_KEY)
			continue;
		buf_adds(out, ", ");
		if (lua_inlines(item))
			write_column_reference(out, s, item);
		else
			lua_constraint(out, s, item);
	}
	if (c->computed) {
		buf_adds(out, ", Computed{");
		write_lua_string(out, c->computed);
		if (c->persisted != ORM_UNSPECIFIED)
			buf_addf(out, ", persisted = %s",
			         c->persisted == ORM_YES ? "true" : "false");
		buf_addc(out, '}');
	}
}

/*
 * Is it what a column gets that says nothing of NULL?  NOT NULL for members of
 * the primary key, but for those that the dialect lets be.
 */
static bool is_usual_null(const struct orm_dialect *d, const struct orm_column *c,
                          const struct orm_table *t)
{
	if (c->nullable == ORM_UNSPECIFIED)
		return true;
	if (!t || !orm_column_is_key(t, d, c->object.name))
		return c->nullable == ORM_YES;
	return c->nullable == (d && d->key_may_be_null(t, c) ? ORM_YES : ORM_NO);
}

/* Can it count up, so that it matters whether it does? */
static bool may_count(const struct orm_dialect *d, const struct orm_type *type)
{
	struct arena a = { 0 };
	const struct orm_type *generic = type;
	bool may;

	if (type && type->declared)
		generic = type->declared;
	else if (d && type && type->id == ORM_TYPE_EXACT)
		generic = d->generic_type(&a, type->name);
	may = generic && (generic->id == ORM_TYPE_INTEGER || generic->id == ORM_TYPE_BIGINTEGER ||
	                  generic->id == ORM_TYPE_SMALLINTEGER);
	arena_release(&a);
	return may;
}

/* The column as a model of it without the option, or without its word on counting, is resolved. */
static struct orm_column *resolved_without(struct arena *a, const struct orm_dialect *d,
                                           const struct orm_column *c,
                                           const struct orm_option *option)
{
	struct orm_column *copy = orm_column_copy(a, c);
	struct error ignored = { 0 };
	bool done;

	copy->object.table = c->object.table;
	if (option)
		orm_option_set(a, &copy->object.options, option->dialect, option->name, NULL);
	else
		copy->autoincrement = ORM_UNSPECIFIED;
	done = d->resolve(a, &copy->object, &ignored);
	error_clear(&ignored);
	return done ? copy : NULL;
}

/* Would a model of the column have the option without a word, as a key that counts up has? */
static bool goes_unsaid(const struct orm_dialect *d, const struct orm_column *c,
                        const struct orm_option *option)
{
	struct arena a = { 0 };
	const struct orm_column *copy = resolved_without(&a, d, c, option);
	bool unsaid =
	    copy && text_same(orm_option_get(&copy->object.options, option->dialect, option->name),
	                      option->value);

	arena_release(&a);
	return unsaid;
}

/* Would a model of the column count up if it weren't told not to? */
static bool counts_unsaid(const struct orm_dialect *d, const struct orm_column *c)
{
	struct arena a = { 0 };
	const struct orm_column *copy;
	bool counts;

	if (!d || !c->object.table || c->autoincrement != ORM_NO)
		return false;
	copy = resolved_without(&a, d, c, NULL);
	counts = copy && (orm_attrs_differ(d, &copy->object, &c->object, false) & ORM_ATTR_OPTIONS);
	arena_release(&a);
	return counts;
}

/* The options of a column of a table that is there. */
static struct orm_options said_options(struct arena *a, const struct orm_dialect *d,
                                       const struct orm_column *c)
{
	struct orm_options out = { 0 };

	for (size_t i = 0; i < c->object.options.len; i++) {
		const struct orm_option *option = &c->object.options.items[i];

		if (!d || !c->object.table || option->dialect || !goes_unsaid(d, c, option))
			vec_push(a, &out, *option);
	}
	return out;
}

void lua_column(struct buf *out, const struct lua_scope *s, const struct orm_column *column,
                const struct orm_table *t, const struct orm_constraints *inlined)
{
	const struct orm_dialect *d = s->dialect;
	struct arena a = { 0 };

	if (d && d->short_column)
		column = d->short_column(&a, column);
	struct orm_column said = *column, *c = &said;
	const struct orm_object *o = &c->object;
	uint64_t keywords = lua_keywords(o);
	uint64_t last = keywords & (ORM_ATTR_COMMENT | ORM_ATTR_OPTIONS);

	keywords &=
	    ~(last | orm_attr_bit(ORM_COLUMN, "computed") | orm_attr_bit(ORM_COLUMN, "persisted"));
	if (is_usual_null(d, column, t))
		keywords &= ~orm_attr_bit(ORM_COLUMN, "nullable");
	if (!may_count(d, c->type) && !counts_unsaid(d, column))
		keywords &= ~orm_attr_bit(ORM_COLUMN, "autoincrement");
	buf_adds(out, "Column{");
	write_lua_string(out, o->name);
	if (c->type && (c->type->id != ORM_TYPE_EXACT || !text_empty(c->type->name))) {
		buf_adds(out, ", ");
		write_lua_type(out, d, c->type);
	}
	column_positional(out, s, c, inlined);
	buf_adds(out, has_flag(inlined, ORM_PRIMARY_KEY) ? ", primary_key = true" : "");
	write_lua_attrs(out, d, o, keywords, "");
	buf_adds(out, has_flag(inlined, ORM_UNIQUE) ? ", unique = true" : "");
	keyword(out, "renamed_from", o->renamed_from);
	said.object.options = said_options(&a, d, column);
	write_lua_attrs(out, d, o, last, "");
	buf_addc(out, '}');
	arena_release(&a);
}

void write_lua_object(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                      int indent)
{
	const struct orm_column *column = (const struct orm_column *)o;
	struct lua_scope s = { .dialect = d };

	switch (o->kind) {
	case ORM_TABLE:
		lua_table(out, &s, (const struct orm_table *)o, indent);
		break;
	case ORM_COLUMN:
		lua_column(out, &s, column, NULL, &column->attached);
		break;
	default:
		if (ORM_IS_CONSTRAINT(o->kind))
			lua_constraint(out, &s, (const struct orm_constraint *)o);
		else
			lua_named(out, &s, o);
		break;
	}
}
