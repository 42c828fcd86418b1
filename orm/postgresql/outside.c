/*
 * orm/postgresql/outside.c - statements that can't be in a transaction
 *
 * After the calls of PreventInTransactionBlock in PostgreSQL's source.  Each
 * comes with a query for its state, so that a run that was cut off while it
 * went on can tell which side of it the database is on.
 */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "orm/postgresql/lex.h"
#include "orm/postgresql/postgresql.h"
#include "orm/postgresql/types.h"

struct words {
	const char *at, *end;
	struct orm_token t;
};

static void next(struct words *w)
{
	w->t = pg_next_word(w->at, (size_t)(w->end - w->at));
	w->at = w->t.start + w->t.len;
}

/* Goes past the words, written with a space between, if they are next. */
static bool take(struct words *w, const char *phrase)
{
	struct words start = *w;
	struct arena a = { 0 };
	bool ok = true;

	while (ok && *phrase) {
		size_t len = strcspn(phrase, " ");

		ok = pg_token_is(&w->t, arena_strndup(&a, phrase, len));
		next(w);
		phrase += len + (phrase[len] == ' ');
	}
	if (!ok)
		*w = start;
	arena_release(&a);
	return ok;
}

/* A name with its schema, as it is written: a string for to_regclass. */
static const char *take_name(struct arena *a, struct words *w)
{
	const char *start = w->t.start, *end = w->at;

	for (next(w); pg_token_is_op(&w->t, "."); next(w)) {
		next(w);
		end = w->at;
	}
	return pg_string(a, arena_strndup(a, start, (size_t)(end - start)));
}

/* The last part of a name as the catalogs have it, as a string. */
static const char *take_last(struct arena *a, struct words *w)
{
	struct orm_token last = w->t;
	char *name;

	for (next(w); pg_token_is_op(&w->t, "."); next(w)) {
		next(w);
		last = w->t;
	}
	name = orm_unquote(a, &orm_postgresql, &last);
	return pg_string(a, last.kind == ORM_TOKEN_WORD ? text_lower(a, name) : name);
}

static bool is_create_index(struct words *w)
{
	return take(w, "create index concurrently") || take(w, "create unique index concurrently");
}

/*
 * The index lies in the schema of its table, whatever the path is.  One that is
 * not valid is what a build that failed left behind.
 */
static void create_index(struct arena *a, struct words *w, struct orm_outside *out)
{
	const char *index, *table;

	take(w, "if not exists");
	if (pg_token_is(&w->t, "on")) {
		out->refused = "an index that is built concurrently needs a name here";
		out->hint = "A run that is cut off can't find an index without a name again: write "
			    "CREATE INDEX CONCURRENTLY name ON ...";
		return;
	}
	index = take_last(a, w);
	take(w, "on");
	take(w, "only");
	table = take_name(a, w);
	out->state = arena_printf(
	    a,
	    "SELECT i.indisvalid, CASE WHEN NOT i.indisvalid THEN "
	    "pg_catalog.format('DROP INDEX CONCURRENTLY %%I.%%I', n.nspname, c.relname) END "
	    "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
	    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
	    "WHERE i.indrelid = pg_catalog.to_regclass(%s) AND c.relname = %s",
	    table, index);
}

static void drop_index(struct arena *a, struct words *w, struct orm_outside *out)
{
	take(w, "if exists");
	out->state = arena_printf(a, "SELECT true, NULL WHERE pg_catalog.to_regclass(%s) IS NULL",
	                          take_name(a, w));
}

static bool add_value(struct arena *a, struct words *w, struct orm_outside *out)
{
	const char *type;

	if (!take(w, "alter type"))
		return false;
	type = take_name(a, w);
	if (!take(w, "add value"))
		return false;
	take(w, "if not exists");
	out->state = arena_printf(a,
	                          "SELECT true, NULL FROM pg_catalog.pg_enum "
	                          "WHERE enumtypid = pg_catalog.to_regtype(%s) AND enumlabel = %s",
	                          type, pg_string(a, orm_unquote(a, &orm_postgresql, &w->t)));
	return true;
}

