/* orm/engine/watch.c - statements of an engine's connections: what begins, who is told */
#include <ctype.h>

#include "base/text.h"
#include "orm/engine/pooled.h"

/* Is the statement's first word, in any case, one of these? */
static bool begins_with(const char *sql, const char *const *words)
{
	while (isspace((unsigned char)*sql) || *sql == ';')
		sql++;
	for (; *words; words++) {
		size_t len = strlen(*words), i = 0;
		while (i < len && toupper((unsigned char)sql[i]) == (*words)[i])
			i++;
		if (i == len && !isalnum((unsigned char)sql[len]) && sql[len] != '_')
			return true;
	}
	return false;
}

/* They begin and end transactions themselves. */
static bool is_of_transactions(const char *sql)
{
	static const char *const words[] = { "BEGIN", "START", "COMMIT", "ROLLBACK",
		                             "END",   "ABORT", "XA",     NULL };
	return begins_with(sql, words);
}

static bool sets_something(const char *sql)
{
	static const char *const words[] = { "SET", "RESET", "DISCARD", "PRAGMA", NULL };
	return begins_with(sql, words) || strstr(sql, "set_config");
}

static bool begin_implicitly(struct orm_conn *c, struct error *err)
{
	struct arena a = { 0 };
	const struct orm_driver *d = c->driver;
	const char *sql = c->options.read_only ? d->begin_read_only : d->begin;
	orm_echo(c, sql);
	orm_pooled_say(c, arena_printf(&a, "%s (implicit)", sql));
	arena_release(&a);
	if (!d->exec(c, sql, NULL, 0, err)) {
		orm_pooled_check(c, err);
		return false;
	}
	orm_pooled_moment(c, ORM_AT_BEGIN, NULL);
	return true;
}

bool orm_pooled_begin(struct orm_conn *c, const char *sql, struct error *err)
{
	struct orm_pooled *p = c->pooled;
	const struct orm_driver *d = c->driver;
	if (p->telling || is_of_transactions(sql))
		return true;
	if (c->prepared)
		return fail(err, ERR_USAGE, "the transaction \"%s\" is prepared and waits",
		            c->twophase);
	if (p->autocommit || *c->twophase || d->in_transaction(c))
		return true;
	bool implicit = p->implicit || !p->begun;
	if ((!d->needs_begin || d->needs_begin(sql)) && !begin_implicitly(c, err))
		return false;
	p->implicit = implicit;
	p->begun = true;
	return true;
}

bool orm_pooled_before(struct orm_conn *c, const struct orm_execution *s, struct error *err)
{
	struct orm_pooled *p = c->pooled;
	bool ok = true;
	if (p->telling)
		return true;
	p->sent = c->driver->in_transaction(c);
	orm_pooled_say_statement(c, s);
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	ok = ok && (!h->listener.before_execute ||
	            h->listener.before_execute(h->listener.data, c, s, err));
	orm_pooled_told(p);
	/* By itself it would be in no transaction any more. */
	if (ok && p->dead)
		return fail(err, ERR_CONNECT, "the connection was given up before the statement");
	return ok;
}

bool orm_pooled_after(struct orm_conn *c, const struct orm_execution *s, bool ok, struct error *err)
{
	struct orm_pooled *p = c->pooled;
	if (p->telling)
		return ok;
	if (!ok) {
		orm_pooled_check(c, err);
		p->undone = p->begun && p->sent && !p->dead && !c->driver->in_transaction(c);
	}
	p->touched = p->touched || sets_something(s->sql);
	if (ok && is_of_transactions(s->sql))
		p->begun = c->driver->in_transaction(c);
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (h->listener.after_execute)
		h->listener.after_execute(h->listener.data, c, s, ok ? NULL : err);
	orm_pooled_told(p);
	return ok;
}

void orm_pooled_row(struct orm_result *r, enum orm_step step, const struct error *err)
{
	if (step == ORM_ROW)
		orm_pooled_say_row(r);
	else if (step == ORM_FAILED)
		orm_pooled_check(r->conn, err);
}

void orm_pooled_moment(struct orm_conn *c, enum orm_moment at, const char *name)
{
	struct orm_pooled *p = c->pooled;
	bool ends = at == ORM_AT_COMMIT || at == ORM_AT_ROLLBACK || at == ORM_AT_PREPARE;
	if (at == ORM_AT_BEGIN || ends) {
		p->begun = !ends;
		p->undone = false;
		p->implicit = false;
	}
	if (p->telling)
		return;
	orm_pooled_tell(p);
	EACH_LISTENER(p->engine, h)
	if (h->listener.transaction)
		h->listener.transaction(h->listener.data, c, at, name);
	orm_pooled_told(p);
}
