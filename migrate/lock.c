/*
 * migrate/lock.c - wait for the lock, and say for whom
 */
#include "migrate/lock.h"

#include "base/clock.h"

#define LOCK_NAME "limbeck"

/* How often it is tried, and how often waiting is told. */
enum { POLL_MS = 100, TELL_MS = 10000 };

static bool give_up(const struct orm_lock_holder *h, struct error *err)
{
	if (!*h->user && !h->pid)
		(void)fail(err, ERR_LOCKED, "another run is migrating this database");
	else
		(void)fail(err, ERR_LOCKED,
		           "another run is migrating this database: %s@%s, pid %ld, since %s",
		           h->user, h->host, h->pid, h->since);
	return fail_hint(err, "Let it finish, or wait longer with --wait.");
}

bool migrate_lock(struct orm_conn *c, const struct migrate_wait *wait, struct error *err)
{
	int64_t start = clock_ms(), told = start - TELL_MS, now;
	struct orm_lock_holder holder;
	bool got;

	for (;; clock_sleep_ms(POLL_MS)) {
		if (wait->cancelled && *wait->cancelled)
			return fail(err, ERR_INTERRUPTED, "interrupted while waiting for the lock");
		if (!orm_try_lock(c, LOCK_NAME, &got, &holder, err))
			return false;
		if (got)
			return true;
		now = clock_ms();
		if (wait->wait_ms >= 0 && now - start >= wait->wait_ms)
			return give_up(&holder, err);
		if (now - told < TELL_MS)
			continue;
		told = now;
		if (wait->waiting)
			wait->waiting(wait->data, &holder);
	}
}
