/*
 * orm/postgresql/spell_parse.c - reading the expressions whose spelling can be foretold
 *
 * By the precedence of PostgreSQL's grammar, a function a level.  What isn't read
 * has no text, and then the whole has none.
 */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/spell.h"
#include "orm/postgresql/types.h"

#define DEEPEST 100

struct reader {
	struct arena *arena;
	const struct orm_table *here, *there;
	struct orm_token t; /* the next one */
	const char *end;
	int depth;
};

static const struct pg_part unknown = { 0 };

static struct pg_part read_or(struct reader *r);

static void step(struct reader *r)
{
	const char *at = r->t.start + r->t.len;

	r->t = pg_next_word(at, (size_t)(r->end - at));
}

static bool take(struct reader *r, const char *word)
{
	if (!pg_token_is(&r->t, word) && !pg_token_is_op(&r->t, word))
		return false;
	step(r);
	return true;
}

/* A column that both tables have, with one type, whatever the word may mean besides. */
static struct pg_part read_column(struct reader *r)
{
	char *name = orm_unquote(r->arena, &orm_postgresql, &r->t);
	const struct orm_column *c, *other;

	if (r->t.kind == ORM_TOKEN_WORD)
		name = text_lower(r->arena, name);
	else if (*r->t.start != '"')
		return unknown;
	step(r);
	c = orm_table_column(r->here, &orm_postgresql, name);
	other = orm_table_column(r->there, &orm_postgresql, name);
	if (pg_is_reserved(name) || !c || !other || !c->type || !other->type ||
	    !pg_same_type(c->type->name, other->type->name, true))
		return unknown;
	return pg_spell_column(r->arena, c);
}

/* Digits, without leading zeros. */
static size_t count_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n > 1 && *s == '0' ? 0 : n;
}

/* As they are read: what fits is an integer, or bigint, and a point makes it numeric. */
static struct pg_part read_number(struct reader *r, bool negative)
{
	struct orm_token t = r->t;
	size_t whole = t.kind == ORM_TOKEN_NUMBER ? count_digits(t.start, t.len) : 0;
	struct pg_part p = { .literal = PG_INTEGER_LITERAL };
	const char *text = arena_strndup(r->arena, t.start, t.len);
	bool small = whole < 10 || (whole == 10 && strcmp(text, "2147483647") <= 0);

	step(r);
	if (!whole || whole > 18)
		return unknown;
	if (whole == t.len && !small)
		p.literal = PG_BIGINT_LITERAL;
	if (whole < t.len) {
		p.literal = PG_NUMERIC_LITERAL;
		/* the text is checked to its end: 1.5, but not 1.5e3, 1_000 or 1. */
		if (t.start[whole] != '.' || whole + 1 == t.len ||
		    strspn(text + whole + 1, "0123456789") != t.len - whole - 1)
			return unknown;
	}
	if (negative && !strcmp(text, "2147483648"))
		return unknown;
	p.text = text;
	if (p.literal == PG_BIGINT_LITERAL)
		p.text = arena_printf(r->arena, "'%s%s'::bigint", negative ? "-" : "", text);
	else if (negative)
		p.text = arena_printf(r->arena, "'-%s'::%s", text,
		                      p.literal == PG_INTEGER_LITERAL ? "integer" : "numeric");
	return p;
}

static struct pg_part read_string(struct reader *r)
{
	struct pg_part p = { .literal = PG_STRING_LITERAL };

	if (*r->t.start == '\'')
		p.text = arena_strndup(r->arena, r->t.start, r->t.len);
	step(r);
	return p;
}

/* trim(x), trim(both from x) and the like */
static struct pg_part read_trim(struct reader *r)
{
	const char *side = take(r, "leading")    ? "LEADING"
	                   : take(r, "trailing") ? "TRAILING"
	                   : take(r, "both")     ? "BOTH"
	                                         : NULL;
	bool from = side ? take(r, "from") : true;
	struct pg_part p = from ? read_or(r) : unknown;

	return take(r, ")") ? pg_spell_trim(r->arena, side ? side : "BOTH", p) : unknown;
}

/* x::type; one of several words, with a length, or an array leaves a rest that nobody reads. */
static struct pg_part read_cast(struct reader *r, struct pg_part p)
{
	const char *name = text_lower(r->arena, arena_strndup(r->arena, r->t.start, r->t.len));
	bool word = r->t.kind == ORM_TOKEN_WORD;

	step(r);
	if (!word || pg_token_is_op(&r->t, "(") || pg_token_is_op(&r->t, "[") ||
	    pg_token_is_op(&r->t, "."))
		return unknown;
	return pg_spell_cast(r->arena, p, name);
}

/* CAST(x AS type) */
static struct pg_part read_cast_call(struct reader *r)
{
	struct pg_part p = read_or(r);

	p = take(r, "as") ? read_cast(r, p) : unknown;
	return take(r, ")") ? p : unknown;
}

/* CASE, of conditions alone */
static struct pg_part read_case(struct reader *r)
{
	struct pg_parts parts = { 0 };

