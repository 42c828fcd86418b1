/*
 * orm/mysql/table_locks.c - LOCK TABLES in a script
 *
 * START TRANSACTION would end the locks, so that transactions are begun by turning
 * autocommit off while there are some.  What isn't locked can't be used: the
 * table that records revisions is locked along, by both names it is used with.
 */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include "base/text.h"
#include "orm/mysql/lex.h"

static const char own_query[] =
    "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
    "TABLE_NAME = 'limbeck_version'";

static bool is_about_tables(struct my_words w)
{
	return (my_words_take(&w, "lock") || my_words_take(&w, "unlock")) &&
	       (my_token_is(&w.t, "tables") || my_token_is(&w.t, "table"));
}

static bool is_transaction(const struct orm_conn *c, const char *sql)
{
	return text_same(sql, c->driver->begin) || text_same(sql, "COMMIT") ||
	       text_same(sql, "ROLLBACK");
}

bool my_concerns_locks(const struct orm_conn *c, const char *sql)
{
	return (my_handle(c)->tables_locked && is_transaction(c, sql)) ||
	       is_about_tables(my_words_of(c->dialect, sql));
}

static bool turn_autocommit(struct orm_conn *c, bool on, struct error *err)
{
	my_handle(c)->begun = !on;
	return my_run(c, on ? "SET autocommit = 1" : "SET autocommit = 0", err);
}

bool my_unlock_tables(struct orm_conn *c, struct error *err)
{
	struct my_handle *h = my_handle(c);
	h->tables_locked = h->unlocks = false;
	return my_run(c, "UNLOCK TABLES", err);
}

/* LOCK TABLES, the table of ours if it is there, and then what `list` starts with. */
static bool send_lock(struct orm_conn *c, const char *sql, const char *list, struct error *err)
{
	struct arena a = { 0 };
	const char *const *row;
	bool ok = my_ask(c, &a, own_query, &row, err);
	if (ok && row)
		sql = arena_printf(&a,
		                   "LOCK TABLES limbeck_version WRITE, "
		                   "limbeck_version AS known READ, %s",
		                   list);
	ok = ok && my_run(c, sql, err);
	arena_release(&a);
	return ok;
}

/* It ends the transaction that it comes in, after which another one is to be open. */
static bool lock(struct orm_conn *c, struct my_words w, const char *sql, struct error *err)
{
	struct my_handle *h = my_handle(c);
	bool inside = c->driver->in_transaction(c);
	my_words_next(&w);
	if (!send_lock(c, sql, w.t.start, err))
		return false;
	h->tables_locked = true;
	h->unlocks = false;
	return !inside || h->begun || turn_autocommit(c, false, err);
}

static bool unlock(struct orm_conn *c, struct error *err)
{
	bool inside = c->driver->in_transaction(c), begun = my_handle(c)->begun;
	return my_unlock_tables(c, err) && (!begun || turn_autocommit(c, true, err)) &&
	       (!inside || my_run(c, c->driver->begin, err));
}

/* What was undone takes its locks with it. */
static bool end(struct orm_conn *c, const char *sql, struct error *err)
{
	struct my_handle *h = my_handle(c);
	bool unlocks = h->unlocks || text_same(sql, "ROLLBACK");
	return my_run(c, sql, err) && turn_autocommit(c, true, err) &&
	       (!unlocks || my_unlock_tables(c, err));
}

bool my_exec_locks(struct orm_conn *c, const char *sql, struct error *err)
{
	struct my_words w = my_words_of(c->dialect, sql);
	if (my_words_take(&w, "unlock"))
		return unlock(c, err);
	if (my_words_take(&w, "lock"))
		return lock(c, w, sql, err);
	return text_same(sql, c->driver->begin) ? turn_autocommit(c, false, err) : end(c, sql, err);
}

#endif
