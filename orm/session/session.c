/* orm/session/session.c - a session's life and its transactions */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "orm/session/private.h"

/* A closed one is as good as new, and its memory is there. */
static struct orm_session *make(struct orm_tombstone *tombstone, const struct orm_registry *r,
                                const struct orm_session_options *options)
{
	struct orm_session *s = tombstone ? (struct orm_session *)tombstone : xmalloc(sizeof *s);
	*s = (struct orm_session){ .registry = r };
	if (options)
		s->options = *options;
	return s;
}

struct orm_session *orm_session_new(struct orm_conn *c, const struct orm_registry *r,
                                    const struct orm_session_options *options)
{
	struct orm_session *s = make(orm_conn_reuse(c), r, options);
	s->conn = c;
	return s;
}

struct orm_session *orm_session_open(struct orm_engine *e, const struct orm_registry *r,
                                     const struct orm_session_options *options)
{
	struct orm_session *s = make(orm_engine_reuse(e), r, options);
	s->engine = e;
	return s;
}

bool session_may_end(struct orm_session *s, bool whole)
{
	if (!s->held && !(whole && s->telling))
		return true;
	if (!s->broken)
		error_clear(&s->error);
	return session_failf(s, ERR_USAGE, "a listener can't %s the session that it is told of",
	                     whole ? "close" : "end or begin transactions of, or clear,");
}

/* In a transaction of the program's own the session has but a savepoint. */
#define GUEST "limbeck_session"

void session_undo(struct orm_session *s)
{
	struct error ignored;
	batches_end(s);
	if (!s->begun)
		return;
	s->begun = false;
	if (!s->guest) {
		orm_rollback(s->conn);
		return;
	}
	orm_rollback_to(s->conn, GUEST);
	(void)!orm_release(s->conn, GUEST, &ignored);
}

/* Others may have the connection until there is something to do again. */
static void let_connection_go(struct orm_session *s)
{
	if (!s->engine)
		return;
	orm_close(s->conn);
	s->conn = NULL;
}

void orm_session_close(struct orm_session *s)
{
	if (!s || s->closed || !session_may_end(s, true))
		return;
	session_undo(s);
	let_connection_go(s);
	instance_free_all(s, false);
	arena_release(&s->listener_memory);
	struct orm_engine *e = s->engine;
	struct orm_conn *c = s->conn;
	*s = (struct orm_session){ .registry = s->registry, .closed = true };
	if (e)
		orm_engine_keep(e, &s->tombstone);
	else
		orm_conn_keep(c, &s->tombstone);
}

const struct error *orm_session_error(const struct orm_session *s)
{
	return &s->error;
}

/* Has the database, rather than the caller, said no? */
static bool is_fatal(enum error_code code)
{
	return code == ERR_DATABASE || code == ERR_INTEGRITY || code == ERR_CONNECT ||
	       code == ERR_LOCKED || code == ERR_INTERRUPTED || code == ERR_IO;
}

bool session_enter(struct orm_session *s)
{
	/* An error is large: it is cleared when there is one. */
	if (!s->broken && s->error.code != ERR_NONE)
		error_clear(&s->error);
	if (s->closed)
		fail(&s->error, ERR_USAGE, "the session is closed");
	return !s->broken && !s->closed;
}

bool session_fail(struct orm_session *s, const struct error *err)
{
	if (s->error.code == ERR_NONE)
		s->error = *err;
	s->broken = s->broken || is_fatal(err->code);
	return false;
}

bool session_failf(struct orm_session *s, enum error_code code, const char *format, ...)
{
	char text[sizeof s->error.message];
	struct error err;
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fail(&err, code, "%s", text);
	return session_fail(s, &err);
}

bool session_ready(const struct orm_session *s)
{
	return s->error.code == ERR_NONE;
}

/* Transactions are begun here, and not by the connection itself. */
static bool connect(struct orm_session *s)
{
	struct error err;
	if (s->conn)
		return true;
	return (orm_engine_connect(s->engine, &s->conn, &err) &&
	        orm_set_autocommit(s->conn, true, &err)) ||
	       session_fail(s, &err);
}

