/* orm/schema/attribute.c - the attributes of each kind, and loops over them */
#include "orm/schema/attribute.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

#define AT(s, member) .offset = offsetof(struct s, member)

static const struct orm_attr table_attrs[] = {
	{ "module", ORM_ATTR_EXPR, AT(orm_table, module) },
	{ "partition_by", ORM_ATTR_EXPR, AT(orm_table, partition_by) },
	{ "partition_of", ORM_ATTR_EXPR, AT(orm_table, partition_of) },
	{ "bound", ORM_ATTR_EXPR, AT(orm_table, bound) },
	{ "inherits", ORM_ATTR_NAMES, AT(orm_table, inherits) },
};

static const struct orm_attr column_attrs[] = {
	{ "type", ORM_ATTR_TYPE, AT(orm_column, type), .positional = true },
	{ "nullable", ORM_ATTR_FLAG, AT(orm_column, nullable) },
	{ "server_default", ORM_ATTR_DEFAULT, AT(orm_column, server_default) },
	{ "computed", ORM_ATTR_EXPR, AT(orm_column, computed) },
	{ "persisted", ORM_ATTR_FLAG, AT(orm_column, persisted) },
	{ "identity", ORM_ATTR_IDENTITY, AT(orm_column, identity) },
	{ "autoincrement", ORM_ATTR_FLAG, AT(orm_column, autoincrement), .spelling = true },
	{ "collation", ORM_ATTR_NAME, AT(orm_column, collation) },
	{ "hidden", ORM_ATTR_BOOL, AT(orm_column, hidden) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_column, inherited) },
	{ "not_null_name", ORM_ATTR_NAME, AT(orm_column, not_null_name) },
};

static const struct orm_attr key_attrs[] = {
	{ "columns", ORM_ATTR_ELEMENTS, AT(orm_constraint, elements), .positional = true },
	{ "deferrable", ORM_ATTR_FLAG, AT(orm_constraint, deferrable) },
	{ "initially", ORM_ATTR_WORDS, AT(orm_constraint, initially) },
	{ "include", ORM_ATTR_NAMES, AT(orm_constraint, include) },
	{ "nulls_not_distinct", ORM_ATTR_BOOL, AT(orm_constraint, nulls_not_distinct) },
	{ "period", ORM_ATTR_BOOL, AT(orm_constraint, period) },
	{ "invalid", ORM_ATTR_BOOL, AT(orm_constraint, invalid) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_constraint, inherited) },
	{ "inline_column", ORM_ATTR_NAME, AT(orm_constraint, inline_column), .spelling = true },
};

static const struct orm_attr foreign_key_attrs[] = {
	{ "columns", ORM_ATTR_ELEMENTS, AT(orm_constraint, elements), .positional = true },
	{ "referred_schema", ORM_ATTR_NAME, AT(orm_constraint, referred_schema),
	  .positional = true },
	{ "referred_table", ORM_ATTR_NAME, AT(orm_constraint, referred_table), .positional = true },
	{ "referred_columns", ORM_ATTR_NAMES, AT(orm_constraint, referred_columns),
	  .positional = true },
	{ "ondelete", ORM_ATTR_WORDS, AT(orm_constraint, ondelete), .initial = "NO ACTION" },
	{ "onupdate", ORM_ATTR_WORDS, AT(orm_constraint, onupdate), .initial = "NO ACTION" },
	{ "match", ORM_ATTR_WORDS, AT(orm_constraint, match) },
	{ "deferrable", ORM_ATTR_FLAG, AT(orm_constraint, deferrable) },
	{ "initially", ORM_ATTR_WORDS, AT(orm_constraint, initially) },
	{ "ondelete_columns", ORM_ATTR_NAMES, AT(orm_constraint, ondelete_columns) },
	{ "not_valid", ORM_ATTR_BOOL, AT(orm_constraint, not_valid) },
	{ "not_enforced", ORM_ATTR_BOOL, AT(orm_constraint, not_enforced) },
	{ "period", ORM_ATTR_BOOL, AT(orm_constraint, period) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_constraint, inherited) },
	{ "inline_column", ORM_ATTR_NAME, AT(orm_constraint, inline_column), .spelling = true },
};

