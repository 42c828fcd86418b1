/* migrate/render_call.c - one change as a call in a Lua script */
#include "migrate/render_call.h"

#include <string.h>

#include "base/text.h"
#include "migrate/describe.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

/* A call on its way: arguments by position and by keyword, each after ", ". */
struct call {
	const struct orm_dialect *dialect;
	const struct orm_change *change;
	bool batch; /* the batch knows the table */
	int indent;
	struct buf positional, keywords;
};

static void add_name(struct call *call, const char *name)
{
	buf_adds(&call->positional, ", ");
	if (name)
		write_lua_string(&call->positional, name);
	else
		buf_adds(&call->positional, "nil");
}

static void add_table(struct call *call)
{
	if (!call->batch)
		add_name(call, render_call_table(call->change));
}

static void add_keyword(struct call *call, const char *name, const char *text)
{
	if (!text)
		return;
	buf_addf(&call->keywords, ", %s = ", name);
	write_lua_string(&call->keywords, text);
}

static void add_elements(struct call *call, const struct orm_elements *elements)
{
	buf_adds(&call->positional, ", {");
	lua_elements(&call->positional, elements);
	buf_addc(&call->positional, '}');
	lua_lengths(&call->keywords, call->dialect, call->change->kind, elements);
}

static void add_names(struct buf *out, const char *before, const struct names *names)
{
	buf_addf(out, "%s{", before);
	lua_names(out, names);
	buf_addc(out, '}');
}

/* The attributes that models give by keyword, comment and options. */
static void add_attrs(struct call *call, const struct orm_object *o)
{
	write_lua_attrs(&call->keywords, call->dialect, o, lua_keywords(o), "");
}

static void create_table(struct call *call)
{
	struct lua_scope scope = { .dialect = call->dialect };
	struct buf table = { 0 };

	/* what is inside Table{...} is inside op.create_table{...}, up to the last line's end */
	lua_table(&table, &scope, (const struct orm_table *)call->change->to, call->indent);
	buf_add(&call->positional, buf_str(&table) + strlen("Table{"),
	        table.len - strlen("Table{}") - 2 * (size_t)call->indent);
	buf_release(&table);
}

/* Which column it comes after. */
static void add_place(struct call *call)
{
	const char *after = call->change->after;

	if (after && !*after)
		buf_adds(&call->keywords, ", insert_first = true");
	else
		add_keyword(call, "insert_after", after);
}

static void add_column(struct call *call)
{
	add_table(call);
	buf_adds(&call->positional, ", ");
	write_lua_object(&call->positional, call->dialect, call->change->to, call->indent);
	add_keyword(call, "backfill", call->change->backfill);
	add_place(call);
}

static void create_key(struct call *call)
{
	const struct orm_constraint *c = (const struct orm_constraint *)call->change->to;

	add_name(call, c->object.name);
	add_table(call);
	add_elements(call, &c->elements);
	add_attrs(call, &c->object);
}

static void create_foreign_key(struct call *call)
{
	const struct orm_constraint *c = (const struct orm_constraint *)call->change->to;

	add_name(call, c->object.name);
	add_table(call);
	add_name(call, c->referred_table);
	add_elements(call, &c->elements);
	add_names(&call->positional, ", ", &c->referred_columns);
	add_keyword(call, "referent_schema", c->referred_schema);
	add_attrs(call, &c->object);
}

static void create_check(struct call *call)
{
	const struct orm_constraint *c = (const struct orm_constraint *)call->change->to;

	add_name(call, c->object.name);
	add_table(call);
	add_name(call, c->expr);
	add_attrs(call, &c->object);
}

static void create_index(struct call *call)
{
	const struct orm_index *i = (const struct orm_index *)call->change->to;

	add_name(call, i->object.name);
	add_table(call);
	add_elements(call, &i->elements);
	add_attrs(call, &i->object);
}

static void create_view(struct call *call)
{
	const struct orm_definition *d = (const struct orm_definition *)call->change->to;

	add_name(call, d->object.name);
	add_name(call, d->definition);
	add_attrs(call, &d->object);
}

