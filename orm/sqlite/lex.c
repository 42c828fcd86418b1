/* orm/sqlite/lex.c - cut SQLite's SQL into tokens */
#include "orm/sqlite/lex.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* sqlite.org/lang_keywords.html, sorted for bsearch */
static const char *const keywords[] = {
	"ABORT",
	"ACTION",
	"ADD",
	"AFTER",
	"ALL",
	"ALTER",
	"ALWAYS",
	"ANALYZE",
	"AND",
	"AS",
	"ASC",
	"ATTACH",
	"AUTOINCREMENT",
	"BEFORE",
	"BEGIN",
	"BETWEEN",
	"BY",
	"CASCADE",
	"CASE",
	"CAST",
	"CHECK",
	"COLLATE",
	"COLUMN",
	"COMMIT",
	"CONFLICT",
	"CONSTRAINT",
	"CREATE",
	"CROSS",
	"CURRENT",
	"CURRENT_DATE",
	"CURRENT_TIME",
	"CURRENT_TIMESTAMP",
	"DATABASE",
	"DEFAULT",
	"DEFERRABLE",
	"DEFERRED",
	"DELETE",
	"DESC",
	"DETACH",
	"DISTINCT",
	"DO",
	"DROP",
	"EACH",
	"ELSE",
	"END",
	"ESCAPE",
	"EXCEPT",
	"EXCLUDE",
	"EXCLUSIVE",
	"EXISTS",
	"EXPLAIN",
	"FAIL",
	"FILTER",
	"FIRST",
	"FOLLOWING",
	"FOR",
	"FOREIGN",
	"FROM",
	"FULL",
	"GENERATED",
	"GLOB",
	"GROUP",
	"GROUPS",
	"HAVING",
	"IF",
	"IGNORE",
	"IMMEDIATE",
	"IN",
	"INDEX",
	"INDEXED",
	"INITIALLY",
	"INNER",
	"INSERT",
	"INSTEAD",
	"INTERSECT",
	"INTO",
	"IS",
	"ISNULL",
	"JOIN",
	"KEY",
	"LAST",
	"LEFT",
	"LIKE",
	"LIMIT",
	"MATCH",
	"MATERIALIZED",
	"NATURAL",
	"NO",
	"NOT",
	"NOTHING",
	"NOTNULL",
	"NULL",
	"NULLS",
	"OF",
	"OFFSET",
	"ON",
	"OR",
	"ORDER",
	"OTHERS",
	"OUTER",
	"OVER",
	"PARTITION",
	"PLAN",
	"PRAGMA",
	"PRECEDING",
	"PRIMARY",
	"QUERY",
	"RAISE",
	"RANGE",
	"RECURSIVE",
	"REFERENCES",
	"REGEXP",
	"REINDEX",
	"RELEASE",
	"RENAME",
	"REPLACE",
	"RESTRICT",
	"RETURNING",
	"RIGHT",
	"ROLLBACK",
	"ROW",
	"ROWS",
	"SAVEPOINT",
	"SELECT",
	"SET",
	"TABLE",
	"TEMP",
	"TEMPORARY",
	"THEN",
	"TIES",
	"TO",
	"TRANSACTION",
	"TRIGGER",
	"UNBOUNDED",
	"UNION",
	"UNIQUE",
	"UPDATE",
	"USING",
	"VACUUM",
	"VALUES",
	"VIEW",
	"VIRTUAL",
	"WHEN",
	"WHERE",
	"WINDOW",
	"WITH",
	"WITHOUT",
};

static int compare_keyword(const void *word, const void *entry)
{
	return text_compare_nocase(word, *(const char *const *)entry);
}

bool sqlite_is_keyword(const char *word)
{
	return bsearch(word, keywords, COUNT(keywords), sizeof keywords[0], compare_keyword) !=
	       NULL;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
	return is_word_start(c) || is_digit(c) || c == '$';
}

static size_t skip(const char *s, size_t i, size_t len, bool (*is)(char))
{
	while (i < len && is(s[i]))
		i++;
	return i;
}

/* Length of a quoted token that ends at an undoubled `end`; 0 = it doesn't. */
static size_t quoted_length(const char *s, size_t len, char end)
{
	for (size_t i = 1; i < len; i++) {
		if (s[i] != end)
			continue;
		if (end != ']' && i + 1 < len && s[i + 1] == end)
			i++;
		else
			return i + 1;
	}
	return 0;
}

static size_t number_length(const char *s, size_t len)
{
	size_t i = 0;

	if (len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && is_hex(s[2]))
		return skip(s, 2, len, is_hex);
	i = skip(s, i, len, is_digit);
	if (i < len && s[i] == '.')
		i = skip(s, i + 1, len, is_digit);
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		size_t j = i + 1;

		if (j < len && (s[j] == '+' || s[j] == '-'))
			j++;
		if (j < len && is_digit(s[j]))
			i = skip(s, j, len, is_digit);
	}
	return i;
}

