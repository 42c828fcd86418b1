/* reflect/mysql/head.c - small steps through the head of a SHOW CREATE */
#include "reflect/mysql/head.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/mysql.h"

struct head head_start(struct arena *a, const char *text, const char *sql_mode)
{
	return (struct head){ a, text, sql_mode && strstr(sql_mode, "NO_BACKSLASH_ESCAPES") };
}

/* Behind a comment, or `at` itself when none begins here. */
static const char *past_comment(const char *at)
{
	const char *end;

	if (*at == '#' ||
	    (at[0] == '-' && at[1] == '-' && (!at[2] || isspace((unsigned char)at[2]))))
		return at + strcspn(at, "\n");
	if (at[0] != '/' || at[1] != '*')
		return at;
	end = strstr(at + 2, "*/");
	return end ? end + 2 : at + strlen(at);
}

/* Comments stand where spaces do. */
static const char *past_spaces(const char *at)
{
	const char *from;

	do {
		from = at;
		at = past_comment(at + strspn(at, " \t\r\n"));
	} while (at != from);
	return at;
}

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

/* Where the words end, NULL when they aren't here. */
static const char *past_words(const char *at, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, " ");

		at = past_spaces(at);
		if (strncasecmp(at, words, len) != 0 || is_part(at[len]))
			return NULL;
		at += len;
		words += len + (words[len] == ' ');
	}
	return at;
}

bool head_skip(struct head *h, const char *words)
{
	const char *end = past_words(h->at, words);

	if (end)
		h->at = end;
	return end != NULL;
}

bool head_skip_char(struct head *h, char c)
{
	const char *at = past_spaces(h->at);

	if (*at != c)
		return false;
	h->at = at + 1;
	return true;
}

static const char *quoted(struct head *h, const char *at)
{
	struct buf name = { 0 };
	char quote = *at++;

	for (; *at && (*at != quote || at[1] == quote); at++) {
		at += *at == quote;
		buf_addc(&name, *at);
	}
	h->at = at + (*at != '\0');
	return buf_take(&name, h->arena);
}

const char *head_name(struct head *h)
{
	const char *at = past_spaces(h->at), *end = at;

	if (*at == '`' || *at == '"')
		return quoted(h, at);
	while (is_part(*end))
		end++;
	if (end == at)
		return NULL;
	h->at = end;
	return arena_strndup(h->arena, at, (size_t)(end - at));
}

const char *head_path(struct head *h)
{
	const char *name = head_name(h);

	while (name && head_skip_char(h, '.'))
		name = head_name(h);
	return name;
}

const char *head_word(struct head *h)
{
	const char *at = past_spaces(h->at);
	size_t len = strcspn(at, " \t\r\n");

	h->at = at + len;
	return arena_strndup(h->arena, at, len);
}

const char *head_definer(struct head *h)
{
	const char *user, *host;

	if (!head_skip(h, "DEFINER") || !head_skip_char(h, '='))
		return NULL;
	user = head_name(h);
	if (!user)
		return NULL;
	host = head_skip_char(h, '@') ? head_name(h) : NULL; /* a role has none */
	user = my_quoted(h->arena, user);
	return host ? arena_printf(h->arena, "%s@%s", user, my_quoted(h->arena, host)) : user;
}

/* Behind the quoted text that begins here. */
static const char *past_quoted(const struct head *h, const char *at)
{
	char quote = *at++;
	bool escapes = quote != '`' && !h->plain_backslashes;

	while (*at && *at != quote)
		at += *at == '\\' && escapes && at[1] ? 2 : 1;
	return at + (*at != '\0');
}

const char *head_parenthesised(struct head *h)
{
	const char *at = past_spaces(h->at), *from = at + 1;
	int depth = 0;

	if (*at != '(')
		return NULL;
	while (*at) {
		const char *next = past_comment(at);

		if (next == at && strchr("'\"`", *at))
			next = past_quoted(h, at);
		depth += next == at && *at == '(';
		depth -= next == at && *at == ')';
		if (!depth) {
			h->at = at + 1;
			return arena_strndup(h->arena, from, (size_t)(at - from));
		}
		at = next == at ? at + 1 : next;
	}
	return NULL;
}

const char *head_rest(struct head *h)
{
	return text_trim(h->arena, h->at, strlen(h->at));
}
