/*
 * cli/left_out.h - what was seen in a schema and is not represented, by name
 */
#ifndef LIMBECK_CLI_LEFT_OUT_H
#define LIMBECK_CLI_LEFT_OUT_H

#include "cli/cli.h"
#include "orm/schema/metadata.h"

/* Adds what isn't in the list yet. */
void left_out_add(struct cli *cli, struct orm_left_outs *list, const struct orm_metadata *m);

/*
 * A line on standard error for each reason, with the names that it holds for: five of
 * them, or all with -v.
 */
void left_out_say(const struct cli *cli, const struct orm_left_outs *list);

#endif
