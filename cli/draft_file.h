/*
 * cli/draft_file.h - a new script's file: its template, its name, what runs on it
 */
#ifndef LIMBECK_CLI_DRAFT_FILE_H
#define LIMBECK_CLI_DRAFT_FILE_H

#include "cli/cli.h"
#include "migrate/op.h"
#include "migrate/script.h"

/* A script in Lua: the project's template filled in, or limbeck's own. */
bool draft_render_lua(struct cli *cli, struct buf *out, const struct orm_dialect *d,
                      const struct migrate_revision *r, const char *comment,
                      const struct migrate_ops *up, const struct migrate_ops *down,
                      struct error *err) MUST_CHECK;

/*
 * Writes it under the project's name for it, sets r->path, and runs the project's
 * commands on it; when one of them fails the file is gone again.
 */
bool draft_file(struct cli *cli, struct migrate_revision *r, const char *format,
                const struct buf *text, struct error *err) MUST_CHECK;

#endif
