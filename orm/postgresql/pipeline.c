/* orm/postgresql/pipeline.c - several statements in one round trip */
#include "orm/postgresql/guest.h"

#ifdef LIMBECK_LIBPQ

#include <stdlib.h>

/*
 * libpq reads while it can't write, so that neither side waits for the other
 * however much there is on the way.
 */
static bool send_all(struct pg_handle *h, const char *const *sql, size_t count, struct error *err)
{
	struct arena a = { 0 };
	bool ok = true;
	for (size_t i = 0; i < count && ok; i++) {
		const char *text = h->guest ? pg_guest_sql(h->guest, &a, sql[i], err) : sql[i];
		ok = text && h->pq->PQsendQueryParams(h->db, text, 0, NULL, NULL, NULL, NULL, 0);
	}
	arena_release(&a);
	return ok && h->pq->PQpipelineSync(h->db);
}

/* One query's result and the NULL that ends it. */
static PGresult *receive(struct pg_handle *h)
{
	PGresult *result = h->pq->PQgetResult(h->db), *more;
	while (result && (more = h->pq->PQgetResult(h->db)))
		h->pq->PQclear(more);
	return result;
}

/* False after the first failure; those behind it were not run. */
static bool receive_all(struct orm_conn *c, const char *const *sql, size_t count,
                        struct orm_result **results, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool ok = true;
	for (size_t i = 0; i < count; i++) {
		PGresult *result = receive(h);
		if (!ok) {
			h->pq->PQclear(result);
			continue;
		}
		result = pg_check(c, result, sql[i], err);
		ok = result;
		if (ok)
			pg_set_rows(results[i], result);
	}
	return ok;
}

/* What ends the pipeline comes last, unless the connection is gone. */
static void leave(struct pg_handle *h)
{
	PGresult *sync = h->pq->PQgetResult(h->db);
	h->pq->PQclear(sync);
	h->pq->PQexitPipelineMode(h->db);
}

bool pg_query_many(struct orm_conn *c, const char *const *sql, size_t count,
                   struct orm_result **results, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	if (count == 0 || !pg_lease_holds(c, err))
		return count == 0;
	if (!h->pq->PQenterPipelineMode(h->db))
		return pg_fail(c, NULL, sql[0], err);
	bool ok = send_all(h, sql, count, err) ? receive_all(c, sql, count, results, err)
	                                       : pg_fail(c, NULL, sql[0], err);
	leave(h);
	return ok;
}

/* The same statement for all rows. */
struct many {
	const char *sql, *numbered, *name; /* `name`: NULL when it isn't prepared */
	const struct orm_value *values;
	size_t count, rows;
};

static bool send_rows(struct orm_conn *c, const struct many *m)
{
	struct pg_handle *h = pg_handle(c);
	bool ok = true;
	for (size_t i = 0; i < m->rows && ok; i++)
		ok = pg_send(c, m->name, m->numbered, m->values + i * m->count, m->count);
	return ok && h->pq->PQpipelineSync(h->db);
}

static bool receive_rows(struct orm_conn *c, const struct many *m, int64_t *changes,
                         struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool ok = true;
	for (size_t i = 0; i < m->rows; i++) {
		PGresult *result = receive(h);
		if (ok)
			result = pg_check(c, result, m->sql, err);
		ok = ok && result;
		if (ok)
			changes[i] = strtoll(h->pq->PQcmdTuples(result), NULL, 10);
		h->pq->PQclear(result);
	}
	return ok;
}

static bool run_rows(struct orm_conn *c, struct many *m, int64_t *changes, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	m->name = pg_prepared(c, m->numbered, m->count, (unsigned)m->rows);
	if (!h->pq->PQenterPipelineMode(h->db))
		return pg_fail(c, NULL, m->sql, err);
	bool ok =
	    send_rows(c, m) ? receive_rows(c, m, changes, err) : pg_fail(c, NULL, m->sql, err);
	leave(h);
	return ok;
}

bool pg_exec_rows(struct orm_conn *c, const char *sql, const struct orm_value *values, size_t count,
                  size_t rows, int64_t *changes, struct error *err)
{
	struct arena a = { 0 };
	struct many m = { .sql = sql, .values = values, .count = count, .rows = rows };
	/* Outside of a transaction a pipeline would be one. */
	if (pg_handle(c)->guest || !c->driver->in_transaction(c))
		return orm_plain_exec_rows(c, sql, values, count, rows, changes, err);
	if (!pg_lease_holds(c, err))
		return fail_statement(err, sql, -1);
	m.numbered = pg_number_params(&a, c->dialect, sql, count, err);
	bool ok = m.numbered && pg_may_send(values, count * rows, sql, err) &&
	          run_rows(c, &m, changes, err);
	arena_release(&a);
	return ok;
}

#endif
