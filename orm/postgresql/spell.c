/* orm/postgresql/spell.c - operators and their operands as PostgreSQL spells them */
#include "orm/postgresql/spell.h"

#include <string.h>

#include "base/text.h"
#include "orm/postgresql/types.h"

static const struct pg_part unknown = { 0 };

static const struct {
	const char *type;
	enum pg_family family;
} families[] = {
	{ "boolean", PG_BOOLEAN },
	{ "smallint", PG_SMALLINT },
	{ "integer", PG_INTEGER },
	{ "bigint", PG_BIGINT },
	{ "numeric", PG_NUMERIC },
	{ "real", PG_REAL },
	{ "double precision", PG_DOUBLE },
	{ "text", PG_TEXT },
	{ "character varying", PG_VARCHAR },
	{ "character", PG_CHAR },
	{ "date", PG_ITSELF },
	{ "time without time zone", PG_ITSELF },
	{ "timestamp without time zone", PG_ITSELF },
	{ "timestamp with time zone", PG_ITSELF },
	{ "interval", PG_ITSELF },
	{ "uuid", PG_ITSELF },
	{ "json", PG_JSON },
	{ "jsonb", PG_JSON },
};

static bool is_enum(const struct orm_type *t)
{
	const struct orm_type *d = t->declared;

	return d && d->id == ORM_TYPE_ENUM && d->name && !d->not_native;
}

struct pg_part pg_spell_column(struct arena *a, const struct orm_column *c)
{
	struct pg_part p = { .family = PG_ANY };
	struct buf name = { 0 };

	ddl_name(&name, &orm_postgresql, c->object.name);
	p.text = buf_take(&name, a);
	if (!c->type || c->type->id != ORM_TYPE_EXACT ||
	    strchr(pg_canonical_type(a, c->type->name), '['))
		return p;
	p.type = pg_base_type(a, pg_not_serial(c->type->name));
	if (is_enum(c->type))
		p.family = PG_ITSELF;
	for (size_t i = 0; i < COUNT(families); i++)
		if (!strcmp(families[i].type, p.type))
			p.family = families[i].family;
	return p;
}

static bool is_integer(enum pg_family f)
{
	return f == PG_SMALLINT || f == PG_INTEGER || f == PG_BIGINT;
}

static bool is_number(enum pg_family f)
{
	return is_integer(f) || f == PG_NUMERIC || f == PG_REAL || f == PG_DOUBLE;
}

static const char *cast(struct arena *a, const struct pg_part *p, const char *type)
{
	return !p->text ? NULL
	                : arena_printf(a, p->literal == PG_STRING_LITERAL ? "%s::%s" : "(%s)::%s",
	                               p->text, type);
}

/* The literal beside an operand of that family; NULL = not foretold. */
static const char *number_beside(struct arena *a, const struct pg_part *literal,
                                 enum pg_family family)
{
	bool whole = literal->literal != PG_NUMERIC_LITERAL;

	if (!whole && is_integer(family))
		return literal->text;
	if (family == PG_REAL || family == PG_DOUBLE)
		return cast(a, literal, "double precision");
	if (family == PG_NUMERIC)
		return whole ? cast(a, literal, "numeric") : literal->text;
	return whole && is_integer(family) ? literal->text : NULL;
}

static const char *string_beside(struct arena *a, const struct pg_part *literal,
                                 const struct pg_part *other)
{
	switch (other->family) {
	case PG_TEXT:
	case PG_VARCHAR:
		return cast(a, literal, "text");
	case PG_CHAR:
		return cast(a, literal, "bpchar");
	case PG_ITSELF:
		return cast(a, literal, other->type);
	default:
		return NULL;
	}
}

/* Is it numeric, or a literal that is? */
static bool is_numeric(const struct pg_part *p)
{
	return p->family == PG_NUMERIC || p->literal == PG_NUMERIC_LITERAL;
}