static const struct orm_attr check_attrs[] = {
	{ "expr", ORM_ATTR_EXPR, AT(orm_constraint, expr), .positional = true },
	{ "no_inherit", ORM_ATTR_BOOL, AT(orm_constraint, no_inherit) },
	{ "not_valid", ORM_ATTR_BOOL, AT(orm_constraint, not_valid) },
	{ "not_enforced", ORM_ATTR_BOOL, AT(orm_constraint, not_enforced) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_constraint, inherited) },
	{ "inline_column", ORM_ATTR_NAME, AT(orm_constraint, inline_column), .spelling = true },
};

static const struct orm_attr exclude_attrs[] = {
	{ "expr", ORM_ATTR_EXPR, AT(orm_constraint, expr), .positional = true },
	{ "deferrable", ORM_ATTR_FLAG, AT(orm_constraint, deferrable) },
	{ "initially", ORM_ATTR_WORDS, AT(orm_constraint, initially) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_constraint, inherited) },
	{ "inline_column", ORM_ATTR_NAME, AT(orm_constraint, inline_column), .spelling = true },
};

static const struct orm_attr index_attrs[] = {
	{ "columns", ORM_ATTR_ELEMENTS, AT(orm_index, elements), .positional = true },
	{ "unique", ORM_ATTR_BOOL, AT(orm_index, unique) },
	{ "where", ORM_ATTR_EXPR, AT(orm_index, where) },
	{ "using", ORM_ATTR_WORDS, AT(orm_index, method) },
	{ "include", ORM_ATTR_NAMES, AT(orm_index, include) },
	{ "nulls_not_distinct", ORM_ATTR_BOOL, AT(orm_index, nulls_not_distinct) },
	{ "invalid", ORM_ATTR_BOOL, AT(orm_index, invalid) },
	{ "inherited", ORM_ATTR_BOOL, AT(orm_index, inherited) },
};

static const struct orm_attr view_attrs[] = {
	{ "definition", ORM_ATTR_EXPR, AT(orm_definition, definition), .positional = true },
	{ "columns", ORM_ATTR_NAMES, AT(orm_definition, columns) },
};

/* What belongs to a table or view: trigger, rule, policy. */
static const struct orm_attr trigger_attrs[] = {
	{ "on", ORM_ATTR_NAME, AT(orm_definition, on), .positional = true },
	{ "definition", ORM_ATTR_EXPR, AT(orm_definition, definition), .positional = true },
};

/* What is known by its argument types as well: function, procedure, aggregate. */
static const struct orm_attr function_attrs[] = {
	{ "arguments", ORM_ATTR_EXPR, AT(orm_definition, arguments), .positional = true },
	{ "definition", ORM_ATTR_TEXT, AT(orm_definition, definition), .positional = true },
	{ "signature", ORM_ATTR_EXPR, AT(orm_definition, signature), .spelling = true },
};

static const struct orm_attr operator_attrs[] = {
	{ "definition", ORM_ATTR_EXPR, AT(orm_definition, definition), .positional = true },
	{ "signature", ORM_ATTR_EXPR, AT(orm_definition, signature), .spelling = true },
};

static const struct orm_attr enum_attrs[] = {
	{ "values", ORM_ATTR_NAMES, AT(orm_definition, columns), .positional = true },
	{ "values_renamed_from", ORM_ATTR_RENAMES, AT(orm_definition, renamed_values),
	  .spelling = true },
};

static const struct orm_attr domain_attrs[] = {
	{ "definition", ORM_ATTR_EXPR, AT(orm_definition, definition), .positional = true },
	{ "nullable", ORM_ATTR_FLAG, AT(orm_definition, nullable) },
	{ "server_default", ORM_ATTR_DEFAULT, AT(orm_definition, server_default) },
	{ "collation", ORM_ATTR_NAME, AT(orm_definition, collation) },
};

