/*
 * orm/postgresql/lex.h - PostgreSQL's lexical rules
 *
 * After chapter 4.1 of its manual, "Lexical Structure", and what psql does to
 * find the end of a statement.
 */
#ifndef LIMBECK_ORM_POSTGRESQL_LEX_H
#define LIMBECK_ORM_POSTGRESQL_LEX_H

#include "orm/token.h"

/* The first token of `text`: ORM_TOKEN_END when len is 0. */
struct orm_token pg_next_token(const char *text, size_t len);

/* The first token that is neither space nor comment. */
struct orm_token pg_next_word(const char *text, size_t len);

/* A word that can't be a column's, table's or type's name without quotes. */
bool pg_is_reserved(const char *word);

/*
 * A statement ends at a semicolon outside of parentheses and of the BEGIN
 * ATOMIC ... END of a function.
 */
bool pg_ends_statement(unsigned *state, const struct orm_token *t);

/* Is the token this bare word (given in lower case), whatever its case? */
bool pg_token_is(const struct orm_token *t, const char *word);

/* Is it this operator or punctuation mark? */
bool pg_token_is_op(const struct orm_token *t, const char *op);

/*
 * The pieces of `text` between separators `mark` outside of parentheses and
 * brackets, trimmed; a NULL or empty text has none.
 */
struct names pg_pieces(struct arena *a, const char *text, char mark);

#endif
