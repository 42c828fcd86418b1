/*
 * orm/token.h - SQL text as tokens
 *
 * Each dialect has its own lexer (orm/dialect.h); what is built on it is here,
 * for all of them.
 */
#ifndef LIMBECK_ORM_TOKEN_H
#define LIMBECK_ORM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/vec.h"

struct orm_dialect;

enum orm_token_kind {
	ORM_TOKEN_END,
	ORM_TOKEN_SPACE,
	ORM_TOKEN_COMMENT,
	ORM_TOKEN_WORD,   /* keyword or bare identifier */
	ORM_TOKEN_QUOTED, /* quoted identifier */
	ORM_TOKEN_STRING,
	ORM_TOKEN_BLOB,
	ORM_TOKEN_NUMBER,
	ORM_TOKEN_VARIABLE, /* ?1 :name @name $name */
	ORM_TOKEN_OPERATOR, /* and punctuation, one token per operator */
	ORM_TOKEN_ILLEGAL,  /* an unterminated quote, a stray byte */
};

struct orm_token {
	enum orm_token_kind kind;
	const char *start; /* points into the text */
	size_t len;
};

/* One statement of a script: its text without the terminator, and where it is. */
struct orm_statement {
	const char *start;
	size_t len;
	int line; /* of its first token, from 1 */
};

struct orm_statements {
	VEC(struct orm_statement);
};

/*
 * Splits a script where the dialect ends statements; white space, comments and
 * empty statements between them are left out.  `out` points into `text`.
 * Returns false when the last statement has no terminator; it is included.
 */
bool orm_split(struct arena *a, const struct orm_dialect *d, const char *text, size_t len,
               struct orm_statements *out) MUST_CHECK;

/*
 * Do both texts have the same tokens?  White space and comments don't count,
 * words compare without regard to case, `"a"` equals `a` where the bare word
 * means the same.  NULL equals NULL only.
 */
bool orm_same_tokens(const struct orm_dialect *d, const char *a, const char *b);

/*
 * The same for expressions: one pair of parentheses around the whole counts
 * for nothing.
 */
bool orm_same_expr(const struct orm_dialect *d, const char *a, const char *b);

/* Does `name` appear as an identifier in the text? */
bool orm_mentions(const struct orm_dialect *d, const char *text, const char *name);

/* An identifier token without its quotes, in the arena. */
char *orm_unquote(struct arena *a, const struct orm_dialect *d, const struct orm_token *t);

#endif
