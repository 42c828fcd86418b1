/*
 * migrate/runner_retry.c - try again when somebody holds a lock
 *
 * A statement waits for a lock for a short time only, since all others queue
 * behind it meanwhile; then the transaction is given up and the revision begins
 * anew, after pauses that grow.
 */
#include "migrate/run.h"

#include "base/clock.h"

enum { FIRST_PAUSE_MS = 500, LONGEST_PAUSE_MS = 30000, STEP_MS = 100 };

static void name_holder(const struct run *run, struct error *err)
{
	struct arena a = { 0 };
	const char *who = orm_lock_holders(run->runner->conn, &a, err->statement);

	if (who)
		(void)fail_hint(err, "%s", who);
	arena_release(&a);
}

static bool pause_for(const struct run *run, int64_t ms)
{
	const volatile int *cancelled = run->runner->cancelled;

	for (int64_t end = clock_ms() + ms; clock_ms() < end; clock_sleep_ms(STEP_MS))
		if (cancelled && *cancelled)
			return false;
	return true;
}

bool run_retry(const struct run *run, struct run_wait *wait, struct error *err)
{
	struct arena a = { 0 };
	int64_t now = clock_ms(), limit = run->runner->wait_ms;
	int64_t pause = FIRST_PAUSE_MS << (wait->tries < 6 ? wait->tries : 6);
	bool again;

	/* Without a statement it was the transaction that did not begin, which waited already. */
	if (err->code != ERR_LOCKED || !err->statement[0] || run->runner->dry_run)
		return false;
	if (!wait->tries++)
		wait->since = now;
	name_holder(run, err);
	if (pause > LONGEST_PAUSE_MS)
		pause = LONGEST_PAUSE_MS;
	again = limit < 0 || now - wait->since + pause <= limit;
	if (again) {
		run_tell(run,
		         (struct migrate_event){ .kind = MIGRATE_WARNING,
		                                 .text = arena_printf(&a, "%s; trying again. %s",
		                                                      err->message, err->hint) });
		again = pause_for(run, pause) ||
		        fail(err, ERR_INTERRUPTED, "interrupted while waiting for a lock");
	}
	arena_release(&a);
	return again;
}
