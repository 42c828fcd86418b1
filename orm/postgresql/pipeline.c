/* orm/postgresql/pipeline.c - several queries in one round trip */
#include "orm/postgresql/guest.h"

#ifdef LIMBECK_LIBPQ

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

#endif
