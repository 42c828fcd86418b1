/* orm/token.c - what is built on a dialect's tokens: splitting and comparing */
#include "orm/token.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

struct cursor {
	const struct orm_dialect *dialect;
	const char *at, *end;
};

static struct cursor cursor_at(const struct orm_dialect *d, const char *text)
{
	return (struct cursor){ d, text, text + strlen(text) };
}

/* The next token that counts. */
static struct orm_token next(struct cursor *c)
{
	struct orm_token t;

	do {
		t = c->dialect->next_token(c->at, (size_t)(c->end - c->at));
		c->at = t.start + t.len;
	} while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT);
	return t;
}

static int count_lines(const char *from, const char *to)
{
	int n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

bool orm_split(struct arena *a, const struct orm_dialect *d, const char *text, size_t len,
               struct orm_statements *out)
{
	struct cursor c = { d, text, text + len };
	const char *start = NULL, *counted = text, *last = text;
	unsigned state = 0;
	int line = 1;

	for (;;) {
		struct orm_token t = next(&c);
		bool ends = t.kind != ORM_TOKEN_END && d->ends_statement(&state, &t);

		if (t.kind == ORM_TOKEN_END || ends) {
			if (start)
				vec_push(
				    a, out,
				    (struct orm_statement){
					start, (size_t)((ends ? t.start : last) - start), line });
			if (t.kind == ORM_TOKEN_END)
				return start == NULL;
			start = NULL;
			state = 0;
			continue;
		}
		if (!start) {
			start = t.start;
			line += count_lines(counted, start);
			counted = start;
		}
		last = t.start + t.len;
		if (t.kind == ORM_TOKEN_ILLEGAL && last == c.end)
			c.at = c.end;
	}
}

char *orm_unquote(struct arena *a, const struct orm_dialect *d, const struct orm_token *t)
{
	char *out, *p, end;

	if (d->unquote)
		return d->unquote(a, t);
	if (t->kind != ORM_TOKEN_QUOTED && t->kind != ORM_TOKEN_STRING)
		return arena_strndup(a, t->start, t->len);
	end = t->start[0] == '[' ? ']' : t->start[0];
	out = p = arena_alloc(a, t->len);
	for (size_t i = 1; i + 1 < t->len; i++) {
		*p++ = t->start[i];
		if (t->start[i] == end && end != ']')
			i++;
	}
	return out;
}

static bool same_name_tokens(const struct orm_dialect *d, const struct orm_token *x,
                             const struct orm_token *y)
{
	struct arena a = { 0 };
	bool same = d->same_name(orm_unquote(&a, d, x), orm_unquote(&a, d, y));

	arena_release(&a);
	return same;
}

static bool is_name(const struct orm_token *t)
{
	return t->kind == ORM_TOKEN_WORD || t->kind == ORM_TOKEN_QUOTED;
}

static bool same_bytes(const struct orm_token *x, const struct orm_token *y, bool nocase)
{
	if (x->len != y->len)
		return false;
	for (size_t i = 0; i < x->len; i++) {
		char p = x->start[i], q = y->start[i];

		if (nocase && p >= 'A' && p <= 'Z')
			p = (char)(p + 32);
		if (nocase && q >= 'A' && q <= 'Z')
			q = (char)(q + 32);
		if (p != q)
			return false;
	}
	return true;
}

static bool same_token(const struct orm_dialect *d, const struct orm_token *x,
                       const struct orm_token *y)
{
	if (x->kind == ORM_TOKEN_WORD && y->kind == ORM_TOKEN_WORD)
		return same_bytes(x, y, true);
	if (is_name(x) && is_name(y))
		return same_name_tokens(d, x, y);
	if (x->kind != y->kind)
		return false;
	return same_bytes(x, y, x->kind == ORM_TOKEN_NUMBER || x->kind == ORM_TOKEN_BLOB);
}

static bool same_from(struct cursor x, struct cursor y)
{
	for (;;) {
		struct orm_token s = next(&x), t = next(&y);

		if (s.kind == ORM_TOKEN_END || t.kind == ORM_TOKEN_END)
			return s.kind == t.kind;
		if (!same_token(x.dialect, &s, &t))
			return false;
	}
}

bool orm_same_tokens(const struct orm_dialect *d, const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return !strcmp(a, b) || same_from(cursor_at(d, a), cursor_at(d, b));
}

static bool is_op(const struct orm_token *t, char c)
{
	return t->kind == ORM_TOKEN_OPERATOR && t->len == 1 && *t->start == c;
}

/* Takes off every pair of parentheses that encloses the whole text. */
static struct cursor without_parens(struct cursor c)
{
	for (;;) {
		struct cursor inner = c, scan;
		struct orm_token t = next(&inner);
		const char *close = NULL;
		int depth = 1;

		if (!is_op(&t, '('))
			return c;
		for (scan = inner; depth && (t = next(&scan)).kind != ORM_TOKEN_END;) {
			depth += is_op(&t, '(') - is_op(&t, ')');
			close = t.start;
		}
		if (depth || next(&scan).kind != ORM_TOKEN_END)
			return c;
		inner.end = close;
		c = inner;
	}
}

bool orm_same_expr(const struct orm_dialect *d, const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return !strcmp(a, b) ||
	       same_from(without_parens(cursor_at(d, a)), without_parens(cursor_at(d, b)));
}

bool orm_mentions(const struct orm_dialect *d, const char *text, const char *name)
{
	struct arena a = { 0 };
	struct cursor c;
	bool found = false;

	if (!text || !name)
		return false;
	c = cursor_at(d, text);
	for (struct orm_token t = next(&c); !found && t.kind != ORM_TOKEN_END; t = next(&c)) {
		/* SQLite takes 'name' for a name where only a name can stand */
		if (is_name(&t) || t.kind == ORM_TOKEN_STRING)
			found = d->same_name(orm_unquote(&a, d, &t), name);
	}
	arena_release(&a);
	return found;
}
