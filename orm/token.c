/* orm/token.c - what is built on a dialect's tokens: splitting and comparing */
#include "orm/token.h"

#include <string.h>
#include <strings.h>

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

/* The next one that counts where texts are compared. */
static struct orm_token next_compared(struct cursor *c)
{
	struct orm_token t = next(c);

	while (c->dialect->is_idle && c->dialect->is_idle(&t, c->end))
		t = next(c);
	return t;
}

static int count_lines(const char *from, const char *to)
{
	int n = 0;

	for (; from < to; from++)
		n += *from == '\n';
	return n;
}

/* What a script is split with. */
struct splitter {
	struct cursor c;
	const char *mark; /* ends statements, too; or NULL */
	size_t mark_len;
	unsigned state; /* the dialect's */
	bool at_mark;
	bool inside;             /* a comment whose content is code */
	const char *start, *end; /* of the statement so far; start NULL = none */
};

/* What opens or closes a comment whose content is code belongs to the statement. */
static bool is_half_comment(const struct orm_token *t)
{
	if (t->kind != ORM_TOKEN_COMMENT || t->len < 2)
		return false;
	if (t->start[0] == '*')
		return true;
	return t->start[0] == '/' && memcmp(t->start + t->len - 2, "*/", 2) != 0;
}

static bool starts_with_mark(const struct splitter *s, const char *at)
{
	return s->mark && (size_t)(s->c.end - at) >= s->mark_len &&
	       !memcmp(at, s->mark, s->mark_len);
}

/* A word may hold the mark: END$$ */
static void cut_at_mark(const struct splitter *s, struct orm_token *t)
{
	if (t->kind != ORM_TOKEN_WORD && t->kind != ORM_TOKEN_NUMBER &&
	    t->kind != ORM_TOKEN_OPERATOR)
		return;
	for (size_t i = 1; i < t->len; i++)
		if (starts_with_mark(s, t->start + i))
			t->len = i;
}

/*
 * A line that holds the mark alone ends a statement even in what looks like a
 * string: there are modes in which a backslash means nothing.
 */
static void cut_at_line(const struct splitter *s, struct orm_token *t)
{
	const char *at = t->start, *end = t->start + t->len;

	if (!s->mark || (t->kind != ORM_TOKEN_STRING && t->kind != ORM_TOKEN_ILLEGAL))
		return;
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		const char *after = ++at + s->mark_len;

		if (starts_with_mark(s, at) && (after == s->c.end || strchr("\r\n", *after)))
			end = at;
	}
	t->len = (size_t)(end - t->start);
}

static struct orm_token next_of_script(struct splitter *s)
{
	struct orm_token t;

	for (;;) {
		s->at_mark = starts_with_mark(s, s->c.at);
		if (s->at_mark) {
			t = (struct orm_token){ ORM_TOKEN_OPERATOR, s->c.at, s->mark_len };
			s->c.at += s->mark_len;
			return t;
		}
		t = s->c.dialect->next_token(s->c.at, (size_t)(s->c.end - s->c.at));
		cut_at_mark(s, &t);
		cut_at_line(s, &t);
		s->c.at = t.start + t.len;
		if (is_half_comment(&t) && (s->start || *t.start == '/')) {
			s->inside = *t.start == '/';
			s->start = s->start ? s->start : t.start;
			s->end = s->c.at;
		} else if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT) {
			return t;
		}
	}
}

/* The client's DELIMITER command: the rest of its line is what ends statements. */
static bool take_delimiter(struct splitter *s, const struct orm_token *t)
{
	const char *command = s->c.dialect->delimiter, *at = s->c.at, *end;

	if (!command || s->start || t->kind != ORM_TOKEN_WORD || t->len != strlen(command) ||
	    strncasecmp(t->start, command, t->len) != 0)
		return false;
	while (at < s->c.end && (*at == ' ' || *at == '\t'))
		at++;
	for (end = at; end < s->c.end && !strchr(" \t\r\n", *end);)
		end++;
	if (end == at)
		return false;
	s->mark = at;
	s->mark_len = (size_t)(end - at);
	if (s->mark_len == 1 && *at == ';')
		s->mark = NULL;
	while (end < s->c.end && *end != '\n')
		end++;
	s->c.at = end;
	return true;
}

/* Several statements up to the mark are sent together, and the server takes them apart. */
static bool ends(struct splitter *s, const struct orm_token *t)
{
	if (s->at_mark || t->kind == ORM_TOKEN_END)
		return s->at_mark;
	return s->c.dialect->ends_statement(&s->state, t) && !s->inside;
}

bool orm_split(struct arena *a, const struct orm_dialect *d, const char *text, size_t len,
               struct orm_statements *out)
{
	struct splitter s = { .c = { d, text, text + len } };
	const char *counted = text;
	int line = 1;

	for (;;) {
		struct orm_token t = next_of_script(&s);
		bool ended;

		if (take_delimiter(&s, &t))
			continue;
		ended = ends(&s, &t);
		if (!ended && t.kind != ORM_TOKEN_END) {
			s.start = s.start ? s.start : t.start;
			s.end = t.start + t.len;
			continue;
		}
		if (s.start) {
			line += count_lines(counted, s.start);
			counted = s.start;
			vec_push(
			    a, out,
			    (struct orm_statement){
				s.start, (size_t)((ended ? t.start : s.end) - s.start), line });
		}
		if (t.kind == ORM_TOKEN_END)
			return s.start == NULL;
		s.start = NULL;
		s.state = 0;
		s.inside = false;
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
		struct orm_token s = next_compared(&x), t = next_compared(&y);

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