/* `x` as it stands in an operator beside `y`. */
static const char *beside(struct arena *a, const struct pg_part *x, const struct pg_part *y)
{
	if (x->literal && y->literal)
		return NULL;
	if (x->literal == PG_STRING_LITERAL)
		return string_beside(a, x, y);
	if (x->literal)
		return number_beside(a, x, y->family);
	if (x->family == PG_ANY || x->family == PG_JSON)
		return NULL;
	if (is_integer(x->family) && is_numeric(y))
		return cast(a, x, "numeric");
	return x->family == PG_VARCHAR ? cast(a, x, "text") : x->text;
}

static bool is_text(const struct pg_part *p)
{
	return p->family == PG_TEXT || p->family == PG_VARCHAR;
}

static bool is_same_type(const struct pg_part *x, const struct pg_part *y)
{
	if (x->literal || y->literal || (is_text(x) && is_text(y)))
		return true;
	return x->family == y->family && (x->family != PG_ITSELF || text_same(x->type, y->type));
}

static bool is_moment(const struct pg_part *p)
{
	return p->family == PG_ITSELF && (!strcmp(p->type, "date") || strstr(p->type, "stamp"));
}

/* Is there an operator for both types, or one for numeric alone? */
static bool go_together(const struct pg_part *x, const struct pg_part *y)
{
	return (is_integer(x->family) || is_numeric(x)) && (is_integer(y->family) || is_numeric(y));
}

/* (x op y) with the family of what comes out. */
static struct pg_part operation(struct arena *a, const struct pg_part *x, const char *op,
                                const struct pg_part *y, enum pg_family family)
{
	const char *left, *right;

	if (!x->text || !y->text)
		return unknown;
	left = beside(a, x, y);
	right = beside(a, y, x);
	if (!left || !right)
		return unknown;
	return (struct pg_part){ .text = arena_printf(a, "(%s %s %s)", left, op, right),
		                 .family = family };
}

/* What comes out of two integers, or of one and numeric, is the wider of both. */
static enum pg_family wider(enum pg_family x, enum pg_family y)
{
	return x > y ? x : y;
}

/* With a literal, integers come out as the wider of both, and real as double precision. */
static enum pg_family outcome(const struct pg_part *operand, const struct pg_part *literal)
{
	if (!literal->literal)
		return wider(operand->family, literal->family);
	if (operand->family == PG_REAL)
		return PG_DOUBLE;
	if (is_integer(operand->family) && literal->literal == PG_NUMERIC_LITERAL)
		return PG_NUMERIC;
	if (is_integer(operand->family) && literal->literal == PG_BIGINT_LITERAL)
		return PG_BIGINT;
	return operand->family == PG_SMALLINT ? PG_INTEGER : operand->family;
}

/* A moment and an interval, which are of two types. */
static struct pg_part shifted(struct arena *a, const struct pg_part *x, const char *op,
                              const struct pg_part *y)
{
	if ((*op != '+' && *op != '-') || !is_moment(x) || !strcmp(x->type, "date") ||
	    y->family != PG_ITSELF || strcmp(y->type, "interval") != 0)
		return unknown;
	return (struct pg_part){ .text = arena_printf(a, "(%s %s %s)", x->text, op, y->text),
		                 .family = PG_ITSELF,
		                 .type = x->type };
}

struct pg_part pg_spell_arithmetic(struct arena *a, struct pg_part x, const char *op,
                                   struct pg_part y)
{
	const struct pg_part *operand = x.literal ? &y : &x, *other = x.literal ? &x : &y;
	bool same = other->literal
	                ? operand->family == PG_NUMERIC || (operand->family == PG_INTEGER &&
	                                                    other->literal == PG_INTEGER_LITERAL)
	                : operand->family == other->family;

	if (x.text && y.text && x.family == PG_ITSELF)
		return shifted(a, &x, op, &y);
	if (!is_number(operand->family) || other->literal == PG_STRING_LITERAL)
		return unknown;
	if (!other->literal && !same && !go_together(&x, &y))
		return unknown;
	/* there is no % of two types, nor one of floating numbers */
	if (*op == '%' && (!same || operand->family == PG_REAL || operand->family == PG_DOUBLE))
		return unknown;
	return operation(a, &x, op, &y, outcome(operand, other));
}