static void create_trigger(struct call *call)
{
	const struct orm_definition *d = (const struct orm_definition *)call->change->to;

	add_name(call, d->object.name);
	add_table(call);
	add_name(call, d->definition);
	add_attrs(call, &d->object);
}

/* What is inside its constructor is inside the call. */
static void create_definition(struct call *call)
{
	struct lua_scope scope = { .dialect = call->dialect };
	const struct orm_object *o = call->change->to;
	size_t before = strlen(orm_kinds[o->kind].model) + strlen("{");
	struct buf text = { 0 };

	lua_named(&text, &scope, o);
	buf_adds(&call->positional, ", ");
	buf_add(&call->positional, buf_str(&text) + before, text.len - before - strlen("}"));
	buf_release(&text);
}

static void add_definition(struct buf *out, const struct call *call, const struct orm_object *o)
{
	struct lua_scope scope = { .dialect = call->dialect };

	lua_named(out, &scope, o);
}

static bool name_is_enough(const struct orm_definition *d)
{
	switch (d->object.kind) {
	case ORM_OPERATOR:
	case ORM_CAST:
	case ORM_TEXT_SEARCH:
	case ORM_PRIVILEGE:
		return false;
	case ORM_SERVER:
		/* its user mappings have to go first */
		return !d->object.options.len;
	default:
		return true;
	}
}

/* By its name where that is enough, else by all there is to know. */
static void drop_definition(struct call *call)
{
	const struct orm_definition *d = (const struct orm_definition *)call->change->from;

	if (!name_is_enough(d)) {
		buf_adds(&call->positional, ", ");
		add_definition(&call->positional, call, &d->object);
		return;
	}
	add_name(call, d->object.name);
	if (d->on)
		add_name(call, d->on);
	add_keyword(call, "signature", d->signature);
}

static void alter_definition(struct call *call)
{
	buf_adds(&call->positional, ", ");
	add_definition(&call->positional, call, call->change->to);
	if (!call->change->from)
		return;
	buf_adds(&call->keywords, ", existing = ");
	add_definition(&call->keywords, call, call->change->from);
}

static void rename_definition(struct call *call)
{
	const struct orm_definition *d = (const struct orm_definition *)call->change->from;

	add_name(call, d->object.name);
	add_name(call, call->change->to->name);
	if (d->on)
		add_name(call, d->on);
	add_keyword(call, "signature", d->signature);
}

static void drop_alone(struct call *call)
{
	const struct orm_object *from = call->change->from;
	const struct orm_dialect *d = call->dialect;
	const char *value = NULL;
	struct buf key = { 0 };

	if (from->kind == ORM_TABLE && d->drop_option) {
		value = orm_option_get(&from->options, d->name, d->drop_option);
		if (!value)
			value = orm_option_get(&from->options, NULL, d->drop_option);
	}
	add_name(call, from->name);
	if (value) {
		buf_addf(&key, "%s_%s", d->name, d->drop_option);
		add_keyword(call, buf_str(&key), value);
	}
	buf_release(&key);
}

static void drop_column(struct call *call)
{
	add_table(call);
	add_name(call, call->change->from->name);
}

/* What tells an unnamed constraint from the others of its table. */
static void identify(struct call *call, const struct orm_constraint *c)
{
	if (c->object.kind == ORM_CHECK || c->object.kind == ORM_EXCLUDE) {
		add_keyword(call, "condition", c->expr);
		return;
	}
	buf_adds(&call->keywords, ", columns = {");
	lua_elements(&call->keywords, &c->elements);
	buf_addc(&call->keywords, '}');
	add_keyword(call, "referent", c->referred_table);
}

static const char *const constraint_types[ORM_KIND_COUNT] = {
	[ORM_PRIMARY_KEY] = "primary", [ORM_UNIQUE] = "unique",   [ORM_FOREIGN_KEY] = "foreignkey",
	[ORM_CHECK] = "check",         [ORM_EXCLUDE] = "exclude",
};

