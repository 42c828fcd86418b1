/*
 * cli/terminal.h - what is special about output that a person sees
 */
#ifndef LIMBECK_CLI_TERMINAL_H
#define LIMBECK_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Should output to `stream` be coloured?  `when` is "always", "never", or
 * "auto" (or NULL): on a terminal, unless NO_COLOR is set or TERM is "dumb".
 */
bool terminal_colour(const char *when, FILE *stream);

/*
 * Adds the text with control characters as \xNN, so that a name out of a
 * database can't move the cursor; line ends and tabs stay.
 */
void terminal_escape(struct buf *out, const char *text);

/* Columns of the terminal that standard error is; 80 when it doesn't say. */
size_t terminal_columns(void);

/* Adds as much of one line, escaped, as fits into that many columns. */
void terminal_fit(struct buf *out, const char *text, size_t columns);

/*
 * Asks on standard error, reads from standard input.  Only "y" and "yes" agree.
 * ERR_REFUSED when standard input is no terminal: `option` would have
 * answered.
 */
bool terminal_confirm(const char *question, const char *option, struct error *err) MUST_CHECK;

/*
 * Asks in the same way for a line and leaves it in `out` without its end; false when
 * there is no terminal, or no answer.
 */
bool terminal_ask(const char *question, struct buf *out);

#endif