struct pg_part pg_spell_comparison(struct arena *a, struct pg_part x, const char *op,
                                   struct pg_part y)
{
	if (!is_same_type(&x, &y) && !go_together(&x, &y) && !(is_moment(&x) && is_moment(&y)))
		return unknown;
	return operation(a, &x, op, &y, PG_BOOLEAN);
}

struct pg_part pg_spell_match(struct arena *a, struct pg_part x, const char *op, struct pg_part y)
{
	if ((y.literal != PG_STRING_LITERAL && !y.pattern) || !is_text(&x))
		return unknown;
	return operation(a, &x, op, &y, PG_BOOLEAN);
}

struct pg_part pg_spell_concatenation(struct arena *a, struct pg_part x, struct pg_part y)
{
	if ((!is_text(&x) && x.literal != PG_STRING_LITERAL) ||
	    (!is_text(&y) && y.literal != PG_STRING_LITERAL))
		return unknown;
	return operation(a, &x, "||", &y, PG_TEXT);
}

struct pg_part pg_spell_member(struct arena *a, struct pg_part x, const char *op, struct pg_part y)
{
	const char *key = y.literal == PG_STRING_LITERAL    ? cast(a, &y, "text")
	                  : y.literal == PG_INTEGER_LITERAL ? y.text
	                                                    : NULL;

	if (!x.text || x.family != PG_JSON || !key)
		return unknown;
	return (struct pg_part){ .text = arena_printf(a, "(%s %s %s)", x.text, op, key),
		                 .family = strlen(op) > 2 ? PG_TEXT : PG_JSON,
		                 .type = x.type };
}

/* A literal in the array that the operand is looked for in. */
static const char *element(struct arena *a, const struct pg_part *x, const struct pg_part *literal)
{
	bool string = literal->literal == PG_STRING_LITERAL;

	if (x->family == PG_BOOLEAN && literal->constant)
		return literal->text;
	if (!literal->literal || !literal->text)
		return NULL;
	if (string && x->family == PG_VARCHAR)
		return cast(a, literal, "character varying");
	if (string)
		return string_beside(a, literal, x);
	if (x->family == PG_BIGINT)
		return literal->literal == PG_INTEGER_LITERAL  ? cast(a, literal, "bigint")
		       : literal->literal == PG_BIGINT_LITERAL ? literal->text
		                                               : NULL;
	/* one bigint makes an array of them */
	if (is_integer(x->family))
		return literal->literal == PG_INTEGER_LITERAL ? literal->text : NULL;
	return x->family == PG_REAL ? NULL : number_beside(a, literal, x->family);
}

/* The value of a function's argument of type text. */
static const char *text_argument(struct arena *a, const struct pg_part *p)
{
	if (p->literal == PG_STRING_LITERAL || p->family == PG_VARCHAR)
		return cast(a, p, "text");
	return p->family == PG_TEXT ? p->text : NULL;
}

static struct pg_part of_text(struct arena *a, const char *name, const struct pg_parts *args,
                              enum pg_family family)
{
	const char *text = args->len == 1 ? text_argument(a, &args->items[0]) : NULL;

	if (!text)
		return unknown;
	return (struct pg_part){ .text = arena_printf(a, "%s(%s)", name, text), .family = family };
}

/* date_trunc('day', x), timezone('utc', x) */
static struct pg_part of_moment(struct arena *a, const char *name, const struct pg_parts *args)
{
	const struct pg_part *word = &args->items[0], *x = &args->items[1];
	const char *type;

	if (args->len != 2 || word->literal != PG_STRING_LITERAL || !word->text || !x->text ||
	    x->family != PG_ITSELF || !text_starts(x->type, "timestamp"))
		return unknown;
	type = x->type;
	if (!strcmp(name, "timezone"))
		type = strstr(type, "without") ? "timestamp with time zone"
		                               : "timestamp without time zone";
	return (struct pg_part){
		.text = arena_printf(a, "%s(%s, %s)", name, cast(a, word, "text"), x->text),
		.family = PG_ITSELF,
		.type = type,
	};
}