static const struct orm_attr sequence_attrs[] = {
	{ "owned_by", ORM_ATTR_NAME, AT(orm_definition, owned_by) },
};

/* Everything else: its definition and options. */
static const struct orm_attr plain_attrs[] = {
	{ "definition", ORM_ATTR_EXPR, AT(orm_definition, definition), .positional = true },
};

#define KIND(n, l, m, s, a)                                                              \
	{                                                                                \
		.name = n, .label = l, .model = m, .size = sizeof(struct s), .attrs = a, \
		.attr_count = COUNT(a)                                                   \
	}

const struct orm_kind_info orm_kinds[ORM_KIND_COUNT] = {
	[ORM_TABLE] = KIND("table", "table", "Table", orm_table, table_attrs),
	[ORM_COLUMN] = KIND("column", "column", "Column", orm_column, column_attrs),
	[ORM_PRIMARY_KEY] =
	    KIND("primary_key", "primary key", "PrimaryKeyConstraint", orm_constraint, key_attrs),
	[ORM_UNIQUE] =
	    KIND("unique", "unique constraint", "UniqueConstraint", orm_constraint, key_attrs),
	[ORM_FOREIGN_KEY] = KIND("foreign_key", "foreign key", "ForeignKeyConstraint",
	                         orm_constraint, foreign_key_attrs),
	[ORM_CHECK] =
	    KIND("check", "check constraint", "CheckConstraint", orm_constraint, check_attrs),
	[ORM_EXCLUDE] = KIND("exclude", "exclusion constraint", "ExcludeConstraint", orm_constraint,
	                     exclude_attrs),
	[ORM_INDEX] = KIND("index", "index", "Index", orm_index, index_attrs),
	[ORM_VIEW] = KIND("view", "view", "View", orm_definition, view_attrs),
	[ORM_MATERIALIZED_VIEW] = KIND("materialized_view", "materialized view", "MaterializedView",
	                               orm_definition, view_attrs),
	[ORM_TRIGGER] = KIND("trigger", "trigger", "Trigger", orm_definition, trigger_attrs),
	[ORM_RULE] = KIND("rule", "rule", "Rule", orm_definition, trigger_attrs),
	[ORM_POLICY] = KIND("policy", "policy", "Policy", orm_definition, trigger_attrs),
	[ORM_SCHEMA] = KIND("schema", "schema", "Schema", orm_definition, plain_attrs),
	[ORM_EXTENSION] = KIND("extension", "extension", "Extension", orm_definition, plain_attrs),
	[ORM_LANGUAGE] = KIND("language", "language", "Language", orm_definition, plain_attrs),
	[ORM_COLLATION] = KIND("collation", "collation", "Collation", orm_definition, plain_attrs),
	[ORM_ENUM] = KIND("enum", "enum type", "EnumType", orm_definition, enum_attrs),
	[ORM_DOMAIN] = KIND("domain", "domain", "Domain", orm_definition, domain_attrs),
	[ORM_COMPOSITE] =
	    KIND("composite", "composite type", "CompositeType", orm_definition, plain_attrs),
	[ORM_RANGE] = KIND("range", "range type", "RangeType", orm_definition, plain_attrs),
	[ORM_SEQUENCE] = KIND("sequence", "sequence", "Sequence", orm_definition, sequence_attrs),
	[ORM_FUNCTION] = KIND("function", "function", "Function", orm_definition, function_attrs),
	[ORM_PROCEDURE] =
	    KIND("procedure", "procedure", "Procedure", orm_definition, function_attrs),
	[ORM_AGGREGATE] =
	    KIND("aggregate", "aggregate", "Aggregate", orm_definition, function_attrs),
	[ORM_OPERATOR] = KIND("operator", "operator", "Operator", orm_definition, operator_attrs),
	[ORM_CAST] = KIND("cast", "cast", "Cast", orm_definition, plain_attrs),
	[ORM_STATISTICS] =
	    KIND("statistics", "extended statistics", "Statistics", orm_definition, plain_attrs),
	[ORM_TEXT_SEARCH] =
	    KIND("text_search", "text search object", "TextSearch", orm_definition, plain_attrs),
	[ORM_WRAPPER] = KIND("foreign_data_wrapper", "foreign data wrapper", "ForeignDataWrapper",
	                     orm_definition, plain_attrs),
	[ORM_SERVER] =
	    KIND("server", "foreign server", "ForeignServer", orm_definition, plain_attrs),
	[ORM_PUBLICATION] =
	    KIND("publication", "publication", "Publication", orm_definition, plain_attrs),
	[ORM_EVENT_TRIGGER] =
	    KIND("event_trigger", "event trigger", "EventTrigger", orm_definition, plain_attrs),
	[ORM_EVENT] = KIND("event", "event", "Event", orm_definition, plain_attrs),
	[ORM_PACKAGE] = KIND("package", "package", "Package", orm_definition, plain_attrs),
	[ORM_PACKAGE_BODY] =
	    KIND("package_body", "package body", "PackageBody", orm_definition, plain_attrs),
	[ORM_PRIVILEGE] =
	    KIND("privilege", "privilege", "Privilege", orm_definition, trigger_attrs),
};

