/*
 * cli/steps.h - what upgrade and downgrade have in common
 */
#ifndef LIMBECK_CLI_STEPS_H
#define LIMBECK_CLI_STEPS_H

#include "cli/fleet.h"
#include "cli/option.h"
#include "migrate/script.h"

struct steps_args {
	const char *target, *wait, *output, *tag;
	struct fleet_args fleet;
	bool sql, allow_data_loss, allow_edited, dry_run, online, single, no_verify;
};

#define STEPS_OPTIONS                                                                     \
	{ 0, "sql", FLAG(steps_args, sql), NULL, "print the SQL, touch no database" },    \
	    { 'o', "output", TEXT(steps_args, output), "FILE", "write the SQL there" },   \
	    { 0, "wait", TEXT(steps_args, wait), "SECONDS",                               \
	      "for another run to finish: 300 unless given, or forever" },                \
	    { 0, "tag", TEXT(steps_args, tag), "TEXT", "seen as x.tag in Lua files" },    \
	    { 0, "allow-data-loss", FLAG(steps_args, allow_data_loss), NULL,              \
	      "alter or cut values where a change needs it" },                            \
	    { 0, "allow-edited", FLAG(steps_args, allow_edited), NULL,                    \
	      "go on although applied scripts were edited since" },                       \
	    { 0, "dry-run", FLAG(steps_args, dry_run), NULL, "run all, then roll back" }, \
	    { 0, "single-transaction", FLAG(steps_args, single), NULL,                    \
	      "all revisions in one transaction, or none" },                              \
	    { 0, "online", FLAG(steps_args, online), NULL,                                \
	      "refuse changes during which others can't write" },                         \
	    FLEET_OPTIONS(steps_args),                                                    \
	{                                                                                 \
		0, "no-verify", FLAG(steps_args, no_verify), NULL,                        \
		    "don't try the scripts on a scratch copy of a target first"           \
	}

/* Runs the scripts that lead to args->target, or prints their SQL. */
bool steps_run(struct cli *cli, enum migrate_direction direction, const struct steps_args *args,
               struct error *err) MUST_CHECK;

#endif
