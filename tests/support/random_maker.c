/* tests/support/random_maker.c - what generators of random schemas share */
#include "tests/support/random_maker.h"

#include <stdarg.h>

enum { REDONE = 14 };

uint64_t random_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

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

unsigned random_place(unsigned table, unsigned column)
{
	return table * 50 + column;
}

bool random_has_table(const struct random_maker *m, unsigned t)
{
	return !random_one_in(m, random_place(t, 0), 0, 9);
}

bool random_has_column(const struct random_maker *m, unsigned t, unsigned c)
{
	return c < 2 || !random_one_in(m, random_place(t, c), 0, 6);
}

unsigned random_type_of(const struct random_maker *m, unsigned t, unsigned c)
{
	return random_pick(m, random_place(t, c), 1, m->type_count);
}

bool random_is(const struct random_maker *m, unsigned t, unsigned c, enum random_family f)
{
	return random_has_column(m, t, c) && m->types[random_type_of(m, t, c)].family == f;
}

bool random_is_computed(const struct random_maker *m, unsigned t, unsigned c)
{
	return c > 4 && random_is(m, t, 1, RANDOM_NUMBER) &&
	       random_one_in(m, random_place(t, c), 2, 5);
}

void random_add(struct random_maker *m, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_push(m->arena, m->out, arena_vprintf(m->arena, format, args));
	va_end(args);
}
