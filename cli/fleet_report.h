/*
 * cli/fleet_report.h - what became of a fleet's targets
 */
#ifndef LIMBECK_CLI_FLEET_REPORT_H
#define LIMBECK_CLI_FLEET_REPORT_H

#include "cli/fleet_process.h"
#include "cli/fleet_targets.h"

enum fleet_state {
	FLEET_NOT_BEGUN,
	FLEET_RUNNING,
	FLEET_DONE,
	FLEET_NOTHING, /* to do */
	FLEET_DIFFERENT,
	FLEET_FAILED,
	FLEET_INTERRUPTED,
	FLEET_STATES
};

/* Targets whose schemas are in the same state. */
struct fleet_group {
	const char *state; /* NULL: it couldn't be looked at */
	const char *plan;  /* once one of them has made and proved it */
	const char *planned_by;
	size_t count;
	bool planning; /* one of them is at it */
	bool alone;    /* each has to plan for itself: theirs can't be shared */
};

struct fleet_entry {
	const struct fleet_target *target;
	enum fleet_state state;
	struct fleet_outcome outcome;
	struct fleet_group *group; /* or NULL */
	bool looked;               /* at, see fleet.look */
};

struct fleet_report {
	struct cli *cli;
	bool reads;          /* nothing was to be changed */
	const char *stopped; /* why not all were begun, or NULL */
	struct fleet_entry *entries;
	size_t count, running, ended;
	size_t shown; /* of those that ended, on the line of progress */
	int64_t since;
	struct {
		VEC(struct fleet_group *);
	} groups;
};

/* On standard error: that a target has ended, and on a terminal how far it all is. */
void fleet_report_ended(struct fleet_report *r, const struct fleet_entry *e);
void fleet_report_progress(struct fleet_report *r);

/* A line that a target's process has printed. */
void fleet_report_said(struct fleet_report *r, const struct fleet_entry *e, const char *line);

/* Everything, into the results, and the exit status. */
void fleet_report(struct fleet_report *r);

#endif
