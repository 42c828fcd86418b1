/* reflect/mysql/routines.c - SHOW CREATE of functions, procedures, packages and events */
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/definitions.h"

static const char unknown[] = "its definition begins in an unknown way";

/* Whose text is hidden, and what lets it be seen. */
static const char *hidden(const struct my_reader *r)
{
	return my_is_mariadb(r->dialect)
	           ? "its text can't be seen without the right SHOW CREATE ROUTINE, or "
	             "SELECT on mysql.proc"
	           : "its text can't be seen without the right SHOW_ROUTINE";
}

const char *my_read_routine(struct my_definitions *x, struct my_wish *w, struct orm_result *rows)
{
	const char *sql_mode = my_row_text(x->reader, rows, 1);
	struct head h = head_start(x->reader->arena, orm_get_text(rows, 2), sql_mode);
	struct orm_definition *d = my_definition(x, w);
	bool routine = w->kind == ORM_FUNCTION || w->kind == ORM_PROCEDURE;

	if (!h.at)
		return hidden(x->reader);
	my_read_definer(x, &h, &d->object);
	if (head_skip(&h, "AGGREGATE"))
		my_note(x, &d->object, "aggregate", "true", NULL);
	if (!head_skip(&h, "FUNCTION") && !head_skip(&h, "PROCEDURE") &&
	    !head_skip(&h, "PACKAGE BODY") && !head_skip(&h, "PACKAGE"))
		return unknown;
	if (!head_path(&h))
		return unknown;
	d->arguments = routine ? head_parenthesised(&h) : NULL;
	if (routine && !d->arguments)
		d->arguments = ""; /* Oracle's way of having none */
	d->definition = head_rest(&h);
	my_note(x, &d->object, "sql_mode", sql_mode, x->reader->sql_mode);
	my_read_client(x, rows, 3, &d->object);
	return NULL;
}

/* The text without the start, which may be the moment in which the event was made. */
static const char *without_starts(struct my_definitions *x, const char *sql, const char *starts)
{
	struct arena *a = x->reader->arena;
	const char *clause = arena_printf(a, " STARTS '%s'", starts), *at = strstr(sql, clause);

	return at ? arena_printf(a, "%.*s%s", (int)(at - sql), sql, at + strlen(clause)) : sql;
}

const char *my_read_event(struct my_definitions *x, struct my_wish *w, struct orm_result *rows)
{
	const char *sql_mode = my_row_text(x->reader, rows, 1);
	struct head h = head_start(x->reader->arena, orm_get_text(rows, 3), sql_mode);
	struct orm_definition *d = my_definition(x, w);

	if (!h.at)
		return "its definition is hidden";
	my_read_definer(x, &h, &d->object);
	if (!head_skip(&h, "EVENT") || !head_path(&h))
		return unknown;
	d->definition = head_rest(&h);
	if (w->starts)
		d->definition = without_starts(x, d->definition, w->starts);
	my_note(x, &d->object, w->chosen ? "started" : "starts", w->starts, NULL);
	my_note(x, &d->object, "sql_mode", sql_mode, x->reader->sql_mode);
	my_note(x, &d->object, "time_zone", orm_get_text(rows, 2), x->time_zone);
	my_read_client(x, rows, 4, &d->object);
	return NULL;
}