bool session_begin(struct orm_session *s, bool writing)
{
	struct error err;
	if (!session_ready(s) || !connect(s))
		return false;
	if (s->begun || (!writing && s->conn->driver->locks_whole))
		return true;
	s->guest = orm_in_transaction(s->conn);
	s->begun = s->guest ? orm_savepoint(s->conn, GUEST, &err) : orm_begin(s->conn, &err);
	return s->begun || session_fail(s, &err);
}

struct orm_conn *orm_session_conn(struct orm_session *s)
{
	return orm_session_flush(s) && session_begin(s, true) ? s->conn : NULL;
}

static void forget(struct orm_session *s)
{
	arena_release(&s->undo_arena);
	memset(&s->undo, 0, sizeof s->undo);
	s->nested.len = 0;
	s->begun = false;
	s->broken = false;
	let_connection_go(s);
}

static void after_commit(struct orm_session *s)
{
	for (size_t n = 0; n < s->all.len; n++) {
		struct instance *i = s->all.items[n];
		if (i->state == ORM_DELETED)
			i->state = ORM_DETACHED;
		if (i->state != ORM_PERSISTENT || s->options.keep_on_commit)
			continue;
		i->expired = true;
		relations_expire(i);
	}
}

bool orm_session_commit(struct orm_session *s)
{
	struct error err;
	if (!session_enter(s) || !session_may_end(s, false) || !session_ask_commit(s) ||
	    !orm_session_flush(s))
		return false;
	if (s->nested.len)
		return session_failf(s, ERR_USAGE, "a nested transaction is open");
	batches_end(s);
	if (s->begun && !(s->guest ? orm_release(s->conn, GUEST, &err) : orm_commit(s->conn, &err)))
		return session_fail(s, &err);
	forget(s);
	after_commit(s);
	session_tell(s, AT_COMMITTED);
	return true;
}

void orm_session_rollback(struct orm_session *s)
{
	if ((s->closed && !session_enter(s)) || !session_may_end(s, false))
		return;
	session_undo(s);
	instance_undo(s, 0);
	forget(s);
	error_clear(&s->error);
	session_tell(s, AT_ROLLED_BACK);
}

static const char *savepoint(char out[static 40], size_t level)
{
	snprintf(out, 40, "limbeck_session_%zu", level);
	return out;
}

bool orm_session_begin_nested(struct orm_session *s)
{
	char name[40];
	struct error err;
	if (!session_may_end(s, false) || !orm_session_flush(s) || !session_begin(s, true))
		return false;
	if (!orm_savepoint(s->conn, savepoint(name, s->nested.len + 1), &err))
		return session_fail(s, &err);
	vec_push(&s->lists, &s->nested, s->undo.len);
	return true;
}

bool orm_session_commit_nested(struct orm_session *s)
{
	char name[40];
	struct error err;
	if (!session_may_end(s, false) || !orm_session_flush(s))
		return false;
	if (!s->nested.len)
		return session_failf(s, ERR_USAGE, "no nested transaction is open");
	if (!orm_release(s->conn, savepoint(name, s->nested.len), &err))
		return session_fail(s, &err);
	s->nested.len--;
	return true;
}

void orm_session_rollback_nested(struct orm_session *s)
{
	char name[40];
	struct error err;
	if (!session_may_end(s, false))
		return;
	if (!s->nested.len) {
		session_failf(s, ERR_USAGE, "no nested transaction is open");
		return;
	}
	batches_end(s);
	savepoint(name, s->nested.len);
	orm_rollback_to(s->conn, name);
	error_clear(&s->error);
	s->broken = false;
	if (!orm_release(s->conn, name, &err))
		session_fail(s, &err);
	instance_undo(s, s->nested.items[--s->nested.len]);
	session_tell(s, AT_ROLLED_BACK);
}
