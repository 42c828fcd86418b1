/* orm/mysql/lex.c - cut MySQL's and MariaDB's SQL into tokens */
#include "orm/mysql/lex.h"

#include <string.h>

#include "base/buf.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static bool is_bit(char c)
{
	return c == '0' || c == '1';
}

static bool is_word(char c)
{
	return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

static bool is_variable(char c)
{
	return is_word(c) || c == '.';
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

/* A quoted token with a prefix of `at` bytes; backslashes mean nothing in names. */
static struct orm_token quoted(enum orm_token_kind kind, const char *s, size_t len, size_t at)
{
	char end = s[at];

	for (size_t i = at + 1; i < len; i++) {
		if (s[i] == '\\' && end != '`')
			i++;
		else if (s[i] == end && i + 1 < len && s[i + 1] == end)
			i++;
		else if (s[i] == end)
			return token(kind, s, i + 1);
	}
	return token(ORM_TOKEN_ILLEGAL, s, len);
}

static struct orm_token line_comment(const char *s, size_t len)
{
	const char *end = memchr(s, '\n', len);

	return token(ORM_TOKEN_COMMENT, s, end ? (size_t)(end - s) : len);
}

/* The server skips one more comment inside of a conditional one that isn't code. */
static struct orm_token block_comment(const char *s, size_t len, bool nests)
{
	size_t depth = 1;

	for (size_t i = 2; i + 1 < len; i++) {
		if (nests && depth == 1 && s[i] == '/' && s[i + 1] == '*')
			depth++, i++;
		else if (s[i] == '*' && s[i + 1] == '/' && --depth == 0)
			return token(ORM_TOKEN_COMMENT, s, i + 2);
		else if (s[i] == '*' && s[i + 1] == '/')
			i++;
	}
	return token(ORM_TOKEN_ILLEGAL, s, len);
}

struct rules {
	bool mariadb;
};

/* Is code for this version taken for code? */
static bool is_for_us(const struct rules *r, bool only_mariadb, size_t digits, long version)
{
	if (!r->mariadb)
		return !only_mariadb && digits < 6;
	return only_mariadb || version < 50700 || version > 99999;
}

static struct orm_token comment(const struct rules *r, const char *s, size_t len)
{
	bool only_mariadb = len > 3 && s[2] == 'M' && s[3] == '!';
	size_t at = only_mariadb ? 4 : 3, digits = 0;
	long version = 0;

	if (!only_mariadb && !(len > 2 && s[2] == '!'))
		return block_comment(s, len, false);
	/* five digits or six; fewer aren't a version but code */
	while (digits < 6 && at + digits < len && is_digit(s[at + digits]))
		version = version * 10 + (s[at + digits++] - '0');
	if (digits < 5)
		digits = 0, version = 0;
	if (is_for_us(r, only_mariadb, digits, version))
		return token(ORM_TOKEN_COMMENT, s, at + digits);
	return block_comment(s, len, true);
}

/* A word; digits in front make it no number: 1a, but 1e5 and 0x1f are. */
static struct orm_token word_or_number(const char *s, size_t len)
{
	size_t i = skip(s, 0, len, is_digit), e;
	bool whole = i > 0;

	if (i == 1 && s[0] == '0' && len > 2 && (s[1] == 'x' || s[1] == 'b')) {
		e = skip(s, 2, len, s[1] == 'x' ? is_hex : is_bit);
		if (e > 2 && (e == len || !is_word(s[e])))
			return token(ORM_TOKEN_BLOB, s, e);
	}
	if (i < len && s[i] == '.' && !(i + 1 < len && s[i + 1] == '.'))
		i = skip(s, i + 1, len, is_digit), whole = false;
	e = i + 1;
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		if (e < len && (s[e] == '+' || s[e] == '-'))
			e++;
		if (e < len && is_digit(s[e]))
			i = skip(s, e, len, is_digit), whole = whole && is_digit(s[e - 1]);
	}
	/* not after a point or an exponent's sign: there a new token begins */
	if (whole && i < len && is_word(s[i]))
		return token(ORM_TOKEN_WORD, s, skip(s, i, len, is_word));
	return token(ORM_TOKEN_NUMBER, s, i);
}

/* N'a', x'1f', b'01': a letter that belongs to the quote after it. */
static bool prefixed(const char *s, size_t len, struct orm_token *out)
{
	if (len < 2 || s[1] != '\'' || !s[0] || !strchr("nNxXbB", s[0]))
		return false;
	*out = quoted((s[0] | 32) == 'n' ? ORM_TOKEN_STRING : ORM_TOKEN_BLOB, s, len, 1);
	return true;
}

/* MySQL 9: $$...$$ and $tag$...$tag$ are strings; any other $ begins a name. */
static bool dollar_quoted(const struct rules *r, const char *s, size_t len, struct orm_token *out)
{
	size_t tag = 1;

	if (r->mariadb || s[0] != '$')
		return false;
	while (tag < len && is_word(s[tag]) && s[tag] != '$')
		tag++;
	if (tag == len || s[tag] != '$')
		return false;
	tag++;
	for (size_t i = tag; i + tag <= len; i++)
		if (s[i] == '$' && !memcmp(s + i, s, tag)) {
			*out = token(ORM_TOKEN_STRING, s, i + tag);
			return true;
		}
	return false;
}

static struct orm_token variable(const char *s, size_t len)
{
	if (len > 1 && s[1] == '@')
		return token(ORM_TOKEN_VARIABLE, s, skip(s, 2, len, is_variable));
	if (len > 1 && (s[1] == '\'' || s[1] == '"' || s[1] == '`'))
		return quoted(ORM_TOKEN_VARIABLE, s, len, 1);
	return token(ORM_TOKEN_VARIABLE, s, skip(s, 1, len, is_variable));
}

static struct orm_token operator(const char *s, size_t len)
{
	static const char *const long_ones[] = { "<=>", "->>", ":=", "->", "<=", ">=", "<>",
		                                 "!=",  "<<",  ">>", "&&", "||", ".." };

	for (size_t i = 0; len > 1 && strchr("<-:>!&|.", s[0]) && i < COUNT(long_ones); i++) {
		size_t n = strlen(long_ones[i]);

		if (len >= n && !memcmp(s, long_ones[i], n))
			return token(ORM_TOKEN_OPERATOR, s, n);
	}
	return token(ORM_TOKEN_OPERATOR, s, 1);
}

/* \N is NULL; anything else is for the client: \G, \c, \. */
static struct orm_token backslash(const char *s, size_t len)
{
	if (len > 1 && s[1] == 'N' && (len == 2 || !is_word(s[2])))
		return token(ORM_TOKEN_WORD, s, 2);
	return token(ORM_TOKEN_ILLEGAL, s, len > 1 && (unsigned char)s[1] < 0x80 ? 2 : 1);
}

static struct orm_token mark(const char *s, size_t len)
{
	char next = len > 1 ? s[1] : 0;

	switch (s[0]) {
	case '\'':
	case '"':
		return quoted(ORM_TOKEN_STRING, s, len, 0);
	case '`':
		return quoted(ORM_TOKEN_QUOTED, s, len, 0);
	case '@':
		return variable(s, len);
	case '\\':
		return backslash(s, len);
	case '?':
		return token(ORM_TOKEN_VARIABLE, s, 1);
	case '(':
	case ')':
	case ',':
		return token(ORM_TOKEN_OPERATOR, s, 1);
	case '*':
		/* what closes a conditional comment; but count(*\/\* all *\/) */
		if (next == '/' && !(len > 2 && s[2] == '*'))
			return token(ORM_TOKEN_COMMENT, s, 2);
		break;
	default:
		break;
	}
	if (s[0] && strchr("+-*/%<>=!&|^~()[]{},;:.", s[0]))
		return operator(s, len);
	return token(ORM_TOKEN_ILLEGAL, s, 1);
}

static struct orm_token next_token(const struct rules *r, const char *s, size_t len)
{
	struct orm_token t;
	char c, next;

	if (!len)
		return token(ORM_TOKEN_END, s, 0);
	c = s[0];
	next = len > 1 ? s[1] : 0;
	if (is_space(c))
		return token(ORM_TOKEN_SPACE, s, skip(s, 1, len, is_space));
	if (c == '#' ||
	    (c == '-' && next == '-' && (len == 2 || is_space(s[2]) || (unsigned char)s[2] < ' ')))
		return line_comment(s, len);
	if (c == '/' && next == '*')
		return comment(r, s, len);
	if (prefixed(s, len, &t) || dollar_quoted(r, s, len, &t))
		return t;
	if (is_digit(c) || (c == '.' && is_digit(next)))
		return word_or_number(s, len);
	if (is_word(c))
		return token(ORM_TOKEN_WORD, s, skip(s, 1, len, is_word));
	return mark(s, len);
}

struct orm_token my_next_token(const char *text, size_t len)
{
	return next_token(&(struct rules){ .mariadb = false }, text, len);
}

struct orm_token mariadb_next_token(const char *text, size_t len)
{
	return next_token(&(struct rules){ .mariadb = true }, text, len);
}
