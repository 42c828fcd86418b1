/*
 * cli/backfill.h - plans that work on full tables: values asked for, rows in the way shown
 */
#ifndef LIMBECK_CLI_BACKFILL_H
#define LIMBECK_CLI_BACKFILL_H

#include "cli/plan.h"

struct backfill {
	const struct names *texts; /* of --backfill */
	bool asks;                 /* on a terminal, for what no option says */
	bool notes;                /* say in the plan what only an empty table allows */
	bool goes_on;              /* warn instead of refusing */
	bool fixed;                /* the plan is as it is: values make another one */
	const char *otherwise;     /* what else can be done, a sentence for the hint; or NULL */
};

/*
 * Gives the plan its backfills and looks for rows in its way.  ERR_REFUSED names the
 * first and says which options to give, after the others on standard error.
 */
bool backfill_plan(struct cli *cli, struct orm_conn *conn, const struct backfill *b, struct plan *p,
                   struct error *err) MUST_CHECK;

#endif
