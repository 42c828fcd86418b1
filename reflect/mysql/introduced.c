/*
 * reflect/mysql/introduced.c - literals that the server keeps in another character set
 *
 * MySQL converts the literals of a generated column, a CHECK, an index on an expression
 * to the character set of the column that they meet, and shows the bytes that they are
 * then: _latin1'\xe9'.  In a session of UTF-8 such a byte comes as a ?.  Tables that have
 * one are shown again without that last conversion, and the server says what the bytes
 * stand for.
 */
#include "base/buf.h"
#include "base/text.h"
#include "orm/mysql/lex.h"
#include "reflect/mysql/parse.h"
#include "reflect/mysql/reader.h"

struct literal {
	const char *start, *end; /* with its character set */
	const char *text;        /* in UTF-8; NULL = nobody knows */
};

struct table {
	const char *name, *text; /* NULL = it is gone */
	size_t first, count;     /* of the literals */
};

struct introduced {
	VEC(struct table);
	const struct names *names;
	struct {
		VEC(struct literal);
	} literals;
	struct names questions;
};

/* Steps to the next literal that has its character set before it. */
static bool next_literal(struct my_words *w, struct orm_token *charset)
{
	for (; w->t.kind != ORM_TOKEN_END; my_words_next(w)) {
		*charset = w->t;
		if (!my_is_introducer(&w->t, w->end))
			continue;
		my_words_next(w);
		return true;
	}
	return false;
}

bool my_has_introduced(const struct orm_dialect *d, const char *text)
{
	struct orm_token charset;
	struct my_words w;

	if (my_is_mariadb(d) || !text || !strchr(text, '?'))
		return false;
	for (w = my_words_of(d, text); next_literal(&w, &charset); my_words_next(&w))
		if (memchr(w.t.start, '?', w.t.len))
			return true;
	return false;
}

/* In these the second byte of a character may be that of a backslash. */
static bool has_backslashes(const struct orm_token *charset)
{
	static const char *const names[] = { "_big5", "_cp932", "_gb18030", "_gbk", "_sjis" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (my_token_is(charset, names[i]))
			return true;
	return false;
}

static const char *question(struct arena *a, const struct orm_token *charset,
                            const struct orm_token *literal)
{
	const char *bytes = my_unescape(a, literal->start, literal->start + literal->len);
	struct buf b = { 0 };

	buf_addf(&b, "SELECT CONVERT(%.*s x'", (int)charset->len, charset->start);
	for (; *bytes; bytes++)
		buf_addf(&b, "%02X", (unsigned char)*bytes);
	buf_adds(&b, "' USING utf8mb4)");
	return buf_take(&b, a);
}

static void find_literals(struct my_reader *r, struct introduced *all, struct table *t)
{
	struct my_words w = my_words_of(r->dialect, t->text);
	struct orm_token charset;

	t->first = all->literals.len;
	for (; next_literal(&w, &charset); my_words_next(&w)) {
		const char *end = w.t.start + w.t.len;
		struct literal l = { .start = charset.start, .end = end };
		bool known = !has_backslashes(&charset) || !memchr(w.t.start, '\\', w.t.len);

		if (utf8_valid(w.t.start, w.t.len))
			continue;
		vec_push(&r->scratch, &all->literals, l);
		vec_push(&r->scratch, &all->questions,
		         known ? question(&r->scratch, &charset, &w.t) : "SELECT NULL");
	}
	t->count = all->literals.len - t->first;
}

static void take_table(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct introduced *all = data;
	struct table t = { .name = all->names->items[i],
		           .text = arena_strdup(&r->scratch, orm_get_text(rows, 1)) };

	if (t.text)
		find_literals(r, all, &t);
	vec_push(&r->scratch, all, t);
}

static void take_literal(struct my_reader *r, size_t i, struct orm_result *rows, void *data)
{
	struct introduced *all = data;

	all->literals.items[i].text = arena_strdup(&r->scratch, orm_get_text(rows, 0));
}

/* Who was dropped meanwhile isn't there; bytes that the server can't convert stay unknown. */
static void miss(struct my_reader *r, size_t i, const struct error *why, void *data)
{
	(void)r;
	(void)i;
	(void)why;
	(void)data;
}

/* With each literal as text of the session, in which it means the same. */
static void add(struct my_reader *r, const struct my_context *context, const struct introduced *all,
                const struct table *t)
{
	struct buf b = { 0 };
	const char *at = t->text;

	for (size_t i = t->first; i < t->first + t->count; i++) {
		const struct literal *l = &all->literals.items[i];

		if (!l->text) {
			buf_release(&b);
			orm_metadata_leave_out(
			    r->m, "table", t->name,
			    arena_printf(r->arena, "what a literal of %.*s stands for isn't known",
			                 (int)strcspn(l->start, " '"), l->start));
			return;
		}
		buf_add(&b, at, (size_t)(l->start - at));
		buf_adds(&b, my_string(&r->scratch, l->text));
		at = l->end;
	}
	buf_adds(&b, at);
	my_add_table(r, context, t->name, buf_take(&b, &r->scratch));
}

static bool ask(struct my_reader *r, struct introduced *all, const struct names *sql,
                struct error *err)
{
	struct my_rows tables = { take_table, miss, all }, literals = { take_literal, miss, all };
	struct error late;
	bool ok;

	if (!orm_exec(r->conn, "SET SESSION character_set_results = NULL", err))
		return false;
	ok = my_query_each(r, sql->items, sql->len, &tables, err);
	if (!orm_exec(r->conn, "SET SESSION character_set_results = utf8mb4", ok ? err : &late))
		return false;
	return ok && my_query_each(r, all->questions.items, all->questions.len, &literals, err);
}

bool my_reflect_introduced(struct my_reader *r, const struct my_context *context,
                           const struct names *names, const struct names *sql, struct error *err)
{
	struct introduced all = { .names = names };

	if (!ask(r, &all, sql, err))
		return false;
	for (size_t i = 0; i < all.len; i++)
		if (all.items[i].text)
			add(r, context, &all, &all.items[i]);
	return true;
}
