/* tests/session/life.c - the life of a session, drawn by lot, and what it came to */
#include "tests/session/life.h"

#include <stdarg.h>
#include <stdio.h>

#include "tests/session/everywhere.h"

unsigned life_roll(struct life *l, unsigned sides)
{
	l->random = l->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(l->random >> 33) % sides;
}

void life_say(struct life *l, const char *format, ...)
{
	char text[200];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	buf_addf(&l->trace, "  %s\n", text);
}

void life_expect(struct life *l, bool ok, const char *what)
{
	if (!ok && !l->wrong)
		l->wrong =
		    arena_printf(&arena, "%s: %s: %s %s", what, orm_session_error(s)->object,
		                 orm_session_error(s)->message, orm_session_error(s)->statement);
}

bool life_is_live(const struct thing *t)
{
	return (t->state == NEW || t->state == ROW) && !t->doomed;
}

int life_pick(struct life *l, enum world_kind kind)
{
	int found = NOBODY;
	unsigned count = 0;
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].kind == kind && life_is_live(&l->now.things[n]) &&
		    life_roll(l, ++count) == 0)
			found = n;
	return found;
}

enum world_kind life_any_kind(struct life *l)
{
	return (enum world_kind)life_roll(l, WORLD_KINDS);
}

int life_pick_child(struct life *l)
{
	static const enum world_kind kinds[] = { KID, PET, BADGE, SLIP, TWIG };
	return life_pick(l, kinds[life_roll(l, COUNT(kinds))]);
}

const struct world_family *life_family(const struct thing *t)
{
	return &world_families[t->kind];
}

const char *life_name(const struct life *l, int n)
{
	return n == NOBODY ? "nobody" : l->now.things[n].name;
}

void life_flushed(struct life *l)
{
	world_flush(&l->now);
	for (int n = 0; n < l->now.count; n++)
		if (l->now.things[n].state == ROW && l->now.things[n].kind != STICKER)
			l->now.things[n].id = *(int64_t *)l->now.things[n].object;
}

void life_asked(struct life *l)
{
	if (!l->options.no_autoflush)
		life_flushed(l);
}

void life_flush(struct life *l)
{
	life_expect(l, orm_session_flush(s), "flush");
	life_flushed(l);
}

void life_check(struct life *l)
{
	if (!l->wrong)
		l->wrong = world_check(&arena, &l->now, s);
	life_flushed(l);
}