const struct orm_attr *orm_attr_find(enum orm_kind kind, const char *name)
{
	const struct orm_kind_info *k = &orm_kinds[kind];

	for (size_t i = 0; i < k->attr_count; i++)
		if (!strcmp(k->attrs[i].name, name))
			return &k->attrs[i];
	return NULL;
}

uint64_t orm_attr_bit(enum orm_kind kind, const char *name)
{
	const struct orm_attr *attr = orm_attr_find(kind, name);

	if (attr)
		return ORM_ATTR_BIT(attr - orm_kinds[kind].attrs);
	return !strcmp(name, "comment") ? ORM_ATTR_COMMENT : 0;
}

void *orm_attr_at(const struct orm_object *o, const struct orm_attr *attr)
{
	return (char *)(uintptr_t)o + attr->offset;
}

static const char *text_at(const struct orm_object *o, const struct orm_attr *attr)
{
	return *(const char **)orm_attr_at(o, attr);
}

bool orm_attr_empty(const struct orm_object *o, const struct orm_attr *attr)
{
	void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		return !*(bool *)p;
	case ORM_ATTR_FLAG:
		return *(enum orm_flag *)p == ORM_UNSPECIFIED;
	case ORM_ATTR_NAMES:
	case ORM_ATTR_RENAMES:
		return !((struct names *)p)->len;
	case ORM_ATTR_DEFAULT:
		return ((struct orm_default *)p)->kind == ORM_DEFAULT_NONE;
	case ORM_ATTR_ELEMENTS:
		return !((struct orm_elements *)p)->len;
	default:
		return !*(void **)p;
	}
}

static bool flag_from(const char *text, enum orm_flag *out)
{
	if (text_same_nocase(text, "true"))
		*out = ORM_YES;
	else if (text_same_nocase(text, "false"))
		*out = ORM_NO;
	else
		return false;
	return true;
}

static void names_from(struct arena *a, const char *text, struct names *out)
{
	*out = (struct names){ 0 };
	while (*text) {
		size_t len = strcspn(text, ",");
		char *name = text_trim(a, text, len);

		if (*name)
			vec_push(a, out, name);
		text += len + (text[len] == ',');
	}
}

