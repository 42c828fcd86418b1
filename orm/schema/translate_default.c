/* orm/schema/translate_default.c - defaults of one database as portable ones */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/schema/translate_private.h"

/* (('a')::text) is 'a': from the first token that counts to after the last. */
static void peel(struct translation *x, const struct orm_tokens *all, size_t *first, size_t *end)
{
	const char *ignored;

	while (*first + 1 < *end && translate_is(all, *first, "(") &&
	       translate_is(all, *end - 1, ")")) {
		++*first;
		--*end;
	}
	if (*first + 1 < *end && *all->items[*first].start == '_' &&
	    all->items[*first + 1].kind == ORM_TOKEN_STRING)
		++*first; /* the character set of a literal */
	for (size_t i = *first + 1; i < *end; i++)
		if (translate_is(all, i, "::") &&
		    translate_skip_cast(x, all, i, &ignored) >= *end) {
			*end = i;
			peel(x, all, first, end);
			return;
		}
}

static bool is_now(const struct orm_tokens *all, size_t first, size_t end)
{
	static const char *const names[] = { "now", "current_timestamp", "localtimestamp",
		                             "localtime" };
	bool named = false;

	for (size_t i = 0; i < COUNT(names) && !named; i++)
		named = translate_is(all, first, names[i]);
	if (named && end == first + 1)
		return true;
	if (named && translate_is(all, first + 1, "(") && translate_is(all, end - 1, ")"))
		return end - first <= 4;
	/* datetime('now') */
	return end - first == 4 && translate_is(all, first, "datetime") &&
	       all->items[first + 2].kind == ORM_TOKEN_STRING &&
	       !strncmp(all->items[first + 2].start, "'now'", 5);
}

/* 0.00 is 0, 1.50 is 1.5: databases write as many digits as the column has. */
static char *plain_number(struct arena *a, const char *text, size_t len)
{
	char *out = arena_strndup(a, text, len), *end = out + len;

	if (!strchr(out, '.') || strpbrk(out, "eE"))
		return out;
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		*--end = '\0';
	return *out ? out : "0";
}

static struct orm_default read_number(struct translation *x, const struct orm_tokens *all,
                                      size_t first, size_t end)
{
	const struct orm_token *t = &all->items[end - 1];
	bool negative = translate_is(all, first, "-");
	const char *digits;

	if (t->kind != ORM_TOKEN_NUMBER || end - first != (negative ? 2 : 1))
		return (struct orm_default){ 0 };
	digits = plain_number(x->arena, t->start, t->len);
	return (struct orm_default){ negative ? arena_printf(x->arena, "-%s", digits) : digits,
		                     ORM_DEFAULT_NUMBER };
}

/* NONE where the text is none of those that have a portable form. */
static struct orm_default read_default(struct translation *x, const char *sql)
{
	struct orm_tokens all = translate_tokens(x, sql);
	size_t first = 0, end = all.len;

	peel(x, &all, &first, &end);
	if (first >= end)
		return (struct orm_default){ 0 };
	if (is_now(&all, first, end))
		return (struct orm_default){ "now()", ORM_DEFAULT_FUNC };
	if (end - first > 1)
		return read_number(x, &all, first, end);
	if (translate_is(&all, first, "true") || translate_is(&all, first, "false"))
		return (struct orm_default){ translate_is(&all, first, "true") ? "true" : "false",
			                     ORM_DEFAULT_BOOL };
	if (translate_is(&all, first, "null"))
		return (struct orm_default){ "NULL", ORM_DEFAULT_NULL };
	if (translate_is(&all, first, "current_date"))
		return (struct orm_default){ "current_date()", ORM_DEFAULT_FUNC };
	if (all.items[first].kind == ORM_TOKEN_STRING)
		return (struct orm_default){ orm_unquote(x->arena, x->d, &all.items[first]),
			                     ORM_DEFAULT_STRING };
	if (all.items[first].kind == ORM_TOKEN_BLOB && all.items[first].len == 4)
		return (struct orm_default){ all.items[first].start[2] == '1' ? "1" : "0",
			                     ORM_DEFAULT_NUMBER }; /* b'1' */
	return read_number(x, &all, first, end);
}

static bool is_numeric(enum orm_type_id id)
{
	return id >= ORM_TYPE_SMALLINTEGER && id <= ORM_TYPE_DOUBLE;
}

static bool is_text(enum orm_type_id id)
{
	return id == ORM_TYPE_STRING || id == ORM_TYPE_UNICODE || id == ORM_TYPE_TEXT ||
	       id == ORM_TYPE_UNICODETEXT || id == ORM_TYPE_ENUM;
}

