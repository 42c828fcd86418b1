/* reflect/write/lua_attrs.c - attributes and options as keywords in Lua */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "reflect/write/lua.h"
#include "reflect/write/write.h"

static void write_bool(struct buf *out, bool value)
{
	buf_adds(out, value ? "true" : "false");
}

static void write_text(struct buf *out, const char *text)
{
	if (text)
		write_lua_string(out, text);
	else
		buf_adds(out, "none");
}

static void write_element(struct buf *out, const struct orm_element *e)
{
	if (e->descending)
		buf_adds(out, "desc(");
	if (e->nulls)
		buf_addf(out, "nulls_%s(", text_same_nocase(e->nulls, "FIRST") ? "first" : "last");
	if (e->opclass)
		buf_adds(out, "opclass(");
	if (e->collation)
		buf_adds(out, "collate(");
	if (e->column)
		write_lua_string(out, e->column);
	else
		lua_call(out, "text", e->expr ? e->expr : "");
	if (e->collation) {
		buf_adds(out, ", ");
		write_lua_string(out, e->collation);
		buf_addc(out, ')');
	}
	if (e->opclass) {
		buf_adds(out, ", ");
		write_lua_string(out, e->opclass);
		buf_addc(out, ')');
	}
	buf_adds(out, e->nulls ? ")" : "");
	buf_adds(out, e->descending ? ")" : "");
}

/* desc"a" where nothing else is said: that is how people write it. */
static bool is_plain_desc(const struct orm_element *e)
{
	return e->descending && e->column && !e->collation && !e->nulls && !e->opclass;
}

void lua_elements(struct buf *out, const struct orm_elements *elements)
{
	for (size_t i = 0; i < elements->len; i++) {
		const struct orm_element *e = &elements->items[i];

		if (i)
			buf_adds(out, ", ");
		if (is_plain_desc(e))
			lua_call(out, "desc", e->column);
		else
			write_element(out, e);
	}
}

/* The value of SQL that is one string literal, or NULL. */
static const char *string_literal(struct arena *a, const struct orm_dialect *d, const char *sql)
{
	size_t len = strlen(sql);
	struct orm_token t = d->next_token(sql, len);
	struct buf again = { 0 };
	const char *value = NULL;

	if (t.kind == ORM_TOKEN_STRING && t.len == len) {
		value = orm_unquote(a, d, &t);
		ddl_string(&again, d, value);
		if (strcmp(buf_str(&again), sql) != 0)
			value = NULL;
	}
	buf_release(&again);
	return value;
}

/* Would Lua give back the same digits? */
static bool is_number(const char *text)
{
	char *end;
	char again[40];
	double n = strtod(text, &end);

	if (text[strspn(text, "-0123456789.")] || *end || end == text || !strcmp(text, "-0"))
		return false;
	snprintf(again, sizeof again, "%.14g", n);
	return !strcmp(again, text);
}

/* SQL that a portable spelling turns into again; false when it has none. */
static bool portable_default(struct buf *out, const struct orm_dialect *d, const char *sql)
{
	struct arena a = { 0 };
	struct buf now = { 0 };
	const char *value = string_literal(&a, d, sql);
	bool done = true;

	d->function_text(&now, "now()");
	if (value)
		write_lua_string(out, value);
	else if (is_number(sql))
		buf_adds(out, sql);
	else if (!strcmp(sql, buf_str(&now)))
		buf_adds(out, "func.now()");
	else
		done = false;
	buf_release(&now);
	arena_release(&a);
	return done;
}

void lua_default(struct buf *out, const struct orm_dialect *d, const struct orm_default *v)
{
	switch (v->kind) {
	case ORM_DEFAULT_NONE:
		buf_adds(out, "none");
		break;
	case ORM_DEFAULT_SQL:
		if (!d || !portable_default(out, d, v->text))
			lua_call(out, "text", v->text);
		break;
	case ORM_DEFAULT_STRING:
		write_lua_string(out, v->text);
		break;
	case ORM_DEFAULT_NUMBER:
	case ORM_DEFAULT_BOOL:
		buf_adds(out, v->text);
		break;
	case ORM_DEFAULT_NULL:
		buf_adds(out, "null");
		break;
	case ORM_DEFAULT_FUNC:
		buf_addf(out, "func.%s", v->text);
		break;
	}
}

static void identity_number(struct buf *out, const char *name, const char *value, size_t start)
{
	if (value)
		buf_addf(out, "%s%s = %s", out->len > start ? ", " : "", name, value);
}

void lua_identity(struct buf *out, const struct orm_identity *i)
{
	size_t start;

	buf_adds(out, "Identity{");
	start = out->len;
	if (i->always)
		buf_adds(out, "always = true");
	identity_number(out, "start", i->start, start);
	identity_number(out, "increment", i->increment, start);
	identity_number(out, "minvalue", i->minvalue, start);
	identity_number(out, "maxvalue", i->maxvalue, start);
	identity_number(out, "cache", i->cache, start);
	if (i->cycle)
		buf_addf(out, "%scycle = true", out->len > start ? ", " : "");
	if (out->len > start) {
		buf_addc(out, '}');
		return;
	}
	buf_cut(out, start - strlen("Identity{"));
	buf_adds(out, "true");
}

