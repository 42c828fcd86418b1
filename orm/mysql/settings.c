/*
 * orm/mysql/settings.c - what SET has changed in a session, put back
 *
 * The server can reset a session only as a whole, with the lock that is held in
 * it.  So the value of a variable is asked for before a statement sets it.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdlib.h>

#include "base/text.h"
#include "orm/mysql/lex.h"

static bool is_known(const struct my_settings *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_same_nocase(all->items[i].name, name))
			return true;
	return false;
}

/* What isn't there is for the statement itself to fail with. */
static void note(struct orm_conn *c, const char *name)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	struct error ignored;
	const char *const *row;
	if (!is_known(&h->settings, name) &&
	    my_ask(c, &a, arena_printf(&a, "SELECT @@SESSION.%s", my_quoted(&a, name)), &row,
	           &ignored) &&
	    row)
		vec_push(&c->arena, &h->settings,
		         (struct my_setting){ arena_strdup(&c->arena, name),
		                              arena_strdup(&c->arena, row[0]) });
	arena_release(&a);
}

static void note_all(struct orm_conn *c, const char *const *names)
{
	for (; *names; names++)
		note(c, *names);
}

/* "@@session.name", "@@name" or "name" */
static void note_token(struct orm_conn *c, const struct orm_token *t)
{
	struct arena a = { 0 };
	const char *name = arena_strndup(&a, t->start, t->len), *dot = strrchr(name, '.');
	if (t->kind == ORM_TOKEN_QUOTED)
		note(c, my_unquote(&a, t));
	else if (t->kind == ORM_TOKEN_WORD)
		note(c, name);
	else if (text_starts(name, "@@"))
		note(c, dot ? dot + 1 : name + 2);
	arena_release(&a);
}

/* A role isn't a variable. */
static void note_role(struct orm_conn *c)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	struct error ignored;
	const char *const *row = NULL;
	if (!h->role && c->dialect == &orm_mariadb &&
	    my_ask(c, &a, "SELECT CURRENT_ROLE()", &row, &ignored) && row && row[0])
		h->role = arena_strdup(&c->arena, my_quoted(&a, row[0]));
	else if (!h->role)
		h->role = c->dialect == &orm_mariadb ? "NONE" : "DEFAULT";
	arena_release(&a);
}

/* Goes to the next assignment of the list. */
static void skip_value(struct my_words *w)
{
	for (int depth = 0; w->t.kind != ORM_TOKEN_END; my_words_next(w)) {
		if (my_token_is_op(&w->t, "("))
			depth++;
		else if (my_token_is_op(&w->t, ")"))
			depth--;
		else if (depth == 0 && my_token_is_op(&w->t, ","))
			break;
	}
	my_words_take(w, ",");
}

static bool is_for_session(struct my_words *w)
{
	if (my_words_take(w, "global") || my_words_take(w, "persist") ||
	    my_words_take(w, "persist_only"))
		return false;
	if (!my_words_take(w, "session"))
		my_words_take(w, "local");
	return true;
}

void my_note_settings(struct orm_conn *c, const char *sql)
{
	static const char *const charsets[] = { "character_set_client", "character_set_connection",
		                                "character_set_results", "collation_connection",
		                                NULL };
	static const char *const not_variables[] = { "password", "default", "resource" };
	struct my_words w = my_words_of(c->dialect, sql);
	if (!my_words_take(&w, "set"))
		return;
	for (size_t i = 0; i < COUNT(not_variables); i++)
		if (my_token_is(&w.t, not_variables[i]))
			return;
	for (; w.t.kind != ORM_TOKEN_END; skip_value(&w)) {
		if (!is_for_session(&w))
			continue;
		if (my_token_is(&w.t, "names") || my_token_is(&w.t, "charset") ||
		    my_token_is(&w.t, "character"))
			note_all(c, charsets);
		else if (my_token_is(&w.t, "transaction"))
			note(c,
			     c->dialect == &orm_mariadb ? "tx_isolation" : "transaction_isolation");
		else if (my_token_is(&w.t, "role"))
			note_role(c);
		else
			note_token(c, &w.t);
	}
}

static bool is_number(const char *text)
{
	char *end;
	strtod(text, &end);
	return *text && !*end;
}

static void add_value(struct buf *out, const struct my_setting *s)
{
	struct arena a = { 0 };
	/* Who sets it to a time stops the clock. */
	if (text_same_nocase(s->name, "timestamp"))
		buf_adds(out, "DEFAULT");
	else if (!s->before)
		buf_adds(out, "NULL");
	else
		buf_adds(out, is_number(s->before) ? s->before : my_string(&a, s->before));
	arena_release(&a);
}

bool my_reset(struct orm_conn *c, struct error *err)
{
	struct my_handle *h = my_handle(c);
	struct arena a = { 0 };
	struct buf sql = { 0 };
	h->unlocks = h->tables_locked;
	if (h->tables_locked && !c->driver->in_transaction(c) && !my_unlock_tables(c, err))
		return false;
	bool ok = !h->role || my_run(c, arena_printf(&a, "SET ROLE %s", h->role), err);
	for (size_t i = 0; i < h->settings.len; i++) {
		const struct my_setting *s = &h->settings.items[i];
		buf_addf(&sql, "%s SESSION %s = ", i ? "," : "SET", my_quoted(&a, s->name));
		add_value(&sql, s);
	}
	ok = ok && (!sql.len || my_run(c, sql.data, err));
	if (ok) {
		h->role = NULL;
		h->settings.len = 0;
	}
	buf_release(&sql);
	arena_release(&a);
	return ok;
}

#endif
