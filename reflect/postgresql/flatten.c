/*
 * reflect/postgresql/flatten.c - conditions as the server prints them once it has read them
 *
 * It prints a BETWEEN 1 AND 2 AND b as
 *
 *	(((a >= 1) AND (a <= 2)) AND b)
 *
 * and reads that as three conditions beside each other, which it prints so: an AND at the
 * left of an AND, or an OR of an OR, is one with it.
 */
#include "base/buf.h"
#include "orm/postgresql/lex.h"
#include "reflect/postgresql/reader.h"

enum { AND = 1, OR = 2, OTHER = 4 };

/* A pair of parentheses, and what is in it outside of others. */
struct pair {
	const char *open, *close;
	unsigned holds; /* AND, OR; OTHER: it is none of conditions alone */
	bool first;     /* nothing stands before it in what it is in */
	size_t outer;
};

struct flattening {
	struct arena arena;
	struct {
		VEC(struct pair);
	} pairs;
	size_t inside;    /* the innermost one that is open; the first is the whole */
	size_t closed;    /* the one that ended just now, or 0 */
	bool start;       /* nothing but the parenthesis was there yet */
	struct names out; /* parentheses that go */
};

static unsigned word(const struct orm_token *t)
{
	if (pg_token_is(t, "and"))
		return AND;
	if (pg_token_is(t, "or"))
		return OR;
	return pg_token_is(t, "select") || pg_token_is_op(t, ",") ? OTHER : 0;
}

static void take(struct flattening *f, const struct orm_token *t)
{
	struct pair *closed = f->closed ? &f->pairs.items[f->closed] : NULL;
	unsigned is = word(t);

	if (closed && closed->first && (is == AND || is == OR) && closed->holds == is) {
		vec_push(&f->arena, &f->out, closed->open);
		vec_push(&f->arena, &f->out, closed->close);
	}
	f->closed = 0;
	f->pairs.items[f->inside].holds |= is;
	if (pg_token_is_op(t, "(")) {
		vec_push(&f->arena, &f->pairs,
		         (struct pair){ t->start, NULL, 0, f->start, f->inside });
		f->inside = f->pairs.len - 1;
		f->start = true;
		return;
	}
	if (pg_token_is_op(t, ")") && f->inside) {
		f->closed = f->inside;
		f->pairs.items[f->closed].close = t->start;
		f->inside = f->pairs.items[f->closed].outer;
	}
	f->start = false;
}

static bool goes(const struct flattening *f, const char *at)
{
	for (size_t i = 0; i < f->out.len; i++)
		if (f->out.items[i] == at)
			return true;
	return false;
}

static const char *without(const struct flattening *f, struct arena *a, const char *text)
{
	struct buf out = { 0 };

	for (const char *at = text; *at; at++)
		if ((*at != '(' && *at != ')') || !goes(f, at))
			buf_addc(&out, *at);
	return buf_take(&out, a);
}

const char *pg_flatten(struct arena *a, const char *text)
{
	struct flattening f = { .start = true };
	const char *at = text, *end;

	if (!strstr(text, ") AND ") && !strstr(text, ") OR "))
		return text;
	end = text + strlen(text);
	vec_push(&f.arena, &f.pairs, (struct pair){ 0 });
	while (at < end) {
		struct orm_token t = pg_next_word(at, (size_t)(end - at));

		if (t.kind == ORM_TOKEN_END)
			break;
		take(&f, &t);
		at = t.start + t.len;
	}
	if (f.out.len)
		text = without(&f, a, text);
	arena_release(&f.arena);
	return text;
}
