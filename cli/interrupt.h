/*
 * cli/interrupt.h - end on a signal as a failed migration ends: rolled back
 */
#ifndef LIMBECK_CLI_INTERRUPT_H
#define LIMBECK_CLI_INTERRUPT_H

struct orm_conn;

/*
 * From now on SIGINT and SIGTERM stop the statement that runs on `c` and set
 * the flag that is returned.  A second one ends the program at once.
 */
volatile int *interrupt_watch(struct orm_conn *c);

/* To be called before the connection is closed. */
void interrupt_forget(void);

#endif
