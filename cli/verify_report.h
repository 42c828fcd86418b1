/*
 * cli/verify_report.h - what `limbeck verify` found, as text, JSON and JUnit's XML
 */
#ifndef LIMBECK_CLI_VERIFY_REPORT_H
#define LIMBECK_CLI_VERIFY_REPORT_H

#include "cli/cli.h"
#include "migrate/compare.h"
#include "migrate/verify.h"

struct verify_report {
	struct migrate_verification result;
	bool models; /* the end was compared with the models: */
	const struct orm_dialect *dialect;
	struct compare_result left; /* what they say and the scripts don't */
};

/* Into the results. */
void verify_print(struct cli *cli, const struct verify_report *r);

/* To a file. */
bool verify_junit(const struct verify_report *r, const char *path, struct error *err) MUST_CHECK;

#endif
