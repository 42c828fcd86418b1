/*
 * orm/mysql/lex.h - the lexical rules of MySQL and MariaDB
 *
 * After "Lexical Structure" and "Comments" in both manuals, for sessions whose
 * sql_mode has neither ANSI_QUOTES nor NO_BACKSLASH_ESCAPES, as ours have: "a"
 * is a string.
 *
 * The content of a conditional comment counts as code where the server takes it
 * for code: what opens it (with its version) and what closes it are tokens of
 * kind COMMENT.  MySQL takes all of them but those for MariaDB ("M!", six digits);
 * MariaDB all but those for MySQL 5.7 and later (50700 to 99999).  One that
 * isn't code is a COMMENT as a whole.
 *
 * @name and @'name' are one VARIABLE, so `root`@`localhost` is QUOTED, VARIABLE.
 * An introducer is a WORD before its STRING (_utf8mb4 'a'), N'a' one STRING.
 */
#ifndef LIMBECK_ORM_MYSQL_LEX_H
#define LIMBECK_ORM_MYSQL_LEX_H

#include "orm/mysql/mysql.h"

/* The first token that is neither space nor comment, by the rules of `d`. */
struct orm_token my_next_word(const struct orm_dialect *d, const char *text, size_t len);

/* Is the token this bare word (given in lower case), whatever its case? */
bool my_token_is(const struct orm_token *t, const char *word);

/* Is it this operator or punctuation mark? */
bool my_token_is_op(const struct orm_token *t, const char *op);

/* What the quoted text `at`..`end` (with its quotes) stands for. */
char *my_unescape(struct arena *a, const char *at, const char *end);

/* Steps through a text, one token that counts after the other. */
struct my_words {
	const struct orm_dialect *dialect;
	const char *at, *end;
	struct orm_token t; /* where it is; END after the last */
};

struct my_words my_words_of(const struct orm_dialect *d, const char *text);
void my_words_next(struct my_words *w);
/* Goes past the word (or operator) if it is this one. */
bool my_words_take(struct my_words *w, const char *word);

#endif
