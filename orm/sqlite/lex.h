/*
 * orm/sqlite/lex.h - SQLite's lexical rules
 *
 * After SQLite's documentation of its tokenizer requirements
 * (sqlite.org/draft/tokenreq.html) and keywords (sqlite.org/lang_keywords.html).
 */
#ifndef LIMBECK_ORM_SQLITE_LEX_H
#define LIMBECK_ORM_SQLITE_LEX_H

#include "orm/token.h"

/* The first token of `text`: ORM_TOKEN_END when len is 0. */
struct orm_token sqlite_next_token(const char *text, size_t len);

/* Is it one of SQLite's keywords? */
bool sqlite_is_keyword(const char *word);

/*
 * The rules of sqlite3_complete(): a statement ends at a semicolon, CREATE
 * TRIGGER at the semicolon after END.
 */
bool sqlite_ends_statement(unsigned *state, const struct orm_token *t);

/* Is the token this bare word, whatever its case? */
bool sqlite_token_is(const struct orm_token *t, const char *word);

#endif