static size_t comment_length(const char *s, size_t len)
{
	if (s[0] == '-') {
		const char *end = memchr(s, '\n', len);

		return end ? (size_t)(end - s) : len;
	}
	for (size_t i = 2; i + 1 < len; i++)
		if (s[i] == '*' && s[i + 1] == '/')
			return i + 2;
	return len; /* SQLite lets the end of input close it */
}

static size_t operator_length(const char *s, size_t len)
{
	static const char *const longer[] = { "->>", "->", "<=", "<>", "<<",
		                              ">=",  ">>", "==", "!=", "||" };

	for (size_t i = 0; i < COUNT(longer); i++) {
		size_t n = strlen(longer[i]);

		if (n <= len && !memcmp(s, longer[i], n))
			return n;
	}
	return 1;
}

static struct orm_token token(enum orm_token_kind kind, const char *s, size_t len)
{
	return (struct orm_token){ .kind = kind, .start = s, .len = len };
}

static struct orm_token quoted(enum orm_token_kind kind, const char *s, size_t len, char end)
{
	size_t n = quoted_length(s, len, end);

	return n ? token(kind, s, n) : token(ORM_TOKEN_ILLEGAL, s, len);
}

static struct orm_token number(const char *s, size_t len)
{
	size_t n = number_length(s, len), end = skip(s, n, len, is_word);

	return token(end > n ? ORM_TOKEN_ILLEGAL : ORM_TOKEN_NUMBER, s, end);
}

static struct orm_token blob(const char *s, size_t len)
{
	struct orm_token t = quoted(ORM_TOKEN_BLOB, s + 1, len - 1, '\'');

	return token(t.kind, s, t.len + 1);
}

static struct orm_token variable(const char *s, size_t len)
{
	size_t n = skip(s, 1, len, s[0] == '?' ? is_digit : is_word);

	if (n == 1 && s[0] != '?')
		return token(ORM_TOKEN_ILLEGAL, s, 1);
	return token(ORM_TOKEN_VARIABLE, s, n);
}

struct orm_token sqlite_next_token(const char *s, size_t len)
{
	char c, next;

	if (!len)
		return token(ORM_TOKEN_END, s, 0);
	c = s[0];
	next = len > 1 ? s[1] : 0;
	if (is_space(c))
		return token(ORM_TOKEN_SPACE, s, skip(s, 1, len, is_space));
	if ((c == '-' && next == '-') || (c == '/' && next == '*'))
		return token(ORM_TOKEN_COMMENT, s, comment_length(s, len));
	if ((c == 'x' || c == 'X') && next == '\'')
		return blob(s, len);
	if (is_word_start(c))
		return token(ORM_TOKEN_WORD, s, skip(s, 1, len, is_word));
	if (is_digit(c) || (c == '.' && is_digit(next)))
		return number(s, len);
	switch (c) {
	case '\'':
		return quoted(ORM_TOKEN_STRING, s, len, c);
	case '"':
	case '`':
		return quoted(ORM_TOKEN_QUOTED, s, len, c);
	case '[':
		return quoted(ORM_TOKEN_QUOTED, s, len, ']');
	case '?':
	case ':':
	case '@':
	case '#':
	case '$':
		return variable(s, len);
	}
	if (!c || !strchr("()+-*/%=<>!|&~,;.", c))
		return token(ORM_TOKEN_ILLEGAL, s, 1);
	return token(ORM_TOKEN_OPERATOR, s, operator_length(s, len));
}

bool sqlite_token_is(const struct orm_token *t, const char *word)
{
	if (t->kind != ORM_TOKEN_WORD || strlen(word) != t->len)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		char c = t->start[i];

		if ((c >= 'a' && c <= 'z' ? (char)(c - 32) : c) != word[i])
			return false;
	}
	return true;
}

bool sqlite_ends_statement(unsigned *state, const struct orm_token *t)
{
	enum { START, PLAIN, EXPLAIN, CREATE, BODY, BODY_SEMI, BODY_END };
	bool semi = t->kind == ORM_TOKEN_OPERATOR && t->len == 1 && *t->start == ';';

	if (semi && *state < BODY)
		return true;
	if (semi && *state == BODY_END)
		return true;
	switch (*state) {
	case START:
	case EXPLAIN:
		if (sqlite_token_is(t, "CREATE"))
			*state = CREATE;
		else if (sqlite_token_is(t, "EXPLAIN") || sqlite_token_is(t, "QUERY") ||
		         sqlite_token_is(t, "PLAN"))
			*state = EXPLAIN;
		else
			*state = PLAIN;
		break;
	case CREATE:
		if (sqlite_token_is(t, "TRIGGER"))
			*state = BODY;
		else if (!sqlite_token_is(t, "TEMP") && !sqlite_token_is(t, "TEMPORARY"))
			*state = PLAIN;
		break;
	case BODY:
	case BODY_SEMI:
	case BODY_END:
		if (semi)
			*state = BODY_SEMI;
		else if (*state == BODY_SEMI && sqlite_token_is(t, "END"))
			*state = BODY_END;
		else
			*state = BODY;
		break;
	}
	return false;
}
