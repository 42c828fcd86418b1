/* orm/postgresql/driver.c - run statements in PostgreSQL and read their rows */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "orm/dialect.h"
#include "orm/postgresql/guest.h"
#include "orm/postgresql/neighbours.h"
#include "orm/postgresql/scratch.h"

/* Object ids of types that aren't read as text, from pg_type.dat. */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_OID = 26,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
};

/* Values on their way to the server; the arrays are as long as there are parameters. */
struct params {
	const char **values;
	int *lengths, *formats;
	Oid *types;
};

static const char *double_text(struct arena *a, double d)
{
	if (isnan(d))
		return "NaN";
	if (isinf(d))
		return d > 0 ? "Infinity" : "-Infinity";
	return arena_printf(a, "%.17g", d);
}

static const char *value_text(struct arena *a, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_INT:
		return arena_printf(a, "%" PRId64, v->integer);
	case ORM_DOUBLE:
		return double_text(a, v->real);
	case ORM_TEXT:
		return arena_strndup(a, v->data, v->len);
	case ORM_BLOB:
		return v->len ? v->data : "";
	default:
		return NULL;
	}
}

/* As text of unknown type, which the server turns into what the place needs. */
static struct params params_make(struct arena *a, const struct orm_value *values, size_t count)
{
	struct params p = {
		.values = arena_alloc(a, (count + 1) * sizeof(char *)),
		.lengths = arena_alloc(a, (count + 1) * sizeof(int)),
		.formats = arena_alloc(a, (count + 1) * sizeof(int)),
		.types = arena_alloc(a, (count + 1) * sizeof(Oid)),
	};
	for (size_t i = 0; i < count; i++) {
		p.values[i] = value_text(a, &values[i]);
		if (values[i].kind != ORM_BLOB)
			continue;
		p.lengths[i] = (int)values[i].len;
		p.formats[i] = 1;
		p.types[i] = OID_BYTEA;
	}
	return p;
}

/* Nobody reads it; what isn't read would come before the next result. */
static void throw_copy_away(struct pg_handle *h)
{
	char *line;
	while (h->pq->PQgetCopyData(h->db, &line, 0) > 0)
		h->pq->PQfreemem(line);
}

/* COPY leaves the connection waiting for what comes next: ends that. */
static PGresult *end_copy(struct orm_conn *c, PGresult *result, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	bool in = h->pq->PQresultStatus(result) == PGRES_COPY_IN;
	PGresult *next, *last = NULL;
	h->pq->PQclear(result);
	if (in)
		h->pq->PQputCopyEnd(h->db, "no data");
	else
		throw_copy_away(h);
	while ((next = h->pq->PQgetResult(h->db))) {
		h->pq->PQclear(last);
		last = next;
	}
	if (!in)
		return last;
	h->pq->PQclear(last);
	fail(err, ERR_UNSUPPORTED, "COPY FROM STDIN has no data here");
	fail_hint(err, "Use INSERT, or COPY from a file that the server can read.");
	return NULL;
}

PGresult *pg_check(struct orm_conn *c, PGresult *result, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	switch (h->pq->PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		h->interrupted = false;
		return result;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
		result = end_copy(c, result, err);
		if (result)
			return pg_check(c, result, sql, err);
		fail_statement(err, sql, -1);
		return NULL;
	default:
		pg_fail(c, result, sql, err);
		h->pq->PQclear(result);
		return NULL;
	}
}

PGresult *pg_run_numbered(struct orm_conn *c, const char *sql, const struct orm_value *params,
                          size_t count, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct arena a = { 0 };
	struct params p = params_make(&a, params, count);
	const char *text = h->guest ? pg_guest_sql(h->guest, &a, sql, err) : sql;
	const char *name = text ? pg_prepared(c, text, count, 1) : NULL;
	PGresult *r = !text  ? NULL
	              : name ? h->pq->PQexecPrepared(h->db, name, (int)count, p.values, p.lengths,
	                                             p.formats, 0)
	                     : h->pq->PQexecParams(h->db, text, (int)count, p.types, p.values,
	                                           p.lengths, p.formats, 0);
	arena_release(&a);
	return text ? pg_check(c, r, sql, err) : NULL;
}

