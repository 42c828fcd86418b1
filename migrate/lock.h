/*
 * migrate/lock.h - one migration at a time
 */
#ifndef LIMBECK_MIGRATE_LOCK_H
#define LIMBECK_MIGRATE_LOCK_H

#include "orm/engine/conn.h"

struct migrate_wait {
	int wait_ms;             /* 0 = don't wait, -1 = for ever */
	volatile int *cancelled; /* or NULL */
	/* Called when it has to wait, at once and then every ten seconds; may be NULL. */
	void (*waiting)(void *data, const struct orm_lock_holder *holder);
	void *data;
};

/*
 * Takes limbeck's lock on the database, by polling with no transaction open, so
 * that waiting blocks nobody.  ERR_LOCKED names the holder, ERR_INTERRUPTED.
 * orm_unlock gives it back.
 */
bool migrate_lock(struct orm_conn *c, const struct migrate_wait *wait,
                  struct error *err) MUST_CHECK;

#endif
