/*
 * cli/meanwhile.h - a schema that is read while another one is
 *
 * A database takes its time to answer, and models to be run: both at once take no longer
 * than the slower one.  What is read has a `struct cli` and an arena of its own, which
 * lives as long as that of the program.
 */
#ifndef LIMBECK_CLI_MEANWHILE_H
#define LIMBECK_CLI_MEANWHILE_H

#include <pthread.h>

#include "cli/cli.h"
#include "orm/schema/metadata.h"

/* Reads what `data` says with `cli`, which is its own. */
typedef bool meanwhile_reader(struct cli *cli, void *data, struct orm_metadata **out,
                              struct error *err);

struct meanwhile {
	struct cli cli;
	meanwhile_reader *read;
	void *data;
	struct orm_metadata *out;
	struct error err;
	pthread_t thread;
	bool runs, ok;
};

/* Begins: nobody else uses what `data` leads to until the end. */
void meanwhile_start(struct cli *cli, struct meanwhile *m, meanwhile_reader *read, void *data);

/* Waits for the end; without a thread to be had it is done only now. */
bool meanwhile_end(struct meanwhile *m, struct orm_metadata **out, struct error *err) MUST_CHECK;

#endif
