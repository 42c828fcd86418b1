/*
 * orm/postgresql/spell.h - an expression as PostgreSQL spells it, foretold
 *
 * CHECK (total >= 0) comes back as (total >= (0)::numeric).  What is said by
 * columns of the usual types, literals and the usual operators comes back in a form
 * that its text and the columns' types tell; then nobody needs to ask a server.
 *
 * A text is foretold or it isn't: there is no "nearly".  What comes back is compared
 * with what was foretold token by token, all parentheses and casts included, so that
 * another cast, operator, literal, argument or nesting is a difference, as it is
 * without any of this.  Thus what is foretold must be right, and everything whose
 * form depends on more than the table is not foretold:
 *
 * - all casts but a few to plain types, COLLATE, subqueries, rows, special words such as
 * current_date, and all but the most usual functions: no rule reads them.
 * - operands of two types, but for literals beside a column, integers beside each
 *   other and numeric, text beside character varying, dates beside timestamps: the
 *   choice of an operator is the server's.  So are domains and types of extensions.
 * - columns that the two sides don't have alike, with one type.
 * - literals that come back in other words ('2020-1-1', 1e3): foretold as they
 *   stand, they are seen to differ.
 * - columns whose names need quotes to be no keywords: "user" isn't user.
 *
 * What comes back follows from the server's parser: a literal in quotes takes the type
 * of what stands beside it; one without is an integer, bigint or numeric, and is cast
 * where there is no operator for it and the column's type; character varying has no
 * operators and is cast to text, arrays of it as reflection has them; IN becomes = ANY of an array;
 * BETWEEN two comparisons; AND and OR are flattened on their left side alone, BETWEEN's as
 * reflection has it.  As everywhere in
 * comparisons, an operator or function that somebody defined for types of the server's own isn't
 * thought of.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_SPELL_H
#define LIMBECK_ORM_POSTGRESQL_SPELL_H

#include "orm/dialect.h"

enum pg_family {
	PG_ANY, /* nothing is known of it but that it can be NULL */
	PG_BOOLEAN,
	PG_SMALLINT,
	PG_INTEGER,
	PG_BIGINT,
	PG_NUMERIC,
	PG_REAL,
	PG_DOUBLE,
	PG_TEXT,
	PG_VARCHAR,
	PG_CHAR,
	PG_JSON,   /* json and jsonb: members are taken out of it */
	PG_ITSELF, /* literals take its type, and all operators are its own */
};

enum pg_literal {
	PG_NO_LITERAL,
	PG_INTEGER_LITERAL,
	PG_BIGINT_LITERAL,
	PG_NUMERIC_LITERAL,
	PG_STRING_LITERAL,
};

/* A part of an expression; what has no text isn't foretold. */
struct pg_part {
	const char *text;
	enum pg_family family; /* of a literal: ANY */
	enum pg_literal literal;
	const char *type;  /* ITSELF: its name */
	bool constant;     /* true or false */
	bool pattern;      /* made of a literal, for an operator that matches */
	const char *chain; /* AND or OR: which ... */
	const char *links; /* ... and the text without its parentheses */
};

struct pg_parts {
	VEC(struct pg_part);
};

/* Its column as part of an expression. */
struct pg_part pg_spell_column(struct arena *a, const struct orm_column *c);
/* x + y and the like */
struct pg_part pg_spell_arithmetic(struct arena *a, struct pg_part x, const char *op,
                                   struct pg_part y);
/* x >= y and the like */
struct pg_part pg_spell_comparison(struct arena *a, struct pg_part x, const char *op,
                                   struct pg_part y);
/* x ~~ 'pattern' and the like */
struct pg_part pg_spell_match(struct arena *a, struct pg_part x, const char *op, struct pg_part y);
/* x || y */
struct pg_part pg_spell_concatenation(struct arena *a, struct pg_part x, struct pg_part y);
/* x -> 'member', x ->> 'member' */
struct pg_part pg_spell_member(struct arena *a, struct pg_part x, const char *op, struct pg_part y);
/* lower(x) and the like */
struct pg_part pg_spell_call(struct arena *a, const char *name, const struct pg_parts *args);
/* x::type and CAST(x AS type), of a type without modifiers. */
struct pg_part pg_spell_cast(struct arena *a, struct pg_part x, const char *type);
/* TRIM(BOTH FROM x), as it has been written since PostgreSQL 14 */
struct pg_part pg_spell_trim(struct arena *a, const char *side, struct pg_part x);
/* CASE WHEN condition THEN result ... ELSE result END: both in turns, the last one alone. */
struct pg_part pg_spell_case(struct arena *a, const struct pg_parts *parts);
/* x IN (...), x NOT IN (...) */
struct pg_part pg_spell_in(struct arena *a, struct pg_part x, bool negated,
                           const struct pg_parts *list);
/* x AND y, x OR y */
struct pg_part pg_spell_chain(struct arena *a, struct pg_part x, const char *op, struct pg_part y);

/*
 * Slot of the dialect: is `stored`, of table `there`, how the server spells `given`, of
 * table `here`?  False: it isn't known.
 */
bool pg_spells(const struct orm_table *here, const char *given, const struct orm_table *there,
               const char *stored);

#endif
