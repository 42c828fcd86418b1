/* orm/mysql/classify.c - what a statement is, by its first words */
#include <string.h>

#include "base/text.h"
#include "orm/mysql/lex.h"

static bool kind_of(struct my_words *w, enum orm_kind *kind)
{
	static const struct {
		const char *word;
		enum orm_kind kind;
	} kinds[] = {
		{ "table", ORM_TABLE },         { "index", ORM_INDEX },
		{ "view", ORM_VIEW },           { "trigger", ORM_TRIGGER },
		{ "procedure", ORM_PROCEDURE }, { "function", ORM_FUNCTION },
		{ "event", ORM_EVENT },         { "sequence", ORM_SEQUENCE },
		{ "package", ORM_PACKAGE },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (my_words_take(w, kinds[i].word)) {
			*kind = kinds[i].kind;
			return true;
		}
	return false;
}

/* What stands between CREATE and the kind: DEFINER = `root`@`localhost` and words. */
static bool skip_attributes(struct my_words *w)
{
	static const char *const plain[] = { "or",      "replace",   "unique", "fulltext",
		                             "spatial", "aggregate", "vector" };
	static const char *const valued[] = { "definer", "algorithm" };

	for (size_t i = 0; i < COUNT(plain); i++)
		if (my_words_take(w, plain[i]))
			return true;
	if (my_words_take(w, "sql")) {
		my_words_take(w, "security");
		my_words_next(w);
		return true;
	}
	for (size_t i = 0; i < COUNT(valued); i++)
		if (my_words_take(w, valued[i])) {
			my_words_take(w, "=");
			my_words_next(w);
			while (w->t.kind == ORM_TOKEN_VARIABLE || my_token_is_op(&w->t, "(") ||
			       my_token_is_op(&w->t, ")"))
				my_words_next(w);
			return true;
		}
	return false;
}

/*
 * The rules of both dialects differ in comments alone; what is code on one of
 * them creates nothing on the other.
 */
bool my_classify(struct arena *a, const char *sql, enum orm_kind *kind, const char **name,
                 bool *created)
{
	struct my_words w = my_words_of(&orm_mysql, sql);
	struct orm_token last;

	*created = my_words_take(&w, "create");
	if (!*created && !my_words_take(&w, "drop"))
		return false;
	while (skip_attributes(&w))
		;
	if (!kind_of(&w, kind)) /* TEMPORARY tables too: gone with the connection */
		return false;
	if (*kind == ORM_PACKAGE && my_words_take(&w, "body"))
		*kind = ORM_PACKAGE_BODY;
	if (my_words_take(&w, "if")) {
		my_words_take(&w, "not");
		my_words_take(&w, "exists");
	}
	for (last = w.t, my_words_next(&w); my_token_is_op(&w.t, "."); my_words_next(&w)) {
		my_words_next(&w);
		last = w.t;
	}
	if (last.kind != ORM_TOKEN_WORD && last.kind != ORM_TOKEN_QUOTED)
		return false;
	*name = my_unquote(a, &last);
	return true;
}

/* What only the mysql and mariadb programs know; HELP is the server's as well. */
static const char *const client_commands[] = {
	"charset", "clear",  "connect", "costs",   "delimiter", "edit",
	"ego",     "exit",   "go",      "nopager", "notee",     "nowarning",
	"pager",   "print",  "prompt",  "quit",    "rehash",    "resetconnection",
	"sandbox", "source", "status",  "system",  "tee",       "warnings",
};

static bool fail_client(struct error *err, const char *command, size_t len)
{
	fail(err, ERR_INPUT, "\"%.*s\" is a command of the mysql client, not SQL", (int)len,
	     command);
	return fail_hint(err, "Leave it out, or write what it does as SQL.");
}

bool my_accepts(const char *sql, struct error *err)
{
	struct my_words w = my_words_of(&orm_mysql, sql);

	for (size_t i = 0; i < COUNT(client_commands); i++)
		if (my_token_is(&w.t, client_commands[i]))
			return fail_client(err, w.t.start, w.t.len);
	if (my_token_is(&w.t, "use")) {
		fail(err, ERR_INPUT, "USE would leave the database that is worked on");
		return fail_hint(err, "Leave it out: the URL says which database it is.");
	}
	/* \u at the start, \G at the end: what is between may be in terms of another sql_mode */
	for (bool first = true; w.t.kind != ORM_TOKEN_END; first = false) {
		struct orm_token t = w.t;

		my_words_next(&w);
		if (t.kind == ORM_TOKEN_ILLEGAL && *t.start == '\\' &&
		    (first || w.t.kind == ORM_TOKEN_END))
			return fail_client(err, t.start, t.len);
	}
	return true;
}
