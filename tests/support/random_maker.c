/* tests/support/random_maker.c - what generators of random schemas share */
#include "tests/support/random_maker.h"

#include <stdarg.h>

#include "tests/support/random_schema.h"

enum { REDONE = 14 };

unsigned random_pick(const struct random_maker *m, unsigned at, unsigned what, unsigned n)
{
	uint64_t place = random_mix(m->seed, (uint64_t)at * 1000 + what);

	if (m->mutation && random_mix(place, m->mutation) % REDONE == 0)
		place = random_mix(place, m->mutation + 1);
	return (unsigned)(place % n);
}

bool random_one_in(const struct random_maker *m, unsigned at, unsigned what, unsigned n)
{
	return random_pick(m, at, what, n) == 0;
}

void random_add(struct random_maker *m, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(m->arena, m->out, arena_vprintf(m->arena, format, args));
	va_end(args);
}