bool orm_attr_set_text(struct arena *a, struct orm_object *o, const struct orm_attr *attr,
                       const char *text)
{
	void *p = orm_attr_at(o, attr);
	enum orm_flag flag;

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		if (!flag_from(text, &flag))
			return false;
		*(bool *)p = flag == ORM_YES;
		return true;
	case ORM_ATTR_FLAG:
		return flag_from(text, p);
	case ORM_ATTR_NAMES:
		names_from(a, text, p);
		return true;
	case ORM_ATTR_TYPE:
		*(struct orm_type **)p = orm_type_exact(a, text);
		return true;
	case ORM_ATTR_DEFAULT:
		*(struct orm_default *)p =
		    (struct orm_default){ arena_strdup(a, text), ORM_DEFAULT_SQL };
		return true;
	case ORM_ATTR_RENAMES:
	case ORM_ATTR_ELEMENTS:
	case ORM_ATTR_IDENTITY:
		return false;
	default:
		*(char **)p = arena_strdup(a, text);
		return true;
	}
}

static struct names copy_names(struct arena *a, const struct names *from)
{
	struct names to = { 0 };

	for (size_t i = 0; i < from->len; i++)
		vec_push(a, &to, arena_strdup(a, from->items[i]));
	return to;
}

static struct orm_elements copy_elements(struct arena *a, const struct orm_elements *from)
{
	struct orm_elements to = { 0 };

	for (size_t i = 0; i < from->len; i++) {
		struct orm_element e = from->items[i];

		e.column = arena_strdup(a, e.column);
		e.expr = arena_strdup(a, e.expr);
		e.collation = arena_strdup(a, e.collation);
		e.opclass = arena_strdup(a, e.opclass);
		e.nulls = arena_strdup(a, e.nulls);
		vec_push(a, &to, e);
	}
	return to;
}

static struct orm_identity *copy_identity(struct arena *a, const struct orm_identity *from)
{
	struct orm_identity *to;

	if (!from)
		return NULL;
	to = arena_copy(a, from, sizeof *from);
	to->start = arena_strdup(a, from->start);
	to->increment = arena_strdup(a, from->increment);
	to->minvalue = arena_strdup(a, from->minvalue);
	to->maxvalue = arena_strdup(a, from->maxvalue);
	to->cache = arena_strdup(a, from->cache);
	return to;
}

static void copy_attr(struct arena *a, struct orm_object *to, const struct orm_object *from,
                      const struct orm_attr *attr)
{
	void *p = orm_attr_at(to, attr), *q = orm_attr_at(from, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		*(bool *)p = *(bool *)q;
		break;
	case ORM_ATTR_FLAG:
		*(enum orm_flag *)p = *(enum orm_flag *)q;
		break;
	case ORM_ATTR_NAMES:
	case ORM_ATTR_RENAMES:
		*(struct names *)p = copy_names(a, q);
		break;
	case ORM_ATTR_TYPE:
		*(struct orm_type **)p = orm_type_copy(a, *(struct orm_type **)q);
		break;
	case ORM_ATTR_DEFAULT:
		*(struct orm_default *)p = *(struct orm_default *)q;
		((struct orm_default *)p)->text = arena_strdup(a, ((struct orm_default *)q)->text);
		break;
	case ORM_ATTR_ELEMENTS:
		*(struct orm_elements *)p = copy_elements(a, q);
		break;
	case ORM_ATTR_IDENTITY:
		*(struct orm_identity **)p = copy_identity(a, *(struct orm_identity **)q);
		break;
	default:
		*(char **)p = arena_strdup(a, *(char **)q);
		break;
	}
}

void orm_attrs_copy(struct arena *a, struct orm_object *to, const struct orm_object *from,
                    uint64_t mask)
{
	const struct orm_kind_info *k = &orm_kinds[to->kind];

	for (size_t i = 0; i < k->attr_count; i++)
		if (mask & ORM_ATTR_BIT(i))
			copy_attr(a, to, from, &k->attrs[i]);
	if (mask & ORM_ATTR_COMMENT)
		to->comment = arena_strdup(a, from->comment);
	if (!(mask & ORM_ATTR_OPTIONS))
		return;
	for (size_t i = 0; i < from->options.len; i++) {
		const struct orm_option *o = &from->options.items[i];

		orm_option_set(a, &to->options, o->dialect, o->name, o->value);
	}
}

