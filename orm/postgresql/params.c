/* orm/postgresql/params.c - parameters written ? become $1, $2, ... */
#include "orm/postgresql/handle.h"

#ifdef LIMBECK_LIBPQ

#include <limits.h>

#include "base/buf.h"
#include "orm/dialect.h"

/* PostgreSQL has operators with question marks, which stay what they are. */
static bool is_operator(const struct orm_token *t)
{
	static const char *const operators[] = { "?|", "?&", "?#", "?-", "?-|", "?||", "@?" };
	for (size_t i = 0; i < COUNT(operators); i++)
		if (strlen(operators[i]) == t->len && !memcmp(operators[i], t->start, t->len))
			return true;
	return false;
}

static bool may_hold_params(const struct orm_token *t)
{
	switch (t->kind) {
	case ORM_TOKEN_OPERATOR:
		return !is_operator(t);
	case ORM_TOKEN_VARIABLE:
	case ORM_TOKEN_ILLEGAL:
		return true;
	default:
		return false;
	}
}

const char *pg_number_params(struct arena *a, const struct orm_dialect *d, const char *sql,
                             size_t count, struct error *err)
{
	struct buf b = { 0 };
	size_t found = 0;
	const char *end = sql + strlen(sql);
	struct orm_token t = d->next_token(sql, (size_t)(end - sql));
	for (; t.kind != ORM_TOKEN_END;
	     t = d->next_token(t.start + t.len, (size_t)(end - t.start) - t.len)) {
		bool look = may_hold_params(&t);
		for (size_t i = 0; i < t.len; i++) {
			if (look && t.start[i] == '?')
				buf_addf(&b, "$%zu", ++found);
			else
				buf_addc(&b, t.start[i]);
		}
	}
	char *numbered = buf_take(&b, a);
	if (found == count)
		return numbered;
	fail(err, ERR_USAGE, "the statement has %zu parameters, %zu values were given", found,
	     count);
	fail_statement(err, sql, -1);
	return NULL;
}

bool pg_may_send(const struct orm_value *values, size_t count, const char *sql, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct orm_value *v = &values[i];
		bool ok = true;
		if (v->kind == ORM_TEXT && v->len && memchr(v->data, '\0', v->len))
			ok = fail(err, ERR_USAGE,
			          "a text has a zero byte, which PostgreSQL's texts can't have");
		else if ((v->kind == ORM_TEXT || v->kind == ORM_BLOB) && v->len > INT_MAX)
			ok = fail(err, ERR_USAGE, "a value of %zu bytes is too long", v->len);
		if (!ok)
			return fail_statement(err, sql, -1);
	}
	return true;
}

#endif
