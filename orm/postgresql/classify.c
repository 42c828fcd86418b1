/* orm/postgresql/classify.c - what a statement is, by its first words */
#include <string.h>

#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"

struct words {
	const char *at, *end;
	struct orm_token t;
};

static struct words words_of(const char *sql)
{
	struct words w = { .at = sql, .end = sql + strlen(sql) };

	w.t = pg_next_word(w.at, (size_t)(w.end - w.at));
	w.at = w.t.start + w.t.len;
	return w;
}

static void next(struct words *w)
{
	w->t = pg_next_word(w->at, (size_t)(w->end - w->at));
	w->at = w->t.start + w->t.len;
}

/* Goes past the word if it is this one. */
static bool take(struct words *w, const char *word)
{
	if (!pg_token_is(&w->t, word))
		return false;
	next(w);
	return true;
}

static bool kind_of(struct words *w, enum orm_kind *kind)
{
	static const struct {
		const char *word, *second;
		enum orm_kind kind;
	} kinds[] = {
		{ "table", NULL, ORM_TABLE },
		{ "foreign", "table", ORM_TABLE },
		{ "index", NULL, ORM_INDEX },
		{ "view", NULL, ORM_VIEW },
		{ "materialized", "view", ORM_MATERIALIZED_VIEW },
		{ "trigger", NULL, ORM_TRIGGER },
		{ "event", "trigger", ORM_EVENT_TRIGGER },
		{ "rule", NULL, ORM_RULE },
		{ "policy", NULL, ORM_POLICY },
		{ "schema", NULL, ORM_SCHEMA },
		{ "extension", NULL, ORM_EXTENSION },
		{ "language", NULL, ORM_LANGUAGE },
		{ "collation", NULL, ORM_COLLATION },
		{ "domain", NULL, ORM_DOMAIN },
		{ "sequence", NULL, ORM_SEQUENCE },
		{ "function", NULL, ORM_FUNCTION },
		{ "procedure", NULL, ORM_PROCEDURE },
		{ "aggregate", NULL, ORM_AGGREGATE },
		{ "statistics", NULL, ORM_STATISTICS },
		{ "publication", NULL, ORM_PUBLICATION },
		{ "server", NULL, ORM_SERVER },
		{ "data", "wrapper", ORM_WRAPPER }, /* after "foreign", which is no "table" */
		{ "type", NULL, ORM_ENUM },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (take(w, kinds[i].word)) {
			*kind = kinds[i].kind;
			if (!kinds[i].second || take(w, kinds[i].second))
				return true;
		}
	return false;
}

static bool temporary(struct words *w)
{
	if (pg_token_is(&w->t, "global") || pg_token_is(&w->t, "local"))
		next(w);
	return take(w, "temp") || take(w, "temporary");
}

/* CREATE TYPE is told apart by what follows the name. */
static enum orm_kind type_kind(struct words *w)
{
	if (!take(w, "as"))
		return ORM_RANGE;
	if (pg_token_is(&w->t, "enum"))
		return ORM_ENUM;
	return pg_token_is(&w->t, "range") ? ORM_RANGE : ORM_COMPOSITE;
}

bool pg_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                 bool *created)
{
	struct words w = words_of(sql);
	struct orm_token last;

	*created = take(&w, "create");
	if (!*created && !take(&w, "drop"))
		return false;
	if (take(&w, "or"))
		take(&w, "replace");
	if (temporary(&w))
		return false; /* gone with the connection */
	while (take(&w, "unlogged") || take(&w, "unique") || take(&w, "constraint") ||
	       take(&w, "recursive") || take(&w, "trusted"))
		;
	if (!kind_of(&w, kind))
		return false;
	take(&w, "concurrently");
	if (take(&w, "if")) {
		take(&w, "not");
		take(&w, "exists");
	}
	for (last = w.t, next(&w); pg_token_is_op(&w.t, "."); next(&w)) {
		next(&w);
		last = w.t;
	}
	if (last.kind != ORM_TOKEN_WORD && last.kind != ORM_TOKEN_QUOTED)
		return false;
	if (*kind == ORM_ENUM && *created)
		*kind = type_kind(&w);
	*name = orm_unquote(a, &orm_postgresql, &last);
	if (last.kind == ORM_TOKEN_WORD)
		*name = text_lower(a, *name);
	return true;
}

static bool copies_from_stdin(const char *sql)
{
	struct words w = words_of(sql);

	if (!take(&w, "copy"))
		return false;
	for (int depth = 0; w.t.kind != ORM_TOKEN_END; next(&w)) {
		depth += pg_token_is_op(&w.t, "(") - pg_token_is_op(&w.t, ")");
		if (!depth && pg_token_is(&w.t, "from")) {
			next(&w);
			return pg_token_is(&w.t, "stdin");
		}
	}
	return false;
}

bool pg_accepts(const char *sql, struct error *err)
{
	struct words w = words_of(sql);
	const char *at = w.t.start;

	if (w.t.kind == ORM_TOKEN_ILLEGAL && *at == '\\') {
		fail(err, ERR_INPUT, "\"%.*s\" is a command of psql, not SQL",
		     (int)strcspn(at, " \t\r\n"), at);
		return fail_hint(err, "Leave it out, or write what it does as SQL.");
	}
	if (copies_from_stdin(sql)) {
		fail(err, ERR_INPUT, "COPY ... FROM stdin needs psql to send the rows after it");
		return fail_hint(err,
		                 "Write the rows as INSERT (pg_dump --inserts), or leave them out "
		                 "(pg_dump --schema-only).");
	}
	return true;
}