static bool same_text(const char *x, const char *y)
{
	return text_same(text_empty(x) ? NULL : x, text_empty(y) ? NULL : y);
}

static bool same_name(const struct orm_dialect *d, const char *x, const char *y)
{
	if (!x || !y)
		return x == y;
	return d->same_name(x, y);
}

static bool same_names(const struct orm_dialect *d, const struct names *x, const struct names *y)
{
	if (x->len != y->len)
		return false;
	for (size_t i = 0; i < x->len; i++)
		if (!same_name(d, x->items[i], y->items[i]))
			return false;
	return true;
}

/* Two objects of a kind, and how they are compared. */
struct pair {
	const struct orm_dialect *d;
	const struct orm_object *x, *y;
	bool loose;
};

/* By tokens; where a side is a model, as the database would write it as well. */
static bool same_expr(const struct pair *p, const char *x, const char *y)
{
	const struct orm_table *s = p->x->table, *t = p->y->table;

	if (orm_same_expr(p->d, x, y))
		return true;
	if (!p->loose || !p->d->spells || !x || !y || !s || !t)
		return false;
	return p->d->spells(s, x, t, y) || p->d->spells(t, y, s, x);
}

static bool same_elements(const struct pair *pair, const struct orm_elements *x,
                          const struct orm_elements *y)
{
	const struct orm_dialect *d = pair->d;

	if (x->len != y->len)
		return false;
	for (size_t i = 0; i < x->len; i++) {
		const struct orm_element *p = &x->items[i], *q = &y->items[i];

		if (!same_name(d, p->column, q->column) || !same_expr(pair, p->expr, q->expr) ||
		    p->descending != q->descending ||
		    !text_same_nocase(p->collation, q->collation) ||
		    !same_text(p->opclass, q->opclass) || !text_same_nocase(p->nulls, q->nulls) ||
		    p->length != q->length)
			return false;
	}
	return true;
}

static bool same_identity(const struct orm_identity *x, const struct orm_identity *y)
{
	if (!x || !y)
		return x == y;
	return x->always == y->always && x->cycle == y->cycle && same_text(x->start, y->start) &&
	       same_text(x->increment, y->increment) && same_text(x->minvalue, y->minvalue) &&
	       same_text(x->maxvalue, y->maxvalue) && same_text(x->cache, y->cache);
}

static bool same_type(const struct orm_dialect *d, const struct orm_type *x,
                      const struct orm_type *y, bool loose)
{
	if (x->id == ORM_TYPE_EXACT && y->id == ORM_TYPE_EXACT)
		return d->same_type(x->name, y->name, loose);
	return orm_type_same(x, y);
}

static bool same_flag(enum orm_flag x, enum orm_flag y)
{
	return x == y || x == ORM_UNSPECIFIED || y == ORM_UNSPECIFIED;
}

static const char *words_at(const struct orm_object *o, const struct orm_attr *attr)
{
	const char *words = text_at(o, attr);

	return words && attr->initial && text_same_nocase(words, attr->initial) ? NULL : words;
}

static bool same_default(const struct pair *p, const struct orm_default *x,
                         const struct orm_default *y)
{
	return p->d->same_default(x, y, p->loose) ||
	       (x->kind == ORM_DEFAULT_SQL && y->kind == ORM_DEFAULT_SQL &&
	        same_expr(p, x->text, y->text));
}

/* Where it is the type that makes the key what it is (SQLite: INTEGER, not INT) it counts. */
static bool makes_key(const struct pair *p)
{
	const void *c = p->x, *d = p->y;
	const struct orm_table *s = p->x->table, *t = p->y->table;

	return s && t && p->d->key_may_be_null(s, c) != p->d->key_may_be_null(t, d);
}

