/* migrate/describe.c - changes in words, for people */
#include "migrate/describe.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

const struct orm_object *describe_object(const struct orm_change *c)
{
	return c->verb != ORM_RENAME && c->to ? c->to : c->from ? c->from : c->to;
}

const char *describe_owner(const struct orm_change *c)
{
	const struct orm_object *o = describe_object(c);

	if (ORM_STANDS_ALONE(c->kind) && !ORM_HAS_OWNER(c->kind))
		return NULL;
	if (c->table)
		return c->table;
	if (ORM_HAS_OWNER(c->kind))
		return ((const struct orm_definition *)o)->on;
	return o->table ? o->table->object.name : NULL;
}

void describe_safe(struct buf *out, const char *text)
{
	bool utf8 = utf8_valid(text, strlen(text));

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		/* C1 controls are two bytes in UTF-8, and terminals obey them too */
		bool c1 = c == 0xC2 && (unsigned char)text[1] < 0xA0;

		if (c == '\n')
			buf_adds(out, "\\n");
		else if (c == '\t')
			buf_adds(out, "\\t");
		else if (c < ' ' || c == 0x7F || c1 || (c > 0x7F && !utf8))
			buf_addf(out, "\\x%02x", (unsigned)c);
		else
			buf_addc(out, *text);
		if (c1 && utf8)
			buf_addf(out, "\\x%02x", (unsigned)(unsigned char)*++text);
	}
}

static void quoted(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	describe_safe(out, text ? text : "");
	buf_addc(out, '"');
}

static void name_of(struct buf *out, const struct orm_object *o, const char *owner)
{
	buf_addc(out, '"');
	if (owner) {
		describe_safe(out, owner);
		buf_addc(out, '.');
	}
	describe_safe(out, o->name);
	buf_addc(out, '"');
}

void describe_label(struct buf *out, const struct orm_object *o, const char *owner)
{
	const char *label = orm_kinds[o->kind].label;
	bool owned = !ORM_STANDS_ALONE(o->kind);

	if (o->name) {
		buf_addf(out, "%s ", label);
		if (o->kind == ORM_COLUMN)
			name_of(out, o, owner);
		else
			name_of(out, o, owned ? NULL : o->schema);
		if (o->kind == ORM_PRIVILEGE && ((const struct orm_definition *)o)->on) {
			buf_adds(out, " on ");
			describe_safe(out, ((const struct orm_definition *)o)->on);
		}
		return;
	}
	buf_addf(out, "unnamed %s", label);
	if (owner) {
		buf_adds(out, " of ");
		quoted(out, owner);
	}
}

static void type_text(struct buf *out, const struct orm_type *t)
{
	if (!t)
		buf_adds(out, "none");
	else if (t->id != ORM_TYPE_EXACT)
		buf_adds(out, orm_type_infos[t->id].name);
	else if (text_empty(t->name))
		buf_adds(out, "none");
	else
		describe_safe(out, t->name);
}

static void default_text(struct buf *out, const struct orm_dialect *d, const struct orm_default *v)
{
	struct buf sql = { 0 };

	if (v->kind == ORM_DEFAULT_NONE)
		buf_adds(&sql, "none");
	else if (d)
		ddl_default(&sql, d, v);
	else
		buf_adds(&sql, v->text ? v->text : "NULL");
	describe_safe(out, buf_str(&sql));
	buf_release(&sql);
}

static void elements_text(struct buf *out, const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++) {
		const struct orm_element *e = &elements->items[i];

		buf_adds(out, i ? ", " : "");
		if (e->column)
			quoted(out, e->column);
		else
			describe_safe(out, e->expr ? e->expr : "");
		buf_adds(out, e->descending ? " descending" : "");
	}
}

