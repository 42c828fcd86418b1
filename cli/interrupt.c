/*
 * cli/interrupt.c - end on a signal as a failed migration ends: rolled back
 */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

#include "base/clock.h"
#include "orm/engine/conn.h"

/* timeout(1) and terminals send a signal to the program and to its group: that is one. */
enum { SAME_SIGNAL_MS = 300 };

/* A signal handler has no argument of ours, so this one state can't be passed. */
static struct {
	volatile int cancelled;
	volatile int64_t since; /* of the first signal, by clock_ms */
	struct orm_conn *volatile conn;
} watched;

static void on_signal(int number)
{
	int64_t now = clock_ms();

	if (!watched.cancelled) {
		watched.since = now;
	} else if (now - watched.since > SAME_SIGNAL_MS) {
		(void)signal(number, SIG_DFL);
		(void)raise(number); /* delivered once this function has returned */
		return;
	}
	watched.cancelled = 1;
	if (watched.conn)
		orm_interrupt(watched.conn);
}

void interrupt_default(void)
{
	struct sigaction hangup;

	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	sigaction(SIGHUP, NULL, &hangup);
	if (hangup.sa_handler != SIG_IGN)
		(void)signal(SIGHUP, SIG_DFL);
}

volatile int *interrupt_watch(struct orm_conn *c)
{
	struct sigaction action = { 0 }, hangup;

	watched.conn = c;
	action.sa_handler = on_signal;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* Who started it with nohup means it to go on. */
	sigaction(SIGHUP, NULL, &hangup);
	if (hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	return &watched.cancelled;
}

struct orm_conn *interrupt_swap(struct orm_conn *c)
{
	struct orm_conn *before = watched.conn;

	interrupt_watch(c);
	return before;
}

bool interrupt_seen(void)
{
	return watched.cancelled;
}

void interrupt_forget(void)
{
	watched.conn = NULL;
}
