/*
 * cli/progress.h - how a running migration shows on standard error
 */
#ifndef LIMBECK_CLI_PROGRESS_H
#define LIMBECK_CLI_PROGRESS_H

#include "cli/cli.h"
#include "migrate/runner.h"

struct progress {
	struct cli *cli;
	bool terminal;        /* a line can be written over */
	const char *line;     /* the open one, as far as it was written at first */
	int64_t since, shown; /* ms: when it was written first; when over that, or 0 */
};

/* Makes the runner report to `p`, which must outlive its run. */
void progress_attach(struct progress *p, struct cli *cli, struct migrate_runner *r);

/* The function behind it, for other engines; `data` is the progress. */
void progress_event(void *data, const struct migrate_event *e);

/* Ends an open line, so that what follows (an error) starts a new one. */
void progress_end(struct progress *p);

#endif
