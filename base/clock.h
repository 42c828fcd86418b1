/*
 * base/clock.h - time, random ids, who and where we are
 */
#ifndef LIMBECK_BASE_CLOCK_H
#define LIMBECK_BASE_CLOCK_H

#include <stdint.h>

#include "base/arena.h"

/*
 * Now, UTC, as "2026-11-20T10:00:00Z".  The environment variable
 * SOURCE_DATE_EPOCH (seconds) takes the clock's place, as in
 * reproducible-builds.org/specs/source-date-epoch/.
 */
char *clock_utc(struct arena *a);

/* Milliseconds of a clock that never goes back. */
int64_t clock_ms(void);

void clock_sleep_ms(int64_t ms);

/* `digits` random lower-case hexadecimal digits. */
char *random_hex(struct arena *a, int digits);

/* The login name, or the numeric id when it has no name. */
char *system_user(struct arena *a);
char *system_host(struct arena *a);

#endif