	while (take(r, "when")) {
		vec_push(r->arena, &parts, read_or(r));
		if (!take(r, "then"))
			return unknown;
		vec_push(r->arena, &parts, read_or(r));
	}
	if (take(r, "else"))
		vec_push(r->arena, &parts, read_or(r));
	return take(r, "end") ? pg_spell_case(r->arena, &parts) : unknown;
}

static struct pg_part read_call(struct reader *r)
{
	char *name = text_lower(r->arena, arena_strndup(r->arena, r->t.start, r->t.len));
	struct pg_parts args = { 0 };

	step(r);
	step(r);
	if (!strcmp(name, "trim"))
		return read_trim(r);
	if (!strcmp(name, "cast"))
		return read_cast_call(r);
	while (!pg_token_is_op(&r->t, ")")) {
		vec_push(r->arena, &args, read_or(r));
		if (!take(r, ","))
			break;
	}
	return take(r, ")") ? pg_spell_call(r->arena, name, &args) : unknown;
}

/* interval '1 day' */
static struct pg_part read_typed(struct reader *r)
{
	const char *type = pg_token_is(&r->t, "date")        ? "date"
	                   : pg_token_is(&r->t, "interval")  ? "interval"
	                   : pg_token_is(&r->t, "timestamp") ? "timestamp without time zone"
	                                                     : NULL;
	struct pg_part p;

	step(r);
	p = read_string(r);
	if (!type || !p.text)
		return unknown;
	return (struct pg_part){ .text = arena_printf(r->arena, "%s::%s", p.text, type),
		                 .family = PG_ITSELF,
		                 .type = type };
}

static struct pg_part read_word(struct reader *r)
{
	const char *at = r->t.start + r->t.len;
	struct orm_token after = pg_next_word(at, (size_t)(r->end - at));

	if (take(r, "case"))
		return read_case(r);
	if (pg_token_is_op(&after, "("))
		return read_call(r);
	return after.kind == ORM_TOKEN_STRING ? read_typed(r) : read_column(r);
}

static struct pg_part read_atom(struct reader *r)
{
	struct pg_part p;

	if (take(r, "(")) {
		p = read_or(r);
		return take(r, ")") ? p : unknown;
	}
	if (take(r, "-"))
		return read_number(r, true);
	if (take(r, "true"))
		return (struct pg_part){ .text = "true", .family = PG_BOOLEAN, .constant = true };
	if (take(r, "false"))
		return (struct pg_part){ .text = "false", .family = PG_BOOLEAN, .constant = true };
	switch (r->t.kind) {
	case ORM_TOKEN_WORD:
		return read_word(r);
	case ORM_TOKEN_QUOTED:
		return read_column(r);
	case ORM_TOKEN_NUMBER:
		return read_number(r, false);
	case ORM_TOKEN_STRING:
		return read_string(r);
	default:
		return unknown;
	}
}

/* What :: follows: not a number below a minus, which would come after it. */
static struct pg_part read_primary(struct reader *r)
{
	bool negative = pg_token_is_op(&r->t, "-");
	struct pg_part p = read_atom(r);

	while (take(r, "::"))
		p = read_cast(r, negative ? unknown : p);
	return p;
}

/* The one of these operators that comes next, or NULL. */
static const char *take_one(struct reader *r, const char *const *ops, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (take(r, ops[i]))
			return ops[i];
	return NULL;
}

static struct pg_part read_product(struct reader *r)
{
	static const char *const ops[] = { "*", "/", "%" };
	struct pg_part p = read_primary(r);

	for (const char *op; (op = take_one(r, ops, COUNT(ops)));)
		p = pg_spell_arithmetic(r->arena, p, op, read_primary(r));
	return p;
}

static struct pg_part read_sum(struct reader *r)
{
	static const char *const ops[] = { "+", "-" };
	struct pg_part p = read_product(r);

	for (const char *op; (op = take_one(r, ops, COUNT(ops)));)
		p = pg_spell_arithmetic(r->arena, p, op, read_product(r));
	return p;
}

static struct pg_part match(struct arena *a, struct pg_part x, const char *op, struct pg_part y)
{
	if (*op == '|')
		return pg_spell_concatenation(a, x, y);
	return *op == '-' ? pg_spell_member(a, x, op, y) : pg_spell_match(a, x, op, y);
}

static struct pg_part read_match(struct reader *r)
{
	static const char *const ops[] = { "||",  "->", "->>", "~",   "~*",  "!~",
		                           "!~*", "~~", "~~*", "!~~", "!~~*" };
	struct pg_part p = read_sum(r);

	for (const char *op; (op = take_one(r, ops, COUNT(ops)));)
		p = match(r->arena, p, op, read_sum(r));
	return p;
}

static struct pg_part read_between(struct reader *r, struct pg_part p, bool negated)
{
	struct pg_part low = read_match(r), high;