static void drop_constraint(struct call *call)
{
	const struct orm_object *o = call->change->from;

	add_name(call, o->name);
	add_table(call);
	add_keyword(call, "type_", constraint_types[o->kind]);
	if (!o->name)
		identify(call, (const struct orm_constraint *)o);
}

/* Which of the changed attributes had a value before. */
static uint64_t existing(const struct orm_change *c)
{
	const struct orm_kind_info *k = &orm_kinds[c->kind];
	uint64_t mask = 0;

	for (size_t i = 0; c->from && i < k->attr_count; i++)
		if ((c->mask & ORM_ATTR_BIT(i)) && !orm_attr_empty(c->from, &k->attrs[i]))
			mask |= ORM_ATTR_BIT(i);
	return mask;
}

static void alter_option(struct call *call, const struct orm_option *o, const char *value)
{
	struct buf *out = &call->keywords;
	struct orm_option said = *o;
	bool flag;

	said.value = text_empty(value) ? o->value : value;
	flag = lua_option_is_flag(call->dialect, call->change->kind, &said);
	buf_adds(out, ", ");
	lua_option_name(out, call->dialect, call->change->kind, o);
	buf_adds(out, " = ");
	if (flag)
		buf_adds(out, text_same(value, "true") ? "true" : "false");
	else if (text_empty(value))
		buf_adds(out, "none");
	else
		write_lua_string(out, value);
}

/* An index may go in the manner in which it came. */
static void drop_from_table(struct call *call)
{
	const struct orm_object *from = call->change->from;

	add_name(call, from->name);
	add_table(call);
	for (size_t i = 0; from->kind == ORM_INDEX && i < from->options.len; i++) {
		const struct orm_option *o = &from->options.items[i];
		const struct orm_option_info *info =
		    orm_option_find(call->dialect, from->kind, o->name);

		if (info && info->value == ORM_ATTR_STATE && orm_option_is_flag(info))
			alter_option(call, o, o->value);
	}
}

/* Options that came, changed or went; those that stay aren't said. */
static void alter_options(struct call *call)
{
	static const struct orm_options nothing = { 0 };
	const struct orm_change *c = call->change;
	const struct orm_options *from = c->from ? &c->from->options : &nothing;
	const struct orm_options *to = &c->to->options;

	for (size_t i = 0; i < to->len; i++) {
		const struct orm_option *o = &to->items[i];

		const char *was = orm_option_get(from, o->dialect, o->name);

		if (!c->from || !text_same(was, text_empty(o->value) ? NULL : o->value))
			alter_option(call, o, o->value);
	}
	for (size_t i = 0; i < from->len; i++) {
		const struct orm_option *o = &from->items[i];

		if (!text_empty(o->value) && !describe_names_option(to, o))
			alter_option(call, o, NULL);
	}
}

static void alter_attrs(struct call *call)
{
	const struct orm_change *c = call->change;

	write_lua_attrs(&call->keywords, call->dialect, c->to, c->mask & ~ORM_ATTR_OPTIONS, "");
	if (c->mask & ORM_ATTR_OPTIONS)
		alter_options(call);
	if (c->from)
		write_lua_attrs(&call->keywords, call->dialect, c->from, existing(c), "existing_");
	if (c->from && (c->mask & ORM_ATTR_COMMENT))
		add_keyword(call, "existing_comment", c->from->comment);
}

static void alter_table(struct call *call)
{
	add_table(call);
	alter_attrs(call);
}

static void alter_column(struct call *call)
{
	add_table(call);
	add_name(call, call->change->to->name);
	alter_attrs(call);
	add_keyword(call, "backfill", call->change->backfill);
	add_place(call);
}

/* Of a constraint or index: what says what it is stays. */
static void alter_in_table(struct call *call)
{
	add_name(call, call->change->to->name);
	add_table(call);
	if (ORM_IS_CONSTRAINT(call->change->kind))
		add_keyword(call, "type_", constraint_types[call->change->kind]);
	alter_attrs(call);
}