/* A column, or the like, and values in its place. */
static struct pg_part coalesced(struct arena *a, const struct pg_parts *args)
{
	struct pg_part out = args->items[0];
	struct buf b = { 0 };

	if (!out.text || out.literal || out.family == PG_ANY || out.family == PG_JSON ||
	    out.family == PG_REAL || args->len < 2)
		return unknown;
	buf_addf(&b, "COALESCE(%s", out.text);
	for (size_t i = 1; i < args->len; i++) {
		const struct pg_part *p = &args->items[i];
		const char *text = element(a, &out, p);

		if (!text || (out.family == PG_NUMERIC && p->literal == PG_BIGINT_LITERAL) ||
		    (out.family == PG_SMALLINT)) {
			buf_release(&b);
			return unknown;
		}
		buf_addf(&b, ", %s", text);
	}
	buf_addc(&b, ')');
	out.text = buf_take(&b, a);
	out.chain = NULL;
	return out;
}

/* abs(x): there is one of each type */
static struct pg_part magnitude(struct arena *a, const struct pg_parts *args)
{
	struct pg_part out = args->items[0];

	if (args->len != 1 || !out.text || out.literal || !is_number(out.family) ||
	    out.family == PG_SMALLINT || out.family == PG_REAL)
		return unknown;
	out.text = arena_printf(a, "abs(%s)", out.text);
	return out;
}

struct pg_part pg_spell_call(struct arena *a, const char *name, const struct pg_parts *args)
{
	static const struct {
		const char *name;
		enum pg_family family;
	} of_texts[] = { { "lower", PG_TEXT },           { "upper", PG_TEXT },
		         { "length", PG_INTEGER },       { "char_length", PG_INTEGER },
		         { "octet_length", PG_INTEGER }, { "btrim", PG_TEXT },
		         { "ltrim", PG_TEXT },           { "rtrim", PG_TEXT } };

	if (!strcmp(name, "now") && !args->len)
		return (struct pg_part){ .text = "now()",
			                 .family = PG_ITSELF,
			                 .type = "timestamp with time zone" };
	if (!args->len)
		return unknown;
	for (size_t i = 0; i < COUNT(of_texts); i++)
		if (!strcmp(name, of_texts[i].name))
			return of_text(a, name, args, of_texts[i].family);
	if (!strcmp(name, "abs"))
		return magnitude(a, args);
	if (!strcmp(name, "date_trunc") || !strcmp(name, "timezone"))
		return of_moment(a, name, args);
	return strcmp(name, "coalesce") != 0 ? unknown : coalesced(a, args);
}

struct pg_part pg_spell_in(struct arena *a, struct pg_part x, bool negated,
                           const struct pg_parts *list)
{
	const char *op = negated ? "<> ALL" : "= ANY";
	struct pg_part out = { .family = PG_BOOLEAN };
	struct buf b = { 0 };

	if (list->len == 1 && list->items[0].literal)
		return pg_spell_comparison(a, x, negated ? "<>" : "=", list->items[0]);
	for (size_t i = 0; i < list->len; i++) {
		const char *text = x.text && !x.literal ? element(a, &x, &list->items[i]) : NULL;

		if (!text) {
			buf_release(&b);
			return unknown;
		}
		buf_addf(&b, "%s%s", i ? ", " : "", text);
	}
	out.text = arena_printf(a,
	                        x.family == PG_VARCHAR
	                            ? "((%s)::text %s ((ARRAY[%s]::character varying[])::text[]))"
	                            : "(%s %s (ARRAY[%s]))",
	                        x.text, op, buf_str(&b));
	buf_release(&b);
	return out;
}

struct pg_part pg_spell_chain(struct arena *a, struct pg_part x, const char *op, struct pg_part y)
{
	struct pg_part out = { .family = PG_BOOLEAN, .chain = op };

	if (!x.text || !y.text || x.family != PG_BOOLEAN || y.family != PG_BOOLEAN)
		return unknown;
	out.links =
	    arena_printf(a, "%s %s %s", text_same(x.chain, op) ? x.links : x.text, op, y.text);
	out.text = arena_printf(a, "(%s)", out.links);
	return out;
}
