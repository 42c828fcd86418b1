/* orm/ddl/outline.c - the words of a statement without what is in parentheses and quotes */
#include "orm/ddl/outline.h"

#include <string.h>

#include "base/text.h"
#include "orm/dialect.h"

static void add_word(struct buf *out, const char *word, size_t len)
{
	if (out->len && !(len == 1 && (*word == ',' || *word == '.')) &&
	    out->data[out->len - 1] != '.')
		buf_addc(out, ' ');
	for (size_t i = 0; i < len; i++) {
		char c = word[i];

		buf_addc(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
}

static void add_token(struct buf *out, const struct orm_token *t, int *depth)
{
	bool opens = t->kind == ORM_TOKEN_OPERATOR && *t->start == '(';
	bool closes = t->kind == ORM_TOKEN_OPERATOR && *t->start == ')';

	if (opens && !(*depth)++)
		add_word(out, "()", 2);
	*depth -= closes && *depth;
	if (*depth || closes)
		return;
	if (t->kind == ORM_TOKEN_QUOTED)
		add_word(out, "X", 1);
	else if (t->kind == ORM_TOKEN_STRING)
		add_word(out, "''", 2);
	else
		add_word(out, t->start, t->len);
}

char *ddl_outline(struct arena *a, const struct orm_dialect *d, const char *sql)
{
	const char *end = sql + strlen(sql);
	struct buf out = { 0 };
	int depth = 0;

	while (sql < end) {
		struct orm_token t = d->next_token(sql, (size_t)(end - sql));

		if (t.kind == ORM_TOKEN_END)
			break;
		if (t.kind != ORM_TOKEN_SPACE && t.kind != ORM_TOKEN_COMMENT)
			add_token(&out, &t, &depth);
		sql = t.start + t.len;
	}
	return buf_take(&out, a);
}

struct ddl_cost ddl_find_fact(const struct ddl_fact *facts, size_t count, const char *outline,
                              struct ddl_cost otherwise)
{
	for (size_t i = 0; i < count; i++)
		if (text_starts(outline, facts[i].start) &&
		    (!facts[i].has || strstr(outline + strlen(facts[i].start), facts[i].has)))
			return facts[i].cost;
	return otherwise;
}

void ddl_cost_add(struct ddl_cost *to, const struct ddl_cost *more)
{
	if (more->work > to->work)
		to->work = more->work;
	if (more->wait > to->wait || !to->lock)
		to->lock = more->lock;
	if (more->wait > to->wait)
		to->wait = more->wait;
}
