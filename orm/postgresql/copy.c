/* orm/postgresql/copy.c - many rows at once, by COPY */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <inttypes.h>
#include <math.h>

#include "base/buf.h"

enum { CHUNK = 1 << 16 };

/* What separates and ends values is written with a backslash. */
static void add_text(struct buf *out, const char *text, size_t len)
{
	static const char special[] = "\b\f\n\r\t\v\\", letters[] = "bfnrtv\\";
	for (size_t i = 0; i < len; i++) {
		const char *at = text[i] ? strchr(special, text[i]) : NULL;
		if (at)
			buf_addc(out, '\\');
		buf_addc(out, at ? letters[at - special] : text[i]);
	}
}

static void add_blob(struct buf *out, const char *data, size_t len)
{
	buf_adds(out, "\\\\x");
	for (size_t i = 0; i < len; i++)
		buf_addf(out, "%02x", (unsigned)(unsigned char)data[i]);
}

static void add_value(struct buf *out, const struct orm_value *v)
{
	switch (v->kind) {
	case ORM_INT:
		buf_addf(out, "%" PRId64, v->integer);
		break;
	case ORM_DOUBLE:
		if (isinf(v->real))
			buf_adds(out, v->real > 0 ? "Infinity" : "-Infinity");
		else
			buf_addf(out, "%.17g", v->real);
		break;
	case ORM_TEXT:
		add_text(out, v->data, v->len);
		break;
	case ORM_BLOB:
		add_blob(out, v->data, v->len);
		break;
	default:
		buf_adds(out, "\\N");
	}
}

static bool flush(struct pg_handle *h, struct buf *data)
{
	bool ok = data->len == 0 || h->pq->PQputCopyData(h->db, data->data, (int)data->len) == 1;
	buf_cut(data, 0);
	return ok;
}

static bool send_rows(struct pg_handle *h, const struct orm_rows *rows)
{
	struct buf data = { 0 };
	bool ok = true;
	for (size_t row = 0; row < rows->row_count && ok; row++) {
		for (size_t i = 0; i < rows->column_count; i++) {
			if (i)
				buf_addc(&data, '\t');
			add_value(&data, &rows->values[row * rows->column_count + i]);
		}
		buf_addc(&data, '\n');
		if (data.len >= CHUNK)
			ok = flush(h, &data);
	}
	ok = ok && flush(h, &data);
	buf_release(&data);
	return ok && h->pq->PQputCopyEnd(h->db, NULL) == 1;
}

static char *copy_sql(struct arena *a, const struct orm_rows *rows)
{
	struct buf b = { 0 };
	buf_addf(&b, "COPY %s (", rows->table);
	for (size_t i = 0; i < rows->column_count; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", rows->columns[i]);
	buf_adds(&b, ") FROM STDIN");
	return buf_take(&b, a);
}

/* The connection is ours again after the last of its results. */
static bool end(struct orm_conn *c, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	PGresult *r;
	bool ok = true;
	while ((r = h->pq->PQgetResult(h->db))) {
		if (ok)
			r = pg_check(c, r, sql, err);
		ok = ok && r;
		h->pq->PQclear(r);
	}
	return ok;
}

/* COPY passes by the policies of a table, so that the server refuses it there. */
static bool has_policies(struct orm_conn *c, const struct orm_rows *rows, bool *out,
                         struct error *err)
{
	const struct libpq *pq = pg_handle(c)->pq;
	struct orm_value table = orm_text(rows->table);
	PGresult *r =
	    pg_run(c, "SELECT pg_catalog.row_security_active(pg_catalog.to_regclass(?::text))",
	           &table, 1, err);
	*out = r && *pq->PQgetvalue(r, 0, 0) == 't';
	pq->PQclear(r);
	return r;
}

static bool copy(struct orm_conn *c, const char *sql, const struct orm_rows *rows,
                 struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	PGresult *r = h->pq->PQexecParams(h->db, sql, 0, NULL, NULL, NULL, NULL, 0);
	bool ready = h->pq->PQresultStatus(r) == PGRES_COPY_IN;
	if (!ready)
		pg_fail(c, r, sql, err);
	h->pq->PQclear(r);
	if (!ready)
		return false;
	bool sent = send_rows(h, rows);
	return end(c, sql, err) && (sent || pg_fail(c, NULL, sql, err));
}

bool pg_insert_rows(struct orm_conn *c, const struct orm_rows *rows, struct error *err)
{
	struct arena a = { 0 };
	const char *sql = copy_sql(&a, rows);
	bool policies;
	bool ok = has_policies(c, rows, &policies, err) &&
	          (policies ? orm_plain_insert_rows(c, rows, err)
	                    : orm_may_run(c, sql, err) && copy(c, sql, rows, err));
	arena_release(&a);
	return ok;
}

#endif
