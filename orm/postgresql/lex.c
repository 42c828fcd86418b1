/* orm/postgresql/lex.c - cut PostgreSQL's SQL into tokens */
#include "orm/postgresql/lex.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* pg_get_keywords(): reserved, and those that may name functions or types only; sorted */
static const char *const reserved[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"binary",
	"both",
	"case",
	"cast",
	"check",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"false",
	"fetch",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"group",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"intersect",
	"into",
	"is",
	"isnull",
	"join",
	"lateral",
	"leading",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"natural",
	"not",
	"notnull",
	"null",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"outer",
	"overlaps",
	"placing",
	"primary",
	"references",
	"returning",
	"right",
	"select",
	"session_user",
	"similar",
	"some",
	"symmetric",
	"system_user",
	"table",
	"tablesample",
	"then",
	"to",
	"trailing",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
};

/* May name columns and tables, but a type or function of that name needs quotes. */
static const char *const grammar_types[] = {
	"between",       "bigint",    "bit",          "boolean",      "char",      "character",
	"coalesce",      "dec",       "decimal",      "exists",       "extract",   "float",
	"greatest",      "grouping",  "inout",        "int",          "integer",   "interval",
	"json",          "least",     "merge_action", "national",     "nchar",     "none",
	"normalize",     "nullif",    "numeric",      "out",          "overlay",   "position",
	"precision",     "real",      "row",          "setof",        "smallint",  "substring",
	"time",          "timestamp", "treat",        "trim",         "values",    "varchar",
	"xmlattributes", "xmlconcat", "xmlelement",   "xmlexists",    "xmlforest", "xmlnamespaces",
	"xmlparse",      "xmlpi",     "xmlroot",      "xmlserialize", "xmltable",
};

static int compare_word(const void *word, const void *entry)
{
	return text_compare_nocase(word, *(const char *const *)entry);
}