/*
 * Half done it has to be finished, not begun again.  Before version 14 the column
 * isn't there, nor the statement: the server shall say so.
 */
static bool detach(struct arena *a, struct words *w, struct orm_outside *out)
{
	const char *parent, *child;

	if (!take(w, "alter table"))
		return false;
	take(w, "if exists");
	parent = take_name(a, w);
	if (!take(w, "detach partition"))
		return false;
	child = take_name(a, w);
	if (!take(w, "concurrently"))
		return false;
	out->state = arena_printf(
	    a,
	    "SELECT true, (SELECT pg_catalog.format('ALTER TABLE %%s DETACH PARTITION %%s "
	    "FINALIZE', "
	    "i.inhparent::pg_catalog.regclass, i.inhrelid::pg_catalog.regclass) "
	    "FROM pg_catalog.pg_inherits i WHERE i.inhrelid = pg_catalog.to_regclass(%s) "
	    "AND (pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::boolean) WHERE NOT EXISTS "
	    "(SELECT 1 FROM pg_catalog.pg_inherits i "
	    "WHERE i.inhrelid = pg_catalog.to_regclass(%s) "
	    "AND i.inhparent = pg_catalog.to_regclass(%s) AND (pg_catalog.to_jsonb(i) ->> "
	    "'inhdetachpending')::boolean IS NOT TRUE)",
	    child, child, parent);
	return true;
}

/* It lets others write, unless what came before it in the transaction doesn't. */
static bool validate(struct arena *a, struct words *w, struct orm_outside *out)
{
	const char *table;

	if (!take(w, "alter table"))
		return false;
	take(w, "if exists");
	take(w, "only");
	table = take_name(a, w);
	if (!take(w, "validate constraint"))
		return false;
	out->apart = true;
	out->state = arena_printf(a,
	                          "SELECT true, NULL FROM pg_catalog.pg_constraint "
	                          "WHERE conrelid = pg_catalog.to_regclass(%s) AND conname = %s "
	                          "AND convalidated",
	                          table, take_last(a, w));
	return w->t.kind == ORM_TOKEN_END || pg_token_is_op(&w->t, ";");
}

/* Those that change nothing when they run twice. */
static bool is_upkeep(struct words w)
{
	if (take(&w, "vacuum"))
		return true;
	if (take(&w, "cluster"))
		return w.t.kind == ORM_TOKEN_END || pg_token_is_op(&w.t, ";");
	if (!take(&w, "reindex"))
		return false;
	for (; w.t.kind != ORM_TOKEN_END; next(&w))
		if (pg_token_is(&w.t, "concurrently") || pg_token_is(&w.t, "database") ||
		    pg_token_is(&w.t, "system") || pg_token_is(&w.t, "schema"))
			return true;
	return false;
}

static bool is_of_server(struct words w)
{
	static const char *const phrases[] = {
		"create database", "drop database", "create tablespace",
		"drop tablespace", "alter system",
	};

	for (size_t i = 0; i < COUNT(phrases); i++)
		if (take(&w, phrases[i]))
			return true;
	return false;
}

bool pg_outside(struct arena *a, const char *sql, struct orm_outside *out)
{
	struct words w = { .at = sql, .end = sql + strlen(sql) }, start;

	*out = (struct orm_outside){ 0 };
	next(&w);
	start = w;
	if (is_create_index(&w))
		create_index(a, &w, out);
	else if (take(&w, "drop index concurrently"))
		drop_index(a, &w, out);
	else if (is_of_server(w)) {
		out->refused = "databases, tablespaces and settings of the server aren't a "
			       "script's business";
		out->hint = "They aren't undone or tried with the rest: run the statement by hand.";
	} else if (!add_value(a, &w, out)) {
		w = start;
		if (detach(a, &w, out))
			return true;
		w = start;
		return validate(a, &w, out) || is_upkeep(start);
	}
	return true;
}
