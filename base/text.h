/*
 * base/text.h - small questions about strings
 *
 * ASCII only where case is concerned: SQL's identifiers fold that way in
 * SQLite, and keywords do everywhere.
 */
#ifndef LIMBECK_BASE_TEXT_H
#define LIMBECK_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Equal, or both NULL. */
bool text_same(const char *a, const char *b);

/* Equal but for the case of ASCII letters, or both NULL. */
bool text_same_nocase(const char *a, const char *b);

/* Like strcmp without regard to ASCII case. */
int text_compare_nocase(const char *a, const char *b);

bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);

/* NULL or "". */
bool text_empty(const char *text);

/* A copy in lower case (ASCII). */
char *text_lower(struct arena *a, const char *text);

/* The same, or `text` itself where it is in lower case already. */
const char *text_folded(struct arena *a, const char *text);

/* A copy without leading and trailing ASCII white space. */
char *text_trim(struct arena *a, const char *text, size_t len);

/*
 * The candidate that `word` was most likely meant to be, or NULL when none is
 * near: optimal string alignment distance of at most a third of its length.
 */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* Shell-like pattern: * and ? ; the whole of `text` must match. */
bool text_glob(const char *pattern, const char *text);

/* Is it well-formed UTF-8 (no surrogates, nothing overlong)? */
bool utf8_valid(const char *text, size_t len);

/* How many columns a terminal needs for it: 1 a character, 2 for wide, 0 for combining ones. */
size_t utf8_width(const char *text);

#endif