bool pg_send(struct orm_conn *c, const char *name, const char *sql, const struct orm_value *params,
             size_t count)
{
	struct pg_handle *h = pg_handle(c);
	struct arena a = { 0 };
	struct params p = params_make(&a, params, count);
	int sent = name ? h->pq->PQsendQueryPrepared(h->db, name, (int)count, p.values, p.lengths,
	                                             p.formats, 0)
	                : h->pq->PQsendQueryParams(h->db, sql, (int)count, p.types, p.values,
	                                           p.lengths, p.formats, 0);
	arena_release(&a);
	return sent;
}

PGresult *pg_run(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                 struct error *err)
{
	struct arena a = { 0 };
	PGresult *r = NULL;
	if (!pg_lease_holds(c, err)) {
		fail_statement(err, sql, -1);
		return NULL;
	}
	/* Without values a question mark is what PostgreSQL takes it for. */
	const char *text = count ? pg_number_params(&a, c->dialect, sql, count, err) : sql;
	if (text && pg_may_send(params, count, sql, err))
		r = pg_run_numbered(c, text, params, count, err);
	arena_release(&a);
	return r;
}

/* The server calls it a success when COMMIT finds a failed transaction. */
static bool was_committed(const struct pg_handle *h, PGresult *r, const char *sql,
                          struct error *err)
{
	if (!text_same_nocase(sql, "COMMIT") || !text_same(h->pq->PQcmdStatus(r), "ROLLBACK"))
		return true;
	fail(err, ERR_DATABASE, "the transaction was rolled back instead of committed");
	fail_hint(err, "A statement in it had failed.");
	memcpy(err->sqlstate, "25P02", sizeof err->sqlstate);
	return fail_statement(err, sql, -1);
}

static void note_effects(struct orm_conn *c, PGresult *r, const char *sql)
{
	const struct libpq *pq = pg_handle(c)->pq;
	const char *tag = pq->PQcmdStatus(r);
	if (text_starts(tag, "INSERT") || text_starts(tag, "UPDATE") ||
	    text_starts(tag, "DELETE") || text_starts(tag, "MERGE"))
		c->changes = strtoll(pq->PQcmdTuples(r), NULL, 10);
	else if (text_starts(tag, "ALTER") || text_starts(tag, "DROP") ||
	         text_starts(tag, "ROLLBACK"))
		pg_forget_prepared(c, true);
	else if (text_same(tag, "SET") || text_same(tag, "RESET") ||
	         (strstr(sql, "set_config") && strstr(sql, "false")))
		pg_handle(c)->changed = true;
	else if (text_starts(tag, "DISCARD") || text_starts(tag, "DEALLOCATE"))
		pg_forget_prepared(c, false);
}

