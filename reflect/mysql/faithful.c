/*
 * reflect/mysql/faithful.c - can limbeck make a table again just as it is?
 *
 * What the DDL compiler writes for the metadata is compared with what the server
 * printed: columns, keys and constraints one by one, options word by word, in any
 * order.  Parentheses don't count, nor do character sets and collations, which are
 * said where the server leaves them unsaid.
 */
#include <stdint.h>

#include "orm/mysql/lex.h"
#include "reflect/mysql/reader.h"

#define SEED UINT64_C(0xcbf29ce484222325)

/* A column, key or constraint, or a word behind them. */
struct part {
	const char *start, *end;
	uint64_t hash;
	uint64_t anywhere; /* words of it that stand now here, now there */
};

struct parts {
	VEC(struct part);
	uint64_t sum; /* the same for the same parts in any order */
};

/* A name is the same with quotes and without. */
static uint64_t add_token(uint64_t hash, const struct orm_token *t)
{
	size_t quotes = t->kind == ORM_TOKEN_QUOTED;
	bool word = quotes || t->kind == ORM_TOKEN_WORD;

	for (size_t i = quotes; i < t->len - quotes; i++) {
		unsigned char c = (unsigned char)t->start[i];

		if (word && c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		hash = (hash ^ c) * UINT64_C(0x100000001b3);
	}
	return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

static void finish_part(struct arena *a, struct parts *out, struct part *p)
{
	/* sums of such hashes are too alike without a last mixing */
	p->hash += p->anywhere;
	p->hash = (p->hash ^ (p->hash >> 31)) * UINT64_C(0x9e3779b97f4a7c15);
	out->sum += p->hash;
	vec_push(a, out, *p);
	*p = (struct part){ .hash = SEED };
}

/* Goes past CHARACTER SET x, CHARSET=x, COLLATE x. */
static bool skip_charset(struct my_words *w)
{
	char first = w->t.kind == ORM_TOKEN_WORD ? *w->t.start | 32 : 0;

	if (first != 'c' && first != 'd')
		return false;
	if (my_token_is(&w->t, "default")) {
		struct my_words ahead = *w;

		my_words_next(&ahead);
		if (my_token_is(&ahead.t, "charset"))
			*w = ahead;
	}
	if (my_words_take(w, "character")) {
		(void)my_words_take(w, "set");
	} else if (!my_words_take(w, "charset") && !my_words_take(w, "collate")) {
		return false;
	}
	(void)my_words_take(w, "=");
	my_words_next(w);
	return true;
}

static void add_to_part(struct part *p, const struct orm_token *t)
{
	if (!p->start)
		p->start = t->start;
	p->end = t->start + t->len;
	if (my_token_is(t, "invisible"))
		p->anywhere += add_token(SEED, t);
	else if (!my_token_is_op(t, "(") && !my_token_is_op(t, ")"))
		p->hash = add_token(p->hash, t);
}

/* Between the parentheses of CREATE TABLE; a comma ends a part. */
static void add_items(struct arena *a, struct parts *out, struct my_words *w)
{
	struct part p = { .hash = SEED };

	for (int depth = 1; w->t.kind != ORM_TOKEN_END;) {
		if (depth == 1 && skip_charset(w))
			continue;
		depth += my_token_is_op(&w->t, "(") - my_token_is_op(&w->t, ")");
		if (!depth)
			break;
		if (depth == 1 && my_token_is_op(&w->t, ","))
			finish_part(a, out, &p);
		else
			add_to_part(&p, &w->t);
		my_words_next(w);
	}
	finish_part(a, out, &p);
}

static struct parts parts_of(struct arena *a, const struct orm_dialect *d, const char *sql)
{
	struct my_words w = my_words_of(d, sql);
	struct parts out = { 0 };

	while (w.t.kind != ORM_TOKEN_END && !my_token_is_op(&w.t, "("))
		my_words_next(&w);
	my_words_next(&w);
	add_items(a, &out, &w);
	my_words_next(&w);
	while (w.t.kind != ORM_TOKEN_END) {
		struct part p = { .hash = SEED };

		if (skip_charset(&w))
			continue;
		add_to_part(&p, &w.t);
		finish_part(a, &out, &p);
		my_words_next(&w);
	}
	return out;
}

/* What `x` has and `y` lacks, as text; NULL = nothing. */
static const char *missing(struct arena *a, const struct parts *x, const struct parts *y)
{
	for (size_t i = 0; i < x->len; i++) {
		const struct part *p = &x->items[i];
		size_t k = 0;

		while (k < y->len && y->items[k].hash != p->hash)
			k++;
		if (k == y->len && p->start)
			return arena_strndup(a, p->start, (size_t)(p->end - p->start));
	}
	return NULL;
}

static const char *difference(struct arena *a, const struct parts *server, const struct parts *own)
{
	const char *text = missing(a, server, own);

	if (text)
		return arena_printf(a, "limbeck can't write its %s", text);
	text = missing(a, own, server);
	return text ? arena_printf(a, "limbeck would give it %s", text)
	            : "limbeck can't write some of it as often as it is there";
}

static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

/* The same but for quotes around plain names, as most tables are: that is soon seen. */
static bool is_alike(const char *server, const char *own)
{
	bool string = false, name = false;

	for (;; server++) {
		while (!string && !name && *server == *own && *own && *own != '\'' && *own != '`')
			server++, own++;
		if (!*server)
			break;
		if (*server == '`' && *own != '`' && !string && (name || is_plain(server[1]))) {
			name = !name;
			continue;
		}
		if (*server != *own || (name && !is_plain(*own)))
			return false;
		if (string && *own == '\\' && server[1] && server[1] == own[1])
			server++, own++;
		else if (*own == '\'')
			string = !string;
		own++;
	}
	return !*own && !name;
}

const char *my_unfaithful(struct arena *a, const struct my_reader *r, const struct orm_table *t,
                          const char *text)
{
	struct arena scratch = { 0 };
	struct ddl d = { .arena = &scratch,
		         .dialect = r->dialect,
		         .version = orm_conn_version(r->conn) };
	struct error err;
	const char *why = NULL;

	if (!my_create_table(&d, t, &err)) {
		why = arena_strdup(a, err.message);
	} else if (!is_alike(text, d.out.items[0].sql)) {
		struct parts server = parts_of(&scratch, r->dialect, text);
		struct parts own = parts_of(&scratch, r->dialect, d.out.items[0].sql);

		if (server.sum != own.sum)
			why = arena_strdup(a, difference(&scratch, &server, &own));
	}
	arena_release(&scratch);
	return why;
}
