/*
 * reflect/mysql/head.h - what stands before the body in SHOW CREATE PROCEDURE and the like
 *
 * Not the dialect's tokens: the text is in terms of the object's own sql_mode, in
 * which names may be in double quotes and backslashes mean nothing.
 */
#ifndef LIMBECK_REFLECT_MYSQL_HEAD_H
#define LIMBECK_REFLECT_MYSQL_HEAD_H

#include <stdbool.h>

#include "base/arena.h"

struct head {
	struct arena *arena;
	const char *at;
	bool plain_backslashes; /* NO_BACKSLASH_ESCAPES */
};

/* `sql_mode` may be NULL. */
struct head head_start(struct arena *a, const char *text, const char *sql_mode);

/* Steps over the words (separated by single spaces), whatever their case, if they are here. */
bool head_skip(struct head *h, const char *words);

/* Is this character next, after spaces? Steps over it if so. */
bool head_skip_char(struct head *h, char c);

/* A name in quotes or bare, NULL when there is none; the last of a path. */
const char *head_name(struct head *h);
const char *head_path(struct head *h);

/* A word up to the next space, as written. */
const char *head_word(struct head *h);

/* "DEFINER=..." as `user`@`host`; NULL when it isn't here. */
const char *head_definer(struct head *h);

/* "( ... )": what is inside, spaces included; NULL when there is none. */
const char *head_parenthesised(struct head *h);

/* All that is left, trimmed. */
const char *head_rest(struct head *h);

#endif
