/*
 * cli/fleet_targets.h - which databases a fleet is made of
 */
#ifndef LIMBECK_CLI_FLEET_TARGETS_H
#define LIMBECK_CLI_FLEET_TARGETS_H

#include "cli/fleet.h"

struct fleet_target {
	const char *name; /* for people: without a password */
	const char *url;
	int line; /* of the file, or row of the query */
};

struct fleet_targets {
	VEC(struct fleet_target);
};

/*
 * From the file or the query that the arguments name.  ERR_INPUT says in which line
 * something isn't right; none at all, and the same one twice, aren't either.
 */
bool fleet_targets_read(struct cli *cli, const struct fleet_args *args, struct fleet_targets *out,
                        struct error *err) MUST_CHECK;

#endif