bool pg_is_reserved(const char *word)
{
	if (bsearch(word, reserved, COUNT(reserved), sizeof reserved[0], compare_word))
		return true;
	for (size_t i = 0; i < COUNT(grammar_types); i++)
		if (text_same_nocase(word, grammar_types[i]))
			return true;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_tag(char c)
{
	return is_word_start(c) || is_digit(c);
}

static bool is_word(char c)
{
	return is_tag(c) || c == '$';
}

static bool is_operator(char c)
{
	return c && strchr("+-*/<>=~!@#%^&|`?", c);
}

static size_t skip(const char *s, size_t i, size_t len, bool (*is)(char))
{
	while (i < len && is(s[i]))
		i++;
	return i;
}

static struct orm_token token(enum orm_token_kind kind, const char *s, size_t len)
{
	return (struct orm_token){ .kind = kind, .start = s, .len = len };
}

/* A quoted token with a prefix of `at` bytes; `escapes`: a backslash hides what follows. */
static struct orm_token quoted(enum orm_token_kind kind, const char *s, size_t len, size_t at,
                               bool escapes)
{
	char end = s[at];

	for (size_t i = at + 1; i < len; i++) {
		if (escapes && s[i] == '\\')
			i++;
		else if (s[i] == end && i + 1 < len && s[i + 1] == end)
			i++;
		else if (s[i] == end)
			return token(kind, s, i + 1);
	}
	return token(ORM_TOKEN_ILLEGAL, s, len);
}

static struct orm_token comment(const char *s, size_t len)
{
	size_t depth = 1;

	if (s[0] == '-') {
		const char *end = memchr(s, '\n', len);

		return token(ORM_TOKEN_COMMENT, s, end ? (size_t)(end - s) : len);
	}
	for (size_t i = 2; i + 1 < len; i++) {
		if (s[i] == '/' && s[i + 1] == '*')
			depth++, i++;
		else if (s[i] == '*' && s[i + 1] == '/' && --depth == 0)
			return token(ORM_TOKEN_COMMENT, s, i + 2);
		else if (s[i] == '*' && s[i + 1] == '/')
			i++;
	}
	return token(ORM_TOKEN_ILLEGAL, s, len);
}

/* $1, or $tag$ ... $tag$ */
static struct orm_token dollar(const char *s, size_t len)
{
	size_t n = 1, tag;

	if (len > 1 && is_digit(s[1]))
		return token(ORM_TOKEN_VARIABLE, s, skip(s, 1, len, is_digit));
	n = skip(s, 1, len, is_tag);
	if (n >= len || s[n] != '$')
		return token(ORM_TOKEN_ILLEGAL, s, 1);
	tag = n + 1;
	for (size_t i = tag; i + tag <= len; i++)
		if (s[i] == '$' && !memcmp(s + i, s, tag))
			return token(ORM_TOKEN_STRING, s, i + tag);
	return token(ORM_TOKEN_ILLEGAL, s, len);
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit_(char c)
{
	return is_digit(c) || c == '_';
}

static struct orm_token number(const char *s, size_t len)
{
	size_t i, e;

	if (s[0] == '0' && len > 2 && strchr("xXoObB", s[1]) && is_alnum(s[2]))
		return token(ORM_TOKEN_NUMBER, s, skip(s, 2, len, is_alnum));
	i = skip(s, 0, len, is_digit_);
	if (i < len && s[i] == '.' && !(i + 1 < len && s[i + 1] == '.'))
		i = skip(s, i + 1, len, is_digit_);
	e = i + 1;
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		if (e < len && (s[e] == '+' || s[e] == '-'))
			e++;
		if (e < len && is_digit(s[e]))
			i = skip(s, e, len, is_digit_);
	}
	return token(ORM_TOKEN_NUMBER, s, i);
}

/*
 * The longest run of operator characters; a comment inside ends it, and it ends
 * in + or - only if it has one of the characters that no SQL operator has.
 */
static struct orm_token operator(const char *s, size_t len)
{
	size_t n = 1;
	bool odd;

	if (!is_operator(s[0])) {
		bool two = len > 1 && ((s[0] == ':' && (s[1] == ':' || s[1] == '=')) ||
		                       (s[0] == '.' && s[1] == '.'));

		return token(ORM_TOKEN_OPERATOR, s, two ? 2 : 1);
	}
	n = skip(s, 1, len, is_operator);
	for (size_t i = 1; i + 1 < n; i++)
		if ((s[i] == '-' && s[i + 1] == '-') || (s[i] == '/' && s[i + 1] == '*'))
			n = i;
	odd = false;
	for (size_t i = 0; i < n; i++)
		odd = odd || strchr("~!@#%^&|`?", s[i]);
	while (n > 1 && !odd && (s[n - 1] == '+' || s[n - 1] == '-'))
		n--;
	return token(ORM_TOKEN_OPERATOR, s, n);
}

/* A line for psql; pg_dump's own guards against such lines mean nothing to the server. */
static struct orm_token backslash(const char *s, size_t len)
{
	static const char *const guards[] = { "\\restrict ", "\\unrestrict " };
	const char *end = memchr(s, '\n', len);
	size_t n = end ? (size_t)(end - s) : len;

	for (size_t i = 0; i < COUNT(guards); i++)
		if (n > strlen(guards[i]) && !memcmp(s, guards[i], strlen(guards[i])))
			return token(ORM_TOKEN_COMMENT, s, n);
	return token(ORM_TOKEN_ILLEGAL, s, n);
}

/* E'' B'' X'' N'' U&'' U&"": a letter that belongs to the quote after it. */
static bool prefixed(const char *s, size_t len, struct orm_token *out)
{
	char c = s[0], next = len > 1 ? s[1] : 0;

	if (next == '\'' && strchr("eE", c))
		*out = quoted(ORM_TOKEN_STRING, s, len, 1, true);
	else if (next == '\'' && strchr("bBxX", c))
		*out = quoted(ORM_TOKEN_BLOB, s, len, 1, false);
	else if (next == '\'' && strchr("nN", c))
		*out = quoted(ORM_TOKEN_STRING, s, len, 1, false);
	else if (next == '&' && strchr("uU", c) && len > 2 && (s[2] == '\'' || s[2] == '"'))
		*out = quoted(s[2] == '"' ? ORM_TOKEN_QUOTED : ORM_TOKEN_STRING, s, len, 2, false);
	else
		return false;
	return true;
}

struct orm_token pg_next_token(const char *s, size_t len)
{
	struct orm_token t;
	char c, next;

	if (!len)
		return token(ORM_TOKEN_END, s, 0);
	c = s[0];
	next = len > 1 ? s[1] : 0;
	if (is_space(c))
		return token(ORM_TOKEN_SPACE, s, skip(s, 1, len, is_space));
	if ((c == '-' && next == '-') || (c == '/' && next == '*'))
		return comment(s, len);
	if (c && prefixed(s, len, &t))
		return t;
	if (is_word_start(c))
		return token(ORM_TOKEN_WORD, s, skip(s, 1, len, is_word));
	if (is_digit(c) || (c == '.' && is_digit(next)))
		return number(s, len);
	switch (c) {
	case '\'':
		return quoted(ORM_TOKEN_STRING, s, len, 0, false);
	case '"':
		return quoted(ORM_TOKEN_QUOTED, s, len, 0, false);
	case '$':
		return dollar(s, len);
	case '\\':
		return backslash(s, len);
	}
	if (is_operator(c) || (c && strchr("()[],;:.", c)))
		return operator(s, len);
	return token(ORM_TOKEN_ILLEGAL, s, 1);
}

struct orm_token pg_next_word(const char *s, size_t len)
{
	const char *end = s + len;
	struct orm_token t;

	do {
		t = pg_next_token(s, (size_t)(end - s));
		s = t.start + t.len;
	} while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT);
	return t;
}

