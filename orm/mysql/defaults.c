/* orm/mysql/defaults.c - server defaults: writing and comparing them */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"
#include "orm/mysql/types.h"

bool my_is_now(const char *text, long *precision)
{
	static const char *const names[] = { "now", "current_timestamp", "localtime",
		                             "localtimestamp" };
	struct my_words w = my_words_of(&orm_mysql, text ? text : "");
	bool named = false, bare = true;

	*precision = 0;
	for (size_t i = 0; i < COUNT(names) && !named; i++) {
		named = my_words_take(&w, names[i]);
		bare = i > 0;
	}
	if (!named)
		return false;
	if (!my_words_take(&w, "("))
		return bare && w.t.kind == ORM_TOKEN_END;
	if (w.t.kind == ORM_TOKEN_NUMBER) {
		*precision = strtol(w.t.start, NULL, 10);
		my_words_next(&w);
	}
	return my_words_take(&w, ")") && w.t.kind == ORM_TOKEN_END;
}

void my_now_text(struct buf *out, const struct orm_dialect *d, long precision)
{
	bool mariadb = my_is_mariadb(d);

	buf_adds(out, mariadb ? "current_timestamp" : "CURRENT_TIMESTAMP");
	if (precision)
		buf_addf(out, "(%ld)", precision);
	else if (mariadb)
		buf_adds(out, "()");
}

static void function_text(const struct orm_dialect *d, struct buf *out, const char *call)
{
	long precision;

	if (my_is_now(call, &precision))
		my_now_text(out, d, precision);
	else
		buf_adds(out, call);
}

void my_function_text(struct buf *out, const char *call)
{
	function_text(&orm_mysql, out, call);
}

void mariadb_function_text(struct buf *out, const char *call)
{
	function_text(&orm_mariadb, out, call);
}

/* What a default is, in the way that it is compared. */
struct value {
	enum { NOTHING, NUMBER, STRING, NOW, EXPRESSION } kind;
	const char *text;
};

/* 1.50 is 1.5, 007 is 7, 1e3 is itself: as text, for numbers of any length. */
static const char *plain_number(struct arena *a, const char *digits, size_t len, bool negative)
{
	char *text = arena_strndup(a, digits, len);
	char *end = text + len;

	if (strpbrk(text, "eE"))
		return arena_printf(a, "%.17g",
		                    negative ? -strtod(text, NULL) : strtod(text, NULL));
	while (*text == '0' && text[1] && text[1] != '.')
		text++;
	if (strchr(text, '.')) {
		while (end[-1] == '0')
			*--end = '\0';
		if (end[-1] == '.')
			*--end = '\0';
	}
	if (!*text || !strcmp(text, "0"))
		return "0";
	return arena_printf(a, "%s%s%s", negative ? "-" : "", *text == '.' ? "0" : "", text);
}

/* The number that the text as a whole is, or NULL. */
static const char *number_of(struct arena *a, const char *text)
{
	bool negative = *text == '-';
	struct orm_token t;

	if (*text == '-' || *text == '+')
		text++;
	t = my_next_token(text, strlen(text));
	if (t.kind != ORM_TOKEN_NUMBER || t.len != strlen(text))
		return NULL;
	return plain_number(a, t.start, t.len, negative);
}

/* b'101' is 5; NULL when it has more bits than a column can. */
static const char *bits_of(struct arena *a, const struct orm_token *t)
{
	const char *at = t->start + 2, *end = t->start + t->len;
	uint64_t n = 0;

	if ((t->start[0] | 32) != 'b' && t->start[1] != 'b')
		return NULL;
	for (; at < end && *at != '\''; at++) {
		if (n >> 63 || (*at != '0' && *at != '1'))
			return NULL;
		n = n << 1 | (uint64_t)(*at == '1');
	}
	return arena_printf(a, "%" PRIu64, n);
}

/* Without every pair of parentheses around the whole. */
static const char *without_parens(struct arena *a, const char *text)
{
	size_t len = strlen(text);

	while (len > 1 && *text == '(' && text[len - 1] == ')') {
		const char *inner = text_trim(a, text + 1, len - 2);

		if (!orm_same_expr(&orm_mysql, text, inner))
			break;
		text = inner;
		len = strlen(text);
	}
	return text;
}

static struct value value_of_text(struct arena *a, const char *text)
{
	const char *number = number_of(a, text);
	struct my_words w;
	long precision;

	if (number)
		return (struct value){ NUMBER, number };
	if (my_is_now(text, &precision))
		return (struct value){ NOW, arena_printf(a, "%ld", precision) };
	w = my_words_of(&orm_mysql, text);
	if (w.t.kind == ORM_TOKEN_WORD && *w.t.start == '_')
		my_words_next(&w); /* an introducer; it is converted in any case */
	if (w.at == w.end && w.t.kind == ORM_TOKEN_STRING && *w.t.start != '$')
		return (struct value){ STRING, my_requote(a, &w.t) };
	if (w.at == w.end && w.t.kind == ORM_TOKEN_BLOB && (number = bits_of(a, &w.t)))
		return (struct value){ NUMBER, number };
	if (text_same_nocase(text, "true") || text_same_nocase(text, "false"))
		return (struct value){ NUMBER, text_same_nocase(text, "true") ? "1" : "0" };
	if (text_same_nocase(text, "null"))
		return (struct value){ NOTHING, NULL };
	return (struct value){ EXPRESSION, text };
}

static struct value value_of(struct arena *a, const struct orm_default *v)
{
	struct buf b = { 0 };
	const char *text;

	if (v->kind == ORM_DEFAULT_NONE || v->kind == ORM_DEFAULT_NULL)
		return (struct value){ NOTHING, NULL };
	ddl_default(&b, &orm_mysql, v);
	text = buf_take(&b, a);
	return value_of_text(a, without_parens(a, text_trim(a, text, strlen(text))));
}

/* MySQL quotes numbers in SHOW CREATE TABLE: '10' is 10 there. */
static bool same_number(struct arena *a, const struct value *number, const struct value *string)
{
	size_t len = strlen(string->text);
	const char *n = number_of(a, arena_strndup(a, string->text + 1, len - 2));

	return n && !strcmp(n, number->text);
}

static bool same_value(struct arena *a, const struct value *x, const struct value *y, bool loose)
{
	if (x->kind == NUMBER && y->kind == STRING)
		return loose && same_number(a, x, y);
	if (x->kind == STRING && y->kind == NUMBER)
		return loose && same_number(a, y, x);
	if (x->kind != y->kind)
		return false;
	if (x->kind == EXPRESSION)
		return orm_same_expr(&orm_mysql, x->text, y->text);
	return text_same(x->text, y->text);
}

bool my_same_default(const struct orm_default *x, const struct orm_default *y, bool loose)
{
	struct arena a = { 0 };
	struct value p, q;
	bool same;

	if (x->kind == y->kind && text_same(x->text, y->text))
		return true;
	p = value_of(&a, x);
	q = value_of(&a, y);
	same = same_value(&a, &p, &q, loose);
	arena_release(&a);
	return same;
}
