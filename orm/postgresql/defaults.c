/* orm/postgresql/defaults.c - server defaults: writing and comparing them */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

void pg_function_text(struct buf *out, const char *call)
{
	static const char *const bare[] = {
		"current_timestamp", "current_date",    "current_time",
		"localtime",         "localtimestamp",  "current_user",
		"session_user",      "current_catalog", "current_schema"
	};

	for (size_t i = 0; i < COUNT(bare); i++)
		if (text_starts(call, bare[i]) && !strcmp(call + strlen(bare[i]), "()")) {
			for (const char *p = bare[i]; *p; p++)
				buf_addc(out, *p == '_' ? '_' : (char)(*p - 32));
			return;
		}
	buf_adds(out, call);
}

/* 'a'::text is 'a' as a value: cuts off a cast at the end, outside of all else. */
static char *without_casts(struct arena *a, const char *text)
{
	const char *at = text, *end = text + strlen(text), *cut = NULL;
	int depth = 0;

	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		depth += pg_token_is_op(&t, "(") - pg_token_is_op(&t, ")");
		if (!depth && pg_token_is_op(&t, "::") && !cut)
			cut = t.start;
		else if (t.kind == ORM_TOKEN_OPERATOR && !strchr("().,[]", *t.start))
			cut = NULL;
	}
	return text_trim(a, text, cut ? (size_t)(cut - text) : strlen(text));
}

static char *without_parens(struct arena *a, char *text)
{
	size_t len = strlen(text);

	while (len > 1 && *text == '(' && text[len - 1] == ')' &&
	       orm_same_expr(&orm_postgresql, text, arena_strndup(a, text + 1, len - 2))) {
		text = text_trim(a, text + 1, len - 2);
		len = strlen(text);
	}
	return text;
}

/* Is it a text, in which '1' isn't '1.0'?  The server says so: 'x'::character varying. */
static bool is_text(struct arena *a, const char *text)
{
	const char *cast = strstr(text + strlen(without_casts(a, text)), "::");
	const char *type = cast ? pg_base_type(a, cast + 2) : NULL;

	return type && (!strcmp(type, "text") || !strcmp(type, "character varying") ||
	                !strcmp(type, "character") || !strcmp(type, "bpchar"));
}

/*
 * A default as a value: '1'::integer, (1) and 1.0 are 1, now() is CURRENT_TIMESTAMP.
 * `as_text`: as one of a column that holds text.
 */
static const char *default_value(struct arena *a, const char *given, bool as_text)
{
	struct orm_token t;
	char *text, *end;
	double number;

	text = without_parens(a, without_casts(a, given));
	text = without_parens(a, without_casts(a, text));
	t = pg_next_token(text, strlen(text));
	if (t.kind == ORM_TOKEN_STRING && t.len == strlen(text))
		text = arena_printf(a, "'%s", orm_unquote(a, &orm_postgresql, &t));
	if (as_text)
		return text;
	number = strtod(*text == '\'' ? text + 1 : text, &end);
	if (*text && text[*text == '\''] && !*end)
		return arena_printf(a, "%.17g", number);
	if (text_same_nocase(text, "now()"))
		return "current_timestamp";
	if (!strcmp(text, "'true") || !strcmp(text, "'false"))
		return text + 1;
	return *text == '\'' ? text : text_lower(a, text);
}

static bool is_null(const struct orm_default *v)
{
	return v->kind == ORM_DEFAULT_NONE || v->kind == ORM_DEFAULT_NULL ||
	       (v->kind == ORM_DEFAULT_SQL && text_same_nocase(v->text, "NULL"));
}

bool pg_same_default(const struct orm_default *x, const struct orm_default *y, bool loose)
{
	struct arena a = { 0 };
	struct buf p = { 0 }, q = { 0 };
	bool same;

	if (x->kind == ORM_DEFAULT_NONE || y->kind == ORM_DEFAULT_NONE)
		return x->kind == y->kind || (loose && is_null(x) && is_null(y));
	ddl_default(&p, &orm_postgresql, x);
	ddl_default(&q, &orm_postgresql, y);
	same = orm_same_expr(&orm_postgresql, buf_str(&p), buf_str(&q));
	if (!same && loose) {
		bool text = is_text(&a, buf_str(&p)) || is_text(&a, buf_str(&q));

		same = !strcmp(default_value(&a, buf_str(&p), text),
		               default_value(&a, buf_str(&q), text));
	}
	buf_release(&p);
	buf_release(&q);
	arena_release(&a);
	return same;
}
