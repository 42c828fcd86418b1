/* orm/postgresql/error.c - PostgreSQL's errors as ours */
#include "orm/postgresql/guest.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/dialect.h"

/*
 * What SQLSTATEs mean, longest prefix first (postgresql.org/docs/current/errcodes-appendix.html),
 * with a hint for when the server gives none.
 */
static const struct {
	const char *sqlstate;
	enum error_code code;
	const char *hint;
} meanings[] = {
	{ "25P03", ERR_CONNECT, NULL },
	{ "25006", ERR_DATABASE, "The server is a standby, or the transaction may only read." },
	{ "25P02", ERR_DATABASE, "A statement before this one failed: roll back." },
	{ "40P01", ERR_LOCKED, "Try again: the other transaction was let through." },
	{ "42501", ERR_DATABASE,
	  "The role that limbeck connects as lacks this right; see GRANT, or connect as the "
	  "owner." },
	{ "53300", ERR_CONNECT, NULL },
	{ "55P03", ERR_LOCKED,
	  "Another session holds a lock on it (pg_locks and pg_stat_activity tell whose); "
	  "try again when it is done." },
	{ "57014", ERR_DATABASE,
	  "statement_timeout is too short for it, or somebody cancelled it with "
	  "pg_cancel_backend." },
	{ "57P", ERR_CONNECT, NULL },
	{ "08", ERR_CONNECT, NULL },
	{ "23", ERR_INTEGRITY, NULL },
	{ "", ERR_DATABASE, NULL },
};

static size_t find_meaning(const char *sqlstate)
{
	size_t i = 0;
	while (!text_starts(sqlstate, meanings[i].sqlstate))
		i++;
	return i;
}

char *pg_tidy(struct arena *a, const struct orm_conn *c, const char *text)
{
	return orm_url_redact_message(a, &c->url, pg_guest_text(pg_handle(c)->guest, a, text));
}

static const char *field(const struct orm_conn *c, const PGresult *r, int code)
{
	const char *text = r ? pg_handle(c)->pq->PQresultErrorField(r, code) : NULL;
	return text ? text : "";
}

/* Detail, hint and, where no position says more, the functions it was in. */
static void add_hint(const struct orm_conn *c, const PGresult *r, const char *otherwise,
                     struct error *err)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	const char *detail = field(c, r, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = field(c, r, PG_DIAG_MESSAGE_HINT);
	const char *context = field(c, r, PG_DIAG_CONTEXT);
	buf_adds(&b, detail);
	if (*hint || otherwise)
		buf_addf(&b, "%s%s", b.len ? " " : "", *hint ? hint : otherwise);
	if (*context && !*field(c, r, PG_DIAG_STATEMENT_POSITION))
		buf_addf(&b, "%sIt happened in: %s.", b.len ? " " : "", context);
	if (b.len)
		fail_hint(err, "%s", pg_tidy(&a, c, b.data));
	buf_release(&b);
	arena_release(&a);
}

static void add_object(const struct orm_conn *c, const PGresult *r, struct error *err)
{
	struct arena a = { 0 };
	const char *schema =
	    pg_guest_text(pg_handle(c)->guest, &a, field(c, r, PG_DIAG_SCHEMA_NAME));
	const char *table = field(c, r, PG_DIAG_TABLE_NAME);
	const char *column = field(c, r, PG_DIAG_COLUMN_NAME);
	const char *type = field(c, r, PG_DIAG_DATATYPE_NAME);
	const char *own = text_same(schema, orm_conn_schema(c)) ? "" : schema;
	const char *dot = *own ? "." : "";
	if (*column)
		fail_object(err, "column \"%s%s%s.%s\"", own, dot, table, column);
	else if (*table)
		fail_object(err, "table \"%s%s%s\"", own, dot, table);
	else if (*type)
		fail_object(err, "type \"%s%s%s\"", own, dot, type);
	arena_release(&a);
}

/* The server counts characters from 1. */
static long byte_position(const char *sql, const char *position)
{
	long chars = strtol(position, NULL, 10);
	const char *at = sql;
	if (!sql || chars < 1)
		return -1;
	for (; *at && --chars > 0; at++)
		while ((at[1] & 0xC0) == 0x80)
			at++;
	return (long)(at - sql);
}

/*
 * libpq's own messages: the first line tells what, those that begin with a tab
 * what it may mean; of several hosts each has its lines.
 */
static void connection_message(const struct orm_conn *c, const char *text, struct error *err)
{
	struct arena a = { 0 };
	struct buf what = { 0 }, why = { 0 };
	while (*text) {
		size_t len = strcspn(text, "\n");
		struct buf *to = *text == '\t' ? &why : &what;
		if (len && to->len)
			buf_adds(to, to == &what ? "; " : " ");
		buf_add(to, text, len);
		text += len + (text[len] == '\n');
	}
	fail(err, ERR_CONNECT, "%s", pg_tidy(&a, c, buf_str(&what)));
	if (strstr(buf_str(&what), "FATAL:  database ") &&
	    text_ends(buf_str(&what), " does not exist"))
		fail_hint(err, "Make it with createdb or CREATE DATABASE, or see psql -l for the "
		               "names of those that are there.");
	if (strstr(buf_str(&what), "no password supplied"))
		fail_hint(err, "Give it in PGPASSWORD, in ~/.pgpass (mode 0600), in a service file "
		               "or in the URL.");
	if (why.len)
		fail_hint(err, "%s", pg_tidy(&a, c, why.data));
	buf_release(&what);
	buf_release(&why);
	arena_release(&a);
}

bool pg_fail(const struct orm_conn *c, const PGresult *result, const char *sql, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	struct arena a = { 0 };
	const char *sqlstate = field(c, result, PG_DIAG_SQLSTATE);
	const char *message = field(c, result, PG_DIAG_MESSAGE_PRIMARY);
	bool dead = h->pq->PQstatus(h->db) != CONNECTION_OK;
	size_t i = find_meaning(sqlstate);

	if (!*message) {
		connection_message(c, h->pq->PQerrorMessage(h->db), err);
		if (!dead)
			err->code = ERR_DATABASE;
		sqlstate = dead && sql ? "08006" : "";
	} else if (text_same(sqlstate, "57014") && h->interrupted) {
		fail(err, ERR_INTERRUPTED, "interrupted");
		h->interrupted = false;
	} else {
		fail(err, dead ? ERR_CONNECT : meanings[i].code, "%s", pg_tidy(&a, c, message));
		add_hint(c, result, meanings[i].hint, err);
		add_object(c, result, err);
	}
	snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
	err->denied = text_same(sqlstate, "42501");
	arena_release(&a);
	/* A guest's statement was another one when it was sent. */
	return fail_statement(
	    err, sql,
	    h->guest ? -1 : byte_position(sql, field(c, result, PG_DIAG_STATEMENT_POSITION)));
}

#endif
