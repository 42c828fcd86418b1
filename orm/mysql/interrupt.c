/*
 * orm/mysql/interrupt.c - stop what runs, by a second connection
 *
 * The protocol has no cancel: somebody else has to say KILL QUERY.  A signal
 * handler can't connect, so a thread waits for it from the beginning; it
 * connects when it is woken, which is the handler's whole work.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>

struct my_interrupter {
	const struct orm_conn *conn; /* its URL */
	const struct my_client *my;
	unsigned long session;
	pthread_t thread;
	sem_t wake;
	atomic_bool stop;
};

static void kill_query(const struct my_interrupter *i)
{
	char sql[64];
	struct error ignored;
	MYSQL *db = my_connect(i->conn, i->my, &ignored);
	if (!db)
		return;
	int len = snprintf(sql, sizeof sql, "KILL QUERY %lu", i->session);
	/* When it has ended meanwhile, all the better. */
	i->my->mysql_real_query(db, sql, (unsigned long)len);
	i->my->mysql_close(db);
}

static void *wait_for_it(void *data)
{
	struct my_interrupter *i = data;
	for (;;) {
		while (sem_wait(&i->wake) != 0 && errno == EINTR)
			;
		if (i->stop)
			break;
		kill_query(i);
	}
	i->my->mysql_thread_end();
	return NULL;
}

/* Signals are for the thread that migrates. */
bool my_start_interrupter(struct orm_conn *c, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct my_interrupter *i = ARENA_NEW(&c->arena, struct my_interrupter);
	sigset_t all, before;
	i->conn = c;
	i->my = h->my;
	i->session = h->my->mysql_thread_id(h->db);
	sem_init(&i->wake, 0, 0);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(&i->thread, NULL, wait_for_it, i) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!ok)
		return fail(err, ERR_CONNECT, "no thread that could stop statements");
	h->interrupter = i;
	return true;
}

void my_stop_interrupter(struct orm_conn *c)
{
	struct my_interrupter *i = my_handle(c)->interrupter;
	if (!i)
		return;
	i->stop = true;
	sem_post(&i->wake);
	pthread_join(i->thread, NULL);
	sem_destroy(&i->wake);
}

/* sem_post is one of the few functions that a signal handler may call. */
void my_interrupt(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	h->interrupted = true;
	sem_post(&h->interrupter->wake);
}

#endif
