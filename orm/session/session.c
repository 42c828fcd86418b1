/* orm/session/session.c - a session's life and its transactions */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "orm/session/private.h"

struct orm_session *orm_session_new(struct orm_conn *c, const struct orm_registry *r,
                                    const struct orm_session_options *options)
{
	struct orm_session *s = xmalloc(sizeof *s);
	*s = (struct orm_session){ .conn = c, .registry = r };
	if (options)
		s->options = *options;
	return s;
}

void orm_session_close(struct orm_session *s)
{
	if (!s)
		return;
	if (s->begun)
		orm_rollback(s->conn);
	instance_free_all(s, false);
	free(s);
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
	return !s->broken;
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

bool session_begin(struct orm_session *s, bool writing)
{
	struct error err;
	if (!session_ready(s))
		return false;
	if (s->begun || (!writing && s->conn->driver->locks_whole))
		return true;
	s->begun = orm_begin(s->conn, &err);
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
	if (!orm_session_flush(s))
		return false;
	if (s->nested.len)
		return session_failf(s, ERR_USAGE, "a nested transaction is open");
	if (s->begun && !orm_commit(s->conn, &err))
		return session_fail(s, &err);
	forget(s);
	after_commit(s);
	return true;
}

void orm_session_rollback(struct orm_session *s)
{
	if (s->begun)
		orm_rollback(s->conn);
	instance_undo(s, 0);
	forget(s);
	error_clear(&s->error);
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
	if (!orm_session_flush(s) || !session_begin(s, true))
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
	if (!orm_session_flush(s))
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
	if (!s->nested.len) {
		session_failf(s, ERR_USAGE, "no nested transaction is open");
		return;
	}
	savepoint(name, s->nested.len);
	orm_rollback_to(s->conn, name);
	error_clear(&s->error);
	s->broken = false;
	if (!orm_release(s->conn, name, &err))
		session_fail(s, &err);
	instance_undo(s, s->nested.items[--s->nested.len]);
}