static void rename_column(struct call *call)
{
	add_table(call);
	add_name(call, call->change->from->name);
	add_keyword(call, "new_column_name", call->change->to->name);
}

static void rename_alone(struct call *call)
{
	add_name(call, call->change->from->name);
	add_name(call, call->change->to->name);
}

/* Its old name, its new one, its table. */
static void rename_in_table(struct call *call)
{
	rename_alone(call);
	add_table(call);
	add_keyword(call, "type_", constraint_types[call->change->kind]);
}

static const struct shape {
	enum orm_verb verb;
	enum orm_kind kind;
	void (*fill)(struct call *call);
	bool braces;
	const char *name; /* NULL: as migrate_change_name has it */
} shapes[] = {
	{ ORM_CREATE, ORM_TABLE, create_table, true, NULL },
	{ ORM_DROP, ORM_TABLE, drop_alone, false, NULL },
	{ ORM_ALTER, ORM_TABLE, alter_table, true, NULL },
	{ ORM_RENAME, ORM_TABLE, rename_alone, false, NULL },
	{ ORM_CREATE, ORM_COLUMN, add_column, true, NULL },
	{ ORM_DROP, ORM_COLUMN, drop_column, false, NULL },
	{ ORM_ALTER, ORM_COLUMN, alter_column, true, NULL },
	{ ORM_RENAME, ORM_COLUMN, rename_column, true, "alter_column" },
	{ ORM_CREATE, ORM_PRIMARY_KEY, create_key, false, NULL },
	{ ORM_CREATE, ORM_UNIQUE, create_key, false, NULL },
	{ ORM_CREATE, ORM_FOREIGN_KEY, create_foreign_key, false, NULL },
	{ ORM_CREATE, ORM_CHECK, create_check, false, NULL },
	{ ORM_CREATE, ORM_EXCLUDE, create_check, false, NULL },
	{ ORM_ALTER, ORM_PRIMARY_KEY, alter_in_table, true, NULL },
	{ ORM_ALTER, ORM_UNIQUE, alter_in_table, true, NULL },
	{ ORM_ALTER, ORM_FOREIGN_KEY, alter_in_table, true, NULL },
	{ ORM_ALTER, ORM_CHECK, alter_in_table, true, NULL },
	{ ORM_ALTER, ORM_EXCLUDE, alter_in_table, true, NULL },
	{ ORM_DROP, ORM_PRIMARY_KEY, drop_constraint, false, NULL },
	{ ORM_DROP, ORM_UNIQUE, drop_constraint, false, NULL },
	{ ORM_DROP, ORM_FOREIGN_KEY, drop_constraint, false, NULL },
	{ ORM_DROP, ORM_CHECK, drop_constraint, false, NULL },
	{ ORM_DROP, ORM_EXCLUDE, drop_constraint, false, NULL },
	{ ORM_RENAME, ORM_PRIMARY_KEY, rename_in_table, false, NULL },
	{ ORM_RENAME, ORM_UNIQUE, rename_in_table, false, NULL },
	{ ORM_RENAME, ORM_FOREIGN_KEY, rename_in_table, false, NULL },
	{ ORM_RENAME, ORM_CHECK, rename_in_table, false, NULL },
	{ ORM_RENAME, ORM_EXCLUDE, rename_in_table, false, NULL },
	{ ORM_CREATE, ORM_INDEX, create_index, false, NULL },
	{ ORM_DROP, ORM_INDEX, drop_from_table, false, NULL },
	{ ORM_ALTER, ORM_INDEX, alter_in_table, true, NULL },
	{ ORM_RENAME, ORM_INDEX, rename_in_table, false, NULL },
	{ ORM_CREATE, ORM_VIEW, create_view, false, NULL },
	{ ORM_DROP, ORM_VIEW, drop_alone, false, NULL },
	{ ORM_CREATE, ORM_TRIGGER, create_trigger, false, NULL },
	{ ORM_DROP, ORM_TRIGGER, drop_from_table, false, NULL },
};

