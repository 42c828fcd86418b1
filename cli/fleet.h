/*
 * cli/fleet.h - one command for many databases
 *
 * Each target is worked on by a process of its own, which is this one, forked: what
 * was read once (settings, scripts) is there, and nothing that one target's run
 * does, nor how it ends, concerns another.  Threads would share more than is safe:
 * the handler of signals, Lua's state, what client libraries keep.
 *
 * A command that can be run on a fleet has FLEET_OPTIONS in its table and begins
 *
 *	if (fleet_asked(cli, &args->fleet))
 *		return fleet_run(cli, &(struct fleet){ &args->fleet, run, data }, err);
 *
 * after which it is called for every target, in that target's process, and says by
 * cli_brief what came of it.
 */
#ifndef LIMBECK_CLI_FLEET_H
#define LIMBECK_CLI_FLEET_H

#include "cli/cli.h"
#include "cli/option.h"

struct fleet_args {
	const char *targets, *query;
	int jobs, canary;
	bool keep_going;
};

/* Of commands that only read: all targets are looked at, whatever becomes of one. */
#define FLEET_READ_OPTIONS(S)                                                                 \
	{ 0, "targets", TEXT(S, fleet.targets), "FILE", "on each database that FILE names" }, \
	    { 0, "targets-query", TEXT(S, fleet.query), "SQL",                                \
	      "on each that a query of the database gives" },                                 \
	{                                                                                     \
		'j', "jobs", INT(S, fleet.jobs), "N", "on N targets at the same time"         \
	}

#define FLEET_OPTIONS(S)                                            \
	FLEET_READ_OPTIONS(S),                                      \
	    { 0, "canary", INT(S, fleet.canary), "N",               \
	      "others only after N targets were changed well" },    \
	{                                                           \
		'k', "keep-going", FLAG(S, fleet.keep_going), NULL, \
		    "with other targets when one fails"             \
	}

struct fleet {
	const struct fleet_args *args;
	bool (*run)(struct cli *cli, const void *data, struct error *err); /* for one target */
	const void *data;
	bool reads; /* it changes no target */

	/*
	 * For commands that make a plan: names the state that the target is in, so that
	 * one plan does for all that are in the same one; leaves NULL where nothing is to
	 * be done, which it has told.  NULL: there are no plans.  All targets are looked
	 * at before the first has its turn, or if they go one by one all that are named
	 * before it.
	 */
	bool (*look)(struct cli *cli, const void *data, const char **state, struct error *err);
	bool one_by_one; /* one that can't be looked at keeps its turn, and fails then */
};

/* Are there targets, and is this not the process for one of them? */
bool fleet_asked(const struct cli *cli, const struct fleet_args *args);

/*
 * Runs it for all targets and reports.  The status is that of the worst; false only
 * when no target was begun.
 */
bool fleet_run(struct cli *cli, const struct fleet *f, struct error *err) MUST_CHECK;

#endif
