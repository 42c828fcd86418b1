/*
 * migrate/apply.h - change a database to what is wanted, without scripts
 *
 * The lock is held from before anything is read to the end.  All operations
 * run in one transaction, which is only committed when nothing broke and
 * nothing is left to do.
 */
#ifndef LIMBECK_MIGRATE_APPLY_H
#define LIMBECK_MIGRATE_APPLY_H

#include "migrate/context.h"
#include "migrate/runner.h"

struct migrate_apply {
	struct orm_conn *conn;
	const struct orm_naming *naming; /* may be NULL */
	int wait_ms;                     /* as in struct migrate_runner */
	bool allow_data_loss;
	bool online;             /* others go on writing during a change, or it is refused */
	bool dry_run;            /* roll back at the end */
	volatile int *cancelled; /* or NULL */
	void (*event)(void *data, const struct migrate_event *e); /* may be NULL */
	void *event_data;

	/*
	 * With the lock held: says what to do, having asked whoever must agree;
	 * may set allow_data_loss.  None is fine: then nothing runs.
	 */
	bool (*plan)(void *data, struct migrate_ops *out, struct error *err);

	/* Before the commit: is the schema now as wanted?  Fails when it isn't. */
	bool (*verify)(void *data, struct error *err);
	void *data;

	/* Set by migrate_apply. */
	unsigned statements;
	int64_t duration_ms;
	bool changed; /* something ran and was committed */
};

/*
 * ERR_LOCKED, ERR_REFUSED, ERR_INTEGRITY, ERR_INTERRUPTED and what the
 * database says; the database is then as it was.
 */
bool migrate_apply(struct arena *a, struct migrate_apply *ap, struct error *err) MUST_CHECK;

#endif
