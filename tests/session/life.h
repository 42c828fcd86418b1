/*
 * tests/session/life.h - the life of a session, drawn by lot, and what it came to
 */
#ifndef LIMBECK_TESTS_SESSION_LIFE_H
#define LIMBECK_TESTS_SESSION_LIFE_H

#include "base/buf.h"
#include "tests/session/world.h"

enum { STEPS = 60, DEPTH = 4 };

struct life {
	struct world now, committed, nested[DEPTH];
	int depth;
	uint64_t random;
	int names;
	const char *wrong;
	struct buf trace;
	bool skip[STEPS];
	struct orm_session_options options;
};

unsigned life_roll(struct life *l, unsigned sides);

/* Notes a step, to be shown when the life goes wrong. */
__attribute__((format(printf, 2, 3))) void life_say(struct life *l, const char *format, ...);

/* The life has gone wrong at `what` unless `ok`; the first such thing is kept. */
void life_expect(struct life *l, bool ok, const char *what);

bool life_is_live(const struct thing *t);

/* Any object of a kind, or NOBODY. */
int life_pick(struct life *l, enum world_kind kind);

enum world_kind life_any_kind(struct life *l);

/* Any object of a kind that belongs to somebody, or NOBODY. */
int life_pick_child(struct life *l);

const struct world_family *life_family(const struct thing *t);
const char *life_name(const struct life *l, int n);

/* What the session has just flushed, and what being asked would have flushed first. */
void life_flushed(struct life *l);
void life_asked(struct life *l);

void life_flush(struct life *l);

/* Are rows, objects and lists what the model says? */
void life_check(struct life *l);

#endif
