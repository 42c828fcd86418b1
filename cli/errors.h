/*
 * cli/errors.h - errors as people and programs read them
 */
#ifndef LIMBECK_CLI_ERRORS_H
#define LIMBECK_CLI_ERRORS_H

#include "base/buf.h"
#include "cli/cli.h"

/*
 * Several lines: what and where, the statement with its position marked, the
 * hint.  No password survives.
 */
void error_render(struct buf *out, const struct error *e, bool colour);

/*
 * What --raiseerr adds: a line for each thing that is known, the kind and SQLSTATE among
 * them, and the whole statement where the above shows a line of it.
 */
void error_render_details(struct buf *out, const struct error *e);

/* All of it as one line of JSON. */
void error_render_json(struct buf *out, const struct error *e);

/* The exit status that stands for the error's kind. */
enum cli_status error_status(const struct error *e);

#endif