/* All definitions that have no shape of their own. */
static const struct shape definition_shapes[] = {
	[ORM_CREATE] = { ORM_CREATE, ORM_KIND_COUNT, create_definition, true, NULL },
	[ORM_DROP] = { ORM_DROP, ORM_KIND_COUNT, drop_definition, false, NULL },
	[ORM_ALTER] = { ORM_ALTER, ORM_KIND_COUNT, alter_definition, true, NULL },
	[ORM_RENAME] = { ORM_RENAME, ORM_KIND_COUNT, rename_definition, false, NULL },
};

static const struct shape *find_shape(const struct orm_change *c)
{
	for (size_t i = 0; i < COUNT(shapes); i++)
		if (shapes[i].verb == c->verb && shapes[i].kind == c->kind)
			return &shapes[i];
	return ORM_IS_DEFINITION(c->kind) ? &definition_shapes[c->verb] : NULL;
}

/* Does it say its schema inside a constructor? */
static bool says_schema(const struct shape *shape)
{
	return shape->fill == create_table || shape->fill == create_definition ||
	       shape->fill == alter_definition;
}

const char *render_call_table(const struct orm_change *c)
{
	const char *owner = describe_owner(c);

	return owner ? owner : describe_object(c)->name;
}

/* What every call can be given; a table says its schema among its members. */
static void add_common(struct call *call, const struct shape *shape)
{
	const struct orm_change *c = call->change;

	if (!call->batch && !says_schema(shape))
		add_keyword(call, "schema", c->schema ? c->schema : describe_object(c)->schema);
	if (c->if_exists)
		buf_addf(&call->keywords, ", if_%sexists = true",
		         c->verb == ORM_CREATE ? "not_" : "");
	if (c->allow_data_loss)
		buf_adds(&call->keywords, ", allow_data_loss = true");
	if (c->only)
		buf_adds(&call->keywords, ", only = true");
}

/* Arguments of a table: each on its line, ended by a comma. */
static void write_block(struct buf *out, const struct call *call)
{
	buf_adds(out, buf_str(&call->positional));
	if (call->keywords.len) {
		lua_indent(out, call->indent + 1);
		buf_addf(out, "%s,\n", buf_str(&call->keywords) + 2);
	}
	lua_indent(out, call->indent);
}

static void write_call(struct buf *out, const struct call *call, bool braces)
{
	const char *positional = buf_str(&call->positional), *keywords = buf_str(&call->keywords);

	buf_addc(out, braces ? '{' : '(');
	if (text_ends(positional, ",\n")) {
		write_block(out, call);
	} else {
		buf_adds(out, call->positional.len ? positional + 2 : "");
		buf_adds(out, call->positional.len && call->keywords.len ? ", " : "");
		buf_adds(out, call->keywords.len && !braces ? "{" : "");
		buf_adds(out, call->keywords.len ? keywords + 2 : "");
		buf_adds(out, call->keywords.len && !braces ? "}" : "");
	}
	buf_addc(out, braces ? '}' : ')');
}

/* Better a script that stops here than one that passes over it. */
static void write_impossible(struct buf *out, const struct call *call)
{
	struct buf text = { 0 };

	describe_change(&text, call->dialect, call->change);
	buf_adds(&text, ": there is no operation for it");
	buf_adds(out, "error(");
	write_lua_string(out, buf_str(&text));
	buf_addc(out, ')');
	buf_release(&text);
}

void render_call(struct buf *out, const struct orm_dialect *d, const char *on,
                 const struct orm_change *c, int indent)
{
	const struct shape *shape = find_shape(c);
	struct call call = {
		.dialect = d, .change = c, .batch = strcmp(on, "op") != 0, .indent = indent
	};

	if (!shape) {
		write_impossible(out, &call);
		return;
	}
	shape->fill(&call);
	add_common(&call, shape);
	buf_addf(out, "%s.%s", on,
	         shape->name ? shape->name : migrate_change_name(c->verb, c->kind));
	write_call(out, &call, shape->braces);
	buf_release(&call.positional);
	buf_release(&call.keywords);
}
