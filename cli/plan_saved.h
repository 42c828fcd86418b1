/*
 * cli/plan_saved.h - plans that diff has written and apply carries out
 */
#ifndef LIMBECK_CLI_PLAN_SAVED_H
#define LIMBECK_CLI_PLAN_SAVED_H

#include "cli/plan.h"
#include "migrate/plan_file.h"

/* Reads the plan at `path`; `*out` is NULL when that is no plan. */
bool plan_saved_read(struct cli *cli, const char *path, struct migrate_plan_file **out,
                     struct error *err) MUST_CHECK;

/*
 * What the database lacks of what the plan leads to.  ERR_REFUSED when it isn't in
 * the state that the plan starts from, unless there is nothing left to do, and when
 * the plan was edited, unless that is allowed.
 */
bool plan_saved_compare(struct cli *cli, struct orm_conn *conn,
                        const struct migrate_plan_file *file, bool allow_edited, struct plan *out,
                        struct error *err) MUST_CHECK;

/*
 * ERR_REFUSED unless the plan's statements (plan_weigh) are those of the file; or, where
 * `online`, those that it has so.
 */
bool plan_saved_check(const struct cli *cli, const struct migrate_plan_file *file,
                      const struct plan *p, bool online, struct error *err) MUST_CHECK;

#endif
