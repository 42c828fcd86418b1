/*
 * cli/fleet_process.h - the process in which one target is worked on
 *
 * It is in a process group of its own, so that a Ctrl-C on the terminal comes to the
 * fleet alone, which passes it on once; and it ends as after a signal when the fleet
 * is gone.  Its standard input is empty, what it prints is read through a pipe.
 */
#ifndef LIMBECK_CLI_FLEET_PROCESS_H
#define LIMBECK_CLI_FLEET_PROCESS_H

#include <sys/types.h>

#include "cli/cli.h"

/* What a target's process has to say in the end. */
struct fleet_outcome {
	enum cli_status status;
	enum error_code code;   /* ERR_NONE when it didn't fail */
	bool changed;           /* see cli_brief */
	const char *brief;      /* what came of it; or why it failed, on one line */
	const char *results;    /* JSON on one line, or text, or "" */
	const char *error;      /* as people read it, "" = none */
	const char *error_json; /* as programs do */
	const char *made;       /* see cli.fleet_made; "" = nothing */
	int64_t duration_ms;
};

struct fleet_process {
	pid_t pid;
	int result, said; /* pipes, read here */
	int64_t since;
	struct buf results, lines; /* what came through them */
	size_t used;               /* of the lines */
};

/*
 * Forks; the new process calls `work` and ends with it.  `others` are processes that
 * run already, whose pipes aren't the new one's.
 */
struct fleet_work {
	bool (*run)(struct cli *cli, void *data, struct error *err);
	void *data;
	const struct fleet_process *others;
	size_t other_count;
};
bool fleet_process_start(struct cli *cli, const struct fleet_work *work, struct fleet_process *out,
                         struct error *err) MUST_CHECK;

/* Reads what there is; false once the process has said all. */
bool fleet_process_read(struct fleet_process *p);

/* The next whole line that it printed, in `a`; `rest`: or what is left.  NULL = none. */
const char *fleet_process_line(struct fleet_process *p, struct arena *a, bool rest);

/* Waits for its end, which is near, and tells what came of it; in `a`. */
void fleet_process_end(struct fleet_process *p, struct arena *a, struct fleet_outcome *out);

#endif
