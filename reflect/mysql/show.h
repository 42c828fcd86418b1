/*
 * reflect/mysql/show.h - a position in what SHOW CREATE prints, and small steps
 *
 * Private to the parser's files.  To the lexer a versioned comment is code between
 * two comments, so that nothing here knows of them.
 */
#ifndef LIMBECK_REFLECT_MYSQL_SHOW_H
#define LIMBECK_REFLECT_MYSQL_SHOW_H

#include "orm/token.h"
#include "reflect/mysql/parse.h"

struct show {
	struct arena *arena;
	const struct my_context *context;
	const char *start, *end;
	struct orm_token t;   /* the token to look at; never space, comment or mark */
	const char *prev_end; /* where the token before it ended */
	const char *disabled; /* options that the server knows nothing of, as a comment */
	const char *why;      /* set when something didn't fit */
};

void show_start(struct show *s, struct arena *a, const struct my_context *context, const char *sql);
void show_next(struct show *s);

/* Looks at the token after the current one. */
struct orm_token show_peek(const struct show *s);

/* Is the current token this keyword (lower case), this one-byte operator, the end? */
bool show_at(const struct show *s, const char *word);
bool show_at_op(const struct show *s, char op);
bool show_at_end(const struct show *s);

/* Steps over it if so. */
bool show_skip(struct show *s, const char *word);
bool show_skip_op(struct show *s, char op);

/* The same, but failing when it isn't there. */
bool show_expect(struct show *s, const char *word);
bool show_expect_op(struct show *s, char op);

/* Can the token be a name? */
bool show_is_name(const struct orm_token *t);

/* A name, a string's content, a word or number as written; NULL and a failure else. */
const char *show_name(struct show *s);
const char *show_string(struct show *s);
const char *show_word(struct show *s);

/* "( ... )": steps over it and gives what is inside, trimmed; NULL and a failure else. */
const char *show_parenthesised(struct show *s);

/* The same for an expression: without any parentheses around the whole of it. */
const char *show_expression(struct show *s);

/* Source text from `start` to the end of the previous token. */
const char *show_text(const struct show *s, const char *start);

/* All that is left, without marks and comments; lines stay. */
const char *show_rest(struct show *s);

/* Records where and why it can't be read, or what should be here; returns false. */
bool show_refuse(struct show *s, const char *why);
bool show_fail(struct show *s, const char *expected);

/* A column's definition after its name. */
bool show_column(struct show *s, struct orm_table *t, struct orm_column *c);

/* What begins with KEY, CONSTRAINT, PERIOD, ...; false without `why`: a column does. */
bool show_part(struct show *s, struct orm_table *t);

/* Engine-defined `name`='value': known ones become options, others "attributes". */
bool show_at_attribute(const struct show *s);
bool show_attribute(struct show *s, struct orm_object *o);

/* What follows the closing parenthesis: table options and partitions. */
bool show_table_options(struct show *s, struct orm_table *t);

/* Sets an option; `value` NULL is "true". */
void show_option(struct show *s, struct orm_object *o, const char *name, const char *value);

#endif
