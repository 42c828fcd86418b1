/*
 * cli/models.h - models that are compiled: a shared object's, or the program's own
 */
#ifndef LIMBECK_CLI_MODELS_H
#define LIMBECK_CLI_MODELS_H

#include "cli/cli.h"
#include "orm/schema/metadata.h"

/* The source that means the program's own models. */
#define MODELS_OWN "built-in"

/* Is it the program's own, and has it any? */
bool models_are_own(struct cli *cli, const char *text);
/* Is it a shared object's name? */
bool models_are_shared(struct cli *cli, const char *text);

/* As metadata in generic terms.  ERR_INPUT: what makes no sense in them, with the source's name. */
bool models_compiled(struct cli *cli, const char *text, struct orm_metadata **out,
                     struct error *err) MUST_CHECK;

#endif
