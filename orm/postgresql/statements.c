/*
 * orm/postgresql/statements.c - statements that are run again and again, prepared
 *
 * What is run for the third time is worth a name on the server.  Names are
 * never used twice, so that nothing prepared is ever mistaken for something
 * else; where sessions are shared nothing is prepared at all.
 */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

enum { STATEMENTS = 16, WORTH_IT = 3 };

struct statement {
	char *sql; /* NULL: free */
	unsigned runs;
	unsigned number; /* of its name; 0 = not prepared */
	unsigned long used;
	char name[32];
};

struct pg_statements {
	struct statement items[STATEMENTS];
	unsigned long clock;
	unsigned last_number;
};

static void release(void *data)
{
	struct pg_statements *all = data;
	for (size_t i = 0; i < STATEMENTS; i++)
		free(all->items[i].sql);
}

static struct pg_statements *get_all(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	if (!h->statements) {
		h->statements = ARENA_NEW(&c->arena, struct pg_statements);
		arena_defer(&c->arena, release, h->statements);
	}
	return h->statements;
}

/* Fails in a failed transaction, where it doesn't matter any more. */
static void deallocate(struct orm_conn *c, struct statement *s)
{
	struct pg_handle *h = pg_handle(c);
	char sql[64];
	if (!s->number)
		return;
	snprintf(sql, sizeof sql, "DEALLOCATE %s", s->name);
	h->pq->PQclear(h->pq->PQexecParams(h->db, sql, 0, NULL, NULL, NULL, NULL, 0));
	s->number = 0;
}

static struct statement *find(struct orm_conn *c, const char *sql)
{
	struct pg_statements *all = get_all(c);
	struct statement *oldest = &all->items[0];
	for (size_t i = 0; i < STATEMENTS; i++) {
		if (text_same(all->items[i].sql, sql))
			return &all->items[i];
		if (all->items[i].used < oldest->used)
			oldest = &all->items[i];
	}
	deallocate(c, oldest);
	free(oldest->sql);
	*oldest = (struct statement){ .sql = xmalloc(strlen(sql) + 1) };
	memcpy(oldest->sql, sql, strlen(sql) + 1);
	return oldest;
}

static bool prepare(struct orm_conn *c, struct statement *s, size_t count)
{
	struct pg_handle *h = pg_handle(c);
	unsigned number = ++get_all(c)->last_number;
	snprintf(s->name, sizeof s->name, "limbeck_%u", number);
	PGresult *r = h->pq->PQprepare(h->db, s->name, s->sql, (int)count, NULL);
	if (h->pq->PQresultStatus(r) == PGRES_COMMAND_OK)
		s->number = number;
	h->pq->PQclear(r);
	return s->number;
}

const char *pg_prepared(struct orm_conn *c, const char *sql, size_t count, unsigned runs)
{
	struct error ignored;
	bool pooled;
	if (count == 0)
		return NULL;
	struct statement *s = find(c, sql);
	s->used = ++get_all(c)->clock;
	*(s->number ? &c->prepared_counts.hits : &c->prepared_counts.misses) += 1;
	if (s->number)
		return s->name;
	s->runs += runs;
	if (s->runs < WORTH_IT || !pg_is_pooled(c, &pooled, &ignored) || pooled)
		return NULL;
	/* Whatever is wrong with it, running it tells. */
	s->runs = 0;
	return prepare(c, s, count) ? s->name : NULL;
}

void pg_forget_prepared(struct orm_conn *c, bool there)
{
	struct pg_handle *h = pg_handle(c);
	for (size_t i = 0; h->statements && i < STATEMENTS; i++) {
		struct statement *s = &h->statements->items[i];
		if (there)
			deallocate(c, s);
		s->number = 0;
	}
}

#endif