static void value_text(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                       const struct orm_attr *attr)
{
	const void *p = orm_attr_at(o, attr);

	switch (attr->kind) {
	case ORM_ATTR_TYPE:
		type_text(out, *(struct orm_type *const *)p);
		break;
	case ORM_ATTR_DEFAULT:
		default_text(out, d, p);
		break;
	case ORM_ATTR_BOOL:
		buf_adds(out, *(const bool *)p ? "yes" : "no");
		break;
	case ORM_ATTR_FLAG:
		buf_adds(out, *(const enum orm_flag *)p == ORM_YES ? "yes" : "no");
		break;
	case ORM_ATTR_ELEMENTS:
		elements_text(out, p);
		break;
	case ORM_ATTR_RENAMES:
	case ORM_ATTR_NAMES:
		buf_addf(out, "%zu", ((const struct names *)p)->len);
		break;
	case ORM_ATTR_IDENTITY:
		buf_adds(out, *(struct orm_identity *const *)p ? "yes" : "no");
		break;
	default:
		describe_safe(out, orm_attr_empty(o, attr) ? "none" : *(const char *const *)p);
		break;
	}
}

/* `values payed -> paid`: the change renames them. */
static bool renamed_values(struct buf *out, const struct orm_change *c, const struct orm_attr *attr)
{
	const struct orm_definition *from = (const struct orm_definition *)c->from;
	const char *comma = " ";

	if (c->kind != ORM_ENUM || attr->kind != ORM_ATTR_NAMES || !from ||
	    !from->renamed_values.len)
		return false;
	buf_adds(out, attr->name);
	for (size_t i = 0; i + 1 < from->renamed_values.len; i += 2) {
		buf_adds(out, comma);
		describe_safe(out, from->renamed_values.items[i]);
		buf_adds(out, " -> ");
		describe_safe(out, from->renamed_values.items[i + 1]);
		comma = ", ";
	}
	return true;
}

static bool has_name(const struct names *list, const char *name)
{
	for (size_t i = 0; i < list->len; i++)
		if (!strcmp(list->items[i], name))
			return true;
	return false;
}

static void add_others(struct buf *out, const struct names *list, const struct names *known,
                       char mark)
{
	for (size_t i = 0; i < list->len; i++) {
		if (has_name(known, list->items[i]))
			continue;
		buf_addf(out, " %c", mark);
		describe_safe(out, list->items[i]);
	}
}

/* `values -payed +paid`: which go and come, or that they have another order. */
static bool other_values(struct buf *out, const struct orm_change *c, const struct orm_attr *attr)
{
	const struct names *from = &((const struct orm_definition *)c->from)->columns;
	const struct names *to = &((const struct orm_definition *)c->to)->columns;
	size_t before;

	if (c->kind != ORM_ENUM || attr->kind != ORM_ATTR_NAMES || !c->from || !from->len)
		return false;
	buf_adds(out, attr->name);
	before = out->len;
	add_others(out, from, to, '-');
	add_others(out, to, from, '+');
	if (out->len == before)
		buf_adds(out, " in another order");
	return true;
}

/* `type INTEGER -> BIGINT`; a flag says itself: `nullable`, `not nullable`. */
static void changed_attr(struct buf *out, const struct orm_dialect *d, const struct orm_change *c,
                         const struct orm_attr *attr)
{
	if (attr->kind == ORM_ATTR_FLAG || attr->kind == ORM_ATTR_BOOL) {
		struct buf value = { 0 };

		value_text(&value, d, c->to, attr);
		buf_addf(out, "%s%s", strcmp(buf_str(&value), "yes") ? "not " : "", attr->name);
		buf_release(&value);
		return;
	}
	if (renamed_values(out, c, attr) || other_values(out, c, attr))
		return;
	for (const char *p = attr->name; *p; p++)
		buf_addc(out, *p == '_' ? ' ' : *p);
	buf_addc(out, ' ');
	if (c->from && (attr->kind != ORM_ATTR_TYPE || !orm_attr_empty(c->from, attr))) {
		value_text(out, d, c->from, attr);
		buf_adds(out, " -> ");
	}
	value_text(out, d, c->to, attr);
}

bool describe_names_option(const struct orm_options *list, const struct orm_option *o)
{
	for (size_t i = 0; i < list->len; i++)
		if (text_same(list->items[i].dialect, o->dialect) &&
		    text_same(list->items[i].name, o->name))
			return true;
	return false;
}

