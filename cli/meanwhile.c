/* cli/meanwhile.c - a schema that is read while another one is */
#include "cli/meanwhile.h"

#include <signal.h>

/* As much as the program has itself: some systems give threads little. */
enum { STACK = 8 << 20 };

static void run(struct meanwhile *m)
{
	m->ok = m->read(&m->cli, m->data, &m->out, &m->err);
}

static void *run_thread(void *data)
{
	run(data);
	return NULL;
}

static void release(void *arena)
{
	arena_release(arena);
}

/* Signals are for the thread that waits. */
void meanwhile_start(struct cli *cli, struct meanwhile *m, meanwhile_reader *read, void *data)
{
	struct arena *own = ARENA_NEW(cli->arena, struct arena);
	pthread_attr_t attributes;
	sigset_t all, before;

	arena_defer(cli->arena, release, own);
	*m = (struct meanwhile){
		.cli = *cli, .read = read, .data = data, .err = { .position = -1 }
	};
	m->cli.arena = own;
	if (pthread_attr_init(&attributes) != 0)
		return;
	(void)pthread_attr_setstacksize(&attributes, STACK);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	m->runs = pthread_create(&m->thread, &attributes, run_thread, m) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
}

bool meanwhile_end(struct meanwhile *m, struct orm_metadata **out, struct error *err)
{
	if (m->runs)
		(void)pthread_join(m->thread, NULL);
	else
		run(m);
	*out = m->out;
	if (!m->ok)
		*err = m->err;
	return m->ok;
}
