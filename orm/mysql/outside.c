/*
 * orm/mysql/outside.c - statements that commit what came before them, and themselves
 *
 * After "Statements That Cause an Implicit Commit" in both manuals.  Each is done
 * or not done as a whole, also when the server is killed (MariaDB: DROP of
 * several objects is one for each).
 */
#include "base/buf.h"
#include "orm/mysql/lex.h"

/* Those that begin so change the schema, users or rights. */
static const char *const changing[] = { "create", "alter",  "drop",    "rename",    "truncate",
	                                "grant",  "revoke", "install", "uninstall", NULL };

/* Those that may simply run again. */
static const char *const upkeep[] = { "analyze", "optimize", "check", "repair", "cache", "flush",
	                              "lock",    "unlock",   "purge", "reset",  NULL };

/* Those that do whatever they are told to. */
static const char *const unknown[] = { "call", "execute", NULL };

static bool takes_one_of(struct my_words *w, const char *const *words)
{
	for (; *words; words++)
		if (my_words_take(w, *words))
			return true;
	return false;
}

/* Temporary tables are the session's own, and no transaction's end. */
static bool is_temporary(struct my_words w)
{
	if (my_words_take(&w, "or"))
		my_words_take(&w, "replace");
	return my_words_take(&w, "temporary");
}

static bool sets_password(struct my_words w)
{
	return my_words_take(&w, "set") && my_words_take(&w, "password");
}

/* DROP of several, of which some may be gone: the rest of them. */
static const char *rest_of_drop(struct arena *a, struct my_words w)
{
	struct my_words list;
	const char *kind = w.t.start;
	bool several = false;

	if (!my_words_take(&w, "table") && !my_words_take(&w, "view") &&
	    !my_words_take(&w, "sequence"))
		return NULL;
	for (list = w; list.t.kind != ORM_TOKEN_END; my_words_next(&list))
		several = several || my_token_is_op(&list.t, ",");
	if (!several || my_words_take(&w, "if"))
		return NULL;
	return arena_printf(a, "DROP %.*sIF EXISTS %s", (int)(w.t.start - kind), kind, w.t.start);
}

static bool is_of_server(struct my_words w)
{
	return my_words_take(&w, "database") || my_words_take(&w, "schema");
}

static bool is_table_lock(struct my_words w)
{
	return (my_words_take(&w, "lock") || my_words_take(&w, "unlock")) &&
	       (my_words_take(&w, "tables") || my_words_take(&w, "table"));
}

/* FLUSH TABLES [...] WITH READ LOCK, FOR EXPORT; BACKUP STAGE: nothing can be written then. */
static bool is_read_lock(struct my_words w)
{
	if (my_words_take(&w, "backup"))
		return my_words_take(&w, "stage");
	if (!my_words_take(&w, "flush"))
		return false;
	for (; w.t.kind != ORM_TOKEN_END; my_words_next(&w))
		if (my_token_is(&w.t, "lock") || my_token_is(&w.t, "export"))
			return true;
	return false;
}

static bool is_refused(struct my_words w, struct orm_outside *out)
{
	struct my_words start = w;

	if ((my_words_take(&w, "drop") || my_words_take(&w, "create")) && is_of_server(w)) {
		out->refused = "other databases aren't a script's business";
		out->hint = "They aren't undone or tried with the rest: run the statement by hand.";
	} else if (my_words_take(&start, "use")) {
		out->refused = "a script stays in its database";
		out->hint = "Write the other database's name before the object's.";
	} else if (is_read_lock(start)) {
		out->refused = "under a read lock nothing can be recorded, or changed";
		out->hint = "Take it in a session of its own, or lock what the script needs with "
			    "LOCK TABLES.";
	}
	return out->refused;
}

static bool find(struct arena *a, struct my_words w, struct orm_outside *out)
{
	struct my_words start = w;
	bool drops = my_words_take(&w, "drop");

	*out = (struct orm_outside){ 0 };
	if (drops)
		out->again = rest_of_drop(a, w);
	w = start;
	if (is_refused(w, out))
		return true;
	if (takes_one_of(&w, changing)) {
		out->compares = true;
		return !is_temporary(w);
	}
	out->inside = takes_one_of(&w, unknown);
	out->session = is_table_lock(w);
	if (out->inside)
		return true;
	return takes_one_of(&w, upkeep) || sets_password(start);
}

bool my_outside(struct arena *a, const char *sql, struct orm_outside *out)
{
	return find(a, my_words_of(&orm_mysql, sql), out);
}

bool mariadb_outside(struct arena *a, const char *sql, struct orm_outside *out)
{
	return find(a, my_words_of(&orm_mariadb, sql), out);
}