/* What an option says, also when it isn't there; NULL = no. */
static const char *given(const struct orm_dialect *d, const struct orm_change *c, const char *name,
                         const char *value)
{
	const struct orm_option_info *info = orm_option_find(d, c->kind, name);

	if (text_empty(value))
		value = info && info->value == ORM_ATTR_BOOL ? info->initial : NULL;
	return !value || !strcmp(value, "false") ? NULL : value;
}

static void option_text(struct buf *out, const char *name, const char *value)
{
	if (!value)
		buf_addf(out, ", not %s", name);
	else if (!strcmp(value, "true"))
		buf_addf(out, ", %s", name);
	else {
		buf_addf(out, ", %s ", name);
		describe_safe(out, value);
	}
}

/* Options that came or changed, then those that went; each after a comma. */
static void changed_options(struct buf *out, const struct orm_dialect *d,
                            const struct orm_change *c)
{
	static const struct orm_options none = { 0 };
	const struct orm_options *from = c->from ? &c->from->options : &none;
	const struct orm_options *to = &c->to->options;

	for (size_t i = 0; i < to->len; i++) {
		const struct orm_option *o = &to->items[i];
		const char *was = given(d, c, o->name, orm_option_get(from, o->dialect, o->name));
		const char *is = given(d, c, o->name, o->value);

		if (!c->from || !text_same(was, is))
			option_text(out, o->name, is);
	}
	for (size_t i = 0; i < from->len; i++) {
		const struct orm_option *o = &from->items[i];
		const char *is = given(d, c, o->name, NULL);

		if (!text_same(given(d, c, o->name, o->value), is) && !describe_names_option(to, o))
			option_text(out, o->name, is);
	}
}

static void describe_alter(struct buf *out, const struct orm_dialect *d, const struct orm_change *c)
{
	const struct orm_kind_info *k = &orm_kinds[c->kind];
	struct buf list = { 0 };

	for (size_t i = 0; i < k->attr_count; i++)
		if (c->mask & ORM_ATTR_BIT(i)) {
			buf_adds(&list, ", ");
			changed_attr(&list, d, c, &k->attrs[i]);
		}
	if (c->mask & ORM_ATTR_COMMENT)
		buf_adds(&list, ", comment");
	if (c->mask & ORM_ATTR_OPTIONS)
		changed_options(&list, d, c);
	if (list.len)
		buf_addf(out, ": %s", buf_str(&list) + 2);
	buf_release(&list);
}

static void describe_create(struct buf *out, const struct orm_change *c)
{
	const struct orm_table *t = (const struct orm_table *)c->to;
	const struct orm_column *column = (const struct orm_column *)c->to;

	if (c->kind == ORM_TABLE && t->module) {
		buf_adds(out, " using ");
		describe_safe(out, t->module);
	} else if (c->kind == ORM_TABLE) {
		buf_addf(out, " (%zu %s)", t->columns.len,
		         t->columns.len == 1 ? "column" : "columns");
	} else if (c->kind == ORM_COLUMN && column->type &&
	           !(column->type->id == ORM_TYPE_EXACT && text_empty(column->type->name))) {
		buf_addc(out, ' ');
		type_text(out, column->type);
	}
}

void describe_rest(struct buf *out, const struct orm_dialect *d, const struct orm_change *c)
{
	if (c->verb == ORM_CREATE)
		describe_create(out, c);
	else if (c->verb == ORM_ALTER)
		describe_alter(out, d, c);
	else if (c->verb == ORM_RENAME) {
		buf_adds(out, " to ");
		quoted(out, c->to->name);
	}
	if (c->backfill) {
		buf_adds(out, ", rows without a value get ");
		describe_safe(out, c->backfill);
	}
}

void describe_change(struct buf *out, const struct orm_dialect *d, const struct orm_change *c)
{
	static const char *const verbs[] = {
		[ORM_CREATE] = "create",
		[ORM_DROP] = "drop",
		[ORM_ALTER] = "alter",
		[ORM_RENAME] = "rename",
	};
	bool add = c->verb == ORM_CREATE && c->kind == ORM_COLUMN;

	buf_addf(out, "%s ", add ? "add" : verbs[c->verb]);
	describe_label(out, describe_object(c), describe_owner(c));
	describe_rest(out, d, c);
}