static void write_value(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                        const struct orm_attr *attr)
{
	const void *p = orm_attr_at(o, attr);

	if (orm_attr_empty(o, attr)) {
		buf_adds(out, attr->kind == ORM_ATTR_BOOL ? "false" : "none");
		return;
	}
	switch (attr->kind) {
	case ORM_ATTR_BOOL:
		write_bool(out, *(const bool *)p);
		break;
	case ORM_ATTR_FLAG:
		write_bool(out, *(const enum orm_flag *)p == ORM_YES);
		break;
	case ORM_ATTR_NAMES:
		buf_addc(out, '{');
		lua_names(out, p);
		buf_addc(out, '}');
		break;
	case ORM_ATTR_RENAMES:
		lua_renames(out, p);
		break;
	case ORM_ATTR_ELEMENTS:
		buf_addc(out, '{');
		lua_elements(out, p);
		buf_addc(out, '}');
		break;
	case ORM_ATTR_TYPE:
		write_lua_type(out, d, *(struct orm_type *const *)p);
		break;
	case ORM_ATTR_DEFAULT:
		lua_default(out, d, p);
		break;
	case ORM_ATTR_IDENTITY:
		lua_identity(out, *(struct orm_identity *const *)p);
		break;
	default:
		write_text(out, *(const char *const *)p);
		break;
	}
}

/* What a dialect shares with the one it is derived from goes by that one's name. */
static const char *option_dialect(const struct orm_dialect *d, enum orm_kind kind,
                                  const struct orm_option *o)
{
	const struct orm_dialect *base = d && d->base ? orm_dialect_find(d->base) : NULL;

	if (o->dialect)
		return o->dialect;
	if (base && (orm_option_find(base, kind, o->name) || orm_attr_find(kind, o->name)))
		return base->name;
	return d ? d->name : NULL;
}

void lua_option_name(struct buf *out, const struct orm_dialect *d, enum orm_kind kind,
                     const struct orm_option *o)
{
	const char *dialect = option_dialect(d, kind, o);

	if (dialect)
		buf_addf(out, "%s_", dialect);
	buf_adds(out, o->name);
}

bool lua_option_is_flag(const struct orm_dialect *d, enum orm_kind kind, const struct orm_option *o)
{
	const char *name = option_dialect(d, kind, o);
	const struct orm_dialect *its = name ? orm_dialect_find(name) : NULL;
	const struct orm_option_info *info = its ? orm_option_find(its, kind, o->name) : NULL;
	const struct orm_attr *attr = orm_attr_find(kind, o->name);

	if (info)
		return orm_option_is_flag(info);
	if (attr)
		return attr->kind == ORM_ATTR_BOOL || attr->kind == ORM_ATTR_FLAG;
	return !strcmp(o->value, "true") || !strcmp(o->value, "false");
}

void lua_lengths(struct buf *out, const struct orm_dialect *d, enum orm_kind kind,
                 const struct orm_elements *elements)
{
	static const struct orm_option option = { .name = "length" };
	const char *next = "{";

	for (size_t i = 0; i < elements->len; i++) {
		const struct orm_element *e = &elements->items[i];

		if (!e->length)
			continue;
		if (*next == '{') {
			buf_adds(out, ", ");
			lua_option_name(out, d, kind, &option);
			buf_adds(out, " = ");
		}
		if (elements->len == 1) {
			buf_addf(out, "%d", e->length);
			return;
		}
		buf_addf(out, "%s[", next);
		write_lua_string(out, e->column);
		buf_addf(out, "] = %d", e->length);
		next = ", ";
	}
	if (*next == ',')
		buf_addc(out, '}');
}

static void write_option(struct buf *out, const struct orm_dialect *d, enum orm_kind kind,
                         const struct orm_option *o, const char *prefix)
{
	buf_addf(out, ", %s", prefix);
	lua_option_name(out, d, kind, o);
	buf_adds(out, " = ");
	if (lua_option_is_flag(d, kind, o))
		write_bool(out, !strcmp(o->value, "true"));
	else
		write_lua_string(out, o->value);
}

void write_lua_attrs(struct buf *out, const struct orm_dialect *d, const struct orm_object *o,
                     uint64_t mask, const char *prefix)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];

	for (size_t i = 0; i < k->attr_count; i++) {
		if (!(mask & ORM_ATTR_BIT(i)))
			continue;
		buf_addf(out, ", %s%s = ", prefix, k->attrs[i].name);
		write_value(out, d, o, &k->attrs[i]);
	}
	if (mask & ORM_ATTR_COMMENT) {
		buf_addf(out, ", %scomment = ", prefix);
		write_text(out, o->comment);
	}
	if (mask & ORM_ATTR_OPTIONS)
		for (size_t i = 0; i < o->options.len; i++)
			if (*o->options.items[i].value)
				write_option(out, d, o->kind, &o->options.items[i], prefix);
}

/* Only of a column does it mean something that nothing is said; a domain takes NULL. */
static bool goes_without_saying(const struct orm_object *o, const struct orm_attr *attr)
{
	if (o->kind == ORM_DOMAIN && attr->kind == ORM_ATTR_FLAG)
		return *(const enum orm_flag *)orm_attr_at(o, attr) == ORM_YES;
	return o->kind != ORM_COLUMN && attr->kind == ORM_ATTR_FLAG &&
	       *(const enum orm_flag *)orm_attr_at(o, attr) == ORM_NO;
}

uint64_t lua_keywords(const struct orm_object *o)
{
	const struct orm_kind_info *k = &orm_kinds[o->kind];
	uint64_t mask = ORM_ATTR_OPTIONS | (o->comment ? ORM_ATTR_COMMENT : 0);

	for (size_t i = 0; i < k->attr_count; i++)
		if (!k->attrs[i].positional && !orm_attr_empty(o, &k->attrs[i]) &&
		    !goes_without_saying(o, &k->attrs[i]))
			mask |= ORM_ATTR_BIT(i);
	return mask & ~orm_attr_bit(o->kind, "inline_column");
}
