/*
 * cli/source.h - anything that says what a schema is, as metadata
 *
 * A database URL, models (*.lua), SQL (*.sql or a folder of them), a snapshot
 * (*.json), or a history (a folder of scripts, also FOLDER@REVISION).
 */
#ifndef LIMBECK_CLI_SOURCE_H
#define LIMBECK_CLI_SOURCE_H

#include "cli/cli.h"
#include "orm/dialect.h"
#include "orm/schema/metadata.h"
#include "reflect/reflect.h"

/*
 * The dialect that the source speaks by itself, NULL when it speaks any
 * (models, SQL, a history).
 */
bool source_dialect(struct cli *cli, const char *text, const struct orm_dialect **out,
                    struct error *err) MUST_CHECK;

/*
 * Loads the source in the terms of `d`.  `scope` limits which tables count.
 * ERR_USAGE when it is nothing that limbeck can read.
 */
bool source_load(struct cli *cli, const char *text, const struct orm_dialect *d,
                 const struct reflect_options *scope, struct orm_metadata **out,
                 struct error *err) MUST_CHECK;

/* The state that the scripts of `dir` produce up to `revision` (NULL = heads). */
bool source_history(struct cli *cli, const char *dir, const char *revision,
                    const struct orm_dialect *d, const struct reflect_options *scope,
                    struct orm_metadata **out, struct error *err) MUST_CHECK;

#endif
