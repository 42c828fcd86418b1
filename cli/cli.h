/*
 * cli/cli.h - what one run of the program knows
 *
 * Commands read options, leave their results in `out` and say how it went by
 * `status`.  limbeck_main writes both; nothing else touches standard output.
 */
#ifndef LIMBECK_CLI_H
#define LIMBECK_CLI_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/vec.h"
#include "cli/main.h"

struct cli_project;
struct cli_target;
struct migrate_graph;

/* Exit statuses; limbeck(1). */
enum cli_status {
	STATUS_OK = 0,
	STATUS_DIFFERENT = 1, /* the answer is "different" */
	STATUS_USAGE = 2,
	STATUS_FAILED = 3,
	STATUS_REFUSED = 4,
	STATUS_LOCKED = 5,
};

/* Options of every command. */
struct cli_options {
	const char *config, *profile, *url, *models, *migrations, *dialect, *schema, *scratch,
	    *color;
	struct names x, include, exclude;
	bool no_definers, json, echo, raiseerr, quiet, verbose, help, version;
};

struct cli {
	struct arena *arena;
	struct cli_options options;
	struct buf out;       /* the results */
	const char *out_path; /* a file for them instead of standard output, or NULL */
	enum cli_status status;
	bool colour_out, colour_err;
	int connect_wait_ms; /* for a server that is only starting; -1 = for ever */
	bool line_open;      /* on standard error: begun, and not ended yet */
	bool coloured;       /* the results hold colours, and no other control characters */
	const struct orm_model *const *models; /* the program's own, see cli/main.h; or NULL */
	struct cli_project *project;           /* see cli/project.h; NULL until asked for */

	/* One of a fleet's targets, see cli/fleet.h; NULL when there is no fleet. */
	const struct cli_target *target;
	const struct migrate_graph *graph; /* of the project, once read for all of them */
	bool changed;                      /* by cli_brief */
	const char *brief;                 /* by cli_brief */
	const char *fleet_made;            /* what other targets can use, or NULL */
};

struct cli_target {
	const char *name;
	const char *plan; /* that another target had in the same state, or NULL */
	bool looked;      /* at its state: there is something to do */
};

/* --tag: as -x tag=TEXT, before the project is read; NULL is none. */
void cli_tag(struct cli *cli, const char *tag);

/* A line on standard error, unless -q; control characters are escaped. */
void cli_say(const struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same, with -v only. */
void cli_say_more(const struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * What came of the command in a few words, for the report of a fleet; `changed`: the
 * database is another one than before.
 */
void cli_brief(struct cli *cli, bool changed, const char *format, ...) PRINTF_LIKE(3, 4);

/* JSON that goes to the results, ended by cli_json_end. */
struct json cli_json(struct cli *cli);
void cli_json_names(struct json *j, const char *key, const struct names *names);

/* `value`, or `fallback` when it is NULL. */
static inline const char *or_default(const char *value, const char *fallback)
{
	return value ? value : fallback;
}

#endif
