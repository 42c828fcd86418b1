/* orm/postgresql/spell_more.c - casts, TRIM and CASE as PostgreSQL spells them */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/spell.h"
#include "orm/postgresql/types.h"

static const struct pg_part unknown = { 0 };

/* The types of one word and no modifiers that casts to are read. */
static const struct {
	const char *word, *type;
	enum pg_family family;
} targets[] = {
	{ "text", "text", PG_TEXT },          { "int", "integer", PG_INTEGER },
	{ "int4", "integer", PG_INTEGER },    { "integer", "integer", PG_INTEGER },
	{ "int8", "bigint", PG_BIGINT },      { "bigint", "bigint", PG_BIGINT },
	{ "decimal", "numeric", PG_NUMERIC }, { "numeric", "numeric", PG_NUMERIC },
	{ "date", "date", PG_ITSELF },
};

/* A literal takes the type; a number that isn't its own already is turned into it. */
static const char *literal_cast(struct arena *a, const struct pg_part *x, const char *type,
                                enum pg_family to)
{
	if (x->literal == PG_STRING_LITERAL && (to == PG_TEXT || to == PG_ITSELF))
		return arena_printf(a, "%s::%s", x->text, type);
	if (x->literal == PG_INTEGER_LITERAL && (to == PG_NUMERIC || to == PG_BIGINT))
		return arena_printf(a, "(%s)::%s", x->text, type);
	return NULL;
}

/* To its own type it is none, or hides a length: that is left to the server. */
static bool can_be_cast(const struct pg_part *x, enum pg_family to)
{
	switch (x->family) {
	case PG_SMALLINT:
	case PG_INTEGER:
	case PG_BIGINT:
	case PG_NUMERIC:
	case PG_REAL:
	case PG_DOUBLE:
	case PG_TEXT:
	case PG_VARCHAR:
		return x->family != to;
	case PG_ITSELF:
		return to == PG_TEXT || (to == PG_ITSELF && text_starts(x->type, "timestamp"));
	default:
		return false;
	}
}

struct pg_part pg_spell_cast(struct arena *a, struct pg_part x, const char *type)
{
	struct pg_part out = { 0 };

	for (size_t i = 0; i < COUNT(targets) && x.text; i++) {
		if (strcmp(targets[i].word, type) != 0)
			continue;
		out.family = targets[i].family;
		out.type = targets[i].type;
		if (x.literal)
			out.text = literal_cast(a, &x, out.type, out.family);
		else if (can_be_cast(&x, out.family))
			out.text = arena_printf(a, "(%s)::%s", x.text, out.type);
	}
	return out.text ? out : unknown;
}

/* The operand is shown without the cast that it takes. */
struct pg_part pg_spell_trim(struct arena *a, const char *side, struct pg_part x)
{
	if (!x.text || (x.family != PG_TEXT && x.family != PG_VARCHAR))
		return unknown;
	return (struct pg_part){ .text = arena_printf(a, "TRIM(%s FROM %s)", side, x.text),
		                 .family = PG_TEXT };
}

/* Which type all results have: boolean, or integer by literals; ANY = it isn't known. */
static enum pg_family result_of(const struct pg_parts *parts)
{
	enum pg_family all = PG_ANY;

	for (size_t i = 0; i < parts->len; i++) {
		const struct pg_part *p = &parts->items[i];
		enum pg_family one = p->literal == PG_INTEGER_LITERAL ? PG_INTEGER : p->family;
		bool is_result = i % 2 || i + 1 == parts->len;

		if (!p->text || (!is_result && (p->literal || one != PG_BOOLEAN)) ||
		    (is_result && one != PG_BOOLEAN && one != PG_INTEGER) ||
		    (is_result && all != PG_ANY && all != one))
			return PG_ANY;
		if (is_result)
			all = one;
	}
	return all;
}

struct pg_part pg_spell_case(struct arena *a, const struct pg_parts *parts)
{
	enum pg_family family = parts->len > 1 ? result_of(parts) : PG_ANY;
	struct buf b = { 0 };
	size_t i = 0;

	if (family == PG_ANY)
		return unknown;
	buf_adds(&b, "CASE");
	for (; i + 1 < parts->len; i += 2)
		buf_addf(&b, " WHEN %s THEN %s", parts->items[i].text, parts->items[i + 1].text);
	if (i < parts->len)
		buf_addf(&b, " ELSE %s END", parts->items[i].text);
	else
		buf_addf(&b, " ELSE NULL::%s END", family == PG_BOOLEAN ? "boolean" : "integer");
	struct pg_part out = { .text = buf_take(&b, a), .family = family };
	buf_release(&b);
	return out;
}
