/* orm/sql/write_text.c - SQL as text, with parameters by name */
#include "orm/sql/write.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The value labelled so, or a parameter that is set when it is run. */
static void write_named(struct writer *w, const struct orm_expr *text, const char *name)
{
	struct orm_value none = orm_null();
	for (size_t i = 0; i < text->list.len; i++) {
		const struct orm_expr *e = text->list.items[i];
		if (e && e->kind == ORM_EXPR_LABEL && e->name && !strcmp(e->name, name)) {
			write_expr(w, e->left);
			return;
		}
	}
	write_value(w, &none, name);
}

/* One of :name, \: and ::, or a byte that means nothing here. */
static const char *write_colon(struct writer *w, const struct orm_expr *e, const char *p,
                               const char *end)
{
	const char *name = p + 1;
	if (*p == '\\' && name < end && *name == ':') {
		buf_addc(&w->out, ':');
		return name + 1;
	}
	if (*p == ':' && name < end && *name == ':') {
		buf_adds(&w->out, "::");
		return name + 1;
	}
	if (*p != ':' || name == end || !is_word(*name) || (*name >= '0' && *name <= '9')) {
		buf_addc(&w->out, *p);
		return name;
	}
	for (p = name; p < end && is_word(*p);)
		p++;
	write_named(w, e, arena_strndup(w->a, name, (size_t)(p - name)));
	return p;
}

/* Strings, comments and quoted names are left alone: the dialect's lexer knows them. */
void write_sql_text(struct writer *w, const struct orm_expr *e)
{
	const char *p = e->name, *end = p ? p + strlen(p) : p;
	if (!p) {
		writer_fail(w, ERR_INPUT, "a text is missing");
		return;
	}
	while (p < end) {
		struct orm_token t = w->d->next_token(p, (size_t)(end - p));
		bool verbatim = t.kind == ORM_TOKEN_STRING || t.kind == ORM_TOKEN_QUOTED ||
		                t.kind == ORM_TOKEN_COMMENT || t.kind == ORM_TOKEN_BLOB;
		if (*p == '\\' || *p == ':') {
			p = write_colon(w, e, p, end);
		} else if (*p == '?' && (t.len == 1 || t.kind == ORM_TOKEN_VARIABLE)) {
			if (writer_fail(w, ERR_INPUT, "a text has a parameter without a name"))
				writer_hint(w, "Write :name instead of a question mark.");
			return;
		} else if (verbatim || t.kind == ORM_TOKEN_WORD) {
			buf_add(&w->out, t.start, t.len);
			p = t.start + t.len;
		} else {
			buf_addc(&w->out, *p++);
		}
	}
}