	if (!take(r, "and"))
		return unknown;
	high = read_match(r);
	low = pg_spell_comparison(r->arena, p, negated ? "<" : ">=", low);
	high = pg_spell_comparison(r->arena, p, negated ? ">" : "<=", high);
	return pg_spell_chain(r->arena, low, negated ? "OR" : "AND", high);
}

static struct pg_part read_in(struct reader *r, struct pg_part p, bool negated)
{
	struct pg_parts list = { 0 };

	if (!take(r, "("))
		return unknown;
	do
		vec_push(r->arena, &list, read_primary(r));
	while (take(r, ","));
	return take(r, ")") ? pg_spell_in(r->arena, p, negated, &list) : unknown;
}

/* A regular expression, as a function makes it of the pattern. */
static struct pg_part read_similar(struct reader *r, struct pg_part p, bool negated)
{
	struct pg_part pattern;

	if (!take(r, "to") || r->t.kind != ORM_TOKEN_STRING)
		return unknown;
	pattern = read_string(r);
	if (!pattern.text)
		return unknown;
	pattern = (struct pg_part){ .text = arena_printf(r->arena, "similar_to_escape(%s::text)",
		                                         pattern.text),
		                    .family = PG_TEXT,
		                    .pattern = true };
	return pg_spell_match(r->arena, p, negated ? "!~" : "~", pattern);
}

static struct pg_part read_pattern(struct reader *r)
{
	struct pg_part p = read_match(r);
	bool negated = take(r, "not");

	if (take(r, "between"))
		return read_between(r, p, negated);
	if (take(r, "in"))
		return read_in(r, p, negated);
	if (take(r, "like"))
		return pg_spell_match(r->arena, p, negated ? "!~~" : "~~", read_match(r));
	if (take(r, "similar"))
		return read_similar(r, p, negated);
	if (take(r, "ilike"))
		return pg_spell_match(r->arena, p, negated ? "!~~*" : "~~*", read_match(r));
	return negated ? unknown : p;
}

static struct pg_part read_comparison(struct reader *r)
{
	static const char *const ops[] = { "=", "<>", "!=", "<", ">", "<=", ">=" };
	struct pg_part p = read_pattern(r);
	const char *op = take_one(r, ops, COUNT(ops));

	if (!op)
		return p;
	return pg_spell_comparison(r->arena, p, strcmp(op, "!=") != 0 ? op : "<>", read_pattern(r));
}

/* Of booleans alone: TRUE, FALSE, UNKNOWN. */
static struct pg_part read_test(struct reader *r, const struct pg_part *p)
{
	static const char *const words[] = { "null", "true", "false", "unknown" };
	bool negated = take(r, "not");
	const char *word = take_one(r, words, COUNT(words));

	if (!word || !p->text || p->literal || (*word != 'n' && p->family != PG_BOOLEAN))
		return unknown;
	return (struct pg_part){ .text = arena_printf(r->arena, "(%s IS %s%s)", p->text,
		                                      negated ? "NOT " : "", word),
		                 .family = PG_BOOLEAN };
}

static struct pg_part read_is(struct reader *r)
{
	struct pg_part p = read_comparison(r);
	const char *text = p.literal ? NULL : p.text, *what;

	if (take(r, "is"))
		return read_test(r, &p);
	what = take(r, "isnull") ? "NULL" : take(r, "notnull") ? "NOT NULL" : NULL;
	if (!what)
		return p;
	return (struct pg_part){ .text =
		                     text ? arena_printf(r->arena, "(%s IS %s)", text, what) : NULL,
		                 .family = PG_BOOLEAN };
}

static struct pg_part read_not(struct reader *r)
{
	struct pg_part p;

	if (!take(r, "not"))
		return read_is(r);
	if (++r->depth > DEEPEST)
		return unknown;
	p = read_not(r);
	if (!p.text || p.family != PG_BOOLEAN)
		return unknown;
	return (struct pg_part){ .text = arena_printf(r->arena, "(NOT %s)", p.text),
		                 .family = PG_BOOLEAN };
}

static struct pg_part read_and(struct reader *r)
{
	struct pg_part p = read_not(r);

	while (take(r, "and"))
		p = pg_spell_chain(r->arena, p, "AND", read_not(r));
	return p;
}

/* Deep ones are left to the server, for their depth is on the stack here. */
static struct pg_part read_or(struct reader *r)
{
	struct pg_part p;

	if (++r->depth > DEEPEST)
		return unknown;
	p = read_and(r);
	while (take(r, "or"))
		p = pg_spell_chain(r->arena, p, "OR", read_and(r));
	r->depth--;
	return p;
}

bool pg_spells(const struct orm_table *here, const char *given, const struct orm_table *there,
               const char *stored)
{
	struct arena a = { 0 };
	struct reader r = { .arena = &a, .here = here, .there = there };
	struct pg_part p;
	bool same;

	r.end = given + strlen(given);
	r.t = pg_next_word(given, strlen(given));
	p = read_or(&r);
	same =
	    p.text && r.t.kind == ORM_TOKEN_END && orm_same_expr(&orm_postgresql, p.text, stored);
	arena_release(&a);
	return same;
}
