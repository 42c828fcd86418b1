/* orm/postgresql/open.c - connect as a URL says, with everything that libpq knows */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"

/* Parallel arrays, as PQconnectdbParams wants them. */
struct settings {
	struct arena arena;
	struct names keys, values;
};

static void set(struct settings *s, const char *key, const char *value)
{
	if (text_empty(value))
		return;
	vec_push(&s->arena, &s->keys, key);
	vec_push(&s->arena, &s->values, value);
}

static void decode(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char hex[3] = { 0 };
		if (text[i] == '%' && len - i > 2) {
			memcpy(hex, text + i + 1, 2);
			buf_addc(out, (char)strtol(hex, NULL, 16));
			i += 2;
		} else {
			buf_addc(out, text[i]);
		}
	}
}

/* "a:1,[::1]:2,b" as the lists "a,::1,b" and "1,2,". */
static void set_hosts(struct settings *s, const char *list)
{
	struct buf hosts = { 0 }, ports = { 0 };
	for (const char *part = list;; part++) {
		size_t len = strcspn(part, ","), host = len;
		const char *end = *part == '[' ? memchr(part, ']', len) : NULL;
		if (end)
			host = (size_t)(end + 1 - part);
		else if (memchr(part, ':', len))
			host = strcspn(part, ":");
		if (part > list) {
			buf_addc(&hosts, ',');
			buf_addc(&ports, ',');
		}
		decode(&hosts, end ? part + 1 : part, end ? host - 2 : host);
		if (host < len)
			buf_add(&ports, part + host + 1, len - host - 1);
		part += len;
		if (!*part)
			break;
	}
	set(s, "host", buf_take(&hosts, &s->arena));
	set(s, "port", buf_take(&ports, &s->arena));
}

static bool is_key(const PQconninfoOption *known, const char *key)
{
	for (; known->keyword; known++)
		if (text_same(known->keyword, key))
			return true;
	return false;
}

static bool fail_key(struct arena *a, const PQconninfoOption *known, const char *key,
                     struct error *err)
{
	struct names names = { 0 };
	vec_push(a, &names, "schema");
	for (; known->keyword; known++)
		vec_push(a, &names, known->keyword);
	fail(err, ERR_USAGE, "unknown parameter \"%s\" in a postgresql URL", key);
	const char *near = text_nearest(key, names.items, names.len);
	if (near)
		return fail_hint(err, "Did you mean \"%s\"?", near);
	return fail_hint(err, "All connection parameters of libpq can be given, as in "
	                      "postgresql://host/database?sslmode=verify-full.");
}

/* Later ones win: what the URL's parameters say comes last. */
static bool set_params(struct settings *s, const struct libpq *pq, const struct orm_url *url,
                       struct error *err)
{
	PQconninfoOption *known = pq->PQconndefaults();
	bool ok = true;
	if (!known)
		return fail(err, ERR_CONNECT, "out of memory");
	for (size_t i = 0; i < url->params.len && ok; i++) {
		const char *key = url->params.items[i].key;
		if (text_same(key, "schema"))
			continue; /* ours */
		ok = is_key(known, key) || fail_key(&s->arena, known, key, err);
		set(s, key, url->params.items[i].value);
	}
	pq->PQconninfoFree(known);
	return ok;
}

static void set_url(struct settings *s, const struct orm_url *url)
{
	/* What PGAPPNAME says is more than a default. */
	set(s, "fallback_application_name", "limbeck");
	if (url->host && strchr(url->host, ','))
		set_hosts(s, url->host);
	else
		set(s, "host", url->host);
	if (url->port)
		set(s, "port", arena_printf(&s->arena, "%d", url->port));
	set(s, "user", url->user);
	set(s, "password", url->password);
	set(s, "dbname", url->database);
}

/* All that the URL says, as libpq has it. */
static bool set_all(struct settings *s, const struct orm_conn *c, const struct libpq *pq,
                    struct error *err)
{
	set_url(s, &c->url);
	bool ok = set_params(s, pq, &c->url, err);
	set(s, "client_encoding", "UTF8");
	vec_push(&s->arena, &s->keys, NULL);
	vec_push(&s->arena, &s->values, NULL);
	return ok;
}

PGconn *pg_connect(const struct orm_conn *c, const struct libpq *pq, struct error *err)
{
	struct settings s = { 0 };
	PGconn *db = NULL;
	if (set_all(&s, c, pq, err)) {
		db = pq->PQconnectdbParams(s.keys.items, s.values.items, 0);
		if (!db)
			fail(err, ERR_CONNECT, "out of memory");
	}
	arena_release(&s.arena);
	return db;
}

/* What the message says is in the server's language: libpq knows. */
bool pg_is_starting(const struct orm_conn *c, const struct error *failed)
{
	struct settings s = { 0 };
	struct error ignored = { 0 };
	const struct libpq *pq = libpq_load(&ignored);
	bool starting = false;
	(void)failed;
	if (pq && set_all(&s, c, pq, &ignored)) {
		PGPing ping = pq->PQpingParams(s.keys.items, s.values.items, 0);
		starting = ping == PQPING_REJECT || ping == PQPING_NO_RESPONSE;
	}
	arena_release(&s.arena);
	return starting;
}

static void pass_notice(void *data, const PGresult *result)
{
	const struct orm_conn *c = data;
	const struct libpq *pq = pg_handle(c)->pq;
	struct arena a = { 0 };
	if (!c->options.notice)
		return;
	const char *severity = pq->PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = pq->PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (text)
		c->options.notice(c->options.notice_data, severity ? severity : "NOTICE",
		                  pg_tidy(&a, c, text));
	arena_release(&a);
}

/* Quotes are written for strings in which a backslash is a backslash. */
static bool use_standard_strings(struct orm_conn *c, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	if (!text_same(h->pq->PQparameterStatus(h->db, "standard_conforming_strings"), "off"))
		return true;
	PGresult *r = pg_run(c, "SET standard_conforming_strings = on", NULL, 0, err);
	h->pq->PQclear(r);
	return r;
}

bool pg_set_up(struct orm_conn *c, struct error *err)
{
	return use_standard_strings(c, err) &&
	       (!c->options.default_schema_first || pg_use_path(c, err));
}

static bool start(struct orm_conn *c, struct error *err)
{
	struct pg_handle *h = pg_handle(c);
	if (h->pq->PQstatus(h->db) != CONNECTION_OK)
		return pg_fail(c, NULL, NULL, err);
	h->pq->PQsetNoticeReceiver(h->db, pass_notice, c);
	h->cancel = h->pq->PQgetCancel(h->db);
	c->version = h->pq->PQserverVersion(h->db);
	return pg_set_up(c, err);
}

bool pg_open(struct orm_conn *c, const struct orm_connect_options *options, struct error *err)
{
	(void)options; /* c->options */
	struct pg_handle *h = ARENA_NEW(&c->arena, struct pg_handle);
	c->handle = h;
	c->schema = orm_url_param(&c->url, "schema");
	h->pq = libpq_load(err);
	if (!h->pq)
		return false;
	h->db = pg_connect(c, h->pq, err);
	if (h->db && start(c, err))
		return true;
	h->pq->PQfreeCancel(h->cancel);
	h->pq->PQfinish(h->db);
	return false;
}

void pg_close(struct orm_conn *c)
{
	struct pg_handle *h = pg_handle(c);
	pg_unlock(c);
	h->pq->PQfreeCancel(h->cancel);
	h->pq->PQfinish(h->db);
}

#endif
