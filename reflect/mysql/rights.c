/* reflect/mysql/rights.c - rights on the database, which are left out, and what they hide */
#include <stdlib.h>

#include "base/text.h"
#include "reflect/mysql/definitions.h"

static void see(struct my_definitions *x, const char *right)
{
	x->sees_events = x->sees_events || text_same(right, "EVENT");
	x->sees_triggers = x->sees_triggers || text_same(right, "TRIGGER");
}

void my_list_right(struct my_reader *r, struct orm_result *rows)
{
	vec_push(&r->scratch, &r->definitions->rights, my_row_text(r, rows, 0));
}

void my_list_database_right(struct my_reader *r, struct orm_result *rows)
{
	my_list_right(r, rows);
	if (orm_get_int(rows, 2))
		see(r->definitions, orm_get_text(rows, 1));
}

void my_list_own_right(struct my_reader *r, struct orm_result *rows)
{
	see(r->definitions, orm_get_text(rows, 0));
}

/* What a right is missing for isn't even listed: then the whole kind is named. */
static void leave_out_hidden(struct my_definitions *x, bool seen, const char *kind,
                             const char *right)
{
	struct my_reader *r = x->reader;

	if (!seen && !x->has_role)
		orm_metadata_leave_out(
		    r->m, kind, arena_printf(r->arena, "of %s", r->database),
		    arena_printf(r->arena, "they can't be seen without the right %s", right));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void my_leave_out_rights(struct my_definitions *x)
{
	struct names *all = &x->rights;

	leave_out_hidden(x, x->sees_events, "events", "EVENT");
	if (all->len)
		qsort(all->items, all->len, sizeof *all->items, by_text);
	for (size_t i = 0; i < all->len; i++)
		if (!i || strcmp(all->items[i], all->items[i - 1]) != 0)
			orm_metadata_leave_out(x->reader->m, "privileges", all->items[i],
			                       "not represented");
	leave_out_hidden(x, x->sees_triggers, "triggers", "TRIGGER");
}