bool pg_token_is(const struct orm_token *t, const char *word)
{
	if (t->kind != ORM_TOKEN_WORD || strlen(word) != t->len)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		char c = t->start[i];

		if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != word[i])
			return false;
	}
	return true;
}

bool pg_token_is_op(const struct orm_token *t, const char *op)
{
	return t->kind == ORM_TOKEN_OPERATOR && strlen(op) == t->len &&
	       !memcmp(t->start, op, t->len);
}

/* The splitter's state: how far CREATE [OR REPLACE] FUNCTION was seen, and depths. */
enum { START, CREATE, ROUTINE, PLAIN, SEEN = 3 };
enum { BEGUN = 1 << 2, PAREN = 1 << 4, PARENS = 0xfff << 4, BODY = 1 << 16, BODIES = 0x7fff << 16 };

static unsigned see_word(unsigned seen, const struct orm_token *t)
{
	if (seen == START)
		return pg_token_is(t, "create") ? CREATE : PLAIN;
	if (seen != CREATE || pg_token_is(t, "or") || pg_token_is(t, "replace"))
		return seen;
	return pg_token_is(t, "function") || pg_token_is(t, "procedure") ? ROUTINE : PLAIN;
}

bool pg_ends_statement(unsigned *state, const struct orm_token *t)
{
	bool begun = *state & BEGUN;

	*state &= ~(unsigned)BEGUN;
	if (pg_token_is_op(t, ";"))
		return !(*state & (PARENS | BODIES));
	if (pg_token_is_op(t, "(") && (*state & PARENS) != PARENS)
		*state += PAREN;
	else if (pg_token_is_op(t, ")") && (*state & PARENS))
		*state -= PAREN;
	*state = (*state & ~(unsigned)SEEN) | see_word(*state & SEEN, t);
	if ((*state & SEEN) != ROUTINE || (*state & PARENS))
		return false;
	if ((*state & BODIES) ? pg_token_is(t, "case") : begun && pg_token_is(t, "atomic"))
		*state += (*state & BODIES) != BODIES ? BODY : 0;
	else if (pg_token_is(t, "end") && (*state & BODIES))
		*state -= BODY;
	*state |= pg_token_is(t, "begin") ? BEGUN : 0;
	return false;
}

struct names pg_pieces(struct arena *a, const char *text, char mark)
{
	struct names out = { 0 };
	const char *at = text, *start = text, *end;
	int depth = 0;

	if (text_empty(text))
		return out;
	end = text + strlen(text);
	while (at < end) {
		struct orm_token t = pg_next_token(at, (size_t)(end - at));

		at = t.start + t.len;
		if (t.kind != ORM_TOKEN_OPERATOR)
			continue;
		depth +=
		    (*t.start == '(' || *t.start == '[') - (*t.start == ')' || *t.start == ']');
		if (depth || t.len != 1 || *t.start != mark)
			continue;
		vec_push(a, &out, text_trim(a, start, (size_t)(t.start - start)));
		start = at;
	}
	vec_push(a, &out, text_trim(a, start, (size_t)(end - start)));
	return out;
}
