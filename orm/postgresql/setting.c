/* orm/postgresql/setting.c - isolation, timeouts and prepared transactions of PostgreSQL */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>

const struct orm_twophase pg_twophase = {
	.begin = "BEGIN",
	.prepare = { "PREPARE TRANSACTION %s" },
	.undo = { "ROLLBACK" },
	.commit = "COMMIT PREPARED %s",
	.rollback = "ROLLBACK PREPARED %s",
	.find = "SELECT gid FROM pg_catalog.pg_prepared_xacts "
		"WHERE database = pg_catalog.current_database() ORDER BY prepared, gid",
};

/* What is set here is put back by whoever set it, not by pg_reset. */
static bool set(struct orm_conn *c, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool pooled;
	if (!pg_is_pooled(c, &pooled, err))
		return false;
	if (pooled) {
		fail(err, ERR_UNSUPPORTED, "behind a pooler settings of a session are anybody's");
		return fail_hint(err, "Set it for the role or the database (ALTER ROLE ... SET).");
	}
	PGresult *r = pg_run(c, sql, NULL, 0, err);
	h->pq->PQclear(r);
	return r;
}

bool pg_set_isolation(struct orm_conn *c, enum orm_isolation level, struct error *err)
{
	char sql[128];
	if (level == ORM_ISOLATION_DEFAULT)
		return set(c, "RESET default_transaction_isolation", err);
	snprintf(sql, sizeof sql, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL %s",
	         orm_isolation_text(level));
	return set(c, sql, err);
}

bool pg_set_timeout(struct orm_conn *c, int ms, struct error *err)
{
	char sql[64];
	if (ms == 0)
		return set(c, "RESET statement_timeout", err);
	snprintf(sql, sizeof sql, "SET statement_timeout = %d", ms);
	return set(c, sql, err);
}

#endif
