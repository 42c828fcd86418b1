/* orm/mysql/session.c - what a session is like while it migrates, and what is broken */
#include "orm/mysql/handle.h"

#ifdef LIMBECK_MYSQL

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "orm/mysql/mysql.h"

/*
 * While migrating: long work is meant to be long, and a session that holds the
 * lock isn't ended for being idle while somebody reads a question.  What waits
 * for others' locks was set on connecting; foreign keys are checked as always.
 */
static const struct setting {
	const char *mysql, *mariadb; /* names */
} settings[MY_SETTINGS] = {
	{ "max_execution_time", "max_statement_time" },
	{ "wait_timeout", "wait_timeout" },
};

enum { DAY = 86400 };

static const char *name_of(const struct orm_conn *c, size_t i)
{
	return c->dialect == &orm_mariadb ? settings[i].mariadb : settings[i].mysql;
}

static bool remember(struct orm_conn *c, struct error *err)
{
	struct arena a = { 0 };
	const char *const *row;
	char *sql =
	    arena_printf(&a, "SELECT @@SESSION.%s, @@SESSION.%s", name_of(c, 0), name_of(c, 1));
	bool ok = my_ask(c, &a, sql, &row, err);
	for (size_t i = 0; ok && i < MY_SETTINGS; i++)
		my_handle(c)->before[i] = arena_strdup(&c->arena, row[i]);
	arena_release(&a);
	return ok;
}

static bool set(struct orm_conn *c, const char *limit, const char *idle, struct error *err)
{
	struct arena a = { 0 };
	char *sql = arena_printf(&a, "SET SESSION %s = %s, SESSION %s = %s", name_of(c, 0), limit,
	                         name_of(c, 1), idle);
	bool ok = my_run(c, sql, err);
	arena_release(&a);
	return ok;
}

bool my_migrating(struct orm_conn *c, bool on, struct error *err)
{
	struct my_handle *h = my_handle(c);
	char idle[32];
	if (on == h->migrating)
		return true;
	if (on && !remember(c, err))
		return false;
	long before = strtol(h->before[1], NULL, 10);
	snprintf(idle, sizeof idle, "%ld", on && before < DAY ? DAY : before);
	if (!set(c, on ? "0" : h->before[0], idle, err))
		return false;
	h->migrating = on;
	return true;
}

static const char views_query[] =
    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
    "TABLE_TYPE = 'VIEW' ORDER BY TABLE_NAME";

/*
 * Instead of a comment a view has what is wrong with it, once the server has
 * opened it: MariaDB does for a number of rows only, and without looking at all
 * other tables for a name only.
 */
static const char view_query[] =
    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
    "TABLE_NAME = %s AND TABLE_COMMENT LIKE '%%references invalid%%' AND TABLE_ROWS IS NULL";

/* The names in the first column. */
static bool ask_names(struct orm_conn *c, struct arena *a, const char *sql, struct names *out,
                      struct error *err)
{
	const struct my_client *my = my_handle(c)->my;
	MYSQL_RES *result;
	MYSQL_ROW row;
	if (!my_send(c, sql, strlen(sql), &result, err))
		return false;
	while (result && (row = my->mysql_fetch_row(result)))
		vec_push(a, out, arena_strdup(a, row[0]));
	my->mysql_free_result(result);
	return true;
}

bool my_problems(struct orm_conn *c, struct arena *a, bool deep, struct orm_problems *out,
                 struct error *err)
{
	struct names views = { 0 }, broken = { 0 };
	struct buf sql = { 0 };
	(void)deep; /* the server checks rows as they come; looking at all reads them all */
	if (!ask_names(c, a, views_query, &views, err))
		return false;
	for (size_t i = 0; i < views.len; i++) {
		buf_adds(&sql, i ? " UNION ALL " : "");
		buf_addf(&sql, view_query, my_string(a, views.items[i]));
	}
	bool ok = !views.len || ask_names(c, a, buf_str(&sql), &broken, err);
	for (size_t i = 0; ok && i < broken.len; i++) {
		const char *text =
		    arena_printf(a,
		                 "view \"%s\" uses tables, columns or functions that "
		                 "aren't there, or that its definer may not use",
		                 broken.items[i]);
		vec_push(a, out, (struct orm_problem){ .text = text, .key = text, .rows = 1 });
	}
	buf_release(&sql);
	return ok;
}

#endif