static bool in_transaction(const struct orm_conn *c)
{
	const struct pg_handle *h = pg_handle(c);
	PGTransactionStatusType status = h->pq->PQtransactionStatus(h->db);
	if (h->guest)
		return h->guest->nested;
	return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

static bool exec(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                 struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct error ignored;
	if (!text_starts(sql, "BEGIN") && !in_transaction(c) && !h->guest && !pg_path_holds(c, err))
		return fail_statement(err, sql, -1);
	PGresult *r =
	    pg_run(c, h->guest ? pg_guest_transaction(h->guest, sql) : sql, params, count, err);
	if (!r)
		return false;
	note_effects(c, r, sql);
	bool ok = was_committed(h, r, sql, err) &&
	          (!h->guest || !pg_guest_may_bind(sql) || pg_guest_alone(c, sql, err));
	h->pq->PQclear(r);
	if (!ok || sql != c->driver->begin)
		return ok;
	if (pg_lease_pin(c, err) && pg_begin_migrating(c, err))
		return true;
	h->pq->PQclear(pg_run_numbered(c, "ROLLBACK", NULL, 0, &ignored));
	return false;
}

void pg_set_rows(struct orm_result *r, PGresult *result)
{
	struct pg_rows *rows = ARENA_NEW(&r->arena, struct pg_rows);
	*rows = (struct pg_rows){ .result = result, .row = -1 };
	r->handle = rows;
	r->columns = pg_handle(r->conn)->pq->PQnfields(result);
}

static bool query(struct orm_conn *c, const char *sql, const struct orm_value *params, size_t count,
                  struct orm_result *r, struct error *err)
{
	PGresult *result = pg_run(c, sql, params, count, err);
	if (!result)
		return false;
	note_effects(c, result, sql);
	pg_set_rows(r, result);
	return true;
}

static enum orm_step next(struct orm_result *r, struct error *err)
{
	struct pg_rows *rows = r->handle;
	int count = pg_handle(r->conn)->pq->PQntuples(rows->result);
	if (rows->row < count)
		rows->row++;
	return rows->row < count ? ORM_ROW : pg_next_batch(r, err);
}

static struct orm_value get_blob(struct orm_result *r, const struct libpq *pq, const char *text)
{
	size_t len = 0;
	/* The cast goes nowhere: the declaration wants bytes without a sign. */
	unsigned char *bytes = pq->PQunescapeBytea((const unsigned char *)text, &len);
	const char *copy = bytes ? arena_strndup(&r->row, (const char *)bytes, len) : "";
	pq->PQfreemem(bytes);
	return orm_blob(copy, len);
}

static struct orm_value get(struct orm_result *r, int column)
{
	const struct pg_rows *rows = r->handle;
	const struct libpq *pq = pg_handle(r->conn)->pq;
	if (pq->PQgetisnull(rows->result, rows->row, column))
		return orm_null();
	const char *text = pq->PQgetvalue(rows->result, rows->row, column);
	switch (pq->PQftype(rows->result, column)) {
	case OID_BOOL:
		return orm_int(*text == 't');
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
	case OID_OID:
		return orm_int(strtoll(text, NULL, 10));
	case OID_FLOAT4:
	case OID_FLOAT8:
		return orm_double(strtod(text, NULL));
	case OID_BYTEA:
		return get_blob(r, pq, text);
	default:
		if (pg_handle(r->conn)->guest)
			return orm_text(pg_guest_text(pg_handle(r->conn)->guest, &r->row, text));
		return (struct orm_value){
			.kind = ORM_TEXT,
			.data = text,
			.len = (size_t)pq->PQgetlength(rows->result, rows->row, column),
		};
	}
}

static const char *column_name(const struct orm_result *r, int column)
{
	const struct pg_rows *rows = r->handle;
	return pg_handle(r->conn)->pq->PQfname(rows->result, column);
}

static void finish(struct orm_result *r)
{
	const struct pg_rows *rows = r->handle;
	pg_handle(r->conn)->pq->PQclear(rows->result);
	if (rows->stream)
		pg_end_stream(r->conn);
}

/* PQcancel is one of the few functions that a signal handler may call. */
static void interrupt(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	char why[256];
	h->interrupted = true;
	h->pq->PQcancel(h->cancel, why, sizeof why);
}

const struct orm_driver orm_postgresql_driver = {
	.name = "postgresql",
	.dialect = &orm_postgresql,
	.begin = "BEGIN",
	.begin_read_only = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.begin_trial = "BEGIN ISOLATION LEVEL REPEATABLE READ",
	.reads_on = "SET LOCAL transaction_read_only = on",

	.open = pg_open,
	.close = pg_close,
	.exec = exec,
	.query = query,
	.stream = pg_stream,
	.query_many = pg_query_many,
	.insert_rows = pg_insert_rows,
	.exec_rows = pg_exec_rows,
	.next = next,
	.get = get,
	.column_name = column_name,
	.finish = finish,
	.in_transaction = in_transaction,
	.try_lock = pg_try_lock,
	.lock_holders = pg_lock_holders,
	.unlock = pg_unlock,
	.interrupt = interrupt,
	.migrating = pg_migrating,
	.is_starting = pg_is_starting,
	.reset = pg_reset,
	.set_isolation = pg_set_isolation,
	.set_timeout = pg_set_timeout,
	.twophase = &pg_twophase,
	.problems = pg_problems,
	.make_scratch = pg_make_scratch,
	.drop_scratch = pg_drop_scratch,
	.scratch_inside = pg_scratch_inside,
	.neighbours = pg_neighbours,
	.enter_schema = pg_enter_schema,
	.observe = pg_observe,
};

#endif
