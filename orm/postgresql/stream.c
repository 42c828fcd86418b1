/* orm/postgresql/stream.c - rows that come in batches, by a cursor */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <strings.h>

#include "base/text.h"

/* One result is open at a time, so one name is enough. */
#define CURSOR  "limbeck_stream"
#define DECLARE "DECLARE " CURSOR " NO SCROLL CURSOR FOR "
#define FETCH   "FETCH FORWARD 1000 FROM " CURSOR
enum { BATCH = 1000 };

static bool has_word(const char *sql, const char *word)
{
	size_t len = strlen(word);
	for (; *sql; sql++)
		if (strncasecmp(sql, word, len) == 0)
			return true;
	return false;
}

/* A cursor is for what reads; WITH may end in anything, or write on its way. */
static bool may_have_cursor(const char *sql)
{
	static const char *const writing[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "INTO" };
	if (strncasecmp(sql, "SELECT", 6) != 0 && strncasecmp(sql, "WITH", 4) != 0 &&
	    strncasecmp(sql, "VALUES", 6) != 0)
		return false;
	for (size_t i = 0; i < COUNT(writing); i++)
		if (has_word(sql, writing[i]))
			return false;
	return true;
}

/* The statement is the caller's, without what was put before it. */
static bool fail_declared(const char *sql, struct error *err)
{
	long before = (long)sizeof DECLARE - 1;
	err->position = err->position >= before ? err->position - before : -1;
	snprintf(err->statement, sizeof err->statement, "%s", sql);
	return false;
}

bool pg_stream(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
               struct orm_result *r, struct error *err)
{
	struct arena a = { 0 };
	struct pg_handle *h = pg_handle(c);
	while (*sql == ' ' || *sql == '\n' || *sql == '\t')
		sql++;
	if (h->guest || h->pq->PQtransactionStatus(h->db) != PQTRANS_INTRANS ||
	    !may_have_cursor(sql))
		return c->driver->query(c, sql, params, count, r, err);
	PGresult *declared = pg_run(c, arena_printf(&a, DECLARE "%s", sql), params, count, err);
	arena_release(&a);
	h->pq->PQclear(declared);
	if (!declared)
		return fail_declared(sql, err);
	PGresult *rows = pg_run(c, FETCH, NULL, 0, err);
	if (!rows)
		return fail_declared(sql, err);
	pg_set_rows(r, rows);
	((struct pg_rows *)r->handle)->stream = true;
	return true;
}

enum orm_step pg_next_batch(struct orm_result *r, struct error *err)
{
	struct pg_rows *rows = r->handle;
	const struct libpq *pq = pg_handle(r->conn)->pq;
	if (!rows->stream || pq->PQntuples(rows->result) < BATCH)
		return ORM_DONE;
	PGresult *more = pg_run(r->conn, FETCH, NULL, 0, err);
	if (!more)
		return ORM_FAILED;
	pq->PQclear(rows->result);
	rows->result = more;
	rows->row = 0;
	return pq->PQntuples(more) > 0 ? ORM_ROW : ORM_DONE;
}

void pg_end_stream(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	if (h->pq->PQtransactionStatus(h->db) == PQTRANS_INTRANS)
		h->pq->PQclear(
		    h->pq->PQexecParams(h->db, "CLOSE " CURSOR, 0, NULL, NULL, NULL, NULL, 0));
}

#endif
