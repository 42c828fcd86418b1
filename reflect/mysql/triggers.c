/* reflect/mysql/triggers.c - SHOW CREATE TRIGGER */
#include "base/text.h"
#include "orm/dialect.h"
#include "orm/mysql/mysql.h"
#include "reflect/mysql/definitions.h"

/*
 * What the trigger does: all behind a head that MySQL writes itself and MariaDB keeps
 * as its author wrote it.  (Both undo escapes in the list of triggers.)
 */
static const char *body_of(const struct my_wish *w, struct head *h)
{
	if (!head_skip(h, "TRIGGER"))
		return NULL;
	head_skip(h, "IF NOT EXISTS");
	if (!head_path(h) || !head_skip(h, w->timing) || !head_skip(h, w->event) ||
	    !head_skip(h, "ON") || !head_path(h) || !head_skip(h, "FOR EACH ROW"))
		return NULL;
	return head_rest(h);
}

/* The statement as it is kept, where limbeck's own would be kept in another spelling. */
static const char *own_text(struct my_definitions *x, const struct orm_definition *d,
                            const char *text)
{
	struct arena *a = &x->reader->scratch;
	const char *definer = orm_option_get(&d->object.options, NULL, "definer");
	/* MySQL puts a head of its own before the body, with the name in quotes */
	const char *name = my_is_mariadb(x->reader->dialect) ? my_name(a, d->object.name)
	                                                     : my_quoted(a, d->object.name);
	const char *ours = arena_printf(a, "CREATE DEFINER=%s TRIGGER %s %s",
	                                definer ? definer : "", name, d->definition);

	if (!definer || x->reader->schema || !strcmp(ours, text))
		return NULL;
	return arena_strdup(x->reader->arena, text);
}

const char *my_read_trigger(struct my_definitions *x, struct my_wish *w, struct orm_result *rows)
{
	struct arena *a = x->reader->arena;
	const char *sql_mode = my_row_text(x->reader, rows, 1), *text = orm_get_text(rows, 2),
		   *body;
	struct head h = head_start(a, text, sql_mode);
	struct orm_definition *d = my_definition(x, w);

	if (!text)
		return "its definition is hidden";
	my_read_definer(x, &h, &d->object);
	body = body_of(w, &h);
	if (!body)
		return "its definition begins in an unknown way";
	d->on = w->on;
	d->object.table = orm_metadata_table(x->reader->m, x->reader->schema, w->on);
	d->definition = arena_printf(a, "%s %s ON %s FOR EACH ROW %s", w->timing, w->event,
	                             my_quoted(a, w->on), body);
	d->object.text = own_text(x, d, text);
	if (w->follows)
		my_note(x, &d->object, "follows", w->follows->name, NULL);
	my_note(x, &d->object, "sql_mode", sql_mode, x->reader->sql_mode);
	my_read_client(x, rows, 3, &d->object);
	return NULL;
}
