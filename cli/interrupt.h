/*
 * cli/interrupt.h - end on a signal as a failed migration ends: rolled back
 */
#ifndef LIMBECK_CLI_INTERRUPT_H
#define LIMBECK_CLI_INTERRUPT_H

#include <stdbool.h>

struct orm_conn;

/*
 * From now on SIGINT, SIGTERM and SIGHUP stop the statement that runs on `c` and set
 * the flag that is returned.  A second one ends the program at once.
 */
volatile int *interrupt_watch(struct orm_conn *c);

/* The same for a while: returns what was watched, to be given back afterwards. */
struct orm_conn *interrupt_swap(struct orm_conn *c);

/* Has there been a signal? */
bool interrupt_seen(void);

/* For a process that was just forked: a signal ends it, until it watches one itself. */
void interrupt_default(void);

/* To be called before the connection is closed. */
void interrupt_forget(void);

#endif
