/* orm/mysql/words.c - tokens that count, one after the other, and what they stand for */
#include <string.h>

#include "orm/mysql/lex.h"

bool my_token_is(const struct orm_token *t, const char *word)
{
	/* the first letter mostly tells */
	if (t->kind != ORM_TOKEN_WORD || (*t->start | 0x20) != (*word | 0x20) ||
	    strlen(word) != t->len)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		char c = t->start[i];

		if ((c >= 'A' && c <= 'Z' ? (char)(c + 32) : c) != word[i])
			return false;
	}
	return true;
}

bool my_token_is_op(const struct orm_token *t, const char *op)
{
	return t->kind == ORM_TOKEN_OPERATOR && strlen(op) == t->len &&
	       !memcmp(t->start, op, t->len);
}

struct orm_token my_next_word(const struct orm_dialect *d, const char *text, size_t len)
{
	const char *end = text + len;
	struct orm_token t;

	do {
		t = d->next_token(text, (size_t)(end - text));
		text = t.start + t.len;
	} while (t.kind == ORM_TOKEN_SPACE || t.kind == ORM_TOKEN_COMMENT);
	return t;
}

struct my_words my_words_of(const struct orm_dialect *d, const char *text)
{
	struct my_words w = { .dialect = d, .at = text, .end = text + strlen(text) };

	my_words_next(&w);
	return w;
}

void my_words_next(struct my_words *w)
{
	w->t = my_next_word(w->dialect, w->at, (size_t)(w->end - w->at));
	w->at = w->t.start + w->t.len;
}

bool my_words_take(struct my_words *w, const char *word)
{
	if (!my_token_is(&w->t, word) && !my_token_is_op(&w->t, word))
		return false;
	my_words_next(w);
	return true;
}

/*
 * MySQL converts the literals of a CHECK to the character set of their column, but not
 * before the table is next altered: which one it has them in says nothing.  _binary does.
 */
bool my_is_introducer(const struct orm_token *t, const char *end)
{
	const char *after = t->start + t->len;

	return t->kind == ORM_TOKEN_WORD && *t->start == '_' && !my_token_is(t, "_binary") &&
	       my_next_word(&orm_mysql, after, (size_t)(end - after)).kind == ORM_TOKEN_STRING;
}

/* The character after a backslash; \% and \_ keep it, for LIKE. */
static char *add_escaped(char *out, char c)
{
	static const char from[] = "0bnrtZ", to[] = "\0\b\n\r\t\032";
	const char *at = c ? strchr(from, c) : NULL;

	if (c == '%' || c == '_')
		*out++ = '\\';
	*out++ = at ? to[at - from] : c;
	return out;
}

/* It gets no longer. */
char *my_unescape(struct arena *a, const char *at, const char *end)
{
	char quote = *at, *text = arena_alloc(a, (size_t)(end - at)), *out = text;

	for (at++, end--; at < end; at++) {
		if (*at == '\\' && quote != '`' && at + 1 < end) {
			out = add_escaped(out, *++at);
			continue;
		}
		*out++ = *at;
		at += *at == quote;
	}
	return text;
}

static char *dollar_quoted(struct arena *a, const struct orm_token *t)
{
	const char *second = memchr(t->start + 1, '$', t->len - 1);
	size_t tag = (size_t)(second - t->start) + 1;

	return arena_strndup(a, t->start + tag, t->len - 2 * tag);
}

char *my_unquote(struct arena *a, const struct orm_token *t)
{
	const char *at = t->start, *end = at + t->len;

	if (t->kind != ORM_TOKEN_QUOTED && t->kind != ORM_TOKEN_STRING)
		return arena_strndup(a, at, t->len);
	if (*at == '$')
		return dollar_quoted(a, t);
	return my_unescape(a, *at == 'n' || *at == 'N' ? at + 1 : at, end);
}
