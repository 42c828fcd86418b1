/*
 * reflect/sqlite/parser.h - a position in a CREATE statement, and small steps
 *
 * Private to the parser's files.
 */
#ifndef LIMBECK_REFLECT_SQLITE_PARSER_H
#define LIMBECK_REFLECT_SQLITE_PARSER_H

#include "orm/schema/metadata.h"
#include "orm/sqlite/lex.h"

struct parser {
	struct arena *arena;
	const char *end;
	struct orm_token t;   /* the token to look at; never space or comment */
	const char *prev_end; /* where the token before it ended */
	const char *why;      /* set when something didn't fit */
};

void parser_start(struct parser *p, struct arena *a, const char *sql);
void parser_next(struct parser *p);

/* Looks at the token after the current one. */
struct orm_token parser_peek(const struct parser *p);

/* Is the current token this keyword (upper case) or this one-byte operator? */
bool parser_at(const struct parser *p, const char *word);
bool parser_at_op(const struct parser *p, char op);

/* Steps over it if so. */
bool parser_skip(struct parser *p, const char *word);
bool parser_skip_op(struct parser *p, char op);

/* The same, but failing when it isn't there. */
bool parser_expect(struct parser *p, const char *word);
bool parser_expect_op(struct parser *p, char op);

/* A name, unquoted; NULL and a failure when there is none. */
const char *parser_name(struct parser *p);

/* Any token that can stand for a name. */
bool parser_at_name(const struct parser *p);

/* "( ... )": steps over it and gives what is inside, trimmed. */
const char *parser_parenthesised(struct parser *p);

/* Source text from `start` to the end of the previous token. */
const char *parser_text(const struct parser *p, const char *start);

/* Records why and returns false. */
bool parser_fail(struct parser *p, const char *why);

/* CREATE [TEMP] what... [IF NOT EXISTS] [schema.]name */
bool parser_create(struct parser *p, const char *const *what, bool *unique);

/* ( elements ) of a key or index. */
bool parser_elements(struct parser *p, struct orm_elements *out, bool *autoincrement);

/* ON CONFLICT word: sets option `name`. */
void parser_on_conflict(struct parser *p, struct orm_options *options, const char *name);

/* A column's definition after its name, and a table constraint. */
bool parser_column(struct parser *p, struct orm_table *t, struct orm_column *c);
bool parser_table_constraint(struct parser *p, struct orm_table *t);

/* What follows CONSTRAINT name in either place; shared by both. */
bool parser_references(struct parser *p, struct orm_constraint *fk);

#endif