static bool is_date(enum orm_type_id id)
{
	return id == ORM_TYPE_DATE || id == ORM_TYPE_DATETIME;
}

/* "2026-01-31 12:00:00", which all write the same way? */
static bool is_plain_date(const char *text)
{
	return strspn(text, "0123456789-: .") == strlen(text) &&
	       strlen(text) >= strlen("2026-01-31") && text[4] == '-' &&
	       !text_starts(text, "0000-00-00");
}

/* The default as a value of the type; NONE when it is none. */
static struct orm_default as_type(struct translation *x, struct orm_default v,
                                  const struct orm_type *type)
{
	static const char *const yes[] = { "1", "t", "true", "y", "yes", "on" };
	struct orm_default out = v;
	char *end;

	if (type->id == ORM_TYPE_BOOLEAN && v.kind != ORM_DEFAULT_FUNC &&
	    v.kind != ORM_DEFAULT_NULL) {
		out = (struct orm_default){ "false", ORM_DEFAULT_BOOL };
		for (size_t i = 0; i < COUNT(yes); i++)
			if (text_same_nocase(v.text, yes[i]))
				out.text = "true";
		return out;
	}
	if (v.kind == ORM_DEFAULT_BOOL && is_numeric(type->id))
		return (struct orm_default){ *v.text == 't' ? "1" : "0", ORM_DEFAULT_NUMBER };
	if (v.kind == ORM_DEFAULT_NUMBER && is_text(type->id))
		out.kind = ORM_DEFAULT_STRING;
	else if ((v.kind == ORM_DEFAULT_NUMBER || v.kind == ORM_DEFAULT_BOOL) &&
	         !is_numeric(type->id))
		return (struct orm_default){ 0 }; /* SQLite takes 0 for a time */
	if (v.kind == ORM_DEFAULT_STRING && is_numeric(type->id)) {
		(void)strtod(v.text, &end);
		/* nor NaN, nor infinity: few have a number for it */
		if (*end || end == v.text || v.text[strspn(v.text, "+-.0123456789eE")])
			return (struct orm_default){ 0 };
		out = (struct orm_default){ plain_number(x->arena, v.text, strlen(v.text)),
			                    ORM_DEFAULT_NUMBER };
	}
	if (v.kind == ORM_DEFAULT_STRING && is_date(type->id) && !is_plain_date(v.text))
		return (struct orm_default){ 0 };
	/* each database writes bytes in a way of its own */
	if (type->id == ORM_TYPE_LARGEBINARY && v.kind == ORM_DEFAULT_STRING && *v.text)
		return (struct orm_default){ 0 };
	return out;
}

static bool is_unlimited(enum orm_type_id id)
{
	return id == ORM_TYPE_TEXT || id == ORM_TYPE_UNICODETEXT || id == ORM_TYPE_LARGEBINARY ||
	       id == ORM_TYPE_JSON;
}

/* Text of any length takes no literal everywhere, but an expression. */
static struct orm_default as_expression(struct translation *x, const char *text)
{
	struct buf b = { 0 };

	buf_addc(&b, '(');
	ddl_string(&b, x->to, text);
	buf_addc(&b, ')');
	return (struct orm_default){ buf_take(&b, x->arena), ORM_DEFAULT_SQL };
}

static bool counts_by_sequence(const struct translation *x, const char *sql)
{
	for (size_t i = 0; i < x->from->definitions.len; i++) {
		const struct orm_object *o = &x->from->definitions.items[i]->object;

		if (o->kind == ORM_SEQUENCE && orm_mentions(x->d, sql, o->name))
			return true;
	}
	return false;
}

void translate_default(struct translation *x, const struct orm_table *t, struct orm_column *c)
{
	struct orm_default was = c->server_default, now;

	if (was.kind == ORM_DEFAULT_NONE)
		return;
	now = was.kind == ORM_DEFAULT_SQL ? read_default(x, was.text) : was;
	if (now.kind == ORM_DEFAULT_NULL) {
		c->server_default = (struct orm_default){ 0 };
		return;
	}
	if (x->related && now.kind == ORM_DEFAULT_NONE && !counts_by_sequence(x, was.text))
		return;
	if (now.kind != ORM_DEFAULT_NONE && c->type->id != ORM_TYPE_EXACT)
		now = as_type(x, now, c->type);
	c->server_default = now;
	if (now.kind == ORM_DEFAULT_STRING && x->to->text_max && is_unlimited(c->type->id))
		c->server_default = as_expression(x, now.text);
	if (now.kind == ORM_DEFAULT_NONE)
		translate_note(x, "default", translate_path(x, t, c->object.name),
		               "default %s has no portable form", was.text);
}