static bool same_attr(const struct pair *pair, const struct orm_attr *attr)
{
	const struct orm_dialect *d = pair->d;
	const struct orm_object *x = pair->x, *y = pair->y;
	const void *p = orm_attr_at(x, attr), *q = orm_attr_at(y, attr);

	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		return *(const bool *)p == *(const bool *)q;
	case ORM_ATTR_FLAG:
		return same_flag(*(const enum orm_flag *)p, *(const enum orm_flag *)q);
	case ORM_ATTR_NAME:
		return same_name(d, text_at(x, attr), text_at(y, attr));
	case ORM_ATTR_NAMES:
	case ORM_ATTR_RENAMES:
		return same_names(d, p, q);
	case ORM_ATTR_TEXT:
	case ORM_ATTR_STATE:
		return same_text(text_at(x, attr), text_at(y, attr));
	case ORM_ATTR_WORDS:
		return text_same_nocase(words_at(x, attr), words_at(y, attr));
	case ORM_ATTR_EXPR:
		return same_expr(pair, text_at(x, attr), text_at(y, attr));
	case ORM_ATTR_TYPE:
		return same_type(d, *(struct orm_type *const *)p, *(struct orm_type *const *)q,
		                 pair->loose && !makes_key(pair));
	case ORM_ATTR_DEFAULT:
		return same_default(pair, p, q);
	case ORM_ATTR_ELEMENTS:
		return same_elements(pair, p, q);
	case ORM_ATTR_IDENTITY:
		return same_identity(*(struct orm_identity *const *)p,
		                     *(struct orm_identity *const *)q);
	}
	return false;
}

static bool same_option(const struct orm_dialect *d, enum orm_kind kind, const struct orm_option *x,
                        const struct orm_option *y)
{
	const struct orm_option_info *info = orm_option_find(d, kind, x->name);

	if (!text_same(x->name, y->name) || !text_same(x->dialect, y->dialect))
		return false;
	if (info && info->value == ORM_ATTR_EXPR)
		return orm_same_expr(d, x->value, y->value);
	if (info && info->value == ORM_ATTR_WORDS)
		return text_same_nocase(x->value, y->value);
	return text_same(x->value, y->value);
}

/* Taken away, nothing of the schema, or what the `other` has by the database's choice? */
static bool counts_not(const struct orm_dialect *d, enum orm_kind kind, const struct orm_option *o,
                       const struct orm_options *other)
{
	const struct orm_option_info *info = orm_option_find(d, kind, o->name);

	if (text_empty(o->value) || (info && info->value == ORM_ATTR_STATE))
		return true;
	return info && info->initial && *info->initial == '@' &&
	       text_same(o->value, orm_option_get(other, o->dialect, info->initial + 1));
}

static bool same_options(const struct orm_dialect *d, enum orm_kind kind,
                         const struct orm_options *x, const struct orm_options *y)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < x->len && counts_not(d, kind, &x->items[i], y))
			i++;
		while (j < y->len && counts_not(d, kind, &y->items[j], x))
			j++;
		if (i == x->len || j == y->len)
			return i == x->len && j == y->len;
		if (!same_option(d, kind, &x->items[i], &y->items[j]))
			return false;
	}
}

uint64_t orm_attrs_differ(const struct orm_dialect *d, const struct orm_object *x,
                          const struct orm_object *y, bool loose)
{
	const struct orm_kind_info *k = &orm_kinds[x->kind];
	struct pair pair = { d, x, y, loose };
	uint64_t mask = 0;

	for (size_t i = 0; i < k->attr_count; i++)
		if (!k->attrs[i].spelling && !same_attr(&pair, &k->attrs[i]))
			mask |= ORM_ATTR_BIT(i);
	if (!same_text(x->comment, y->comment))
		mask |= ORM_ATTR_COMMENT;
	if (!same_options(d, x->kind, &x->options, &y->options))
		mask |= ORM_ATTR_OPTIONS;
	return mask;
}
